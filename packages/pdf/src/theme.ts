/** The look of the house's paper: page geometry in points, sizes, colours. */

/** A4 in PDF points. */
export const PAGE = { width: 595.28, height: 841.89 } as const
export const MARGIN = { left: 65, right: 60, top: 70, bottom: 64 } as const
export const CONTENT = PAGE.width - MARGIN.left - MARGIN.right

export const FAMILY = "Noto Sans"
/** A face of the family that every document embeds; the two symbol faces join when the text needs them. */
export const FALLBACK = ["Noto Sans Math", "Noto Sans Symbols 2"] as const

export const SIZE = { body: 10, small: 8.5, tiny: 7.5, h: [20, 15, 12.5, 11, 10, 10] } as const
/** Line height as a factor of the font size. */
export const LEADING = 1.38

export const COLOR = {
  ink: "#16202b",
  quiet: "#4a5663",
  rule: "#9aa7b4",
  hair: "#c3ccd5",
  tint: "#eef2f6",
  accent: "#1f4468",
  link: "#1a4f8b",
  /** what goes and what comes in a Synopse */
  gone: "#8f1d1d",
  come: "#0f5132",
} as const

/** Fill colours of charts; each series also gets its own pattern, so colour never carries the meaning alone. */
export const SERIES = ["#1f4468", "#c46a1b", "#5f8f4e", "#8d5a97", "#7a7f85", "#b3a125"] as const
