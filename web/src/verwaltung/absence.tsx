/** Absence of somebody else, entered by the administration. */
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import type { Person } from "./data.ts"

export function AbsenceOf({ haus, person }: { readonly haus: string; readonly person: Person }) {
  const [period, setPeriod] = useState({ from: "", to: "" })
  const [said, say] = useState<string>()
  const param = { tenant: haus, personId: person.personId }
  const enter = useAct(
    haus,
    (json: { from: string; to: string }) => body(client.personen[":personId"].abwesenheit.$post({ param, json })),
    "Abwesenheit eingetragen.",
    say,
  )
  const drop = useAct(
    haus,
    (absenceId: string) =>
      body(client.personen[":personId"].abwesenheit.aufhebung.$post({ param, json: { absenceId } })),
    "Abwesenheit gestrichen.",
    say,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate(period, { onSuccess: () => setPeriod({ from: "", to: "" }) })
  }
  return (
    <section aria-labelledby="abwesenheit">
      <h2 className="kern-heading-medium" id="abwesenheit">
        Abwesenheit
      </h2>
      {person.absences.length === 0 && <p className="kern-body">Es ist keine Abwesenheit eingetragen.</p>}
      {person.absences.length > 0 && (
        <ul className="zeilen">
          {person.absences.map((a) => (
            <li key={a.id}>
              <span>
                {day(a.from)} bis {day(a.to)}
              </span>
              <Button kind="tertiary" onClick={() => drop.mutate(a.id)}>
                Streichen
                <span className="kern-sr-only">
                  : {day(a.from)} bis {day(a.to)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className="zeile" onSubmit={submit}>
        <Input
          label="Erster Tag"
          type="date"
          required
          value={period.from}
          onChange={(event) => setPeriod({ ...period, from: event.target.value })}
        />
        <Input
          label="Letzter Tag"
          type="date"
          required
          min={period.from || undefined}
          value={period.to}
          onChange={(event) => setPeriod({ ...period, to: event.target.value })}
        />
        <Button type="submit" kind="secondary" busy={enter.isPending}>
          Abwesenheit eintragen
        </Button>
      </form>
      <p className="kern-body" role="status">
        {said}
      </p>
      {enter.error instanceof Problem && <Refusal problem={enter.error} />}
      {drop.error instanceof Problem && <Refusal problem={drop.error} />}
    </section>
  )
}
