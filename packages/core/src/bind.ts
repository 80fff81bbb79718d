/** Bound numbers and references: what they say now, taken from the one place where the figure or title stands. */
import type { Block, Cell, Inline, ListItem, Row } from "./block.ts"
import { type NamedNumber, type ProgrammeContent, plain, type SectionBlock, sectionNumbers } from "./content.ts"
import { german, type Num, type Unit } from "./number.ts"
import { isTyped } from "./plainly.ts"
import type { DataBlock, DataCell } from "./typed.ts"

interface Figure {
  readonly num: Num
  readonly unit: Unit | undefined
}

/** Every figure of a programme by its address: "tabelle/zeile/spalte" or "zahl/<id>". */
export function figures(content: Pick<ProgrammeContent, "sections" | "numbers">): Map<string, Figure> {
  const found = new Map<string, Figure>()
  for (const section of content.sections)
    for (const block of section.blocks)
      if (block.type === "data") for (const [address, figure] of cells(block)) found.set(address, figure)
  for (const named of content.numbers ?? []) {
    const other = named.ref === undefined ? undefined : found.get(named.ref)
    found.set(`zahl/${named.id}`, other ?? { num: named.num, unit: named.num.unit })
  }
  return found
}

function* cells(block: DataBlock): Generator<[string, Figure]> {
  for (const row of block.rows)
    for (const [i, column] of block.columns.entries()) {
      const cell = row.cells[i]
      if (cell?.type === "num")
        yield [`${block.id}/${row.id}/${column.key}`, { num: cell.num, unit: cell.num.unit ?? column.unit }]
    }
}

/** Titles and numbers of what can be referred to. */
function targets(content: ProgrammeContent): Map<string, { number: string; title: string }> {
  const found = new Map<string, { number: string; title: string }>()
  const numbers = sectionNumbers(content.sections)
  let tables = 0
  content.sections.forEach((section, i) => {
    found.set(section.id, { number: `Abschnitt ${numbers[i] ?? ""}`.trim(), title: plain(section.title) })
    for (const block of section.blocks) {
      if (!isTyped(block)) continue
      if (block.type === "data" || block.type === "measures") {
        tables++
        found.set(block.id, { number: `Tabelle ${tables}`, title: plain(block.caption) })
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
  const known = figures(content)
  const places = targets(content)
  const inline = (i: Inline): Inline => {
    if (i.type === "number") {
      const figure = known.get(i.ref)
      return figure ? { ...i, text: german(figure.num, figure.unit) } : i
    }
    if (i.type !== "ref") return i
    const to = places.get(i.target)
    return to ? { ...i, text: (i.show === "number" ? to.number : to.title).slice(0, 320) } : i
  }
  return {
    ...content,
    sections: content.sections.map((s) => ({
      ...s,
      title: s.title.map(inline),
      blocks: s.blocks.map((b) => mapped(b, inline)),
    })),
    footnotes: content.footnotes.map((n) => ({ ...n, blocks: n.blocks.map((b) => mappedPlain(b, inline)) })),
    ...(content.numbers === undefined ? {} : { numbers: content.numbers.map((n) => follow(n, known)) }),
  }
}

function follow(named: NamedNumber, known: ReadonlyMap<string, Figure>): NamedNumber {
  const other = named.ref === undefined ? undefined : known.get(named.ref)
  return other ? { ...named, num: { ...other.num, unit: other.unit } } : named
}

type MapInline = (i: Inline) => Inline

function mapped(block: SectionBlock, f: MapInline): SectionBlock {
  if (!isTyped(block)) return mappedPlain(block, f)
  const rich = (blocks: Block[]): Block[] => blocks.map((b) => mappedPlain(b, f))
  switch (block.type) {
    case "data":
      return {
        ...block,
        caption: block.caption.map(f),
        notes: block.notes.map((n) => n.map(f)),
        columns: block.columns.map((c) => (c.after === undefined ? c : { ...c, after: c.after.map(f) })),
        rows: block.rows.map((r) => ({ ...r, label: r.label.map(f), cells: r.cells.map((c) => mappedCell(c, f)) })),
      }
    case "measures":
      return { ...block, caption: block.caption.map(f), rows: block.rows.map((r) => ({ ...r, text: rich(r.text) })) }
    case "topic":
      return {
        ...block,
        aktivitaeten: block.aktivitaeten.map((a) => ({ ...a, text: rich(a.text) })),
        wirkungserwartungen: block.wirkungserwartungen.map((w) => ({ ...w, text: rich(w.text) })),
      }
    case "challenge":
      return { ...block, ausgangslage: rich(block.ausgangslage), weiterentwicklung: rich(block.weiterentwicklung) }
    case "actions":
      return { ...block, items: block.items.map((i) => ({ ...i, text: i.text.map(f) })) }
    case "phases":
      return { ...block, phases: block.phases.map((p) => ({ ...p, text: rich(p.text) })) }
    case "source":
      return { ...block, note: block.note.map(f) }
    case "contact":
      return block
  }
}

function mappedCell(cell: DataCell, f: MapInline): DataCell {
  if (cell.type === "text") return { ...cell, content: cell.content.map(f) }
  return cell.type === "num" && cell.after !== undefined ? { ...cell, after: cell.after.map(f) } : cell
}

/** A plain block with every run of it and of the blocks within it mapped. */
export function mappedPlain(block: Block, f: MapInline): Block {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return { ...block, content: block.content.map(f) }
    case "list":
      return {
        ...block,
        items: block.items.map((i): ListItem => ({ blocks: i.blocks.map((b) => mappedPlain(b, f)) })),
      }
    case "table":
      return {
        ...block,
        ...(block.caption ? { caption: block.caption.map(f) } : {}),
        rows: block.rows.map(
          (r): Row => ({
            cells: r.cells.map((c): Cell => ({ ...c, blocks: c.blocks.map((b) => mappedPlain(b, f)) })),
          }),
        ),
      }
    case "image":
      return { ...block, ...(block.caption ? { caption: block.caption.map(f) } : {}) }
    case "chart":
      return { ...block, ...(block.source ? { source: block.source.map(f) } : {}) }
    case "aside":
      return { ...block, blocks: block.blocks.map((b) => mappedPlain(b, f)) }
  }
}
