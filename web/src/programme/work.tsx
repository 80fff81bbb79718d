/** Zuständigkeit: who writes a section, until when, and how far it is. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Input, Refusal, Select } from "../part/ui.tsx"
import { ofProgramme, type Zustaendig } from "./data.ts"
import type { Room } from "./room.ts"

const PROGRESS = ["offen", "in Arbeit", "fertig", "geprüft"] as const satisfies readonly Zustaendig["progress"][]

export function WorkDialog({
  room,
  sectionId,
  name,
  work,
  onClose,
}: {
  readonly room: Room
  readonly sectionId: string
  readonly name: string
  readonly work: Zustaendig | undefined
  readonly onClose: () => void
}) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const people = useQuery(ofHouse(haus).personen)
  const [personId, setPersonId] = useState(work?.personId ?? "")
  const [due, setDue] = useState(work?.due ?? "")
  const [progress, setProgress] = useState<Zustaendig["progress"]>(work?.progress ?? "offen")
  const [error, setError] = useState<string>()
  const param = { tenant: haus, programmeId, sectionId }
  const at = client.programme[":programmeId"].abschnitte[":sectionId"]
  const done = async (words: string) => {
    await queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).zustaendig.queryKey })
    room.say(words)
    onClose()
  }
  const save = useMutation({
    mutationFn: async () => {
      if (personId !== work?.personId || due !== (work?.due ?? ""))
        await body(at.zustaendig.$put({ param, json: { personId, ...(due === "" ? {} : { due }) } }))
      const begins = personId === work?.personId ? work.progress : "offen"
      if (progress !== begins) await body(at.fortschritt.$post({ param, json: { progress } }))
    },
    onSuccess: () => done("Zuständigkeit gespeichert."),
  })
  const release = useMutation({
    mutationFn: () => body(at.zustaendig.aufhebung.$post({ param, json: {} })),
    onSuccess: () => done("Zuständigkeit aufgehoben."),
  })
  const problem = save.error ?? release.error
  return (
    <Dialog
      title={`Zuständigkeit für „${name}“`}
      onClose={onClose}
      actions={
        <>
          <Button
            busy={save.isPending}
            onClick={() => {
              if (personId === "") return setError("Bitte wählen Sie eine Person.")
              setError(undefined)
              save.mutate()
            }}
          >
            Speichern
          </Button>
          {work && (
            <Button kind="secondary" busy={release.isPending} onClick={() => release.mutate()}>
              Zuständigkeit aufheben
            </Button>
          )}
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <div className="formular">
        <Select
          label="Wer schreibt"
          options={[
            { value: "", label: "Bitte wählen" },
            ...(people.data ?? []).map((p) => ({ value: p.personId, label: p.name })),
          ]}
          value={personId}
          error={error}
          onChange={setPersonId}
        />
        <Input label="Bis wann" type="date" optional value={due} onChange={(event) => setDue(event.target.value)} />
        <Select
          label="Wie weit"
          hint="Geprüft sagt eine andere Person als die, die schreibt."
          options={PROGRESS.map((p) => ({ value: p, label: p }))}
          value={progress}
          onChange={(value) => setProgress(PROGRESS.find((p) => p === value) ?? "offen")}
        />
        {problem instanceof Problem && <Refusal problem={problem} />}
      </div>
    </Dialog>
  )
}
