/** Beschlusskontrolle of the house: who carries out what until when, overdue first; reported on, closed, changed. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { PageTitle } from "../part/title.tsx"
import { Loading, Refusal } from "../part/ui.tsx"
import { sitzungsdienst } from "../sitzung/data.ts"
import { Rooms } from "../sitzung/rooms.tsx"
import { Umsetzungen } from "../sitzung/umsetzung.tsx"
import "../sitzung/sitzung.css"

export function Kontrolle() {
  const { haus } = useParams({ from: "/$haus" })
  const me = useQuery(ofHouse(haus).ich)
  const { data, error, refetch } = useQuery(sitzungsdienst(haus).kontrolle)
  const overdue = data?.filter((c) => c.overdue).length ?? 0
  return (
    <>
      <PageTitle name="Beschlusskontrolle">Beschlusskontrolle</PageTitle>
      <Rooms haus={haus} />
      <p className="kern-body">
        Wer was bis wann umsetzt. Aufgaben entstehen nach dem Beschluss bei der Vorlage; die Zuständigen finden sie
        unter Meine Aufgaben und berichten hier oder dort.
      </p>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Die Aufgaben werden geladen." />}
      <p className="kern-body" role="status">
        {data && data.length > 0 && `${data.length} offen, davon ${overdue} überfällig.`}
      </p>
      {data?.length === 0 && (
        <p className="leer kern-body">
          Es ist nichts umzusetzen. Sitzungsdienst, Amtsleitung oder Geschäftsführung legen Aufgaben bei einer
          beschlossenen Vorlage an.{" "}
          <Link to="/$haus/vorlagen" params={{ haus }} search={{ stand: "beendet" }}>
            Beendete Vorlagen
          </Link>
        </p>
      )}
      {data && data.length > 0 && (
        <>
          <p>
            <a href={`/api/${haus}/beschlusskontrolle?format=csv`}>Als Tabelle laden (CSV)</a>
          </p>
          <Umsetzungen haus={haus} controls={data} ich={me.data} named />
        </>
      )}
    </>
  )
}
