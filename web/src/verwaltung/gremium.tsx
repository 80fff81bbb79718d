/** Fields of a Gremium: kind, size, how it is invited, how it votes, whether it is shown, until when it exists. */
import { useId } from "react"
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Input, Select, TextArea } from "../part/ui.tsx"

export type Body = House["gremien"][number]
type Ladung = NonNullable<Body["ladung"]>
type Span = Ladung["regular"]

export const bodyOf = (house: House, id: string): Body | undefined => house.gremien.find((g) => g.id === id)
export const BODY_KIND = {
  fachausschuss: "Fachausschuss",
  hauptausschuss: "Haupt- oder Finanzausschuss",
  kreisausschuss: "Kreisausschuss",
  "kreisausschuss-kollegial": "Kreisausschuss als Verwaltungsorgan (Hessen)",
  magistrat: "Magistrat",
  kreistag: "Kreistag",
  rat: "Rat",
  stadtverordnetenversammlung: "Stadtverordnetenversammlung",
  traegerversammlung: "Trägerversammlung",
  beirat: "Beirat",
} as const satisfies Record<Body["kind"], string>
const KINDS = Object.keys(BODY_KIND) as Body["kind"][]

export const spoken = ({ days, count }: Span): string =>
  `${days} ${count === "working" ? (days === 1 ? "Werktag" : "Werktage") : days === 1 ? "Tag" : "Tage"}`
const USUAL: Ladung = {
  regular: { days: 7, count: "calendar" },
  urgent: null,
  nachtrag: null,
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 5, count: "working" },
}
const whole = (typed: string, most: number): number => Math.min(most, Math.max(0, Math.trunc(Number(typed) || 0)))

