/** The reading copy (Lesefassung): Vorlage and programme anew, uploaded PDFs behind them, unsigned, and it says so on every page. */
import { canonical } from "@beschlussweg/core/canonical"
import { germanDay } from "@beschlussweg/core/day"
import type { Anlage, Images, ReadingPaper, Rendered } from "@beschlussweg/core/paper"
import {
  PDFDict,
  PDFDocument,
  type PDFFont,
  PDFName,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  rgb,
} from "@cantoo/pdf-lib"
import * as fontkit from "fontkit"
import { heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { FILES, faces, fontBytes } from "./font.ts"
import type { Pictures } from "./image.ts"
import { withLogo } from "./logo.ts"
import { programmePictures, programmeStrips } from "./programme.tsx"
import { type Running, render, type Strips } from "./render.tsx"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"
import { vorlagePictures, vorlageStrips } from "./vorlage.tsx"

const NOTICE = "Unsignierte Lesefassung"

interface Upload {
  readonly anlage: Anlage
  /** opened, to be appended; undefined: only listed */
  readonly pdf: PDFDocument | undefined
  readonly why: string
}

/** Opens what can be appended; the rest is listed with the reason. */
async function opened(paper: ReadingPaper): Promise<Upload[]> {
  const found: Upload[] = []
  for (const { anlage, bytes } of paper.uploads) {
    if (anlage.mediaType !== "application/pdf") found.push({ anlage, pdf: undefined, why: "kein PDF" })
    else if (!bytes) found.push({ anlage, pdf: undefined, why: "liegt nicht vor" })
    else
      try {
        found.push({ anlage, pdf: await PDFDocument.load(bytes, { updateMetadata: false }), why: "" })
      } catch {
        found.push({ anlage, pdf: undefined, why: "lässt sich nicht öffnen" })
      }
  }
  return found
}

/** Renders the reading copy. With an uploaded PDF in it the file carries no PDF/UA and PDF/A marks. */
export async function reading(paper: ReadingPaper, images: Images): Promise<Rendered> {
  const { vorlage, programme } = paper
  const s = setting(await faces(), paper.vorlage.house)
  const uploads = await opened(paper)
  const appended = uploads.filter((upload) => upload.pdf)
  const extra = appended.reduce((sum, upload) => sum + (upload.pdf?.getPageCount() ?? 0), 0)
  const pictures: Pictures = new Map([
    ...vorlagePictures(vorlage, images),
    ...(programme ? withLogo(programmePictures(programme, images), programme.house, images) : []),
  ])
  const title = `${NOTICE}: ${vorlage.artLabel} ${vorlage.nummer}`
  const base = await render({
    title: `${title}, ${vorlage.betreff}`,
    author: vorlage.house.name,
    subject: `Fassung ${vorlage.fassung} vom ${germanDay(vorlage.on)}`,
    on: vorlage.on,
    seed: canonical({
      vorlage,
      programme: programme ?? null,
      uploads: paper.uploads.map((upload) => upload.anlage.sha256),
    }),
    strips: readingStrips(s, paper, uploads),
    running: (page, pages) => running(paper, page, pages + extra),
    pictures,
    marks: appended.length === 0,
  })
  return appended.length === 0 ? base : append(base, appended, paper)
}

function* readingStrips(s: Setting, paper: ReadingPaper, uploads: readonly Upload[]): Generator<Strips, void, void> {
  yield { element: cover(s, paper, uploads) }
  s.level = 0
  s.base = 0
  yield* vorlageStrips(s, paper.vorlage, "reading")
  if (paper.programme) yield* programmeStrips(s, paper.programme, false)
}

function running(paper: ReadingPaper, page: number, pages: number): Running[] {
  const { vorlage } = paper
  return [
    { text: `${vorlage.artLabel} ${vorlage.nummer}, Fassung ${vorlage.fassung}`, align: "left", edge: "top" },
    { text: NOTICE, align: "right", edge: "top", style: "bold" },
    { text: vorlage.house.name, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

const accessible = (anlage: Anlage): string =>
  anlage.defects.length === 0 ? "nicht auf Barrierefreiheit geprüft" : anlage.defects.join("; ")

function cover(s: Setting, paper: ReadingPaper, uploads: readonly Upload[]) {
  const { vorlage, programme } = paper
  const title = heading(s, [{ type: "text", text: NOTICE }], CONTENT, { level: 1 })
  const appended = uploads.filter((upload) => upload.pdf)
  const words = [
    "Diese Datei ist zum Lesen zusammengestellt. Sie trägt keine Zeichnung und kein Siegel; verbindlich sind allein die gezeichneten Dateien.",
    appended.length === 0
      ? "Alle Teile sind barrierefrei ausgezeichnet."
      : `Nicht barrierefrei sind die hochgeladenen Anlagen am Ende dieser Datei (${appended
          .map((upload) => upload.anlage.title)
          .join("; ")}). Vorlage und Programm sind ausgezeichnet.`,
  ]
  const parts: [string, string, string][] = [
    [`${vorlage.artLabel} ${vorlage.nummer}, Fassung ${vorlage.fassung}`, "enthalten", "barrierefrei"],
    ...(programme ? [[programme.content.title, "enthalten", "barrierefrei"] satisfies [string, string, string]] : []),
    ...uploads.map(({ anlage, pdf, why }): [string, string, string] =>
      pdf
        ? [anlage.title, "enthalten, wie hochgeladen", accessible(anlage)]
        : [anlage.title, `nicht enthalten (${why})`, `SHA-256: ${anlage.sha256}`],
    ),
  ]
  const head = ["Teil", "In dieser Datei", "Barrierefreiheit oder Prüfwert"].map((label, col) =>
    wordCell(s, label, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = parts.map((part, i) =>
    part.map((label, col) =>
      col === 0
        ? wordCell(s, label, { row: i + 1, col, header: "Row", bold: false })
        : wordCell(s, label, { row: i + 1, col, size: label.startsWith("SHA-256") ? SIZE.tiny : 9 }),
    ),
  )
  return (
    <Strip key="reading" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, vorlage.house.traeger, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {text(
          s,
          `${vorlage.artLabel} ${vorlage.nummer}: ${vorlage.betreff}`,
          CONTENT,
          { bold: true, after: 10 },
          { tag: "P" },
        )}
        {...words.map((line) => text(s, line, CONTENT, { after: 8 }, { tag: "P" }))}
        {table({
          columns: [CONTENT * 0.4, CONTENT * 0.25, CONTENT * 0.35],
          headerRows: 1,
          rows: [head, ...rows],
          lines: "full",
        })}
      </Box>
    </Strip>
  )
}

async function append(base: Rendered, uploads: readonly Upload[], paper: ReadingPaper): Promise<Rendered> {
  const target = await PDFDocument.load(base.pdf, { updateMetadata: false })
  target.registerFontkit(fontkit as unknown as Parameters<PDFDocument["registerFontkit"]>[0])
  const font = await target.embedFont(fontBytes(FILES.bold), { subset: true })
  const total = base.pages + uploads.reduce((sum, upload) => sum + (upload.pdf?.getPageCount() ?? 0), 0)
  let page = base.pages
  for (const { anlage, pdf } of uploads) {
    if (!pdf) continue
    for (const copy of await target.copyPages(pdf, pdf.getPageIndices())) {
      target.addPage(copy)
      unlinkStructure(copy)
      page += 1
      stamp(copy, font, `${NOTICE} · ${anlage.title}`, `Seite ${page} von ${total}`, paper)
    }
  }
  const pdf = await target.save({ useObjectStreams: false, updateFieldAppearances: false })
  return { pdf, pages: total }
}

/** The numbers of an uploaded page would point into our structure tree. */
function unlinkStructure(page: PDFPage): void {
  for (const key of ["StructParents", "Tabs"]) page.node.delete(PDFName.of(key))
  const list = page.node.Annots()
  for (let i = 0; i < (list?.size() ?? 0); i += 1) {
    const annotation = list?.lookup(i)
    if (annotation instanceof PDFDict) annotation.delete(PDFName.of("StructParent"))
  }
}

/** Words at the upper edge of an uploaded page, as an artifact. */
function stamp(page: PDFPage, font: PDFFont, left: string, right: string, paper: ReadingPaper): void {
  const { x, y, width, height } = page.getCropBox()
  const size = 7.5
  const words = `${left} · ${paper.vorlage.artLabel} ${paper.vorlage.nummer} · ${right}`
  let shown = words
  while (shown.length > 20 && font.widthOfTextAtSize(shown, size) > width - 24) shown = `${shown.slice(0, -2)}…`
  page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContent, ["/Artifact"]))
  page.drawText(shown, { x: x + 12, y: y + height - 11, size, font, color: rgb(0.29, 0.34, 0.39) })
  page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent))
}
