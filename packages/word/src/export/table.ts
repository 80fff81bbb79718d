/** A table of the tree as a Word table: a regular grid, merged cells, repeated header rows. */
import type { Block, Cell } from "@beschlussweg/core/content"
import { TABLE } from "../mark.ts"
import { blocks, p, type Writing } from "./block.ts"
import { id } from "./style.ts"

type Table = Extract<Block, { type: "table" }>
interface Origin {
  readonly cell: Cell
  readonly span: number
  /** rows below that it still covers */
  left: number
}
type Placed = { readonly cell: Cell; readonly span: number; readonly merge: "" | "restart" | "continue" } | undefined

/** width of the text in twentieths of a point */
const WIDTH = 9070

/** Every row with all its places: cells, what is covered from above, and undefined where nothing stands. */
function grid(table: Table): Placed[][] {
  let open = new Map<number, Origin>()
  const rows = table.rows.map((row, r) => {
    const placed: Placed[] = []
    const below = new Map<number, Origin>()
    let column = 0
    const covered = () => {
      for (let above = open.get(column); above !== undefined; above = open.get(column)) {
        placed.push({ cell: above.cell, span: above.span, merge: "continue" })
        if (above.left > 1) below.set(column, { ...above, left: above.left - 1 })
        column += above.span
      }
    }
    for (const cell of row.cells) {
      covered()
      const span = cell.colSpan ?? 1
      const rowsBelow = Math.min(cell.rowSpan ?? 1, table.rows.length - r) - 1
      placed.push({ cell, span, merge: rowsBelow > 0 ? "restart" : "" })
      if (rowsBelow > 0) below.set(column, { cell, span, left: rowsBelow })
      column += span
    }
    covered()
    open = below
    return placed
  })
  const width = (row: readonly Placed[]) => row.reduce((n, c) => n + (c?.span ?? 1), 0)
  const columns = rows.reduce((most, row) => Math.max(most, width(row)), 1)
  for (const row of rows) for (let gap = columns - width(row); gap > 0; gap--) row.push(undefined)
  return rows
}

/** Widths of the columns as whole numbers; their relation is what counts. */
function widths(table: Table, columns: number): { own: boolean; columns: number[] } {
  const own = table.widths?.length === columns ? table.widths : undefined
  if (own === undefined)
    return { own: false, columns: Array.from({ length: columns }, () => Math.round(WIDTH / columns)) }
  if (own.every((w) => Number.isInteger(w) && w <= 100_000)) return { own: true, columns: [...own] }
  const sum = own.reduce((a, b) => a + b, 0)
  return { own: true, columns: own.map((w) => Math.max(1, Math.round((w / sum) * 50_000))) }
}

/** @param inset inside a list item: set in */
export function table(block: Table, inset: boolean, writing: Writing): string {
  const rows = grid(block)
  const columns = (rows[0] ?? []).reduce((n, c) => n + (c?.span ?? 1), 0)
  const width = widths(block, columns)
  const sum = width.columns.reduce((a, b) => a + b, 0)
  const lines = rows.map((row, r) => {
    const head = r < block.headerRows
    let column = 0
    const cells = row.map((placed) => {
      const span = placed?.span ?? 1
      const share = width.columns.slice(column, column + span).reduce((a, b) => a + b, 0) / sum
      column += span
      return tc(placed, span, Math.round(share * 5000), head, writing)
    })
    const more = head ? "<w:cantSplit/><w:tblHeader/>" : rows.length < 200 ? "<w:cantSplit/>" : ""
    return `<w:tr>${more === "" ? "" : `<w:trPr>${more}</w:trPr>`}${cells.join("")}</w:tr>`
  })
  const style = width.own ? TABLE.wide : TABLE.even
  return [
    `<w:tbl><w:tblPr><w:tblStyle w:val="${style}"/><w:tblW w:w="${inset ? 4700 : 5000}" w:type="pct"/>${inset ? `<w:jc w:val="right"/>` : ""}`,
    `<w:tblLook w:val="04A0" w:firstRow="${block.headerRows > 0 ? 1 : 0}" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>`,
    `<w:tblGrid>${width.columns.map((w) => `<w:gridCol w:w="${w}"/>`).join("")}</w:tblGrid>`,
    ...lines,
    "</w:tbl>",
  ].join("")
}

function tc(placed: Placed, span: number, share: number, head: boolean, writing: Writing): string {
  const cell = placed?.merge === "continue" ? undefined : placed?.cell
  const header = cell === undefined ? head : cell.header === true
  const merge =
    placed?.merge === "restart" ? `<w:vMerge w:val="restart"/>` : placed?.merge === "continue" ? "<w:vMerge/>" : ""
  const tcPr = `<w:tcW w:w="${share}" w:type="pct"/>${span > 1 ? `<w:gridSpan w:val="${span}"/>` : ""}${merge}${header ? `<w:shd w:val="clear" w:color="auto" w:fill="${head ? "DCE6F1" : "F2F2F2"}"/>` : ""}`
  const style = id(header ? "Tabellenkopf" : "Tabellentext")
  const empty = p("", { style, align: cell?.align })
  const inner = cell === undefined ? "" : blocks(cell.blocks, { text: style, align: cell.align, depth: 0 }, writing)
  const last = cell?.blocks.at(-1)
  // a cell ends with a paragraph, and the first one says what kind of cell it is
  const end = inner === "" || last?.type === "table" || last?.type === "aside" ? empty : ""
  const first = cell?.blocks[0]
  const begin = inner !== "" && first !== undefined && first.type !== "paragraph" ? empty : ""
  return `<w:tc><w:tcPr>${tcPr}</w:tcPr>${begin}${inner}${end}</w:tc>`
}
