/** Zeichnungsweg: the whole way as an ordered list with states, names and days. */
import type { ReactNode } from "react"
import type { Vorlage } from "../data.ts"
import { day, instant } from "../format.ts"
import { lines, statusWord } from "./step.ts"

export function Weg({
  vorlage,
  documents,
}: {
  readonly vorlage: Vorlage
  /** what stands below a step, beside its decisions */
  readonly documents?: (stepId: string) => ReactNode
}) {
  const { chain, texts } = vorlage
  if (!chain) return <p className="kern-body">Der Zeichnungsweg beginnt, sobald die Vorlage eingereicht ist.</p>
  return (
    <ol className="weg">
      {chain.steps.map((step) => (
        <li key={step.id} data-stand={step.status} aria-current={step.status === "open" ? "step" : undefined}>
          <h3>{step.label}</h3>
          <p>
            {statusWord(step)}
            {step.status === "open" && step.openedAt ? ` seit ${instant(step.openedAt)}` : ""}
            {step.kind === "body" && !step.result && step.termin ? ` · Termin ${day(step.termin)}` : ""}
            {step.status === "carried" && step.carried ? ` aus Fassung ${step.carried.fassung}` : ""}
          </p>
          {step.kind === "sign" && step.status !== "skipped" && vorlage.levels?.[step.id] && (
            <p className="kern-body kern-body--small">{vorlage.levels[step.id]}</p>
          )}
          {lines(step, texts).map((line) => (
            <div key={`${line.when}|${line.who}`}>
              <p>
                {line.who && <strong>{line.who}</strong>}
                {line.who && line.when ? ", " : ""}
                {line.when}
              </p>
              {line.said && <blockquote className="bemerkung">{line.said}</blockquote>}
            </div>
          ))}
          {documents?.(step.id)}
        </li>
      ))}
    </ol>
  )
}
