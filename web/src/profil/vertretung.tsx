/** Vertretung: who acts for me, in which function, from when to when; the words on paper follow from it. */
import type { Assignment } from "@beschlussweg/core/role"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { type House, type Ich, ofHouse } from "../data.ts"
import { day } from "../format.ts"
import { Button, Input, Refusal, Select } from "../part/ui.tsx"
import { useAct } from "./act.ts"
import { functionWord, seatKey } from "./function.ts"

type Json = Parameters<typeof client.ich.vertretung.$post>[0]["json"]
type End = Parameters<typeof client.ich.vertretung.ende.$post>[0]["json"]

export function Vertretungen({
  haus,
  house,
  own,
  deputies,
  personId,
}: {
  readonly haus: string
  readonly house: House
  readonly own: readonly Assignment[]
  readonly deputies: Ich["deputies"]
  readonly personId: string
}) {
  const param = { tenant: haus }
  const people = useQuery(ofHouse(haus).personen)
  const seats = own.filter((f) => f.role !== "administration")
  const [wish, setWish] = useState({
    seat: seats[0] ? seatKey(seats[0]) : "",
    deputyId: "",
    as: "IV",
    from: "",
    to: "",
  })
  const [missing, setMissing] = useState(false)
  const [said, say] = useState<string>()
  const give = useAct(
    haus,
    (json: Json) => body(client.ich.vertretung.$post({ param, json })),
    "Vertretung bestimmt.",
    say,
  )
  const end = useAct(
    haus,
    (json: End) => body(client.ich.vertretung.ende.$post({ param, json })),
    "Vertretung beendet.",
    say,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const seat = seats.find((f) => seatKey(f) === wish.seat)
    if (!seat || wish.deputyId === "") return setMissing(true)
    setMissing(false)
    const { role, amtId, gremiumId } = seat
    give.mutate({
      role,
      amtId,
      gremiumId,
      deputyId: wish.deputyId,
      as: wish.as === "IA" ? "IA" : "IV",
      from: wish.from,
      to: wish.to,
    })
  }
  return (
    <section aria-labelledby="vertretung">
      <h2 className="kern-heading-medium" id="vertretung">
        Vertretung
      </h2>
      {deputies.length > 0 && (
        <ul className="zeilen">
          {deputies.map((d) => (
            <li key={`${d.deputyId}|${seatKey(d)}|${d.from ?? ""}`}>
              <span>
                {d.name}, {d.as === "IV" ? "in Vertretung" : "im Auftrag"}: {functionWord(house, d)}
                {d.from && d.to ? `, ${day(d.from)} bis ${day(d.to)}` : ""}
              </span>
              <Button
                kind="tertiary"
                onClick={() =>
                  end.mutate({
                    deputyId: d.deputyId,
                    forId: personId,
                    role: d.role,
                    amtId: d.amtId,
                    gremiumId: d.gremiumId,
                  })
                }
              >
                Beenden<span className="kern-sr-only">: {d.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {seats.length === 0 ? (
        <p className="kern-body">Eine Vertretung gibt es für Funktionen, die Sie selbst innehaben.</p>
      ) : (
        <form className="zeile" onSubmit={submit}>
          <Select
            label="Funktion"
            options={seats.map((f) => ({ value: seatKey(f), label: functionWord(house, f) }))}
            value={wish.seat}
            onChange={(seat) => setWish({ ...wish, seat })}
          />
          <Select
            label="Vertreten durch"
            options={[
              { value: "", label: "Bitte wählen" },
              ...(people.data ?? [])
                .filter((p) => p.personId !== personId && p.active)
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
            label="Beginn"
            type="date"
            required
            value={wish.from}
            onChange={(event) => setWish({ ...wish, from: event.target.value })}
          />
          <Input
            label="Ende"
            type="date"
            required
            min={wish.from || undefined}
            value={wish.to}
            onChange={(event) => setWish({ ...wish, to: event.target.value })}
          />
          <Button type="submit" busy={give.isPending}>
            Vertretung bestimmen
          </Button>
        </form>
      )}
      {missing && (
        <p className="kern-error" role="alert">
          <span className="kern-body">Bitte wählen Sie die Person, die Sie vertritt.</span>
        </p>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
      {give.error instanceof Problem && <Refusal problem={give.error} />}
      {end.error instanceof Problem && <Refusal problem={end.error} />}
    </section>
  )
}
