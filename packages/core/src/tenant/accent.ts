/** Hausfarbe (accent): readable on white paper, or refused with the nearest one that is. */

/** Contrast that text needs against white (WCAG 2.2, 1.4.3). */
export const CONTRAST = 4.5

const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

/** Contrast of "#rrggbb" against white, 1 to 21. */
export function contrast(color: string): number {
  const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
    const v = value / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}

/** The same hue, only as much darker as reading asks for. */
export function readable(color: string): string {
  for (let step = 255; step > 0; step--) {
    const parts = channels(color).map((v) => Math.floor((v * step) / 255))
    const darker = `#${parts.map((v) => v.toString(16).padStart(2, "0")).join("")}`
    if (contrast(darker) >= CONTRAST) return darker
  }
  return "#000000"
}
