/** The outline (Gliederung): finds title, table of contents and headings in the flow of the body and makes sections of it. */
import { type PlainSection, plain } from "@beschlussweg/core/content"
import { type ContentsLine, setTocAside } from "./contents.ts"
import { guessHeadings } from "./guess.ts"
import { isEmpty, settleBlank, toBlocks } from "./list.ts"
import { cutStart, type Flow, isHeading, type Paragraph, pieceText, type Story, settle, trim } from "./reading.ts"
import { quote } from "./report.ts"
import { takeTitle } from "./title.ts"

export interface Outline {
  /** the document's own title and subtitle, if it has any */
  readonly title: string | undefined
  readonly subtitle: string | undefined
  readonly sections: PlainSection[]
  /** index in `sections` by index of the body's block */
  readonly sectionOf: ReadonlyMap<number, number>
  /** lines of the table of contents as typed */
  readonly contents: readonly ContentsLine[]
  /** place that a section had in the text the file was made of, by its index in `sections` */
  readonly origins: ReadonlyMap<number, number>
}

/** A paragraph that begins a section; `raw` is the level as Word has it. */
interface Heading {
  readonly paragraph: Paragraph
  readonly raw: number
}

/** @param wantedTitle title given by the person; a differing title of the document is then set aside */
export function outline(flow: readonly Flow[], story: Story, wantedTitle: string | undefined): Outline {
  const { kept, contents } = setTocAside(flow, story)
  const { rest, title, subtitle } = takeTitle(kept, story, wantedTitle)
  guessHeadings(rest, story)
  const sections: PlainSection[] = []
  const sectionOf = new Map<number, number>()
  const origins = new Map<number, number>()
  const numbers = numberKeeper()
  const open: number[] = []
  let pending: Flow[] = []
  const flush = () => {
    const section = sections.at(-1)
    for (const entry of pending) sectionOf.set(entry.at, Math.max(0, sections.length - 1))
    if (section !== undefined) section.blocks = section.blocks.concat(toBlocks(pending, story))
    else if (pending.some((e) => e.type === "block" || !isEmpty(e))) startPreamble(pending, sections, story)
    else for (const entry of pending) if (entry.type === "paragraph") settleBlank(entry, story)
    pending = []
  }
  for (const entry of rest) {
    if (entry.type === "paragraph" && sections.length > 0 && isAddress(entry)) {
      const lines = addressLines(pending)
      pending = pending.slice(0, pending.length - lines.length)
      flush()
      open.splice(0, open.length, 1)
      sections.push(contactSection(entry, sections.length + 1, story))
      pending = [...lines, entry]
      continue
    }
    const heading = entry.type === "paragraph" ? headingOf(entry, story) : undefined
    if (heading === undefined) {
      pending.push(entry)
      continue
    }
    flush()
    story.spot = { at: heading.paragraph.at }
    sectionOf.set(heading.paragraph.at, sections.length)
    const { origin } = heading.paragraph
    if (origin !== undefined && ![...origins.values()].includes(origin)) origins.set(sections.length, origin)
    sections.push(startSection(heading, sections.length + 1, open, numbers, story))
  }
  flush()
  return { title, subtitle, sections, sectionOf, contents, origins }
}

/** level of a heading paragraph; empty headings are none, but their pictures stay in the flow */
function headingOf(paragraph: Paragraph, story: Story): Heading | undefined {
  if (isEmpty(paragraph) || paragraph.sub === true) return undefined
  if (pieceText(paragraph.pieces).trim() === "" || isAddress(paragraph)) return undefined
  const direct = paragraph.props.outline
  if (direct !== undefined && direct <= 8) return { paragraph, raw: direct + 1 }
  if (direct === 9) return undefined
  // a title in the middle of the text is a chapter
  if (paragraph.style.role === "title") return { paragraph, raw: 1 }
  const inherited = paragraph.style.paragraph.outline
  const level = paragraph.style.heading ?? (inherited !== undefined && inherited <= 8 ? inherited + 1 : undefined)
  if (level !== undefined) return { paragraph, raw: level }
  const guessed = paragraph.guessed
  if (guessed === undefined) return undefined
  story.reading.ledger.finding(
    "heading.recognised",
    { at: paragraph.at },
    `Der Absatz ${quote(pieceText(paragraph.pieces))} hat keine Überschriften-Formatvorlage und wurde als Überschrift erkannt.`,
  )
  return { paragraph, raw: guessed }
}

