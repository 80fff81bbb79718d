/** C08: one quantity, one figure: bound numbers point somewhere, text and tables agree, the Vorlage's amounts stand in the programme. */
import { figures, mapLines } from "../bind.ts"
import type { Inline } from "../block.ts"
import type { ProgrammeContent, Section } from "../content.ts"
import { findNumbers } from "../number/found.ts"
import { compare, decimal, german, type Scaled, scaled, subtract } from "../number.ts"
import { monthWords } from "../plainly.ts"
import { absolute, base, type Figure, figureOfNum, isZero, slack } from "../table/figure.ts"
import { likeTypo } from "../table/propose/sheet.ts"
import { isMoney } from "../table/words.ts"
import { type Claim, claims, NAMED } from "./claims.ts"
import { finding } from "./key.ts"
import type { CheckContext, CheckFinding, Here, Rule } from "./rule.ts"
import { tables } from "./table.ts"
import { passages, perSection } from "./text.ts"

export const same: Rule = {
  id: "C08",
  title: "Dieselbe Größe hat überall dieselbe Zahl.",
  whole: (content, heres, context) => [
    ...unbound(content, heres),
    ...contradictions(heres),
    ...finance(content, heres, context),
  ],
}

interface Bound {
  readonly ref: string
  readonly text: string
  /** index of the block; -1 for the heading */
  readonly block: number
}
/** bound numbers anywhere in a section: heading, words, captions, labels, cells, notes */
const bounds = perSection((section: Section): readonly Bound[] => {
  const found: Bound[] = []
  const look = (line: readonly Inline[], block: number): void => {
    for (const i of line) if (i.type === "number") found.push({ ref: i.ref, text: i.text, block })
  }
  look(section.title, -1)
  for (const [index, block] of section.blocks.entries())
    mapLines(block, (line) => {
      look(line, index)
      return line
    })
  return found
})

function unbound(content: ProgrammeContent, heres: readonly Here[]): CheckFinding[] {
  const used = heres.flatMap((here) => bounds(here.section).map((bound) => ({ here, bound })))
  const names = (content.numbers ?? []).filter((n) => n.ref !== undefined)
  if (used.length === 0 && names.length === 0) return []
  const known = figures(content)
  const lost = names.flatMap(({ ref, label, num }): CheckFinding[] =>
    ref !== undefined && known.has(ref)
      ? []
      : [
          finding("C08", "error", undefined, {
            reason: "named.missing",
            message: `Die Zahl „${label}“ (${german(num, num.unit)}) hat keine Quelle mehr: Die Zelle, aus der sie kommt, gibt es nicht. Bitte wählen Sie eine andere Zelle, oder geben Sie die Zahl selbst an.`,
            words: [label, ref ?? ""],
          }),
        ],
  )
  const bad = used.flatMap(({ here, bound }): CheckFinding[] => {
    const figure = known.get(bound.ref)
    const at =
      passages(here.section).find((p) => p.block === bound.block && p.where !== "") ??
      whereOf(here.section, bound.block)
    if (figure === undefined)
      return [
        finding("C08", "error", here, {
          reason: "bound.missing",
          message: `Die verknüpfte Zahl „${bound.text}“ hat keine Quelle mehr: Die Zelle oder Zahl, aus der sie kommt, gibt es nicht. Bitte neu verknüpfen oder als Text schreiben.`,
          at,
          words: [bound.ref, bound.text],
        }),
      ]
    const now = german(figure.num, figure.unit)
    if (now === bound.text) return []
    return [
      finding("C08", "error", here, {
        reason: "bound.stale",
        message: `Im Text steht „${bound.text}“; an der Stelle, aus der die Zahl kommt, steht jetzt ${now}.`,
        at,
        words: [bound.ref],
        figures: { text: bound.text, quelle: now },
      }),
    ]
  })
  return [...lost, ...bad]
}

/** a block without words of its own in front of the number */
function whereOf(section: Section, block: number): { where: string; block: number; blockId: string | undefined } {
  const there = section.blocks[block]
  return { where: "", block, blockId: there !== undefined && "id" in there ? there.id : undefined }
}

