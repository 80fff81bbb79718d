/** Wholes and parts in running text: equations, budgets and their parts, changes and their parts, shares of 100 percent. */
import { add, compare, decimal, german, type Scaled, scaled, subtract } from "../../number.ts"
import { absolute, base, comparable, type Figure, isZero, within } from "../../table/figure.ts"
import { sayLike, sumOf } from "../relation.ts"
import { direction, figures, type Prose, type Sentence, type Token } from "./read.ts"
import { ofText, type ProseSaid } from "./said.ts"

const STANDS = "im Text steht"
const signed = (f: Figure, sign: 1 | -1): Figure =>
  sign === 1
    ? f
    : { ...f, value: { ...f.value, units: -f.value.units }, num: { ...f.num, value: negated(f.num.value) } }
const negated = (value: string | null): string | null =>
  value === null ? null : value.startsWith("-") ? value.slice(1) : `-${value}`

/** "38.204.175 = 23.871.540 + 14.332.635" */
export function equations(prose: Prose): ProseSaid[] {
  return prose.sentences.flatMap(({ tokens }) => {
    const found: ProseSaid[] = []
    for (let i = 0; i < tokens.length; ) {
      let end = i
      const links: string[] = []
      while (end + 1 < tokens.length) {
        const link = linkOf(tokens[end + 1])
        if (link === undefined) break
        links.push(link)
        end++
      }
      if (links.filter((l) => l === "=").length === 1 && links.length >= 2)
        found.push(...equation(tokens.slice(i, end + 1), links, prose))
      i = end + 1
    }
    return found
  })
}

/** "=", "+" or "-" when nothing else stands between a figure and the one before it */
function linkOf(token: Token | undefined): string | undefined {
  const words = token?.lead.trim()
  if (words === "=" || words === "ergibt" || words === "ergeben" || words === "sind") return "="
  if (words === "+" || words === "plus" || words === "zuzüglich") return "+"
  if (words === "-" || words === "–" || words === "−" || words === "minus" || words === "abzüglich") return "-"
  return undefined
}

function equation(tokens: readonly Token[], links: readonly string[], prose: Prose): ProseSaid[] {
  const all = figures(tokens)
  if (all.length < tokens.length) return []
  const at = links.indexOf("=")
  const [left, right] = [all.slice(0, at + 1), all.slice(at + 1)]
  const single = left.length === 1 ? left[0] : right.length === 1 ? right[0] : undefined
  if (single === undefined) return []
  const side = left.length === 1 ? right : left
  const signs = left.length === 1 ? links.slice(at + 1) : links.slice(0, at)
  const parts = side.map((f, i) => signed(f, i > 0 && signs[i - 1] === "-" ? -1 : 1))
  return ofText("C01", "sum.text", prose.passage, sumOf(single, parts, STANDS))
}

const COMPOSED =
  /unterteil|gliedert sich|gliedern sich|teilt sich|teilen sich|verteilt sich|verteilen sich|setzt sich|setzen sich|zusammengesetzt|besteht aus|bestehen aus|entfallen (?:davon|dabei|hiervon)|davon entfallen|hiervon entfallen/i
const PARTIAL =
  /weiter|sonstig|unter anderem|insbesondere|u\. ?a\.|z\. ?b\.|vor allem|darunter|beispielsweise|etwa|hauptsächlich|überwiegend|im wesentlichen/i

/** "ein Budget von X. Dieses unterteilt sich auf A sowie B" */
export function composed(prose: Prose): ProseSaid[] {
  return prose.sentences.flatMap((sentence, i) => {
    const verb = COMPOSED.exec(sentence.text)
    if (verb === null || PARTIAL.test(sentence.text)) return []
    const before = sentence.tokens.filter((t) => t.found.start < verb.index)
    const after = sentence.tokens.filter((t) => t.found.start > verb.index)
    const previous = prose.sentences[i - 1]
    const refers = /^(?:dies|das|davon|hiervon|dabei|es|der|die)/i.test(sentence.text)
    const total =
      before.length > 0 ? before.at(-1) : refers && previous?.tokens.length === 1 ? previous.tokens[0] : undefined
    const parts = before.length > 0 || refers ? after : []
    if (total?.figure === undefined || parts.length < 2) return []
    const given = figures(parts)
    const whole = total.figure
    if (given.length < parts.length || !given.every((f) => comparable(f.unit, whole.unit))) return []
    if (whole.unit === "%" || whole.unit === undefined) return []
    return ofText("C01", "sum.text", prose.passage, sumOf(whole, given, STANDS))
  })
}

/** "das Gesamtbudget hat sich um X reduziert, A erhöht sich um a, B reduziert sich um b" */
export function changes(prose: Prose): ProseSaid[] {
  return prose.sentences.flatMap((sentence) => {
    const { tokens } = sentence
    if (tokens.length < 3 || !tokens.every((t) => /(?:^|\s)um\s*$/.test(t.lead))) return []
    const clauses = tokens.map((t, i) => clause(sentence, t, tokens[i - 1], tokens[i + 1]))
    if (!/gesamt/i.test(clauses[0] ?? "") || clauses.slice(1).some((c) => /gesamt/i.test(c))) return []
    const all = tokens.flatMap((t, i): Figure[] => {
      const way = direction(clauses[i] ?? "")
      return t.figure === undefined || way === undefined ? [] : [signed(t.figure, way)]
    })
    const [total, ...parts] = all
    if (all.length < tokens.length || total === undefined || !parts.every((p) => p.unit === total.unit)) return []
    return ofText("C01", "sum.text", prose.passage, sumOf(total, parts, STANDS))
  })
}

