/**
 * The paginator: cuts tall laid-out strips into pages. Each strip is laid out once, so the work grows with the text and
 * not with its square; positions on a page are positions in the strip minus a shift that changes at page breaks.
 */
import type { Kit, Laid, Line } from "./kit.ts"
import { firstRows, placeTable } from "./rows.ts"
import { type Elem, element } from "./tag.ts"
import { MARGIN, PAGE } from "./theme.ts"
import { slim } from "./words.ts"

/** Something to draw at a place of a page; without an element it is an artifact. */
export type Op = { readonly elem: Elem | undefined } & (
  | { readonly kind: "words"; readonly node: Laid; readonly last: boolean }
  | { readonly kind: "box"; readonly node: Laid }
  | { readonly kind: "plot"; readonly at: Area; readonly plot: (kit: Kit, w: number, h: number) => void }
  | { readonly kind: "field"; readonly at: Area; readonly field: { name: string; title: string } }
  | { readonly kind: "pageOf"; readonly at: Area; readonly node: Laid; readonly target: string }
  | { readonly kind: "grid"; readonly cells: GridCell[]; readonly grid: "full" | "rows" }
)
export interface Area {
  x: number
  y: number
  w: number
  h: number
}
export interface GridCell extends Area {
  fill: string | undefined
  opened: boolean
  closed: boolean
}
/** `under` is drawn before `ops`: fills, frames and lines behind the text. */
export interface Sheet {
  readonly under: Op[]
  readonly ops: Op[]
  /** the places of this page that something refers to */
  readonly anchors: { readonly id: string; readonly x: number; readonly y: number }[]
}
export interface Anchor {
  readonly page: number
  readonly y: number
  readonly x: number
}
export interface OutlineEntry {
  readonly title: string
  readonly level: number
  readonly id: string
}

/** Where the flow stands: y on the page = y in the strip - shift. */
export interface Cursor {
  page: number
  shift: number
}
/** What a page break means for the place where it happens: room that a repeated table header takes. */
export interface Context {
  readonly repeat: ((page: number) => number) | undefined
  readonly artifact: boolean
}
export interface Flow {
  readonly sheets: Sheet[]
  readonly top: number
  readonly bottom: number
  readonly elems: WeakMap<Laid, Elem | "artifact">
  readonly anchors: Map<string, Anchor>
  readonly outline: OutlineEntry[]
  /** only measures: nothing is drawn, a page has no end */
  readonly dry: boolean
}
const FREE: Context = { repeat: undefined, artifact: false }
export const EPSILON = 0.01
/** height of the text on a page */
export const ROOM = PAGE.height - MARGIN.top - MARGIN.bottom

export function flow(): Flow {
  return {
    sheets: [],
    top: MARGIN.top,
    bottom: PAGE.height - MARGIN.bottom,
    elems: new WeakMap(),
    anchors: new Map(),
    outline: [],
    dry: false,
  }
}

/** Builds the structure elements of a strip in reading order. */
export function describe(flow: Flow, node: Laid, parent: Elem): void {
  let elem = parent
  if (node.props.artifact) {
    flow.elems.set(node, "artifact")
    return
  }
  if (node.props.tag) {
    elem = element(parent, node.props.tag, node.props)
    flow.elems.set(node, elem)
  }
  const id = node.props.id?.split(" ")[0]
  if (node.props.outline && id) flow.outline.push({ ...node.props.outline, id })
  if (node.type === "TEXT") return
  for (const child of node.children ?? []) describe(flow, child, elem)
}

export function sheet(flow: Flow, page: number): Sheet {
  while (flow.sheets.length <= page) flow.sheets.push({ under: [], ops: [], anchors: [] })
  return flow.sheets[page] ?? { under: [], ops: [], anchors: [] }
}

export function push(flow: Flow, page: number, op: Op): void {
  if (!flow.dry) sheet(flow, page).ops.push(op)
}
/** Number of things behind the text of a page so far: what is put there later lies above them. */
export const depth = (flow: Flow, page: number): number => (flow.dry ? 0 : sheet(flow, page).under.length)
/** Puts something behind the text; `at` is the depth that the page had before what lies inside was placed. */
export function pushUnder(flow: Flow, page: number, op: Op, at: number): void {
  if (!flow.dry) sheet(flow, page).under.splice(at, 0, op)
}

export const topOf = (flow: Flow, ctx: Context, page: number): number => flow.top + (ctx.repeat?.(page) ?? 0)
export const atTop = (flow: Flow, cursor: Cursor, y: number, ctx: Context): boolean =>
  y - cursor.shift <= topOf(flow, ctx, cursor.page) + 1

/** Goes to the next page; what stands at `y` in the strip comes to its top. */
export function turn(flow: Flow, cursor: Cursor, y: number, ctx: Context): void {
  cursor.page += 1
  cursor.shift = y - topOf(flow, ctx, cursor.page)
}

