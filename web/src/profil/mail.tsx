/** Benachrichtigungen: single mails or one a day, and to which address. */
import { queryOptions, useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { useAct } from "./act.ts"

const mineQuery = (haus: string) =>
  queryOptions({
    queryKey: ["haus", haus, "benachrichtigungen"],
    queryFn: () => body(client.ich.benachrichtigungen.$get({ param: { tenant: haus }, query: {} })),
  })
type Settings = Parameters<typeof client.ich.benachrichtigungen.$post>[0]["json"]

export function Mails({ haus }: { readonly haus: string }) {
  const param = { tenant: haus }
  const { data, error, refetch } = useQuery(mineQuery(haus))
  const [address, setAddress] = useState("")
  const [code, setCode] = useState("")
  const [said, say] = useState<string>()
  const put = useAct(
    haus,
    (json: Settings) => body(client.ich.benachrichtigungen.$post({ param, json })),
    "Gespeichert.",
    say,
  )
  const confirm = useAct(
    haus,
    (given: string) => body(client.ich.benachrichtigungen.bestaetigung.$post({ param, json: { code: given } })),
    "Adresse bestätigt.",
    say,
  )
  const send = (event: FormEvent) => {
    event.preventDefault()
    put.mutate({ address: address.trim() }, { onSuccess: () => setAddress("") })
  }
  const answer = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(code.trim(), { onSuccess: () => setCode("") })
  }
  return (
    <section aria-labelledby="mails">
      <h2 className="kern-heading-medium" id="mails">
        Benachrichtigungen
      </h2>
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="Ihre Einstellungen werden geladen." />}
      {data && (
        <>
          {data.problem && (
            <Alert tone="warning" title="An Ihre Adresse konnten keine Mails zugestellt werden.">
              <p className="kern-body">
                Bitte prüfen Sie die Adresse oder wenden Sie sich an die Mandantenadministration.
              </p>
            </Alert>
          )}
          <p className="kern-body">
            {data.address
              ? `Mails gehen an ${data.address}${data.confirmed ? "" : " (vom Haus eingetragen)"}.`
              : "Es ist keine Adresse eingetragen; Sie bekommen keine Mails."}
          </p>
          <Select
            label="Wie oft"
            options={[
              { value: "single", label: "sofort, für jede Sache eine Mail" },
              { value: "daily", label: "einmal am Morgen jedes Arbeitstages" },
            ]}
            value={data.mode}
            onChange={(mode) => put.mutate({ mode: mode === "daily" ? "daily" : "single" })}
          />
          <form className="zeile" onSubmit={send}>
            <Input
              label="Andere Adresse"
              hint="Sie gilt, sobald Sie den Code eingeben, den wir dorthin schicken."
              type="email"
              autoComplete="email"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
            <Button type="submit" kind="secondary" busy={put.isPending}>
              Code anfordern
            </Button>
          </form>
          {data.pending && (
            <form className="zeile" onSubmit={answer}>
              <Input
                label={`Code aus der Mail an ${data.pending.address}`}
                required
                autoComplete="one-time-code"
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
              <Button type="submit" busy={confirm.isPending}>
                Adresse bestätigen
              </Button>
            </form>
          )}
        </>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
      {put.error instanceof Problem && <Refusal problem={put.error} />}
      {confirm.error instanceof Problem && <Refusal problem={confirm.error} />}
    </section>
  )
}
