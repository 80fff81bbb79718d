/** Finanzielle Auswirkungen: all fields of the block, amounts as people type them, the own share computed. */
import { useRef, useState } from "react"
import { euro } from "../../format.ts"
import { Check } from "../../part/field.tsx"
import { Input, Select, TextArea } from "../../part/ui.tsx"
import { amountOf, centOf } from "./amount.ts"
import { YesNo } from "./choice.tsx"
import { type Finance, finance } from "./form.ts"
import { Rows } from "./rows.tsx"

function Amount({
  id,
  label,
  hint,
  cent,
  error,
  onChange,
}: {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly cent: number | null
  readonly error?: string | undefined
  readonly onChange: (cent: number | null) => void
}) {
  const [typed, setTyped] = useState<string>()
  const wrong = typed !== undefined && centOf(typed) === undefined
  return (
    <Input
      id={id}
      label={label}
      hint={hint ?? "in Euro, zum Beispiel 1.234,56"}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? amountOf(cent)}
      error={wrong ? "Das ist kein Betrag. Bitte schreiben Sie ihn wie 1.234,56." : error}
      onChange={(event) => {
        setTyped(event.target.value)
        const next = centOf(event.target.value)
        if (next !== undefined) onChange(next)
      }}
      // What is no amount stays as it was typed, with its error.
      onBlur={() => !wrong && setTyped(undefined)}
    />
  )
}

type Amounts = Finance["once"]
function Share({
  id,
  legend,
  own,
  value,
  error,
  onChange,
}: {
  readonly id: string
  readonly legend: string
  readonly own: string
  readonly value: Amounts
  readonly error?: string | undefined
  readonly onChange: (value: Amounts) => void
}) {
  const set = (part: Partial<Amounts>) => {
    const next = { ...value, ...part }
    const { totalCent: total, thirdPartyCent: third } = next
    onChange({ ...next, ownCent: total === null ? null : total - (third ?? 0) })
  }
  return (
    <fieldset className="reihe">
      <legend>{legend}</legend>
      <div className="reihe__felder">
        <Amount
          id={`${id}-gesamt`}
          label="insgesamt"
          cent={value.totalCent}
          error={error}
          onChange={(totalCent) => set({ totalCent })}
        />
        <Amount
          id={`${id}-dritte`}
          label="Beteiligung Dritter"
          cent={value.thirdPartyCent}
          onChange={(thirdPartyCent) => set({ thirdPartyCent })}
        />
        <p className="kern-body rechnung">
          {own}:{" "}
          <output htmlFor={`${id}-gesamt ${id}-dritte`}>{value.ownCent === null ? "–" : euro(value.ownCent)}</output>
          {value.ownCent !== null && value.ownCent < 0 && " (Beteiligung Dritter ist höher als der Gesamtbetrag)"}
        </p>
      </div>
    </fieldset>
  )
}

const POSITIONS = [
  { value: "ergebnisplan", label: "Ergebnisplanposition" },
  { value: "investition", label: "Investition" },
]

