/** Personen of the house: who is here, invited or gone, with what functions; and what waits for a second administrator. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { counted } from "../format.ts"
import { Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { functionWord, seatKey } from "../profil/function.ts"
import { administered, type Person } from "../verwaltung/data.ts"
import { type PeopleFilter, peopleFilterOf, STATES } from "../verwaltung/filter.ts"
import { Table, WithHouse } from "../verwaltung/part.tsx"
import { Waiting } from "../verwaltung/proposal.tsx"
import { State } from "../verwaltung/state.tsx"

export function Personen() {
  return <WithHouse title="Personen">{(house, haus) => <List house={house} haus={haus} />}</WithHouse>
}

function List({ house, haus }: { readonly house: House; readonly haus: string }) {
  const filter = useSearch({ from: "/$haus/verwaltung/personen" })
  const people = useQuery(ofHouse(haus).personen)
  if (people.error instanceof Problem && !people.data)
    return <Refusal problem={people.error} again={() => void people.refetch()} />
  if (!people.data) return <Loading what="Die Personen werden geladen." />
  const all = administered(people.data)
  const shown = all
    .filter((p) => fits(p, filter, house))
    .sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name, "de"))
  return (
    <>
      <div className="knoepfe">
        <Link className="kern-btn kern-btn--primary" to="/$haus/verwaltung/personen/neu" params={{ haus }}>
          <span className="kern-label">Person einladen</span>
        </Link>
      </div>
      <Waiting house={house} haus={haus} people={all} />
      <Filters haus={haus} filter={filter} />
      <p className="kern-sr-only" role="status">
        {counted(shown.length, "Person wird", "Personen werden")} gezeigt.
      </p>
      {shown.length === 0 && (
        <p className="leer kern-body">Mit diesen Angaben gibt es niemanden. Bitte ändern Sie Suche oder Stand.</p>
      )}
      {shown.length > 0 && (
        <Table caption="Personen des Hauses" head={["Name", "Funktionen", "Stand"]}>
          {shown.map((p) => (
            <tr className="kern-table__row" key={p.personId}>
              <th className="kern-table__cell" scope="row">
                <Link to="/$haus/verwaltung/personen/$personId" params={{ haus, personId: p.personId }}>
                  {p.name}
                </Link>
                {p.title && <div>{p.title}</div>}
              </th>
              <td className="kern-table__cell">
                {p.functions.length === 0 ? "–" : null}
                {p.functions.map((f) => (
                  <div key={`${seatKey(f)}|${f.as}|${f.forId ?? ""}|${f.from ?? ""}`}>
                    {f.as === "selbst" ? "" : f.as === "IV" ? "i. V. " : "i. A. "}
                    {functionWord(house, f)}
                  </div>
                ))}
              </td>
              <td className="kern-table__cell">
                <State of={p} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  )
}

function fits(p: Person, { q, stand }: PeopleFilter, house: House): boolean {
  if (stand !== undefined && p.state !== stand) return false
  if (q === undefined) return true
  const words = [p.name, p.title ?? "", p.mail ?? "", ...p.functions.map((f) => functionWord(house, f))]
  return words.join(" ").toLocaleLowerCase("de").includes(q.toLocaleLowerCase("de"))
}

function Filters({ haus, filter }: { readonly haus: string; readonly filter: PeopleFilter }) {
  const navigate = useNavigate()
  const [q, setQ] = useState(filter.q ?? "")
  const go = (next: Record<string, unknown>) =>
    void navigate({
      to: "/$haus/verwaltung/personen",
      params: { haus },
      search: peopleFilterOf({ ...filter, q, ...next }),
      replace: true,
    })
  return (
    <search>
      <form
        className="zeile"
        onSubmit={(event) => {
          event.preventDefault()
          go({})
        }}
      >
        <Input
          label="Name, Funktion oder Adresse"
          type="search"
          maxLength={200}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Select label="Stand" options={STATES} value={filter.stand ?? ""} onChange={(stand) => go({ stand })} />
        <Button kind="secondary" type="submit">
          Suchen
        </Button>
      </form>
    </search>
  )
}
