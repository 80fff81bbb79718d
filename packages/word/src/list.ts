/** Makes blocks of a flow: nested lists from numbered paragraphs, captions to their tables and pictures, floats beside text. */
import { type Block, type Inline, type ListItem, plain } from "@beschlussweg/core/content"
import { CONTINUED, SUB } from "./mark.ts"
import type { Numbered } from "./numbering.ts"
import {
  cutStart,
  type Flow,
  isHeading,
  type Paragraph,
  type Piece,
  pieceText,
  type Story,
  settle,
  trim,
  weigh,
} from "./reading.ts"

type ListBlock = Extract<Block, { type: "list" }>
interface OpenList {
  readonly level: number
  readonly format: string
  readonly block: ListBlock
  /** number the next item of an ordered list would have */
  next: number
}
/** indent from which an unnumbered paragraph after an item belongs to the item; twentieths of a point */
const ITEM_INDENT = 360

export function toBlocks(flow: readonly Flow[], story: Story): Block[] {
  const blocks: Block[] = []
  const lists: OpenList[] = []
  /** caption that waits for the table below it */
  let waiting: Inline[] | undefined
  /** title that waits for the chart below it */
  let titled: string | undefined
  const flushCaption = () => {
    if (waiting !== undefined) blocks.push({ type: "paragraph", content: waiting })
    waiting = undefined
  }
  flow.forEach((entry, i) => {
    if (entry.type === "block") {
      lists.length = 0
      if (entry.block.type === "table" && entry.block.caption === undefined && waiting !== undefined)
        entry.block.caption = waiting
      else flushCaption()
      waiting = undefined
      blocks.push(entry.block)
      return
    }
    const item = entry.numbered !== undefined && !entry.numbered.blank && entry.sub !== true
    if (isEmpty(entry)) {
      if (entry.pieces.length > 0) settleBlank(entry, story)
      // an empty ordered item still has its number; an empty bullet is nothing, and so is a heading without words
      if (item && !isHeading(entry) && entry.numbered !== undefined && entry.numbered.format !== "bullet")
        openItem(entry.numbered, blocks, lists).blocks.push({ type: "paragraph", content: [] })
      return
    }
    if (item && entry.numbered !== undefined) {
      flushCaption()
      append(openItem(entry.numbered, blocks, lists).blocks, paragraphBlocks(withoutSign(entry, story), story))
      return
    }
    const depth = CONTINUED.exec(entry.style.own ?? "")?.[1]
    if (depth !== undefined) lists.splice(Number(depth))
    const host = lists.length > 0 && belongsToItem(entry) ? lists.at(-1)?.block.items.at(-1) : undefined
    if (host !== undefined) {
      append(host.blocks, paragraphBlocks(entry, story))
      return
    }
    lists.length = 0
    flushCaption()
    if (entry.style.role === "caption" && !entry.pieces.some((p) => p.type === "float")) {
      const next = flow.slice(i + 1).find((f) => f.type === "block" || !isEmpty(f))
      waiting = placeCaption(entry, next, blocks, story)
      return
    }
    if (entry.style.own === "diagrammtitel") {
      const next = flow.slice(i + 1).find((f) => f.type === "block" || !isEmpty(f))
      titled = chartTitle(entry, next, story)
      if (titled !== undefined) return
    }
    if (isSource(entry, blocks, story)) return
    const read = paragraphBlocks(entry, story)
    const chart = read.find((b) => b.type === "chart")
    if (titled !== undefined && chart?.title === "") chart.title = titled
    titled = undefined
    append(blocks, read)
  })
  flushCaption()
  return blocks
}

/** A bullet that was typed although the list has its own would stand there twice. */
function withoutSign(paragraph: Paragraph, story: Story): Paragraph {
  const sign =
    paragraph.style.own === undefined && paragraph.numbered?.format === "bullet"
      ? /^\s*[▶►▸‣•●▪■◦]\s+(?=\S)/.exec(pieceText(paragraph.pieces))
      : null
  if (sign === null) return paragraph
  const { rest, cut } = cutStart(paragraph.pieces, sign[0].length)
  story.reading.ledger.shelve("number", story.spot, { characters: cut.length }, cut.trim())
  return { ...paragraph, pieces: rest }
}

/** one by one: a spread of very many blocks would overflow the stack */
function append(target: Block[], more: readonly Block[]): void {
  for (const block of more) target.push(block)
}

export function isEmpty(paragraph: Paragraph): boolean {
  return (
    !paragraph.pieces.some((p) => p.type === "float" || p.type === "footnote") &&
    pieceText(paragraph.pieces).trim() === ""
  )
}

/** blanks of an empty paragraph are set aside */
export function settleBlank(paragraph: Paragraph, story: Story): void {
  story.reading.ledger.shelve("whitespace", story.spot, weigh(paragraph.pieces), "")
}

/** The item that a numbered paragraph begins; opens and closes lists as needed. */
function openItem(numbered: Numbered, blocks: Block[], lists: OpenList[]): ListItem {
  while (lists.length > 0 && (lists.at(-1)?.level ?? 0) > numbered.level) lists.pop()
  const ordered = numbered.format !== "bullet"
  let top = lists.at(-1)
  if (top !== undefined && top.level === numbered.level) {
    const same = ordered
      ? top.block.ordered && top.format === numbered.format && top.next === numbered.value
      : !top.block.ordered
    if (!same) {
      lists.pop()
      top = lists.at(-1)
    }
  }
  if (top === undefined || top.level < numbered.level) {
    const block: ListBlock = { type: "list", ordered, items: [] }
    if (ordered && numbered.value !== 1) block.start = numbered.value
    const style = ordered ? STYLES[numbered.format] : undefined
    if (style !== undefined) block.style = style
    const parent = top?.block.items.at(-1)
    if (parent === undefined) blocks.push(block)
    else parent.blocks.push(block)
    top = { level: numbered.level, format: numbered.format, block, next: numbered.value }
    lists.push(top)
  }
  top.next = numbered.value + 1
  const item: ListItem = { blocks: [] }
  top.block.items.push(item)
  return item
}

