/** Tables: a regular grid of cells with merged ones, column widths from the words in it, and the elements the paginator places. */
import { type Block, type Cell, type Inline, plain } from "@beschlussweg/core/content"
import { createElement as h, type ReactElement } from "react"
import { blocks, inline, type Setting, type TextStyle, text } from "./block.ts"
import { Box, type CellSpan, type Props } from "./box.tsx"
import { textWidth } from "./font.ts"
import { COLOR, LEADING, SIZE } from "./theme.ts"

/** One cell of a grid, filled by a function that knows the width it gets. */
export interface GridCell {
  readonly span: CellSpan
  readonly header: "Column" | "Row" | "Both" | undefined
  readonly fill?: string
  /** an element that carries the cell's tag itself: text of one paragraph, or a box */
  readonly make: (width: number, props: Props) => ReactElement
}
export interface Grid {
  readonly columns: number[]
  readonly headerRows: number
  readonly rows: GridCell[][]
  readonly lines: "full" | "rows" | "none"
  readonly caption?: ReactElement
  readonly before?: number
  readonly after?: number
}

/** A table of known column widths (points). Cells are placed by the paginator, so they are absolute here. */
export function table(grid: Grid): ReactElement {
  const left = [0]
  for (const width of grid.columns) left.push((left.at(-1) ?? 0) + width)
  const row = (cells: readonly GridCell[]): ReactElement =>
    h(
      Box,
      { tag: "TR" },
      ...cells.map((cell) => {
        const { col, colSpan } = cell.span
        const x = left[col] ?? 0
        const width = (left[col + colSpan] ?? left.at(-1) ?? 0) - x
        const props: Props = { tag: cell.header ? "TH" : "TD", cell: cell.span }
        if (cell.header) props.scope = cell.header
        if (cell.fill) props.fill = cell.fill
        const made = cell.make(width, props)
        return placed(made, x, width)
      }),
    )
  const head = grid.rows.slice(0, grid.headerRows)
  const body = grid.rows.slice(grid.headerRows)
  return h(
    Box,
    {
      tag: "Table",
      table: { columns: grid.columns.length, headerRows: grid.headerRows, grid: grid.lines },
      style: { marginTop: grid.before ?? 2, marginBottom: grid.after ?? 10 },
    },
    ...(grid.caption ? [grid.caption] : []),
    ...(head.length > 0 ? [h(Box, { tag: "THead" }, ...head.map(row))] : []),
    ...(body.length > 0 ? [h(Box, { tag: "TBody" }, ...body.map(row))] : []),
  )
}

function placed(made: ReactElement, left: number, width: number): ReactElement {
  const props = made.props as { style?: Record<string, unknown> }
  const clone = { ...props, style: { ...props.style, position: "absolute", left, top: 0, width } }
  return h(made.type as typeof Box, clone)
}

const PAD = [3, 4] as const

/** A cell of plain words or of elements. */
export function wordCell(
  s: Setting,
  content: string | ((width: number) => ReactElement[]),
  options: {
    row: number
    col: number
    colSpan?: number
    rowSpan?: number
    header?: GridCell["header"]
    fill?: string
  } & TextStyle,
): GridCell {
  const { row, col, colSpan = 1, rowSpan = 1, header, fill, ...style } = options
  const size = style.size ?? 9
  const cell: GridCell = {
    span: { row, col, colSpan, rowSpan },
    header,
    make: (width, props) =>
      typeof content === "string"
        ? content === ""
          ? h(Box, { ...props, style: { height: size * LEADING + 2 * PAD[0] } })
          : text(s, content, width, { padding: PAD, ...style, size, bold: style.bold ?? header !== undefined }, props)
        : h(
            Box,
            {
              ...props,
              style: { paddingTop: PAD[0], paddingBottom: PAD[0], paddingLeft: PAD[1], paddingRight: PAD[1] },
            },
            ...content(width - 2 * PAD[1]),
          ),
  }
  return fill ? { ...cell, fill } : cell
}

interface Slot {
  cell: Cell
  row: number
  col: number
  rowSpan: number
  colSpan: number
}

/** Places of all cells in a regular grid: spans cut at the edges, empty cells where a row is short, no row without a cell. */
export function regular(rows: readonly { cells: readonly Cell[] }[]): {
  slots: Slot[][]
  columns: number
  kept: number[]
} {
  const taken: (Slot | undefined)[][] = rows.map(() => [])
  const slots: Slot[][] = rows.map(() => [])
  rows.forEach((row, r) => {
    let col = 0
    const line = taken[r] ?? []
    for (const cell of row.cells) {
      while (line[col]) col += 1
      let colSpan = 1
      while (colSpan < (cell.colSpan ?? 1) && !line[col + colSpan]) colSpan += 1
      const rowSpan = Math.min(cell.rowSpan ?? 1, rows.length - r)
      const slot: Slot = { cell, row: r, col, rowSpan, colSpan }
      slots[r]?.push(slot)
      for (let i = 0; i < rowSpan; i += 1)
        for (let j = 0; j < colSpan; j += 1) {
          const target = taken[r + i]
          if (target) target[col + j] = slot
        }
      col += colSpan
    }
  })
  const columns = Math.max(1, ...taken.map((line) => line.length))
  taken.forEach((line, r) => {
    for (let col = 0; col < columns; col += 1)
      if (!line[col]) {
        const slot: Slot = { cell: { blocks: [] }, row: r, col, rowSpan: 1, colSpan: 1 }
        line[col] = slot
        slots[r]?.push(slot)
      }
    slots[r]?.sort((a, b) => a.col - b.col)
  })
  const kept = rows.flatMap((_, r) => ((slots[r]?.length ?? 0) > 0 ? [r] : []))
  for (const line of slots)
    for (const slot of line) {
      slot.rowSpan = kept.filter((r) => r >= slot.row && r < slot.row + slot.rowSpan).length
      slot.row = kept.indexOf(slot.row)
    }
  return { slots: kept.map((r) => slots[r] ?? []), columns, kept }
}

