/** Charts of a page as SVG: bars lie, so that long names stay readable; series differ by colour and by hatching. */
import type { Block } from "../block.ts"
import { SERIES_COUNT } from "./style.ts"
import { esc, figure } from "./text.ts"

export type Chart = Extract<Block, { type: "chart" }>

const WIDTH = 640
const NAMES = 176
const EDGE = 64
const ROW = 20
const GAP = 10

/** Geometry only: what is printed and read stays an exact decimal. */
const value = (raw: string | null | undefined): number | undefined =>
  raw === null || raw === undefined ? undefined : Number(raw)
const all = (chart: Chart): number[] => chart.series.flatMap((s) => s.values.flatMap((v) => value(v) ?? []))
const at = (n: number): string => String(Number(n.toFixed(1)))
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)
const colour = (i: number): number => i % SERIES_COUNT

interface Scale {
  readonly low: number
  readonly high: number
  readonly marks: readonly number[]
}

function scaleOf(chart: Chart): Scale {
  const sums = (sign: 1 | -1) =>
    chart.categories.map(
      (_, c) => chart.series.reduce((sum, s) => sum + Math.max(0, sign * (value(s.values[c]) ?? 0)), 0) * sign,
    )
  const given = chart.kind === "stacked" ? [...sums(1), ...sums(-1)] : all(chart)
  const [low, high] = [Math.min(0, ...given), Math.max(0, ...given)]
  if (low === high) return { low: 0, high: 1, marks: [0, 1] }
  const power = 10 ** Math.floor(Math.log10((high - low) / 5))
  const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => (high - low) / s <= 5) ?? power * 10
  const [from, to] = [Math.floor(low / step), Math.ceil(high / step)]
  const marks = Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step)
  return { low: from * step, high: to * step, marks }
}

const shown = (n: number): string => figure(String(Number(n.toFixed(6))))

/** The drawing; `id` begins the names inside it. Says nothing to a screen reader but the alternative text. */
export function drawing(chart: Chart, id: string): string {
  const whole = all(chart).every((v) => v >= 0) && all(chart).some((v) => v > 0)
  const ring = chart.kind === "donut" && chart.series.length === 1 && whole && chart.categories.length <= 24
  const { body, height } = ring ? donut(chart, id) : chart.kind === "line" ? lines(chart) : bars(chart, id)
  const label = chart.alt.trim() === "" ? chart.title : chart.alt
  return `<svg viewBox="0 0 ${WIDTH} ${at(height)}" role="img" aria-label="${esc(label)}" xmlns="http://www.w3.org/2000/svg">${patterns(id)}${body}</svg>`
}

/** Hatchings laid over a colour, so that a grey print tells series apart. */
function patterns(id: string): string {
  const lines = [
    `<path class="hatch" d="M0 8 8 0"/>`,
    `<path class="hatch" d="M0 0 8 8"/>`,
    `<path class="hatch" d="M0 4H8"/>`,
  ]
  return `<defs>${lines.map((line, i) => `<pattern id="${id}-h${i + 1}" width="8" height="8" patternUnits="userSpaceOnUse">${line}</pattern>`).join("")}</defs>`
}

function box(x: number, y: number, w: number, h: number, i: number, id: string): string {
  const place = `x="${at(x)}" y="${at(y)}" width="${at(Math.max(0.5, w))}" height="${at(h)}"`
  const hatch = i % 4 === 0 ? "" : `<rect ${place} fill="url(#${id}-h${i % 4})"/>`
  return `<rect class="f${colour(i)}" ${place}/>${hatch}`
}

function legend(
  names: readonly string[],
  y: number,
  mark: (i: number, y: number) => string,
): { body: string; height: number } {
  if (names.length < 2) return { body: "", height: 0 }
  let [x, row] = [0, 0]
  const body = names.map((name, i) => {
    const text = cut(name, 40)
    const room = 30 + text.length * 7.2
    if (x > 0 && x + room > WIDTH) [x, row] = [0, row + 1]
    const here = `<g transform="translate(${at(x)} ${at(y + row * 22)})">${mark(i, 0)}<text x="20" y="12">${esc(text)}</text></g>`
    x += room
    return here
  })
  return { body: body.join(""), height: (row + 1) * 22 + 6 }
}

