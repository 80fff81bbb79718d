/** Sections of two versions: which is which, what moved, and what changed inside. */
import { canonical } from "../canonical.ts"
import {
  type Block,
  type ProgrammeContent,
  plain,
  type Section,
  type SectionBlock,
  sectionNumbers,
} from "../content.ts"
import { words } from "../difference.ts"
import { alike, ascending, common } from "./align.ts"
import { gridOf, plainGrid, sameTable, type TableChange, tableChange } from "./table.ts"
import { type Piece, pieces, tokens } from "./words.ts"

export type BlockChange =
  | { readonly kind: "added" | "removed"; readonly type: SectionBlock["type"]; readonly text: string }
  /** the same words at another place; `from` is the section they came from, absent within the same one */
  | { readonly kind: "moved"; readonly type: SectionBlock["type"]; readonly text: string; readonly from?: string }
  | {
      readonly kind: "changed"
      readonly type: SectionBlock["type"]
      readonly old: readonly Piece[]
      readonly new: readonly Piece[]
    }
  | {
      readonly kind: "table"
      readonly type: SectionBlock["type"]
      readonly caption: string
      readonly change: TableChange
    }

export interface SectionChange {
  readonly sectionId: string
  readonly kind: "added" | "removed" | "kept"
  /** number and title as they were and are; the old ones absent for what is new */
  readonly old?: { readonly number: string; readonly title: string }
  readonly new?: { readonly number: string; readonly title: string }
  /** stands at another place among the others, or at another level */
  readonly moved: boolean
  readonly blocks: readonly BlockChange[]
}

interface Held {
  readonly section: Section
  readonly number: string
  readonly index: number
}

const held = (content: ProgrammeContent): Held[] => {
  const numbers = sectionNumbers(content.sections)
  return content.sections.map((section, index) => ({ section, number: numbers[index] ?? "", index }))
}

