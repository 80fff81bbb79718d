/** Tables of a text with their relations: where they stand, what their cells say, and what a saved text says anew of them. */
import { judge } from "./check/relation.ts"
import { type ProgrammeContent, type Section, sectionNumbers, sectionPlace } from "./content.ts"
import type { Ctx, Write } from "./context.ts"
import { AppError, type Finding } from "./error.ts"
import { namesOf, remember } from "./rejected.ts"
import { type Figure, reader } from "./table/figure.ts"
import type { CellRef, DataBlock, Relation } from "./typed.ts"

export const dataOf = (content: ProgrammeContent): { block: DataBlock; section: Section }[] =>
  content.sections.flatMap((section) =>
    section.blocks.flatMap((block) => (block.type === "data" ? [{ block, section }] : [])),
  )

/** Places of the tables by the ids of their blocks. */
export function placesOf(content: ProgrammeContent): Map<string, string> {
  const numbers = sectionNumbers(content.sections)
  const found = new Map<string, string>()
  content.sections.forEach((section, i) => {
    let count = 0
    for (const block of section.blocks) {
      if (block.type === "table" || block.type === "data") count++
      if (block.type === "data") found.set(block.id, `${sectionPlace(numbers[i] ?? "", section)}, Tabelle ${count}`)
    }
  })
  return found
}

/** Reads the figures that the relations of a table name, its own and those of other tables. */
export function readersOf(content: ProgrammeContent): (own: DataBlock) => (ref: CellRef) => Figure | undefined {
  const blocks = new Map(dataOf(content).map(({ block }) => [block.id, block]))
  const readers = new Map<string, (ref: CellRef) => Figure | undefined>()
  return (own) => (ref) => {
    const id = ref.block ?? own.id
    const block = blocks.get(id)
    const known = readers.get(id) ?? (block && reader(block))
    if (known) readers.set(id, known)
    return known?.(ref)
  }
}

/** States by the ids of tables and relations. */
export type Decided = ReadonlyMap<string, ReadonlyMap<string, Relation["state"]>>

/**
 * Two figures that are to be one must say the same: which of them is right is not for us to decide.
 * @throws AppError refused "relation.differs"
 */
export function requireEqual(after: ProgrammeContent, wanted: Decided): void {
  const places = placesOf(after)
  const read = readersOf(after)
  const found = dataOf(after).flatMap(({ block }) =>
    block.relations.flatMap((r): Finding[] => {
      if (r.type !== "equals" || r.state !== "confirmed" || wanted.get(block.id)?.has(r.id) !== true) return []
      const { state, sentence } = judge(r, read(block))
      if (state !== "fails") return []
      const message = `${sentence} Bitte gleichen Sie erst eine der beiden Zahlen an; danach folgt die eine der anderen.`
      return [{ reason: "relation.differs", place: places.get(block.id) ?? "", message }]
    }),
  )
  const [first] = found
  if (first) throw new AppError("refused", "relation.differs", first.message, found)
}

/** Relations of the tables of a text that are confirmed or rejected, and were not so before. */
export function decidedAnew(before: readonly Section[], after: readonly Section[]): Decided {
  const was = new Map(before.flatMap((s) => s.blocks.flatMap((b) => (b.type === "data" ? [[b.id, b] as const] : []))))
  const found = new Map<string, Map<string, Relation["state"]>>()
  for (const section of after)
    for (const block of section.blocks) {
      if (block.type !== "data" || block.relations === was.get(block.id)?.relations) continue
      const states = new Map(was.get(block.id)?.relations.map((r) => [r.id, r.state]))
      const anew = block.relations.filter((r) => r.state !== "proposed" && states.get(r.id) !== r.state)
      if (anew.length > 0) found.set(block.id, new Map(anew.map((r) => [r.id, r.state])))
    }
  return found
}

/** What is remembered of decisions about relations: what was rejected is not proposed again, what was confirmed may be. */
export async function remembered(
  ctx: Pick<Ctx, "table">,
  programmeId: string,
  content: ProgrammeContent,
  wanted: Decided,
): Promise<Write[]> {
  const names = await namesOf(content, (block, r) => wanted.get(block.id)?.has(r.id) === true)
  const of = (state: Relation["state"]): string[] =>
    dataOf(content).flatMap(({ block }) =>
      block.relations.flatMap((r) => (wanted.get(block.id)?.get(r.id) === state ? (names.get(r) ?? []) : [])),
    )
  return remember(ctx, programmeId, of("rejected"), of("confirmed"))
}
