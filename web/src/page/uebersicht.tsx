/** Übersicht for heads: where all procedures stand, how long steps take, what is overdue, against last year. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import { day } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Alert, Loading, Refusal, Select } from "../part/ui.tsx"
import { Chart } from "../uebersicht/chart.tsx"
import { yearOf } from "../uebersicht/filter.ts"
import "../uebersicht/uebersicht.css"

const ask = (haus: string, year: number | undefined) =>
  body(client.vorlagen.uebersicht.$get({ param: { tenant: haus }, query: year === undefined ? {} : { year } }))
type Figures = Awaited<ReturnType<typeof ask>>

export function Uebersicht() {
  const { haus } = useParams({ from: "/$haus" })
  const { jahr } = useSearch({ from: "/$haus/uebersicht" })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    queryKey: ["haus", haus, "uebersicht", jahr ?? "jetzt"],
    queryFn: () => ask(haus, jahr),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  const now = Number(today().slice(0, 4))
  const years = [0, 1, 2, 3].map((back) => String(now - back))
  return (
    <>
      <PageTitle name="Übersicht">Übersicht</PageTitle>
      <div className="zeile keindruck">
        <Select
          label="Jahr"
          options={[...new Set([...(jahr === undefined ? [] : [String(jahr)]), ...years])].map((y) => ({
            value: y,
            label: y,
          }))}
          value={String(jahr ?? now)}
          onChange={(y) =>
            void navigate({
              to: "/$haus/uebersicht",
              params: { haus },
              search: y === String(now) ? {} : yearOf({ jahr: y }),
              replace: true,
            })
          }
        />
        <p className="kern-body">
          <Link to="/$haus/standort" params={{ haus }}>
            Wo ist was: alle Vorlagen
          </Link>
        </p>
      </div>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Die Übersicht wird zusammengestellt." />}
      {data && <Whole haus={haus} figures={data} />}
    </>
  )
}

const MONTHS = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]

function Whole({ haus, figures: f }: { readonly haus: string; readonly figures: Figures }) {
  const { now, before } = f.procedures
  const names = [String(f.year), String(f.year - 1)]
  const open = f.states.reduce((sum, s) => sum + s.count, 0)
  const empty = open === 0 && now.submitted === 0 && before.submitted === 0 && now.decided === 0 && before.decided === 0
  // Months that are still to come have nothing to show.
  const months = f.months.slice(0, Number(f.until.slice(5, 7))).map((m, i) => ({ label: MONTHS[i] ?? "", ...m }))
  const any = (of: (m: Figures["months"][number]) => { now: number; before: number }) =>
    months.some((m) => of(m).now + of(m).before > 0)
  return (
    <>
      <p className="kern-body" role="status">
        Gezählt bis zum {day(f.until)}; das Vorjahr bis zum selben Tag. Gezählt wird, was Sie sehen dürfen.
      </p>
      {f.incomplete && (
        <Alert tone="info" title="Es gibt mehr Vorlagen, als hier gezählt werden; die ältesten fehlen." />
      )}
      {empty ? (
        <p className="leer kern-body">
          Hier steht, wo alle Verfahren liegen und wie lange ihre Schritte dauern, sobald die erste Vorlage eingereicht
          ist.
        </p>
      ) : (
        <>
          <ul className="kennzahlen">
            <Figure label="laufende Verfahren" value={open} />
            <li>
              <p className="gross">{f.overdue}</p>
              <p>
                <Link to="/$haus/standort" params={{ haus }} search={{ filter: "ueberfaellig" }}>
                  überfällig
                </Link>
              </p>
            </li>
            <Figure label="eingereicht" value={now.submitted} before={before.submitted} />
            <Figure label="entschieden" value={now.decided} before={before.decided} />
            <Figure label="weitere Fassungen nach Rückgabe" value={now.again} before={before.again} />
            <Figure label="zurückgezogen oder eingestellt" value={now.ended} before={before.ended} />
            <Figure
              label="Arbeitstage von der Einreichung bis zum letzten Ergebnis (mittlerer Wert)"
              value={now.whole?.median ?? null}
              before={before.whole?.median ?? null}
            />
          </ul>
          <div className="diagramme">
            {f.states.length > 0 && (
              <Chart
                title="Wo die Verfahren stehen"
                unit="Vorlagen"
                names={["Vorlagen"]}
                rows={f.states.map((s) => ({ label: s.state, values: [s.count] }))}
              />
            )}
            {f.places.length > 0 && (
              <Chart
                title="Bei wem sie liegen"
                unit="Vorlagen"
                names={["Vorlagen", "davon überfällig"]}
                rows={f.places.map((p) => ({ label: p.function, values: [p.count, p.overdue] }))}
              />
            )}
            {f.steps.length > 0 && (
              <Chart
                title="Wie lange Schritte dauern"
                unit="Arbeitstage, mittlerer Wert"
                names={names}
                rows={f.steps.map((s) => ({
                  label: s.label,
                  values: [s.now?.median ?? null, s.before?.median ?? null],
                }))}
              />
            )}
            {f.steps.length > 0 && (
              <Chart
                title="Wie lange es höchstens dauerte"
                unit="Arbeitstage"
                names={names}
                rows={f.steps.map((s) => ({
                  label: s.label,
                  values: [s.now?.longest ?? null, s.before?.longest ?? null],
                }))}
              />
            )}
            {any((m) => m.submitted) && (
              <Chart
                title="Eingereicht je Monat"
                unit="Vorlagen"
                names={names}
                rows={months.map((m) => ({ label: m.label, values: [m.submitted.now, m.submitted.before] }))}
              />
            )}
            {any((m) => m.decided) && (
              <Chart
                title="Entschieden je Monat"
                unit="Vorlagen"
                names={names}
                rows={months.map((m) => ({ label: m.label, values: [m.decided.now, m.decided.before] }))}
              />
            )}
          </div>
          <p className="kern-body">
            Dauern zählen Arbeitstage des Hauses vom Tag, an dem ein Schritt an die Reihe kam, bis zu dem, an dem er
            erledigt war; bei Gremien bis zur Sitzung. Gezählt wird die jeweils letzte Fassung.
          </p>
        </>
      )}
    </>
  )
}

function Figure({
  label,
  value,
  before,
}: {
  readonly label: string
  readonly value: number | null
  readonly before?: number | null
}) {
  const said = (v: number | null) => (v === null ? "–" : v.toLocaleString("de-DE", { maximumFractionDigits: 1 }))
  return (
    <li>
      <p className="gross">{said(value)}</p>
      <p>{label}</p>
      {before !== undefined && <p>Vorjahr: {said(before)}</p>}
    </li>
  )
}
