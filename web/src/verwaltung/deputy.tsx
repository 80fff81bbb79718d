/** Vertretung of somebody's function, given and ended by the administration. */
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { House } from "../data.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal, Select } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import { functionWord, seatKey } from "../profil/function.ts"
import type { Person } from "./data.ts"

type Json = Parameters<typeof client.vertretungen.$post>[0]["json"]
type End = Parameters<typeof client.vertretungen.ende.$post>[0]["json"]

export function DeputiesOf({
  house,
  haus,
  person,
  people,
}: {
  readonly house: House
  readonly haus: string
  readonly person: Person
  readonly people: readonly Person[]
}) {
  const param = { tenant: haus }
  const [said, say] = useState<string>()
  const seats = person.functions.filter((f) => f.as === "selbst")
  const [wish, setWish] = useState({ seat: "", deputyId: "", as: "IV", from: "", to: "" })
  const give = useAct(
    haus,
    (json: Json) => body(client.vertretungen.$post({ param, json })),
    "Vertretung eingetragen oder vorgeschlagen.",
    say,
  )
  const end = useAct(
    haus,
    (json: End) => body(client.vertretungen.ende.$post({ param, json })),
    "Vertretung beendet.",
    say,
  )
  const [missing, setMissing] = useState(false)
  const acting = people.flatMap((p) =>
    p.functions.filter((f) => f.forId === person.personId).map((f) => ({ ...f, deputyId: p.personId, name: p.name })),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const seat = seats.find((f) => seatKey(f) === (wish.seat || (seats[0] && seatKey(seats[0]))))
    setMissing(wish.deputyId === "")
    if (!seat || wish.deputyId === "") return
    const { role, amtId, gremiumId } = seat
    give.mutate({
      ...{ role, amtId, gremiumId, forId: person.personId, deputyId: wish.deputyId },
      ...{ as: wish.as === "IA" ? "IA" : "IV", from: wish.from, to: wish.to },
    })
  }
  return (
    <section aria-labelledby="vertretung">
      <h2 className="kern-heading-medium" id="vertretung">
        Vertretung
      </h2>
      {acting.length === 0 && <p className="kern-body">Diese Person wird von niemandem vertreten.</p>}
      {acting.length > 0 && (
        <ul className="zeilen">
          {acting.map((d) => (
            <li key={`${d.deputyId}|${seatKey(d)}|${d.from ?? ""}`}>
              <span>
                {d.name}, {d.as === "IV" ? "in Vertretung" : "im Auftrag"}: {functionWord(house, d)}
                {d.from && d.to ? `, ${day(d.from)} bis ${day(d.to)}` : ""}
              </span>
              <Button
                kind="tertiary"
                onClick={() => {
                  const { deputyId, role, amtId, gremiumId } = d
                  end.mutate({ deputyId, forId: person.personId, role, amtId, gremiumId })
                }}
              >
                Beenden<span className="kern-sr-only">: {d.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {seats.length === 0 ? (
        <p className="kern-body">Eine Vertretung gibt es für Funktionen, die jemand selbst innehat.</p>
      ) : (
        <form className="zeile" onSubmit={submit}>
          <Select
            label="Vertretene Funktion"
            options={seats.map((f) => ({ value: seatKey(f), label: functionWord(house, f) }))}
            value={wish.seat || (seats[0] ? seatKey(seats[0]) : "")}
            onChange={(seat) => setWish({ ...wish, seat })}
          />
          <Select
            label="Vertreten durch"
            error={missing ? "Bitte wählen Sie eine Person." : undefined}
            options={[
              { value: "", label: "Bitte wählen" },
              ...people
                .filter((p) => p.personId !== person.personId && p.active)
                .map((p) => ({ value: p.personId, label: p.name })),
            ]}
            value={wish.deputyId}
            onChange={(deputyId) => setWish({ ...wish, deputyId })}
          />
          <Select
            label="Zusatz auf Papier"
            options={[
              { value: "IV", label: "in Vertretung (i. V.)" },
              { value: "IA", label: "im Auftrag (i. A.)" },
            ]}
            value={wish.as}
            onChange={(as) => setWish({ ...wish, as })}
          />
          <Input
            label="Beginn der Vertretung"
            type="date"
            required
            value={wish.from}
            onChange={(event) => setWish({ ...wish, from: event.target.value })}
          />
          <Input
            label="Ende der Vertretung"
            type="date"
            required
            min={wish.from || undefined}
            value={wish.to}
            onChange={(event) => setWish({ ...wish, to: event.target.value })}
          />
          <Button type="submit" kind="secondary" busy={give.isPending}>
            Vertretung bestimmen
          </Button>
        </form>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
      {give.error instanceof Problem && <Refusal problem={give.error} />}
      {end.error instanceof Problem && <Refusal problem={end.error} />}
    </section>
  )
}
