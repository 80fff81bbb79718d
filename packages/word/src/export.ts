/**
 * Word export (Ausgabe als Word-Datei): the content tree as a .docx that Word and LibreOffice open and that our own import
 * reads back as the same tree. Accessible: heading styles, repeated header rows, alternative texts, language, title.
 */
import {
  type Block,
  type Inline,
  type PlainContent,
  type ProgrammeContent,
  plain,
  sectionNumbers,
  walk,
} from "@beschlussweg/core/content"
import { plainContent } from "@beschlussweg/core/plainly"
import { strToU8 } from "fflate"
import { blocks, inlines, p, run, type Writing } from "./export/block.ts"
import { bookmarkOf, code, entry, field, type Label, labels, listOf, mark, type Target } from "./export/caption.ts"
import { chartPart, workbook, zip } from "./export/chart.ts"
import { openNumbers } from "./export/numbering.ts"
import { attribute, esc, HEAD, openPart, type Part, XMLNS } from "./export/part.ts"
import { bookmark, sections } from "./export/section.ts"
import { id, STYLES } from "./export/style.ts"
import { ORIGIN } from "./mark.ts"
import { boundIn } from "./trace.ts"

export interface ExportOptions {
  /** name of the house: stands as author of the file, never a person's */
  readonly house: string
  /**
   * SHA-256 under which this very text can be found again. The file then names it and marks what Word cannot know, so that
   * numbers come back bound and typed blocks typed. Of the text itself nothing is hidden in the file.
   */
  readonly origin?: string | undefined
}

const TYPE = "application/vnd.openxmlformats-officedocument"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const EMBEDDED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
/** Word's own limit for what a contents line repeats */
const LINE = 250

/**
 * Writes a programme as .docx; the same content gives the same bytes. Typed blocks stand there as what `plainContent` makes
 * of them. @param images bytes by SHA-256; a picture whose bytes are missing is named in its place
 */
