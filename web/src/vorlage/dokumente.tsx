/** Documents of every stage, newest Fassung first, each with what it is, since when and how large. */
import type { Vorlage } from "../data.ts"
import { counted, instant, short, size } from "../format.ts"
import { documentPath, documentWord } from "./step.ts"

export function Dokumente({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const fassungen = [...vorlage.fassungen].reverse()
  if (fassungen.length === 0) return <p className="kern-body">Dokumente entstehen mit der ersten Einreichung.</p>
  return fassungen.map((f) => (
    <section key={f.n} aria-labelledby={`fassung-${f.n}`}>
      <h3 className="kern-title" id={`fassung-${f.n}`}>
        Fassung {f.n}
        {f.superseded ? " (ersetzt)" : ""}
      </h3>
      {f.beingMade.length > 0 && (
        <p className="kern-body" role="status">
          Wird gerade erstellt: {f.beingMade.map(documentWord).join(", ")}
        </p>
      )}
      <ul className="kern-list">
        {f.documents.map((d) => (
          <li key={`${d.sha256}|${d.kind}|${d.stepId ?? ""}`}>
            <a href={documentPath(haus, vorlage.id, f.n, d.sha256)} target="_blank" rel="noreferrer">
              {documentWord(d.kind)}
            </a>{" "}
            <span>
              ({d.fileName}, {size(d.bytes)}
              {d.pages ? `, ${counted(d.pages, "Seite", "Seiten")}` : ""}, {instant(d.at)}, Prüfsumme{" "}
              <span className="pruefsumme">{short(d.sha256)}</span>)
            </span>
          </li>
        ))}
      </ul>
    </section>
  ))
}
