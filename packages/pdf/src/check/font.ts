/** Fonts of all pages and fields: embedded, with every glyph that is used, its width, and a way back to text. */
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream } from "@cantoo/pdf-lib"
import { create } from "fontkit"
import { contentOf, operators } from "./content.ts"
import { array, dict, number } from "./value.ts"

const utf16 = (hex: string): string =>
  (hex.match(/[0-9a-fA-F]{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("")
const code4 = (code: number): string => code.toString(16).padStart(4, "0")

/** Text of each code ("001f") of a composite font. */
export function toUnicode(font: PDFDict): Map<string, string> {
  const codes = new Map<string, string>()
  const stream = font.lookup(PDFName.of("ToUnicode"))
  if (!(stream instanceof PDFRawStream)) return codes
  const source = Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1")
  for (const [, body = ""] of source.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = "0", list = ""] of body.matchAll(/<(\w+)>\s*<\w+>\s*\[([^\]]*)\]/g))
      [...list.matchAll(/<([^>]*)>/g)].forEach(([, hex = ""], i) => {
        codes.set(code4(Number.parseInt(from, 16) + i), utf16(hex.replace(/\s/g, "")))
      })
  for (const [, body = ""] of source.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code = "", hex = ""] of body.matchAll(/<(\w+)>\s*<(\w+)>/g)) codes.set(code.toLowerCase(), utf16(hex))
  return codes
}

type Used = Map<PDFDict, Set<number>>

/** Codes that a content shows, by font. */
function collect(content: string, resources: PDFDict | undefined, used: Used): void {
  const fonts = dict(resources, "Font")
  let codes: Set<number> | undefined
  for (const { op, args } of operators(content)) {
    if (op === "Tf") {
      const font = dict(fonts, (args[0] ?? "").slice(1))
      if (!font) continue
      codes = used.get(font) ?? new Set()
      used.set(font, codes)
    } else if (op === "TJ" || op === "Tj")
      for (const [, hex = ""] of (args[0] ?? "").matchAll(/<([0-9a-fA-F]*)>/g))
        for (const code of hex.match(/.{4}/g) ?? []) codes?.add(Number.parseInt(code, 16))
  }
}

export function fontProblems(pages: readonly PDFDict[]): string[] {
  const used: Used = new Map()
  for (const page of pages) {
    const resources = dict(page, "Resources")
    for (const key of dict(resources, "Font")?.keys() ?? []) {
      const font = dict(resources, "Font")?.lookup(key)
      if (font instanceof PDFDict && !used.has(font)) used.set(font, new Set())
    }
    collect(contentOf(page), resources, used)
    for (const ref of array(page, "Annots")?.asArray() ?? []) {
      const look = dict(page.context.lookup(ref, PDFDict), "AP")?.lookup(PDFName.of("N"))
      if (look instanceof PDFRawStream)
        collect(Buffer.from(decodePDFRawStream(look).decode()).toString("latin1"), dict(look.dict, "Resources"), used)
    }
  }
  if (used.size === 0) return ["no fonts"]
  return [...used].flatMap(([font, codes]) => {
    const name = font.get(PDFName.of("BaseFont"))?.toString() ?? "?"
    return [...textProblems(font, codes), ...programProblems(font, codes)].map((problem) => `${name}: ${problem}`)
  })
}

/** Matterhorn 10-001, 31-027 to 31-029; PDF/A level A asks for more words where a character is private. */
function textProblems(font: PDFDict, codes: ReadonlySet<number>): string[] {
  const texts = toUnicode(font)
  if (texts.size === 0) return ["no way back to text"]
  const found: string[] = []
  for (const code of codes) {
    const text = texts.get(code4(code))
    if (text === undefined || text === "") found.push(`code ${code4(code)} leads to no text`)
    else if (/[\u0000\ufeff\ufffe]/.test(text)) found.push(`code ${code4(code)} leads to a character that is none`)
    else if (/\p{Co}/u.test(text)) found.push(`code ${code4(code)} leads to a private character`)
  }
  return found
}

/** Matterhorn 31-001 to 31-018 and 31-030, for the one kind of font that we write: composite, TrueType inside. */
function programProblems(font: PDFDict, codes: ReadonlySet<number>): string[] {
  const inner = array(font, "DescendantFonts")?.lookup(0)
  if (font.get(PDFName.of("Subtype"))?.toString() !== "/Type0" || !(inner instanceof PDFDict))
    return ["not a composite font"]
  const found: string[] = []
  if (font.get(PDFName.of("Encoding"))?.toString() !== "/Identity-H") found.push("codes are not glyphs")
  if (inner.get(PDFName.of("CIDToGIDMap"))?.toString() !== "/Identity") found.push("no map from codes to glyphs")
  if (!dict(inner, "CIDSystemInfo")) found.push("no character collection")
  const descriptor = dict(inner, "FontDescriptor")
  const stream = descriptor?.lookup(PDFName.of("FontFile2"))
  if (!(stream instanceof PDFRawStream)) return [...found, "not embedded"]
  const program = create(Buffer.from(decodePDFRawStream(stream).decode()))
  if (!("getGlyph" in program)) return [...found, "a collection instead of a font"]
  const widths = widthsOf(array(inner, "W"))
  const standard = number(inner, "DW") ?? 1000
  for (const code of codes) {
    if (code === 0) found.push("a glyph is missing (.notdef)")
    else if (code >= program.numGlyphs) found.push(`glyph ${code} is not embedded`)
    else {
      const own = (program.getGlyph(code).advanceWidth * 1000) / program.unitsPerEm
      if (Math.abs(own - (widths.get(code) ?? standard)) > 1) found.push(`glyph ${code} has another width`)
    }
  }
  return found
}

/** /W: "c [w1 w2 ...]" and "first last w". */
function widthsOf(list: PDFArray | undefined): Map<number, number> {
  const widths = new Map<number, number>()
  const parts = list?.asArray().map((_, i) => list.lookup(i)) ?? []
  const value = (i: number): number => {
    const part = parts[i]
    return part instanceof PDFNumber ? part.asNumber() : 0
  }
  for (let i = 0; i + 1 < parts.length; ) {
    const next = parts[i + 1]
    if (next instanceof PDFArray) {
      next.asArray().forEach((width, n) => {
        if (width instanceof PDFNumber) widths.set(value(i) + n, width.asNumber())
      })
      i += 2
    } else {
      for (let code = value(i); code <= value(i + 1); code += 1) widths.set(code, value(i + 2))
      i += 3
    }
  }
  return widths
}
