/** Typing of tables (Tabellen, die ihre Zahlen kennen): a plain table of figures becomes a data block, nothing is lost. */
import { type Block, type Inline, plain } from "../block.ts"
import { plainBlock } from "../plainly.ts"
import type { Column, DataBlock, DataRow } from "../typed.ts"
import { type Doubt, isBlank, isFigure, isSign, ownUnit, type Read, readOne, typeCell } from "./body.ts"
import { type Grid, grid, type Place, type PlainTable, runs } from "./grid.ts"
import { kindOfTable } from "./kind.ts"
import {
  type Heading,
  headRows,
  labelColumns,
  mergedFigures,
  noteLines,
  notesStart,
  readHead,
  titleOf,
  titleRows,
  whole,
  wordsAt,
} from "./layout.ts"
import { propose } from "./propose/index.ts"
import { codeOf, isChange, isMoney, kindOf, natureIn, periodsIn, unitIn } from "./words.ts"

export interface TableContext {
  /** id of the block that comes out */
  readonly id: string
  /** words near the table: heading of its section and what stands before it, the nearest last */
  readonly near?: readonly string[] | undefined
}
export interface TypedTable {
  /** undefined: the table stays as it is */
  readonly block: DataBlock | undefined
  /** why it stayed plain, a German sentence; empty when it was typed */
  readonly why: string
  /** cells that look like figures and stayed text */
  readonly doubts: readonly Doubt[]
}

const MAX_COLUMNS = 40
const MAX_ROWS = 5000
const plainly = (why: string): TypedTable => ({ block: undefined, why, doubts: [] })

/** Types a plain table when it is one of figures. Cost linear in its cells. */
export function typeTable(table: PlainTable, context: TableContext): TypedTable {
  const places = grid(table, MAX_COLUMNS + 2)
  if (places === undefined || places.width > MAX_COLUMNS + 2)
    return plainly(`Die Tabelle hat mehr als ${MAX_COLUMNS} Spalten.`)
  if (places.width < 2) return plainly("Die Tabelle hat nur eine Spalte.")
  if (table.rows.length > MAX_ROWS) return plainly(`Die Tabelle hat mehr als ${MAX_ROWS} Zeilen.`)
  for (const row of table.rows)
    for (const cell of row.cells)
      if (runs(cell) === undefined) return plainly("Eine Zelle enthält mehr als Text, etwa eine Liste oder ein Bild.")

  const titled = titleRows(table, places)
  const heads = headRows(table, places, titled)
  const bodyEnd = notesStart(places, heads)
  const labels = labelColumns(places, heads, bodyEnd)
  const count = places.width - labels
  if (count < 1 || count > MAX_COLUMNS) return plainly(`Die Tabelle hat mehr als ${MAX_COLUMNS} Spalten.`)
  const merged = mergedFigures(places, heads, bodyEnd, labels)
  if (merged) return plainly("Im Zahlenteil sind Zellen verbunden.")

  const heading = readHead(places, titled, heads, labels)
  if (heading === undefined) return plainly("Der Tabellenkopf lässt sich nicht als Text lesen.")
  const near = (context.near ?? []).join(" ")
  const lines = bodyLines(
    places,
    heads,
    bodyEnd,
    labels,
    columnMoney(heading.columns, near, places, heads, bodyEnd, labels),
  )
  if (lines.length > MAX_ROWS) return plainly(`Die Tabelle hat mehr als ${MAX_ROWS} Zeilen.`)
  if (lines.length === 0) return plainly("Die Tabelle hat keine Zeilen unter dem Kopf.")
  const why = notOfFigures(lines)
  if (why !== undefined) return plainly(why)

  const caption = titled > 0 ? titleOf(places, titled) : [...(table.caption ?? [])]
  if (titled > 0 && (table.caption ?? []).length > 0) caption.unshift(...(table.caption ?? []), { type: "break" })
  const words = `${near} ${plain(caption)} ${heading.head}`
  const columns = typeColumns(heading.columns, lines, plain(caption), context.near ?? [])
  const doubts: Doubt[] = []
  const rows = typeRows(lines, columns, doubts)
  const notes = noteLines(places, bodyEnd)
  if (notes.length > 50) return plainly("Unter der Tabelle stehen zu viele Anmerkungen.")
  const bare: DataBlock = {
    type: "data",
    id: context.id,
    kind: kindOfTable(columns, rows, heading.head, words),
    caption,
    columns,
    head: heading.head,
    rows,
    relations: [],
    notes,
  }
  return { block: { ...bare, relations: propose(bare) }, why: "", doubts }
}

/** The plain blocks that a typed table came from: every text of it, in its order. */
export const untype = (block: DataBlock): Block[] => plainBlock(block)

/** Columns of money, known before their cells are read: there brackets are negative. */
function columnMoney(
  columns: Heading["columns"],
  near: string,
  places: Grid,
  heads: number,
  end: number,
  labels: number,
): boolean[] {
  const nearby = isMoney(unitIn(near))
  return columns.map(({ label }, i) => {
    const own = unitIn(label)
    if (own !== undefined) return isMoney(own)
    for (let r = heads; r < Math.min(end, heads + 8); r++)
      if (/€|\bEUR\b|\bEuro\b/.test(wordsAt(places.rows[r]?.[labels + i]))) return true
    return nearby
  })
}

