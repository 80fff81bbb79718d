/** Charts as elements: title, drawing (plot.ts), and the figures behind it as a table. */
import { heightOf, legendHeight, legendOf } from "@beschlussweg/core/chart/draw"
import { type Chart, drawnAs, germanNumber } from "@beschlussweg/core/chart/scale"
import type { Inline } from "@beschlussweg/core/content"
import { printable } from "@beschlussweg/core/glyph"
import { createElement as h, type ReactElement } from "react"
import { captionOf, type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { textWidth } from "./font.ts"
import { measureOf, paint } from "./plot.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, SIZE } from "./theme.ts"

/** A chart with title, drawing, figures and source. */
export function chart(s: Setting, block: Chart, width: number): ReactElement[] {
  const unit = block.unit ? ` (${block.unit})` : ""
  const id = s.listed?.get(block)
  const title = text(
    s,
    `${block.title}${unit}`,
    width,
    { size: SIZE.small + 0.5, bold: true, color: COLOR.quiet, after: 4 },
    id === undefined ? { tag: "P" } : { tag: "P", id },
  )
  const drawing = drawnAs(block)
  const entries = legendOf(drawing, width, measureOf(s))
  const figure = h(Box, {
    tag: "Figure",
    alt: printable(block.alt),
    plot: paint(s, drawing, entries),
    style: { width, height: heightOf(drawing) + legendHeight(entries) },
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
