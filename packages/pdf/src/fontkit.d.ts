/** The little of fontkit that we use; the library ships no types. */
declare module "fontkit" {
  export interface Glyph {
    readonly id: number
    readonly advanceWidth: number
    codePoints: readonly number[]
  }
  /** a text as glyphs; positions in font units */
  export interface Shaped {
    readonly glyphs: Glyph[]
    readonly positions: {
      xAdvance: number
      yAdvance: number
      xOffset: number
      yOffset: number
      advanceWidth?: number
    }[]
    readonly advanceWidth: number
  }
  export interface Font {
    layout(text: string, features?: unknown, ...rest: unknown[]): Shaped
    readonly postscriptName: string
    readonly unitsPerEm: number
    readonly ascent: number
    readonly descent: number
    readonly characterSet: readonly number[]
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): Glyph
    readonly numGlyphs: number
    /** characters and strings that lead to a glyph */
    stringsForGlyph(id: number): string[]
    getGlyph(id: number, characters?: readonly number[]): Glyph
  }
  export interface Collection {
    readonly fonts: readonly Font[]
  }
  export function create(bytes: Uint8Array, name?: string): Font | Collection
}
