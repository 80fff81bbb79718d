/** Passages (Textstellen) of a section in reading order: what the rules about words look at, extracted once per section. */
import type { Block, Inline, Section, SectionBlock } from "../content.ts"
import { plain } from "../content.ts"
import { isTyped } from "../plainly.ts"
import type { TypedBlock } from "../typed.ts"

export type PassageKind =
  | "title"
  /** unnumbered heading inside the text */
  | "heading"
  | "text"
  | "item"
  /** cell of a table, also label of a row */
  | "cell"
  /** head of a column */
  | "head"
  | "caption"
  | "alt"
  /** source of a chart or typed table */
  | "source"
  /** lines of a contact card: names and addresses are at home here */
  | "contact"

export interface Passage {
  readonly kind: PassageKind
  /** as read: single blanks, no soft hyphens, no marks of direction */
  readonly text: string
  /** index in `section.blocks`; -1 for the title */
  readonly block: number
  readonly blockId: string | undefined
  /** "Absatz 4", "Tabelle 1, Zeile 2"; "" for the title */
  readonly where: string
  /** row and cell of a table, from 0 */
  readonly row?: number | undefined
  readonly column?: number | undefined
}

/** Invisible characters that split words for a reader of characters, never for people. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Text as people read it. */
export const seen = (text: string): string => text.replace(UNSEEN, "").replace(/\s+/g, " ").trim()

const cache = new WeakMap<Section, readonly Passage[]>()

/** All passages of a section; the same section object is read only once. */
export function passages(section: Section): readonly Passage[] {
  const known = cache.get(section)
  if (known) return known
  const found = [...read(section)]
  cache.set(section, found)
  return found
}

/** `make` once per section object. */
export function perSection<T>(make: (section: Section) => T): (section: Section) => T {
  const made = new WeakMap<Section, { value: T }>()
  return (section) => {
    const known = made.get(section)
    if (known) return known.value
    const value = make(section)
    made.set(section, { value })
    return value
  }
}

interface Spot {
  readonly block: number
  readonly blockId: string | undefined
  readonly where: string
}

function* read(section: Section): Generator<Passage> {
  yield { kind: "title", text: seen(plain(section.title)), block: -1, blockId: undefined, where: "" }
  const count = new Map<string, number>()
  for (const [index, block] of section.blocks.entries()) {
    const name = NAME[block.type]
    const n = (count.get(name) ?? 0) + 1
    count.set(name, n)
    const spot = { block: index, blockId: isTyped(block) ? block.id : undefined, where: `${name} ${n}` }
    for (const passage of ofBlock(block, spot)) if (passage.text !== "") yield passage
  }
}

const passage = (kind: PassageKind, words: string | readonly Inline[], spot: Spot): Passage => ({
  kind,
  text: seen(typeof words === "string" ? words : plain(words)),
  ...spot,
})

function* ofBlock(block: SectionBlock, spot: Spot): Generator<Passage> {
  if (isTyped(block)) yield* ofTyped(block, spot)
  else yield* ofPlain(block, spot, "text")
}

function* ofPlain(block: Block, spot: Spot, kind: PassageKind): Generator<Passage> {
  switch (block.type) {
    case "paragraph":
      yield passage(kind, block.content, spot)
      return
    case "heading":
      yield passage("heading", block.content, spot)
      return
    case "list":
      for (const [i, item] of block.items.entries())
        yield* within(item.blocks, { ...spot, where: `${spot.where}, Punkt ${i + 1}` }, "item")
      return
    case "table":
      if (block.caption) yield passage("caption", block.caption, spot)
      for (const [r, row] of block.rows.entries())
        for (const [c, cell] of row.cells.entries())
          for (const found of within(
            cell.blocks,
            { ...spot, where: `${spot.where}, Zeile ${r + 1}` },
            r < block.headerRows ? "head" : "cell",
          ))
            yield { ...found, row: r, column: c }
      return
    case "image":
      yield passage("alt", block.alt, spot)
      if (block.caption) yield passage("caption", block.caption, spot)
      return
    case "chart":
      yield passage("caption", block.title, spot)
      yield passage("alt", block.alt, spot)
      if (block.source) yield passage("source", block.source, spot)
      return
    case "aside":
      yield* within(block.blocks, spot, kind)
  }
}

function* within(blocks: readonly Block[], spot: Spot, kind: PassageKind): Generator<Passage> {
  for (const block of blocks) yield* ofPlain(block, spot, kind)
}

