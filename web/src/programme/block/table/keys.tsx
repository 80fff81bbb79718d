/** The keys of a table, for those who want to know them all. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["Pfeiltasten", "eine Zelle weiter; mit Strg bis zum Rand"],
  ["Pos1, Ende", "Anfang und Ende der Zeile; mit Strg der Tabelle"],
  ["Bild auf, Bild ab", "eine Seite weiter"],
  ["Umschalt + Pfeiltasten", "Zellen auswählen"],
  ["Umschalt + Leertaste, Strg + Leertaste", "Zeile oder Spalte auswählen"],
  ["Tippen, Eingabe, F2", "Zelle ändern; Eingabe übernimmt und geht nach unten, Tabulator nach rechts"],
  ["Escape", "Änderung verwerfen"],
  ["Strg + Eingabe beim Ändern", "Angabe als Text übernehmen, auch wenn sie keine Zahl ist"],
  ["Entf", "Auswahl leeren"],
  ["Strg + C, Strg + X, Strg + V", "kopieren, ausschneiden, einfügen, auch aus Excel"],
  ["Strg + Z, Strg + Y", "rückgängig, wiederholen"],
  ["Strg + Eingabe", "neue Zeile darunter; mit Umschalt neue Spalte rechts"],
  ["Strg + Entf", "Zeile löschen; mit Umschalt Spalte löschen"],
  ["Alt + Umschalt + Pfeiltasten", "Zeile oder Spalte verschieben"],
  ["Alt + Eingabe", "Zeile, Spalte und Zelle einstellen"],
  ["Tabulator", "Tabelle verlassen"],
]

export function Keys() {
  return (
    <details className="mehr">
      <summary>Tasten in der Tabelle</summary>
      <dl className="angaben">
        {KEYS.map(([keys, does]) => (
          <div className="tab-taste" key={keys}>
            <dt>{keys}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
