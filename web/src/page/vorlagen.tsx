/** All Vorlagen somebody may see, newest first, page by page, filtered as the address says; and the way to a new one. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { counted, instant } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Badge, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { type Filter, filterOf, OPEN, STAND } from "../vorlage/filter.ts"
import { NewVorlage } from "../vorlage/form/new.tsx"

export function Vorlagen() {
  const { haus } = useParams({ from: "/$haus" })
  const filter = useSearch({ from: "/$haus/vorlagen" })
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "vorlagen", filter],
    queryFn: ({ pageParam }) =>
      body(
        client.vorlagen.$get({
          param: { tenant: haus },
          query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  const filtered = Object.keys(filter).length > 0
  return (
    <>
      <PageTitle name="Vorlagen">Vorlagen</PageTitle>
      <NewVorlage haus={haus} />
      <p className="kern-body">
        <Link to="/$haus/standort" params={{ haus }}>
          Wo ist was: bei wem jede Vorlage liegt
        </Link>
      </p>
      <Filters haus={haus} filter={filter} />
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Vorlagen werden geladen." />}
      <p className="kern-sr-only" role="status">
        {items && !pages.isFetching ? `${counted(items.length, "Vorlage wird", "Vorlagen werden")} gezeigt.` : ""}
      </p>
      {items?.length === 0 && !pages.hasNextPage && (
        <p className="leer kern-body">
          {filtered
            ? "Mit diesen Angaben gibt es keine Vorlage, die Sie sehen dürfen. Bitte ändern Sie Suche oder Filter."
            : "Hier stehen die Vorlagen des Hauses, sobald jemand die erste angelegt hat und Sie sie sehen dürfen."}
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

/** Search and filters; they stand in the address, so that the way back and a link keep them. */
function Filters({ haus, filter }: { readonly haus: string; readonly filter: Filter }) {
  const navigate = useNavigate()
  const [q, setQ] = useState(filter.q ?? "")
  const go = (next: Record<string, unknown>) =>
    void navigate({
      to: "/$haus/vorlagen",
      params: { haus },
      search: filterOf({ ...filter, q, ...next }),
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
          label="Nummer oder Betreff"
          type="search"
          maxLength={200}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Select label="Stand" options={STAND} value={filter.stand ?? ""} onChange={(stand) => go({ stand })} />
        <Select
          label="Öffentlichkeit"
          options={OPEN}
          value={filter.public ?? ""}
          onChange={(open) => go({ public: open })}
        />
        <Button kind="secondary" type="submit">
          Suchen
        </Button>
      </form>
    </search>
  )
}