/** words around a figure up to the next comma or "und" on either side */
function clause(sentence: Sentence, token: Token, before: Token | undefined, after: Token | undefined): string {
  const left = sentence.text.slice(before?.found.end ?? 0, token.found.start)
  const right = sentence.text.slice(token.found.end, after?.found.start ?? sentence.text.length)
  const from =
    before === undefined
      ? left
      : left
          .split(/,|;|\sund\s|\ssowie\s|\swährend\s/)
          .slice(1)
          .join(" ") || left
  return `${from} ${after === undefined ? right : (right.split(/,|;|\sund\s|\ssowie\s|\swährend\s/)[0] ?? "")}`
}

const SHARED =
  /verteil|anteil|gliede|setz\p{L}* sich|zusammensetz|aufteil|aufgeteilt|prozentual|struktur|wie folgt|entfallen|davon|unterteil/iu
/** says of the lines below that they are all the parts */
const LISTED =
  /anteilig|verteilt|verteilen|verteilung|gliedert|gliedern|setzt sich|setzen sich|aufgeteilt|aufteilung|entfallen/i
const WHOLE = scaled("100")

/** three or more percentages of one sentence, or of short lines in a row, that are the parts of one whole */
export function hundreds(all: readonly Prose[]): ProseSaid[] {
  const found: ProseSaid[] = []
  for (const prose of all)
    for (const { text, tokens } of prose.sentences) {
      const shares = tokens.filter((t) => t.unit === "%")
      if (shares.length < 3 || shares.length < tokens.length - 1) continue
      if (shares.some((t) => /(?:^|\s)(?:um|gegenüber|statt|vorjahr\S*)\s/i.test(`${t.lead.slice(-24)} `))) continue
      found.push(...hundred(shares, SHARED.test(text) ? NEAR : undefined, prose))
    }
  let run: { prose: Prose; token: Token }[] = []
  const close = (before: string): void => {
    const [first] = run
    if (first !== undefined && run.length >= 3)
      found.push(
        ...hundred(
          run.map((r) => r.token),
          LISTED.test(before) ? FAR : undefined,
          first.prose,
        ),
      )
    run = []
  }
  let lead = ""
  for (const prose of all) {
    const [token] = prose.tokens
    const line =
      token !== undefined &&
      prose.tokens.length === 1 &&
      token.unit === "%" &&
      prose.passage.text.length <= 120 &&
      (token.tail.trim().length <= 2 || token.lead.trim().length <= 2)
    if (line) run.push({ prose, token })
    else {
      close(lead)
      lead = prose.passage.text
    }
  }
  close(lead)
  return found
}

const NEAR = scaled("2")
const FAR = scaled("60")

/** `most`: how far from 100 the sum may be and still be meant as 100; undefined: only by rounding */
function hundred(tokens: readonly Token[], most: Scaled | undefined, prose: Prose): ProseSaid[] {
  const parts = figures(tokens)
  if (parts.length < tokens.length || parts.some((p) => p.value.units <= 0n)) return []
  const sum = add(...parts.map((p) => p.value))
  const off = subtract(sum, WHOLE)
  if (isZero(off)) return []
  const rounding = within(off, parts)
  if (!rounding && (most === undefined || compare(absolute(off), most) > 0)) return []
  const added = parts.map((p) => german({ value: p.num.value, decimals: p.num.decimals })).join(" + ")
  const places = Math.max(...parts.map((p) => p.num.decimals))
  return [
    {
      rule: "C06",
      severity: rounding ? "hint" : "warning",
      reason: `hundred.text${rounding ? ".rounding" : ""}`,
      message: `${added} ergibt ${german({ value: decimal(sum), decimals: places })} %.${rounding ? " Rundung?" : " Zusammen müssten es 100 % sein."}`,
      passage: prose.passage,
      figures: { summe: decimal(sum) },
    },
  ]
}

/** "Abzüglich von U ergibt sich C", "C stehen somit zur Verfügung" after A and B */
export function remainders(prose: Prose): ProseSaid[] {
  const { tokens } = prose
  const found: ProseSaid[] = []
  for (let i = 2; i < tokens.length; i++) {
    const [a, b, c] = [tokens[i - 2], tokens[i - 1], tokens[i]]
    if (a?.figure === undefined || b?.figure === undefined || c?.figure === undefined) continue
    if (a.unit === undefined || a.unit === "%" || a.unit !== b.unit || b.unit !== c.unit) continue
    if (c.sentence !== b.sentence || b.sentence - a.sentence > 1) continue
    const text = `${b.lead} ${b.tail} ${c.tail}`
    const taken = /abzüglich|abzgl\./i.test(b.lead)
    const left = /ergibt|ergeben|verbleib|bleib|somit/i.test(`${c.lead} ${c.tail}`)
    if (!taken || !left || /gegenüber|vorjahr/i.test(text)) continue
    const shift = /umschicht/i.test(text)
    const expected = subtract(base(a.figure), base(b.figure))
    const off = subtract(expected, base(c.figure))
    const state = isZero(off) ? "holds" : within(off, [a.figure, b.figure, c.figure]) ? "rounding" : "fails"
    const say = (f: Figure): string => german({ value: f.num.value, decimals: f.num.decimals })
    found.push(
      ...ofText(shift ? "C10" : "C03", shift ? "shift.text" : "difference.text", prose.passage, {
        state,
        sentence: `${say(a.figure)} − ${say(b.figure)} ergibt ${sayLike(expected, c.figure)}; ${STANDS} ${say(c.figure)}.`,
        figures: { vorher: a.figure.num.value ?? "", ab: b.figure.num.value ?? "", bleibt: c.figure.num.value ?? "" },
      }),
    )
  }
  return found
}
