/** The Beschlussvorlage's own PDF: the form, its texts, Anlagen, the numbered signature block, result fields, and the seal. */

import { canonical } from "@beschlussweg/core/canonical"
import { germanNumber } from "@beschlussweg/core/chart/scale"
import { germanDay } from "@beschlussweg/core/day"
import {
  type Anlage,
  type Attachment,
  type Images,
  type Rendered,
  resultField,
  signatureField,
  type VorlagePaper,
} from "@beschlussweg/core/paper"
import type { ReactElement } from "react"
import { blocks, heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { LEVEL } from "./certificate.ts"
import { financeBlock } from "./finance.ts"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { picturesOf } from "./picture.ts"
import { type Running, render, type Strips } from "./render.tsx"
import { FIELD, LEVEL_PERSON, sealBlock, signatureBox } from "./seal.ts"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { plainRun } from "./text.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders a frozen Vorlage with its embedded Anlagen. @throws AppError refused for glyphs or pictures that cannot be shown */
export async function vorlage(
  paper: VorlagePaper,
  attachments: readonly Attachment[],
  images: Images,
): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `${paper.artLabel} ${paper.nummer}: ${paper.betreff}`,
    author: paper.house.name,
    subject: `${paper.artLabel} ${paper.nummer}, Fassung ${paper.fassung} vom ${germanDay(paper.on)}`,
    on: paper.on,
    seed: canonical(paper),
    strips: vorlageStrips(s, paper),
    running: (page, pages) => runningVorlage(paper, page, pages),
    pictures: withLogo(vorlagePictures(paper, images), paper.house, images),
    head: headOf(paper.house),
    attachments,
  })
}

export const vorlagePictures = (paper: VorlagePaper, images: Images) =>
  picturesOf([...paper.beschlussvorschlag, ...paper.erlaeuterungen], images)

