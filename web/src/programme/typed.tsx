/** A typed block in the section in hand; what has no form of its own yet is shown as it will stand on paper and kept as it is. */
import type { SectionBlock } from "@beschlussweg/core/content"
import { plainBlocks } from "@beschlussweg/core/plainly"
import { Rich } from "../part/rich.tsx"
import type { Befund } from "./data.ts"
import type { Kind } from "./insert.tsx"
import type { Room } from "./room.ts"

export const KINDS: readonly Kind[] = []
export function newTyped(kind: string): SectionBlock {
  throw new Error(`no block of kind ${kind}`)
}

export function Typed({
  block,
}: {
  readonly room: Room
  readonly sectionId: string
  readonly block: SectionBlock
  readonly findings: readonly Befund[]
  readonly onChange: (block: SectionBlock) => void
}) {
  return <Rich blocks={plainBlocks([block])} />
}
