/**
 * Baseline of the render bench: pdfkit draws the same programme directly, tagged, with the same words. No layout engine,
 * no links, no outline, no archival marks: what a careful person would write in a day with pdfkit alone.
 */
import { createRequire } from "node:module"
import type { Block, Inline, ProgrammeContent } from "@beschlussweg/core/content"
import type { ProgrammePaper } from "@beschlussweg/core/paper"
import PDFDocument from "pdfkit"
import { drawChart } from "./chart.ts"
import { drawTable } from "./table.ts"
import { longDay, noteNumbers, plain, printable, referred, sectionNumbers } from "./text.ts"

const require = createRequire(import.meta.url)
const FONTS = {
  regular: "400Regular/NotoSans_400Regular",
  bold: "700Bold/NotoSans_700Bold",
  italic: "400Regular_Italic/NotoSans_400Regular_Italic",
  boldItalic: "700Bold_Italic/NotoSans_700Bold_Italic",
} as const
const MARGINS = { left: 65, right: 60, top: 70, bottom: 64 } as const
const HEADINGS = [20, 15, 12.5, 11, 10, 10] as const
const KIND = {
  AMP: "Arbeitsmarkt- und Integrationsprogramm",
  AIP: "Arbeitsmarkt- und Integrationsprogramm",
  LPD: "Lokales Planungsdokument",
} as const

export type Doc = PDFKit.PDFDocument
export type Elem = PDFKit.PDFStructureElement
/** What all drawing functions share. */
export interface Pen {
  readonly doc: Doc
  readonly numbers: ReadonlyMap<string, number>
  readonly images: ReadonlyMap<string, Uint8Array>
}

/** Draws a programme. @returns bytes and number of pages */
export async function draw(
  paper: ProgrammePaper,
  images: ReadonlyMap<string, Uint8Array>,
): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const { content } = paper
  const doc = new PDFDocument({
    size: "A4",
    margins: MARGINS,
    tagged: true,
    pdfVersion: "1.7",
    lang: "de-DE",
    displayTitle: true,
    bufferPages: true,
    // a default font that is registered again below would be opened anew at each change of style
    font: "",
    info: { Title: content.title, Author: paper.house.name, Subject: paper.reference },
  })
  for (const [name, file] of Object.entries(FONTS))
    doc.registerFont(name, require.resolve(`@expo-google-fonts/noto-sans/${file}.ttf`))
  const chunks: Uint8Array[] = []
  doc.on("data", (chunk: Uint8Array) => chunks.push(chunk))
  const written = new Promise((resolve) => doc.on("end", resolve))
  doc.lineGap(0.2)

  const pen: Pen = { doc, numbers: noteNumbers(content), images }
  const root = doc.struct("Document")
  doc.addStructure(root)
  cover(pen, root, paper)
  doc.addPage()
  const entries = contents(pen, root, content)
  doc.addPage()
  const starts = body(pen, root, content)
  // contents and running lines want the number of pages
  for (const [i, entry] of entries.entries()) {
    doc.switchToPage(entry.page)
    entry.elem.add(
      doc.struct("P", {}, () => {
        font(doc, entry.bold, false, entry.bold ? 10 : 9.5)
        doc.text(String((starts[i] ?? 0) + 1), MARGINS.left, entry.y, { width: width(doc), align: "right" })
      }),
    )
    entry.elem.end()
  }
  running(doc, paper)
  const pages = doc.bufferedPageRange().count
  root.end()
  doc.end()
  await written
  return { pdf: Buffer.concat(chunks), pages }
}

export const width = (doc: Doc): number => doc.page.width - MARGINS.left - MARGINS.right
export const foot = (doc: Doc): number => doc.page.height - MARGINS.bottom

export function font(doc: Doc, bold: boolean, italic: boolean, size: number): void {
  doc.font(bold ? (italic ? "boldItalic" : "bold") : italic ? "italic" : "regular").fontSize(size)
}

/** A new element below an attached one. */
export function open(doc: Doc, parent: Elem, type: string): Elem {
  const elem = doc.struct(type)
  parent.add(elem)
  return elem
}