export function BodyFields({
  value,
  onChange,
  ending = false,
}: {
  readonly value: Body
  readonly onChange: (value: Body) => void
  readonly ending?: boolean
}) {
  const set = (next: Partial<Body>) => onChange({ ...value, ...next })
  return (
    <div className="felder">
      <Input
        id="gremium-name"
        label="Name"
        maxLength={200}
        value={value.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="nebeneinander">
        <Input
          label="Kurzname"
          hint="für Nummern, zum Beispiel SOZ"
          optional
          maxLength={10}
          value={value.short}
          onChange={(event) => set({ short: event.target.value })}
        />
        <Select
          label="Art"
          options={KINDS.map((k) => ({ value: k, label: BODY_KIND[k] }))}
          value={value.kind}
          onChange={(kind) => set({ kind: KINDS.find((k) => k === kind) ?? "fachausschuss" })}
        />
        <Input
          label="Stimmberechtigte Mitglieder"
          type="number"
          min={1}
          max={500}
          value={value.mitglieder === 0 ? "" : value.mitglieder}
          onChange={(event) => set({ mitglieder: whole(event.target.value, 500) })}
        />
        <Input
          label="Beschlussfähig ab"
          hint="Leer: mehr als die Hälfte"
          optional
          type="number"
          min={1}
          max={500}
          value={value.quorum ?? ""}
          onChange={(event) => set({ quorum: event.target.value === "" ? undefined : whole(event.target.value, 500) })}
        />
      </div>
      <fieldset className="gruppe__rahmen">
        <legend>Abstimmung</legend>
        <Select
          label="Bei Stimmengleichheit"
          options={[
            { value: "rejected", label: "ist abgelehnt" },
            { value: "chair", label: "entscheidet die Stimme des Vorsitzes" },
          ]}
          value={value.tie}
          onChange={(tie) => set(tie === "chair" ? { tie } : { tie: "rejected", tieExcept: undefined })}
        />
        {value.tie === "chair" && (
          <TextArea
            label="Gegenstände, bei denen der Vorsitz nicht entscheidet"
            hint="Eine Zeile je Gegenstand (bei der Trägerversammlung § 44c Abs. 2 Satz 2 Nr. 1, 4 und 8 SGB II)"
            optional
            rows={3}
            value={(value.tieExcept ?? []).join("\n")}
            onChange={(event) => {
              const lines = event.target.value.split("\n")
              set({ tieExcept: event.target.value === "" ? undefined : lines })
            }}
          />
        )}
      </fieldset>
      <fieldset className="gruppe__rahmen">
        <legend>Sitzungen und Ladungsfrist</legend>
        <Check
          label="Das Gremium hat einen Sitzungskalender; Vorlagen gehen in eine seiner Sitzungen"
          checked={value.ladung !== undefined}
          onChange={(on) => set({ ladung: on ? USUAL : undefined })}
        />
        {value.ladung && <LadungFields value={value.ladung} onChange={(ladung) => set({ ladung })} />}
      </fieldset>
      <fieldset className="gruppe__rahmen">
        <legend>Öffentlichkeit</legend>
        <Check
          label="Sitzungen sind öffentlich, soweit nicht anders festgelegt"
          checked={value.public ?? !CLOSED.includes(value.kind)}
          onChange={(open) => set({ public: open })}
        />
        <Check
          label="Auf den öffentlichen Seiten des Hauses zeigen"
          checked={value.shown ?? value.kind !== "traegerversammlung"}
          onChange={(shown) => set({ shown })}
        />
      </fieldset>
      {ending && (
        <Input
          label="Letzter Tag des Gremiums (Auflösung)"
          hint="Danach geht nichts Neues mehr dorthin. Beim Speichern sehen Sie, was noch wartet. Leer: besteht weiter."
          optional
          type="date"
          value={value.until ?? ""}
          onChange={(event) => set({ until: event.target.value || undefined })}
        />
      )}
    </div>
  )
}
const CLOSED: readonly Body["kind"][] = ["traegerversammlung", "magistrat", "kreisausschuss-kollegial"]

function LadungFields({ value, onChange }: { readonly value: Ladung; readonly onChange: (value: Ladung) => void }) {
  const set = (next: Partial<Ladung>) => onChange({ ...value, ...next })
  return (
    <>
      <SpanFields label="Ladungsfrist" value={value.regular} onChange={(regular) => set({ regular })} />
      <Check
        label="In dringenden Fällen kürzer"
        checked={value.urgent !== null}
        onChange={(on) => set({ urgent: on ? { days: 3, count: value.regular.count } : null })}
      />
      {value.urgent && (
        <SpanFields label="Verkürzte Ladungsfrist" value={value.urgent} onChange={(urgent) => set({ urgent })} />
      )}
      <Check
        label="Nachträge müssen einige Tage vorher verschickt sein"
        checked={value.nachtrag !== null}
        onChange={(on) => set({ nachtrag: on ? { days: 3, count: value.regular.count } : null })}
      />
      {value.nachtrag && (
        <SpanFields label="Frist für Nachträge" value={value.nachtrag} onChange={(nachtrag) => set({ nachtrag })} />
      )}
      <SpanFields
        label="Abgabe beim Sitzungsdienst vor der Einladung"
        value={value.abgabe}
        onChange={(abgabe) => set({ abgabe })}
      />
      <Check
        label="Der Tag des Versands zählt mit"
        checked={value.dispatchCounts}
        onChange={(dispatchCounts) => set({ dispatchCounts })}
      />
      <Check
        label="Der Tag der Sitzung zählt mit"
        checked={value.meetingCounts}
        onChange={(meetingCounts) => set({ meetingCounts })}
      />
    </>
  )
}

function SpanFields({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: Span
  readonly onChange: (value: Span) => void
}) {
  const id = useId()
  return (
    <div className="nebeneinander">
      <Input
        id={id}
        label={`${label}: Tage`}
        type="number"
        min={0}
        max={90}
        value={value.days}
        onChange={(event) => onChange({ ...value, days: whole(event.target.value, 90) })}
      />
      <Select
        label={`${label}: gezählt in`}
        options={[
          { value: "calendar", label: "Kalendertagen" },
          { value: "working", label: "Werktagen" },
        ]}
        value={value.count}
        onChange={(count) => onChange({ ...value, count: count === "working" ? "working" : "calendar" })}
      />
    </div>
  )
}
