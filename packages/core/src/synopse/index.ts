/** Synopse: what differs between two versions of a programme, over the content tree, as people read it side by side. */
import { canonical } from "../canonical.ts"
import type { ProgrammeContent } from "../content.ts"
import { words } from "../difference.ts"
import { german } from "../number.ts"
import { type BlockChange, type SectionChange, sectionChanges } from "./section.ts"
import { type Piece, pieces } from "./words.ts"

export { movedWords, sectionWords, summary, tableWords } from "./said.ts"
export type { BlockChange, SectionChange } from "./section.ts"
export { named } from "./section.ts"
export type { CellChange, TableChange } from "./table.ts"
export type { Piece } from "./words.ts"

export interface Synopse {
  readonly title: { readonly old: string; readonly new: string } | undefined
  readonly sections: readonly SectionChange[]
  readonly footnotes: readonly { readonly old: readonly Piece[]; readonly new: readonly Piece[] }[]
  /** named figures whose value changed */
  readonly numbers: readonly { readonly label: string; readonly old: string; readonly new: string }[]
  /** how much there is to read */
  readonly count: Readonly<Record<"added" | "removed" | "moved" | "changed", number>>
}

/** Two versions of one programme, or last year's and this year's: sections are recognised by id, key, title or text. */
export function synopse(before: ProgrammeContent, after: ProgrammeContent): Synopse {
  const sections = sectionChanges(before, after)
  const titles = { old: titleOf(before), new: titleOf(after) }
  const count = { added: 0, removed: 0, moved: 0, changed: 0 }
  for (const section of sections) {
    if (section.kind !== "kept") count[section.kind]++
    if (section.moved) count.moved++
    for (const block of section.blocks) count[KIND[block.kind]]++
  }
  return {
    title: titles.old === titles.new ? undefined : titles,
    sections,
    footnotes: notes(before, after),
    numbers: figures(before, after),
    count,
  }
}

const KIND = {
  added: "added",
  removed: "removed",
  moved: "moved",
  changed: "changed",
  table: "changed",
} as const satisfies Record<BlockChange["kind"], string>

const titleOf = (c: ProgrammeContent): string => [c.title, c.subtitle ?? ""].filter((x) => x !== "").join(". ")

function notes(before: ProgrammeContent, after: ProgrammeContent): Synopse["footnotes"] {
  const old = new Map(before.footnotes.map((n) => [n.id, n]))
  const kept = new Set(after.footnotes.map((n) => n.id))
  const text = (n: ProgrammeContent["footnotes"][number] | undefined): string =>
    (n?.blocks ?? []).map((b) => words(b)).join(" ")
  const now = after.footnotes.filter((n) => canonical(n.blocks) !== canonical(old.get(n.id)?.blocks ?? []))
  const gone = before.footnotes.filter((n) => !kept.has(n.id))
  return [...now.map((n) => pieces(text(old.get(n.id)), text(n))), ...gone.map((n) => pieces(text(n), ""))].filter(
    (p) => p.old.some((x) => x.changed) || p.new.some((x) => x.changed),
  )
}

function figures(before: ProgrammeContent, after: ProgrammeContent): Synopse["numbers"] {
  const old = new Map((before.numbers ?? []).map((n) => [n.id, n]))
  return (after.numbers ?? []).flatMap((n) => {
    const was = old.get(n.id)
    const pair = { label: n.label, old: was ? german(was.num, was.num.unit) : "", new: german(n.num, n.num.unit) }
    return pair.old === pair.new ? [] : [pair]
  })
}
