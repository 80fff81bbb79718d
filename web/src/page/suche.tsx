/** Suche over programmes, Vorlagen and decisions: what somebody may read, and nothing that tells of the rest. */
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { day } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { KIND, type Wish, wishOf } from "../weg/filter.ts"

const ask = (haus: string, { q = "", kind, year, page = 1 }: Wish) =>
  body(
    client.suche.$get({
      param: { tenant: haus },
      query: { query: q, page, ...(kind ? { kind } : {}), ...(year ? { year } : {}) },
    }),
  )
type Hit = Awaited<ReturnType<typeof ask>>["items"][number]

export function Suche() {
  const { haus } = useParams({ from: "/$haus" })
  const wish = useSearch({ from: "/$haus/suche" })
  const found = useQuery({
    queryKey: ["haus", haus, "suche", wish],
    queryFn: () => ask(haus, wish),
    enabled: wish.q !== undefined,
    placeholderData: keepPreviousData,
  })
  const { data } = found
  const shown = wish.q === undefined ? undefined : data
  return (
    <>
      <PageTitle name={wish.q ? `Suche: ${wish.q}` : "Suche"}>Suche</PageTitle>
      <Wishes key={JSON.stringify(wish)} haus={haus} wish={wish} />
      {found.error instanceof Problem && <Refusal problem={found.error} again={() => void found.refetch()} />}
      {wish.q !== undefined && !data && !found.error && <Loading what="Es wird gesucht." />}
      <p className="kern-body" role="status">
        {shown && !found.isPlaceholderData ? said(shown) : ""}
      </p>
      {wish.q === undefined && (
        <p className="leer kern-body">
          Gesucht wird in Programmen, Vorlagen, Anlagen und Beschlüssen, die Sie lesen dürfen. Mehrere Wörter müssen
          alle vorkommen; „Anführungszeichen“ suchen genau diese Wortfolge.
        </p>
      )}
      {shown?.incomplete && (
        <Alert tone="info" title="Das Verzeichnis wird gerade neu angelegt; es fehlen vielleicht Treffer.">
          <p className="kern-body">Bitte suchen Sie in einigen Minuten noch einmal.</p>
        </Alert>
      )}
      {shown && shown.items.length > 0 && (
        <ol className="treffer" start={((wish.page ?? 1) - 1) * 20 + 1}>
          {shown.items.map((hit) => (
            <li key={`${hit.vorlageId ?? hit.programmeId ?? ""}|${hit.kind}|${hit.place}|${hit.title}`}>
              <h2>
                <To haus={haus} hit={hit}>
                  {hit.title}
                </To>
              </h2>
              <p>
                {[WORD[hit.kind], hit.nummer, hit.place, hit.state, day(hit.on)].filter((x) => x !== "").join(" · ")}
              </p>
              <p>
                {hit.excerpt.map((part, i) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: an excerpt does not change its order
                  part.hit ? <mark key={i}>{part.text}</mark> : part.text,
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
      {shown && (shown.more || (wish.page ?? 1) > 1) && (
        <nav aria-label="Seiten" className="knoepfe">
          {(wish.page ?? 1) > 1 && (
            <Link to="/$haus/suche" params={{ haus }} search={wishOf({ ...wish, page: (wish.page ?? 1) - 1 })}>
              Vorige Seite
            </Link>
          )}
          {shown.more && (
            <Link to="/$haus/suche" params={{ haus }} search={wishOf({ ...wish, page: (wish.page ?? 1) + 1 })}>
              Nächste Seite
            </Link>
          )}
        </nav>
      )}
    </>
  )
}

const WORD = {
  programm: "Programm",
  vorlage: "Vorlage",
  anlage: "Anlage",
  beschluss: "Beschluss",
} as const satisfies Record<Hit["kind"], string>

const said = ({ items, total, more }: Awaited<ReturnType<typeof ask>>): string =>
  items.length === 0
    ? "Nichts gefunden, was Sie lesen dürfen. Prüfen Sie die Schreibweise oder suchen Sie mit weniger Wörtern."
    : more
      ? `Mehr als ${total} Treffer.`
      : total === 1
        ? "Ein Treffer."
        : `${total} Treffer.`

function To({ haus, hit, children }: { readonly haus: string; readonly hit: Hit; readonly children: ReactNode }) {
  if (hit.vorlageId !== undefined)
    return (
      <Link to="/$haus/vorlage/$vorlageId" params={{ haus, vorlageId: hit.vorlageId }}>
        {children}
      </Link>
    )
  return (
    <Link to="/$haus/programme/$programmeId" params={{ haus, programmeId: hit.programmeId ?? "" }}>
      {children}
    </Link>
  )
}

function Wishes({ haus, wish }: { readonly haus: string; readonly wish: Wish }) {
  const navigate = useNavigate()
  const [q, setQ] = useState(wish.q ?? "")
  const [year, setYear] = useState(wish.year === undefined ? "" : String(wish.year))
  const [wrong, setWrong] = useState(false)
  const go = (next: Record<string, unknown>) => {
    const asked = wishOf({ ...wish, page: undefined, q: q.trim(), year, ...next })
    setWrong(year !== "" && asked.year === undefined)
    if (year === "" || asked.year !== undefined) void navigate({ to: "/$haus/suche", params: { haus }, search: asked })
  }
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
          label="Suchwörter"
          type="search"
          maxLength={300}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Select label="Wo" options={KIND} value={wish.kind ?? ""} onChange={(kind) => go({ kind })} />
        <Input
          label="Jahr"
          optional
          inputMode="numeric"
          maxLength={4}
          value={year}
          error={wrong ? "Bitte geben Sie ein Jahr mit vier Ziffern an." : undefined}
          onChange={(event) => setYear(event.target.value)}
        />
        <Button type="submit">Suchen</Button>
      </form>
    </search>
  )
}
