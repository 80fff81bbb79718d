/** Synopse as a page: old and new side by side; whoever listens hears "entfällt" and "neu" before the words. */
import {
  type BlockChange,
  movedWords,
  type Piece,
  type SectionChange,
  sectionWords,
  summary,
  tableWords,
} from "@beschlussweg/core/synopse"
import type { Compared } from "@beschlussweg/core/versions"
import type { Changed } from "@beschlussweg/core/vorlage"
import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"

/** What stands on the page: of two texts of a programme, or of two Fassungen with what their forms say. */
type Shown = Pick<Compared, "title" | "synopse"> & Pick<Changed, "old" | "new"> & Partial<Pick<Changed, "form">>

export function synopsePage({ title, old, new: now, synopse, form = [] }: Shown): Html {
  return layout(
    `Synopse: ${title}`,
    html`<h1>Synopse: ${title}</h1>
<p>Bisher: ${old.label}<br>Neu: ${now.label}</p>
${form.length > 0 && synopse.sections.length === 0 ? "" : html`<p><strong>${summary(synopse.count)}</strong></p>`}
${form.map(({ label, old: was, new: is }) => html`<h2>${label}</h2>${sides(label, [[marked(was, gone), marked(is, come)]])}`)}
${synopse.title ? sides("Titel", [[gone(synopse.title.old), come(synopse.title.new)]]) : ""}
${synopse.sections.map(section)}
${
  synopse.footnotes.length > 0
    ? html`<h2>Fußnoten</h2>${sides(
        "Fußnoten",
        synopse.footnotes.map((n) => [marked(n.old, gone), marked(n.new, come)]),
      )}`
    : ""
}
${
  synopse.numbers.length > 0
    ? html`<h2>Benannte Zahlen</h2><ul>${synopse.numbers.map(
        (n) => html`<li>${n.label}: bisher ${n.old === "" ? "nicht genannt" : n.old}, neu ${n.new}</li>`,
      )}</ul>`
    : ""
}`,
  )
}

const gone = (words: string): Html => html`<del><span class="said">entfällt: </span>${words}</del>`
const come = (words: string): Html => html`<ins><span class="said">neu: </span>${words}</ins>`

/** Changed pieces with their marks; blanks stay outside of them. */
const marked = (list: readonly Piece[], mark: (words: string) => Html): Html =>
  html`${list.map(({ text, changed }) => {
    const bare = text.trim()
    if (!changed || bare === "") return text
    const from = text.indexOf(bare)
    return html`${text.slice(0, from)}${mark(bare)}${text.slice(from + bare.length)}`
  })}`

type Pair = readonly [old: Html | string, now: Html | string]

function sides(caption: string, pairs: readonly Pair[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="sides">
<caption class="said">${caption}: bisher und neu</caption>
<thead><tr><th scope="col">Bisher</th><th scope="col">Neu</th></tr></thead>
<tbody>${pairs.map(([old, now]) => html`<tr><td>${old}</td><td>${now}</td></tr>`)}</tbody>
</table></div>`
}

function section(change: SectionChange): Html {
  const { title, remarks } = sectionWords(change)
  const name = title === "" ? "Ohne Überschrift" : title
  const parts: Html[] = []
  let open: Pair[] = []
  const close = (): void => {
    if (open.length > 0) parts.push(sides(name, open))
    open = []
  }
  for (const block of change.blocks)
    if (block.kind === "table") {
      close()
      parts.push(cells(block))
    } else open.push(pairOf(block))
  close()
  return html`<section><h2>${name}</h2>${remarks.map((words) => html`<p><em>${words}</em></p>`)}${parts}</section>`
}

function pairOf(block: Exclude<BlockChange, { kind: "table" }>): Pair {
  switch (block.kind) {
    case "added":
      return ["–", html`<strong>Neu:</strong> ${block.text}`]
    case "removed":
      return [html`<strong>Entfällt:</strong> ${block.text}`, "–"]
    case "moved":
      return [html`<em>${movedWords(block.from)}</em>`, block.text]
    case "changed":
      return [marked(block.old, gone), marked(block.new, come)]
  }
}

const cells = ({ caption, change }: Extract<BlockChange, { kind: "table" }>): Html =>
  html`<h3>${caption === "" ? "Tabelle" : `Tabelle „${caption}“`}</h3><ul>${tableWords(change).map(
    (words) => html`<li>${words}</li>`,
  )}</ul>`
