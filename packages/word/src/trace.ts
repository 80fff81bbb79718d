/** What a Word file of ours refers to in the text it was made of: bound numbers and references by their order, shown texts of blocks. */
import { mapLines } from "@beschlussweg/core/bind"
import { type Block, type Inline, type ProgrammeContent, plain } from "@beschlussweg/core/content"

export type Bound = Extract<Inline, { type: "number" | "ref" }>

/** Bound numbers and references of a text in reading order, those of the notes last. */
export function boundIn(content: ProgrammeContent): Bound[] {
  const found: Bound[] = []
  const look = (line: Inline[]): Inline[] => {
    for (const i of line) if (i.type === "number" || i.type === "ref") found.push(i)
    return line
  }
  for (const section of content.sections) {
    look(section.title)
    for (const block of section.blocks) mapLines(block, look)
  }
  for (const note of content.footnotes) for (const block of note.blocks) mapLines(block, look)
  return found
}

/** Words as a reader sees them: blanks and soft hyphens make no difference. */
export const words = (text: string): string =>
  text
    .replace(/\u00ad/g, "")
    .replace(/\s+/g, " ")
    .trim()

const line = (content: readonly Inline[]): string =>
  words(content.map((i) => (i.type === "footnote" ? "\u0001" : i.type === "break" ? " " : plain([i]))).join(""))

/** Everything a reader sees of blocks, piece by piece; looks, widths and empty paragraphs make no difference. */
export const said = (blocks: readonly Block[]): string[] => blocks.flatMap(saidBy)

function saidBy(block: Block): string[] {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return [line(block.content)].filter((text) => text !== "")
    case "list":
      return block.items.flatMap((item) => ["\u2022", ...said(item.blocks)])
    case "table":
      return [
        ...(block.caption === undefined ? [] : [line(block.caption)].filter((text) => text !== "")),
        ...block.rows.flatMap((row) => ["\u2500", ...row.cells.flatMap((cell) => ["\u2502", ...said(cell.blocks)])]),
      ]
    case "image":
      return [`${block.file} ${words(block.alt)}`, line(block.caption ?? [])]
    case "chart":
      return [
        JSON.stringify([words(block.title), words(block.alt), block.categories, block.series]),
        line(block.source ?? []),
      ]
    case "aside":
      return [words(block.note), ...said(block.blocks)]
  }
}

/** Signs of notes in the order they stand in. */
export function signs(blocks: readonly Block[]): string[] {
  const found: string[] = []
  for (const block of blocks)
    mapLines(block, (content) => {
      for (const i of content) if (i.type === "footnote") found.push(i.id)
      return content
    })
  return found
}
