/** All Vorlagen somebody may see, newest first, page by page. */
import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { instant } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Badge, Button, Loading, Refusal } from "../part/ui.tsx"

export function Vorlagen() {
  const { haus } = useParams({ from: "/$haus" })
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "vorlagen"],
    queryFn: ({ pageParam }) =>
      body(client.vorlagen.$get({ param: { tenant: haus }, query: pageParam ? { cursor: pageParam } : {} })),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  return (
    <>
      <PageTitle name="Vorlagen">Vorlagen</PageTitle>
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Vorlagen werden geladen." />}
      {items?.length === 0 && (
        <p className="leer kern-body">
          Hier stehen die Vorlagen des Hauses, sobald jemand die erste angelegt hat und Sie sie sehen dürfen.
        </p>
      )}
      {items && items.length > 0 && (
        <section className="tabelle" aria-label="Vorlagen">
          <table className="kern-table">
            <caption className="kern-sr-only">Vorlagen, neueste zuerst</caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                <th className="kern-table__header" scope="col">
                  Nummer
                </th>
                <th className="kern-table__header" scope="col">
                  Betreff
                </th>
                <th className="kern-table__header" scope="col">
                  Stand
                </th>
                <th className="kern-table__header" scope="col">
                  Geändert
                </th>
              </tr>
            </thead>
            <tbody className="kern-table__body">
              {items.map((v) => (
                <tr className="kern-table__row" key={v.id}>
                  <td className="kern-table__cell">{v.nummer ?? "–"}</td>
                  <th className="kern-table__cell" scope="row">
                    <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: v.id }}>
                      {v.betreff || "Ohne Betreff"}
                    </Link>{" "}
                    {!v.public && <Badge tone="warning">nichtöffentlich</Badge>}
                  </th>
                  <td className="kern-table__cell">{v.status}</td>
                  <td className="kern-table__cell">{instant(v.updatedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {pages.hasNextPage && (
        <div className="knoepfe">
          <Button kind="secondary" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Weitere anzeigen
          </Button>
        </div>
      )}
    </>
  )
}
