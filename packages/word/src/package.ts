/** The Word file as a zip package (OPC): refuses what is no safe Word file, then hands out its parts by path. */
import { crc32 } from "node:zlib"
import { AppError } from "@beschlussweg/core/error"
import * as yauzl from "yauzl"

/** Limits of an upload. All sizes in bytes. */
export const LIMITS = {
  /** the file as it is uploaded */
  file: 50 * 1024 * 1024,
  /** sum of all unpacked parts, as declared and as really unpacked */
  unpacked: 300 * 1024 * 1024,
  /** sum of all XML parts that are read */
  xml: 20 * 1024 * 1024,
  /** XML elements of one part: 27 pages have about 10 000; the tree of a million would need a gigabyte */
  elements: 600_000,
  entries: 4000,
  /** unpacked by packed size of one XML part above 1 MB; real drafts stay below 60 */
  ratio: 250,
  /** nesting of XML elements; real drafts stay below 80 */
  depth: 300,
  /** pixels of one picture */
  pixels: 100_000_000,
} as const

const MB = 1024 * 1024

/** An unpacked package: parts by their path without leading slash. */
export interface Package {
  readonly parts: ReadonlyMap<string, Uint8Array>
  /** paths of everything in the package, also of what was not unpacked */
  readonly paths: readonly string[]
}

/**
 * Checks the outer form of `bytes` (kind of file, size, encryption, bombs, macros) and unpacks the parts that matter.
 * @throws AppError input or limit, before anything large is unpacked
 */
export async function openPackage(bytes: Uint8Array, fileName: string): Promise<Package> {
  refuseForeign(bytes, fileName)
  const wanted = (path: string) =>
    path === "docProps/custom.xml" ||
    (/\.(xml|rels)$/i.test(path) && !/^(customXml|docProps)\//i.test(path) && !/(^|\/)glossary\//i.test(path)) ||
    /(^|\/)media\//i.test(path)
  const pack = await unzip(bytes, fileName, wanted)
  refuseActive(pack, fileName)
  return pack
}

/** Says by the first bytes what a file is, in German with article; undefined when it may be a Word file. */
function refuseForeign(bytes: Uint8Array, fileName: string): void {
  if (bytes.length > LIMITS.file) throw tooLarge(bytes.length, fileName)
  if (bytes.length === 0) throw notWord(fileName, "ist leer")
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.subarray(0, 8).toString("hex") === "d0cf11e0a1b11ae1") {
    if (data.includes(Buffer.from("EncryptedPackage", "utf16le")))
      throw new AppError(
        "input",
        "word.encrypted",
        `„${fileName}“ ist mit einem Kennwort verschlüsselt. Bitte entfernen Sie in Word den Kennwortschutz (Datei, Informationen, Dokument schützen) und laden Sie die Datei erneut hoch.`,
      )
    const old = data.includes(Buffer.from("WordDocument", "utf16le"))
      ? "ist ein Word-Dokument im alten Format (.doc)"
      : data.includes(Buffer.from("Workbook", "utf16le"))
        ? "ist eine Excel-Mappe im alten Format (.xls)"
        : "ist eine Office-Datei im alten Format"
    throw notWord(fileName, old)
  }
  const head = data.subarray(0, 512).toString("latin1")
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return
  if (head.includes("%PDF-")) throw notWord(fileName, "ist eine PDF-Datei")
  if (head.startsWith("{\\rtf")) throw notWord(fileName, "ist ein RTF-Dokument")
  if (/^\s*(<!doctype html|<html)/i.test(head)) throw notWord(fileName, "ist eine HTML-Seite")
  if (head.startsWith("\x89PNG") || head.startsWith("\xff\xd8\xff")) throw notWord(fileName, "ist ein Bild")
  throw notWord(fileName, "ist kein Word-Dokument")
}

function tooLarge(size: number, fileName: string): AppError {
  return new AppError(
    "limit",
    "word.too_large",
    `„${fileName}“ ist ${Math.ceil(size / MB)} MB groß. Erlaubt sind höchstens ${LIMITS.file / MB} MB. Bitte verkleinern Sie die Bilder in Word (Bilder komprimieren) und laden Sie die Datei erneut hoch.`,
  )
}

export function notWord(fileName: string, what: string): AppError {
  return new AppError(
    "input",
    "word.not_word",
    `„${fileName}“ ${what}. Bitte speichern Sie den Entwurf in Word als „Word-Dokument (*.docx)“ und laden Sie ihn erneut hoch.`,
  )
}

export function broken(fileName: string, what: string): AppError {
  return new AppError(
    "input",
    "word.broken",
    `„${fileName}“ ist beschädigt: ${what}. Bitte öffnen Sie die Datei, speichern Sie sie neu und laden Sie sie erneut hoch.`,
  )
}