export interface Line {
  readonly size?: number
  readonly bold?: boolean
  readonly italic?: boolean
  readonly color?: string
  readonly x?: number
  readonly width?: number
  readonly align?: "left" | "right" | "center" | undefined
  readonly before?: number
  readonly after?: number
}

/** One tagged text; runs follow one another on the same lines. */
export function write(pen: Pen, parent: Elem, tag: string, content: readonly Inline[], line: Line = {}): void {
  const { doc } = pen
  const size = line.size ?? 10
  const x = line.x ?? MARGINS.left
  const options = { width: line.width ?? width(doc) - (x - MARGINS.left), align: line.align ?? "left" } as const
  const runs = content.flatMap((inline) => runOf(pen, inline))
  parent.add(
    doc.struct(tag, {}, () => {
      doc.x = x
      doc.y += line.before ?? 0
      doc.fillColor(line.color ?? "#16202b")
      runs.forEach((run, i) => {
        font(doc, run.bold || line.bold === true, run.italic || line.italic === true, run.raised ? size * 0.66 : size)
        doc.text(run.text, i === 0 ? x : undefined, i === 0 ? doc.y : undefined, {
          ...options,
          continued: i < runs.length - 1,
          underline: run.underline,
        })
      })
      doc.y += line.after ?? 0
    }),
  )
}

interface Run {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly raised: boolean
}
function runOf(pen: Pen, inline: Inline): Run[] {
  const none = { bold: false, italic: false, underline: false, raised: false }
  if (inline.type === "break") return [{ ...none, text: "\n" }]
  if (inline.type === "footnote") {
    const number = pen.numbers.get(inline.id)
    return number === undefined ? [] : [{ ...none, text: String(number), raised: true }]
  }
  const marks = inline.marks ?? []
  return [
    {
      text: printable(inline.text),
      bold: marks.includes("bold"),
      italic: marks.includes("italic"),
      underline: marks.includes("underline") || inline.href !== undefined,
      raised: marks.includes("superscript") || marks.includes("subscript"),
    },
  ]
}

const words = (text: string): Inline[] => [{ type: "text", text }]

function cover(pen: Pen, root: Elem, { content, house, reference, on }: ProgrammePaper): void {
  const { doc } = pen
  const sect = open(doc, root, "Sect")
  doc.y += 60
  write(pen, sect, "P", words(house.traeger), { size: 13 })
  write(pen, sect, "P", words(house.name), { size: 13, after: 110 })
  if (!content.title.startsWith(KIND[content.kind])) write(pen, sect, "P", words(KIND[content.kind]), { size: 13 })
  write(pen, sect, "H1", words(content.title), { size: 28, bold: true, after: 10 })
  if (!content.title.includes(String(content.year))) write(pen, sect, "P", words(String(content.year)), { size: 20 })
  if (content.subtitle) write(pen, sect, "P", words(content.subtitle), { size: 14 })
  write(pen, sect, "P", words(reference), { before: 40 })
  write(pen, sect, "P", words(longDay(on)), { after: 40 })
  if (house.address.length > 0) write(pen, sect, "P", words([house.name, ...house.address].join(" \n")), { size: 8.5 })
  sect.end()
}

interface Entry {
  readonly elem: Elem
  readonly page: number
  readonly y: number
  readonly bold: boolean
}
/** Entries of the contents, one per section; a section below the third level shares the place but writes nothing. */
function contents(pen: Pen, root: Elem, content: ProgrammeContent): Entry[] {
  const { doc } = pen
  const sect = open(doc, root, "Sect")
  write(pen, sect, "H2", words("Inhalt"), { size: 15, bold: true, after: 7 })
  const toc = open(doc, sect, "TOC")
  const numbers = sectionNumbers(content.sections)
  const found = content.sections.flatMap((section, i) => {
    if (section.level > 3) return []
    const elem = open(doc, toc, "TOCI")
    const bold = section.level === 1
    const indent = (section.level - 1) * 14
    const before = bold ? 7 : 2
    if (doc.y + before + 28 > foot(doc)) doc.addPage()
    const label = numbers[i] ? `${numbers[i]}\u2002` : ""
    const at = { page: doc.bufferedPageRange().count - 1, y: doc.y + before }
    write(pen, elem, "P", words(label + printable(plain(section.title))), {
      size: bold ? 10 : 9.5,
      bold,
      before,
      x: MARGINS.left + indent,
      width: width(doc) - indent - 34,
    })
    return [{ elem, bold, ...at }]
  })
  return found
}

