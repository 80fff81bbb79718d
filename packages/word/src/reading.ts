/** What the readers of a Word file share: the package, styles, numbering, the ledger, and the pieces text is made of. */
import type { Block, Inline, Mark, ProgrammeContent } from "@beschlussweg/core/content"
import type { Numbered, Numbering } from "./numbering.ts"
import type { Package } from "./package.ts"
import type { Relation } from "./relation.ts"
import { emptyTally, increase, type Ledger, type Spot, type Tally } from "./report.ts"
import type { ParagraphProps, ParagraphStyle, Styles } from "./style.ts"
import type { Bound } from "./trace.ts"
import { alternative, elements, textOf, type XmlElement } from "./xml.ts"

export interface ImportedImage {
  readonly sha256: string
  readonly mediaType: "image/png" | "image/jpeg"
  readonly bytes: Uint8Array
}

/** One Word file while it is read. */
export interface Reading {
  readonly fileName: string
  readonly pack: Package
  readonly styles: Styles
  readonly numbering: Numbering
  readonly ledger: Ledger
  readonly images: Map<string, ImportedImage>
  /** chart and diagram parts that stand in the tree already */
  readonly drawn: Set<string>
  /** notes of the file by id ("fn2", "en1") */
  readonly notes: ReadonlyMap<string, XmlElement>
  /** where comments are attached, by comment id */
  readonly commented: Map<string, Spot>
  /** the text that the file was made of, when it is one of ours and the text is known */
  readonly memory: Memory | undefined
  /** blocks that were read out of a frame of ours, in the order of the file */
  readonly framed: Framed[]
}

export interface Memory {
  readonly content: ProgrammeContent
  readonly bound: readonly Bound[]
  /** ids of tables and figures by the bookmark of their number */
  readonly numbered: ReadonlyMap<string, string>
}
/** What stood in the frame of a typed block (`at`: its place in the text), of an Eckpunkt, or of both. */
export interface Framed {
  readonly at: { readonly section: number; readonly block: number } | undefined
  readonly eckpunkt: boolean
  readonly blocks: readonly Block[]
  readonly spot: Spot
}

export interface Field {
  code: string
  phase: "code" | "result"
  href: string | undefined
  /** where its result begins */
  from?: { readonly pieces: readonly Piece[]; readonly at: number }
}

/** One run of blocks: the body, a note, a text box or a table cell. Fields may span its paragraphs. */
export interface Story {
  readonly reading: Reading
  readonly relations: ReadonlyMap<string, Relation>
  readonly kind: "body" | "note" | "box" | "cell"
  /** inside a note, at any depth: there are no notes of notes */
  readonly inNote: boolean
  readonly fields: Field[]
  /** where findings of this story belong; the body moves it on block by block */
  spot: Spot
}

/** A piece of a paragraph's content. */
export type Piece =
  | {
      readonly type: "text"
      readonly text: string
      /** number of runs of the XML that begin here */
      readonly runs: number
      readonly marks: readonly Mark[]
      readonly href: string | undefined
      /** bold as seen, by style or directly */
      readonly strong: boolean
      /** half points as seen */
      readonly size: number | undefined
    }
  | { readonly type: "break" }
  | { readonly type: "footnote"; readonly id: string }
  /** bound number or reference of our own that says what it said; `runs` as for text */
  | { readonly type: "bound"; readonly inline: Bound; readonly runs: number }
  /** picture, chart, text box: becomes a block of its own */
  | { readonly type: "float"; readonly block: Block }

export interface Paragraph {
  readonly type: "paragraph"
  pieces: Piece[]
  readonly style: ParagraphStyle
  readonly props: ParagraphProps
  readonly numbered: Numbered | undefined
  /** stands in a field or control that makes a table of contents */
  readonly inToc: boolean
  readonly at: number
  /** an unnumbered heading inside the text, found by its looks */
  sub?: boolean
  /** level of a section heading, found by its looks */
  guessed?: number
  /** place of the section that the heading had in the text the file was made of */
  origin?: number
}
export type Flow = Paragraph | { readonly type: "block"; readonly block: Block; readonly at: number }

/** by style or outline level, not by looks */
export function isHeading(paragraph: Paragraph): boolean {
  return (
    paragraph.style.heading !== undefined ||
    paragraph.style.role === "title" ||
    (paragraph.props.outline ?? paragraph.style.paragraph.outline ?? 9) <= 8
  )
}

export function pieceText(pieces: readonly Piece[]): string {
  return pieces
    .map((p) => (p.type === "text" ? p.text : p.type === "bound" ? p.inline.text : p.type === "break" ? " " : ""))
    .join("")
}

