/** What a row, a column and a cell are besides their words: kind, unit, decimals, nature, qualifier, date. */
import type { LawState } from "@beschlussweg/core/catalogue/law"
import type { Num, Unit } from "@beschlussweg/core/number"
import { unitSign } from "@beschlussweg/core/number/exact"
import { plain } from "@beschlussweg/core/plain"
import type { DataBlock, DataCell, DataRow } from "@beschlussweg/core/typed"
import type { ReactNode } from "react"
import { Check } from "../../../part/field.tsx"
import { Button, Select } from "../../../part/ui.tsx"
import { CodeSelect } from "../catalogue.tsx"
import { lineOf } from "../line.ts"
import { useTyped } from "../typed.ts"
import { Line, Short } from "../words.tsx"
import { NATURE, nameOf } from "./grid.tsx"
import type { Meaning } from "./key.ts"
import { cellAt, isTypable, type Place, put, roleAt, withColumn, withDecimals, withRowOf } from "./sheet.ts"

const UNITS: readonly Unit[] = [
  "",
  "Personen",
  "BG",
  "EUR",
  "TEUR",
  "MioEUR",
  "%",
  "%-Punkte",
  "VZÄ",
  "Stellen",
  "Plätze",
  "Eintritte",
  "Stellenangebote",
]
const UNIT_NAME: Partial<Record<Unit, string>> = {
  "": "Anzahl ohne Einheit",
  Personen: "Personen",
  BG: "Bedarfsgemeinschaften (BG)",
  EUR: "Euro (€)",
  TEUR: "Tausend Euro (T€)",
  MioEUR: "Millionen Euro (Mio. €)",
  "%": "Prozent (%)",
  "%-Punkte": "Prozentpunkte",
  VZÄ: "Vollzeitäquivalente (VZÄ)",
}
const unitName = (unit: Unit): string => UNIT_NAME[unit] ?? (unitSign(unit) || unit)
/** no unit has this name */
const NONE = "-"
const unitOptions = (none: string) => [
  { value: NONE, label: none },
  ...UNITS.map((u) => ({ value: u === "" ? "#" : u, label: unitName(u) })),
]
const unitOf = (value: string): Unit | undefined =>
  value === NONE ? undefined : value === "#" ? "" : UNITS.find((u) => u === value)
const sayUnit = (unit: Unit | undefined): string => (unit === undefined ? NONE : unit === "" ? "#" : unit)

const KINDS = [
  { value: "data", label: "Wert" },
  { value: "total", label: "Summe" },
  { value: "davon", label: "davon" },
  { value: "darunter", label: "darunter" },
  { value: "group", label: "Gruppe (Zwischenüberschrift)" },
] as const
const NATURES = Object.entries(NATURE).map(([value, label]) => ({ value, label }))
const QUALIFIERS = ["rund", "über", "knapp", "unter", "mindestens", "bis zu"] as const

/** "2027", "2026-09", "2026-09-30" of what people write for it */
function whenOf(text: string): string | undefined {
  const said = text.trim()
  const iso = /^\d{4}(-\d{2}(-\d{2})?)?$/.exec(said)
  const german = /^(?:(\d{1,2})\.)?(\d{1,2})[./](\d{4})$/.exec(said)
  const parts = iso
    ? said.split("-")
    : german
      ? [german[3], german[2]?.padStart(2, "0"), german[1]?.padStart(2, "0")].filter((p) => p !== undefined)
      : []
  const [year, month, day] = parts
  if (year === undefined || Number(year) < 1900 || Number(year) > 2200) return undefined
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return undefined
  if (
    day !== undefined &&
    (Number(day) < 1 || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate())
  )
    return undefined
  return parts.join("-")
}
/** "2027", "09/2026", "30.09.2026" */
const sayWhen = (asOf: string): string => {
  const [year = "", month, day] = asOf.split("-")
  return day !== undefined ? `${day}.${month}.${year}` : month !== undefined ? `${month}/${year}` : year
}

