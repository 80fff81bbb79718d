/**
 * A typed table as a sheet with places: row 0 is the headings, column 0 the labels. Everything that a keyboard does to it is a
 * function from a table to the next.
 */
import type { Inline } from "@beschlussweg/core/block"
import { plain } from "@beschlussweg/core/plain"
import { cellsOf } from "@beschlussweg/core/table/cells"
import type { CellRef, Column, DataBlock, DataCell, DataRow, Relation } from "@beschlussweg/core/typed"
import { freshId } from "../kind.ts"
import { isBare, lineOf } from "../line.ts"
import { cellText, copyText, type Entry, entry, type Role, roleOf } from "./entry.ts"
import { fromTsv, toTsv } from "./tsv.ts"

export interface Place {
  readonly r: number
  readonly c: number
}
/** Both ends included. */
export interface Range {
  readonly from: Place
  readonly to: Place
}
export const MOST_ROWS = 5000
export const MOST_COLUMNS = 40

export const rangeOf = (a: Place, b: Place): Range => ({
  from: { r: Math.min(a.r, b.r), c: Math.min(a.c, b.c) },
  to: { r: Math.max(a.r, b.r), c: Math.max(a.c, b.c) },
})
export const within = ({ from, to }: Range, { r, c }: Place): boolean =>
  r >= from.r && r <= to.r && c >= from.c && c <= to.c
/** The nearest place that is there. */
export const clamp = (block: DataBlock, { r, c }: Place): Place => ({
  r: Math.max(0, Math.min(r, block.rows.length)),
  c: Math.max(0, Math.min(c, block.columns.length)),
})

export const cellAt = (block: DataBlock, { r, c }: Place): DataCell | undefined => block.rows[r - 1]?.cells[c - 1]
const lineAt = (block: DataBlock, { r, c }: Place): readonly Inline[] | undefined => {
  if (r > 0 && c === 0) return block.rows[r - 1]?.label
  const cell = r > 0 ? cellAt(block, { r, c }) : undefined
  return cell?.type === "text" ? cell.content : undefined
}
export const textAt = (block: DataBlock, { r, c }: Place): string => {
  if (r === 0) return c === 0 ? block.head : (block.columns[c - 1]?.label ?? "")
  if (c === 0) return plain(block.rows[r - 1]?.label ?? [])
  return cellText(cellAt(block, { r, c }), block.columns[c - 1])
}
/** False where a cell has marks, links or bound numbers that typing over it would lose. */
export const isTypable = (block: DataBlock, place: Place): boolean => {
  const line = lineAt(block, place)
  return line === undefined || isBare(line)
}

const roles = new WeakMap<DataBlock, Map<number, Role>>()
/** What a column takes; column 1 is the first of figures. */
export function roleAt(block: DataBlock, c: number): Role {
  const known = roles.get(block) ?? new Map<number, Role>()
  roles.set(block, known)
  const role = known.get(c) ?? roleOf(block, c - 1)
  known.set(c, role)
  return role
}

const LABEL = 200
const withRow = (block: DataBlock, r: number, row: DataRow): DataBlock => ({
  ...block,
  rows: block.rows.with(r - 1, row),
})
const withCell = (block: DataBlock, { r, c }: Place, cell: DataCell): DataBlock => {
  const row = block.rows[r - 1]
  return row ? withRow(block, r, { ...row, cells: row.cells.with(c - 1, cell) }) : block
}

/** What typing does; `wrong` says why it is refused, and then nothing has changed. */
export function typed(
  block: DataBlock,
  place: Place,
  text: string,
  asText = false,
): { readonly block: DataBlock } | Exclude<Entry, { readonly cell: DataCell }> {
  const { r, c } = place
  const words = text.replace(/\s+/g, " ").trim()
  if (r === 0) {
    const label = words.slice(0, LABEL)
    if (c === 0) return { block: { ...block, head: label } }
    return { block: withColumn(block, c, { label }) }
  }
  const row = block.rows[r - 1]
  const column = block.columns[c - 1]
  if (!row) return { block }
  if (c === 0) return { block: withRow(block, r, { ...row, label: lineOf(words) }) }
  if (!column) return { block }
  const found = entry(text, column, roleAt(block, c), { before: row.cells[c - 1], asText })
  return "wrong" in found ? found : { block: withCell(block, place, found.cell) }
}
/** A cell set to what it may have meant. */
export const put = withCell

