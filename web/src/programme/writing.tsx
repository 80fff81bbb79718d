/** The text of the section in hand: its title, its runs of prose and its typed blocks, one below the other. */
import type { Inline } from "@beschlussweg/core/block"
import type { ProgrammeContent, Section, SectionBlock } from "@beschlussweg/core/content"
import { plain } from "@beschlussweg/core/plain"
import { TextSelection } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { useEffect, useEffectEvent, useId, useRef, useState, useSyncExternalStore } from "react"
import { Button, Input } from "../part/ui.tsx"
import { BLOCK_KINDS, focusCell, newBlock } from "./block/index.tsx"
import type { Befund } from "./data.ts"
import { InsertDialog, TEXT } from "./insert.tsx"
import { blockPart, blocksOf, insertAfter, movePart, type Part, partsOf, placeOf, prose } from "./parts.ts"
import { Prose } from "./prose.tsx"
import type { Room, Spot } from "./room.ts"
import { savedWords } from "./saved.tsx"
import { isFixed } from "./structure.ts"
import { useTree } from "./tree.ts"
import { Typed } from "./typed.tsx"
import { blockName } from "./words.ts"
import type { Writer } from "./writer.ts"

type Read = () => SectionBlock[]

export function Writing({
  room,
  section,
  number,
  spot,
  writer,
}: {
  readonly room: Room
  readonly section: Section
  readonly number: string
  readonly spot: Spot | undefined
  readonly writer: Writer
}) {
  const id = useId()
  const whole = useTree()
  const snapshot = useSyncExternalStore(writer.subscribe, writer.snapshot)
  const [parts, setParts] = useState<readonly Part[]>(() => partsOf(writer.section().blocks))
  const [inHand, setInHand] = useState<string>()
  const [tools, setTools] = useState<HTMLElement | null>(null)
  const [inserting, setInserting] = useState<{ readonly after: string | undefined }>()
  const [gone, setGone] = useState<{ readonly part: Part; readonly index: number }>()
  const reads = useRef(new Map<string, Read>())
  const views = useRef(new Map<string, EditorView>())
  const now = useRef(parts)
  const undo = useRef<HTMLDivElement>(null)
  const [to, setTo] = useState<string>()

  const readAll = (): SectionBlock[] => blocksOf(now.current, (part) => reads.current.get(part)?.())
  const put = (next: readonly Part[]) => {
    now.current = next
    setParts(next)
    writer.later(readAll)
  }
  /** Parts with what their editors hold, so that they can be divided. */
  const collected = (): Part[] =>
    now.current.map((p) => (p.kind === "prose" ? { ...p, blocks: reads.current.get(p.id)?.() ?? p.blocks } : p))

  const focusPart = (part: string, inside = 0, offset?: number) => {
    const view = views.current.get(part)
    if (view) {
      focusText(view, inside, offset)
      return
    }
    const host = document.getElementById(`teil-${part}`)
    host?.focus()
    host?.scrollIntoView({ block: "nearest" })
  }
  const begin = useEffectEvent(() => {
    if (spot?.title) return document.getElementById(`${id}-titel`)?.focus()
    const byId = parts.find((p) => p.kind === "block" && "id" in p.block && p.block.id === spot?.blockId)
    if (byId && spot?.blockId !== undefined) {
      focusPart(byId.id)
      // The grid of a table takes over where a cell is meant.
      if (spot.cell) focusCell(spot.blockId, spot.cell)
      return
    }
    const at = placeOf(parts, spot?.block ?? 0)
    if (at) focusPart(at.id, at.inside, spot?.offset)
  })
  // A spot in a section that is already open is gone to as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the spot is what is new
  useEffect(() => begin(), [spot])
  useEffect(() => {
    if (to === undefined) return
    focusPart(to)
    setTo(undefined)
  })
  useEffect(() => {
    if (gone) undo.current?.querySelector("button")?.focus()
  }, [gone])

  const insert = (kind: string) => {
    const after = inserting?.after
    setInserting(undefined)
    const found = BLOCK_KINDS.find((k) => k.kind === kind)
    const added = found ? blockPart(newBlock(found.kind)) : prose()
    const view = after === undefined ? undefined : views.current.get(after)
    const all = collected()
    const run = all.find((p) => p.id === after)
    const inside =
      view && run?.kind === "prose" && kind !== TEXT.kind
        ? { blocks: run.blocks, at: view.state.selection.$from.index(0) + 1 }
        : undefined
    const next = insertAfter(all, after, added, inside)
    // What was divided has new editors; their texts are those just collected.
    reads.current.delete(after ?? "")
    put(next)
    setTo(added.id)
    room.say("Baustein eingefügt.")
  }
  const remove = (part: Part) => {
    const index = now.current.findIndex((p) => p.id === part.id)
    const held = part.kind === "prose" ? { ...part, blocks: reads.current.get(part.id)?.() ?? part.blocks } : part
    setGone({ part: held, index })
    put(now.current.filter((p) => p.id !== part.id))
    reads.current.delete(part.id)
  }
  const back = () => {
    if (!gone) return
    const next = [...now.current]
    next.splice(gone.index, 0, gone.part)
    put(next)
    setTo(gone.part.id)
    setGone(undefined)
    room.say("Wieder eingefügt.")
  }
  const move = (part: Part, by: -1 | 1) => {
    put(movePart(collected(), part.id, by))
    setTo(part.id)
    room.say(by < 0 ? "Nach oben verschoben." : "Nach unten verschoben.")
  }

  const { tree, numbers, notes, findings, help } = whole
  const title = plain(section.title)
  return (
    <>
      {isFixed(section) ? null : <Title id={`${id}-titel`} section={section} writer={writer} />}
      {help(section) && parts.length <= 1 && <p className="kern-hint">{help(section)}</p>}
      <div className="werkzeugplatz">
        <p className="gespeichert" aria-hidden="true" data-stand={snapshot.saving.state}>
          {savedWords(snapshot)}
        </p>
        <Button kind="tertiary" onClick={room.close}>
          Fertig<span className="kern-sr-only"> mit {title}</span>
        </Button>
        <div className="werkzeugplatz__tools" ref={setTools} />
      </div>
      {parts.map((part, i) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only notices which text has the focus
        <div
          key={part.id}
          className="teil"
          data-art={part.kind}
          onFocus={() => setInHand(part.id)}
          {...(part.kind === "block" ? { id: `teil-${part.id}`, tabIndex: -1 } : {})}
        >
          {part.kind === "prose" ? (
            <Prose
              room={room}
              id={`text-${part.id}`}
              label={`Text in ${`${number} ${title}`.trim()}${i > 0 ? `, Teil ${i + 1}` : ""}`}
              blocks={part.blocks}
              tree={tree}
              numbers={numbers}
              notes={notes}
              toolsIn={inHand === part.id ? tools : null}
              onChange={(read) => {
                reads.current.set(part.id, read)
                writer.later(readAll)
              }}
              onView={(view) => {
                if (view) views.current.set(part.id, view)
                else views.current.delete(part.id)
              }}
              onInsert={() => setInserting({ after: part.id })}
              onNote={(note, blocks) => room.change((t) => withNote(t, note, blocks))}
            />
          ) : (
            <Typed
              room={room}
              sectionId={section.id}
              block={part.block}
              findings={ofBlock(findings, section.id, part.block)}
              onChange={(block) =>
                put(now.current.map((p) => (p.id === part.id && p.kind === "block" ? { ...p, block } : p)))
              }
            />
          )}
          {(part.kind === "block" || parts.length > 1) && (
            <div className="teil__knoepfe">
              {i > 0 && (
                <Button kind="tertiary" onClick={() => move(part, -1)}>
                  Nach oben
                  <span className="kern-sr-only">: {partName(part, i)}</span>
                </Button>
              )}
              {i < parts.length - 1 && (
                <Button kind="tertiary" onClick={() => move(part, 1)}>
                  Nach unten
                  <span className="kern-sr-only">: {partName(part, i)}</span>
                </Button>
              )}
              {part.kind === "block" && (
                <Button kind="tertiary" onClick={() => setInserting({ after: part.id })}>
                  Darunter einfügen
                  <span className="kern-sr-only">: {partName(part, i)}</span>
                </Button>
              )}
              <Button kind="tertiary" onClick={() => remove(part)}>
                Entfernen
                <span className="kern-sr-only">: {partName(part, i)}</span>
              </Button>
            </div>
          )}
        </div>
      ))}
      {gone && (
        <div className="zurueck" role="status" ref={undo}>
          <p className="kern-body">{partName(gone.part, gone.index)} entfernt.</p>
          <Button kind="secondary" onClick={back}>
            Rückgängig
          </Button>
        </div>
      )}
      <div className="knoepfe">
        <Button kind="secondary" onClick={() => setInserting({ after: parts.at(-1)?.id })}>
          Baustein einfügen
        </Button>
        <Button onClick={room.close}>Fertig</Button>
      </div>
      {inserting && <InsertDialog kinds={BLOCK_KINDS} onClose={() => setInserting(undefined)} onTake={insert} />}
    </>
  )
}

