/** Vorschau: the saved form as PDF, made by the worker while the dialog waits, shown in it or opened by a small screen. */
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../../api.ts"
import { Dialog } from "../../part/dialog.tsx"
import { Alert, Button, Refusal } from "../../part/ui.tsx"
import { useWide } from "../../part/wide.ts"

export function Preview({
  haus,
  vorlageId,
  flush,
}: {
  readonly haus: string
  readonly vorlageId: string
  /** saves what is written; undefined where that is not possible now */
  readonly flush: () => Promise<number | undefined>
}) {
  const [open, setOpen] = useState(false)
  const param = { tenant: haus, vorlageId }
  const ask = useMutation({
    networkMode: "always",
    mutationFn: async () => {
      if ((await flush()) === undefined) return null
      return body(client.vorlagen[":vorlageId"].vorschau.$post({ param, json: {} }))
    },
  })
  const outputId = ask.data?.id ?? ""
  const made = useQuery({
    queryKey: ["haus", haus, "entwurf", vorlageId, "vorschau", outputId],
    queryFn: () =>
      body(client.vorlagen[":vorlageId"].vorschau[":outputId"].$get({ param: { ...param, outputId }, query: {} })),
    enabled: open && ask.data?.state === "making",
    refetchInterval: (q) => ((q.state.data?.state ?? "making") === "making" ? 800 : false),
    gcTime: 0,
  })
  const found = made.data ?? ask.data ?? undefined
  const problem = ask.error ?? made.error
  const begin = () => {
    setOpen(true)
    ask.mutate()
  }
  // What the form itself is the reason of does not go away by asking again.
  const passing =
    problem instanceof Problem && (problem.status === 0 || problem.status === 429 || problem.status >= 500)
  const broken = found?.state === "failed" || passing || ask.data === null
  return (
    <>
      <Button kind="secondary" onClick={begin}>
        Vorschau als PDF
      </Button>
      {open && (
        <Dialog
          title="Vorschau"
          wide
          onClose={() => setOpen(false)}
          actions={
            <>
              {broken && <Button onClick={begin}>Noch einmal versuchen</Button>}
              <Button kind="secondary" onClick={() => setOpen(false)}>
                Schließen
              </Button>
            </>
          }
        >
          <p className="kern-body" role="status">
            {(ask.isPending || found?.state === "making") && !problem && "Die Vorschau wird erstellt ..."}
            {found?.state === "ready" &&
              `Die Vorschau ist fertig${found.pages ? `: ${found.pages === 1 ? "eine Seite" : `${found.pages} Seiten`}` : ""}. Sie zeigt den gespeicherten Stand und ist nicht eingereicht.`}
          </p>
          {found?.state === "ready" && (
            <Shown
              path={`/api/${encodeURIComponent(haus)}/vorlagen/${encodeURIComponent(vorlageId)}/vorschau/${encodeURIComponent(found.id)}/datei`}
              fileName={found.fileName}
            />
          )}
          {found?.state === "refused" && (
            <Alert tone="danger" title="Von diesem Formular lässt sich noch keine Vorschau erstellen." live>
              <ul className="kern-list">
                {found.findings.map((f) => (
                  <li key={`${f.reason}|${f.message}`}>{f.message}</li>
                ))}
              </ul>
            </Alert>
          )}
          {found?.state === "failed" && (
            <Alert
              tone="danger"
              title="Die Vorschau konnte nicht erstellt werden. Ihr Formular ist gespeichert."
              live
            />
          )}
          {ask.data === null && (
            <Alert tone="warning" title="Das Formular ist noch nicht gespeichert." live>
              <p className="kern-body">
                Die Vorschau zeigt nur, was gespeichert ist. Was das Speichern aufhält, steht oben auf der Seite.
              </p>
            </Alert>
          )}
          {problem instanceof Problem && <Refusal problem={problem} />}
        </Dialog>
      )}
    </>
  )
}

/** The file stands in the dialog where there is room for it; a small screen opens it by itself. */
function Shown({ path, fileName }: { readonly path: string; readonly fileName: string }) {
  const wide = useWide()
  return (
    <>
      <p>
        <a
          href={path}
          target="_blank"
          rel="noreferrer"
          className={wide ? undefined : "kern-btn kern-btn--primary kern-btn--block"}
        >
          {wide ? `${fileName} in neuem Fenster öffnen` : <span className="kern-label">Vorschau öffnen (PDF)</span>}
        </a>
      </p>
      {wide && (
        <iframe className="papier papier--dialog" src={`${path}#navpanes=0&view=FitH`} title="Vorschau der Vorlage" />
      )}
    </>
  )
}
