/** The same programme as plain HTML, for Chromium's print. */
import type { Block, Inline, PlainContent } from "@beschlussweg/core/content"
import type { ProgrammePaper } from "@beschlussweg/core/paper"
import { longDay, noteNumbers, plain, sectionNumbers } from "./text.ts"

const safe = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")

const MARK = { bold: "b", italic: "i", underline: "u", strike: "s", superscript: "sup", subscript: "sub" } as const

/** @param images base64 by SHA-256 */
export function html(paper: ProgrammePaper, images: Readonly<Record<string, string>>): string {
  const { content, house } = paper
  const numbers = noteNumbers(content)
  const inline = (list: readonly Inline[]): string =>
    list
      .map((one) => {
        if (one.type === "break") return "<br>"
        if (one.type === "footnote") return `<sup>${numbers.get(one.id) ?? ""}</sup>`
        const marks = one.type === "text" ? (one.marks ?? []) : []
        return marks.reduce((text, mark) => `<${MARK[mark]}>${text}</${MARK[mark]}>`, safe(one.text))
      })
      .join("")
  const blocks = (list: readonly Block[]): string => list.map(block).join("\n")
  const block = (one: Block): string => {
    switch (one.type) {
      case "paragraph":
        return `<p>${inline(one.content)}</p>`
      case "heading":
        return `<h5>${inline(one.content)}</h5>`
      case "list": {
        const tag = one.ordered ? "ol" : "ul"
        return `<${tag}>${one.items.map((item) => `<li>${blocks(item.blocks)}</li>`).join("")}</${tag}>`
      }
      case "table":
        return `<table>${one.caption ? `<caption>${inline(one.caption)}</caption>` : ""}${rows(one, 0, one.headerRows, "thead")}${rows(one, one.headerRows, one.rows.length, "tbody")}</table>`
      case "image":
        return `<figure><img alt="${safe(one.alt)}" src="data:${one.mediaType};base64,${images[one.file] ?? ""}">${one.caption ? `<figcaption>${inline(one.caption)}</figcaption>` : ""}</figure>`
      case "chart":
        return `<p><b>${safe(one.title)}</b></p><table>${one.series
          .map((s) => `<tr><th>${safe(s.name)}</th>${s.values.map((v) => `<td>${v ?? "–"}</td>`).join("")}</tr>`)
          .join("")}</table>`
      case "aside":
        return `<aside><p>${safe(one.note)}</p>${blocks(one.blocks)}</aside>`
    }
  }
  const rows = (table: Extract<Block, { type: "table" }>, from: number, to: number, tag: string): string =>
    `<${tag}>${table.rows
      .slice(from, to)
      .map((row) => {
        const cells = row.cells.map((cell) => {
          const name = cell.header || tag === "thead" ? "th" : "td"
          return `<${name} colspan="${cell.colSpan ?? 1}" rowspan="${cell.rowSpan ?? 1}">${blocks(cell.blocks)}</${name}>`
        })
        return `<tr>${cells.join("")}</tr>`
      })
      .join("")}</${tag}>`
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>${safe(content.title)}</title><style>
@page { size: A4; margin: 70pt 60pt 64pt 65pt }
body { font: 10pt/1.38 "Noto Sans", sans-serif; hyphens: auto }
table { border-collapse: collapse; width: 100%; font-size: 9pt } td, th { border: 0.5pt solid #9aa7b4; padding: 3pt 4pt }
h1 { break-after: page } thead { display: table-header-group }
</style></head><body><p>${safe(house.traeger)}</p><p>${safe(house.name)}</p><p>${longDay(paper.on)}</p><h1>${safe(content.title)}</h1>
${contents(content)}
${sections(content, inline, blocks)}
${content.footnotes.map((note) => `<div>${numbers.get(note.id) ?? ""} ${blocks(note.blocks)}</div>`).join("\n")}
</body></html>`
}

function contents(content: PlainContent): string {
  const numbers = sectionNumbers(content.sections)
  return `<h2>Inhalt</h2>${content.sections.map((s, i) => (s.level > 3 ? "" : `<div>${numbers[i]} ${safe(plain(s.title))}</div>`)).join("\n")}`
}

function sections(
  content: PlainContent,
  inline: (list: readonly Inline[]) => string,
  blocks: (list: readonly Block[]) => string,
): string {
  const numbers = sectionNumbers(content.sections)
  return content.sections
    .map((section, i) => {
      const level = Math.min(section.level + 1, 6)
      return `<h${level}>${numbers[i]} ${inline(section.title)}</h${level}>\n${blocks(section.blocks)}`
    })
    .join("\n")
}
