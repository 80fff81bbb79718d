/** Headings without a heading style: typed numbers, bold lines, lone short lines. Cautious, and every guess is reported. */
import { isEmpty } from "./list.ts"
import { type Flow, isHeading, type Paragraph, pieceText, type Story } from "./reading.ts"
import { quote } from "./report.ts"

const MONTH =
  /^\d{1,2}\.\s+(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Quartal|Halbjahr)\b/
const TYPED = /^(\d{1,2}(?:\.\d{1,2}){0,4})\.?[\s\u00a0]+[\p{Lu}„"(]/u

/** a finite verb, or a longer line with a clause: no name of something */
const SENTENCE =
  /\s(sind|ist|war|wird|werden|wurde|wurden|haben|hat|kann|können|soll|sollen)(\s|$)|^(?=.{50}).*, (die|der|das|dass|wenn|weil|wie|welche)\s/

/**
 * Marks in `flow` what is a heading without saying so: `guessed` (a section, with its level) or `sub` (an unnumbered
 * heading inside the text).
 */
export function guessHeadings(flow: readonly Flow[], story: Story): void {
  const filled = flow.filter((e) => e.type === "block" || !isEmpty(e) || isHeading(e))
  const numbered = new Set<string>()
  filled.forEach((entry, i) => {
    if (entry.type !== "paragraph") return
    const text = pieceText(entry.pieces).trim()
    const number = TYPED.exec(text)?.[1]
    if (isHeading(entry)) {
      if (number !== undefined) numbered.add(number)
      return
    }
    const next = filled[i + 1]
    if (!isPlainLine(entry, text)) return
    const level = sectionLevel(entry, text, number, next, filled[i - 1], numbered, story)
    if (level !== undefined) {
      entry.guessed = level
      if (number !== undefined) numbered.add(number)
    }
  })
  filled.forEach((entry, i) => {
    if (entry.type !== "paragraph" || isHeading(entry) || entry.guessed !== undefined || entry.sub === true) return
    const text = pieceText(entry.pieces).trim()
    if (!isSubHeading(entry, text, filled, i, story)) return
    entry.sub = true
    story.reading.ledger.finding(
      "heading.guessed",
      { at: entry.at },
      `Die Zeile ${quote(text)} hat keine Formatvorlage und wurde als Zwischenüberschrift erkannt. Bitte prüfen.`,
    )
  })
}

function isPlainLine(paragraph: Paragraph, text: string): boolean {
  return (
    paragraph.style.own === undefined &&
    text.length >= 3 &&
    text.length <= 120 &&
    paragraph.style.role !== "caption" &&
    !/[.,;:]$/.test(text) &&
    !text.includes("\t") &&
    !paragraph.pieces.some((p) => p.type === "break")
  )
}

function isBold(paragraph: Paragraph): boolean {
  const texts = paragraph.pieces.filter((p) => p.type === "text" && p.text.trim() !== "")
  return texts.length > 0 && texts.every((p) => p.type === "text" && p.strong)
}
function isLarge(paragraph: Paragraph, story: Story): boolean {
  const texts = paragraph.pieces.filter((p) => p.type === "text" && p.text.trim() !== "")
  return texts.length > 0 && texts.every((p) => p.type === "text" && (p.size ?? 0) >= story.reading.styles.bodySize + 4)
}

/** level of a plain paragraph that carries a number as a heading does, typed or by a numbering that is bold and alone */
function sectionLevel(
  paragraph: Paragraph,
  text: string,
  number: string | undefined,
  next: Flow | undefined,
  previous: Flow | undefined,
  numbered: ReadonlySet<string>,
  story: Story,
): number | undefined {
  const marked = isBold(paragraph) || isLarge(paragraph, story)
  const auto = paragraph.numbered
  if (auto !== undefined) {
    const neighbour = (flow: Flow | undefined) =>
      flow?.type === "paragraph" && flow.numbered !== undefined && flow.guessed === undefined && !isBold(flow)
    if (auto.format === "bullet" || !auto.decimal || !marked || neighbour(next) || neighbour(previous)) return undefined
    return auto.level + 1
  }
  if (number === undefined || MONTH.test(text)) return undefined
  const depth = number.split(".").length
  if (marked) return depth
  // without any formatting only a number with a point, that follows on from the headings before it
  return depth > 1 && follows(number, numbered) ? depth : undefined
}

/** "3.2" follows when "3.1" was there, "3.1" when "3" was */
function follows(number: string, numbered: ReadonlySet<string>): boolean {
  const parts = number.split(".").map(Number)
  const last = parts.pop() ?? 0
  const parent = parts.join(".")
  return last === 1 ? numbered.has(parent) : numbered.has(`${parent}.${last - 1}`)
}

/** A short line without end mark, before text that reads like text; bold lines need less proof. */
function isSubHeading(paragraph: Paragraph, text: string, flow: readonly Flow[], index: number, story: Story): boolean {
  if (paragraph.numbered !== undefined || paragraph.style.role !== "body") return false
  if (!isPlainLine(paragraph, text) || text.length > 110) return false
  if (paragraph.pieces.some((p) => p.type === "float" || p.type === "footnote")) return false
  if (
    !/^[\p{Lu}\d„(]/u.test(text) ||
    /^\(?(Quelle|Stand|Anmerkung|Abbildung|Tabelle|Hinweis|Foto)|@|^\(.*\)$|^Tel|https?:|www\./.test(text)
  )
    return false
  const next = flow[index + 1]
  const previous = flow[index - 1]
  if (next === undefined) return false
  if (isBold(paragraph) || isLarge(paragraph, story)) return next.type === "block" || !isHeading(next)
  if (/^[\d.,%\s€-]+$/.test(text)) return false
  // a date or a sentence that was cut off, not a name
  if (MONTH.test(text) || SENTENCE.test(text)) return false
  // a greeting or an address block is a row of short lines
  if (isShortLine(previous) && isShortLine(flow[index - 2])) return false
  if (next.type === "block") return next.block.type === "table"
  if (isHeading(next) || next.style.role !== "body") return false
  const following = pieceText(next.pieces).trim()
  if (next.numbered !== undefined) return true
  if (isShortLine(next)) return isRunningText(flow[index + 2]) || isTable(flow[index + 2])
  return isRunningText(next) && /^[\p{Lu}\d„(§]/u.test(following)
}

function isTable(entry: Flow | undefined): boolean {
  return entry?.type === "block" && entry.block.type === "table"
}
function isShortLine(entry: Flow | undefined): boolean {
  if (entry?.type !== "paragraph" || isHeading(entry) || entry.numbered !== undefined) return false
  const text = pieceText(entry.pieces).trim()
  return text.length <= 100 && !/[.!?:;,)“"]$/.test(text)
}
function isRunningText(entry: Flow | undefined): boolean {
  if (entry?.type !== "paragraph" || isHeading(entry)) return false
  const text = pieceText(entry.pieces).trim()
  return (/[.!?:;“)]$/.test(text) || text.length > 150) && !text.startsWith("(")
}
