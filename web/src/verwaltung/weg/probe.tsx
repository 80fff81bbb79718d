/** "Was wäre wenn": the steps that a Vorlage with these answers would take on a way, and who could do them today. */
import type { ChainTemplate } from "@beschlussweg/core/chain/schema"
import { LEVEL_LABEL } from "@beschlussweg/core/chain/schema"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { body, client, Problem } from "../../api.ts"
import { Check } from "../../part/field.tsx"
import { Badge, Input, Loading, Refusal } from "../../part/ui.tsx"
import type { Case } from "../filter.ts"

type Asked = Parameters<typeof client.haus.wege.probe.$post>[0]["json"]
const wayOf = (haus: string, json: Asked) => body(client.haus.wege.probe.$post({ param: { tenant: haus }, json }))
type Way = Awaited<ReturnType<typeof wayOf>>
type People = Way["steps"][number]["people"]

export const asked = (template: ChainTemplate, { finanzen, betrag, nichtoeffentlich, ohneProgramm }: Case): Asked => ({
  template,
  finance: { effects: finanzen === true, amountCent: finanzen === true ? (betrag ?? 0) : 0 },
  public: nichtoeffentlich !== true,
  programme: ohneProgramm !== true,
})

/** Findings and steps of a way as the service judges it, asked anew whenever it changes. */
export function useWay(haus: string, json: Asked) {
  return useQuery({
    queryKey: ["haus", haus, "probe", JSON.stringify(json)],
    queryFn: () => wayOf(haus, json),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export function CaseFields({ value, onChange }: { readonly value: Case; readonly onChange: (value: Case) => void }) {
  return (
    <fieldset className="gruppe__rahmen">
      <legend>Angenommen, eine Vorlage ...</legend>
      <Check
        label="hat finanzielle Auswirkungen"
        checked={value.finanzen === true}
        onChange={(finanzen) => onChange({ ...value, finanzen, betrag: finanzen ? value.betrag : undefined })}
      />
      {value.finanzen === true && (
        <Input
          label="Größter Betrag in Euro"
          optional
          inputMode="numeric"
          value={value.betrag === undefined ? "" : String(Math.round(value.betrag / 100))}
          onChange={(event) => {
            const typed = event.target.value.replace(/\D/g, "").slice(0, 10)
            onChange({ ...value, betrag: typed === "" ? undefined : Number(typed) * 100 })
          }}
        />
      )}
      <Check
        label="ist nichtöffentlich"
        checked={value.nichtoeffentlich === true}
        onChange={(nichtoeffentlich) => onChange({ ...value, nichtoeffentlich })}
      />
      <Check
        label="trägt kein Programm"
        checked={value.ohneProgramm === true}
        onChange={(ohneProgramm) => onChange({ ...value, ohneProgramm })}
      />
    </fieldset>
  )
}

export function Probe({
  haus,
  template,
  of,
}: {
  readonly haus: string
  readonly template: ChainTemplate
  readonly of: Case
}) {
  const way = useWay(haus, asked(template, of))
  if (way.error instanceof Problem) return <Refusal problem={way.error} />
  if (!way.data) return <Loading what="Der Zeichnungsweg wird durchgespielt." />
  const { steps } = way.data
  const taken = steps.filter((s) => s.taken)
  const days = taken.reduce((sum, s) => sum + (s.days ?? 0), 0)
  return (
    <section aria-labelledby="probe">
      <h2 className="kern-heading-medium" id="probe">
        Dieser Weg
      </h2>
      <p className="kern-body" role="status">
        {taken.length} von {steps.length} Schritten, im Haus zusammen {days} Werktage.
      </p>
      <ol className="weg">
        {steps.map((s) => (
          <li key={s.id} data-stand={s.taken ? undefined : "skipped"}>
            <h3>{s.label}</h3>
            {!s.taken && (
              <p>
                <Badge tone="info">entfällt</Badge> {s.condition ? `gilt nur bei „${s.condition}“` : ""}
              </p>
            )}
            {s.taken && s.condition && <p>Gilt wegen „{s.condition}“</p>}
            {s.taken && "zustaendigkeit" in s && s.zustaendigkeit && <p>{s.zustaendigkeit}; Ergebnis trägt ein:</p>}
            {s.taken && "level" in s && s.level && <p>{LEVEL_LABEL[s.level]}</p>}
            {s.taken && s.days !== undefined && <p>{s.days === 1 ? "1 Werktag" : `${s.days} Werktage`}</p>}
            {s.taken && "parties" in s && s.parties
              ? s.parties.map((p) => (
                  <div key={p.label}>
                    <p>
                      {p.label}
                      {p.taken ? ":" : " entfällt"}
                    </p>
                    {p.taken && <Who people={p.people} />}
                  </div>
                ))
              : s.taken && <Who people={s.people} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Who({ people }: { readonly people: People }) {
  if (people.length === 0)
    return (
      <p>
        <Badge tone="warning">heute niemand</Badge> Die Aufgabe ginge an die Mandantenadministration.
      </p>
    )
  return (
    <ul className="wer">
      {people.map((p) => (
        <li key={p.personId}>
          {p.name}
          {p.as === "selbst" ? "" : `, ${p.as === "IV" ? "i. V." : "i. A."}${p.forName ? ` für ${p.forName}` : ""}`}
          {p.absent ? " (heute abwesend)" : ""}
        </li>
      ))}
    </ul>
  )
}
