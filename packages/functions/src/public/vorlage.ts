/** A published Vorlage: its fields, documents, the way through the bodies, and since when it is public. */
import { dayOf, germanDay, germanEuro, germanInstant } from "@beschlussweg/core/day"
import { fragment } from "@beschlussweg/core/html"
import { fileOf, liveFiles, type Publication, type PublicFile, pageOf, type View } from "@beschlussweg/core/publication"
import { html, raw } from "hono/html"
import type { Html } from "../page/layout.ts"
import type { PublicHouse } from "./house.ts"
import { state } from "./list.ts"

export type Images = ReadonlyMap<string, Uint8Array>

export function vorlagePage(h: PublicHouse, p: Publication, view: View, images: Images): Html {
  const home = `/oeffentlich/${h.publicId}`
  const text = (blocks: View["erlaeuterungen"]) => raw(fragment(blocks, images, 2))
  return html`<nav class="crumbs" aria-label="Wo Sie sind"><a href="${home}">${h.settings.title}</a> › ${view.artLabel} ${view.nummer}</nav>
<h1>${view.betreff}</h1>
<p class="lead">${view.artLabel} ${view.nummer}</p>
${state(view.state)}
<dl class="facts">
<dt>Nummer</dt><dd>${view.nummer}</dd>
<dt>Federführendes Amt</dt><dd>${view.amt}</dd>
<dt>Fassung</dt><dd>${view.fassung} vom ${germanDay(view.on)}</dd>
<dt>Finanzielle Auswirkungen</dt><dd>${finance(view)}</dd>
</dl>
<section aria-labelledby="dokumente"><h2 id="dokumente">Dokumente</h2>
<ul class="files">
${liveFiles(p).map((f) => file(h, p, view, f))}
</ul>
${view.licence ? html`<p>Nutzungsbedingungen: <a href="${view.licence.url}">${view.licence.label}</a></p>` : ""}
</section>
<section aria-labelledby="folge"><h2 id="folge">Beratungsfolge</h2>
<div class="scroll" role="region" aria-labelledby="folge" tabindex="0"><table class="stack">
<caption class="said">Gremien in der Reihenfolge der Beratung</caption>
<thead><tr><th scope="col">Gremium</th><th scope="col">Sitzung</th><th scope="col">Zuständigkeit</th><th scope="col">Ergebnis</th><th scope="col">Abstimmung</th></tr></thead>
<tbody>
${view.rows.map(row)}
</tbody></table></div>
${view.rows.map(amended(images))}
</section>
${view.beschlussvorschlag.length === 0 ? "" : html`<section aria-labelledby="vorschlag"><h2 id="vorschlag">Beschlussvorschlag</h2>${text(view.beschlussvorschlag)}</section>`}
${view.erlaeuterungen.length === 0 ? "" : html`<section aria-labelledby="erlaeuterungen"><h2 id="erlaeuterungen">Erläuterungen</h2>${text(view.erlaeuterungen)}</section>`}
${view.signatures.length === 0 ? "" : signatures(view)}
<section aria-labelledby="veroeffentlichung"><h2 id="veroeffentlichung">Veröffentlichung</h2>
<ul>
${p.history.map((e) => html`<li>${WHAT[e.what]} am ${germanInstant(new Date(e.at))}</li>`)}
</ul>
<p>Ob ein Dokument echt ist, sehen Sie auf der Seite <a href="/pruefen">Dokument prüfen</a>; Ihre Datei bleibt dabei auf Ihrem Gerät.</p>
</section>`
}

const WHAT = {
  released: "Veröffentlicht",
  changed: "Geändert",
  withdrawn: "Zurückgenommen",
} as const satisfies Record<Publication["history"][number]["what"], string>

const TYPE: Readonly<Record<string, string>> = {
  "application/pdf": "PDF",
  "text/plain": "Text",
  "image/png": "Bild (PNG)",
  "image/jpeg": "Bild (JPEG)",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
}

