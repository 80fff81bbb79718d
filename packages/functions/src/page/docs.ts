/** The API's description as a page: by noun, with who may, what goes in, an example, and how refusals look. */
import { html } from "hono/html"
import type { Description, Operation, Schema } from "../openapi.ts"
import { type Html, layout } from "./layout.ts"

/** @param origin own address, for examples */
export function docs(description: Description, origin: string | undefined): Html {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const groups = description.tags.map((tag) => ({
    ...tag,
    operations: operations.filter((o) => o.operation.tags.includes(tag.name)),
  }))
  return layout(
    "Schnittstelle",
    html`<h1>Schnittstelle</h1>
<p>Jede Adresse ruft genau ein Verb des Verfahrens auf; <code>{tenant}</code> ist die Kennung des Hauses. Dieselbe Beschreibung für Programme: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<nav aria-label="Inhalt dieser Seite"><ul>
<li><a href="#anmeldung">Anmeldung</a></li>
<li><a href="#fehler">Fehler</a></li>
${groups.map((g) => html`<li><a href="#${g.name}">${title(g.name)}</a>: ${g.description}</li>`)}
</ul></nav>
${signIn(origin)}
${errors(description)}
${groups.map(
  (g) => html`<section aria-labelledby="${g.name}"><h2 id="${g.name}">${title(g.name)}</h2>
<p>${g.description}</p>
${g.operations.map((o) => operation(o))}
</section>`,
)}`,
  )
}

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

function signIn(origin: string | undefined): Html {
  return html`<h2 id="anmeldung">Anmeldung</h2>
<p>Menschen melden sich im Browser beim Anmeldedienst ihres Hauses an (<a href="/anmelden">Anmelden</a>); danach gilt ein Cookie, das diese Adressen im Browser öffnet. Das Haus steht in der Adresse, und die Mitgliedschaft wird bei jeder Anfrage geprüft.</p>
<p>Programme weisen sich mit einem Schlüssel aus, in der Kopfzeile <code>Authorization: Bearer bw_…</code>. Einen Schlüssel legt die Mandantenadministration an (<a href="#key.create">Schlüssel anlegen</a>); bei der örtlichen Arbeit geht es auch auf der Befehlszeile. Er gilt für ein Haus, eine Funktion und eine Zeit, und er kann nicht zeichnen.</p>
<pre tabindex="0"><code>SCHLUESSEL=$(pnpm --silent cli key create --tenant kreis-aulenfeld --name Probe --rolle lesend --tage 30)
curl -s ${origin ?? ""}/api/kreis-aulenfeld/vorlagen -H "Authorization: Bearer $SCHLUESSEL"</code></pre>`
}

function errors(description: Description): Html {
  const responses = (description.components as { responses?: Record<string, { description: string }> }).responses ?? {}
  return html`<h2 id="fehler">Fehler</h2>
<p>Jede Ablehnung hat dieselbe Form. <code>reason</code> ist ein fester Grund für Programme, <code>message</code> ein Satz für Menschen, <code>findings</code> nennt einzelne Stellen.</p>
<pre tabindex="0"><code>${JSON.stringify(
    {
      error: {
        code: "conflict",
        reason: "draft.stale",
        message: "Das Formular wurde inzwischen geändert. Bitte sehen Sie es noch einmal durch.",
        findings: [],
        requestId: "8c1c2f6e-5d0a-4a53-9a0b-6a3f1d2b7c10",
      },
    },
    null,
    2,
  )}</code></pre>
<table><caption>Status und Bedeutung</caption><thead><tr><th scope="col">Status</th><th scope="col">Bedeutung</th></tr></thead>
<tbody>${Object.entries(responses).map(
    ([status, r]) => html`<tr><th scope="row">${status}</th><td>${r.description}</td></tr>`,
  )}</tbody></table>`
}

function operation({
  path,
  method,
  operation: o,
}: {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}): Html {
  const body = o.requestBody?.content["application/json"]
  const examples = Object.values((body?.examples ?? {}) as Record<string, { summary: string; value: unknown }>)
  const params = o.parameters.filter((p) => p.name !== "tenant")
  return html`<article aria-labelledby="${o.operationId}"><h3 id="${o.operationId}">${o.summary}</h3>
<p><code class="path"><strong>${method}</strong> ${path}</code></p>
<p>${o.description}</p>
${
  params.length === 0
    ? ""
    : html`<ul>${params.map(
        (p) =>
          html`<li><code>${p.name}</code> (${p.in === "path" ? "in der Adresse" : p.required ? "Abfrage, Pflicht" : "Abfrage"}): ${p.description}</li>`,
      )}</ul>`
}
${body ? fields(body.schema) : ""}
${
  o.requestBody?.content["multipart/form-data"]
    ? html`<p>Die Datei ist der Inhalt selbst, mit ihrem Typ in <code>Content-Type</code>, oder das einzige Dateifeld eines Formulars (<code>multipart/form-data</code>).</p>`
    : ""
}
${examples.map(
  (e) => html`<details><summary>Beispiel: ${e.summary}</summary>
<pre tabindex="0"><code>${JSON.stringify(e.value, null, 2)}</code></pre></details>`,
)}
</article>`
}

/** Fields of the body, one line each; kinds of one input one after the other. */
function fields(schema: Schema): Html | "" {
  const kinds = Array.isArray(schema.oneOf) ? (schema.oneOf as Schema[]) : [schema]
  const rows = kinds.map((kind) => {
    const { properties = {}, required = [] } = kind as { properties?: Record<string, Schema>; required?: string[] }
    const all = Object.entries(properties)
    const sign = kinds.length > 1 ? all.find(([, s]) => isSign(s)) : undefined
    const lines = all
      .filter(([name]) => name !== sign?.[0])
      .map(
        ([name, s]) => html`<li><code>${name}</code>: ${words(s)}${required.includes(name) ? "" : ", freiwillig"}</li>`,
      )
    return { sign, lines }
  })
  if (rows.every((r) => r.lines.length === 0)) return ""
  return html`<h4>Inhalt${rows.length > 1 ? ", eines von diesen" : ""}</h4>
${rows.map(
  ({ sign, lines }) =>
    html`${sign ? html`<p><code>${sign[0]}</code>: ${words(sign[1])}, mit</p>` : ""}<ul>${lines}</ul>`,
)}`
}

/** The field that tells kinds of one input apart. */
const isSign = (schema: Schema): boolean => schema.const !== undefined || Array.isArray(schema.enum)

/** A schema in a few words. */
function words(schema: Schema): string {
  const { type, enum: values, items, anyOf, $ref } = schema
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(values)) return `eines von ${values.join(", ")}`
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "Objekt"
  if (Array.isArray(anyOf)) return anyOf.map((s: Schema) => words(s)).join(" oder ")
  if (Array.isArray(type)) return type.map((t) => TYPE[String(t)] ?? String(t)).join(" oder ")
  if (type === "array") return `Liste (${words((items ?? {}) as Schema)})`
  if (type === "string" && schema.format === "date") return "Tag (JJJJ-MM-TT)"
  if (type === "string" && schema.pattern === "^[0-9a-f]{64}$") return "Prüfsumme (SHA-256)"
  return TYPE[String(type)] ?? "Wert"
}
const TYPE: Readonly<Record<string, string>> = {
  string: "Text",
  integer: "ganze Zahl",
  number: "Zahl",
  boolean: "ja oder nein (true, false)",
  object: "Objekt",
  null: "leer (null)",
}
