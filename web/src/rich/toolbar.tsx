/** Toolbar of a text: one stop of the keyboard, arrow keys inside; says what holds at the cursor. */
import type { EditorState } from "prosemirror-state"
import { isInTable } from "prosemirror-tables"
import type { EditorView } from "prosemirror-view"
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react"
import { Dialog } from "../part/dialog.tsx"
import { Button, Input } from "../part/ui.tsx"
import { linkHere, setLink, TABLE_TOOLS, TOOLS, type Tool } from "./command.ts"
import { ADDRESS } from "./schema.ts"

/** What holds at the cursor, as one word: the toolbar is drawn anew only when it changes. */
export function signature(state: EditorState): string {
  const table = isInTable(state)
  const on = [...TOOLS, ...(table ? TABLE_TOOLS : [])].filter((t) => t.on?.(state)).map((t) => t.id)
  return [table ? "in-tabelle" : "", linkHere(state) === undefined ? "" : "link", ...on].join(" ")
}

export function Toolbar({
  view,
  holds,
  label,
  textId,
  only,
  extra,
}: {
  readonly view: () => EditorView | undefined
  /** `signature` of the state */
  readonly holds: string
  readonly label: string
  readonly textId: string
  readonly only?: ((tool: string) => boolean) | undefined
  /** more buttons, each with class "werkzeug" and tabIndex -1 */
  readonly extra?: ReactNode
}) {
  const ref = useRef<HTMLDivElement>(null)
  const [stop, setStop] = useState("absatz")
  const [linking, setLinking] = useState(false)
  const held = new Set(holds.split(" "))
  const shown = [...TOOLS, ...(held.has("in-tabelle") ? TABLE_TOOLS : [])].filter((t) => only?.(t.id) ?? true)
  const current = shown.some((t) => t.id === stop) || stop === "link" ? stop : (shown[0]?.id ?? "")
  const run = (tool: Tool) => {
    const v = view()
    if (!v) return
    tool.run(v.state, v.dispatch, v)
    // A click goes on in the text; who works by keyboard stays in the toolbar and leaves it with Escape.
  }
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    const buttons = [...(ref.current?.querySelectorAll<HTMLButtonElement>("button") ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const to =
      event.key === "ArrowRight"
        ? (at + 1) % buttons.length
        : event.key === "ArrowLeft"
          ? (at - 1 + buttons.length) % buttons.length
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? buttons.length - 1
              : undefined
    if (event.key === "Escape") {
      event.preventDefault()
      view()?.focus()
    }
    if (to === undefined) return
    event.preventDefault()
    const next = buttons[to]
    if (!next) return
    setStop(next.dataset.werkzeug ?? "")
    next.focus()
  }
  return (
    <>
      <div
        className="werkzeuge"
        role="toolbar"
        aria-label={`Gestaltung: ${label}`}
        aria-controls={textId}
        ref={ref}
        onKeyDown={keys}
      >
        {shown.map((tool) => (
          <button
            key={tool.id}
            type="button"
            className="werkzeug"
            data-werkzeug={tool.id}
            tabIndex={tool.id === current ? 0 : -1}
            aria-pressed={tool.on ? held.has(tool.id) : undefined}
            title={tool.key ? `${tool.label} (${tool.key})` : tool.label}
            onMouseDown={(event) => event.preventDefault()}
            onFocus={() => setStop(tool.id)}
            onClick={(event) => {
              run(tool)
              // By mouse (detail counts its clicks) the text goes on at once.
              if (event.detail > 0) view()?.focus()
            }}
          >
            {tool.label}
          </button>
        ))}
        {(only?.("link") ?? true) && (
          <button
            type="button"
            className="werkzeug"
            data-werkzeug="link"
            tabIndex={current === "link" ? 0 : -1}
            aria-pressed={held.has("link")}
            title="Verknüpfung (Strg+K)"
            onMouseDown={(event) => event.preventDefault()}
            onFocus={() => setStop("link")}
            onClick={() => setLinking(true)}
          >
            Verknüpfung
          </button>
        )}
        {extra}
      </div>
      {linking && (
        <LinkDialog
          view={view}
          onClose={() => {
            setLinking(false)
            view()?.focus()
          }}
        />
      )}
    </>
  )
}

/** Address of a link; without one the link is taken away. */
export function LinkDialog({
  view,
  onClose,
}: {
  readonly view: () => EditorView | undefined
  readonly onClose: () => void
}) {
  const before = (() => {
    const v = view()
    return v && linkHere(v.state)
  })()
  const [href, setHref] = useState(before ?? "")
  const [error, setError] = useState<string>()
  const set = (next: string | undefined) => {
    const v = view()
    if (v) setLink(next)(v.state, v.dispatch, v)
    onClose()
  }
  const take = () => {
    const said = href.trim()
    const full = ADDRESS.test(said) ? said : /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(said) ? `https://${said}` : undefined
    if (full === undefined || full.length > 2000)
      return setError("Bitte geben Sie eine Adresse ein, die mit https://, mailto: oder tel: beginnt.")
    set(full)
  }
  return (
    <Dialog
      title="Verknüpfung"
      onClose={onClose}
      actions={
        <>
          <Button onClick={take}>Übernehmen</Button>
          {before !== undefined && (
            <Button kind="secondary" onClick={() => set(undefined)}>
              Verknüpfung entfernen
            </Button>
          )}
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          take()
        }}
      >
        <Input
          label="Adresse"
          hint="zum Beispiel https://www.aulenfeld.example"
          value={href}
          error={error}
          autoComplete="off"
          onChange={(event) => setHref(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
