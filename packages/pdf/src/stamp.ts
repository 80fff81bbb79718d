/** The visible part of a signature: lines of text in an embedded subset of Noto Sans, as the appearance of a field. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { deflateSync } from "node:zlib"
import { AppError } from "@beschlussweg/core/error"
import { create, type Font, type GlyphRun, type Subset } from "fontkit"
import type { Update } from "./append.ts"
import { plainStream } from "./append.ts"
import * as cms from "./cms.ts"
import { refTo, writeText } from "./cos.ts"
import { steady } from "./glyph.ts"

const require = createRequire(import.meta.url)
const FILES = {
  bold: "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
  regular: "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
} as const
type Weight = keyof typeof FILES

const faces = new Map<Weight, Font>()
function face(weight: Weight): Font {
  const known = faces.get(weight)
  if (known !== undefined) return known
  const font = create(readFileSync(require.resolve(FILES[weight])))
  if (!("layout" in font)) throw new Error("font collection instead of a font")
  faces.set(weight, steady(font))
  return font
}

/** Sizes in points: the name in bold, everything below it smaller. */
const SIZE = { bold: 10, regular: 8 } as const
const LEADING = 1.28
const PADDING = 4
/** height kept for the rule below the text, the same rule that an empty field shows */
const FOOT = 6

export interface Appearance {
  /** reference of the form XObject */
  readonly ref: string
  readonly updates: readonly Update[]
}

/**
 * Appearance of a field of `width` x `height` points; object numbers from `first` on. Text that is too wide or too high
 * is made smaller, never cut. @throws AppError input "glyph.uncovered" with the characters that Noto Sans lacks
 */
export function appearance(lines: readonly string[], width: number, height: number, first: number): Appearance {
  const clean = lines.map((line) => line.normalize("NFC").replace(/\s+/g, " ").trim())
  refuseUncovered(clean)
  const subsets = new Map<Weight, Embedded>()
  const set = clean.map((line, i) => {
    const weight: Weight = i === 0 ? "bold" : "regular"
    const embedded = subsets.get(weight) ?? { font: face(weight), subset: face(weight).createSubset(), used: new Map() }
    subsets.set(weight, embedded)
    const run = embedded.font.layout(line, { liga: false, clig: false, dlig: false })
    const em = run.advanceWidth / embedded.font.unitsPerEm
    const size = SIZE[weight] * Math.min(1, (width - 2 * PADDING) / Math.max(em * SIZE[weight], 0.001))
    return { line, weight, embedded, run, size }
  })
  const total = set.reduce((sum, line) => sum + line.size * LEADING, 0)
  const scale = Math.max(0.05, Math.min(1, (height - FOOT) / Math.max(total, 0.001)))
  let y = FOOT + total * scale
  const content = set.map(({ line, weight, embedded, run, size }) => {
    y -= size * scale * LEADING
    const baseline = y + size * scale * (LEADING - 1) + size * scale * 0.14
    const drawn = `/${weight} ${fixed(size * scale)} Tf\n1 0 0 1 ${fixed(PADDING)} ${fixed(baseline)} Tm\n${show(run, embedded, size * scale)}`
    // readers that collect text by position lose letters under marks that stand above them
    return /\p{Mn}/u.test(line) ? `/Span << /ActualText ${writeText(line)} >> BDC\n${drawn}EMC\n` : drawn
  })
  const fonts: Update[] = []
  const resources: string[] = []
  for (const [weight, embedded] of subsets) {
    const number = first + fonts.length
    fonts.push(...embed(embedded, number))
    resources.push(`/${weight} ${refTo(number)}`)
  }
  const number = first + fonts.length
  const body = plainStream(
    `/Type /XObject\n/Subtype /Form\n/BBox [0 0 ${fixed(width)} ${fixed(height)}]\n/Resources << /Font << ${resources.join(" ")} >> >>\n`,
    Buffer.from(
      `q\n0.6 w 0.604 0.655 0.706 RG ${PADDING} ${PADDING} m ${fixed(width - PADDING)} ${PADDING} l S\nBT\n0 g\n${content.join("")}ET\nQ`,
      "latin1",
    ),
  )
  return { ref: refTo(number), updates: [...fonts, { number, body }] }
}

