/** Work over many logs: every one verified, or all of them as one table; with progress, an end, and its result. */
import { useRef, useState } from "react"
import { Problem } from "../api.ts"
import { Alert, Button, Refusal } from "../part/ui.tsx"
import { allLogs, asTable, download, verdictOf } from "./data.ts"
import type { LogsFilter } from "./filter.ts"

interface Broken {
  readonly log: string
  readonly defects: readonly string[]
}
interface Result {
  readonly logs: number
  readonly facts: number
  readonly missing: number
  readonly broken: readonly Broken[]
  readonly stopped: boolean
}

export function VerifyAll({ haus, filter }: { readonly haus: string; readonly filter: LogsFilter }) {
  const stop = useRef<AbortController>(undefined)
  const [done, setDone] = useState<number>()
  const [result, setResult] = useState<Result>()
  const [problem, setProblem] = useState<Problem>()
  const run = async () => {
    const control = new AbortController()
    stop.current = control
    setResult(undefined)
    setProblem(undefined)
    setDone(0)
    let [logs, facts, missing] = [0, 0, 0]
    const broken: Broken[] = []
    try {
      for await (const { log } of allLogs(haus, filter, control.signal)) {
        const verdict = await verdictOf(haus, log)
        logs++
        facts += verdict.facts
        missing += verdict.copies.missing
        if (!verdict.intact) broken.push({ log, defects: verdict.defects })
        setDone(logs)
      }
      setResult({ logs, facts, missing, broken, stopped: control.signal.aborted })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setDone(undefined)
    }
  }
  return (
    <section aria-labelledby="pruefen">
      <h2 className="kern-heading-medium" id="pruefen">
        Prüfen
      </h2>
      <p className="kern-body">
        Geprüft werden die Verkettung jedes Protokolls, sein Ende, jede einmal geschriebene Kopie und der letzte Anker.
      </p>
      <div className="knoepfe">
        <Button busy={done !== undefined} onClick={() => void run()}>
          Alle gezeigten Protokolle prüfen
        </Button>
        {done !== undefined && (
          <>
            <Button kind="tertiary" onClick={() => stop.current?.abort()}>
              Anhalten
            </Button>
            <p className="gespeichert">{done} Protokolle geprüft ...</p>
          </>
        )}
      </div>
      {problem && <Refusal problem={problem} again={() => void run()} />}
      {result && (
        <Alert
          tone={result.broken.length > 0 ? "danger" : result.stopped ? "warning" : "success"}
          title={
            result.broken.length > 0
              ? `${result.broken.length} von ${result.logs} Protokollen sind nicht in Ordnung.`
              : result.stopped
                ? `Angehalten nach ${result.logs} Protokollen; bis dahin ist alles in Ordnung.`
                : `${result.logs} Protokolle mit ${result.facts} Einträgen sind in Ordnung.`
          }
          live
        >
          {result.missing > 0 && (
            <p className="kern-body">
              {result.missing} Einträge sind noch nicht kopiert; das geschieht in der nächsten Nacht.
            </p>
          )}
          {result.broken.map((b) => (
            <div key={b.log}>
              <p className="kern-label">{b.log}</p>
              <ul className="kern-list">
                {b.defects.map((d) => (
                  <li key={d}>{d}</li>
                ))}
              </ul>
            </div>
          ))}
        </Alert>
      )}
    </section>
  )
}

export function ExportAll({ haus, filter }: { readonly haus: string; readonly filter: LogsFilter }) {
  const stop = useRef<AbortController>(undefined)
  const [done, setDone] = useState<number>()
  const [said, say] = useState("")
  const [problem, setProblem] = useState<Problem>()
  const run = async () => {
    const control = new AbortController()
    stop.current = control
    setProblem(undefined)
    say("")
    setDone(0)
    async function* names() {
      for await (const { log } of allLogs(haus, filter, control.signal)) yield log
    }
    try {
      download(`Protokoll_${haus}.csv`, await asTable(haus, names(), {}, control.signal, setDone))
      say("Die Tabelle ist gespeichert, wo Ihr Browser Dateien ablegt.")
    } catch (error) {
      if (error instanceof Problem) setProblem(error)
      else if (!(error instanceof DOMException)) throw error
      else say("Angehalten; es wurde keine Datei geschrieben.")
    } finally {
      setDone(undefined)
    }
  }
  return (
    <section aria-labelledby="mitnehmen">
      <h2 className="kern-heading-medium" id="mitnehmen">
        Als Tabelle
      </h2>
      <p className="kern-body">
        Alle Einträge der gezeigten Protokolle mit den Namen von heute, als CSV. Die Ausleitung mit Kopien und Ankern,
        die sich ohne diesen Dienst prüfen lässt, übergibt Ihnen der Betrieb.
      </p>
      <div className="knoepfe">
        <Button kind="secondary" busy={done !== undefined} onClick={() => void run()}>
          Einträge als CSV speichern
        </Button>
        {done !== undefined && (
          <>
            <Button kind="tertiary" onClick={() => stop.current?.abort()}>
              Anhalten
            </Button>
            <p className="gespeichert">{done} Protokolle gelesen ...</p>
          </>
        )}
      </div>
      {problem && <Refusal problem={problem} />}
      <p className="kern-body" role="status">
        {said}
      </p>
    </section>
  )
}
