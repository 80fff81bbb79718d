/** C23: one way of writing gender: the one the house declares, else the one that the text itself mostly uses. */
import type { ProgrammeContent, Section } from "../content.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { LETTER, listed, type Passage, passages, perSection, withoutAddresses, wordAt } from "./text.ts"

type Sign = ":" | "*" | "_" | "/" | "I"
const SIGN_NAME = {
  ":": "Doppelpunkt",
  "*": "Stern",
  _: "Unterstrich",
  "/": "Schrägstrich",
  I: "großes I",
} as const satisfies Record<Sign, string>

/** The sign with the ending after it; the word before is taken from the text. */
const ENDING = new RegExp(
  `(?:[:*](?:innen|in|r|e|n|s)[a-zäöüß]*|_(?:innen|in)|/-?(?:innen|in))(?![${LETTER}_])|(?<=[a-zäöüß]{3})Innen(?![${LETTER}])`,
  "g",
)

/** "Kundinnen und Kunden" */
const PAIR = /innen\s(?:und|oder|bzw\.)\s(?=[A-ZÄÖÜ])/g

interface Form {
  readonly sign: Sign
  readonly word: string
  readonly at: Passage
}

const formsOf = perSection((section: Section): readonly Form[] =>
  passages(section).flatMap((at) => {
    if (at.kind === "contact" || !/[:*_/](?:-?in|r|e|n|s)|Innen/.test(at.text)) return []
    // addresses of mail and web are no words
    const text = withoutAddresses(at.text)
    return [...text.matchAll(ENDING)].flatMap(({ 0: ending, index }): Form[] => {
      const sign = signOf(ending.charAt(0))
      const { start } = wordAt(text, sign === "I" ? index : index - 1)
      // "/in" of a path, ":in" after a figure
      if (index - start < 2 || /[.@/_\d]/.test(text.charAt(start - 1))) return []
      return [{ sign, word: text.slice(start, index + ending.length), at }]
    })
  }),
)

const signOf = (sign: string): Sign => (sign === ":" || sign === "*" || sign === "_" || sign === "/" ? sign : "I")

const pairsOf = perSection((section: Section): readonly { readonly word: string; readonly at: Passage }[] =>
  passages(section).flatMap((at) =>
    [...at.text.matchAll(PAIR)].flatMap(({ 0: joint, index }) => {
      const { start } = wordAt(at.text, index)
      const next = wordAt(at.text, index + joint.length)
      const same = at.text.slice(start, start + 3) === at.text.slice(next.start, next.start + 3)
      return same ? [{ word: at.text.slice(start, next.end), at }] : []
    }),
  ),
)

/** Fewer forms than these show no habit. */
const HABIT = 5

export const gender: Rule = {
  id: "C23",
  title: "Die Schreibweise der Geschlechter ist einheitlich.",
  whole(content, heres) {
    const wanted = styleOf(content, heres)
    if (wanted === undefined) return []
    const found = heres.flatMap((here) => ofSection(here, wanted, content.gender !== undefined))
    if (content.gender !== ":" && content.gender !== "*") return found
    const pairs = heres.flatMap((here) => pairsOf(here.section).map((p) => ({ ...p, here })))
    const [first] = pairs
    if (first)
      found.push(
        finding("C23", "hint", first.here, {
          reason: "gender.pair",
          message: `An ${pairs.length === 1 ? "einer Stelle" : `${pairs.length} Stellen`} steht eine Paarform (${first.word}); das Haus schreibt mit ${SIGN_NAME[content.gender]}.`,
          at: first.at,
          words: [first.word],
        }),
      )
    return found
  },
}

function styleOf(content: ProgrammeContent, heres: readonly Here[]): Sign | "none" | undefined {
  if (content.gender === "Paarform" || content.gender === "neutral") return "none"
  if (content.gender !== undefined) return content.gender
  const count = new Map<Sign, number>()
  let all = 0
  for (const here of heres)
    for (const form of formsOf(here.section)) {
      count.set(form.sign, (count.get(form.sign) ?? 0) + 1)
      all++
    }
  const [most] = [...count].sort((a, b) => b[1] - a[1])
  return most && most[1] >= HABIT && most[1] * 5 >= all * 4 ? most[0] : undefined
}

/** One finding for each way that a section should not use, with its words. */
function ofSection(here: Here, wanted: Sign | "none", declared: boolean): CheckFinding[] {
  const bySign = new Map<Sign, Form[]>()
  for (const form of formsOf(here.section))
    if (form.sign !== wanted) bySign.set(form.sign, [...(bySign.get(form.sign) ?? []), form])
  return [...bySign].flatMap(([sign, forms]) => {
    const [first] = forms
    if (first === undefined) return []
    const words = [...new Set(forms.map((f) => f.word))]
    const shown = listed(words.slice(0, 4).map((w) => `„${w}“`)) + (words.length > 4 ? " und weitere" : "")
    const other =
      wanted === "none"
        ? "das Haus schreibt ohne Sonderzeichen"
        : `${declared ? "das Haus schreibt" : "sonst schreibt das Programm"} mit ${SIGN_NAME[wanted]}`
    return [
      finding("C23", "warning", here, {
        reason: "gender.sign",
        message: `${shown} mit ${SIGN_NAME[sign]}; ${other}.`,
        at: first.at,
        words,
      }),
    ]
  })
}
