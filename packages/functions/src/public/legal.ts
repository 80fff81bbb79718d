/** What every public page leads to: Erklärung zur Barrierefreiheit, Datenschutz, Impressum, from the data of the house. */
import { germanDay } from "@beschlussweg/core/day"
import { html } from "hono/html"
import type { Html } from "../page/layout.ts"
import type { PublicHouse } from "./house.ts"

const lines = (list: readonly string[]): Html => html`${list.map((line, i) => (i === 0 ? line : html`<br>${line}`))}`

const given = (list: readonly string[]): string[] => list.filter((line) => line.trim() !== "")

/** BITV 2.0 § 7, or the law of the Land: state, known barriers, feedback, who settles disputes, last review. */
export function accessibilityPage(h: PublicHouse): Html {
  const { accessibility: a, contact } = h.settings
  const { name } = h.tenant.house
  const barriers = given(a.barriers)
  return html`<h1>Erklärung zur Barrierefreiheit</h1>
<p>${name} bemüht sich, diese öffentlichen Seiten und die hier veröffentlichten Dokumente barrierefrei zugänglich zu machen. Maßstab ist die Barrierefreie-Informationstechnik-Verordnung (BITV 2.0) mit der Norm EN 301 549, für Stellen der Länder und Kommunen nach dem Recht des Landes.</p>
<h2>Stand der Vereinbarkeit</h2>
${
  barriers.length === 0
    ? html`<p>Es sind zurzeit keine Barrieren bekannt.</p>`
    : html`<p>Diese Seiten sind teilweise barrierefrei. Bekannt sind diese Barrieren:</p><ul>${barriers.map((b) => html`<li>${b}</li>`)}</ul>`
}
<p>Dokumente werden nur veröffentlicht, wenn sie als barrierefreie PDF-Datei vorliegen oder ein barrierefreier Text beigefügt ist.</p>
<h2>Barriere melden</h2>
<p>Ist Ihnen etwas nicht zugänglich? Bitte schreiben Sie an <a href="mailto:${a.feedback}">${a.feedback}</a>${contact.phone === "" ? "" : html` oder rufen Sie an: ${contact.phone}`}. Nennen Sie möglichst die Seite oder das Dokument; Sie erhalten Antwort von: ${contact.name}.</p>
<h2>Wenn Sie keine zufriedenstellende Antwort erhalten</h2>
<p>${lines(given(a.enforcement))}</p>
<h2>Stand dieser Erklärung</h2>
<p>Zuletzt überprüft am ${germanDay(a.reviewedOn)}.</p>`
}

export function privacyPage(h: PublicHouse): Html {
  const { house, supervisor } = h.tenant
  const { contact } = h.settings
  return html`<h1>Datenschutz</h1>
<h2>Verantwortlich</h2>
<p>${lines([house.name, house.traeger, ...given(house.address)])}</p>
<p>Fragen dazu beantwortet: ${contact.name}, <a href="mailto:${contact.mail}">${contact.mail}</a>${contact.phone === "" ? "" : `, ${contact.phone}`}</p>
<h2>Was beim Besuch dieser Seiten geschieht</h2>
<p>Diese Seiten setzen keine Cookies, laden nichts von anderen Stellen und zählen keine Besuche. Ihre Anfrage wird beantwortet; wer Sie sind, wird nicht festgehalten.</p>
<h2>Dokument prüfen</h2>
<p>Wenn Sie ein Dokument prüfen, bleibt die Datei auf Ihrem Gerät. Übertragen wird nur ihre Prüfsumme (SHA-256), aus der sich der Inhalt nicht zurückgewinnen lässt. Damit der Dienst nicht mit Anfragen überhäuft wird, zählt er sie für zehn Minuten je Gruppe von Anschlüssen; Ihre Adresse wird dafür nicht gespeichert.</p>
<h2>Veröffentlichte Unterlagen</h2>
<p>${h.settings.names ? "Vorlagen und Beschlussauszüge nennen Amtsträgerinnen und Amtsträger mit Namen und Funktion, soweit sie in dieser Eigenschaft gehandelt haben." : "Vorlagen werden hier ohne Namen veröffentlicht; genannt werden Funktionen."} Freigegeben wird jede Vorlage einzeln.</p>
<h2>Ihre Rechte</h2>
<p>Sie können Auskunft, Berichtigung, Löschung und Einschränkung der Verarbeitung verlangen und ihr widersprechen. Beschwerden nimmt die Aufsichtsbehörde entgegen:</p>
<p>${lines([supervisor.name, ...given(supervisor.address)])}</p>`
}

export function imprintPage(h: PublicHouse): Html {
  const { house } = h.tenant
  const { contact, imprint } = h.settings
  return html`<h1>Impressum</h1>
<p>${lines([house.name, house.traeger, ...given(house.address)])}</p>
${given(imprint).length === 0 ? "" : html`<p>${lines(given(imprint))}</p>`}
<h2>Kontakt</h2>
<p>${lines([contact.name, ...(contact.phone === "" ? [] : [`Telefon: ${contact.phone}`])])}<br>E-Mail: <a href="mailto:${contact.mail}">${contact.mail}</a></p>
${h.settings.licence ? html`<h2>Nutzung der Dokumente</h2><p><a href="${h.settings.licence.url}">${h.settings.licence.label}</a></p>` : ""}`
}