function bomb(fileName: string, what: string): AppError {
  return new AppError(
    "limit",
    "word.bomb",
    `„${fileName}“ wird nicht angenommen: ${what}. Bitte speichern Sie die Datei neu; große Bilder bitte vorher verkleinern.`,
  )
}

/**
 * Reads the central directory, checks counts and declared sizes of all entries, then unpacks the wanted ones.
 * Shared with the check of uploaded Anlagen.
 * @throws AppError input "word.broken" or limit "word.bomb"
 */
export async function unzip(bytes: Uint8Array, fileName: string, wanted: (path: string) => boolean): Promise<Package> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.fromBuffer(buffer, { lazyEntries: true }, (error, file) => {
      if (error) reject(broken(fileName, "Das Inhaltsverzeichnis der Datei ist nicht lesbar"))
      else resolve(file)
    })
  })
  if (zip.entryCount > LIMITS.entries) throw bomb(fileName, `Sie enthält mehr als ${LIMITS.entries} Einzelteile`)
  const entries = await listEntries(zip, fileName)
  const parts = new Map<string, Uint8Array>()
  const names = new Set<string>()
  let declared = 0
  let xml = 0
  for (const entry of entries) {
    const name = entry.fileName.toLowerCase()
    if (names.has(name)) throw broken(fileName, `Der Teil „${entry.fileName}“ kommt doppelt vor`)
    names.add(name)
    declared += entry.uncompressedSize
    if (declared > LIMITS.unpacked) throw bomb(fileName, `Ausgepackt wäre sie größer als ${LIMITS.unpacked / MB} MB`)
    if (entry.isEncrypted())
      throw new AppError(
        "input",
        "word.encrypted",
        `„${fileName}“ ist mit einem Kennwort verschlüsselt. Bitte laden Sie die Datei ohne Kennwort hoch.`,
      )
    if (!wanted(entry.fileName) || !/\.(xml|rels)$/i.test(entry.fileName)) continue
    xml += entry.uncompressedSize
    if (xml > LIMITS.xml) throw bomb(fileName, `Ihr Text wäre ausgepackt größer als ${LIMITS.xml / MB} MB`)
    if (entry.uncompressedSize > MB && entry.uncompressedSize > entry.compressedSize * LIMITS.ratio)
      throw bomb(fileName, "Ein Teil der Datei ist auffällig stark gepackt")
  }
  for (const entry of entries) {
    if (entry.fileName.endsWith("/") || !wanted(entry.fileName)) continue
    parts.set(entry.fileName, await readEntry(zip, entry, fileName))
  }
  return { parts, paths: entries.map((e) => e.fileName) }
}

function listEntries(zip: yauzl.ZipFile, fileName: string): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = []
    zip.on("error", () => reject(broken(fileName, "Das Inhaltsverzeichnis der Datei ist nicht lesbar")))
    zip.on("end", () => resolve(entries))
    zip.on("entry", (entry: yauzl.Entry) => {
      entries.push(entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

/** yauzl stops the stream as soon as more comes out than was declared; the checksum finds damaged bytes. */
function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, fileName: string): Promise<Uint8Array> {
  const damaged = () => broken(fileName, `Der Teil „${entry.fileName}“ lässt sich nicht auspacken`)
  return new Promise((resolve, reject) => {
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return reject(damaged())
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(damaged())
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("error", () => reject(damaged()))
      stream.on("end", () => {
        const data = Buffer.concat(chunks)
        if (crc32(data) !== entry.crc32) reject(damaged())
        else resolve(data)
      })
    })
  })
}

/** What a package holds that could act: judged by its parts and types, not by the file's name. */
export function activeContent(pack: Package): "macros" | "controls" | undefined {
  const types = pack.parts.get("[Content_Types].xml")
  const typeText = types === undefined ? "" : Buffer.from(types).toString("utf8")
  const has = (pattern: RegExp) => pack.paths.some((path) => pattern.test(path))
  const macros = has(/(^|\/)vba(Project|Data)[^/]*$/i) || has(/(^|\/)macrosheets\//i)
  if (macros || /macroEnabled|ms-office\.vbaProject|macrosheet/i.test(typeText)) return "macros"
  return has(/(^|\/)activeX\//i) ? "controls" : undefined
}

function refuseActive(pack: Package, fileName: string): void {
  const active = activeContent(pack)
  if (active === "macros")
    throw new AppError(
      "input",
      "word.macros",
      `„${fileName}“ enthält Makros und wird deshalb nicht angenommen. Bitte speichern Sie den Entwurf in Word als „Word-Dokument (*.docx)“ ohne Makros.`,
    )
  if (active === "controls")
    throw new AppError(
      "input",
      "word.active_content",
      `„${fileName}“ enthält aktive Steuerelemente (ActiveX) und wird deshalb nicht angenommen. Bitte entfernen Sie die Steuerelemente in Word.`,
    )
}
