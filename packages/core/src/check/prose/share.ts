/** Shares in running text: "5.014 von 9.640 (52,0 %)", a ratio of two counts, a rate times its base, rates on one base. */
import { add, compare, decimal, divide, german, round, type Scaled, scaled, subtract } from "../../number.ts"
import { absolute, comparable, type Figure, isZero, slack } from "../../table/figure.ts"
import { shareOf } from "../relation.ts"
import type { Prose, Token } from "./read.ts"
import { ofText, type ProseSaid } from "./said.ts"

const STANDS = "im Text steht"
const say = (f: Figure): string => german({ value: f.num.value, decimals: f.num.decimals })
const isCount = (t: Token): boolean => t.figure !== undefined && t.unit !== "%" && t.unit !== "%-Punkte"
const times = (a: Scaled, b: Scaled): Scaled => ({ units: a.units * b.units, places: a.places + b.places })

/** a count with its percentage in brackets behind it, or "das entspricht p %"; the base is a larger count before it */
export function shares(prose: Prose): ProseSaid[] {
  const { tokens } = prose
  const found: ProseSaid[] = []
  for (let i = 1; i < tokens.length; i++) {
    const [part, result] = [tokens[i - 1], tokens[i]]
    if (part?.figure === undefined || result?.figure === undefined || result.unit !== "%" || !isCount(part)) continue
    if (part.sentence !== result.sentence || /quote|rate\b|gestieg|gesunk|vorjahr|um\s*$/i.test(result.lead)) continue
    const bracket =
      /^[^.;()]{0,40}\(\s*(?:=|entspricht|das sind|also)?\s*$/i.test(result.lead) && /^\s*\)/.test(result.tail)
    const said = /(?:das|dies) (?:entspricht|sind|ist)(?: einem anteil von| rund| etwa)?\s*$/i.test(result.lead)
    if (!bracket && !said) continue
    const bases = tokens
      .slice(Math.max(0, i - 13), i - 1)
      .filter((t) => isCount(t) && part.sentence - t.sentence <= 1 && t.figure !== undefined)
      .filter((t) => compare(t.figure?.value ?? scaled("0"), part.figure?.value ?? scaled("0")) >= 0)
    const judged = bases.flatMap((t) => {
      if (t.figure === undefined || part.figure === undefined || result.figure === undefined) return []
      if (!comparable(t.figure.unit, part.figure.unit)) return []
      return [{ token: t, ...shareOf(part.figure, t.figure, result.figure, STANDS) }]
    })
    if (judged.some((j) => j.state === "holds")) continue
    // only where the base is named as such, or there is but one and it nearly fits
    const named = judged.filter((j) =>
      /(?:von(?: den| insgesamt| allen)?|unter den|der insgesamt)\s*$/i.test(j.token.lead),
    )
    const chosen = named.length === 1 ? named[0] : judged.length === 1 ? judged[0] : undefined
    if (chosen?.token.figure === undefined) continue
    const close = chosen.token.sentence === part.sentence && near(part.figure, chosen.token.figure, result.figure)
    if (named.length !== 1 && !close) continue
    found.push(...ofText("C05", "share.text", prose.passage, chosen))
  }
  return found
}

/** within three points of what it would have to be */
function near(part: Figure, whole: Figure, result: Figure): boolean {
  if (isZero(whole.value)) return false
  const off = absolute(subtract(divide(part.value, whole.value, 2, 2), result.value))
  return compare(off, scaled("3")) <= 0
}

/** "Frauen (5.014) als Männer (4.626). Dieses Verhältnis von 52,0 % zu 48,0 %" */
export function ratios(prose: Prose): ProseSaid[] {
  const { tokens } = prose
  const found: ProseSaid[] = []
  for (let i = 1; i < tokens.length; i++) {
    const [p, q] = [tokens[i - 1], tokens[i]]
    if (p?.figure === undefined || q?.figure === undefined || p.unit !== "%" || q.unit !== "%") continue
    if (!/verhältnis von\s*$/i.test(p.lead) || q.lead.trim() !== "zu" || p.sentence !== q.sentence) continue
    const sum = add(p.figure.value, q.figure.value)
    if (!isZero(subtract(sum, scaled("100"))))
      found.push({
        rule: "C06",
        severity: compare(absolute(subtract(sum, scaled("100"))), slack(p.figure)) <= 0 ? "hint" : "warning",
        reason: "ratio.text",
        message: `${say(p.figure)} + ${say(q.figure)} ergibt ${german({ value: decimal(sum), decimals: p.figure.num.decimals })} %; ein Verhältnis zweier Teile ergibt zusammen 100 %.`,
        passage: prose.passage,
        figures: { summe: decimal(sum) },
      })
    const [a, b] = tokens.slice(Math.max(0, i - 3), i - 1)
    if (a?.figure === undefined || b?.figure === undefined || !isCount(a) || !isCount(b)) continue
    if (a.unit !== b.unit || p.sentence - a.sentence > 1) continue
    const whole: Figure = summed(a.figure, b.figure)
    found.push(...ofText("C05", "share.text", prose.passage, shareOf(a.figure, whole, p.figure, STANDS)))
    found.push(...ofText("C05", "share.text", prose.passage, shareOf(b.figure, whole, q.figure, STANDS)))
  }
  return found
}

