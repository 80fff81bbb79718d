/** A chart as Word draws it: its part with stored values, and the workbook behind it that Word opens for editing. */
import type { Block } from "@beschlussweg/core/content"
import { strToU8, zipSync } from "fflate"
import { attribute, esc, HEAD, XMLNS } from "./part.ts"

type Chart = Extract<Block, { type: "chart" }>

/** dark enough against white, told apart also in grey */
const COLOURS = ["1F4E79", "C55A11", "548235", "7030A0", "7F6000", "2F7F86", "A61C3C", "595959"]
const SHEET = "Daten"

/** "A", "B", ... "U": a chart has at most 20 series */
const column = (i: number): string => String.fromCharCode(65 + i)
const fill = (i: number): string =>
  `<a:solidFill><a:srgbClr val="${COLOURS[i % COLOURS.length] ?? "1F4E79"}"/></a:solidFill>`

/** General, with the unit as it is written behind a figure. */
const format = (unit: string | undefined): string =>
  unit === undefined || unit === "" ? "General" : `General" ${unit.replace(/"/g, "")}"`

function points(values: readonly (string | null)[]): string {
  return `<c:ptCount val="${values.length}"/>${values.map((v, i) => (v === null ? "" : `<c:pt idx="${i}"><c:v>${esc(v)}</c:v></c:pt>`)).join("")}`
}

function series(chart: Chart): string {
  const last = chart.categories.length + 1
  return chart.series
    .map((s, i) => {
      const at = column(i + 1)
      const look =
        chart.kind === "line"
          ? `<c:spPr><a:ln w="28575">${fill(i)}</a:ln></c:spPr>`
          : chart.kind === "donut"
            ? chart.categories
                .map((_, n) => `<c:dPt><c:idx val="${n}"/><c:bubble3D val="0"/><c:spPr>${fill(n)}</c:spPr></c:dPt>`)
                .join("")
            : `<c:spPr>${fill(i)}</c:spPr><c:invertIfNegative val="0"/>`
      return [
        `<c:ser><c:idx val="${i}"/><c:order val="${i}"/>`,
        `<c:tx><c:strRef><c:f>${SHEET}!$${at}$1</c:f><c:strCache>${points([s.name])}</c:strCache></c:strRef></c:tx>`,
        look,
        `<c:cat><c:strRef><c:f>${SHEET}!$A$2:$A$${last}</c:f><c:strCache>${points(chart.categories)}</c:strCache></c:strRef></c:cat>`,
        `<c:val><c:numRef><c:f>${SHEET}!$${at}$2:$${at}$${last}</c:f><c:numCache><c:formatCode>${esc(format(chart.unit))}</c:formatCode>${points(s.values)}</c:numCache></c:numRef></c:val>`,
        chart.kind === "line" ? `<c:smooth val="0"/>` : "",
        "</c:ser>",
      ].join("")
    })
    .join("")
}

const AXES = `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="BFBFBF"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="General" sourceLinked="1"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>`
const IDS = `<c:axId val="1"/><c:axId val="2"/>`

function plot(chart: Chart): string {
  const inner = `<c:varyColors val="0"/>${series(chart)}`
  switch (chart.kind) {
    case "line":
      return `<c:lineChart><c:grouping val="standard"/>${inner}<c:marker val="1"/>${IDS}</c:lineChart>${AXES}`
    case "donut":
      return `<c:doughnutChart><c:varyColors val="1"/>${series(chart)}<c:firstSliceAng val="0"/><c:holeSize val="55"/></c:doughnutChart>`
    default: {
      const stacked = chart.kind === "stacked"
      return `<c:barChart><c:barDir val="col"/><c:grouping val="${stacked ? "stacked" : "clustered"}"/>${inner}<c:gapWidth val="80"/>${stacked ? `<c:overlap val="100"/>` : ""}${IDS}</c:barChart>${AXES}`
    }
  }
}

/** The chart part; `workbook` is the id of its relation to the workbook; `titled`: its title stands beside it. */
export function chartPart(chart: Chart, workbook: string, titled: boolean): string {
  const title =
    titled || chart.title === ""
      ? `<c:autoTitleDeleted val="1"/>`
      : `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="de-DE" sz="1200" b="1"/><a:t>${esc(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>`
  const legend =
    chart.series.length > 1 || chart.kind === "donut"
      ? `<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>`
      : ""
  return `${HEAD}<c:chartSpace ${XMLNS}><c:date1904 val="0"/><c:lang val="de-DE"/><c:roundedCorners val="0"/><c:chart>${title}<c:plotArea><c:layout/>${plot(chart)}</c:plotArea>${legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:externalData r:id="${workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`
}

/** The values as a workbook of one sheet. */
export function workbook(chart: Chart): Uint8Array {
  const text = (at: string, value: string) =>
    `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${esc(value)}</t></is></c>`
  const rows = [
    ["", ...chart.series.map((s) => s.name)].map((name, i) => text(`${column(i)}1`, name)).join(""),
    ...chart.categories.map((category, r) =>
      [
        text(`A${r + 2}`, category),
        ...chart.series.map((s, i) => {
          const value = s.values[r]
          return value === null || value === undefined ? "" : `<c r="${column(i + 1)}${r + 2}"><v>${esc(value)}</v></c>`
        }),
      ].join(""),
    ),
  ]
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
  const pack = "http://schemas.openxmlformats.org/package/2006"
  const files = {
    "[Content_Types].xml": `<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="${attribute(SHEET)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${rows.map((cells, r) => `<row r="${r + 1}">${cells}</row>`).join("")}</sheetData></worksheet>`,
  }
  return zip(Object.fromEntries(Object.entries(files).map(([path, xml]) => [path, strToU8(HEAD + xml)])))
}

/** The same parts give the same bytes. */
export function zip(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { mtime: new Date(2026, 0, 1, 12), level: 6 })
}
