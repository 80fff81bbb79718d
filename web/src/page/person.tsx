/** One person: functions, invitation, absence, Vertretung, end of the membership. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Loading } from "../part/ui.tsx"
import { AbsenceOf } from "../verwaltung/absence.tsx"
import { administered } from "../verwaltung/data.ts"
import { DeputiesOf } from "../verwaltung/deputy.tsx"
import { EndOf } from "../verwaltung/end.tsx"
import { InvitationOf } from "../verwaltung/invitation.tsx"
import { PersonForm } from "../verwaltung/person.tsx"
import { Waiting } from "../verwaltung/proposal.tsx"
import { State } from "../verwaltung/state.tsx"

export function PersonPage() {
  const { haus, personId } = useParams({ from: "/$haus/verwaltung/personen/$personId" })
  const people = useQuery(ofHouse(haus).personen)
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const error = people.error ?? house.error ?? me.error
  if (error instanceof Problem && !(people.data && house.data && me.data))
    return <Refused name="Person" problem={error} again={() => void people.refetch()} />
  if (!people.data || !house.data || !me.data) return <Loading what="Die Person wird geladen." />
  const all = administered(people.data)
  const person = all.find((p) => p.personId === personId)
  if (!person)
    return (
      <>
        <PageTitle name="Person">Diese Person gibt es nicht</PageTitle>
        <p className="kern-body">Vielleicht wurde eine Einladung widerrufen, ehe sie angenommen war.</p>
        <p>
          <Link to="/$haus/verwaltung/personen" params={{ haus }}>
            Alle Personen
          </Link>
        </p>
      </>
    )
  const self = me.data.personId === personId
  const gone = person.state === "ausgeschieden"
  return (
    <>
      <PageTitle name={person.name}>{person.name}</PageTitle>
      <p className="kern-body">
        <State of={person} />
      </p>
      {self && (
        <Alert tone="info" title="Das sind Sie selbst.">
          <p className="kern-body">Ihre eigenen Funktionen ändert eine andere Person der Mandantenadministration.</p>
        </Alert>
      )}
      <Waiting house={house.data} haus={haus} people={all.filter((p) => p.personId === personId)} link={false} />
      {!self && !gone && <PersonForm key={person.personId} house={house.data} haus={haus} person={person} />}
      {gone && (
        <p className="kern-body">
          {person.ends?.reason ? `Grund: ${person.ends.reason} ` : ""}
          Kommt diese Person zurück, laden Sie sie neu ein; danach geben Sie ihr Funktionen.
        </p>
      )}
      {!self && <InvitationOf haus={haus} person={person} />}
      {person.active && <DeputiesOf house={house.data} haus={haus} person={person} people={all} />}
      {person.active && <AbsenceOf haus={haus} person={person} />}
      {!self && !gone && <EndOf house={house.data} haus={haus} person={person} people={all} />}
    </>
  )
}
