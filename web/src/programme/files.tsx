/** Files of a programme: page and data at once, Word and PDF as soon as the worker has made them. */
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Alert, Button, Refusal } from "../part/ui.tsx"

const NAME = { docx: "Word-Datei", pdf: "PDF" } as const
const THE = { docx: "Die Word-Datei", pdf: "Das PDF" } as const
const NONE = { docx: "keine Word-Datei", pdf: "kein PDF" } as const
type Format = keyof typeof NAME

export function Files({
  haus,
  programmeId,
  stand,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly stand: number | "draft"
}) {
  const base = `/api/${encodeURIComponent(haus)}/programme/${encodeURIComponent(programmeId)}`
  const query = stand === "draft" ? "" : `?stand=${stand}`
  const of = stand === "draft" ? "des Arbeitstexts" : `von Stand ${stand}`
  return (
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
      {FORMATS.map((format) => (
        <Made key={format} haus={haus} programmeId={programmeId} stand={stand} format={format} of={of} base={base} />
      ))}
    </ul>
  )
}
const FORMATS: readonly Format[] = ["docx", "pdf"]

/** One file that the worker makes: asked for, waited for, loaded. */
function Made({
  haus,
  programmeId,
  stand,
  format,
  of,
  base,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly stand: number | "draft"
  readonly format: Format
  /** "des Arbeitstexts" */
  readonly of: string
  readonly base: string
}) {
  const [outputId, setOutputId] = useState<string>()
  const name = NAME[format]
  const ask = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].ausgaben.$post({
          param: { tenant: haus, programmeId },
          json: { format, stand },
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
  const state = made.data?.state
  const path = `${base}/ausgaben/${encodeURIComponent(outputId ?? "")}/datei`
  return (
    <li>
      {made.data?.state === "ready" ? (
        format === "pdf" ? (
          <a href={path} target="_blank" rel="noreferrer">
            {made.data.fileName} öffnen<span className="kern-sr-only"> in neuem Fenster</span>
          </a>
        ) : (
          <a href={path}>{made.data.fileName} herunterladen</a>
        )
      ) : (
        <Button
          kind="tertiary"
          busy={ask.isPending || state === "making"}
          onClick={() => {
            // A failed one is made anew, under the same name.
            ask.mutate(undefined, { onSuccess: ({ id }) => void (id === outputId && made.refetch()) })
          }}
        >
          {name} erstellen<span className="kern-sr-only"> {of}</span>
        </Button>
      )}
      <p className="kern-sr-only" role="status">
        {state === "making" ? `${THE[format]} wird erstellt.` : ""}
        {state === "ready" ? `${THE[format]} ist fertig.` : ""}
      </p>
      {made.data?.state === "failed" && !ask.isPending && (
        <Alert
          tone="danger"
          title={
            made.data.findings.length > 0
              ? `Aus diesem Text lässt sich ${NONE[format]} erstellen.`
              : `${THE[format]} konnte nicht erstellt werden. Bitte versuchen Sie es noch einmal.`
          }
          live
        >
          {made.data.findings.length > 0 && (
            <ul className="kern-list">
              {made.data.findings.map((f) => (
                <li key={`${f.reason}|${f.message}`}>{f.message}</li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      {ask.error instanceof Problem && <Refusal problem={ask.error} />}
    </li>
  )
}