const textOf = (list: readonly Block[]): string =>
  list
    .map((block) => {
      if (block.type === "paragraph" || block.type === "heading") return plain(block.content)
      if (block.type === "list") return block.items.map((item) => textOf(item.blocks)).join("\n")
      return ""
    })
    .join("\n")

/** Widths of the columns from what stands in them: no narrower than the longest word if there is room. */
function columnWidths(
  s: Setting,
  slots: readonly Slot[][],
  columns: number,
  width: number,
  size: number,
  pad: number,
  tails: Tails,
): { widths: number[]; fits: boolean } {
  const least = new Array<number>(columns).fill(10 + 2 * pad)
  /** for figures, which are never divided */
  const whole = new Array<number>(columns).fill(0)
  const wanted = new Array<number>(columns).fill(24)
  for (const line of slots)
    for (const { cell, col, colSpan } of line) {
      if (colSpan > 1) continue
      const nested = cell.blocks.some((block) => block.type === "table") ? width / columns : 0
      const content = textOf(cell.blocks)
      const style = cell.header ? "bold" : "regular"
      const longest = Math.max(0, ...content.split(/[\s-]+/).map((word) => textWidth(s.faces, style, size, word)))
      const line = Math.max(0, ...content.split("\n").map((part) => textWidth(s.faces, style, size, part)))
      const room = 2 * pad + 2 + (tails.get(cell) ?? 0)
      least[col] = Math.max(least[col] ?? 0, Math.min(longest + room, width * 0.4), nested * 0.6)
      wanted[col] = Math.max(wanted[col] ?? 0, Math.min(line + room, width * 0.75), nested)
      if (NUMBER.test(content.trim())) whole[col] = Math.max(whole[col] ?? 0, line + room)
    }
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
  const [most, floor, hard] = [sum(wanted), sum(least), sum(whole)]
  const between = (from: readonly number[], to: readonly number[], factor: number): number[] =>
    from.map((w, i) => w + ((to[i] ?? w) - w) * factor)
  if (most <= width) return { widths: wanted.map((w) => (w * width) / most), fits: true }
  if (floor < width) return { widths: between(least, wanted, (width - floor) / (most - floor)), fits: true }
  if (hard < width && floor > hard)
    return { widths: between(whole, least, (width - hard) / (floor - hard)), fits: floor <= width * 1.15 }
  return { widths: least.map((w) => (w * width) / floor), fits: false }
}

/** Room to the right of a figure, in points, that brings its decimal comma under those of its column. */
type Tails = ReadonlyMap<Cell, number>

function tailsOf(s: Setting, slots: readonly Slot[][], headerRows: number, columns: number, size: number): Tails {
  const found = new Map<Cell, number>()
  for (let col = 0; col < columns; col += 1) {
    const list: { cell: Cell; tail: string }[] = []
    for (const line of slots.slice(headerRows))
      for (const { cell, col: at, colSpan } of line) {
        if (at !== col || colSpan > 1 || cell.header) continue
        const only = cell.blocks.length === 1 ? cell.blocks[0] : undefined
        if (only?.type !== "paragraph" || (cell.align ?? "right") !== "right") continue
        const words = plain(only.content).trim()
        const comma = FIGURE.exec(words)
        if (comma) list.push({ cell, tail: `${words.slice(comma[0].length)}${noteSigns(s, only.content)}` })
      }
    if (list.every(({ tail }) => tail === list[0]?.tail)) continue
    const wide = list.map(({ cell, tail }) => textWidth(s.faces, boldCell(cell) ? "bold" : "regular", size, tail))
    const most = Math.max(...wide)
    list.forEach(({ cell }, i) => {
      const gap = most - (wide[i] ?? 0)
      if (gap > 0.05) found.set(cell, Math.round(gap * 100) / 100)
    })
  }
  return found
}
/** What stands before the decimal comma. */
const FIGURE = /^(?:rund |über |knapp |unter |mindestens |bis zu )?[-–+±]?\s?\d[\d.]*(?=$|[,\s%€])/

/** Signs of footnotes as wide as they are set. */
const noteSigns = (s: Setting, content: readonly Inline[]): string =>
  content.map((i) => (i.type === "footnote" ? String(s.note(i.id)?.number ?? "").slice(0, 1) : "")).join("")
