/** Vorlagenarten with their Nummernkreise, and every number that was taken with what became of it. */

import { checkPattern, format } from "@beschlussweg/core/nummer"
import { useInfiniteQuery } from "@tanstack/react-query"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import type { House } from "../data.ts"
import { instant } from "../format.ts"
import { Check } from "../part/field.tsx"
import { Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { Table, WithHouse } from "../verwaltung/part.tsx"
import { SaveBar, useSection } from "../verwaltung/section.tsx"
import { idFrom } from "../verwaltung/weg/word.ts"
import { Rows } from "../vorlage/form/rows.tsx"

export function Nummern() {
  return (
    <WithHouse title="Vorlagenarten und Nummern">
      {(house, haus) => (
        <>
          <Arten house={house} haus={haus} />
          <Taken haus={haus} />
        </>
      )}
    </WithHouse>
  )
}

type Art = House["arten"][number]
const HELP =
  "Platzhalter: {seq:000} laufende Nummer mit führenden Nullen, {yyyy} oder {yy} Jahr, {type} Kürzel der Art, {term} Wahlperiode, {body} Kurzname des ersten Gremiums; in eckigen Klammern mit {version}, was nur Ergänzungen tragen."

/** The first number of next year as it would look; undefined where the pattern cannot count. */
function example({ number }: Art, house: House): string | undefined {
  try {
    const body = house.gremien[0]?.short ?? ""
    const year = Number(today().slice(0, 4))
    return format(checkPattern(number.pattern), { ...number, body, year, seq: 7, version: 0 })
  } catch {
    return undefined
  }
}

function Arten({ house, haus }: { readonly house: House; readonly haus: string }) {
  const section = useSection<readonly Art[]>(
    haus,
    house,
    (now) => now.arten,
    (arten, now) => {
      const others = [...now.aemter, ...now.gremien, ...arten].map((x) => x.id).filter((id) => id !== "")
      return {
        arten: arten.map((a) => (a.id === "" ? { ...a, id: idFrom(a.label, others) } : a)),
      }
    },
  )
  const known = new Set(house.arten.map((a) => a.id))
  return (
    <section aria-labelledby="arten">
      <h2 className="kern-heading-medium" id="arten">
        Vorlagenarten
      </h2>
      <p className="kern-body">{HELP}</p>
      <Rows<Art>
        id="art"
        items={section.draft}
        name={(a) => a.label || "Neue Vorlagenart"}
        create={() => ({
          id: "",
          label: "",
          number: { source: "own", pattern: "{seq:000}/{yyyy}", type: "", term: "" },
          decides: true,
        })}
        add="Vorlagenart hinzufügen"
        onChange={section.change}
      >
        {(art, i, set) => {
          const number = (next: Partial<Art["number"]>) => set({ ...art, number: { ...art.number, ...next } })
          const shown = example(art, house)
          return (
            <>
              <Input
                id={`art-${i}-name`}
                label="Name"
                maxLength={60}
                value={art.label}
                onChange={(event) => set({ ...art, label: event.target.value })}
              />
              <Select
                id={`art-${i}-woher`}
                label="Nummer"
                options={[
                  { value: "own", label: "vergibt Beschlussweg beim ersten Einreichen" },
                  { value: "outside", label: "kommt aus dem Ratsinformationssystem" },
                ]}
                value={art.number.source}
                onChange={(source) => number({ source: source === "outside" ? "outside" : "own" })}
              />
              <Input
                id={`art-${i}-muster`}
                label="Nummernkreis (Muster)"
                maxLength={60}
                value={art.number.pattern}
                hint={shown === undefined ? undefined : `Zum Beispiel: ${shown}`}
                error={shown === undefined ? "Mit diesem Muster lässt sich nicht zählen." : undefined}
                onChange={(event) => number({ pattern: event.target.value })}
              />
              <Input
                id={`art-${i}-kuerzel`}
                label="Kürzel {type}"
                optional
                maxLength={8}
                value={art.number.type}
                onChange={(event) => number({ type: event.target.value })}
              />
              <Input
                id={`art-${i}-periode`}
                label="Wahlperiode {term}"
                optional
                maxLength={8}
                value={art.number.term}
                onChange={(event) => number({ term: event.target.value })}
              />
              <Check
                id={`art-${i}-entscheidet`}
                label="Ein Gremium muss entscheiden"
                checked={art.decides}
                onChange={(decides) => set({ ...art, decides })}
              />
              {known.has(art.id) ? null : <p className="kern-hint">Wird mit dem Speichern angelegt.</p>}
            </>
          )
        }}
      </Rows>
      <SaveBar
        section={section}
        to={(f) => {
          const i = section.draft.findIndex((a) => a.label === f.place)
          return i === -1 ? undefined : `art-${i}-muster`
        }}
      />
    </section>
  )
}

function Taken({ haus }: { readonly haus: string }) {
  const pages = useInfiniteQuery({
    queryKey: ["haus", haus, "nummern"],
    queryFn: ({ pageParam }) =>
      body(client.nummern.$get({ param: { tenant: haus }, query: pageParam ? { cursor: pageParam } : {} })),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
  })
  const items = pages.data?.pages.flatMap((p) => p.items)
  return (
    <section aria-labelledby="vergeben">
      <h2 className="kern-heading-medium" id="vergeben">
        Vergebene Nummern
      </h2>
      {pages.error instanceof Problem && <Refusal problem={pages.error} again={() => void pages.refetch()} />}
      {!items && !pages.error && <Loading what="Die Nummern werden geladen." />}
      {items?.length === 0 && (
        <p className="leer kern-body">
          Noch ist keine Nummer vergeben. Die erste entsteht, wenn eine Vorlage zum ersten Mal eingereicht wird.
        </p>
      )}
      {items && items.length > 0 && (
        <Table caption="Nummern und ihre Vorlagen" head={["Nummer", "Stand der Vorlage", "Vergeben"]}>
          {items.map((n) => (
            <tr className="kern-table__row" key={`${n.vorlageId}|${n.nummer}`}>
              <th className="kern-table__cell" scope="row">
                {n.nummer}
              </th>
              <td className="kern-table__cell">{n.status}</td>
              <td className="kern-table__cell">{instant(n.at)}</td>
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
    </section>
  )
}
