/** Which section of one version is which of another. */
import { canonical } from "../canonical.ts"
import { type ProgrammeContent, plain, type Section, type SectionBlock, sectionNumbers } from "../content.ts"
import { words } from "../difference.ts"
import { alike } from "./align.ts"
import { tokens } from "./words.ts"

export interface Held {
  readonly section: Section
  readonly number: string
  readonly index: number
}

export const held = (content: ProgrammeContent): Held[] => {
  const numbers = sectionNumbers(content.sections)
  return content.sections.map((section, index) => ({ section, number: numbers[index] ?? "", index }))
}

/** Words of a block, made once: comparing asks for them again and again. */
export function reader() {
  const texts = new Map<SectionBlock, string>()
  const hashes = new Map<SectionBlock, string>()
  const bags = new Map<SectionBlock, string[]>()
  const made = <T>(map: Map<SectionBlock, T>, block: SectionBlock, make: () => T): T => {
    const known = map.get(block)
    if (known !== undefined) return known
    const value = make()
    map.set(block, value)
    return value
  }
  const text = (block: SectionBlock): string => made(texts, block, () => words(block))
  return {
    text,
    hash: (block: SectionBlock): string => made(hashes, block, () => canonical(block)),
    bag: (block: SectionBlock): string[] => made(bags, block, () => tokens(text(block)).map((t) => t.trim())),
  }
}
export type Reader = ReturnType<typeof reader>

/** Titles without numbers, years and case: last year's "Ziele 2026" is this year's "Ziele 2027". */
const titleKey = (section: Section): string =>
  plain(section.title)
    .toLowerCase()
    .replace(/\b(19|20)\d\d\b/g, "")
    .replace(/[^\p{L}]+/gu, " ")
    .trim()

/**
 * Pairs by id where the title is the same, by key of the Gliederung, by title, by id alone, at last by how alike the texts are. Ids of a
 * text that was read from Word only count the headings, so a title says more.
 * @param ids "no": an id alone means nothing, because one of the texts was just read
 */
export function pairs(
  old: readonly Held[],
  now: readonly Held[],
  read: Reader,
  ids: "yes" | "no" = "yes",
): Map<Held, Held> {
  const found = new Map<Held, Held>()
  const taken = new Set<Held>()
  const by = (name: (h: Held) => string | undefined) => {
    const known = new Map<string, Held[]>()
    for (const h of old) {
      const key = name(h)
      if (key !== undefined && key !== "" && !taken.has(h)) known.set(key, [...(known.get(key) ?? []), h])
    }
    for (const h of now) {
      if (found.has(h)) continue
      const other = known.get(name(h) ?? "")?.shift()
      if (!other) continue
      found.set(h, other)
      taken.add(other)
    }
  }
  by((h) => `${h.section.id} ${titleKey(h.section)}`)
  by((h) => h.section.key)
  by((h) => titleKey(h.section))
  if (ids === "yes") by((h) => h.section.id)
  const bag = (h: Held): string[] => h.section.blocks.flatMap((b) => read.bag(b))
  const left = old.filter((h) => !taken.has(h) && h.section.blocks.length > 0)
  for (const h of now) {
    if (found.has(h) || h.section.blocks.length === 0) continue
    const mine = bag(h)
    const best = left
      .filter((o) => !taken.has(o))
      .map((o) => ({ o, how: alike(bag(o), mine) }))
      .sort((a, b) => b.how - a.how)[0]
    if (best === undefined || best.how < 0.6) continue
    found.set(h, best.o)
    taken.add(best.o)
  }
  return found
}

/**
 * A text that was read anew with the ids of the sections it replaces, so that notes, Zuständigkeiten and comparisons stay with theirs; what
 * is new gets an id that was not there.
 */
export function keepIds(before: ProgrammeContent, text: ProgrammeContent): ProgrammeContent {
  const now = held(text)
  const same = pairs(held(before), now, reader(), "no")
  const taken = new Set(before.sections.map((s) => s.id))
  const names = new Map<string, string>()
  for (const h of now) {
    const was = same.get(h)?.section.id
    let id = was ?? h.section.id
    for (let n = now.length + 1; was === undefined && taken.has(id); n++) id = `s${n}`
    taken.add(id)
    names.set(h.section.id, id)
  }
  return renamed({ ...text, sections: text.sections.map((s) => ({ ...s, id: names.get(s.id) ?? s.id })) }, names)
}

/** The same with references to sections led to their new ids. */
function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  const visit = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(visit)
    if (typeof v !== "object" || v === null) return v
    const all = Object.entries(v).map(([name, inner]) => [name, visit(inner)])
    const next: Record<string, unknown> = Object.fromEntries(all)
    if (next.type === "ref" && typeof next.target === "string") next.target = names.get(next.target) ?? next.target
    return next
  }
  return visit(value) as T
}