/** Draws all sections. @returns for each entry of the contents the page (from 0) on which its section begins */
function body(pen: Pen, root: Elem, content: ProgrammeContent): number[] {
  const { doc } = pen
  const numbers = sectionNumbers(content.sections)
  const highest = Math.min(6, ...content.sections.map((section) => section.level))
  const starts: number[] = []
  const printed = new Set<string>()
  let pending: string[] = []
  let sect = open(doc, root, "Sect")
  let level = 1
  const close = (): void => {
    notes(pen, sect, content, pending)
    pending = []
    sect.end()
  }
  content.sections.forEach((section, i) => {
    if (section.level === highest && i > 0) {
      close()
      sect = open(doc, root, "Sect")
    }
    level = Math.min(section.level + 1, level + 1, 6)
    const size = HEADINGS[level - 1] ?? 10
    if (doc.y + size * 4 > foot(doc)) doc.addPage()
    const number = numbers[i] ? words(`${numbers[i]}\u2002`) : []
    if (section.level <= 3) starts.push(doc.bufferedPageRange().count - 1)
    write(pen, sect, `H${level}`, [...number, ...section.title], { size, bold: true, before: 14, after: 5 })
    blocks(pen, sect, section.blocks, {}, 0, level)
    const add = (ids: readonly string[]): void => {
      for (const id of ids)
        if (pen.numbers.has(id) && !printed.has(id)) {
          printed.add(id)
          pending.push(id)
          add(referred(content.footnotes.find((note) => note.id === id)?.blocks ?? []))
        }
    }
    add(referred(section.blocks, section.title))
  })
  pending.push(...[...pen.numbers.keys()].filter((id) => !printed.has(id)))
  close()
  return starts
}

function notes(pen: Pen, parent: Elem, content: ProgrammeContent, ids: readonly string[]): void {
  const { doc } = pen
  for (const id of ids) {
    const note = content.footnotes.find((one) => one.id === id)
    if (!note) continue
    const elem = open(doc, parent, "Note")
    if (doc.y + 24 > foot(doc)) doc.addPage()
    const y = doc.y
    write(pen, elem, "Lbl", words(String(pen.numbers.get(id))), { size: 8.5 })
    doc.y = y
    blocks(pen, elem, note.blocks, { size: 8.5, x: MARGINS.left + 20 })
    elem.end()
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz"
function label(ordered: boolean, n: number, depth: number): string {
  if (!ordered) return depth % 2 === 0 ? "•" : "–"
  return depth % 2 === 0 ? `${n}.` : `${LETTERS[n - 1] ?? n})`
}

/** Draws blocks one below the other in a column that begins at `line.x`. */
export function blocks(pen: Pen, parent: Elem, list: readonly Block[], line: Line = {}, depth = 0, level = 1): void {
  const { doc } = pen
  for (const block of list)
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
    write(pen, li, "Lbl", words(label(block.ordered, (block.start ?? 1) + i, depth)), {
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

function running(doc: Doc, paper: ProgrammePaper): void {
  const { start, count } = doc.bufferedPageRange()
  const right = doc.page.width - MARGINS.right
  for (let page = start + 1; page < start + count; page++) {
    doc.switchToPage(page)
    doc.page.margins.bottom = 0
    doc.markContent("Artifact", { type: "Pagination" })
    font(doc, false, false, 8.5)
    const pair = (left: string, other: string, y: number): void => {
      doc.text(left, MARGINS.left, y, { lineBreak: false })
      doc.text(other, right - doc.widthOfString(other), y, { lineBreak: false })
    }
    pair(paper.content.title, paper.house.name, MARGINS.top - 34)
    pair(paper.reference, `Seite ${page + 1} von ${count}`, doc.page.height - MARGINS.bottom + 20)
    doc.endMarkedContent()
  }
}
