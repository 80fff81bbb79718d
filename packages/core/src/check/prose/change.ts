/** Changes in running text: from one value to another by so much, and the scenarios of a forecast. */
import { add, compare, decimal, german, round, type Scaled, scaled, subtract } from "../../number.ts"
import { comparable, type Figure, isZero } from "../../table/figure.ts"
import { periodsIn } from "../../table/words.ts"
import { changeOf, differenceOf } from "../relation.ts"
import { direction, type Prose, type Token } from "./read.ts"
import { ofText, type ProseSaid } from "./said.ts"

const STANDS = "im Text steht"
const isCount = (t: Token | undefined): t is Token & { figure: Figure } =>
  t?.figure !== undefined && t.unit !== "%" && t.unit !== "%-Punkte"
const isRate = (t: Token | undefined): t is Token & { figure: Figure } => t?.figure !== undefined && t.unit === "%"
const negative = (f: Figure): Figure => ({
  ...f,
  value: { ...f.value, units: -f.value.units },
  num: { ...f.num, value: f.num.value === null ? null : `-${f.num.value}` },
})

/** "von A auf B", and in the same sentence "um D" or "um p %" */
export function steps(prose: Prose): ProseSaid[] {
  const found: ProseSaid[] = []
  for (const { text, tokens } of prose.sentences) {
    if (tokens.length !== 3) continue
    for (let i = 0; i < tokens.length; i++) {
      const [before, now] = fromTo(tokens, i)
      if (before?.figure === undefined || now?.figure === undefined) continue
      const by = tokens.filter((t) => t !== before && t !== now && /(?:^|\s)um\s*$/.test(t.lead))
      const [one] = by
      if (by.length !== 1 || one?.figure === undefined) continue
      found.push(...stepOf(prose, before.figure, now.figure, one, text))
    }
  }
  return found
}

/** the value before and the value now, when the figure at `i` begins "von A ... auf B" */
function fromTo(tokens: readonly Token[], i: number): readonly [Token | undefined, Token | undefined] {
  const [before, next, third] = [tokens[i], tokens[i + 1], tokens[i + 2]]
  if (before === undefined || !/(?:^|\s)von\s*(?:etwa|rund|ca\.|noch|zuvor|bisher)?\s*$/i.test(before.lead))
    return [undefined, undefined]
  const reaches = (t: Token | undefined) =>
    t !== undefined && /(?:^|\s)auf\s*(?:nun|nunmehr|jetzt|rund)?\s*$/i.test(t.lead)
  const now = reaches(next) ? next : reaches(third) ? third : undefined
  return now !== undefined && now.unit === before.unit && now.found.range === undefined
    ? [before, now]
    : [undefined, undefined]
}

function stepOf(prose: Prose, before: Figure, now: Figure, by: Token, words: string): ProseSaid[] {
  if (by.figure === undefined) return []
  const order = compare(now.value, before.value)
  const way = direction(words)
  // words and figures that contradict each other are for people, not for arithmetic
  if (order === 0 || (way !== undefined && way !== order)) return []
  const change = order < 0 && by.figure.value.units > 0n ? negative(by.figure) : by.figure
  if (by.unit === "%" && before.unit !== "%")
    return ofText("C04", "change.text", prose.passage, changeOf(now, before, change, STANDS))
  if (by.unit === "%" && before.unit === "%") return []
  if (!comparable(by.unit, before.unit) && !(before.unit === "%" && by.unit === "%-Punkte")) return []
  return ofText("C03", "difference.text", prose.passage, differenceOf(now, before, change, STANDS))
}