export function Settings({
  block,
  place,
  change,
  act,
  generation,
  law,
  children,
}: {
  readonly block: DataBlock
  readonly place: Place
  readonly change: (block: DataBlock, about?: string) => void
  /** does what a key of the table does */
  readonly act: (meaning: Meaning) => void
  readonly generation: number
  readonly law: LawState | undefined
  /** more about the cell */
  readonly children?: ReactNode
}) {
  const { r, c } = place
  const cell = cellAt(block, place)
  return (
    <div className="tab-einstellungen">
      {r > 0 && (
        <RowSettings key={`z${block.rows[r - 1]?.id}-${generation}`} {...{ block, r, change, act, generation, law }} />
      )}
      {c > 0 && <ColumnSettings key={`s${block.columns[c - 1]?.key}-${generation}`} {...{ block, c, change, act }} />}
      {cell && (
        <fieldset className="reihe">
          <legend>{nameOf(block, place)}</legend>
          {cell.type === "num" ? (
            <CellSettings key={`${r}/${c}/${generation}`} {...{ block, place, cell, change }} />
          ) : isTypable(block, place) ? (
            <p className="kern-body">
              {cell.type === "empty" ? "Die Zelle ist leer." : "In dieser Zelle stehen Worte, keine Zahl."}
            </p>
          ) : (
            cell.type === "text" && (
              <Line
                key={`${r}/${c}`}
                label="Text der Zelle"
                value={cell.content}
                generation={generation}
                readOnly={false}
                onChange={(content) =>
                  change(
                    put(block, place, content.length === 0 ? { type: "empty" } : { type: "text", content }),
                    `zelle ${r}/${c}`,
                  )
                }
              />
            )
          )}
          {children}
        </fieldset>
      )}
    </div>
  )
}

function RowSettings({
  block,
  r,
  change,
  act,
  generation,
  law,
}: {
  readonly block: DataBlock
  readonly r: number
  readonly change: (block: DataBlock, about?: string) => void
  readonly act: (meaning: Meaning) => void
  readonly generation: number
  readonly law: LawState | undefined
}) {
  const row = block.rows[r - 1]
  if (!row) return null
  const set = (next: Partial<DataRow>, about: string) => change(withRowOf(block, r, next), `${about} ${row.id}`)
  const catalogue =
    block.kind === "instrument"
      ? "instrument"
      : block.kind === "kennzahl" || block.kind === "ziel"
        ? "kennzahl"
        : undefined
  return (
    <fieldset className="reihe">
      <legend>
        Zeile {r}
        {plain(row.label) ? ` „${plain(row.label)}“` : ""}
      </legend>
      <div className="reihe__felder">
        {catalogue && (
          <CodeSelect
            of={catalogue}
            law={law}
            code={row.code}
            onPick={(code, name) =>
              set(
                {
                  code,
                  ...(plain(row.label).trim() === "" && name !== "" ? { label: lineOf(name) } : {}),
                } as Partial<DataRow>,
                "code",
              )
            }
          />
        )}
        <Line
          label="Beschriftung"
          value={row.label}
          generation={generation}
          readOnly={false}
          onChange={(label) => set({ label }, "label")}
        />
        <Select
          label="Art der Zeile"
          hint="Summen und „davon“ werden nachgerechnet"
          options={KINDS}
          value={row.kind}
          onChange={(kind) => set({ kind: kind as DataRow["kind"] }, "kind")}
        />
        <Select
          label="Einzug"
          options={[0, 1, 2, 3, 4].map((n) => ({ value: String(n), label: n === 0 ? "keiner" : `Stufe ${n}` }))}
          value={String(row.indent)}
          onChange={(indent) => set({ indent: Number(indent) }, "indent")}
        />
      </div>
      <div className="reihe__knoepfe">
        <Button kind="tertiary" onClick={() => act({ do: "addRow" })}>
          Zeile darunter einfügen
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "move", by: -1, what: "rows" })}>
          Zeile nach oben
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "move", by: 1, what: "rows" })}>
          Zeile nach unten
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "dropRow" })}>
          Zeile löschen
        </Button>
      </div>
    </fieldset>
  )
}

