/** A new programme: from a Word file, with a report of what was found and proposals to decide on, or from a Gliederung. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"
import { body, client, Problem } from "../api.ts"
import { today } from "../clock.ts"
import { type House, ofHouse } from "../data.ts"
import { Drop } from "../part/drop.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { send } from "../part/upload.ts"
import { uploadQuery } from "../vorlage/form/data.ts"
import { Relations } from "../vorlage/form/relations.tsx"
import { Report } from "../vorlage/form/report.tsx"

const KINDS = [
  { value: "AMP", label: "Arbeitsmarkt- und Integrationsprogramm (AMP)" },
  { value: "AIP", label: "Arbeitsmarkt- und Integrationsprogramm (AIP)" },
  { value: "LPD", label: "Lokales Planungsdokument" },
] as const
type Kind = (typeof KINDS)[number]["value"]

export function Import() {
  const { haus } = useParams({ from: "/$haus" })
  const house = useQuery(ofHouse(haus).haus)
  const me = useQuery(ofHouse(haus).ich)
  const problem = house.error ?? me.error
  return (
    <>
      <PageTitle name="Neues Programm">Neues Programm</PageTitle>
      {problem instanceof Problem && !(house.data && me.data) && <Refusal problem={problem} />}
      {!problem && !(house.data && me.data) && <Loading what="Das Haus wird geladen." />}
      {me.data && !me.data.may.includes("programme.write") && (
        <Alert tone="info" title="Programme anlegen können Sie mit Ihren Funktionen nicht.">
          <p className="kern-body">
            Das können Verfasser, Fachautorinnen und Fachautoren, Controlling, Amtsleitung und Geschäftsführung.
          </p>
        </Alert>
      )}
      {house.data && me.data?.may.includes("programme.write") && <Begin haus={haus} house={house.data} />}
    </>
  )
}

function Begin({ haus, house }: { readonly haus: string; readonly house: House }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>("AMP")
  const [year, setYear] = useState(String(Number(today().slice(0, 4)) + 1))
  const [title, setTitle] = useState<string>()
  const [outline, setOutline] = useState("")
  const [amtId, setAmtId] = useState(house.aemter[0]?.id ?? "")
  const [part, setPart] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const [uploadId, setUploadId] = useState<string>()
  const [programmeId, setProgrammeId] = useState<string>()
  const [wrong, setWrong] = useState<string>()
  const no = Number(year)
  const okYear = Number.isInteger(no) && no >= 2000 && no <= 2100
  const named = title ?? `${house.labels.programme} ${year}`

  const outlines = useQuery({
    queryKey: ["haus", haus, "gliederungen", year],
    queryFn: () => body(client.programme.gliederungen.$get({ param: { tenant: haus }, query: { year } })),
    enabled: okYear,
    staleTime: 300_000,
  })
  const fitting = (outlines.data ?? []).filter((o) => o.kind === kind)
  const create = async (): Promise<string> => {
    if (programmeId) return programmeId
    const { id } = await body(
      client.programme.$post({
        param: { tenant: haus },
        json: { kind, title: named.trim(), year: no, amtId, ...(outline ? { outline } : {}) },
      }),
    )
    setProgrammeId(id)
    await queries.invalidateQueries({ queryKey: ["haus", haus, "programme"] })
    return id
  }
  const ready = (): boolean => {
    const missing = !okYear
      ? "Bitte geben Sie ein Jahr zwischen 2000 und 2100 ein."
      : named.trim() === ""
        ? "Bitte geben Sie dem Programm einen Titel."
        : undefined
    setWrong(missing)
    return missing === undefined
  }
  const start = useMutation({
    mutationFn: create,
    onSuccess: (id) => navigate({ to: "/$haus/programme/$programmeId", params: { haus, programmeId: id } }),
  })
  const upload = async (files: readonly File[]) => {
    const [file] = files
    if (!file || !ready()) return
    setProblem(undefined)
    setUploadId(undefined)
    if (!/\.docx$/i.test(file.name)) {
      setProblem(
        new Problem(400, {
          message: `„${file.name}“ ist keine Word-Datei mit der Endung .docx. Bitte speichern Sie sie in Word als „Word-Dokument (.docx)“.`,
        }),
      )
      return
    }
    setPart(0)
    try {
      setUploadId(await send(haus, file, { purpose: "programme", kind, year }, setPart))
    } catch (error) {
      if (error instanceof Problem) setProblem(error)
    } finally {
      setPart(undefined)
    }
  }
  return (
    <>
      {programmeId && (
        <p className="kern-body">
          {kind} {year}: „{named}“ ist angelegt.
        </p>
      )}
      <section className="formular schmal" aria-labelledby="angaben" hidden={programmeId !== undefined}>
        <h2 className="kern-heading-medium" id="angaben">
          Angaben
        </h2>
        <Select
          label="Art"
          options={KINDS}
          value={kind}
          onChange={(next) => {
            setKind(KINDS.find((k) => k.value === next)?.value ?? kind)
            setOutline("")
          }}
        />
        <Input
          label="Jahr"
          inputMode="numeric"
          maxLength={4}
          value={year}
          error={okYear ? undefined : wrong}
          onChange={(event) => setYear(event.target.value.trim())}
        />
        <Input
          label="Titel"
          maxLength={300}
          value={named}
          error={okYear ? wrong : undefined}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Select
          label="Federführendes Amt"
          options={house.aemter.map((a) => ({ value: a.id, label: a.name }))}
          value={amtId}
          onChange={setAmtId}
        />
        <Select
          label="Gliederung"
          hint="Sie gibt Abschnitte vor und prüft, ob etwas fehlt."
          options={[
            { value: "", label: "ohne vorgegebene Gliederung" },
            ...fitting.map((o) => ({ value: o.id, label: o.title.replace("{year}", year) })),
          ]}
          value={outline}
          onChange={setOutline}
        />
      </section>
      <section aria-labelledby="word">
        <h2 className="kern-heading-medium" id="word">
          Word-Datei einlesen
        </h2>
        {!programmeId && (
          <Drop
            id="word-datei"
            label="Word-Datei auswählen"
            hint="oder hierher ziehen; .docx bis 50 MB. Die Datei wird geprüft und gelesen, nichts wird überschrieben."
            accept=".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            onFiles={(files) => void upload(files)}
          />
        )}
        {part !== undefined && (
          <p className="kern-body" role="status">
            Wird übertragen: <progress value={part} max={1} aria-label="Übertragung der Word-Datei" />{" "}
            {Math.round(part * 100)} %
          </p>
        )}
        {problem && <Refusal problem={problem} />}
        {uploadId && <Read haus={haus} uploadId={uploadId} create={create} />}
      </section>
      {!uploadId && part === undefined && (
        <section aria-labelledby="leer">
          <h2 className="kern-heading-medium" id="leer">
            Ohne Word-Datei beginnen
          </h2>
          <p className="kern-body">Das Programm beginnt leer oder mit den Abschnitten der gewählten Gliederung.</p>
          <Button kind="secondary" busy={start.isPending} onClick={() => ready() && start.mutate()}>
            Programm anlegen
          </Button>
          {start.error instanceof Problem && <Refusal problem={start.error} />}
        </section>
      )}
    </>
  )
}

/** What became of the file: read in the background, reported, taken over as text of the programme. */
function Read({
  haus,
  uploadId,
  create,
}: {
  readonly haus: string
  readonly uploadId: string
  readonly create: () => Promise<string>
}) {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(uploadQuery(haus, uploadId))
  const [tables, setTables] = useState<"typed" | "plain">("typed")
  const head = useRef<HTMLHeadingElement>(null)
  const take = useMutation({
    mutationFn: async () => {
      const programmeId = await create()
      const taken = await body(
        client.programme[":programmeId"].uebernahme.$post({
          param: { tenant: haus, programmeId },
          json: { uploadId, tables },
        }),
      )
      return { ...taken, programmeId }
    },
    onSuccess: ({ programmeId }) =>
      queries.invalidateQueries({ queryKey: ["haus", haus, "programm", programmeId], refetchType: "none" }),
  })
  const state = data?.state
  useEffect(() => {
    if (state === "usable") head.current?.focus()
  }, [state])
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data || state === "checking")
    return <Loading what="Die Datei wird gelesen. Das dauert bei großen Programmen bis zu einer Minute." />
  if (state === "refused")
    return (
      <Alert tone="danger" title={`${data.fileName} konnte nicht eingelesen werden.`} live>
        <ul className="kern-list">
          {data.findings.map((f) => (
            <li key={`${f.place}|${f.message}`}>{f.message}</li>
          ))}
        </ul>
      </Alert>
    )
  return (
    <section aria-labelledby="bericht">
      <h2 className="kern-heading-medium" id="bericht" tabIndex={-1} ref={head}>
        Was in {data.fileName} gefunden wurde
      </h2>
      <Report report={data.report} findings={data.findings} />
      {take.data ? (
        <>
          <Alert tone="success" title={`Übernommen als Stand ${take.data.no}.`} live>
            {take.data.findings.length > 0 && (
              <ul className="kern-list">
                {take.data.findings.map((f) => (
                  <li key={`${f.place}|${f.message}`}>
                    {f.place}: {f.message}
                  </li>
                ))}
              </ul>
            )}
            <p>
              <Link to="/$haus/programme/$programmeId" params={{ haus, programmeId: take.data.programmeId }}>
                Zum Programm
              </Link>
            </p>
          </Alert>
          <Relations haus={haus} programmeId={take.data.programmeId} />
        </>
      ) : (
        <>
          {data.typed && (
            <Select
              label="Tabellen mit Zahlen"
              hint="Zahlentabellen kennen ihre Zahlen: Summen und Anteile werden geprüft, Zahlen im Text können ihnen folgen."
              options={[
                { value: "typed", label: "als Zahlentabellen übernehmen (empfohlen)" },
                { value: "plain", label: "als einfache Tabellen übernehmen" },
              ]}
              value={tables}
              onChange={(next) => setTables(next === "plain" ? "plain" : "typed")}
            />
          )}
          <div className="knoepfe">
            <Button busy={take.isPending} onClick={() => take.mutate()}>
              In das Programm übernehmen
            </Button>
          </div>
          {take.error instanceof Problem && <Refusal problem={take.error} again={() => take.mutate()} />}
        </>
      )}
    </section>
  )
}
