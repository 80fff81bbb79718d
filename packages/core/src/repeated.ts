/** Repetitions (Wiederholungen): a figure with a name that stands in the text once more, typed by hand. */
import { figures, mapLines } from "./bind.ts"
import type { Inline, ProgrammeContent, Section, SectionBlock } from "./content.ts"
import { findNumbers } from "./number/found.ts"
import { compare, german } from "./number.ts"
import { base, type Figure, figureOfNum } from "./table/figure.ts"
import { isMoney } from "./table/words.ts"

export interface Repetition {
  /** index of the block in the section */
  readonly block: number
  readonly line: number
  readonly run: number
  readonly start: number
  readonly end: number
  readonly ref: string
  readonly label: string
  /** as it stands: "12.466 T€" */
  readonly found: string
  /** as it will stand once it is bound */
  readonly becomes: string
  /** the words around it */
  readonly passage: string
}

interface Name {
  readonly ref: string
  readonly label: string
  readonly figure: Figure
  readonly text: string
}

/** Lines of text of a block in reading order. */
export function linesOf(block: SectionBlock): Inline[][] {
  const found: Inline[][] = []
  mapLines(block, (line) => {
    found.push(line)
    return line
  })
  return found
}

/**
 * Passages of a section that repeat a named figure. Only in plain runs of text: links and emphasis would be lost. Figures
 * of one or two digits say nothing alone and are left out, unless they have a unit.
 */
export function repetitions(section: Section, content: Pick<ProgrammeContent, "sections" | "numbers">): Repetition[] {
  const names = namesOf(content)
  if (names.length === 0) return []
  return section.blocks.flatMap((block, index) =>
    // The figures of a typed table are cells, not words; one cell follows another by a relation.
    block.type === "data"
      ? []
      : linesOf(block).flatMap((line, n) => inLine(line, names).map((r) => ({ block: index, line: n, ...r }))),
  )
}

const made = new WeakMap<object, readonly Name[]>()
function namesOf(content: Pick<ProgrammeContent, "sections" | "numbers">): readonly Name[] {
  const known = made.get(content)
  if (known) return known
  if ((content.numbers ?? []).length === 0) return []
  const all = figures(content)
  const found = (content.numbers ?? []).flatMap((n): Name[] => {
    const said = all.get(`zahl/${n.id}`)
    if (said === undefined) return []
    const { qualifier: _, ...num } = said.num
    const figure = figureOfNum(num, said.unit)
    if (figure === undefined) return []
    const telling = figure.unit !== undefined && figure.unit !== "" && figure.unit !== "Personen"
    if (!telling && (num.value ?? "").replace(/\D/g, "").length < 3) return []
    return [{ ref: `zahl/${n.id}`, label: n.label, figure, text: german(said.num, said.unit) }]
  })
  made.set(content, found)
  return found
}

type InLine = Omit<Repetition, "block" | "line">
function inLine(line: readonly Inline[], names: readonly Name[]): InLine[] {
  let text = ""
  const starts = line.map((i) => {
    const at = text.length
    text += i.type === "break" ? " " : i.type === "footnote" ? "\u2063" : i.text
    return at
  })
  if (!/\d/.test(text)) return []
  return findNumbers(text).flatMap((found): InLine[] => {
    if (!found.certain || found.num.value === null) return []
    const run = starts.findLastIndex((at) => at <= found.start)
    const inline = line[run]
    const at = starts[run] ?? 0
    if (inline?.type !== "text" || inline.href !== undefined || (inline.marks ?? []).length > 0) return []
    const [start, end] = [found.start - at, found.end - at]
    if (end > inline.text.length) return []
    const { qualifier, ...num } = found.num
    const figure = figureOfNum(num)
    const name =
      figure && names.find((n) => same(n.figure, figure) && (n.figure.num.signed ?? false) === (num.signed ?? false))
    if (!name) return []
    const passage = text
      .slice(Math.max(0, found.start - 60), found.end + 60)
      .replaceAll("\u2063", "")
      .trim()
    // "rund 28,9 Mio. €" becomes the figure with its own "rund": the word before it goes with it.
    const words = qualifierIn(name.text)
    const before = inline.text.slice(0, start)
    if (words === "" ? false : !before.endsWith(words)) return []
    const from = start - words.length
    if (words === "" && qualifier === "rund" && !/\b(?:rund|etwa|ca\.)\s$/.test(before)) return []
    return [
      {
        run,
        start: from,
        end,
        ref: name.ref,
        label: name.label,
        found: inline.text.slice(from, end),
        becomes: name.text,
        passage,
      },
    ]
  })
}

const qualifierIn = (text: string): string => /^\D+ (?=[-+\d])/.exec(text)?.[0] ?? ""

/** The same amount of money in whatever thousands, or the same figure in the same unit. */
function same(a: Figure, b: Figure): boolean {
  const bare = (f: Figure) => (f.unit === "" || f.unit === "Personen" ? undefined : f.unit)
  if (isMoney(a.unit) && isMoney(b.unit)) return compare(base(a), base(b)) === 0
  // "7.412 Plätze" says of what; a bare "7.412" may be anything but is worth a look
  const units = bare(a) === bare(b) || (bare(b) === undefined && a.unit !== "%" && !isMoney(a.unit))
  return units && compare(a.value, b.value) === 0
}
