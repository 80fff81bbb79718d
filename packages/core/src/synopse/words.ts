/** Word by word: the two texts of a changed passage with what went and what came. */
import { common } from "./align.ts"

/** A run of a text; `changed`: it went (in the old text) or came (in the new one). */
export interface Piece {
  readonly text: string
  readonly changed: boolean
}

/** Words with the blanks that follow them, so that joined pieces are the text again. */
export const tokens = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []

/** Words alone, for comparing: "Quote," and "Quote" are different, "Quote " and "Quote" are not. */
const bare = (token: string): string => token.trim()

export function pieces(old: string, now: string): { old: Piece[]; new: Piece[] } {
  const [a, b] = [tokens(old), tokens(now)]
  const pairs = common(a.map(bare), b.map(bare))
  const keptA = new Set(pairs.map(([i]) => i))
  const keptB = new Set(pairs.map(([, i]) => i))
  return { old: joined(a, keptA), new: joined(b, keptB) }
}

function joined(list: readonly string[], kept: ReadonlySet<number>): Piece[] {
  const found: { text: string; changed: boolean }[] = []
  list.forEach((text, i) => {
    const changed = !kept.has(i)
    const last = found.at(-1)
    if (last && last.changed === changed) last.text += text
    else found.push({ text, changed })
  })
  return found
}
