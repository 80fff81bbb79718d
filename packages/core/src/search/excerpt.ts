/** Ausschnitt: the passage of a text around the words that were found, in parts of which some are marked. */
import { closeness, type Query } from "./query.ts"
import { words } from "./word.ts"

export interface Part {
  readonly text: string
  /** one of the words that were looked for */
  readonly hit: boolean
}
const BEFORE = 80
const LENGTH = 260

/** Never more than about 260 characters; of a text in which nothing was found its beginning. */
export function excerpt(text: string, { terms }: Pick<Query, "terms">, length = LENGTH): Part[] {
  const hits: { start: number; end: number }[] = []
  for (const { start, end, terms: own } of words(text)) {
    if (hits[0] && start > hits[0].start + length) break
    if (own.some((t) => terms.some((w) => closeness(t, w) > 0))) hits.push({ start, end })
  }
  const first = hits[0]?.start ?? 0
  const from = first <= BEFORE ? 0 : wordAt(text, first - BEFORE)
  const to = from + length >= text.length ? text.length : text.lastIndexOf(" ", from + length)
  const end = to > from ? to : Math.min(text.length, from + length)
  const parts: Part[] = []
  let at = from
  const add = (until: number, hit: boolean) => {
    if (until > at) parts.push({ text: text.slice(at, until).replace(/\s+/g, " "), hit })
    at = Math.max(at, until)
  }
  for (const h of hits.filter((h) => h.start >= from && h.end <= end)) {
    add(h.start, false)
    add(h.end, true)
  }
  add(end, false)
  if (from > 0) parts.unshift({ text: "… ", hit: false })
  if (end < text.length) parts.push({ text: " …", hit: false })
  return parts
}

/** Begin of the first word at or after a place. */
function wordAt(text: string, place: number): number {
  const space = text.indexOf(" ", place)
  return space === -1 || space > place + BEFORE ? place : space + 1
}
