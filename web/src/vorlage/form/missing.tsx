/** Was noch fehlt: one list of everything that holds the submission up, each with the way to its field. */
import type { Finding } from "../../api.ts"
import { Loading } from "../../part/ui.tsx"
import { fieldOf } from "./form.ts"

export function Missing({
  findings,
  warnings,
  checking,
}: {
  /** undefined while nothing was checked yet */
  readonly findings: readonly Finding[] | undefined
  readonly warnings: readonly Finding[]
  readonly checking: boolean
}) {
  return (
    <section className="fehlt" aria-labelledby="fehlt">
      <h2 className="kern-heading-medium" id="fehlt" tabIndex={-1}>
        Was noch fehlt{findings && findings.length > 0 ? ` (${findings.length})` : ""}
      </h2>
      <p className="kern-sr-only" role="status">
        {findings && !checking
          ? findings.length === 0
            ? "Es fehlt nichts."
            : `Es fehlen ${findings.length} Angaben.`
          : ""}
      </p>
      {!findings && <Loading what="Das Formular wird geprüft." />}
      {findings?.length === 0 && <p className="kern-body">Es fehlt nichts. Die Vorlage kann eingereicht werden.</p>}
      {findings && findings.length > 0 && (
        <ol className="fehlt__liste">
          {findings.map((f) => (
            <li key={`${f.place}|${f.reason}|${f.message}`}>
              <a
                href={`#${fieldOf(f)}`}
                onClick={(event) => {
                  event.preventDefault()
                  goTo(fieldOf(f))
                }}
              >
                {f.place}
              </a>
              : {f.message}
            </li>
          ))}
        </ol>
      )}
      {warnings.length > 0 && (
        <>
          <h3 className="kern-title">Hinweise, die das Einreichen nicht aufhalten</h3>
          <ul className="kern-list">
            {warnings.map((f) => (
              <li key={`${f.place}|${f.reason}|${f.message}`}>
                {f.place}: {f.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** Moves the focus to a field; one that is hidden by an answer above leads to that answer. */
function goTo(id: string): void {
  const field =
    document.getElementById(id) ??
    document.getElementById("finanzen-auswirkungen-ja") ??
    document.getElementById("feld-betreff")
  field?.focus()
  field?.scrollIntoView({ block: "center" })
}
