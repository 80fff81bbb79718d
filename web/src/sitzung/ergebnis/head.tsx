/** Kopf der Sitzung: chair, keeper of the minutes, who is present; entered once, it holds for every point. */
import { Check } from "../../part/field.tsx"
import { Input } from "../../part/ui.tsx"
import type { Member } from "../data.ts"
import type { Sitting } from "./entry.ts"

export function Head({
  sitting,
  members,
  missing,
  onChange,
}: {
  readonly sitting: Sitting
  /** voting members of that day; none where the house keeps none */
  readonly members: readonly Member[]
  /** somebody tried to enter a result without it */
  readonly missing: boolean
  readonly onChange: (sitting: Sitting) => void
}) {
  const set = (next: Partial<Sitting>) => onChange({ ...sitting, ...next })
  const there = (da: readonly string[]) => set({ da, anwesend: String(da.length) })
  const wanted = (value: string) =>
    missing && value.trim() === "" ? "Bitte tragen Sie den Namen ein; er steht auf jedem Beschlussauszug." : undefined
  return (
    <section aria-labelledby="kopf-der-sitzung">
      <h2 className="kern-heading-medium" id="kopf-der-sitzung">
        Für alle Punkte
      </h2>
      <div className="reihe__felder">
        <Input
          id="vorsitz"
          label="Vorsitz"
          required
          maxLength={120}
          value={sitting.vorsitz}
          error={wanted(sitting.vorsitz)}
          onChange={(event) => set({ vorsitz: event.target.value })}
        />
        <Input
          id="schriftfuehrung"
          label="Schriftführung"
          required
          maxLength={120}
          value={sitting.schriftfuehrung}
          error={wanted(sitting.schriftfuehrung)}
          onChange={(event) => set({ schriftfuehrung: event.target.value })}
        />
        <Input
          id="anwesend"
          label="Anwesend mit Stimmrecht"
          inputMode="numeric"
          maxLength={3}
          value={sitting.anwesend}
          onChange={(event) => set({ anwesend: event.target.value })}
        />
        <Input
          label="Ort"
          optional
          maxLength={200}
          value={sitting.ort}
          onChange={(event) => set({ ort: event.target.value })}
        />
      </div>
      {members.length > 0 && (
        <details className="mehr">
          <summary>
            Anwesenheit mit Namen ({sitting.da.length} von {members.length})
          </summary>
          <div className="knoepfe">
            <Check
              label="alle stimmberechtigten Mitglieder"
              checked={sitting.da.length === members.length}
              onChange={(all) => there(all ? members.map((m) => m.id) : [])}
            />
          </div>
          <fieldset className="kern-fieldset tage-gruppe">
            <legend className="kern-sr-only">Anwesende Mitglieder</legend>
            <div className="tage">
              {members.map((m) => (
                <Check
                  key={m.id}
                  label={m.note === undefined ? m.name : `${m.name} (${m.note})`}
                  checked={sitting.da.includes(m.id)}
                  onChange={(is) => there(is ? [...sitting.da, m.id] : sitting.da.filter((id) => id !== m.id))}
                />
              ))}
            </div>
          </fieldset>
        </details>
      )}
    </section>
  )
}