/** Turns pieces into inlines of the tree; from here on their runs count as taken over. Floats must be gone before. */
export function settle(pieces: readonly Piece[], ledger: Ledger, drop: readonly Mark[] = []): Inline[] {
  const inlines: Inline[] = []
  let open: { type: "text"; text: string; marks?: Mark[]; href?: string } | undefined
  for (const piece of pieces) {
    if (piece.type === "text") {
      ledger.takenRuns.count += piece.runs
      if (piece.text === "") continue
      const marks = piece.marks.filter((m) => !drop.includes(m))
      if (open !== undefined && open.href === piece.href && (open.marks ?? []).join() === marks.join()) {
        open.text += piece.text
        continue
      }
      open = { type: "text", text: piece.text }
      if (marks.length > 0) open.marks = marks
      if (piece.href !== undefined) open.href = piece.href
      inlines.push(open)
    } else if (piece.type === "bound") {
      ledger.takenRuns.count += piece.runs
      open = undefined
      inlines.push(piece.inline)
    } else if (piece.type !== "float") {
      open = undefined
      inlines.push(piece.type === "break" ? { type: "break" } : { type: "footnote", id: piece.id })
    }
  }
  return inlines
}

/** Takes text away from the pieces: from the start `length` characters, or blanks at both ends; returns what remains. */
export function cutStart(pieces: readonly Piece[], length: number): { rest: Piece[]; cut: string } {
  let left = length
  let cut = ""
  const rest: Piece[] = []
  for (const piece of pieces) {
    if (left > 0 && piece.type === "text") {
      const part = piece.text.slice(0, left)
      cut += part
      left -= part.length
      rest.push({ ...piece, text: piece.text.slice(part.length) })
    } else rest.push(piece)
  }
  return { rest, cut }
}

/** Sets blanks at both ends aside; they carry nothing. */
export function trim(pieces: readonly Piece[], story: Story): Piece[] {
  // a bound number is no blank, and nothing is cut off it
  const text = pieces.map((p) => (p.type === "text" ? p.text : p.type === "bound" ? "0" : "")).join("")
  if (text.trim() === text) return [...pieces]
  const lead = text.length - text.trimStart().length
  const { rest, cut } = cutStart(pieces, lead)
  let tail = text.trim() === "" ? 0 : text.length - text.trimEnd().length
  let gone = cut.length
  const result = rest.reverse().map((piece) => {
    if (tail === 0 || piece.type !== "text") return piece
    const keep = Math.max(0, piece.text.length - tail)
    gone += piece.text.length - keep
    tail -= piece.text.length - keep
    return { ...piece, text: piece.text.slice(0, keep) }
  })
  story.reading.ledger.shelve("whitespace", story.spot, { characters: gone }, "")
  return result.reverse()
}

/** Text, rows, pictures and so on of a subtree that is not taken over. */
export function inventory(root: XmlElement): { tally: Tally; text: string } {
  const tally = emptyTally()
  let text = ""
  const visit = (element: XmlElement, parent: string): void => {
    switch (element.name) {
      case "mc:AlternateContent": {
        const branch = alternative(element)
        if (branch !== undefined) visit(branch, element.name)
        return
      }
      case "w:t":
      case "w:delText":
      case "m:t": {
        const t = textOf(element)
        if (t.length > 0) increase(tally, { textRuns: 1, characters: t.length })
        text += t
        return
      }
      case "w:tab":
      case "w:ptab":
      case "w:noBreakHyphen":
      case "w:softHyphen":
      case "w:sym":
        if (parent === "w:r") {
          tally.characters++
          text += element.name.endsWith("tab") ? "\t" : "-"
        }
        return
      case "w:tr":
        tally.rows++
        break
      case "w:tc":
        tally.cells++
        break
      case "v:imagedata":
        tally.pictures++
        break
      case "a:blip":
        if ((element.attributes["r:embed"] ?? element.attributes["r:link"]) !== undefined) tally.pictures++
        break
      case "c:chart":
        if (parent === "a:graphicData") tally.charts++
        break
      default:
    }
    for (const inner of elements(element)) visit(inner, element.name)
    if (element.name === "w:p" || element.name === "w:tc") text += " "
  }
  visit(root, "")
  return { tally, text: text.trim() }
}

/** runs and characters of pieces that are not taken over */
export function weigh(pieces: readonly Piece[]): Partial<Tally> {
  const tally = { textRuns: 0, characters: 0 }
  for (const piece of pieces)
    if (piece.type === "text") {
      tally.textRuns += piece.runs
      tally.characters += piece.text.length
    } else if (piece.type === "bound") {
      tally.textRuns += piece.runs
      tally.characters += piece.inline.text.length
    }
  return tally
}
