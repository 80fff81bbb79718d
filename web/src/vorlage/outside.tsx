/** A step that is signed elsewhere: with an own certificate in another program, or by hand on a printed sheet. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import type { Vorlage } from "../data.ts"
import { instant } from "../format.ts"
import { Drop } from "../part/drop.tsx"
import { Alert, Refusal } from "../part/ui.tsx"
import { send } from "../part/upload.ts"
import { documentPath, paperOf } from "./step.ts"

export function SignOutside({
  haus,
  vorlage,
  stepId,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly stepId: string
}) {
  const step = vorlage.chain?.steps.find((s) => s.id === stepId)
  if (step?.kind !== "sign") return null
  return step.level === "paper" ? (
    <Sheet haus={haus} vorlage={vorlage} stepId={stepId} />
  ) : (
    <WithCertificate haus={haus} vorlage={vorlage} stepId={stepId} qualified={step.level === "QES"} />
  )
}

interface At {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly stepId: string
}

function Sheet({ haus, vorlage, stepId }: At) {
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const sheet = now?.documents.findLast((d) => d.kind === "sheet" && d.stepId === stepId)
  return (
    <>
      <p className="kern-body">
        Dieser Schritt wird auf Papier gezeichnet: Bitte drucken Sie das Zeichnungsblatt, unterschreiben Sie es mit Ort
        und Datum und geben Sie es dem Sitzungsdienst. Er bestätigt hier Ihre Unterschrift.
      </p>
      {sheet && now ? (
        <p>
          <a
            className="kern-btn kern-btn--primary"
            href={documentPath(haus, vorlage.id, now.n, sheet.sha256)}
            target="_blank"
            rel="noreferrer"
          >
            <span className="kern-label">Zeichnungsblatt öffnen</span>
          </a>
        </p>
      ) : (
        <p className="kern-body" role="status">
          Das Zeichnungsblatt wird gerade erstellt.
        </p>
      )}
    </>
  )
}

function WithCertificate({ haus, vorlage, stepId, qualified }: At & { readonly qualified: boolean }) {
  const queries = useQueryClient()
  const [part, setPart] = useState<number>()
  const { chain } = vorlage
  const stage = paperOf(vorlage)
  const now = vorlage.fassungen.find((f) => !f.superseded)
  const handed = vorlage.outside?.find((o) => o.stepId === stepId)
  const upload = useMutation({
    mutationFn: async (file: File) => {
      setPart(0)
      const uploadId = await send(haus, file, {}, setPart, undefined, "signiert")
      return body(
        client.vorlagen[":vorlageId"]["externe-zeichnung"].$post({
          param: { tenant: haus, vorlageId: vorlage.id },
          json: { fassungSha256: chain?.sha256 ?? "", pdfSha256: chain?.pdfSha256 ?? "", stepId, uploadId },
        }),
      )
    },
    onSettled: async () => {
      setPart(undefined)
      await queries.invalidateQueries({ queryKey: ["haus", haus, "vorlage", vorlage.id] })
    },
  })
  const busy = now !== undefined && now.beingMade.length > 0
  return (
    <>
      <p className="kern-body">
        Dieser Schritt wird mit {qualified ? "qualifizierter" : "fortgeschrittener"} elektronischer Signatur gezeichnet,
        in Ihrem eigenen Signaturprogramm.
      </p>
      <ol className="schritte">
        <li>
          {stage && !busy ? (
            <a href={`${documentPath(haus, vorlage.id, stage.fassung, stage.sha256)}?download`}>
              {stage.fileName} herunterladen
            </a>
          ) : (
            <span role="status">An der Datei wird noch gearbeitet. Sie steht hier, sobald sie fertig ist.</span>
          )}
        </li>
        <li>
          Im Feld <code className="pruefsumme">zeichnung-{stepId}</code> signieren; nicht zertifizieren, nichts sperren.
        </li>
        <li>Die signierte Datei hier einreichen. Sie wird geprüft; das dauert meist nur einen Augenblick.</li>
      </ol>
      {handed?.state === "checking" && (
        <Alert tone="info" title="Ihre Datei wird geprüft." live>
          <p className="kern-body">Eingereicht am {instant(handed.at)} Uhr. Die Seite zeigt das Ergebnis von selbst.</p>
        </Alert>
      )}
      {handed?.state === "refused" && (
        <Alert tone="danger" title="Die Datei wurde nicht angenommen. Der Schritt liegt weiter bei Ihnen." live>
          <ul className="kern-list">
            {handed.findings.map((f) => (
              <li key={f.reason}>{f.message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {handed?.state !== "checking" && (
        <Drop
          id={`signiert-${stepId}`}
          label="Signierte Datei einreichen"
          hint="PDF; nur die Signatur darf hinzugekommen sein"
          accept="application/pdf,.pdf"
          onFiles={([file]) => file && upload.mutate(file)}
        />
      )}
      {part !== undefined && (
        <p role="status">
          <progress aria-label="Übertragung" value={part} max={1} /> Die Datei wird übertragen.
        </p>
      )}
      {upload.error instanceof Problem && <Refusal problem={upload.error} />}
    </>
  )
}