const ADDRESS = /^(?:D\s?[-–]\s?)?\d{5}\s\p{Lu}[\p{L}.()/-]*(?:\s[\p{L}.()/-]+){0,4}$/u

/** "12345 Brennhausen" in a heading style is the place line of an address, not the name of a section. */
function isAddress(paragraph: Paragraph): boolean {
  return paragraph.style.own === undefined && isHeading(paragraph) && ADDRESS.test(pieceText(paragraph.pieces).trim())
}

/** the name and street above the place line: short lines without an end mark */
function addressLines(pending: readonly Flow[]): Flow[] {
  const lines: Flow[] = []
  for (const entry of pending.slice(-4).reverse()) {
    if (entry.type !== "paragraph" || entry.numbered !== undefined) break
    const text = pieceText(entry.pieces).trim()
    if (text.length > 60 || /[.,;:!?]$/.test(text)) break
    lines.unshift(entry)
  }
  return lines
}

/** The address at the end of a programme gets a section of its own, or it would belong to the last topic. */
function contactSection(paragraph: Paragraph, ordinal: number, story: Story): PlainSection {
  const { ledger } = story.reading
  const title = "Kontakt"
  ledger.added.characters += title.length
  ledger.finding(
    "section.added",
    { at: paragraph.at },
    `Die Zeile ${quote(pieceText(paragraph.pieces))} hat eine Überschriften-Formatvorlage, ist aber Teil einer Anschrift. Die Anschrift steht jetzt im Abschnitt „${title}“.`,
  )
  return { id: `s${ordinal}`, level: 1, title: [{ type: "text", text: title }], numbering: "none", blocks: [] }
}

function startSection(
  heading: Heading,
  ordinal: number,
  open: number[],
  numbers: ReturnType<typeof numberKeeper>,
  story: Story,
): PlainSection {
  const { ledger } = story.reading
  const { paragraph } = heading
  const floats = paragraph.pieces.filter((p) => p.type === "float")
  let pieces = trim(
    paragraph.pieces.filter((p) => p.type !== "float"),
    story,
  )
  const { own } = paragraph.style
  const typed = own === undefined ? typedNumber(pieceText(pieces)) : undefined
  let raw = heading.raw
  const level = () => levelOf(raw, open)
  let numbering: PlainSection["numbering"] = "none"
  if (paragraph.numbered !== undefined && paragraph.numbered.format !== "bullet") {
    numbering = "auto"
    const label = paragraph.numbered.label.replace(/\.$/, "")
    const ours = numbers.next(level())
    // only where the difference begins: all that follow differ with it
    if (label !== ours && !numbers.differs)
      ledger.finding(
        "heading.number_differs",
        story.spot,
        `Ab hier weicht die Nummerierung ab: Word nummeriert diese Überschrift mit ${quote(label)}, hier trägt sie die Nummer ${ours}.`,
      )
    numbers.differs = label !== ours
  } else if (typed !== undefined) {
    // the depth of the typed number decides where the style says something else
    if (numbers.next(level()) !== typed.number && numbers.next(levelOf(typed.depth, open)) === typed.number)
      raw = typed.depth
    if (numbers.next(level()) === typed.number) {
      numbering = "auto"
      const { rest, cut } = cutStart(pieces, typed.length)
      ledger.shelve("number", story.spot, { characters: cut.length }, cut.trim())
      pieces = rest
    } else
      ledger.finding(
        "heading.number_differs",
        story.spot,
        `Die eingetippte Nummer ${typed.number} passt nicht zur Reihenfolge (erwartet: ${numbers.next(level())}). Sie bleibt im Text der Überschrift stehen.`,
      )
  }
  const settled = level()
  if (raw > (open.at(-1) ?? 0) + 1)
    ledger.finding(
      "heading.level_skipped",
      story.spot,
      `Vor dieser Überschrift wird eine Ebene übersprungen (Ebene ${raw} in Word). Sie steht hier auf Ebene ${settled}.`,
    )
  while (open.length > 0 && (open.at(-1) ?? 0) >= raw) open.pop()
  open.push(raw)
  if (numbering === "auto") numbers.take(settled)
  const title = settle(pieces, ledger, own === undefined ? ["bold", "underline"] : [])
  if (plain(title).length > 300)
    ledger.finding("heading.long", story.spot, "Diese Überschrift ist sehr lang. Ist sie vielleicht ein Absatz?")
  const blocks = floats.flatMap((p) => (p.type === "float" ? [p.block] : []))
  return { id: `s${ordinal}`, level: settled, title, numbering, blocks }
}

