/** What became of the last change: always to be seen, read aloud when it matters, a choice where two people wrote. */
import { hour } from "../../format.ts"
import { Alert, Button, Refusal } from "../../part/ui.tsx"
import { Compare } from "./compare.tsx"
import type { Writing } from "./saving.ts"

export function SavedLine({ writing }: { readonly writing: Writing }) {
  const { saving, keeps } = writing
  const said = (() => {
    switch (saving.state) {
      case "saved":
        return saving.at ? `Gespeichert um ${hour(saving.at)} Uhr.` : "Alles ist gespeichert."
      case "changed":
        return "Noch nicht gespeichert."
      case "saving":
        return "Wird gespeichert."
      case "waiting":
        return keeps
          ? "Nicht gespeichert; der Stand liegt auf diesem Gerät und wird wieder versucht."
          : "Nicht gespeichert; bitte lassen Sie die Seite offen."
      case "refused":
        return "Nicht gespeichert."
      case "conflict":
        return "Nicht gespeichert: Es gibt zwei Stände."
    }
  })()
  return (
    <p className="gespeichert" role="status" data-stand={saving.state}>
      {said}
    </p>
  )
}

/** What needs somebody: a refusal, no network, two states. */
export function SavingTrouble({
  writing,
  gremium,
}: {
  readonly writing: Writing
  readonly gremium: (id: string) => string
}) {
  const { saving } = writing
  if (saving.state === "waiting")
    return (
      <Alert tone="warning" title="Gerade kann nicht gespeichert werden.">
        <p className="kern-body">{saving.problem.message}</p>
        <p className="kern-body">
          {writing.keeps
            ? "Sie können weiterschreiben. Was Sie schreiben, bleibt auf diesem Gerät und wird gespeichert, sobald es wieder geht."
            : "Dieses Gerät kann keinen Entwurf aufheben. Bitte lassen Sie die Seite offen, bis wieder gespeichert werden kann."}
        </p>
        <Button kind="secondary" onClick={() => void writing.flush()}>
          Jetzt speichern
        </Button>
      </Alert>
    )
  if (saving.state === "refused") return <Refusal problem={saving.problem} again={() => void writing.flush()} />
  if (saving.state !== "conflict") return null
  const { theirs } = saving
  return (
    <Alert tone="warning" title="Dieses Formular wurde inzwischen an anderer Stelle geändert." live>
      <p className="kern-body">
        Jemand anderes oder ein zweites Fenster hat gespeichert, während Sie geschrieben haben. Bitte wählen Sie,
        welcher Stand gilt. Der andere geht verloren.
      </p>
      <div className="knoepfe">
        <Button onClick={() => writing.replace(writing.current(), theirs.rev)}>Meinen Stand behalten</Button>
        <Button kind="secondary" onClick={() => writing.replace(theirs.form, theirs.rev)}>
          Den anderen Stand übernehmen
        </Button>
        <Compare mine={writing.form} theirs={theirs.form} heads={["Mein Stand", "Anderer Stand"]} gremium={gremium} />
      </div>
    </Alert>
  )
}
