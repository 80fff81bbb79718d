/** Keys with which other programmes read or write in this house: made, shown once, revoked. */
import { MACHINE, MAX_DAYS, scopesOf } from "@beschlussweg/core/key/scope"
import { type Action, ROLE_LABEL } from "@beschlussweg/core/role"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import type { House } from "../data.ts"
import { day, instant } from "../format.ts"
import { Check } from "../part/field.tsx"
import { Badge, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import { functionWord } from "../profil/function.ts"
import { keysQuery } from "../verwaltung/data.ts"
import { Ask, Once, Table, WithHouse } from "../verwaltung/part.tsx"
import { SCOPE } from "../verwaltung/scope.ts"

export function Schluessel() {
  return (
    <WithHouse title="Schlüssel für Programme">
      {(house, haus) => (
        <>
          <p className="kern-body">
            Mit einem Schlüssel liest oder schreibt ein anderes Programm in Ihrem Haus, zum Beispiel das
            Ratsinformationssystem. Zeichnen, verwalten und Papier bestätigen kann kein Programm.
          </p>
          <Keys house={house} haus={haus} />
          <NewKey house={house} haus={haus} />
        </>
      )}
    </WithHouse>
  )
}

function Keys({ house, haus }: { readonly house: House; readonly haus: string }) {
  const keys = useQuery(keysQuery(haus))
  const [ending, setEnding] = useState<{ keyId: string; name: string }>()
  const [said, say] = useState<string>()
  const revoke = useAct(
    haus,
    (keyId: string) => client.schluessel[":keyId"].widerruf.$post({ param: { tenant: haus, keyId }, json: {} }),
    "Schlüssel widerrufen.",
    say,
  )
  if (keys.error instanceof Problem && !keys.data)
    return <Refusal problem={keys.error} again={() => void keys.refetch()} />
  if (!keys.data) return <Loading what="Die Schlüssel werden geladen." />
  return (
    <>
      {keys.data.length === 0 && (
        <p className="leer kern-body">Noch hat kein Programm einen Schlüssel. Den ersten legen Sie unten an.</p>
      )}
      {keys.data.length > 0 && (
        <Table caption="Schlüssel" head={["Programm", "Funktion", "Gilt bis", "Angelegt", "Stand"]}>
          {keys.data.map((k) => (
            <tr className="kern-table__row" key={k.keyId}>
              <th className="kern-table__cell" scope="row">
                {k.name}
              </th>
              <td className="kern-table__cell">
                {functionWord(house, k)}
                <div>{k.scopes.map((s) => SCOPE[s] ?? s).join(", ")}</div>
              </td>
              <td className="kern-table__cell">{day(k.expiresOn)}</td>
              <td className="kern-table__cell">{instant(k.createdAt)}</td>
              <td className="kern-table__cell">
                {k.revokedAt ? (
                  <Badge tone="warning">widerrufen</Badge>
                ) : k.expiresOn < today() ? (
                  <Badge tone="warning">abgelaufen</Badge>
                ) : (
                  <Button kind="tertiary" onClick={() => setEnding(k)}>
                    Widerrufen<span className="kern-sr-only">: {k.name}</span>
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
      {ending && (
        <Ask
          title={`Schlüssel „${ending.name}“ widerrufen?`}
          yes="Widerrufen"
          busy={revoke.isPending}
          problem={revoke.error instanceof Problem ? revoke.error : undefined}
          onYes={() => revoke.mutate(ending.keyId, { onSuccess: () => setEnding(undefined) })}
          onClose={() => setEnding(undefined)}
        >
          <p className="kern-body">Das Programm kommt sofort nicht mehr herein. Das lässt sich nicht zurücknehmen.</p>
        </Ask>
      )}
    </>
  )
}

type Json = Parameters<typeof client.schluessel.$post>[0]["json"]

function NewKey({ house, haus }: { readonly house: House; readonly haus: string }) {
  const queries = useQueryClient()
  const [name, setName] = useState("")
  const [role, setRole] = useState<(typeof MACHINE)[number]>("lesend")
  const [gremiumId, setGremiumId] = useState(house.gremien[0]?.id ?? "")
  const [without, setWithout] = useState<readonly Action[]>([])
  const [expiresOn, setExpiresOn] = useState("")
  const [wrong, setWrong] = useState<{ name?: string; on?: string; scopes?: string }>({})
  const possible = scopesOf(role)
  const scopes = possible.filter((s) => !without.includes(s))
  const make = useMutation({
    mutationFn: (json: Json) => body(client.schluessel.$post({ param: { tenant: haus }, json })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["haus", haus, "schluessel"] }),
  })
  const last = new Date(Date.parse(today()) + MAX_DAYS * 86_400_000).toISOString().slice(0, 10)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = {
      ...(name.trim() === "" ? { name: "Bitte sagen Sie, wofür der Schlüssel ist." } : {}),
      ...(expiresOn === "" ? { on: "Bitte geben Sie den letzten Tag an." } : {}),
      ...(scopes.length === 0 ? { scopes: "Bitte wählen Sie mindestens ein Recht." } : {}),
    }
    setWrong(found)
    if (found.name) document.getElementById("schluessel-name")?.focus()
    else if (found.on) document.getElementById("schluessel-bis")?.focus()
    if (Object.keys(found).length > 0) return
    make.mutate({ name: name.trim(), role, scopes, expiresOn, ...(role === "geschaeftsstelle" ? { gremiumId } : {}) })
  }
  return (
    <section aria-labelledby="neuer-schluessel">
      <h2 className="kern-heading-medium" id="neuer-schluessel">
        Neuer Schlüssel
      </h2>
      <form className="felder" onSubmit={submit} noValidate>
        <Input
          id="schluessel-name"
          label="Programm"
          hint="zum Beispiel Ratsinformationssystem"
          maxLength={120}
          value={name}
          error={wrong.name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label="Funktion"
          options={MACHINE.map((r) => ({ value: r, label: house.labels.roles[r] ?? ROLE_LABEL[r] }))}
          value={role}
          onChange={(value) => {
            setRole(MACHINE.find((r) => r === value) ?? "lesend")
            setWithout([])
          }}
        />
        {role === "geschaeftsstelle" && (
          <Select
            label="Gremium"
            options={house.gremien.map((g) => ({ value: g.id, label: g.name }))}
            value={gremiumId}
            onChange={setGremiumId}
          />
        )}
        <fieldset className="gruppe__rahmen">
          <legend>Was das Programm darf</legend>
          {possible.map((s) => (
            <Check
              key={s}
              label={SCOPE[s] ?? s}
              checked={!without.includes(s)}
              onChange={(on) => setWithout(on ? without.filter((w) => w !== s) : [...without, s])}
            />
          ))}
          {wrong.scopes && (
            <p className="kern-error" role="alert">
              <span className="kern-body">{wrong.scopes}</span>
            </p>
          )}
        </fieldset>
        <Input
          id="schluessel-bis"
          label="Letzter Tag"
          hint={`Spätestens am ${day(last)}.`}
          type="date"
          min={today()}
          max={last}
          value={expiresOn}
          error={wrong.on}
          onChange={(event) => setExpiresOn(event.target.value)}
        />
        {make.error instanceof Problem && <Refusal problem={make.error} />}
        <div className="knoepfe">
          <Button type="submit" busy={make.isPending}>
            Schlüssel anlegen
          </Button>
        </div>
      </form>
      {make.data && (
        <Once title={`Schlüssel für ${make.data.name}`} label="Schlüssel" secret={make.data.token} onClose={make.reset}>
          <p className="kern-body">
            Der Schlüssel wird nur jetzt gezeigt. Tragen Sie ihn in das Programm ein; wer ihn verliert, legt einen neuen
            an und widerruft diesen.
          </p>
        </Once>
      )}
    </section>
  )
}
