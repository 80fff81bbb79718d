/** LIESMICH.txt of a package: which state it holds, what lies where, how it is checked, how results come back. */
import { germanDay, germanInstant } from "../day.ts"
import { MARK, type Plan } from "./plan.ts"

export function readme(plan: Plan, has: { readonly combined: boolean; readonly returns: boolean }): string {
  const { frozen, state, nonPublic, at } = plan
  const title = `${frozen.artLabel} ${frozen.nummer}`
  const back = has.returns
    ? `
Ergebnisse zurückgeben
----------------------

In Rueckmeldung/ liegt je Gremium, dessen Ergebnis noch fehlt, eine Datei. Füllen Sie aus: vorsitz, schriftfuehrung, top, code, votes.
code ist eines von: accepted (beschlossen), accepted_amended (geändert beschlossen, mit beschlusstext), rejected (abgelehnt),
noted (zur Kenntnis genommen), recommended (empfohlen), no_vote (ohne Votum).
Bei votes: anwesend sind die anwesenden Stimmberechtigten ohne die Befangenen, mitglieder alle Stimmberechtigten.
Ohne Abstimmung: "votes": null und "form": null.
Übernommen wird die Datei über POST /api/KENNUNG/ergebnisse, oder Sie tragen das Ergebnis von Hand ein.
`
    : ""
  return `Übergabe an das Ratsinformationssystem: ${title}
${"=".repeat(41 + title.length)}

${nonPublic ? `NICHTÖFFENTLICH: Diese Vorlage oder ein Teil von ihr ist nicht für die Öffentlichkeit bestimmt. Solche Anlagen tragen ${MARK} im Namen.\n\n` : ""}Betreff: ${frozen.form.betreff}
Fassung ${frozen.fassung} vom ${germanDay(frozen.on)}, Stand: ${state}, neueste Datei vom ${germanInstant(new Date(at))}

Vorlage_${plan.base}.pdf   die Vorlage mit allen Zeichnungen und Ergebnissen dieses Stands; sie ist das Original
Anlagen/            die Anlagen in der Reihenfolge der Vorlage
${has.combined ? "Gesamt_....pdf      Vorlage und Anlagen in einem Stück, zum Lesen; ohne Signaturen" : "Eine Gesamtdatei gibt es nicht: Die Anlagen sind dafür zu groß, oder eine lässt sich nicht anfügen."}
Felder.html         alle Angaben zum Übertragen, im Browser öffnen; Felder.txt dasselbe als Text
oparl.json          dasselbe als Daten: OParl 1.1 Paper mit Consultation und File
SHA256SUMS          Prüfsumme jeder Datei

Prüfen: sha256sum -c SHA256SUMS (unter Windows: Get-FileHash DATEI, verglichen mit der Zeile in SHA256SUMS)
${back}`
}
