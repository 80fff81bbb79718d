/** Diagramm: what it shows in words, its figures as a table, and how it will look. */
import type { DataBlock } from "@beschlussweg/core/typed"
import { useId, useMemo, useState } from "react"
import { Alert, Button, Select, TextArea } from "../../../part/ui.tsx"
import type { FormProps, Of } from "../context.ts"
import { Grid, type Selected } from "../table/grid.tsx"
import type { Meaning } from "../table/key.ts"
import { Keys } from "../table/keys.tsx"
import { clamp } from "../table/sheet.ts"
import { Line, Said, Short } from "../words.tsx"
import { Drawing } from "./drawing.tsx"
import { CHART_KINDS, described, MOST_CATEGORIES, MOST_SERIES, noRing, sheetOf, withSheet } from "./sheet.ts"

type Chart = Of<"chart">
const NOTHING = new Map<string, never>()

export function ChartForm({
  block,
  change,
  undo,
  redo,
  readOnly,
  generation,
}: FormProps<Chart> & { readonly undo: (() => void) | undefined; readonly redo: (() => void) | undefined }) {
  const id = useId()
  const [chosen, setChosen] = useState<Selected>({ at: { r: 1, c: 1 }, anchor: { r: 1, c: 1 } })
  const [said, setSaid] = useState("")
  const [lost, setLost] = useState<string>()
  const [asked, setAsked] = useState<Meaning>()
  const sheet = useMemo(() => sheetOf(block), [block])
  const selected = { at: clamp(sheet, chosen.at), anchor: clamp(sheet, chosen.anchor) }
  const take = (next: DataBlock) => {
    const over = next.rows.length > MOST_CATEGORIES || next.columns.length > MOST_SERIES
    setLost(
      over
        ? `Ein Diagramm zeigt höchstens ${MOST_CATEGORIES} Angaben und ${MOST_SERIES} Reihen. Was darüber hinausgeht, wurde nicht übernommen.`
        : undefined,
    )
    change(withSheet(block, next))
  }
  const without = (key: "unit" | "source") => {
    const { [key]: _, ...rest } = block
    return rest as Chart
  }
  const ring = noRing(block)
  const missing = block.alt.trim() === ""
  return (
    <div className="formular">
      <div className="reihe__felder">
        <Short
          label="Titel"
          readOnly={readOnly}
          maxLength={300}
          value={block.title}
          onChange={(title) => change({ ...block, title }, "title")}
        />
        {readOnly ? (
          <Said label="Darstellung">{CHART_KINDS.find((k) => k.value === block.kind)?.label}</Said>
        ) : (
          <Select
            label="Darstellung"
            options={CHART_KINDS}
            value={block.kind}
            onChange={(kind) => change({ ...block, kind: kind as Chart["kind"] })}
          />
        )}
        <Short
          label="Einheit"
          optional
          hint="zum Beispiel T € oder Personen"
          readOnly={readOnly}
          maxLength={40}
          value={block.unit ?? ""}
          onChange={(unit) => change(unit === "" ? without("unit") : { ...block, unit }, "unit")}
        />
      </div>
      <Drawing chart={block} />
      <p className="tab-gesagt" role="status">
        {ring ?? ""}
      </p>
      {readOnly ? (
        <Said label="Beschreibung">{block.alt || "fehlt"}</Said>
      ) : (
        <>
          <TextArea
            label="Beschreibung des Diagramms"
            hint="Was das Diagramm aussagt, für alle, die es nicht sehen. Sie wird vorgelesen."
            rows={3}
            maxLength={2000}
            value={block.alt}
            error={missing ? "Ohne Beschreibung kann das Programm nicht eingereicht werden." : undefined}
            onChange={(event) => change({ ...block, alt: event.target.value }, "alt")}
          />
          {missing && (
            <div>
              <Button kind="secondary" onClick={() => change({ ...block, alt: described(block) })}>
                Vorschlag aus den Zahlen einsetzen
              </Button>
            </div>
          )}
        </>
      )}
      <h3 className="kern-title" id={`${id}-daten`}>
        Zahlen des Diagramms
      </h3>
      <p className="kern-hint" id={`${id}-hilfe`}>
        Je Zeile eine Angabe, je Spalte eine Reihe. Strg+Eingabe fügt eine Zeile an, mit Umschalt eine Spalte.
      </p>
      <Grid
        block={sheet}
        change={take}
        undo={undo}
        redo={redo}
        readOnly={readOnly}
        onlyNumbers
        faults={NOTHING}
        selected={selected}
        onSelect={setChosen}
        onSettings={() => setSaid("Für die Zahlen eines Diagramms gibt es keine weiteren Einstellungen.")}
        onPasted={({ doubts, range }) => {
          const [rows, columns] = [range.to.r - range.from.r + 1, range.to.c - range.from.c + 1]
          setSaid(
            `Eingefügt: ${rows} × ${columns} Zellen.${
              doubts.length > 0
                ? ` Keine Zahlen und deshalb leer: ${doubts
                    .slice(0, 5)
                    .map((d) => `„${d.text.slice(0, 30)}“`)
                    .join(", ")}.`
                : ""
            } Strg+Z nimmt es zurück.`,
          )
        }}
        onSaid={setSaid}
        label={`Zahlen des Diagramms ${block.title || "ohne Titel"}, ${sheet.rows.length} Zeilen, ${sheet.columns.length} Spalten`}
        describedBy={`${id}-hilfe`}
        asked={asked}
        onDone={() => setAsked(undefined)}
        focused={0}
      />
      <p className="tab-gesagt" role="status">
        {said}
      </p>
      {lost && <Alert tone="warning" title={lost} live />}
      {!readOnly && (
        <>
          <div className="reihe__knoepfe">
            <Button kind="secondary" onClick={() => setAsked({ do: "addRow" })}>
              Zeile darunter einfügen
            </Button>
            <Button kind="secondary" onClick={() => setAsked({ do: "addColumn" })}>
              Reihe rechts einfügen
            </Button>
            <Button kind="tertiary" onClick={() => setAsked({ do: "dropRow" })}>
              Zeile löschen
            </Button>
            <Button kind="tertiary" onClick={() => setAsked({ do: "dropColumn" })}>
              Reihe löschen
            </Button>
          </div>
          <Keys />
        </>
      )}
      <Line
        label="Quelle"
        value={block.source ?? []}
        generation={generation}
        readOnly={readOnly}
        maxLength={1000}
        onChange={(source) => change(source.length === 0 ? without("source") : { ...block, source }, "source")}
      />
    </div>
  )
}
