/** Lists as elements: signs as the author let them count, items with their texts, nested ones. */
import { type Block, type ListItem, plain } from "@beschlussweg/core/content"
import { createElement as h, type ReactElement } from "react"
import { blocks, inline, type Setting, type TextStyle, text } from "./block.ts"
import { Box } from "./box.tsx"
import { textWidth } from "./font.ts"
import { LEADING, SIZE } from "./theme.ts"

type List = Extract<Block, { type: "list" }>
const ROMAN: readonly [number, string][] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
]
function roman(n: number): string {
  let left = n
  let found = ""
  for (const [value, sign] of ROMAN)
    while (left >= value && found.length < 30) {
      found += sign
      left -= value
    }
  return found
}
/** 1 -> a, 26 -> z, 27 -> aa, as Word counts. */
const letter = (n: number): string => String.fromCharCode(97 + ((n - 1) % 26)).repeat(Math.floor((n - 1) / 26) + 1)

/** Sign of item `n`; the text may refer to it, so an ordered list counts as its author let it count. */
function label(list: List, n: number, depth: number): string {
  if (!list.ordered) return depth % 2 === 0 ? "•" : "–"
  if (n < 1) return `${n}.`
  switch (list.style) {
    case "lowerLetter":
      return `${letter(n)})`
    case "upperLetter":
      return `${letter(n).toUpperCase()}.`
    case "lowerRoman":
      return `${roman(n)}.`
    case "upperRoman":
      return `${roman(n).toUpperCase()}.`
    case undefined:
      return `${n}.`
  }
}
const NUMBERING = {
  lowerLetter: "LowerAlpha",
  upperLetter: "UpperAlpha",
  lowerRoman: "LowerRoman",
  upperRoman: "UpperRoman",
} as const

/** A list in a column of `width` points; `depth` 0 for the outermost. */
export function listOf(s: Setting, block: List, width: number, style: TextStyle, depth: number): ReactElement {
  const first = block.start ?? 1
  const size = style.size ?? SIZE.body
  const widest = Math.max(
    ...block.items.map((_, i) => textWidth(s.faces, "bold", size, label(block, first + i, depth))),
  )
  const indent = block.ordered ? Math.max(18, widest + 7) : 14
  const inset = depth === 0 ? 6 : 0
  const room = width - inset - indent
  const items = block.items.map((item: ListItem, i) => {
    const tight: TextStyle = { ...style, after: i === block.items.length - 1 ? 0 : 3 }
    const sign = text(s, label(block, first + i, depth), indent, { ...style, after: 0 }, { tag: "Lbl" })
    const lead = item.blocks[0]
    const body =
      item.blocks.length === 1 && lead?.type === "paragraph" && plain(lead.content).trim() !== ""
        ? inline(s, lead.content, room, tight, { tag: "LBody" })
        : h(Box, { tag: "LBody" }, ...blocks(s, item.blocks, room, { ...tight, after: 3 }, depth + 1))
    return h(
      Box,
      // an item without words keeps the room of its sign
      { tag: "LI", style: { paddingLeft: indent, minHeight: size * LEADING } },
      h(Box, { style: { position: "absolute", left: 0, top: 0, width: indent } }, sign),
      body,
    )
  })
  return h(
    Box,
    {
      tag: "L",
      listNumbering: block.ordered ? (block.style ? NUMBERING[block.style] : "Decimal") : "Disc",
      style: { paddingLeft: inset, marginBottom: depth === 0 ? 7 : 2 },
    },
    ...items,
  )
}
