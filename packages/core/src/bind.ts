/** Bound numbers and references: what they say now, taken from the one place where the figure or title stands. */
import type { Block, Cell, Inline, ListItem, Row } from "./block.ts"
import { type NamedNumber, type ProgrammeContent, plain, type SectionBlock, sectionNumbers } from "./content.ts"
import { moved } from "./follow.ts"
import { german, type Num, type Unit } from "./number.ts"
import { numberedBlocks } from "./numbering.ts"
import { isTyped } from "./plainly.ts"
import type { DataBlock, DataCell } from "./typed.ts"

export interface Figure {
  readonly num: Num
  readonly unit: Unit | undefined
}
export type Bindable = Pick<ProgrammeContent, "sections" | "numbers">

/** Every figure of a programme by its address: "tabelle/zeile/spalte" or "zahl/<id>", those that follow others included. */
export function figures(content: Bindable): Map<string, Figure> {
  return figuresWith(content, moved(content.sections))
}

function figuresWith(content: Bindable, follows: ReadonlyMap<string, Num>): Map<string, Figure> {
  const found = new Map<string, Figure>()
  for (const section of content.sections)
    for (const block of section.blocks)
      if (block.type === "data") for (const [address, figure] of cells(block, follows)) found.set(address, figure)
  const named = new Map((content.numbers ?? []).map((n) => [`zahl/${n.id}`, n]))
  for (const address of named.keys()) found.set(address, ofNamed(address, named, found))
  return found
}

function* cells(block: DataBlock, follows: ReadonlyMap<string, Num>): Generator<[string, Figure]> {
  for (const row of block.rows)
    for (const [i, column] of block.columns.entries()) {
      const cell = row.cells[i]
      if (cell?.type !== "num") continue
      const address = `${block.id}/${row.id}/${column.key}`
      const num = follows.get(address) ?? cell.num
      yield [address, { num, unit: num.unit ?? column.unit }]
    }
}

/** The figure a name stands for, through other names; one that runs in a circle or points nowhere keeps its own. */
function ofNamed(address: string, named: ReadonlyMap<string, NamedNumber>, known: ReadonlyMap<string, Figure>): Figure {
  const own = named.get(address)
  if (own === undefined) throw new Error(`no number ${address}`)
  const seen = new Set([address])
  for (let at = own.ref; at !== undefined && !seen.has(at); at = named.get(at)?.ref) {
    seen.add(at)
    const cell = named.has(at) ? undefined : known.get(at)
    if (cell) return cell
    const next = named.get(at)
    if (next !== undefined && next.ref === undefined) return { num: next.num, unit: next.num.unit }
  }
  return { num: own.num, unit: own.num.unit }
}

/** Titles and numbers of what can be referred to. */
function targets(content: ProgrammeContent): Map<string, { number: string; title: string }> {
  const found = new Map<string, { number: string; title: string }>()
  const numbers = sectionNumbers(content.sections)
  const tables = numberedBlocks(content)
  content.sections.forEach((section, i) => {
    found.set(section.id, { number: `Abschnitt ${numbers[i] ?? ""}`.trim(), title: plain(section.title) })
    for (const block of section.blocks) {
      if (!isTyped(block)) continue
      if (block.type === "data" || block.type === "measures") {
        found.set(block.id, { number: tables.get(block)?.label ?? "Tabelle", title: plain(block.caption) })
      } else if (block.type === "topic") found.set(block.id, { number: `Thema ${block.no}`, title: block.title })
    }
  })
  return found
}

/**
 * The same content with every bound number and reference saying what its place says now. What points nowhere keeps its
 * last text (a check names it), and named figures follow the cell they stand for.
 */
export function bind(content: ProgrammeContent): ProgrammeContent {
  const follows = moved(content.sections)
  const known = figuresWith(content, follows)
  const places = targets(content)
  const inline = (i: Inline): Inline => {
    if (i.type === "number") {
      const figure = known.get(i.ref)
      return figure ? { ...i, text: german(figure.num, figure.unit).slice(0, 80) } : i
    }
    if (i.type !== "ref") return i
    const to = places.get(i.target)
    return to ? { ...i, text: (i.show === "number" ? to.number : to.title).slice(0, 320) } : i
  }
  const line = (content: Inline[]): Inline[] => content.map(inline)
  return {
    ...content,
    sections: content.sections.map((s) => ({
      ...s,
      title: line(s.title),
      blocks: s.blocks.map((b) => mapLines(b.type === "data" ? followed(b, follows) : b, line)),
    })),
    footnotes: content.footnotes.map((n) => ({ ...n, blocks: n.blocks.map((b) => mapPlainLines(b, line)) })),
    ...(content.numbers === undefined ? {} : { numbers: content.numbers.map((n) => named(n, known)) }),
  }
}

