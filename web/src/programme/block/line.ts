/** Lines of text: which of them a plain field can hold, and how paragraphs become one. */
import type { Inline } from "@beschlussweg/core/block"
import type { SectionBlock } from "@beschlussweg/core/content"

/** A line that is nothing but letters can be typed in a plain field without loss. */
export const isBare = (line: readonly Inline[]): boolean =>
  line.every((i) => i.type === "text" && (i.marks ?? []).length === 0 && i.href === undefined)
/** The line of these words; empty words are an empty line. */
export const lineOf = (text: string): Inline[] => (text === "" ? [] : [{ type: "text", text }])

/** Paragraphs of an editor as one line, parted by breaks. */
export function joined(blocks: readonly SectionBlock[]): Inline[] {
  const line: Inline[] = []
  for (const block of blocks) {
    if (block.type !== "paragraph") continue
    if (line.length > 0 && block.content.length > 0) line.push({ type: "break" })
    line.push(...block.content)
  }
  return line
}
