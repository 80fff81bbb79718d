/**
 * A chart as shapes: what paper and screen paint alike. Series differ by colour and by hatching (`series` modulo 4: none, rising,
 * falling, crossed), lines by dashes and markers (modulo 3).
 */
import { type Chart, germanNumber, marksOf, scaleOf, values } from "./scale.ts"

export type Shape =
  | { readonly type: "rule"; readonly x1: number; readonly x2: number; readonly y: number; readonly zero: boolean }
  | {
      readonly type: "bar"
      readonly x: number
      readonly y: number
      readonly w: number
      readonly h: number
      readonly series: number
    }
  /** piece of a ring: path and the box around it */
  | {
      readonly type: "part"
      readonly d: string
      readonly x: number
      readonly y: number
      readonly w: number
      readonly h: number
      readonly series: number
    }
  /** pieces of a line; a missing figure parts them */
  | {
      readonly type: "curve"
      readonly pieces: readonly (readonly (readonly [x: number, y: number])[])[]
      readonly series: number
    }
  | { readonly type: "marker"; readonly x: number; readonly y: number; readonly series: number }
  /** `y` is the top of the line */
  | {
      readonly type: "words"
      readonly text: string
      readonly x: number
      readonly y: number
      readonly align: "left" | "right" | "center"
    }

/** Width of a text in the small size that charts are lettered in. */
export type Measure = (text: string) => number

/** Half the height and width of a marker. */
export const MARKER = 2.8

/** The text, shortened until it is no wider than `max`. */
export function fitted(text: string, max: number, measure: Measure): string {
  let shown = text
  while (shown.length > 2 && measure(shown) > max) shown = `${shown.slice(0, -2).trimEnd()}…`
  return shown
}

const words = (text: string, x: number, y: number, align: "left" | "right" | "center"): Shape => ({
  type: "words",
  text,
  x,
  y,
  align,
})

/** Room of a drawing with axes, and where a value and a category lie in it. */
interface Plane {
  readonly left: number
  readonly slot: number
  readonly y: (v: number) => number
}

/** Lines and figures of the value axis, names of the categories. */
function axes(out: Shape[], chart: Chart, w: number, h: number, measure: Measure, names = 0): Plane {
  const scale = scaleOf(chart)
  const marks = marksOf(scale)
  const left = Math.max(...marks.map(({ shown }) => measure(shown))) + 8
  const top = 12
  const width = w - left - 6
  const height = h - 34 - names
  const slot = width / chart.categories.length
  const y = (v: number): number => top + height - ((v - scale.low) / (scale.high - scale.low)) * height
  for (const { v, shown } of marks) {
    out.push({ type: "rule", x1: left, x2: left + width, y: y(v), zero: Math.abs(v) < 1e-9 })
    out.push(words(shown, left - 5, y(v) - 5.5, "right"))
  }
  const longest = Math.max(...chart.categories.map((name) => measure(name)))
  const every = Math.max(1, Math.ceil((Math.min(longest, 64) + 10) / slot))
  chart.categories.forEach((category, c) => {
    const room = slot * Math.min(every, chart.categories.length) - 10
    // the outer names must not run over the edges
    const half = Math.min(room, measure(category)) / 2
    const middle = Math.max(half, Math.min(left + slot * (c + 0.5), w - half))
    if (c % every === 0) out.push(words(fitted(category, room, measure), middle, top + height + 5 + names, "center"))
  })
  return { left, slot, y }
}

function bars(out: Shape[], chart: Chart, w: number, h: number, measure: Measure): void {
  // figures below negative bars need room above the names
  const { left, slot, y } = axes(out, chart, w, h, measure, values(chart).some((v) => v < 0) ? 12 : 0)
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
      out.push({ type: "bar", x, y: top, w: each * 0.94, h: tall, series: i })
      const shown = germanNumber(raw)
      if (!stacked && measure(shown) <= (chart.series.length === 1 ? slot : each) - 1)
        out.push(words(shown, x + each * 0.47, v >= 0 ? top - 11 : top + tall + 1, "center"))
    })
  })
}

