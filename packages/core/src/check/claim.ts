/** C16: a text that claims a rise does not aim at what is expected anyway. */
import type { Section } from "../content.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { type Passage, passages, perSection, sentences } from "./text.ts"

export const claim: Rule = {
  id: "C16",
  title: "Wo der Text eine Steigerung ankündigt, liegt das Ziel über der Prognose.",
  whole(_, heres) {
    const expected = new Map<string, { here: Here; stated: Stated }[]>()
    for (const here of heres)
      for (const stated of statedIn(here.section))
        if (stated.as === "prognose")
          expected.set(stated.value, [...(expected.get(stated.value) ?? []), { here, stated }])
    const found: CheckFinding[] = []
    for (const here of heres)
      for (const target of statedIn(here.section)) {
        if (target.as !== "ziel" || target.more === undefined) continue
        const same = expected.get(target.value)?.find(({ stated }) => about(stated, target))
        if (same)
          found.push(
            finding("C16", "hint", here, {
              reason: "claim.equal",
              message: `Der Text verspricht „${target.more}“, das Ziel ${target.value} ist aber genau die Prognose (${same.here.place}).`,
              at: target.at,
              figures: { ziel: target.value, prognose: same.stated.value },
              words: [target.sentence, target.more],
            }),
          )
      }
    return found
  },
}

interface Stated {
  readonly as: "ziel" | "prognose"
  readonly value: string
  readonly sentence: string
  readonly at: Passage
  /** words of the paragraph that promise more */
  readonly more: string | undefined
}

const TARGET =
  /(?<![\p{L}])(?:Ziel|Zielwert|Zielgröße|anstreben|angestrebt|streben|vereinbart|erreichen|Soll)(?![\p{L}])/u
const FORECAST = /Prognose|prognostizier|erwartet|voraussichtlich|Hochrechnung/u
const MORE =
  /(?:deutlich|erheblich|spürbar|wesentlich|nachhaltig)\s(?:mehr|stärker|höher|steiger\p{L}*|erhöh\p{L}*|ausbau\p{L}*|besser)|(?<![\p{L}])(?:steigern|Steigerung|erhöhen|mehr als bisher)(?![\p{L}])/u
const VALUE = /(?<![\d.,/§]|§\s)\d{1,3}(?:\.\d{3})+(?![\d.,]*\d)|(?<![\d.,/§]|§\s)\d{2,6}(?:,\d+)?(?![\d.]*\d)/g

const statedIn = perSection((section: Section): readonly Stated[] =>
  passages(section).flatMap((at) => {
    if (at.kind !== "text" && at.kind !== "item") return []
    if (!TARGET.test(at.text) && !FORECAST.test(at.text)) return []
    const more = MORE.exec(at.text)?.[0]
    return sentences(at.text).flatMap((sentence) => {
      const forecast = FORECAST.test(sentence)
      if (!forecast && !TARGET.test(sentence)) return []
      return [...sentence.matchAll(VALUE)].flatMap((m): Stated[] => {
        // years are no values
        if (/^(?:19|20)\d\d$/.test(m[0])) return []
        return [{ as: forecast ? "prognose" : "ziel", value: m[0], sentence, at, more: forecast ? undefined : more }]
      })
    })
  }),
)

/** Two sentences speak of the same thing: at least two long words in common. */
function about(a: Stated, b: Stated): boolean {
  const words = (s: string) =>
    new Set(
      s
        .split(/[^\p{L}]+/u)
        .filter((w) => /^\p{Lu}/u.test(w) && w.length >= 6)
        .map((w) => w.toLowerCase().slice(0, 8)),
    )
  const x = words(a.sentence)
  return [...words(b.sentence)].filter((w) => x.has(w)).length >= 2
}
