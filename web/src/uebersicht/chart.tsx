/** A chart of horizontal bars with its table behind it: one or two values per row, told apart by pattern as well as by colour. */
import { useId } from "react"

export interface Bar {
  readonly label: string
  /** null: there is nothing to count */
  readonly values: readonly (number | null)[]
}

export function Chart({
  title,
  unit,
  names,
  rows,
  words = (value) => value.toLocaleString("de-DE", { maximumFractionDigits: 1 }),
}: {
  readonly title: string
  /** "Arbeitstage" */
  readonly unit: string
  /** what the values of a row are: "2027", "2026" */
  readonly names: readonly string[]
  readonly rows: readonly Bar[]
  readonly words?: (value: number) => string
}) {
  const id = useId()
  const most = Math.max(1, ...rows.flatMap((r) => r.values.map((v) => v ?? 0)))
  const said = (v: number | null) => (v === null ? "–" : words(v))
  const summary = `${title}, ${unit}: ${rows
    .map(
      (r) => `${r.label} ${r.values.map((v, i) => (names.length > 1 ? `${names[i]} ${said(v)}` : said(v))).join(", ")}`,
    )
    .join("; ")}.`
  return (
    <section aria-labelledby={id} className="diagramm">
      <h2 className="kern-heading-medium" id={id}>
        {title}
      </h2>
      <div role="img" aria-label={summary} className="balken">
        {names.length > 1 && (
          <p className="legende">
            {names.map((n, i) => (
              <span key={n}>
                <Strip at={i} share={1} /> {n}
              </span>
            ))}
          </p>
        )}
        {rows.map((r) => (
          <div key={r.label} className="balken__reihe">
            <span>{r.label}</span>
            <div>
              {r.values.map((v, i) => (
                <div key={names[i]} className="balken__wert">
                  <Strip at={i} share={(v ?? 0) / most} />
                  <span>{said(v)}</span>
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      <details className="mehr">
        <summary>
          Als Tabelle<span className="kern-sr-only">: {title}</span>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
        <section className="tabelle" aria-label={`Tabelle: ${title}`} tabIndex={0}>
          <table className="kern-table kern-table--small">
            <caption>
              {title}, {unit}
            </caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                <th className="kern-table__header" scope="col">
                  Was
                </th>
                {names.map((n) => (
                  <th className="kern-table__header rechts" scope="col" key={n}>
                    {n}
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
                  {r.values.map((v, i) => (
                    <td className="kern-table__cell rechts" key={names[i]}>
                      {said(v)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  )
}

/** One bar. The first value is filled, the second only outlined and striped. @param share 0 to 1 */
function Strip({ at, share }: { readonly at: number; readonly share: number }) {
  const id = useId()
  return (
    <svg className={at === 0 ? "streif" : "streif streif--vorher"} aria-hidden="true" focusable="false">
      {at > 0 && (
        <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="6" />
        </pattern>
      )}
      <rect
        x="1"
        y="1"
        height="14"
        width={`${Math.round(share * 980) / 10}%`}
        fill={at > 0 ? `url(#${id})` : undefined}
        className="streif__rand"
      />
    </svg>
  )
}
