/** The whole way of a Vorlage: steps with names, days and words, its documents, the bodies, the plan; made to be printed, too. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { now } from "../clock.ts"
import { type House, ofHouse, type Vorlage } from "../data.ts"
import { day, instant } from "../format.ts"
import { Onwards, Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Button, Loading, Refusal } from "../part/ui.tsx"
import { Dokumente } from "../vorlage/dokumente.tsx"
import { documentPath, documentWord } from "../vorlage/step.ts"
import { Weg } from "../vorlage/weg.tsx"
import { Light } from "../weg/light.tsx"
import { PlanTable } from "../weg/plan.tsx"
import { bodiesOf, Probe } from "../weg/probe.tsx"
import "../weg/weg.css"

export function WegPage() {
  const { haus, vorlageId } = useParams({ from: "/$haus/vorlage/$vorlageId/weg" })
  const { data, error, refetch } = useQuery(ofHouse(haus).vorlage(vorlageId))
  const house = useQuery(ofHouse(haus).haus)
  const problem = error ?? house.error
  if (problem instanceof Problem && !(data && house.data))
    return problem.status === 404 ? (
      <>
        <PageTitle name="Nicht gefunden">Diese Vorlage gibt es hier nicht</PageTitle>
        <p className="kern-body">
          Vielleicht ist die Adresse unvollständig, oder die Vorlage hat Ihren Schritt noch nicht erreicht.
        </p>
        <Onwards />
      </>
    ) : (
      <Refused name="Zeichnungsweg" problem={problem} again={() => void refetch()} />
    )
  if (!data || !house.data) return <Loading what="Der Zeichnungsweg wird geladen." />
  return <Whole haus={haus} house={house.data} vorlage={data} />
}

const OVER: readonly string[] = ["completed", "withdrawn", "stopped"]

function Whole({ haus, house, vorlage }: { readonly haus: string; readonly house: House; readonly vorlage: Vorlage }) {
  const title = vorlage.betreff || "Vorlage ohne Betreff"
  const me = useQuery(ofHouse(haus).ich)
  const over = OVER.includes(vorlage.chain?.state ?? "")
  const name = (gremiumId: string) => house.gremien.find((g) => g.id === gremiumId)?.name ?? gremiumId
  return (
    <>
      <PageTitle
        name={`Weg: ${vorlage.nummer ? `${vorlage.nummer}: ` : ""}${title}`}
        before={
          <nav aria-label="Pfad" className="pfad keindruck">
            <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: vorlage.id }}>
              {vorlage.nummer ? `Vorlage ${vorlage.nummer}` : "Zur Vorlage"}
            </Link>
          </nav>
        }
      >
        Zeichnungsweg: {title}
      </PageTitle>
      <p className="nurdruck">
        {house.house.name} · Stand {instant(now().toISOString())} Uhr
      </p>
      <p className="kern-body">
        {vorlage.nummer ? `Vorlage ${vorlage.nummer}` : "Noch ohne Nummer"}
        {vorlage.chain ? `, Fassung ${vorlage.chain.fassung}` : ""} · <strong>{vorlage.status}</strong> ·{" "}
        {vorlage.public ? "öffentlich" : <Badge tone="warning">nichtöffentlich</Badge>}
      </p>
      <div className="knoepfe">
        <Button kind="secondary" onClick={() => window.print()}>
          Drucken
        </Button>
        {vorlage.chain && me.data?.may.includes("log.read") && <Protocol haus={haus} vorlage={vorlage} />}
      </div>
      {vorlage.absences.map((a) => (
        <Alert key={`${a.stepId}|${a.partyId ?? ""}|${a.on}`} tone="warning" title={a.message} />
      ))}
      <section aria-labelledby="schritte">
        <h2 className="kern-heading-medium" id="schritte">
          Schritte
        </h2>
        <Weg vorlage={vorlage} documents={(stepId) => <OfStep haus={haus} vorlage={vorlage} stepId={stepId} />} />
      </section>
      <Planned haus={haus} vorlage={vorlage} over={over} name={name} />
      {vorlage.sitzungen.length > 0 && (
        <section aria-labelledby="sitzungen">
          <h2 className="kern-heading-medium" id="sitzungen">
            Sitzungen
          </h2>
          <ul className="kern-list">
            {vorlage.sitzungen.map((s) => (
              <li key={s.sitzungId}>
                {vorlage.chain?.steps.find((step) => step.id === s.stepId)?.label}: {day(s.on)}, {s.start} Uhr
                {s.ort ? `, ${s.ort}` : ""}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="dokumente">
        <h2 className="kern-heading-medium" id="dokumente">
          Dokumente aller Fassungen
        </h2>
        <Dokumente haus={haus} vorlage={vorlage} />
      </section>
    </>
  )
}

function Planned({
  haus,
  vorlage,
  over,
  name,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly over: boolean
  readonly name: (gremiumId: string) => string
}) {
  const draft = vorlage.chain === undefined
  const plan = useQuery({ ...ofHouse(haus).plan(vorlage.id), enabled: !over })
  return (
    <>
      <section aria-labelledby="plan">
        <h2 className="kern-heading-medium" id="plan">
          Plan
        </h2>
        {over && <p className="kern-body">Das Verfahren ist beendet; es gibt nichts mehr zu planen.</p>}
        {plan.error instanceof Problem &&
          (plan.error.status === 403 ? (
            <p className="kern-body">Den Plan eines Entwurfs sehen Personen, die Vorlagen verfassen.</p>
          ) : (
            <Refusal problem={plan.error} again={() => void plan.refetch()} />
          ))}
        {!over && !plan.data && !plan.error && <Loading what="Der Plan wird berechnet." />}
        {plan.data && (
          <>
            <p className="kern-body">
              {draft ? "So liefe die Vorlage, wenn sie heute eingereicht würde: " : "Insgesamt: "}
              <Light light={plan.data.light} />
            </p>
            <p className="kern-body">
              Gerechnet wird von den Sitzungen rückwärts: Der letzte Tag ist der, an dem ein Schritt erledigt sein muss,
              damit die Sitzung noch erreicht wird.
            </p>
            <PlanTable plan={plan.data} caption="Plan der Schritte" />
          </>
        )}
      </section>
      {plan.data && <Probe haus={haus} vorlageId={vorlage.id} bodies={bodiesOf(vorlage, name)} plan={plan.data} />}
    </>
  )
}

/** Files that this step led to, on the present Fassung. */
function OfStep({
  haus,
  vorlage,
  stepId,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly stepId: string
}) {
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const own = now?.documents.filter((d) => d.stepId === stepId) ?? []
  if (!now || own.length === 0) return null
  return (
    <p className="dateien">
      {own.map((d) => (
        <a key={d.sha256} href={documentPath(haus, vorlage.id, now.n, d.sha256)} target="_blank" rel="noreferrer">
          {documentWord(d.kind)}
        </a>
      ))}
    </p>
  )
}

/** The whole way with all Fassungen as a sealed file. */
function Protocol({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const queries = useQueryClient()
  const ask = useMutation({
    mutationFn: () =>
      body(
        client.vorlagen[":vorlageId"].umlaufprotokoll.$post({
          param: { tenant: haus, vorlageId: vorlage.id },
          json: {},
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["haus", haus, "vorlage", vorlage.id] }),
  })
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const there = now?.documents.findLast((d) => d.kind === "umlauf")
  const owed = now?.beingMade.includes("umlauf")
  return (
    <>
      <Button kind="secondary" busy={ask.isPending || owed} onClick={() => ask.mutate()}>
        Umlaufprotokoll erstellen (PDF)
      </Button>
      {there && now && (
        <a href={documentPath(haus, vorlage.id, now.n, there.sha256)} target="_blank" rel="noreferrer">
          Umlaufprotokoll vom {instant(there.at)} Uhr öffnen
        </a>
      )}
      {ask.error instanceof Problem && <Refusal problem={ask.error} />}
    </>
  )
}
