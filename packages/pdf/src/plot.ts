/** Painting the shapes of a chart: series differ by colour and by hatching. */

import { type Entry, MARKER, type Shape, shapes } from "@beschlussweg/core/chart/draw"
import type { Chart } from "@beschlussweg/core/chart/scale"
import { printable } from "@beschlussweg/core/glyph"
import type { Setting } from "./block.ts"
import { textWidth } from "./font.ts"
import type { Kit } from "./kit.ts"
import { COLOR, SERIES, SIZE } from "./theme.ts"

/** Widths of what is really shown: signs that no font has are told in others. */
export const measureOf =
  (s: Setting) =>
  (text: string): number =>
    textWidth(s.faces, "regular", SIZE.tiny, printable(text))

const color = (i: number): string => SERIES[i % SERIES.length] ?? COLOR.accent

/** Fills a shape with the look of series `i`: plain, then ever other hatchings, so that grey print still tells them apart. */
function look(kit: Kit, i: number, x: number, y: number, w: number, hgt: number, shape: () => void): void {
  kit.save()
  shape()
  kit.fillOpacity(1).fill(color(i))
  const pattern = i % 4
  if (pattern > 0) {
    kit.save()
    shape()
    kit.clip()
    kit.lineWidth(0.9)
    const gap = 4.5
    const span = w + hgt
    for (let d = 0; d <= span; d += gap) {
      if (pattern === 1 || pattern === 3) kit.moveTo(x + d - hgt, y + hgt).lineTo(x + d, y)
      if (pattern === 2 || pattern === 3) kit.moveTo(x + d - hgt, y).lineTo(x + d, y + hgt)
    }
    kit.stroke("#ffffff")
    kit.restore()
  }
  kit.restore()
  kit.lineWidth(0.5)
  shape()
  kit.stroke(COLOR.ink)
}

function dashed(kit: Kit, i: number): void {
  if (i % 3 === 1) kit.dash(5, { space: 2.5 })
  if (i % 3 === 2) kit.dash(1.6, { space: 2 })
}

function marker(kit: Kit, i: number, x: number, y: number): void {
  const r = MARKER
  if (i % 3 === 0) kit.circle(x, y, r)
  else if (i % 3 === 1) kit.rect(x - r, y - r, 2 * r, 2 * r)
  else kit.path(`M ${x} ${y - r} L ${x + r} ${y + r} L ${x - r} ${y + r} Z`)
  kit.fill(color(i))
}

function one(kit: Kit, s: Setting, shape: Shape): void {
  switch (shape.type) {
    case "rule":
      kit.lineWidth(shape.zero ? 0.9 : 0.4)
      kit
        .moveTo(shape.x1, shape.y)
        .lineTo(shape.x2, shape.y)
        .stroke(shape.zero ? COLOR.ink : COLOR.hair)
      return
    case "bar":
      look(kit, shape.series, shape.x, shape.y, shape.w, shape.h, () => kit.rect(shape.x, shape.y, shape.w, shape.h))
      return
    case "part":
      look(kit, shape.series, shape.x, shape.y, shape.w, shape.h, () => kit.path(shape.d))
      return
    case "curve":
      kit.save().lineWidth(1.6)
      dashed(kit, shape.series)
      for (const piece of shape.pieces)
        piece.forEach(([x, y], n) => {
          if (n === 0) kit.moveTo(x, y)
          else kit.lineTo(x, y)
        })
      kit.stroke(color(shape.series)).undash().restore()
      return
    case "marker":
      marker(kit, shape.series, shape.x, shape.y)
      return
    case "words": {
      const { x, y, align } = shape
      const shown = printable(shape.text)
      kit.font(s.faces.regular, SIZE.tiny)
      const width = kit.widthOfString(shown)
      kit.fillColor(COLOR.ink)
      kit.text(shown, align === "left" ? x : align === "right" ? x - width : x - width / 2, y, { lineBreak: false })
    }
  }
}

/** The drawing in a box of w x h points. */
export function paint(s: Setting, chart: Chart, entries: readonly Entry[]): (kit: Kit, w: number, h: number) => void {
  return (kit, w, hgt) => {
    for (const shape of shapes(chart, entries, w, hgt, measureOf(s))) one(kit, s, shape)
  }
}
