/** The places of a plain table, merged cells spread over all they cover, and the text of a cell as one line of runs. */
import type { Block, Cell, Inline } from "../block.ts"

export type PlainTable = Extract<Block, { type: "table" }>

export interface Place {
  readonly cell: Cell
  /** the place in which the cell begins */
  readonly row: number
  readonly column: number
}
export interface Grid {
  readonly width: number
  /** undefined: no cell here (a ragged row) */
  readonly rows: readonly (readonly (Place | undefined)[])[]
}

/** Undefined when more columns come out than a typed table may have. */
export function grid(table: PlainTable, most: number): Grid | undefined {
  const rows: (Place | undefined)[][] = table.rows.map(() => [])
  let width = 0
  for (const [r, row] of table.rows.entries()) {
    let column = 0
    for (const cell of row.cells) {
      const here = rows[r] ?? []
      while (here[column] !== undefined) column++
      const across = cell.colSpan ?? 1
      const down = Math.min(cell.rowSpan ?? 1, table.rows.length - r)
      if (column + across > most) return undefined
      const place: Place = { cell, row: r, column }
      for (let y = r; y < r + down; y++) {
        const line = rows[y] ?? []
        for (let x = column; x < column + across; x++) line[x] ??= place
      }
      column += across
      width = Math.max(width, column)
    }
    width = Math.max(width, rows[r]?.length ?? 0)
  }
  return { width, rows }
}

/** Runs of a cell, its paragraphs parted by breaks; undefined when it holds more than paragraphs. */
export function runs(cell: Cell | undefined): Inline[] | undefined {
  const content: Inline[] = []
  for (const block of cell?.blocks ?? []) {
    if (block.type !== "paragraph") return undefined
    if (content.length > 0 && block.content.length > 0) content.push({ type: "break" })
    content.push(...block.content)
  }
  return content
}

/** a superscript of one or two signs, as authors set a footnote by hand */
const isMark = (i: Inline): boolean =>
  i.type === "footnote" || (i.type === "text" && i.marks?.includes("superscript") === true && i.text.trim().length <= 3)

/** Parts marks that stand behind the words. Undefined where a mark stands within, or a run is bound or a link. */
export function parted(content: readonly Inline[]): { text: string; after: Inline[] } | undefined {
  const words = content.findLastIndex((i) => !isMark(i) && !(i.type === "text" && i.text.trim() === ""))
  const head = content.slice(0, words + 1)
  const after = content.slice(words + 1).filter((i) => i.type !== "text" || i.text.trim() !== "")
  let text = ""
  for (const i of head) {
    if (i.type === "break") text += " "
    else if (i.type !== "text" || i.href !== undefined || isMark(i)) return undefined
    else text += i.text
  }
  return after.length > 8 ? undefined : { text, after }
}
