/** A refusal or defect as a page, for people who followed a link. */
import type { Finding } from "@beschlussweg/core/error"
import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"

interface Failure {
  readonly message: string
  readonly findings: readonly Finding[]
  readonly requestId: string
}

/** @param signIn address of the sign-in that leads back, where there is one and it would help */
export function failure({ message, findings, requestId }: Failure, status: number, signIn: string | undefined): Html {
  const title = TITLE[status] ?? "Das ist so nicht möglich"
  return layout(
    title,
    html`<h1>${title}</h1>
<p>${message}</p>
${findings.length > 0 ? html`<ul>${findings.map((f) => html`<li><strong>${f.place}:</strong> ${f.message}</li>`)}</ul>` : ""}
<p>${signIn === undefined ? html`<a href="/">Zur Startseite</a>` : html`<a href="${signIn}">Zur Anmeldung</a>`}</p>
<p>Kennung der Anfrage: <code>${requestId}</code></p>`,
  )
}

const TITLE: Readonly<Record<number, string>> = {
  401: "Bitte melden Sie sich an",
  403: "Dafür fehlt das Recht",
  404: "Nicht gefunden",
  500: "Das hat nicht geklappt",
}
