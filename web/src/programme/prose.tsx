/** A run of prose: the editor of texts, with what only a programme has in its lines: bound numbers, references, footnotes, Eckpunkte. */
import type { ProgrammeContent, SectionBlock } from "@beschlussweg/core/content"
import { type EditorState, NodeSelection, Plugin, type Transaction } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { useEffectEvent, useRef, useState } from "react"
import { RichEditor } from "../rich/editor.tsx"
import { schema } from "../rich/schema.ts"
import { NumberPicker } from "./block/index.tsx"
import { NoteDialog } from "./note.tsx"
import { RefDialog } from "./reference.tsx"
import type { Room } from "./room.ts"
import { noteWords, sourceOf } from "./words.ts"

const { nodes } = schema

/** What a keyboard user meets in a line beside letters. */
type Atom =
  | { readonly kind: "number"; readonly ref: string; readonly text: string }
  | { readonly kind: "ref"; readonly target: string; readonly text: string }
  | { readonly kind: "footnote"; readonly id: string }

function atomOf(state: EditorState): Atom | undefined {
  const { selection } = state
  const node = selection instanceof NodeSelection ? selection.node : undefined
  if (node?.type === nodes.number) return { kind: "number", ref: node.attrs.ref, text: node.attrs.text }
  if (node?.type === nodes.ref) return { kind: "ref", target: node.attrs.target, text: node.attrs.text }
  return node?.type === nodes.footnote ? { kind: "footnote", id: node.attrs.id } : undefined
}

/** The paragraph or list around the cursor that can be an Eckpunkt. */
function eckpunktHere(state: EditorState): { readonly pos: number; readonly on: boolean } | undefined {
  const { $from } = state.selection
  if ($from.depth < 1) return undefined
  const node = $from.node(1)
  return "eckpunkt" in node.attrs ? { pos: $from.before(1), on: node.attrs.eckpunkt === true } : undefined
}

/** Tools that are always there; the rest comes with "Mehr". */
const FIRST = new Set([
  "absatz",
  "ueberschrift-1",
  "ueberschrift-2",
  "fett",
  "kursiv",
  "liste",
  "nummern",
  "tabelle",
  "link",
])
const TABLE = new Set(["zeile", "zeile-weg", "spalte", "spalte-weg", "tabelle-weg"])

interface ProseProps {
  readonly room: Room
  readonly id: string
  readonly label: string
  readonly blocks: readonly SectionBlock[]
  readonly tree: ProgrammeContent
  readonly numbers: readonly string[]
  readonly notes: ReadonlyMap<string, string>
  /** where the toolbar stands while this run is the one in hand */
  readonly toolsIn: HTMLElement | null
  readonly onChange: (read: () => SectionBlock[]) => void
  readonly onView: (view: EditorView | undefined) => void
  /** opens the menu of typed blocks */
  readonly onInsert: () => void
  /** writes footnotes, which belong to the programme as a whole */
  readonly onNote: (id: string, blocks: ProgrammeContent["footnotes"][number]["blocks"]) => Promise<void>
}

