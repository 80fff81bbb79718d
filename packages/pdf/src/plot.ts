/** Drawing a chart: axes, bars, lines, rings and the legend; series differ by colour and by hatching. */
import { printable } from "@beschlussweg/core/glyph"
import type { Setting } from "./block.ts"
import { type Chart, germanNumber } from "./chart.ts"
import { textWidth } from "./font.ts"
import type { Kit } from "./kit.ts"
import { COLOR, SERIES, SIZE } from "./theme.ts"

/** All figures of a chart. */
export const values = (chart: Chart): number[] =>
  chart.series.flatMap((series) => series.values.flatMap((v) => (v === null ? [] : [Number(v)])))

/** A round step so that about five lines cover the range. */
function step(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 5 || 1))
  return [1, 2, 2.5, 5, 10].map((f) => f * power).find((size) => range / size <= 5.5) ?? power * 10
}

interface Scale {
  low: number
  high: number
  step: number
}
function scaleOf(chart: Chart): Scale {
  let all = values(chart)
  if (chart.kind === "stacked")
    all = chart.categories.flatMap((_, i) => {
      const column = chart.series.map((series) => Number(series.values[i] ?? 0))
      return [
        column.filter((v) => v > 0).reduce((a, b) => a + b, 0),
        column.filter((v) => v < 0).reduce((a, b) => a + b, 0),
      ]
    })
  const high = Math.max(0, ...all)
  const low = Math.min(0, ...all)
  if (high === low) return { low: 0, high: 1, step: 1 }
  const size = step(high - low)
  return { low: Math.floor(low / size) * size, high: Math.ceil(high / size) * size, step: size }
}

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

interface Pen {
  kit: Kit
  width: (text: string) => number
  words: (text: string, x: number, y: number, align: "left" | "right" | "center", max?: number) => void
}

/** Room of a drawing with axes, and where a value and a category lie in it. */
interface Plane {
  left: number
  slot: number
  y: (v: number) => number
}

/** Lines and figures of the value axis, names of the categories. */
function axes(pen: Pen, chart: Chart, w: number, hgt: number, names = 0): Plane {
  const { kit } = pen
  const scale = scaleOf(chart)
  const marks = Array.from({ length: Math.round((scale.high - scale.low) / scale.step) + 1 }, (_, n) => {
    const v = scale.low + n * scale.step
    return { v, shown: germanNumber(String(Number(v.toFixed(6)))) }
  })
  const left = Math.max(...marks.map(({ shown }) => pen.width(shown))) + 8
  const top = 12
  const width = w - left - 6
  const height = hgt - 34 - names
  const slot = width / chart.categories.length
  const y = (v: number): number => top + height - ((v - scale.low) / (scale.high - scale.low)) * height
  for (const { v, shown } of marks) {
    kit.lineWidth(Math.abs(v) < 1e-9 ? 0.9 : 0.4)
    kit
      .moveTo(left, y(v))
      .lineTo(left + width, y(v))
      .stroke(Math.abs(v) < 1e-9 ? COLOR.ink : COLOR.hair)
    pen.words(shown, left - 5, y(v) - 5.5, "right")
  }
  const longest = Math.max(...chart.categories.map((name) => pen.width(printable(name))))
  const every = Math.max(1, Math.ceil((Math.min(longest, 64) + 10) / slot))
  chart.categories.forEach((category, c) => {
    const room = slot * Math.min(every, chart.categories.length) - 10
    // the outer names must not run over the edges
    const half = Math.min(room, pen.width(printable(category))) / 2
    const middle = Math.max(half, Math.min(left + slot * (c + 0.5), w - half))
    if (c % every === 0) pen.words(category, middle, top + height + 5 + names, "center", room)
  })
  return { left, slot, y }
}

function bars(pen: Pen, chart: Chart, w: number, hgt: number): void {
  const { kit } = pen
  // figures below negative bars need room above the names
  const { left, slot, y } = axes(pen, chart, w, hgt, values(chart).some((v) => v < 0) ? 12 : 0)
  const stacked = chart.kind === "stacked"
  const each = stacked ? slot * 0.56 : (slot * 0.72) / chart.series.length
  chart.categories.forEach((_, c) => {
    let above = 0
    let below = 0
    chart.series.forEach((series, i) => {
      const raw = series.values[c]
      if (raw === null || raw === undefined) return
      const v = Number(raw)
      const base = stacked ? (v >= 0 ? above : below) : 0
      const from = y(base)
      const to = y(base + v)
      if (v >= 0) above += v
      else below += v
      const x = stacked ? left + slot * c + slot * 0.22 : left + slot * c + slot * 0.14 + each * i
      const top = Math.min(from, to)
      const tall = Math.max(0.4, Math.abs(from - to))
      look(kit, i, x, top, each * 0.94, tall, () => kit.rect(x, top, each * 0.94, tall))
      const shown = germanNumber(raw)
      if (!stacked && pen.width(shown) <= (chart.series.length === 1 ? slot : each) - 1)
        pen.words(shown, x + each * 0.47, v >= 0 ? top - 11 : top + tall + 1, "center")
    })
  })
}

function lines(pen: Pen, chart: Chart, w: number, hgt: number): void {
  const { kit } = pen
  const { left, slot, y } = axes(pen, chart, w, hgt)
  chart.series.forEach((series, i) => {
    const x = (c: number): number => left + slot * (c + 0.5)
    kit.save().lineWidth(1.6)
    dashed(kit, i)
    let open = false
    series.values.forEach((v, c) => {
      if (v === null) open = false
      else if (open) kit.lineTo(x(c), y(Number(v)))
      else {
        kit.moveTo(x(c), y(Number(v)))
        open = true
      }
    })
    kit.stroke(color(i)).undash().restore()
    series.values.forEach((v, c) => {
      if (v !== null) marker(kit, i, x(c), y(Number(v)))
    })
  })
}

