/** Invitation of a person: the code shown once, sent again, taken back. */
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { instant } from "../format.ts"
import { Button } from "../part/ui.tsx"
import { useAct } from "../profil/act.ts"
import type { Person } from "./data.ts"
import { Ask, Once } from "./part.tsx"

export function CodeShown({
  haus,
  name,
  code,
  until,
  onClose,
}: {
  readonly haus: string
  readonly name: string
  readonly code: string
  readonly until: string
  readonly onClose: () => void
}) {
  return (
    <Once title={`Einladung für ${name}`} label="Code der Einladung" secret={code} onClose={onClose}>
      <p className="kern-body">
        Geben Sie den Code der Person auf einem sicheren Weg. Er gilt einmal, bis {instant(until)}, und wird nur jetzt
        gezeigt. Eingegeben wird er hier: {window.location.origin}/einladung/{haus}
      </p>
    </Once>
  )
}

export function InvitationOf({ haus, person }: { readonly haus: string; readonly person: Person }) {
  const { personId, name, invitation, account, active, accountLabel } = person
  const param = { tenant: haus, personId }
  const [said, say] = useState<string>()
  const [asking, setAsking] = useState<"neu" | "widerruf">()
  const [code, setCode] = useState<{ code: string; until: string }>()
  const reinvite = useAct(
    haus,
    async () => setCode(await body(client.personen[":personId"].einladung.$post({ param, json: {} }))),
    "Neue Einladung ausgestellt.",
    say,
  )
  const revoke = useAct(
    haus,
    () => body(client.personen[":personId"].einladung.widerruf.$post({ param, json: {} })),
    "Einladung widerrufen.",
    say,
  )
  return (
    <section aria-labelledby="einladung">
      <h2 className="kern-heading-medium" id="einladung">
        Einladung und Anmeldung
      </h2>
      <p className="kern-body">
        {invitation
          ? `Eingeladen am ${instant(invitation.at)}; der Code gilt bis ${instant(invitation.until)}.`
          : account
            ? `Die Person meldet sich an${accountLabel ? ` mit dem Konto ${accountLabel}` : ""}.`
            : active
              ? "Diese Person hat keine Anmeldung. Mit einer Einladung bekommt sie eine."
              : "Es ist keine Einladung offen."}
      </p>
      <div className="knoepfe">
        <Button kind="secondary" onClick={() => setAsking("neu")}>
          Neue Einladung
        </Button>
        {invitation && (
          <Button kind="tertiary" onClick={() => setAsking("widerruf")}>
            Einladung widerrufen
          </Button>
        )}
      </div>
      <p className="kern-body" role="status">
        {said}
      </p>
      {asking === "neu" && (
        <Ask
          title={`${name} neu einladen?`}
          yes="Neu einladen"
          busy={reinvite.isPending}
          problem={reinvite.error instanceof Problem ? reinvite.error : undefined}
          onYes={() => reinvite.mutate(undefined, { onSuccess: () => setAsking(undefined) })}
          onClose={() => setAsking(undefined)}
        >
          <p className="kern-body">
            Der bisherige Code und die bisherige Anmeldung gelten dann nicht mehr. Zeichnende Funktionen ruhen, bis eine
            zweite Person der Mandantenadministration sie wieder bestätigt hat.
          </p>
        </Ask>
      )}
      {asking === "widerruf" && (
        <Ask
          title="Einladung widerrufen?"
          yes="Widerrufen"
          busy={revoke.isPending}
          problem={revoke.error instanceof Problem ? revoke.error : undefined}
          onYes={() => revoke.mutate(undefined, { onSuccess: () => setAsking(undefined) })}
          onClose={() => setAsking(undefined)}
        >
          <p className="kern-body">Mit dem Code kommt dann niemand mehr herein.</p>
        </Ask>
      )}
      {code && (
        <CodeShown haus={haus} name={name} code={code.code} until={code.until} onClose={() => setCode(undefined)} />
      )}
    </section>
  )
}
