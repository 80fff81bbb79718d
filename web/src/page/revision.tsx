/** Revision: the Protokoll of the house, its anchors, its verification; reading only. */
import "../verwaltung/verwaltung.css"
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { type FormEvent, type ReactNode, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { counted, day, instant, short } from "../format.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { type LogsPage, logs } from "../revision/data.ts"
import { KINDS, logsFilterOf } from "../revision/filter.ts"
import { ExportAll, VerifyAll } from "../revision/run.tsx"
import { Table } from "../verwaltung/part.tsx"

/** Only whoever has the function sees what follows. */
export function OnlyRevision({
  title,
  children,
}: {
  readonly title: string
  readonly children: (haus: string) => ReactNode
}) {
  const { haus } = useParams({ from: "/$haus" })
  const me = useQuery(ofHouse(haus).ich)
  if (me.error instanceof Problem && !me.data)
    return <Refused name={title} problem={me.error} again={() => void me.refetch()} />
  if (!me.data) return <Loading what="Das Protokoll wird geladen." />
  if (me.data.may.includes("record.read")) return children(haus)
  return (
    <>
      <PageTitle name={title}>{title}</PageTitle>
      <Alert tone="info" title="Das Protokoll des Hauses liest, wer die Funktion „Revision und Datenschutz“ hat.">
        <p className="kern-body">Den Verlauf einer einzelnen Vorlage sehen Sie bei der Vorlage.</p>
      </Alert>
    </>
  )
}

export function Revision() {
  return <OnlyRevision title="Revision">{(haus) => <Record haus={haus} />}</OnlyRevision>
}

function Record({ haus }: { readonly haus: string }) {
  const filter = useSearch({ from: "/$haus/revision" })
  const navigate = useNavigate()
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "protokoll", filter],
    queryFn: ({ pageParam }) => logs(haus, filter, pageParam),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  const people = useQuery(ofHouse(haus).personen)
  const house = useQuery(ofHouse(haus).haus)
  /** what a log is about, where that has a name that everybody of the house may see */
  const named = (log: string): string | undefined =>
    log === "house"
      ? house.data?.house.name
      : (people.data?.find((p) => log === `member-${p.personId}`)?.name ??
        house.data?.gremien.find((g) => log === `gremium-${g.id}`)?.name)
  return (
    <>
      <PageTitle name="Revision">Revision: Protokoll des Hauses</PageTitle>
      <p className="kern-body">
        Jeder Vorgang hat ein Protokoll. Es hält Kennungen und Prüfwerte fest, keine Texte; Namen kommen beim Lesen
        hinzu. Hier lässt sich nichts ändern.
      </p>
      <OfVorlage haus={haus} />
      <search>
        <div className="zeile">
          <Select
            label="Art des Protokolls"
            options={KINDS}
            value={filter.art ?? ""}
            onChange={(art) =>
              void navigate({ to: "/$haus/revision", params: { haus }, search: logsFilterOf({ art }), replace: true })
            }
          />
        </div>
      </search>
      <VerifyAll haus={haus} filter={filter} />
      <ExportAll haus={haus} filter={filter} />
      <h2 className="kern-heading-medium">Protokolle</h2>
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Protokolle werden geladen." />}
      <p className="kern-sr-only" role="status">
        {items && !pages.isFetching ? `${counted(items.length, "Protokoll wird", "Protokolle werden")} gezeigt.` : ""}
      </p>
      {items?.length === 0 && (
        <p className="leer kern-body">
          Von dieser Art gibt es noch kein Protokoll. Es beginnt mit dem ersten Vorgang, den jemand anlegt.
        </p>
      )}
      {items && items.length > 0 && (
        <Table caption="Protokolle" head={["Protokoll", "Art", "Einträge", "Zuletzt"]} right={["Einträge"]}>
          {items.map((l) => (
            <tr className="kern-table__row" key={l.log}>
              <th className="kern-table__cell" scope="row">
                <Link to="/$haus/revision/$log" params={{ haus, log: l.log }}>
                  {named(l.log) ?? l.log}
                </Link>
                {named(l.log) && <div className="pruefsumme">{l.log}</div>}
              </th>
              <td className="kern-table__cell">{l.label}</td>
              <td className="kern-table__cell zahlen">{l.seq}</td>
              <td className="kern-table__cell">
                {l.lastWord}
                {l.lastAt && <div>{instant(l.lastAt)}</div>}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {pages.hasNextPage && (
        <div className="knoepfe">
          <Button kind="secondary" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Weitere anzeigen
          </Button>
        </div>
      )}
      <Anchors of={pages.data?.pages[0]?.anchors ?? []} />
    </>
  )
}

function Anchors({ of }: { readonly of: LogsPage["anchors"] }) {
  return (
    <section aria-labelledby="anker">
      <h2 className="kern-heading-medium" id="anker">
        Anker
      </h2>
      <p className="kern-body">
        Jede Nacht werden die Enden aller Protokolle gesiegelt und an den Anker davor geschlossen. Notieren Sie bei
        einer Prüfung Tag und Prüfwert des letzten: Nur damit fällt auf, wenn später ganze Tage fehlen.
      </p>
      {of.length === 0 && (
        <p className="kern-body">
          Noch gibt es keinen Anker. Der erste entsteht in der Nacht nach dem Anlegen des Hauses.
        </p>
      )}
      {of.length > 0 && (
        <Table
          caption="Die letzten Anker"
          head={["Tag", "Entstanden", "Protokolle", "Zeitstempel", "Prüfwert"]}
          right={["Protokolle"]}
        >
          {of.map((a) => (
            <tr className="kern-table__row" key={a.day}>
              <th className="kern-table__cell" scope="row">
                {day(a.day)}
              </th>
              <td className="kern-table__cell">{a.at ? instant(a.at) : <Badge tone="danger">unlesbar</Badge>}</td>
              <td className="kern-table__cell zahlen">{a.logs}</td>
              <td className="kern-table__cell">{a.timestamp ? "ja" : "nein"}</td>
              <td className="kern-table__cell pruefsumme">
                <abbr title={a.sha256}>{short(a.sha256)}</abbr>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

/** From the words on the paper to the record of that Vorlage. */
function OfVorlage({ haus }: { readonly haus: string }) {
  const [typed, setTyped] = useState("")
  const [q, setQ] = useState("")
  const found = useQuery({
    queryKey: ["haus", haus, "vorlagen", { q }],
    queryFn: () => body(client.vorlagen.$get({ param: { tenant: haus }, query: { q } })),
    enabled: q !== "",
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setQ(typed.trim())
  }
  return (
    <search>
      <form className="zeile" onSubmit={submit}>
        <Input
          label="Verlauf einer Vorlage finden"
          hint="Nummer oder Betreff"
          type="search"
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button kind="secondary" type="submit">
          Suchen
        </Button>
      </form>
      {found.error instanceof Problem && <Refusal problem={found.error} />}
      <p className="kern-sr-only" role="status">
        {found.data ? `${found.data.items.length} Vorlagen gefunden.` : ""}
      </p>
      {found.data?.items.length === 0 && <p className="kern-body">Mit diesen Worten gibt es keine Vorlage.</p>}
      {found.data && found.data.items.length > 0 && (
        <ul className="kern-list">
          {found.data.items.map((v) => (
            <li key={v.id}>
              <Link to="/$haus/revision/$log" params={{ haus, log: v.id }}>
                {v.nummer ? `${v.nummer}: ` : ""}
                {v.betreff || "Ohne Betreff"}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </search>
  )
}
