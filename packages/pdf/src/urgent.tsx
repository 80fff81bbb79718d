/** The Dringlichkeitsentscheidung: who decided in place of a body, why, on what, and what the body does next. */
import { canonical } from "@beschlussweg/core/canonical"
import { germanDay } from "@beschlussweg/core/day"
import type { Rendered } from "@beschlussweg/core/paper"
import type { UrgentPaper } from "@beschlussweg/core/paper/urgent"
import type { ReactElement } from "react"
import { blocks, heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { faces } from "./font.ts"
import { type Running, render } from "./render.tsx"
import { sealBlock } from "./seal.ts"
import { grouped } from "./sheet.tsx"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, CONTENT } from "./theme.ts"

/** Renders a Dringlichkeitsentscheidung. @throws AppError refused for glyphs that cannot be shown */
export async function urgent(paper: UrgentPaper): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `Dringlichkeitsentscheidung ${paper.gremium}, ${paper.artLabel} ${paper.nummer}`,
    author: paper.house.traeger,
    subject: paper.betreff,
    on: paper.on,
    seed: canonical(paper),
    strips: [{ element: page(s, paper) }],
    running: (n, pages) => running(paper, n, pages),
  })
}

function running(paper: UrgentPaper, page: number, pages: number): Running[] {
  return [
    { text: `Dringlichkeitsentscheidung zu ${paper.artLabel} ${paper.nummer}`, align: "left", edge: "top" },
    { text: germanDay(paper.on), align: "right", edge: "top" },
    { text: paper.house.traeger, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** Table of two columns, labels left. */
function pairs(s: Setting, list: readonly (readonly [string, readonly string[]])[]): ReactElement {
  const rows = list.map(([label, lines], row) => [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, (width) => lines.map((line) => text(s, line, width, { size: 9 }, { tag: "P" })), { row, col: 1 }),
  ])
  return table({ columns: [CONTENT * 0.32, CONTENT * 0.68], headerRows: 0, rows, lines: "full", after: 6 })
}

function page(s: Setting, paper: UrgentPaper): ReactElement {
  const h2 = (words: string) => {
    const head = heading(s, [{ type: "text", text: words }], CONTENT, { level: 2, size: 12.5 })
    s.base = 2
    return head
  }
  const inForm = () => {
    s.inForm = true
    const body = blocks(s, paper.beschlusstext, CONTENT)
    s.inForm = false
    return body
  }
  const say = (words: string, bold = false) => text(s, words, CONTENT, { bold, after: 6 }, { tag: "P" })
  const title = heading(s, [{ type: "text", text: "Dringlichkeitsentscheidung" }], CONTENT, { level: 1 })
  return (
    <Strip key="dringlichkeitsentscheidung" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.traeger, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {say(`Anstelle von: ${paper.gremium}`)}
        {pairs(s, [
          [paper.artLabel, [`${paper.nummer}, Fassung ${paper.fassung}`]],
          ["Betreff", [paper.betreff]],
          ["Federführendes Amt", [paper.federfuehrendesAmt]],
          ["Rechtsgrundlage", [paper.basis]],
        ])}
        {h2("Entscheidung")}
        {...inForm()}
        {h2("Begründung der Dringlichkeit")}
        {...paper.reason.split(/\n+/).map((line) => say(line))}
        {h2("Wie es weitergeht")}
        {say(paper.follows, true)}
      </Box>
      <Box together>
        <Box tag="Sect">
          {h2("Entschieden durch")}
          {pairs(
            s,
            paper.signatures.map(({ label, name, at }) => [label, [`gez. ${name}`, at]] as const),
          )}
          {pairs(s, [
            ["Prüfwert der Fassung (SHA-256)", grouped(paper.fassungSha256)],
            ["Prüfwert der gesiegelten PDF-Datei (SHA-256)", grouped(paper.pdfSha256)],
          ])}
        </Box>
        {sealBlock(s, paper.house.name, paper.verifyUrl, CONTENT)}
      </Box>
    </Strip>
  )
}
