/** Two states of one form: which one counts is chosen by the person, with everything that differs at hand. */
import { useState } from "react"
import { Button } from "../../part/ui.tsx"
import { differences, type Form } from "./form.ts"

export function Compare({
  mine,
  theirs,
  heads,
  gremium,
}: {
  readonly mine: Form
  readonly theirs: Form
  readonly heads: readonly [string, string]
  readonly gremium: (id: string) => string
}) {
  const [open, setOpen] = useState(false)
  const rows = open ? differences(mine, theirs, gremium) : []
  return (
    <>
      <Button kind="tertiary" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Vergleich schließen" : "Vergleichen"}
      </Button>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached
        <section className="tabelle" aria-label="Vergleich der beiden Stände" tabIndex={0}>
          <table className="kern-table">
            <caption className="kern-sr-only">Felder, in denen sich die beiden Stände unterscheiden</caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                <th className="kern-table__header" scope="col">
                  Feld
                </th>
                {heads.map((h) => (
                  <th className="kern-table__header" scope="col" key={h}>
                    {h}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="kern-table__body">
              {rows.map((r) => (
                <tr className="kern-table__row" key={r.label}>
                  <th className="kern-table__cell" scope="row">
                    {r.label}
                  </th>
                  <td className="kern-table__cell umbruch">{r.mine || "leer"}</td>
                  <td className="kern-table__cell umbruch">{r.theirs || "leer"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}
