/** The editor of a programme: who may not, what is not there yet, and otherwise the text with its two sides. */
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { Refused } from "../part/refused.tsx"
import { PageTitle } from "../part/title.tsx"
import { Alert, Loading } from "../part/ui.tsx"
import { ofProgramme } from "../programme/data.ts"
import { Editor } from "../programme/editor.tsx"

export function ProgrammBearbeiten() {
  const { haus, programmeId } = useParams({ from: "/$haus/programme/$programmeId/bearbeiten" })
  const me = useQuery(ofHouse(haus).ich)
  const mayRead = me.data?.may.includes("programme.read")
  const { data, error, refetch } = useQuery({ ...ofProgramme(haus, programmeId).lesen, enabled: mayRead !== false })
  if (mayRead === false)
    return (
      <>
        <PageTitle name="Programm bearbeiten">Programm bearbeiten</PageTitle>
        <Alert tone="info" title="Den Arbeitstext dieses Programms sehen Sie mit Ihren Funktionen nicht.">
          <p className="kern-body">
            Am Arbeitstext schreiben Verfasser, Fachautorinnen und Fachautoren, Controlling und die Leitung. Sie lesen
            das Programm als Anlage der Vorlage, sobald diese Sie erreicht.
          </p>
          <Link to="/$haus" params={{ haus }}>
            Zu Ihren Aufgaben
          </Link>
        </Alert>
      </>
    )
  const problem = error ?? me.error
  if (problem instanceof Problem && !(data && me.data))
    return <Refused name="Programm bearbeiten" problem={problem} again={() => void refetch()} />
  if (!data || !me.data) return <Loading what="Das Programm wird geöffnet." />
  return <Editor key={programmeId} haus={haus} programm={data} me={me.data} />
}
