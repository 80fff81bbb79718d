/** Zeichnung on paper, confirmed by the Sitzungsdienst: the scan, who signed, on which day. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import { ofHouse, type Vorlage } from "../data.ts"
import { Drop } from "../part/drop.tsx"
import { Alert, Button, Input, Refusal, Select } from "../part/ui.tsx"
import { send } from "../part/upload.ts"
import { groups } from "./step.ts"

export function ConfirmPaper({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const me = useQuery(ofHouse(haus).ich)
  if (!me.data?.may.includes("step.paper") || vorlage.chain?.state !== "running") return null
  return vorlage.chain.steps
    .filter((s) => s.kind === "sign" && s.level === "paper" && s.status === "open")
    .map((s) => <One key={s.id} haus={haus} vorlage={vorlage} stepId={s.id} label={s.label} />)
}

function One({
  haus,
  vorlage,
  stepId,
  label,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly stepId: string
  readonly label: string
}) {
  const queries = useQueryClient()
  const people = useQuery(ofHouse(haus).personen)
  const [scan, setScan] = useState<{ id: string; name: string }>()
  const [part, setPart] = useState<number>()
  const [personId, setPerson] = useState("")
  const [signedOn, setDay] = useState(today)
  const [tried, setTried] = useState(false)
  const upload = useMutation({
    mutationFn: async (file: File) => {
      setPart(0)
      return { id: await send(haus, file, {}, setPart, undefined, "scan"), name: file.name }
    },
    onSuccess: setScan,
    onSettled: () => setPart(undefined),
  })
  const checked = useQuery({
    queryKey: ["haus", haus, "upload", scan?.id ?? ""],
    queryFn: () =>
      body(client.uploads[":uploadId"].$get({ param: { tenant: haus, uploadId: scan?.id ?? "" }, query: {} })),
    enabled: scan !== undefined,
    refetchInterval: (q) => (q.state.data?.state === "checking" ? 1_000 : false),
  })
  const state = checked.data?.state
  const confirm = useMutation({
    mutationFn: () =>
      body(
        client.vorlagen[":vorlageId"].papierzeichnung.$post({
          param: { tenant: haus, vorlageId: vorlage.id },
          json: {
            fassungSha256: vorlage.chain?.sha256 ?? "",
            pdfSha256: vorlage.chain?.pdfSha256 ?? "",
            stepId,
            uploadId: scan?.id ?? "",
            personId,
            signedOn,
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["haus", haus] }),
  })
  const id = `papier-${stepId}`
  const ready = state === "usable"
  return (
    <section className="meins" aria-labelledby={id}>
      <h2 className="kern-title" id={id}>
        Unterschrift auf Papier bestätigen: {label}
      </h2>
      <p className="kern-body">
        Bitte vergleichen Sie die beiden Prüfwerte auf dem Zeichnungsblatt mit diesen, bevor Sie bestätigen.
      </p>
      <dl className="angaben">
        <dt>Fassung</dt>
        <dd className="pruefsumme">{groups(vorlage.chain?.sha256)}</dd>
        <dt>Datei</dt>
        <dd className="pruefsumme">{groups(vorlage.chain?.pdfSha256 ?? undefined)}</dd>
      </dl>
      <div className="formular">
        <Drop
          id={`${id}-scan`}
          label={scan ? "Anderen Scan wählen" : "Scan hochladen"}
          hint="PDF, PNG oder JPEG, höchstens 25 MB"
          accept="application/pdf,image/png,image/jpeg"
          onFiles={([file]) => file && upload.mutate(file)}
        />
        <p role="status">
          {part !== undefined && (
            <>
              <progress aria-label="Übertragung" value={part} max={1} /> Der Scan wird übertragen.
            </>
          )}
          {scan && state === "checking" && "Der Scan wird geprüft."}
          {scan && ready && `${scan.name} ist geprüft und kann verwendet werden.`}
        </p>
        {state === "refused" && (
          <Alert tone="danger" title="Dieser Scan wurde nicht angenommen. Bitte wählen Sie einen anderen." live>
            <ul className="kern-list">
              {checked.data?.findings.map((f) => (
                <li key={f.reason}>{f.message}</li>
              ))}
            </ul>
          </Alert>
        )}
        {tried && !ready && (
          <p className="kern-error" role="alert">
            Bitte laden Sie zuerst den Scan hoch und warten Sie, bis er geprüft ist.
          </p>
        )}
        {upload.error instanceof Problem && <Refusal problem={upload.error} />}
        <Select
          label="Wer hat unterschrieben?"
          options={[
            { value: "", label: "Bitte wählen" },
            ...(people.data ?? []).map((p) => ({ value: p.personId, label: p.name })),
          ]}
          value={personId}
          error={tried && personId === "" ? "Bitte wählen Sie die Person." : undefined}
          onChange={setPerson}
        />
        <Input
          label="Tag der Unterschrift"
          type="date"
          max={today()}
          value={signedOn}
          error={tried && signedOn === "" ? "Bitte geben Sie den Tag an." : undefined}
          onChange={(event) => setDay(event.target.value)}
        />
        {confirm.error instanceof Problem && <Refusal problem={confirm.error} />}
        <div className="knoepfe">
          <Button
            busy={confirm.isPending}
            onClick={() => {
              setTried(true)
              if (ready && personId !== "" && signedOn !== "") confirm.mutate()
            }}
          >
            Unterschrift bestätigen
          </Button>
        </div>
      </div>
    </section>
  )
}