/** "PDF, 12 Seiten, 340 kB" */
export function about({ mediaType, pages, bytes }: Pick<PublicFile, "mediaType" | "pages" | "bytes">): string {
  const size =
    bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB` : `${Math.ceil(bytes / 1000)} kB`
  const count = pages === null ? [] : [pages === 1 ? "1 Seite" : `${pages} Seiten`]
  return [TYPE[mediaType] ?? "Datei", ...count, size].join(", ")
}

function file(h: PublicHouse, p: Publication, view: View, f: PublicFile): Html {
  const address = fileOf(h.publicId, p.publicId, f.id)
  const words = view.files.find((v) => v.kind === f.kind && v.ref === f.ref)?.equivalent
  return html`<li><span class="what"><a href="${address}">${f.title}</a> <small>${about(f)}${f.kind === "anlage" ? " · Anlage" : ""}</small></span>
${words ? html`<a href="${pageOf(h.publicId, p.publicId)}/text/${f.id}">barrierefreier Text<span class="said"> zu ${f.title}</span></a>` : ""}
<a href="${address}?download">herunterladen<span class="said">: ${f.title}</span></a></li>
`
}

function row(r: View["rows"][number]): Html {
  const votes = r.result?.votes
  const day = r.result?.on ?? r.termin
  const outcome = r.closed
    ? "in nichtöffentlicher Sitzung behandelt"
    : (r.result?.label ?? (r.state === "coming" ? "steht aus" : r.termin === null ? "ohne Termin" : "steht aus"))
  return html`<tr><th scope="row">${r.gremium}</th><td data-label="Sitzung">${day === null ? "offen" : germanDay(day)}${r.result ? html`, TOP ${r.result.top}` : ""}</td><td data-label="Zuständigkeit">${r.zustaendigkeit}</td><td data-label="Ergebnis">${outcome}</td><td data-label="Abstimmung">${
    votes ? `Ja ${votes.ja}, Nein ${votes.nein}, Enthaltung ${votes.enthaltung}` : ""
  }</td></tr>
`
}

/** Wording that a body decided in place of the Beschlussvorschlag. */
const amended = (images: Images) => (r: View["rows"][number]) =>
  r.result && r.result.beschlusstext.length > 0
    ? html`<h3>Wortlaut des Beschlusses: ${r.gremium}, ${germanDay(r.result.on)}</h3>${raw(fragment(r.result.beschlusstext, images, 3))}`
    : ""

function finance({ finance: f }: View): string {
  if (f.effects !== true) return "keine"
  const amount = f.requiredCent ?? f.plannedCent ?? f.once.totalCent ?? f.yearly.totalCent
  const budget =
    f.inBudget === null ? "" : f.inBudget ? ", im Haushaltsplan vorgesehen" : ", nicht im Haushaltsplan vorgesehen"
  return amount === null ? `ja${budget}, siehe Vorlage` : `ja, ${germanEuro(amount)}${budget}`
}

function signatures(view: View): Html {
  return html`<section aria-labelledby="zeichnungen"><h2 id="zeichnungen">Zeichnungen</h2>
<ul>
${view.signatures.map((s) => html`<li>${s.label}${s.name === undefined ? "" : `: ${s.name}`}, ${germanDay(s.on)}${s.carried ? " (auf einer früheren Fassung)" : ""}</li>`)}
</ul></section>`
}

/** Accessible words of an Anlage on a page of their own. */
export function equivalentPage(h: PublicHouse, p: Publication, view: View, f: PublicFile): Html | undefined {
  const words = view.files.find((v) => v.kind === f.kind && v.ref === f.ref)?.equivalent
  if (!words) return undefined
  return html`<nav class="crumbs" aria-label="Wo Sie sind"><a href="/oeffentlich/${h.publicId}">${h.settings.title}</a> › <a href="${pageOf(h.publicId, p.publicId)}">${view.artLabel} ${view.nummer}</a> › ${f.title}</nav>
<h1>${f.title}</h1>
<p class="lead">Barrierefreier Text zur Anlage, veröffentlicht am ${germanDay(dayOf(new Date(f.releasedAt)))}</p>
${raw(fragment(words, new Map(), 1))}
<p><a href="${fileOf(h.publicId, p.publicId, f.id)}">Zur Datei selbst</a> (${about(f)})</p>`
}
