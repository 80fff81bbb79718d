/** Gremien as settings: which bodies there are, how they are invited and vote; made, changed and ended here. */
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import { useEffect } from "react"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import { type House, ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { Badge, Loading, Refusal } from "../part/ui.tsx"
import { BODY_KIND, type Body, BodyFields, bodyOf, spoken } from "../verwaltung/gremium.tsx"
import { Table, WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { idFrom } from "../verwaltung/weg/word.ts"

export function Gremien() {
  return (
    <WithHouse title="Gremien">
      {(house, haus) => (
        <>
          <div className="knoepfe">
            <Link className="kern-btn kern-btn--primary" to="/$haus/verwaltung/gremien/neu" params={{ haus }}>
              <span className="kern-label">Gremium anlegen</span>
            </Link>
          </div>
          <Table
            caption="Gremien des Hauses"
            head={["Gremium", "Art", "Mitglieder", "Ladungsfrist", "Stand"]}
            right={["Mitglieder"]}
          >
            {house.gremien.map((g) => (
              <tr className="kern-table__row" key={g.id}>
                <th className="kern-table__cell" scope="row">
                  <Link to="/$haus/verwaltung/gremien/$gremiumId" params={{ haus, gremiumId: g.id }}>
                    {g.name}
                  </Link>
                </th>
                <td className="kern-table__cell">{BODY_KIND[g.kind]}</td>
                <td className="kern-table__cell zahlen">{g.mitglieder}</td>
                <td className="kern-table__cell">{g.ladung ? spoken(g.ladung.regular) : "ohne Sitzungskalender"}</td>
                <td className="kern-table__cell">
                  {g.until === undefined ? (
                    <Badge tone="success">besteht</Badge>
                  ) : (
                    <Badge tone="warning">
                      {g.until < today() ? "aufgelöst zum" : "besteht bis"} {day(g.until)}
                    </Badge>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </WithHouse>
  )
}

export function NeuesGremium() {
  return <WithHouse title="Gremium anlegen">{(house, haus) => <Made house={house} haus={haus} />}</WithHouse>
}

const NEW: Body = { id: "", name: "", short: "", kind: "fachausschuss", mitglieder: 15, tie: "rejected" }

function Made({ house, haus }: { readonly house: House; readonly haus: string }) {
  const navigate = useNavigate()
  const section = useSection<Body>(
    haus,
    house,
    () => NEW,
    (made, now) => ({ gremien: [...now.gremien, { ...made, id: idFrom(made.name, taken(now)) }] }),
  )
  const done = section.said !== "" && !section.changed
  useEffect(() => {
    if (done) void navigate({ to: "/$haus/verwaltung/gremien", params: { haus } })
  }, [done, haus, navigate])
  return (
    <>
      <BodyFields value={section.draft} onChange={section.change} />
      <SaveBar section={section} to={() => "gremium-name"} />
    </>
  )
}
/** Words for data are one list for Ämter, Gremien and Vorlagenarten. */
const taken = (house: House): string[] => [...house.aemter, ...house.gremien, ...house.arten].map((x) => x.id)

export function GremiumPage() {
  const { haus, gremiumId } = useParams({ from: "/$haus/verwaltung/gremien/$gremiumId" })
  const house = useQuery(ofHouse(haus).haus)
  const name = house.data?.gremien.find((g) => g.id === gremiumId)?.name
  return (
    <WithHouse title={name ?? "Gremium"}>
      {(found) =>
        bodyOf(found, gremiumId) === undefined ? (
          <p className="kern-body">
            Dieses Gremium gibt es nicht.{" "}
            <Link to="/$haus/verwaltung/gremien" params={{ haus }}>
              Zu den Gremien
            </Link>
          </p>
        ) : (
          <Edited key={gremiumId} house={found} haus={haus} gremiumId={gremiumId} />
        )
      }
    </WithHouse>
  )
}

function Edited({
  house,
  haus,
  gremiumId,
}: {
  readonly house: House
  readonly haus: string
  readonly gremiumId: string
}) {
  const section = useSection<Body>(
    haus,
    house,
    (now) => bodyOf(now, gremiumId) ?? NEW,
    (draft, now) => ({ gremien: now.gremien.map((g) => (g.id === gremiumId ? draft : g)) }),
  )
  return (
    <>
      <BodyFields value={section.draft} onChange={section.change} ending />
      <SaveBar section={section} to={() => "gremium-name"} />
      <Seats haus={haus} gremiumId={gremiumId} />
    </>
  )
}

/** Who sits there: kept by the Sitzungsdienst, shown to whoever may see it. */
function Seats({ haus, gremiumId }: { readonly haus: string; readonly gremiumId: string }) {
  const me = useQuery(ofHouse(haus).ich)
  const sees = me.data?.may.includes("sitzung.read") === true
  const found = useQuery({
    queryKey: ["haus", haus, "gremium", gremiumId],
    queryFn: () =>
      body(client.gremien[":gremiumId"].mitglieder.$get({ param: { tenant: haus, gremiumId }, query: {} })),
    enabled: sees,
  })
  return (
    <section aria-labelledby="mitglieder">
      <h2 className="kern-heading-medium" id="mitglieder">
        Mitglieder
      </h2>
      <p className="kern-body">Wer im Gremium sitzt, trägt der Sitzungsdienst oder die Geschäftsstelle ein.</p>
      {sees && !found.data && !found.error && <Loading what="Die Mitglieder werden geladen." />}
      {found.error instanceof Problem && <Refusal problem={found.error} />}
      {found.data?.members.length === 0 && <p className="kern-body">Noch ist niemand eingetragen.</p>}
      <ul className="kern-list">
        {found.data?.members.map((m) => (
          <li key={m.id}>
            {m.name}
            {m.note ? `, ${m.note}` : ""}
            {m.vorsitz === "vorsitz" ? " (Vorsitz)" : m.vorsitz ? " (stellvertretender Vorsitz)" : ""}
          </li>
        ))}
      </ul>
    </section>
  )
}