/** "6.940 im Januar 2020 ... auf 6.642 im Mai 2026 ..., ein Minus seit Januar 2020 um 4,3 %" */
export function since(prose: Prose): ProseSaid[] {
  const found: ProseSaid[] = []
  const { tokens } = prose
  for (const [i, by] of tokens.entries()) {
    if (!isRate(by) || !/(?:^|\s)um\s*$/.test(by.lead)) continue
    const start = /seit (?:dem |anfang |ende )?(\p{L}+ \d{4})\s*um\s*$/iu.exec(by.lead)?.[1]
    const period = start === undefined ? undefined : periodsIn(start)[0]
    if (period === undefined || period.length < 7) continue
    const earlier = tokens.slice(Math.max(0, i - 20), i).filter(isCount)
    const before = earlier.filter((t) => dated(t) === period)
    const now = earlier.at(-1)
    const [first] = before
    if (before.length !== 1 || first === undefined || now === undefined || now === first || dated(now) === undefined)
      continue
    if (now.unit !== first.unit || by.sentence - now.sentence > 1) continue
    const way = direction(by.lead)
    const order = compare(now.figure.value, first.figure.value)
    if (way === undefined || order === 0) continue
    if (order !== way) {
      const say = (f: Figure): string => german({ value: f.num.value, decimals: f.num.decimals })
      found.push({
        rule: "C04",
        severity: "warning",
        reason: "way.text",
        message: `Von ${say(first.figure)} auf ${say(now.figure)} ist es ein${order > 0 ? " Anstieg" : "e Abnahme"}; ${STANDS} ein${way > 0 ? " Anstieg" : "e Abnahme"} um ${say(by.figure)} %.`,
        passage: prose.passage,
        figures: { alt: first.figure.num.value ?? "", neu: now.figure.num.value ?? "" },
      })
      continue
    }
    const change = order < 0 ? negative(by.figure) : by.figure
    found.push(...ofText("C04", "change.text", prose.passage, changeOf(now.figure, first.figure, change, STANDS)))
  }
  return found
}

/** the month that stands right behind a figure */
function dated(token: Token): string | undefined {
  const behind =
    /^\s*(?:\p{L}+\s){0,1}\(?(?:im|in|stand:?|ende|anfang|zum|am)?\s*((?:\d{1,2}\.)?\s?\p{L}* ?\d{4})/iu.exec(
      token.tail,
    )?.[1]
  const period = behind === undefined ? undefined : periodsIn(behind)[0]
  return period !== undefined && period.length >= 7 ? period : undefined
}

/**
 * A base and the changes of a forecast ("0,8 % bis 5,2 %, im Mittel 2,6 %"; "zwischen 9.305 und 9.736, im Mittel
 * 9.560"): when all results but one follow from the percentages, the one that does not is named.
 */
export function scenarios(prose: Prose): ProseSaid[] {
  const { tokens } = prose
  const rates = tokens.flatMap((t): Scaled[] =>
    t.unit !== "%" ? [] : t.found.range !== undefined ? t.found.range.map(scaled) : t.figure ? [t.figure.value] : [],
  )
  const counts = tokens.filter(isCount)
  if (rates.length < 3 || rates.length > 6 || counts.length < 4 || counts.length > 8) return []
  for (const whole of counts) {
    const rest = counts.filter((t) => t !== whole)
    const expected = rates.flatMap((rate) => [-1, 1].map((sign) => changed(whole.figure.value, rate, sign)))
    const misses = rest.filter((t) => !expected.some((e) => isZero(subtract(e, t.figure.value))))
    const hits = rest.length - misses.length
    const [miss] = misses
    if (hits < 2 || misses.length !== 1 || rest.length !== rates.length || miss === undefined) continue
    const left = rates.filter(
      (rate) =>
        !rest.some((t) => [-1, 1].some((s) => isZero(subtract(changed(whole.figure.value, rate, s), t.figure.value)))),
    )
    const [rate] = left
    if (left.length !== 1 || rate === undefined) continue
    const sign = compare(miss.figure.value, whole.figure.value) < 0 ? -1 : 1
    const say = (s: Scaled): string => german({ value: decimal(s), decimals: s.places })
    return [
      {
        rule: "C04",
        severity: "warning",
        reason: "scenario.text",
        message: `${say(whole.figure.value)} ${sign < 0 ? "weniger" : "mehr"} ${say(rate)} % sind ${say(changed(whole.figure.value, rate, sign))}; ${STANDS} ${say(miss.figure.value)}.`,
        passage: prose.passage,
        figures: { bezug: decimal(whole.figure.value), prozent: decimal(rate), ergebnis: miss.figure.num.value ?? "" },
      },
    ]
  }
  return []
}

function changed(whole: Scaled, rate: Scaled, sign: number): Scaled {
  const share: Scaled = { units: rate.units * BigInt(sign), places: rate.places + 2 }
  const factor = add(scaled("1"), share)
  return round({ units: whole.units * factor.units, places: whole.places + factor.places }, 0)
}
