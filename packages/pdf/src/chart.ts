/** Charts as vectors, each followed by its figures as a table; series differ by colour and by hatching. */
import type { Block, Inline } from "@beschlussweg/core/content"
import { printable } from "@beschlussweg/core/glyph"
import { createElement as h, type ReactElement } from "react"
import { captionOf, type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { textWidth } from "./font.ts"
import type { Kit } from "./kit.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, SERIES, SIZE } from "./theme.ts"

export type Chart = Extract<Block, { type: "chart" }>

/** German notation of a decimal text: "-1234.5" -> "-1.234,5". */
export function germanNumber(value: string): string {
  const [whole = "0", fraction] = value.replace("-", "").split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".")
  return `${value.startsWith("-") ? "-" : ""}${grouped}${fraction === undefined ? "" : `,${fraction}`}`
}

const values = (chart: Chart): number[] =>
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
  const size = step(high - low || 1)
  return { low: Math.floor(low / size) * size, high: Math.ceil((high || size) / size) * size, step: size }
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
  words: (text: string, x: number, y: number, align: "left" | "right" | "center", max?: number) => void
}

function axes(pen: Pen, scale: Scale, left: number, top: number, width: number, height: number): (v: number) => number {
  const { kit } = pen
  const y = (v: number): number => top + height - ((v - scale.low) / (scale.high - scale.low)) * height
  for (let n = 0; n <= Math.round((scale.high - scale.low) / scale.step); n += 1) {
    const v = scale.low + n * scale.step
    kit.lineWidth(Math.abs(v) < 1e-9 ? 0.9 : 0.4)
    kit
      .moveTo(left, y(v))
      .lineTo(left + width, y(v))
      .stroke(Math.abs(v) < 1e-9 ? COLOR.ink : COLOR.hair)
    pen.words(germanNumber(String(Number(v.toFixed(6)))), left - 5, y(v) - 5.5, "right")
  }
  return y
}

function bars(pen: Pen, chart: Chart, w: number, hgt: number): void {
  const { kit } = pen
  const scale = scaleOf(chart)
  const left = 48
  const width = w - left - 6
  const height = hgt - 30
  const y = axes(pen, scale, left, 8, width, height)
  const slot = width / chart.categories.length
  const stacked = chart.kind === "stacked"
  const each = stacked ? slot * 0.56 : (slot * 0.72) / chart.series.length
  const every = Math.max(1, Math.ceil(24 / slot))
  chart.categories.forEach((category, c) => {
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
      if (!stacked && shown.length * 4.2 <= each + 6)
        pen.words(shown, x + each * 0.47, v >= 0 ? top - 11 : top + tall + 1, "center")
    })
    if (c % every === 0) pen.words(category, left + slot * (c + 0.5), 8 + height + 5, "center", slot * every - 3)
  })
}

function lines(pen: Pen, chart: Chart, w: number, hgt: number): void {
  const { kit } = pen
  const left = 48
  const width = w - left - 6
  const height = hgt - 30
  const y = axes(pen, scaleOf(chart), left, 8, width, height)
  const slot = width / chart.categories.length
  const every = Math.max(1, Math.ceil(28 / slot))
  chart.series.forEach((series, i) => {
    const x = (c: number): number => left + slot * (c + 0.5)
    kit.save().lineWidth(1.6)
    if (i % 3 === 1) kit.dash(5, { space: 2.5 })
    if (i % 3 === 2) kit.dash(1.6, { space: 2 })
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
  chart.categories.forEach((category, c) => {
    if (c % every === 0) pen.words(category, left + slot * (c + 0.5), 8 + height + 5, "center", slot * every - 3)
  })
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
  const r = hgt / 2 - 10
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

function legend(pen: Pen, chart: Chart, w: number, y: number): void {
  const { kit } = pen
  let x = 48
  chart.series.forEach((series, i) => {
    const width = Math.min(140, kit.widthOfString(printable(series.name)) + 26)
    if (x + width > w) return
    look(kit, i, x, y, 10, 8, () => kit.rect(x, y, 10, 8))
    pen.words(series.name, x + 14, y - 2.5, "left", 126)
    x += width
  })
}

function paint(s: Setting, chart: Chart): (kit: Kit, w: number, h: number) => void {
  return (kit, w, hgt) => {
    const face = s.faces.regular
    const select = (): void => {
      kit.font(face, SIZE.tiny)
    }
    const pen: Pen = {
      kit,
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
    const several = chart.series.length > 1 && chart.kind !== "donut"
    const room = several ? hgt - 14 : hgt
    if (chart.kind === "donut") donut(pen, chart, w, room)
    else if (chart.kind === "line") lines(pen, chart, w, room)
    else bars(pen, chart, w, room)
    if (several) legend(pen, chart, w, hgt - 10)
  }
}

/** A chart with title, drawing, figures and source. */
export function chart(s: Setting, block: Chart, width: number): ReactElement[] {
  const unit = block.unit ? ` (${block.unit})` : ""
  const title = text(
    s,
    `${block.title}${unit}`,
    width,
    { size: SIZE.small + 0.5, bold: true, color: COLOR.quiet, after: 4 },
    { tag: "P" },
  )
  const figure = h(Box, {
    tag: "Figure",
    alt: printable(block.alt),
    plot: paint(s, block),
    style: { width, height: block.kind === "donut" ? 140 : 178 },
  })
  const drawn = h(Box, { tag: "Div", keep: true, style: { marginTop: 6, marginBottom: 6 } }, title, figure)
  const source: readonly Inline[] = block.source ?? []
  return [drawn, figures(s, block, width), ...(source.length > 0 ? [captionOf(s, source, width)] : [])]
}

/** The figures behind a chart: one row per category, one column per series; many series turn the table. */
function figures(s: Setting, block: Chart, width: number): ReactElement {
  const columns = block.series.length + 1
  const first = Math.max(
    90,
    Math.min(width * 0.4, ...[Math.max(...block.categories.map((c) => textWidth(s.faces, "bold", SIZE.tiny, c))) + 12]),
  )
  const each = (width - first) / block.series.length
  const style = { size: columns > 10 ? 6 : SIZE.tiny }
  const head = [
    wordCell(s, block.unit ?? "Angabe", { row: 0, col: 0, header: "Column", fill: COLOR.tint, ...style }),
    ...block.series.map((series, i) =>
      wordCell(s, series.name || "Wert", {
        row: 0,
        col: i + 1,
        header: "Column",
        align: "right",
        fill: COLOR.tint,
        ...style,
      }),
    ),
  ]
  const rows = block.categories.map((category, c) => [
    wordCell(s, category, { row: c + 1, col: 0, header: "Row", bold: false, ...style }),
    ...block.series.map((series, i) => {
      const value = series.values[c]
      const shown = value === null || value === undefined ? "–" : germanNumber(value)
      return wordCell(s, shown, { row: c + 1, col: i + 1, align: "right", ...style })
    }),
  ])
  return table({
    columns: [first, ...block.series.map(() => each)],
    headerRows: 1,
    rows: [head, ...rows],
    lines: "rows",
  })
}