const partName = (part: Part, index: number): string =>
  part.kind === "block" ? blockName(part.block) : `Text, Teil ${index + 1}`

const ofBlock = (findings: readonly Befund[], sectionId: string, block: SectionBlock): readonly Befund[] =>
  "id" in block ? findings.filter((f) => f.sectionId === sectionId && f.blockId === block.id) : []

const withNote = (
  tree: ProgrammeContent,
  id: string,
  blocks: ProgrammeContent["footnotes"][number]["blocks"],
): ProgrammeContent => ({
  ...tree,
  footnotes: tree.footnotes.some((n) => n.id === id)
    ? tree.footnotes.map((n) => (n.id === id ? { id, blocks } : n))
    : [...tree.footnotes, { id, blocks }],
})

/** A title that holds bound numbers or marks keeps them until somebody changes its words. */
function Title({ id, section, writer }: { readonly id: string; readonly section: Section; readonly writer: Writer }) {
  const [begin] = useState<readonly Inline[]>(() => writer.section().title)
  const [typed, setTyped] = useState(() => plain(begin))
  const empty = typed.trim() === ""
  return (
    <Input
      id={id}
      label="Überschrift des Abschnitts"
      value={typed}
      maxLength={300}
      error={empty ? "Ein Abschnitt braucht eine Überschrift. Gespeichert bleibt die bisherige." : undefined}
      lang="de"
      onChange={(event) => {
        const text = event.target.value
        setTyped(text)
        if (text.trim() !== "") writer.title(text === plain(begin) ? [...begin] : [{ type: "text", text }])
      }}
      data-abschnitt={section.id}
    />
  )
}

/** The cursor into a block of a text, behind this many letters. */
function focusText(view: EditorView, inside: number, offset: number | undefined): void {
  const { doc } = view.state
  const index = Math.min(inside, doc.childCount - 1)
  let start = 0
  for (let i = 0; i < index; i++) start += doc.child(i).nodeSize
  let at = start + 1
  if (offset !== undefined && index >= 0) {
    let left = offset
    let found = false
    doc.child(index).descendants((node, pos) => {
      if (found || !node.isInline) return !found
      const size = node.isText ? node.nodeSize : String(node.attrs.text ?? "").length
      if (left <= size) {
        at = start + 1 + pos + (node.isText ? left : node.nodeSize)
        found = true
      } else left -= size
      return false
    })
  }
  const selection = TextSelection.near(doc.resolve(Math.min(at, doc.content.size)))
  view.dispatch(view.state.tr.setSelection(selection).scrollIntoView())
  view.focus()
}
