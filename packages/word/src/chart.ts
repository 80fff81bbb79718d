/** Drawn charts (c:chart): type, categories and values from the numbers stored in the file, as chart block or as table. */
import type { Block, Cell } from "@beschlussweg/core/content"
import { toDecimal } from "./decimal.ts"
import type { Story } from "./reading.ts"
import { quote } from "./report.ts"
import { all, child, elements, find, int, parseXml, textOf, val, type XmlElement } from "./xml.ts"

type Kind = "bar" | "grouped" | "stacked" | "line" | "donut"
interface Series {
  readonly name: string
  readonly categories: readonly string[]
  readonly values: readonly (string | null)[]
  readonly format: string
}

/** The chart behind a relation; `own`: written by our export as a chart of this kind. A type the tree does not know keeps its numbers as a table in an aside. */
export function readChart(id: string | undefined, alt: string, story: Story, own?: Kind): Block[] {
  const { ledger, pack, fileName, drawn } = story.reading
  const relation = story.relations.get(id ?? "")
  const bytes = relation === undefined ? undefined : pack.parts.get(relation.target)
  if (relation === undefined || bytes === undefined) {
    ledger.shelve("chart", story.spot, { charts: 1 }, alt)
    return [missing("Das Diagramm fehlt in der Datei.", story)]
  }
  const chart = child(parseXml(bytes, relation.target, fileName), "c:chart")
  const plot = child(chart, "c:plotArea")
  // a chart part that is shown twice counts once in the file
  const points = drawn.has(relation.target) ? 0 : countPoints(chart)
  const again = drawn.has(relation.target)
  drawn.add(relation.target)
  const plots = elements(plot).filter((e) => e.name.endsWith("Chart"))
  const series = plots.flatMap((p) =>
    elements(p)
      .filter((e) => e.name === "c:ser")
      .map(readSeries),
  )
  const title = chartTitle(chart, series, story, own !== undefined)
  if (series.length === 0 || series.every((s) => s.values.length === 0)) {
    ledger.shelve("chart", story.spot, { charts: 1, chartPoints: points }, title)
    return [missing(`Das Diagramm ${quote(title || "ohne Titel")} enthält keine gespeicherten Zahlen.`, story)]
  }
  reportLabels(chart, title, story)
  const longest = series.reduce<readonly string[]>((a, s) => (s.categories.length > a.length ? s.categories : a), [])
  const size = Math.max(longest.length, ...series.map((s) => s.values.length))
  const categories = Array.from({ length: size }, (_, i) =>
    own === undefined ? longest[i] || String(i + 1) : (longest[i] ?? ""),
  )
  const kind = ownKind(own, plots) ?? kindOf(plots, series.length, story, title)
  // a unit in quotation marks is written behind the figure, which stays as it is
  const percent = series.every((s) => /%/.test(s.format.replace(/"[^"]*"/g, "")))
  const decimals = series.map((s) => s.values.map((v) => (v === null ? null : toDecimal(v, percent ? 2 : 0))))
  const readable = decimals.every((d) => d.every((v) => v !== undefined))
  const fits = size <= 200 && series.length <= 20 && categories.every((c) => c.length <= 200) && title.length <= 300
  if (kind === undefined || !readable || !fits) {
    ledger.shelve("chart", story.spot, { charts: 1, chartPoints: points }, title)
    return [asTable(title, categories, series, story)]
  }
  const taken = decimals.reduce((n, d) => n + d.filter((v) => v !== null).length, 0)
  if (again) ledger.added.chartPoints += taken
  else if (points > taken) {
    ledger.shelve("chart", story.spot, { chartPoints: points - taken }, title)
    ledger.finding(
      "chart.points",
      story.spot,
      `${points - taken} Werte des Diagramms ${quote(title)} stehen in ausgeblendeten Datenreihen und wurden nicht übernommen.`,
    )
  }
  if (alt === "")
    ledger.finding(
      "chart.alt_missing",
      story.spot,
      `Dem Diagramm ${quote(title || "ohne Titel")} fehlt der Alternativtext. Bitte ergänzen; sonst kann die Vorlage nicht eingereicht werden.`,
    )
  const unit = percent ? "%" : unitOf(series, own)
  return [
    {
      type: "chart",
      kind,
      title,
      alt: alt.slice(0, 2000),
      ...(unit === undefined ? {} : { unit }),
      categories,
      series: series.map((s, i) => ({
        name: s.name.slice(0, 200),
        values: categories.map((_, c) => decimals[i]?.[c] ?? null),
      })),
    },
  ]
}

function unitOf(series: readonly Series[], own: Kind | undefined): string | undefined {
  const literal = own === undefined ? undefined : /" ([^"]+)"/.exec(series[0]?.format ?? "")?.[1]
  return literal ?? (own === undefined && series.every((s) => /€|EUR/.test(s.format)) ? "Euro" : undefined)
}

/** The kind that our export wrote, as long as nobody made another kind of it in Word. */
function ownKind(own: Kind | undefined, plots: readonly XmlElement[]): Kind | undefined {
  const [plot, ...more] = plots
  if (own === undefined || plot === undefined || more.length > 0) return undefined
  const now = plotKind(plot, 1)
  return now === own || (now === "bar" && own === "grouped") ? own : undefined
}

/** values as the counter counts them */
function countPoints(chart: XmlElement | undefined): number {
  return ["c:val", "c:yVal"].reduce((n, name) => n + all(chart, name).reduce((m, v) => m + all(v, "c:pt").length, 0), 0)
}

