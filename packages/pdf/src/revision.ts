/** Revisions of a PDF: reads the chain of cross-reference sections and looks objects up in any of its states. */
import { inflateSync } from "node:zlib"
import type { Bytes } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { type Dict, dictOf, integerOf, readDict, refOf, SyntaxFault, skip, valueEnd } from "./cos.ts"

/** Where an object lies: at an offset, or as the `index`-th in an object stream. */
export type Place =
  | { readonly kind: "at"; readonly offset: number; readonly generation: number }
  | { readonly kind: "in"; readonly stream: number; readonly index: number }
  | { readonly kind: "free" }

/** One cross-reference section with its trailer; `end` is the offset after its %%EOF and the line break behind it. */
export interface Section {
  readonly kind: "table" | "stream"
  readonly offset: number
  readonly end: number
  readonly places: ReadonlyMap<number, Place>
  readonly trailer: Dict
}

/** A PDF in the state after one of its revisions. `sections` run from the first to the last. */
export interface Pdf {
  readonly bytes: Buffer
  readonly text: string
  readonly sections: readonly Section[]
}

const damaged = (): AppError =>
  new AppError("input", "pdf.damaged", "Die PDF-Datei ist beschädigt und kann nicht weiter bearbeitet werden.")

/** Opens a PDF for an update. @throws AppError input "pdf.none", "pdf.encrypted", "pdf.damaged" */
export function open(bytes: Bytes): Pdf {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!/^%PDF-[12]\.\d/.test(buffer.toString("latin1", 0, 16)))
    throw new AppError("input", "pdf.none", "Die Datei ist keine PDF-Datei.")
  try {
    const pdf = parse(buffer)
    if (trailer(pdf).has("Encrypt"))
      throw new AppError(
        "input",
        "pdf.encrypted",
        "Die PDF-Datei ist verschlüsselt. Bitte eine Datei ohne Kennwort verwenden.",
      )
    return pdf
  } catch (error) {
    if (error instanceof SyntaxFault) throw damaged()
    throw error
  }
}

/** Reads the chain of sections. @throws SyntaxFault */
export function parse(bytes: Buffer): Pdf {
  const text = bytes.toString("latin1")
  const tail = /startxref[ \t]*\r?\n?[ \t]*(\d{1,15})\s+%%EOF\s*$/.exec(text.slice(-200))
  if (tail === null) throw new SyntaxFault("no end", text.length)
  const sections: Section[] = []
  const seen = new Set<number>()
  for (let offset: number | undefined = Number(tail[1]); offset !== undefined; ) {
    if (seen.has(offset) || offset >= text.length) throw new SyntaxFault("chain of sections", offset)
    seen.add(offset)
    const section: Section = text.startsWith("xref", offset) ? readTable(text, offset) : readStream(bytes, text, offset)
    sections.unshift(section)
    const previous: string | undefined = section.trailer.get("Prev")?.raw
    offset = previous === undefined ? undefined : integerOf(previous)
  }
  return { bytes, text, sections }
}

function sectionEnd(text: string, at: number, offset: number): number {
  const match = /^\s*startxref\s+(\d{1,15})\s+%%EOF(\r\n|\n|\r)?/.exec(text.slice(at, at + 100))
  if (match === null || Number(match[1]) !== offset) throw new SyntaxFault("end of section", at)
  return at + match[0].length
}

function readTable(text: string, offset: number): Section {
  const places = new Map<number, Place>()
  let at = skip(text, offset + 4)
  while (!text.startsWith("trailer", at)) {
    const head = /^(\d{1,10}) (\d{1,10})[ \t]*(\r\n|\n|\r)/.exec(text.slice(at, at + 40))
    if (head === null) throw new SyntaxFault("subsection", at)
    at += head[0].length
    const first = Number(head[1])
    const count = Number(head[2])
    if (at + 20 * count > text.length) throw new SyntaxFault("subsection too long", at)
    for (let i = 0; i < count; i++, at += 20) {
      const entry = text.slice(at, at + 20)
      const type = entry.charCodeAt(17)
      const position = Number(entry.slice(0, 10))
      if ((type !== 110 && type !== 102) || !Number.isInteger(position)) throw new SyntaxFault("entry", at)
      const generation = Number(entry.slice(11, 16))
      places.set(first + i, type === 110 ? { kind: "at", offset: position, generation } : { kind: "free" })
    }
    at = skip(text, at)
  }
  const { dict, end } = readDict(text, skip(text, at + 7))
  // two tables side by side could show two documents to two readers
  if (dict.has("XRefStm")) throw new SyntaxFault("hybrid table", at)
  return { kind: "table", offset, end: sectionEnd(text, end, offset), places, trailer: dict }
}

