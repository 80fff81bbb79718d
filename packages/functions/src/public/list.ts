/** All published Vorlagen of a house by date, with a search. */
import { dayOf, germanDay } from "@beschlussweg/core/day"
import { type Publication, pageOf } from "@beschlussweg/core/publication"
import { html } from "hono/html"
import type { Html } from "../page/layout.ts"
import type { PublicHouse } from "./house.ts"

export interface Listed {
  readonly items: readonly Publication[]
  readonly cursor: string | undefined
  /** words that were searched for; empty: all */
  readonly words: string
  /** not the first page */
  readonly later: boolean
}

export function listPage(h: PublicHouse, { items, cursor, words, later }: Listed): Html {
  const home = `/oeffentlich/${h.publicId}`
  const query = (more: Record<string, string>) => new URLSearchParams({ ...(words ? { suche: words } : {}), ...more })
  return html`<h1>${h.settings.title}</h1>
<p class="lead">Vorlagen an die Gremien mit ihren Anlagen und Beschlüssen, soweit sie öffentlich sind.</p>
<form class="search" role="search" method="get" action="${home}">
<div><label for="suche">Suche in Nummern, Texten und Beschlüssen</label>
<input type="search" id="suche" name="suche" value="${words}" maxlength="200" autocomplete="off"></div>
<button>Suchen</button>
</form>
${words === "" ? "" : html`<p>Suche nach „${words}“. <a href="${home}">Alle Vorlagen zeigen</a></p>`}
${
  items.length === 0
    ? html`<p>${words === "" ? (later ? "Hier stehen keine weiteren Vorlagen." : "Zurzeit ist keine Vorlage veröffentlicht.") : cursor === undefined ? "Dazu wurde nichts gefunden. Bitte versuchen Sie es mit weniger oder anderen Wörtern." : "Hier wurde noch nichts gefunden; die Suche ist nicht zu Ende."}</p>`
    : html`<ol class="results">
${items.map((p) => item(h, p))}
</ol>`
}
<div class="pages">
${later ? html`<a href="${home}${words === "" ? "" : `?${query({})}`}">Zum Anfang</a>` : ""}
${cursor === undefined ? "" : html`<a href="${home}?${query({ seite: cursor })}" rel="next">${words === "" ? "Ältere Vorlagen" : "Weiter suchen"}</a>`}
</div>`
}

function item(h: PublicHouse, p: Publication): Html {
  const s = p.summary
  if (!s || p.releasedAt === undefined) return html``
  return html`<li>
<h2><a href="${pageOf(h.publicId, p.publicId)}">${s.betreff}</a></h2>
<p>${s.artLabel} ${s.nummer} vom ${germanDay(s.on)} · ${s.amt}</p>
<p>Veröffentlicht am ${germanDay(dayOf(new Date(p.releasedAt)))}</p>
${state(s.state)}
</li>
`
}

/** The state in words; the colour only repeats it. */
export const state = (words: string): Html =>
  html`<span class="state${/beschlossen|zur Kenntnis/.test(words) ? " good" : words === "abgelehnt" ? " bad" : ""}"><span class="said">Stand: </span>${words}</span>`
