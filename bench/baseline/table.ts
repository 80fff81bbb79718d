/** Tables of the pdfkit baseline: a grid with merged cells, repeated header rows, one cell after the other. */
import type { Block, Cell } from "@beschlussweg/core/content"
import { blocks } from "./block.ts"
import { type Elem, font, foot, type Line, open, type Pen, width } from "./pen.ts"
import { plain } from "./text.ts"

type Table = Extract<Block, { type: "table" }>
interface Slot {
  readonly cell: Cell
  readonly x: number
  readonly width: number
  readonly rowSpan: number
}
const PAD = 4

/** Places of the cells; a covered place is absent in the row. */
function placed(block: Table, left: number, room: number): Slot[][] {
  const taken: boolean[][] = block.rows.map(() => [])
  const found: { cell: Cell; col: number; span: number; rowSpan: number }[][] = block.rows.map((row, r) => {
    let col = 0
    return row.cells.map((cell) => {
      while (taken[r]?.[col]) col++
      const span = cell.colSpan ?? 1
      const rowSpan = Math.min(cell.rowSpan ?? 1, block.rows.length - r)
      for (let i = 0; i < rowSpan; i++)
        for (let j = 0; j < span; j++) {
          const line = taken[r + i]
          if (line) line[col + j] = true
        }
      const at = { cell, col, span, rowSpan }
      col += span
      return at
    })
  })
  const columns = Math.max(1, ...taken.map((line) => line.length))
  const shares = Array.from({ length: columns }, (_, i) => block.widths?.[i] ?? 1)
  const sum = shares.reduce((a, b) => a + b, 0)
  const edges = [0]
  for (const share of shares) edges.push((edges.at(-1) ?? 0) + (share / sum) * room)
  return found.map((row) =>
    row.map(({ cell, col, span, rowSpan }) => ({
      cell,
      rowSpan,
      x: left + (edges[col] ?? 0),
      width: (edges[col + span] ?? room) - (edges[col] ?? 0),
    })),
  )
}

const textOf = (list: readonly Block[]): string =>
  list
    .map((block) => {
      if (block.type === "paragraph" || block.type === "heading") return plain(block.content)
      if (block.type === "list") return block.items.map((item) => `  ${textOf(item.blocks)}`).join("\n")
      if (block.type === "table")
        return block.rows.map((row) => row.cells.map((c) => textOf(c.blocks)).join("\n")).join("\n")
      return ""
    })
    .join("\n")

function heightOf({ doc }: Pen, row: readonly Slot[], size: number): number {
  return Math.max(
    size * 1.4,
    ...row
      .filter((slot) => slot.rowSpan === 1)
      .map((slot) => {
        font(doc, slot.cell.header === true, false, size)
        return (
          doc.heightOfString(textOf(slot.cell.blocks), { width: slot.width - 2 * PAD }) +
          slot.cell.blocks.length * 3 +
          6
        )
      }),
  )
}

/** Draws a table with its caption, tagged, with its header again on every further page. */
export function drawTable(pen: Pen, parent: Elem, block: Table, line: Line): void {
  const { doc } = pen
  const left = line.x ?? doc.page.margins.left
  const room = line.width ?? width(doc) - (left - doc.page.margins.left)
  const size = Math.min(line.size ?? 9, 9)
  const rows = placed(block, left, room)
  const heights = rows.map((row) => heightOf(pen, row, size))
  const table = open(doc, parent, "Table")
  if (block.caption && plain(block.caption) !== "") {
    if (doc.y + 60 > foot(doc)) doc.addPage()
    const caption = open(doc, table, "Caption")
    blocks(pen, caption, [{ type: "paragraph", content: block.caption }], { size: 8.5, bold: true, x: left, after: 4 })
    caption.end()
  }
  const drawRow = (r: number, into: Elem | undefined): void => {
    const y = doc.y
    const height = heights[r] ?? 0
    for (const slot of rows[r] ?? []) {
      const high = heights.slice(r, r + slot.rowSpan).reduce((a, b) => a + b, 0)
      doc.markContent("Artifact", { type: "Layout" })
      doc.lineWidth(0.5).rect(slot.x, y, slot.width, high).stroke("#9aa7b4")
      doc.endMarkedContent()
      doc.y = y + 3
      const header = slot.cell.header === true || r < block.headerRows
      const style: Line = {
        size,
        bold: header,
        x: slot.x + PAD,
        width: slot.width - 2 * PAD,
        align: slot.cell.align,
        after: 3,
      }
      const cell = into && open(doc, into, header ? "TH" : "TD")
      if (cell) blocks(pen, cell, slot.cell.blocks, style)
      else repeated(pen, slot.cell, style)
      cell?.end()
    }
    doc.y = Math.max(y + height, doc.y > y ? y + height : doc.y)
  }
  rows.forEach((_, r) => {
    const fits = doc.y + (heights[r] ?? 0) <= foot(doc)
    if (!fits && doc.y > doc.page.margins.top) {
      doc.addPage()
      if (r >= block.headerRows) for (let h = 0; h < block.headerRows; h++) drawRow(h, undefined)
    }
    const tr = open(doc, table, "TR")
    drawRow(r, tr)
    tr.end()
  })
  table.end()
  doc.y += 10
}

/** A header cell again: an artifact, for it is no second header. */
function repeated({ doc }: Pen, cell: Cell, style: Line): void {
  doc.markContent("Artifact", { type: "Layout" })
  font(doc, true, false, style.size ?? 9)
  doc.text(textOf(cell.blocks), style.x, doc.y, { width: style.width ?? 100, align: style.align ?? "left" })
  doc.endMarkedContent()
}