export function runningVorlage(paper: VorlagePaper, page: number, pages: number): Running[] {
  return [
    { text: `${paper.artLabel} ${paper.nummer}`, align: "left", edge: "top" },
    { text: `Fassung ${paper.fassung} vom ${germanDay(paper.on)}`, align: "right", edge: "top" },
    { text: paper.house.name, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** What a Vorlage is printed as. Only a Fassung has fields; in the others words stand where they would be. */
export type Look = "fassung" | "reading" | "preview"
const WORDS = {
  fassung: { zeichnung: "", ergebnis: "", anlage: "eingebettet", none: "keine" },
  reading: {
    zeichnung: "Zeichnung in der gezeichneten Fassung",
    ergebnis: "Ergebnis in der gezeichneten Fassung",
    anlage: "eingebettet in die gezeichnete Fassung",
    none: "keine",
  },
  preview: {
    zeichnung: "nach dem Einreichen",
    ergebnis: "nach der Sitzung",
    anlage: "wird beim Einreichen eingebettet",
    none: "(Die Beratungsfolge fehlt.)",
  },
} as const satisfies Record<Look, Readonly<Record<string, string>>>

/** The Vorlage as one strip. `version`: what the line below its head says of it; `notice`: stands below that line */
export function vorlageStrips(
  s: Setting,
  paper: VorlagePaper,
  look: Look = "fassung",
  version = versionOf(paper),
  notice: readonly ReactElement[] = [],
): Strips[] {
  const fields = look === "fassung"
  const publicity = paper.public ? "öffentlich" : "nichtöffentlich"
  const title = heading(
    s,
    [
      { type: "text", text: `${paper.artLabel} ` },
      { type: "text", text: publicity },
    ],
    CONTENT,
    { level: 1 },
  )
  const h2 = (words: string) => heading(s, [{ type: "text", text: words }], CONTENT, { level: 2, size: 12.5 })
  const texts = (words: string, list: VorlagePaper["erlaeuterungen"], none: string) => {
    const head = h2(words)
    s.base = 2
    s.inForm = true
    const body = blocks(s, list, CONTENT)
    s.inForm = false
    return [head, ...(body.length > 0 ? body : [text(s, none, CONTENT, { after: 6 }, { tag: "P" })])]
  }
  const main = (
    <Strip key="vorlage" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.traeger, CONTENT, { size: SIZE.body, color: COLOR.quiet }, { tag: "P" })}
        {title}
        {office(s, paper)}
        {text(s, version, CONTENT, { size: SIZE.small, color: COLOR.quiet, after: 2 }, { tag: "P" })}
        {...notice}
        {h2("Betreff:")}
        {text(s, paper.betreff, CONTENT, { bold: true, size: 11, after: 4 }, { tag: "P" })}
        {h2("Beratungsfolge:")}
        {paper.beratungsfolge.length > 0
          ? sequence(s, paper)
          : text(s, WORDS[look].none, CONTENT, { after: 6 }, { tag: "P" })}
        <Box together>
          {h2("Finanzielle Auswirkungen:")}
          {...financeBlock(s, paper.finance, paper.house.ownShareLabel, CONTENT)}
        </Box>
        {...texts("Beschlussvorschlag:", paper.beschlussvorschlag, "kein Beschlussvorschlag")}
        {...texts("Erläuterungen:", paper.erlaeuterungen, "keine Erläuterungen")}
        {paper.anlagen.length > 0 ? h2("Anlagen:") : null}
        {paper.anlagen.length > 0 ? attached(s, paper.anlagen, look) : null}
        {paper.statements.length > 0 ? h2("Stellungnahmen und Mitzeichnungen") : null}
        {paper.statements.length > 0 ? statements(s, paper) : null}
        {paper.signatures.length > 0 ? (
          <Box together>
            {h2("Unterschriften")}
            {signatures(s, paper, look)}
          </Box>
        ) : null}
      </Box>
      <Box together>
        {paper.beratungsfolge.length > 0 ? (
          <Box tag="Sect">
            {h2("Beratungsergebnisse")}
            {results(s, paper, look)}
          </Box>
        ) : null}
        {fields ? sealBlock(s, paper.house.name, paper.verifyUrl, CONTENT) : null}
      </Box>
    </Strip>
  )
  return [{ element: main, newPage: true }]
}

const versionOf = (paper: VorlagePaper): string =>
  `Fassung ${paper.fassung} vom ${germanDay(paper.on)}${paper.changes ? `. ${paper.changes}` : ""}`

function office(s: Setting, paper: VorlagePaper) {
  const cells = [
    wordCell(s, "Federführendes Amt", { row: 0, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, paper.federfuehrendesAmt, { row: 0, col: 1, bold: true }),
    wordCell(s, "Nr.", { row: 0, col: 2, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, paper.nummer, { row: 0, col: 3, bold: true }),
  ]
  const columns = [CONTENT * 0.24, CONTENT * 0.42, CONTENT * 0.08, CONTENT * 0.26]
  return table({ columns, headerRows: 0, rows: [cells], lines: "full", after: 6 })
}

function sequence(s: Setting, paper: VorlagePaper) {
  const head = ["Gremium und Berichterstattung", "Termin", "Zuständigkeit"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = paper.beratungsfolge.map((entry, i) => [
    wordCell(
      s,
      (width) => [
        text(s, entry.gremium, width, { size: 9, bold: true }, { tag: "P" }),
        ...(entry.berichterstattung.length > 0
          ? [
              text(
                s,
                `Berichterstattung: ${entry.berichterstattung.join(" / ")}`,
                width,
                { size: 9, before: 1 },
                { tag: "P" },
              ),
            ]
          : []),
      ],
      { row: i + 1, col: 0, header: "Row" },
    ),
    wordCell(s, germanDay(entry.termin), { row: i + 1, col: 1 }),
    wordCell(s, entry.zustaendigkeit, { row: i + 1, col: 2 }),
  ])
  const columns = [CONTENT * 0.62, CONTENT * 0.16, CONTENT * 0.22]
  return table({ columns, headerRows: 1, rows: [head, ...rows], lines: "full" })
}

/** 24812345 -> "24,8 MB" */
const megabytes = (bytes: number): string => `${germanNumber((Math.max(bytes, 100_000) / 1_000_000).toFixed(1))} MB`

/** List of Anlagen: title, flag, pages, how they are attached, defects and SHA-256, as far as they are known. */
function attached(s: Setting, anlagen: readonly Anlage[], look: Look) {
  const head = ["Nr.", "Anlage", "Seiten", "Status"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const given = (anlage: Anlage): string => {
    if (!anlage.embedded) return `nicht eingebettet (${megabytes(anlage.bytes)}), bestimmt durch den Prüfwert`
    return WORDS[look].anlage
  }
  const quiet = (words: string, width: number, size: number = SIZE.small) =>
    text(s, words, width, { size, color: COLOR.quiet, before: 1 }, { tag: "P" })
  const rows = anlagen.map((anlage, i) => [
    wordCell(s, String(i + 1), { row: i + 1, col: 0, header: "Row", bold: false }),
    wordCell(
      s,
      (width) => [
        text(s, anlage.title, width, { size: 9, bold: true }, { tag: "P" }),
        ...(anlage.fileName === "" ? [] : [quiet(anlage.fileName, width)]),
        ...(anlage.defects.length > 0
          ? [text(s, `Mängel: ${anlage.defects.join("; ")}`, width, { size: SIZE.small, before: 1 }, { tag: "P" })]
          : []),
        ...(anlage.sha256 === ""
          ? []
          : [
              quiet("Prüfwert (SHA-256):", width, SIZE.tiny),
              text(s, anlage.sha256, width, { size: SIZE.tiny, color: COLOR.quiet }, { tag: "P" }),
            ]),
      ],
      { row: i + 1, col: 1 },
    ),
    wordCell(s, anlage.pages === null ? "–" : String(anlage.pages), { row: i + 1, col: 2, align: "right" }),
    wordCell(
      s,
      (width) => [
        text(s, anlage.public ? "öffentlich" : "nichtöffentlich", width, { size: 9 }, { tag: "P" }),
        quiet(given(anlage), width),
      ],
      { row: i + 1, col: 3 },
    ),
  ])
  const columns = [CONTENT * 0.06, CONTENT * 0.63, CONTENT * 0.09, CONTENT * 0.22]
  return table({ columns, headerRows: 1, rows: [head, ...rows], lines: "full" })
}

function statements(s: Setting, paper: VorlagePaper) {
  const head = ["Stelle", "Äußerung"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = paper.statements.map((line, i) => [
    wordCell(s, line.label, { row: i + 1, col: 0, header: "Row", bold: false }),
    wordCell(s, line.text, { row: i + 1, col: 1 }),
  ])
  return table({ columns: [CONTENT * 0.35, CONTENT * 0.65], headerRows: 1, rows: [head, ...rows], lines: "full" })
}

function signatures(s: Setting, paper: VorlagePaper, look: Look) {
  const right = FIELD.width + 10
  const head = ["Zeichnung durch", "Zeichnung"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const each = paper.signatures.some((line) => line.level !== undefined)
  const rows = paper.signatures.map((line, i) => {
    const label = `${i + 1}. ${line.label}`
    // What is demanded, beside a field that may still be empty.
    const level = `Niveau: ${line.level ?? LEVEL.person}`
    const said = (width: number) => [
      text(s, label, width, { size: 9 }, { tag: "P" }),
      text(s, level, width, { size: SIZE.tiny, color: COLOR.quiet, before: 1 }, { tag: "P" }),
    ]
    return [
      wordCell(s, each ? said : label, { row: i + 1, col: 0, header: "Row", bold: false }),
      line.carried === undefined && look === "fassung"
        ? wordCell(s, () => [signatureBox(signatureField(line.stepId), `Zeichnung ${label}`, FIELD.width)], {
            row: i + 1,
            col: 1,
          })
        : wordCell(s, line.carried ?? WORDS[look].zeichnung, { row: i + 1, col: 1 }),
    ]
  })
  return (
    <Box tag="Div">
      {each
        ? null
        : text(
            s,
            LEVEL_PERSON,
            CONTENT,
            { size: SIZE.tiny, color: COLOR.quiet, after: 3 },
            { tag: "P", keepNext: true },
          )}
      {table({ columns: [CONTENT - right, right], headerRows: 1, rows: [head, ...rows], lines: "full" })}
    </Box>
  )
}

function results(s: Setting, paper: VorlagePaper, look: Look) {
  const right = FIELD.width + 10
  const head = ["Gremium", "Ergebnis"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = paper.beratungsfolge.map((entry, i) => [
    wordCell(
      s,
      (width) => [
        text(s, entry.gremium, width, { size: 9 }, { tag: "P" }),
        text(
          s,
          [plainRun(`${entry.zustaendigkeit}, vorgesehen am ${germanDay(entry.termin)}`)],
          width,
          { size: SIZE.small, color: COLOR.quiet, before: 1 },
          { tag: "P" },
        ),
      ],
      { row: i + 1, col: 0, header: "Row" },
    ),
    entry.result !== undefined
      ? wordCell(s, entry.result, { row: i + 1, col: 1 })
      : look === "fassung"
        ? wordCell(
            s,
            () => [
              signatureBox(resultField(entry.stepId), `Ergebnis ${entry.gremium}`, FIELD.width, FIELD.height + 14),
            ],
            { row: i + 1, col: 1 },
          )
        : wordCell(s, WORDS[look].ergebnis, { row: i + 1, col: 1 }),
  ])
  return table({ columns: [CONTENT - right, right], headerRows: 1, rows: [head, ...rows], lines: "full" })
}
