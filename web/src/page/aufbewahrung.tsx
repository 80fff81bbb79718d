/** Aufbewahrung: classes with their years, and which class a Vorlage, a programme, a draft has. */
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Input, Select } from "../part/ui.tsx"
import { WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { idFrom } from "../verwaltung/weg/word.ts"
import { Rows } from "../vorlage/form/rows.tsx"

export function Aufbewahrung() {
  return <WithHouse title="Aufbewahrung">{(house, haus) => <Classes house={house} haus={haus} />}</WithHouse>
}

function Classes({ house, haus }: { readonly house: House; readonly haus: string }) {
  const section = useSection(
    haus,
    house,
    ({ retention }) => retention,
    (retention) => ({ retention }),
  )
  const { draft, change } = section
  const options = draft.classes.map((c) => ({ value: c.id, label: c.label || "Neue Klasse" }))
  const uses = [
    { name: "vorlage", label: "Vorlagen mit ihrem Verlauf" },
    { name: "programme", label: "Stände von Programmen" },
    { name: "draft", label: "Entwürfe und Dateien, die nie eingereicht wurden" },
  ] as const
  return (
    <>
      <p className="kern-body">
        Gezählt wird ab dem Ende des Jahres, in dem ein Verfahren beendet ist. Die Klassen folgen dem Vorschlag der
        KGSt; maßgeblich ist die Regel Ihres Hauses.
      </p>
      <section aria-labelledby="wofuer">
        <h2 className="kern-heading-medium" id="wofuer">
          Was wie lange bleibt
        </h2>
        <div className="felder">
          {uses.map(({ name, label }) => (
            <Select
              key={name}
              id={`klasse-${name}`}
              label={label}
              options={options}
              value={draft[name]}
              onChange={(id) => change({ ...draft, [name]: id })}
            />
          ))}
        </div>
      </section>
      <section aria-labelledby="klassen">
        <h2 className="kern-heading-medium" id="klassen">
          Klassen
        </h2>
        <Rows
          id="klasse"
          items={draft.classes}
          name={(c) => c.label || "Neue Klasse"}
          create={() => ({
            id: idFrom(
              "klasse",
              draft.classes.map((c) => c.id),
            ),
            label: "",
            years: 10 as number | null,
          })}
          add="Klasse hinzufügen"
          onChange={(classes) => change({ ...draft, classes })}
        >
          {(c, i, set) => (
            <>
              <Input
                id={`klasse-${i}-name`}
                label="Name"
                maxLength={120}
                value={c.label}
                onChange={(event) => set({ ...c, label: event.target.value })}
              />
              {c.years !== null && (
                <Input
                  id={`klasse-${i}-jahre`}
                  label="Jahre"
                  type="number"
                  min={1}
                  max={100}
                  value={c.years === 0 ? "" : c.years}
                  onChange={(event) =>
                    set({ ...c, years: Math.min(100, Math.max(0, Math.trunc(Number(event.target.value) || 0))) })
                  }
                />
              )}
              <Check
                id={`klasse-${i}-dauernd`}
                label="dauernd"
                checked={c.years === null}
                onChange={(on) => set({ ...c, years: on ? null : 10 })}
              />
            </>
          )}
        </Rows>
      </section>
      <SaveBar section={section} to={() => "klasse-neu"} />
    </>
  )
}
