/** The backward plan of a Vorlage: latest day of every step before the meetings, with its traffic light in words. */
import type { Plan } from "../data.ts"
import { day } from "../format.ts"
import { Light } from "./light.tsx"

const STATE = { done: "erledigt", open: "an der Reihe", coming: "kommt noch" } as const

export function PlanTable({
  plan,
  caption,
}: {
  readonly plan: Pick<Plan, "rows" | "advice">
  readonly caption: string
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className="tabelle" aria-label={caption} tabIndex={0}>
        <table className="kern-table kern-table--small">
          <caption>{caption}</caption>
          <thead className="kern-table__head">
            <tr className="kern-table__row">
              {["Schritt", "Bei wem", "Stand", "Letzter Tag", "Voraussichtlich", "Reserve (Arbeitstage)", "Ampel"].map(
                (h) => (
                  <th className={`kern-table__header ${h.startsWith("Reserve") ? "rechts" : ""}`} scope="col" key={h}>
                    {h}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody className="kern-table__body">
            {plan.rows.map((r) => (
              <tr className="kern-table__row" key={`${r.stepId}|${r.partyId ?? ""}`}>
                <th className="kern-table__cell" scope="row">
                  {r.label}
                </th>
                <td className="kern-table__cell">{r.kind === "body" ? "–" : r.who}</td>
                <td className="kern-table__cell">{STATE[r.state]}</td>
                <td className="kern-table__cell">{r.latest ? day(r.latest) : "–"}</td>
                <td className="kern-table__cell">{r.projected ? day(r.projected) : "–"}</td>
                <td className="kern-table__cell rechts">{r.reserve ?? "–"}</td>
                <td className="kern-table__cell">
                  {r.state === "done" ? "erledigt" : <Light light={r.light} />}
                  {r.state !== "done" && r.light !== "grün" ? <span className="klein">{r.sentence}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {plan.advice.length > 0 && (
        <>
          <h3 className="kern-title">Was Sie tun können</h3>
          <ul className="kern-list">
            {plan.advice.map((a) => (
              <li key={a}>{a}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
