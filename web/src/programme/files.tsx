/** Files of a programme: page and data at once, Word and PDF as soon as the worker has made them. */
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Alert, Button, Refusal } from "../part/ui.tsx"

/** Page and data at once; the Word file as soon as it is made. */
export function Files({
  haus,
  programmeId,
  stand,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly stand: number | "draft"
}) {
  const [outputId, setOutputId] = useState<string>()
  const base = `/api/${encodeURIComponent(haus)}/programme/${encodeURIComponent(programmeId)}`
  const query = stand === "draft" ? "" : `?stand=${stand}`
  const ask = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].ausgaben.$post({
          param: { tenant: haus, programmeId },
          json: { format: "docx", stand },
        }),
      ),
    onSuccess: ({ id }) => setOutputId(id),
  })
  const made = useQuery({
    queryKey: ["haus", haus, "programm", programmeId, "ausgabe", outputId ?? ""],
    queryFn: () =>
      body(
        client.programme[":programmeId"].ausgaben[":outputId"].$get({
          param: { tenant: haus, programmeId, outputId: outputId ?? "" },
          query: {},
        }),
      ),
    enabled: outputId !== undefined,
    refetchInterval: (q) => (q.state.data?.state === "making" ? 1_000 : false),
  })
  const of = stand === "draft" ? "des Arbeitstexts" : `von Stand ${stand}`
  return (
    <>
      <ul className="dateien">
        <li>
          <a href={`${base}/ausgabe.html${query}`} target="_blank" rel="noreferrer">
            Lesen<span className="kern-sr-only"> {of} als Seite in neuem Fenster</span>
          </a>
        </li>
        <li>
          <a href={`${base}/ausgabe.json${query}${query ? "&" : "?"}download`}>
            JSON<span className="kern-sr-only"> {of}</span>
          </a>
        </li>
        <li>
          {made.data?.state === "ready" && outputId ? (
            <a href={`${base}/ausgaben/${encodeURIComponent(outputId)}/datei`}>{made.data.fileName} herunterladen</a>
          ) : (
            <Button kind="tertiary" busy={ask.isPending || made.data?.state === "making"} onClick={() => ask.mutate()}>
              Word-Datei erstellen<span className="kern-sr-only"> {of}</span>
            </Button>
          )}
        </li>
      </ul>
      <p className="kern-sr-only" role="status">
        {made.data?.state === "making" ? "Die Word-Datei wird erstellt." : ""}
        {made.data?.state === "ready" ? "Die Word-Datei ist fertig." : ""}
      </p>
      {made.data?.state === "failed" && (
        <Alert
          tone="danger"
          title="Die Word-Datei konnte nicht erstellt werden. Bitte versuchen Sie es noch einmal."
          live
        />
      )}
      {ask.error instanceof Problem && <Refusal problem={ask.error} />}
    </>
  )
}
