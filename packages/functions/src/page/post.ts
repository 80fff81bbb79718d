/** Pages of the local post box: mails that the catcher has kept, as plain words. */
import { germanInstant } from "@beschlussweg/core/day"
import { html } from "hono/html"
import type { Letter } from "../post.ts"
import { type Html, layout } from "./layout.ts"

const when = (at: string): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? "ohne Datum" : germanInstant(date)
}

/** @param count of all; only the newest are shown */
export function letters(shown: readonly Letter[], count: number): Html {
  return layout(
    "Post",
    html`<h1>Post</h1>
<p class="note"><strong>Nur für Probe und Entwicklung.</strong> Diese Mails hat ein örtlicher Mailserver angenommen und behalten; hinausgegangen ist keine.</p>
${
  shown.length === 0
    ? html`<p>Noch keine Mail. Hier erscheint, was Personen bei neuen Aufgaben, Rückgaben, Ergebnissen und Fristen erhalten.</p>`
    : html`<div class="scroll" role="region" aria-label="Mails" tabindex="0">
<table>
<caption>${count > shown.length ? `Die neuesten ${shown.length} von ${count} Mails` : `${count} ${count === 1 ? "Mail" : "Mails"}, neueste zuerst`}</caption>
<thead><tr><th scope="col">Betreff</th><th scope="col">An</th><th scope="col">Zeit</th></tr></thead>
<tbody>
${shown.map(
  (
    m,
  ) => html`<tr><th scope="row"><a href="/post/${m.id}">${m.subject === "" ? "ohne Betreff" : m.subject}</a></th><td>${m.to}</td><td>${when(m.at)}</td></tr>
`,
)}</tbody>
</table>
</div>`
}`,
  )
}

export function letter(m: Letter): Html {
  return layout(
    m.subject,
    html`<h1>${m.subject === "" ? "Mail ohne Betreff" : m.subject}</h1>
<p><a href="/post">Alle Mails</a> · <a href="/post/${m.id}/datei">Als Datei (.eml)</a></p>
<table>
<caption>Kopf</caption>
<tbody>
<tr><th scope="row">Von</th><td>${m.from}</td></tr>
<tr><th scope="row">An</th><td>${m.to}</td></tr>
<tr><th scope="row">Zeit</th><td>${when(m.at)}</td></tr>
</tbody>
</table>
<h2>Text</h2>
<pre class="words">${m.text}</pre>
<details>
<summary>Kopfzeilen</summary>
<pre class="words">${m.headers.map((h) => `${h.name}: ${h.value}`).join("\n")}</pre>
</details>`,
  )
}
