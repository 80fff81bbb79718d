/** Stände: the history of a programme; saved with a name, compared as a Synopse, brought back. */
import type { ProgrammeContent } from "@beschlussweg/core/content"
import type { Synopse } from "@beschlussweg/core/synopse"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { asked, body, client, Problem } from "../api.ts"
import { instant } from "../format.ts"
import { Dialog } from "../part/dialog.tsx"
import { Alert, Button, Input, Loading, Refusal, Select } from "../part/ui.tsx"
import { ofProgramme, type Programm } from "./data.ts"
import { Files } from "./files.tsx"
import type { Room } from "./room.ts"
import { SynopseView } from "./synopse.tsx"

const at = (haus: string, programmeId: string): string =>
  `/api/${encodeURIComponent(haus)}/programme/${encodeURIComponent(programmeId)}`
/** These two answer with a page or a file as well, so the typed client does not know what they hold. */
const textOf = (haus: string, programmeId: string, no: number) =>
  asked<ProgrammeContent>(`${at(haus, programmeId)}/ausgabe.json?stand=${no}`)
const comparedTexts = (haus: string, programmeId: string, from: string, to: string) =>
  asked<{ readonly synopse: Synopse }>(`${at(haus, programmeId)}/vergleich?${new URLSearchParams({ from, to })}`)

export interface Compared {
  readonly von?: string | undefined
  readonly bis?: string | undefined
}

