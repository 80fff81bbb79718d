/** The figures of a chart as a sheet, so that the same table edits them: a row per category, a column per series. */
import { type Chart, drawnAs, germanNumber } from "@beschlussweg/core/chart/scale"
import { plain } from "@beschlussweg/core/plain"
import type { DataBlock, DataCell } from "@beschlussweg/core/typed"
import { lineOf } from "../line.ts"

export const MOST_CATEGORIES = 200
export const MOST_SERIES = 20
const NAME = 200

export function sheetOf(chart: Chart): DataBlock {
  return {
    type: "data",
    id: "diagramm",
    kind: "statistik",
    caption: lineOf(chart.title),
    head: "Angabe",
    columns: chart.series.map((s, i) => ({ key: `s${i + 1}`, label: s.name, unit: "" })),
    rows: chart.categories.map((category, r) => ({
      id: `z${r + 1}`,
      label: lineOf(category),
      kind: "data",
      indent: 0,
      cells: chart.series.map((s): DataCell => cellOf(s.values[r] ?? null)),
    })),
    relations: [],
    notes: [],
  }
}
const cellOf = (value: string | null): DataCell =>
  value === null ? { type: "empty" } : { type: "num", num: { value, decimals: value.split(".")[1]?.length ?? 0 } }

/** The chart with the figures of a sheet. A chart knows figures only: words are no value. */
export function withSheet(chart: Chart, sheet: DataBlock): Chart {
  const rows = sheet.rows.slice(0, MOST_CATEGORIES)
  const columns = sheet.columns.slice(0, MOST_SERIES)
  return {
    ...chart,
    categories: rows.map((row) => plain(row.label).slice(0, NAME)),
    series: columns.map((column, c) => ({
      name: column.label.slice(0, NAME),
      values: rows.map((row) => {
        const cell = row.cells[c]
        return cell?.type === "num" && cell.num.suppressed !== true ? cell.num.value : null
      }),
    })),
  }
}

export const CHART_KINDS = [
  { value: "bar", label: "Säulen" },
  { value: "grouped", label: "Säulen nebeneinander" },
  { value: "stacked", label: "Säulen gestapelt" },
  { value: "line", label: "Linien" },
  { value: "donut", label: "Ring" },
] as const
const kindName = (kind: Chart["kind"]): string => CHART_KINDS.find((k) => k.value === kind)?.label ?? ""

/** Why a ring is not drawn as one; undefined where it is, or where none is wanted. */
export function noRing(chart: Chart): string | undefined {
  if (chart.kind !== "donut" || drawnAs(chart).kind === "donut") return undefined
  if (chart.series.length > 1) return "Ein Ring zeigt nur eine Reihe. Gezeichnet werden Säulen nebeneinander."
  if (chart.series.some((s) => s.values.some((v) => v?.startsWith("-"))))
    return "Ein Ring zeigt keine negativen Werte. Gezeichnet werden Säulen nebeneinander."
  if (chart.categories.length > 24) return "Ein Ring zeigt höchstens 24 Teile. Gezeichnet werden Säulen nebeneinander."
  return "Ein Ring braucht mindestens einen Wert. Gezeichnet werden leere Achsen."
}

/** A description to begin with, made of the figures alone: what they mean, the author knows. */
export function described(chart: Chart): string {
  const unit = chart.unit ? ` in ${chart.unit}` : ""
  const said = chart.series.map((series) => {
    const values = chart.categories.flatMap((category, i) => {
      const value = series.values[i]
      return value === null || value === undefined ? [] : [{ category, value }]
    })
    const name = series.name === "" ? "" : `${series.name}: `
    const one = ({ category, value }: { category: string; value: string }) => `${category} ${germanNumber(value)}`
    if (values.length === 0) return `${name}keine Werte`
    if (values.length <= 8) return `${name}${values.map(one).join(", ")}`
    const sorted = [...values].sort((a, b) => Number(a.value) - Number(b.value))
    const [least, most, first, last] = [sorted[0], sorted.at(-1), values[0], values.at(-1)]
    if (!least || !most || !first || !last) return name
    return `${name}von ${one(first)} bis ${one(last)}; niedrigster Wert ${one(least)}, höchster Wert ${one(most)}`
  })
  const title = chart.title === "" ? "" : ` „${chart.title}“`
  return `${kindName(chart.kind)}${title}${unit}. ${said.join(". ")}.`.slice(0, 2000)
}
