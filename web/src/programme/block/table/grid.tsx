/** The table itself: one stop of the keyboard, every cell reached by arrow keys, typed in place, long tables drawn in part. */
import { plain } from "@beschlussweg/core/plain"
import type { DataBlock, DataCell } from "@beschlussweg/core/typed"
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react"
import { AS_TEXT } from "./entry.ts"
import { cellKey, type Fault } from "./fault.ts"
import { type Meaning, meaningOf } from "./key.ts"
import {
  copied,
  emptied,
  insertColumns,
  insertRows,
  isTypable,
  moveColumns,
  moveRows,
  type Pasted,
  type Place,
  pasted,
  put,
  rangeOf,
  removeColumns,
  removeRows,
  roleAt,
  textAt,
  typed,
  within,
} from "./sheet.ts"
import { drawn, pieces, WHOLE } from "./window.ts"

export interface Selected {
  readonly at: Place
  /** other end of what is selected */
  readonly anchor: Place
}
interface Editing {
  readonly place: Place
  readonly text: string
  /** what the cell said before */
  readonly before: string
  readonly wrong?: string | undefined
  readonly meant?: { readonly cell: DataCell; readonly text: string } | undefined
}

const ROW = 44
const NAME = { data: "", total: "Summe", davon: "davon", darunter: "darunter", group: "Gruppe" } as const

