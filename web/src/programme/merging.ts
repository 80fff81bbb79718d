/** Two texts of one section brought together: what differs place by place, and the text that follows from what was chosen. */
import { canonical } from "@beschlussweg/core/canonical"
import type { Section, SectionBlock } from "@beschlussweg/core/content"
import { type Merged, merge } from "@beschlussweg/core/merge"

export type Chunk = Merged<SectionBlock>
export type Take = "mine" | "theirs" | "both"

export interface Torn {
  readonly mine: Section
  readonly theirs: Section
  readonly chunks: readonly Chunk[]
  /** the title was changed by both, each in another way */
  readonly titles: boolean
  /** places at which somebody has to choose */
  readonly open: number
}

/** @param base what both began with; undefined: then everything that differs is a place to choose at */
export function tear(base: Section | undefined, mine: Section, theirs: Section): Torn {
  const chunks = merge<SectionBlock>(base?.blocks ?? [], mine.blocks, theirs.blocks)
  const [was, own, other] = [base, mine, theirs].map((s) => s && canonical(s.title))
  const titles = own !== other && own !== was && other !== was
  return { mine, theirs, chunks, titles, open: chunks.filter((c) => c.kind === "conflict").length + (titles ? 1 : 0) }
}

/**
 * The text that both may live with.
 * @param take per chunk; where nothing was chosen both texts stand, theirs first, so that nobody's words are missing
 * @param base title that both began with, to see who changed it
 */
export function joinChosen(
  torn: Torn,
  take: (chunk: number) => Take | undefined,
  title: "mine" | "theirs",
  base: Section | undefined,
): Section {
  const blocks = torn.chunks.flatMap((chunk, i): readonly SectionBlock[] => {
    if (chunk.kind !== "conflict") return chunk.items
    const chosen = take(i) ?? "both"
    return chosen === "mine" ? chunk.mine : chosen === "theirs" ? chunk.theirs : [...chunk.theirs, ...chunk.mine]
  })
  const own = torn.titles
    ? title === "mine"
    : base !== undefined && canonical(torn.mine.title) !== canonical(base.title)
  return { ...torn.theirs, title: own ? torn.mine.title : torn.theirs.title, blocks: once(blocks) }
}

/** What stands there twice is told apart by its id. */
function once(blocks: readonly SectionBlock[]): SectionBlock[] {
  const there = new Set<string>()
  return blocks.map((block) => {
    if (!("id" in block)) return block
    let id = block.id
    for (let n = 2; there.has(id); n++) id = `${block.id.slice(0, 36)}-${n}`
    there.add(id)
    return id === block.id ? block : { ...block, id }
  })
}
