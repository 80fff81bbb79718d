/** Checks uploaded PDF Anlagen: readable, not encrypted, nothing that acts; pages and defects for the list of Anlagen. */
import { constants, inflateSync } from "node:zlib"
import { AppError } from "@beschlussweg/core/error"
import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFStream,
  PDFString,
} from "@cantoo/pdf-lib"

/** The same shape as the check of other uploads in the word package. */
export interface PdfCheck {
  readonly mediaType: "application/pdf"
  readonly pages: number
  /** in German words: "nicht barrierefrei (keine Auszeichnung)" */
  readonly defects: readonly string[]
}

/** all compressed object and cross-reference streams together, unpacked; bytes */
const MAX_STRUCTURE = 64 * 1024 * 1024
const MAX_PAGES = 5000
/** kinds of attachment that may lie in a PDF; anything else could be run by whoever opens it */
const HARMLESS = /\.(pdf|xml|txt|csv|docx|xlsx|odt|ods|png|jpe?g|json)$/i

/** Whether the bytes begin as a PDF does (the mark may be preceded by a little waste). */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).includes("%PDF-")
}

/**
 * Reads a PDF without executing or drawing anything.
 * @throws AppError input "pdf.*" (not a PDF, broken, encrypted, scripts, programs) or limit "pdf.bomb"
 */
export async function checkPdf(bytes: Uint8Array, fileName: string): Promise<PdfCheck> {
  const refuse = (reason: string, why: string, what: string) =>
    new AppError("input", reason, `„${fileName}“ ${why} und wird deshalb nicht angenommen. ${what}`)
  if (!isPdf(bytes))
    throw refuse("pdf.not_pdf", "ist keine PDF-Datei", "Bitte prüfen Sie, ob Sie die richtige Datei gewählt haben.")
  refuseBomb(bytes, fileName)
  const loaded = await load(bytes, fileName)
  if (loaded.isEncrypted)
    throw refuse(
      "pdf.encrypted",
      "ist verschlüsselt oder mit einem Kennwort geschützt",
      "Bitte laden Sie eine Fassung ohne Schutz hoch.",
    )
  const found = inventory(loaded)
  if (found.script)
    throw refuse(
      "pdf.script",
      "enthält Skripte (JavaScript)",
      "Bitte drucken Sie die Datei in eine neue PDF-Datei oder speichern Sie sie ohne Skripte.",
    )
  if (found.program)
    throw refuse(
      "pdf.action",
      "enthält Aktionen, die Programme starten oder Daten versenden",
      "Bitte speichern Sie die Datei ohne solche Aktionen.",
    )
  if (found.form)
    throw refuse(
      "pdf.xfa",
      "ist ein dynamisches Formular (XFA), das nur mit wenigen Programmen lesbar ist",
      "Bitte drucken Sie das Formular in eine neue PDF-Datei.",
    )
  if (found.media)
    throw refuse(
      "pdf.media",
      "enthält Filme, Töne oder 3D-Inhalte",
      "Bitte speichern Sie die Datei ohne diese Inhalte.",
    )
  const foreign = found.attachments.find((name) => !HARMLESS.test(name))
  if (foreign !== undefined)
    throw refuse(
      "pdf.attachment",
      `enthält die eingebettete Datei „${foreign.slice(0, 80)}“`,
      "Bitte entfernen Sie die eingebettete Datei.",
    )
  const pages = countPages(loaded, fileName)
  const catalog = loaded.catalog
  const marks = catalog.lookupMaybe(PDFName.of("MarkInfo"), PDFDict)
  const marked = marks?.lookup(PDFName.of("Marked")) === PDFBool.True
  const tagged = marked && catalog.lookup(PDFName.of("StructTreeRoot")) instanceof PDFDict
  const language = catalog.lookup(PDFName.of("Lang"))
  const said = language instanceof PDFString || language instanceof PDFHexString ? language.decodeText().trim() : ""
  const defects = [
    ...(tagged ? [] : ["nicht barrierefrei (keine Auszeichnung)"]),
    ...(said === "" ? ["keine Sprache angegeben"] : []),
    ...(found.font ? [] : ["ohne lesbaren Text (vermutlich eingescannt)"]),
    ...(found.attachments.length > 0 ? [`enthält eingebettete Dateien (${found.attachments.length})`] : []),
  ]
  return { mediaType: "application/pdf", pages, defects }
}

async function load(bytes: Uint8Array, fileName: string): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false })
  } catch {
    throw broken(fileName)
  }
}

function broken(fileName: string): AppError {
  return new AppError(
    "input",
    "pdf.broken",
    `„${fileName}“ ist beschädigt und nicht lesbar. Bitte öffnen Sie die Datei, speichern Sie sie neu und laden Sie sie erneut hoch.`,
  )
}

