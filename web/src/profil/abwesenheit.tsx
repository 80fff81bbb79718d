/** Absences: those who wait see them; the right to act stays. */
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"
import { useAct } from "./act.ts"

interface Period {
  readonly from: string
  readonly to: string
}
interface Absences {
  readonly haus: string
  readonly absences: readonly (Period & { readonly id: string })[]
}

/** One's own. */
export function Abwesenheiten({ haus, absences }: Absences) {
  const param = { tenant: haus }
  return (
    <AbsenceForm
      haus={haus}
      absences={absences}
      intro="Wer auf Sie wartet, sieht Ihre Abwesenheit bei der Vorlage. Zeichnen können Sie weiterhin; damit jemand anderes für Sie zeichnet, bestimmen Sie eine Vertretung."
      enter={(json) => body(client.ich.abwesenheit.$post({ param, json }))}
      remove={(absenceId) => body(client.ich.abwesenheit.aufhebung.$post({ param, json: { absenceId } }))}
    />
  )
}

/** Absences of one person with what enters and removes them: one's own, or somebody else's by the administration. */
export function AbsenceForm({
  haus,
  absences,
  intro,
  kind = "primary",
  enter,
  remove,
}: Absences & {
  readonly intro: string | undefined
  readonly kind?: "primary" | "secondary"
  readonly enter: (period: Period) => Promise<unknown>
  readonly remove: (absenceId: string) => Promise<unknown>
}) {
  const [period, setPeriod] = useState<Period>({ from: "", to: "" })
  const [said, say] = useState<string>()
  const put = useAct(haus, enter, "Abwesenheit eingetragen.", say)
  const drop = useAct(haus, remove, "Abwesenheit gestrichen.", say)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate(period, { onSuccess: () => setPeriod({ from: "", to: "" }) })
  }
  return (
    <section aria-labelledby="abwesenheit">
      <h2 className="kern-heading-medium" id="abwesenheit">
        Abwesenheit
      </h2>
      {intro !== undefined && <p className="kern-body">{intro}</p>}
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
        <Button type="submit" kind={kind} busy={put.isPending}>
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