export function Grid({
  block,
  change,
  undo,
  redo,
  readOnly,
  faults,
  selected,
  onSelect,
  onSettings,
  onPasted,
  onSaid,
  label,
  describedBy,
  asked,
  onDone,
  focused,
  onlyNumbers = false,
}: {
  readonly block: DataBlock
  readonly change: (block: DataBlock, about?: string) => void
  readonly undo: (() => void) | undefined
  readonly redo: (() => void) | undefined
  readonly readOnly: boolean
  readonly faults: ReadonlyMap<string, Fault>
  readonly selected: Selected
  readonly onSelect: (selected: Selected) => void
  readonly onSettings: () => void
  readonly onPasted: (pasted: Pasted) => void
  /** what a screen reader is told */
  readonly onSaid: (words: string) => void
  readonly label: string
  readonly describedBy: string
  /** what a button outside wants done, as if its key had been pressed */
  readonly asked: Meaning | undefined
  readonly onDone: () => void
  /** counts how often the focus was asked to come to the selected cell */
  readonly focused: number
  /** no cell takes words (figures of a chart) */
  readonly onlyNumbers?: boolean
}) {
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLTableElement>(null)
  const [editing, setEditing] = useState<Editing>()
  const [view, setView] = useState({ top: 0, high: 600 })
  /** the next drawing puts the focus on the selected cell */
  const wanted = useRef(false)
  const range = rangeOf(selected.at, selected.anchor)
  const count = block.rows.length
  const long = count > WHOLE

  // After each drawing that was asked for.
  useLayoutEffect(() => {
    if (!wanted.current) return
    wanted.current = false
    const { r, c } = selected.at
    const cell = grid.current?.querySelector<HTMLElement>(`[data-r="${r}"][data-c="${c}"]`)
    const target = cell?.querySelector<HTMLElement>("input") ?? cell
    target?.focus({ preventScroll: true })
    if (target instanceof HTMLInputElement) target.setSelectionRange(target.value.length, target.value.length)
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" })
    // Headings and labels stay in view by themselves: what stands beside them comes along.
    if (r === 0) frame.current?.scrollTo({ top: 0 })
    if (c === 0) frame.current?.scrollTo({ left: 0 })
  })
  const doAsked = useEffectEvent((meaning: Meaning) => act(meaning))
  useEffect(() => {
    if (asked === undefined) return
    doAsked(asked)
    onDone()
  }, [asked, onDone])
  const come = useEffectEvent(() => {
    wanted.current = true
    onSelect({ ...selected })
  })
  useEffect(() => {
    if (focused > 0) come()
  }, [focused])
  useEffect(() => {
    const box = frame.current
    if (!box) return
    const look = () => setView({ top: box.scrollTop, high: box.clientHeight })
    const watch = new ResizeObserver(look)
    watch.observe(box)
    box.addEventListener("scroll", look, { passive: true })
    return () => {
      watch.disconnect()
      box.removeEventListener("scroll", look)
    }
  }, [])

  const select = (at: Place, extend = false) => {
    wanted.current = true
    onSelect({ at, anchor: extend ? selected.anchor : at })
  }
  const begin = (place: Place, text?: string) => {
    if (readOnly) return onSaid("Diese Tabelle kann hier nicht geändert werden.")
    if (!isTypable(block, place))
      return onSaid(
        "Diese Zelle enthält Gestaltung oder Verknüpfungen. Sie ändern sie unter „Zeile, Spalte und Zelle“.",
      )
    const before = textAt(block, place)
    wanted.current = true
    setEditing({ place, text: text ?? before, before })
  }
  /** Takes what was typed; false where it is refused. */
  const commit = (asText = false): boolean => {
    if (!editing) return true
    const { place, text, before, meant } = editing
    if (text === before && !asText) {
      setEditing(undefined)
      return true
    }
    if (meant?.text === text && !asText) {
      change(put(block, place, meant.cell))
      setEditing(undefined)
      return true
    }
    const found = typed(block, place, text, asText && !onlyNumbers)
    if ("block" in found) {
      change(found.block)
      setEditing(undefined)
      return true
    }
    setEditing({
      ...editing,
      wrong: onlyNumbers ? found.wrong.replace(AS_TEXT, "") : found.wrong,
      meant: found.meant === undefined ? undefined : { cell: found.meant, text },
    })
    return false
  }
  const whole = (rows: boolean) =>
    rows
      ? { at: { r: selected.at.r, c: 0 }, anchor: { r: selected.anchor.r, c: block.columns.length } }
      : { at: { r: 0, c: selected.at.c }, anchor: { r: count, c: selected.anchor.c } }

  const act = (meaning: Meaning) => {
    const { at } = selected
    switch (meaning.do) {
      case "go":
        return select(meaning.to, meaning.extend)
      case "edit":
        return begin(at, meaning.text)
      case "collapse":
        return select(at)
      case "all":
        wanted.current = true
        return onSelect(all(block))
      case "row":
        return onSelect(whole(true))
      case "column":
        return onSelect(whole(false))
      case "settings":
        return onSettings()
      case "undo":
      case "redo": {
        const step = meaning.do === "undo" ? undo : redo
        if (!step)
          return onSaid(
            meaning.do === "undo" ? "Es gibt nichts rückgängig zu machen." : "Es gibt nichts zu wiederholen.",
          )
        step()
        wanted.current = true
        return onSaid(meaning.do === "undo" ? "Rückgängig gemacht." : "Wiederholt.")
      }
    }
    if (readOnly) return onSaid("Diese Tabelle kann hier nicht geändert werden.")
    const { from, to } = range
    wanted.current = true
    switch (meaning.do) {
      case "empty": {
        const { block: next, kept } = emptied(block, range)
        change(next)
        return onSaid(kept === 0 ? "Geleert." : `Geleert. ${kept} Zellen mit Verknüpfungen blieben stehen.`)
      }
      case "addRow":
        change(insertRows(block, at.r + 1))
        onSaid(`Neue Zeile ${at.r + 1}.`)
        return select({ r: at.r + 1, c: at.c })
      case "addColumn":
        change(insertColumns(block, at.c + 1))
        onSaid(`Neue Spalte ${at.c + 1}.`)
        return select({ r: 0, c: at.c + 1 })
      case "dropRow":
        if (to.r === 0) return onSaid("Die Kopfzeile bleibt stehen.")
        change(removeRows(block, from.r, to.r))
        onSaid(
          `${to.r - Math.max(1, from.r) + 1 === 1 ? "Eine Zeile" : `${to.r - Math.max(1, from.r) + 1} Zeilen`} gelöscht. Strg+Z holt sie zurück.`,
        )
        return select({
          r: Math.max(0, Math.min(Math.max(1, from.r), count - (to.r - Math.max(1, from.r) + 1))),
          c: at.c,
        })
      case "dropColumn":
        if (to.c === 0) return onSaid("Die Spalte der Beschriftungen bleibt stehen.")
        change(removeColumns(block, from.c, to.c))
        onSaid("Spalte gelöscht. Strg+Z holt sie zurück.")
        return select({ r: at.r, c: Math.max(0, Math.min(Math.max(1, from.c), block.columns.length - 1)) })
      case "move": {
        const { by, what } = meaning
        const [first, last] = what === "rows" ? [from.r, to.r] : [from.c, to.c]
        const next =
          first === 0 ? block : what === "rows" ? moveRows(block, first, last, by) : moveColumns(block, first, last, by)
        if (next === block) return onSaid("Weiter geht es nicht.")
        change(next)
        const step = (p: Place): Place => (what === "rows" ? { ...p, r: p.r + by } : { ...p, c: p.c + by })
        onSelect({ at: step(selected.at), anchor: step(selected.anchor) })
        return onSaid(
          what === "rows"
            ? `Jetzt Zeile ${first + by} von ${count}.`
            : `Jetzt Spalte ${first + by} von ${block.columns.length}.`,
        )
      }
    }
  }

  const keys = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.nativeEvent.isComposing) return
    if (editing) return editKeys(event)
    const page = Math.max(1, Math.floor(view.high / ROW) - 2)
    const meaning = meaningOf(
      block,
      selected.at,
      { key: event.key, shift: event.shiftKey, mod: event.ctrlKey || event.metaKey, alt: event.altKey },
      page,
    )
    if (!meaning) return
    event.preventDefault()
    act(meaning)
  }
  const editKeys = (event: KeyboardEvent<HTMLTableElement>) => {
    const { at } = selected
    if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      wanted.current = true
      setEditing(undefined)
    } else if (event.key === "Enter") {
      event.preventDefault()
      const asText = event.ctrlKey || event.metaKey
      if (commit(asText)) select({ r: Math.max(0, Math.min(at.r + (event.shiftKey ? -1 : 1), count)), c: at.c })
    } else if (event.key === "Tab") {
      event.preventDefault()
      if (commit()) select(beside(block, at, event.shiftKey ? -1 : 1))
    }
  }

  const onCopy = (event: ClipboardEvent<HTMLTableElement>, cut = false) => {
    if (editing) return
    event.preventDefault()
    event.clipboardData.setData("text/plain", copied(block, range))
    const cells = (range.to.r - range.from.r + 1) * (range.to.c - range.from.c + 1)
    onSaid(`${cells === 1 ? "Eine Zelle" : `${cells} Zellen`} ${cut && !readOnly ? "ausgeschnitten" : "kopiert"}.`)
    if (cut && !readOnly) change(emptied(block, range).block)
  }
  const onPaste = (event: ClipboardEvent<HTMLTableElement>) => {
    if (editing) return
    event.preventDefault()
    if (readOnly) return
    const text = event.clipboardData.getData("text/plain")
    if (text === "") return onSaid("In der Zwischenablage ist kein Text.")
    if (text.length > LARGEST) return onSaid("Das Eingefügte ist zu groß. Bitte fügen Sie es in Teilen ein.")
    const found = pasted(block, range, text, onlyNumbers ? "number" : "open")
    change(found.block)
    wanted.current = true
    onSelect({ at: found.range.from, anchor: found.range.to })
    onPasted(found)
  }

  const dragging = useRef(false)
  const pointer = (place: Place) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (editing && editing.place.r === place.r && editing.place.c === place.c) return
      if (event.button !== 0) return
      const again =
        selected.at.r === place.r && selected.at.c === place.c && document.activeElement === event.currentTarget
      if (editing && !commit()) {
        event.preventDefault()
        return
      }
      dragging.current = event.pointerType === "mouse"
      select(place, event.shiftKey)
      // Without a keyboard, a second touch opens the cell.
      if (again && event.pointerType !== "mouse") begin(place)
    },
    onPointerEnter: (event: PointerEvent<HTMLElement>) => {
      if (dragging.current && (event.buttons & 1) === 1) select(place, true)
      else dragging.current = false
    },
    onDoubleClick: () => begin(place),
  })

  const cell = (
    place: Place,
    kind: "columnheader" | "rowheader" | "gridcell",
    content: ReactNode,
    more: Record<string, unknown> = {},
  ) => {
    const { r, c } = place
    const here = selected.at.r === r && selected.at.c === c
    const open = editing !== undefined && editing.place.r === r && editing.place.c === c
    const Tag = kind === "gridcell" ? "td" : "th"
    return (
      <Tag
        key={c}
        role={kind}
        aria-colindex={c + 1}
        aria-selected={within(range, place)}
        aria-readonly={readOnly || undefined}
        tabIndex={here && !open ? 0 : -1}
        data-r={r}
        data-c={c}
        {...more}
        {...pointer(place)}
      >
        {open && editing ? (
          <Field
            id={`${id}-feld`}
            editing={editing}
            name={nameOf(block, place)}
            onText={(text) => setEditing({ ...editing, text, wrong: undefined })}
            onLeave={() => {
              // The field keeps what was refused: nobody loses what they typed.
              if (commit()) wanted.current = false
            }}
          />
        ) : (
          content
        )}
      </Tag>
    )
  }

  const top = long ? drawn(count, view.top - ROW, view.high, ROW) : { from: 0, to: count }
  return (
    <div className="tab" ref={frame} data-lang={long || undefined}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is edited by keyboard is a grid
        role="grid"
        ref={grid}
        aria-label={label}
        aria-describedby={describedBy}
        aria-rowcount={count + 1}
        aria-colcount={block.columns.length + 1}
        aria-multiselectable="true"
        aria-readonly={readOnly || undefined}
        onKeyDown={keys}
        onCopy={(event) => onCopy(event)}
        onCut={(event) => onCopy(event, true)}
        onPaste={onPaste}
      >
        <thead>
          <tr aria-rowindex={1}>
            {cell({ r: 0, c: 0 }, "columnheader", block.head || <Blank words="Kopf der Beschriftungen, leer" />, {
              className: "tab__name",
            })}
            {block.columns.map((_, i) =>
              cell({ r: 0, c: i + 1 }, "columnheader", <Head block={block} column={i} />, {
                "data-zahl": roleAt(block, i + 1) === "number" || undefined,
              }),
            )}
          </tr>
        </thead>
        <tbody>
          {pieces(count, top, selected.at.r - 1).map((piece) => {
            if ("gap" in piece)
              return <Gap key={`bis-${piece.before}`} columns={block.columns.length + 1} rows={piece.gap} />
            const row = block.rows[piece.row]
            if (!row) return null
            const r = piece.row + 1
            return (
              <tr key={row.id} aria-rowindex={r + 1} data-art={row.kind}>
                {cell(
                  { r, c: 0 },
                  "rowheader",
                  <span className="tab__titel" data-einzug={row.indent || undefined}>
                    {row.kind !== "data" && <span className="kern-sr-only">{NAME[row.kind]}: </span>}
                    {plain(row.label) || <Blank words="Beschriftung leer" />}
                  </span>,
                  { className: "tab__name" },
                )}
                {block.columns.map((column, i) => {
                  const fault = faults.get(cellKey(row.id, column.key))
                  return cell(
                    { r, c: i + 1 },
                    "gridcell",
                    <Shown block={block} place={{ r, c: i + 1 }} fault={fault} />,
                    {
                      "data-zahl": row.cells[i]?.type !== "text" || undefined,
                      "data-fehler": fault?.severity,
                    },
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
/** Room of rows that are not drawn; nobody is told of it, the rows carry their numbers. */
function Gap({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: rows * ROW, padding: 0 }} />
    </tr>
  )
}

/** Characters of the clipboard that are looked at: 5,000 rows of 40 cells come to less. */
const LARGEST = 4_000_000

const all = (block: DataBlock): Selected => ({
  at: { r: 0, c: 0 },
  anchor: { r: block.rows.length, c: block.columns.length },
})

/** The next cell of figures, over the end of the row into the next one. */
function beside(block: DataBlock, { r, c }: Place, by: -1 | 1): Place {
  const last = block.columns.length
  if (c + by >= 0 && c + by <= last) return { r, c: c + by }
  if (by === 1) return r < block.rows.length ? { r: r + 1, c: 0 } : { r, c }
  return r > 0 ? { r: r - 1, c: last } : { r, c }
}

/** "Zeile „Gesamt“, Spalte „2026“" */
export function nameOf(block: DataBlock, { r, c }: Place): string {
  const row = plain(block.rows[r - 1]?.label ?? []).trim() || `${r}`
  const column = block.columns[c - 1]?.label.trim() || `${c}`
  if (r === 0) return c === 0 ? "Kopf der Beschriftungen" : `Überschrift der Spalte ${c}`
  if (c === 0) return `Beschriftung der Zeile ${r}`
  return `Zeile „${row}“, Spalte „${column}“`
}

function Head({ block, column }: { readonly block: DataBlock; readonly column: number }) {
  const { label, nature, asOf } = block.columns[column] ?? { label: "" }
  const more = [nature && NATURE[nature], asOf].filter(Boolean).join(", ")
  return (
    <>
      {label || <Blank words={`Überschrift der Spalte ${column + 1}, leer`} />}
      {more && <span className="tab__art">{more}</span>}
    </>
  )
}
export const NATURE = { ist: "Ist", prognose: "Prognose", plan: "Plan", ziel: "Ziel", vorläufig: "vorläufig" } as const

function Shown({
  block,
  place,
  fault,
}: {
  readonly block: DataBlock
  readonly place: Place
  readonly fault: Fault | undefined
}) {
  const cell = block.rows[place.r - 1]?.cells[place.c - 1]
  const nature =
    cell?.type === "num" && cell.num.nature !== block.columns[place.c - 1]?.nature ? cell.num.nature : undefined
  return (
    <>
      {textAt(block, place)}
      {cell?.type === "num" && cell.after !== undefined && <sup>{plain(cell.after) || "Fn."}</sup>}
      {nature && <span className="tab__art">{NATURE[nature]}</span>}
      {fault && (
        <>
          <span className="tab__zeichen" aria-hidden="true">
            {fault.severity === "hint" ? "≈" : "!"}
          </span>
          <span className="kern-sr-only"> {fault.message}</span>
        </>
      )}
    </>
  )
}
const Blank = ({ words }: { readonly words: string }) => <span className="kern-sr-only">{words}</span>

function Field({
  id,
  editing,
  name,
  onText,
  onLeave,
}: {
  readonly id: string
  readonly editing: Editing
  readonly name: string
  readonly onText: (text: string) => void
  readonly onLeave: () => void
}) {
  const field = useRef<HTMLInputElement>(null)
  const size = Math.min(60, Math.max(8, editing.text.length + 2))
  return (
    <>
      <input
        ref={field}
        className="tab__feld"
        aria-label={name}
        aria-invalid={editing.wrong ? true : undefined}
        aria-describedby={editing.wrong ? id : undefined}
        autoComplete="off"
        size={size}
        maxLength={2000}
        value={editing.text}
        onChange={(event) => onText(event.target.value)}
        onBlur={onLeave}
      />
      {editing.wrong && (
        <span className="tab__falsch" id={id} role="alert">
          {editing.wrong}
        </span>
      )}
    </>
  )
}