const STYLES: Readonly<Record<string, NonNullable<ListBlock["style"]>>> = {
  lowerLetter: "lowerLetter",
  upperLetter: "upperLetter",
  lowerRoman: "lowerRoman",
  upperRoman: "upperRoman",
}

function belongsToItem(paragraph: Paragraph): boolean {
  if (paragraph.numbered?.blank === true || paragraph.style.role === "listContinue") return true
  const indent = paragraph.props.indent ?? paragraph.style.paragraph.indent ?? 0
  return paragraph.sub !== true && paragraph.style.role === "body" && indent >= ITEM_INDENT
}

/** One paragraph as blocks: floats before its text stay before it, the others follow it. */
function paragraphBlocks(paragraph: Paragraph, story: Story): Block[] {
  const { ledger } = story.reading
  const first = paragraph.pieces.findIndex(
    (p) => p.type === "footnote" || p.type === "bound" || (p.type === "text" && p.text.trim() !== ""),
  )
  const float = (p: Piece) => (p.type === "float" ? [p.block] : [])
  if (first < 0) {
    settleBlank(paragraph, story)
    return paragraph.pieces.flatMap(float)
  }
  const before = paragraph.pieces.slice(0, first).flatMap(float)
  const after = paragraph.pieces.slice(first).flatMap(float)
  const text = trim(
    paragraph.pieces.filter((p) => p.type !== "float"),
    story,
  )
  if (paragraph.sub === true) {
    const level = SUB.exec(paragraph.style.own ?? "")?.[1]
    const content = settle(breaksTrimmed(text), ledger, level === undefined ? ["bold"] : [])
    return [...before, { type: "heading", level: Number(level ?? 1), content }, ...after]
  }
  const heading = story.kind !== "body" && (paragraph.style.heading !== undefined || paragraph.style.role === "title")
  const pieces = heading ? text.map((p): Piece => (p.type === "text" ? embolden(p) : p)) : text
  return [...before, { type: "paragraph", content: settle(breaksTrimmed(pieces), ledger) }, ...after]
}

function embolden(piece: Extract<Piece, { type: "text" }>): Piece {
  return piece.marks.includes("bold") ? piece : { ...piece, marks: ["bold", ...piece.marks] }
}

/** line breaks before the first and after the last character say nothing */
function breaksTrimmed(pieces: readonly Piece[]): Piece[] {
  const silent = (p: Piece | undefined) => p?.type === "break" || (p?.type === "text" && p.text === "")
  let from = 0
  let to = pieces.length
  while (from < to && silent(pieces[from])) from++
  while (to > from && silent(pieces[to - 1])) to--
  return pieces.filter((p, i) => p.type !== "break" || (i >= from && i < to))
}

/** Gives a caption to the picture above or the table above; returns it when the table below shall have it. */
function placeCaption(
  paragraph: Paragraph,
  next: Flow | undefined,
  blocks: Block[],
  story: Story,
): Inline[] | undefined {
  const content = settle(trim(paragraph.pieces, story), story.reading.ledger)
  const above = blocks.at(-1)
  const { own } = paragraph.style
  const forTable = own === undefined ? /^\s*tab/i.test(pieceText(paragraph.pieces)) : own === "tabellenbeschriftung"
  if (!forTable && above?.type === "image" && above.caption === undefined) {
    above.caption = content
    return undefined
  }
  if (next?.type === "block" && next.block.type === "table" && next.block.caption === undefined) return content
  if (above?.type === "table" && above.caption === undefined) {
    above.caption = content
    return undefined
  }
  blocks.push({ type: "paragraph", content })
  return undefined
}

/** The title above a chart of our own; undefined when no chart without a title follows, or when it is too long for one. */
function chartTitle(paragraph: Paragraph, next: Flow | undefined, story: Story): string | undefined {
  const follows =
    next?.type === "paragraph" &&
    next.pieces.some((p) => p.type === "float" && p.block.type === "chart" && p.block.title === "")
  const text = pieceText(paragraph.pieces).trim()
  if (!follows || text.length > 300 || paragraph.pieces.some((p) => p.type === "float" || p.type === "footnote"))
    return undefined
  const content = settle(trim(paragraph.pieces, story), story.reading.ledger)
  // the tree does not count the title of a chart
  for (const i of content)
    if (i.type === "text" || i.type === "number" || i.type === "ref")
      story.reading.ledger.added.characters -= i.text.length
  return plain(content).trim()
}

/** "Quelle: ..." directly below a chart belongs to the chart */
function isSource(paragraph: Paragraph, blocks: Block[], story: Story): boolean {
  const above = blocks.at(-1)
  if (above?.type !== "chart" || above.source !== undefined) return false
  const { own } = paragraph.style
  const named = own === undefined ? /^\s*\(?Quellen?:/.test(pieceText(paragraph.pieces)) : own === "diagrammquelle"
  if (!named || paragraph.pieces.some((p) => p.type === "float")) return false
  above.source = settle(trim(paragraph.pieces, story), story.reading.ledger)
  return true
}
