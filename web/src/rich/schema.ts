/**
 * Schema of the rich text: one node for every kind of block and run of the content tree, so that nothing is lost between the
 * tree and the editor. Typed blocks and charts are leaves that hold what they are; who edits them brings a view of the node.
 */
import type { Block, Inline } from "@beschlussweg/core/block"
import { type Attrs, type NodeSpec, Schema } from "prosemirror-model"

/** Addresses a text may lead to, as the content tree has them. */
export const ADDRESS = /^(https?:\/\/|mailto:|tel:)\S+$/i
const address = (dom: HTMLElement): Attrs | false => {
  const href = dom.getAttribute("href")?.trim() ?? ""
  return ADDRESS.test(href) && href.length <= 2000 ? { href } : false
}

const span = (dom: HTMLElement, name: "colspan" | "rowspan", most: number): number => {
  const said = Number(dom.getAttribute(name) ?? 1)
  return Number.isInteger(said) && said >= 1 ? Math.min(said, most) : 1
}
const cell = (dom: HTMLElement): Attrs => {
  const align = dom.getAttribute("align") ?? dom.dataset.align
  return {
    colspan: span(dom, "colspan", 100),
    rowspan: span(dom, "rowspan", 5000),
    align: align === "right" || align === "center" ? align : null,
  }
}
const cellAttrs = {
  colspan: { default: 1 },
  rowspan: { default: 1 },
  /** of prosemirror-tables; our widths stand in the table, relative to each other */
  colwidth: { default: null },
  align: { default: null },
}
const cellDom = (attrs: Attrs): Record<string, string> => ({
  ...(attrs.colspan > 1 ? { colspan: String(attrs.colspan) } : {}),
  ...(attrs.rowspan > 1 ? { rowspan: String(attrs.rowspan) } : {}),
  ...(attrs.align ? { "data-align": attrs.align } : {}),
})

