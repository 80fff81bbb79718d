/** Verification page: whoever holds a paper or its file asks whether it is genuine; the file stays on the own device. */
import { readFileSync } from "node:fs"
import { germanDay } from "@beschlussweg/core/day"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { type Answer, ask, type Told } from "@beschlussweg/core/verification"
import { type Context, Hono } from "hono"
import { html } from "hono/html"
import type { Env } from "../api/route.ts"
import type { AuthDeps } from "../auth.ts"
import type { Html } from "../page/layout.ts"
import { outside } from "./house.ts"
import { plainPublic } from "./layout.ts"
import { answer } from "./route.ts"

const SCRIPT = readFileSync(new URL("./pruefen.js", import.meta.url), "utf8")
/** The one page with a script, and what that asks is asked of us. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const HASH = /^[0-9a-f]{64}$/

/** An answer in words; program and page show the same. */
export interface Words {
  readonly kind: Answer["kind"] | "input"
  readonly title: string
  readonly lines: readonly string[]
  readonly links: readonly { readonly label: string; readonly href: string }[]
}

export function pruefen(deps: AuthDeps): Hono<Env> {
  return new Hono<Env>()
    .get("/pruefen.js", (c) => {
      c.header("Cache-Control", "public, max-age=300")
      c.header("Content-Type", "text/javascript; charset=utf-8")
      return c.body(SCRIPT)
    })
    .get("/pruefen", (c) => (c.req.query("sha256") === undefined ? general(c) : inquiry(c, deps)))
    .get("/pruefen/:tenant/:code", (c) => inquiry(c, deps))
    .get("/pruefen/:tenant/:code/:part", (c) => inquiry(c, deps))
}

const general = (c: Context<Env>) => answer(c, plainPublic("Dokument prüfen", form({}), "/pruefen.js"), 200, POLICY)

async function inquiry(c: Context<Env>, deps: AuthDeps): Promise<Response> {
  await deps.open.count(deps.door.source(c))
  const { tenant, code } = { tenant: c.req.param("tenant") ?? c.req.query("haus") ?? "", code: c.req.param("code") }
  const typed = c.req.query("sha256")?.trim().toLowerCase().replace(/\s+/g, "")
  const given = await found(deps, { tenant, code, part: c.req.param("part"), sha256: typed })
  const words = typed !== undefined && !HASH.test(typed) ? BAD_HASH : wordsOf(given, typed !== undefined)
  const status = given.kind === "unknown" ? 404 : 200
  if ((c.req.header("accept") ?? "").includes("application/json")) {
    c.header("Vary", "Accept")
    c.header("Cache-Control", "no-store")
    return c.json(words, status)
  }
  const at = code === undefined ? "" : c.req.path
  const main = html`${result(words)}${form({ at, tenant: code === undefined ? tenant : undefined })}`
  c.header("Vary", "Accept")
  return answer(c, plainPublic("Dokument prüfen", main, "/pruefen.js"), status, POLICY)
}

interface Asked {
  readonly tenant: string
  readonly code: string | undefined
  readonly part: string | undefined
  readonly sha256: string | undefined
}

/** A house that is none answers like a code that is none. */
async function found(deps: AuthDeps, { tenant, code, part, sha256 }: Asked): Promise<Answer> {
  const ctx = outside(deps, tenant)
  if (!ctx || !(await ctx.table.get(TENANT, Tenant))) return { kind: "unknown" }
  return ask(ctx, { code, part, sha256 })
}

const BAD_HASH: Words = {
  kind: "input",
  title: "Das ist keine Prüfsumme",
  lines: ["Eine Prüfsumme (SHA-256) hat 64 Zeichen: die Ziffern 0 bis 9 und die Buchstaben a bis f."],
  links: [],
}

/** @param byFile a file was looked at, not only a printed code */
export function wordsOf(given: Answer, byFile: boolean): Words {
  const { kind } = given
  switch (given.kind) {
    case "unknown":
      return {
        kind,
        title: byFile ? "Diese Datei ist hier nicht bekannt" : "Dieser Code ist hier nicht bekannt",
        lines: byFile
          ? [
              "Sie stimmt mit keinem Dokument überein: Sie ist nicht von hier, oder sie wurde verändert, auch wenn es nur ein Zeichen ist.",
              "Bitte laden Sie die Datei dort neu herunter, woher Sie sie haben, und prüfen Sie noch einmal.",
            ]
          : ["Bitte vergleichen Sie die Adresse mit der auf der letzten Seite des Dokuments, Zeichen für Zeichen."],
        links: [],
      }
    case "other":
      return {
        kind,
        title: "Diese Datei gehört nicht zu diesem Code",
        lines: [
          "Der Code ist echt, aber die Datei stimmt mit keinem Dokument überein: Sie ist ein anderes Dokument, oder sie wurde verändert.",
        ],
        links: [],
      }
    case "code":
      return {
        kind,
        title: "Echter Code",
        lines: [
          "Dieser Code gehört zu einem echten, nicht öffentlichen Dokument dieses Hauses.",
          "Ob Ihr Exemplar unverändert ist, sehen Sie, wenn Sie die Datei prüfen.",
        ],
        links: [],
      }
    case "file":
      return {
        kind,
        title: "Echt",
        lines: ["Diese Datei ist echt und unverändert. Sie ist nicht öffentlich; mehr wird hier nicht gesagt."],
        links: [],
      }
    case "public":
      return { kind, ...publicWords(given.told, given.by) }
  }
}