export function exportWord(
  content: ProgrammeContent,
  images: ReadonlyMap<string, Uint8Array>,
  options: ExportOptions,
): Uint8Array {
  const tree = plainContent(content)
  const files: Record<string, Uint8Array> = {}
  const overrides: string[] = []
  const put = (path: string, xml: string, type?: string) => {
    files[path] = strToU8(xml)
    if (type !== undefined) overrides.push(`<Override PartName="/${path}" ContentType="${type}"/>`)
  }
  const main = openPart()
  const footnotes = openPart()
  let count = 0
  const next = () => ++count
  const captions = labels(content, next)
  const marks: Marks = {
    next,
    labels: new Map(),
    targets: targets(content, captions.of),
    bound: new Map(options.origin === undefined ? [] : boundIn(content).map((i, at) => [i, at] as const)),
  }
  const shared = { ...share(files, put, images, referred(tree)), ...marks }
  const text: Writing = { ...shared, part: main, inNote: false }
  const body = [
    titlePage(tree),
    contents(tree),
    ...captions.lists.map((list) => listOf(list, next())),
    ...sections(content, text, captions.of, marks.labels, options.origin !== undefined),
  ].join("")
  const notes = [...shared.order].map(([noteId, no]) =>
    footnote(no, tree.footnotes.find((n) => n.id === noteId)?.blocks ?? [], {
      ...shared,
      part: footnotes,
      inNote: true,
    }),
  )
  const word = (root: string, inner: string) => `${HEAD}<w:${root} ${XMLNS}>${inner}</w:${root}>`
  const part = (type: string, name: string, xml: string, contentType = `wordprocessingml.${type}`) => {
    put(`word/${name}`, xml, `${TYPE}.${contentType}+xml`)
    return main.relate(type, name)
  }
  part("styles", "styles.xml", word("styles", STYLES))
  part("numbering", "numbering.xml", word("numbering", shared.numbers.xml()))
  part("footnotes", "footnotes.xml", word("footnotes", SEPARATORS + notes.join("")))
  part("settings", "settings.xml", word("settings", SETTINGS))
  const header = part("header", "header1.xml", word("hdr", p(run(tree.title), { style: id("Kopfzeile") })))
  const footer = part(
    "footer",
    "footer1.xml",
    word(
      "ftr",
      p(`${run("Seite ")}${field("PAGE", run("1"))}${run(" von ")}${field("NUMPAGES", run("1"))}`, {
        style: id("Fusszeile"),
      }),
    ),
  )
  const page = `<w:sectPr><w:headerReference w:type="default" r:id="${header}"/><w:footerReference w:type="default" r:id="${footer}"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1304" w:left="1418" w:header="709" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>`
  put(
    "word/document.xml",
    word("document", `<w:body>${body}${page}</w:body>`),
    `${TYPE}.wordprocessingml.document.main+xml`,
  )
  rels(files, "word/_rels/document.xml.rels", main)
  rels(files, "word/_rels/footnotes.xml.rels", footnotes)
  properties(tree, options, put)
  const custom =
    options.origin === undefined
      ? ""
      : `<Relationship Id="rId4" Type="${OFFICE}/custom-properties" Target="docProps/custom.xml"/>`
  files["_rels/.rels"] = strToU8(
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="${OFFICE}/extended-properties" Target="docProps/app.xml"/>${custom}</Relationships>`,
  )
  const types = `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="xlsx" ContentType="${EMBEDDED}"/>${overrides.join("")}</Types>`
  return zip({ "[Content_Types].xml": strToU8(types), ...files })
}

/** Numbers, labels and places that the text and its notes share. */
interface Marks {
  readonly next: () => number
  readonly labels: Map<object, Label>
  readonly targets: ReadonlyMap<string, Target>
  readonly bound: ReadonlyMap<Inline, number>
}

/** Where references lead to. */
function targets(content: ProgrammeContent, of: ReadonlyMap<object, Label>): Map<string, Target> {
  const found = new Map<string, Target>()
  content.sections.forEach((section, i) => {
    found.set(section.id, { bookmark: bookmark(i), counted: false })
    for (const block of section.blocks) {
      const label = of.get(block)
      if (label !== undefined && "id" in block)
        found.set(block.id, { bookmark: label.bookmark, counted: label.no !== undefined })
      else if (block.type === "topic") found.set(block.id, { bookmark: bookmarkOf(block.id), counted: false })
    }
  })
  return found
}

type Put = (path: string, xml: string, type?: string) => void

/** What text and notes have in common: numbering, pictures, charts, the order of the notes. */
function share(
  files: Record<string, Uint8Array>,
  put: Put,
  images: ReadonlyMap<string, Uint8Array>,
  order: ReadonlyMap<string, number>,
): Omit<Writing, "part" | "inNote" | keyof Marks> & { readonly order: ReadonlyMap<string, number> } {
  let charts = 0
  return {
    order,
    numbers: openNumbers(),
    note: (noteId) => order.get(noteId),
    picture(sha256, mediaType) {
      const bytes = images.get(sha256)
      if (bytes === undefined) return undefined
      const path = `media/${sha256.slice(0, 32)}.${mediaType === "image/png" ? "png" : "jpeg"}`
      files[`word/${path}`] = bytes
      return path
    },
    chart(block, titled) {
      const no = ++charts
      const own = openPart()
      const book = own.relate("package", `../embeddings/Diagramm${no}.xlsx`)
      put(`word/charts/chart${no}.xml`, chartPart(block, book, titled), `${TYPE}.drawingml.chart+xml`)
      rels(files, `word/charts/_rels/chart${no}.xml.rels`, own)
      files[`word/embeddings/Diagramm${no}.xlsx`] = workbook(block)
      return `charts/chart${no}.xml`
    },
  }
}

function rels(files: Record<string, Uint8Array>, path: string, part: Part): void {
  const xml = part.rels()
  if (xml !== undefined) files[path] = strToU8(xml)
}

/** Notes in the order of their first sign, numbered from 1. Notes that nothing refers to have no place on a page. */
function referred(tree: PlainContent): Map<string, number> {
  const known = new Set(tree.footnotes.map((n) => n.id))
  const order = new Map<string, number>()
  const collect = (content: readonly Inline[] | undefined) => {
    for (const i of content ?? [])
      if (i.type === "footnote" && known.has(i.id) && !order.has(i.id)) order.set(i.id, order.size + 1)
  }
  for (const section of tree.sections) {
    collect(section.title)
    walk(section.blocks, "", (block) => {
      if (block.type === "paragraph" || block.type === "heading") collect(block.content)
      if (block.type === "table" || block.type === "image") collect(block.caption)
      if (block.type === "chart") collect(block.source)
    })
  }
  return order
}

function titlePage(tree: PlainContent): string {
  const subtitle = tree.subtitle === undefined ? "" : p(run(tree.subtitle), { style: id("Untertitel") })
  return p(run(tree.title), { style: id("Titel") }) + subtitle
}

/** The table of contents as a field that Word brings up to date when it opens the file; until then it says the titles. */
function contents(tree: PlainContent): string {
  const numbers = sectionNumbers(tree.sections)
  const lines = tree.sections.flatMap((section, i) => {
    if (section.level > 3) return []
    const title = `${numbers[i] ?? ""} ${plain(section.title)}`.trim().slice(0, LINE)
    return [
      {
        style: id(`Verzeichnis${section.level}`),
        inner: entry(bookmark(i), title),
      },
    ]
  })
  const begin = `${mark("begin", ` w:dirty="true"`)}${code(`TOC \\o "1-3" \\h \\z \\u`)}${mark("separate")}`
  const rows = lines.map(({ style, inner }, i) =>
    p(`${i === 0 ? begin : ""}${inner}${i === lines.length - 1 ? mark("end") : ""}`, { style }),
  )
  if (rows.length === 0) return ""
  const heading = p(run("Inhalt"), { style: id("Verzeichnisueberschrift") })
  return `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>${heading}${rows.join("")}</w:sdtContent></w:sdt>`
}

function footnote(no: number, content: readonly Block[], writing: Writing): string {
  const sign = `<w:r><w:rPr><w:rStyle w:val="${id("Fussnotenzeichen")}"/></w:rPr><w:footnoteRef/></w:r>${run(" ")}`
  const [first, ...rest] = content
  const style = id("Fussnotentext")
  const begin =
    first?.type === "paragraph"
      ? p(sign + inlines(first.content, writing), { style }) + blocks(rest, { text: style, depth: 0 }, writing)
      : p(sign, { style }) + blocks(content, { text: style, depth: 0 }, writing)
  const end = content.at(-1)?.type === "table" ? p("", { style }) : ""
  return `<w:footnote w:id="${no}">${begin}${end}</w:footnote>`
}

const SEPARATORS = `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`
const SETTINGS = `<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="de-DE"/>`

/** Title, language and the house; no dates and no names of people. */
function properties(tree: PlainContent, options: ExportOptions, put: Put): void {
  put(
    "docProps/core.xml",
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${esc(tree.title)}</dc:title><dc:creator>${esc(options.house)}</dc:creator><dc:language>de-DE</dc:language></cp:coreProperties>`,
    "application/vnd.openxmlformats-package.core-properties+xml",
  )
  put(
    "docProps/app.xml",
    `${HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Beschlussweg</Application><Company>${attribute(options.house)}</Company></Properties>`,
    `${TYPE}.extended-properties+xml`,
  )
  if (options.origin !== undefined)
    put(
      "docProps/custom.xml",
      `${HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${ORIGIN}"><vt:lpwstr>${esc(options.origin)}</vt:lpwstr></property></Properties>`,
      `${TYPE}.custom-properties+xml`,
    )
}
