/** Datenschutzhinweise for those who work with the application: what is kept of them, why, how long, and their rights. */
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { Problem } from "../api.ts"
import { ofHouse } from "../data.ts"
import { PageTitle } from "../part/title.tsx"
import { Loading, Refusal } from "../part/ui.tsx"

export function Datenschutz() {
  const { haus } = useParams({ from: "/$haus" })
  const { data, error, refetch } = useQuery(ofHouse(haus).haus)
  if (error instanceof Problem && !data) return <Refusal problem={error} again={() => void refetch()} />
  if (!data) return <Loading what="Die Hinweise werden geladen." />
  const { house, supervisor, retention, publication } = data
  const label = (id: string) => retention.classes.find((c) => c.id === id)?.label ?? id
  return (
    <div className="schmal">
      <PageTitle name="Datenschutz">Datenschutzhinweise</PageTitle>
      <h2 className="kern-heading-medium">Verantwortlich</h2>
      <p className="kern-body umbruch">{[house.name, house.traeger, ...house.address].join("\n")}</p>
      {publication && (
        <p className="kern-body">
          Fragen beantwortet: {publication.contact.name},{" "}
          <a href={`mailto:${publication.contact.mail}`}>{publication.contact.mail}</a>
          {publication.contact.phone ? `, ${publication.contact.phone}` : ""}
        </p>
      )}
      <h2 className="kern-heading-medium">Was von Ihnen festgehalten wird</h2>
      <ul className="kern-list">
        <li>Name, dienstliche Angaben und Funktionen, die die Mandantenadministration einträgt.</li>
        <li>
          Was Sie an Vorlagen und Programmen tun: Zeichnungen, Mitzeichnungen, Stellungnahmen, Rückgaben, mit Zeitpunkt.
        </li>
        <li>Abwesenheiten und Vertretungen, die Sie eintragen, und Ihre Adresse für Benachrichtigungen.</li>
        <li>
          Auf diesem Gerät: Ihre Anmeldung in einem Cookie, die gewählte Darstellung, und Entwürfe, die noch nicht
          gespeichert werden konnten, bis sie gespeichert oder verworfen sind.
        </li>
      </ul>
      <p className="kern-body">
        Die Anwendung lädt nichts von anderen Stellen und zählt keine Besuche. Sie wertet nicht aus, wie Sie arbeiten;
        die Übersicht zeigt Dauern von Schritten, nicht von Personen.
      </p>
      <h2 className="kern-heading-medium">Wozu und wie lange</h2>
      <p className="kern-body">
        Damit nachvollziehbar ist, wer wann was entschieden hat (Verwaltungsverfahren, Aktenführung). Aufbewahrt werden
        Vorlagen: {label(retention.vorlage)}; Programme: {label(retention.programme)}; nie eingereichte Entwürfe und
        Dateien: {label(retention.draft)}.
      </p>
      <h2 className="kern-heading-medium">Ihre Rechte</h2>
      <p className="kern-body">
        Sie können Auskunft, Berichtigung, Löschung und Einschränkung der Verarbeitung verlangen und ihr widersprechen.
        Beschwerden nimmt die Aufsichtsbehörde entgegen
        {supervisor.name === "" ? "; welche das ist, hat Ihr Haus noch nicht hinterlegt." : ":"}
      </p>
      {supervisor.name !== "" && (
        <p className="kern-body umbruch">{[supervisor.name, ...supervisor.address].join("\n")}</p>
      )}
    </div>
  )
}
