/** Eckpunkte: the passages and figures of a programme that the Vorlage's Erläuterungen and finance block are made of. */
import { z } from "zod"
import { figures } from "./bind.ts"
import type { Block, RichText } from "./block.ts"
import { type NamedNumber, type ProgrammeContent, plain, sectionNumbers } from "./content.ts"
import { germanEuro } from "./day.ts"
import type { Finding } from "./error.ts"
import { Ref } from "./id.ts"
import { type Num, round, scaled, type Unit } from "./number.ts"
import type { Finance } from "./paper.ts"
import { plainBlock } from "./plainly.ts"
import { current } from "./programme.ts"
import { verb } from "./verb.ts"

/** The flagged passages in their order, each under the heading of its section. */
export function digest(content: ProgrammeContent): RichText {
  const numbers = sectionNumbers(content.sections)
  return content.sections.flatMap((section, i): Block[] => {
    const flagged = section.blocks.filter((b) => "eckpunkt" in b && b.eckpunkt === true)
    if (flagged.length === 0) return []
    const title = `${numbers[i] ?? ""} ${plain(section.title)}`.trim()
    const heading: Block = { type: "heading", level: 1, content: [{ type: "text", text: title }] }
    return [heading, ...flagged.flatMap((block) => plainBlock(block)).map(bare)]
  })
}

/** In the Vorlage a passage is a passage: the flag stays in the programme. */
function bare(block: Block): Block {
  if (block.type !== "paragraph" && block.type !== "list") return block
  const { eckpunkt: _, ...rest } = block
  return rest
}

type Use = NonNullable<NamedNumber["finance"]>
const POWER: Partial<Record<Unit, number>> = { EUR: 2, TEUR: 5, MioEUR: 8 }

/** Cent of an amount of money; undefined for anything that is none. */
export function centOf(num: Num, unit: Unit | undefined): number | undefined {
  const power = POWER[num.unit ?? unit ?? ""]
  if (power === undefined || num.value === null) return undefined
  const { units, places } = scaled(num.value)
  const cent = round({ units: units * 10n ** BigInt(power), places }, 0).units
  return cent >= BigInt(Number.MIN_SAFE_INTEGER) && cent <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(cent) : undefined
}

/** Amounts of the finance block that the programme says, in cent, with the places they are shown to. */
export function financeOf(content: ProgrammeContent): Map<Use, { cent: number; label: string; slack: number }> {
  const known = figures(content)
  const found = new Map<Use, { cent: number; label: string; slack: number }>()
  for (const named of content.numbers ?? []) {
    if (named.finance === undefined) continue
    const { num, unit } = known.get(`zahl/${named.id}`) ?? { num: named.num, unit: named.num.unit }
    const cent = centOf(num, unit)
    const power = POWER[num.unit ?? unit ?? ""]
    if (cent === undefined || power === undefined) continue
    // "12.466 T€" is right within half a thousand euros.
    found.set(named.finance, { cent, label: named.label, slack: 10 ** Math.max(0, power - num.decimals) / 2 })
  }
  return found
}

const IN_BLOCK = {
  planned: ["für den Zweck veranschlagt", (f: Finance) => f.plannedCent],
  required: ["nunmehr erforderlich", (f: Finance) => f.requiredCent],
  once: ["einmalige Aufwendungen insgesamt", (f: Finance) => f.once.totalCent],
  yearly: ["laufende Aufwendungen jährlich insgesamt", (f: Finance) => f.yearly.totalCent],
} as const satisfies Record<Use, readonly [string, (f: Finance) => number | null]>

/** Where programme and finance block say different amounts for the same thing; amounts left empty are no contradiction. */
export function disagreements(content: ProgrammeContent, finance: Finance): Finding[] {
  return [...financeOf(content)].flatMap(([use, { cent, label, slack }]): Finding[] => {
    const [place, read] = IN_BLOCK[use]
    const stated = read(finance)
    // A figure in thousands agrees with the exact amount that it is rounded from.
    if (stated === null || Math.abs(stated - cent) <= slack) return []
    return [
      {
        reason: "finance.differs",
        place: `Finanzielle Auswirkungen, ${place}`,
        message: `Im Programm steht bei „${label}“ ${germanEuro(cent)}, in der Vorlage ${germanEuro(stated)}.`,
      },
    ]
  })
}

/** What a Vorlage can take over; it is only proposed, the author saves it in the form. */
export const compose = verb(
  {
    name: "programme.digest",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary: "Eckpunkte eines Programms für Erläuterungen und Finanzblock einer Vorlage.",
  },
  async (ctx, { programmeId }) => {
    const { tree } = await current(ctx, programmeId)
    const amounts = [...financeOf(tree)].map(([use, { cent, label }]) => ({ use, cent, label }))
    return { erlaeuterungen: digest(tree), amounts }
  },
)