export function Prose(props: ProseProps) {
  const { tree, numbers, notes } = props
  const view = useRef<EditorView>(undefined)
  const [atom, setAtom] = useState<Atom>()
  const [eckpunkt, setEckpunkt] = useState<boolean>()
  const [more, setMore] = useState(false)
  const [asking, setAsking] = useState<"ref" | "number" | { readonly note: string | undefined }>()
  const look = useEffectEvent((state: EditorState) => {
    const next = atomOf(state)
    setAtom((was) => (JSON.stringify(was) === JSON.stringify(next) ? was : next))
    setEckpunkt(eckpunktHere(state)?.on)
  })
  const [plugins] = useState(() => [
    new Plugin({ view: () => ({ update: (v, before) => before.selection !== v.state.selection && look(v.state) }) }),
  ])
  const [nodeViews] = useState(() => ({
    footnote: (node: { attrs: Record<string, unknown> }) => {
      const dom = document.createElement("sup")
      dom.className = "fussnote"
      dom.textContent = numberOf(String(node.attrs.id))
      return { dom }
    },
  }))
  const numberOf = useEffectEvent((id: string) => notes.get(id) ?? "*")
  const act = (make: (state: EditorState) => Transaction | undefined) => {
    const v = view.current
    const tr = v && make(v.state)
    if (tr) v.dispatch(tr.scrollIntoView())
    v?.focus()
  }
  const insert = (make: () => ReturnType<typeof nodes.ref.create>) =>
    act((state) => state.tr.replaceSelectionWith(make(), false))
  const tool = (label: string, onClick: () => void, pressed?: boolean) => (
    <button
      type="button"
      className="werkzeug"
      data-werkzeug={label}
      tabIndex={-1}
      aria-pressed={pressed}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {label}
    </button>
  )
  const said = atom && saidOf(atom, tree, notes)
  return (
    <>
      <RichEditor
        id={props.id}
        label={props.label}
        quiet
        blocks={props.blocks}
        onChange={props.onChange}
        only={(id) => more || FIRST.has(id) || TABLE.has(id)}
        plugins={plugins}
        nodeViews={nodeViews}
        toolsIn={props.toolsIn}
        onView={(v) => {
          view.current = v
          props.onView(v)
        }}
        extra={
          <>
            {tool("Zahl", () => setAsking("number"))}
            {tool("Verweis", () => setAsking("ref"))}
            {tool("Fußnote", () => setAsking({ note: undefined }))}
            {eckpunkt !== undefined &&
              tool(
                "Eckpunkt",
                () =>
                  act((state) => {
                    const here = eckpunktHere(state)
                    return here && state.tr.setNodeAttribute(here.pos, "eckpunkt", here.on ? null : true)
                  }),
                eckpunkt,
              )}
            {tool("Baustein einfügen", props.onInsert)}
            <button
              type="button"
              className="werkzeug"
              tabIndex={-1}
              data-werkzeug="mehr"
              aria-expanded={more}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => setMore(!more)}
            >
              {more ? "Weniger" : "Mehr"}
            </button>
          </>
        }
      />
      <div className="atom" role="status">
        {said && <p className="kern-body">{said}</p>}
      </div>
      {atom?.kind === "footnote" && (
        <button type="button" className="kern-btn kern-btn--tertiary" onClick={() => setAsking({ note: atom.id })}>
          <span className="kern-label">Fußnote {notes.get(atom.id)} bearbeiten</span>
        </button>
      )}
      {atom?.kind === "number" && (
        <button
          type="button"
          className="kern-btn kern-btn--tertiary"
          onClick={() =>
            act((state) =>
              atom.text === ""
                ? state.tr.deleteSelection()
                : state.tr.replaceSelectionWith(schema.text(atom.text), false),
            )
          }
        >
          <span className="kern-label">Verknüpfung lösen, Zahl als Text behalten</span>
        </button>
      )}
      {asking === "number" && (
        <NumberPicker
          context={props.room.place}
          onClose={() => {
            setAsking(undefined)
            view.current?.focus()
          }}
          onPick={({ ref, text }) => {
            setAsking(undefined)
            insert(() => nodes.number.create({ ref, text }))
          }}
        />
      )}
      {asking === "ref" && (
        <RefDialog
          tree={tree}
          numbers={numbers}
          onClose={() => {
            setAsking(undefined)
            view.current?.focus()
          }}
          onTake={(target, show, text) => {
            setAsking(undefined)
            insert(() => nodes.ref.create({ target, show, text }))
          }}
        />
      )}
      {typeof asking === "object" && (
        <NoteDialog
          blocks={tree.footnotes.find((n) => n.id === asking.note)?.blocks ?? []}
          isNew={asking.note === undefined}
          onClose={() => {
            setAsking(undefined)
            view.current?.focus()
          }}
          onTake={async (blocks) => {
            const id = asking.note ?? `fn-${crypto.randomUUID().slice(0, 8)}`
            await props.onNote(id, blocks)
            setAsking(undefined)
            if (asking.note === undefined) insert(() => nodes.footnote.create({ id }))
            else view.current?.focus()
          }}
        />
      )}
    </>
  )
}

function saidOf(atom: Atom, tree: ProgrammeContent, notes: ReadonlyMap<string, string>): string {
  switch (atom.kind) {
    case "number": {
      const source = sourceOf(tree, atom.ref)
      return source
        ? `Verknüpfte Zahl ${atom.text}: ${source}. Ändern Sie sie dort; alle Stellen folgen.`
        : `Verknüpfte Zahl ${atom.text}: Ihre Quelle gibt es nicht mehr.`
    }
    case "ref":
      return `Verweis auf ${atom.text}. Er ändert sich mit, wenn sich Nummer oder Titel ändern.`
    case "footnote":
      return `Fußnote ${notes.get(atom.id) ?? ""}: ${noteWords(tree, atom.id) || "noch ohne Text"}`
  }
}
