/** The programme (AMP, AIP, Lokales Planungsdokument): cover, contents, numbered chapters, footnotes, and the seal of the Endfassung. */

import { canonical } from "@beschlussweg/core/canonical"
import { type Block, type PlainSection, plain, sectionNumbers } from "@beschlussweg/core/content"
import { LIST_FROM, numberedBlocks } from "@beschlussweg/core/numbering"
import type { Images, ProgrammePaper, Rendered } from "@beschlussweg/core/paper"
import { createElement as h } from "react"
import { anchor, blocks, heading, type Setting, setting, text } from "./block.ts"
import { Box, Strip } from "./box.tsx"
import { longDay } from "./date.ts"
import { faces } from "./font.ts"
import { headOf, logoFigure, withLogo } from "./logo.ts"
import { type Notes, noteList, numbered, referred } from "./note.ts"
import { picturesOf } from "./picture.ts"
import { type Running, render, type Strips } from "./render.tsx"
import { sealBlock } from "./seal.ts"
import { STRIP } from "./strip.ts"
import { COLOR, CONTENT, SIZE } from "./theme.ts"

const KIND = {
  AMP: "Arbeitsmarkt- und Integrationsprogramm",
  AIP: "Arbeitsmarkt- und Integrationsprogramm",
  LPD: "Lokales Planungsdokument",
} as const

/** Renders a programme. @throws AppError refused for glyphs or pictures that cannot be shown */
export async function programme(paper: ProgrammePaper, images: Images): Promise<Rendered> {
  const s = setting(await faces(), paper.house)
  return render({
    title: `${paper.content.title}${paper.content.title.includes(String(paper.content.year)) ? "" : ` ${paper.content.year}`}`,
    author: paper.house.name,
    subject: paper.draft ? `${DRAFT}, ${paper.reference}` : paper.reference,
    on: paper.on,
    seed: canonical(paper),
    strips: programmeStrips(s, paper),
    running: (page, pages) => (page === 1 ? [] : running(paper, page, pages)),
    pictures: withLogo(programmePictures(paper, images), paper.house, images),
    head: headOf(paper.house),
  })
}

export const programmePictures = ({ content }: ProgrammePaper, images: Images) =>
  picturesOf(
    [...content.sections, ...content.footnotes].flatMap((part) => part.blocks),
    images,
  )

/** How a text that nobody has submitted is marked, on its cover and at the head of every further page. */
const DRAFT = "Entwurf"

