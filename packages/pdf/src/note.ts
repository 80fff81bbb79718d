/** Footnotes: numbered through the document in reading order, printed at the end of the chapter that refers to them first. */
import { type Block, type Inline, type PlainContent, walk } from "@beschlussweg/core/content"
import { createElement as h, type ReactElement } from "react"
import { anchor, blocks, type NoteRef, type Setting, text } from "./block.ts"
import { Box } from "./box.tsx"
import { plainRun } from "./text.ts"
import { COLOR, LEADING, SIZE } from "./theme.ts"

/** Ids of the footnotes that content refers to, in reading order. */
export function referred(list: readonly Block[], title: readonly Inline[] = []): string[] {
  const found: string[] = []
  const look = (content: readonly Inline[] | undefined): void => {
    for (const inline of content ?? []) if (inline.type === "footnote") found.push(inline.id)
  }
  look(title)
  walk(list, "", (block) => {
    if (block.type === "paragraph" || block.type === "heading") look(block.content)
    else if (block.type === "table" || block.type === "image") look(block.caption)
    else if (block.type === "chart") look(block.source)
  })
  return found
}

export interface Notes {
  readonly ref: (id: string) => NoteRef | undefined
  /** ids in order of their numbers; entries that nothing refers to come last */
  readonly order: readonly string[]
}

/** Numbers of all footnotes. A way back leads to the first reference, so only that one is a destination. */
export function numbered(content: Pick<PlainContent, "sections" | "footnotes">): Notes {
  const known = new Set(content.footnotes.map((note) => note.id))
  const order: string[] = []
  const add = (id: string): void => {
    if (known.has(id) && !order.includes(id)) order.push(id)
  }
  for (const section of content.sections) for (const id of referred(section.blocks, section.title)) add(id)
  // a footnote inside a footnote, and those without a reference
  for (const note of content.footnotes) for (const id of referred(note.blocks)) add(id)
  for (const note of content.footnotes) add(note.id)
  const refs = new Map(
    order.map((id, i): [string, NoteRef] => [
      id,
      { number: i + 1, anchor: anchor("note-", i + 1), back: anchor("back-", i + 1) },
    ]),
  )
  return { order, ref: (id) => refs.get(id) }
}

/** Footnotes as a block at the end of a chapter. */
export function noteList(
  s: Setting,
  content: Pick<PlainContent, "footnotes">,
  ids: readonly string[],
  width: number,
): ReactElement[] {
  if (ids.length === 0) return []
  const indent = 20
  const rule = h(Box, {
    artifact: true,
    keepNext: true,
    style: { width: 110, height: 4, marginTop: 12, borderTopWidth: 0.6, borderTopColor: COLOR.rule },
  })
  const notes = ids.flatMap((id) => {
    const ref = s.note(id)
    const note = content.footnotes.find((each) => each.id === id)
    if (!ref || !note) return []
    const sign = text(
      s,
      [plainRun(String(ref.number), { href: `#${ref.back}` })],
      indent,
      { size: SIZE.small },
      { tag: "Lbl" },
    )
    return [
      h(
        Box,
        {
          tag: "Note",
          id: ref.anchor,
          style: { paddingLeft: indent, marginBottom: 2, minHeight: SIZE.small * LEADING },
        },
        h(Box, { style: { position: "absolute", left: 0, top: 0, width: indent } }, sign),
        ...blocks(s, note.blocks, width - indent, { size: SIZE.small, after: 2 }),
      ),
    ]
  })
  return [rule, ...notes]
}
