/** What stands beside a table or chart: its month, its source line, its figures, typed or plain. */

import type { Section } from "../content.ts"
import { type Inline, plain, type SectionBlock } from "../content.ts"
import { sourceWords } from "../plainly.ts"
import { perSection, seen } from "./text.ts"
import { type Month, monthOf, months } from "./when.ts"

export interface Shown {
  /** index of its block */
  readonly block: number
  readonly blockId: string | undefined
  readonly kind: "table" | "data" | "chart"
  readonly caption: string
  /** words of rows and columns */
  readonly labels: readonly string[]
  /** figures per row, in the order of the columns; undefined for what is no figure */
  readonly rows: readonly (readonly (number | undefined)[])[]
  /** text of the source, typed or in the lines after it; undefined without one */
  readonly source: string | undefined
  /** month of the figures: of the source, else of caption, else of the heading directly above */
  readonly month: Month | undefined
}

/** A line that names a source: "(Quelle: ...", "Quellen: ...", "Datenquelle: ..." */
export const SOURCE_LINE = /^\(?\s*(?:Daten)?quellen?\s*[:：]/iu

/** Tables and charts of a section with what belongs to them. */
export const shown = perSection((section: Section): readonly Shown[] =>
  section.blocks.flatMap((block, index): Shown[] => {
    if (block.type !== "table" && block.type !== "data" && block.type !== "chart") return []
    const own = ownSource(block)
    const source = own ?? sourceAfter(section.blocks, index)?.text
    const caption = captionOf(block)
    const above = headingAbove(section.blocks, index)
    const typed = block.type === "data" && block.source?.asOf !== undefined ? monthOf(block.source.asOf) : undefined
    const named = [source ?? "", caption, above].map((text) => months(text).at(-1)?.month)
    return [
      {
        block: index,
        blockId: block.type === "data" ? block.id : undefined,
        kind: block.type,
        caption: caption === "" ? above : caption,
        ...figuresOf(block),
        source,
        month: typed ?? named.find((m) => m !== undefined),
      },
    ]
  }),
)

function ownSource(block: SectionBlock): string | undefined {
  const words =
    block.type === "chart" && block.source
      ? plain(block.source)
      : block.type === "data" && block.source
        ? sourceWords(block.source)
        : ""
  const noted = block.type === "data" ? block.notes.map(plain).find((n) => SOURCE_LINE.test(seen(n))) : undefined
  const text = seen(words === "" ? (noted ?? "") : words)
  return text === "" ? undefined : text
}

/** The source in one of the two blocks after; lines are joined until their bracket closes. A next table ends the search. */
export function sourceAfter(
  blocks: readonly SectionBlock[],
  index: number,
): { text: string; block: number } | undefined {
  for (let i = index + 1; i <= index + 3 && i < blocks.length; i++) {
    const block = blocks[i]
    if (block === undefined || block.type === "table" || block.type === "data" || block.type === "chart")
      return undefined
    if (block.type === "source") return { text: seen(`${sourceWords(block.source)} ${plain(block.note)}`), block: i }
    if (block.type !== "paragraph" || !SOURCE_LINE.test(seen(plain(block.content)))) continue
    return { text: sourceLine(blocks, i), block: i }
  }
  return undefined
}

/** The whole source line that begins in block `index`: an open bracket takes the next paragraphs with it. */
export function sourceLine(blocks: readonly SectionBlock[], index: number): string {
  let text = ""
  for (let i = index; i < blocks.length && i < index + 3; i++) {
    const block = blocks[i]
    if (block?.type !== "paragraph") break
    text = `${text} ${seen(plain(block.content))}`.trim()
    if (!text.startsWith("(") || text.includes(")")) break
  }
  return text
}

const words = (content: readonly Inline[] | undefined): string => (content ? seen(plain(content)) : "")

function captionOf(block: Extract<SectionBlock, { type: "table" | "data" | "chart" }>): string {
  return block.type === "chart" ? seen(block.title) : words(block.caption)
}

/** A short heading or caption-like line directly above. */
function headingAbove(blocks: readonly SectionBlock[], index: number): string {
  const block = blocks[index - 1]
  if (block?.type === "heading") return words(block.content)
  if (block?.type !== "paragraph") return ""
  const text = words(block.content)
  return text.length <= 140 && !/[.!?]$/.test(text) ? text : ""
}

const FIGURE = /^[-−–+]?\s?\d{1,3}(?:\.\d{3})*(?:,\d+)?$|^[-−–+]?\s?\d+(?:,\d+)?$/

/** A German figure as a number, for looking up equal ones only, never for sums. */
export function figure(text: string): number | undefined {
  const bare = seen(text).replace(/\s?(?:%|€|T€|Euro)$/, "")
  if (!FIGURE.test(bare)) return undefined
  const value = Number(
    bare
      .replace(/[−–]/, "-")
      .replace(/[+\s.]/g, "")
      .replace(",", "."),
  )
  return Number.isFinite(value) ? value : undefined
}

function figuresOf(block: Extract<SectionBlock, { type: "table" | "data" | "chart" }>): Pick<Shown, "labels" | "rows"> {
  if (block.type === "chart")
    return {
      labels: [...block.categories, ...block.series.map((s) => s.name)],
      rows: block.series.map((s) => s.values.map((v) => (v === null ? undefined : Number(v)))),
    }
  if (block.type === "data")
    return {
      labels: [...block.rows.map((r) => words(r.label)), ...block.columns.map((c) => c.label)],
      rows: block.rows.map((r) =>
        r.cells.map((c) => (c.type === "num" && c.num.value !== null ? Number(c.num.value) : undefined)),
      ),
    }
  const texts = block.rows.map((r) =>
    r.cells.map((c) => seen(c.blocks.map((b) => (b.type === "paragraph" ? plain(b.content) : "")).join(" "))),
  )
  return { labels: texts.map((r) => r[0] ?? ""), rows: texts.map((r) => r.slice(1).map(figure)) }
}