/** Words of a block, made once: comparing asks for them again and again. */
function reader() {
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
type Reader = ReturnType<typeof reader>

/** Titles without numbers, years and case: last year's "Ziele 2026" is this year's "Ziele 2027". */
const titleKey = (section: Section): string =>
  plain(section.title)
    .toLowerCase()
    .replace(/\b(19|20)\d\d\b/g, "")
    .replace(/[^\p{L}]+/gu, " ")
    .trim()

/** Pairs by id, by key of the Gliederung, by title, at last by how alike the texts are. */
function pairs(old: readonly Held[], now: readonly Held[], read: Reader): Map<Held, Held> {
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
  by((h) => h.section.id)
  by((h) => h.section.key)
  by((h) => titleKey(h.section))
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

const label = (h: Held) => ({ number: h.number, title: plain(h.section.title) })
export const named = ({ number, title }: { number: string; title: string }): string => `${number} ${title}`.trim()

/** What happened to one block, before it is known whether what went came back elsewhere. */
type Step = { readonly change: BlockChange } | { readonly come: SectionBlock } | { readonly gone: SectionBlock }

/** Shorter blocks than this are never called moved: "Ziele:" stands everywhere. */
const MOVED_FROM = 20

/**
 * Changes of all sections in the order of the new version, the removed ones at the end; what did not change is not there.
 */
export function sectionChanges(before: ProgrammeContent, after: ProgrammeContent): SectionChange[] {
  const read = reader()
  const [old, now] = [held(before), held(after)]
  const same = pairs(old, now, read)
  const kept = now.filter((h) => same.has(h))
  const stayed = ascending(kept.map((h) => same.get(h)?.index ?? 0))
  const moved = new Set(kept.filter((h, i) => !stayed.has(i) || same.get(h)?.section.level !== h.section.level))
  const used = new Set(same.values())
  const lost = old.filter((h) => !used.has(h))
  const steps = new Map<Held, Step[]>()
  for (const h of now) {
    const o = same.get(h)
    steps.set(h, o ? inside(o.section.blocks, h.section.blocks, read) : h.section.blocks.map((come) => ({ come })))
  }
  for (const h of lost)
    steps.set(
      h,
      h.section.blocks.map((gone) => ({ gone })),
    )

  const left = new Map<string, { from: Held; block: SectionBlock }[]>()
  for (const [h, list] of steps)
    for (const step of list) {
      if (!("gone" in step) || read.text(step.gone).length < MOVED_FROM) continue
      const key = read.hash(step.gone)
      const from = same.get(h) ?? h
      left.set(key, [...(left.get(key) ?? []), { from, block: step.gone }])
    }
  const back = new Set<SectionBlock>()
  const arrive = (h: Held, block: SectionBlock): BlockChange => {
    const source = left.get(read.hash(block))?.shift()
    const text = read.text(block)
    if (!source) return { kind: "added", type: block.type, text }
    back.add(source.block)
    const elsewhere = source.from === same.get(h) ? undefined : named(label(source.from))
    return { kind: "moved", type: block.type, text, ...(elsewhere === undefined ? {} : { from: elsewhere }) }
  }
  // Arrivals first: only then is it known what is gone for good.
  const arrived = new Map<Held, (BlockChange | { readonly gone: SectionBlock })[]>()
  for (const [h, list] of steps)
    arrived.set(
      h,
      list.map((s) => ("come" in s ? arrive(h, s.come) : "change" in s ? s.change : s)),
    )
  const blocksOf = (h: Held): BlockChange[] =>
    (arrived.get(h) ?? []).flatMap((c): BlockChange[] => {
      if (!("gone" in c)) return [c]
      return back.has(c.gone) ? [] : [{ kind: "removed", type: c.gone.type, text: read.text(c.gone) }]
    })
  const present = now.map((h): SectionChange => {
    const o = same.get(h)
    return {
      sectionId: h.section.id,
      kind: o ? "kept" : "added",
      ...(o ? { old: label(o) } : {}),
      new: label(h),
      moved: moved.has(h),
      blocks: blocksOf(h),
    }
  })
  const removed = lost.map(
    (h): SectionChange => ({
      sectionId: h.section.id,
      kind: "removed",
      old: label(h),
      moved: false,
      blocks: blocksOf(h),
    }),
  )
  const unchanged = (c: SectionChange) =>
    c.kind === "kept" && !c.moved && c.blocks.length === 0 && c.old?.title === c.new?.title
  return [...present.filter((c) => !unchanged(c)), ...removed]
}

/** Blocks of one section: equal ones stay silent; between two equal ones the rest is paired by how alike it is. */
function inside(old: readonly SectionBlock[], now: readonly SectionBlock[], read: Reader): Step[] {
  const steps: Step[] = []
  let [i, j] = [0, 0]
  for (const [x, y] of [...common(old.map(read.hash), now.map(read.hash)), [old.length, now.length] as const]) {
    steps.push(...gap(old.slice(i, x), now.slice(j, y), read))
    i = x + 1
    j = y + 1
  }
  return steps
}

function gap(old: readonly SectionBlock[], now: readonly SectionBlock[], read: Reader): Step[] {
  const free = new Set(old)
  const partner = new Map<SectionBlock, SectionBlock>()
  const id = (b: SectionBlock): string | undefined => ("id" in b ? b.id : undefined)
  for (const b of now) {
    const known = id(b)
    const twin = known === undefined ? undefined : [...free].find((o) => o.type === b.type && id(o) === known)
    const best =
      twin ??
      [...free]
        .filter((o) => o.type === b.type)
        .map((o) => ({ o, how: alike(read.bag(o), read.bag(b)) }))
        .filter(({ how }) => how >= 0.4)
        .sort((p, q) => q.how - p.how)[0]?.o
    if (!best) continue
    partner.set(b, best)
    free.delete(best)
  }
  return [
    ...old.filter((o) => free.has(o)).map((gone) => ({ gone })),
    ...now.map((b): Step => {
      const was = partner.get(b)
      return was ? { change: changed(was, b, read) } : { come: b }
    }),
  ]
}

function changed(old: SectionBlock, now: SectionBlock, read: Reader): BlockChange {
  if (old.type === "data" && now.type === "data") {
    const change = tableChange(gridOf(old), gridOf(now))
    if (!sameTable(change)) return { kind: "table", type: "data", caption: plain(now.caption), change }
  }
  if (old.type === "table" && now.type === "table") {
    const line = (b: Block): string => words(b)
    const change = tableChange(plainGrid(old, line), plainGrid(now, line))
    if (!sameTable(change)) return { kind: "table", type: "table", caption: plain(now.caption ?? []), change }
  }
  const { old: was, new: is } = pieces(read.text(old), read.text(now))
  return { kind: "changed", type: now.type, old: was, new: is }
}
