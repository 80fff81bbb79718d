/** Befunde beside the text: what the checks say of it, each with the way to its place, and the Kenntnisnahme of warnings. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Badge, Button, Refusal, Select, TextArea } from "../part/ui.tsx"
import { type Befund, ofProgramme } from "./data.ts"
import type { Room } from "./room.ts"

const SEVERITY = {
  error: ["danger", "Fehler"],
  warning: ["warning", "Warnung"],
  hint: ["info", "Hinweis"],
} as const satisfies Record<Befund["severity"], readonly [string, string]>
const AT_ONCE = 40

export function Findings({
  room,
  findings,
  here,
}: {
  readonly room: Room
  readonly findings: readonly Befund[]
  /** section in hand or chosen */
  readonly here: string | undefined
}) {
  const [scope, setScope] = useState("alle")
  const [most, setMost] = useState(AT_ONCE)
  const [noting, setNoting] = useState<string>()
  const open = findings.filter((f) => !f.acknowledged)
  const shown = findings.filter((f) => {
    switch (scope) {
      case "hier":
        return f.sectionId === here
      case "offen":
        return f.severity !== "hint" && !f.acknowledged
      case "kenntnis":
        return f.acknowledged !== undefined
      default:
        return !f.acknowledged
    }
  })
  return (
    <div className="befunde">
      <p className="kern-body">
        Fehler müssen behoben sein, bevor eine Vorlage mit dem Programm eingereicht wird. Warnungen können mit einer
        Begründung zur Kenntnis genommen werden.
      </p>
      <Select
        label="Anzeigen"
        options={[
          { value: "alle", label: `alle offenen (${open.length})` },
          { value: "hier", label: "nur zu diesem Abschnitt" },
          { value: "offen", label: "Fehler und Warnungen" },
          { value: "kenntnis", label: `zur Kenntnis genommene (${findings.length - open.length})` },
        ]}
        value={scope}
        onChange={(value) => {
          setScope(value)
          setMost(AT_ONCE)
        }}
      />
      {shown.length === 0 && (
        <p className="kern-body">
          {findings.length === 0 ? "Die Prüfungen haben nichts gefunden." : "Hierzu gibt es keine Befunde."}
        </p>
      )}
      <ul className="befunde__liste">
        {shown.slice(0, most).map((f) => {
          const [tone, word] = SEVERITY[f.severity]
          const key = `${f.key ?? ""}|${f.place}|${f.reason}|${f.message}`
          const { sectionId } = f
          return (
            <li key={key} data-schwere={f.severity}>
              <p className="kern-body">
                <Badge tone={tone}>{word}</Badge> {f.place}
              </p>
              <p className="kern-body">{f.message}</p>
              {f.acknowledged && (
                <p className="kern-body kern-body--small">
                  Zur Kenntnis genommen von {room.name(f.acknowledged.by)}: {f.acknowledged.reason}
                </p>
              )}
              <div className="befunde__knoepfe">
                {sectionId !== undefined && (
                  <Button
                    kind="tertiary"
                    onClick={() => room.go(sectionId, { block: f.block, blockId: f.blockId, cell: f.cell })}
                  >
                    Zur Stelle<span className="kern-sr-only">: {f.place}</span>
                  </Button>
                )}
                {room.mayWrite && f.severity === "warning" && f.key !== undefined && (
                  <Button
                    kind="tertiary"
                    aria-expanded={noting === f.key}
                    onClick={() => setNoting(noting === f.key ? undefined : f.key)}
                  >
                    {f.acknowledged ? "Begründung ändern" : "Zur Kenntnis nehmen"}
                    <span className="kern-sr-only">: {f.place}</span>
                  </Button>
                )}
              </div>
              {noting === f.key && f.key !== undefined && (
                <Note room={room} findingKey={f.key} place={f.place} onDone={() => setNoting(undefined)} />
              )}
            </li>
          )
        })}
      </ul>
      {shown.length > most && (
        <Button kind="secondary" onClick={() => setMost(most + AT_ONCE)}>
          Weitere {Math.min(AT_ONCE, shown.length - most)} von {shown.length - most} anzeigen
        </Button>
      )}
    </div>
  )
}

function Note({
  room,
  findingKey,
  place,
  onDone,
}: {
  readonly room: Room
  readonly findingKey: string
  readonly place: string
  readonly onDone: () => void
}) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const [reason, setReason] = useState("")
  const [error, setError] = useState<string>()
  const send = useMutation({
    mutationFn: () =>
      body(
        client.programme[":programmeId"].kenntnisnahmen.$post({
          param: { tenant: haus, programmeId },
          json: { key: findingKey, reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).befunde.queryKey })
      room.say("Zur Kenntnis genommen.")
      document.getElementById("seite-rechts")?.focus()
      onDone()
    },
  })
  return (
    <div className="formular">
      <TextArea
        label="Begründung"
        hint={`Warum kann das so bleiben? Die Begründung bleibt beim Programm. (${place})`}
        rows={3}
        maxLength={2000}
        value={reason}
        error={error}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="knoepfe">
        <Button
          kind="secondary"
          busy={send.isPending}
          onClick={() => {
            if (reason.trim().length < 3) return setError("Bitte schreiben Sie einen kurzen Satz.")
            setError(undefined)
            send.mutate()
          }}
        >
          Zur Kenntnis nehmen
        </Button>
        <Button kind="tertiary" onClick={onDone}>
          Abbrechen
        </Button>
      </div>
      {send.error instanceof Problem && <Refusal problem={send.error} />}
    </div>
  )
}
