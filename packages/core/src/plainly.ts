/** Typed blocks as plain ones: what paper, Word and every reader that knows only text, lists and tables shows of them. */
import type { Block, Cell, Inline, ListItem, Row } from "./block.ts"
import type { PlainContent, ProgrammeContent, SectionBlock } from "./content.ts"
import { germanDay } from "./day.ts"
import { shown } from "./number/shown.ts"
import { type Unit, unitSign } from "./number.ts"
import { type Numbered, numberedBlocks } from "./numbering.ts"
import type { DataBlock, DataCell, DataRow, Source, TypedBlock } from "./typed.ts"

export function plainContent(content: ProgrammeContent): PlainContent {
  return { ...content, sections: content.sections.map((s) => ({ ...s, blocks: plainBlocks(s.blocks) })) }
}

export const plainBlocks = (blocks: readonly SectionBlock[]): Block[] => blocks.flatMap((block) => plainBlock(block))

/** A programme as paper shows it: units in the heads of columns, real headings, tables and figures with their numbers. */
export function paperContent(content: ProgrammeContent): PlainContent {
  const numbers = numberedBlocks(content)
  return {
    ...content,
    sections: content.sections.map((s) => ({
      ...s,
      blocks: s.blocks.flatMap((block) => paperBlocks(block, numbers.get(block))),
    })),
  }
}

/** The blocks that paper shows of one, with its number in the caption unless the author wrote it there. */
export const paperBlocks = (block: SectionBlock, number: Numbered | undefined): Block[] =>
  plainBlock(number === undefined || number.own ? block : labelled(block, number.label), "paper")

function labelled(block: SectionBlock, label: string): SectionBlock {
  const before = (caption: readonly Inline[] | undefined): Inline[] =>
    caption === undefined || caption.length === 0 ? text(label) : [...text(`${label}: `), ...caption]
  if (block.type === "chart") return { ...block, title: `${label}: ${block.title}`.slice(0, 300) }
  if (block.type === "data" || block.type === "measures" || block.type === "table" || block.type === "image")
    return { ...block, caption: before(block.caption) }
  return block
}

/** "text": for readers that may type it again; "paper": for people who look at it. */
type Look = "text" | "paper"

const TYPED: ReadonlySet<string> = new Set<TypedBlock["type"]>([
  ...(["data", "measures", "topic", "challenge", "actions", "phases", "source", "contact"] as const),
])
export const isTyped = (block: SectionBlock): block is TypedBlock => TYPED.has(block.type)

const text = (words: string, bold = false): Inline[] =>
  words === "" ? [] : [{ type: "text", text: words, ...(bold ? { marks: ["bold" as const] } : {}) }]
const paragraph = (content: Inline[]): Block => ({ type: "paragraph", content })
const cell = (content: Inline[], more: Partial<Cell> = {}): Cell => ({ blocks: [paragraph(content)], ...more })
const heading = (words: string, look: Look, level: number): Block[] => {
  if (words === "") return []
  return look === "paper"
    ? [{ type: "heading", level, content: text(words) }]
    : [{ type: "paragraph", content: text(words, true) }]
}