function bars(chart: Chart, id: string): { body: string; height: number } {
  const scale = scaleOf(chart)
  const stacked = chart.kind === "stacked"
  const key = legend(
    chart.series.map((s) => s.name),
    0,
    (i) => box(0, 1, 14, 14, i, id),
  )
  const rows = stacked ? 1 : chart.series.length
  const slot = rows * ROW + GAP
  const bottom = key.height + chart.categories.length * slot
  const x = (v: number): number => NAMES + ((v - scale.low) / (scale.high - scale.low)) * (WIDTH - NAMES - EDGE)
  const grid = scale.marks.map(
    (m) =>
      `<line class="${Math.abs(m) < 1e-9 ? "zero" : "axis"}" x1="${at(x(m))}" x2="${at(x(m))}" y1="${at(key.height)}" y2="${at(bottom)}"/><text x="${at(x(m))}" y="${at(bottom + 16)}" text-anchor="middle">${shown(m)}</text>`,
  )
  const drawn = chart.categories.map((category, c) => {
    const top = key.height + c * slot + GAP / 2
    const name = `<text x="${NAMES - 8}" y="${at(top + (rows * ROW) / 2 + 4)}" text-anchor="end">${esc(cut(category, 25))}</text>`
    let [above, below] = [0, 0]
    const parts = chart.series.map((s, i) => {
      const raw = s.values[c]
      const v = value(raw)
      if (v === undefined || raw === null || raw === undefined) return ""
      const base = stacked ? (v >= 0 ? above : below) : 0
      if (v >= 0) above += v
      else below += v
      const [from, to] = [x(base), x(base + v)]
      const y = stacked ? top : top + i * ROW
      const bar = box(Math.min(from, to), y, Math.abs(to - from), ROW - 3, i, id)
      const label = `<text x="${at(Math.max(from, to) + 5)}" y="${at(y + 13)}">${figure(raw)}</text>`
      return stacked ? bar : bar + label
    })
    return name + parts.join("")
  })
  return { body: key.body + grid.join("") + drawn.join(""), height: bottom + 24 }
}

const DASHES = ["", "7 4", "2 4", "10 3 2 3"]

function lines(chart: Chart): { body: string; height: number } {
  const scale = scaleOf(chart)
  const stroke = (i: number) => `class="l${colour(i)}" stroke-dasharray="${DASHES[i % DASHES.length] ?? ""}"`
  const key = legend(
    chart.series.map((s) => s.name),
    0,
    (i) => `<line ${stroke(i)} x1="0" x2="16" y1="8" y2="8"/>`,
  )
  const [left, tall] = [EDGE, 240]
  const slot = (WIDTH - left - 16) / chart.categories.length
  const y = (v: number): number => key.height + 12 + tall - ((v - scale.low) / (scale.high - scale.low)) * tall
  const x = (c: number): number => left + slot * (c + 0.5)
  const grid = scale.marks.map(
    (m) =>
      `<line class="${Math.abs(m) < 1e-9 ? "zero" : "axis"}" x1="${left}" x2="${WIDTH - 16}" y1="${at(y(m))}" y2="${at(y(m))}"/><text x="${left - 6}" y="${at(y(m) + 4)}" text-anchor="end">${shown(m)}</text>`,
  )
  const every = Math.max(1, Math.ceil(80 / slot))
  const room = Math.max(4, Math.floor((slot * every) / 7.5))
  const names = chart.categories.map((category, c) =>
    c % every === 0
      ? `<text x="${at(x(c))}" y="${at(key.height + tall + 32)}" text-anchor="middle">${esc(cut(category, room))}</text>`
      : "",
  )
  const drawn = chart.series.map((s, i) => {
    let pen = "M"
    const path = s.values.slice(0, chart.categories.length).map((raw, c) => {
      const v = value(raw)
      if (v === undefined) {
        pen = "M"
        return ""
      }
      const point = `${pen}${at(x(c))} ${at(y(v))}`
      pen = "L"
      return point
    })
    const dots = s.values.slice(0, chart.categories.length).map((raw, c) => {
      const v = value(raw)
      return v === undefined ? "" : `<circle class="f${colour(i)}" cx="${at(x(c))}" cy="${at(y(v))}" r="3.5"/>`
    })
    return `<path ${stroke(i)} d="${path.join("")}"/>${dots.join("")}`
  })
  return { body: key.body + grid.join("") + names.join("") + drawn.join(""), height: key.height + tall + 44 }
}

function donut(chart: Chart, id: string): { body: string; height: number } {
  const values = chart.categories.map((_, c) => value(chart.series[0]?.values[c]) ?? 0)
  const sum = values.reduce((a, b) => a + b, 0)
  const height = Math.max(220, chart.categories.length * 24 + 20)
  const [cx, cy, outer, inner] = [130, height / 2, 100, 56]
  const point = (share: number, r: number) => {
    const angle = share * 2 * Math.PI - Math.PI / 2
    return `${at(cx + r * Math.cos(angle))} ${at(cy + r * Math.sin(angle))}`
  }
  let from = 0
  const parts = values.map((v, i) => {
    if (v === 0) return ""
    // a whole ring has no beginning that an arc could lead to
    const to = Math.min(from + v / sum, from + 0.9999)
    const far = to - from > 0.5 ? 1 : 0
    const d = `M${point(from, outer)}A${outer} ${outer} 0 ${far} 1 ${point(to, outer)}L${point(to, inner)}A${inner} ${inner} 0 ${far} 0 ${point(from, inner)}Z`
    from = to
    const hatch = i % 4 === 0 ? "" : `<path d="${d}" fill="url(#${id}-h${i % 4})"/>`
    return `<path class="f${colour(i)} part" d="${d}"/>${hatch}`
  })
  const names = chart.categories.map((category, i) => {
    const y = (height - chart.categories.length * 24) / 2 + i * 24
    const raw = chart.series[0]?.values[i]
    return `<g transform="translate(270 ${at(y)})">${box(0, 3, 14, 14, i, id)}<text x="22" y="15">${esc(cut(category, 34))}: ${raw === null || raw === undefined ? "-" : figure(raw)}</text></g>`
  })
  return { body: parts.join("") + names.join(""), height }
}
