/**
 * Verworfene Vorschläge of a programme: what somebody said does not hold is not proposed again, neither when the table is
 * typed once more nor when a corrected Word file is taken over. Remembered by the words of the table, not by its ids.
 */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { type ProgrammeContent, plain } from "./content.ts"
import type { Ctx, Write } from "./context.ts"
import type { CellRef, DataBlock, Relation } from "./typed.ts"

/** The newest are kept: 4,000 of 33 characters stay well below the size of an item. */
const MOST = 4000
const Rejected = z.strictObject({ version: z.literal(1), names: z.array(z.string().max(32)).max(MOST) })
const rejectedKey = (programmeId: string): string => `programme/${programmeId}/rejected`

/** Names of all that was rejected in a programme. */
export async function rejectedOf(ctx: Pick<Ctx, "table">, programmeId: string): Promise<ReadonlySet<string>> {
  return new Set((await ctx.table.get(rejectedKey(programmeId), Rejected))?.value.names)
}

/** The memory with some names more and some fewer; no write where nothing changes. */
export async function remember(
  ctx: Pick<Ctx, "table">,
  programmeId: string,
  more: readonly string[],
  fewer: readonly string[],
): Promise<Write[]> {
  const stored = await ctx.table.get(rejectedKey(programmeId), Rejected)
  const before = stored?.value.names ?? []
  const gone = new Set([...more, ...fewer])
  const names = [...before.filter((n) => !gone.has(n)), ...new Set(more)].slice(-MOST)
  if (canonical(names) === canonical(before)) return []
  return [{ put: rejectedKey(programmeId), value: { version: 1, names }, rev: stored?.rev ?? "new" }]
}

const refsOf = (relation: Relation): [role: string, ref: CellRef][] => {
  switch (relation.type) {
    case "sum":
    case "convex":
      return [["total", relation.total], ...relation.parts.map((p): [string, CellRef] => ["part", p])]
    case "share":
      return [
        ["part", relation.part],
        ["base", relation.base],
        ["result", relation.result],
      ]
    case "delta":
      return [
        [`now ${relation.mode}`, relation.now],
        ["before", relation.before],
        ["result", relation.result],
      ]
    case "equals":
      return [
        ["one", relation.a],
        ["one", relation.b],
      ]
  }
}

/** Rows, columns and captions by their words; equal words are told apart by their order. */
function wordsOf(blocks: readonly DataBlock[]): (own: DataBlock) => (ref: CellRef) => string {
  const byId = new Map(blocks.map((b) => [b.id, b]))
  const made = new Map<DataBlock, Map<string, string>>()
  const numbered = (list: readonly (readonly [id: string, words: string])[]): [string, string][] => {
    const count = new Map<string, number>()
    return list.map(([id, words]) => {
      const text = words.trim().toLowerCase()
      const n = (count.get(text) ?? 0) + 1
      count.set(text, n)
      return [id, `${text} ${n}`]
    })
  }
  const known = (block: DataBlock): Map<string, string> => {
    const there = made.get(block)
    if (there) return there
    const words = new Map([
      ...numbered(block.rows.map((r) => [`row ${r.id}`, plain(r.label)] as const)),
      ...numbered(block.columns.map((c) => [`column ${c.key}`, c.label] as const)),
    ])
    made.set(block, words)
    return words
  }
  return (own) => (ref) => {
    const block = (ref.block === undefined ? own : byId.get(ref.block)) ?? own
    const words = known(block)
    return canonical([plain(block.caption), words.get(`row ${ref.row}`) ?? "", words.get(`column ${ref.column}`) ?? ""])
  }
}

/** Names of relations by the words of their tables: 128 bits of SHA-256. */
export async function namesOf(
  content: Pick<ProgrammeContent, "sections">,
  wanted: (block: DataBlock, relation: Relation) => boolean,
): Promise<Map<Relation, string>> {
  const blocks = content.sections.flatMap((s) => s.blocks.filter((b) => b.type === "data"))
  const words = wordsOf(blocks)
  const found = new Map<Relation, string>()
  for (const block of blocks) {
    const say = words(block)
    for (const relation of block.relations) {
      if (!wanted(block, relation)) continue
      const told = refsOf(relation)
        .map(([role, ref]) => `${role} ${say(ref)}`)
        .sort()
      found.set(relation, (await sha256(canonical([relation.type, told]))).slice(0, 32))
    }
  }
  return found
}

/** The same content with every proposal that was rejected before marked as such. */
export async function withoutRejected(
  content: ProgrammeContent,
  rejected: ReadonlySet<string>,
): Promise<ProgrammeContent> {
  if (rejected.size === 0) return content
  const names = await namesOf(content, (_, r) => r.state === "proposed")
  const again = (r: Relation): Relation => (rejected.has(names.get(r) ?? "") ? { ...r, state: "rejected" } : r)
  return {
    ...content,
    sections: content.sections.map((s) => ({
      ...s,
      blocks: s.blocks.map((b) => (b.type === "data" ? { ...b, relations: b.relations.map(again) } : b)),
    })),
  }
}
