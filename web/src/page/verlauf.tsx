/** One log of the house: its entries, filtered as the address says, the verdict on it, and the same as a table. */
import "../verwaltung/verwaltung.css"
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { counted, day, instant, short } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { asTable, download, type EntriesPage, type Entry, entries, verdictOf } from "../revision/data.ts"
import { type EntryFilter, entryFilterOf, FAMILIES } from "../revision/filter.ts"
import { Table } from "../verwaltung/part.tsx"
import { OnlyRevision } from "./revision.tsx"

export function Verlauf() {
  return <OnlyRevision title="Protokoll">{(haus) => <OneLog haus={haus} />}</OnlyRevision>
}

function OneLog({ haus }: { readonly haus: string }) {
  const { log } = useParams({ from: "/$haus/revision/$log" })
  const filter = useSearch({ from: "/$haus/revision/$log" })
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "protokoll", log, filter],
    queryFn: ({ pageParam }) => entries(haus, log, filter, pageParam),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  const spoilt = pages.data?.pages.flatMap((p) => p.spoilt) ?? []
  const names: EntriesPage["people"] = Object.assign({}, ...(pages.data?.pages.map((p) => p.people) ?? []))
  const isVorlage = log.startsWith("vl_")
  const title = isVorlage ? "Verlauf einer Vorlage" : "Protokoll"
  return (
    <>
      <PageTitle
        name={title}
        before={
          <p>
            <Link to="/$haus/revision" params={{ haus }}>
              Alle Protokolle
            </Link>
          </p>
        }
      >
        {title}
      </PageTitle>
      <p className="kern-body pruefsumme">{log}</p>
      {isVorlage && <Vorlage haus={haus} vorlageId={log} />}
      <Check haus={haus} log={log} filter={filter} />
      <Filters key={log} haus={haus} log={log} filter={filter} />
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Einträge werden geladen." />}
      <p className="kern-sr-only" role="status">
        {items && !pages.isFetching ? `${counted(items.length, "Eintrag wird", "Einträge werden")} gezeigt.` : ""}
      </p>
      {spoilt.length > 0 && <Alert tone="danger" title={`Unlesbar gespeichert: Eintrag ${spoilt.join(", ")}.`} live />}
      {items?.length === 0 && !pages.hasNextPage && (
        <p className="leer kern-body">Mit diesen Angaben gibt es keinen Eintrag. Bitte ändern Sie den Filter.</p>
      )}
      {items && items.length > 0 && (
        <Table caption="Einträge" head={["Nr.", "Zeitpunkt", "Was", "Wer", "Weg", "Angaben"]} right={["Nr."]}>
          {items.map((e) => (
            <Row key={e.seq} entry={e} names={names} />
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
    </>
  )
}

function Vorlage({ haus, vorlageId }: { readonly haus: string; readonly vorlageId: string }) {
  const { data } = useQuery(ofHouse(haus).vorlage(vorlageId))
  if (!data) return null
  return (
    <p className="kern-body">
      <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId }}>
        {data.nummer ? `Vorlage ${data.nummer}: ` : ""}
        {data.betreff || "Ohne Betreff"}
      </Link>
      , {data.status}
    </p>
  )
}

function Row({ entry, names }: { readonly entry: Entry; readonly names: EntriesPage["people"] }) {
  const { seq, at, word, persons, clientLabel, data, hash } = entry
  const name = (id: string) => names[id] ?? `nicht mehr bekannt (${id})`
  return (
    <tr className="kern-table__row">
      <td className="kern-table__cell zahlen">{seq}</td>
      <td className="kern-table__cell">{instant(at)}</td>
      <th className="kern-table__cell" scope="row">
        {word}
      </th>
      <td className="kern-table__cell">
        {name(persons.by)}
        {persons.given && persons.given !== persons.by && <div>gegeben von {name(persons.given)}</div>}
        {persons.forId && <div>für {name(persons.forId)}</div>}
        {persons.to && persons.to !== persons.by && <div>an {name(persons.to)}</div>}
      </td>
      <td className="kern-table__cell">{clientLabel}</td>
      <td className="kern-table__cell">
        <details className="mehr">
          <summary>
            Angaben<span className="kern-sr-only"> zu Eintrag {seq}</span>
          </summary>
          <dl className="angaben">
            {Object.entries(data).map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd className="pruefsumme">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
            <div>
              <dt>Prüfwert</dt>
              <dd className="pruefsumme">{hash}</dd>
            </div>
          </dl>
        </details>
      </td>
    </tr>
  )
}

/** What the service says of this log when it is asked to look, and the entries as a file. */
function Check({ haus, log, filter }: { readonly haus: string; readonly log: string; readonly filter: EntryFilter }) {
  const verify = useMutation({ mutationFn: () => verdictOf(haus, log) })
  const save = useMutation({
    mutationFn: async () =>
      download(
        `Protokoll_${log}.csv`,
        await asTable(haus, [log], filter, new AbortController().signal, () => undefined),
      ),
  })
  const verdict = verify.data
  return (
    <>
      <div className="knoepfe">
        <Button busy={verify.isPending} onClick={() => verify.mutate()}>
          Dieses Protokoll prüfen
        </Button>
        <Button kind="secondary" busy={save.isPending} onClick={() => save.mutate()}>
          Gefilterte Einträge als CSV
        </Button>
        <p className="gespeichert" role="status">
          {save.isSuccess ? "Die Tabelle ist gespeichert." : ""}
        </p>
      </div>
      {verify.error instanceof Problem && <Refusal problem={verify.error} />}
      {save.error instanceof Problem && <Refusal problem={save.error} />}
      {verdict && (
        <Alert
          tone={verdict.intact ? "success" : "danger"}
          title={
            verdict.intact
              ? `In Ordnung: ${counted(verdict.facts, "Eintrag", "Einträge")}.`
              : "Dieses Protokoll ist nicht in Ordnung."
          }
          live
        >
          <ul className="kern-list">
            {verdict.defects.map((d) => (
              <li key={d}>{d}</li>
            ))}
            <li>
              Kopien: {verdict.copies.equal} gleich
              {verdict.copies.missing > 0 ? `, ${verdict.copies.missing} entstehen in der nächsten Nacht` : ""}
            </li>
            <li>
              {verdict.anchor
                ? `Anker vom ${day(verdict.anchor.day)}: hält bis Eintrag ${verdict.anchor.seq}${verdict.anchor.holds ? "" : ", widerspricht aber"}`
                : "Noch hält kein Anker dieses Protokoll."}
            </li>
            <li className="pruefsumme">Letzter Prüfwert: {short(verdict.hash)}</li>
          </ul>
        </Alert>
      )}
    </>
  )
}

function Filters({ haus, log, filter }: { readonly haus: string; readonly log: string; readonly filter: EntryFilter }) {
  const navigate = useNavigate()
  const people = useQuery(ofHouse(haus).personen)
  const [days, setDays] = useState({ von: filter.von ?? "", bis: filter.bis ?? "" })
  const go = (next: Record<string, unknown>) =>
    void navigate({
      to: "/$haus/revision/$log",
      params: { haus, log },
      search: entryFilterOf({ ...filter, ...days, ...next }),
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
          label="Vom"
          type="date"
          value={days.von}
          onChange={(event) => setDays({ ...days, von: event.target.value })}
        />
        <Input
          label="Bis einschließlich"
          type="date"
          value={days.bis}
          onChange={(event) => setDays({ ...days, bis: event.target.value })}
        />
        <Select label="Was" options={FAMILIES} value={filter.was ?? ""} onChange={(was) => go({ was })} />
        <Select
          label="Person"
          options={[
            { value: "", label: "alle" },
            { value: "worker", label: "Beschlussweg (selbsttätig)" },
            ...(people.data ?? [])
              .map((p) => ({ value: p.personId, label: p.name }))
              .sort((a, b) => a.label.localeCompare(b.label, "de")),
          ]}
          value={filter.person ?? ""}
          onChange={(person) => go({ person })}
        />
        <Select
          label="Reihenfolge"
          options={[
            { value: "", label: "älteste zuerst" },
            { value: "neueste", label: "neueste zuerst" },
          ]}
          value={filter.reihenfolge ?? ""}
          onChange={(reihenfolge) => go({ reihenfolge })}
        />
        <Button kind="secondary" type="submit">
          Filtern
        </Button>
      </form>
    </search>
  )
}