export function Money({
  value,
  own,
  errors,
  onChange,
}: {
  readonly value: Finance
  /** "Belastung Kreis Aulenfeld" */
  readonly own: string
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (value: Finance) => void
}) {
  const before = useRef<Finance>(undefined)
  const set = (part: Partial<Finance>) => onChange({ ...value, ...part })
  return (
    <>
      <YesNo
        id="finanzen-auswirkungen"
        legend="Hat die Vorlage finanzielle Auswirkungen?"
        value={value.effects}
        error={errors.get("finanzen-auswirkungen-ja") ?? errors.get("finanzen-auswirkungen-nein")}
        onChange={(effects) => {
          // "nein" leaves everything else empty; who comes back to "ja" finds it again.
          if (!effects) {
            if (value.effects) before.current = value
            onChange(finance(false))
          } else onChange(before.current ?? { ...value, effects: true })
        }}
      />
      {value.effects === true && (
        <div className="gruppe">
          <YesNo
            id="finanzen-haushalt"
            legend="Sind die Mittel im Haushaltsplan vorgesehen?"
            value={value.inBudget}
            error={errors.get("finanzen-haushalt-ja")}
            onChange={(inBudget) => set({ inBudget })}
          />
          <h3 className="kern-title">Produkte</h3>
          <Rows
            id="produkt"
            items={value.products}
            onChange={(products) => set({ products })}
            create={() => ({ number: "", name: "" })}
            add="Produkt hinzufügen"
            name={(p, i) => (p.number ? `Produkt ${p.number}` : `Produkt ${i + 1}`)}
            empty={<p className="kern-body">Noch kein Produkt. {errors.get("produkt-neu")}</p>}
          >
            {(p, i, put) => (
              <>
                <Input
                  id={`produkt-${i}-nummer`}
                  label="Nummer"
                  maxLength={20}
                  value={p.number}
                  error={errors.get(`produkt-${i}-nummer`)}
                  onChange={(event) => put({ ...p, number: event.target.value })}
                />
                <Input
                  id={`produkt-${i}-name`}
                  label="Bezeichnung"
                  maxLength={200}
                  value={p.name}
                  onChange={(event) => put({ ...p, name: event.target.value })}
                />
              </>
            )}
          </Rows>
          <h3 className="kern-title">Ergebnisplanpositionen und Investitionen</h3>
          <Rows
            id="position"
            items={value.positions}
            onChange={(positions) => set({ positions })}
            create={() => ({ kind: "ergebnisplan" as const, number: "", name: "" })}
            add="Position hinzufügen"
            name={(p, i) => (p.number ? `Position ${p.number}` : `Position ${i + 1}`)}
          >
            {(p, i, put) => (
              <>
                <Select
                  label="Art"
                  options={POSITIONS}
                  value={p.kind}
                  onChange={(kind) => put({ ...p, kind: kind === "investition" ? "investition" : "ergebnisplan" })}
                />
                <Input
                  id={`position-${i}-nummer`}
                  label="Nummer"
                  maxLength={40}
                  value={p.number}
                  error={errors.get(`position-${i}-nummer`)}
                  onChange={(event) => put({ ...p, number: event.target.value })}
                />
                <Input
                  id={`position-${i}-name`}
                  label="Bezeichnung"
                  maxLength={200}
                  value={p.name}
                  onChange={(event) => put({ ...p, name: event.target.value })}
                />
              </>
            )}
          </Rows>
          <h3 className="kern-title">Beträge</h3>
          <Check
            id="finanzen-siehe"
            label="Keine Beträge hier: siehe Erläuterungen"
            checked={value.seeErlaeuterungen}
            onChange={(seeErlaeuterungen) => set({ seeErlaeuterungen })}
          />
          {errors.get("finanzen-siehe") && <p className="kern-error">{errors.get("finanzen-siehe")}</p>}
          <div className="reihe__felder">
            <Amount
              id="finanzen-veranschlagt"
              label="a) für den Zweck veranschlagt"
              cent={value.plannedCent}
              error={errors.get("finanzen-veranschlagt")}
              onChange={(plannedCent) => set({ plannedCent })}
            />
            <Amount
              id="finanzen-erforderlich"
              label="b) nunmehr erforderlich"
              cent={value.requiredCent}
              onChange={(requiredCent) => set({ requiredCent })}
            />
          </div>
          <Share
            id="finanzen-einmalig"
            legend="1) Investitionsauszahlungen oder einmalige Aufwendungen"
            own={own}
            value={value.once}
            error={errors.get("finanzen-einmalig-gesamt")}
            onChange={(once) => set({ once })}
          />
          <Share
            id="finanzen-jaehrlich"
            legend="2) Laufende Aufwendungen (einschließlich Abschreibungen) im Jahr"
            own={own}
            value={value.yearly}
            onChange={(yearly) => set({ yearly })}
          />
          <TextArea
            id="finanzen-deckung"
            label="Deckungsvorschlag"
            hint="woher die Mittel kommen, wenn sie nicht im Haushaltsplan stehen"
            optional
            rows={3}
            maxLength={2000}
            value={value.coverage ?? ""}
            onChange={(event) => {
              const { coverage: _, ...rest } = value
              onChange(event.target.value === "" ? rest : { ...rest, coverage: event.target.value })
            }}
          />
        </div>
      )}
    </>
  )
}