function dashed(kit: Kit, i: number): void {
  if (i % 3 === 1) kit.dash(5, { space: 2.5 })
  if (i % 3 === 2) kit.dash(1.6, { space: 2 })
}

function marker(kit: Kit, i: number, x: number, y: number): void {
  const r = 2.8
  if (i % 3 === 0) kit.circle(x, y, r)
  else if (i % 3 === 1) kit.rect(x - r, y - r, 2 * r, 2 * r)
  else kit.path(`M ${x} ${y - r} L ${x + r} ${y + r} L ${x - r} ${y + r} Z`)
  kit.fill(color(i))
}

function donut(pen: Pen, chart: Chart, w: number, hgt: number): void {
  const { kit } = pen
  const parts = (chart.series[0]?.values ?? []).map((v) => Math.max(0, Number(v ?? 0)))
  const sum = parts.reduce((a, b) => a + b, 0) || 1
  const r = Math.min(60, hgt / 2 - 10)
  const cx = r + 20
  const cy = hgt / 2
  let angle = -Math.PI / 2
  const at = (a: number, radius: number): string =>
    `${(cx + Math.cos(a) * radius).toFixed(3)} ${(cy + Math.sin(a) * radius).toFixed(3)}`
  parts.forEach((v, i) => {
    if (v === 0) return
    const to = angle + Math.min((v / sum) * 2 * Math.PI, 2 * Math.PI - 1e-4)
    const wide = to - angle > Math.PI ? 1 : 0
    const from = angle
    const d = `M ${at(from, r)} A ${r} ${r} 0 ${wide} 1 ${at(to, r)} L ${at(to, r * 0.55)} A ${r * 0.55} ${r * 0.55} 0 ${wide} 0 ${at(from, r * 0.55)} Z`
    look(kit, i, cx - r, cy - r, 2 * r, 2 * r, () => kit.path(d))
    angle = to
  })
  const x = cx + r + 28
  const gap = Math.min(18, (hgt - 10) / parts.length)
  parts.forEach((v, i) => {
    const y = cy - (gap * parts.length) / 2 + gap * i
    look(kit, i, x, y, 10, 10, () => kit.rect(x, y, 10, 10))
    const share = germanNumber(((v / sum) * 100).toFixed(1))
    const raw = chart.series[0]?.values[i]
    const amount = raw === null || raw === undefined ? "keine Angabe" : germanNumber(raw)
    pen.words(`${chart.categories[i] ?? ""}: ${amount} (${share} %)`, x + 16, y - 1, "left", w - x - 18)
  })
}

/** One series in the legend. */
export interface Entry {
  name: string
  x: number
  row: number
}
const LEGEND_ROW = 13

/** Places of the legend's entries: as many rows as their names need. */
export function legendOf(s: Setting, chart: Chart, w: number): Entry[] {
  if (chart.series.length < 2) return []
  let x = 0
  let row = 0
  return chart.series.map((series) => {
    const name = printable(series.name)
    const width = Math.min(w, textWidth(s.faces, "regular", SIZE.tiny, name) + 32)
    if (x > 0 && x + width > w) {
      x = 0
      row += 1
    }
    const entry = { name, x, row }
    x += width
    return entry
  })
}

/** Height of a legend in points. */
export const legendHeight = (entries: readonly Entry[]): number => ((entries.at(-1)?.row ?? -1) + 1) * LEGEND_ROW

function legend(pen: Pen, chart: Chart, entries: readonly Entry[], w: number, y: number): void {
  const { kit } = pen
  entries.forEach(({ name, x, row }, i) => {
    const top = y + row * LEGEND_ROW
    if (chart.kind === "line") {
      kit.save().lineWidth(1.6)
      dashed(kit, i)
      kit
        .moveTo(x, top + 4)
        .lineTo(x + 16, top + 4)
        .stroke(color(i))
        .undash()
        .restore()
      marker(kit, i, x + 8, top + 4)
    } else look(kit, i, x + 3, top, 10, 8, () => kit.rect(x + 3, top, 10, 8))
    pen.words(name, x + 20, top - 1.5, "left", w - x - 20)
  })
}

/** The drawing in a box of w x h points. */
export function paint(s: Setting, chart: Chart, entries: readonly Entry[]): (kit: Kit, w: number, h: number) => void {
  return (kit, w, hgt) => {
    const face = s.faces.regular
    const select = (): void => {
      kit.font(face, SIZE.tiny)
    }
    const pen: Pen = {
      kit,
      width: (text) => textWidth(s.faces, "regular", SIZE.tiny, text),
      words: (raw, x, y, align, max) => {
        select()
        let shown = printable(raw)
        while (max !== undefined && shown.length > 2 && kit.widthOfString(shown) > max)
          shown = `${shown.slice(0, -2).trimEnd()}…`
        const width = kit.widthOfString(shown)
        kit.fillColor(COLOR.ink)
        kit.text(shown, align === "left" ? x : align === "right" ? x - width : x - width / 2, y, { lineBreak: false })
      },
    }
    select()
    const room = hgt - legendHeight(entries)
    if (chart.kind === "donut") donut(pen, chart, w, room)
    else if (chart.kind === "line") lines(pen, chart, w, room)
    else bars(pen, chart, w, room)
    legend(pen, chart, entries, w, room + 2)
  }
}
