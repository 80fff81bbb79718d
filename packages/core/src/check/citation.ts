/** C22: cited norms exist in the law in force, carry the right sign, and fit the instrument they are named for. */
import {
  exists,
  type Instrument,
  instruments,
  LAW_LABEL,
  type Law,
  type LawState,
  lawStateOf,
  replaced,
} from "../catalogue/index.ts"
import { finding, type Said } from "./key.ts"
import type { CheckFinding, Rule } from "./rule.ts"
import { type Passage, passages } from "./text.ts"

export const citation: Rule = {
  id: "C22",
  title:
    "Zitierte Paragraphen gibt es im geltenden Recht; Zeichen und Bezeichnung stimmen; Begriffe sind die geltenden.",
  whole(content, heres) {
    const state = lawStateOf(content)
    const known = instruments(state)
    const found: CheckFinding[] = []
    for (const here of heres)
      for (const p of passages(here.section))
        if (p.text.includes("§"))
          for (const said of judge(p, state, known)) found.push(finding("C22", "warning", here, said))
    for (const term of replaced(state))
      for (const here of heres) {
        const p = passages(here.section).find((q) => q.kind !== "contact" && term.old.test(q.text))
        if (p === undefined) continue
        const old = term.old.exec(p.text)?.[0] ?? term.word
        found.push(
          finding("C22", "hint", here, {
            reason: "term.replaced",
            message: `„${old}“ heißt im geltenden Recht „${term.now}“ (${LAW_LABEL[state]}).`,
            at: p,
            words: [term.word],
          }),
        )
        // Once is enough: who reads it knows what to look for.
        break
      }
    return found
  },
}

const LAW = "(?:SGB\\s?(?:III|II)|Zweites Buch Sozialgesetzbuch|Drittes Buch Sozialgesetzbuch)"
const PART = "(?:\\s?(?:Abs(?:atz|\\.)?|S(?:atz|\\.)?|Nr\\.?|Nummer|Ziff\\.?|Buchst\\.?|HS\\.?)\\s?\\d{0,2}[a-z]?)*"
const NUMBER = "\\d{1,3}(?:\\s?[a-z](?![\\p{L}\\d]))?"
/** sign, numbers with what joins them, law */
const CITED = new RegExp(
  `(§{1,2})\\s?(${NUMBER}${PART}(?:\\s?(?:,|;|/|und|u\\.|oder|bis|[-–])\\s?(?:§{1,2}\\s?)?${NUMBER}${PART}){0,12}\\s?(ff?\\.?)?)\\s*(?:des\\s)?(${LAW})`,
  "gu",
)

function judge(p: Passage, state: LawState, known: readonly Instrument[]): Said[] {
  const found: Said[] = []
  for (const match of p.text.matchAll(CITED)) {
    const [all, sign = "", middle = "", following, lawText = ""] = match
    const law: Law = /III|Drittes/.test(lawText) ? "SGB III" : "SGB II"
    const named = numbersOf(middle)
    const several = named.length > 1 || following !== undefined
    if (sign === "§§" && !several)
      found.push({
        reason: "citation.sign",
        message: `„${all}“ nennt nur einen Paragraphen; es muss „§“ heißen, oder es fehlt ein zweiter.`,
        at: p,
        words: [all],
      })
    if (sign === "§" && named.length > 1 && !/§/.test(middle))
      found.push({
        reason: "citation.sign",
        message: `„${all}“ nennt mehrere Paragraphen; es muss „§§“ heißen.`,
        at: p,
        words: [all],
      })
    for (const number of named)
      if (exists(law, number, state) === false)
        found.push({
          reason: "citation.unknown",
          message: `§ ${number} ${law} gibt es nicht (${LAW_LABEL[state]}).`,
          at: p,
          figures: { paragraph: number },
          words: [law, number],
        })
    const [only] = named
    if (only !== undefined && named.length === 1) {
      const other = misnamed(p.text.slice(Math.max(0, match.index - 90), match.index), law, only, known)
      if (other)
        found.push({
          reason: "citation.instrument",
          message: `${other.name} steht in § ${other.code} ${other.law}, hier ist § ${only} ${law} genannt.`,
          at: p,
          figures: { genannt: only, katalog: other.code },
          words: [other.code, only, law],
        })
    }
  }
  return found
}

/** Paragraph numbers of "16e Abs. 2 und 16i", without the numbers of Absatz, Satz and Nummer. */
function numbersOf(middle: string): string[] {
  const bare = middle.replace(
    /(?:Abs(?:atz|\.)?|S(?:atz|\.)?|Nr\.?|Nummer|Ziff\.?|Buchst\.?|HS\.?)\s?\d{0,2}[a-z]?(?:\s?(?:,|und|u\.|oder|bis|[-–])\s?\d{1,2}(?![\da-z]))*/gu,
    " ",
  )
  return [...bare.matchAll(/\d{1,3}(?:\s?[a-z](?![\p{L}\d]))?/gu)].map((m) => m[0].replace(/\s/g, ""))
}

/** An instrument named directly before the sign ("Einstiegsgeld nach", "Einstiegsgeld (") whose norm is another one. */
function misnamed(before: string, law: Law, number: string, known: readonly Instrument[]): Instrument | undefined {
  const direct =
    /^(.*?)(?:\s(?:nach|gemäß|gem\.|i\.\s?S\.\s?d\.|lt\.)\s|\s?\(\s?(?:nach\s|gemäß\s|gem\.\s)?|\s?[-–,]\s)$/su.exec(
      before,
    )?.[1]
  if (direct === undefined) return undefined
  const text = direct.toLowerCase()
  const named = known.filter((i) => i.words.some((w) => endsWithWord(text, w)))
  const [only] = named
  if (only === undefined || named.length > 1 || (only.code === number && only.law === law)) return undefined
  // §§ 16 ff. SGB II carry the instruments of SGB III into SGB II; neighbours of a range are its continuation.
  if (number === "16" && law === "SGB II") return undefined
  if (Number.parseInt(only.code, 10) !== Number.parseInt(number, 10) && only.law === law && law === "SGB III")
    return near(only.code, number) ? undefined : only
  return only
}

/** "§§ 81 ff." may be cited by any of its next paragraphs. */
const near = (code: string, number: string): boolean => {
  const distance = Number.parseInt(number, 10) - Number.parseInt(code, 10)
  return distance >= 0 && distance <= 12
}

const endsWithWord = (text: string, word: string): boolean => {
  const at = text.lastIndexOf(word)
  return at !== -1 && /^\p{L}{0,3}$/u.test(text.slice(at + word.length))
}
