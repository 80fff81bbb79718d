/** The pages of an archive that people open: overview as HTML without anything from elsewhere, and LIESMICH.txt. */
import { germanInstant } from "@beschlussweg/core/day"
import { html } from "hono/html"
import type { Html } from "../page/layout.ts"

export interface Listed {
  readonly nummer: string
  readonly betreff: string
  readonly status: string
  readonly folder: string
  readonly documents: readonly { readonly path: string; readonly label: string }[]
}
export interface ListedProgramme {
  readonly title: string
  readonly year: number
  readonly folder: string
  readonly files: readonly { readonly path: string; readonly label: string }[]
}
export interface Head {
  readonly tenantId: string
  readonly house: string
  readonly at: Date
}

const STYLE = `
html { font: 1.0625rem/1.6 system-ui, sans-serif; color: #1b2330; background: #fff; }
body { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 650; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid #6b7585; }
ul { margin: 0; padding-left: 1.1rem; }
a { color: #0b4a8f; }
a:focus-visible { outline: 3px solid #0b4a8f; outline-offset: 2px; }
@media (prefers-color-scheme: dark) { html { color: #e8ebf0; background: #14181f; } a { color: #9cc8ff; } }
`

const links = (files: readonly { path: string; label: string }[]): Html =>
  files.length === 0
    ? html`keine`
    : html`<ul>${files.map((f) => html`<li><a href="${address(f.path)}">${f.label}</a></li>`)}</ul>`

/** Paths hold nothing that an address could misread, but that is not for this page to know. */
const address = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

export function overview(head: Head, vorlagen: readonly Listed[], programmes: readonly ListedProgramme[]): Html {
  return html`<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ausleitung ${head.house}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Ausleitung ${head.house}</h1>
<p>Stand: ${germanInstant(head.at)} Uhr. Was wo liegt und wie Sie die Vollständigkeit prüfen, steht in <a href="LIESMICH.txt">LIESMICH.txt</a>.</p>
<h2>Vorlagen</h2>
${
  vorlagen.length === 0
    ? html`<p>Es gibt keine Vorlagen.</p>`
    : html`<table>
<caption>${vorlagen.length === 1 ? "Eine Vorlage" : `${vorlagen.length} Vorlagen`} nach ihrer Nummer</caption>
<thead><tr><th scope="col">Nummer</th><th scope="col">Betreff</th><th scope="col">Stand</th><th scope="col">Dokumente</th></tr></thead>
<tbody>${vorlagen.map(
        (v) =>
          html`<tr><th scope="row"><a href="${address(`${v.folder}/vorlage.json`)}">${v.nummer}</a></th><td>${v.betreff}</td><td>${v.status}</td><td>${links(v.documents)}</td></tr>`,
      )}</tbody>
</table>`
}
<h2>Programme</h2>
${
  programmes.length === 0
    ? html`<p>Es gibt keine Programme.</p>`
    : html`<table>
<caption>Programme mit ihren Ständen</caption>
<thead><tr><th scope="col">Titel</th><th scope="col">Jahr</th><th scope="col">Texte</th></tr></thead>
<tbody>${programmes.map(
        (p) =>
          html`<tr><th scope="row"><a href="${address(`${p.folder}/programm.json`)}">${p.title}</a></th><td>${p.year}</td><td>${links(p.files)}</td></tr>`,
      )}</tbody>
</table>`
}
<h2>Weiteres</h2>
<ul>
<li><a href="einstellungen.json">Einstellungen des Hauses</a></li>
<li><a href="personen.csv">Personen mit ihren Funktionen</a> (<a href="personen.json">alle Angaben</a>)</li>
<li>Protokoll: Ordner „protokoll“, eine Datei je Vorgang</li>
</ul>
</main>
</body>
</html>`
}

export const README = ({ tenantId, house, at }: Head): string => `Ausleitung ${house}
${"=".repeat(11 + house.length)}

Stand: ${germanInstant(at)} Uhr, Mandant ${tenantId}. Alles in diesem Archiv lässt sich ohne Beschlussweg lesen.

Beginnen Sie mit uebersicht.html (im Browser öffnen).

uebersicht.html      Liste aller Vorlagen und Programme mit Verweisen auf die Dokumente
einstellungen.json   Einstellungen des Hauses: Namen, Ämter, Gremien, Zeichnungsweg, Aufbewahrung
personen.csv         Personen mit ihren Funktionen, für die Tabellenkalkulation (Semikolon, UTF-8); personen.json mit allen Angaben
vorlagen/            je Vorlage ein Ordner mit ihrer Nummer: vorlage.json, je Fassung alle PDF-Dokumente und die Anlagen
programme/           je Programm ein Ordner: programm.json, jeder Stand und der Arbeitstext als JSON
protokoll/           Verlauf: je Vorgang eine Datei, je Zeile ein Eintrag (JSON), mit Prüfwert und Prüfwert des vorigen
dateien/papiere/     alle weiteren unveränderlichen Dateien: eingefrorene Fassungen, Bilder, Kopien des Protokolls, Anker
dateien/entwuerfe/   alle weiteren Dateien, die noch nicht eingereicht waren
daten/               alle Einträge der Datenbank, je Zeile einer (JSON: key, rev, value)
manifest.json        Verzeichnis aller Dateien mit Größe, SHA-256 und Herkunft
SHA256SUMS           dasselbe in der Form, die sha256sum liest

Prüfen
------

  sha256sum -c SHA256SUMS      jede Datei ist da und unverändert
  sha256sum SHA256SUMS         die Prüfsumme der ganzen Ausleitung; sie steht auch in manifest.json ("total")

Unter Windows: Get-FileHash DATEI, verglichen mit der Zeile in SHA256SUMS.

Die PDF-Dokumente tragen Siegel, Signaturen und Zeitstempel; jedes verbreitete Programm zum Lesen von PDF zeigt sie an.
Das Archiv enthält personenbezogene Daten. Bewahren Sie es geschützt auf.
`