function countPages(document: PDFDocument, fileName: string): number {
  let pages: number
  try {
    pages = document.getPageCount()
  } catch {
    // a page tree that is no tree
    throw broken(fileName)
  }
  if (pages < 1) throw broken(fileName)
  if (pages > MAX_PAGES)
    throw new AppError(
      "limit",
      "pdf.pages",
      `„${fileName}“ hat ${pages} Seiten; erlaubt sind ${MAX_PAGES}. Bitte teilen Sie die Datei auf.`,
    )
  return pages
}

/**
 * The library unpacks object and cross-reference streams whole while it loads, so they are measured before. Only the
 * plain way of packing them is accepted; no common program writes another.
 */
function refuseBomb(bytes: Uint8Array, fileName: string): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bomb = new AppError(
    "limit",
    "pdf.bomb",
    `„${fileName}“ wird nicht angenommen: Ausgepackt wäre die Datei viel zu groß. Bitte erzeugen Sie die PDF-Datei neu.`,
  )
  let left = MAX_STRUCTURE
  for (let at = data.indexOf("stream"); at >= 0; at = data.indexOf("stream", at + 6)) {
    if (!/>>\s*$/.test(data.subarray(Math.max(0, at - 16), at).toString("latin1"))) continue
    const before = data.subarray(Math.max(0, at - 16_384), at).toString("latin1")
    const begin = Math.max(...[...before.matchAll(/\d\s+\d+\s+obj/g)].map((m) => m.index), 0)
    // names may be written with #xx
    const own = before
      .slice(begin)
      .replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (!/\/(ObjStm|XRef)\b/.test(own)) continue
    if (!own.includes("/Filter")) continue
    if (!/\/Filter\s*(\/FlateDecode\b|\[\s*\/FlateDecode\s*\])/.test(own)) throw bomb
    const feed = data.subarray(at + 6, at + 8).toString("latin1")
    const start = at + 6 + (feed === "\r\n" ? 2 : 1)
    const end = data.indexOf("endstream", start)
    try {
      const packed = data.subarray(start, end < 0 ? data.length : end)
      left -= inflateSync(packed, { maxOutputLength: left, finishFlush: constants.Z_SYNC_FLUSH }).length
    } catch (error) {
      // unreadable streams are the loader's matter
      if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw bomb
    }
    if (left <= 0) throw bomb
  }
}

interface Inventory {
  script: boolean
  program: boolean
  form: boolean
  media: boolean
  font: boolean
  readonly attachments: string[]
}

/** Looks through every object of the file, reachable or not. */
function inventory(document: PDFDocument): Inventory {
  const found: Inventory = { script: false, program: false, form: false, media: false, font: false, attachments: [] }
  const visit = (object: PDFObject, depth: number): void => {
    if (depth > 200) return
    if (object instanceof PDFArray) for (const inner of object.asArray()) visit(inner, depth + 1)
    const dict = object instanceof PDFStream ? object.dict : object
    if (!(dict instanceof PDFDict)) return
    judge(dict, found)
    for (const [, value] of dict.entries()) visit(value, depth + 1)
  }
  for (const [, object] of document.context.enumerateIndirectObjects()) visit(object, 0)
  return found
}

const name = (dict: PDFDict, key: string): string => {
  const value = dict.lookup(PDFName.of(key))
  return value instanceof PDFName ? value.decodeText() : ""
}

function judge(dict: PDFDict, found: Inventory): void {
  const action = name(dict, "S")
  if (action === "JavaScript" || dict.has(PDFName.of("JS"))) found.script = true
  if (["Launch", "SubmitForm", "ImportData"].includes(action) && isAction(dict)) found.program = true
  if (["Rendition", "Movie", "Sound"].includes(action) && isAction(dict)) found.media = true
  if (["RichMedia", "Movie", "Sound", "Screen", "3D"].includes(name(dict, "Subtype"))) found.media = true
  if (dict.has(PDFName.of("XFA"))) found.form = true
  if (name(dict, "Type") === "Font") found.font = true
  if (dict.lookup(PDFName.of("EF")) instanceof PDFDict) {
    const file = dict.lookup(PDFName.of("UF")) ?? dict.lookup(PDFName.of("F"))
    found.attachments.push(file instanceof PDFString || file instanceof PDFHexString ? file.decodeText() : "ohne Namen")
  }
}

/** a dictionary with this /S that is an action: structure elements have /S too, with parent and kids */
function isAction(dict: PDFDict): boolean {
  const type = name(dict, "Type")
  return (type === "" || type === "Action") && !(dict.has(PDFName.of("K")) && dict.has(PDFName.of("P")))
}
