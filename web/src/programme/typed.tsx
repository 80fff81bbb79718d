/** A typed block in the section in hand: its form; what has none is shown as it will stand on paper and kept as it is. */
import type { SectionBlock } from "@beschlussweg/core/content"
import { plainBlocks } from "@beschlussweg/core/plainly"
import { Rich } from "../part/rich.tsx"
import { BlockEditor, hasForm } from "./block/index.tsx"
import type { Befund } from "./data.ts"
import type { Room } from "./room.ts"

export function Typed({
  room,
  sectionId,
  block,
  findings,
  onChange,
}: {
  readonly room: Room
  readonly sectionId: string
  readonly block: SectionBlock
  readonly findings: readonly Befund[]
  readonly onChange: (block: SectionBlock) => void
}) {
  if (!hasForm(block))
    return (
      <div className="baustein">
        <Rich blocks={plainBlocks([block])} level={5} />
        <p className="kern-hint">Dieser Baustein lässt sich hier noch nicht ändern. Er bleibt, wie er ist.</p>
      </div>
    )
  return (
    <BlockEditor
      block={block}
      onChange={onChange}
      readOnly={false}
      findings={findings}
      context={{ haus: room.place.haus, programmeId: room.place.programmeId, sectionId }}
    />
  )
}
