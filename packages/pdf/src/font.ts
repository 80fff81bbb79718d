/** The embedded faces: where they lie, their widths, and which characters they can show. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { Font } from "@react-pdf/renderer"
import type { Font as Face, Glyph, Shaped } from "fontkit"
import { steady } from "./glyph.ts"
import { FALLBACK, FAMILY } from "./theme.ts"

const require = createRequire(import.meta.url)
const SANS = "@expo-google-fonts/noto-sans"

/** Font files by style; the order is the order of `coverage.ts`. */
export const FILES = {
  regular: `${SANS}/400Regular/NotoSans_400Regular.ttf`,
  bold: `${SANS}/700Bold/NotoSans_700Bold.ttf`,
  italic: `${SANS}/400Regular_Italic/NotoSans_400Regular_Italic.ttf`,
  boldItalic: `${SANS}/700Bold_Italic/NotoSans_700Bold_Italic.ttf`,
} as const
/** Symbols that Noto Sans lacks and German programmes use (≤, ▶, ■, ☐), one weight only. */
export const SYMBOL_FILES = [
  "@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf",
  "@expo-google-fonts/noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
] as const

export type Style = keyof typeof FILES
export const styleOf = (bold: boolean, italic: boolean): Style =>
  bold ? (italic ? "boldItalic" : "bold") : italic ? "italic" : "regular"

/** Bytes of a font file of a dependency. */
export const fontBytes = (file: string): Uint8Array => readFileSync(fontPath(file))
/** Absolute path of a font file of a dependency. */
export const fontPath = (file: string): string => require.resolve(file)

const DESCRIPTORS = {
  regular: { fontWeight: 400, fontStyle: "normal" },
  bold: { fontWeight: 700, fontStyle: "normal" },
  italic: { fontWeight: 400, fontStyle: "italic" },
  boldItalic: { fontWeight: 700, fontStyle: "italic" },
} as const satisfies Record<Style, { fontWeight: number; fontStyle: "normal" | "italic" }>

export type Faces = Record<Style, Face> & { readonly symbols: readonly Face[] }
let loading: Promise<Faces> | undefined

async function load(): Promise<Faces> {
  Font.register({
    family: FAMILY,
    fonts: (Object.keys(FILES) as Style[]).map((style) => ({ src: fontPath(FILES[style]), ...DESCRIPTORS[style] })),
  })
  FALLBACK.forEach((family, i) => {
    const src = fontPath(SYMBOL_FILES[i] ?? "")
    // one weight must answer for all four styles, or the layout finds no face at all
    Font.register({ family, fonts: [{ src }, { src, fontStyle: "italic" }] })
  })
  // own line breaking (text.ts); the built-in one hyphenates at every change of style
  Font.registerHyphenationCallback((word) => [word])
  const face = async (fontFamily: string, style: Style): Promise<Face> => {
    const descriptor = { fontFamily, ...DESCRIPTORS[style] }
    await Font.load(descriptor)
    const found: unknown = Font.getFont(descriptor)?.data
    if (!isFace(found)) throw new Error(`font ${fontFamily} ${style} did not load`)
    return found
  }
  const [regular, bold, italic, boldItalic] = await Promise.all([
    face(FAMILY, "regular"),
    face(FAMILY, "bold"),
    face(FAMILY, "italic"),
    face(FAMILY, "boldItalic"),
  ])
  for (const each of [regular, bold, italic, boldItalic]) remember(steady(each))
  const symbols = (await Promise.all(FALLBACK.map((family) => face(family, "regular")))).map(steady)
  return { regular, bold, italic, boldItalic, symbols }
}

/** Letters, digits and marks of the European languages in composed form: one glyph each, kerned by pairs. */
const SIMPLE = /^[\u0020-\u00ac\u00ae-\u024f\u2010-\u203a\u20ac]*$/

/** A shaped text while it is put together. */
type Run = Pick<Shaped, "glyphs" | "positions"> & { advanceWidth: number }

/**
 * Shaping is the dearest step of a paper. In simple text only pairs of neighbours matter, and pairs repeat, so they are
 * shaped once and remembered; anything else goes the long way.
 */