const boldCell = (cell: Cell): boolean => {
  const only = cell.blocks[0]
  return only?.type === "paragraph" && only.content.some((i) => i.type === "text" && i.marks?.includes("bold"))
}

const NUMBER = /^[-–+±]?\s?[\d.,]+\s?(%|€|EUR|T€|T €|Tsd\. €|Mio\. €)?$/

/** True when there is something to read: words, or the sign of a footnote alone. */
const says = (content: readonly Inline[]): boolean =>
  plain(content).trim() !== "" || content.some((inline) => inline.type === "footnote")

/** A table that names no header at all, but begins each row with a name: for a screen reader that is the row's header. */
function headless(slots: readonly Slot[][], columns: number): boolean {
  return (
    columns > 1 &&
    slots.every((line) => line.every(({ cell }) => !cell.header)) &&
    slots.every(([first]) => {
      const name =
        first?.col === 0 && first.rowSpan === 1 && first.colSpan === 1 ? textOf(first.cell.blocks).trim() : ""
      return name !== "" && name.length <= 120 && !NUMBER.test(name)
    })
  )
}

/** A table of the content tree. */
export function contentTable(s: Setting, block: Extract<Block, { type: "table" }>, width: number): ReactElement {
  const { slots, columns, kept } = regular(block.rows)
  let headerRows = kept.filter((r) => r < block.headerRows).length
  // a header must not reach into the body
  for (let r = 0; r < headerRows; r += 1)
    for (const slot of slots[r] ?? []) headerRows = Math.max(headerRows, r + slot.rowSpan)
  if (headerRows >= slots.length) headerRows = Math.max(0, slots.length - 1)
  for (let r = 0; r < headerRows; r += 1)
    for (const slot of slots[r] ?? []) slot.rowSpan = Math.min(slot.rowSpan, headerRows - r)
  const given = block.widths?.length === columns ? block.widths : undefined
  const total = given?.reduce((a, b) => a + b, 0) ?? 1
  const wanted = columns <= 5 ? 9 : columns <= 8 ? 8 : columns <= 11 ? 7 : 6.2
  const sides: readonly [number, number] = columns > 11 ? [PAD[0], 1.5] : PAD
  const tried = (size: number) => {
    const tails = tailsOf(s, slots, headerRows, columns, size)
    return { size, tails, ...columnWidths(s, slots, columns, width, size, sides[1], tails) }
  }
  // a table of many columns is set smaller before its words and figures fall apart
  let set = tried(wanted)
  for (const smaller of [0.9, 0.8]) if (!set.fits) set = tried(wanted * smaller)
  const { size, tails, widths: own } = set
  const stated = given?.map((w) => (w * width) / total)
  const widths = stated && (columns <= 11 || stated.every((w) => w >= 24)) ? stated : own
  const named = headerRows === 0 && headless(slots, columns)
  const rows = slots.map((line, r) =>
    line.map((slot): GridCell => {
      const inHead = r < headerRows
      const marked = inHead ? "Column" : slot.cell.header ? (slot.col === 0 ? "Row" : "Column") : undefined
      const header = marked ?? (named && slot.col === 0 ? "Row" : undefined)
      const only = slot.cell.blocks[0]
      // names of rows are no louder than the author made them, so that a total stands out
      const style: TextStyle = { size, bold: marked === "Column" }
      const content: readonly Inline[] | undefined =
        slot.cell.blocks.length === 1 && only?.type === "paragraph" ? only.content : undefined
      if (slot.cell.align) style.align = slot.cell.align
      else if (content && !header && NUMBER.test(plain(content).trim())) style.align = "right"
      const tail = tails.get(slot.cell)
      if (tail !== undefined) style.tail = tail
      const span: CellSpan = { row: r, col: slot.col, rowSpan: slot.rowSpan, colSpan: slot.colSpan }
      const cell: GridCell = {
        span,
        header,
        make: (cellWidth, props) => {
          if (content && says(content)) return inline(s, content, cellWidth, { ...style, padding: sides }, props)
          if (slot.cell.blocks.every((b) => b.type === "paragraph" && !says(b.content)))
            return h(Box, { ...props, style: { height: size * LEADING + 2 * PAD[0] } })
          return h(
            Box,
            {
              ...props,
              style: {
                paddingTop: sides[0],
                paddingBottom: sides[0] - 1,
                paddingLeft: sides[1],
                paddingRight: sides[1],
              },
            },
            ...blocks(s, slot.cell.blocks, cellWidth - 2 * sides[1], { ...style, after: 3 }),
          )
        },
      }
      return inHead ? { ...cell, fill: COLOR.tint } : cell
    }),
  )
  const id = s.listed?.get(block)
  const caption =
    block.caption && plain(block.caption) !== ""
      ? inline(
          s,
          block.caption,
          width,
          { size: SIZE.small, bold: true, color: COLOR.quiet, after: 4 },
          { tag: "Caption", keepNext: true, ...(id === undefined ? {} : { id }) },
        )
      : undefined
  return table({ columns: widths, headerRows, rows, lines: "full", ...(caption ? { caption } : {}) })
}
