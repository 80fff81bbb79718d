/** Blocks of the content tree as elements: paragraphs, headings, lists, pictures, asides. Tables and charts: table.ts, chart.ts. */
import type { Block, Inline } from "@beschlussweg/core/content"
import { plain } from "@beschlussweg/core/content"
import { printable } from "@beschlussweg/core/glyph"
import { createElement as h, type ReactElement } from "react"
import { Box, type Props, type Role, Words } from "./box.tsx"
import { chart } from "./chart.ts"
import type { Faces } from "./font.ts"
import { drawPicture } from "./image.ts"
import { listOf } from "./list.ts"
import { contentTable } from "./table.ts"
import { broken, plainRun, runsOf, SCRIPT, type TextRun } from "./text.ts"
import { COLOR, FALLBACK, FAMILY, LEADING, SIZE } from "./theme.ts"

/** A footnote as the text refers to it. */
export interface NoteRef {
  readonly number: number
  readonly anchor: string
  /** destination of the way back, at the first reference only */
  readonly back: string
}
/** What the blocks of one document share while they are turned into elements. */
export interface Setting {
  readonly faces: Faces
  readonly note: (id: string) => NoteRef | undefined
  /** Hausfarbe of headings */
  readonly accent: string
  /** destinations of tables and figures that a list names */
  readonly listed?: ReadonlyMap<Block, string>
  /** heading level of the structure tree that was used last; levels never skip */
  level: number
  /** heading level of the section around, 0 at the top of a document */
  base: number
  /** continuing names of destinations */
  anchors: number
  /** the text stands inside a form: its headings look less than the form's own */
  inForm: boolean
}
export const setting = (faces: Faces, house: { readonly accent?: string | undefined }): Setting => ({
  faces,
  note: () => undefined,
  accent: house.accent ?? COLOR.accent,
  level: 0,
  base: 0,
  anchors: 0,
  inForm: false,
})

export interface TextStyle {
  size?: number
  bold?: boolean
  italic?: boolean
  color?: string
  align?: "left" | "right" | "center"
  before?: number
  after?: number
  /** paddings of the box around the text */
  padding?: readonly [number, number]
  /** more room to the right, points */
  tail?: number
  /** words are divided only where they are wider than the line */
  whole?: boolean
}

/** True when a face must help out for a symbol. */
function needsSymbols(faces: Faces, text: string): boolean {
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    if (point > 0x2040 && point !== 0x20ac && !faces.regular.hasGlyphForCodePoint(point)) return true
  }
  return false
}

/** One piece of text in a column of `width` points, with its lines divided. */
export function text(
  s: Setting,
  content: string | readonly TextRun[],
  width: number,
  style: TextStyle = {},
  props: Props & { src?: string } = {},
): ReactElement {
  const size = style.size ?? SIZE.body
  const runs = typeof content === "string" ? [plainRun(content)] : content
  const styled = runs.map((run) => ({
    ...run,
    bold: run.bold || style.bold === true,
    italic: run.italic || style.italic === true,
  }))
  const [vertical, horizontal] = style.padding ?? [0, 0]
  const lines = broken(s.faces, styled, width - 2 * horizontal - (style.tail ?? 0), size, !style.whole).filter(
    (run) => run.text !== "",
  )
  const all = lines.map((run) => run.text).join("")
  const first = lines[0]
  const same = lines.every((run) => run.bold === first?.bold && run.italic === first?.italic)
  const outer: Record<string, unknown> = {
    fontSize: size,
    lineHeight: LEADING,
    fontWeight: same && first?.bold ? 700 : 400,
    fontStyle: same && first?.italic ? "italic" : "normal",
  }
  if (style.color) outer.color = style.color
  if (style.align && style.align !== "left") outer.textAlign = style.align
  if (style.before) outer.marginTop = style.before
  if (style.after) outer.marginBottom = style.after
  if (vertical) {
    outer.paddingTop = vertical
    outer.paddingBottom = vertical
  }
  if (horizontal) {
    outer.paddingLeft = horizontal
    outer.paddingRight = horizontal
  }
  if (style.tail) outer.paddingRight = horizontal + style.tail
  if (needsSymbols(s.faces, all)) outer.fontFamily = [FAMILY, ...FALLBACK]
  const children = lines.map((run) => {
    const plainHere =
      (same || (!run.bold && !run.italic)) &&
      !run.script &&
      !run.underline &&
      !run.strike &&
      !run.color &&
      run.href === undefined
    if (plainHere) return run.text
    const inner: Record<string, unknown> = {
      fontWeight: run.bold ? 700 : 400,
      fontStyle: run.italic ? "italic" : "normal",
    }
    const decoration = [run.underline || isAddress(run.href) ? "underline" : "", run.strike ? "line-through" : ""]
    const lineThrough = decoration.filter((d) => d !== "").join(" ")
    if (lineThrough !== "") inner.textDecoration = lineThrough
    if (run.script) {
      inner.fontSize = size * SCRIPT
      inner.lineHeight = LEADING / SCRIPT
      inner.verticalAlign = run.script
    }
    if (run.href !== undefined || run.color) inner.color = run.color ?? COLOR.link
    return h(Words, run.href === undefined ? { style: inner } : { style: inner, src: run.href }, run.text)
  })
  return h(Words, { ...props, style: outer }, ...children)
}

