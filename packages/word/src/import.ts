/** Word import (Einlesen eines Entwurfs): a .docx becomes the content tree, its pictures and a balanced report. */
import { posix } from "node:path"
import { bind } from "@beschlussweg/core/bind"
import { PlainContent, ProgrammeContent, sectionNumbers, sectionPlace } from "@beschlussweg/core/content"
import { AppError } from "@beschlussweg/core/error"
import type { TypedContent } from "@beschlussweg/core/table"
import type { ContentsLine } from "./contents.ts"
import { type CountedPart, countTree, countXml } from "./count.ts"
import { bookmarkOf } from "./export/caption.ts"
import { readFlow } from "./flow.ts"
import { ORIGIN } from "./mark.ts"
import { noteEntries, readNotes } from "./notes.ts"
import { readNumbering } from "./numbering.ts"
import { outline } from "./outline.ts"
import { broken, notWord, openPackage, type Package } from "./package.ts"
import { type ImportedImage, inventory, type Memory, type Reading, type Story } from "./reading.ts"
import { sectionsBack, typedBack, unframedBack, untied } from "./recall.ts"
import { type Relation, readRelations, refuseExternal } from "./relation.ts"
import { COUNTED, type Count, type Counted, type ImportReport, openLedger, quote } from "./report.ts"
import { readStyles } from "./style.ts"
import { boundIn } from "./trace.ts"
import { all, child, elements, isElement, parseXml, textOf, type XmlElement } from "./xml.ts"

export interface ImportOptions {
  readonly fileName: string
  readonly kind: PlainContent["kind"]
  readonly year: number
  /** replaces the document's own title */
  readonly title?: string | undefined
  /** a text of the house by its SHA-256, for files that our own export made of it; undefined for one that is not known */
  readonly recall?: ((sha256: string) => Promise<ProgrammeContent | undefined>) | undefined
}
export interface Imported {
  readonly content: PlainContent
  /** the same with tables of figures typed and relations proposed, and of every table why or why not */
  readonly typed: TypedContent
  /** each picture once, by the hash that image blocks name */
  readonly images: readonly ImportedImage[]
  readonly report: ImportReport
  /** the text that the file was made of, when it is one of our own and the text is known */
  readonly origin: string | undefined
  /** table of contents as it stood in the file, for the check against the headings; empty without one */
  readonly contents: readonly ContentsLine[]
}

const KIND = {
  AMP: "Arbeitsmarktprogramm",
  AIP: "Arbeitsmarkt- und Integrationsprogramm",
  LPD: "Lokales Planungsdokument",
} as const satisfies Record<PlainContent["kind"], string>

/**
 * Reads a Word file. Nothing is fetched, nothing is executed, nothing is dropped without a line in the report.
 * @throws AppError input or limit (reasons "word.*") for a file that cannot be taken
 * @throws Error when the counts of file and tree do not balance: a defect of this module, never the person's fault
 */
