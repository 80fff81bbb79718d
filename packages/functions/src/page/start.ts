/** Start page: what this is, where the description and the demo accounts are, and the papers of a finished procedure. */
import { germanInstant } from "@beschlussweg/core/day"
import type { DocumentKind } from "@beschlussweg/core/vorlage"
import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"

/** A document of the seeded procedure, newest last. */
export interface Paper {
  readonly fassung: number
  readonly kind: DocumentKind
  /** label of the step it belongs to: "Amtsleitung", "Kreisausschuss" */
  readonly step: string | undefined
  readonly fileName: string
  readonly sha256: string
  readonly pages: number | null
  readonly bytes: number
  readonly at: string
}
/** The seeded procedure as the start page shows it. */
export interface Finished {
  readonly tenantId: string
  readonly house: string
  readonly vorlageId: string
  readonly nummer: string
  readonly betreff: string
  readonly status: string
  readonly papers: readonly Paper[]
}

/** Who is signed in. */
export interface Visitor {
  readonly name: string
}

const SHOWS = {
  programme: "Das Programm als Anlage 1: barrierefrei, mit Inhaltsverzeichnis und Seitenzahlen.",
  seal: "Die gesiegelte Fassung: Vorlage mit leeren Feldern für jede Zeichnung und jedes Gremium.",
  reading: "Lesefassung: Vorlage und Programm in einer Datei, ohne Signatur.",
  sign: "Dieselbe Datei mit der nächsten Zeichnung; die früheren bleiben gültig.",
  finish: "Mit Prüfdaten und Zeitstempel für die lange Aufbewahrung.",
  auszug: "Beschlussauszug des Gremiums, gesiegelt.",
  "auszug-sign": "Beschlussauszug mit weiterer Unterschrift.",
  result: "Die Vorlage mit dem gesiegelten Ergebnis des Gremiums.",
  endfassung: "Das Programm als Endfassung mit dem Verweis auf den Beschluss.",
  twin: "Öffentliche Zweitfassung ohne die nichtöffentlichen Teile.",
  sheet: "Zeichnungsblatt zum Ausdrucken und Unterschreiben.",
  scan: "Das unterschriebene Zeichnungsblatt als Scan.",
  urgent: "Dringlichkeitsentscheidung anstelle des Gremiums, gesiegelt.",
  umlauf: "Umlaufprotokoll: der ganze Weg der Vorlage, gesiegelt.",
} as const satisfies Record<DocumentKind, string>
const NAME = {
  programme: "Programm",
  seal: "Siegel",
  reading: "Lesefassung",
  sign: "Zeichnung",
  finish: "Abschluss",
  auszug: "Beschlussauszug",
  "auszug-sign": "Beschlussauszug",
  result: "Ergebnis",
  endfassung: "Endfassung",
  sheet: "Zeichnungsblatt",
  scan: "Scan",
  urgent: "Dringlichkeitsentscheidung",
  umlauf: "Umlaufprotokoll",
  twin: "Öffentliche Fassung",
} as const satisfies Record<DocumentKind, string>

/**
 * @param finished procedures that were seeded
 * @param visitor who looks; without anybody the links lead over the sign-in
 */
export function start(finished: readonly Finished[], visitor: Visitor | undefined): Html {
  return layout(
    "Start",
    html`<h1>Vom Entwurf zum Beschluss</h1>
<p>Beschlussweg trägt das Jahresprogramm eines Jobcenters vom Word-Entwurf über die gezeichnete, barrierefreie Beschlussvorlage bis zum Beschluss des Gremiums. Hier läuft die Schnittstelle; auf jeder Stufe steht eine PDF-Datei, die Außenstehende prüfen können.</p>
<h2>Schnittstelle</h2>
<ul>
<li><a href="/api/docs">Beschreibung zum Lesen</a> mit Beispielen</li>
<li><a href="/api/openapi.json">OpenAPI 3.1</a> für Programme</li>
<li><a href="/api/health">Zustand des Dienstes</a></li>
${finished.length > 0 ? html`<li><a href="/post">Post</a>: Mails, die der örtliche Mailserver behalten hat</li>` : ""}
</ul>
${account(visitor, finished.length > 0)}
${finished.map((f) => procedure(f, visitor !== undefined))}`,
  )
}

function account(visitor: Visitor | undefined, demo: boolean): Html {
  return html`<h2>Anmeldung</h2>
${
  demo
    ? html`<p class="note"><strong>Nur für Probe und Entwicklung.</strong> Personen und Häuser sind erfunden; der örtliche Anmeldedienst verlangt kein Passwort.</p>`
    : ""
}
${
  visitor === undefined
    ? html`<p><a href="/anmelden">Anmelden</a> beim Anmeldedienst Ihres Hauses</p>`
    : html`<p>Angemeldet: <strong>${visitor.name}</strong>. <a href="/haeuser">Meine Häuser</a> · <a href="/anmelden">Neu anmelden</a></p>
<form method="post" action="/abmelden"><button>Überall abmelden</button></form>`
}`
}

function procedure(f: Finished, signedIn: boolean): Html {
  const link = (path: string) => (signedIn ? path : `/anmelden/${f.tenantId}?weiter=${encodeURIComponent(path)}`)
  const base = `/api/${f.tenantId}/vorlagen/${f.vorlageId}`
  return html`<h2>Ein abgeschlossenes Verfahren: ${f.house}</h2>
<p>Vorlage ${f.nummer}, „${f.betreff}“ – Stand: <strong>${f.status}</strong>. ${
    signedIn
      ? "Jede Datei wird nur an Berechtigte ausgegeben; manche Konten sehen sie nicht."
      : "Jede Datei wird nur an Berechtigte ausgegeben; die Verweise führen deshalb über die Anmeldung."
  }</p>
<p><a href="${link(base)}">Vorlage als JSON</a> · <a href="${link(`${base}/verlauf`)}">Verlauf als JSON</a> · <a href="/musterverfahren/ca.pem">Wurzelzertifikat (ca.pem)</a> zum Prüfen mit <code>pnpm cli verify DATEI.pdf --ca ca.pem</code></p>
<div class="scroll" role="region" aria-label="Dokumente der Vorlage ${f.nummer}, ${f.house}" tabindex="0">
<table>
<caption>Alle Stufen in der Reihenfolge ihrer Entstehung</caption>
<thead><tr><th scope="col">Stufe</th><th scope="col">Datei</th><th scope="col">Was sie zeigt</th><th scope="col" class="number">Seiten</th><th scope="col" class="number">Größe</th></tr></thead>
<tbody>
${f.papers.map(
  (p) => html`<tr>
<th scope="row">Fassung ${p.fassung}: ${NAME[p.kind]}${p.step === undefined ? "" : html` (${p.step})`}<br><small>${germanInstant(new Date(p.at))}</small></th>
<td><a href="${link(`${base}/dokumente/${p.fassung}/${p.sha256}`)}">${p.fileName}</a></td>
<td>${SHOWS[p.kind]}</td>
<td class="number">${p.pages ?? "–"}</td>
<td class="number">${Math.ceil(p.bytes / 1024)} kB</td>
</tr>
`,
)}</tbody>
</table>
</div>`
}
