/** Programme: the list, and one programme to read: its text in short, its Stände, what the checks found, its files. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { body, client, Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { counted, instant } from "../format.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Badge, Loading, Refusal } from "../part/ui.tsx"
import { Files } from "../programme/files.tsx"
import { programmesQuery } from "../vorlage/form/data.ts"
import { NewVorlage } from "../vorlage/form/new.tsx"

export function Programme() {
  const { haus } = useParams({ from: "/$haus" })
  const me = useQuery(ofHouse(haus).ich)
  const mayRead = me.data?.may.includes("programme.read")
  const { data, error, refetch } = useQuery({ ...programmesQuery(haus), enabled: mayRead === true })
  return (
    <>
      <PageTitle name="Programme">Programme</PageTitle>
      {mayRead === false && (
        <Alert tone="info" title="Arbeitsstände von Programmen sehen Sie mit Ihren Funktionen nicht.">
          <p className="kern-body">
            Sie lesen ein Programm als Anlage der Vorlage, sobald diese Sie erreicht. Am Arbeitsstand schreiben
            Verfasser, Fachautorinnen und Fachautoren, Controlling und die Leitung.
          </p>
        </Alert>
      )}
      {me.data?.may.includes("programme.write") && (
        <div className="knoepfe">
          <Link to="/$haus/programme/neu" params={{ haus }} className="kern-btn kern-btn--primary">
            <span className="kern-label">Neues Programm</span>
          </Link>
        </div>
      )}
      {error instanceof Problem && <Refusal problem={error} again={() => void refetch()} />}
      {!data && !error && mayRead !== false && <Loading what="Die Programme werden geladen." />}
      {data?.length === 0 && (
        <p className="leer kern-body">
          Hier stehen die Programme des Hauses, sobald jemand das erste angelegt oder aus Word eingelesen hat.
        </p>
      )}
      {data && data.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached
        <section className="tabelle" aria-label="Programme" tabIndex={0}>
          <table className="kern-table">
            <caption className="kern-sr-only">Programme des Hauses, neueste zuerst</caption>
            <thead className="kern-table__head">
              <tr className="kern-table__row">
                {["Jahr", "Titel", "Art", "Letzter Stand"].map((h) => (
                  <th className="kern-table__header" scope="col" key={h}>
                    {h}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="kern-table__body">
              {data.map((p) => {
                const last = p.staende.at(-1)
                return (
                  <tr className="kern-table__row" key={p.id}>
                    <td className="kern-table__cell">{p.year}</td>
                    <th className="kern-table__cell" scope="row">
                      <Link to="/$haus/programme/$programmeId" params={{ haus, programmeId: p.id }}>
                        {p.title}
                      </Link>
                    </th>
                    <td className="kern-table__cell">{p.kind}</td>
                    <td className="kern-table__cell">{last ? `Stand vom ${instant(last.at)}` : "noch keiner"}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}

export function ProgrammLesen() {
  const { haus, programmeId } = useParams({ from: "/$haus/programme/$programmeId" })
  const { data, error, refetch } = useQuery({
    queryKey: ["haus", haus, "programm", programmeId, "lesen"],
    queryFn: () => body(client.programme[":programmeId"].$get({ param: { tenant: haus, programmeId }, query: {} })),
  })
  if (error instanceof Problem && !data) return <Refused name="Programm" problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Das Programm wird geladen." />
  const staende = [...data.staende].reverse()
  const sections = data.content?.sections ?? []
  const count = (severity: string) => data.findings.filter((f) => f.severity === severity).length
  const open = data.findings.filter((f) => f.severity === "warning" && !f.acknowledged).length
  return (
    <>
      <PageTitle name={data.title}>{data.title}</PageTitle>
      <p className="kern-body">
        {data.kind} {data.year}
        {sections.length > 0 ? ` · ${counted(sections.length, "Abschnitt", "Abschnitte")}` : " · noch ohne Text"}
      </p>
      <div className="knoepfe">
        <Link
          to="/$haus/programme/$programmeId/bearbeiten"
          params={{ haus, programmeId }}
          search={{}}
          className="kern-btn kern-btn--primary"
        >
          <span className="kern-label">Im Editor öffnen</span>
        </Link>
        <Link
          to="/$haus/programme/$programmeId/zahlen"
          params={{ haus, programmeId }}
          className="kern-btn kern-btn--secondary"
        >
          <span className="kern-label">Zahlen des Programms</span>
        </Link>
      </div>
      <section aria-labelledby="dateien">
        <h2 className="kern-heading-medium" id="dateien">
          Arbeitstext
        </h2>
        {sections.length > 0 ? (
          <>
            <Files haus={haus} programmeId={programmeId} stand="draft" />
            <p className="kern-body">Als PDF entsteht das Programm, sobald eine Vorlage es als Anlage einreicht.</p>
            <NewVorlage haus={haus} programme={data} />
          </>
        ) : (
          <p className="kern-body">
            Das Programm hat noch keinen Text. Sie können eine Word-Datei einlesen oder im Editor beginnen.
          </p>
        )}
      </section>
      <section aria-labelledby="befunde">
        <h2 className="kern-heading-medium" id="befunde">
          Befunde der Prüfungen
        </h2>
        {data.findings.length === 0 ? (
          <p className="kern-body">Die Prüfungen haben nichts gefunden.</p>
        ) : (
          <>
            <p className="kern-body">
              {count("error")} Fehler, {count("warning")} Warnungen (davon {open} ohne Kenntnisnahme), {count("hint")}{" "}
              Hinweise
            </p>
            <ul className="kern-list">
              {data.findings.slice(0, 50).map((f) => (
                <li key={`${f.key ?? ""}|${f.place}|${f.reason}|${f.message}`}>
                  <Badge tone={f.severity === "error" ? "danger" : f.severity === "warning" ? "warning" : "info"}>
                    {f.severity === "error" ? "Fehler" : f.severity === "warning" ? "Warnung" : "Hinweis"}
                  </Badge>{" "}
                  {f.place}: {f.message}
                  {f.acknowledged ? ` (zur Kenntnis genommen: ${f.acknowledged.reason})` : ""}
                </li>
              ))}
            </ul>
            {data.findings.length > 50 && (
              <p className="kern-body">
                Die übrigen {data.findings.length - 50} Befunde zeigt der Editor neben dem Text.
              </p>
            )}
          </>
        )}
      </section>
      <section aria-labelledby="staende">
        <h2 className="kern-heading-medium" id="staende">
          Stände
        </h2>
        {staende.length === 0 && (
          <p className="kern-body">
            Noch keiner. Ein Stand entsteht, wenn jemand den Text festhält oder aus Word übernimmt.
          </p>
        )}
        {staende.map((s) => (
          <div key={s.no} className="stand">
            <h3 className="kern-title">
              Stand {s.no} vom {instant(s.at)}
            </h3>
            {s.note && <p className="kern-body">{s.note}</p>}
            <Files haus={haus} programmeId={programmeId} stand={s.no} />
          </div>
        ))}
      </section>
    </>
  )
}
