/** The Synopse: two versions of a programme side by side, section by section; what changed is marked in three ways. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Block } from "@beschlussweg/core/content"
import type { Images, Rendered } from "@beschlussweg/core/paper"
import type { SynopsePaper } from "@beschlussweg/core/paper/synopse"
import {
  type BlockChange,
  movedWords,
  type Piece,
  type SectionChange,
  sectionWords,
  summary,
  tableWords,
} from "@beschlussweg/core/synopse"
import { createElement as h, type ReactElement } from "react"
import { blocks, heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { faces } from "./font.ts"
import { headOf, withLogo } from "./logo.ts"
import { shortened } from "./programme.tsx"
import { type Running, render, type Strips } from "./render.tsx"
import { STRIP } from "./strip.ts"
import { type GridCell, table, wordCell } from "./table.ts"
import { plainRun, type TextRun } from "./text.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

/** Renders a Synopse. @throws AppError refused for glyphs that cannot be shown */
export async function synopse(paper: SynopsePaper, images?: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `Synopse: ${paper.title}`,
    author: paper.house.name,
    subject: `${paper.old} und ${paper.new}`,
    on: paper.on,
    seed: canonical(paper),
    strips: strips(s, paper),
    running: (page, pages) => running(paper, page, pages),
    pictures: withLogo(new Map(), paper.house, images),
    head: images && headOf(paper.house),
  })
}