const isAddress = (href: string | undefined): boolean => href !== undefined && !href.startsWith("#")

/** Destinations that lie in a piece of content: the first references of its footnotes. */
function backs(s: Setting, content: readonly Inline[]): string[] {
  return content.flatMap((inline) => {
    const back = inline.type === "footnote" ? s.note(inline.id)?.back : undefined
    return back ? [back] : []
  })
}

/** Inline content as one element. */
export function inline(
  s: Setting,
  content: readonly Inline[],
  width: number,
  style: TextStyle,
  props: Props = {},
): ReactElement {
  const ids = [...(props.id ? [props.id] : []), ...backs(s, content)]
  const more = ids.length > 0 ? { ...props, id: ids.join(" ") } : props
  return text(s, runsOf(content, s.note), width, style, more)
}

/** A heading of the wanted level, never more than one deeper than the one before; also an entry of the outline. */
export function heading(
  s: Setting,
  content: readonly Inline[],
  width: number,
  options: {
    level: number
    number?: string
    id?: string
    outline?: boolean
    size?: number
    /** depth below a form's own heading: shown as subordinate to it */
    inner?: number
  },
): ReactElement {
  const level = Math.max(1, Math.min(options.level, s.level + 1, 6))
  s.level = level
  s.anchors += 1
  const id = [options.id ?? anchor("h", s.anchors), ...backs(s, content)].join(" ")
  const inner = options.inner
  const size = inner ? (inner === 1 ? 10.5 : SIZE.body) : (options.size ?? SIZE.h[level - 1] ?? SIZE.body)
  const before = inner ? 8 : size > 13 ? 20 : level <= 3 ? 14 : 10
  const number = options.number ? [plainRun(`${options.number}\u2002`)] : []
  const title = `${options.number ? `${options.number} ` : ""}${printable(plain(content))}`.replace(/:$/, "")
  return text(
    s,
    [...number, ...runsOf(content, s.note)],
    width,
    inner
      ? {
          size,
          bold: true,
          italic: inner > 2,
          color: inner > 1 ? COLOR.quiet : COLOR.ink,
          before,
          after: 2,
          whole: true,
        }
      : { size, bold: true, color: s.accent, before, after: size > 13 ? 7 : 4, whole: true },
    {
      tag: `H${level}` as Role,
      id,
      keepNext: true,
      ...(options.outline === false ? {} : { outline: { title, level } }),
    },
  )
}

/** Name of a destination that sorts the same by byte and by locale. */
export const anchor = (kind: string, n: number): string => `${kind}${String(n).padStart(5, "0")}`

/** "Dazu gehören:" does not stay behind at the end of a page when its list goes to the next. */
function announcing(block: Block, next: Block | undefined): boolean {
  if (block.type !== "paragraph" || next === undefined || next.type === "paragraph" || next.type === "heading")
    return false
  const words = plain(block.content).trim()
  return words.endsWith(":") && words.length < 400
}

