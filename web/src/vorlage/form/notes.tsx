/** Kenntnisnahme: warnings of the programme that hold up the submission until somebody says why they may stay. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../../api.ts"
import { Button, Refusal, TextArea } from "../../part/ui.tsx"

const findingsQuery = (haus: string, programmeId: string) => ({
  queryKey: ["haus", haus, "programm", programmeId, "befunde"],
  queryFn: () =>
    body(client.programme[":programmeId"].befunde.$get({ param: { tenant: haus, programmeId }, query: {} })),
})

export function Notes({
  haus,
  programmeId,
  onNoted,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly onNoted: () => void
}) {
  const { data, error } = useQuery(findingsQuery(haus, programmeId))
  if (error instanceof Problem && !data) return <Refusal problem={error} />
  const open = (data?.findings ?? []).flatMap((f) =>
    f.severity === "warning" && f.key !== undefined && !f.acknowledged ? [{ ...f, key: f.key }] : [],
  )
  if (open.length === 0) return null
  return (
    <section aria-labelledby="kenntnisnahmen">
      <h3 className="kern-title" id="kenntnisnahmen" tabIndex={-1}>
        Warnungen des Programms ({open.length})
      </h3>
      <p className="kern-body">
        Bitte beheben Sie sie im Programm, oder sagen Sie mit einem Satz, warum sie bleiben können. Die Begründung
        bleibt beim Programm.
      </p>
      <ol className="warnungen">
        {open.slice(0, SHOWN).map((f) => (
          <li key={f.key}>
            <p className="kern-body">
              <strong>{f.place}</strong>: {f.message}
            </p>
            <Note
              haus={haus}
              programmeId={programmeId}
              findingKey={f.key}
              what={f.place}
              last={open.length === 1}
              onNoted={onNoted}
            />
          </li>
        ))}
      </ol>
      {open.length > SHOWN && (
        <p className="kern-body">Weitere {open.length - SHOWN} folgen, sobald diese begründet sind.</p>
      )}
    </section>
  )
}
const SHOWN = 20

function Note({
  haus,
  programmeId,
  findingKey,
  what,
  last,
  onNoted,
}: {
  readonly haus: string
  readonly programmeId: string
  readonly findingKey: string
  readonly what: string
  /** with it the list goes, and the focus moves on to what is missing still */
  readonly last: boolean
  readonly onNoted: () => void
}) {
  const queries = useQueryClient()
  const [reason, setReason] = useState("")
  const [missing, setMissing] = useState<string>()
  const send = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].kenntnisnahmen.$post({
          param: { tenant: haus, programmeId },
          json: { key: findingKey, reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["haus", haus, "programm", programmeId] })
      document.getElementById(last ? "fehlt" : "kenntnisnahmen")?.focus()
      onNoted()
    },
  })
  return (
    <>
      <TextArea
        label={`Begründung zu ${what}`}
        rows={2}
        maxLength={2000}
        value={reason}
        error={missing}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button
        kind="secondary"
        busy={send.isPending}
        onClick={() => {
          if (reason.trim().length < 3) return setMissing("Bitte schreiben Sie einen kurzen Satz.")
          setMissing(undefined)
          send.mutate()
        }}
      >
        Zur Kenntnis nehmen
      </Button>
      {send.error instanceof Problem && <Refusal problem={send.error} />}
    </>
  )
}
