/** Frame of the public pages of a house: its name, the way around, and what every page must lead to. */
import { html, raw } from "hono/html"
import type { Html } from "../page/layout.ts"
import type { PublicHouse } from "./house.ts"

export interface Frame {
  /** of this page, without the name of the house */
  readonly title: string
  readonly main: Html
  /** which entry of the navigation this is */
  readonly at?: "vorlagen" | "pruefen"
  readonly script?: string
  readonly noindex?: boolean
}

const home = (h: PublicHouse): string => `/oeffentlich/${h.publicId}`

/** @param logo of the house as data address, where it has one */
export function publicLayout(h: PublicHouse, { title, main, at, script, noindex }: Frame, logo?: string): Html {
  const { name, traeger } = h.tenant.house
  const current = (what: Frame["at"]) => (what === at ? html` aria-current="page"` : "")
  return html`<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${name}</title>
${noindex ? html`<meta name="robots" content="noindex">` : ""}
<link rel="stylesheet" href="${home(h)}/stil.css">
<link rel="icon" href="/zeichen.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt springen</a>
<header class="top"><div class="wide">
<a class="brand" href="${home(h)}">${logo === undefined ? "" : html`<img src="${logo}" alt="">`}<span><b>${name}</b><span>${traeger}</span></span></a>
<nav aria-label="Hauptnavigation"><a href="${home(h)}"${current("vorlagen")}>Vorlagen</a> <a href="/pruefen"${current("pruefen")}>Dokument prüfen</a></nav>
</div></header>
<main id="inhalt" tabindex="-1"><div class="wide">
${main}
</div></main>
<footer class="foot"><div class="wide">
<nav aria-label="Rechtliches"><ul>
<li><a href="${home(h)}/barrierefreiheit">Erklärung zur Barrierefreiheit</a></li>
<li><a href="mailto:${h.settings.accessibility.feedback}">Barriere melden</a></li>
<li><a href="${home(h)}/datenschutz">Datenschutz</a></li>
<li><a href="${home(h)}/impressum">Impressum</a></li>
<li><a href="/app/lizenzen.txt">Lizenzen Dritter</a></li>
</ul></nav>
<p>${name} · veröffentlicht mit Beschlussweg</p>
</div></footer>
${script === undefined ? "" : raw(`<script src="${script}" defer></script>`)}
</body>
</html>`
}

/** Page without a house: nothing tells whether there is one. */
export function plainPublic(title: string, main: Html, script?: string): Html {
  return html`<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Beschlussweg</title>
<meta name="robots" content="noindex">
<link rel="stylesheet" href="/oeffentlich.css">
<link rel="icon" href="/zeichen.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt springen</a>
<header class="top"><div class="wide"><a class="brand" href="/pruefen"><span><b>Beschlussweg</b><span>Öffentliche Seiten</span></span></a></div></header>
<main id="inhalt" tabindex="-1"><div class="wide">
${main}
</div></main>
<footer class="foot"><div class="wide"><p>Beschlussweg</p></div></footer>
${script === undefined ? "" : raw(`<script src="${script}" defer></script>`)}
</body>
</html>`
}