/** the same quantity in the same month with two figures that look like one */
function contradictions(heres: readonly Here[]): CheckFinding[] {
  const known = new Map<string, { claim: Claim; here: Here }[]>()
  for (const here of heres)
    for (const claim of claims(here.section)) {
      if (claim.period === undefined || claim.planned) continue
      const key = `${claim.subject}/${claim.groups}/${claim.period.slice(0, 7)}`
      const list = known.get(key)
      if (list) list.push({ claim, here })
      else known.set(key, [{ claim, here }])
    }
  return [...known.values()].flatMap((list) => {
    const [first, ...rest] = list
    if (first === undefined) return []
    return rest.flatMap(({ claim, here }): CheckFinding[] => {
      const off = subtract(claim.figure.value, first.claim.figure.value)
      const together = here === first.here && claim.where.where === first.claim.where.where
      if (together || isZero(off) || !alike(off, first.claim.figure)) return []
      const [a, b] = [first.claim, claim].map((c) => german({ value: c.figure.num.value, decimals: 0 }))
      return [
        finding("C08", "warning", here, {
          reason: "same",
          message: `${NAMED[claim.subject]} im ${monthWords((claim.period ?? "").slice(0, 7))}: hier ${b}, in ${first.here.place} ${a}${first.claim.derived || claim.derived ? " (aus Wert und Veränderung)" : ""}. Welche Zahl gilt?`,
          at: claim.where,
          words: [claim.subject, claim.groups, claim.period ?? ""],
          figures: { hier: claim.figure.num.value ?? "", dort: first.claim.figure.num.value ?? "" },
        }),
      ]
    })
  })
}

/** a slip of one digit, or no more than a fiftieth apart: other differences have other reasons */
function alike(off: Scaled, other: Figure): boolean {
  const fifty: Scaled = { units: absolute(off).units * 50n, places: off.places }
  return likeTypo(Number(decimal(off))) || compare(fifty, absolute(other.value)) <= 0
}

/** amounts of money of a section: cells, named figures are taken elsewhere, and text */
const money = perSection((section): readonly Figure[] => [
  ...tables(section).flatMap((t) =>
    t.block.rows.flatMap((row) =>
      t.block.columns.flatMap((column): Figure[] => {
        const figure = t.read({ row: row.id, column: column.key })
        return figure !== undefined && isMoney(figure.unit) ? [figure] : []
      }),
    ),
  ),
  ...passages(section).flatMap((p) =>
    !/\d/.test(p.text)
      ? []
      : findNumbers(p.text).flatMap((n): Figure[] => {
          const { qualifier: _, ...num } = n.num
          const figure = isMoney(num.unit) ? figureOfNum(num) : undefined
          return figure === undefined ? [] : [figure]
        }),
  ),
])

/** the Vorlage's amount must stand in the programme, as exactly as the programme says it */
function finance(content: ProgrammeContent, heres: readonly Here[], { finance: given }: CheckContext): CheckFinding[] {
  if (given?.effects !== true) return []
  const named = (content.numbers ?? []).flatMap((n) => {
    const figure = figureOfNum(n.num)
    return figure !== undefined && isMoney(figure.unit) ? [figure] : []
  })
  const all = [...named, ...heres.flatMap((h) => money(h.section))]
  if (all.length === 0) return []
  const amounts = [
    ["für den Zweck veranschlagt", given.plannedCent],
    ["nunmehr erforderlich", given.requiredCent],
  ] as const
  return amounts.flatMap(([name, cent]): CheckFinding[] => {
    if (cent === null || cent === 0) return []
    const amount: Scaled = { ...scaled(String(cent)), places: 2 }
    const there = all.some((f) => compare(absolute(subtract(base(f), amount)), slack(f)) <= 0)
    if (there) return []
    const shown = german({ value: decimal(amount), decimals: cent % 100 === 0 ? 0 : 2 }, "EUR")
    return [
      finding("C08", "hint", undefined, {
        reason: "finance",
        message: `Die Vorlage nennt ${shown} (${name}). Im Programm steht dieser Betrag nicht.`,
        words: [name],
        figures: { betrag: decimal(amount) },
      }),
    ]
  })
}