/** The plain blocks that say what a block says. */
export function plainBlock(block: SectionBlock, look: Look = "text"): Block[] {
  if (!isTyped(block)) return [block]
  switch (block.type) {
    case "data":
      return dataTable(block, look)
    case "measures": {
      const groups = block.rows.some((r) => r.targetGroup !== undefined)
      const head = ["Maßnahme", ...(groups ? ["Zielgruppe"] : []), "Beschreibung"]
      const rows = block.rows.map(
        (r): Row => ({
          cells: [
            cell(text(r.name, true), { header: true }),
            ...(groups ? [cell(text(r.targetGroup ?? ""))] : []),
            { blocks: r.text.length > 0 ? r.text : [paragraph([])] },
          ],
        }),
      )
      return [{ type: "table", ...captioned(block.caption), headerRows: 1, rows: [headRow(head), ...rows] }]
    }
    case "topic":
      return [
        ...heading(`Schwerpunktthema ${block.no}: ${block.title}`, look, 1),
        ...block.aktivitaeten.flatMap((a): Block[] => [
          ...heading(`Aktivität ${a.no}${a.title === undefined ? "" : `: ${a.title}`}`, look, 2),
          ...a.text,
        ]),
        ...block.wirkungserwartungen.flatMap((w): Block[] => [
          ...heading(`Wirkungserwartung ${w.no} (zu Aktivität ${w.aktivitaet})`, look, 2),
          ...w.text,
        ]),
      ]
    case "challenge":
      return [
        ...heading(`${block.kind === "potenzial" ? "Potenzial" : "Herausforderung"}: ${block.title}`, look, 1),
        ...heading("Ausgangslage", look, 2),
        ...block.ausgangslage,
        ...heading("Weiterentwicklung", look, 2),
        ...block.weiterentwicklung,
      ]
    case "actions":
      return [
        ...heading(block.theme, look, 1),
        {
          type: "list",
          ordered: false,
          items: block.items.map((i): ListItem => ({ blocks: [paragraph([...i.text, ...text(actionWords(i))])] })),
        },
      ]
    case "phases":
      return [
        ...heading(block.title, look, 1),
        {
          type: "list",
          ordered: true,
          items: block.phases.map(
            (p): ListItem => ({
              blocks: [
                paragraph(text([p.title, period(p.from, p.to)].filter((x) => x !== "").join(", "), true)),
                ...p.text,
              ],
            }),
          ),
        },
      ]
    case "source":
      return [paragraph([...sourceLine(block.source, look), ...after(block.note, look)])]
    case "contact": {
      const lines = [
        block.role,
        block.name ?? "",
        ...block.lines,
        block.phone === undefined ? "" : `Telefon ${block.phone}`,
      ].filter((line) => line !== "")
      const inlines = lines.flatMap((line, i): Inline[] => [
        ...(i > 0 ? [{ type: "break" as const }] : []),
        ...text(line),
      ])
      const mail: Inline[] =
        block.mail === undefined
          ? []
          : [{ type: "break" }, { type: "text", text: block.mail, href: `mailto:${block.mail}` }]
      return [paragraph([...inlines, ...mail])]
    }
  }
}

const captioned = (caption: Inline[]) => (caption.length > 0 ? { caption } : {})
const after = (note: Inline[], look: Look): Inline[] =>
  note.length > 0 ? [{ type: "text", text: look === "paper" ? ". " : " " }, ...note] : []
const sourceLine = (source: Source, look: Look): Inline[] =>
  look === "paper" && source.url !== undefined
    ? [...text(`${sourceWords(source)}, `), { type: "text", text: source.url, href: source.url }]
    : text(sourceWords(source))
const headRow = (labels: readonly string[]): Row => ({
  cells: labels.map((label) => cell(text(label), { header: true })),
})

function actionWords(item: Extract<TypedBlock, { type: "actions" }>["items"][number]): string {
  const more = [
    item.responsible === undefined ? "" : `verantwortlich: ${item.responsible}`,
    item.due === undefined ? "" : `bis ${germanDay(item.due)}`,
    item.status ?? "",
  ].filter((x) => x !== "")
  return more.length > 0 ? ` (${more.join(", ")})` : ""
}

const period = (from: string | undefined, to: string | undefined): string =>
  [
    from === undefined ? "" : `${to === undefined ? "ab " : ""}${germanDay(from)}`,
    to === undefined ? "" : `bis ${germanDay(to)}`,
  ]
    .filter((x) => x !== "")
    .join(" ")

function dataTable(block: DataBlock, look: Look): Block[] {
  const columns = look === "paper" ? block.columns.map((c, i) => unitInHead(c, i, block.rows)) : block.columns
  const headed = block.head !== "" || block.columns.some((c) => c.label !== "" || c.after !== undefined)
  const rows = block.rows.map((row): Row => {
    if (row.kind === "group" && row.cells.every((c) => c.type === "empty"))
      return { cells: [cell(bold(row.label), { header: true, colSpan: block.columns.length + 1 })] }
    return {
      cells: [
        cell(rowLabel(row, look), { header: true }),
        ...columns.map((column, i) => cell(...dataCell(row.cells[i], column, row.kind === "total", look))),
      ],
    }
  })
  const table: Block = {
    type: "table",
    ...captioned(block.caption),
    headerRows: headed ? 1 : 0,
    rows: headed ? [dataHead(block.head, columns), ...rows] : rows,
  }
  const notes = block.notes.map((note) => paragraph(note))
  return [table, ...notes, ...(block.source === undefined ? [] : [paragraph(sourceLine(block.source, look))])]
}

