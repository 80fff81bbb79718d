/** The paginator's way with tables: heights of rows, merged cells, repeated headers, rows that are longer than a page. */
import {
  atTop,
  type Context,
  type Cursor,
  depth,
  EPSILON,
  emit,
  extent,
  type Flow,
  firstPiece,
  flow,
  type GridCell,
  kids,
  place,
  pushUnder,
  ROOM,
  topOf,
  turn,
} from "./flow.ts"
import type { Laid } from "./kit.ts"
import type { Elem } from "./tag.ts"

/** Part of a page up to which a table is kept whole. */
const SMALL = 0.22

interface TableRow {
  readonly cells: Laid[]
  readonly elem: Elem | undefined
  height: number
}
const spanOf = (cell: Laid) => cell.props.cell ?? { row: 0, col: 0, rowSpan: 1, colSpan: 1 }

/** Rows of a table in order, with the natural height of each. */
function rowsOf(flow: Flow, node: Laid): TableRow[] {
  const rows: TableRow[] = []
  const visit = (part: Laid, elem: Elem | undefined): void => {
    for (const child of kids(part)) {
      if (child.props.tag === "TR") {
        const own = flow.elems.get(child)
        rows.push({ cells: kids(child), elem: own && own !== "artifact" ? own : elem, height: 0 })
      } else if (child.props.tag === "THead" || child.props.tag === "TBody") visit(child, elem)
    }
  }
  visit(node, undefined)
  rows.forEach((row) => {
    for (const cell of row.cells) if (spanOf(cell).rowSpan === 1) row.height = Math.max(row.height, extent(cell))
  })
  // what a merged cell needs beyond its rows goes to the last of them
  rows.forEach((row, r) => {
    for (const cell of row.cells) {
      const span = spanOf(cell).rowSpan
      const last = rows[r + span - 1] ?? rows.at(-1)
      if (span === 1 || !last) continue
      const sum = rows.slice(r, r + span).reduce((all, each) => all + each.height, 0)
      if (extent(cell) > sum) last.height += extent(cell) - sum
    }
  })
  return rows
}

const heads = new WeakMap<Laid, number>()
/** Caption, header and first rows: the least of a table that may stand at the end of a page. */
export function firstRows(node: Laid): number {
  const known = heads.get(node)
  if (known !== undefined) return known
  const height = leadOf(node, rowsOf({ ...flow(), dry: true }, node))
  heads.set(node, height)
  return height
}

const heightOf = (rows: readonly TableRow[], from: number, to: number): number =>
  rows.slice(from, to).reduce((sum, row) => sum + row.height, 0)

/** A small table stays whole; of a longer one at least the first rows stand under the header, and the caption above it. */
function leadOf(node: Laid, rows: readonly TableRow[]): number {
  const whole = heightOf(rows, 0, rows.length)
  if (whole <= ROOM * SMALL) return node.box.height + whole
  const header = node.props.table?.headerRows ?? 0
  const [first] = groupsOf(rows, header)
  return node.box.height + heightOf(rows, 0, header) + (first ? Math.min(heightOf(rows, ...first), ROOM * 0.4) : 0)
}

/** Groups of rows that merged cells tie together: [first, after last]. */
function groupsOf(rows: readonly TableRow[], from: number): [number, number][] {
  const groups: [number, number][] = []
  let start = from
  let end = from
  rows.forEach((row, r) => {
    if (r < from) return
    for (const cell of row.cells) end = Math.max(end, r + spanOf(cell).rowSpan)
    if (r + 1 >= end) {
      groups.push([start, r + 1])
      start = r + 1
      end = r + 1
    }
  })
  if (start < rows.length) groups.push([start, rows.length])
  return groups
}

interface Mark {
  page: number
  y: number
}
const later = (a: Mark, b: Mark): Mark => (b.page > a.page || (b.page === a.page && b.y > a.y) ? b : a)

