/** Beziehungen between figures of typed tables: what the import and the search propose, and what a person says of it. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { judge } from "./check/relation.ts"
import { type ProgrammeContent, plain, type Section, Sha256 } from "./content.ts"
import { draftKey } from "./draft.ts"
import { AppError, type Finding } from "./error.ts"
import { circles } from "./follow.ts"
import { Ref } from "./id.ts"
import { requireUnlocked } from "./programme.ts"
import { dataOf, placesOf, readersOf, remembered, requireEqual } from "./related.ts"
import { grouped, type Said } from "./saying.ts"
import { textDuty } from "./search/owe.ts"
import { opened, sectionWrites } from "./section.ts"
import { type DataBlock, PartId, type Relation } from "./typed.ts"
import { verb } from "./verb.ts"

export { dataOf, placesOf } from "./related.ts"

/** A table of a programme with what is said of its figures. */
export interface Related {
  readonly blockId: string
  readonly sectionId: string
  /** "Abschnitt 3.2 „Titel“, Tabelle 2" */
  readonly place: string
  readonly caption: string
  /** hash of the table without its relations; a decision names it, so that nobody decides on figures that he has not seen */
  readonly base: string
  /** relations that say the same in several columns or rows, together */
  readonly said: readonly Said[]
}

export const list = verb(
  {
    name: "relation.list",
    may: "programme.read",
    input: z.strictObject({ programmeId: Ref }),
    summary:
      "Beziehungen zwischen den Zahlen der Tabellen: vorgeschlagene, bestätigte, verworfene, mit Satz und Ergebnis.",
  },
  async (ctx, { programmeId }) => {
    const { tree } = await opened(ctx, programmeId)
    const places = placesOf(tree)
    const read = readersOf(tree)
    const tables: Related[] = []
    for (const { block, section } of dataOf(tree)) {
      if (block.relations.length === 0) continue
      const judged = block.relations.map((r) => ({ relation: r, judged: judge(r, read(block)) }))
      tables.push({
        blockId: block.id,
        sectionId: section.id,
        place: places.get(block.id) ?? "",
        caption: plain(block.caption),
        base: await tableHash(block),
        said: grouped(block, judged, (id) => places.get(id) ?? ""),
      })
    }
    const all = dataOf(tree).flatMap(({ block }) => block.relations)
    const count = (state: Relation["state"]) => all.filter((r) => r.state === state).length
    return {
      tables,
      counts: { proposed: count("proposed"), confirmed: count("confirmed"), rejected: count("rejected") },
    }
  },
)

const Decision = z.strictObject({
  blockId: PartId,
  relationId: PartId,
  state: z.enum(["confirmed", "rejected"]),
  /** of the table, as relation.list names it */
  base: Sha256,
})

/** Confirms and rejects, all or nothing. The tables' sections are saved for themselves. */
export const decide = verb(
  {
    name: "relation.decide",
    may: "programme.write",
    input: z.strictObject({ programmeId: Ref, decisions: z.array(Decision).min(1).max(500) }),
    summary: "Beziehungen bestätigen oder verwerfen, einzeln oder viele auf einmal.",
  },
  async (ctx, { programmeId, decisions }) => {
    const now = await opened(ctx, programmeId)
    const wanted = new Map<string, Map<string, Relation["state"]>>()
    for (const d of decisions) {
      const of = wanted.get(d.blockId) ?? new Map<string, Relation["state"]>()
      wanted.set(d.blockId, of)
      if (of.has(d.relationId) && of.get(d.relationId) !== d.state)
        throw new AppError(
          "input",
          "relation.twice",
          "Über dieselbe Beziehung wird hier zweimal verschieden entschieden.",
        )
      of.set(d.relationId, d.state)
    }
    await requireSeen(now.tree, decisions)
    const after = decided(now.tree, wanted)
    requireEqual(after, wanted)
    if (circles(after).length > 0)
      throw new AppError(
        "refused",
        "figure.circle",
        "Diese Zahlen würden im Kreis aufeinander verweisen. Bitte verwerfen Sie eine der Beziehungen.",
      )
    requireUnlocked(now.tree, after)
    const changed = after.sections.filter((s, i) => s !== now.tree.sections[i])
    const memory = await remembered(ctx, programmeId, now.tree, wanted)
    const writes = [...(await sectionWrites(ctx, programmeId, now, changed)), ...memory]
    const check = { check: draftKey(programmeId), rev: now.draft.rev }
    if (writes.length > 0) await ctx.table.commit([], [...writes, check], await textDuty(ctx, programmeId))
    const left = dataOf(after).flatMap(({ block }) => block.relations.filter((r) => r.state === "proposed"))
    return { decided: decisions.length, open: left.length }
  },
)

/** @throws AppError conflict "relation.changed": a table or relation is not as it was when it was listed */
async function requireSeen(tree: ProgrammeContent, decisions: readonly z.infer<typeof Decision>[]): Promise<void> {
  const blocks = new Map(dataOf(tree).map(({ block }) => [block.id, block]))
  const hashes = new Map<string, string>()
  const ids = new Map<string, ReadonlySet<string>>()
  const places = placesOf(tree)
  const found = new Map<string, Finding>()
  for (const { blockId, relationId, base } of decisions) {
    const block = blocks.get(blockId)
    if (block && !hashes.has(blockId)) {
      hashes.set(blockId, await tableHash(block))
      ids.set(blockId, new Set(block.relations.map((r) => r.id)))
    }
    if (hashes.get(blockId) === base && ids.get(blockId)?.has(relationId) === true) continue
    const message = block
      ? "Diese Tabelle wurde inzwischen geändert. Bitte sehen Sie ihre Beziehungen noch einmal an."
      : "Diese Tabelle gibt es im Text nicht mehr."
    found.set(blockId, { reason: "relation.changed", place: places.get(blockId) ?? "Programm", message })
  }
  const [first] = found.values()
  if (first) throw new AppError("conflict", "relation.changed", first.message, [...found.values()])
}

function decided(
  tree: ProgrammeContent,
  wanted: ReadonlyMap<string, ReadonlyMap<string, Relation["state"]>>,
): ProgrammeContent {
  const section = (s: Section): Section => {
    let changed = false
    const blocks = s.blocks.map((block) => {
      const states = block.type === "data" ? wanted.get(block.id) : undefined
      if (block.type !== "data" || states === undefined) return block
      const relations = block.relations.map((r): Relation => {
        const state = states.get(r.id)
        if (state === undefined || state === r.state) return r
        changed = true
        return { ...r, state }
      })
      return { ...block, relations }
    })
    return changed ? { ...s, blocks } : s
  }
  return { ...tree, sections: tree.sections.map(section) }
}

/** What a decision about a table rests on: its words and figures, not what was decided already. */
export const tableHash = ({ imported: _, ...block }: DataBlock): Promise<string> =>
  sha256(canonical({ ...block, relations: [] }))