export function Staende({
  room,
  programm,
  compared,
  onCompare,
}: {
  readonly room: Room
  readonly programm: Programm
  readonly compared: Compared
  readonly onCompare: (compared: Compared) => void
}) {
  const { haus, programmeId } = room.place
  const queries = useQueryClient()
  const [note, setNote] = useState("")
  const [back, setBack] = useState<number>()
  const param = { tenant: haus, programmeId }
  const save = useMutation({
    mutationFn: (words: string) =>
      body(client.programme[":programmeId"].staende.$post({ param, json: { note: words } })),
    onSuccess: async ({ no }) => {
      await queries.invalidateQueries({ queryKey: ofProgramme(haus, programmeId).lesen.queryKey })
      setNote("")
      room.say(`Stand ${no} ist festgehalten.`)
    },
  })
  const restore = useMutation({
    mutationFn: async (no: number) => {
      const old = await textOf(haus, programmeId, no)
      // What stands there now can be brought back in the same way.
      await body(
        client.programme[":programmeId"].staende.$post({
          param,
          json: { note: `Vor der Wiederherstellung von Stand ${no}` },
        }),
      )
      await room.change((tree) => ({ ...old, title: tree.title, year: tree.year, kind: tree.kind }))
    },
    onSuccess: (_, no) => {
      setBack(undefined)
      room.say(`Der Arbeitstext ist wieder Stand ${no}.`)
    },
    onError: () => setBack(undefined),
  })
  const staende = [...programm.staende].reverse()
  const choices = [
    { value: "draft", label: "Arbeitstext" },
    ...staende.map((s) => ({ value: String(s.no), label: `Stand ${s.no} vom ${instant(s.at)}` })),
    ...(programm.before ? [{ value: "previous-year", label: "Programm des Vorjahres" }] : []),
  ]
  const von = compared.von ?? (staende[0] ? String(staende[0].no) : programm.before ? "previous-year" : "")
  const bis = compared.bis ?? "draft"
  return (
    <div className="staende">
      {room.mayWrite && (
        <section aria-labelledby="festhalten">
          <h2 className="kern-heading-medium" id="festhalten">
            Stand festhalten
          </h2>
          <form
            className="zeile"
            onSubmit={(event) => {
              event.preventDefault()
              if (!save.isPending) save.mutate(note.trim())
            }}
          >
            <Input
              label="Wofür steht dieser Stand"
              hint="zum Beispiel: zur Beteiligung versandt"
              optional
              value={note}
              maxLength={200}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button kind="secondary" type="submit" busy={save.isPending}>
              Stand festhalten
            </Button>
          </form>
          {save.error instanceof Problem && <Refusal problem={save.error} />}
        </section>
      )}
      <section aria-labelledby="staende">
        <h2 className="kern-heading-medium" id="staende">
          Stände
        </h2>
        {restore.error instanceof Problem && <Refusal problem={restore.error} />}
        {staende.length === 0 && (
          <p className="kern-body">
            Noch keiner. Ein Stand entsteht, wenn jemand den Text festhält oder aus Word übernimmt.
          </p>
        )}
        <ol className="zeilen" reversed>
          {staende.map((s) => (
            <li key={s.no}>
              <div>
                <h3 className="kern-title">
                  Stand {s.no} vom {instant(s.at)}
                </h3>
                <p className="kern-body">
                  {room.name(s.by)}
                  {s.note ? ` · ${s.note}` : ""}
                </p>
                <Files haus={haus} programmeId={programmeId} stand={s.no} />
              </div>
              <div className="befunde__knoepfe">
                <Button kind="tertiary" onClick={() => onCompare({ von: String(s.no), bis: "draft" })}>
                  Mit Arbeitstext vergleichen<span className="kern-sr-only">: Stand {s.no}</span>
                </Button>
                {room.mayWrite && (
                  <Button kind="tertiary" onClick={() => setBack(s.no)}>
                    Wiederherstellen<span className="kern-sr-only">: Stand {s.no}</span>
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="vergleich">
        <h2 className="kern-heading-medium" id="vergleich" tabIndex={-1}>
          Vergleichen (Synopse)
        </h2>
        {choices.length < 2 ? (
          <p className="kern-body">Zum Vergleichen braucht es einen Stand. Sie können oben einen festhalten.</p>
        ) : (
          <>
            <div className="zeile">
              <Select
                label="Älterer Text"
                options={choices}
                value={von}
                onChange={(value) => onCompare({ von: value, bis })}
              />
              <Select
                label="Neuerer Text"
                options={choices.filter((c) => c.value !== "previous-year")}
                value={bis}
                onChange={(value) => onCompare({ von, bis: value })}
              />
            </div>
            {von === bis ? (
              <p className="kern-body">Bitte wählen Sie zwei verschiedene Texte.</p>
            ) : (
              <Comparison
                room={room}
                von={von}
                bis={bis}
                chosen={compared.von !== undefined}
                heads={[labelOf(choices, von), labelOf(choices, bis)]}
              />
            )}
          </>
        )}
      </section>
      {back !== undefined && (
        <Dialog
          title={`Stand ${back} wiederherstellen`}
          onClose={() => setBack(undefined)}
          actions={
            <>
              <Button busy={restore.isPending} onClick={() => restore.mutate(back)}>
                Wiederherstellen
              </Button>
              <Button kind="secondary" onClick={() => setBack(undefined)}>
                Abbrechen
              </Button>
            </>
          }
        >
          <p className="kern-body">
            Der Arbeitstext wird durch Stand {back} ersetzt. Was jetzt im Arbeitstext steht, wird vorher als Stand
            festgehalten; Sie können jederzeit dorthin zurück.
          </p>
        </Dialog>
      )}
    </div>
  )
}

const labelOf = (choices: readonly { readonly value: string; readonly label: string }[], value: string): string =>
  choices.find((c) => c.value === value)?.label ?? value

function Comparison({
  room,
  von,
  bis,
  chosen,
  heads,
}: {
  readonly room: Room
  readonly von: string
  readonly bis: string
  /** somebody chose it: the focus goes there */
  readonly chosen: boolean
  readonly heads: readonly [string, string]
}) {
  const { haus, programmeId } = room.place
  const param = { tenant: haus, programmeId }
  const head = useRef<HTMLDivElement>(null)
  const { data, error, refetch } = useQuery({
    queryKey: [...ofProgramme(haus, programmeId).all, "vergleich", von, bis],
    queryFn: () => comparedTexts(haus, programmeId, von, bis),
  })
  const print = useMutation({
    mutationFn: () =>
      body(client.programme[":programmeId"].vergleich.druck.$post({ param, json: { from: von, to: bis } })),
  })
  const made = useQuery({
    queryKey: [...ofProgramme(haus, programmeId).all, "vergleich", von, bis, "druck", print.data?.id ?? ""],
    queryFn: () =>
      body(client.programme[":programmeId"].vergleich.druck.$post({ param, json: { from: von, to: bis } })),
    enabled: print.data !== undefined,
    refetchInterval: (q) => (q.state.data?.state === "making" ? 1_000 : false),
  })
  useEffect(() => {
    if (chosen && data) head.current?.scrollIntoView({ block: "start" })
  }, [chosen, data])
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Texte werden verglichen." />
  return (
    <div ref={head} className="synopse">
      <SynopseView synopse={data.synopse} heads={heads} />
      <div className="knoepfe">
        {made.data?.state === "ready" ? (
          <a
            href={`/api/${encodeURIComponent(haus)}/programme/${encodeURIComponent(programmeId)}/vergleich/druck/${made.data.id}`}
            target="_blank"
            rel="noreferrer"
          >
            {made.data.fileName} öffnen<span className="kern-sr-only"> in neuem Fenster</span>
          </a>
        ) : (
          <Button
            kind="secondary"
            busy={print.isPending || made.data?.state === "making"}
            onClick={() => print.mutate()}
          >
            Synopse als PDF erstellen
          </Button>
        )}
      </div>
      {made.data?.state === "refused" && (
        <Alert tone="danger" title="Aus diesem Vergleich lässt sich kein PDF erstellen." live>
          <ul className="kern-list">
            {made.data.findings.map((f) => (
              <li key={f.message}>{f.message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {print.error instanceof Problem && <Refusal problem={print.error} />}
    </div>
  )
}
