/**
 * Baseline of the render bench: pdfkit draws the same programme directly, tagged, with the same words. No layout engine,
 * no links, no outline, no archival marks: what a careful person would write in a day with pdfkit alone.
 */
import { createRequire } from "node:module"
import type { Block, PlainContent } from "@beschlussweg/core/content"
import { LIST_FROM, numberedBlocks } from "@beschlussweg/core/numbering"
import type { ProgrammePaper } from "@beschlussweg/core/paper"
import PDFDocument from "pdfkit"
import { blocks } from "./block.ts"
import { type Doc, type Elem, font, foot, MARGINS, open, type Pen, width, words, write } from "./pen.ts"
import { longDay, noteNumbers, plain, printable, referred, sectionNumbers } from "./text.ts"

const require = createRequire(import.meta.url)
const FONTS = {
  regular: "400Regular/NotoSans_400Regular",
  bold: "700Bold/NotoSans_700Bold",
  italic: "400Regular_Italic/NotoSans_400Regular_Italic",
  boldItalic: "700Bold_Italic/NotoSans_700Bold_Italic",
} as const
const HEADINGS = [20, 15, 12.5, 11, 10, 10] as const
const KIND = {
  AMP: "Arbeitsmarkt- und Integrationsprogramm",
  AIP: "Arbeitsmarkt- und Integrationsprogramm",
  LPD: "Lokales Planungsdokument",
} as const

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

  const pen: Pen = { doc, numbers: noteNumbers(content), images, drawn: new Map() }
  const root = doc.struct("Document")
  doc.addStructure(root)
  cover(pen, root, paper)
  doc.addPage()
  const entries = contents(pen, root, content)
  doc.addPage()
  const starts = body(pen, root, content)
  // contents and running lines want the number of pages
  for (const [i, entry] of entries.entries()) {
    const page = entry.block === undefined ? starts[i] : pen.drawn.get(entry.block)
    doc.switchToPage(entry.page)
    entry.elem.add(
      doc.struct("P", {}, () => {
        font(doc, entry.bold, false, entry.bold ? 10 : 9.5)
        doc.text(String((page ?? 0) + 1), MARGINS.left, entry.y, { width: width(doc), align: "right" })
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
  /** the table or figure that it names; a section otherwise */
  readonly block?: Block
}
/** Entries of the contents, one per section; a section below the third level shares the place but writes nothing. */
function contents(pen: Pen, root: Elem, content: PlainContent): Entry[] {
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
  return [...found, ...lists(pen, sect, content)]
}

/** Lists of the tables and figures that carry a number, as the product prints them. */
function lists(pen: Pen, sect: Elem, content: PlainContent): Entry[] {
  const { doc } = pen
  const numbers = numberedBlocks(content)
  const own = content.sections.flatMap((s) => s.blocks).filter((b) => numbers.get(b)?.own)
  const kinds: [string, Block[]][] = [
    ["Tabellen", own.filter((b) => b.type === "table")],
    ["Abbildungen", own.filter((b) => b.type === "chart" || b.type === "image")],
  ]
  return kinds.flatMap(([title, listed]) => {
    if (listed.length < LIST_FROM) return []
    write(pen, sect, "H2", words(title), { size: 15, bold: true, before: 14, after: 7 })
    const toc = open(doc, sect, "TOC")
    return listed.map((block): Entry => {
      const elem = open(doc, toc, "TOCI")
      if (doc.y + 30 > foot(doc)) doc.addPage()
      const at = { page: doc.bufferedPageRange().count - 1, y: doc.y + 2 }
      const said = block.type === "chart" ? block.title : "caption" in block ? plain(block.caption ?? []) : ""
      write(pen, elem, "P", words(printable(said)), { size: 9.5, before: 2, width: width(doc) - 34 })
      return { elem, bold: false, block, ...at }
    })
  })
}

/** Draws all sections. @returns for each entry of the contents the page (from 0) on which its section begins */
function body(pen: Pen, root: Elem, content: PlainContent): number[] {
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

function notes(pen: Pen, parent: Elem, content: PlainContent, ids: readonly string[]): void {
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
