/** Parts of a plain table: rows of the title, of the head, of notes; the columns of labels; merged cells. */
import { type Inline, plain } from "../block.ts"
import { isFigure, readOne } from "./body.ts"
import { type Grid, type Place, type PlainTable, parted, runs } from "./grid.ts"

export const whole = (places: Grid, r: number): Place | undefined => {
  const row = places.rows[r] ?? []
  const first = row[0]
  return first !== undefined && row.length === places.width && row.every((p) => p === first) ? first : undefined
}
export const wordsAt = (place: Place | undefined): string => plain(runs(place?.cell) ?? []).trim()

/** leading rows of one cell over the whole width are the title, when something follows that is not */
export function titleRows(table: PlainTable, places: Grid): number {
  let n = 0
  while (n < 2 && n < table.rows.length - 2 && whole(places, n) !== undefined && wordsAt(places.rows[n]?.[0]) !== "")
    n++
  // a group heads what follows; a title stands above the head
  if (n > 0 && table.headerRows < n && !isHead(places, n)) return 0
  return n
}

export function titleOf(places: Grid, rows: number): Inline[] {
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
export function headRows(table: PlainTable, places: Grid, titled: number): number {
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
export function notesStart(places: Grid, heads: number): number {
  let n = places.rows.length
  while (n > heads + 1 && whole(places, n - 1) !== undefined && NOTE.test(wordsAt(places.rows[n - 1]?.[0]))) n--
  return n
}
export function noteLines(places: Grid, from: number): Inline[][] {
  const notes: Inline[][] = []
  for (let r = from; r < places.rows.length; r++) {
    const first = places.rows[r]?.[0]
    if (first?.row === r) notes.push(runs(first.cell) ?? [])
  }
  return notes
}

/** 2 when the first column is merged downwards over rows whose labels stand in the second */
export function labelColumns(places: Grid, heads: number, end: number): number {
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
export function mergedFigures(places: Grid, heads: number, end: number, labels: number): boolean {
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

export interface Heading {
  readonly head: string
  readonly columns: readonly { readonly label: string; readonly after: readonly Inline[] }[]
}
/** Texts of the head, one above the other joined. */
export function readHead(places: Grid, from: number, to: number, labels: number): Heading | undefined {
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