export const isTable = (node: Laid): boolean => node.props.table !== undefined
const isRow = (node: Laid): boolean => node.style.flexDirection === "row"
export const isAbsolute = (node: Laid): boolean => node.style.position === "absolute"
export const kids = (node: Laid): Laid[] => node.children ?? []
const flows = (node: Laid): boolean =>
  node.type === "VIEW" && !isTable(node) && !isRow(node) && !node.props.keep && !node.props.plot && !node.props.field

const extents = new WeakMap<Laid, number>()
/** Natural height of a node, tables inside included. */
export function extent(node: Laid): number {
  if (node.type !== "VIEW" || !hasTable(node)) return node.box.height
  const known = extents.get(node)
  if (known !== undefined) return known
  const dry: Flow = { ...flow(), bottom: Number.POSITIVE_INFINITY, dry: true }
  const cursor = { page: 0, shift: 0 }
  place(dry, node, 0, 0, cursor, undefined, FREE)
  const height = node.box.height - cursor.shift
  extents.set(node, height)
  return height
}
const tables = new WeakMap<Laid, boolean>()
function hasTable(node: Laid): boolean {
  if (node.type !== "VIEW") return false
  let found = tables.get(node)
  if (found === undefined) {
    found = isTable(node) || kids(node).some(hasTable)
    tables.set(node, found)
  }
  return found
}

/** Height of the smallest piece of a node that may stand at the end of a page. */
export function firstPiece(node: Laid): number {
  if (node.type === "TEXT") {
    const lines = node.lines ?? []
    if (lines.length <= 3) return node.box.height
    return (node.box.paddingTop ?? 0) + (lines[0]?.box.height ?? 0) * 2
  }
  if (isTable(node)) return firstRows(node)
  if (!flows(node)) return extent(node)
  const index = kids(node).findIndex((child) => !isAbsolute(child))
  const child = kids(node)[index]
  return child ? child.box.top + presence(kids(node), index) : node.box.height
}

/** Height that must be free for child i: itself, and with `keepNext` the first piece of what follows. */
function presence(children: readonly Laid[], i: number): number {
  const node = children[i]
  if (!node) return 0
  if (node.props.together && extent(node) <= ROOM) return extent(node)
  if (!node.props.keepNext) return firstPiece(node)
  const next = children.findIndex((child, j) => j > i && !isAbsolute(child))
  if (next < 0) return extent(node)
  return (children[next]?.box.top ?? 0) - node.box.top + presence(children, next)
}

/** Empty height at the top of a box: the margin of what it begins with, which a new page does not need. */
function blank(node: Laid): number {
  const { borderTopWidth, borderLeftWidth, paddingTop } = node.box
  if (!flows(node) || node.style.backgroundColor || borderTopWidth || borderLeftWidth || paddingTop) return 0
  const first = kids(node).find((child) => !isAbsolute(child))
  return first ? first.box.top + blank(first) : 0
}

/** Places one node of a strip; afterwards its lower edge lies where the cursor maps it. */
export function place(
  flow: Flow,
  node: Laid,
  x: number,
  y: number,
  cursor: Cursor,
  owner: Elem | undefined,
  ctx: Context,
): void {
  const own = flow.elems.get(node)
  const artifact = ctx.artifact || own === "artifact"
  const elem = artifact ? undefined : (own ?? owner)
  const here: Context = artifact === ctx.artifact ? ctx : { ...ctx, artifact }
  if (node.props.newPage && !flow.dry && !atTop(flow, cursor, y, ctx)) turn(flow, cursor, y, ctx)
  if (node.type === "TEXT" && !node.props.pageOf) placeWords(flow, node, x, y, cursor, elem, here)
  else if (isTable(node)) placeTable(flow, node, x, y, cursor, elem, here)
  else if (flows(node)) placeColumn(flow, node, x, y, cursor, elem, here)
  else {
    const height = node.box.height
    if (y - cursor.shift + height > flow.bottom + EPSILON && !atTop(flow, cursor, y, ctx)) turn(flow, cursor, y, ctx)
    emit(flow, node, x, y - cursor.shift, cursor.page, elem, here)
  }
}

function mark(flow: Flow, node: Laid, page: number, x: number, y: number, ctx: Context): void {
  if (node.props.id === undefined || flow.dry || ctx.artifact) return
  for (const id of node.props.id.split(" "))
    if (!flow.anchors.has(id)) {
      flow.anchors.set(id, { page, x, y })
      sheet(flow, page).anchors.push({ id, x, y })
    }
}

/** Puts a node with all that is in it on a page, unsplit. */
export function emit(
  flow: Flow,
  node: Laid,
  x: number,
  y: number,
  page: number,
  owner: Elem | undefined,
  ctx: Context,
): void {
  const own = flow.elems.get(node)
  const artifact = ctx.artifact || own === "artifact"
  const elem = artifact ? undefined : (own ?? owner)
  const at: Area = { x, y, w: node.box.width, h: node.box.height }
  mark(flow, node, page, x, y, ctx)
  const { plot, field, pageOf } = node.props
  if (pageOf !== undefined || node.type === "TEXT") {
    if (pageOf !== undefined) push(flow, page, { kind: "pageOf", at, node, target: pageOf, elem })
    else push(flow, page, { kind: "words", node: slim(moved(node, x, y)), last: true, elem })
    return
  }
  decorate(flow, node, at, page, depth(flow, page))
  if (plot) push(flow, page, { kind: "plot", at, plot, elem })
  if (field) push(flow, page, { kind: "field", at, field, elem })
  for (const child of kids(node))
    emit(flow, child, x + child.box.left, y + child.box.top, page, elem, artifact ? { ...ctx, artifact } : ctx)
}

