/** What does not add up in a table, by cell: the confirmed and the proposed relations, judged as the checks judge them. */
import { type Judged, judge } from "@beschlussweg/core/check/relation"
import { type Case, grouped, type Said } from "@beschlussweg/core/saying"
import { cellsOf } from "@beschlussweg/core/table/cells"
import { reader } from "@beschlussweg/core/table/figure"
import { propose } from "@beschlussweg/core/table/propose/index"
import type { CellRef, DataBlock, Relation } from "@beschlussweg/core/typed"
import type { Range } from "./sheet.ts"

export interface Fault {
  readonly severity: "error" | "warning" | "hint"
  /** "Stimmt nicht: 12,4 + 3,1 ergibt 15,5; hier steht 15,6." */
  readonly message: string
}
export const cellKey = (row: string, column: string): string => `${row}/${column}`

const beyond = (block: DataBlock, relation: Relation): boolean =>
  cellsOf(relation).some((r) => r.block !== undefined && r.block !== block.id)

function judged(block: DataBlock): (relation: Relation) => Judged {
  const own = reader(block)
  const read = (ref: CellRef) => (ref.block === undefined || ref.block === block.id ? own(ref) : undefined)
  return (relation) => judge(relation, read)
}

/** Cells with a result that is not what their relation gives; relations to other tables are judged by the service. */
export function faultsOf(block: DataBlock): ReadonlyMap<string, Fault> {
  const found = new Map<string, Fault>()
  const judgeOne = judged(block)
  for (const relation of block.relations) {
    if (relation.state === "rejected" || beyond(block, relation)) continue
    const { state, result, sentence } = judgeOne(relation)
    if (state !== "fails" && state !== "rounding") continue
    const proposed = relation.state === "proposed"
    const lead = state === "rounding" ? "Rundung?" : proposed ? "Stimmt vermutlich nicht:" : "Stimmt nicht:"
    const severity = state === "rounding" ? "hint" : proposed || relation.type === "convex" ? "warning" : "error"
    const key = cellKey(result.row, result.column)
    const known = found.get(key)
    if (known !== undefined && RANK[known.severity] >= RANK[severity]) continue
    found.set(key, { severity, message: `${lead} ${sentence.replace("in der Tabelle steht", "hier steht")}` })
  }
  return found
}
const RANK = { hint: 0, warning: 1, error: 2 } as const

/** The relations in words, those that say the same of several columns or rows together. */
export function told(block: DataBlock, state: Relation["state"]): readonly Said[] {
  const judgeOne = judged(block)
  const wanted = block.relations
    .filter((r) => r.state === state)
    .map((relation) => ({ relation, judged: judgeOne(relation) }))
  return grouped(block, wanted, () => "einer anderen Tabelle")
}
export type { Case, Said }

/** The same table with these relations confirmed, rejected or open again. */
export function decided(block: DataBlock, ids: readonly string[], state: Relation["state"]): DataBlock {
  const wanted = new Set(ids)
  return {
    ...block,
    relations: block.relations.map((r) => (wanted.has(r.id) && r.state !== state ? { ...r, state } : r)),
  }
}
/** Two figures that would be one but differ: which of them is right has to be decided first. */
export function differing(block: DataBlock, ids: readonly string[]): readonly string[] {
  const judgeOne = judged(block)
  const wanted = new Set(ids)
  return block.relations.flatMap((r) => {
    if (!wanted.has(r.id) || r.type !== "equals" || beyond(block, r)) return []
    const { state, sentence } = judgeOne(r)
    return state === "fails" ? [sentence] : []
  })
}

/** The table with what its labels and figures speak for; what was decided stays, what reaches into other tables, too. */
export function searched(block: DataBlock): { readonly block: DataBlock; readonly found: number } {
  const kept = block.relations.filter((r) => r.state !== "proposed" || beyond(block, r))
  const fresh = propose({ ...block, relations: kept })
  return { block: { ...block, relations: [...kept, ...fresh].slice(0, 5000) }, found: fresh.length }
}

/** Says of the selected cells that the last one is the sum of the others: per column, or per row where only one row is selected. */
export function summed(block: DataBlock, { from, to }: Range): { readonly block: DataBlock; readonly made: number } {
  const [top, left] = [Math.max(1, from.r), Math.max(1, from.c)]
  const cell = (r: number, c: number): CellRef | undefined => {
    const row = block.rows[r - 1]
    const column = block.columns[c - 1]
    return row && column && { row: row.id, column: column.key }
  }
  const lines: (CellRef | undefined)[][] = []
  if (to.r > top)
    for (let c = left; c <= to.c; c++) lines.push(Array.from({ length: to.r - top + 1 }, (_, i) => cell(top + i, c)))
  else if (to.c > left) lines.push(Array.from({ length: to.c - left + 1 }, (_, i) => cell(top, left + i)))
  const taken = new Set(block.relations.map((r) => r.id))
  let n = 0
  const freeId = (): string => {
    do n++
    while (taken.has(`e${n}`))
    return `e${n}`
  }
  const said = new Set(block.relations.map((r) => (r.type === "sum" ? sumKey(r.total, r.parts) : "")))
  const made = lines.flatMap((line): Relation[] => {
    const cells = line.filter((x) => x !== undefined)
    const [total, parts] = [cells.at(-1), cells.slice(0, -1)]
    if (total === undefined || parts.length === 0 || parts.length > 500 || said.has(sumKey(total, parts))) return []
    return [{ type: "sum", id: freeId(), state: "confirmed", total, parts }]
  })
  return { block: { ...block, relations: [...block.relations, ...made].slice(0, 5000) }, made: made.length }
}
const sumKey = (total: CellRef, parts: readonly CellRef[]): string =>
  [total, ...parts].map((c) => `${c.block ?? ""}/${c.row}/${c.column}`).join(" ")
