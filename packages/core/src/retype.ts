/** Tables of a programme typed and made plain again, and searched for what holds between their figures. */
import { z } from "zod"
import { type ProgrammeContent, type Section, Sha256 } from "./content.ts"
import type { Ctx } from "./context.ts"
import { sectionBy } from "./draft.ts"
import { AppError, notFound } from "./error.ts"
import { Ref } from "./id.ts"
import { plainBlock } from "./plainly.ts"
import { rejectedOf, withoutRejected } from "./rejected.ts"
import { gone, opened, save } from "./section.ts"
import { nearOf, propose, proposeAcross, typeTable } from "./table/index.ts"
import { type DataBlock, PartId, type Relation } from "./typed.ts"
import { verb } from "./verb.ts"

/** Section as it was opened: its hash as section.read names it. Whoever comes too late is offered a merge, as by saving. */
const At = z.strictObject({ programmeId: Ref, sectionId: Ref, base: Sha256 })

async function openedAs(
  ctx: Ctx,
  { programmeId, sectionId, base }: z.infer<typeof At>,
): Promise<{ section: Section; tree: ProgrammeContent }> {
  const { tree } = await opened(ctx, programmeId)
  if (!tree.sections.some((s) => s.id === sectionId)) throw notFound()
  const section = await sectionBy(ctx.drafts, base)
  // A hash that nobody was ever given for this section opens nothing.
  if (section?.id !== sectionId) throw gone()
  return { section, tree }
}

export const untype = verb(
  {
    name: "programme.untype",
    may: "programme.write",
    input: z.strictObject({ ...At.shape, blockId: PartId }),
    summary: "Aus einer Tabelle mit Zahlen wieder eine gewöhnliche Tabelle machen; alle Texte bleiben.",
  },
  async (ctx, { blockId, ...at }) => {
    const { section } = await openedAs(ctx, at)
    const block = section.blocks.find((b) => b.type === "data" && b.id === blockId)
    if (!block) throw notFound()
    const blocks = section.blocks.flatMap((b) => (b === block ? plainBlock(b) : [b]))
    return save(ctx, { ...at, section: { ...section, blocks } })
  },
)

export const type = verb(
  {
    name: "programme.type",
    may: "programme.write",
    input: z.strictObject({ ...At.shape, block: z.int().min(0) }),
    summary: "Aus einer gewöhnlichen Tabelle eine machen, die ihre Zahlen kennt; Beziehungen werden nur vorgeschlagen.",
  },
  async (ctx, { block: index, ...at }) => {
    const { section, tree } = await openedAs(ctx, at)
    const table = section.blocks[index]
    if (table?.type !== "table")
      throw new AppError("input", "table.none", "An dieser Stelle steht keine gewöhnliche Tabelle.")
    const { block: typed, why, doubts } = typeTable(table, { id: freeId(tree), near: nearOf(section, index) })
    if (typed === undefined) throw new AppError("refused", "table.plain", `${why} Die Tabelle bleibt, wie sie ist.`)
    const blocks = section.blocks.with(index, await related(ctx, at.programmeId, tree, typed))
    return { ...(await save(ctx, { ...at, section: { ...section, blocks } })), blockId: typed.id, doubts }
  },
)

/** Proposals for the table as it is now. What was decided stays; what speaks of cells that are gone goes. */
export const search = verb(
  {
    name: "relation.propose",
    may: "programme.write",
    input: z.strictObject({ ...At.shape, blockId: PartId }),
    summary: "In einer Tabelle noch einmal nach Beziehungen zwischen den Zahlen suchen.",
  },
  async (ctx, { blockId, ...at }) => {
    const { section, tree } = await openedAs(ctx, at)
    const block = section.blocks.find((b): b is DataBlock => b.type === "data" && b.id === blockId)
    if (!block) throw notFound()
    const decided = { ...block, relations: block.relations.filter((r) => r.state !== "proposed") }
    const fresh = { ...decided, relations: [...decided.relations, ...propose(decided)] }
    const next = await related(ctx, at.programmeId, tree, fresh)
    const blocks = section.blocks.map((b) => (b === block ? next : b))
    const open = next.relations.filter((r) => r.state === "proposed").length
    return { ...(await save(ctx, { ...at, section: { ...section, blocks } })), open }
  },
)

/** A table with what it has in common with others, and without what somebody rejected before. */
async function related(ctx: Ctx, programmeId: string, tree: ProgrammeContent, block: DataBlock): Promise<DataBlock> {
  const others = tree.sections.flatMap((s) =>
    s.blocks.filter((b): b is DataBlock => b.type === "data" && b.id !== block.id),
  )
  const known = new Set(block.relations.map((r) => r.id))
  const pairs = new Set(block.relations.flatMap((r) => (r.type === "equals" ? [pairOf(r)] : [])))
  let count = 0
  const freeRelationId = (): string => {
    do count++
    while (known.has(`g${count}`))
    return `g${count}`
  }
  const across = (proposeAcross([...others, block]).get(block.id) ?? [])
    .filter((r) => r.type !== "equals" || !pairs.has(pairOf(r)))
    .map((r) => ({ ...r, id: freeRelationId() }))
  const whole = { ...block, relations: [...block.relations, ...across].slice(0, 5000) }
  const only = {
    ...tree,
    sections: [...tree.sections.map((s) => ({ ...s, blocks: others.filter((o) => s.blocks.includes(o)) }))],
  }
  const [first, ...rest] = only.sections
  if (first === undefined) return whole
  const judged = await withoutRejected(
    { ...only, sections: [{ ...first, blocks: [...first.blocks, whole] }, ...rest] },
    await rejectedOf(ctx, programmeId),
  )
  return (
    judged.sections.flatMap((s) => s.blocks).find((b): b is DataBlock => b.type === "data" && b.id === block.id) ??
    whole
  )
}

const pairOf = (r: Extract<Relation, { type: "equals" }>): string =>
  [r.a, r.b]
    .map((c) => `${c.block ?? ""}/${c.row}/${c.column}`)
    .sort()
    .join(" ")

function freeId(tree: ProgrammeContent): string {
  const taken = new Set(tree.sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : []))))
  let count = 1
  while (taken.has(`tab${count}`)) count++
  return `tab${count}`
}