const moved = (node: Laid, left: number, top: number): Laid => ({ ...node, box: { ...node.box, left, top } })

/** Fill and border of a box as one artifact behind the text. */
function decorate(flow: Flow, node: Laid, at: Area, page: number, below: number): void {
  const { borderTopWidth, borderRightWidth, borderBottomWidth, borderLeftWidth } = node.box
  if (!(node.style.backgroundColor || borderTopWidth || borderRightWidth || borderBottomWidth || borderLeftWidth))
    return
  const box = { ...node.box, left: at.x, top: at.y, height: at.h, width: at.w }
  pushUnder(flow, page, { kind: "box", node: { ...node, box, children: [] }, elem: undefined }, below)
}

function placeColumn(
  flow: Flow,
  node: Laid,
  x: number,
  y: number,
  cursor: Cursor,
  elem: Elem | undefined,
  ctx: Context,
): void {
  const children = kids(node)
  const waiting: Laid[] = []
  let begun: Cursor | undefined
  let below = depth(flow, cursor.page)
  children.forEach((child, i) => {
    const top = y + child.box.top
    if (isAbsolute(child)) {
      waiting.push(child)
      return
    }
    const needed = presence(children, i)
    if (
      top - cursor.shift + needed > flow.bottom + EPSILON &&
      (child.props.keepNext || child.props.together || waiting.length > 0 || !flows(child)) &&
      needed <= flow.bottom - flow.top &&
      !atTop(flow, cursor, top, ctx)
    )
      turn(flow, cursor, top + blank(child), ctx)
    if (!begun) below = depth(flow, cursor.page)
    begun ??= { ...cursor }
    // a label stands beside the first line of its text
    for (const label of waiting.splice(0))
      emit(flow, label, x + label.box.left, y + label.box.top - cursor.shift, cursor.page, elem, ctx)
    place(flow, child, x + child.box.left, top, cursor, elem, ctx)
  })
  begun ??= { ...cursor }
  for (const label of waiting)
    emit(flow, label, x + label.box.left, y + label.box.top - cursor.shift, cursor.page, elem, ctx)
  mark(flow, node, begun.page, x, y - begun.shift, ctx)
  for (let page = begun.page; page <= cursor.page; page += 1) {
    const top = page === begun.page ? y - begun.shift : topOf(flow, ctx, page)
    const bottom = page === cursor.page ? y + node.box.height - cursor.shift : flow.bottom
    decorate(flow, node, { x, y: top, w: node.box.width, h: bottom - top }, page, page === begun.page ? below : 0)
  }
}

function placeWords(
  flow: Flow,
  node: Laid,
  x: number,
  y: number,
  cursor: Cursor,
  elem: Elem | undefined,
  ctx: Context,
): void {
  const lines = node.lines ?? []
  const padding = node.box.paddingTop ?? 0
  const first = lines[0]?.box.y ?? 0
  const lineTop = (line: Line): number => y + padding + line.box.y - first
  let done = 0
  let marked = false
  for (;;) {
    const rest = lines.slice(done)
    const bottom = y + node.box.height
    let count = rest.length
    if (bottom - cursor.shift > flow.bottom + EPSILON)
      count = rest.findIndex((line) => lineTop(line) + line.box.height - cursor.shift > flow.bottom + EPSILON)
    if (count < 0) count = rest.length
    if (count < rest.length) {
      // at least two lines on either side of the break
      if (rest.length - count < 2) count = rest.length - 2
      if (count < 2 && done === 0) count = 0
      if (count <= 0) {
        const line = rest[0]
        if (!line) return
        const from = done === 0 ? y : lineTop(line)
        if (!atTop(flow, cursor, from, ctx)) {
          turn(flow, cursor, from, ctx)
          continue
        }
        count = Math.max(1, rest.length > 3 ? 2 : 1)
      }
    }
    const start = rest[0]
    const top = (start && done > 0 ? lineTop(start) - padding : y) - cursor.shift
    if (!marked) mark(flow, node, cursor.page, x, top, ctx)
    marked = true
    const last = done + count >= lines.length
    if (rest.length > 0) {
      const part = { ...moved(node, x, top), lines: rest.slice(0, count) }
      push(flow, cursor.page, { kind: "words", node: flow.dry ? part : slim(part), last, elem })
    }
    done += count
    const next = lines[done]
    if (last || !next) return
    turn(flow, cursor, lineTop(next), ctx)
  }
}
