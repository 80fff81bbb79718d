/** Own absences: those who wait see them; the right to act stays. */
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"
import { useAct } from "./act.ts"

interface Period {
  readonly from: string
  readonly to: string
}
export function Abwesenheiten({
  haus,
  absences,
}: {
  readonly haus: string
  readonly absences: readonly (Period & { readonly id: string })[]
}) {
  const [period, setPeriod] = useState<Period>({ from: "", to: "" })
  const param = { tenant: haus }
  const [said, say] = useState<string>()
  const put = useAct(
    haus,
    (json: Period) => body(client.ich.abwesenheit.$post({ param, json })),
    "Abwesenheit eingetragen.",
    say,
  )
  const drop = useAct(
    haus,
    (absenceId: string) => body(client.ich.abwesenheit.aufhebung.$post({ param, json: { absenceId } })),
    "Abwesenheit gestrichen.",
    say,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate(period, { onSuccess: () => setPeriod({ from: "", to: "" }) })
  }
  return (
    <section aria-labelledby="abwesenheit">
      <h2 className="kern-heading-medium" id="abwesenheit">
        Abwesenheit
      </h2>
      <p className="kern-body">
        Wer auf Sie wartet, sieht Ihre Abwesenheit bei der Vorlage. Zeichnen können Sie weiterhin; damit jemand anderes
        für Sie zeichnet, bestimmen Sie eine Vertretung.
      </p>
      {absences.length > 0 && (
        <ul className="zeilen">
          {absences.map((a) => (
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
        <Button type="submit" busy={put.isPending}>
          Abwesenheit eintragen
        </Button>
      </form>
      <p className="kern-body" role="status">
        {said}
      </p>
      {put.error instanceof Problem && <Refusal problem={put.error} />}
      {drop.error instanceof Problem && <Refusal problem={drop.error} />}
    </section>
  )
}