function readStream(bytes: Buffer, text: string, offset: number): Section {
  const object = objectAt(text, offset)
  const { dict, data, end } = streamAt(bytes, text, object.body, () => undefined)
  if (dict.get("Type")?.raw !== "/XRef") throw new SyntaxFault("no cross-reference", offset)
  const widths = list(dict.get("W")?.raw)
  const [w0 = 0, w1 = 0, w2 = 0] = widths
  const index = list(dict.get("Index")?.raw ?? `[0 ${dict.get("Size")?.raw}]`)
  const places = new Map<number, Place>()
  let at = 0
  const field = (width: number, absent: number): number => {
    if (width === 0) return absent
    const value = data.readUIntBE(at, width)
    at += width
    return value
  }
  if (widths.length !== 3 || widths.some((w) => w > 6) || w0 + w1 + w2 === 0) throw new SyntaxFault("widths", offset)
  for (let i = 0; i < index.length; i += 2) {
    const [first = 0, count = 0] = index.slice(i, i + 2)
    if (at + count * (w0 + w1 + w2) > data.length) throw new SyntaxFault("cross-reference too short", offset)
    for (let n = 0; n < count; n++) {
      const type = field(w0, 1)
      const second = field(w1, 0)
      const third = field(w2, 0)
      places.set(
        first + n,
        type === 1
          ? { kind: "at", offset: second, generation: third }
          : type === 2
            ? { kind: "in", stream: second, index: third }
            : { kind: "free" },
      )
    }
  }
  const closing = /^\s*endobj/.exec(text.slice(end, end + 20))
  if (closing === null) throw new SyntaxFault("open object", end)
  return { kind: "stream", offset, end: sectionEnd(text, end + closing[0].length, offset), places, trailer: dict }
}

function list(raw: string | undefined): number[] {
  return (raw ?? "[]").slice(1, -1).trim().split(/\s+/).filter(Boolean).map(integerOf)
}

// ---- looking up

/** The trailer that holds after the last section. */
export function trailer(pdf: Pdf): Dict {
  const last = pdf.sections.at(-1)
  if (last === undefined) throw new SyntaxFault("no section", 0)
  return last.trailer
}

/** The same file as it stood after section `index` (0 = first). */
export function stateAfter(pdf: Pdf, index: number): Pdf {
  const end = pdf.sections[index]?.end ?? 0
  return { bytes: pdf.bytes.subarray(0, end), text: pdf.text.slice(0, end), sections: pdf.sections.slice(0, index + 1) }
}

/** Where object `number` lies in this state. */
export function placeOf(pdf: Pdf, number: number): Place {
  for (let i = pdf.sections.length - 1; i >= 0; i--) {
    const place = pdf.sections[i]?.places.get(number)
    if (place !== undefined) return place
  }
  return { kind: "free" }
}

/** Head of the object at `offset`: number, and the offset of its body. Other programs count generations; we write 0. */
export function objectAt(text: string, offset: number): { number: number; body: number } {
  const head = /^(\d{1,10})\s+\d{1,5}\s+obj\s*/.exec(text.slice(offset, offset + 60))
  if (head === null) throw new SyntaxFault("no object", offset)
  return { number: Number(head[1]), body: offset + head[0].length }
}

/** Raw value of an object, for a stream its dictionary; undefined when it is free. @throws SyntaxFault */
export function objectOf(pdf: Pdf, number: number): string | undefined {
  const place = placeOf(pdf, number)
  if (place.kind === "free") return undefined
  if (place.kind === "in") return packed(pdf, place.stream, number)
  const object = objectAt(pdf.text, place.offset)
  if (object.number !== number) throw new SyntaxFault(`object ${number}`, place.offset)
  return pdf.text.slice(object.body, valueEnd(pdf.text, object.body))
}

/** Follows references until a value stands there. */
export function resolve(pdf: Pdf, raw: string | undefined): string | undefined {
  for (let hops = 0; hops < 20; hops++) {
    const reference = refOf(raw)
    if (reference === undefined) return raw
    raw = objectOf(pdf, reference)
  }
  throw new SyntaxFault("circle of references", 0)
}
/** Dictionary behind a value or reference; undefined when it is absent. */
export function dictAt(pdf: Pdf, raw: string | undefined): Dict | undefined {
  const value = resolve(pdf, raw)
  return value === undefined || value === "null" ? undefined : dictOf(value)
}

