/** Which characters a glyph stands for, told the same way however often a font was used before. */
import type { Font } from "fontkit"

/**
 * fontkit makes each glyph once and keeps the characters it was first asked for, and writing a subset asks without any:
 * after a paper with "ü" the "u" of the next one would lead to no text. Such a glyph gets the character that the font's
 * own table gives it.
 */
export function steady(font: Font): Font {
  const make = font.getGlyph.bind(font)
  font.getGlyph = (id, asked = []) => {
    const glyph = make(id, asked)
    if (asked.length === 0 && glyph && glyph.codePoints.length === 0) {
      const [own] = font.stringsForGlyph(id).sort((a, b) => (a < b ? -1 : 1))
      if (own !== undefined) glyph.codePoints = [...own].map((char) => char.codePointAt(0) ?? 0)
    }
    return glyph
  }
  return font
}
