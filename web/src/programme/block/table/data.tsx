/** Typisierte Tabelle: title, the table itself, what its rows and columns are, what must add up, source and notes. */

import { plain } from "@beschlussweg/core/plain"
import type { DataBlock } from "@beschlussweg/core/typed"
import { useDeferredValue, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react"
import { Alert, Button, Select } from "../../../part/ui.tsx"
import { Rows } from "../../../vorlage/form/rows.tsx"
import { useLaw } from "../catalogue.tsx"
import type { FormProps } from "../context.ts"
import { SourceFields } from "../form/source.tsx"
import { Line, Said, Shown } from "../words.tsx"
import { cellKey, faultsOf } from "./fault.ts"
import { type CellPlace, listen } from "./goto.ts"
import { Grid, nameOf, type Selected } from "./grid.tsx"
import type { Meaning } from "./key.ts"
import { Keys } from "./keys.tsx"
import { Relations } from "./relations.tsx"
import { Settings } from "./settings.tsx"
import { clamp, type Pasted, type Place, rangeOf, textAt } from "./sheet.ts"

const KINDS = [
  { value: "statistik", label: "Statistik" },
  { value: "kennzahl", label: "Kennzahlen" },
  { value: "ziel", label: "Zielwerte" },
  { value: "budget", label: "Budget" },
  { value: "instrument", label: "Instrumente" },
] as const

export function DataForm({
  block,
  change,
  undo,
  redo,
  readOnly,
  generation,
  context,
}: FormProps<DataBlock> & { readonly undo: (() => void) | undefined; readonly redo: (() => void) | undefined }) {
  const id = useId()
  const law = useLaw(context)
  const [chosen, setChosen] = useState<Selected>({ at: { r: 1, c: 1 }, anchor: { r: 1, c: 1 } })
  const [said, setSaid] = useState("")
  const [paste, setPaste] = useState<Pasted>()
  const settings = useRef<HTMLDetailsElement>(null)
  const [asked, setAsked] = useState<Meaning>()
  // Rows can be gone since they were selected.
  const selected = useMemo(
    () => ({ at: clamp(block, chosen.at), anchor: clamp(block, chosen.anchor) }),
    [block, chosen],
  )
  const late = useDeferredValue(block)
  const faults = useMemo(() => faultsOf(late), [late])
  const range = rangeOf(selected.at, selected.anchor)
  const row = block.rows[selected.at.r - 1]
  const column = block.columns[selected.at.c - 1]
  const fault = row && column ? faults.get(cellKey(row.id, column.key)) : undefined
  const caption = plain(block.caption) || "ohne Titel"

  const go = useEffectEvent(({ row: rowId, column: key }: CellPlace) => {
    const r = block.rows.findIndex((x) => x.id === rowId) + 1
    const c = block.columns.findIndex((x) => x.key === key) + 1
    if (r > 0 && c > 0) focus({ r, c })
    return r > 0 && c > 0
  })
  useEffect(() => listen(block.id, (place) => go(place)), [block.id])
  const [focused, setFocused] = useState(0)
  const focus = (place: Place) => {
    setChosen({ at: place, anchor: place })
    setFocused((n) => n + 1)
  }
  return (
    <div className="formular">
      <div className="reihe__felder">
        <Line
          label="Titel der Tabelle"
          value={block.caption}
          generation={generation}
          readOnly={readOnly}
          onChange={(next) => change({ ...block, caption: next }, "caption")}
        />
        {readOnly ? (
          <Said label="Art der Tabelle">{KINDS.find((k) => k.value === block.kind)?.label}</Said>
        ) : (
          <Select
            label="Art der Tabelle"
            options={KINDS}
            value={block.kind}
            onChange={(kind) => change({ ...block, kind: kind as DataBlock["kind"] })}
          />
        )}
      </div>
      <p className="kern-hint" id={`${id}-hilfe`}>
        Pfeiltasten bewegen, Tippen oder Eingabe ändert, Tabulator verlässt die Tabelle.
      </p>
      <Grid
        block={block}
        change={change}
        undo={undo}
        redo={redo}
        readOnly={readOnly}
        faults={faults}
        selected={selected}
        onSelect={setChosen}
        onSettings={() => {
          if (settings.current) settings.current.open = true
          settings.current?.querySelector<HTMLElement>("summary")?.focus()
        }}
        onPasted={(found) => {
          setPaste(found.doubts.length > 0 || found.left > 0 ? found : undefined)
          setSaid(sayPasted(found))
        }}
        onSaid={setSaid}
        label={`${caption}, ${block.rows.length} Zeilen, ${block.columns.length} Spalten`}
        describedBy={`${id}-hilfe`}
        asked={asked}
        onDone={() => setAsked(undefined)}
        focused={focused}
      />
      <p className="tab-zeile">
        <strong>{nameOf(block, selected.at)}</strong>
        {": "}
        {textAt(block, selected.at) || "leer"}
        {fault && <span className="tab-zeile__fehler" data-schwere={fault.severity}>{` ${fault.message}`}</span>}
      </p>
      <p className="tab-gesagt" role="status">
        {said}
      </p>
      {paste && <AfterPaste block={block} paste={paste} onGo={focus} onClose={() => setPaste(undefined)} />}
      <Faults block={late} faults={faults} here={row && column ? cellKey(row.id, column.key) : ""} onGo={focus} />
      {!readOnly && (
        <>
          <details className="mehr" ref={settings}>
            <summary>Zeile, Spalte und Zelle einstellen</summary>
            <Settings
              block={block}
              place={selected.at}
              change={change}
              act={setAsked}
              generation={generation}
              law={law}
            />
          </details>
          <Keys />
        </>
      )}
      <Relations block={block} change={change} readOnly={readOnly} range={range} />
      <Foot {...{ block, change, readOnly, generation }} />
    </div>
  )
}

const sayPasted = ({ added, doubts, range }: Pasted): string => {
  const [rows, columns] = [range.to.r - range.from.r + 1, range.to.c - range.from.c + 1]
  const grown = [
    added.rows > 0 && `${added.rows} neue Zeilen`,
    added.columns > 0 && `${added.columns} neue Spalten`,
  ].filter(Boolean)
  return `Eingefügt: ${rows} × ${columns} Zellen${grown.length > 0 ? `, ${grown.join(" und ")}` : ""}. ${doubts.length > 0 ? `${doubts.length} Angaben sind keine Zahlen und stehen als Text. ` : ""}Strg+Z nimmt es zurück.`
}

function AfterPaste({
  block,
  paste,
  onGo,
  onClose,
}: {
  readonly block: DataBlock
  readonly paste: Pasted
  readonly onGo: (place: Place) => void
  readonly onClose: () => void
}) {
  const { doubts, left } = paste
  return (
    <Alert tone="warning" title="Bitte sehen Sie das Eingefügte an.">
      {left > 0 && (
        <p className="kern-body">
          {left} Angaben wurden nicht übernommen: Eine Tabelle hat höchstens 5.000 Zeilen und 40 Spalten, und Zellen mit
          Verknüpfungen werden nicht überschrieben.
        </p>
      )}
      {doubts.length > 0 && (
        <>
          <p className="kern-body">Diese Angaben sind keine eindeutigen Zahlen und stehen als Text:</p>
          <ul className="kern-list">
            {doubts.slice(0, 10).map(({ place, text }) => (
              <li key={`${place.r}/${place.c}`}>
                {nameOf(block, place)}: „{text.slice(0, 60)}“{" "}
                <Button kind="tertiary" onClick={() => onGo(place)}>
                  Zur Zelle<span className="kern-sr-only"> {nameOf(block, place)}</span>
                </Button>
              </li>
            ))}
          </ul>
          {doubts.length > 10 && <p className="kern-body">und {doubts.length - 10} weitere</p>}
        </>
      )}
      <Button kind="secondary" onClick={onClose}>
        Meldung schließen
      </Button>
    </Alert>
  )
}

/** What does not add up, with the way to each cell. */
function Faults({
  block,
  faults,
  here,
  onGo,
}: {
  readonly block: DataBlock
  readonly faults: ReturnType<typeof faultsOf>
  /** the cell of which the line above says it already */
  readonly here: string
  readonly onGo: (place: Place) => void
}) {
  const shown = [...faults].filter(([key, f]) => f.severity !== "hint" && key !== here)
  if (shown.length === 0) return null
  return (
    <ul className="bb__befunde" aria-label="Was nicht stimmt">
      {shown.slice(0, 10).map(([key, f]) => {
        const [rowId, columnKey] = key.split("/")
        const place = {
          r: block.rows.findIndex((x) => x.id === rowId) + 1,
          c: block.columns.findIndex((x) => x.key === columnKey) + 1,
        }
        return (
          <li key={key} data-schwere={f.severity}>
            {nameOf(block, place)}: {f.message}{" "}
            <Button kind="tertiary" onClick={() => onGo(place)}>
              Zur Zelle<span className="kern-sr-only"> {nameOf(block, place)}</span>
            </Button>
          </li>
        )
      })}
      {shown.length > 10 && <li>und {shown.length - 10} weitere</li>}
    </ul>
  )
}

function Foot({
  block,
  change,
  readOnly,
  generation,
}: Pick<FormProps<DataBlock>, "block" | "change" | "readOnly" | "generation">) {
  const { source, notes } = block
  const without = () => {
    const { source: _, ...rest } = block
    change(rest)
  }
  return (
    <>
      <h3 className="kern-title">Quelle</h3>
      {source ? (
        <>
          <SourceFields
            id={`${block.id}-quelle`}
            source={source}
            readOnly={readOnly}
            onChange={(next, about) => change({ ...block, source: next }, about)}
          />
          {!readOnly && (
            <div>
              <Button kind="tertiary" onClick={without}>
                Quelle entfernen
              </Button>
            </div>
          )}
        </>
      ) : readOnly ? (
        <p className="kern-body">Ohne Quellenangabe.</p>
      ) : (
        <div>
          <Button
            kind="secondary"
            onClick={() => change({ ...block, source: { publisher: "", product: "", own: false } })}
          >
            Quelle angeben
          </Button>
        </div>
      )}
      <h3 className="kern-title">Anmerkungen unter der Tabelle</h3>
      {readOnly ? (
        notes.length === 0 ? (
          <p className="kern-body">Keine.</p>
        ) : (
          notes.map((note, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name, and nothing moves here
            <p className="kern-body" key={i}>
              <Shown line={note} />
            </p>
          ))
        )
      ) : (
        <Rows
          key={generation}
          id={`${block.id}-anmerkung`}
          items={notes}
          onChange={(next) => next.length <= 50 && change({ ...block, notes: next })}
          create={() => []}
          add="Anmerkung hinzufügen"
          name={(_, i) => `Anmerkung ${i + 1}`}
          empty={<p className="kern-body">Keine.</p>}
        >
          {(note, i) => (
            <Line
              label="Text"
              value={note}
              generation={generation}
              readOnly={false}
              maxLength={2000}
              onChange={(next) => change({ ...block, notes: notes.with(i, next) }, `note ${i}`)}
            />
          )}
        </Rows>
      )}
    </>
  )
}