function lines(out: Shape[], chart: Chart, w: number, h: number, measure: Measure): void {
  const { left, slot, y } = axes(out, chart, w, h, measure)
  chart.series.forEach((series, i) => {
    const x = (c: number): number => left + slot * (c + 0.5)
    const pieces: [number, number][][] = []
    let open: [number, number][] | undefined
    const markers: Shape[] = []
    series.values.forEach((v, c) => {
      if (v === null) {
        open = undefined
        return
      }
      const point: [number, number] = [x(c), y(Number(v))]
      if (open === undefined) {
        open = []
        pieces.push(open)
      }
      open.push(point)
      markers.push({ type: "marker", x: point[0], y: point[1], series: i })
    })
    out.push({ type: "curve", pieces, series: i }, ...markers)
  })
}

function donut(out: Shape[], chart: Chart, w: number, h: number, measure: Measure): void {
  const parts = (chart.series[0]?.values ?? []).map((v) => Math.max(0, Number(v ?? 0)))
  const sum = parts.reduce((a, b) => a + b, 0) || 1
  const r = Math.min(60, h / 2 - 10)
  const cx = r + 20
  const cy = h / 2
  let angle = -Math.PI / 2
  const at = (a: number, radius: number): string =>
    `${(cx + Math.cos(a) * radius).toFixed(3)} ${(cy + Math.sin(a) * radius).toFixed(3)}`
  parts.forEach((v, i) => {
    if (v === 0) return
    const to = angle + Math.min((v / sum) * 2 * Math.PI, 2 * Math.PI - 1e-4)
    const wide = to - angle > Math.PI ? 1 : 0
    const from = angle
    const d = `M ${at(from, r)} A ${r} ${r} 0 ${wide} 1 ${at(to, r)} L ${at(to, r * 0.55)} A ${r * 0.55} ${r * 0.55} 0 ${wide} 0 ${at(from, r * 0.55)} Z`
    out.push({ type: "part", d, x: cx - r, y: cy - r, w: 2 * r, h: 2 * r, series: i })
    angle = to
  })
  const x = cx + r + 28
  const gap = Math.min(18, (h - 10) / parts.length)
  parts.forEach((v, i) => {
    const y = cy - (gap * parts.length) / 2 + gap * i
    out.push({ type: "bar", x, y, w: 10, h: 10, series: i })
    const share = germanNumber(((v / sum) * 100).toFixed(1))
    const raw = chart.series[0]?.values[i]
    const amount = raw === null || raw === undefined ? "keine Angabe" : germanNumber(raw)
    const text = `${chart.categories[i] ?? ""}: ${amount} (${share} %)`
    out.push(words(fitted(text, w - x - 18, measure), x + 16, y - 1, "left"))
  })
}

/** One series in the legend. */
export interface Entry {
  readonly name: string
  readonly x: number
  readonly row: number
}
const LEGEND_ROW = 13

/** Places of the legend's entries: as many rows as their names need. */
export function legendOf(chart: Chart, w: number, measure: Measure): Entry[] {
  if (chart.series.length < 2) return []
  let x = 0
  let row = 0
  return chart.series.map(({ name }) => {
    const width = Math.min(w, measure(name) + 32)
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

/** Height of the drawing without its legend. */
export const heightOf = (chart: Chart): number =>
  chart.kind === "donut" ? Math.max(140, 18 * chart.categories.length + 10) : 172

/** The drawing in a box of `w` x `h` points, legend included, in the order in which it is painted. @param chart as `drawnAs` gives it */
export function shapes(chart: Chart, entries: readonly Entry[], w: number, h: number, measure: Measure): Shape[] {
  const out: Shape[] = []
  const room = h - legendHeight(entries)
  if (chart.kind === "donut") donut(out, chart, w, room, measure)
  else if (chart.kind === "line") lines(out, chart, w, room, measure)
  else bars(out, chart, w, room, measure)
  entries.forEach(({ name, x, row }, i) => {
    const top = room + 2 + row * LEGEND_ROW
    if (chart.kind === "line") {
      out.push({
        type: "curve",
        pieces: [
          [
            [x, top + 4],
            [x + 16, top + 4],
          ],
        ],
        series: i,
      })
      out.push({ type: "marker", x: x + 8, y: top + 4, series: i })
    } else out.push({ type: "bar", x: x + 3, y: top, w: 10, h: 8, series: i })
    out.push(words(fitted(name, w - x - 20, measure), x + 20, top - 1.5, "left"))
  })
  return out
}
