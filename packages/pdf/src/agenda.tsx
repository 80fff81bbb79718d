/** Einladung und Tagesordnung of a meeting: whole for the members, or with what the public may read. */
import { canonical } from "@beschlussweg/core/canonical"
import { germanDay } from "@beschlussweg/core/day"
import type { Images, Rendered } from "@beschlussweg/core/paper"
import type { AgendaPaper, AgendaTop } from "@beschlussweg/core/paper/agenda"
import { weekdayName } from "@beschlussweg/core/sitzung/frist"
import type { ReactElement } from "react"
import { heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { longDay } from "./date.ts"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { type Running, render } from "./render.tsx"
import { STRIP } from "./strip.ts"
import { table, wordCell } from "./table.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders an agenda. @throws AppError refused for glyphs that cannot be shown */
export async function agenda(paper: AgendaPaper, images?: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `${titleOf(paper)}: ${paper.gremium}, ${germanDay(paper.on)}`,
    author: paper.house.traeger,
    subject: `Sitzung am ${longDay(paper.on)}`,
    on: paper.invitedOn,
    seed: canonical(paper),
    strips: [{ element: page(s, paper) }],
    running: (n, pages) => running(paper, n, pages),
    pictures: withLogo(new Map(), paper.house, images),
    head: images && headOf(paper.house),
  })
}

const TITLE = {
  einladung: "Einladung und Tagesordnung",
  nachtrag: "Nachtrag zur Tagesordnung",
  aenderung: "Geänderte Einladung",
} as const satisfies Record<AgendaPaper["occasion"], string>
const titleOf = ({ occasion }: AgendaPaper): string => TITLE[occasion]

function running(paper: AgendaPaper, page: number, pages: number): Running[] {
  return [
    { text: titleOf(paper), align: "left", edge: "top" },
    { text: `Sitzung am ${germanDay(paper.on)}`, align: "right", edge: "top" },
    { text: paper.house.traeger, align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** Table of two columns, labels left. */
function pairs(s: Setting, list: readonly (readonly [string, string])[]): ReactElement {
  const rows = list.map(([label, value], row) => [
    wordCell(s, label, { row, col: 0, header: "Row", bold: false, fill: COLOR.tint }),
    wordCell(s, value, { row, col: 1, size: SIZE.body }),
  ])
  return table({ columns: [CONTENT * 0.22, CONTENT * 0.78], headerRows: 0, rows, lines: "full", after: 8 })
}

const KIND = {
  regular: undefined,
  nachtrag: "Nachtrag",
  tischvorlage: "Tischvorlage",
  ergaenzung: "Ergänzungsvorlage",
} as const satisfies Record<AgendaTop["kind"], string | undefined>

/** Points of one part, one a row. */
function points(s: Setting, paper: AgendaPaper, tops: readonly AgendaTop[]): ReactElement {
  const whole = paper.form === "full"
  const head = ["TOP", "Gegenstand", "Vorlage"].map((word, col) =>
    wordCell(s, word, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const rows = tops.map((top, i) => {
    const row = i + 1
    const remarks = [top.removed ? "abgesetzt" : undefined, KIND[top.kind]].filter((r) => r !== undefined)
    const nummer = whole || top.public ? top.nummer : undefined
    return [
      wordCell(s, top.number === "" ? "–" : top.number, { row, col: 0, header: "Row", size: SIZE.body }),
      wordCell(
        s,
        (width) => [
          text(s, whole ? top.title : top.publicTitle, width, { size: SIZE.body }, { tag: "P" }),
          ...remarks.map((words) =>
            text(s, words, width, { size: SIZE.small, italic: true, color: COLOR.quiet, before: 1 }, { tag: "P" }),
          ),
        ],
        { row, col: 1 },
      ),
      wordCell(s, nummer ?? "–", { row, col: 2, size: 9 }),
    ]
  })
  const columns = [CONTENT * 0.11, CONTENT * 0.67, CONTENT * 0.22]
  return table({ columns, headerRows: 1, rows: [head, ...rows], lines: "full", after: 6 })
}

function page(s: Setting, paper: AgendaPaper): ReactElement {
  const h2 = (words: string) => heading(s, [{ type: "text", text: words }], CONTENT, { level: 2, size: 12.5 })
  const title = heading(s, [{ type: "text", text: titleOf(paper) }], CONTENT, { level: 1 })
  const shown = paper.tops.filter((t) => t.public)
  const closed = paper.form === "public" && paper.nonPublicTops === "omitted" ? [] : paper.tops.filter((t) => !t.public)
  const time = paper.end === undefined ? `${paper.start} Uhr` : `${paper.start} bis ${paper.end} Uhr`
  const sent = `${germanDay(paper.invitedOn)}${paper.urgent ? ", mit verkürzter Ladungsfrist" : ""}`
  const head: [string, string][] = [
    ["Gremium", paper.gremium],
    ["Tag", `${weekdayName(paper.on)}, ${longDay(paper.on)}`],
    ["Zeit", time],
    ...(paper.ort === "" ? [] : [["Ort", paper.ort] satisfies [string, string]]),
    ["Sitzung", openness(paper)],
    [SENT[paper.occasion], sent],
  ]
  return (
    <Strip key="tagesordnung" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {text(s, paper.house.traeger, CONTENT, { color: COLOR.quiet }, { tag: "P" })}
        {title}
        {pairs(s, head)}
        {text(s, opening(paper), CONTENT, { after: 4 }, { tag: "P" })}
      </Box>
      {shown.length > 0 ? (
        <Box tag="Sect">
          {h2("Öffentlicher Teil")}
          {points(s, paper, shown)}
        </Box>
      ) : null}
      {closed.length > 0 ? (
        <Box tag="Sect">
          {h2("Nichtöffentlicher Teil")}
          {points(s, paper, closed)}
        </Box>
      ) : null}
      <Box together>
        {paper.vorsitz === undefined
          ? null
          : text(s, `Vorsitz: ${paper.vorsitz}`, CONTENT, { before: 8, after: 4 }, { tag: "P" })}
        {text(
          s,
          [paper.house.name, ...paper.house.address].join(", "),
          CONTENT,
          { size: SIZE.small, color: COLOR.quiet, before: 6 },
          { tag: "P" },
        )}
      </Box>
    </Strip>
  )
}

const SENT = {
  einladung: "Einladung vom",
  nachtrag: "Nachtrag vom",
  aenderung: "Änderung vom",
} as const satisfies Record<AgendaPaper["occasion"], string>

function openness({ public: open, tops }: AgendaPaper): string {
  const some = tops.some((t) => t.public)
  const others = tops.some((t) => !t.public)
  if (!open) return some ? "nichtöffentlich, mit öffentlichem Teil" : "nichtöffentlich"
  return others ? "öffentlich, mit nichtöffentlichem Teil" : "öffentlich"
}

function opening(paper: AgendaPaper): string {
  if (paper.occasion === "nachtrag")
    return "Die Tagesordnung wird ergänzt. Es gilt die folgende Tagesordnung; die Nummern der Einladung bleiben."
  if (paper.occasion === "aenderung") return "Zeit oder Ort der Sitzung haben sich geändert. Es gilt, was oben steht."
  return paper.form === "full"
    ? "Zu dieser Sitzung lade ich Sie ein. Wer verhindert ist, benachrichtigt bitte die Vertretung."
    : "Zu dieser Sitzung ist eingeladen. Die Öffentlichkeit hat Zutritt zum öffentlichen Teil."
}
