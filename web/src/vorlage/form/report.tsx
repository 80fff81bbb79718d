/** Importbericht: what the file holds, what was taken over, what was set aside, what somebody should look at. */
import type { Finding } from "../../api.ts"

interface Said {
  readonly counts?: Readonly<
    Record<string, { readonly inXml: number; readonly takenOver: number; readonly setAside: number }>
  >
  readonly setAside?: readonly { readonly kind: string; readonly place: string; readonly text: string }[]
  readonly findings?: readonly Finding[]
}
const COUNTED: readonly (readonly [string, string])[] = [
  ["characters", "Zeichen"],
  ["rows", "Tabellenzeilen"],
  ["cells", "Tabellenzellen"],
  ["notes", "Fuß- und Endnoten"],
  ["pictures", "Bilder"],
  ["charts", "Diagramme"],
  ["chartPoints", "Werte in Diagrammen"],
]
const KIND: Readonly<Record<string, string>> = {
  toc: "Inhaltsverzeichnis (entsteht neu)",
  deleted: "gelöschter Text (Änderungsverfolgung)",
  hidden: "verborgener Text",
  header: "Kopf- und Fußzeilen",
  comment: "Kommentare",
  number: "getippte Nummern von Überschriften (entstehen neu)",
  whitespace: "Leerraum",
  title: "Titelblatt",
  picture: "Bilder, die nicht gelesen werden konnten",
  note: "Fußnoten ohne Stelle im Text",
  covered: "verdeckte Zellen",
  chart: "Diagramme, deren Werte nicht gelesen werden konnten",
  field: "Felder",
  drawing: "Zeichnungen",
}
const SHOWN = 40

export function Report({ report, findings }: { readonly report: unknown; readonly findings: readonly Finding[] }) {
  const said = (typeof report === "object" && report !== null ? report : {}) as Said
  const rows = COUNTED.flatMap(([key, label]) => {
    const count = said.counts?.[key]
    return count && count.inXml > 0 ? [{ label, ...count }] : []
  })
  const aside = new Map<string, number>()
  for (const { kind } of said.setAside ?? []) aside.set(kind, (aside.get(kind) ?? 0) + 1)
  const all = said.findings ?? findings
  const number = (n: number) => n.toLocaleString("de-DE")
  return (
    <>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached
        <section className="tabelle" aria-label="Gezählt" tabIndex={0}>
          <table className="kern-table kern-table--small">
            <caption>Gezählt in der Datei und im eingelesenen Text</caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                {["Was", "in der Datei", "übernommen", "beiseitegelegt"].map((h, i) => (
                  <th
                    className={`kern-table__header ${i > 0 ? "kern-table__header--numeric" : ""}`}
                    scope="col"
                    key={h}
                  >
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
                  {[r.inXml, r.takenOver, r.setAside].map((n, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: three columns that stay
                    <td className="kern-table__cell kern-table__cell--numeric" key={i}>
                      {number(n)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {aside.size > 0 && (
        <details className="mehr">
          <summary>Beiseitegelegt: {number([...aside.values()].reduce((a, b) => a + b, 0))} Stellen</summary>
          <ul className="kern-list">
            {[...aside].map(([kind, n]) => (
              <li key={kind}>
                {KIND[kind] ?? kind}: {number(n)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <h3 className="kern-title">Bitte ansehen ({number(all.length)})</h3>
      {all.length === 0 && <p className="kern-body">Alles wurde ohne Auffälligkeiten gelesen.</p>}
      <ul className="kern-list">
        {all.slice(0, SHOWN).map((f) => (
          <li key={`${f.place}|${f.reason}|${f.message}`}>
            {f.place && <strong>{f.place}: </strong>}
            {f.message}
          </li>
        ))}
      </ul>
      {all.length > SHOWN && (
        <p className="kern-body">
          Und {number(all.length - SHOWN)} weitere; sie stehen nach der Übernahme beim Programm.
        </p>
      )}
    </>
  )
}
