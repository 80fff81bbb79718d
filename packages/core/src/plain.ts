/** The words of a line of text without its marks. */
import type { Inline } from "./block.ts"

/** Plain text of inlines; footnote references vanish, breaks become a blank. */
export function plain(content: readonly Inline[]): string {
  return content.map((i) => (i.type === "break" ? " " : i.type === "footnote" ? "" : i.text)).join("")
}
