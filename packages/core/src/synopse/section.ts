/** Sections of two versions: what moved, and what changed inside. */
import { type Block, type ProgrammeContent, plain, type SectionBlock } from "../content.ts"
import { words } from "../difference.ts"
import { alike, ascending, common } from "./align.ts"
import { type Held, held, pairs, type Reader, reader } from "./same.ts"
import { gridOf, plainGrid, sameTable, type TableChange, tableChange } from "./table.ts"
import { type Piece, pieces } from "./words.ts"

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

/** What the same id is worth against likeness: ids of tables read from Word only count them. */
const ID = 0.1

function gap(old: readonly SectionBlock[], now: readonly SectionBlock[], read: Reader): Step[] {
  const free = new Set(old)
  const partner = new Map<SectionBlock, SectionBlock>()
  const id = (b: SectionBlock): string | undefined => ("id" in b ? b.id : undefined)
  const alikes = now.flatMap((b) =>
    old.flatMap((o) => {
      if (o.type !== b.type) return []
      const same = id(b) !== undefined && id(b) === id(o)
      const how = alike(read.bag(o), read.bag(b))
      return same || how >= 0.4 ? [{ o, b, how: how + (same ? ID : 0) }] : []
    }),
  )
  for (const { o, b } of alikes.sort((p, q) => q.how - p.how)) {
    if (!free.has(o) || partner.has(b)) continue
    partner.set(b, o)
    free.delete(o)
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
    const change = recaptioned(tableChange(gridOf(old), gridOf(now)), plain(old.caption), plain(now.caption))
    if (!sameTable(change)) return { kind: "table", type: "data", caption: plain(now.caption), change }
  }
  if (old.type === "table" && now.type === "table") {
    const line = (b: Block): string => words(b)
    const [was, is] = [plain(old.caption ?? []), plain(now.caption ?? [])]
    const change = recaptioned(tableChange(plainGrid(old, line), plainGrid(now, line)), was, is)
    if (!sameTable(change)) return { kind: "table", type: "table", caption: is, change }
  }
  const { old: was, new: is } = pieces(read.text(old), read.text(now))
  return { kind: "changed", type: now.type, old: was, new: is }
}

/** The title of a table is said like a cell. */
const recaptioned = (change: TableChange, was: string, is: string): TableChange =>
  was === is
    ? change
    : { ...change, cells: [{ row: "Titel der Tabelle", column: "", old: was, new: is }, ...change.cells] }
