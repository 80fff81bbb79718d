/** The programme as one HTML page: accessible, without scripts, and complete in itself, so that it can be sent and kept. */
import { type Block, type Cell, type Inline, plain, type Row } from "./block.ts"
import { type PlainContent, type ProgrammeContent, sectionNumbers } from "./content.ts"
import { type Chart, drawing } from "./html/chart.ts"
import { STYLE } from "./html/style.ts"
import { base64, esc, figure, linkable } from "./html/text.ts"
import { LIST_FROM, numberedBlocks } from "./numbering.ts"
import { paperBlocks } from "./plainly.ts"

export interface PageOptions {
  readonly house: string
  /** bytes of the pictures by their SHA-256; one that is missing is named in its place */
  readonly images: ReadonlyMap<string, Uint8Array>
}

interface Writing {
  readonly images: ReadonlyMap<string, Uint8Array>
  /** number of a note, and how often it was referred to so far */
  readonly notes: Map<string, { readonly no: number; times: number }>
  /** anchor of a section or block by its id */
  readonly anchors: ReadonlyMap<string, string>
  /** anchors of numbered tables and figures, and of what is referred to */
  readonly places: ReadonlyMap<Block, string>
  /** level of the heading before, so that none is skipped */
  level: number
  count: number
}

/** Writes the page. Typed blocks stand there as paper shows them, with their numbers; the same content gives the same page. */
export function html(content: ProgrammeContent, options: PageOptions): string {
  const { tree, anchors, places, lists } = shown(content)
  const known = new Set(tree.footnotes.map((n) => n.id))
  const notes = numbered(tree, known)
  const writing: Writing = { images: options.images, notes, anchors, places, level: 1, count: 0 }
  const numbers = sectionNumbers(tree.sections)
  const sections = tree.sections.map((section, i) => {
    const level = next(section.level + 1, writing)
    const number = numbers[i] === "" ? "" : `<span class="no">${numbers[i]}</span>`
    const body = blocks(section.blocks, writing, section.level + 1)
    return `<h${level} id="${anchor(i)}">${number}${inlines(section.title, writing)}</h${level}>\n${body}`
  })
  const subtitle = tree.subtitle === undefined ? "" : `<p class="sub">${esc(tree.subtitle)}</p>`
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>${esc(tree.title)}, ${esc(options.house)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#text">Zum Text</a>
<header><p class="house">${esc(options.house)}</p><h1>${esc(tree.title)}</h1>${subtitle}</header>
${contents(tree, numbers, lists)}
<main id="text" tabindex="-1">
${sections.join("\n")}
${footnotes(tree, writing)}
</main>
<footer><p>${esc(tree.title)}, ${esc(options.house)}</p></footer>
</body>
</html>
`
}

interface List {
  readonly title: string
  readonly id: string
  readonly entries: { readonly id: string; readonly words: string }[]
}
/** The programme as plain blocks, what in it can be referred to, and its lists of tables and figures. */
function shown(content: ProgrammeContent): {
  readonly tree: PlainContent
  readonly anchors: Map<string, string>
  readonly places: Map<Block, string>
  readonly lists: List[]
} {
  const numbers = numberedBlocks(content)
  const anchors = new Map(content.sections.map((s, i) => [s.id, anchor(i)]))
  const places = new Map<Block, string>()
  const tables: List = { title: "Tabellen", id: "tabellen", entries: [] }
  const figures: List = { title: "Abbildungen", id: "abbildungen", entries: [] }
  let count = 0
  const sections = content.sections.map((section) => ({
    ...section,
    blocks: section.blocks.flatMap((block) => {
      const number = numbers.get(block)
      const parts = paperBlocks(block, number)
      const first = parts.find((b) => b.type === "table" || b.type === "image" || b.type === "chart") ?? parts[0]
      if (first === undefined || (number === undefined && !("id" in block))) return parts
      const id = `stelle-${++count}`
      places.set(first, id)
      if ("id" in block) anchors.set(block.id, id)
      if (number !== undefined && first.type === "table") tables.entries.push({ id, words: plain(first.caption ?? []) })
      if (number !== undefined && first.type === "chart") figures.entries.push({ id, words: first.title })
      if (number !== undefined && first.type === "image")
        figures.entries.push({ id, words: plain(first.caption ?? []) })
      return parts
    }),
  }))
  const lists = [tables, figures].filter((l) => l.entries.length >= LIST_FROM)
  return { tree: { ...content, sections }, anchors, places, lists }
}

/**
 * Blocks as part of a page of somebody else.
 * @param level of the heading above them
 */
export function fragment(list: readonly Block[], images: PageOptions["images"], level: number): string {
  return blocks(list, { images, notes: new Map(), anchors: new Map(), places: new Map(), level, count: 0 }, level)
}

const anchor = (index: number): string => `abschnitt-${index + 1}`

/** The level a heading gets: at most one below the heading before. */
function next(wanted: number, writing: Writing): number {
  writing.level = Math.max(2, Math.min(6, wanted, writing.level + 1))
  return writing.level
}

/** Notes in the order of their first sign, which is the order of reading. */
function numbered(tree: PlainContent, known: ReadonlySet<string>): Writing["notes"] {
  const found: Writing["notes"] = new Map()
  const inline = (content: readonly Inline[] | undefined) => {
    for (const i of content ?? [])
      if (i.type === "footnote" && known.has(i.id) && !found.has(i.id))
        found.set(i.id, { no: found.size + 1, times: 0 })
  }
  const visit = (block: Block): void => {
    if (block.type === "paragraph" || block.type === "heading") inline(block.content)
    if (block.type === "list") for (const item of block.items) item.blocks.forEach(visit)
    if (block.type === "aside") block.blocks.forEach(visit)
    if (block.type === "table") {
      inline(block.caption)
      for (const row of block.rows) for (const cell of row.cells) cell.blocks.forEach(visit)
    }
    if (block.type === "image") inline(block.caption)
    if (block.type === "chart") inline(block.source)
  }
  for (const section of tree.sections) {
    inline(section.title)
    section.blocks.forEach(visit)
  }
  return found
}

/** The contents as nested lists, however the levels run. */
function contents(tree: PlainContent, numbers: readonly string[], lists: readonly List[]): string {
  if (tree.sections.length === 0) return ""
  let depth = 0
  const lines = tree.sections.map((section, i) => {
    const level = Math.min(section.level, depth + 1)
    const up = level > depth ? "<ul>" : `</li>${"</ul></li>".repeat(depth - level)}`
    depth = level
    const number = numbers[i] === "" ? "" : `<span class="no">${numbers[i]}</span>`
    return `${up}<li><a href="#${anchor(i)}">${number}${esc(plain(section.title))}</a>`
  })
  const end = `</li>${"</ul></li>".repeat(depth - 1)}</ul>`
  const more = lists.map(
    ({ title, id, entries }) =>
      `<h2 id="${id}">${title}</h2><ul>${entries.map((e) => `<li><a href="#${e.id}">${esc(e.words)}</a></li>`).join("")}</ul>`,
  )
  return `<nav aria-labelledby="inhalt"><h2 id="inhalt">Inhalt</h2>${lines.join("")}${end}${more.join("")}</nav>`
}

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strike: "s",
  superscript: "sup",
  subscript: "sub",
} as const

function inlines(content: readonly Inline[], writing: Writing): string {
  return content.map((i) => inline(i, writing)).join("")
}

function inline(i: Inline, writing: Writing): string {
  switch (i.type) {
    case "break":
      return "<br>"
    case "number":
      return esc(i.text)
    case "ref": {
      const to = writing.anchors.get(i.target)
      return to === undefined ? esc(i.text) : `<a href="#${to}">${esc(i.text)}</a>`
    }
    case "footnote": {
      const note = writing.notes.get(i.id)
      if (note === undefined) return ""
      const id = `zeichen-${note.no}-${++note.times}`
      return `<sup><a id="${id}" href="#fussnote-${note.no}" role="doc-noteref" aria-label="Fußnote ${note.no}">${note.no}</a></sup>`
    }
    case "text": {
      const marked = (i.marks ?? []).reduce((text, mark) => `<${TAGS[mark]}>${text}</${TAGS[mark]}>`, esc(i.text))
      return i.href !== undefined && linkable(i.href) ? `<a href="${esc(i.href)}">${marked}</a>` : marked
    }
  }
}

/** @param level of the heading above; undefined within cells, items and notes, where a heading would break the order */
function blocks(list: readonly Block[], writing: Writing, level: number | undefined): string {
  return list
    .map((block) => {
      const place = writing.places.get(block)
      const written = one(block, writing, level)
      // the first element that a block is written as takes its name
      return place === undefined ? written : written.replace(/^<([a-z][a-z0-9]*)/, `<$1 id="${place}"`)
    })
    .join("\n")
}

const LIST = { lowerLetter: "a", upperLetter: "A", lowerRoman: "i", upperRoman: "I" } as const

function one(block: Block, writing: Writing, level: number | undefined): string {
  switch (block.type) {
    case "paragraph":
      return block.content.length === 0 ? "" : `<p>${inlines(block.content, writing)}</p>`
    case "heading": {
      const text = inlines(block.content, writing)
      if (level === undefined) return `<p><strong>${text}</strong></p>`
      const n = next(level + block.level, writing)
      return `<h${n}>${text}</h${n}>`
    }
    case "list": {
      const items = block.items.map((item) => `<li>${blocks(item.blocks, writing, undefined)}</li>`).join("")
      if (!block.ordered) return `<ul>${items}</ul>`
      const type = block.style === undefined ? "" : ` type="${LIST[block.style]}"`
      return `<ol${type}${block.start === undefined ? "" : ` start="${block.start}"`}>${items}</ol>`
    }
    case "table":
      return table(block, writing)
    case "image":
      return image(block, writing)
    case "chart":
      return chart(block, writing)
    case "aside":
      return `<div class="note" role="note"><p>${esc(block.note)}</p>${blocks(block.blocks, writing, undefined)}</div>`
  }
}

type Table = Extract<Block, { type: "table" }>

function table(block: Table, writing: Writing): string {
  const no = ++writing.count
  const caption = block.caption ?? []
  const columns = Math.max(1, ...block.rows.map((r) => r.cells.reduce((n, c) => n + (c.colSpan ?? 1), 0)))
  const rows = (list: readonly Row[], head: boolean) =>
    list.map((row) => `<tr>${row.cells.map((c) => cell(c, head, columns, writing)).join("")}</tr>`).join("\n")
  // written first: its notes come before those of the rows
  const words = caption.length === 0 ? "" : `<caption>${inlines(caption, writing)}</caption>`
  // a cell that reaches from the head into the body may not be cut by the border between them
  const parted = block.rows
    .slice(0, block.headerRows)
    .every((row, r) => row.cells.every((c) => r + (c.rowSpan ?? 1) <= block.headerRows))
  const head = rows(block.rows.slice(0, block.headerRows), true)
  const body = rows(block.rows.slice(block.headerRows), false)
  const label = plain(caption).trim() || `Tabelle ${no}`
  return `<div class="scroll" role="region" tabindex="0" aria-label="${esc(label)}"><table>${words}${parted && head !== "" ? `<thead>${head}</thead><tbody>${body}</tbody>` : `<tbody>${head}${body}</tbody>`}</table></div>`
}

function cell(given: Cell, head: boolean, columns: number, writing: Writing): string {
  const [across, down] = [given.colSpan ?? 1, given.rowSpan ?? 1]
  const spans = `${across > 1 ? ` colspan="${across}"` : ""}${down > 1 ? ` rowspan="${down}"` : ""}`
  const align = given.align === "right" || given.align === "center" ? ` class="${given.align}"` : ""
  const [first] = given.blocks
  const inner =
    given.blocks.length === 1 && first?.type === "paragraph"
      ? inlines(first.content, writing)
      : blocks(given.blocks, writing, undefined)
  if (given.header !== true || inner === "") return `<td${spans}${align}>${inner}</td>`
  const scope = head ? (across > 1 ? "colgroup" : "col") : down > 1 || across >= columns ? "rowgroup" : "row"
  return `<th scope="${scope}"${spans}${align}>${inner}</th>`
}

function image(block: Extract<Block, { type: "image" }>, writing: Writing): string {
  const bytes = writing.images.get(block.file)
  const caption = block.caption === undefined ? "" : `<figcaption>${inlines(block.caption, writing)}</figcaption>`
  const alt = block.decorative === true ? "" : block.alt
  const shown =
    bytes === undefined
      ? `<p>[Bild nicht vorhanden: ${esc(alt)}]</p>`
      : `<img src="data:${block.mediaType};base64,${base64(bytes)}" alt="${esc(alt)}" width="${block.width}" height="${block.height}">`
  return `<figure class="picture">${shown}${caption}</figure>`
}

/** The drawing, and behind it every figure as a table. */
function chart(block: Chart, writing: Writing): string {
  const id = `diagramm-${++writing.count}`
  const unit = block.unit === undefined || block.unit === "" ? "" : ` (${block.unit})`
  const title = block.title === "" ? "Diagramm" : block.title
  const head = ["", ...block.series.map((s) => s.name)].map((name) =>
    name === "" ? "<td></td>" : `<th scope="col" class="right">${esc(name)}</th>`,
  )
  const rows = block.categories.map((category, c) => {
    const values = block.series.map((s) => {
      const raw = s.values[c]
      return `<td class="right">${raw === null || raw === undefined ? "-" : figure(raw)}</td>`
    })
    const name = category === "" ? "<td></td>" : `<th scope="row">${esc(category)}</th>`
    return `<tr>${name}${values.join("")}</tr>`
  })
  const source = block.source === undefined ? "" : `<p class="source">${inlines(block.source, writing)}</p>`
  return `<figure><figcaption>${esc(title + unit)}</figcaption>${drawing(block, id)}<details open><summary>Zahlen zum Diagramm</summary><div class="scroll" role="region" tabindex="0" aria-label="Zahlen: ${esc(title)}"><table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div></details>${source}</figure>`
}

function footnotes(tree: PlainContent, writing: Writing): string {
  const used = [...writing.notes].filter(([, note]) => note.times > 0)
  if (used.length === 0) return ""
  const items = used.map(([id, { no, times }]) => {
    const body = tree.footnotes.find((n) => n.id === id)?.blocks ?? []
    // signs inside a note would refer to notes that refer to notes
    const text = blocks(body, { ...writing, notes: new Map() }, undefined)
    const back = Array.from(
      { length: times },
      (_, i) =>
        `<a href="#zeichen-${no}-${i + 1}" role="doc-backlink" aria-label="Zurück zum Text, Fußnote ${no}${times > 1 ? `, Stelle ${i + 1}` : ""}">↩</a>`,
    )
    return `<li id="fussnote-${no}" value="${no}">${text}<p>${back.join(" ")}</p></li>`
  })
  return `<section class="notes" role="doc-endnotes" aria-labelledby="fussnoten"><h2 id="fussnoten">Fußnoten</h2><ol>${items.join("\n")}</ol></section>`
}