/** Level in the tree: one below the nearest open heading of a higher level, so that no level is skipped. At most 6. */
function levelOf(raw: number, open: readonly number[]): number {
  return Math.min(6, open.filter((l, i) => l < raw && open.slice(i).every((later) => later >= l)).length + 1)
}

const NUMBER = /^(\d{1,2}(?:\.\d{1,2}){0,5})(\.?)(?:\)|)[\s\u00a0]+(?=\S)/

/** "3.2 Strukturen" -> number "3.2", depth 2, length of what is typed before the words */
export function typedNumber(text: string): { number: string; depth: number; length: number } | undefined {
  const match = NUMBER.exec(text)
  const number = match?.[1]
  if (match === null || number === undefined) return undefined
  return { number, depth: number.split(".").length, length: match[0].length }
}

/** The numbers that core's sectionNumbers will give, one heading ahead. */
function numberKeeper() {
  const counters: number[] = []
  const after = (level: number) => {
    const next = counters.slice(0, level)
    while (next.length < level) next.push(0)
    next[level - 1] = (next[level - 1] ?? 0) + 1
    return next
  }
  return {
    differs: false,
    next: (level: number) =>
      after(level)
        .map((n) => (n === 0 ? 1 : n))
        .join("."),
    take(level: number) {
      const next = after(level)
      counters.splice(0, counters.length, ...next)
    },
  }
}

/** Text before the first heading becomes a section of its own, named by its first line if that reads like a heading. */
function startPreamble(pending: readonly Flow[], sections: PlainSection[], story: Story): void {
  const { ledger } = story.reading
  const first = pending.findIndex((e) => e.type === "block" || !isEmpty(e))
  const lead = pending[first]
  if (lead?.type === "paragraph" && lead.sub === true) {
    const before = toBlocks(pending.slice(0, first), story)
    const pieces = trim(
      lead.pieces.filter((p) => p.type !== "float"),
      story,
    )
    const title = settle(pieces, ledger, ["bold"])
    const blocks = [...before, ...toBlocks(pending.slice(first + 1), story)]
    sections.push({ id: "s1", level: 1, title, numbering: "none", blocks })
    return
  }
  const title = "Vorbemerkung"
  ledger.added.characters += title.length
  ledger.finding(
    "section.added",
    { at: lead?.at },
    `Vor der ersten Überschrift steht Text. Er wurde in einen Abschnitt mit dem Titel „${title}“ gestellt.`,
  )
  sections.push({
    id: "s1",
    level: 1,
    title: [{ type: "text", text: title }],
    numbering: "none",
    blocks: toBlocks(pending, story),
  })
}
