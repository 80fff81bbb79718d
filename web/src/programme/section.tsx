/** One section in the middle: as text, until somebody takes it in hand. */
import type { Section } from "@beschlussweg/core/content"
import { plainBlock } from "@beschlussweg/core/plainly"
import { createElement, type MouseEvent, memo, useMemo } from "react"
import { Rich } from "../part/rich.tsx"
import { Button } from "../part/ui.tsx"
import type { Zustaendig } from "./data.ts"
import { Hand } from "./hand.tsx"
import type { Room, Spot } from "./room.ts"
import { dayWords, nameOf } from "./words.ts"

export const spotId = (sectionId: string, block: number): string => `stelle-${sectionId}-${block}`
export const headId = (sectionId: string): string => `abschnitt-${sectionId}`

interface SectionProps {
  readonly room: Room
  readonly section: Section
  readonly number: string
  readonly inHand: boolean
  /** only for the one in hand */
  readonly spot: Spot | undefined
  readonly work: Zustaendig | undefined
}

/** Drawn anew only when something of it changed: a long programme has a hundred of them. */
export const Abschnitt = memo(function Abschnitt({ room, section, number, inHand, spot, work }: SectionProps) {
  const name = nameOf(number, section)
  const locked = section.lock === "readOnly"
  const level = Math.min(6, section.level + 1)
  return (
    <section className="abschnitt" data-hand={inHand || undefined}>
      <div className="abschnitt__kopf">
        {createElement(
          `h${level}`,
          { id: headId(section.id), tabIndex: -1, className: "abschnitt__titel", "data-stufe": section.level },
          name,
        )}
        {room.mayWrite && !locked && !inHand && (
          <Button kind="tertiary" onClick={() => room.go(section.id, {})}>
            Bearbeiten<span className="kern-sr-only"> {name}</span>
          </Button>
        )}
      </div>
      {(locked || section.required || work) && (
        <p className="abschnitt__lage">
          {[
            locked ? "gesperrt: hier ist nichts einzutragen" : section.lock === "titleFixed" ? "Überschrift fest" : "",
            section.required ? "Pflicht" : "",
            work ? workWords(work, room.name) : "",
          ]
            .filter((w) => w !== "")
            .join(" · ")}
        </p>
      )}
      {inHand && !locked ? (
        <Hand room={room} section={section} number={number} spot={spot} />
      ) : (
        <Text room={room} section={section} canWrite={room.mayWrite && !locked} />
      )}
    </section>
  )
})

/** "Mira Holtkamp, bis 12.01.2027, in Arbeit" */
export const workWords = (work: Zustaendig, name: (personId: string) => string): string =>
  [name(work.personId), work.due ? `bis ${dayWords(work.due)}` : "", work.progress].filter((w) => w !== "").join(", ")

function Text({
  room,
  section,
  canWrite,
}: {
  readonly room: Room
  readonly section: Section
  readonly canWrite: boolean
}) {
  const blocks = useMemo(() => section.blocks.map((b) => plainBlock(b, "paper")), [section])
  const open = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement
    // Whoever marks words, or follows a link, does not want to write.
    if (!canWrite || target.closest("a, button, summary") || window.getSelection()?.isCollapsed === false) return
    const host = target.closest<HTMLElement>("[data-block]")
    room.go(section.id, {
      block: host ? Number(host.dataset.block) : 0,
      offset: host ? lettersBefore(host, event.clientX, event.clientY) : undefined,
    })
  }
  if (section.blocks.length === 0)
    return <p className="abschnitt__leer">{canWrite ? "Hier steht noch kein Text." : "Ohne Text."}</p>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button above does the same for every keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div className="abschnitt__text" onClick={open}>
      {blocks.map((plain, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of prose have no other name
        <div key={i} id={spotId(section.id, i)} data-block={i} tabIndex={-1}>
          <Rich blocks={plain} level={Math.min(6, section.level + 2)} />
        </div>
      ))}
    </div>
  )
}

/** Letters of the block before the place that was clicked. */
function lettersBefore(host: HTMLElement, x: number, y: number): number | undefined {
  const caret = document.caretPositionFromPoint?.(x, y)
  if (!caret || !host.contains(caret.offsetNode)) return undefined
  const range = document.createRange()
  range.setStart(host, 0)
  range.setEnd(caret.offsetNode, caret.offset)
  return range.toString().length
}
