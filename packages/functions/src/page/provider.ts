/** Pages of the embedded provider of local work: which demo account, and the sign-out. */
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import { html, raw } from "hono/html"
import type { Html } from "./layout.ts"
import { STYLE } from "./style.ts"

/** A demo account; whoever knows the page may take it. */
export interface Choice {
  /** subject at the provider */
  readonly id: string
  readonly name: string
  readonly title: string
  readonly roles: readonly Role[]
}
export interface Choices {
  readonly house: string
  readonly accounts: readonly Choice[]
}

function frame(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – örtlicher Anmeldedienst</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>`
}

/** @param uid of the interaction that a choice continues */
export function loginPage(uid: string, houses: readonly Choices[]): Html {
  return frame(
    "Anmelden",
    html`<h1>Anmelden</h1>
<p class="note"><strong>Örtlicher Anmeldedienst, nur für Probe und Entwicklung.</strong> Er verlangt kein Passwort. Alle Personen sind erfunden.</p>
<form method="post" action="/konto/${uid}">
${houses.map(
  ({ house, accounts }) => html`<div class="scroll" role="region" aria-label="Konten: ${house}" tabindex="0">
<table>
<caption>${house}</caption>
<thead><tr><th scope="col">Person</th><th scope="col">Bezeichnung</th><th scope="col">Rolle</th><th scope="col">Anmelden</th></tr></thead>
<tbody>
${accounts.map(
  (a) => html`<tr>
<th scope="row">${a.name}</th>
<td>${a.title}</td>
<td>${[...new Set(a.roles)].map((r) => ROLE_LABEL[r]).join(", ")}</td>
<td><button name="konto" value="${a.id}">Als ${a.name} anmelden</button></td>
</tr>
`,
)}</tbody>
</table>
</div>`,
)}
</form>
<h2>Anderes Konto</h2>
<form method="post" action="/konto/${uid}">
<p><label for="konto">Name des Kontos, zum Beispiel für eine Einladung: Kleinbuchstaben, Ziffern, Bindestriche</label><br>
<input id="konto" name="konto" required pattern="[a-z0-9\\-]{1,60}" maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false"></p>
<p><button>Mit diesem Konto anmelden</button></p>
</form>
<form method="post" action="/konto/${uid}"><p><button name="abbrechen" value="ja">Anmeldung abbrechen</button></p></form>`,
  )
}

/** @param form empty form of the library, named op.logoutForm */
export function logoutPage(form: string): Html {
  return frame(
    "Abmelden",
    html`<h1>Beim örtlichen Anmeldedienst abmelden?</h1>
${raw(form)}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Abmelden</button> <button type="submit" form="op.logoutForm">Angemeldet bleiben</button></p>`,
  )
}

export function providerFailure(reason: string): Html {
  return frame(
    "Anmeldung nicht möglich",
    html`<h1>Anmeldung nicht möglich</h1>
<p>Der örtliche Anmeldedienst hat die Anfrage abgelehnt (<code>${reason}</code>). Bitte beginnen Sie die Anmeldung noch einmal.</p>`,
  )
}