const nodes = {
  doc: { content: "(block | typed)+" },
  paragraph: {
    group: "block",
    content: "inline*",
    attrs: {
      eckpunkt: { default: null },
      /** stands for "nothing": an empty text, item or cell of the tree, where a cursor needs a place */
      implied: { default: false },
    },
    parseDOM: [{ tag: "p" }],
    toDOM: (node) => ["p", node.attrs.eckpunkt ? { "data-eckpunkt": "" } : {}, 0],
  },
  heading: {
    group: "block",
    content: "inline*",
    attrs: { level: { default: 1 } },
    defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`,
      // Our own headings stand lower on the page than in the text.
      getAttrs: (dom) => ({ level: Number(dom.dataset.stufe) || level }),
    })),
    // The page has its own headings above: those of the text begin below them.
    toDOM: (node) => [`h${Math.min(6, 2 + node.attrs.level)}`, { "data-stufe": String(node.attrs.level) }, 0],
  },
  bullet_list: {
    group: "block list",
    content: "list_item+",
    attrs: { eckpunkt: { default: null }, start: { default: null }, style: { default: null } },
    parseDOM: [{ tag: "ul" }],
    toDOM: (node) => ["ul", node.attrs.eckpunkt ? { "data-eckpunkt": "" } : {}, 0],
  },
  ordered_list: {
    group: "block list",
    content: "list_item+",
    attrs: { eckpunkt: { default: null }, start: { default: null }, style: { default: null } },
    parseDOM: [
      {
        tag: "ol",
        getAttrs: (dom) => {
          const start = Number(dom.getAttribute("start") ?? 1)
          return { start: Number.isInteger(start) && start >= 0 && start !== 1 ? start : null, style: styleOf(dom) }
        },
      },
    ],
    toDOM: (node) => [
      "ol",
      {
        ...(node.attrs.start === null ? {} : { start: String(node.attrs.start) }),
        ...(node.attrs.style ? { type: TYPE[node.attrs.style as keyof typeof TYPE] } : {}),
        ...(node.attrs.eckpunkt ? { "data-eckpunkt": "" } : {}),
      },
      0,
    ],
  },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  /** a table with its caption; the caption is absent or there, empty is another thing than absent */
  table_block: {
    group: "block",
    content: "table_caption? table",
    isolating: true,
    toDOM: () => ["div", { class: "tabelle" }, 0],
  },
  table_caption: {
    content: "inline*",
    parseDOM: [{ tag: "caption", ignore: true }],
    toDOM: () => ["p", { class: "tabelle__titel" }, 0],
  },
  table: {
    content: "table_row+",
    tableRole: "table",
    isolating: true,
    attrs: {
      headerRows: { default: 0 },
      widths: { default: null },
      /** number of columns for which the widths were said */
      columns: { default: null },
    },
    parseDOM: [{ tag: "table", getAttrs: (dom) => ({ headerRows: headRows(dom) }) }],
    toDOM: (node) => [
      "table",
      { class: "kern-table kern-table--small", "data-kopfzeilen": String(node.attrs.headerRows) },
      ["tbody", 0],
    ],
  },
  table_row: {
    content: "(table_cell | table_header)*",
    tableRole: "row",
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  table_cell: {
    content: "block+",
    tableRole: "cell",
    isolating: true,
    attrs: cellAttrs,
    parseDOM: [{ tag: "td", getAttrs: cell }],
    toDOM: (node) => ["td", cellDom(node.attrs), 0],
  },
  table_header: {
    content: "block+",
    tableRole: "header_cell",
    isolating: true,
    attrs: cellAttrs,
    parseDOM: [{ tag: "th", getAttrs: cell }],
    toDOM: (node) => ["th", cellDom(node.attrs), 0],
  },
  image: {
    group: "block",
    atom: true,
    draggable: true,
    attrs: { block: {} },
    toDOM: (node) => leaf(`Abbildung: ${(node.attrs.block as Of<"image">).alt || "ohne Beschreibung"}`),
  },
  chart: {
    group: "block",
    atom: true,
    draggable: true,
    attrs: { block: {} },
    toDOM: (node) => leaf(`Diagramm: ${(node.attrs.block as Of<"chart">).title || "ohne Titel"}`),
  },
  aside: {
    group: "block",
    content: "block+",
    defining: true,
    attrs: { kind: {}, note: {} },
    toDOM: (node) => [
      "div",
      { class: "vermerk" },
      ["p", { class: "vermerk__titel", contenteditable: "false" }, node.attrs.note || "Vermerk"],
      ["div", 0],
    ],
  },
  /** a typed block of a programme (table of figures, measures ...), as it is */
  typed: {
    group: "typed",
    atom: true,
    draggable: true,
    attrs: { block: {} },
    toDOM: () => leaf("Baustein"),
  },
  text: { group: "inline" },
  hard_break: {
    group: "inline",
    inline: true,
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
  footnote: {
    group: "inline",
    inline: true,
    atom: true,
    attrs: { id: {} },
    toDOM: () => ["sup", { class: "fussnote" }, "Fußnote"],
  },
  number: {
    group: "inline",
    inline: true,
    atom: true,
    attrs: { ref: {}, text: {} },
    toDOM: (node) => ["span", { class: "zahl-verknuepft", "data-quelle": node.attrs.ref }, node.attrs.text || "–"],
  },
  ref: {
    group: "inline",
    inline: true,
    atom: true,
    attrs: { target: {}, show: {}, text: {} },
    toDOM: (node) => ["span", { class: "verweis" }, node.attrs.text || "Verweis"],
  },
} as const satisfies Record<string, NodeSpec>

type Of<T extends Block["type"]> = Extract<Block, { type: T }>
const leaf = (words: string) => ["div", { class: "baustein" }, words] as const

const TYPE = { lowerLetter: "a", upperLetter: "A", lowerRoman: "i", upperRoman: "I" } as const
const styleOf = (dom: HTMLElement): keyof typeof TYPE | null => {
  const said = dom.getAttribute("type")
  const found = Object.entries(TYPE).find(([, sign]) => sign === said)
  return found ? (found[0] as keyof typeof TYPE) : null
}
/** Leading rows that stand in a head or hold nothing but headings. */
function headRows(dom: HTMLElement): number {
  const rows = [...dom.querySelectorAll("tr")]
  const first = rows.findIndex(
    (row) => row.closest("thead") === null && ![...row.children].every((c) => c.tagName === "TH"),
  )
  return first === -1 ? Math.min(1, rows.length) : first
}

/** What Word and others say by looks was made readable before (`clean`): data-fett and the like. */
export const schema = new Schema({
  nodes,
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: address }],
      toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noreferrer" }, 0],
    },
    bold: {
      parseDOM: [{ tag: "strong" }, { tag: "b:not([data-normal])" }, { tag: "[data-fett]" }],
      toDOM: () => ["strong", 0],
    },
    italic: { parseDOM: [{ tag: "em" }, { tag: "i" }, { tag: "[data-kursiv]" }], toDOM: () => ["em", 0] },
    underline: { parseDOM: [{ tag: "u" }], toDOM: () => ["u", 0] },
    strike: { parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }], toDOM: () => ["s", 0] },
    superscript: { parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
    subscript: { parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
  },
})
/** Marks of the tree in the order in which the tree lists them. */
export const MARKS = [
  "bold",
  "italic",
  "underline",
  "strike",
  "superscript",
  "subscript",
] as const satisfies readonly NonNullable<Extract<Inline, { type: "text" }>["marks"]>[number][]
