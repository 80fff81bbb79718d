/** Verwaltung of a house: its rooms beside the page, for whoever may; everybody else reads who has the right. */
import "./verwaltung.css"
import { useQuery } from "@tanstack/react-query"
import { Link, Outlet, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Loading } from "../part/ui.tsx"

const ROOMS = [
  { to: "/$haus/verwaltung", name: "Überblick" },
  { to: "/$haus/verwaltung/personen", name: "Personen" },
  { to: "/$haus/verwaltung/funktionen", name: "Funktionen und Vertretung" },
  { to: "/$haus/verwaltung/weg", name: "Zeichnungsweg" },
  { to: "/$haus/verwaltung/probe", name: "Was wäre wenn" },
  { to: "/$haus/verwaltung/gremien", name: "Gremien" },
  { to: "/$haus/verwaltung/nummern", name: "Vorlagenarten und Nummern" },
  { to: "/$haus/verwaltung/haus", name: "Haus" },
  { to: "/$haus/verwaltung/oeffentlich", name: "Veröffentlichung" },
  { to: "/$haus/verwaltung/aufbewahrung", name: "Aufbewahrung" },
  { to: "/$haus/verwaltung/anmeldung", name: "Anmeldung" },
  { to: "/$haus/verwaltung/schluessel", name: "Schlüssel für Programme" },
] as const

export function Verwaltung() {
  const { haus } = useParams({ from: "/$haus" })
  const me = useQuery(ofHouse(haus).ich)
  if (me.error instanceof Problem && !me.data)
    return <Refused name="Verwaltung" problem={me.error} again={() => void me.refetch()} />
  if (!me.data) return <Loading what="Die Verwaltung wird geladen." />
  if (!me.data.may.includes("people.write")) return <NoRight haus={haus} />
  return (
    <div className="raeume">
      <nav aria-label="Verwaltung" className="raeume__liste">
        <ul>
          {ROOMS.map(({ to, name }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ haus }}
                activeOptions={{ exact: to === "/$haus/verwaltung" }}
                activeProps={{ "aria-current": "page" }}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="raeume__seite">
        <Outlet />
      </div>
    </div>
  )
}

function NoRight({ haus }: { readonly haus: string }) {
  const people = useQuery(ofHouse(haus).personen)
  const who = (people.data ?? []).filter((p) => p.active && p.functions.some((f) => f.role === "administration"))
  return (
    <>
      <PageTitle name="Verwaltung">Verwaltung</PageTitle>
      <Alert tone="info" title="Diesen Bereich sieht die Mandantenadministration.">
        {who.length > 0 && <p className="kern-body">In Ihrem Haus sind das: {who.map((p) => p.name).join(", ")}.</p>}
      </Alert>
    </>
  )
}