interface Line {
  readonly label: readonly Inline[]
  readonly reads: readonly (Read | undefined)[]
  readonly group: boolean
}
function bodyLines(places: Grid, heads: number, end: number, labels: number, money: readonly boolean[]): Line[] {
  const lines: Line[] = []
  const group = (place: Place): void => {
    lines.push({ label: runs(place.cell) ?? [], reads: money.map(() => undefined), group: true })
  }
  for (let r = heads; r < end; r++) {
    const row = places.rows[r] ?? []
    const [first] = row
    const all = whole(places, r)
    if (all !== undefined) {
      if (all.row === r) group(all)
      continue
    }
    const second = row[1]
    const two = labels === 2 && second !== first
    if (two && first?.row === r && wordsAt(first) !== "") group(first)
    const label = runs((two ? second : first)?.cell) ?? []
    const reads = money.map((m, i): Read | undefined => {
      const place = row[labels + i]
      return place === undefined || place === first ? undefined : readOne(runs(place.cell) ?? [], m)
    })
    lines.push({ label, reads, group: plain(label).trim() !== "" && reads.every(isBlank) })
  }
  return lines
}

/** Why this is no table of figures; undefined when it is one. */
function notOfFigures(lines: readonly Line[]): string | undefined {
  let [figures, signs, words] = [0, 0, 0]
  for (const { reads } of lines)
    for (const read of reads) {
      if (isBlank(read)) continue
      if (isFigure(read) && (read?.reading?.certain === true || read?.reading?.doubt === "Jahreszahl?")) figures++
      else if (isSign(read)) signs++
      else {
        words++
        if ((read?.text.length ?? 0) > 400) return "Die Tabelle besteht aus Text."
      }
    }
  if (figures < 2) return "Die Tabelle enthält keine Zahlen."
  return figures + signs / 2 <= words ? "Die Tabelle besteht überwiegend aus Text." : undefined
}

function typeColumns(
  heads: Heading["columns"],
  lines: readonly Line[],
  caption: string,
  near: readonly string[],
): Column[] {
  const month = monthNear([...near, caption])
  const shared = unitIn(/\b(?:in|angaben in)\b.{0,20}$|\((?:in )?[^)]*\)/i.exec(caption)?.[0] ?? "")
  return heads.map(({ label, after }, i): Column => {
    const reads = lines.map((l) => l.reads[i])
    const figures = reads.some(isFigure)
    const own = ownUnit(reads)
    const named = unitIn(label) ?? shared
    const change = isChange(label)
    const unit =
      own ??
      (change && named !== undefined && !isMoney(named) && named !== "%" && named !== "%-Punkte" ? undefined : named)
    const periods = periodsIn(label)
    const asOf = periods.length === 1 ? periods[0] : periods.length === 0 && !change && figures ? month : undefined
    const nature = natureIn(label)
    const base = /anteile? (?:an|am|der|des|von)(?: den| allen)? (.{2,80})/i.exec(label)?.[1]
    return {
      key: `s${i + 1}`,
      label,
      ...(figures && unit !== undefined ? { unit } : {}),
      ...(figures && own === undefined && unit !== undefined ? { bare: true } : {}),
      ...(figures && nature !== undefined ? { nature } : {}),
      ...(figures && asOf !== undefined ? { asOf } : {}),
      ...(after.length > 0 ? { after: [...after] } : {}),
      ...(base !== undefined ? { base } : {}),
    }
  })
}

/** The one month that the nearest words name; undefined when they name several. */
function monthNear(near: readonly string[]): string | undefined {
  for (const text of [...near].reverse()) {
    const months = periodsIn(text).filter((p) => p.length >= 7)
    if (months.length > 0) return months.length === 1 ? months[0] : undefined
  }
  return undefined
}

function typeRows(lines: readonly Line[], columns: readonly Column[], doubts: Doubt[]): DataRow[] {
  const years = columns.map((_, i) =>
    lines.some((l) => isFigure(l.reads[i]) && l.reads[i]?.reading?.doubt !== "Jahreszahl?"),
  )
  let unmarked = false
  return lines.map((line, n): DataRow => {
    const label = plain(line.label)
    const depth = /^\s*([›»•▪–—-]+)/.exec(label)?.[1]?.length ?? 0
    const id = `z${n + 1}`
    if (depth === 0) unmarked = true
    const code = codeOf(label)
    const cells = columns.map((column, i) => {
      const read = line.reads[i]
      const { cell, doubt } = typeCell(read, column, label, years[i] === true)
      if (doubt !== undefined) doubts.push({ row: id, column: column.key, text: read?.text ?? "", why: doubt })
      return cell
    })
    return {
      id,
      label: [...line.label],
      kind: line.group ? "group" : kindOf(label),
      indent: unmarked ? Math.min(4, depth) : Math.min(4, Math.max(0, depth - 1)),
      ...(code === undefined ? {} : { code }),
      cells,
    }
  })
}
