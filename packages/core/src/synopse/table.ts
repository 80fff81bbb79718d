/** Tables cell by cell: rows and columns are paired by their names, then by their place. */
import type { Block } from "../block.ts"
import { plain } from "../block.ts"
import { german } from "../number.ts"
import type { DataBlock } from "../typed.ts"
import { common } from "./align.ts"

export interface CellChange {
  readonly row: string
  readonly column: string
  readonly old: string
  readonly new: string
}
export interface TableChange {
  readonly cells: readonly CellChange[]
  readonly rowsAdded: readonly string[][]
  readonly rowsRemoved: readonly string[][]
  readonly columnsAdded: readonly string[]
  readonly columnsRemoved: readonly string[]
}

/** A table as words: names of columns and rows, and the cells between them. */
export interface Grid {
  readonly columns: readonly { readonly key: string; readonly label: string }[]
  readonly rows: readonly { readonly key: string; readonly label: string; readonly cells: readonly string[] }[]
}

export function gridOf(block: DataBlock): Grid {
  return {
    columns: block.columns.map(({ key, label }) => ({ key, label })),
    rows: block.rows.map((r) => ({
      key: r.id,
      label: plain(r.label),
      cells: block.columns.map((column, i) => {
        const cell = r.cells[i]
        if (cell === undefined || cell.type === "empty") return ""
        return cell.type === "text" ? plain(cell.content) : german(cell.num, cell.num.unit ?? column.unit)
      }),
    })),
  }
}

/** A plain table: the first row names the columns where it is a head, the first cell names the row. */
export function plainGrid(block: Extract<Block, { type: "table" }>, words: (b: Block) => string): Grid {
  const lines = block.rows.map((r) => r.cells.map((c) => c.blocks.map(words).join(" ")))
  const width = Math.max(...lines.map((l) => l.length))
  const head = block.headerRows > 0 ? (lines[0] ?? []) : []
  const body = block.headerRows > 0 ? lines.slice(1) : lines
  return {
    columns: Array.from({ length: Math.max(0, width - 1) }, (_, i) => {
      const label = head[i + 1] ?? ""
      return { key: label === "" ? `spalte-${i}` : `${label}#${i}`, label: label === "" ? `Spalte ${i + 2}` : label }
    }),
    rows: body.map((line) => ({ key: line[0] ?? "", label: line[0] ?? "", cells: line.slice(1) })),
  }
}

export function tableChange(old: Grid, now: Grid): TableChange {
  const columns = paired(old.columns, now.columns)
  const rows = paired(old.rows, now.rows)
  const cells: CellChange[] = []
  for (const [i, j] of rows) {
    const [a, b] = [old.rows[i], now.rows[j]]
    if (!a || !b) continue
    if (a.label !== b.label) cells.push({ row: b.label, column: "", old: a.label, new: b.label })
    for (const [c, d] of columns) {
      const [was, is] = [a.cells[c] ?? "", b.cells[d] ?? ""]
      if (was !== is) cells.push({ row: b.label, column: now.columns[d]?.label ?? "", old: was, new: is })
    }
  }
  const without = <T>(list: readonly T[], kept: readonly number[]): T[] => list.filter((_, i) => !kept.includes(i))
  const line = (r: Grid["rows"][number]): string[] => [r.label, ...r.cells]
  return {
    cells,
    rowsAdded: without(
      now.rows,
      rows.map(([, j]) => j),
    ).map(line),
    rowsRemoved: without(
      old.rows,
      rows.map(([i]) => i),
    ).map(line),
    columnsAdded: without(
      now.columns,
      columns.map(([, j]) => j),
    ).map((c) => c.label),
    columnsRemoved: without(
      old.columns,
      columns.map(([i]) => i),
    ).map((c) => c.label),
  }
}

interface Named {
  readonly key: string
  readonly label: string
}
/** By key, then by label, each in order; what is left in the same gap and of the same number is taken for renamed. */
function paired(a: readonly Named[], b: readonly Named[]): [number, number][] {
  const byKey = common(
    a.map((x) => x.key),
    b.map((x) => x.key),
  )
  const byLabel = common(
    a.map((x) => x.label),
    b.map((x) => x.label),
  )
  const pairs = byKey.length >= byLabel.length ? byKey : byLabel
  const full: [number, number][] = []
  const edges: [number, number][] = [...pairs, [a.length, b.length]]
  let [i, j] = [0, 0]
  for (const [x, y] of edges) {
    if (x - i === y - j) for (let k = 0; k < x - i; k++) full.push([i + k, j + k])
    if (x < a.length && y < b.length) full.push([x, y])
    i = x + 1
    j = y + 1
  }
  return full
}

export const sameTable = (c: TableChange): boolean =>
  c.cells.length + c.rowsAdded.length + c.rowsRemoved.length + c.columnsAdded.length + c.columnsRemoved.length === 0
