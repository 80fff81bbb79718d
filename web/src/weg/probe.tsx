/** Durchspielen: the plan with other meetings, without changing anything. */
import { useMutation } from "@tanstack/react-query"
import { useId, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Plan, Vorlage } from "../data.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal, Select } from "../part/ui.tsx"
import { Light } from "./light.tsx"
import { PlanTable } from "./plan.tsx"

/** A body whose day can still be another one. */
interface Body {
  readonly gremiumId: string
  readonly label: string
  readonly termin: string
  readonly zustaendigkeit: NonNullable<Vorlage["form"]>["beratungsfolge"][number]["zustaendigkeit"]
}

/** The bodies that have not met; of a draft those of its form. */
export function bodiesOf(vorlage: Vorlage, name: (gremiumId: string) => string): Body[] {
  const { chain, form } = vorlage
  if (!chain)
    return (form?.beratungsfolge ?? []).map(({ gremiumId, termin, zustaendigkeit }) => ({
      gremiumId,
      label: name(gremiumId),
      termin,
      zustaendigkeit,
    }))
  return chain.steps.flatMap((s) =>
    s.kind === "body" && !s.result && s.status !== "skipped"
      ? [{ gremiumId: s.gremiumId, label: s.label, termin: s.termin ?? "", zustaendigkeit: s.zustaendigkeit }]
      : [],
  )
}

const REACHED = {
  regular: "erreichbar",
  late: "nach der Abgabefrist",
  nachtrag: "nur als Nachtrag",
  missed: "nicht zu erreichen",
} as const

export function Probe({
  haus,
  vorlageId,
  bodies,
  plan,
}: {
  readonly haus: string
  readonly vorlageId: string
  readonly bodies: readonly Body[]
  readonly plan: Plan
}) {
  const id = useId()
  const [days, setDays] = useState<Readonly<Record<string, string>>>({})
  const [missing, setMissing] = useState(false)
  const dayOf = (b: Body) => days[b.gremiumId] ?? b.termin
  const ask = useMutation({
    mutationFn: () =>
      body(
        client.vorlagen[":vorlageId"].plan.probe.$post({
          param: { tenant: haus, vorlageId },
          json: {
            beratungsfolge: bodies.map((b) => ({
              gremiumId: b.gremiumId,
              termin: dayOf(b),
              zustaendigkeit: b.zustaendigkeit,
            })),
          },
        }),
      ),
  })
  if (bodies.length === 0) return null
  return (
    <section aria-labelledby={id} className="keindruck">
      <h2 className="kern-heading-medium" id={id}>
        Andere Sitzungen durchspielen
      </h2>
      <p className="kern-body">
        Wählen Sie andere Tage und sehen Sie, was der Plan daraus macht. An der Vorlage ändert sich dadurch nichts.
      </p>
      <form
        className="zeile"
        onSubmit={(event) => {
          event.preventDefault()
          const gap = bodies.some((b) => dayOf(b) === "")
          setMissing(gap)
          if (!gap) ask.mutate()
        }}
      >
        {bodies.map((b) => {
          const meetings = plan.meetings.filter((m) => m.gremiumId === b.gremiumId)
          const change = (termin: string) => setDays((d) => ({ ...d, [b.gremiumId]: termin }))
          const error = missing && dayOf(b) === "" ? "Bitte wählen Sie einen Tag." : undefined
          return meetings.length > 0 ? (
            <Select
              key={b.gremiumId}
              label={`Sitzung: ${b.label}`}
              error={error}
              options={[
                ...(meetings.some((m) => m.on === b.termin)
                  ? []
                  : [{ value: b.termin, label: b.termin === "" ? "noch keine" : `${day(b.termin)} (bisher)` }]),
                ...meetings.map((m) => ({
                  value: m.on,
                  label: `${day(m.on)}, Abgabe ${day(m.abgabe)}: ${REACHED[m.as]}${m.chosen ? " (bisher)" : ""}`,
                })),
              ]}
              value={dayOf(b)}
              onChange={change}
            />
          ) : (
            <Input
              key={b.gremiumId}
              label={`Sitzung: ${b.label}`}
              type="date"
              error={error}
              value={dayOf(b)}
              onChange={(event) => change(event.target.value)}
            />
          )
        })}
        <Button kind="secondary" type="submit" busy={ask.isPending}>
          Durchspielen
        </Button>
      </form>
      {ask.error instanceof Problem && <Refusal problem={ask.error} />}
      <div role="status">
        {ask.data && (
          <>
            <p className="kern-body">
              Durchgespielt: <Light light={ask.data.light} />
            </p>
            <PlanTable plan={ask.data} caption="Plan mit den gewählten Sitzungen, nur durchgespielt" />
          </>
        )}
      </div>
    </section>
  )
}