/** Column c with other properties; what is undefined or empty is left out. */
export function withColumn(
  block: DataBlock,
  c: number,
  change: Partial<{ [K in keyof Column]: Column[K] | undefined }>,
): DataBlock {
  const column = block.columns[c - 1]
  if (!column) return block
  const next: Record<string, unknown> = { ...column, ...change }
  for (const key of ["bare", "nature", "asOf", "after", "base"]) if (!next[key]) delete next[key]
  if (next.unit === undefined) delete next.unit
  return { ...block, columns: block.columns.with(c - 1, next as Column) }
}
export function withRowOf(block: DataBlock, r: number, change: Partial<DataRow>): DataBlock {
  const row = block.rows[r - 1]
  if (!row) return block
  const next: Record<string, unknown> = { ...row, ...change }
  if (!next.code) delete next.code
  return withRow(block, r, next as DataRow)
}

/** Empties what lies in the range; what typing could not bring back stays. @returns how many stayed */
export function emptied(block: DataBlock, range: Range): { readonly block: DataBlock; readonly kept: number } {
  let next = block
  let kept = 0
  for (let r = range.from.r; r <= range.to.r; r++)
    for (let c = range.from.c; c <= range.to.c; c++) {
      if (textAt(next, { r, c }) === "") continue
      if (!isTypable(next, { r, c })) kept++
      else {
        const found = typed(next, { r, c }, "")
        if ("block" in found) next = found.block
      }
    }
  return { block: next, kept }
}

export function copied(block: DataBlock, { from, to }: Range): string {
  const rows: string[][] = []
  for (let r = from.r; r <= to.r; r++) {
    const row: string[] = []
    for (let c = from.c; c <= to.c; c++)
      row.push(r > 0 && c > 0 ? copyText(cellAt(block, { r, c }), block.columns[c - 1]) : textAt(block, { r, c }))
    rows.push(row)
  }
  return toTsv(rows)
}

export interface Pasted {
  readonly block: DataBlock
  /** what the pasted table covers now */
  readonly range: Range
  /** figures that could not be read: they stand as text, and somebody should look */
  readonly doubts: readonly { readonly place: Place; readonly text: string }[]
  /** cells that were left out: beyond the largest table, or not typable */
  readonly left: number
  readonly added: { readonly rows: number; readonly columns: number }
}
/** Cells of the clipboard put in from a place on; the table grows where it must. One value fills the whole selection. @param fresh what new columns take */
export function pasted(block: DataBlock, selection: Range, text: string, fresh: Role = "open"): Pasted {
  const given = fromTsv(text)
  const { from } = selection
  const single = given.length === 1 && given[0]?.length === 1 ? given[0][0] : undefined
  const height = single === undefined ? given.length : selection.to.r - from.r + 1
  const width = single === undefined ? Math.max(0, ...given.map((row) => row.length)) : selection.to.c - from.c + 1
  const wanted = { r: from.r + height - 1, c: from.c + width - 1 }
  const to = { r: Math.min(wanted.r, MOST_ROWS), c: Math.min(wanted.c, MOST_COLUMNS) }
  const before = block
  let next = block
  if (to.c > next.columns.length) next = insertColumns(next, next.columns.length + 1, to.c - next.columns.length)
  if (to.r > next.rows.length) next = insertRows(next, next.rows.length + 1, to.r - next.rows.length)
  const doubts: { place: Place; text: string }[] = []
  let left = given.reduce((sum, row, i) => sum + row.filter((_, k) => from.r + i > to.r || from.c + k > to.c).length, 0)
  // What a column takes is what it took before, so that one odd value does not turn it.
  const role = (c: number): Role => (c <= before.columns.length ? roleAt(before, c) : fresh)
  const rows = [...next.rows]
  for (let r = from.r; r <= to.r; r++)
    for (let c = from.c; c <= to.c; c++) {
      const value = single ?? given[r - from.r]?.[c - from.c]
      if (value === undefined) continue
      const row = rows[r - 1]
      const column = next.columns[c - 1]
      if (r === 0 || c === 0 || !row || !column) {
        if (r > 0 && c === 0 && row) {
          if (isBare(row.label)) rows[r - 1] = { ...row, label: lineOf(value.replace(/\s+/g, " ").trim()) }
          else left++
        } else if (r === 0) {
          const found = typed({ ...next, rows }, { r, c }, value)
          if ("block" in found) next = { ...found.block }
        }
        continue
      }
      const old = row.cells[c - 1]
      if (old?.type === "text" && !isBare(old.content)) {
        left++
        continue
      }
      const found = entry(value, column, role(c), { before: old })
      const cell: DataCell =
        "cell" in found ? found.cell : { type: "text", content: lineOf(value.replace(/\s+/g, " ").trim()) }
      if ("wrong" in found) doubts.push({ place: { r, c }, text: value })
      rows[r - 1] = { ...row, cells: row.cells.with(c - 1, cell) }
    }
  return {
    block: { ...next, rows },
    range: { from, to },
    doubts,
    left,
    added: { rows: rows.length - before.rows.length, columns: next.columns.length - before.columns.length },
  }
}

