/** Words as the search compares them: small letters, umlauts and ß in one spelling, endings of German inflection taken off. */

/** A word of a text with its place in it. */
export interface Word {
  readonly start: number
  readonly end: number
  /** what it is found by; empty for a word that says nothing by itself */
  readonly terms: readonly string[]
}

// Parts of a reference ("047/2027", "SV-8-12") stay together.
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[/.–-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu
const LONGEST = 60

/** "Maßnahmen" and "Massnahmen", "Förderung" and "Foerderung" are one word. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/ae/g, "a")
    .replace(/oe/g, "o")
    .replace(/(?<![aeq])ue/g, "u")
}

const ENDING = /(?:e[mnrs]|[ens])$/

/** Takes endings off until four letters are left or none fits; words with figures in them stay as they are. */
function stem(word: string): string {
  let now = word
  for (;;) {
    const next = now.replace(ENDING, "")
    if (next === now || next.length < 4) return now
    now = next
  }
}

/** The one form of a word without separators. */
export function term(part: string): string {
  const folded = fold(part)
  if (/^\d+$/.test(folded)) return folded.replace(/^0+(?=\d)/, "").slice(0, LONGEST)
  return (/\d/.test(folded) ? folded : stem(folded)).slice(0, LONGEST)
}

/** Words that stand everywhere and are not kept. */
const COMMON: ReadonlySet<string> = new Set(
  "der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus bei bis da dass durch er es für hat ich ihr im in ist man mit nach nicht noch nur ob sich sie sind so über um von vor war wenn wie wir wird werden zu zum zur"
    .split(" ")
    .map(term),
)
export const common = (word: string): boolean => COMMON.has(word)

/** All words of a text, in order. A reference is found as a whole and by its parts. */
export function* words(text: string): Generator<Word, void, void> {
  for (const found of text.matchAll(WORD)) {
    const raw = found[0]
    const parts = raw.split(/[/.–-]/).map(term)
    const whole = parts.length > 1 && /\d/.test(raw) ? [parts.join("/").slice(0, LONGEST)] : []
    yield {
      start: found.index,
      end: found.index + raw.length,
      terms: [...whole, ...parts.filter((p) => p !== "" && !common(p))],
    }
  }
}

/** What a text is kept by. */
export const termsOf = (text: string): string[] => [...words(text)].flatMap((w) => w.terms)