function remember(face: Face): void {
  const shape = face.layout.bind(face)
  // Asked for at every glyph, and looked up in the font's tables each time.
  Object.defineProperty(face, "unitsPerEm", { value: face.unitsPerEm })
  const glyphs = new Map<number, Glyph>()
  const kerns = new Map<number, number>()
  /** pairs that become one glyph, and words that hold such a pair */
  const molten = new Set<number>()
  const long = new Map<string, Shaped>()
  const glyphOf = (point: number): Glyph => {
    let glyph = glyphs.get(point)
    if (!glyph) {
      glyph = face.glyphForCodePoint(point)
      Object.defineProperty(glyph, "advanceWidth", { value: glyph.advanceWidth })
      glyphs.set(point, glyph)
    }
    return glyph
  }
  const keyOf = (text: string, i: number): number => text.charCodeAt(i) * 0x10000 + text.charCodeAt(i + 1)
  /** Learns the kerning of pairs, all in one go; pairs that melt into another glyph are told apart one by one. */
  const learn = (pairs: readonly string[]): void => {
    const text = pairs.join(" ")
    const { glyphs: shown, positions } = shape(text, undefined, undefined, undefined, "ltr")
    if (shown.length === text.length)
      pairs.forEach((pair, i) => {
        kerns.set(keyOf(pair, 0), (positions[i * 3]?.xAdvance ?? 0) - glyphOf(pair.charCodeAt(0)).advanceWidth)
      })
    else if (pairs.length > 1) for (const pair of pairs) learn([pair])
    else for (const pair of pairs) molten.add(keyOf(pair, 0))
  }
  const isMolten = (text: string): boolean => {
    const news: string[] = []
    let found = false
    for (let i = 0; i + 1 < text.length; i += 1) {
      const key = keyOf(text, i)
      if (molten.has(key)) found = true
      else if (!kerns.has(key)) news.push(text.slice(i, i + 2))
    }
    if (news.length === 0) return found
    learn(news)
    return isMolten(text)
  }
  /** Letters one by one; `after` is the letter that follows the text on its line. */
  const letters = (text: string, after: string, run: Run): void => {
    const whole = text + after
    for (let i = 0; i < text.length; i += 1) {
      const glyph = glyphOf(text.charCodeAt(i))
      const xAdvance = glyph.advanceWidth + (i + 1 < whole.length ? (kerns.get(keyOf(whole, i)) ?? 0) : 0)
      run.glyphs.push(glyph)
      run.positions.push({ xAdvance, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: glyph.advanceWidth })
      run.advanceWidth += xAdvance
    }
  }
  face.layout = (text, features, ...rest) => {
    // the layout asks with an empty list, drawing with nothing at all
    const plain = features === undefined || (Array.isArray(features) && features.length === 0)
    if (!plain || !SIMPLE.test(text)) return shape(text, features, ...rest)
    const run: Run = { glyphs: [], positions: [], advanceWidth: 0 }
    if (!isMolten(text)) {
      letters(text, "", run)
      return run
    }
    // Only words with a ligature ("Pflege") go the long way, and each of them once.
    const words = text.split(" ")
    words.forEach((word, i) => {
      const last = i === words.length - 1
      if (!isMolten(word)) letters(word, last ? "" : " ", run)
      else {
        const shaped = long.get(word) ?? shape(word, undefined, undefined, undefined, "ltr")
        long.set(word, shaped)
        run.glyphs.push(...shaped.glyphs)
        for (const position of shaped.positions) run.positions.push({ ...position })
        run.advanceWidth += shaped.advanceWidth
      }
      if (!last) letters(" ", words[i + 1]?.charAt(0) || " ", run)
    })
    return run
  }
}

/** Loads the faces once per process. */
export function faces(): Promise<Faces> {
  loading ??= load()
  return loading
}

const isFace = (value: unknown): value is Face =>
  typeof value === "object" && value !== null && "glyphForCodePoint" in value && "unitsPerEm" in value

const advances = new WeakMap<Face, Map<number, number>>()
/** Advance of one character in 1/1000 em; the symbol faces answer for what the face lacks. */
export function advance(all: Faces, style: Style, codePoint: number): number {
  const face = all[style]
  let known = advances.get(face)
  if (!known) {
    known = new Map()
    advances.set(face, known)
  }
  let width = known.get(codePoint)
  if (width === undefined) {
    const owner = [face, ...all.symbols].find((f) => f.hasGlyphForCodePoint(codePoint)) ?? face
    width = (owner.glyphForCodePoint(codePoint).advanceWidth * 1000) / owner.unitsPerEm
    known.set(codePoint, width)
  }
  return width
}

/** Width of a text on one line, in points, without kerning. */
export function textWidth(all: Faces, style: Style, size: number, text: string): number {
  let sum = 0
  for (const char of text) sum += advance(all, style, char.codePointAt(0) ?? 32)
  return (sum * size) / 1000
}
