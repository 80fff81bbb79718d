/** Difference of two content trees, section by section and block by block, as people read it. */

import { canonical } from "./canonical.ts"
import { type Block, type ProgrammeContent, plain, type Section, type SectionBlock, sectionNumbers } from "./content.ts"
import { isTyped, plainBlock } from "./plainly.ts"

export interface Difference {
  /** "2.1 Ziele" */
  readonly section: string
  readonly kind: "added" | "removed" | "changed"
  readonly old: readonly string[]
  readonly new: readonly string[]
}

/** Sections are paired by id, blocks by longest common run; only what differs is listed, in the order of the new tree, then title and footnotes. */
export function difference(before: ProgrammeContent, after: ProgrammeContent): Difference[] {
  const numbers = sectionNumbers(after.sections)
  const old = new Map(before.sections.map((s) => [s.id, s]))
  const found: Difference[] = []
  after.sections.forEach((section, i) => {
    const name = title(numbers[i] ?? "", section)
    const was = old.get(section.id)
    if (!was) {
      found.push({ section: name, kind: "added", old: [], new: section.blocks.map(words) })
      return
    }
    const [gone, come] = unlike([plain(was.title), ...was.blocks], [plain(section.title), ...section.blocks])
    if (gone.length > 0 || come.length > 0) found.push({ section: name, kind: "changed", old: gone, new: come })
  })
  const kept = new Set(after.sections.map((s) => s.id))
  const oldNumbers = sectionNumbers(before.sections)
  before.sections.forEach((section, i) => {
    if (!kept.has(section.id))
      found.push({
        section: title(oldNumbers[i] ?? "", section),
        kind: "removed",
        old: section.blocks.map(words),
        new: [],
      })
  })
  const rest = (name: string, old: readonly (Block | string)[], now: readonly (Block | string)[]) => {
    const [gone, come] = unlike(old, now)
    if (gone.length > 0 || come.length > 0) found.push({ section: name, kind: "changed", old: gone, new: come })
  }
  rest("Titel", [before.title, before.subtitle ?? ""], [after.title, after.subtitle ?? ""])
  rest(
    "Fußnoten",
    before.footnotes.flatMap((n) => n.blocks),
    after.footnotes.flatMap((n) => n.blocks),
  )
  return found
}

const title = (number: string, section: Section): string => `${number} ${plain(section.title)}`.trim()

function unlike(a: readonly (SectionBlock | string)[], b: readonly (SectionBlock | string)[]): [string[], string[]] {
  const keep = common(a.map(told), b.map(told))
  return [a.filter((_, i) => !keep.a.has(i)).map(words), b.filter((_, i) => !keep.b.has(i)).map(words)]
}

/** What people read of a block: a proposal that was confirmed changes no word. */
function told(block: SectionBlock | string): string {
  if (typeof block === "string" || block.type !== "data") return canonical(block)
  const { imported: _, ...rest } = block
  return canonical({ ...rest, relations: [] })
}

/** Longest common subsequence after cutting equal ends; sections have tens of blocks, so the table stays small. */
function common(a: readonly string[], b: readonly string[]): { a: Set<number>; b: Set<number> } {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number): number => table[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const keep = { a: new Set<number>(), b: new Set<number>() }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      keep.a.add(i++)
      keep.b.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return keep
}

/** A block as one line of plain words. */
export function words(block: SectionBlock | string): string {
  if (typeof block === "string") return block
  if (isTyped(block)) return plainBlock(block).map(words).join(" ")
  switch (block.type) {
    case "paragraph":
    case "heading":
      return plain(block.content)
    case "list":
      return block.items.map((i) => `- ${i.blocks.map(words).join(" ")}`).join(" ")
    case "table": {
      const rows = block.rows.map((r) => r.cells.map((c) => c.blocks.map(words).join(" ")).join(" | ")).join("; ")
      return block.caption === undefined ? rows : `${plain(block.caption)}: ${rows}`
    }
    case "image":
      return [`Bild: ${block.alt}`, ...(block.caption === undefined ? [] : [plain(block.caption)])].join(" ")
    case "chart": {
      const rows = block.series.map((s) => `${s.name} ${s.values.map((v) => v ?? "-").join(", ")}`)
      const said = [...rows, block.categories.join(", "), block.alt, plain(block.source ?? [])]
      return `Diagramm: ${block.title}: ${said.filter((words) => words !== "").join("; ")}`
    }
    case "aside":
      return `${block.note}: ${block.blocks.map(words).join(" ")}`
  }
}