function publicWords(t: Told, by: "code" | "file"): Pick<Words, "title" | "lines" | "links"> {
  const signed = t.signed.map((s) => `${s.label}${s.name === undefined ? "" : `: ${s.name}`}, ${germanDay(s.on)}`)
  return {
    title: by === "code" ? "Echter Code" : t.superseded ? "Echt, aber überholt" : "Echt",
    lines: [
      by === "code"
        ? "Dieser Code gehört zu einem öffentlichen Dokument. Ob Ihr Exemplar unverändert ist, sehen Sie, wenn Sie die Datei prüfen."
        : t.superseded
          ? "Diese Datei ist echt und unverändert, aber es gibt eine neuere."
          : "Diese Datei ist echt, unverändert und die, die heute gilt.",
      `${t.title}, ${t.house}`,
      `Betreff: ${t.betreff}`,
      `Fassung ${t.fassung}`,
      signed.length === 0 ? "" : `Gezeichnet: ${signed.join("; ")}`,
      `Stand: ${t.decision}`,
    ].filter((line) => line !== ""),
    links: [
      ...(t.superseded && t.file ? [{ label: "Die heute geltende Datei", href: t.file }] : []),
      { label: "Seite der Vorlage", href: t.page },
    ],
  }
}

const GOOD: ReadonlySet<Words["kind"]> = new Set(["code", "file", "public"])

/** Where the script writes, and what is there without one. */
function result(w: Words | undefined): Html {
  if (!w) return html``
  return html`<div class="note ${GOOD.has(w.kind) ? "good" : "bad"}" id="antwort"><h2>${w.title}</h2>${w.lines.map((l) => html`<p>${l}</p>`)}${w.links.map((l) => html`<p><a href="${l.href}">${l.label}</a></p>`)}</div>`
}

/** @param at address of a printed code; absent on the general page */
function form({ at, tenant = "" }: { readonly at?: string; readonly tenant?: string | undefined }): Html {
  return html`<h1>Ist dieses Dokument echt?</h1>
<p class="lead">Prüfen Sie eine Datei, die Sie erhalten haben. Sie wird nicht hochgeladen: Ihr Browser berechnet ihre Prüfsumme, und nur die wird verglichen.</p>
<div id="pruefung" data-at="${at ?? ""}" hidden>
<div class="drop" id="ablage">
<p><label for="datei">Datei auswählen oder hierher ziehen (PDF, bis 500 MB)</label></p>
<input type="file" id="datei">
</div>
<p><progress id="fortschritt" max="1" value="0" hidden aria-label="Prüfsumme wird berechnet"></progress></p>
</div>
<div id="ergebnis" aria-live="polite"></div>
<noscript><p class="note">In diesem Browser laufen keine Skripte. Sie können die Prüfsumme selbst berechnen und eintragen.</p></noscript>
<details><summary>Prüfsumme selbst berechnen und eintragen</summary>
<p>Auf Linux und macOS zeigt <code>sha256sum DATEI.pdf</code> (oder <code>shasum -a 256 DATEI.pdf</code>) die Prüfsumme, unter Windows <code>certutil -hashfile DATEI.pdf SHA256</code>.</p>
<form class="search" method="get" action="${at === undefined || at === "" ? "/pruefen" : at}">
${
  at === undefined || at === ""
    ? html`<div><label for="haus">Kennung des Hauses (der erste Teil der Prüfadresse nach „pruefen/“)</label>
<input type="text" id="haus" name="haus" required value="${tenant}" pattern="[a-z0-9\\-]{2,40}" maxlength="40" autocomplete="off" autocapitalize="none" spellcheck="false"></div>`
    : ""
}
<div><label for="sha256">Prüfsumme (SHA-256, 64 Zeichen)</label>
<input type="text" id="sha256" name="sha256" required maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false"></div>
<button>Prüfen</button>
</form></details>
<h2>Was hier geprüft wird, und was nicht</h2>
<p>Jede Stufe eines Dokuments hat eine eigene Prüfsumme: gesiegelt, gezeichnet, mit Ergebnis. Stimmt Ihre Datei mit einer davon überein, ist sie echt und unverändert. Von öffentlichen Dokumenten lesen Sie hier auch Fassung, Zeichnungen und Stand; von nicht öffentlichen nur, dass sie echt sind.</p>
<p>Haben Sie nur einen Ausdruck, öffnen Sie die Adresse, die auf der letzten Seite steht, oder lesen Sie den Code daneben mit einer Kamera. Siegel und Signaturen in der Datei prüft Ihr PDF-Programm.</p>`
}