function named(number: NamedNumber, known: ReadonlyMap<string, Figure>): NamedNumber {
  const now = number.ref === undefined ? undefined : known.get(`zahl/${number.id}`)
  if (now === undefined) return number
  return { ...number, num: now.unit === undefined ? now.num : { ...now.num, unit: now.unit } }
}

function followed(block: DataBlock, follows: ReadonlyMap<string, Num>): DataBlock {
  if (follows.size === 0) return block
  const rows = block.rows.map((row) => {
    const cells = row.cells.map((cell, i): DataCell => {
      const num = follows.get(`${block.id}/${row.id}/${block.columns[i]?.key ?? ""}`)
      return cell.type === "num" && num ? { ...cell, num } : cell
    })
    return { ...row, cells }
  })
  return { ...block, rows }
}

/** Every line of text of a block in reading order, mapped: paragraphs, captions, labels, cells, notes. */
export type MapLine = (line: Inline[]) => Inline[]

export function mapLines(block: SectionBlock, f: MapLine): SectionBlock {
  if (!isTyped(block)) return mapPlainLines(block, f)
  const rich = (blocks: Block[]): Block[] => blocks.map((b) => mapPlainLines(b, f))
  switch (block.type) {
    case "data":
      return {
        ...block,
        caption: f(block.caption),
        notes: block.notes.map(f),
        columns: block.columns.map((c) => (c.after === undefined ? c : { ...c, after: f(c.after) })),
        rows: block.rows.map((r) => ({ ...r, label: f(r.label), cells: r.cells.map((c) => mappedCell(c, f)) })),
      }
    case "measures":
      return { ...block, caption: f(block.caption), rows: block.rows.map((r) => ({ ...r, text: rich(r.text) })) }
    case "topic":
      return {
        ...block,
        aktivitaeten: block.aktivitaeten.map((a) => ({ ...a, text: rich(a.text) })),
        wirkungserwartungen: block.wirkungserwartungen.map((w) => ({ ...w, text: rich(w.text) })),
      }
    case "challenge":
      return { ...block, ausgangslage: rich(block.ausgangslage), weiterentwicklung: rich(block.weiterentwicklung) }
    case "actions":
      return { ...block, items: block.items.map((i) => ({ ...i, text: f(i.text) })) }
    case "phases":
      return { ...block, phases: block.phases.map((p) => ({ ...p, text: rich(p.text) })) }
    case "source":
      return { ...block, note: f(block.note) }
    case "contact":
      return block
  }
}

function mappedCell(cell: DataCell, f: MapLine): DataCell {
  if (cell.type === "text") return { ...cell, content: f(cell.content) }
  return cell.type === "num" && cell.after !== undefined ? { ...cell, after: f(cell.after) } : cell
}

function mapPlainLines(block: Block, f: MapLine): Block {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return { ...block, content: f(block.content) }
    case "list":
      return {
        ...block,
        items: block.items.map((i): ListItem => ({ blocks: i.blocks.map((b) => mapPlainLines(b, f)) })),
      }
    case "table":
      return {
        ...block,
        ...(block.caption ? { caption: f(block.caption) } : {}),
        rows: block.rows.map(
          (r): Row => ({
            cells: r.cells.map((c): Cell => ({ ...c, blocks: c.blocks.map((b) => mapPlainLines(b, f)) })),
          }),
        ),
      }
    case "image":
      return { ...block, ...(block.caption ? { caption: f(block.caption) } : {}) }
    case "chart":
      return { ...block, ...(block.source ? { source: f(block.source) } : {}) }
    case "aside":
      return { ...block, blocks: block.blocks.map((b) => mapPlainLines(b, f)) }
  }
}
