/** Zahlen of a programme: named once, used everywhere, changed in one place. */
import "../programme/block/block.css"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { PageTitle } from "../part/title.tsx"
import { Loading, Refusal } from "../part/ui.tsx"
import { programmeQuery } from "../programme/block/context.ts"
import { Numbers } from "../programme/block/number/list.tsx"

export function Zahlen() {
  const { haus, programmeId } = useParams({ from: "/$haus/programme/$programmeId/zahlen" })
  const me = useQuery(ofHouse(haus).ich)
  const { data, error, refetch } = useQuery(programmeQuery({ haus, programmeId }))
  return (
    <>
      <PageTitle name="Zahlen des Programms">Zahlen des Programms</PageTitle>
      {error instanceof Problem && !data && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Das Programm wird geladen." />}
      {data && (
        <>
          <p className="kern-body">
            <Link to="/$haus/programme/$programmeId" params={{ haus, programmeId }}>
              {data.title}
            </Link>
          </p>
          {data.content ? (
            <Numbers place={{ haus, programmeId }} mayWrite={me.data?.may.includes("programme.write") === true} />
          ) : (
            <p className="kern-body leer">
              Hier stehen die Zahlen des Programms, sobald es einen Text hat. Verfasser legen ihn an oder lesen ihn aus
              Word ein.
            </p>
          )}
        </>
      )}
    </>
  )
}
