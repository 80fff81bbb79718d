/** Results of a whole meeting from a file (JSON), as the council information system gives them back: what was taken, what not. */
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { Problem } from "../../api.ts"
import { Drop } from "../../part/drop.tsx"
import { Alert, Loading, Refusal } from "../../part/ui.tsx"
import { type Answer, sendList } from "./send.ts"

type Json = Parameters<typeof sendList>[1]

export function FromFile({ haus, sitzungId }: { readonly haus: string; readonly sitzungId: string | undefined }) {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<Answer>()
  const [problem, setProblem] = useState<Problem>()
  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setAnswer(undefined)
    setProblem(undefined)
    try {
      const list = await listOf(file)
      setAnswer(await sendList(haus, { ...(sitzungId === undefined ? {} : { sitzungId }), ...list } as Json))
      await queries.invalidateQueries({ queryKey: ["haus", haus] })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <details className="mehr">
      <summary>Ergebnisse aus einer Datei übernehmen (Ratsinformationssystem)</summary>
      <Drop
        id="ergebnisdatei"
        label="Datei wählen"
        hint="JSON aus dem Ordner Rueckmeldung des Übergabepakets, ausgefüllt. Jede Zeile wird geprüft wie eine Eingabe von Hand."
        accept=".json,application/json"
        onFiles={([file]) => void take(file)}
      />
      {busy && <Loading what="Die Ergebnisse werden geprüft und übernommen." />}
      {problem && <Refusal problem={problem} />}
      {answer && (
        <Alert
          tone={answer.refused.length > 0 ? "warning" : "success"}
          title={`${answer.taken.length} übernommen, ${answer.refused.length} nicht übernommen, ${answer.missing.length} Punkte noch ohne Ergebnis.`}
          live
        >
          <ul className="kern-list">
            {answer.refused.map((r) => (
              <li key={r.index}>
                <strong>
                  Zeile {r.index + 1}
                  {r.top !== undefined && `, TOP ${r.top}`}
                  {r.nummer !== undefined && `, Vorlage ${r.nummer}`}:
                </strong>{" "}
                {r.message}
              </li>
            ))}
            {answer.taken.flatMap((t) =>
              t.warnings.map((w) => (
                <li key={`${t.index}|${w.reason}`}>
                  Vorlage {t.nummer}: {w.message}
                </li>
              )),
            )}
            {answer.missing.map((m) => (
              <li key={m.vorlageId}>
                TOP {m.top} {m.title}: noch ohne Ergebnis
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </details>
  )
}

const NO_LIST = new Problem(400, {
  message:
    "Diese Datei ist keine Ergebnisliste. Bitte wählen Sie die ausgefüllte JSON-Datei aus dem Ordner Rueckmeldung.",
})

/** @throws Problem for what is no JSON object; its fields are judged by the service */
async function listOf(file: File): Promise<object> {
  if (file.size > 4_000_000) throw NO_LIST
  try {
    const found: unknown = JSON.parse(await file.text())
    if (typeof found === "object" && found !== null && !Array.isArray(found)) return found
  } catch {
    // Said below.
  }
  throw NO_LIST
}
