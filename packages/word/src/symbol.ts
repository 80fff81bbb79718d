/** Symbols (w:sym and text in symbol fonts): the characters of Wingdings and Symbol as Unicode, one for one. */

const WINGDINGS: Readonly<Record<number, string>> = {
  108: "●",
  110: "■",
  111: "□",
  113: "□",
  117: "◆",
  118: "◆",
  119: "◆",
  159: "•",
  160: "▪",
  167: "▪",
  168: "□",
  216: "›",
  224: "→",
  223: "←",
  232: "→",
  240: "→",
  251: "✗",
  252: "✓",
  253: "☒",
  254: "☑",
}
const SYMBOL: Readonly<Record<number, string>> = {
  45: "−",
  68: "Δ",
  83: "Σ",
  97: "α",
  98: "β",
  109: "μ",
  112: "π",
  162: "′",
  163: "≤",
  165: "∞",
  171: "↔",
  172: "←",
  173: "↑",
  174: "→",
  175: "↓",
  176: "°",
  177: "±",
  179: "≥",
  180: "×",
  183: "•",
  184: "÷",
  185: "≠",
  187: "≈",
  215: "·",
  222: "⇒",
}

export function isSymbolFont(font: string | undefined): boolean {
  return font !== undefined && /^(wingdings|symbol|webdings)/i.test(font)
}

/** The Unicode character of one code (private use F000 to F0FF, or plain) in a symbol font; undefined when not known. */
export function symbol(code: number, font: string | undefined): string | undefined {
  const low = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code
  if (font !== undefined && /^wingdings$/i.test(font)) return WINGDINGS[low]
  if (font !== undefined && /^symbol$/i.test(font)) return SYMBOL[low]
  // another font: a code outside the private area is an ordinary character
  if (!isSymbolFont(font) && low === code && code >= 0x20 && (code < 0xe000 || code > 0xf8ff))
    return String.fromCodePoint(code)
  return code === 0xf0b7 ? "•" : undefined
}
