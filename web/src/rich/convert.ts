/** The content tree and the editor's document, each from the other; what comes back is what went in, in its normal form. */
import type { Block, Cell, Inline, Row } from "@beschlussweg/core/block"
import type { SectionBlock } from "@beschlussweg/core/content"
import { Fragment, type Mark, type Node } from "prosemirror-model"
import { MARKS, schema } from "./schema.ts"

const { nodes, marks } = schema

/** Document of a text; an empty text has one place to write at. */
export function toDoc(blocks: readonly SectionBlock[]): Node {
  return nodes.doc.create(null, blocksTo(blocks))
}
/** Text of a document, typed blocks included. */
export function fromDoc(doc: Node): SectionBlock[] {
  return blocksFrom(doc)
}
/** The same for a text that has no typed blocks: those of the Vorlage. */
export function plainFromDoc(doc: Node): Block[] {
  return blocksFrom(doc).filter(isPlain)
}
const PLAIN: readonly string[] = [
  "paragraph",
  "heading",
  "list",
  "table",
  "image",
  "chart",
  "aside",
] satisfies Block["type"][]
export const isPlain = (block: SectionBlock): block is Block => PLAIN.includes(block.type)

const nothing = () => nodes.paragraph.create({ implied: true })
const blocksTo = (blocks: readonly SectionBlock[]): Node[] => (blocks.length === 0 ? [nothing()] : blocks.map(blockTo))

function blockTo(block: SectionBlock): Node {
  switch (block.type) {
    case "paragraph":
      return nodes.paragraph.create({ eckpunkt: block.eckpunkt ?? null }, inlinesTo(block.content))
    case "heading":
      return nodes.heading.create({ level: block.level }, inlinesTo(block.content))
    case "list":
      return (block.ordered ? nodes.ordered_list : nodes.bullet_list).create(
        { eckpunkt: block.eckpunkt ?? null, start: block.start ?? null, style: block.style ?? null },
        block.items.map((item) => nodes.list_item.create(null, blocksTo(item.blocks))),
      )
    case "table": {
      const { headerRows, widths = null } = block
      const table = nodes.table.create({ headerRows, widths, columns: widthOf(block.rows) }, block.rows.map(rowTo))
      const caption = block.caption ? [nodes.table_caption.create(null, inlinesTo(block.caption))] : []
      return nodes.table_block.create(null, [...caption, table])
    }
    case "image":
      return nodes.image.create({ block })
    case "chart":
      return nodes.chart.create({ block })
    case "aside":
      return nodes.aside.create({ kind: block.kind, note: block.note }, blocksTo(block.blocks))
    default:
      return nodes.typed.create({ block })
  }
}

function rowTo({ cells }: Row): Node {
  return nodes.table_row.create(
    null,
    cells.map((cell) =>
      (cell.header ? nodes.table_header : nodes.table_cell).create(
        { colspan: cell.colSpan ?? 1, rowspan: cell.rowSpan ?? 1, align: cell.align ?? null },
        blocksTo(cell.blocks),
      ),
    ),
  )
}

const inlinesTo = (content: readonly Inline[]): Fragment => Fragment.fromArray(content.map(inlineTo))
function inlineTo(run: Inline): Node {
  switch (run.type) {
    case "text": {
      const named = (run.marks ?? []).map((m) => marks[m].create())
      const all = run.href === undefined ? named : [...named, marks.link.create({ href: run.href })]
      // Every mark of ours bears others beside it; the set keeps their order.
      return schema.text(
        run.text,
        all.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), []),
      )
    }
    case "break":
      return nodes.hard_break.create()
    case "footnote":
      return nodes.footnote.create({ id: run.id })
    case "number":
      return nodes.number.create({ ref: run.ref, text: run.text })
    case "ref":
      return nodes.ref.create({ target: run.target, show: run.show, text: run.text })
  }
}

const isNothing = (node: Node): boolean =>
  node.type === nodes.paragraph && node.attrs.implied === true && node.content.size === 0

