/** One Vorlage: head, what I can do, the paper, the way, its documents. */
import type { Block } from "@beschlussweg/core/block"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse, type Vorlage } from "../data.ts"
import { counted, day, size } from "../format.ts"
import { Onwards, Refused } from "../part/refused.tsx"
import { Rich } from "../part/rich.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Loading } from "../part/ui.tsx"
import { useWide } from "../part/wide.ts"
import { Sitzungsdienst } from "../sitzung/vorlage.tsx"
import { Changed } from "../vorlage/changed.tsx"
import { Dokumente } from "../vorlage/dokumente.tsx"
import { ConfirmPaper } from "../vorlage/paper.tsx"
import { documentPath, paperOf } from "../vorlage/step.ts"
import { Weg } from "../vorlage/weg.tsx"
import { Zeichnung } from "../vorlage/zeichnung.tsx"

export function VorlagePage() {
  const { haus, vorlageId } = useParams({ from: "/$haus/vorlage/$vorlageId" })
  const { data, error, refetch } = useQuery(ofHouse(haus).vorlage(vorlageId))
  if (error instanceof Problem && !data)
    return error.status === 404 ? (
      <>
        <PageTitle name="Nicht gefunden">Diese Vorlage gibt es hier nicht</PageTitle>
        <p className="kern-body">
          Vielleicht ist die Adresse unvollständig, oder die Vorlage hat Ihren Schritt noch nicht erreicht.
        </p>
        <Onwards />
      </>
    ) : (
      <Refused name="Vorlage" problem={error} again={() => void refetch()} />
    )
  if (!data) return <Loading what="Die Vorlage wird geladen." />
  return <Whole haus={haus} vorlage={data} />
}

/** States in which the form is not to be changed. */
const GOES: readonly string[] = ["issuing", "running", "completed", "stopped"]

function Whole({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const name = `${vorlage.nummer ? `${vorlage.nummer}: ` : ""}${vorlage.betreff || "Vorlage ohne Betreff"}`
  // Whoever is asked reads first what is new; for all others it is one thing among many.
  const signs = vorlage.mine.length > 0 && (vorlage.chain?.fassung ?? 0) > 1
  return (
    <>
      <PageTitle name={name}>{vorlage.betreff || "Vorlage ohne Betreff"}</PageTitle>
      <p className="kern-body">
        {vorlage.nummer ? `Vorlage ${vorlage.nummer}` : "Noch ohne Nummer"}
        {vorlage.chain ? `, Fassung ${vorlage.chain.fassung}` : ""} · <strong>{vorlage.status}</strong> ·{" "}
        {vorlage.public ? "öffentlich" : <Badge tone="warning">nichtöffentlich</Badge>}
      </p>
      {vorlage.draft && !GOES.includes(vorlage.chain?.state ?? "") && (
        <div className="knoepfe">
          <Link
            to="/$haus/vorlage/$vorlageId/bearbeiten"
            params={{ haus, vorlageId: vorlage.id }}
            className="kern-btn kern-btn--primary"
          >
            <span className="kern-label">Formular bearbeiten</span>
          </Link>
        </div>
      )}
      {vorlage.chain?.state === "issuing" && (
        <Alert tone="info" title="Die Fassung wird gerade erstellt." live>
          <p className="kern-body">Die Seite zeigt sie, sobald sie gesiegelt ist. Sie müssen nichts tun.</p>
        </Alert>
      )}
      {vorlage.absences.map((a) => (
        <Alert key={`${a.stepId}|${a.partyId ?? ""}|${a.on}`} tone="warning" title={a.message} />
      ))}
      <Zeichnung haus={haus} vorlage={vorlage} />
      <ConfirmPaper haus={haus} vorlage={vorlage} />
      {signs && <Changed haus={haus} vorlage={vorlage} open />}
      <div className="spalten spalten--papier">
        <section aria-labelledby="papier">
          <h2 className="kern-heading-medium" id="papier">
            Dokument
          </h2>
          <Paper haus={haus} vorlage={vorlage} />
        </section>
        <section aria-labelledby="wesentliches" className="wesentliches">
          <h2 className="kern-heading-medium" id="wesentliches">
            Das Wesentliche
          </h2>
          <Essentials vorlage={vorlage} />
          <h2 className="kern-heading-medium" id="weg">
            Zeichnungsweg
          </h2>
          <Weg vorlage={vorlage} />
          <p>
            <Link to="/$haus/vorlage/$vorlageId/weg" params={{ haus, vorlageId: vorlage.id }}>
              Ganzer Weg mit Plan, Dokumenten und Druckansicht
            </Link>
          </p>
        </section>
      </div>
      {vorlage.chain && !signs && <Changed haus={haus} vorlage={vorlage} open={false} />}
      <Sitzungsdienst haus={haus} vorlage={vorlage} />
      <section aria-labelledby="dokumente">
        <h2 className="kern-heading-medium" id="dokumente">
          Alle Dokumente
        </h2>
        <Dokumente haus={haus} vorlage={vorlage} />
      </section>
    </>
  )
}

/** The file stands beside where there is room for it; a small screen opens it by itself. */
function Paper({ haus, vorlage }: { readonly haus: string; readonly vorlage: Vorlage }) {
  const wide = useWide()
  const paper = paperOf(vorlage)
  if (!paper) return <p className="kern-body">Das Dokument entsteht, sobald die Vorlage eingereicht ist.</p>
  const path = documentPath(haus, vorlage.id, paper.fassung, paper.sha256)
  return (
    <>
      <p>
        <a
          href={path}
          target="_blank"
          rel="noreferrer"
          className={wide ? undefined : "kern-btn kern-btn--secondary kern-btn--block"}
        >
          {wide ? (
            `${paper.fileName} in neuem Fenster öffnen`
          ) : (
            <span className="kern-label">
              Dokument öffnen (PDF, {size(paper.bytes)}
              {paper.pages ? `, ${counted(paper.pages, "Seite", "Seiten")}` : ""})
            </span>
          )}
        </a>
      </p>
      {wide && (
        <iframe
          className="papier"
          src={`${path}#navpanes=0&view=FitH`}
          title={`Vorlage ${vorlage.nummer ?? ""}, Fassung ${paper.fassung}`}
        />
      )}
    </>
  )
}

function Essentials({ vorlage }: { readonly vorlage: Vorlage }) {
  const { form } = vorlage
  if (!form) return null
  return (
    <>
      <h3 className="kern-title">Beschlussvorschlag</h3>
      <Rich blocks={form.beschlussvorschlag as readonly Block[]} level={4} />
      <h3 className="kern-title">Beratungsfolge</h3>
      <ul className="kern-list">
        {form.beratungsfolge.map((row) => (
          <li key={`${row.gremiumId}|${row.termin}`}>
            {vorlage.chain?.steps.find((s) => s.kind === "body" && s.gremiumId === row.gremiumId)?.label ??
              row.gremiumId}
            , {day(row.termin)}: {row.zustaendigkeit}
          </li>
        ))}
      </ul>
      <h3 className="kern-title">Finanzielle Auswirkungen</h3>
      <p className="kern-body">
        {form.finance.effects === null ? "noch nicht angegeben" : form.finance.effects ? "ja" : "nein"}
      </p>
      {form.anlagen.length > 0 && (
        <>
          <h3 className="kern-title">Anlagen</h3>
          <ol>
            {form.anlagen.map((a) => (
              <li key={a.id}>
                {a.title} {a.public ? "" : "(nichtöffentlich)"}
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}
