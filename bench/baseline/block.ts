/** Blocks of the pdfkit baseline: paragraphs, lists and pictures one below the other. */
import type { Block } from "@beschlussweg/core/content"
import { drawChart } from "./chart.ts"
import { type Elem, foot, type Line, MARGINS, open, type Pen, width, words, write } from "./pen.ts"
import { drawTable } from "./table.ts"
import { itemLabel, plain } from "./text.ts"

/** Draws blocks one below the other in a column that begins at `line.x`. */
export function blocks(pen: Pen, parent: Elem, list: readonly Block[], line: Line = {}, depth = 0, level = 1): void {
  const { doc } = pen
  for (const block of list) {
    pen.drawn.set(block, doc.bufferedPageRange().count - 1)
    switch (block.type) {
      case "paragraph":
        if (plain(block.content).trim() !== "" || block.content.some((i) => i.type === "footnote"))
          write(pen, parent, "P", block.content, { after: 6, ...line })
        break
      case "heading":
        write(pen, parent, `H${Math.min(level + block.level, 6)}`, block.content, { ...line, size: 11, bold: true })
        break
      case "list":
        listOf(pen, parent, block, line, depth)
        break
      case "table":
        drawTable(pen, parent, block, line)
        break
      case "image":
        picture(pen, parent, block, line)
        break
      case "chart":
        drawChart(pen, parent, block)
        break
      case "aside":
        write(pen, parent, "P", words(block.note), { ...line, size: 8.5, italic: true })
        blocks(pen, parent, block.blocks, line, depth, level)
        break
    }
  }
  doc.x = MARGINS.left
}

function listOf(pen: Pen, parent: Elem, block: Extract<Block, { type: "list" }>, line: Line, depth: number): void {
  const { doc } = pen
  const elem = open(doc, parent, "L")
  const x = (line.x ?? MARGINS.left) + (depth === 0 ? 6 : 0)
  const indent = block.ordered ? 20 : 14
  const column = (line.width ?? width(doc) - ((line.x ?? MARGINS.left) - MARGINS.left)) - (x - (line.x ?? MARGINS.left))
  block.items.forEach((item, i) => {
    const li = open(doc, elem, "LI")
    const size = line.size ?? 10
    if (doc.y + size * 1.4 > foot(doc)) doc.addPage()
    const y = doc.y
    write(pen, li, "Lbl", words(itemLabel(block, (block.start ?? 1) + i, depth)), {
      ...line,
      x,
      width: indent,
      after: 0,
    })
    doc.y = y
    const inner = open(doc, li, "LBody")
    blocks(pen, inner, item.blocks, { ...line, x: x + indent, width: column - indent, after: 3 }, depth + 1)
    inner.end()
    li.end()
  })
  elem.end()
}

function picture(pen: Pen, parent: Elem, block: Extract<Block, { type: "image" }>, line: Line): void {
  const { doc } = pen
  const bytes = pen.images.get(block.file)
  if (!bytes) throw new Error(`image ${block.file} is missing`)
  const room = line.width ?? width(doc)
  const scale = Math.min(1, room / (block.width * 0.75), 500 / (block.height * 0.75))
  const high = block.height * 0.75 * scale
  if (doc.y + high > foot(doc)) doc.addPage()
  parent.add(
    doc.struct("Figure", { alt: block.alt }, () => {
      doc.image(Buffer.from(bytes), line.x ?? MARGINS.left, doc.y, { width: block.width * 0.75 * scale })
    }),
  )
  if (block.caption && plain(block.caption) !== "")
    write(pen, parent, "P", block.caption, { size: 8.5, before: 4, after: 8 })
}
