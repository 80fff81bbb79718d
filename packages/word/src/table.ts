/** Tables of a Word file: rows, merged cells, header rows and nested tables, made regular as the tree wants them. */
import { type Block, type Cell, plain, type Row } from "@beschlussweg/core/content"
import { readBlocks } from "./flow.ts"
import { TABLE } from "./mark.ts"
import { inventory, type Story } from "./reading.ts"
import { quote } from "./report.ts"
import { child, elements, flag, int, val, type XmlElement } from "./xml.ts"

const MAX_COLUMNS = 100

interface OpenMerge {
  readonly cell: Cell
  readonly span: number
}

export function readTable(tbl: XmlElement, story: Story): Block[] {
  const { ledger } = story.reading
  const style = val(child(tbl, "w:tblPr"), "w:tblStyle")
  const own = style === TABLE.even || style === TABLE.wide
  const rows: Row[] = []
  const widthsOfRows: number[] = []
  let headerRows = 0
  let merges = new Map<number, OpenMerge>()
  for (const tr of wrapped(tbl, "w:tr", story)) {
    const trPr = child(tr, "w:trPr")
    if (child(trPr, "w:del") !== undefined) {
      const { tally, text } = inventory(tr)
      ledger.shelve("deleted", story.spot, tally, text)
      continue
    }
    const header = flag(trPr, "w:tblHeader") === true && headerRows === rows.length
    if (header) headerRows++
    const { cells, width, open } = readRow(tr, trPr, header, merges, story, own)
    merges = open
    rows.push({ cells })
    widthsOfRows.push(width)
  }
  if (rows.length === 0) return []
  const columns = widthsOfRows.reduce((most, width) => Math.max(most, width), 1)
  rows.forEach((row, i) => {
    const gap = columns - (widthsOfRows[i] ?? 0)
    if (gap > 0) row.cells.push(padding(gap, i < headerRows, story))
  })
  // what our own export wrote says itself what heads what
  if (own) headerRows = Math.min(headerRows, rows.length)
  else if (headerRows > 0 && rows.length > 1 && holdsData(rows[0])) headerRows = refuseHeader(rows, headerRows, story)
  // a merge of a header cell may not reach into the body
  else if (headerRows === rows.length) headerRows = Math.max(0, rows.length - 1)
  else headerRows = Math.max(headerRows, mergedDepth(rows, headerRows))
  if (!own && headerRows === 0 && rows.length > 1 && !rows[0]?.cells[0]?.header)
    headerRows = guessHeader(rows, columns, story)
  const grid = elements(child(tbl, "w:tblGrid")).map((g) => int(g.attributes["w:w"], 0, 100_000) ?? 0)
  const widths = style !== TABLE.even && grid.length === columns && grid.every((w) => w > 0) ? grid : undefined
  return [{ type: "table", headerRows, ...(widths === undefined ? {} : { widths }), rows }]
}

/** children of that name, also inside content controls, custom XML and tracked insertions */
function wrapped(parent: XmlElement, name: string, story: Story): XmlElement[] {
  return elements(parent).flatMap((element): XmlElement[] => {
    if (element.name === name) return [element]
    switch (element.name) {
      case "w:sdt":
        return wrapped(child(element, "w:sdtContent") ?? element, name, story)
      case "w:customXml":
      case "w:ins":
      case "w:moveTo":
        return wrapped(element, name, story)
      case "w:del":
      case "w:moveFrom": {
        const { tally, text } = inventory(element)
        story.reading.ledger.shelve("deleted", story.spot, tally, text)
        return []
      }
      default:
        return []
    }
  })
}