function ColumnSettings({
  block,
  c,
  change,
  act,
}: {
  readonly block: DataBlock
  readonly c: number
  readonly change: (block: DataBlock, about?: string) => void
  readonly act: (meaning: Meaning) => void
}) {
  const column = block.columns[c - 1]
  const key = column?.key ?? ""
  const when = useTyped(
    column?.asOf,
    (v) => (v === undefined ? "" : sayWhen(v)),
    whenOf,
    (asOf) => change(withColumn(block, c, { asOf }), `asOf ${key}`),
  )
  if (!column) return null
  return (
    <fieldset className="reihe">
      <legend>
        Spalte {c}
        {column.label ? ` „${column.label}“` : ""}
      </legend>
      <div className="reihe__felder">
        <Short
          label="Überschrift"
          readOnly={false}
          maxLength={200}
          value={column.label}
          onChange={(label) => change(withColumn(block, c, { label }), `label ${key}`)}
        />
        <Select
          label="Einheit"
          options={unitOptions("keine (Text oder gemischt)")}
          value={sayUnit(column.unit)}
          onChange={(unit) => change(withColumn(block, c, { unit: unitOf(unit) }))}
        />
        <Check
          label="Einheit nur in der Überschrift"
          checked={column.bare === true}
          onChange={(bare) => change(withColumn(block, c, { bare }))}
        />
        <Select
          label="Art der Werte"
          options={[{ value: "", label: "keine Angabe" }, ...NATURES]}
          value={column.nature ?? ""}
          onChange={(nature) => change(withColumn(block, c, { nature: (nature || undefined) as Num["nature"] }))}
        />
        <Short
          label="Jahr, Monat oder Tag"
          hint="zum Beispiel 2027, 09/2026 oder 30.09.2026"
          error={when.wrong ? "Bitte schreiben Sie 2027, 09/2026 oder 30.09.2026." : undefined}
          readOnly={false}
          maxLength={10}
          value={when.text}
          onChange={when.set}
        />
        {(column.unit === "%" || column.base !== undefined) && (
          <Short
            label="Bezug der Anteile"
            hint="wovon es Prozent sind, zum Beispiel aller eLb"
            readOnly={false}
            maxLength={200}
            value={column.base ?? ""}
            onChange={(base) => change(withColumn(block, c, { base }), `base ${key}`)}
          />
        )}
        {roleAt(block, c) === "number" && (
          <Select
            label="Nachkommastellen aller Zahlen"
            hint="Die Werte selbst ändern sich nicht."
            options={[
              { value: "", label: "wie eingegeben" },
              ...[0, 1, 2, 3].map((n) => ({ value: String(n), label: String(n) })),
            ]}
            value={sameDecimals(block, c)}
            onChange={(n) => n !== "" && change(withDecimals(block, c, Number(n)))}
          />
        )}
      </div>
      <div className="reihe__knoepfe">
        <Button kind="tertiary" onClick={() => act({ do: "addColumn" })}>
          Spalte rechts einfügen
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "move", by: -1, what: "columns" })}>
          Spalte nach links
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "move", by: 1, what: "columns" })}>
          Spalte nach rechts
        </Button>
        <Button kind="tertiary" onClick={() => act({ do: "dropColumn" })}>
          Spalte löschen
        </Button>
      </div>
    </fieldset>
  )
}

/** Decimals that all figures of a column share, "" where they differ. */
function sameDecimals(block: DataBlock, c: number): string {
  const found = new Set(
    block.rows.flatMap((row) => {
      const cell = row.cells[c - 1]
      return cell?.type === "num" && cell.num.value !== null ? [cell.num.decimals] : []
    }),
  )
  const [only] = found
  return found.size === 1 && only !== undefined && only <= 3 ? String(only) : ""
}

function CellSettings({
  block,
  place,
  cell,
  change,
}: {
  readonly block: DataBlock
  readonly place: Place
  readonly cell: Extract<DataCell, { type: "num" }>
  readonly change: (block: DataBlock, about?: string) => void
}) {
  const { num } = cell
  const set = (next: { readonly [K in keyof Num]?: Num[K] | undefined }) => {
    const all: Record<string, unknown> = { ...num, ...next }
    delete all.raw
    for (const key of ["unit", "qualifier", "nature", "asOf", "signed", "suppressed"])
      if (all[key] === undefined || all[key] === false) delete all[key]
    change(put(block, place, { ...cell, num: all as Num }), `zelle ${place.r}/${place.c}`)
  }
  const when = useTyped(
    num.asOf,
    (v) => (v === undefined ? "" : sayWhen(v)),
    whenOf,
    (asOf) => set({ asOf }),
  )
  return (
    <div className="reihe__felder">
      <Select
        label="Genauigkeit"
        options={[{ value: "", label: "genau" }, ...QUALIFIERS.map((q) => ({ value: q, label: q }))]}
        value={num.qualifier ?? ""}
        onChange={(qualifier) => set({ qualifier: (qualifier || undefined) as Num["qualifier"] })}
      />
      <Select
        label="Art des Werts"
        options={[{ value: "", label: "wie die Spalte" }, ...NATURES]}
        value={num.nature ?? ""}
        onChange={(nature) => set({ nature: (nature || undefined) as Num["nature"] })}
      />
      <Select
        label="Einheit"
        options={unitOptions("wie die Spalte")}
        value={sayUnit(num.unit)}
        onChange={(unit) => set({ unit: unitOf(unit) })}
      />
      <Short
        label="Stand"
        optional
        hint="wenn er von der Spalte abweicht"
        error={when.wrong ? "Bitte schreiben Sie 2027, 09/2026 oder 30.09.2026." : undefined}
        readOnly={false}
        maxLength={10}
        value={when.text}
        onChange={when.set}
      />
      <Check label="mit Vorzeichen zeigen (+)" checked={num.signed === true} onChange={(signed) => set({ signed })} />
      <Check
        label="geheim halten (*)"
        checked={num.suppressed === true}
        onChange={(suppressed) => set({ suppressed })}
      />
    </div>
  )
}
