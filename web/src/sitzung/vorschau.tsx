/** The preview itself: exactly the fields and files that the public page will show. */
import type { Block } from "@beschlussweg/core/block"
import type { client } from "../api.ts"
import { counted, day, size } from "../format.ts"
import { Rich } from "../part/rich.tsx"

type Answer = Awaited<ReturnType<(typeof client.vorlagen)[":vorlageId"]["veroeffentlichung"]["vorschau"]["$post"]>>
type View = Awaited<ReturnType<Answer["json"]>>["view"]

export function Seen({ view }: { readonly view: View }) {
  return (
    <>
      <dl className="angaben">
        <dt>Nummer</dt>
        <dd>
          {view.artLabel} {view.nummer}, Fassung {view.fassung}
        </dd>
        <dt>Betreff</dt>
        <dd>{view.betreff}</dd>
        <dt>Stand</dt>
        <dd>
          {view.state}, {day(view.on)}
        </dd>
        <dt>Federführend</dt>
        <dd>{view.amt}</dd>
      </dl>
      <h4 className="kern-title kern-title--small">Beschlussvorschlag</h4>
      <Rich blocks={view.beschlussvorschlag as readonly Block[]} level={5} />
      <h4 className="kern-title kern-title--small">Erläuterungen</h4>
      <Rich blocks={view.erlaeuterungen as readonly Block[]} level={5} />
      <h4 className="kern-title kern-title--small">Beratungsfolge</h4>
      <ul className="kern-list">
        {view.rows.map((r) => (
          <li key={r.stepId}>
            {r.gremium}
            {r.termin !== null && `, ${day(r.termin)}`}: {r.zustaendigkeit}
            {r.closed && " · in nichtöffentlicher Sitzung behandelt"}
            {r.result && ` · ${r.result.label}`}
            {r.result?.votes &&
              ` (Ja ${r.result.votes.ja}, Nein ${r.result.votes.nein}, Enthaltung ${r.result.votes.enthaltung})`}
          </li>
        ))}
      </ul>
      {view.signatures.length > 0 && (
        <>
          <h4 className="kern-title kern-title--small">Zeichnungen</h4>
          <ul className="kern-list">
            {view.signatures.map((s) => (
              <li key={s.stepId}>
                {s.label}
                {s.name !== undefined && `: ${s.name}`}, {day(s.on)}
              </li>
            ))}
          </ul>
        </>
      )}
      <h4 className="kern-title kern-title--small">Dateien</h4>
      {view.files.length === 0 ? (
        <p className="kern-body">Keine.</p>
      ) : (
        <ul className="kern-list">
          {view.files.map((f) => (
            <li key={`${f.kind}|${f.ref}`}>
              {f.title} ({f.fileName}, {size(f.bytes)}
              {f.pages !== null && `, ${counted(f.pages, "Seite", "Seiten")}`})
            </li>
          ))}
        </ul>
      )}
      {view.licence && <p className="kern-body">Lizenz: {view.licence.label}</p>}
    </>
  )
}
