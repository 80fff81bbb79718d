/** C18: what the house calculated itself from the figures of others is marked "eigene Berechnung". */
import { plain, type Section } from "../content.ts"
import type { DataBlock } from "../typed.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { perSection, quoted } from "./text.ts"

const OWN = /eigene[nr]?\s+(?:Be|Hoch)?(?:rechnung|auswertung|darstellung)/iu
const OFFICIAL = /Bundesagentur|Statistik|Destatis|Statistisches/iu

export const own: Rule = {
  id: "C18",
  title: "Eigene Berechnungen auf fremden Zahlen sind als solche gekennzeichnet.",
  whole(_, heres) {
    const tables = new Map(heres.flatMap((h) => dataOf(h.section).map((t) => [t.id, t])))
    return heres.flatMap((here) => dataOf(here.section).flatMap((block) => judge(here, block, tables)))
  },
}

const dataOf = perSection((section: Section): readonly DataBlock[] =>
  section.blocks.filter((b): b is DataBlock => b.type === "data"),
)

function judge(here: Here, block: DataBlock, tables: ReadonlyMap<string, DataBlock>): CheckFinding[] {
  const { source } = block
  if (source === undefined || source.own || !OFFICIAL.test(source.publisher)) return []
  const said = [block.caption, ...block.notes].map(plain).find((text) => OWN.test(text))
  const label = block.columns.find((c) => OWN.test(c.label))?.label
  const index = here.section.blocks.indexOf(block)
  const say = (reason: string, message: string, words: string[]) => [
    finding("C18", "warning", here, {
      reason,
      message,
      at: { block: index, blockId: block.id, where: `Tabelle ${quoted(plain(block.caption))}` },
      words,
    }),
  ]
  if (said !== undefined || label !== undefined)
    return say(
      "own.unmarked",
      `Die Tabelle spricht von eigener Berechnung, ihre Quelle nennt nur ${quoted(source.publisher)}. Bitte kennzeichnen Sie die Quelle als eigene Berechnung.`,
      [said ?? label ?? ""],
    )
  const foreign = block.relations.find(
    (r) => r.state === "confirmed" && r.type === "share" && otherSource(r.base.block, block, tables),
  )
  if (foreign?.type !== "share") return []
  const column = block.columns.find((c) => c.key === foreign.result.column)?.label ?? ""
  return say(
    "own.share",
    `Die Anteile in der Spalte ${quoted(column)} sind aus zwei Quellen gerechnet. Bitte kennzeichnen Sie sie als eigene Berechnung.`,
    [column, block.id],
  )
}

function otherSource(id: string | undefined, block: DataBlock, tables: ReadonlyMap<string, DataBlock>): boolean {
  const other = id === undefined || id === block.id ? undefined : tables.get(id)
  if (other?.source === undefined || block.source === undefined) return false
  return other.source.publisher !== block.source.publisher || other.source.product !== block.source.product
}
