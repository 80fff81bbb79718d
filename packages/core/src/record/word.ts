/** Words of the record (Protokoll): what each fact means in German, for lists, exports and the Umlaufprotokoll. */
import type { Fact } from "../fact.ts"

const WORD: Readonly<Record<string, string>> = {
  "tenant.founded": "Haus angelegt",
  "tenant.changed": "Einstellungen des Hauses geändert",
  "member.added": "Person aufgenommen",
  "member.changed": "Funktionen einer Person geändert",
  "member.invited": "Person eingeladen",
  "member.uninvited": "Einladung zurückgenommen",
  "member.joined": "Einladung angenommen",
  "member.bound": "Anmeldekonto zugeordnet",
  "member.mapped": "Funktionen aus der Anmeldung des Hauses übernommen",
  "member.ending": "Ende der Mitgliedschaft festgelegt",
  "member.left": "Mitgliedschaft beendet",
  "proposal.made": "Funktion vorgeschlagen, zweite Person nötig",
  "proposal.confirmed": "vorgeschlagene Funktion bestätigt",
  "proposal.rejected": "vorgeschlagene Funktion abgelehnt",
  "proposal.dropped": "Vorschlag einer Funktion verworfen",
  "deputy.appointed": "Vertretung bestimmt",
  "deputy.ended": "Vertretung beendet",
  "absence.entered": "Abwesenheit eingetragen",
  "absence.struck": "Abwesenheit gestrichen",
  "calendar.renewed": "Adresse des eigenen Kalenders erneuert",
  "key.created": "Schlüssel einer Maschine angelegt",
  "key.revoked": "Schlüssel einer Maschine widerrufen",
  "programme.created": "Programm angelegt",
  "programme.acknowledged": "Warnungen zum Programm mit Begründung zur Kenntnis genommen",
  "programme.saved": "Stand des Programms festgehalten",
  "programme.rolledOver": "Programm aus dem Vorjahr fortgeschrieben",
  "participation.recorded": "Beteiligung festgehalten",
  "participation.amended": "Beteiligung ergänzt",
  "upload.received": "Datei hochgeladen",
  "upload.checked": "Datei geprüft",
  "upload.refused": "Datei abgelehnt",
  "vorlage.created": "Entwurf angelegt",
  "vorlage.submitted": "Fassung eingereicht",
  "vorlage.withdrawn": "Vorlage zurückgezogen",
  "vorlage.stopped": "Verfahren eingestellt",
  "document.issued": "Fassung erstellt und gesiegelt",
  "document.failed": "Fassung nicht erstellbar",
  "document.filed": "Dokument abgelegt",
  "step.signed": "gezeichnet",
  "step.stated": "Stellung genommen",
  "step.cosigned": "mitgezeichnet",
  "step.returned": "zurückgegeben",
  "step.handed": "Aufgabe weitergegeben",
  "appointment.proposed": "Vertretung für einen Schritt vorgeschlagen",
  "step.released": "für die Gremien freigegeben",
  "step.reclaimed": "Aufgabe an die Funktion zurückgefallen",
  "body.decided": "Ergebnis des Gremiums eingetragen",
  "body.postponed": "im Gremium vertagt",
  "body.corrected": "Ergebnis des Gremiums berichtigt",
  "correction.proposed": "Berichtigung eines Ergebnisses eingetragen, zweite Person nötig",
  "correction.rejected": "Berichtigung eines Ergebnisses nicht bestätigt",
  "urgent.asked": "Dringlichkeitsentscheidung zur Zeichnung vorgelegt",
  "urgent.signed": "Dringlichkeitsentscheidung gezeichnet",
  "urgent.dropped": "Dringlichkeitsentscheidung zurückgenommen",
  "control.opened": "Aufgabe der Beschlusskontrolle angelegt",
  "control.changed": "Aufgabe der Beschlusskontrolle geändert",
  "control.reported": "Stand der Umsetzung berichtet",
  "control.closed": "Aufgabe der Beschlusskontrolle abgeschlossen",
  "body.referred": "an ein anderes Gremium verwiesen",
  "sitzung.planned": "Sitzung geplant",
  "sitzung.moved": "Sitzung verlegt",
  "sitzung.cancelled": "Sitzung abgesagt",
  "sitzung.arranged": "Tagesordnung geändert",
  "sitzung.placed": "freigegebene Vorlage auf die Tagesordnung genommen",
  "sitzung.left": "Vorlage hat die Tagesordnung verlassen",
  "sitzung.invited": "Einladung verschickt",
  "sitzung.supplemented": "Tagesordnung nach der Einladung ergänzt",
  "sitzung.held": "Sitzung durchgeführt",
  "sitzung.reopened": "durchgeführte Sitzung wieder geöffnet",
  "gremium.joined": "Mitglied in ein Gremium eingetragen",
  "gremium.altered": "Mitgliedschaft in einem Gremium geändert",
  "gremium.left": "Mitgliedschaft in einem Gremium beendet",
  "vorlage.supplemented": "Ergänzungsvorlage angelegt",
  "body.scheduled": "in der Sitzungsplanung des Gremiums",
  "body.removed": "von der Tagesordnung abgesetzt",
  "auszug.signed": "Beschlussauszug unterzeichnet",
  "outside.received": "außen gezeichnete Datei eingereicht",
  "outside.refused": "außen gezeichnete Datei nicht angenommen",
  "external.handed": "nach außen übergeben",
  "publication.decided": "Veröffentlichung freigegeben",
  "publication.cancelled": "geplante Veröffentlichung zurückgenommen",
  "publication.lapsed": "freigegebene Veröffentlichung nicht erfolgt",
  "publication.released": "veröffentlicht",
  "publication.revoked": "Rücknahme der Veröffentlichung entschieden",
  "publication.withdrawn": "Veröffentlichung zurückgenommen",
  "endfassung.proposed": "Endfassung vorgelegt",
  "endfassung.rejected": "Endfassung nicht bestätigt",
  "endfassung.confirmed": "Endfassung bestätigt",
}
/** What happened, in a few words; a type that has none yet is named as it is. */
export const wordOf = (type: string): string => WORD[type] ?? type

/** Kinds of client, as the record names them. */
export const CLIENT_LABEL = {
  api: "Anwendung",
  cli: "Befehlszeile",
  worker: "Dienst, selbsttätig",
  test: "Prüflauf",
  machine: "Maschine mit Schlüssel",
  operator: "Betrieb",
} as const satisfies Record<Fact["client"], string>

/**
 * Ids of persons in a fact: who brought it about, whose Zeichnung or statement it holds (another one where it was
 * confirmed from paper or taken from a file), for whom, to whom something went.
 */
export function personsOf({ by, data }: Pick<Fact, "by" | "data">): {
  by: string
  given?: string
  forId?: string
  to?: string
} {
  const of = (value: unknown, name: string): string | undefined => {
    if (typeof value !== "object" || value === null) return undefined
    const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
    return typeof found === "string" ? found : undefined
  }
  const forId = of(data.given, "forId") ?? of(data, "forId")
  const to = of(data.handed, "to") ?? of(data, "personId")
  const given = of(data.given, "by")
  return {
    by,
    ...(given === undefined ? {} : { given }),
    ...(forId === undefined ? {} : { forId }),
    ...(to === undefined ? {} : { to }),
  }
}
