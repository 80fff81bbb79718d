/** Page of the demo sign-in: one button per account, clearly marked as what it is. */
import { ROLE_LABEL, type Role } from "@beschlussweg/core/role"
import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"

export interface Choice {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly roles: readonly Role[]
}

/** The accounts of one house. */
export interface Choices {
  readonly house: string
  readonly accounts: readonly Choice[]
}

/** @param on own path to go to after the sign-in */
export function signInPage(houses: readonly Choices[], on: string): Html {
  return layout(
    "Demo-Anmeldung",
    html`<h1>Demo-Anmeldung</h1>
<p class="note"><strong>Demo-Anmeldung, nur für Probe und Entwicklung.</strong> Sie verlangt keinen Nachweis. Alle Personen sind erfunden.</p>
<form method="post" action="/anmelden">
<input type="hidden" name="weiter" value="${on}">
${houses.map(choices)}
</form>`,
  )
}

function choices({ house, accounts }: Choices): Html {
  return html`<div class="scroll" role="region" aria-label="Konten: ${house}" tabindex="0">
<table>
<caption>${house}</caption>
<thead><tr><th scope="col">Person</th><th scope="col">Funktion</th><th scope="col">Rolle</th><th scope="col">Anmelden</th></tr></thead>
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
</div>`
}