function running(paper: ProgrammePaper, page: number, pages: number): Running[] {
  return [
    ...(paper.draft ? [{ text: DRAFT, align: "left", edge: "top", line: 1, style: "bold" } as const] : []),
    { text: shortened(paper.content.title, 70), align: "left", edge: "top" },
    { text: paper.house.name, align: "right", edge: "top" },
    { text: shortened(paper.reference, 80), align: "left", edge: "bottom" },
    { text: `Seite ${page} von ${pages}`, align: "right", edge: "bottom" },
  ]
}
export const shortened = (words: string, most: number): string =>
  words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`

/** The strips of a programme; the reading copy uses them too, without seal. */
export function* programmeStrips(s: Setting, paper: ProgrammePaper, seal = true): Generator<Strips, void, void> {
  const notes = numbered(paper.content)
  const lists = listsOf(paper)
  const listed = new Map(lists.flatMap(({ entries }) => entries.map(({ block, id }) => [block, id] as const)))
  const here: Setting = { ...s, note: notes.ref, listed, level: 0, inForm: false }
  const numbers = sectionNumbers(paper.content.sections)
  yield { element: cover(here, paper), newPage: true }
  yield { element: contents(here, paper, numbers, lists), newPage: true }
  here.level = 1
  const printed = new Set<string>()
  for (const [i, chapter] of chapters(paper.content.sections).flatMap(parts).entries())
    yield {
      element: (
        <Strip key={chapter.from} width={CONTENT} style={STRIP}>
          {h(Box, { tag: "Sect" }, ...chapterOf(here, paper, chapter, numbers, notes, printed))}
        </Strip>
      ),
      newPage: i === 0,
      gap: chapter.goesOn ? 0 : 10,
      atLeast: 150,
    }
  const left = notes.order.filter((id) => !printed.has(id))
  if (left.length > 0)
    yield {
      element: (
        <Strip key="notes" width={CONTENT} style={STRIP}>
          {h(Box, { tag: "Sect" }, ...noteList(here, paper.content, left, CONTENT))}
        </Strip>
      ),
    }
  if (seal && paper.verifyUrl !== undefined)
    yield {
      element: (
        <Strip key="seal" width={CONTENT} style={STRIP}>
          {sealBlock(here, paper.house.name, paper.verifyUrl, CONTENT)}
        </Strip>
      ),
    }
}

interface List {
  readonly title: string
  readonly entries: readonly { readonly block: Block; readonly id: string; readonly words: string }[]
}
/** Lists of the tables and figures that carry a number in their captions. */
function listsOf({ content }: ProgrammePaper): List[] {
  const numbers = numberedBlocks(content)
  const blocks = content.sections.flatMap((section) => section.blocks)
  const listed = (title: string, kind: string, of: (block: Block) => string | undefined): List => ({
    title,
    entries: blocks.flatMap((block, i) => {
      const words = numbers.get(block)?.own ? of(block) : undefined
      return words === undefined ? [] : [{ block, id: anchor(kind, i), words }]
    }),
  })
  return [
    listed("Tabellen", "x", (b) => (b.type === "table" ? plain(b.caption ?? []) : undefined)),
    listed("Abbildungen", "y", (b) =>
      b.type === "chart" ? b.title : b.type === "image" ? plain(b.caption ?? []) : undefined,
    ),
  ].filter(({ entries }) => entries.length >= LIST_FROM)
}

interface Chapter {
  readonly from: number
  readonly sections: readonly PlainSection[]
  /** another part of the chapter came before it */
  readonly goesOn?: boolean
  /** sections whose notes stand at its end: with the last part those of the whole chapter */
  readonly noted?: readonly PlainSection[]
}
/** Sections in groups that begin with a section of the highest level. */
function chapters(sections: readonly PlainSection[]): Chapter[] {
  const highest = Math.min(6, ...sections.map((section) => section.level))
  const found: { from: number; sections: PlainSection[] }[] = []
  sections.forEach((section, i) => {
    const last = found.at(-1)
    if (section.level === highest || !last) found.push({ from: i, sections: [section] })
    else last.sections.push(section)
  })
  return found
}

/** Blocks and cells of a part, about forty pages: a strip is laid out as a whole, and what one holds is held in memory. */
const PART = 800
const weight = (block: Block): number =>
  block.type === "table"
    ? block.rows.length * (block.rows[0]?.cells.length ?? 1)
    : block.type === "list"
      ? block.items.length
      : 1

/** A very long chapter in parts that begin with a section. */
function parts({ from, sections }: Chapter): Chapter[] {
  const found: PlainSection[][] = []
  let room = 0
  for (const section of sections) {
    if (room <= 0) {
      found.push([])
      room = PART
    }
    found.at(-1)?.push(section)
    room -= section.blocks.reduce((sum, block) => sum + weight(block), 1)
  }
  let at = from
  return found.map((part, i) => {
    const last = i === found.length - 1
    const chapter: Chapter = { from: at, sections: part, goesOn: i > 0, noted: last ? sections : [] }
    at += part.length
    return chapter
  })
}

function chapterOf(
  s: Setting,
  paper: ProgrammePaper,
  chapter: Chapter,
  numbers: readonly string[],
  notes: Notes,
  printed: Set<string>,
) {
  const elements = chapter.sections.flatMap((section, i) => {
    const index = chapter.from + i
    const number = numbers[index] ?? ""
    const head = heading(s, section.title, CONTENT, {
      level: section.level + 1,
      id: anchor("a", index),
      ...(number === "" ? {} : { number }),
    })
    s.base = s.level
    return [head, ...blocks(s, section.blocks, CONTENT)]
  })
  const ids: string[] = []
  const add = (list: readonly Block[], title: PlainSection["title"] = []): void => {
    for (const id of referred(list, title))
      if (notes.ref(id) && !printed.has(id)) {
        printed.add(id)
        ids.push(id)
        add(paper.content.footnotes.find((note) => note.id === id)?.blocks ?? [])
      }
  }
  for (const section of chapter.noted ?? chapter.sections) add(section.blocks, section.title)
  return [...elements, ...noteList(s, paper.content, ids, CONTENT)]
}

function cover(s: Setting, paper: ProgrammePaper) {
  const { content, house } = paper
  const withYear = content.title.includes(String(content.year))
  const size = 28
  s.level = 1
  return (
    <Strip key="cover" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {house.logo ? logoFigure(house.logo) : null}
        {text(s, house.traeger, CONTENT, { size: 13, color: COLOR.quiet, before: house.logo ? 20 : 60 }, { tag: "P" })}
        {text(s, house.name, CONTENT, { size: 13, bold: true, color: COLOR.quiet, after: 110 }, { tag: "P" })}
        <Box artifact style={{ width: 64, height: 4, backgroundColor: s.accent, marginBottom: 18 }} />
        {content.title.startsWith(KIND[content.kind])
          ? null
          : text(s, KIND[content.kind], CONTENT, { size: 13, color: COLOR.quiet, after: 6 }, { tag: "P" })}
        {text(
          s,
          content.title,
          CONTENT,
          { size, bold: true, color: s.accent, after: 10, whole: true },
          {
            tag: "H1",
            id: anchor("t", 0),
            outline: { title: content.title, level: 1 },
          },
        )}
        {withYear
          ? null
          : text(s, String(content.year), CONTENT, { size: 20, color: s.accent, after: 10 }, { tag: "P" })}
        {content.subtitle
          ? text(s, content.subtitle, CONTENT, { size: 14, color: COLOR.quiet, after: 10 }, { tag: "P" })
          : null}
        {paper.decision ? noted(s, "Endfassung", paper.decision) : null}
        {paper.draft
          ? noted(
              s,
              DRAFT,
              "Diese Datei dient nur zum Lesen. Sie ist nicht eingereicht und nicht beschlossen; der Text kann sich noch ändern.",
            )
          : null}
        {text(s, paper.reference, CONTENT, { before: 40 }, { tag: "P" })}
        {text(s, longDay(paper.on), CONTENT, { after: 40 }, { tag: "P" })}
        {house.address.length > 0
          ? text(
              s,
              [house.name, ...house.address].join("\n"),
              CONTENT,
              { size: SIZE.small, color: COLOR.quiet },
              { tag: "P" },
            )
          : null}
      </Box>
    </Strip>
  )
}

/** A box on the cover: what this copy is. */
function noted(s: Setting, title: string, words: string) {
  return (
    <Box
      tag="Div"
      keep
      style={{
        marginTop: 40,
        padding: 12,
        backgroundColor: COLOR.tint,
        borderLeftWidth: 3,
        borderLeftColor: s.accent,
      }}
    >
      {text(s, title, CONTENT - 27, { size: SIZE.body, bold: true, color: s.accent, after: 3 }, { tag: "P" })}
      {text(s, words, CONTENT - 27, {}, { tag: "P" })}
    </Box>
  )
}

/** Contents down to the third level; page numbers are stamped once the pages are known. */
function contents(s: Setting, paper: ProgrammePaper, numbers: readonly string[], lists: readonly List[]) {
  const pageWidth = 34
  const entry = (
    key: string,
    words: string,
    id: string,
    { indent, bold, before }: { indent: number; bold: boolean; before: number },
  ) => {
    const size = bold ? SIZE.body : 9.5
    const run = { text: words, bold, italic: false, underline: false, strike: false, script: undefined }
    return (
      <Box key={key} tag="TOCI" style={{ flexDirection: "row", paddingLeft: indent, marginTop: before }}>
        {text(s, [{ ...run, href: `#${id}` }], CONTENT - indent - pageWidth, { size, bold, color: COLOR.ink })}
        <Box style={{ flexGrow: 1 }} />
        {text(s, "0000", pageWidth, { size, bold }, { pageOf: id })}
      </Box>
    )
  }
  const entries = paper.content.sections.flatMap((section, i) => {
    if (section.level > 3) return []
    const number = numbers[i] ?? ""
    const first = section.level === 1
    const look = { indent: (section.level - 1) * 14, bold: first, before: first ? 7 : 2 }
    const label = number === "" ? "" : `${number}\u2002`
    return [entry(section.id, label + plain(section.title), anchor("a", i), look)]
  })
  const title = heading({ ...s, level: 1 }, [{ type: "text", text: "Inhalt" }], CONTENT, {
    level: 2,
    id: anchor("t", 1),
  })
  return (
    <Strip key="contents" width={CONTENT} style={STRIP}>
      <Box tag="Sect">
        {title}
        <Box tag="TOC">{entries}</Box>
        {...lists.flatMap((list, n) => [
          heading({ ...s, level: 1 }, [{ type: "text", text: list.title }], CONTENT, {
            level: 2,
            id: anchor("t", 2 + n),
            size: 15,
          }),
          <Box key={list.title} tag="TOC">
            {list.entries.map(({ id, words }) => entry(id, words, id, { indent: 0, bold: false, before: 2 }))}
          </Box>,
        ])}
      </Box>
    </Strip>
  )
}
