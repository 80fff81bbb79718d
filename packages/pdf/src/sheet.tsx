/** The Zeichnungsblatt: a page to be signed by hand. It names what is signed by number, Fassung and hashes. */
import { canonical } from "@beschlussweg/core/canonical"
import { germanDay } from "@beschlussweg/core/day"
import type { Images, Rendered, SheetPaper } from "@beschlussweg/core/paper"
import type { ReactElement } from "react"
import { heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { checkBox } from "./finance.ts"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { type Running, render } from "./render.tsx"
import { addressLine, code } from "./seal.ts"
import { STRIP } from "./strip.ts"
import { type GridCell, table, wordCell } from "./table.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders a Zeichnungsblatt. @throws AppError refused for glyphs that cannot be shown */
export async function sheet(paper: SheetPaper, images?: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `Zeichnungsblatt ${paper.artLabel} ${paper.nummer}, Fassung ${paper.fassung}: ${paper.label}`,
    author: paper.house.name,
    subject: paper.betreff,
    on: paper.on,
    seed: canonical(paper),
    strips: [{ element: page(s, paper) }],
    running: (n, pages) => running(paper, n, pages),
    pictures: withLogo(new Map(), paper.house, images),
    head: images && headOf(paper.house),
  })
}

function running(paper: SheetPaper, page: number, pages: number): Running[] {
  return [
    { text: `Zeichnungsblatt zu ${paper.artLabel} ${paper.nummer}`, align: "left", edge: "top" },
    { text: `Fassung ${paper.fassung} vom ${germanDay(paper.on)}`, align: "right", edge: "top" },
    { text: paper.house.name, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** 64 digits in groups of eight, two lines of four, so that people can compare them. */
export function grouped(hash: string): [string, string] {
  const groups = hash.match(/.{1,8}/g) ?? []
  return [groups.slice(0, 4).join(" "), groups.slice(4).join(" ")]
}

const LEFT = CONTENT * 0.32

function pairs(s: Setting, list: readonly (readonly [string, readonly string[]])[]): ReactElement {
  const rows = list.map(([label, lines], row) => [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, (width) => lines.map((line) => text(s, line, width, { size: 9, whole: true }, { tag: "P" })), {
      row,
      col: 1,
    }),
  ])
  return table({ columns: [LEFT, CONTENT - LEFT], headerRows: 0, rows, lines: "full", after: 6 })
}

/** A row to be filled in by hand. */
function blank(s: Setting, row: number, label: string, height: number): GridCell[] {
  return [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(
      s,
      (width) => [
        text(s, "von Hand auszufüllen", width, { size: SIZE.tiny, color: COLOR.quiet }, { tag: "P" }),
        <Box key="room" style={{ height }} />,
      ],
      { row, col: 1 },
    ),
  ]
}

function tick(s: Setting, words: string, width: number): ReactElement {
  return (
    <Box key={words} style={{ flexDirection: "row", marginTop: 3 }}>
      {checkBox(false, "Kästchen zum Ankreuzen")}
      {text(s, words, width - 14, { size: 9 }, { tag: "P" })}
    </Box>
  )
}

function page(s: Setting, paper: SheetPaper): ReactElement {
  const h2 = (words: string) => heading(s, [{ type: "text", text: words }], CONTENT, { level: 2, size: 12.5 })
  const title = heading(s, [{ type: "text", text: "Zeichnungsblatt" }], CONTENT, { level: 1 })
  const version = `Fassung ${paper.fassung} vom ${germanDay(paper.on)}`
  const side = 78
  return (
    <Strip key="zeichnungsblatt" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.name, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {pairs(s, [
          [paper.artLabel, [`${paper.nummer}, ${version}`]],
          ["Betreff", [paper.betreff]],
          ["Federführendes Amt", [paper.federfuehrendesAmt]],
          ["Zeichnung durch", [paper.label]],
        ])}
        {h2("Was gezeichnet wird")}
        {text(
          s,
          `Ich zeichne die ${paper.artLabel} ${paper.nummer} in der ${version}, die durch diese Prüfwerte bestimmt ist.`,
          CONTENT,
          { bold: true, after: 6 },
          { tag: "P" },
        )}
        {pairs(s, [
          ["Prüfwert der Fassung (SHA-256)", grouped(paper.fassungSha256)],
          ["Prüfwert der gesiegelten PDF-Datei (SHA-256)", grouped(paper.pdfSha256)],
        ])}
        {h2("Zeichnung")}
        {table({
          columns: [LEFT, CONTENT - LEFT],
          headerRows: 0,
          lines: "full",
          rows: [
            blank(s, 0, "Ort", 14),
            blank(s, 1, "Datum", 14),
            [
              wordCell(s, "Vertretung", { row: 2, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
              wordCell(
                s,
                (width) => [
                  tick(s, "in Vertretung (i. V.)", width),
                  tick(s, "im Auftrag (i. A.)", width),
                  <Box key="room" style={{ height: 4 }} />,
                ],
                { row: 2, col: 1 },
              ),
            ],
            blank(s, 3, "Name in Druckbuchstaben", 16),
            blank(s, 4, "Unterschrift", 44),
          ],
          after: 8,
        })}
      </Box>
      <Box tag="Sect" keep style={{ borderTopWidth: 0.8, borderTopColor: COLOR.rule, paddingTop: 10 }}>
        <Box style={{ flexDirection: "row" }}>
          <Box style={{ width: CONTENT - side }}>
            {h2("Danach")}
            {text(
              s,
              "Bitte geben Sie das unterschriebene Blatt dem Sitzungsdienst. Er vergleicht die Prüfwerte, scannt es ein und bestätigt die Zeichnung.",
              CONTENT - side - 16,
              {},
              { tag: "P" },
            )}
          </Box>
          {code(paper.verifyUrl, side)}
        </Box>
        {addressLine(s, paper.verifyUrl, CONTENT)}
      </Box>
    </Strip>
  )
}
