/** Frame of the plain pages: language, skip link, head, main, foot. */
import { html } from "hono/html"
import type { HtmlEscapedString } from "hono/utils/html"

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** @param title of this page, without the name of the product */
export function layout(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Beschlussweg</title>
<link rel="stylesheet" href="/stil.css">
<link rel="icon" href="/zeichen.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt springen</a>
<header>
<a class="name" href="/">Beschlussweg</a>
<nav aria-label="Hauptnavigation"><a href="/api/docs">Schnittstelle</a></nav>
</header>
<main id="inhalt" tabindex="-1">
${main}
</main>
<footer><p>Beschlussweg · EUPL-1.2 · Wie gezeichnet wurde, steht auf jedem Dokument: in der Regel elektronische Zeichnung (System), keine qualifizierte Signatur.</p></footer>
</body>
</html>`
}
