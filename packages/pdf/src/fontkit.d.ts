/** The little of fontkit that we use; the library ships no types. */
declare module "fontkit" {
  export interface Glyph {
    readonly id: number
    readonly advanceWidth: number
    readonly codePoints: readonly number[]
  }
  export interface Font {
    readonly postscriptName: string
    readonly unitsPerEm: number
    readonly ascent: number
    readonly descent: number
    readonly characterSet: readonly number[]
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): Glyph
  }
  export interface Collection {
    readonly fonts: readonly Font[]
  }
  export function create(bytes: Uint8Array, name?: string): Font | Collection
}
