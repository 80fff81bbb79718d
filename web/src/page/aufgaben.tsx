/** Meine Aufgaben: what waits, since when, until when. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { day, instant } from "../format.ts"
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
  const today = new Date().toISOString().slice(0, 10)
  return (
    <>
      <PageTitle name="Meine Aufgaben">Meine Aufgaben</PageTitle>
      <p className="kern-sr-only" role="status">
        {data && !isFetching ? `${data.length} offene Aufgaben` : ""}
      </p>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Ihre Aufgaben werden geladen." />}
      {data?.length === 0 && (
        <div className="leer">
          <p className="kern-body">
            Gerade wartet nichts auf Sie. Sobald eine Vorlage Ihren Schritt im Zeichnungsweg erreicht, steht sie hier,
            mit Beginn und Frist.
          </p>
          <p>
            <Link to="/$haus/vorlagen" params={{ haus }}>
              Alle Vorlagen ansehen
            </Link>
          </p>
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
                data-frist={until !== undefined && until < today ? "rot" : undefined}
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
                      {until < today ? <Badge tone="danger">überfällig</Badge> : null} bis {day(until)}
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
