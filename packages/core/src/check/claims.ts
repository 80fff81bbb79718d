/** What text and tables say of a known quantity at a known month (Aussagen): "9.815 eLb im August 2019". */
import { plain } from "../block.ts"
import { decimal, subtract, type Unit } from "../number.ts"
import type { Figure } from "../table/figure.ts"
import { isChange, periodsIn, simple } from "../table/words.ts"
import { proseOf, type Sentence, type Token } from "./prose/read.ts"
import { type Table, tables } from "./table.ts"
import { type Passage, perSection } from "./text.ts"

export type Subject = "elb" | "lzb" | "lza" | "alo" | "bg" | "integration"
export interface Claim {
  readonly subject: Subject
  /** words that narrow the quantity, sorted: only claims with the same ones are of the same thing */
  readonly groups: string
  /** month or day */
  readonly period: string | undefined
  readonly figure: Figure
  /** said as something to be reached, and on which side of the figure */
  readonly target: "below" | "above" | undefined
  readonly planned: boolean
  /** reckoned from a value and its change to the year before */
  readonly derived: boolean
  readonly where: Pick<Passage, "where" | "block" | "blockId">
  readonly words: string
}

const NOUN: readonly (readonly [Subject, RegExp])[] = [
  ["elb", /^\(?(?:erwerbsfähigen? leistungsberechtigten?|erwerbsfähigen? leistungsbeziehenden?|elb)(?!\p{L})/u],
  ["lzb", /^\(?(?:langzeitleistungsbeziehenden?r?|langzeitbeziehenden?r?|lzb)(?!\p{L})/u],
  ["lza", /^\(?langzeitarbeitslosen?r?(?!\p{L})/u],
  ["alo", /^\(?(?:arbeitslosen?r?|arbeitslosigkeit)(?!\p{L})/u],
  ["bg", /^\(?(?:bedarfsgemeinschaften|bgs?)(?!\p{L})/u],
  ["integration", /^\(?integrationen(?!\p{L})/u],
]
const ANYWHERE: readonly (readonly [Subject, RegExp])[] = NOUN.map(
  ([subject, { source }]) => [subject, new RegExp(`(?<![\\p{L}-])${source.slice(1)}`, "gu")] as const,
)
const GROUPS =
  /frauen|männer|weiblich|männlich|sgb iii|sgb ii(?!i)|unter \d+|u ?25|alleinerziehend|ausländ|migration|flucht|flücht|asyl|ukrain|hessen|bundes|deutschland|land\b|schwerbehind|ohne\b|darunter|insgesamt nur|neuzu|prognos|erwart|durchschnitt|jahresdurchschnitt|jahresende|aufgenomm|integriert|abgeg|zugeg|aktivier|nur\b|davon|neue?\b|erstmals/g
const MOST = 24
const LOWER: ReadonlySet<Subject> = new Set(["elb", "lzb", "lza", "alo", "bg"])
const COUNT: ReadonlySet<Unit | undefined> = new Set([undefined, "", "Personen", "BG", "Eintritte"] as const)

export const claims = perSection((section): readonly Claim[] => {
  const said = proseOf(section).flatMap((prose) =>
    prose.sentences.flatMap((sentence) =>
      // a list of figures says nothing of one quantity
      sentence.tokens.length > MOST ? [] : sentence.tokens.flatMap((token) => claimOf(sentence, token, prose.passage)),
    ),
  )
  return [...said, ...fromTables(section)]
})

function claimOf(sentence: Sentence, token: Token, where: Passage): Claim[] {
  const { figure } = token
  if (figure === undefined || !COUNT.has(figure.unit) || figure.num.decimals > 0 || figure.step !== undefined) return []
  const lead = simple(token.lead)
  if (/(?:^|\s)(?:um|zwischen|je|pro|alle|von jeweils)$/.test(lead)) return []
  const subject = subjectOf(sentence, token)
  if (subject === undefined) return []
  const words = simple(sentence.text)
  const aimed = /\bziel|vereinbar|anstreb|angestrebt|unterschreit|soll(?:en)?\b|zielwert/.test(words)
  const target = !aimed
    ? undefined
    : /unterschreit|höchstens|maximal|nicht (?:über|mehr)|senken|reduzier|verringer/.test(words)
      ? "below"
      : /mindestens|überschreit|erreich|anstreb|steiger|erhöh|integrier/.test(words)
        ? "above"
        : undefined
  return [
    {
      subject,
      groups: [...new Set(words.match(GROUPS) ?? [])].sort().join("|"),
      period: periodOf(sentence, token),
      figure,
      target,
      planned:
        aimed ||
        /prognos|voraussichtlich|erwart|planen|geplant|ansatz|entwurf|nunmehr|würde|wäre|könnte|szenario/.test(words),
      derived: false,
      where,
      words: sentence.text.slice(0, 60),
    },
  ]
}

/** the noun right behind the figure, or the last one before it with "auf", "bei" between */
function subjectOf(sentence: Sentence, token: Token): Subject | undefined {
  const own = simple(sentence.text.slice(token.found.start, token.found.end + 60)).replace(/^[-−–+]?[\d.\u00a0 ]+/, "")
  for (const [subject, noun] of NOUN) if (noun.test(own)) return subject
  if (!/(?:^|\s)(?:auf|bei|beträgt|betrug|liegt bei|lag bei)$/.test(simple(token.lead))) return undefined
  const before = simple(sentence.text.slice(0, token.found.start)).slice(-150)
  let last: { subject: Subject; at: number } | undefined
  for (const [subject, noun] of ANYWHERE)
    for (const hit of before.matchAll(noun))
      if (last === undefined || hit.index > last.at) last = { subject, at: hit.index }
  return last?.subject
}

/** the month said right behind the figure, else the only period of the sentence */
function periodOf(sentence: Sentence, token: Token): string | undefined {
  const behind =
    /^\s*(?:\p{L}+\s){0,2}\(?(?:im|stand:?|zum)\s(\p{L}+ \d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\/\d{4})/iu.exec(
      token.tail,
    )?.[1]
  const direct = behind === undefined ? undefined : periodsIn(behind)[0]
  if (direct !== undefined) return direct.length >= 7 ? direct : undefined
  const [only, ...others] = periodsIn(sentence.text)
  return only !== undefined && others.length === 0 && only.length >= 7 ? only : undefined
}

function fromTables(section: Parameters<typeof tables>[0]): Claim[] {
  return tables(section).flatMap((table) => {
    const path: string[] = []
    return table.block.rows.flatMap((row): Claim[] => {
      const label = simple(plain(row.label))
      if (row.kind === "group") {
        path[0] = label
        return []
      }
      const found = NOUN.find(([, noun]) => noun.test(label))
      if (found === undefined || row.indent > 0 || row.kind === "davon" || row.kind === "darunter") return []
      const rest = label.replace(found[1], "").trim()
      if (rest !== "" && !/^sgb iii?$/.test(rest)) return []
      const groups = [...new Set(`${rest} ${path[0] ?? ""} ${simple(plain(table.block.caption))}`.match(GROUPS) ?? [])]
      return table.block.columns.flatMap((column): Claim[] => {
        const figure = table.read({ row: row.id, column: column.key })
        const counted = figure !== undefined && COUNT.has(figure.unit) && figure.step === undefined
        if (!counted || (column.asOf ?? "").length < 7 || isChange(column.label)) return []
        const claim: Claim = {
          subject: found[0],
          groups: groups.sort().join("|"),
          period: column.asOf,
          figure,
          target: undefined,
          planned: column.nature === "plan" || column.nature === "prognose" || column.nature === "ziel",
          derived: false,
          where: { where: table.where, block: table.index, blockId: table.block.id },
          words: label,
        }
        const before = yearBefore(table, row.id, claim)
        return before === undefined ? [claim] : [claim, before]
      })
    })
  })
}

/** the value of the same month a year earlier, where the table says the change since */
function yearBefore(table: Table, row: string, claim: Claim): Claim | undefined {
  const changes = table.block.columns.filter((c) => /vorjahresmonat/.test(simple(c.label)) && isChange(c.label))
  const levels = table.block.columns.filter((c) => !isChange(c.label))
  const [column] = changes
  if (changes.length !== 1 || levels.length !== 1 || column === undefined || claim.period === undefined)
    return undefined
  const change = table.read({ row, column: column.key })
  if (change === undefined || change.step !== undefined || !COUNT.has(change.unit)) return undefined
  const value = subtract(claim.figure.value, change.value)
  const figure: Figure = { ...claim.figure, value, num: { value: decimal(value), decimals: 0 } }
  const period = `${Number(claim.period.slice(0, 4)) - 1}${claim.period.slice(4)}`
  return { ...claim, figure, period, derived: true }
}

/** true for quantities of which less is better */
export const lowerIsBetter = (subject: Subject): boolean => LOWER.has(subject)
export const NAMED: Readonly<Record<Subject, string>> = {
  elb: "erwerbsfähige Leistungsberechtigte",
  lzb: "Langzeitleistungsbeziehende",
  lza: "Langzeitarbeitslose",
  alo: "Arbeitslose",
  bg: "Bedarfsgemeinschaften",
  integration: "Integrationen",
}
