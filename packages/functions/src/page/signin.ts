/** Pages around the sign-in: which house, what an invitation needs, one's houses, and the way on. */
import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"

/**
 * @param houses of local work, to choose from; in production nobody is told which houses there are
 * @param onwards own path to go to after the sign-in
 */
export function housePage(houses: readonly { readonly id: string; readonly name: string }[], onwards: string): Html {
  const query = onwards === "/" ? "" : `?weiter=${encodeURIComponent(onwards)}`
  return layout(
    "Anmelden",
    html`<h1>Anmelden</h1>
<p>Sie melden sich beim Anmeldedienst Ihres Hauses an. Bitte nennen Sie die Kennung Ihres Hauses; sie steht in Ihrer Einladung und in der Adresse, zum Beispiel <code>kreis-aulenfeld</code>.</p>
<form method="get" action="/anmelden">
<input type="hidden" name="weiter" value="${onwards}">
<p><label for="haus">Kennung des Hauses</label><br>
<input id="haus" name="haus" required pattern="[a-z0-9\\-]{2,40}" maxlength="40" autocomplete="organization" autocapitalize="none" spellcheck="false"></p>
<p><button>Weiter zur Anmeldung</button></p>
</form>
${
  houses.length === 0
    ? ""
    : html`<h2>Häuser dieser Umgebung</h2>
<ul>${houses.map((h) => html`<li><a href="/anmelden/${h.id}${query}">${h.name}</a></li>`)}</ul>`
}`,
  )
}

/** Where a form must not lead to another origin by itself (our own rules for forms), a page stands in between. */
export function onPage(title: string, text: string, link: { readonly href: string; readonly label: string }): Html {
  return layout(
    title,
    html`<h1>${title}</h1>
<p>${text}</p>
<p><a href="${link.href}">${link.label}</a></p>`,
  )
}

/** The code goes into a form and never into an address: addresses are kept in logs and histories. */
export function invitationPage(tenantId: string): Html {
  return layout(
    "Einladung annehmen",
    html`<h1>Einladung annehmen</h1>
<p>Bitte geben Sie den Code aus Ihrer Einladung ein. Danach melden Sie sich beim Anmeldedienst Ihres Hauses an; mit diesem Konto sind Sie künftig hier bekannt. Der Code gilt einmal.</p>
<form method="post" action="/einladung/${tenantId}">
<p><label for="code">Code</label><br>
<input id="code" name="code" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false"></p>
<p><button>Weiter zur Anmeldung</button></p>
</form>`,
  )
}

export interface OwnHouse {
  readonly id: string
  readonly name: string
  /** false: it trusts another sign-in than the present one */
  readonly open: boolean
}

export function housesPage(houses: readonly OwnHouse[]): Html {
  return layout(
    "Meine Häuser",
    html`<h1>Meine Häuser</h1>
${
  houses.length === 0
    ? html`<p>Mit diesem Konto gehören Sie zu keinem Haus. Wenn Sie eine Einladung haben, öffnen Sie bitte die Adresse, die darin steht.</p>`
    : html`<ul>${houses.map((h) =>
        h.open
          ? html`<li><a href="/api/${h.id}/aufgaben">${h.name}</a>: Ihre Aufgaben</li>`
          : html`<li><a href="/anmelden/${h.id}?weiter=%2Fhaeuser">${h.name}</a>: hier melden Sie sich gesondert an</li>`,
      )}</ul>`
}
<p><a href="/anmelden">In einem anderen Haus anmelden</a></p>
<form method="post" action="/abmelden"><button>Überall abmelden</button></form>`,
  )
}
