/** State of a person in the house, with what is coming. */
import { day, instant } from "../format.ts"
import { Badge } from "../part/ui.tsx"
import type { Person } from "./data.ts"

export function State({ of }: { readonly of: Person }) {
  const { state, invitation, ends, active, account, proposal } = of
  return (
    <>
      <Badge tone={state === "aktiv" ? "success" : state === "eingeladen" ? "info" : "warning"}>{state}</Badge>
      {invitation && <> bis {instant(invitation.until)}</>}
      {active && !account && !invitation && <> ohne Anmeldung</>}
      {active && ends && <>, scheidet aus am {day(ends.on)}</>}
      {proposal && (
        <>
          {" "}
          <Badge tone="warning">Bestätigung fehlt</Badge>
        </>
      )}
    </>
  )
}
