/** Every function of the house with who holds it, from when until when, who represents whom, and where nobody does. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { today } from "../clock.ts"
import { type House, ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { Alert, Badge, Loading, Refusal } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import { Table, WithHouse } from "../verwaltung/part.tsx"
import { gap, type Held, heldBy, holdsOn, needed, seats } from "../verwaltung/seat.ts"

export function Funktionen() {
  return (
    <WithHouse title="Funktionen und Vertretung">{(house, haus) => <Places house={house} haus={haus} />}</WithHouse>
  )
}

function Places({ house, haus }: { readonly house: House; readonly haus: string }) {
  const people = useQuery(ofHouse(haus).personen)
  if (people.error instanceof Problem && !people.data)
    return <Refusal problem={people.error} again={() => void people.refetch()} />
  const { data } = people
  if (!data) return <Loading what="Die Funktionen werden geladen." />
  const on = today()
  const must = new Map(needed(house).map((s) => [seatKey(s), s]))
  const rows = seats(house)
    .map((seat) => {
      const held = heldBy(data, seat, on)
      return { seat, held, missing: must.has(seatKey(seat)) ? gap(held, seat, on) : undefined }
    })
    .filter(({ seat, held }) => held.length > 0 || must.has(seatKey(seat)))
  const gaps = rows.filter((r) => r.missing !== undefined)
  return (
    <>
      <p className="kern-body">
        Ein Schritt geht immer an eine Funktion, nie an einen Namen. Geändert wird bei der Person.
      </p>
      {gaps.length === 0 && (
        <Alert tone="success" title="Alle Funktionen, die Ihr Zeichnungsweg braucht, sind besetzt." />
      )}
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
      <Table caption="Funktionen des Hauses" head={["Funktion", "Selbst", "Vertretung"]}>
        {rows.map(({ seat, held, missing }) => (
          <tr className="kern-table__row" key={seatKey(seat)}>
            <th className="kern-table__cell" scope="row">
              {functionWord(house, seat)}
              {missing !== undefined && (
                <div>
                  <Badge tone="warning">Lücke</Badge>
                </div>
              )}
            </th>
            <td className="kern-table__cell">
              <People haus={haus} held={held.filter((h) => h.as === "selbst")} on={on} />
            </td>
            <td className="kern-table__cell">
              <People haus={haus} held={held.filter((h) => h.as !== "selbst")} on={on} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

function People({ haus, held, on }: { readonly haus: string; readonly held: readonly Held[]; readonly on: string }) {
  if (held.length === 0) return "–"
  return held.map((h) => (
    <div key={`${h.personId}|${h.as}|${h.forId ?? ""}|${h.from ?? ""}`}>
      <Link to="/$haus/verwaltung/personen/$personId" params={{ haus, personId: h.personId }}>
        {h.name}
      </Link>
      {h.as === "selbst" ? "" : `, ${h.as === "IV" ? "i. V." : "i. A."} für ${h.forName ?? "unbekannt"}`}
      {h.from && h.from > on ? `, ab ${day(h.from)}` : ""}
      {h.to ? `, bis ${day(h.to)}` : ""}
      {h.away && holdsOn(h, on) ? " (heute abwesend)" : ""}
    </div>
  ))
}
