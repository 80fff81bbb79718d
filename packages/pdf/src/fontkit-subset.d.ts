/** What drawing a stamp needs of fontkit beyond measuring. */
declare module "fontkit" {
  export interface GlyphPosition {
    readonly xAdvance: number
    readonly xOffset: number
    readonly yOffset: number
  }
  export interface GlyphRun {
    readonly glyphs: readonly Glyph[]
    readonly positions: readonly GlyphPosition[]
    readonly advanceWidth: number
  }
  export interface Subset {
    /** glyph id in the subset */
    includeGlyph(id: number): number
    encode(): Uint8Array
  }
  export interface Font {
    readonly capHeight: number
    readonly bbox: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number }
    layout(text: string, features?: Readonly<Record<string, boolean>>): GlyphRun
    createSubset(): Subset
  }
}

export {}