const dataHead = (head: string, columns: DataBlock["columns"]): Row => ({
  cells: [
    cell(text(head), { header: true }),
    ...columns.map((c) => cell([...text(c.label), ...(c.after ?? [])], { header: true, align: "right" })),
  ],
})

const bold = (content: Inline[]): Inline[] =>
  content.map((i) => (i.type === "text" ? { ...i, marks: [...new Set([...(i.marks ?? []), "bold" as const])] } : i))

const IN: ReadonlySet<Unit> = new Set<Unit>(["EUR", "TEUR", "MioEUR", "%", "%-Punkte"])
/** "Plan 2027 in T€" over bare figures, where all figures of the column have that unit and nobody spelled one himself. */
function unitInHead(column: DataBlock["columns"][number], i: number, rows: readonly DataRow[]) {
  const { unit, label } = column
  if (unit === undefined || column.bare || label === "") return column
  const alike = rows.every(({ cells }) => {
    const cell = cells[i]
    return cell?.type !== "num" || (cell.num.unit ?? unit) === unit
  })
  if (!alike || rows.some(({ cells }) => spelled(cells[i], unit))) return column
  const sign = unitSign(unit)
  const known = sign === "" || label.toLowerCase().includes(sign.toLowerCase())
  const base = column.base === undefined || label.includes(column.base) ? "" : ` ${column.base}`
  const words = known ? label : IN.has(unit) ? `${label} in\u00a0${sign}` : `${label} (${sign})`
  return { ...column, label: `${words}${base}`, bare: true }
}

const spelled = (cell: DataCell | undefined, unit: Unit): boolean =>
  cell?.type === "num" && cell.num.raw !== undefined && shown(cell.num, unit) === cell.num.raw

/** "davon" and deeper rows are set in by a sign that a screen reader says, too, unless the author set one. */
function rowLabel(row: DataRow, look: Look): Inline[] {
  const first = row.label[0]
  const marked = first?.type === "text" && /^\s*[›»•▪–—-]/.test(first.text)
  // paper sets deeper rows in by blanks as wide as the letter M
  const sign = look === "paper" ? `${"\u2003".repeat(Math.max(0, row.indent - 1))}– ` : "– ".repeat(row.indent)
  const inset = row.indent > 0 && !marked ? text(sign) : []
  return [...inset, ...(row.kind === "total" ? bold(row.label) : row.label)]
}

function dataCell(
  given: DataCell | undefined,
  column: DataBlock["columns"][number],
  total: boolean,
  look: Look,
): [Inline[], Partial<Cell>] {
  if (given === undefined || given.type === "empty") return [[], { align: "right" }]
  if (given.type === "text") return [given.content, {}]
  const { unit, ...bare } = given.num
  const said = look === "paper" && column.bare && unit === column.unit
  const words = shown(said ? bare : given.num, column.unit, column.bare)
  return [[...text(words, total), ...(given.after ?? [])], { align: "right" }]
}

/** "Quelle: ..., Datenstand September 2026 (Wartezeit drei Monate), eigene Berechnung" */
export function sourceWords(source: Source): string {
  const parts = [
    [source.publisher, source.product].filter((x) => x !== "").join(", "),
    source.region ?? "",
    source.asOf === undefined ? "" : `Datenstand ${monthWords(source.asOf)}`,
    source.wait === "T-3" ? "mit drei Monaten Wartezeit" : "",
    source.own ? "eigene Berechnung" : "",
  ].filter((x) => x !== "")
  return `Quelle: ${parts.join(", ")}`
}

const MONTHS = [
  ...[
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
  ],
]
/** "2026-09" is "September 2026", a day is "30.09.2026". */
export function monthWords(asOf: string): string {
  if (asOf.length === 10) return germanDay(asOf)
  const [year = "", month] = asOf.split("-")
  return month === undefined ? year : `${MONTHS[Number(month) - 1] ?? month} ${year}`
}
