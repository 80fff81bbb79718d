/** Gremien of the house, one of them with its members and what waits for it, and the calendar of all their meetings. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Loading, Refusal } from "../part/ui.tsx"
import { type Gremium, looksAfter, sitzungsdienst, today } from "../sitzung/data.ts"
import { Kalender } from "../sitzung/kalender.tsx"
import { Members } from "../sitzung/members.tsx"
import { Crumbs, Rooms } from "../sitzung/rooms.tsx"
import "../sitzung/sitzung.css"

export { Kalender }

export function Gremien() {
  const { haus } = useParams({ from: "/$haus" })
  const house = useQuery(ofHouse(haus).haus)
  const year = Number(today().slice(0, 4))
  const now = useQuery(sitzungsdienst(haus).jahr(year))
  const next = useQuery(sitzungsdienst(haus).jahr(year + 1))
  const error = house.error ?? now.error
  const coming = [...(now.data ?? []), ...(next.data ?? [])].filter(
    (s) => s.on >= today() && (s.state === "planned" || s.state === "invited"),
  )
  return (
    <>
      <PageTitle name="Gremien">Gremien</PageTitle>
      <Rooms haus={haus} />
      {error instanceof Problem && <Refusal problem={error} again={() => void house.refetch()} />}
      {!house.data && !error && <Loading what="Die Gremien werden geladen." />}
      {house.data?.gremien.length === 0 && (
        <p className="leer kern-body">
          Hier stehen die Gremien des Hauses. Die Mandantenadministration richtet sie in den Einstellungen ein.
        </p>
      )}
      <ul className="gremien">
        {house.data?.gremien.map((g) => {
          const sitzung = coming.find((s) => s.gremiumId === g.id)
          return (
            <li key={g.id}>
              <h2 className="kern-title">
                <Link to="/$haus/gremien/$gremiumId" params={{ haus, gremiumId: g.id }}>
                  {g.name}
                </Link>
              </h2>
              <p className="kern-body">
                {g.mitglieder} Mitglieder · {g.ladung ? ladungWord(g.ladung) : "ohne Sitzungskalender"}
                {g.until !== undefined && ` · besteht bis ${day(g.until)}`}
              </p>
              <p className="kern-body">
                {sitzung ? (
                  <>
                    Nächste Sitzung:{" "}
                    <Link to="/$haus/sitzung/$sitzungId" params={{ haus, sitzungId: sitzung.id }}>
                      {day(sitzung.on)}, {sitzung.start} Uhr
                    </Link>{" "}
                    ({sitzung.stateLabel})
                  </>
                ) : (
                  "Keine kommende Sitzung geplant."
                )}
              </p>
            </li>
          )
        })}
      </ul>
    </>
  )
}

type Span = NonNullable<Gremium["ladung"]>["regular"]
const span = ({ days, count }: Span): string =>
  `${days} ${count === "working" ? (days === 1 ? "Werktag" : "Werktage") : days === 1 ? "Kalendertag" : "Kalendertage"}`
const ladungWord = ({ regular, urgent }: NonNullable<Gremium["ladung"]>): string =>
  `Ladungsfrist ${span(regular)}${urgent ? `, verkürzt ${span(urgent)}` : ""}`

export function GremiumPage() {
  const { haus, gremiumId } = useParams({ from: "/$haus/gremien/$gremiumId" })
  const { data, error, refetch } = useQuery(sitzungsdienst(haus).gremium(gremiumId))
  const me = useQuery(ofHouse(haus).ich)
  const house = useQuery(ofHouse(haus).haus)
  if (error instanceof Problem && !data)
    return error.status === 404 ? (
      <>
        <PageTitle name="Nicht gefunden">Dieses Gremium gibt es hier nicht</PageTitle>
        <p className="kern-body">
          <Link to="/$haus/gremien" params={{ haus }}>
            Alle Gremien
          </Link>
        </p>
      </>
    ) : (
      <Refused name="Gremium" problem={error} again={() => void refetch()} />
    )
  if (!data || !house.data) return <Loading what="Das Gremium wird geladen." />
  const { gremium } = data
  const office = looksAfter(me.data, gremiumId)
  return (
    <>
      <PageTitle name={gremium.name} before={<Crumbs haus={haus} />}>
        {gremium.name}
      </PageTitle>
      {data.dissolved && gremium.until !== undefined && (
        <Alert tone="warning" title={`Dieses Gremium bestand bis zum ${day(gremium.until)}.`}>
          <p className="kern-body">Neue Vorlagen gehen nicht mehr dorthin. Wartende verweist die Geschäftsstelle.</p>
        </Alert>
      )}
      <Rules gremium={gremium} />
      <p>
        <Link to="/$haus/sitzungen" params={{ haus }} search={{ gremium: gremiumId }}>
          Sitzungen dieses Gremiums
        </Link>
      </p>
      <Warten haus={haus} house={house.data} waiting={data.waiting} />
      <Members haus={haus} whole={data} office={office} />
    </>
  )
}

function Rules({ gremium }: { readonly gremium: Gremium }) {
  const { ladung, quorum, mitglieder } = gremium
  return (
    <section aria-labelledby="regeln">
      <h2 className="kern-heading-medium" id="regeln">
        Regeln
      </h2>
      <dl className="angaben">
        <dt>Mitglieder</dt>
        <dd>
          {mitglieder}, beschlussfähig ab {quorum ?? Math.floor(mitglieder / 2) + 1}
        </dd>
        <dt>Stimmengleichheit</dt>
        <dd>{gremium.tie === "chair" ? "der Vorsitz entscheidet" : "ist Ablehnung"}</dd>
        <dt>Ladungsfrist</dt>
        <dd>
          {ladung
            ? `${span(ladung.regular)} zwischen Versand und Sitzung${ladung.urgent ? `, dringlich ${span(ladung.urgent)}` : ", keine verkürzte Frist"}`
            : "keine: Vorlagen können zu jedem Tag vorgesehen werden"}
        </dd>
        {ladung && (
          <>
            <dt>Nachträge</dt>
            <dd>{ladung.nachtrag ? `bis ${span(ladung.nachtrag)} vor der Sitzung` : "bis zum Sitzungstag"}</dd>
            <dt>Abgabe von Vorlagen</dt>
            <dd>{span(ladung.abgabe)} vor der Einladung</dd>
          </>
        )}
      </dl>
      <p className="kern-body">Diese Regeln ändert die Mandantenadministration in den Einstellungen des Hauses.</p>
    </section>
  )
}

function Warten({
  haus,
  house,
  waiting,
}: {
  readonly haus: string
  readonly house: House
  readonly waiting: readonly {
    vorlageId: string
    stepId: string
    nummer: string
    betreff: string
    public: boolean
    termin: string | null
    zustaendigkeit: string
    reached: boolean
  }[]
}) {
  return (
    <section aria-labelledby="warten">
      <h2 className="kern-heading-medium" id="warten">
        Vorlagen für dieses Gremium
      </h2>
      {waiting.length === 0 ? (
        <p className="kern-body">
          Zurzeit wartet keine Vorlage. Sie erscheinen hier, sobald eine eingereichte Vorlage von {house.house.name}{" "}
          dieses Gremium in ihrer Beratungsfolge hat.
        </p>
      ) : (
        <ul className="zeilen">
          {waiting.map((w) => (
            <li key={`${w.vorlageId}|${w.stepId}`}>
              <span>
                <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: w.vorlageId }}>
                  {w.nummer}: {w.betreff}
                </Link>{" "}
                {!w.public && <Badge tone="warning">nichtöffentlich</Badge>}
                <br />
                {w.zustaendigkeit}, {w.reached ? "liegt vor" : "noch auf dem Weg"}
              </span>
              <span>{w.termin === null ? <Badge tone="warning">ohne Termin</Badge> : day(w.termin)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
