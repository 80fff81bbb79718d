/** Anlagen: the programme and uploaded files, in their order, each öffentlich or not, with what the check of the file found. */
import { useQuery } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { Problem } from "../../api.ts"
import { counted, size } from "../../format.ts"
import { Drop } from "../../part/drop.tsx"
import { Check } from "../../part/field.tsx"
import { Alert, Button, Input, Refusal, Select } from "../../part/ui.tsx"
import { send } from "../../part/upload.ts"
import { programmesQuery, uploadQuery } from "./data.ts"
import type { Anlage } from "./form.ts"
import { Rows } from "./rows.tsx"

const MOST = 100
const newId = () => `a${crypto.randomUUID().slice(0, 12)}`
/** Title of a file without its ending. */
const titleOf = (fileName: string) =>
  (fileName.replace(/\.[a-z0-9]{1,5}$/i, "").replaceAll("_", " ") || fileName).slice(0, 300)

interface Sending {
  readonly key: number
  readonly name: string
  readonly part: number
  readonly problem?: Problem
}

export function Anlagen({
  haus,
  value,
  isPublic,
  errors,
  onChange,
  latest,
}: {
  readonly haus: string
  readonly value: readonly Anlage[]
  /** of the Vorlage: Anlagen of one that is not öffentlich are not either, at first */
  readonly isPublic: boolean
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (value: Anlage[]) => void
  /** Anlagen as they are when a file has arrived, which may be later */
  readonly latest: () => readonly Anlage[]
}) {
  const [sending, setSending] = useState<readonly Sending[]>([])
  const [tooMany, setTooMany] = useState<string>()
  const [said, setSaid] = useState("")
  const next = useRef(0)

  const upload = async (files: readonly File[]) => {
    setTooMany(undefined)
    const left = MOST - latest().length - sending.length
    if (files.length > left) {
      setTooMany(
        `Eine Vorlage nimmt höchstens ${MOST} Anlagen auf; frei sind noch ${Math.max(0, left)}, gewählt wurden ${files.length}. Es wurde keine Datei übertragen.`,
      )
      return
    }
    const queue = files.map((file) => ({ file, key: next.current++ }))
    setSending((s) => [...s, ...queue.map(({ file, key }) => ({ key, name: file.name, part: 0 }))])
    for (const { file, key } of queue)
      try {
        const uploadId = await send(haus, file, { purpose: "anlage" }, (part) =>
          setSending((s) => s.map((x) => (x.key === key ? { ...x, part } : x))),
        )
        setSending((s) => s.filter((x) => x.key !== key))
        onChange([...latest(), { kind: "upload", id: newId(), title: titleOf(file.name), public: isPublic, uploadId }])
        setSaid(`${file.name} ist übertragen und wird geprüft.`)
      } catch (error) {
        if (error instanceof Problem) setSending((s) => s.map((x) => (x.key === key ? { ...x, problem: error } : x)))
      }
  }
  return (
    <>
      <Rows
        id="anlage"
        items={value}
        onChange={onChange}
        name={(a, i) => `Anlage ${i + 1}${a.title ? `: ${a.title}` : ""}`}
        empty={<p className="kern-body">Noch keine Anlage.</p>}
      >
        {(a, i, set) => (
          <>
            <Input
              id={`anlage-${i}-titel`}
              label="Titel"
              maxLength={300}
              value={a.title}
              error={errors.get(`anlage-${i}-titel`)}
              onChange={(event) => set({ ...a, title: event.target.value })}
            />
            <Check label="öffentlich" checked={a.public} onChange={(open) => set({ ...a, public: open })} />
            {a.kind === "upload" ? (
              <Upload haus={haus} uploadId={a.uploadId} />
            ) : (
              <p className="kern-body">
                Programm aus Beschlussweg; es wird mit seinem Text beim Einreichen eingefroren.
              </p>
            )}
          </>
        )}
      </Rows>
      {sending.map((s) => (
        <div key={s.key} className="sendung">
          {s.problem ? (
            <>
              <Refusal
                problem={new Problem(s.problem.status, { ...s.problem, message: `${s.name}: ${s.problem.message}` })}
              />
              <Button kind="tertiary" onClick={() => setSending((all) => all.filter((x) => x.key !== s.key))}>
                Meldung schließen
              </Button>
            </>
          ) : (
            <label className="kern-body">
              {s.name} <progress value={s.part} max={1} aria-label={`Übertragung von ${s.name}`} />{" "}
              {Math.round(s.part * 100)} %
            </label>
          )}
        </div>
      ))}
      {tooMany && <Alert tone="warning" title={tooMany} live />}
      <div className="zeile">
        {!value.some((a) => a.kind === "programme") && (
          <Programme
            haus={haus}
            onTake={(programmeId, title) =>
              onChange([
                { kind: "programme", id: newId(), title: title.slice(0, 300), public: isPublic, programmeId },
                ...value,
              ])
            }
          />
        )}
      </div>
      <Drop
        id="anlagen-neu"
        label="Dateien als Anlage auswählen"
        hint="oder hierher ziehen; PDF bevorzugt, je Datei bis 25 MB"
        multiple
        onFiles={(files) => void upload(files)}
      />
      <p className="kern-sr-only" role="status">
        {said}
      </p>
    </>
  )
}

function Upload({ haus, uploadId }: { readonly haus: string; readonly uploadId: string }) {
  const { data, error } = useQuery(uploadQuery(haus, uploadId))
  if (error instanceof Problem && !data) return <Refusal problem={error} />
  if (!data) return <p className="kern-body">Die Datei wird geladen.</p>
  return (
    <div role="status">
      <p className="kern-body">
        {data.fileName}, {size(data.bytes)}
        {data.pages ? `, ${counted(data.pages, "Seite", "Seiten")}` : ""} ·{" "}
        <strong>
          {data.state === "checking" ? "wird geprüft" : data.state === "usable" ? "geprüft" : "nicht angenommen"}
        </strong>
      </p>
      {data.defects.length > 0 && (
        <p className="kern-body">Mängel, die in der Liste der Anlagen stehen werden: {data.defects.join("; ")}</p>
      )}
      {data.findings.length > 0 && (
        <ul className="kern-list">
          {data.findings.map((f) => (
            <li key={`${f.place}|${f.reason}|${f.message}`}>{f.message}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Programme({
  haus,
  onTake,
}: {
  readonly haus: string
  readonly onTake: (programmeId: string, title: string) => void
}) {
  const { data } = useQuery(programmesQuery(haus))
  const [picked, setPicked] = useState("")
  if (!data || data.length === 0)
    return <p className="kern-body">Es gibt noch kein Programm, das Anlage sein könnte.</p>
  const found = data.find((p) => p.id === picked)
  return (
    <>
      <Select
        label="Programm als Anlage"
        options={[{ value: "", label: "Bitte wählen" }, ...data.map((p) => ({ value: p.id, label: p.title }))]}
        value={picked}
        onChange={setPicked}
      />
      <Button kind="secondary" aria-disabled={!found} onClick={() => found && onTake(found.id, found.title)}>
        Programm aufnehmen
      </Button>
    </>
  )
}
