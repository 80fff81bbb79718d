/** Meine Aufgaben: what waits, since when, until when. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { today } from "../clock.ts"
import { ofHouse } from "../data.ts"
import { counted, day, instant } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Badge, Loading, Refusal } from "../part/ui.tsx"

/** What to do there, as the beginning of a sentence. */
const DO = {
  sign: "Zeichnen",
  cosign: "Mitzeichnen",
  state: "Stellung nehmen",
  release: "Für die Gremien freigeben",
  record: "Ergebnis eintragen",
  resubmit: "Überarbeiten und neu einreichen",
  amend: "Endfassung anpassen",
  confirm: "Endfassung bestätigen",
  auszug: "Beschlussauszug zeichnen",
  handover: "Übergabe festhalten",
  appoint: "Jemanden bestimmen",
  urgent: "Dringlichkeitsentscheidung zeichnen",
  correction: "Berichtigung bestätigen",
  implement: "Umsetzen",
  publish: "Veröffentlichung prüfen",
  "confirm-person": "Funktionen bestätigen",
  mail: "Adresse prüfen",
} as const satisfies Record<string, string>

export function Aufgaben() {
  const { haus } = useParams({ from: "/$haus" })
  const { data, error, refetch, isFetching } = useQuery(ofHouse(haus).aufgaben)
  const me = useQuery(ofHouse(haus).ich)
  // By the time of the service: the clock of this device may be wrong.
  const now = today()
  return (
    <>
      <PageTitle name="Meine Aufgaben">Meine Aufgaben</PageTitle>
      <p className="kern-sr-only" role="status">
        {data && !isFetching ? counted(data.length, "offene Aufgabe", "offene Aufgaben") : ""}
      </p>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Ihre Aufgaben werden geladen." />}
      {data?.length === 0 && (
        <div className="leer">
          <p className="kern-body">
            Gerade wartet nichts auf Sie. Sobald eine Vorlage Ihren Schritt im Zeichnungsweg erreicht, steht sie hier,
            mit Beginn und Frist.
          </p>
          <Coming haus={haus} />
          {me.data?.may.includes("vorlage.read") && (
            <p>
              <Link to="/$haus/vorlagen" params={{ haus }}>
                Alle Vorlagen ansehen
              </Link>
            </p>
          )}
        </div>
      )}
      {data && data.length > 0 && (
        <ol className="aufgaben">
          {data.map((task) => {
            const until = "until" in task ? task.until : undefined
            return (
              <li
                key={
                  "vorlageId" in task
                    ? `${task.vorlageId}|${task.stepId}|${task.partyId ?? ""}|${task.kind}`
                    : "proposalId" in task
                      ? task.proposalId
                      : task.personId
                }
                className="aufgabe"
                data-frist={until !== undefined && until < now ? "rot" : undefined}
              >
                <div>
                  <h2>
                    {"vorlageId" in task ? (
                      <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: task.vorlageId }}>
                        {DO[task.kind]}: {task.betreff}
                      </Link>
                    ) : (
                      DO[task.kind]
                    )}
                  </h2>
                  {"vorlageId" in task ? (
                    <p className="kern-body">
                      Vorlage {task.nummer}, Fassung {task.fassung} · Schritt „{task.label}“
                      {!task.public && (
                        <>
                          {" "}
                          <Badge tone="warning">nichtöffentlich</Badge>
                        </>
                      )}
                    </p>
                  ) : (
                    <p className="kern-body">{task.label}</p>
                  )}
                </div>
                <div className="wann">
                  <p>seit {instant(task.since)}</p>
                  {until && (
                    <p>
                      {until < now ? <Badge tone="danger">überfällig</Badge> : null} bis {day(until)}
                    </p>
                  )}
                </div>
              </li>
            )
          })}
        </ol>
      )}
    </>
  )
}

/** What will come: steps of mine that others are still before. */
function Coming({ haus }: { readonly haus: string }) {
  const { data } = useQuery(ofHouse(haus).kommend)
  if (!data) return null
  if (data.length === 0) return <p className="kern-body">Auch auf dem Weg zu Ihnen ist zurzeit keine Vorlage.</p>
  return (
    <section aria-labelledby="kommend">
      <h2 className="kern-heading-medium" id="kommend">
        Das kommt als Nächstes auf Sie zu
      </h2>
      <ul className="kern-list">
        {data.map((c) => (
          <li key={c.vorlageId}>
            <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: c.vorlageId }}>
              {DO[c.kind]}: {c.betreff}
            </Link>{" "}
            {!c.public && <Badge tone="warning">nichtöffentlich</Badge>}
            <br />
            Vorlage {c.nummer}, Schritt „{c.label}“{c.until ? `, nach dem Plan bis ${day(c.until)}` : ""}. Zurzeit bei:{" "}
            {c.lies.join(", ") || "niemandem"}.
          </li>
        ))}
      </ul>
    </section>
  )
}
