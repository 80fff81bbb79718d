/** Overview of the administration: what needs somebody now, and where what is kept. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { today } from "../clock.ts"
import { type House, ofHouse } from "../data.ts"
import { Alert, Loading, Refusal } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import { administered } from "../verwaltung/data.ts"
import { WithHouse } from "../verwaltung/part.tsx"
import { Waiting } from "../verwaltung/proposal.tsx"
import { gap, heldBy, needed } from "../verwaltung/seat.ts"

export function VerwaltungStart() {
  return <WithHouse title="Verwaltung">{(house, haus) => <Now house={house} haus={haus} />}</WithHouse>
}

function Now({ house, haus }: { readonly house: House; readonly haus: string }) {
  const people = useQuery(ofHouse(haus).personen)
  if (people.error instanceof Problem && !people.data)
    return <Refusal problem={people.error} again={() => void people.refetch()} />
  if (!people.data) return <Loading what="Der Überblick wird geladen." />
  const all = administered(people.data)
  const on = today()
  const gaps = needed(house).flatMap((seat) => {
    const missing = gap(heldBy(all, seat, on), seat, on)
    return missing === undefined ? [] : [{ seat, missing }]
  })
  const count = (state: string) => all.filter((p) => p.state === state).length
  const unheard = all.filter((p) => p.active && !p.account && !p.invitation).length
  return (
    <>
      <Waiting house={house} haus={haus} people={all} />
      {gaps.length > 0 && (
        <Alert tone="warning" title="Hier fehlt jemand">
          <ul className="kern-list">
            {gaps.map(({ seat, missing }) => (
              <li key={seatKey(seat)}>
                {functionWord(house, seat)}: {missing}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {gaps.length === 0 && (
        <Alert tone="success" title="Alle Funktionen, die Ihr Zeichnungsweg braucht, sind besetzt." />
      )}
      {house.signIn === null && (
        <Alert tone="warning" title="Für das Haus ist kein Anmeldedienst eingetragen.">
          <Link to="/$haus/verwaltung/anmeldung" params={{ haus }}>
            Anmeldung einrichten
          </Link>
        </Alert>
      )}
      <ul className="karten">
        <li>
          <h2>
            <Link to="/$haus/verwaltung/personen" params={{ haus }}>
              Personen
            </Link>
          </h2>
          <p>{count("aktiv")} aktiv</p>
          <p>{count("eingeladen")} eingeladen</p>
          {unheard > 0 && <p>{unheard} ohne Anmeldung</p>}
        </li>
        <li>
          <h2>
            <Link to="/$haus/verwaltung/weg" params={{ haus }}>
              Zeichnungsweg
            </Link>
          </h2>
          <p>{house.template.name}</p>
          <p>
            {house.template.steps.length} Schritte, Stand {house.template.version}
          </p>
        </li>
        <li>
          <h2>
            <Link to="/$haus/verwaltung/gremien" params={{ haus }}>
              Gremien
            </Link>
          </h2>
          <p>{house.gremien.filter((g) => g.until === undefined || g.until >= on).length} bestehen</p>
          <p>{house.gremien.filter((g) => g.ladung).length} mit Sitzungskalender</p>
        </li>
        <li>
          <h2>
            <Link to="/$haus/verwaltung/oeffentlich" params={{ haus }}>
              Veröffentlichung
            </Link>
          </h2>
          <p>{house.publication ? "eingeschaltet" : "ausgeschaltet"}</p>
        </li>
      </ul>
    </>
  )
}
