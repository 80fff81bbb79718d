/** Wo ist was: every Vorlage that somebody may see, where it lies, with whom, since when and until when; as a table to take along, too. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { counted, day, instant } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Badge, Button, Loading, Refusal, Select } from "../part/ui.tsx"
import { WHICH, type Which, whereOf } from "../weg/filter.ts"
import { Light } from "../weg/light.tsx"

const ask = (haus: string, filter: Which, cursor: string) =>
  body(
    client.vorlagen.standort.$get({
      param: { tenant: haus },
      query: { filter, ...(cursor === "" ? {} : { cursor }) },
    }),
  )
type Found = Awaited<ReturnType<typeof ask>>["items"][number]

const EMPTY = {
  laufend:
    "Gerade ist keine Vorlage unterwegs, die Sie sehen dürfen. Eine steht hier, sobald sie angelegt oder eingereicht ist.",
  ueberfaellig: "Nichts ist überfällig.",
  alle: "Hier stehen die Vorlagen des Hauses, sobald jemand die erste angelegt hat und Sie sie sehen dürfen.",
} as const satisfies Record<Which, string>

export function Standort() {
  const { haus } = useParams({ from: "/$haus" })
  const { filter = "laufend" } = useSearch({ from: "/$haus/standort" })
  const navigate = useNavigate()
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "standort", filter],
    queryFn: ({ pageParam }) => ask(haus, filter, pageParam),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  const csv = `/api/${encodeURIComponent(haus)}/vorlagen/standort?format=csv&filter=${filter}`
  return (
    <>
      <PageTitle name="Wo ist was">Wo ist was</PageTitle>
      <p className="kern-body">Wo jede Vorlage liegt, seit wann und bis wann sie dort erledigt sein muss.</p>
      <div className="zeile">
        <Select
          label="Vorlagen"
          options={WHICH}
          value={filter}
          onChange={(next) =>
            void navigate({ to: "/$haus/standort", params: { haus }, search: whereOf({ filter: next }), replace: true })
          }
        />
        <a className="kern-btn kern-btn--secondary" href={csv} download>
          <span className="kern-label">Als Tabelle laden (CSV)</span>
        </a>
      </div>
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Vorlagen werden gesucht." />}
      <p className="kern-sr-only" role="status">
        {items && !pages.isFetching ? `${counted(items.length, "Vorlage wird", "Vorlagen werden")} gezeigt.` : ""}
      </p>
      {items?.length === 0 && !pages.hasNextPage && <p className="leer kern-body">{EMPTY[filter]}</p>}
      {items && items.length > 0 && <Table haus={haus} items={items} />}
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

function Table({ haus, items }: { readonly haus: string; readonly items: readonly Found[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className="tabelle" aria-label="Wo ist was" tabIndex={0}>
      <table className="kern-table">
        <caption className="kern-sr-only">Vorlagen und wo sie liegen, neueste zuerst</caption>
        <thead className="kern-table__head">
          <tr className="kern-table__row">
            {["Nummer", "Betreff", "Stand", "Liegt bei", "Seit", "Bis", "Ampel"].map((h) => (
              <th className="kern-table__header" scope="col" key={h}>
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="kern-table__body">
          {items.map((v) => {
            const rows = v.lies.length === 0 ? [undefined] : v.lies
            return rows.map((l, i) => (
              <tr className="kern-table__row" key={`${v.vorlageId}|${l?.stepId ?? ""}|${l?.label ?? ""}`}>
                {i === 0 && (
                  <>
                    <td className="kern-table__cell" rowSpan={rows.length}>
                      {v.nummer ?? "–"}
                    </td>
                    <th className="kern-table__cell" scope="row" rowSpan={rows.length}>
                      <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: v.vorlageId }}>
                        {v.betreff || "Ohne Betreff"}
                      </Link>{" "}
                      {!v.public && <Badge tone="warning">nichtöffentlich</Badge>}
                    </th>
                    <td className="kern-table__cell" rowSpan={rows.length}>
                      {v.status}
                    </td>
                  </>
                )}
                <td className="kern-table__cell">{l ? <With lies={l} /> : "–"}</td>
                <td className="kern-table__cell">{l ? instant(l.since) : "–"}</td>
                <td className="kern-table__cell">{l?.until ? day(l.until) : "–"}</td>
                <td className="kern-table__cell">{l?.until ? <Light light={l.light} /> : "–"}</td>
              </tr>
            ))
          })}
        </tbody>
      </table>
    </section>
  )
}

function With({ lies }: { readonly lies: Found["lies"][number] }) {
  return (
    <>
      {lies.function}
      {lies.people.map((p) => (
        <span className="klein" key={p.name}>
          {p.name}
          {p.phone ? (
            <>
              , <a href={`tel:${p.phone.replace(/[^+\d]/g, "")}`}>{p.phone}</a>
            </>
          ) : null}
        </span>
      ))}
      {lies.people.length === 0 && <span className="klein">nicht besetzt</span>}
    </>
  )
}
