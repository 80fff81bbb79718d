/** What has happened, what comes next, and the signed file as soon as it is there. */
import type { Vorlage } from "../data.ts"
import { instant } from "../format.ts"
import { Alert } from "../part/ui.tsx"
import { documentPath, documentWord, type Mine } from "./step.ts"

export interface DoneAct {
  /** "Gezeichnet." */
  readonly title: string
  readonly stepId: string
  readonly kind: Mine["kind"]
}
/** Stage of the file that an act leads to. */
const STAGE: Partial<Record<Mine["kind"], string>> = { sign: "sign", auszug: "auszug-sign" }

export function Done({
  haus,
  vorlage,
  done,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly done: DoneAct
}) {
  const step = vorlage.chain?.steps.find((s) => s.id === done.stepId)
  const at = step && "given" in step ? step.given?.at : undefined
  const next = vorlage.chain?.steps.filter((s) => s.status === "open").map((s) => s.label) ?? []
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const stage = STAGE[done.kind]
  const file = now?.documents.findLast((d) => d.kind === stage && d.stepId === done.stepId)
  const owed = stage !== undefined && now?.beingMade.includes(stage as (typeof now.beingMade)[number])
  return (
    <Alert tone="success" title={done.title} live>
      <p className="kern-body">
        {at && done.kind === "sign" ? `Festgehalten am ${instant(at)} Uhr. ` : ""}
        {next.length > 0 ? `Als Nächstes: ${next.join(", ")}. ` : ""}
        {vorlage.mine.length === 0 ? "Hier wartet nichts mehr auf Sie." : "Hier wartet noch etwas auf Sie."}
      </p>
      {file && now && (
        <p className="kern-body">
          {documentWord(file.kind)} liegt vor:{" "}
          <a href={documentPath(haus, vorlage.id, now.n, file.sha256)} target="_blank" rel="noreferrer">
            {file.fileName}
          </a>
        </p>
      )}
      {!file && owed && (
        <p className="kern-body">Die gezeichnete Datei wird gerade erstellt. Sie müssen nicht darauf warten.</p>
      )}
    </Alert>
  )
}