function running(paper: SynopsePaper, page: number, pages: number): Running[] {
  return [
    { text: `Synopse: ${shortened(paper.title, 60)}`, align: "left", edge: "top" },
    { text: paper.house.name, align: "right", edge: "top" },
    { text: shortened(`${paper.old} – ${paper.new}`, 90), align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}

/** Sections in one strip; more of them make laying out slower than pages do. */
const SECTIONS = 8

function strips(s: Setting, paper: SynopsePaper): Strips[] {
  const { sections } = paper.synopse
  const found: Strips[] = [{ element: strip("kopf", opening(s, paper)) }]
  for (let i = 0; i < sections.length; i += SECTIONS)
    found.push({
      element: strip(
        `teil-${i}`,
        sections.slice(i, i + SECTIONS).map((change) => sectionOf(s, paper, change)),
      ),
      gap: 6,
      atLeast: 90,
    })
  const rest = [...notes(s, paper), ...numbers(s, paper)]
  if (rest.length > 0) found.push({ element: strip("rest", rest), gap: 6, atLeast: 90 })
  return found
}

const strip = (key: string, children: readonly ReactElement[]): ReactElement => (
  <Strip key={key} width={CONTENT} style={STRIP}>
    {h(Box, { tag: "Sect" }, ...children)}
  </Strip>
)

const line = (s: Setting, words: string, style: Parameters<typeof text>[3] = {}): ReactElement =>
  text(s, words, CONTENT, { after: 3, ...style }, { tag: "P" })

function opening(s: Setting, paper: SynopsePaper): ReactElement[] {
  const { title, count } = paper.synopse
  const heads: ReactElement[] = [
    heading(s, [{ type: "text", text: "Synopse" }], CONTENT, { level: 1 }),
    line(s, paper.title, { bold: true, size: 12, after: 8 }),
    line(s, `Bisher: ${paper.old}`),
    line(s, `Neu: ${paper.new}`, { after: 8 }),
    line(s, summary(count), { bold: true, after: 8 }),
  ]
  if (Object.values(count).some((n) => n > 0))
    heads.push(
      text(
        s,
        [
          plainRun("Gezeigt wird nur, was sich unterscheidet. "),
          gone("Was entfällt"),
          plainRun(" steht in eckigen Klammern und ist durchgestrichen, "),
          come("was neu ist"),
          plainRun(" steht in spitzen Klammern und ist unterstrichen."),
        ],
        CONTENT,
        { size: SIZE.small, after: 6 },
        { tag: "P" },
      ),
    )
  if (title) heads.push(pairs(s, paper, [[[gone(title.old)], [come(title.new)]]]))
  return heads
}

const gone = (words: string): TextRun => plainRun(`[${words}]`, { strike: true, color: COLOR.gone })
const come = (words: string): TextRun => plainRun(`‹${words}›`, { underline: true, color: COLOR.come })

/** Runs of a text with its changed pieces marked; blanks around a piece stay outside of its marks. */
function marked(list: readonly Piece[], mark: (words: string) => TextRun): TextRun[] {
  return list.flatMap(({ text: words, changed }) => {
    const bare = words.trim()
    if (!changed || bare === "") return words === "" ? [] : [plainRun(words)]
    const from = words.indexOf(bare)
    const before = words.slice(0, from)
    const after = words.slice(from + bare.length)
    return [...(before ? [plainRun(before)] : []), mark(bare), ...(after ? [plainRun(after)] : [])]
  })
}

type Pair = readonly [old: readonly TextRun[], now: readonly TextRun[]]

/** Rows of old and new words under their two heads. */
function pairs(s: Setting, paper: SynopsePaper, list: readonly Pair[]): ReactElement {
  const head = ["Bisher", "Neu"].map((words, col) =>
    wordCell(s, words, { row: 0, col, header: "Column", fill: COLOR.tint }),
  )
  const cell = (runs: readonly TextRun[], row: number, col: number): GridCell =>
    wordCell(s, (width) => [text(s, runs.length > 0 ? runs : "–", width, { size: 9 }, { tag: "P" })], { row, col })
  const rows = list.map(([old, now], i) => [cell(old, i + 1, 0), cell(now, i + 1, 1)])
  return h(
    Box,
    { key: `${paper.old}` },
    table({ columns: [CONTENT / 2, CONTENT / 2], headerRows: 1, rows: [head, ...rows], lines: "full" }),
  )
}

function sectionOf(s: Setting, paper: SynopsePaper, change: SectionChange): ReactElement {
  const { title, remarks } = sectionWords(change)
  const parts: ReactElement[] = [
    heading(s, [{ type: "text", text: title === "" ? "Ohne Überschrift" : title }], CONTENT, { level: 2, size: 13 }),
    ...remarks.map((words) =>
      text(
        s,
        words,
        CONTENT,
        { italic: true, color: COLOR.quiet, after: 3 },
        change.blocks.length > 0 ? { tag: "P", keepNext: true } : { tag: "P" },
      ),
    ),
  ]
  let open: Pair[] = []
  const close = (): void => {
    if (open.length > 0) parts.push(pairs(s, paper, open))
    open = []
  }
  for (const block of change.blocks)
    if (block.kind === "table") {
      close()
      parts.push(...cells(s, block))
    } else open.push(pairOf(block))
  close()
  return h(Box, { key: change.sectionId }, ...parts)
}

function pairOf(block: Exclude<BlockChange, { kind: "table" }>): Pair {
  switch (block.kind) {
    case "added":
      return [[], [plainRun("Neu: ", { bold: true, color: COLOR.come }), plainRun(block.text)]]
    case "removed":
      return [[plainRun("Entfällt: ", { bold: true, color: COLOR.gone }), plainRun(block.text)], []]
    case "moved":
      return [[plainRun(movedWords(block.from), { italic: true })], [plainRun(block.text)]]
    case "changed":
      return [marked(block.old, gone), marked(block.new, come)]
  }
}

/** A table as a list of its changed cells: two grids beside each other would have to be compared once more. */
function cells(s: Setting, { caption, change }: Extract<BlockChange, { kind: "table" }>): ReactElement[] {
  const list: Block = {
    type: "list",
    ordered: false,
    items: tableWords(change).map((words) => ({
      blocks: [{ type: "paragraph", content: [{ type: "text", text: words }] }],
    })),
  }
  const title = caption === "" ? "Tabelle" : `Tabelle „${caption}“`
  return [
    text(s, title, CONTENT, { size: 9, bold: true, before: 4, after: 2 }, { tag: "P", keepNext: true }),
    ...blocks(s, [list], CONTENT, { size: 9 }),
  ]
}

function notes(s: Setting, paper: SynopsePaper): ReactElement[] {
  const { footnotes } = paper.synopse
  if (footnotes.length === 0) return []
  return [
    heading(s, [{ type: "text", text: "Fußnoten" }], CONTENT, { level: 2, size: 13 }),
    pairs(
      s,
      paper,
      footnotes.map((n) => [marked(n.old, gone), marked(n.new, come)]),
    ),
  ]
}

function numbers(s: Setting, paper: SynopsePaper): ReactElement[] {
  const { numbers: list } = paper.synopse
  if (list.length === 0) return []
  const items = list.map(({ label, old, new: now }) => ({
    blocks: [
      {
        type: "paragraph" as const,
        content: [
          { type: "text" as const, text: `${label}: bisher ${old === "" ? "nicht genannt" : old}, neu ${now}` },
        ],
      },
    ],
  }))
  return [
    heading(s, [{ type: "text", text: "Benannte Zahlen" }], CONTENT, { level: 2, size: 13 }),
    ...blocks(s, [{ type: "list", ordered: false, items }], CONTENT, { size: 9 }),
  ]
}
