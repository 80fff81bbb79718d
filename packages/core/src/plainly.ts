/** Typed blocks as plain ones: what paper, Word and every reader that knows only text, lists and tables shows of them. */
import type { Block, Cell, Inline, ListItem, Row } from "./block.ts"
import type { PlainContent, ProgrammeContent, SectionBlock } from "./content.ts"
import { germanDay } from "./day.ts"
import { shown } from "./number/shown.ts"
import type { DataBlock, DataCell, DataRow, Source, TypedBlock } from "./typed.ts"

export function plainContent(content: ProgrammeContent): PlainContent {
  return { ...content, sections: content.sections.map((s) => ({ ...s, blocks: plainBlocks(s.blocks) })) }
}

export const plainBlocks = (blocks: readonly SectionBlock[]): Block[] => blocks.flatMap(plainBlock)

const TYPED: ReadonlySet<string> = new Set<TypedBlock["type"]>([
  ...(["data", "measures", "topic", "challenge", "actions", "phases", "source", "contact"] as const),
])
export const isTyped = (block: SectionBlock): block is TypedBlock => TYPED.has(block.type)

const text = (words: string, bold = false): Inline[] =>
  words === "" ? [] : [{ type: "text", text: words, ...(bold ? { marks: ["bold" as const] } : {}) }]
const paragraph = (content: Inline[]): Block => ({ type: "paragraph", content })
const cell = (content: Inline[], more: Partial<Cell> = {}): Cell => ({ blocks: [paragraph(content)], ...more })
const heading = (words: string): Block[] => (words === "" ? [] : [{ type: "paragraph", content: text(words, true) }])

/** The plain blocks that say what a block says. */
export function plainBlock(block: SectionBlock): Block[] {
  if (!isTyped(block)) return [block]
  switch (block.type) {
    case "data":
      return dataTable(block)
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
        ...heading(`Schwerpunktthema ${block.no}: ${block.title}`),
        ...block.aktivitaeten.flatMap((a): Block[] => [
          ...heading(`Aktivität ${a.no}${a.title === undefined ? "" : `: ${a.title}`}`),
          ...a.text,
        ]),
        ...block.wirkungserwartungen.flatMap((w): Block[] => [
          ...heading(`Wirkungserwartung ${w.no} (zu Aktivität ${w.aktivitaet})`),
          ...w.text,
        ]),
      ]
    case "challenge":
      return [
        ...heading(`${block.kind === "potenzial" ? "Potenzial" : "Herausforderung"}: ${block.title}`),
        ...heading("Ausgangslage"),
        ...block.ausgangslage,
        ...heading("Weiterentwicklung"),
        ...block.weiterentwicklung,
      ]
    case "actions":
      return [
        ...heading(block.theme),
        {
          type: "list",
          ordered: false,
          items: block.items.map((i): ListItem => ({ blocks: [paragraph([...i.text, ...text(actionWords(i))])] })),
        },
      ]
    case "phases":
      return [
        ...heading(block.title),
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
      return [paragraph([...text(sourceWords(block.source)), ...spaced(block.note)])]
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
const spaced = (note: Inline[]): Inline[] => (note.length > 0 ? [{ type: "text", text: " " }, ...note] : [])
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
  [from === undefined ? "" : `ab ${germanDay(from)}`, to === undefined ? "" : `bis ${germanDay(to)}`]
    .filter((x) => x !== "")
    .join(" ")

function dataTable(block: DataBlock): Block[] {
  const headed = block.head !== "" || block.columns.some((c) => c.label !== "" || c.after !== undefined)
  const rows = block.rows.map((row): Row => {
    if (row.kind === "group" && row.cells.every((c) => c.type === "empty"))
      return { cells: [cell(bold(row.label), { header: true, colSpan: block.columns.length + 1 })] }
    return {
      cells: [
        cell(rowLabel(row), { header: true }),
        ...block.columns.map((column, i) => cell(...dataCell(row.cells[i], column, row.kind === "total"))),
      ],
    }
  })
  const table: Block = {
    type: "table",
    ...captioned(block.caption),
    headerRows: headed ? 1 : 0,
    rows: headed ? [dataHead(block), ...rows] : rows,
  }
  const notes = block.notes.map((note) => paragraph(note))
  return [table, ...notes, ...(block.source === undefined ? [] : [paragraph(text(sourceWords(block.source)))])]
}

const dataHead = (block: DataBlock): Row => ({
  cells: [
    cell(text(block.head), { header: true }),
    ...block.columns.map((c) => cell([...text(c.label), ...(c.after ?? [])], { header: true, align: "right" })),
  ],
})

const bold = (content: Inline[]): Inline[] =>
  content.map((i) => (i.type === "text" ? { ...i, marks: [...new Set([...(i.marks ?? []), "bold" as const])] } : i))

/** "davon" and deeper rows are set in by a sign that a screen reader says, too, unless the author set one. */
function rowLabel(row: DataRow): Inline[] {
  const first = row.label[0]
  const marked = first?.type === "text" && /^\s*[›»•▪–—-]/.test(first.text)
  const inset = row.indent > 0 && !marked ? text(`${"– ".repeat(row.indent)}`) : []
  return [...inset, ...(row.kind === "total" ? bold(row.label) : row.label)]
}

function dataCell(
  given: DataCell | undefined,
  column: DataBlock["columns"][number],
  total: boolean,
): [Inline[], Partial<Cell>] {
  if (given === undefined || given.type === "empty") return [[], { align: "right" }]
  if (given.type === "text") return [given.content, {}]
  const words = shown(given.num, column.unit, column.bare)
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
