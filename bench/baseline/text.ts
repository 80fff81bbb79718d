/** What the baselines share: words and numbers of a programme, written anew so that no module of the product is loaded. */
import type { Block, Inline, PlainContent, PlainSection } from "@beschlussweg/core/content"

export const plain = (content: readonly Inline[]): string =>
  content.map((i) => (i.type === "text" ? i.text : i.type === "break" ? " " : "")).join("")

export const printable = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[\u00ad\u200b\ufeff]/g, "")
    .replace(/\t/g, " ")
    .replace(/\u2010/g, "-")

/** Numbers of all sections; "" for those without one. */
export function sectionNumbers(sections: readonly PlainSection[]): string[] {
  const counters: number[] = []
  return sections.map(({ level, numbering }) => {
    if (numbering === "none") return ""
    counters.splice(level)
    while (counters.length < level) counters.push(0)
    counters[level - 1] = (counters[level - 1] ?? 0) + 1
    return counters.map((n) => n || 1).join(".")
  })
}

/** Ids of footnotes in reading order. */
export function referred(blocks: readonly Block[], title: readonly Inline[] = []): string[] {
  const found: string[] = []
  const look = (content: readonly Inline[] = []): void => {
    for (const inline of content) if (inline.type === "footnote") found.push(inline.id)
  }
  const visit = (list: readonly Block[]): void => {
    for (const block of list) {
      if (block.type === "paragraph" || block.type === "heading") look(block.content)
      if (block.type === "table" || block.type === "image") look(block.caption)
      if (block.type === "chart") look(block.source)
      if (block.type === "list") for (const item of block.items) visit(item.blocks)
      if (block.type === "aside") visit(block.blocks)
      if (block.type === "table") for (const row of block.rows) for (const cell of row.cells) visit(cell.blocks)
    }
  }
  look(title)
  visit(blocks)
  return found
}

/** Numbers of the footnotes: in the order of the text, then those inside footnotes, then those nobody refers to. */
export function noteNumbers(content: PlainContent): ReadonlyMap<string, number> {
  const known = new Set(content.footnotes.map((note) => note.id))
  const ids = [
    ...content.sections.flatMap((section) => referred(section.blocks, section.title)),
    ...content.footnotes.flatMap((note) => referred(note.blocks)),
    ...known,
  ].filter((id) => known.has(id))
  return new Map([...new Set(ids)].map((id, i) => [id, i + 1]))
}

const MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ")
export function longDay(day: string): string {
  const [year, month, date] = day.split("-")
  return `${Number(date)}. ${MONTHS[Number(month) - 1]} ${year}`
}

/** "-1234.5" -> "-1.234,5" */
export function germanNumber(value: string): string {
  const [whole = "0", fraction] = value.replace("-", "").split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".")
  return `${value.startsWith("-") ? "-" : ""}${grouped}${fraction === undefined ? "" : `,${fraction}`}`
}

const ROMAN = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"] as const
const TENS = ["", "x", "xx", "xxx", "xl", "l"] as const
const roman = (n: number): string => `${TENS[Math.floor(n / 10)] ?? ""}${ROMAN[n % 10] ?? ""}`
const letter = (n: number): string => String.fromCharCode(97 + ((n - 1) % 26)).repeat(Math.floor((n - 1) / 26) + 1)

/** Sign of item `n` of a list. */
export function itemLabel(list: Extract<Block, { type: "list" }>, n: number, depth: number): string {
  if (!list.ordered) return depth % 2 === 0 ? "•" : "–"
  if (list.style === "lowerLetter") return `${letter(n)})`
  if (list.style === "upperLetter") return `${letter(n).toUpperCase()}.`
  if (list.style === "lowerRoman") return `${roman(n)}.`
  if (list.style === "upperRoman") return `${roman(n).toUpperCase()}.`
  return `${n}.`
}
