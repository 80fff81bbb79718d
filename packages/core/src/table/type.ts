/** Typing of tables (Tabellen, die ihre Zahlen kennen): a plain table of figures becomes a data block, nothing is lost. */
import { type Block, type Inline, plain } from "../block.ts"
import { plainBlock } from "../plainly.ts"
import type { Column, DataBlock, DataRow } from "../typed.ts"
import { type Doubt, isBlank, isFigure, isSign, ownUnit, type Read, readOne, typeCell } from "./body.ts"
import { type Grid, grid, type Place, type PlainTable, parted, runs } from "./grid.ts"
import { kindOfTable } from "./kind.ts"
import { propose } from "./propose/index.ts"
import { codeOf, isChange, isMoney, kindOf, natureIn, periodsIn, simple, unitIn } from "./words.ts"

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

const whole = (places: Grid, r: number): Place | undefined => {
  const row = places.rows[r] ?? []
  const first = row[0]
  return first !== undefined && row.length === places.width && row.every((p) => p === first) ? first : undefined
}
const wordsAt = (place: Place | undefined): string => plain(runs(place?.cell) ?? []).trim()

/** leading rows of one cell over the whole width are the title, when something follows that is not */
function titleRows(table: PlainTable, places: Grid): number {
  let n = 0
  while (n < 2 && n < table.rows.length - 2 && whole(places, n) !== undefined && wordsAt(places.rows[n]?.[0]) !== "")
    n++
  // a group heads what follows; a title stands above the head
  if (n > 0 && table.headerRows < n && !isHead(places, n)) return 0
  return n
}

function titleOf(places: Grid, rows: number): Inline[] {
  const caption: Inline[] = []
  for (let r = 0; r < rows; r++) {
    if (caption.length > 0) caption.push({ type: "break" })
    caption.push(...(runs(places.rows[r]?.[0]?.cell) ?? []))
  }
  return caption
}

/** words beyond the first column, and none of them a figure (years are none) */
function isHead(places: Grid, r: number): boolean {
  const row = (places.rows[r] ?? []).slice(1).filter((p) => wordsAt(p) !== "")
  return (
    row.length > 0 &&
    row.every((p) => {
      const read = readOne(runs(p?.cell) ?? [], false)
      return !isFigure(read) || read.reading?.doubt === "Jahreszahl?"
    }) &&
    row.every((p) => wordsAt(p).length <= 120)
  )
}

/** number of rows of the head, title included */
function headRows(table: PlainTable, places: Grid, titled: number): number {
  let n = Math.max(titled, Math.min(table.headerRows, table.rows.length - 1))
  const more = () => n < table.rows.length - 1 && whole(places, n) === undefined && isHead(places, n)
  if (n === titled && more() && hasFigures(places, n + 1)) n++
  // a second row of the head: years or "Ist", "Plan" below a merged one, the label above or empty
  while (n > titled && n - titled < 3 && more() && continues(places, n) && hasFigures(places, n + 1)) n++
  return n
}

function continues(places: Grid, n: number): boolean {
  const [here, above] = [places.rows[n] ?? [], places.rows[n - 1] ?? []]
  const label = here[0]
  const free = label === undefined || label === above[0] || wordsAt(label) === ""
  return free && here.slice(1).some((p) => wordsAt(p) !== "")
}

function hasFigures(places: Grid, from: number): boolean {
  for (let r = from; r < Math.min(from + 4, places.rows.length); r++)
    if ((places.rows[r] ?? []).slice(1).some((p) => isFigure(readOne(runs(p?.cell) ?? [], false)))) return true
  return false
}

const NOTE = /^\(?(?:quelle|anm|hinweis|erläuterung|\*|[¹²³]|\d\)|stand:|datenstand|legende)/i
/** first of the last rows that are one cell each and say where the figures come from */
function notesStart(places: Grid, heads: number): number {
  let n = places.rows.length
  while (n > heads + 1 && whole(places, n - 1) !== undefined && NOTE.test(wordsAt(places.rows[n - 1]?.[0]))) n--
  return n
}
function noteLines(places: Grid, from: number): Inline[][] {
  const notes: Inline[][] = []
  for (let r = from; r < places.rows.length; r++) {
    const first = places.rows[r]?.[0]
    if (first?.row === r) notes.push(runs(first.cell) ?? [])
  }
  return notes
}

/** 2 when the first column is merged downwards over rows whose labels stand in the second */
function labelColumns(places: Grid, heads: number, end: number): number {
  if (places.width < 3) return 1
  let merged = false
  for (let r = heads; r < end; r++) {
    const [first, second] = places.rows[r] ?? []
    if (first === undefined || second === undefined || first === second) continue
    if (first.row !== r || (first.cell.rowSpan ?? 1) > 1) merged = true
    if (second.row !== r || isFigure(readOne(runs(second.cell) ?? [], false))) return 1
  }
  return merged ? 2 : 1
}

/** a cell of the body that covers several places beyond its label */
function mergedFigures(places: Grid, heads: number, end: number, labels: number): boolean {
  for (let r = heads; r < end; r++) {
    if (whole(places, r) !== undefined) continue
    const row = places.rows[r] ?? []
    for (let c = 0; c < row.length; c++) {
      const place = row[c]
      if (place === undefined || (c === 0 && labels === 2)) continue
      if (place.row !== r && wordsAt(place) !== "") return true
      if (c >= labels && place.column !== c && wordsAt(place) !== "" && place.column >= labels) return true
    }
    const label = row[0]
    const across = label === undefined ? 1 : row.filter((p) => p === label).length
    if (across > labels && row.slice(across).some((p) => wordsAt(p) !== "")) return true
  }
  return false
}

interface Heading {
  readonly head: string
  readonly columns: readonly { readonly label: string; readonly after: readonly Inline[] }[]
}
/** Texts of the head, one above the other joined. */
function readHead(places: Grid, from: number, to: number, labels: number): Heading | undefined {
  const column = (c: number): { label: string; after: Inline[] } | undefined => {
    const seen = new Set<Place>()
    const texts: string[] = []
    const after: Inline[] = []
    for (let r = from; r < to; r++) {
      const place = places.rows[r]?.[c]
      if (place === undefined || seen.has(place)) continue
      seen.add(place)
      const parts = parted(runs(place.cell) ?? [])
      if (parts === undefined) return undefined
      if (parts.text.trim() !== "") texts.push(parts.text.trim())
      after.push(...parts.after)
    }
    const label = texts.join(" ")
    return label.length > 200 || after.length > 8 ? undefined : { label, after }
  }
  const heads: string[] = []
  const columns: { label: string; after: Inline[] }[] = []
  for (let c = 0; c < places.width; c++) {
    const one = column(c)
    if (one === undefined) return undefined
    if (c >= labels) columns.push(one)
    else {
      if (one.after.length > 0) return undefined
      if (one.label !== "" && heads.at(-1) !== one.label) heads.push(one.label)
    }
  }
  const head = heads.join(", ")
  return head.length > 200 ? undefined : { head, columns }
}

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

/** for tests and messages: what a label says, in lower case */
export const labelOf = (row: DataRow): string => simple(plain(row.label))
