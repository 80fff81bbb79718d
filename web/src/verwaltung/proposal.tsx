/** Functions that one administrator wants to give and another confirms: what waits, for whom, and the two answers. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { type House, ofHouse } from "../data.ts"
import { day, instant } from "../format.ts"
import { Button, Refusal } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import { functionWord } from "../profil/function.ts"
import type { Person } from "./data.ts"

export function Waiting({
  house,
  haus,
  people,
  link = true,
}: {
  readonly house: House
  readonly haus: string
  readonly people: readonly Person[]
  readonly link?: boolean
}) {
  const [said, say] = useState<string>()
  const waiting = people.filter((p) => p.proposal !== undefined)
  return (
    <>
      {waiting.length > 0 && (
        <section aria-labelledby="zu-bestaetigen" className="meins">
          <h2 className="kern-heading-medium" id="zu-bestaetigen">
            Eine zweite Person bestätigt
          </h2>
          <ul className="beziehungen">
            {waiting.map((p) => (
              <One key={p.personId} {...{ house, haus, people, link, say }} person={p} />
            ))}
          </ul>
        </section>
      )}
      <p className="kern-body" role="status">
        {said}
      </p>
    </>
  )
}

function One({
  house,
  haus,
  people,
  person,
  link,
  say,
}: {
  readonly house: House
  readonly haus: string
  readonly people: readonly Person[]
  readonly person: Person
  readonly link: boolean
  readonly say: (words: string | undefined) => void
}) {
  const me = useQuery(ofHouse(haus).ich)
  const { personId, name, proposal, invitation, accountLabel } = person
  const param = { tenant: haus, personId }
  const confirm = useAct(
    haus,
    (proposalId: string) => body(client.personen[":personId"].bestaetigung.$post({ param, json: { proposalId } })),
    `Bestätigt: ${name}.`,
    say,
  )
  const reject = useAct(
    haus,
    (proposalId: string) => body(client.personen[":personId"].ablehnung.$post({ param, json: { proposalId } })),
    `Abgelehnt: ${name}.`,
    say,
  )
  if (!proposal) return null
  const own = me.data?.personId === proposal.by || me.data?.personId === personId
  const by = people.find((p) => p.personId === proposal.by)?.name ?? "eine frühere Person"
  const problem = confirm.error ?? reject.error
  return (
    <li>
      <div>
        <p>
          <strong>
            {link ? (
              <Link to="/$haus/verwaltung/personen/$personId" params={{ haus, personId }}>
                {name}
              </Link>
            ) : (
              name
            )}
          </strong>
          {": "}
          {proposal.add
            .map(
              (f) =>
                `${functionWord(house, f)}${f.as === "selbst" ? "" : f.as === "IV" ? " in Vertretung" : " im Auftrag"}${f.from && f.to ? `, ${day(f.from)} bis ${day(f.to)}` : ""}`,
            )
            .join("; ")}
        </p>
        <p>
          Vorgeschlagen von {by}, gilt bis {instant(proposal.until)}.
          {accountLabel ? ` Angenommen mit dem Konto ${accountLabel}.` : ""}
        </p>
        {invitation && <p>Die Einladung ist noch nicht angenommen; bestätigt wird danach.</p>}
        {own && <p>Darüber entscheidet eine andere Person der Mandantenadministration.</p>}
        {problem instanceof Problem && <Refusal problem={problem} />}
      </div>
      {!own && (
        <div className="beziehungen__knoepfe">
          {!invitation && (
            <Button busy={confirm.isPending} onClick={() => confirm.mutate(proposal.id)}>
              Bestätigen<span className="kern-sr-only">: {name}</span>
            </Button>
          )}
          <Button kind="secondary" busy={reject.isPending} onClick={() => reject.mutate(proposal.id)}>
            Ablehnen<span className="kern-sr-only">: {name}</span>
          </Button>
        </div>
      )}
    </li>
  )
}
