/** LIESMICH.txt of an exported record: what lies there, and how it is checked with openssl alone. */
import type { Day } from "@beschlussweg/core/paper"

export const ANCHORS_README = (house: string, day: Day | undefined): string => `Protokoll ${house}
${"=".repeat(10 + house.length)}

Dieser Ordner enthält das Protokoll des Hauses: wer wann was getan hat, als Kennungen und Prüfwerte, ohne Namen und Texte.

logs/<Protokoll>.jsonl   jeder Eintrag eine Zeile (JSON), in der Reihenfolge seiner Nummer; ein Protokoll je Vorgang
kopie/<Protokoll>.jsonl  dieselben Einträge aus dem zweiten Speicher, in dem nichts überschrieben werden kann
anker/<Tag>.json         der Anker eines Tages: Nummer und Prüfwert des letzten Eintrags jedes Protokolls, gesiegelt
protokoll.csv            alle Einträge nach der Zeit, für die Tabellenkalkulation (Trennzeichen Semikolon, UTF-8)
personen.csv             nur wenn verlangt: Namen zu den Kennungen am Tag des Exports (personenbezogene Daten)
verzeichnis.json         alle Dateien und Protokolle mit ihren Prüfwerten
ca.pem                   Wurzelzertifikat; vergleichen Sie es mit dem, das der Betrieb Ihnen auf anderem Weg gegeben hat

Prüfen mit dem Programm
-----------------------

  pnpm cli audit verify ORDNER --ca ca.pem

Rückgabe 0: in Ordnung. 1: etwas fehlt, wurde geändert, hinzugefügt oder umgestellt. 2: nicht alles konnte geprüft werden.

Prüfen ohne das Programm
------------------------

Ein Eintrag. Sein Prüfwert (hash) ist SHA-256 über die Zeile ohne "hash"; "prev" ist der Prüfwert des Eintrags davor,
beim ersten 64 Nullen:

  sed -n 1p logs/house.jsonl | jq -cj 'del(.hash)' | openssl dgst -sha256
  sed -n 1p logs/house.jsonl | jq -r .hash

Kopie und Protokoll müssen gleich sein:

  cmp logs/house.jsonl kopie/house.jsonl

Ein Anker${day === undefined ? " (noch gibt es keinen; TAG steht für seinen Tag)" : ""}. Inhalt, Signatur, Zertifikate und Zeitstempel herauslösen:

  jq -cj .body ${file(day)} > inhalt.json
  jq -r .signature ${file(day)} | base64 -d > signatur.der
  jq -r '.certificates[0]' ${file(day)} > siegel.pem
  jq -r '.certificates[]' ${file(day)} > kette.pem
  jq -r .timestamp ${file(day)} | base64 -d > zeitstempel.der

Passt das Siegel zum Inhalt?

  openssl x509 -in siegel.pem -noout -pubkey > siegel.pub.pem
  openssl dgst -sha256 -verify siegel.pub.pem -signature signatur.der inhalt.json

Stammt das Zertifikat vom angegebenen Betrieb, und wen nennt es?

  openssl verify -CAfile ca.pem -untrusted kette.pem siegel.pem
  openssl x509 -in siegel.pem -noout -subject -dates

Wann wurde gesiegelt? (nur wenn "timestamp" nicht null ist; bei einem fremden Zeitstempeldienst mit dessen Wurzelzertifikat)

  openssl ts -verify -data signatur.der -in zeitstempel.der -token_in -CAfile ca.pem
  openssl ts -reply -in zeitstempel.der -token_in -text

Hält der Anker ein Protokoll? Der genannte Prüfwert muss beim Eintrag mit dieser Nummer stehen:

  jq -c '.body.logs[] | select(.log == "house")' ${file(day)}

Schließt der Anker an den vorigen an? "previous" nennt dessen Tag und den SHA-256 seiner Datei:

  jq -c .body.previous ${file(day)}
  openssl dgst -sha256 anker/*.json

Was die Prüfung nicht sagen kann
--------------------------------

Einträge nach dem letzten Anker sind nur durch Verkettung und Kopie gesichert. Ob am Ende ganze Tage fehlen, sagt nur ein
Anker, den Sie früher erhalten und aufgehoben haben: Heben Sie die Prüfwerte der Anker auf.
`

const file = (day: Day | undefined): string => `anker/${day ?? "TAG"}.json`