export async function importWord(bytes: Uint8Array, options: ImportOptions): Promise<Imported> {
  const { fileName } = options
  const pack = await openPackage(bytes, fileName)
  const main = mainPart(pack, fileName)
  const relations = readRelations(pack, main, fileName)
  const byType = (type: string) => [...relations.values()].filter((r) => r.type === type && !r.external)
  const root = (path: string | undefined) => {
    const part = path === undefined ? undefined : pack.parts.get(path)
    return path === undefined || part === undefined ? undefined : parseXml(part, path, fileName)
  }
  const document = root(main)
  const body = child(document, "w:body")
  if (document === undefined || body === undefined) throw broken(fileName, "Der Textteil fehlt")
  const ledger = openLedger()
  refuseAround(pack, main, relations, fileName)
  const templates = readRelations(pack, posix.join(posix.dirname(main), "settings.xml"), fileName)
  if ([...templates.values()].some((r) => r.type === "attachedTemplate"))
    ledger.finding(
      "word.template",
      {},
      "Die Datei nennt eine Dokumentvorlage auf einem Rechner. Sie wird nicht geladen und nicht gebraucht.",
    )
  const origin = originOf(pack, fileName)
  const known = origin === undefined ? undefined : await options.recall?.(origin)
  if (origin !== undefined && options.recall !== undefined && known === undefined)
    ledger.finding(
      "word.origin",
      {},
      "Die Datei wurde aus einem Programm ausgegeben, dessen Text hier nicht bekannt ist. Verknüpfte Zahlen und Verweise kommen als Text, Tabellen mit Zahlen sind neu zu bestätigen.",
    )
  const memory = known === undefined ? undefined : remembered(known)
  const styles = readStyles(root(byType("styles")[0]?.target))
  const footnotes = byType("footnotes")[0]?.target
  const endnotes = byType("endnotes")[0]?.target
  const notes = new Map([...noteEntries(root(footnotes), "fn"), ...noteEntries(root(endnotes), "en")])
  const reading: Reading = {
    fileName,
    pack,
    styles,
    numbering: readNumbering(root(byType("numbering")[0]?.target), styles),
    ledger,
    images: new Map(),
    drawn: new Set(),
    notes,
    commented: new Map(),
    memory,
    framed: [],
  }
  const story: Story = { reading, relations, kind: "body", inNote: false, fields: [], spot: {} }
  const wanted = options.title?.trim() || undefined
  const { title, subtitle, sections, sectionOf, contents, origins } = outline(readFlow(body, story), story, wanted)

  if (memory !== undefined) {
    sectionsBack(sections, origins, memory)
    unframedBack(sections, reading)
  }
  const noteRelations = {
    fn: footnotes === undefined ? relations : readRelations(pack, footnotes, fileName),
    en: endnotes === undefined ? relations : readRelations(pack, endnotes, fileName),
  }
  const content: PlainContent = {
    version: 1,
    kind: options.kind,
    title: title ?? wanted ?? `${KIND[options.kind]} ${options.year}`,
    ...(subtitle === undefined ? {} : { subtitle }),
    year: options.year,
    sections,
    footnotes: readNotes(sections, reading, noteRelations),
  }
  if (sections.length === 0) throw emptyDocument(fileName)

  const stories = [main, footnotes, endnotes].filter((p) => p !== undefined)
  const around = shelveAround(byType, root, reading)
  const drawings = drawingParts(pack, [...stories, ...around], fileName)
  shelveUndrawn(drawings, reading)
  const parts: CountedPart[] = []
  for (const path of new Set([...stories, ...around])) addPart(parts, pack, path, "story")
  for (const [path, kind] of drawings) addPart(parts, pack, path, kind)

  // frames name their blocks by identity, so this comes before anything is copied
  const { typed, lost } = typedBack(content, reading)
  for (const text of new Set(lost))
    ledger.finding(
      "binding.lost",
      {},
      `${quote(text)} war mit einer Stelle verknüpft, die es nach den Änderungen in Word nicht mehr gibt. Die Angabe steht jetzt als Text da. Bitte prüfen.`,
    )
  const places = sectionNumbers(sections)
  const { setAside, findings } = ledger.close((at) => {
    const index = at === undefined ? undefined : sectionOf.get(at)
    const section = index === undefined ? undefined : sections[index]
    return section === undefined ? "" : sectionPlace(places[index ?? 0] ?? "", section)
  })
  const counts = balance(countXml(parts, fileName), countTree(content, title !== undefined), reading)
  const balanced = COUNTED.every((k) => counts[k].inXml === counts[k].takenOver + counts[k].setAside)
  if (!balanced) throw new Error(`Word import out of balance: ${JSON.stringify(counts)}`)
  return {
    content: PlainContent.parse(
      untied(memory?.content.numbers === undefined ? content : { ...content, numbers: memory.content.numbers }).content,
    ),
    typed: { ...typed, content: ProgrammeContent.parse(typed.content) },
    images: [...reading.images.values()],
    report: { fileName, counts, balanced, setAside, findings },
    origin: memory === undefined ? undefined : origin,
    // what we wrote ourselves said what the headings said
    contents: memory === undefined ? contents : [],
  }
}

/** The SHA-256 that a file of ours names; a part that cannot be read says nothing. */
function originOf(pack: Package, fileName: string): string | undefined {
  const path = "docProps/custom.xml"
  const part = pack.parts.get(path)
  if (part === undefined) return undefined
  try {
    const property = elements(parseXml(part, path, fileName)).find((e) => e.attributes.name === ORIGIN)
    const value = textOf(property).trim()
    return /^[0-9a-f]{64}$/.test(value) ? value : undefined
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

function remembered(text: ProgrammeContent): Memory {
  const content = bind(text)
  const ids = content.sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : [])))
  return { content, bound: boundIn(content), numbered: new Map(ids.map((id) => [bookmarkOf(id), id])) }
}

/** runs are counted while reading; everything else is measured in the finished tree */
function balance(
  inXml: Readonly<Record<Counted, number>>,
  tree: Readonly<Record<Counted, number>>,
  { ledger }: Reading,
): Record<Counted, Count> {
  const count = (kind: Counted): Count => ({
    inXml: inXml[kind],
    takenOver: (kind === "textRuns" ? ledger.takenRuns.count : tree[kind]) - ledger.added[kind],
    setAside: ledger.setAside[kind],
  })
  return {
    textRuns: count("textRuns"),
    characters: count("characters"),
    rows: count("rows"),
    cells: count("cells"),
    notes: count("notes"),
    pictures: count("pictures"),
    charts: count("charts"),
    chartPoints: count("chartPoints"),
  }
}

