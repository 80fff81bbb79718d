/** Suchanfrage: what somebody typed, as words that all must occur, and as phrases that must stand together. */
import { AppError } from "../error.ts"
import { words } from "./word.ts"

/** Characters of a query at most. */
export const LONGEST_QUERY = 300
const MOST_WORDS = 24

export interface Query {
  /** every one of them occurs */
  readonly terms: readonly string[]
  /** words in quotes: each list stands in this order without others between */
  readonly phrases: readonly (readonly string[])[]
}

/** @throws AppError input for a query without a word that could be looked for */
export function parseQuery(text: string): Query {
  const phrases: string[][] = []
  const terms: string[] = []
  let any = false
  const take = (part: string): string[] =>
    [...words(part)].flatMap((w) => {
      any = true
      // A reference is meant as a whole.
      return w.terms.slice(0, w.terms[0]?.includes("/") ? 1 : undefined)
    })
  const pieces = text.split(/["„“”«»]/)
  pieces.forEach((piece, i) => {
    const found = take(piece)
    terms.push(...found)
    // An opening quote without its closing one is none.
    if (i % 2 === 1 && i < pieces.length - 1 && found.length > 1) phrases.push(found)
  })
  const wanted = [...new Set(terms)]
  if (wanted.length === 0)
    throw new AppError(
      "input",
      any ? "search.common" : "search.empty",
      any
        ? "Diese Wörter stehen fast überall. Bitte suchen Sie nach einem Wort, das den Inhalt nennt."
        : "Bitte geben Sie ein Wort oder eine Nummer ein.",
    )
  if (wanted.length > MOST_WORDS)
    throw new AppError("input", "search.long", `Bitte suchen Sie mit höchstens ${MOST_WORDS} Wörtern.`)
  return { terms: wanted, phrases }
}

/** How well a word of the index answers one of the query: the same, begun with it, or a part of a compound. */
export function closeness(word: string, wanted: string): number {
  if (word === wanted) return 1
  if (wanted.length >= 3 && word.startsWith(wanted)) return 0.4 + (0.4 * wanted.length) / word.length
  // Short ones stand in too many words: "rat" in "Beratung".
  return wanted.length >= 5 && word.includes(wanted) ? 0.3 : 0
}