function blockOf(
  s: Setting,
  block: Block,
  width: number,
  style: TextStyle,
  depth: number,
  announces: boolean,
): ReactElement[] {
  switch (block.type) {
    case "paragraph":
      return plain(block.content).trim() === "" && !block.content.some((i) => i.type === "footnote")
        ? []
        : [
            inline(
              s,
              block.content,
              width,
              { after: 6, ...style },
              announces ? { tag: "P", keepNext: true } : { tag: "P" },
            ),
          ]
    case "heading":
      return [
        heading(s, block.content, width, {
          level: s.base + block.level,
          outline: false,
          ...(s.inForm ? { inner: block.level } : {}),
        }),
      ]
    case "list":
      return [listOf(s, block, width, style, depth)]
    case "table":
      return [contentTable(s, block, width)]
    case "image":
      return [picture(s, block, width)]
    case "chart":
      return chart(s, block, width)
    case "aside":
      return [aside(s, block, width)]
  }
}

/** Elements of a block list in a column of `width` points. */
export const blocks = (
  s: Setting,
  list: readonly Block[],
  width: number,
  style: TextStyle = {},
  depth = 0,
): ReactElement[] => {
  const small = depth === 0 ? smallPrint(list) : NONE
  return list.flatMap((block, i) =>
    small.has(block)
      ? blockOf(s, block, width, { ...style, size: SIZE.small, color: COLOR.quiet, after: 3 }, depth, false)
      : blockOf(s, block, width, style, depth, announcing(block, list[i + 1])),
  )
}

const NONE: ReadonlySet<Block> = new Set()
/** Most notes between a table and its source. */
const NOTES = 6

/** Sources under tables and pictures, with the notes between: set smaller, as everybody prints them. */
function smallPrint(list: readonly Block[]): ReadonlySet<Block> {
  const found = new Set<Block>()
  list.forEach((block, i) => {
    if (block.type !== "table" && block.type !== "image" && block.type !== "chart") return
    const next = list.slice(i + 1, i + 2 + NOTES)
    const end = next.findIndex((b) => b.type !== "paragraph" || SOURCE.test(plain(b.content)))
    const last = next[end]
    if (last?.type === "paragraph") for (const b of next.slice(0, end + 1)) found.add(b)
  })
  return found
}
const SOURCE = /^\s*Quellen?(?:nachweis)?\s*:/

function picture(s: Setting, block: Extract<Block, { type: "image" }>, width: number): ReactElement {
  const scale = Math.min(1, width / (block.width * 0.75), 500 / (block.height * 0.75))
  const w = block.width * 0.75 * scale
  const high = block.height * 0.75 * scale
  const frame = h(Box, {
    ...(block.decorative ? { artifact: true } : { tag: "Figure" as const, alt: printable(block.alt) }),
    plot: (kit, pw, ph) => drawPicture(kit, block.file, pw, ph),
    style: { width: w, height: high },
  })
  const caption =
    block.caption && plain(block.caption) !== "" ? [captionOf(s, block.caption, width, s.listed?.get(block))] : []
  return h(Box, { tag: "Div", keep: true, style: { marginTop: 4, marginBottom: 10 } }, frame, ...caption)
}

/** Words below a picture or chart. */
export function captionOf(s: Setting, content: readonly Inline[], width: number, id?: string): ReactElement {
  const props: Props = id === undefined ? { tag: "P" } : { tag: "P", id }
  return inline(s, content, width, { size: SIZE.small, color: COLOR.quiet, before: 4, after: 8 }, props)
}

function aside(s: Setting, block: Extract<Block, { type: "aside" }>, width: number): ReactElement {
  const inner = width - 20
  return h(
    Box,
    {
      tag: "Div",
      style: {
        marginTop: 2,
        marginBottom: 8,
        paddingLeft: 10,
        paddingRight: 8,
        paddingTop: 6,
        paddingBottom: 4,
        backgroundColor: COLOR.tint,
        borderLeftWidth: 2,
        borderLeftColor: COLOR.rule,
      },
    },
    text(
      s,
      block.note,
      inner,
      { size: SIZE.small, italic: true, color: COLOR.quiet, after: 4 },
      { tag: "P", keepNext: true },
    ),
    ...blocks(s, block.blocks, inner),
  )
}