/** path of the text part; says what the file is when it is another kind of package */
function mainPart(pack: Package, fileName: string): string {
  const types = pack.parts.get("[Content_Types].xml")
  if (types === undefined) {
    if (pack.paths.includes("mimetype") && pack.paths.includes("content.xml"))
      throw notWord(fileName, "ist ein OpenDocument-Text (.odt) oder eine andere OpenDocument-Datei")
    throw notWord(fileName, "ist ein Zip-Archiv und kein Word-Dokument")
  }
  const relation = [...readRelations(pack, "", fileName).values()].find((r) => r.type === "officeDocument")
  const main = relation?.target
  const declared = elements(parseXml(types, "[Content_Types].xml", fileName))
  const type = declared.find((e) => e.attributes.PartName?.toLowerCase() === `/${main ?? ""}`.toLowerCase())?.attributes
    .ContentType
  if (type !== undefined && /spreadsheetml/.test(type)) throw notWord(fileName, "ist eine Excel-Mappe")
  if (type !== undefined && /presentationml/.test(type)) throw notWord(fileName, "ist eine PowerPoint-Präsentation")
  if (main === undefined || !pack.parts.has(main) || (type !== undefined && !/wordprocessingml/.test(type)))
    throw notWord(fileName, "enthält keinen Word-Text")
  return main
}

/** external content is refused wherever a part of the text refers to it */
function refuseAround(pack: Package, main: string, relations: ReadonlyMap<string, Relation>, fileName: string): void {
  refuseExternal(relations.values(), fileName)
  const folder = posix.dirname(main)
  for (const path of pack.parts.keys()) {
    if (posix.dirname(path) !== posix.join(folder, "_rels") || !path.endsWith(".rels")) continue
    const part = posix.join(folder, posix.basename(path, ".rels"))
    if (part !== main) refuseExternal(readRelations(pack, part, fileName).values(), fileName)
  }
}

/** Headers, footers and comments are set aside whole. Returns their paths for the counter. */
function shelveAround(
  byType: (type: string) => Relation[],
  root: (path: string) => XmlElement | undefined,
  reading: Reading,
): string[] {
  const { ledger, memory } = reading
  const paths = new Set<string>()
  for (const type of ["header", "footer"])
    for (const { target } of byType(type)) {
      const element = root(target)
      if (element === undefined || paths.has(target)) continue
      paths.add(target)
      const { tally, text } = inventory(element)
      const place = type === "header" ? "Kopfzeile" : "Fußzeile"
      ledger.shelve("header", { place }, tally, text)
      const ours = memory !== undefined && (text === memory.content.title || /^Seite \d+ von \d+$/.test(text))
      if ((text !== "" && !ours) || tally.pictures > 0)
        ledger.once(
          "header.set_aside",
          { place },
          `${place}n werden nicht übernommen; das Papier hat eigene.${text === "" ? "" : ` Text: ${quote(text)}.`}${tally.pictures > 0 ? " Bilder darin (etwa ein Logo) ebenso nicht." : ""}`,
        )
    }
  for (const { target } of byType("comments")) {
    if (paths.has(target)) continue
    paths.add(target)
    for (const comment of elements(root(target))) {
      const { tally, text } = inventory(comment)
      const spot = reading.commented.get(comment.attributes["w:id"] ?? "") ?? {}
      ledger.shelve("comment", spot, tally, text)
      ledger.finding("comment.set_aside", spot, `Ein Kommentar wurde nicht übernommen: ${quote(text, 300)}.`)
    }
  }
  return [...paths]
}

/** chart and diagram parts that the stories refer to */
function drawingParts(pack: Package, stories: readonly string[], fileName: string): Map<string, "chart" | "diagram"> {
  const found = new Map<string, "chart" | "diagram">()
  for (const path of stories)
    for (const relation of readRelations(pack, path, fileName).values()) {
      if (relation.external || !pack.parts.has(relation.target)) continue
      if (relation.type === "chart") found.set(relation.target, "chart")
      if (relation.type === "diagramData") found.set(relation.target, "diagram")
    }
  return found
}

/** charts and diagrams that stand in deleted text, headers or nowhere */
function shelveUndrawn(drawings: ReadonlyMap<string, "chart" | "diagram">, reading: Reading): void {
  const { ledger, pack, fileName, drawn } = reading
  for (const [path, kind] of drawings) {
    const bytes = pack.parts.get(path)
    if (drawn.has(path) || bytes === undefined) continue
    const tally = countXml([{ path, bytes, kind }], fileName)
    const texts = all(parseXml(bytes, path, fileName), "a:t").map((t) =>
      t.children.filter((n) => !isElement(n)).join(""),
    )
    ledger.shelve(kind === "chart" ? "chart" : "drawing", {}, tally, texts.join(" · "))
  }
}

function addPart(parts: CountedPart[], pack: Package, path: string, kind: CountedPart["kind"]): void {
  const bytes = pack.parts.get(path)
  if (bytes !== undefined) parts.push({ path, bytes, kind })
}

function emptyDocument(fileName: string): AppError {
  return new AppError(
    "input",
    "word.empty",
    `„${fileName}“ enthält keinen Text. Bitte prüfen Sie, ob Sie die richtige Datei gewählt haben.`,
  )
}
