/** Übergabepaket: asked for, made while one waits, loaded as one ZIP. */
import { useMutation } from "@tanstack/react-query"
import { useEffect, useEffectEvent } from "react"
import { body, client, Problem } from "../api.ts"
import { size } from "../format.ts"
import { Button, Refusal } from "../part/ui.tsx"

const AGAIN_MS = 1_000

export function Paket({ haus, vorlageId }: { readonly haus: string; readonly vorlageId: string }) {
  const ask = useMutation({
    mutationFn: () => body(client.vorlagen[":vorlageId"].paket.$post({ param: { tenant: haus, vorlageId }, json: {} })),
  })
  const made = ask.data
  const again = useEffectEvent(() => ask.mutate())
  const state = made?.state
  const at = ask.submittedAt
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that says "making" asks once more
  useEffect(() => {
    if (state !== "making" || ask.isPending) return
    const timer = setTimeout(again, AGAIN_MS)
    return () => clearTimeout(timer)
  }, [state, at, ask.isPending])
  const waiting = ask.isPending || state === "making"
  return (
    <section aria-labelledby="paket">
      <h3 className="kern-title" id="paket">
        Übergabepaket für das Ratsinformationssystem
      </h3>
      <p className="kern-body">
        Eine ZIP-Datei mit der gezeichneten Vorlage, den Anlagen in ihrer Reihenfolge, allem in einem PDF, den Feldern
        zum Übertragen und den Angaben als Daten (OParl). Sie hält den Stand von jetzt.
      </p>
      <div className="knoepfe">
        <Button kind="secondary" busy={waiting} onClick={() => ask.mutate()}>
          Übergabepaket erstellen
        </Button>
        {made?.state === "ready" && (
          <a
            className="kern-btn kern-btn--primary"
            href={`/api/${haus}/vorlagen/${vorlageId}/paket/${made.id}`}
            download
          >
            <span className="kern-label">
              {made.fileName} laden{made.bytes === undefined ? "" : ` (${size(made.bytes)})`}
            </span>
          </a>
        )}
      </div>
      <p className="kern-body" role="status">
        {waiting && "Das Paket wird gepackt. Das dauert wenige Sekunden."}
        {!waiting &&
          made?.state === "ready" &&
          `Fertig: Fassung ${made.fassung}, ${made.stateLabel}${made.nonPublic ? ", mit nichtöffentlichen Teilen" : ""}.`}
        {!waiting &&
          made?.state === "failed" &&
          "Die Vorlage hat sich inzwischen geändert. Bitte fordern Sie das Paket noch einmal an."}
      </p>
      {waiting && <progress aria-label="Übergabepaket wird erstellt" />}
      {ask.error instanceof Problem && <Refusal problem={ask.error} />}
    </section>
  )
}
