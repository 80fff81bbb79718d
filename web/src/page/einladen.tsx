/** A new person: invited with a code, or entered without a sign-in. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { House } from "../data.ts"
import { Check } from "../part/field.tsx"
import { Button, Input, Refusal } from "../part/ui.tsx"
import { Functions } from "../verwaltung/functions.tsx"
import { CodeShown } from "../verwaltung/invitation.tsx"
import { WithHouse } from "../verwaltung/part.tsx"

type Invited = Parameters<typeof client.personen.$post>[0]["json"]
const NONE: Invited = { name: "", title: "", phone: "", mail: "", functions: [] }

export function Einladen() {
  return <WithHouse title="Person einladen">{(house, haus) => <Form house={house} haus={haus} />}</WithHouse>
}

function Form({ house, haus }: { readonly house: House; readonly haus: string }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [wish, setWish] = useState(NONE)
  const [paper, setPaper] = useState(false)
  const [empty, setEmpty] = useState(false)
  const to = (personId: string) =>
    void navigate({ to: "/$haus/verwaltung/personen/$personId", params: { haus, personId } })
  const invite = useMutation({
    mutationFn: async () => {
      if (!paper) return body(client.personen.$post({ param: { tenant: haus }, json: wish }))
      const personId = `pe-${crypto.randomUUID()}`
      const param = { tenant: haus, personId }
      await body(client.personen[":personId"].$put({ param, json: { ...wish, functions: wish.functions ?? [] } }))
      return { personId, code: undefined, until: "" }
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["haus", haus, "personen"] })
      if (made.code === undefined) to(made.personId)
    },
  })
  const made = invite.data
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setEmpty(wish.name.trim() === "")
    if (wish.name.trim() !== "") invite.mutate()
    else document.getElementById("name")?.focus()
  }
  const words = [
    { name: "title", label: "Bezeichnung auf dem Papier", hint: "zum Beispiel Dezernentin", type: "text" },
    { name: "phone", label: "Telefon", type: "tel" },
    {
      name: "mail",
      label: "Mailadresse",
      hint: "Dorthin gehen Benachrichtigungen; der Code der Einladung nicht.",
      type: "email",
    },
  ] as const
  return (
    <form className="felder" onSubmit={submit} noValidate>
      <Input
        id="name"
        label="Vor- und Nachname"
        required
        maxLength={120}
        value={wish.name}
        error={empty ? "Bitte geben Sie den Namen ein." : undefined}
        onChange={(event) => setWish({ ...wish, name: event.target.value })}
      />
      {words.map(({ name, ...field }) => (
        <Input
          key={name}
          {...field}
          id={name}
          optional
          maxLength={120}
          value={wish[name] ?? ""}
          onChange={(event) => setWish({ ...wish, [name]: event.target.value })}
        />
      ))}
      <Functions house={house} value={wish.functions ?? []} onChange={(functions) => setWish({ ...wish, functions })} />
      <Check
        label="Diese Person meldet sich nicht an; sie zeichnet nur auf Papier"
        checked={paper}
        onChange={setPaper}
      />
      {invite.error instanceof Problem && <Refusal problem={invite.error} />}
      <div className="knoepfe">
        <Button type="submit" busy={invite.isPending}>
          {paper ? "Person anlegen" : "Einladen"}
        </Button>
      </div>
      {made?.code !== undefined && (
        <CodeShown haus={haus} name={wish.name} code={made.code} until={made.until} onClose={() => to(made.personId)} />
      )}
    </form>
  )
}
