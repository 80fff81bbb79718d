/** Absence of somebody else, entered by the administration. */
import { body, client } from "../api.ts"
import { AbsenceForm } from "../profil/abwesenheit.tsx"
import type { Person } from "./data.ts"

export function AbsenceOf({ haus, person }: { readonly haus: string; readonly person: Person }) {
  const { abwesenheit } = client.personen[":personId"]
  const param = { tenant: haus, personId: person.personId }
  return (
    <AbsenceForm
      haus={haus}
      absences={person.absences}
      intro={person.absences.length === 0 ? "Es ist keine Abwesenheit eingetragen." : undefined}
      kind="secondary"
      enter={(json) => body(abwesenheit.$post({ param, json }))}
      remove={(absenceId) => body(abwesenheit.aufhebung.$post({ param, json: { absenceId } }))}
    />
  )
}
