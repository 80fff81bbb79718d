/** Quelle: whose figures these are, of which month, and whether they are our own calculation. */
import type { Source } from "@beschlussweg/core/typed"
import { Check } from "../../../part/field.tsx"
import { Select } from "../../../part/ui.tsx"
import type { FormProps, Of } from "../context.ts"
import { useTyped } from "../typed.ts"
import { Line, Said, Short } from "../words.tsx"

const WAIT = [
  { value: "", label: "keine Angabe" },
  { value: "T-0", label: "ohne Wartezeit (T-0)" },
  { value: "T-3", label: "nach drei Monaten (T-3)" },
] as const

/** "2026-09" of "09/2026", "9.2026", "2026-09", "30.09.2026"; undefined for what is none. */
export function monthOf(text: string): string | undefined {
  const said = text.trim()
  const iso = /^(\d{4})-(\d{2})(-\d{2})?$/.exec(said)
  const german = /^(?:(\d{1,2})\.)?(\d{1,2})[./](\d{4})$/.exec(said)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]?.slice(1)]
    : german
      ? [german[3], german[2]?.padStart(2, "0"), german[1]?.padStart(2, "0")]
      : []
  if (year === undefined || month === undefined || Number(month) < 1 || Number(month) > 12) return undefined
  if (day === undefined) return `${year}-${month}`
  const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return real.getUTCMonth() + 1 === Number(month) && Number(day) >= 1 ? `${year}-${month}-${day}` : undefined
}
/** "09/2026", "30.09.2026" */
function sayMonth(asOf: string): string {
  const [year = "", month = "", day] = asOf.split("-")
  return day === undefined ? (month === "" ? year : `${month}/${year}`) : `${day}.${month}.${year}`
}

export function SourceFields({
  id,
  source,
  onChange,
  readOnly,
}: {
  readonly id: string
  readonly source: Source
  readonly onChange: (source: Source, about: string) => void
  readonly readOnly: boolean
}) {
  const set = (change: Partial<Source>, about: string) => {
    const next: Record<string, unknown> = { ...source, ...change }
    for (const [key, value] of Object.entries(next)) if (value === undefined || value === "") delete next[key]
    onChange(
      {
        ...(next as Source),
        publisher: change.publisher ?? source.publisher,
        product: change.product ?? source.product,
      },
      about,
    )
  }
  return (
    <div className="reihe__felder">
      <Short
        id={`${id}-herausgeber`}
        label="Herausgeber"
        hint="zum Beispiel Statistik der Bundesagentur für Arbeit"
        readOnly={readOnly}
        maxLength={200}
        value={source.publisher}
        onChange={(publisher) => set({ publisher }, `${id} publisher`)}
      />
      <Short
        id={`${id}-produkt`}
        label="Veröffentlichung"
        hint="zum Beispiel Kreisreport Grundsicherung"
        readOnly={readOnly}
        maxLength={200}
        value={source.product}
        onChange={(product) => set({ product }, `${id} product`)}
      />
      <Short
        label="Region"
        optional
        readOnly={readOnly}
        maxLength={200}
        value={source.region ?? ""}
        onChange={(region) => set({ region }, `${id} region`)}
      />
      <Month
        id={`${id}-stand`}
        readOnly={readOnly}
        value={source.asOf}
        onChange={(asOf) => set({ asOf }, `${id} asOf`)}
      />
      {readOnly ? (
        <Said label="Wartezeit">{WAIT.find((w) => w.value === (source.wait ?? ""))?.label}</Said>
      ) : (
        <Select
          label="Wartezeit"
          hint="Wie lange nach dem Monat die Zahlen feststehen"
          options={WAIT}
          value={source.wait ?? ""}
          onChange={(wait) => set({ wait: wait === "" ? undefined : (wait as "T-0" | "T-3") }, `${id} wait`)}
        />
      )}
      <Address id={id} readOnly={readOnly} value={source.url} onChange={(url) => set({ url }, `${id} url`)} />
      {readOnly ? (
        <Said label="Eigene Berechnung">{source.own ? "ja" : "nein"}</Said>
      ) : (
        <Check
          label="eigene Berechnung auf Grundlage dieser Quelle"
          checked={source.own}
          onChange={(own) => set({ own }, `${id} own`)}
        />
      )}
    </div>
  )
}

/** A month or day as somebody types it; what is none is refused at the field and not kept. */
function Month({
  id,
  value,
  onChange,
  readOnly,
}: {
  readonly id: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly readOnly: boolean
}) {
  const typed = useTyped(value, (v) => (v === undefined ? "" : sayMonth(v)), monthOf, onChange)
  return (
    <Short
      id={id}
      label="Datenstand"
      hint="Monat oder Tag, zum Beispiel 09/2026"
      error={typed.wrong ? "Bitte schreiben Sie den Monat wie 09/2026 oder den Tag wie 30.09.2026." : undefined}
      readOnly={readOnly}
      value={typed.text}
      maxLength={10}
      onChange={typed.set}
    />
  )
}

function Address({
  id,
  value,
  onChange,
  readOnly,
}: {
  readonly id: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly readOnly: boolean
}) {
  const typed = useTyped(
    value,
    (v) => v ?? "",
    (text) =>
      /^https?:\/\/[^\s.]+\.[^\s]+$/i.test(text.trim()) && URL.canParse(text.trim()) ? text.trim() : undefined,
    onChange,
  )
  return (
    <Short
      id={`${id}-adresse`}
      label="Internetadresse"
      optional
      error={typed.wrong ? "Bitte geben Sie eine Adresse ein, die mit https:// beginnt." : undefined}
      readOnly={readOnly}
      value={typed.text}
      maxLength={500}
      onChange={typed.set}
    />
  )
}

export function SourceForm({ block, change, readOnly, generation }: FormProps<Of<"source">>) {
  return (
    <div className="formular">
      <SourceFields
        id={block.id}
        source={block.source}
        readOnly={readOnly}
        onChange={(source, about) => change({ ...block, source }, about)}
      />
      <Line
        label="Anmerkung zur Quelle"
        value={block.note}
        generation={generation}
        readOnly={readOnly}
        maxLength={2000}
        onChange={(note) => change({ ...block, note }, "note")}
      />
    </div>
  )
}
