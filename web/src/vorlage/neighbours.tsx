/** Who was before me and who comes after, with the days of the plan. */
import { useQuery } from "@tanstack/react-query"
import { ofHouse, type PlanRow, type Vorlage } from "../data.ts"
import { day } from "../format.ts"
import { lightWord } from "../weg/light.tsx"
import { lines, type Step } from "./step.ts"

export function Neighbours({
  haus,
  vorlage,
  stepId,
}: {
  readonly haus: string
  readonly vorlage: Vorlage
  readonly stepId: string
}) {
  const { chain, texts } = vorlage
  const runs = chain?.state === "running"
  const plan = useQuery({ ...ofHouse(haus).plan(vorlage.id), enabled: runs })
  if (!chain) return null
  const at = chain.steps.findIndex((s) => s.id === stepId)
  const shown = (s: Step) => s.status !== "skipped" && s.id !== stepId
  const before = chain.steps.slice(0, Math.max(0, at)).filter(shown)
  const after = chain.steps.slice(at + 1).filter(shown)
  const rows = (s: Step): PlanRow[] => plan.data?.rows.filter((r) => r.stepId === s.id) ?? []
  const mine = plan.data?.rows.find((r) => r.stepId === stepId && r.latest !== null)
  return (
    <>
      {mine?.latest && (
        <p className="kern-body">
          Ihr letzter Tag nach dem Plan: <strong>{day(mine.latest)}</strong> ({lightWord(mine.light)}).
        </p>
      )}
      <details className="mehr">
        <summary>
          Wer vor Ihnen war und wer nach Ihnen kommt ({before.length} davor, {after.length} danach)
        </summary>
        <h3 className="kern-title">Vor Ihnen</h3>
        {before.length === 0 ? (
          <p className="kern-body">Niemand; Sie sind der erste Schritt.</p>
        ) : (
          <ul className="kern-list">
            {before.map((s) => (
              <li key={s.id}>
                {s.label}: {said(s, texts)}
              </li>
            ))}
          </ul>
        )}
        <h3 className="kern-title">Nach Ihnen</h3>
        {after.length === 0 ? (
          <p className="kern-body">Niemand; Sie sind der letzte Schritt.</p>
        ) : (
          <ul className="kern-list">
            {after.map((s) => (
              <li key={s.id}>
                {rows(s).length === 0
                  ? s.label
                  : rows(s)
                      .map(
                        (r) =>
                          `${r.who}${r.latest ? `, ${s.kind === "body" ? "Sitzung am" : "bis"} ${day(r.latest)}` : ""}`,
                      )
                      .join("; ")}
              </li>
            ))}
          </ul>
        )}
      </details>
    </>
  )
}

function said(step: Step, texts: Vorlage["texts"]): string {
  const told = lines(step, texts).map((l) => [l.who, l.when].filter(Boolean).join(", "))
  return told.length > 0 ? told.join("; ") : step.status === "open" ? "steht noch aus" : "ohne Angabe"
}
