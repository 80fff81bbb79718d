/** A section as it is edited: runs of prose, each with an editor of its own, and typed blocks between them. */
import type { SectionBlock } from "@beschlussweg/core/content"
import { isMissingPicture } from "./block/kind.ts"

export type Part =
  | { readonly id: string; readonly kind: "prose"; readonly blocks: readonly SectionBlock[] }
  | { readonly id: string; readonly kind: "block"; readonly block: SectionBlock }

const PROSE: ReadonlySet<SectionBlock["type"]> = new Set(["paragraph", "heading", "list", "table", "aside"] as const)
const isProse = (block: SectionBlock): boolean => PROSE.has(block.type) && !isMissingPicture(block)

let last = 0
/** Name of a part on this page; nothing of it is stored. */
const partId = (): string => `t${++last}`

export const prose = (blocks: readonly SectionBlock[] = []): Part => ({ id: partId(), kind: "prose", blocks })
export const blockPart = (block: SectionBlock): Part => ({ id: partId(), kind: "block", block })

/** Parts in reading order; a section always has one place to write at. */
export function partsOf(blocks: readonly SectionBlock[]): Part[] {
  const parts: Part[] = []
  let run: SectionBlock[] = []
  const close = () => {
    if (run.length > 0) parts.push(prose(run))
    run = []
  }
  for (const block of blocks) {
    if (isProse(block)) run.push(block)
    else {
      close()
      parts.push(blockPart(block))
    }
  }
  close()
  return parts.some((p) => p.kind === "prose") ? parts : [...parts, prose()]
}

/** @param read the text of a run as its editor holds it, where it has one that was changed */
export const blocksOf = (
  parts: readonly Part[],
  read: (id: string) => readonly SectionBlock[] | undefined = () => undefined,
): SectionBlock[] => parts.flatMap((p) => (p.kind === "block" ? [p.block] : (read(p.id) ?? p.blocks)))

/** Where the block of the section with this index stands: its part, and which of the part's blocks it is. */
export function placeOf(
  parts: readonly Part[],
  index: number,
): { readonly id: string; readonly inside: number } | undefined {
  let before = 0
  for (const part of parts) {
    const size = part.kind === "block" ? 1 : part.blocks.length
    if (index < before + size) return { id: part.id, inside: index - before }
    before += size
  }
  const end = parts.at(-1)
  return end && { id: end.id, inside: 0 }
}

/**
 * The new part behind the one with this id; a run of prose is divided after `inside` of its blocks, so that the new one stands
 * where the cursor was. Without an id it stands at the end.
 */
export function insertAfter(
  parts: readonly Part[],
  id: string | undefined,
  added: Part,
  inside?: { readonly blocks: readonly SectionBlock[]; readonly at: number },
): Part[] {
  const index = parts.findIndex((p) => p.id === id)
  const part = parts[index]
  if (!part) return [...parts, added]
  const before = parts.slice(0, index)
  const after = parts.slice(index + 1)
  if (part.kind === "block" || !inside) return [...before, part, added, ...after]
  const [head, tail] = [inside.blocks.slice(0, inside.at), inside.blocks.slice(inside.at)]
  return [
    ...before,
    ...(head.length > 0 ? [prose(head)] : []),
    added,
    ...(tail.length > 0 ? [prose(tail)] : []),
    ...after,
  ]
}

/** The part one place up (-1) or down (1); the same list where there is no such place. */
export function movePart(parts: readonly Part[], id: string, by: -1 | 1): readonly Part[] {
  const index = parts.findIndex((p) => p.id === id)
  const other = index + by
  const [a, b] = [parts[index], parts[other]]
  if (!a || !b) return parts
  return parts.map((p, i) => (i === index ? b : i === other ? a : p))
}
