/** German hyphenation of single words by Liang's method; the patterns are kept flat, a tenth of what a trie of objects takes. */
import patterns from "hyphen/patterns/de-1996.js"

const known = new Map<string, readonly string[]>()
let levels: Map<string, string> | undefined
let longest = 0

/** "1a2bc" -> letters "abc" with the levels "1200" before, between and after them. */
function load(): Map<string, string> {
  const map = new Map<string, string>()
  for (const pattern of patterns.patterns) {
    const letters = pattern.replace(/\d/g, "")
    let found = ""
    let level = "0"
    for (const char of pattern) {
      if (char >= "0" && char <= "9") level = char
      else {
        found += level
        level = "0"
      }
    }
    map.set(letters, found + level)
    longest = Math.max(longest, letters.length)
  }
  return map
}

function divide(core: string): string[] {
  levels ??= load()
  const word = `.${core.toLowerCase()}.`
  if (word.length !== core.length + 2) return [core]
  const best = new Uint8Array(word.length + 1)
  for (let from = 0; from < word.length; from += 1)
    for (let to = from + 1; to <= Math.min(word.length, from + longest); to += 1) {
      const found = levels.get(word.slice(from, to))
      if (found === undefined) continue
      for (let i = 0; i < found.length; i += 1) {
        const level = found.charCodeAt(i) - 48
        if (level > (best[from + i] ?? 0)) best[from + i] = level
      }
    }
  const parts: string[] = []
  let start = 0
  // no division that leaves fewer than three letters on a side
  for (let i = 3; i <= core.length - 3; i += 1)
    if ((best[i + 1] ?? 0) % 2 === 1) {
      parts.push(core.slice(start, i))
      start = i
    }
  parts.push(core.slice(start))
  return parts
}

/** Parts of a word between which it may be divided; a word with digits or too few letters stays whole. */
export function hyphenate(word: string): readonly string[] {
  const found = known.get(word)
  if (found) return found
  const [, before = "", core = "", after = ""] = /^([^\p{L}]*)(\p{L}{6,})([^\p{L}]*)$/u.exec(word) ?? []
  const parts = core === "" ? [word] : divide(core)
  if (core !== "") {
    parts[0] = before + (parts[0] ?? "")
    parts[parts.length - 1] = (parts.at(-1) ?? "") + after
  }
  if (known.size > 20_000) known.clear()
  known.set(word, parts)
  return parts
}
