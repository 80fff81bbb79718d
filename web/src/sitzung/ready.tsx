/** Bereit für diese Sitzung: Vorlagen that wait for the body and stand on no point of this agenda. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { day } from "../format.ts"
import type { Said } from "../page/sitzung.tsx"
import { Badge, Button, Refusal } from "../part/ui.tsx"
import { type Sitzung, sitzungsdienst } from "./data.ts"
import { topsOf } from "./top.ts"

/** Vorlagen that may be put on; those meant for this day first. */
export function useReady(haus: string, sitzung: Sitzung) {
  const { data, error } = useQuery(sitzungsdienst(haus).gremium(sitzung.gremiumId))
  const on = topsOf(sitzung).filter((t) => !t.removed)
  const ready = (data?.waiting ?? [])
    .filter((w) => !on.some((t) => t.vorlageId === w.vorlageId && t.stepId === w.stepId))
    .sort((a, b) => Number(b.termin === sitzung.on) - Number(a.termin === sitzung.on))
  return {
    ready: ready.filter((w) => w.reached),
    coming: ready.filter((w) => !w.reached && w.termin === sitzung.on),
    error,
  }
}

export function Ready({
  haus,
  sitzung,
  say,
}: {
  readonly haus: string
  readonly sitzung: Sitzung
  readonly say: (said: Said | undefined) => void
}) {
  const queries = useQueryClient()
  const { ready, coming, error } = useReady(haus, sitzung)
  const planned = sitzung.state === "planned"
  const place = useMutation({
    mutationFn: (vorlageId: string) =>
      body(
        client.sitzungen[":sitzungId"].tagesordnung.$post({
          param: { tenant: haus, sitzungId: sitzung.id },
          json: { change: "place", rev: sitzung.rev, vorlageId },
        }),
      ),
    onMutate: () => say(undefined),
    onSuccess: async ({ warnings }) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
      say({ title: "Die Vorlage steht auf der Tagesordnung.", warnings })
    },
  })
  return (
    <section aria-labelledby="bereit">
      <h2 className="kern-heading-medium" id="bereit">
        Bereit für diese Sitzung
      </h2>
      {error instanceof Problem && <Refusal problem={error} />}
      {ready.length === 0 && (
        <p className="kern-body">
          Keine weitere Vorlage ist bereit. Nach der Freigabe durch den Sitzungsdienst kommen Vorlagen von selbst auf
          die Tagesordnung ihres Tages; hier stehen die übrigen.
        </p>
      )}
      {ready.length > 0 && (
        <ul className="zeilen">
          {ready.map((w) => (
            <li key={`${w.vorlageId}|${w.stepId}`}>
              <span>
                <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: w.vorlageId }}>
                  {w.nummer}: {w.betreff}
                </Link>{" "}
                {!w.public && <Badge tone="warning">nichtöffentlich</Badge>}
                <br />
                {w.zustaendigkeit},{" "}
                {w.termin === null
                  ? "ohne Termin"
                  : w.termin === sitzung.on
                    ? "für diesen Tag vorgesehen"
                    : `vorgesehen für ${day(w.termin)}`}
              </span>
              {planned && (
                <Button kind="secondary" busy={place.isPending} onClick={() => place.mutate(w.vorlageId)}>
                  Aufnehmen<span className="kern-sr-only">: {w.betreff}</span>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!planned && ready.length > 0 && (
        <p className="kern-body">
          Die Einladung ist verschickt; weitere Vorlagen kommen als Nachtrag, Tischvorlage oder Ergänzungsvorlage dazu.
        </p>
      )}
      {coming.length > 0 && (
        <>
          <h3 className="kern-title">Für diesen Tag vorgesehen, noch auf dem Zeichnungsweg</h3>
          <ul className="kern-list">
            {coming.map((w) => (
              <li key={`${w.vorlageId}|${w.stepId}`}>
                <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: w.vorlageId }}>
                  {w.nummer}: {w.betreff}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {place.error instanceof Problem && <Refusal problem={place.error} />}
    </section>
  )
}
