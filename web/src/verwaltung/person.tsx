/** Name, words on paper and functions of a person as one form. What is left empty is taken away. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { House } from "../data.ts"
import { Button, Input, Refusal } from "../part/ui.tsx"
import type { Person } from "./data.ts"
import { Functions } from "./functions.tsx"

const written = ({ name, title = "", phone = "", mail = "", functions, proposal }: Person) => ({
  name,
  title,
  phone,
  mail,
  // What is proposed stands in the wish, too: leaving it out would take the proposal back.
  functions: [...functions, ...(proposal?.add ?? [])],
})
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export function PersonForm({
  house,
  haus,
  person,
}: {
  readonly house: House
  readonly haus: string
  readonly person: Person
}) {
  const queries = useQueryClient()
  const [base, setBase] = useState(person)
  const [draft, setDraft] = useState(() => written(person))
  const changed = !same(draft, written(base))
  if (!changed && person.rev !== base.rev) {
    setBase(person)
    setDraft(written(person))
  }
  const put = useMutation({
    mutationFn: () =>
      body(
        client.personen[":personId"].$put({
          param: { tenant: haus, personId: person.personId },
          json: { ...draft, rev: base.rev },
        }),
      ),
    onSuccess: async () => {
      const people = await queries.fetchQuery({
        queryKey: ["haus", haus, "personen"],
        queryFn: () => body(client.personen.$get({ param: { tenant: haus }, query: {} })),
        staleTime: 0,
      })
      const now = people.find((p): p is Person => "rev" in p && p.personId === person.personId)
      if (now) {
        setBase(now)
        setDraft(written(now))
      }
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate()
  }
  const again = () => {
    put.reset()
    setBase(person)
    setDraft(written(person))
  }
  const words = [
    { name: "name", label: "Vor- und Nachname", type: "text" },
    { name: "title", label: "Bezeichnung auf dem Papier", type: "text" },
    { name: "phone", label: "Telefon", type: "tel" },
    { name: "mail", label: "Mailadresse", type: "email" },
  ] as const
  return (
    <section aria-labelledby="angaben">
      <h2 className="kern-heading-medium" id="angaben">
        Angaben und Funktionen
      </h2>
      <form className="felder" onSubmit={submit} noValidate>
        {words.map(({ name, ...field }) => (
          <Input
            key={name}
            {...field}
            id={`person-${name}`}
            optional={name !== "name"}
            maxLength={120}
            value={draft[name]}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        ))}
        <Functions house={house} value={draft.functions} onChange={(functions) => setDraft({ ...draft, functions })} />
        {put.error instanceof Problem && (
          <Refusal problem={put.error} again={put.error.code === "conflict" ? again : undefined} />
        )}
        <div className="knoepfe">
          <Button
            type="submit"
            busy={put.isPending}
            aria-disabled={!changed}
            onClick={(e) => !changed && e.preventDefault()}
          >
            Änderungen speichern
          </Button>
          <p className="gespeichert" role="status">
            {put.isPending
              ? "Wird gespeichert."
              : changed
                ? "Noch nicht gespeichert"
                : put.isSuccess
                  ? put.data.proposal
                    ? "Gespeichert. Was zeichnet, wartet auf eine zweite Person."
                    : "Gespeichert."
                  : ""}
          </p>
        </div>
      </form>
    </section>
  )
}
