/** Running text as the rules about arithmetic see it: passages, their sentences, the figures in them. */

import { type Found, findNumbers } from "../../number/found.ts"
import type { Num, Scaled, Unit } from "../../number.ts"
import { type Figure, figureOfNum } from "../../table/figure.ts"
import { type Passage, passages, perSection, sentences } from "../text.ts"

export interface Token {
  readonly figure: Figure | undefined
  readonly found: Found
  readonly unit: Unit | undefined
  /** words of the sentence before this figure, up to the figure before it */
  readonly lead: string
  /** words of the sentence behind it, up to the next figure */
  readonly tail: string
  readonly sentence: number
}
export interface Sentence {
  readonly text: string
  readonly tokens: readonly Token[]
}
export interface Prose {
  readonly passage: Passage
  readonly sentences: readonly Sentence[]
  readonly tokens: readonly Token[]
}

export const proseOf = perSection((section): readonly Prose[] =>
  passages(section)
    .filter((p) => p.kind === "text" || p.kind === "item")
    .map((passage): Prose => {
      if (!/\d/.test(passage.text)) return { passage, sentences: [], tokens: [] }
      const parts = sentences(passage.text).map((text, i) => readSentence(text, i))
      return { passage, sentences: parts, tokens: parts.flatMap((s) => s.tokens) }
    }),
)

function readSentence(text: string, sentence: number): Sentence {
  const all = /\d/.test(text) ? findNumbers(text) : []
  const tokens = all.map(
    (found, i): Token => ({
      found,
      figure: found.certain ? figureInText(found.num) : undefined,
      unit: found.num.unit,
      lead: text.slice(all[i - 1]?.end ?? 0, found.start),
      tail: text.slice(found.end, all[i + 1]?.start ?? text.length),
      sentence,
    }),
  )
  return { text, tokens }
}

/** "rd. 12.740 T€" is exact to its last place that is not a zero; "knapp", "über" and the like say nothing exact. */
function figureInText(num: Num): Figure | undefined {
  if (num.qualifier === undefined) return figureOfNum(num)
  if (num.qualifier !== "rund" || num.value === null) return undefined
  const { qualifier: _, ...exact } = num
  const figure = figureOfNum(exact)
  const zeros = num.decimals === 0 ? (/0*$/.exec(num.value)?.[0].length ?? 0) : 0
  const step: Scaled = { units: 10n ** BigInt(zeros), places: num.decimals }
  return figure && { ...figure, step }
}

/** in the order of the text, without those that cannot be reckoned with */
export const figures = (tokens: readonly Token[]): Figure[] =>
  tokens.flatMap((t) => (t.figure === undefined ? [] : [t.figure]))

const DOWN =
  /reduzier|verring|vermind|sink|gesunk|sank|weniger|gesenk|rückgang|rückläufig|abnahm|abnehm|abgenomm|zurückgeg|zurückging|fällt|gefallen|minus|einspar|eingespart|gekürzt|kürzung/i
const UP = /erhöh|steig|stieg|mehr(?!heit)|zunahm|zunehm|zugenomm|anstieg|zuwachs|wächst|gewachs|wuchs|plus|aufgestock/i
/** direction that the words of a clause give; undefined when they give none or both */
export function direction(words: string): 1 | -1 | undefined {
  const [down, up] = [DOWN.test(words), UP.test(words)]
  return down === up ? undefined : up ? 1 : -1
}
