/** What a chart's figures say about its drawing: range, round steps, marks, and whether a ring can show them. Geometry only. */
import type { Block } from "../block.ts"

export type Chart = Extract<Block, { type: "chart" }>

/** German notation of a decimal text: "-1234.5" -> "-1.234,5". */
export function germanNumber(value: string): string {
  const [whole = "0", fraction] = value.replace("-", "").split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".")
  return `${value.startsWith("-") ? "-" : ""}${grouped}${fraction === undefined ? "" : `,${fraction}`}`
}

/** All figures of a chart. */
export const values = (chart: Chart): number[] =>
  chart.series.flatMap((series) => series.values.flatMap((v) => (v === null ? [] : [Number(v)])))

/** Most parts that a ring tells apart. */
export const RING = 24
/** Shares of one whole can be drawn as a ring; negative figures, several series or very many parts cannot. */
export function drawnAs(chart: Chart): Chart {
  if (chart.kind !== "donut") return chart
  const whole = values(chart).every((v) => v >= 0) && values(chart).some((v) => v > 0)
  return chart.series.length === 1 && whole && chart.categories.length <= RING ? chart : { ...chart, kind: "grouped" }
}

/** A round step so that about five lines cover the range. */
function step(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 5 || 1))
  return [1, 2, 2.5, 5, 10].map((f) => f * power).find((size) => range / size <= 5.5) ?? power * 10
}

export interface Scale {
  readonly low: number
  readonly high: number
  readonly step: number
}
/** Zero is always part of it; stacked series reach as far as their sums. */
export function scaleOf(chart: Chart): Scale {
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

export interface Mark {
  readonly v: number
  readonly shown: string
}
/** Lines of the value axis with what stands beside them. */
export const marksOf = (scale: Scale): Mark[] =>
  Array.from({ length: Math.round((scale.high - scale.low) / scale.step) + 1 }, (_, n) => {
    const v = scale.low + n * scale.step
    return { v, shown: germanNumber(String(Number(v.toFixed(6)))) }
  })