function blocksFrom(parent: Node): SectionBlock[] {
  const only = parent.childCount === 1 ? parent.firstChild : null
  return only && isNothing(only) ? [] : parent.children.map(blockFrom)
}
/** Within lists, cells and notes the schema has plain blocks only. */
const plainFrom = (parent: Node): Block[] => blocksFrom(parent).filter(isPlain)

function blockFrom(node: Node): SectionBlock {
  const { attrs } = node
  const eckpunkt =
    attrs.eckpunkt === null || attrs.eckpunkt === undefined ? {} : { eckpunkt: attrs.eckpunkt as boolean }
  switch (node.type) {
    case nodes.paragraph:
      return { type: "paragraph", content: inlinesFrom(node), ...eckpunkt }
    case nodes.heading:
      return { type: "heading", level: attrs.level as number, content: inlinesFrom(node) }
    case nodes.bullet_list:
    case nodes.ordered_list:
      return {
        type: "list",
        ordered: node.type === nodes.ordered_list,
        ...(attrs.start === null ? {} : { start: attrs.start as number }),
        ...(attrs.style === null
          ? {}
          : { style: attrs.style as NonNullable<Extract<Block, { type: "list" }>["style"]> }),
        items: node.children.map((item) => ({ blocks: plainFrom(item) })),
        ...eckpunkt,
      }
    case nodes.table_block: {
      const table = node.lastChild
      if (!table) throw new Error("a table block without table")
      return {
        ...tableFrom(table),
        ...(node.childCount > 1 && node.firstChild ? { caption: inlinesFrom(node.firstChild) } : {}),
      }
    }
    case nodes.aside:
      return { type: "aside", kind: attrs.kind as string, note: attrs.note as string, blocks: plainFrom(node) }
    default:
      return attrs.block as SectionBlock
  }
}

function tableFrom(table: Node): Extract<Block, { type: "table" }> {
  const rows = table.children.map((row): Row => ({ cells: row.children.map(cellFrom) }))
  // Widths are those of the columns that were there when they were said.
  const kept = table.attrs.widths !== null && table.attrs.columns === widthOf(rows)
  return {
    type: "table",
    headerRows: table.attrs.headerRows as number,
    ...(kept ? { widths: [...(table.attrs.widths as number[])] } : {}),
    rows,
  }
}

function cellFrom(node: Node): Cell {
  const { colspan, rowspan, align } = node.attrs
  return {
    blocks: plainFrom(node),
    ...(colspan === 1 ? {} : { colSpan: colspan as number }),
    ...(rowspan === 1 ? {} : { rowSpan: rowspan as number }),
    ...(align === null ? {} : { align: align as NonNullable<Cell["align"]> }),
    ...(node.type === nodes.table_header ? { header: true } : {}),
  }
}

/** Columns that the first row covers. */
const widthOf = (rows: readonly Row[]): number => (rows[0]?.cells ?? []).reduce((sum, c) => sum + (c.colSpan ?? 1), 0)

const inlinesFrom = (parent: Node): Inline[] => parent.children.map(inlineFrom)
function inlineFrom(node: Node): Inline {
  const { attrs } = node
  switch (node.type) {
    case nodes.hard_break:
      return { type: "break" }
    case nodes.footnote:
      return { type: "footnote", id: attrs.id as string }
    case nodes.number:
      return { type: "number", ref: attrs.ref as string, text: attrs.text as string }
    case nodes.ref:
      return {
        type: "ref",
        target: attrs.target as string,
        show: attrs.show as "number" | "title",
        text: attrs.text as string,
      }
    default: {
      const named = MARKS.filter((m) => node.marks.some((mark) => mark.type.name === m))
      const href = node.marks.find((mark) => mark.type === marks.link)?.attrs.href as string | undefined
      return {
        type: "text",
        text: node.text ?? "",
        ...(named.length > 0 ? { marks: named } : {}),
        ...(href === undefined ? {} : { href }),
      }
    }
  }
}

/**
 * Normal form of a text: runs with equal marks are one run, marks in their order and each once, what is absent by default is
 * absent. Two texts that look and read the same in every way have the same normal form.
 */
export const normal = (blocks: readonly SectionBlock[]): SectionBlock[] => fromDoc(toDoc(blocks))
