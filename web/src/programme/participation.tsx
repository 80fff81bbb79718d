/** Beteiligung: who was heard while the programme was written, what was said, and how it was taken up. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { Dialog } from "../part/dialog.tsx"
import { Button, Input, Loading, Refusal, Select, TextArea } from "../part/ui.tsx"
import { type Beteiligung, ofProgramme } from "./data.ts"
import type { Room } from "./room.ts"
import { dayWords } from "./words.ts"

const KINDS = [
  { value: "bca", label: "Beauftragte für Chancengleichheit am Arbeitsmarkt" },
  { value: "beirat", label: "Örtlicher Beirat" },
  { value: "beschaeftigte", label: "Beschäftigte" },
  { value: "kunden", label: "Kundinnen und Kunden" },
] as const satisfies readonly { readonly value: Beteiligung["kind"]; readonly label: string }[]

export function Participation({ room }: { readonly room: Room }) {
  const { haus, programmeId } = room.place
  const { data, error, refetch } = useQuery(ofProgramme(haus, programmeId).beteiligung)
  const [editing, setEditing] = useState<Beteiligung | "new">()
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Beteiligung wird geladen." />
  return (
    <div className="schmal">
      <h2 className="kern-heading-medium">Beteiligung</h2>
      <p className="kern-body">
        Hier steht, wer zum Programm gehört wurde, was gesagt wurde und was daraus geworden ist. Die Beauftragte für
        Chancengleichheit am Arbeitsmarkt ist zu beteiligen (§ 18e SGB II).
      </p>
      {room.mayWrite && (
        <Button kind="secondary" onClick={() => setEditing("new")}>
          Beteiligung festhalten
        </Button>
      )}
      {data.length === 0 && <p className="leer kern-body">Noch ist keine Beteiligung festgehalten.</p>}
      <ol className="zeilen">
        {data.map((p) => (
          <li key={p.id}>
            <div>
              <h3 className="kern-title">{p.title}</h3>
              <p className="kern-body">
                {p.label}, {dayWords(p.on)}
              </p>
              <p className="kern-body umbruch">{p.statement}</p>
              <p className="kern-body umbruch">
                <strong>Wie berücksichtigt:</strong> {p.considered ?? "noch offen"}
              </p>
            </div>
            {room.mayWrite && (
              <Button kind="tertiary" onClick={() => setEditing(p)}>
                Ergänzen<span className="kern-sr-only">: {p.title}</span>
              </Button>
            )}
          </li>
        ))}
      </ol>
      {editing && (
        <Edit room={room} of={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </div>
  )
}

function Edit({
  room,
  of,
  onClose,
}: {
  readonly room: Room
  readonly of: Beteiligung | undefined
  readonly onClose: () => void
}) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const [form, setForm] = useState({
    kind: of?.kind ?? ("bca" as Beteiligung["kind"]),
    on: of?.on ?? "",
    title: of?.title ?? "",
    statement: of?.statement ?? "",
    considered: of?.considered ?? "",
  })
  const [errors, setErrors] = useState<Partial<Record<"on" | "title" | "statement" | "considered", string>>>({})
  const set = (part: Partial<typeof form>) => setForm((was) => ({ ...was, ...part }))
  const save = useMutation({
    mutationFn: () => {
      const considered = form.considered.trim()
      return body(
        client.programme[":programmeId"].beteiligung.$post({
          param: { tenant: haus, programmeId },
          json: {
            ...(of ? { participationId: of.id } : {}),
            kind: form.kind,
            on: form.on,
            title: form.title.trim(),
            statement: form.statement.trim(),
            ...(considered === "" ? {} : { considered }),
          },
        }),
      )
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).all })
      room.say("Beteiligung festgehalten.")
      onClose()
    },
  })
  const take = () => {
    const missing = {
      ...(form.on === "" ? { on: "Bitte nennen Sie den Tag." } : {}),
      ...(form.title.trim() === "" ? { title: "Bitte sagen Sie in wenigen Worten, was es war." } : {}),
      ...(form.statement.trim().length < 3 ? { statement: "Bitte schreiben Sie, was gesagt wurde." } : {}),
      ...(form.considered.trim() !== "" && form.considered.trim().length < 3
        ? { considered: "Bitte schreiben Sie einen kurzen Satz." }
        : {}),
    }
    setErrors(missing)
    if (Object.keys(missing).length === 0) save.mutate()
  }
  return (
    <Dialog
      title={of ? "Beteiligung ergänzen" : "Beteiligung festhalten"}
      onClose={onClose}
      actions={
        <>
          <Button busy={save.isPending} onClick={take}>
            Speichern
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Abbrechen
          </Button>
        </>
      }
    >
      <div className="formular">
        {of ? (
          <p className="kern-body">{KINDS.find((k) => k.value === of.kind)?.label}</p>
        ) : (
          <Select
            label="Wer wurde gehört"
            options={KINDS}
            value={form.kind}
            onChange={(value) => set({ kind: KINDS.find((k) => k.value === value)?.value ?? "bca" })}
          />
        )}
        <Input
          label="Am"
          type="date"
          value={form.on}
          error={errors.on}
          onChange={(event) => set({ on: event.target.value })}
        />
        <Input
          label="Was war es"
          hint="zum Beispiel: Werkstatt mit 24 Beschäftigten"
          value={form.title}
          maxLength={300}
          error={errors.title}
          onChange={(event) => set({ title: event.target.value })}
        />
        <TextArea
          label="Was wurde gesagt"
          rows={4}
          maxLength={20_000}
          value={form.statement}
          error={errors.statement}
          onChange={(event) => set({ statement: event.target.value })}
        />
        <TextArea
          label="Wie berücksichtigt"
          optional
          rows={3}
          maxLength={20_000}
          value={form.considered}
          error={errors.considered}
          onChange={(event) => set({ considered: event.target.value })}
        />
        {save.error instanceof Problem && <Refusal problem={save.error} />}
      </div>
    </Dialog>
  )
}
