/** Typed tables of a section as the rules about figures see them: where they stand, what their cells are called. */
import { plain } from "../block.ts"
import { type Figure, reader } from "../table/figure.ts"
import { simple } from "../table/words.ts"
import { type CellRef, cellsOf, type DataBlock, type DataRow, type Relation } from "../typed.ts"
import { finding } from "./key.ts"
import { type Judged, judge } from "./relation.ts"
import type { CheckFinding, Here, RuleId, Severity } from "./rule.ts"
import { perSection, quoted } from "./text.ts"

export interface Table {
  readonly block: DataBlock
  /** index in the section */
  readonly index: number
  /** "Tabelle 2" */
  readonly where: string
  readonly read: (ref: CellRef) => Figure | undefined
  readonly rows: ReadonlyMap<string, DataRow>
}

export const tables = perSection((section): readonly Table[] => {
  const found: Table[] = []
  let count = 0
  for (const [index, block] of section.blocks.entries()) {
    if (block.type !== "table" && block.type !== "data") continue
    count++
    if (block.type !== "data") continue
    const rows = new Map(block.rows.map((r) => [r.id, r]))
    found.push({ block, index, where: `Tabelle ${count}`, read: reader(block), rows })
  }
  return found
})

export const rowLabel = (table: Table, id: string): string => plain(table.rows.get(id)?.label ?? [])
export const columnLabel = (table: Table, key: string): string =>
  table.block.columns.find((c) => c.key === key)?.label ?? ""

export interface TableSaid {
  readonly reason: string
  readonly message: string
  readonly ref: CellRef
  readonly figures: Readonly<Record<string, string>>
}
/** A finding at a cell. */
export function atCell(rule: RuleId, severity: Severity, here: Here, table: Table, said: TableSaid): CheckFinding {
  const [row, column] = [rowLabel(table, said.ref.row), columnLabel(table, said.ref.column)]
  const where = [
    table.where,
    row === "" ? "" : `Zeile ${quoted(row, 60)}`,
    column === "" ? "" : `Spalte ${quoted(column, 60)}`,
  ]
  return finding(rule, severity, here, {
    reason: said.reason,
    message: said.message,
    at: { where: where.filter((w) => w !== "").join(", "), block: table.index, blockId: table.block.id },
    cell: { row: said.ref.row, column: said.ref.column },
    figures: said.figures,
    words: [plain(table.block.caption), row, column],
  })
}

const judgedTables = perSection((section): readonly (readonly [Table, Relation, Judged])[] =>
  tables(section).flatMap((table) =>
    table.block.relations.flatMap((relation) =>
      relation.state === "rejected" || crosses(relation)
        ? []
        : [[table, relation, judge(relation, table.read)] as const],
    ),
  ),
)

/** reaches into another table */
export const crosses = (relation: Relation): boolean => cellsOf(relation).some((r) => r.block !== undefined)

/** A sum in one row goes across columns; one that moves money between the Titel is an Umschichtung. */
export function kindOfSum(table: Table, relation: Extract<Relation, { type: "sum" }>): "C01" | "C02" | "C10" {
  const cells = cellsOf(relation)
  if (cells.some((c) => simple(rowLabel(table, c.row)).includes("umschicht"))) return "C10"
  return cells.every((c) => c.row === relation.total.row) ? "C02" : "C01"
}

export interface Wording {
  readonly reason: string
  /** before the sentence, when the relation was only proposed: "Vermutlich eine Summe" */
  readonly proposed: string
  /** severity of a confirmed relation that fails */
  readonly confirmed: Severity
  /** after the sentence */
  readonly advice?: string | undefined
}

/** What the relations of a section say, for those that `wanted` picks. */
export function relationFindings(
  rule: RuleId,
  here: Here,
  wanted: (table: Table, relation: Relation) => boolean,
  wording: Wording,
): CheckFinding[] {
  return judgedTables(here.section).flatMap(([table, relation, judged]): CheckFinding[] => {
    if (judged.state === "holds" || judged.state === "undecided" || !wanted(table, relation)) return []
    const proposed = relation.state === "proposed"
    const rounding = judged.state === "rounding"
    const severity = rounding ? "hint" : proposed ? "warning" : wording.confirmed
    const lead = proposed && !rounding ? `${wording.proposed}: ` : ""
    const tail = rounding ? " Rundung?" : (wording.advice ?? "")
    return [
      atCell(rule, severity, here, table, {
        reason: `${wording.reason}${rounding ? ".rounding" : proposed ? ".presumed" : ""}`,
        message: `${lead}${judged.sentence}${tail}`,
        ref: judged.result,
        figures: judged.figures,
      }),
    ]
  })
}
