/** The Umlaufprotokoll: the way of a Vorlage through the house as one sealed sheet, Fassung by Fassung. */
import { canonical } from "@beschlussweg/core/canonical"
import { germanDay } from "@beschlussweg/core/day"
import type { Images, Rendered } from "@beschlussweg/core/paper"
import type { UmlaufEntry, UmlaufPaper } from "@beschlussweg/core/paper/umlauf"
import { heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { type Running, render } from "./render.tsx"
import { sealBlock } from "./seal.ts"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders an Umlaufprotokoll. @throws AppError refused for glyphs that cannot be shown */
export async function umlauf(paper: UmlaufPaper, images?: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `Umlaufprotokoll zu ${paper.artLabel} ${paper.nummer}`,
    author: paper.house.traeger,
    subject: paper.betreff,
    on: paper.on,
    seed: canonical(paper),
    strips: [{ element: sheetOf(s, paper) }],
    running: (page, pages) => running(paper, page, pages),
    pictures: withLogo(new Map(), paper.house, images),
    head: images && headOf(paper.house),
  })
}

function running(paper: UmlaufPaper, page: number, pages: number): Running[] {
  return [
    { text: `Umlaufprotokoll zu ${paper.artLabel} ${paper.nummer}`, align: "left", edge: "top" },
    { text: `Stand ${germanDay(paper.on)}, Eintrag ${paper.head.seq}`, align: "right", edge: "top" },
    { text: paper.house.traeger, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

type Part = UmlaufPaper["fassungen"][number]
const isHash = (value: string): boolean => /[0-9a-f]{64}$/.test(value)

/** Table of two columns, labels left. */
function pairs(s: Setting, list: readonly (readonly [string, string])[]) {
  const rows = list.map(([label, value], row) => [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, value, { row, col: 1, size: isHash(value) ? SIZE.tiny : 9 }),
  ])
  return table({ columns: [CONTENT * 0.3, CONTENT * 0.7], headerRows: 0, rows, lines: "full" })
}

function headRow(s: Setting, words: readonly string[]) {
  return words.map((word, col) => wordCell(s, word, { row: 0, col, header: "Column", fill: COLOR.tint }))
}

/** What happened, one entry a row; the words of a reason stand below what it is the reason of. */
function entries(s: Setting, list: readonly UmlaufEntry[]) {
  const rows = list.map((entry, i) => {
    const row = i + 1
    return [
      wordCell(s, String(entry.seq), { row, col: 0, header: "Row", bold: false, align: "right" }),
      wordCell(s, entry.at, { row, col: 1, size: SIZE.small }),
      lines(s, entry.who, row, 2, true),
      wordCell(
        s,
        (width) => [
          text(s, entry.what, width, { size: 9, bold: true }, { tag: "P" }),
          ...entry.words.flatMap((words) => paragraph(s, words, width)),
        ],
        { row, col: 3 },
      ),
    ]
  })
  const columns = [CONTENT * 0.07, CONTENT * 0.15, CONTENT * 0.27, CONTENT * 0.51]
  return table({
    columns,
    headerRows: 1,
    rows: [headRow(s, ["Nr.", "Zeitpunkt", "Wer", "Vorgang"]), ...rows],
    lines: "full",
  })
}

function paragraph(s: Setting, words: string, width: number) {
  const size = isHash(words) ? SIZE.tiny - 1 : SIZE.small
  return words
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => text(s, line, width, { size, color: COLOR.ink, before: 1 }, { tag: "P" }))
}

/** Lines of one cell, the first one in bold. */
function lines(s: Setting, list: readonly string[], row: number, col: number, bold: boolean) {
  return wordCell(
    s,
    (width) =>
      list.map((line, i) =>
        text(s, line, width, i === 0 ? { size: 9, bold } : { size: SIZE.small, color: COLOR.quiet, before: 1 }, {
          tag: "P",
        }),
      ),
    { row, col },
  )
}

function documents(s: Setting, part: Part) {
  const rows = part.documents.map((d, i) => {
    const row = i + 1
    return [
      wordCell(s, d.label, { row, col: 0, header: "Row", bold: false }),
      wordCell(
        s,
        (width) => [
          text(s, d.fileName, width, { size: SIZE.small }, { tag: "P" }),
          text(s, d.sha256, width, { size: SIZE.tiny, color: COLOR.quiet, before: 1 }, { tag: "P" }),
        ],
        { row, col: 1 },
      ),
    ]
  })
  const columns = [CONTENT * 0.36, CONTENT * 0.64]
  return table({
    columns,
    headerRows: 1,
    rows: [headRow(s, ["Dokument", "Datei und Prüfwert (SHA-256)"]), ...rows],
    lines: "full",
  })
}

function fassung(s: Setting, part: Part) {
  const h = (words: string, level: number) =>
    heading(s, [{ type: "text", text: words }], CONTENT, { level, size: level === 2 ? 12.5 : 10.5 })
  const facts: [string, string][] = [
    ["Eingereicht", part.submitted],
    ["Inhalt (SHA-256)", part.sha256],
    ["Gesiegelte Datei (SHA-256)", part.pdfSha256 ?? "nicht erstellt"],
    ...(part.changes === undefined ? [] : [["Änderungen", part.changes] satisfies [string, string]]),
  ]
  return (
    <Box tag="Sect">
      {h(`Fassung ${part.fassung}`, 2)}
      {pairs(s, facts)}
      {part.carried.length > 0 ? h(`Aus früheren Fassungen übernommen`, 3) : null}
      {part.carried.length > 0
        ? pairs(
            s,
            part.carried.map((c) => [c.label, c.text]),
          )
        : null}
      {h(`Verlauf der Fassung ${part.fassung}`, 3)}
      {part.entries.length > 0
        ? entries(s, part.entries)
        : text(s, "Zu dieser Fassung gibt es keine Einträge.", CONTENT, { after: 6 }, { tag: "P" })}
      {h(`Dokumente der Fassung ${part.fassung}`, 3)}
      {part.documents.length > 0
        ? documents(s, part)
        : text(s, "Zu dieser Fassung wurde kein Dokument erstellt.", CONTENT, { after: 6 }, { tag: "P" })}
    </Box>
  )
}

function sheetOf(s: Setting, paper: UmlaufPaper) {
  const title = heading(s, [{ type: "text", text: "Umlaufprotokoll" }], CONTENT, { level: 1 })
  const head = pairs(s, [
    [paper.artLabel, `${paper.nummer} (${paper.public ? "öffentlich" : "nichtöffentlich"})`],
    ["Betreff", paper.betreff],
    ["Federführendes Amt", paper.federfuehrendesAmt],
    ["Stand", paper.state],
  ])
  const parts = paper.fassungen.map((part) => fassung(s, part))
  const verdict = heading(s, [{ type: "text", text: "Prüfung des Verlaufs" }], CONTENT, { level: 2, size: 12.5 })
  return (
    <Strip key="umlauf" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.traeger, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {text(
          s,
          "Wer die Vorlage wann hatte und was daraus wurde, nach dem Verlauf des Hauses",
          CONTENT,
          { size: 11, color: COLOR.quiet, after: 6 },
          { tag: "P" },
        )}
        {head}
        {text(
          s,
          "Nummern, die im Verlauf übersprungen sind, gehören zum Ablegen der Dokumente, die bei ihrer Fassung stehen.",
          CONTENT,
          { size: SIZE.small, color: COLOR.quiet, after: 2 },
          { tag: "P" },
        )}
        {...parts}
      </Box>
      <Box together>
        <Box tag="Sect">
          {verdict}
          {...paper.checked.map((sentence) =>
            text(s, sentence, CONTENT, { after: 3, bold: !paper.intact }, { tag: "P" }),
          )}
          {pairs(s, [
            ["Letzter Eintrag", String(paper.head.seq)],
            ["Prüfwert (SHA-256)", paper.head.hash],
          ])}
        </Box>
        {sealBlock(s, paper.house.name, paper.verifyUrl, CONTENT)}
      </Box>
    </Strip>
  )
}
