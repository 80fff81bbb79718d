/** End of a membership, with what stays open said before. */
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import type { House } from "../data.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Input, Refusal, TextArea } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import { functionWord, seatKey } from "../profil/function.ts"
import type { Person } from "./data.ts"
import { heldBy, holdsOn, needed } from "./seat.ts"

export function EndOf({
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
  const [asking, setAsking] = useState(false)
  const [said, say] = useState<string>()
  const [wish, setWish] = useState({ on: "", reason: "" })
  const [short, setShort] = useState(false)
  const on = today()
  const end = useAct(
    haus,
    (json: { reason: string; on?: string }) =>
      body(client.personen[":personId"].ende.$post({ param: { tenant: haus, personId: person.personId }, json })),
    "Ende der Mitgliedschaft eingetragen.",
    say,
  )
  const must = new Set(needed(house).map(seatKey))
  const alone = person.functions.filter(
    (f) =>
      f.as === "selbst" &&
      must.has(seatKey(f)) &&
      !heldBy([...people], f, on).some(
        (h) => h.personId !== person.personId && h.forId !== person.personId && holdsOn(h, on),
      ),
  )
  const deputies = people.filter((p) => p.functions.some((f) => f.forId === person.personId))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const reason = wish.reason.trim()
    setShort(reason.length < 3)
    if (reason.length < 3) return
    end.mutate({ reason, ...(wish.on ? { on: wish.on } : {}) }, { onSuccess: () => setAsking(false) })
  }
  return (
    <section aria-labelledby="ende">
      <h2 className="kern-heading-medium" id="ende">
        Ausscheiden
      </h2>
      <Button kind="secondary" onClick={() => setAsking(true)}>
        Mitgliedschaft beenden
      </Button>
      <p className="kern-body" role="status">
        {said}
      </p>
      {asking && (
        <Dialog
          title={`Mitgliedschaft von ${person.name} beenden`}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button type="submit" form="ausscheiden" busy={end.isPending}>
                Mitgliedschaft beenden
              </Button>
              <Button kind="secondary" onClick={() => setAsking(false)}>
                Abbrechen
              </Button>
            </>
          }
        >
          <p className="kern-body">
            Danach kommt die Person nicht mehr herein. Offene Aufgaben gehen an die Funktion zurück, und das steht im
            Verlauf jeder Vorlage.
          </p>
          <ul className="kern-list">
            {alone.map((f) => (
              <li key={seatKey(f)}>
                Die Funktion {functionWord(house, f)} hat dann niemand. Solche Aufgaben liegen bei der
                Mandantenadministration.
              </li>
            ))}
            {deputies.length > 0 && (
              <li>Vertretungen für diese Person enden: {deputies.map((d) => d.name).join(", ")}.</li>
            )}
          </ul>
          <form id="ausscheiden" className="felder" onSubmit={submit} noValidate>
            <Input
              label="Letzter Tag"
              hint="Leer: noch heute."
              optional
              type="date"
              min={on}
              value={wish.on}
              onChange={(event) => setWish({ ...wish, on: event.target.value })}
            />
            <TextArea
              label="Grund"
              rows={2}
              maxLength={500}
              error={short ? "Bitte nennen Sie einen Grund mit mindestens drei Zeichen." : undefined}
              value={wish.reason}
              onChange={(event) => setWish({ ...wish, reason: event.target.value })}
            />
          </form>
          {end.error instanceof Problem && <Refusal problem={end.error} />}
        </Dialog>
      )}
    </section>
  )
}