function* ofTyped(block: TypedBlock, spot: Spot): Generator<Passage> {
  const rich = (blocks: readonly Block[], where: string): Generator<Passage> =>
    within(blocks, { ...spot, where: `${spot.where}, ${where}` }, "text")
  switch (block.type) {
    case "data":
      yield passage("caption", block.caption, spot)
      yield passage("head", block.head, spot)
      for (const [c, column] of block.columns.entries())
        yield { ...passage("head", column.label, spot), row: 0, column: c }
      for (const [r, row] of block.rows.entries()) {
        const here = { ...spot, where: `${spot.where}, Zeile ${r + 1}` }
        yield { ...passage("cell", row.label, here), row: r }
        for (const [c, cell] of row.cells.entries())
          if (cell.type === "text") yield { ...passage("cell", cell.content, here), row: r, column: c }
      }
      for (const note of block.notes) yield passage("text", note, spot)
      return
    case "measures":
      yield passage("caption", block.caption, spot)
      for (const [i, row] of block.rows.entries()) {
        const here = { ...spot, where: `${spot.where}, Zeile ${i + 1}` }
        yield passage("cell", row.name, here)
        if (row.targetGroup !== undefined) yield passage("cell", row.targetGroup, here)
        yield* within(row.text, here, "cell")
      }
      return
    case "topic":
      yield passage("heading", block.title, spot)
      for (const a of block.aktivitaeten) {
        if (a.title !== undefined) yield passage("heading", a.title, spot)
        yield* rich(a.text, `Aktivität ${a.no}`)
      }
      for (const w of block.wirkungserwartungen) yield* rich(w.text, `Wirkungserwartung ${w.no}`)
      return
    case "challenge":
      yield passage("heading", block.title, spot)
      yield* rich(block.ausgangslage, "Ausgangslage")
      yield* rich(block.weiterentwicklung, "Weiterentwicklung")
      return
    case "actions":
      yield passage("heading", block.theme, spot)
      for (const [i, item] of block.items.entries())
        yield passage("item", item.text, { ...spot, where: `${spot.where}, Punkt ${i + 1}` })
      return
    case "phases":
      yield passage("heading", block.title, spot)
      for (const [i, phase] of block.phases.entries()) {
        yield passage("heading", phase.title, spot)
        yield* rich(phase.text, `Phase ${i + 1}`)
      }
      return
    case "source":
      yield passage("source", block.note, spot)
      return
    case "contact":
      for (const line of [block.role, block.name ?? "", ...block.lines]) yield passage("contact", line, spot)
  }
}

const NAME = {
  paragraph: "Absatz",
  heading: "Zwischenüberschrift",
  list: "Liste",
  table: "Tabelle",
  image: "Bild",
  chart: "Diagramm",
  aside: "Vermerk",
  data: "Tabelle",
  measures: "Maßnahmenkatalog",
  topic: "Schwerpunktthema",
  challenge: "Herausforderung",
  actions: "Handlungsliste",
  phases: "Ablauf",
  source: "Quelle",
  contact: "Kontakt",
} as const satisfies Record<SectionBlock["type"], string>

/** Letters of German and its neighbours as a class: far quicker than \\p{L}, and enough for words that rules look for. */
export const LETTER = "A-Za-z\u00c0-\u024f"

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0x24f)

/** The word that the letter at `index` belongs to. */
export function wordAt(text: string, index: number): { readonly start: number; readonly end: number } {
  let start = index
  let end = index
  while (start > 0 && isLetter(text.charCodeAt(start - 1))) start--
  while (end < text.length && isLetter(text.charCodeAt(end))) end++
  return { start, end }
}

/** Addresses of mail and web are no words. The bounds keep a text without blanks from being read again and again. */
export const withoutAddresses = (text: string): string =>
  /@|:\/\/|www\./.test(text) ? text.replace(/\S{1,80}@\S{1,200}|(?:https?:\/\/|www\.)\S+/g, " ") : text

const ABBREVIATED =
  /(?:^|[\s(])(?:z\. ?B|u\. ?a|d\. ?h|i\. ?d\. ?R|e\. ?V|Abs|Nr|Art|Satz|S|Dr|Prof|ca|bzw|ggf|inkl|exkl|etc|usw|vgl|sh|s|Mio|Mrd|Mill|Tsd|max|min|mind|rd|gem|einschl|zzgl|sog|lt|Str|St|\d{1,4}|\p{Lu})\.$/u

/** Sentences of a text. Full stops of abbreviations and ordinals do not end one. */
export function sentences(text: string): string[] {
  const found: string[] = []
  let start = 0
  for (const match of text.matchAll(/[.!?…][“”"’)\]]?\s+(?=[„"‚(\p{Lu}\d])/gu)) {
    const end = match.index + match[0].length
    if (match[0].startsWith(".") && ABBREVIATED.test(text.slice(Math.max(start, match.index - 12), match.index + 1)))
      continue
    found.push(text.slice(start, end).trim())
    start = end
  }
  const rest = text.slice(start).trim()
  return rest === "" ? found : [...found, rest]
}

/** A short quotation for messages, in German marks; marks inside become single ones. */
export function quoted(text: string, length = 80): string {
  const flat = seen(text).replace(/„/g, "‚").replace(/[“”]/g, "‘")
  return `„${flat.length > length ? `${flat.slice(0, length - 1).trimEnd()}…` : flat}“`
}

/** "a", "a und b", "a, b und c" */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ""
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} und ${last}`
}