function readSeries(ser: XmlElement): Series {
  const category = child(ser, "c:cat") ?? child(ser, "c:xVal")
  const value = child(ser, "c:val") ?? child(ser, "c:yVal")
  const levels = all(category, "c:lvl").reverse().map(cached)
  const categories =
    levels.length === 0
      ? cached(cache(category))
      : (levels.at(-1) ?? []).map((_, i) => levels.map((l) => lastFilled(l, i)).join(" / "))
  const numbers = cache(value)
  return {
    name:
      cached(cache(child(ser, "c:tx")))
        .filter((t) => t !== null)
        .join(" ") || textOf(find(ser, "c:tx", "c:v")),
    categories: categories.map((c) => c ?? ""),
    values: cached(numbers),
    format: textOf(child(numbers, "c:formatCode")),
  }
}

function cache(parent: XmlElement | undefined): XmlElement | undefined {
  return ["c:strCache", "c:numCache", "c:strLit", "c:numLit"].map((n) => all(parent, n)[0]).find((e) => e !== undefined)
}

/** values by their index; gaps are null */
function cached(store: XmlElement | undefined): (string | null)[] {
  if (store === undefined) return []
  const points = elements(store).filter((e) => e.name === "c:pt")
  const size = Math.max(int(val(store, "c:ptCount"), 0, 5000) ?? 0, points.length)
  const values: (string | null)[] = Array.from({ length: size }, () => null)
  for (const point of points) {
    const index = int(point.attributes.idx, 0, 5000)
    if (index !== undefined) values[index] = textOf(child(point, "c:v"))
  }
  return Array.from(values, (v) => v ?? null)
}

/** outer levels of categories stand at their first place only */
function lastFilled(level: readonly (string | null)[], index: number): string {
  for (let i = index; i >= 0; i--) {
    const text = level[i]
    if (text !== null && text !== undefined) return text
  }
  return ""
}

function chartTitle(chart: XmlElement | undefined, series: readonly Series[], story: Story, own: boolean): string {
  const title = child(chart, "c:title")
  const rich = all(title, "a:t").map(textOf).join("")
  const text = (rich || cached(cache(title)).join(" ")).trim()
  if (text !== "" || own) return text
  const only = series.length === 1 ? (series[0]?.name ?? "") : ""
  if (only === "")
    story.reading.ledger.finding("chart.title_missing", story.spot, "Ein Diagramm hat keinen Titel. Bitte ergänzen.")
  return only
}

/** axis titles and text boxes inside a chart have no place in the tree */
function reportLabels(chart: XmlElement | undefined, title: string, story: Story): void {
  const own = new Set(all(child(chart, "c:title"), "a:t"))
  const labels = all(chart, "a:t")
    .filter((t) => !own.has(t))
    .map(textOf)
    .filter((t) => t.trim() !== "")
  if (labels.length === 0) return
  story.reading.ledger.shelve("chart", story.spot, {}, labels.join(" · "))
  story.reading.ledger.finding(
    "chart.labels",
    story.spot,
    `Beschriftungen im Diagramm ${quote(title)} wurden nicht übernommen: ${quote(labels.join(" · "))}.`,
  )
}

function kindOf(plots: readonly XmlElement[], count: number, story: Story, title: string): Kind | undefined {
  const kinds = new Set(plots.map((p) => plotKind(p, count)))
  const [first] = kinds
  if (kinds.size === 1) return first
  if (kinds.has(undefined) || kinds.has("donut")) return undefined
  story.reading.ledger.finding(
    "chart.combined",
    story.spot,
    `Das Diagramm ${quote(title)} verbindet mehrere Arten; es wird als Säulendiagramm mit allen Reihen geführt.`,
  )
  return "grouped"
}

function plotKind(plot: XmlElement, count: number): Kind | undefined {
  switch (plot.name) {
    case "c:barChart":
    case "c:bar3DChart":
      return (val(plot, "c:grouping") ?? "").toLowerCase().includes("stacked")
        ? "stacked"
        : count > 1
          ? "grouped"
          : "bar"
    case "c:lineChart":
    case "c:line3DChart":
      return "line"
    case "c:pieChart":
    case "c:pie3DChart":
    case "c:doughnutChart":
      return count === 1 ? "donut" : undefined
    default:
      return undefined
  }
}

function missing(note: string, story: Story): Block {
  story.reading.ledger.finding("chart.empty", story.spot, `${note} Bitte in Word neu einfügen.`)
  return { type: "aside", kind: "chart", note, blocks: [] }
}

/** a kind of chart the tree does not know: its numbers stay readable; what is written here is the import's own text */
function asTable(title: string, categories: readonly string[], series: readonly Series[], story: Story): Block {
  const { ledger } = story.reading
  const cell = (text: string, header: boolean): Cell => {
    ledger.added.cells++
    ledger.added.characters += text.length
    return {
      blocks: [{ type: "paragraph", content: text === "" ? [] : [{ type: "text", text }] }],
      ...(header ? { header: true } : {}),
    }
  }
  const rows = [
    { cells: ["", ...series.map((s) => s.name)].map((t) => cell(t, true)) },
    ...categories.map((c, i) => ({
      cells: [cell(c, true), ...series.map((s) => cell((s.values[i] ?? "").replace(".", ","), false))],
    })),
  ]
  ledger.added.rows += rows.length
  const note = `Diagramm ${quote(title || "ohne Titel")}: Diese Art von Diagramm gibt es hier nicht. Seine Zahlen stehen in der Tabelle.`
  ledger.finding("chart.as_table", story.spot, note)
  return { type: "aside", kind: "chart", note, blocks: [{ type: "table", headerRows: 1, rows }] }
}
