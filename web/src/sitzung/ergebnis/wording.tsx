/** Beschlossener Wortlaut: begun with the Beschlussvorschlag, with what differs from it beside. */
import type { Block } from "@beschlussweg/core/block"
import { pieces } from "@beschlussweg/core/synopse/words"
import { useState } from "react"
import { RichEditor } from "../../rich/editor.tsx"

/** As plain words, paragraph by paragraph. */
const words = (blocks: readonly Block[]): string => blocks.map(textOf).filter(Boolean).join("\n")

function textOf(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return block.content.map((run) => ("text" in run ? run.text : " ")).join("")
    case "list":
      return block.items.map((item) => words(item.blocks)).join("\n")
    case "table":
      return block.rows.map((row) => row.cells.map((cell) => words(cell.blocks)).join(" | ")).join("\n")
    case "aside":
      return words(block.blocks)
    default:
      return ""
  }
}

export function Wording({
  id,
  vorschlag,
  wording,
  onChange,
}: {
  readonly id: string
  readonly vorschlag: readonly Block[]
  readonly wording: readonly Block[]
  readonly onChange: (wording: Block[]) => void
}) {
  // The editor holds its own text; another one from outside would need another editor.
  const [first] = useState(wording)
  const { old, new: now } = pieces(words(vorschlag), words(wording))
  const same = old.every((p) => !p.changed) && now.every((p) => !p.changed)
  return (
    <div className="wortlaut">
      <RichEditor
        id={id}
        label="Beschlossener Wortlaut"
        blocks={first}
        onChange={(read) => onChange(read() as Block[])}
      />
      <div>
        <p className="kern-label">Unterschied zum Beschlussvorschlag</p>
        <p className="umbruch">
          {same
            ? "Noch keiner."
            : [
                ...old.filter((p) => p.changed).map((p) => ({ ...p, kind: "weg" as const })),
                ...now.filter((p) => p.changed).map((p) => ({ ...p, kind: "neu" as const })),
              ].map((p, i) =>
                p.kind === "weg" ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
                  <del key={i}>
                    <span className="kern-sr-only">entfällt: </span>
                    {p.text}
                  </del>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <ins key={i}>
                    <span className="kern-sr-only">neu: </span>
                    {p.text}
                  </ins>
                ),
              )}
        </p>
      </div>
    </div>
  )
}
