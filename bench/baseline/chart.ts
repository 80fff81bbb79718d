/** Bar charts of the pdfkit baseline with the same words on axes and bars, and the figures as a table below. */
import type { Block } from "@beschlussweg/core/content"
import { type Elem, font, foot, type Pen, width, write } from "./pen.ts"
import { drawTable } from "./table.ts"
import { germanNumber } from "./text.ts"

type Chart = Extract<Block, { type: "chart" }>
const HEIGHT = 178
const COLORS = ["#1f4468", "#c46a1b", "#5f8f4e", "#8d5a97"] as const

/** @throws Error for charts other than bars: the programmes of the bench have none */
export function drawChart(pen: Pen, parent: Elem, chart: Chart): void {
  if (chart.kind !== "bar" && chart.kind !== "grouped") throw new Error(`the baseline draws no ${chart.kind} chart`)
  const { doc } = pen
  if (doc.y + HEIGHT + 30 > foot(doc)) doc.addPage()
  const title = `${chart.title}${chart.unit ? ` (${chart.unit})` : ""}`
  write(pen, parent, "P", [{ type: "text", text: title }], { size: 9, bold: true, before: 6, after: 4 })
  parent.add(doc.struct("Figure", { alt: chart.alt }, () => bars(pen, chart)))
  drawTable(pen, parent, figures(chart), {})
  if (chart.source && chart.source.length > 0) write(pen, parent, "P", chart.source, { size: 8.5, after: 8 })
}

function step(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 5 || 1))
  return [1, 2, 2.5, 5, 10].map((f) => f * power).find((size) => range / size <= 5.5) ?? power * 10
}

function bars({ doc }: Pen, chart: Chart): void {
  const several = chart.series.length > 1
  const left = doc.page.margins.left + 48
  const room = width(doc) - 54
  const top = doc.y + 8
  const height = HEIGHT - 30 - (several ? 14 : 0)
  const values = chart.series.flatMap((series) => series.values.flatMap((v) => (v === null ? [] : [Number(v)])))
  const high = Math.max(0, ...values)
  const size = step(high || 1)
  const most = Math.ceil((high || size) / size) * size
  const y = (v: number): number => top + height - (v / most) * height
  font(doc, false, false, 7.5)
  doc.fillColor("#16202b")
  const say = (text: string, x: number, at: number): void => {
    doc.text(text, x, at, { lineBreak: false })
  }
  for (let v = 0; v <= most; v += size) {
    doc
      .lineWidth(0.4)
      .moveTo(left, y(v))
      .lineTo(left + room, y(v))
      .stroke("#c3ccd5")
    const text = germanNumber(String(v))
    say(text, left - 5 - doc.widthOfString(text), y(v) - 5.5)
  }
  const slot = room / chart.categories.length
  const each = (slot * 0.72) / chart.series.length
  chart.categories.forEach((category, c) => {
    chart.series.forEach((series, i) => {
      const raw = series.values[c]
      if (raw === null || raw === undefined) return
      const at = left + slot * c + slot * 0.14 + each * i
      doc.rect(at, y(Number(raw)), each * 0.94, y(0) - y(Number(raw))).fill(COLORS[i % COLORS.length] ?? "#000000")
      doc.fillColor("#16202b")
      const text = germanNumber(raw)
      if (text.length * 4.2 <= each + 6) say(text, at + each * 0.47 - doc.widthOfString(text) / 2, y(Number(raw)) - 11)
    })
    say(category, left + slot * (c + 0.5) - doc.widthOfString(category) / 2, top + height + 5)
  })
  let x = left
  if (several)
    chart.series.forEach((series, i) => {
      doc.rect(x, top + height + 22, 10, 8).fill(COLORS[i % COLORS.length] ?? "#000000")
      doc.fillColor("#16202b")
      say(series.name, x + 14, top + height + 20)
      x += doc.widthOfString(series.name) + 26
    })
  doc.x = doc.page.margins.left
  doc.y = top - 8 + HEIGHT + 6
}

function figures(chart: Chart): Extract<Block, { type: "table" }> {
  const cell = (text: string, header = false, align: "left" | "right" = "left") => ({
    blocks: [{ type: "paragraph" as const, content: [{ type: "text" as const, text }] }],
    header,
    align,
  })
  return {
    type: "table",
    headerRows: 1,
    rows: [
      {
        cells: [cell(chart.unit ?? "Angabe", true), ...chart.series.map((s) => cell(s.name || "Wert", true, "right"))],
      },
      ...chart.categories.map((category, c) => ({
        cells: [
          cell(category),
          ...chart.series.map(({ values }) => {
            const value = values[c]
            return cell(value === null || value === undefined ? "–" : germanNumber(value), false, "right")
          }),
        ],
      })),
    ],
  }
}