function summed(a: Figure, b: Figure): Figure {
  const value = add(a.value, b.value)
  return { ...a, value, num: { ...a.num, value: decimal(value), decimals: value.places } }
}

/** "eine Quote von 18,5 % ... bei 1.320 ... ergibt dies 279" */
export function products(prose: Prose): ProseSaid[] {
  const { tokens } = prose
  const found: ProseSaid[] = []
  for (let i = 2; i < tokens.length; i++) {
    const [rate, whole, part] = [tokens[i - 2], tokens[i - 1], tokens[i]]
    if (rate?.figure === undefined || whole?.figure === undefined || part?.figure === undefined) continue
    if (rate.unit !== "%" || !isCount(whole) || !isCount(part) || whole.sentence !== part.sentence) continue
    if (part.sentence - rate.sentence > 1 || !/quote|anteil/i.test(rate.lead)) continue
    if (!/ergibt|ergeben|entspricht|entsprechen|bedeutet|sind das/i.test(part.lead)) continue
    if (part.figure.num.decimals > 0 || !comparable(part.unit, whole.unit)) continue
    // the rate is rounded: the count lies between its two ends
    const hundredth = (s: Scaled): Scaled => ({ units: s.units, places: s.places + 2 })
    const half: Scaled = { units: 5n, places: rate.figure.num.decimals + 1 }
    const least = round(times(hundredth(subtract(rate.figure.value, half)), whole.figure.value), 0)
    const most = round(times(hundredth(add(rate.figure.value, half)), whole.figure.value), 0)
    if (compare(part.figure.value, least) >= 0 && compare(part.figure.value, most) <= 0) continue
    const exact = round(times(hundredth(rate.figure.value), whole.figure.value), 0)
    found.push({
      rule: "C05",
      severity: "warning",
      reason: "product.text",
      message: `${say(rate.figure)} % von ${say(whole.figure)} sind ${german({ value: decimal(exact), decimals: 0 })}; ${STANDS} ${say(part.figure)}.`,
      passage: prose.passage,
      figures: {
        quote: rate.figure.num.value ?? "",
        bezug: whole.figure.num.value ?? "",
        anzahl: part.figure.num.value ?? "",
      },
    })
  }
  return found
}

/** "5.930 Arbeitslose, das entspricht einer Quote von 4,6 % (darunter 4.136 Personen - 3,1 %)": both on one base */
export function bases(prose: Prose): ProseSaid[] {
  return prose.sentences.flatMap(({ tokens }): ProseSaid[] => {
    const [a, p, b, q] = tokens
    if (tokens.length !== 4 || a?.figure === undefined || b?.figure === undefined) return []
    if (p?.figure === undefined || q?.figure === undefined || p.unit !== "%" || q.unit !== "%") return []
    if (!isCount(a) || !isCount(b) || !/quote/i.test(p.lead) || !/darunter|davon/i.test(b.lead)) return []
    const [first, second] = [ends(a.figure, p.figure), ends(b.figure, q.figure)]
    if (first === undefined || second === undefined) return []
    if (compare(first.least, second.most) <= 0 && compare(second.least, first.most) <= 0) return []
    return [
      {
        rule: "C05",
        severity: "warning",
        reason: "base.text",
        message: `${say(a.figure)} zu ${say(p.figure)} % und ${say(b.figure)} zu ${say(q.figure)} % passen nicht zur selben Bezugsgröße.`,
        passage: prose.passage,
        figures: {
          teil1: a.figure.num.value ?? "",
          anteil1: p.figure.num.value ?? "",
          teil2: b.figure.num.value ?? "",
          anteil2: q.figure.num.value ?? "",
        },
      },
    ]
  })
}

/** least and greatest base that a count and its rounded rate allow */
function ends(part: Figure, rate: Figure): { least: Scaled; most: Scaled } | undefined {
  const half: Scaled = { units: 5n, places: rate.num.decimals + 1 }
  const low = subtract(rate.value, half)
  if (low.units <= 0n) return undefined
  return { least: divide(part.value, add(rate.value, half), 0, 2), most: divide(part.value, low, 0, 2) }
}