/** Bytes of a stream object (plain, or Flate without or with PNG prediction). @throws SyntaxFault */
export function streamOf(pdf: Pdf, number: number): { dict: Dict; data: Buffer } {
  const place = placeOf(pdf, number)
  if (place.kind !== "at") throw new SyntaxFault(`stream ${number}`, 0)
  return streamAt(pdf.bytes, pdf.text, objectAt(pdf.text, place.offset).body, (raw) => resolve(pdf, raw))
}

function streamAt(
  bytes: Buffer,
  text: string,
  body: number,
  follow: (raw: string) => string | undefined,
): { dict: Dict; data: Buffer; end: number } {
  const { dict, end } = readDict(text, body)
  const keyword = /^\s*stream(\r\n|\n)/.exec(text.slice(end, end + 20))
  const length = dict.get("Length")?.raw
  if (keyword === null || length === undefined) throw new SyntaxFault("no stream", end)
  const start = end + keyword[0].length
  const size = integerOf(refOf(length) === undefined ? length : follow(length))
  const closing = /^\s*endstream/.exec(text.slice(start + size, start + size + 20))
  if (closing === null) throw new SyntaxFault("open stream", start)
  return { dict, data: decode(dict, bytes.subarray(start, start + size)), end: start + size + closing[0].length }
}

const MAX_INFLATED = 64 * 1024 * 1024
function decode(dict: Dict, data: Buffer): Buffer {
  const filter = dict.get("Filter")?.raw.replace(/[[\]\s]/g, "")
  if (filter === undefined || filter === "") return data
  if (filter !== "/FlateDecode") throw new SyntaxFault(`filter ${filter}`, 0)
  let plain: Buffer
  try {
    plain = inflateSync(data, { maxOutputLength: MAX_INFLATED })
  } catch {
    throw new SyntaxFault("stream data", 0)
  }
  const parameters = dict
    .get("DecodeParms")
    ?.raw.replace(/^\[|\]$/g, "")
    .trim()
  if (parameters === undefined || parameters === "null") return plain
  const wanted = dictOf(parameters)
  return integerOf(wanted.get("Predictor")?.raw ?? "1") < 10
    ? plain
    : unpredict(plain, integerOf(wanted.get("Columns")?.raw ?? "1"))
}

/** Undoes PNG prediction for rows of `columns` bytes. */
function unpredict(data: Buffer, columns: number): Buffer {
  const rows = Math.floor(data.length / (columns + 1))
  const out = Buffer.alloc(rows * columns)
  for (let r = 0; r < rows; r++) {
    const type = data[r * (columns + 1)] ?? 0
    for (let c = 0; c < columns; c++) {
      const value = data[r * (columns + 1) + 1 + c] ?? 0
      const left = c > 0 ? (out[r * columns + c - 1] ?? 0) : 0
      const up = r > 0 ? (out[(r - 1) * columns + c] ?? 0) : 0
      const corner = c > 0 && r > 0 ? (out[(r - 1) * columns + c - 1] ?? 0) : 0
      const add =
        type === 0 ? 0 : type === 1 ? left : type === 2 ? up : type === 3 ? (left + up) >> 1 : paeth(left, up, corner)
      out[r * columns + c] = (value + add) & 0xff
    }
  }
  return out
}
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function packed(pdf: Pdf, stream: number, number: number): string {
  const { dict, data } = streamOf(pdf, stream)
  const text = data.toString("latin1")
  const first = integerOf(dict.get("First")?.raw)
  const header = text.slice(0, first).trim().split(/\s+/).map(integerOf)
  for (let i = 0; i < header.length; i += 2) {
    if (header[i] !== number) continue
    const start = skip(text, first + (header[i + 1] ?? 0))
    return text.slice(start, valueEnd(text, start))
  }
  throw new SyntaxFault(`object ${number} in stream ${stream}`, 0)
}

/** Catalog (document root) with its object number. */
export function catalog(pdf: Pdf): { number: number; dict: Dict } {
  const number = refOf(trailer(pdf).get("Root")?.raw)
  const raw = number === undefined ? undefined : objectOf(pdf, number)
  if (number === undefined || raw === undefined) throw new SyntaxFault("no catalog", 0)
  return { number, dict: dictOf(raw) }
}