function refuseUncovered(lines: readonly string[]): void {
  const missing = new Set<string>()
  lines.forEach((line, i) => {
    const font = face(i === 0 ? "bold" : "regular")
    for (const char of line) if (!font.hasGlyphForCodePoint(char.codePointAt(0) ?? 0)) missing.add(char)
  })
  if (missing.size === 0) return
  const named = [...missing].map(
    (c) => `„${c}“ (U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`,
  )
  throw new AppError(
    "input",
    "glyph.uncovered",
    `Der Vermerk im Unterschriftsfeld enthält Zeichen, die die Schrift nicht darstellen kann: ${named.join(", ")}.`,
  )
}

interface Embedded {
  readonly font: Font
  readonly subset: Subset
  /** glyph in the subset -> its characters and its width in the font's units */
  readonly used: Map<number, { readonly characters: readonly number[]; readonly width: number }>
}

const fixed = (value: number): string => String(Math.round(value * 1000) / 1000)
const hex4 = (value: number): string => value.toString(16).padStart(4, "0")

/** Text operators of one line; combining marks are placed where the font wants them. */
function show(run: GlyphRun, embedded: Embedded, size: number): string {
  const perEm = 1000 / embedded.font.unitsPerEm
  let out = "["
  run.glyphs.forEach((glyph, i) => {
    const position = run.positions[i] ?? { xAdvance: glyph.advanceWidth, xOffset: 0, yOffset: 0 }
    const id = embedded.subset.includeGlyph(glyph.id)
    embedded.used.set(id, { characters: glyph.codePoints, width: glyph.advanceWidth })
    // numbers in TJ move left, in thousandths of the font size
    const before = -position.xOffset * perEm
    const after = (glyph.advanceWidth - position.xAdvance + position.xOffset) * perEm
    const move = (by: number): string => (Math.abs(by) < 0.0005 ? "" : `${fixed(by)}`)
    if (position.yOffset !== 0) out += `] TJ\n${fixed((position.yOffset * size) / embedded.font.unitsPerEm)} Ts\n[`
    out += `${move(before)}<${hex4(id)}>${move(after)}`
    if (position.yOffset !== 0) out += `] TJ\n0 Ts\n[`
  })
  return `${out}] TJ\n`
}

/** Five objects: font, descendant, descriptor, program, character map. */
function embed({ font, subset, used }: Embedded, first: number): Update[] {
  const perEm = 1000 / font.unitsPerEm
  const ids = [...used.keys()].sort((a, b) => a - b)
  const program = Buffer.from(subset.encode())
  const tag = [...cms.sha256(program).subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join("")
  const name = `${tag}+${font.postscriptName}`
  const widths = ids.map((id) => `${id} [${fixed((used.get(id)?.width ?? 0) * perEm)}]`)
  const unit = (value: number): string => fixed(value * perEm)
  const box = [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map(unit).join(" ")
  const map = ids.map((id) => `<${hex4(id)}> <${utf16(used.get(id)?.characters ?? [])}>`)
  const cmap = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${chunks(map, 100)
  .map((part) => `${part.length} beginbfchar\n${part.join("\n")}\nendbfchar\n`)
  .join("")}endcmap
CMapName currentdict /CMap defineresource pop
end
end`
  const packed = (entries: string, data: Buffer): Buffer =>
    plainStream(`${entries}/Filter /FlateDecode\n`, deflateSync(data, { level: 9 }))
  return [
    {
      number: first,
      body: `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${refTo(first + 1)}] /ToUnicode ${refTo(first + 4)} >>`,
    },
    {
      number: first + 1,
      body: `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${refTo(first + 2)} /W [${widths.join(" ")}] /CIDToGIDMap /Identity >>`,
    },
    {
      number: first + 2,
      body: `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${box}] /ItalicAngle 0 /Ascent ${unit(font.ascent)} /Descent ${unit(font.descent)} /CapHeight ${unit(font.capHeight)} /StemV 80 /FontFile2 ${refTo(first + 3)} >>`,
    },
    { number: first + 3, body: packed(`/Length1 ${program.length}\n`, program) },
    { number: first + 4, body: packed("", Buffer.from(cmap, "latin1")) },
  ]
}

const utf16 = (characters: readonly number[]): string =>
  Buffer.from(String.fromCodePoint(...characters), "utf16le")
    .swap16()
    .toString("hex")
function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}
