/** What each right means in words, for keys of other programmes. */
import type { Action } from "@beschlussweg/core/role"

export const SCOPE: Readonly<Partial<Record<Action, string>>> = {
  "house.read": "Angaben des Hauses lesen",
  "programme.read": "Programme lesen",
  "programme.write": "Programme schreiben",
  "vorlage.read": "Vorlagen lesen",
  "vorlage.write": "Vorlagen schreiben",
  "vorlage.submit": "Vorlagen einreichen",
  "vorlage.withdraw": "Vorlagen zurückziehen",
  "vorlage.stop": "Verfahren einstellen",
  "vorlage.package": "Übergabepaket erstellen",
  "step.release": "für die Gremien freigeben",
  "body.record": "Ergebnisse eintragen",
  "result.confirm": "Berichtigungen bestätigen",
  "endfassung.confirm": "Endfassungen bestätigen",
  "number.read": "Nummern lesen",
  "log.read": "Verläufe lesen",
  "record.read": "Protokoll des Hauses lesen",
  "sitzung.read": "Sitzungen lesen",
  "sitzung.write": "Sitzungen planen und einladen",
  "control.read": "Beschlusskontrolle lesen",
  "control.write": "Beschlusskontrolle führen",
  "publication.read": "Vorschau der Veröffentlichung lesen",
  "publication.write": "veröffentlichen",
  "urgent.ask": "Dringlichkeitsentscheidung vorlegen",
  "search.read": "suchen",
}
