/** German hyphenation of single words. */
import { syllables } from "@react-pdf/hyphenate/de"

const known = new Map<string, readonly string[]>()

/** Parts of a word between which it may be divided; a word with digits or without enough letters stays whole. */
export function hyphenate(word: string): readonly string[] {
  const found = known.get(word)
  if (found) return found
  const match = /^([^\p{L}]*)(\p{L}{5,})([^\p{L}]*)$/u.exec(word)
  let parts: readonly string[] = [word]
  if (match) {
    const [, before = "", core = "", after = ""] = match
    const split = [...syllables(core)]
    // no single letters or pairs at an edge
    while (split.length > 1 && (split[0] ?? "").length < 3) split.splice(0, 2, (split[0] ?? "") + (split[1] ?? ""))
    while (split.length > 1 && (split.at(-1) ?? "").length < 3)
      split.splice(-2, 2, (split.at(-2) ?? "") + (split.at(-1) ?? ""))
    split[0] = before + (split[0] ?? "")
    split[split.length - 1] = (split.at(-1) ?? "") + after
    parts = split
  }
  if (known.size > 20_000) known.clear()
  known.set(word, parts)
  return parts
}
