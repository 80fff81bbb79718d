/**
 * PDF syntax on raw text (one character per byte): finds where values end and reads dictionaries without changing a byte,
 * so that an update copies everything it does not mean to change exactly as it stood.
 */

/** Text that is not the PDF syntax that was expected. */
export class SyntaxFault extends Error {
  constructor(message: string, at: number) {
    super(`PDF: ${message} at ${at}`)
    this.name = "SyntaxFault"
  }
}

/** A value as it stands in the file; `start` and `end` are offsets in the text it was read from. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly raw: string
}
/** Entries of a dictionary by name (without slash), in their order. */
export type Dict = ReadonlyMap<string, Span>

const MAX_DEPTH = 200
const isSpace = (code: number): boolean =>
  code === 32 || code === 10 || code === 13 || code === 9 || code === 12 || code === 0
const isDelimiter = (code: number): boolean =>
  code === 40 ||
  code === 41 ||
  code === 60 ||
  code === 62 ||
  code === 91 ||
  code === 93 ||
  code === 123 ||
  code === 125 ||
  code === 47 ||
  code === 37

/** Offset after white space and comments. */
export function skip(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) at++
    else if (code === 37) {
      while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
    } else return at
  }
}

/** Offset after the value that begins at `at` (white space before it skipped by the caller). References count as one value. */
export function valueEnd(text: string, at: number, depth = 0): number {
  if (depth > MAX_DEPTH) throw new SyntaxFault("nested too deep", at)
  const code = text.charCodeAt(at)
  if (code === 60) return text.charCodeAt(at + 1) === 60 ? dictEnd(text, at, depth) : hexEnd(text, at)
  if (code === 40) return literalEnd(text, at)
  if (code === 91) {
    let i = skip(text, at + 1)
    while (text.charCodeAt(i) !== 93) i = skip(text, valueEnd(text, i, depth + 1))
    return i + 1
  }
  if (code === 47) return regularEnd(text, at + 1)
  const end = regularEnd(text, at)
  if (end === at) throw new SyntaxFault("no value", at)
  if (code >= 48 && code <= 57) {
    const reference = REFERENCE.exec(text.slice(at, at + 40))
    if (reference !== null) return at + reference[0].length
  }
  return end
}
const REFERENCE = /^\d+[ \t\r\n\f\0]+\d+[ \t\r\n\f\0]+R(?![^ \t\r\n\f\0()<>[\]{}/%])/

function regularEnd(text: string, at: number): number {
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isSpace(code) || isDelimiter(code)) break
    at++
  }
  return at
}
function hexEnd(text: string, at: number): number {
  const end = text.indexOf(">", at)
  if (end < 0) throw new SyntaxFault("open hex string", at)
  return end + 1
}
function literalEnd(text: string, at: number): number {
  let open = 0
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 92) i++
    else if (code === 40) open++
    else if (code === 41 && --open === 0) return i + 1
  }
  throw new SyntaxFault("open string", at)
}
function dictEnd(text: string, at: number, depth: number): number {
  return readDict(text, at, depth).end
}

/** Reads the dictionary that begins at `at`. @throws SyntaxFault, also for a name that occurs twice */
export function readDict(text: string, at: number, depth = 0): { dict: Dict; end: number } {
  if (!text.startsWith("<<", at)) throw new SyntaxFault("no dictionary", at)
  const dict = new Map<string, Span>()
  let i = skip(text, at + 2)
  while (!text.startsWith(">>", i)) {
    if (text.charCodeAt(i) !== 47) throw new SyntaxFault("no name", i)
    const nameEnd = regularEnd(text, i + 1)
    const name = text.slice(i + 1, nameEnd)
    const start = skip(text, nameEnd)
    const end = valueEnd(text, start, depth + 1)
    if (dict.has(name)) throw new SyntaxFault(`name ${name} twice`, i)
    dict.set(name, { start, end, raw: text.slice(start, end) })
    i = skip(text, end)
  }
  return { dict, end: i + 2 }
}

export const dictOf = (raw: string): Dict => readDict(raw, 0).dict

/** Values of an array. */
export function arrayOf(raw: string): string[] {
  if (raw.charCodeAt(0) !== 91) throw new SyntaxFault("no array", 0)
  const out: string[] = []
  for (let i = skip(raw, 1); raw.charCodeAt(i) !== 93; ) {
    const end = valueEnd(raw, i)
    out.push(raw.slice(i, end))
    i = skip(raw, end)
  }
  return out
}

/** Number of the object that a reference names; undefined when the value is no reference (generation 0 only). */
export function refOf(raw: string | undefined): number | undefined {
  const match = raw === undefined ? null : /^(\d{1,10})\s+0\s+R$/.exec(raw)
  return match === null ? undefined : Number(match[1])
}
export const refTo = (number: number): string => `${number} 0 R`

/** Non-negative integer of at most 15 digits. */
export function integerOf(raw: string | undefined): number {
  if (raw === undefined || !/^\d{1,15}$/.test(raw)) throw new SyntaxFault(`no integer: ${raw?.slice(0, 20)}`, 0)
  return Number(raw)
}

/** Text of a string value (literal or hex; UTF-16 with mark, else Latin-1, which agrees with PDFDocEncoding where we use it). */
export function textOf(raw: string | undefined): string {
  if (raw === undefined) return ""
  const bytes = raw.startsWith("<") ? hexBytes(raw) : literalBytes(raw)
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString("latin1")
  // Node's decoder for this byte order costs milliseconds per text
  return bytes
    .subarray(2, bytes.length - (bytes.length % 2))
    .swap16()
    .toString("utf16le")
}
function hexBytes(raw: string): Buffer {
  const digits = raw.slice(1, -1).replace(/\s+/g, "")
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex")
}
const ESCAPE: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" }
function literalBytes(raw: string): Buffer {
  const text = raw.slice(1, -1).replace(/\\(\r\n|[0-7]{1,3}|[\s\S])/g, (_, escaped: string) => {
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8) & 0xff)
    if (escaped === "\n" || escaped.startsWith("\r")) return ""
    return ESCAPE[escaped] ?? escaped
  })
  return Buffer.from(text, "latin1")
}

/** A text string as we write it: plain ASCII in brackets, everything else UTF-16 with mark in hex. */
export function writeText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, "\\$&")})`
  return `<feff${Buffer.from(text.toWellFormed(), "utf16le").swap16().toString("hex")}>`
}

/** A dictionary with `changes` laid over it: existing names keep their place and bytes, new ones follow at the end. */
export function withEntries(dict: Dict, changes: Readonly<Record<string, string>>): string {
  const names = new Set([...dict.keys(), ...Object.keys(changes)])
  return `<<\n${[...names].map((name) => `/${name} ${changes[name] ?? dict.get(name)?.raw ?? "null"}`).join("\n")}\n>>`
}
