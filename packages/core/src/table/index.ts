/** Tables that know their numbers (typisierte Tabellen): typing of plain ones, the way back, proposals of relations. */
import { plain } from "../block.ts"
import type { ProgrammeContent, Section, SectionBlock } from "../content.ts"
import { isTyped } from "../plainly.ts"
import type { Doubt } from "./body.ts"
import { proposeAcross } from "./propose/across.ts"
import { typeTable } from "./type.ts"

export type { Doubt } from "./body.ts"
export { proposeAcross } from "./propose/across.ts"
export { propose } from "./propose/index.ts"
export { type TableContext, type TypedTable, typeTable, untype } from "./type.ts"

/** A table of a section that was looked at: typed under `blockId`, or left plain with a reason. */
export interface TableOutcome {
  readonly sectionId: string
  /** position among the blocks of its section */
  readonly index: number
  readonly blockId: string | undefined
  readonly why: string
  readonly doubts: readonly Doubt[]
}

export interface TypedContent {
  readonly content: ProgrammeContent
  /** every plain table that stood at the top level of a section, in order */
  readonly tables: readonly TableOutcome[]
}

/** Types every plain table of figures at the top level of a section. Everything else stays as it is. */
export function typeContent(content: ProgrammeContent): TypedContent {
  const tables: TableOutcome[] = []
  const taken = new Set(content.sections.flatMap((s) => s.blocks.flatMap((b) => (isTyped(b) ? [b.id] : []))))
  let count = 0
  const freeId = (): string => {
    do count++
    while (taken.has(`tab${count}`))
    return `tab${count}`
  }
  const sections = content.sections.map((section): Section => {
    const title = plain(section.title)
    const blocks = section.blocks.map((block, index): SectionBlock => {
      if (block.type !== "table") return block
      const id = freeId()
      const { block: typed, why, doubts } = typeTable(block, { id, near: [title, ...before(section.blocks, index)] })
      tables.push({ sectionId: section.id, index, blockId: typed?.id, why, doubts })
      return typed ?? block
    })
    return tables.some((t) => t.sectionId === section.id && t.blockId !== undefined) ? { ...section, blocks } : section
  })
  return { content: { ...content, sections: related(sections, new Set(tables.map((t) => t.blockId))) }, tables }
}

/** adds to the tables typed just now what they have in common with those before them */
function related(sections: readonly Section[], fresh: ReadonlySet<string | undefined>): Section[] {
  const blocks = sections.flatMap((s) => s.blocks.filter((b) => b.type === "data"))
  const across = proposeAcross(blocks)
  const add = (block: SectionBlock): SectionBlock => {
    const more = block.type === "data" && fresh.has(block.id) ? across.get(block.id) : undefined
    return block.type !== "data" || more === undefined
      ? block
      : { ...block, relations: [...block.relations, ...more].slice(0, 5000) }
  }
  return sections.map((s) =>
    s.blocks.some((b) => b.type === "data" && fresh.has(b.id) && across.has(b.id))
      ? { ...s, blocks: s.blocks.map(add) }
      : s,
  )
}

/** Words near a table of a section, for typing it alone. */
export const nearOf = (section: Section, index: number): string[] => [
  plain(section.title),
  ...before(section.blocks, index),
]

/** words of the two paragraphs or headings before a block, the nearest last */
function before(blocks: readonly SectionBlock[], index: number): string[] {
  const texts: string[] = []
  for (let i = index - 1; i >= 0 && texts.length < 2; i--) {
    const block = blocks[i]
    if (block?.type !== "paragraph" && block?.type !== "heading") break
    texts.unshift(plain(block.content).slice(0, 600))
  }
  return texts
}
