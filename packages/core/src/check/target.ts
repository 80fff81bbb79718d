/** C15, C16: targets beside the last actual figure and beside the forecast. */
import { compare, german } from "../number.ts"
import { monthWords } from "../plainly.ts"
import { simple } from "../table/words.ts"
import type { Column } from "../typed.ts"
import { type Claim, claims, lowerIsBetter, NAMED } from "./claims.ts"
import { finding } from "./key.ts"
import type { CheckFinding, Here, Rule } from "./rule.ts"
import { atCell, type Table, tables } from "./table.ts"
import { passages } from "./text.ts"

export const target: Rule = {
  id: "C15",
  title: "Ziele liegen auf der besseren Seite des letzten Ist-Werts.",
  whole: (_content, heres) => [
    ...inText(heres),
    ...heres.flatMap((h) => tables(h.section).flatMap((t) => inTable(h, t))),
  ],
}
export const forecast: Rule = {
  id: "C16",
  title: "Wo der Text mehr verspricht, liegt das Ziel über der Prognose.",
  section: (here) => tables(here.section).flatMap((table) => likeForecast(here, table)),
}

const say = (c: { readonly num: { readonly value: string | null; readonly decimals: number } }): string =>
  german({ value: c.num.value, decimals: c.num.decimals })
const own = (claim: Claim): string =>
  claim.groups
    .split("|")
    .filter((g) => !/prognos|durchschnitt|jahresende|land|hessen|erwart/.test(g))
    .join("|")

/** a ceiling above, or a floor below, the newest figure of the same quantity */
function inText(heres: readonly Here[]): CheckFinding[] {
  const all = heres.flatMap((here) => claims(here.section).map((claim) => ({ here, claim })))
  return all.flatMap(({ here, claim: aim }): CheckFinding[] => {
    if (aim.target === undefined || aim.target !== (lowerIsBetter(aim.subject) ? "below" : "above")) return []
    if (!lowerIsBetter(aim.subject)) return []
    const actual = all
      .map((a) => a.claim)
      .filter(
        (c) => c.subject === aim.subject && !c.planned && !c.derived && c.period !== undefined && own(c) === own(aim),
      )
      .sort((a, b) => ((a.period ?? "") < (b.period ?? "") ? 1 : -1))[0]
    if (actual === undefined || compare(aim.figure.value, actual.figure.value) <= 0) return []
    return [
      finding("C15", "hint", here, {
        reason: "target.text",
        message: `Das Ziel von höchstens ${say(aim.figure)} (${NAMED[aim.subject]}) liegt über dem letzten Ist-Wert von ${say(actual.figure)} (${monthWords(actual.period ?? "")}).`,
        at: aim.where,
        words: [aim.subject, own(aim)],
        figures: { ziel: aim.figure.num.value ?? "", ist: actual.figure.num.value ?? "" },
      }),
    ]
  })
}

const LESS =
  /langzeitleistungsbez|langzeitbez|\blzb\b|langzeitarbeitslos|arbeitslose|bestand|bedarfsgemeinschaft|\belb\b|leistungen zum lebensunterhalt|unterkunft|\bk1\b|\bk3\b/
const MORE = /integration|eintritte|aktivierungsquote|beschäftigung nach|\bk2\b|k2e[1-4]|k3e[12]/

/** newest column of a nature, or of the natures that stand for it */
const newest = (columns: readonly Column[], ...natures: readonly Column["nature"][]): Column | undefined =>
  columns.filter((c) => natures.includes(c.nature)).sort((a, b) => ((a.asOf ?? "") < (b.asOf ?? "") ? 1 : -1))[0]

function inTable(here: Here, table: Table): CheckFinding[] {
  const [aim, actual] = [newest(table.block.columns, "ziel"), newest(table.block.columns, "ist")]
  if (aim === undefined || actual === undefined) return []
  return table.block.rows.flatMap((row): CheckFinding[] => {
    const words = simple(row.label.map((i) => ("text" in i ? i.text : " ")).join(""))
    // a change aimed at has no direction of its own beside the actual change
    if (/veränd|entwicklung/.test(words)) return []
    const less = LESS.test(words) && !MORE.test(words)
    const more = MORE.test(words) && !less
    if (!less && !more) return []
    const ref = { row: row.id, column: aim.key }
    const [z, i] = [table.read(ref), table.read({ row: row.id, column: actual.key })]
    if (z === undefined || i === undefined || z.unit !== i.unit) return []
    const order = compare(z.value, i.value)
    if (order === 0 || (less ? order < 0 : order > 0)) return []
    return [
      atCell("C15", "hint", here, table, {
        reason: "target",
        message: `Das Ziel ${say(z)} liegt ${order > 0 ? "über" : "unter"} dem letzten Ist-Wert ${say(i)}. Ist das gewollt?`,
        ref,
        figures: { ziel: z.num.value ?? "", ist: i.num.value ?? "" },
      }),
    ]
  })
}

const PROMISE =
  /deutlich (?:mehr|stärker|höher|besser)|spürbar (?:mehr|steiger|erhöh)|gesteigert werden|wollen .{0,60}(?:steigern|erhöhen)/
function likeForecast(here: Here, table: Table): CheckFinding[] {
  const [aim, expected] = [newest(table.block.columns, "ziel"), newest(table.block.columns, "prognose")]
  if (aim === undefined || expected === undefined) return []
  const text = passages(here.section)
    .filter((p) => p.kind === "text" || p.kind === "item")
    .map((p) => simple(p.text))
  return table.block.rows.flatMap((row): CheckFinding[] => {
    const ref = { row: row.id, column: aim.key }
    const [z, p] = [table.read(ref), table.read({ row: row.id, column: expected.key })]
    const words = simple(row.label.map((i) => ("text" in i ? i.text : " ")).join(""))
    if (z === undefined || p === undefined || z.unit !== p.unit || compare(z.value, p.value) !== 0 || !MORE.test(words))
      return []
    const subject = /integration|eintritte|aktivierung/.exec(words)?.[0]
    if (subject === undefined || !text.some((t) => PROMISE.test(t) && t.includes(subject))) return []
    return [
      atCell("C16", "hint", here, table, {
        reason: "forecast",
        message: `Der Text verspricht mehr; das Ziel ${say(z)} ist aber die Prognose selbst.`,
        ref,
        figures: { ziel: z.num.value ?? "", prognose: p.num.value ?? "" },
      }),
    ]
  })
}