function readRow(
  tr: XmlElement,
  trPr: XmlElement | undefined,
  header: boolean,
  above: ReadonlyMap<number, OpenMerge>,
  story: Story,
  own: boolean,
): { cells: Cell[]; width: number; open: Map<number, OpenMerge> } {
  const { ledger } = story.reading
  const cells: Cell[] = []
  const open = new Map<number, OpenMerge>()
  let column = 0
  const gap = (name: string) => Math.min(int(val(trPr, name), 0, MAX_COLUMNS) ?? 0, MAX_COLUMNS - column)
  const before = gap("w:gridBefore")
  if (before > 0) {
    cells.push(padding(before, header, story))
    column += before
  }
  let side: { cell: Cell; column: number } | undefined
  for (const tc of wrapped(tr, "w:tc", story)) {
    const tcPr = child(tc, "w:tcPr")
    const room = MAX_COLUMNS - column
    if (room <= 0) {
      const { tally, text } = inventory(tc)
      ledger.shelve("covered", story.spot, tally, text)
      ledger.once(
        "table.too_wide",
        story.spot,
        `Eine Tabelle hat mehr als ${MAX_COLUMNS} Spalten; der Rest wurde nicht übernommen.`,
      )
      continue
    }
    const span = Math.min(int(val(tcPr, "w:gridSpan"), 1, MAX_COLUMNS) ?? 1, room)
    const vertical = child(tcPr, "w:vMerge")
    const goesOn = vertical !== undefined && (val(tcPr, "w:vMerge") || "continue") === "continue"
    const origin = above.get(column)
    if (goesOn && origin !== undefined && origin.span === span) {
      origin.cell.rowSpan = (origin.cell.rowSpan ?? 1) + 1
      open.set(column, origin)
      shelveCovered(tc, false, story)
      column += span
      side = undefined
      continue
    }
    const across = val(tcPr, "w:hMerge")
    if (across !== undefined && across !== "restart" && side !== undefined) {
      side.cell.colSpan = (side.cell.colSpan ?? 1) + span
      const merge = open.get(side.column)
      if (merge !== undefined) open.set(side.column, { cell: side.cell, span: side.cell.colSpan })
      shelveCovered(tc, true, story)
      column += span
      continue
    }
    const cell = readCell(tc, tcPr, span, header, story, own)
    cells.push(cell)
    if (vertical !== undefined) open.set(column, { cell, span })
    side = { cell, column }
    column += span
  }
  const after = gap("w:gridAfter")
  if (after > 0) {
    cells.push(padding(after, header, story))
    column += after
  }
  return { cells, width: column, open }
}

function readCell(
  tc: XmlElement,
  tcPr: XmlElement | undefined,
  span: number,
  header: boolean,
  story: Story,
  own: boolean,
): Cell {
  const first = child(child(tc, "w:p"), "w:pPr")
  const align = val(first, "w:jc")
  const look = own ? story.reading.styles.paragraph(val(first, "w:pStyle")).own : undefined
  const heads = look === "tabellenkopf" || (header && look !== "tabellentext")
  const blocks = readBlocks(tc, { ...story, kind: "cell", fields: [] })
  if (child(tcPr, "w:cellDel") !== undefined)
    story.reading.ledger.finding(
      "table.cell_deleted",
      story.spot,
      "Eine als gelöscht markierte Tabellenzelle ist noch übernommen. Bitte die Änderung in Word annehmen oder ablehnen.",
    )
  return {
    blocks,
    ...(span > 1 ? { colSpan: span } : {}),
    ...(align === "right" || align === "end" ? { align: "right" as const } : {}),
    ...(align === "center" ? { align: "center" as const } : {}),
    ...(own && (align === "left" || align === "start") ? { align: "left" as const } : {}),
    ...(heads ? { header: true } : {}),
  }
}

/** Text under a merged cell is invisible in Word. A cell merged to the side is no place of the tree and counted here. */
function shelveCovered(tc: XmlElement, itself: boolean, story: Story): void {
  const { tally, text } = inventory(tc)
  const { ledger } = story.reading
  // a cell merged downwards is counted in the tree by the rowSpan of its origin
  const cells = itself ? tally.cells : tally.cells - 1
  ledger.shelve(text === "" ? "whitespace" : "covered", story.spot, { ...tally, cells }, text)
  if (text !== "")
    ledger.finding(
      "table.covered_text",
      story.spot,
      `Unter einer verbundenen Tabellenzelle liegt verdeckter Text, der nicht übernommen wurde: ${quote(text)}.`,
    )
}

