/** Sitzungskalender: the meetings of a year by month and day, with their Fristen; meetings are planned from here. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { counted, day } from "../format.ts"
import { PageTitle } from "../part/title.tsx"
import { Badge, Button, Loading, Refusal, Select } from "../part/ui.tsx"
import { Done } from "./ask.tsx"
import { looksAfter, sitzungsdienst, type Termin, today } from "./data.ts"
import { Kalenderadresse } from "./feed.tsx"
import { Plan } from "./plan.tsx"
import { Rooms } from "./rooms.tsx"
import { monthName, monthOf, unusual, weekdayName } from "./tag.ts"
import { type Wanted, wantedOf } from "./wanted.ts"

interface Said {
  readonly title: string
  readonly warnings: readonly { readonly reason: string; readonly place: string; readonly message: string }[]
}

export function Kalender() {
  const { haus } = useParams({ from: "/$haus" })
  const wanted = useSearch({ from: "/$haus/sitzungen" })
  const navigate = useNavigate()
  const now = Number(today().slice(0, 4))
  const jahr = wanted.jahr ?? now
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const { data, error, refetch } = useQuery(sitzungsdienst(haus).jahr(jahr))
  const [planning, setPlanning] = useState(false)
  const [said, say] = useState<Said>()
  const go = (next: Wanted) =>
    void navigate({ to: "/$haus/sitzungen", params: { haus }, search: wantedOf({ ...wanted, ...next }), replace: true })
  const gremien = house.data?.gremien ?? []
  const own = gremien.filter((g) => looksAfter(me.data, g.id))
  const shown = data?.filter(
    (s) =>
      (wanted.gremium === undefined || s.gremiumId === wanted.gremium) &&
      (wanted.monat === undefined || monthOf(s.on) === wanted.monat),
  )
  const months = [...new Set(shown?.map((s) => monthOf(s.on)))]
  return (
    <>
      <PageTitle name={`Sitzungskalender ${jahr}`}>Sitzungskalender {jahr}</PageTitle>
      <Rooms haus={haus} />
      {said && <Done {...said} />}
      {own.length > 0 && (
        <div className="knoepfe">
          <Button onClick={() => setPlanning(true)}>Sitzungen planen</Button>
        </div>
      )}
      <search>
        <div className="zeile">
          <Select
            label="Jahr"
            options={[now - 1, now, now + 1, now + 2].map((y) => ({ value: String(y), label: String(y) }))}
            value={String(jahr)}
            onChange={(y) => go({ jahr: Number(y) })}
          />
          <Select
            label="Monat"
            options={[
              { value: "", label: "alle" },
              ...Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: monthName(i + 1) })),
            ]}
            value={wanted.monat === undefined ? "" : String(wanted.monat)}
            onChange={(m) => go({ monat: m === "" ? undefined : Number(m) })}
          />
          <Select
            label="Gremium"
            options={[{ value: "", label: "alle" }, ...gremien.map((g) => ({ value: g.id, label: g.name }))]}
            value={wanted.gremium ?? ""}
            onChange={(gremium) => go({ gremium })}
          />
        </div>
      </search>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Der Kalender wird geladen." />}
      <p className="kern-sr-only" role="status">
        {shown ? counted(shown.length, "Sitzung", "Sitzungen") : ""}
      </p>
      {shown?.length === 0 && (
        <p className="leer kern-body">
          Für diese Auswahl ist keine Sitzung geplant.{" "}
          {own.length > 0
            ? "Planen Sie eine einzelne oder eine ganze Reihe."
            : "Sitzungen planen der Sitzungsdienst und die Geschäftsstellen der Gremien."}
        </p>
      )}
      {months.map((month) => (
        <Month
          key={month}
          haus={haus}
          month={month}
          jahr={jahr}
          sitzungen={shown?.filter((s) => monthOf(s.on) === month) ?? []}
          odd={(on) => (house.data ? unusual(on, house.data) : undefined)}
        />
      ))}
      {me.data && <Kalenderadresse haus={haus} ich={me.data} />}
      {planning && house.data && (
        <Plan
          haus={haus}
          house={house.data}
          gremien={own}
          gremiumId={wanted.gremium}
          onClose={() => setPlanning(false)}
          onDone={(found) => {
            say(found)
            setPlanning(false)
          }}
        />
      )}
    </>
  )
}

const TONE = { planned: "info", invited: "success", held: "success", cancelled: "danger" } as const

function Month({
  haus,
  month,
  jahr,
  sitzungen,
  odd,
}: {
  readonly haus: string
  readonly month: number
  readonly jahr: number
  readonly sitzungen: readonly Termin[]
  readonly odd: (on: string) => string | undefined
}) {
  return (
    <section aria-labelledby={`monat-${month}`}>
      <h2 className="kern-heading-medium" id={`monat-${month}`}>
        {monthName(month)} {jahr}
      </h2>
      <ul className="termine">
        {sitzungen.map((s) => {
          const why = odd(s.on)
          return (
            <li key={s.id} data-stand={s.state}>
              <p className="termine__tag">
                <span>{weekdayName(s.on)}</span>
                <strong>{day(s.on)}</strong>
                <span>{s.start} Uhr</span>
              </p>
              <div>
                <h3>
                  <Link to="/$haus/sitzung/$sitzungId" params={{ haus, sitzungId: s.id }}>
                    {s.gremium}
                    <span className="kern-sr-only"> am {day(s.on)}</span>
                  </Link>
                </h3>
                <p>
                  <Badge tone={TONE[s.state]}>{s.stateLabel}</Badge> {s.public ? "öffentlich" : "nichtöffentlich"}
                  {s.ort !== "" && ` · ${s.ort}`}
                  {s.tops !== undefined && ` · ${s.tops} ${s.tops === 1 ? "TOP" : "TOPs"}`}
                </p>
                {why !== undefined && <p>Dieser Tag ist ungewöhnlich: {why}.</p>}
              </div>
              <Fristen sitzung={s} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

export function Fristen({ sitzung: { fristen, state } }: { readonly sitzung: Pick<Termin, "fristen" | "state"> }) {
  if (fristen.regular === null || state === "held" || state === "cancelled") return null
  const now = today()
  const rows = [
    { word: "Abgabe der Vorlagen", on: fristen.abgabe },
    ...(state === "planned"
      ? [
          { word: "Einladung", on: fristen.regular },
          { word: "dringlich", on: fristen.urgent },
        ]
      : [{ word: "Nachträge", on: fristen.nachtrag }]),
  ]
  return (
    <dl className="fristen">
      {rows.map(({ word, on }) =>
        on === null ? null : (
          <div key={word}>
            <dt>{word} bis</dt>
            <dd>
              {day(on)}
              {on < now && " (vorbei)"}
              {on === now && " (heute)"}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}
