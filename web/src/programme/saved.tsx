/** What became of the last change of a section: always to be seen, read aloud when it matters. */

import type { Section } from "@beschlussweg/core/content"
import { hour } from "../format.ts"
import { Alert, Button, Refusal } from "../part/ui.tsx"
import type { Snapshot, Writer } from "./writer.ts"

export function savedWords({ saving, keeps }: Snapshot): string {
  switch (saving.state) {
    case "saved":
      return saving.at ? `Gespeichert um ${hour(saving.at)} Uhr.` : "Alles ist gespeichert."
    case "changed":
      return "Noch nicht gespeichert."
    case "saving":
      return "Wird gespeichert."
    case "waiting":
      return keeps
        ? "Nicht gespeichert; der Text liegt auf diesem Gerät und wird wieder versucht."
        : "Nicht gespeichert; bitte lassen Sie die Seite offen."
    case "refused":
      return "Nicht gespeichert."
    case "conflict":
      return "Nicht gespeichert: Es gibt zwei Texte."
  }
}

/** What needs somebody: no network, no session, a refusal, a section that is gone. */
export function SavingTrouble({
  writer,
  snapshot,
  onAppend,
}: {
  readonly writer: Writer
  readonly snapshot: Snapshot
  /** keeps the text as a new section, where its own is gone */
  readonly onAppend: (section: Section) => void
}) {
  const { saving, keeps } = snapshot
  if (saving.state === "waiting")
    return (
      <Alert tone="warning" title="Gerade kann nicht gespeichert werden.">
        <p className="kern-body">{saving.problem.message}</p>
        <p className="kern-body">
          {keeps
            ? "Sie können weiterschreiben. Was Sie schreiben, bleibt auf diesem Gerät und wird gespeichert, sobald es wieder geht."
            : "Dieses Gerät kann den Text nicht aufheben. Bitte lassen Sie die Seite offen, bis wieder gespeichert werden kann."}
        </p>
        <Button kind="secondary" onClick={() => void writer.flush()}>
          Jetzt speichern
        </Button>
      </Alert>
    )
  if (saving.state !== "refused") return null
  if (saving.problem.reason === "section.gone" || saving.problem.status === 404)
    return (
      <Alert tone="danger" title="Diesen Abschnitt gibt es im Programm nicht mehr." live>
        <p className="kern-body">Jemand hat ihn entfernt, während Sie geschrieben haben. Ihr Text ist noch da.</p>
        <Button kind="secondary" onClick={() => onAppend(writer.section())}>
          Meinen Text als neuen Abschnitt anfügen
        </Button>
      </Alert>
    )
  return <Refusal problem={saving.problem} again={() => void writer.flush()} />
}
