/** The Beschlussauszug (Auszug aus der Niederschrift): what a body decided, with votes, seal and signatures. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Block } from "@beschlussweg/core/content"
import { germanDay } from "@beschlussweg/core/day"
import { type AuszugPaper, type Images, type Rendered, signatureField } from "@beschlussweg/core/paper"
import { blocks, heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { type Running, render } from "./render.tsx"
import { FIELD, LEVEL_PERSON, sealBlock, signatureBox } from "./seal.ts"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders a Beschlussauszug. @throws AppError refused for glyphs that cannot be shown */
export async function auszug(paper: AuszugPaper, images?: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `Beschlussauszug ${paper.gremium} vom ${germanDay(paper.sitzungOn)}, ${paper.artLabel} ${paper.nummer}`,
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

function running(paper: AuszugPaper, page: number, pages: number): Running[] {
  return [
    { text: `Beschlussauszug zu ${paper.artLabel} ${paper.nummer}`, align: "left", edge: "top" },
    { text: `Auszug ${paper.ordinal} vom ${germanDay(paper.on)}`, align: "right", edge: "top" },
    { text: paper.house.traeger, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

function facts(paper: AuszugPaper): [string, string][] {
  return [
    ["Gremium", paper.gremium],
    ["Sitzung", `${germanDay(paper.sitzungOn)}${paper.ort ? `, ${paper.ort}` : ""}`],
    ["Tagesordnungspunkt", `${paper.top} (${paper.sitzungPublic ? "öffentlich" : "nichtöffentlich"})`],
    [paper.artLabel, `${paper.nummer}, Fassung ${paper.fassung}`],
    ["Betreff", paper.betreff],
    ["Federführendes Amt", paper.federfuehrendesAmt],
    ["Zuständigkeit", paper.zustaendigkeit],
  ]
}

/** Table of two columns, labels left. */
function pairs(s: Setting, list: readonly (readonly [string, string])[]) {
  const rows = list.map(([label, value], row) => [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, value, { row, col: 1, size: /^[0-9a-f]{64}$/.test(value) ? SIZE.tiny : 9 }),
  ])
  return table({ columns: [CONTENT * 0.32, CONTENT * 0.68], headerRows: 0, rows, lines: "full" })
}

const STIMME = { ja: "Ja", nein: "Nein", enthaltung: "Enthaltung", ungueltig: "Ungültig" } as const

/** Who voted how in a namentliche Abstimmung, and who was befangen, where the minutes name them. */
function named(s: Setting, { stimmen = [], befangene = [] }: AuszugPaper) {
  const head = ["Mitglied", "Stimme"].map((word, col) =>
    wordCell(s, word, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = stimmen.map(({ name, stimme }, i) => [
    wordCell(s, name, { row: i + 1, col: 0 }),
    wordCell(s, STIMME[stimme], { row: i + 1, col: 1 }),
  ])
  const columns = [CONTENT * 0.7, CONTENT * 0.3]
  return [
    ...(befangene.length > 0
      ? [text(s, `Wegen Befangenheit nicht mitgewirkt: ${befangene.join(", ")}.`, CONTENT, { after: 6 }, { tag: "P" })]
      : []),
    ...(stimmen.length > 0 ? [table({ columns, headerRows: 1, rows: [head, ...rows], lines: "full", after: 6 })] : []),
  ]
}

function votes(s: Setting, paper: AuszugPaper) {
  const { votes: v } = paper
  if (!v) return [text(s, "Es wurde nicht abgestimmt.", CONTENT, { after: 6 }, { tag: "P" })]
  const names: [string, number][] = [
    ["Ja", v.ja],
    ["Nein", v.nein],
    ["Enthaltung", v.enthaltung],
    ["Ungültig", v.ungueltig],
    ["Befangen", v.befangen],
    ["Anwesend", v.anwesend],
    ["Mitglieder", v.mitglieder],
  ]
  const each = CONTENT / names.length
  const head = names.map(([name], col) =>
    wordCell(s, name, { row: 0, col, header: "Column", align: "center", fill: COLOR.tint }),
  )
  const line = names.map(([, count], col) => wordCell(s, String(count), { row: 1, col, align: "center" }))
  const notes = [
    ...(paper.form ? [`Die Abstimmung war ${paper.form}.`] : []),
    ...(paper.tieByChair ? ["Bei Stimmengleichheit hat die Stimme des Vorsitzes entschieden."] : []),
  ].join(" ")
  return [
    table({ columns: names.map(() => each), headerRows: 1, rows: [head, line], lines: "full", after: 6 }),
    ...(notes === "" ? [] : [text(s, notes, CONTENT, { after: 6 }, { tag: "P" })]),
  ]
}

/** A text whose headings stand below those of the form. */
function inForm(s: Setting, list: readonly Block[]) {
  s.inForm = true
  const body = blocks(s, list, CONTENT)
  s.inForm = false
  return body
}

function sheetOf(s: Setting, paper: AuszugPaper) {
  const h2 = (words: string) => {
    const head = heading(s, [{ type: "text", text: words }], CONTENT, { level: 2, size: 12.5 })
    s.base = 2
    return head
  }
  const title = heading(s, [{ type: "text", text: "Beschlussauszug" }], CONTENT, { level: 1 })
  const right = FIELD.width + 10
  const signatures =
    paper.signatures.length === 0
      ? []
      : [
          text(
            s,
            LEVEL_PERSON,
            CONTENT,
            { size: SIZE.tiny, color: COLOR.quiet, before: 6, after: 3 },
            { tag: "P", keepNext: true },
          ),
          table({
            columns: [CONTENT - right, right],
            headerRows: 0,
            lines: "full",
            rows: paper.signatures.map((line, row) => [
              wordCell(s, line.label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
              line.carried === undefined
                ? wordCell(
                    s,
                    () => [signatureBox(signatureField(line.stepId), `Zeichnung ${line.label}`, FIELD.width)],
                    { row, col: 1 },
                  )
                : wordCell(s, line.carried, { row, col: 1 }),
            ]),
          }),
        ]
  return (
    <Strip key="auszug" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.traeger, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {text(s, "Auszug aus der Niederschrift", CONTENT, { size: 12, color: COLOR.quiet, after: 6 }, { tag: "P" })}
        {paper.replaces
          ? text(
              s,
              `Berichtigung: Dieser Auszug ersetzt ${paper.replaces}.`,
              CONTENT,
              { bold: true, after: 6 },
              { tag: "P" },
            )
          : null}
        {pairs(s, facts(paper))}
        {h2("Beschluss")}
        {...inForm(s, paper.beschlusstext)}
        {paper.beschlussvorschlag ? h2("Beschlussvorschlag der Vorlage") : null}
        {paper.beschlussvorschlag
          ? text(
              s,
              "Der Beschluss weicht vom Beschlussvorschlag ab. Dieser lautete:",
              CONTENT,
              { after: 4 },
              { tag: "P" },
            )
          : null}
        {...(paper.beschlussvorschlag ? inForm(s, paper.beschlussvorschlag) : [])}
        {h2("Abstimmungsergebnis")}
        {text(s, paper.result, CONTENT, { bold: true, after: 6 }, { tag: "P" })}
        {...votes(s, paper)}
        {...named(s, paper)}
      </Box>
      <Box together>
        <Box tag="Sect">
          {h2("Für die Richtigkeit")}
          {pairs(s, [
            ["Vorsitz", paper.vorsitz],
            ["Schriftführung", paper.schriftfuehrung],
            ["Beratene Datei (SHA-256)", paper.vorlageSha256],
          ])}
          {...signatures}
        </Box>
        {sealBlock(s, paper.house.name, paper.verifyUrl, CONTENT)}
      </Box>
    </Strip>
  )
}