/** an empty place, written by the import so that every row has all columns */
function padding(span: number, header: boolean, story: Story): Cell {
  story.reading.ledger.added.cells++
  return { blocks: [], ...(span > 1 ? { colSpan: span } : {}), ...(header ? { header: true } : {}) }
}

/** how many leading rows the header's merged cells cover */
function mergedDepth(rows: readonly Row[], headerRows: number): number {
  let depth = headerRows
  rows.slice(0, headerRows).forEach((row, i) => {
    for (const cell of row.cells) depth = Math.max(depth, i + (cell.rowSpan ?? 1))
  })
  return Math.min(depth, rows.length - 1)
}

const textOf = (cell: Cell | undefined): string =>
  (cell?.blocks ?? [])
    .map((b) => (b.type === "paragraph" ? plain(b.content) : ""))
    .join(" ")
    .trim()
/** a figure with its unit or its decimals; "2027" may head a column */
const FIGURE = /^[-–−+±]?\s?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\s?(%|€|EUR|T€|T €)$|^[-–−+±]?\s?\d+,\d+$/

/** True for a first row that says something itself: a whole description, or a figure beside its name. */
function holdsData(row: Row | undefined): boolean {
  const cells = row?.cells ?? []
  return (
    cells.length > 1 &&
    (cells.some((cell) => textOf(cell).length > 200) || cells.slice(1).some((cell) => FIGURE.test(textOf(cell))))
  )
}

/** Programs that convert to Word mark every first row as header. The names in the first column then head the rows. */
function refuseHeader(rows: readonly Row[], headerRows: number, story: Story): number {
  for (const row of rows.slice(0, headerRows)) for (const cell of row.cells) delete cell.header
  const names = rows.map((row) => row.cells[0])
  const named = names.every((cell) => {
    const text = textOf(cell)
    return text !== "" && text.length <= 120 && (cell?.rowSpan ?? 1) === 1 && (cell?.colSpan ?? 1) === 1
  })
  if (named) for (const cell of names) if (cell) cell.header = true
  story.reading.ledger.finding(
    "table.header_refused",
    story.spot,
    `Die erste Zeile einer Tabelle (${quote(textOf(rows[0]?.cells[0]))}) ist in Word als Kopfzeile gekennzeichnet, enthält aber Angaben. Sie wurde als gewöhnliche Zeile übernommen${named ? "; die erste Spalte gilt als Kopfspalte" : ""}. Bitte prüfen.`,
  )
  return 0
}

/** A first row that is bold in every cell while the second is not was meant as header. */
function guessHeader(rows: readonly Row[], columns: number, story: Story): number {
  const bold = (row: Row | undefined) =>
    row !== undefined &&
    row.cells.length > 0 &&
    row.cells.every((cell) =>
      cell.blocks.every(
        (b) =>
          b.type === "paragraph" && b.content.every((i) => i.type !== "text" || i.marks?.includes("bold") === true),
      ),
    ) &&
    row.cells.some((cell) => cell.blocks.length > 0)
  if (columns > 1 && bold(rows[0]) && !bold(rows[1])) {
    story.reading.ledger.finding(
      "table.header_guessed",
      story.spot,
      "Eine Tabelle hat keine gekennzeichnete Kopfzeile; ihre fett gesetzte erste Zeile wurde als Kopfzeile übernommen.",
    )
    for (const cell of rows[0]?.cells ?? []) cell.header = true
    return mergedDepth(rows, 1)
  }
  if (columns > 1)
    story.reading.ledger.finding(
      "table.header_missing",
      story.spot,
      "Eine Tabelle hat keine Kopfzeile. Bitte in Word „Überschriften wiederholen“ setzen oder hier die Kopfzeile kennzeichnen.",
    )
  return 0
}