const emptyCells = (count: number): DataCell[] => Array.from({ length: count }, () => ({ type: "empty" }))

/** Rows before row `r`; beyond the last one they come at the end. */
export function insertRows(block: DataBlock, r: number, count = 1): DataBlock {
  const room = Math.min(count, MOST_ROWS - block.rows.length)
  if (room <= 0) return block
  const beside = block.rows[Math.max(0, Math.min(r, block.rows.length) - 1)]
  const fresh = Array.from(
    { length: room },
    (): DataRow => ({
      id: freshId("z"),
      label: [],
      kind: "data",
      indent: beside?.kind === "data" || beside?.kind === "davon" || beside?.kind === "darunter" ? beside.indent : 0,
      cells: emptyCells(block.columns.length),
    }),
  )
  return { ...block, rows: block.rows.toSpliced(Math.max(0, r - 1), 0, ...fresh) }
}
export function insertColumns(block: DataBlock, c: number, count = 1): DataBlock {
  const room = Math.min(count, MOST_COLUMNS - block.columns.length)
  if (room <= 0) return block
  const at = Math.max(0, c - 1)
  const fresh = Array.from({ length: room }, (): Column => ({ key: freshId("s"), label: "" }))
  return {
    ...block,
    columns: block.columns.toSpliced(at, 0, ...fresh),
    rows: block.rows.map((row) => ({ ...row, cells: row.cells.toSpliced(at, 0, ...emptyCells(room)) })),
  }
}

/** Rows taken away, both ends included; one always stays. What speaks of them goes along, sums lose a part. */
export function removeRows(block: DataBlock, from: number, to: number): DataBlock {
  const first = Math.max(1, from)
  const rows = block.rows.filter((_, i) => i + 1 < first || i + 1 > to)
  return settled({ ...block, rows: rows.length > 0 ? rows : insertRows({ ...block, rows: [] }, 1).rows })
}
export function removeColumns(block: DataBlock, from: number, to: number): DataBlock {
  const first = Math.max(1, from)
  const stays = (i: number) => i + 1 < first || i + 1 > to
  if (!block.columns.some((_, i) => stays(i))) return block
  return settled({
    ...block,
    columns: block.columns.filter((_, i) => stays(i)),
    rows: block.rows.map((row) => ({ ...row, cells: row.cells.filter((_, i) => stays(i)) })),
  })
}

/** Relations without cells that are not there any more. */
function settled(block: DataBlock): DataBlock {
  const rows = new Set(block.rows.map((r) => r.id))
  const columns = new Set(block.columns.map((c) => c.key))
  const there = (ref: CellRef): boolean =>
    (ref.block !== undefined && ref.block !== block.id) || (rows.has(ref.row) && columns.has(ref.column))
  const relations = block.relations.flatMap((r): Relation[] => {
    if (cellsOf(r).every(there)) return [r]
    if ((r.type !== "sum" && r.type !== "convex") || !there(r.total)) return []
    const parts = r.parts.filter(there)
    return parts.length >= (r.type === "sum" ? 1 : 2) ? [{ ...r, parts }] : []
  })
  return { ...block, relations }
}

/** Rows `from` to `to` one place up (-1) or down (1); the same table where there is no room. */
export function moveRows(block: DataBlock, from: number, to: number, by: -1 | 1): DataBlock {
  if (from + by < 1 || to + by > block.rows.length) return block
  return { ...block, rows: shift(block.rows, from, to, by) }
}
export function moveColumns(block: DataBlock, from: number, to: number, by: -1 | 1): DataBlock {
  if (from + by < 1 || to + by > block.columns.length) return block
  return {
    ...block,
    columns: shift(block.columns, from, to, by),
    rows: block.rows.map((row) => ({ ...row, cells: shift(row.cells, from, to, by) })),
  }
}
function shift<T>(list: readonly T[], from: number, to: number, by: -1 | 1): T[] {
  const moving = list.slice(from - 1, to)
  return list.toSpliced(from - 1, to - from + 1).toSpliced(from - 1 + by, 0, ...moving)
}

/** All figures of a column shown with so many decimals; none of them changes its value. */
export function withDecimals(block: DataBlock, c: number, decimals: number): DataBlock {
  const rows = block.rows.map((row) => {
    const cell = row.cells[c - 1]
    if (cell?.type !== "num" || cell.num.value === null || cell.num.decimals === decimals) return row
    const { raw: _, ...num } = cell.num
    return { ...row, cells: row.cells.with(c - 1, { ...cell, num: { ...num, decimals } }) }
  })
  return { ...block, rows }
}