/** Places a table: rows one after the other, the header again on every further page. */
export function placeTable(
  flow: Flow,
  node: Laid,
  x: number,
  y: number,
  cursor: Cursor,
  elem: Elem | undefined,
  ctx: Context,
): void {
  const table = node.props.table ?? { columns: 1, headerRows: 0, grid: "full" as const }
  const rows = rowsOf(flow, node)
  const foot = y + node.box.height
  const header = rows.slice(0, table.headerRows)
  const headerHeight = heightOf(rows, 0, header.length)
  const capacity = flow.bottom - flow.top
  const groups = groupsOf(rows, header.length)
  const lead = leadOf(node, rows)
  if (
    y - cursor.shift + lead > flow.bottom + EPSILON &&
    lead <= flow.bottom - topOf(flow, ctx, cursor.page + 1) &&
    !atTop(flow, cursor, y, ctx)
  )
    turn(flow, cursor, y, ctx)
  for (const child of kids(node))
    if (child.type === "TEXT") place(flow, child, x + child.box.left, y + child.box.top, cursor, elem, ctx)
  let at: Mark = { page: cursor.page, y: foot - cursor.shift }
  const repeats = headerHeight > 0 && headerHeight < capacity * 0.4 && !ctx.artifact
  const grids = new Map<number, GridCell[]>()
  // what lies inside the cells is placed first and still drawn above their fill
  const firstPage = at.page
  const under = depth(flow, firstPage)
  const gridOn = (page: number): GridCell[] => {
    const known = grids.get(page)
    if (known) return known
    const fresh: GridCell[] = []
    grids.set(page, fresh)
    const below = page === firstPage ? under : 0
    if (table.grid !== "none")
      pushUnder(flow, page, { kind: "grid", cells: fresh, grid: table.grid, elem: undefined }, below)
    return fresh
  }
  const drawCell = (cell: Laid, from: Mark, to: Mark): void => {
    for (let page = from.page; page <= to.page; page += 1) {
      const top = page === from.page ? from.y : topOf(flow, inside, page)
      const bottom = page === to.page ? to.y : flow.bottom
      if (bottom - top < 0.5) continue
      gridOn(page).push({
        x: x + cell.box.left,
        y: top,
        w: cell.box.width,
        h: bottom - top,
        fill: cell.props.fill,
        opened: page > from.page,
        closed: page < to.page,
      })
    }
  }
  /** page on which the header itself stands; known once it is placed */
  let home = Number.POSITIVE_INFINITY
  const inside: Context = {
    artifact: ctx.artifact,
    repeat: repeats ? (page) => (ctx.repeat?.(page) ?? 0) + (page > home ? headerHeight : 0) : ctx.repeat,
  }
  /** Rows [from, to) one after the other; a row is split only when it must be. */
  const put = (from: number, to: number, context: Context): void => {
    const starts: Mark[] = []
    const spanning: { cell: Laid; from: Mark; endRow: number; end: Mark }[] = []
    for (let r = from; r < to; r += 1) {
      const row = rows[r]
      if (!row) continue
      const room = flow.bottom - at.y
      const page = flow.bottom - topOf(flow, context, at.page + 1)
      if (row.height > room + EPSILON) {
        const top = at.y <= topOf(flow, context, at.page) + 1
        // nothing of a row stays behind alone: a picture, say, does not fit into the rest of the page
        const least = Math.max(0, ...row.cells.map((cell) => Math.min(firstPiece(cell), page)))
        if (!top && (row.height <= page * 0.4 || room < 90 || least > room))
          at = { page: at.page + 1, y: topOf(flow, context, at.page + 1) }
      }
      starts[r] = at
      const whole = row.height <= flow.bottom - at.y + EPSILON
      let end: Mark = whole ? { page: at.page, y: at.y + row.height } : at
      for (const cell of row.cells) {
        const begin = { page: at.page, shift: foot - at.y }
        place(flow, cell, x + cell.box.left, foot, begin, row.elem ?? elem, context)
        const reached: Mark = { page: begin.page, y: foot + cell.box.height - begin.shift }
        const span = spanOf(cell).rowSpan
        if (span > 1) spanning.push({ cell, from: at, endRow: Math.min(r + span, to) - 1, end: reached })
        else end = later(end, reached)
      }
      for (const span of spanning) if (span.endRow === r) end = later(end, span.end)
      for (const cell of row.cells) if (spanOf(cell).rowSpan === 1) drawCell(cell, at, end)
      for (const span of spanning) if (span.endRow === r) drawCell(span.cell, span.from, end)
      at = end
    }
  }
  put(0, header.length, ctx)
  home = at.page
  for (const group of groups) {
    const height = heightOf(rows, ...group)
    const page = flow.bottom - flow.top - headerHeight
    if (height > flow.bottom - at.y + EPSILON && height <= page * 0.5)
      at = { page: at.page + 1, y: topOf(flow, inside, at.page + 1) }
    put(group[0], group[1], inside)
  }
  if (repeats)
    for (let page = home + 1; page <= at.page; page += 1)
      repeatHeader(flow, header, x, flow.top + (ctx.repeat?.(page) ?? 0), page, drawCell)
  cursor.page = at.page
  cursor.shift = foot - at.y
}

/** Draws a table's header again on a page where the table goes on: an artifact, for it is no second header. */
function repeatHeader(
  flow: Flow,
  header: readonly TableRow[],
  x: number,
  y: number,
  page: number,
  drawCell: (cell: Laid, from: Mark, to: Mark) => void,
): void {
  let top = y
  header.forEach((row, r) => {
    for (const cell of row.cells) {
      const height = header.slice(r, r + spanOf(cell).rowSpan).reduce((sum, each) => sum + each.height, 0)
      emit(flow, cell, x + cell.box.left, top, page, undefined, { repeat: undefined, artifact: true })
      drawCell(cell, { page, y: top }, { page, y: top + height })
    }
    top += row.height
  })
}
