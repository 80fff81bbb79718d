/** Reading of German figures (Zahlen lesen): what the text of a cell says, and how sure that is. */
import type { Num, Unit } from "../number.ts"

export interface Reading {
  /** value null: a sign in place of a figure, or a range */
  readonly num: Num
  /** false: read, but a person should look; `doubt` says why */
  readonly certain: boolean
  readonly doubt?: string | undefined
  /** both ends of "0,7 bis 5,4", as exact decimals */
  readonly range?: readonly [string, string] | undefined
  /** what is left of the text behind figure and unit */
  readonly rest: string
}

/** Digits with their separators, before sign, unit and words are looked at. */
export interface Literal {
  readonly value: string
  readonly decimals: number
  readonly end: number
  /** "year": four digits without separator between 1900 and 2100 */
  readonly doubt?: "dot" | "english" | "blank" | "year" | undefined
}

/** blanks that stand between groups of digits */
const GAP = "\\u00a0\\u2007\\u2009\\u202f"
const SPACED = new RegExp(`\\d{1,3}(?:[ ${GAP}]\\d{3})+(?!\\d)(?:,\\d{1,6}(?!\\d))?(?![.,]\\d)`, "y")
const ANY_GAP = new RegExp(`[ ${GAP}]`, "g")
const DIGITS = /\d+(?:[.,]\d+)*/y
const DATE = /\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}(?!\d))?(?!\d)|\d{4}-\d{2}(?:-\d{2})?(?![\d-])|\d{1,4}\/\d{1,4}(?!\d)/y

const match = (sticky: RegExp, text: string, at: number): string | undefined => {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0]
}

/** The figure whose first digit stands at `at`; undefined for dates, section numbers and what is none. */
export function literal(text: string, at: number): Literal | undefined {
  if (match(DATE, text, at) !== undefined) return undefined
  const spaced = match(SPACED, text, at)
  if (spaced !== undefined && !/^0/.test(spaced)) {
    const [whole = "", fraction = ""] = spaced.replace(ANY_GAP, "").split(",")
    const found = digits(whole, fraction, at + spaced.length)
    return found && { ...found, ...(spaced.includes(" ") ? { doubt: "blank" } : {}) }
  }
  const run = match(DIGITS, text, at)
  if (run === undefined) return undefined
  const end = at + run.length
  if (/^\d+$/.test(run)) {
    if (run.length > 1 && run.startsWith("0")) return undefined
    const year = run.length === 4 && run >= "1900" && run <= "2100"
    const found = digits(run, "", end)
    return found && { ...found, ...(year ? { doubt: "year" } : {}) }
  }
  if (/^[1-9]\d{0,2}(\.\d{3})+(,\d{1,6})?$/.test(run) || /^(0|[1-9]\d*),\d{1,6}$/.test(run)) {
    const [whole = "", fraction = ""] = run.replaceAll(".", "").split(",")
    return digits(whole, fraction, end)
  }
  if (/^(0|[1-9]\d*)\.\d{1,6}$/.test(run)) {
    const [whole = "", fraction = ""] = run.split(".")
    const found = digits(whole, fraction, end)
    return found && { ...found, doubt: "dot" }
  }
  if (/^[1-9]\d{0,2}(,\d{3})+\.\d{1,6}$/.test(run) || /^[1-9]\d{0,2}(,\d{3}){2,}$/.test(run)) {
    const [whole = "", fraction = ""] = run.replaceAll(",", "").split(".")
    const found = digits(whole, fraction, end)
    return found && { ...found, doubt: "english" }
  }
  return undefined
}

function digits(whole: string, fraction: string, end: number): Literal | undefined {
  if (whole.length > 15) return undefined
  return { value: fraction === "" ? whole : `${whole}.${fraction}`, decimals: fraction.length, end }
}

/** as `Decimal` has it */
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/

const letterless = "(?![\\p{L}\\p{N}])"
const sticky = (source: string): RegExp => new RegExp(`\\s{0,2}(?:${source})`, "uy")
/** unit words, and by how many places they move the point */
const UNITS: readonly { readonly unit: Unit; readonly shift: number; readonly words: RegExp }[] = [
  { unit: "%-Punkte", shift: 0, words: sticky(`%-Punkte?n?${letterless}|Prozentpunkte?n?${letterless}`) },
  { unit: "%", shift: 0, words: sticky(`%(?![\\p{L}-])|v\\.\\s?H\\.|Prozent${letterless}`) },
  {
    unit: "TEUR",
    shift: 0,
    words: sticky(`T\\s?€|T\\s?EUR${letterless}|(?:Tsd\\.?|Tausend)\\s?(?:€|EUR${letterless}|Euro${letterless})`),
  },
  {
    unit: "MioEUR",
    shift: 0,
    words: sticky(`(?:Mio\\.?|Mill\\.?|Millionen|Million)\\s?(?:€|EUR${letterless}|Euro${letterless})`),
  },
  {
    unit: "MioEUR",
    shift: 3,
    words: sticky(`(?:Mrd\\.?|Milliarden?)\\s?(?:€|EUR${letterless}|Euro${letterless})`),
  },
  { unit: "EUR", shift: 0, words: sticky(`€|EUR${letterless}|Euro${letterless}`) },
  { unit: "VZÄ", shift: 0, words: sticky(`VZÄ${letterless}|VZE${letterless}|Vollzeitäquivalente?n?${letterless}`) },
  { unit: "Stellen", shift: 0, words: sticky(`(?:Plans|S)telle?n?${letterless}`) },
  { unit: "Plätze", shift: 0, words: sticky(`Plätzen?${letterless}|Platz${letterless}`) },
  { unit: "Eintritte", shift: 0, words: sticky(`Eintritten?${letterless}|Eintritt${letterless}`) },
  {
    unit: "BG",
    shift: 0,
    words: sticky(`BGs?${letterless}|BGen${letterless}|Bedarfsgemeinschaft(?:en)?${letterless}`),
  },
  {
    unit: "Personen",
    shift: 0,
    words: sticky(
      `(?:Person|Mensch|Frau)(?:en)?${letterless}|Männern?${letterless}|ELB${letterless}|eLb${letterless}|LZB${letterless}`,
    ),
  },
]

export interface UnitRead {
  readonly unit: Unit
  readonly shift: number
  readonly end: number
}
/** The unit that stands at `at`, after at most two blanks. */
export function unitAt(text: string, at: number): UnitRead | undefined {
  for (const { unit, shift, words } of UNITS) {
    const found = match(words, text, at)
    if (found !== undefined) return { unit, shift, end: at + found.length }
  }
  return undefined
}

export type Qualifier = NonNullable<Num["qualifier"]>
const QUALIFIERS: readonly (readonly [Qualifier, string])[] = [
  ["rund", "rund|rd\\.|ca\\.?|circa|zirka|etwa|annähernd|ungefähr|~|≈"],
  ["knapp", "knapp|fast|nahezu|beinahe"],
  ["bis zu", "bis zu|höchstens|maximal|max\\.|≤|<="],
  ["mindestens", "mindestens|mind\\.|wenigstens|min\\.|≥|>="],
  ["über", "über|mehr als|>"],
  ["unter", "unter|weniger als|<"],
]
const QUALIFIED = QUALIFIERS.map(
  ([qualifier, words]) => [qualifier, new RegExp(`(?:^|[\\s(„])(?:${words})\\s{0,2}$`, "iu")] as const,
)
/** The qualifier that ends directly before `at`. */
export function qualifierBefore(text: string, at: number): Qualifier | undefined {
  const before = text.slice(Math.max(0, at - 16), at)
  return QUALIFIED.find(([, words]) => words.test(before))?.[0]
}

/** Moves the point: "1.2", 3 is "1200". */
export function shifted(value: string, places: number): string {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".")
  const moved = fraction.padEnd(places, "0")
  const left = `${whole}${moved.slice(0, places)}`.replace(/^0+(?=\d)/, "")
  const rest = moved.slice(places)
  return `${value.startsWith("-") ? "-" : ""}${left}${rest === "" ? "" : `.${rest}`}`
}

/** soft hyphens, marks of direction and blanks without width say nothing; all blanks become plain ones */
export function tidy(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .replace(UNSEEN, "")
    .replace(LONELY_GAP, " ")
    .replace(/[\t\n\r\v\f]/g, " ")
    .trim()
}
const PLAIN = /^[\d.,%+-]+$/
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const LONELY_GAP = new RegExp(`(?<!\\d)[${GAP}]|[${GAP}](?!\\d)`, "g")

const NONE = /^(?:[-–—−]+|[xX]|\/|\.|…|\.\.\.|k\. ?A\.?|n\. ?a\.?|n\. ?v\.?|entfällt|keine Angabe|keine)$/
/** in a column of money the currency goes without saying */
const MILLIONS = /^\s?(?:Mio|Mill|Mrd|Tsd)\.?$/
const MINUS = /^[-−–]$/
const DOUBT = {
  dot: "Punkt statt Komma?",
  english: "englische Schreibweise?",
  blank: undefined,
  year: "Jahreszahl?",
} as const satisfies Record<NonNullable<Literal["doubt"]>, string | undefined>

/**
 * The figure that a cell consists of. Undefined for words, dates, norms ("§ 16i"), times and codes. Brackets and a
 * trailing minus are negative only where the column is of money.
 */
export function readCell(text: string, { money = false }: { readonly money?: boolean } = {}): Reading | undefined {
  let words = tidy(text)
  if (words === "") return undefined
  if (words === "*" || words === "**") return none({ suppressed: true })
  if (NONE.test(words)) return words.length <= 12 ? none({ sign: words }) : none({})
  let negative = false
  const bracket = money ? /^\((.+)\)$/.exec(words) : null
  if (bracket?.[1] !== undefined && /\d/.test(bracket[1])) {
    negative = true
    words = bracket[1].trim()
  }
  const lead = /^\D*/.exec(words)?.[0] ?? ""
  if (lead.length === words.length || lead.length > 16) return undefined
  const sign = /[-−–+±]\s?$/.exec(lead)?.[0].trim() ?? ""
  if (sign === "±") return undefined
  const before = lead.slice(0, lead.length - (sign === "" ? 0 : (/[-−–+]\s?$/.exec(lead)?.[0].length ?? 0)))
  const qualifier = qualifierBefore(before, before.length)
  if (before.trim() !== "" && (qualifier === undefined || !isOnly(before, qualifier))) return undefined
  const found = literal(words, lead.length)
  if (found === undefined) return undefined
  if (MINUS.test(sign)) negative = !negative
  let end = found.end
  if (money && /^[-−–](?!\s?\d)/.test(words.slice(end)) && (sign === "" || MINUS.test(sign))) {
    // "58-" and "-58-" of ledgers; "58,-" is a price
    negative = true
    end += 1
  }
  const unit = unitAt(words, end) ?? (money && MILLIONS.test(words.slice(end)) ? unitAt(`${words} €`, end) : undefined)
  if (unit === undefined && /^[\p{L}]/u.test(words.slice(end))) return undefined
  const after = Math.min(words.length, unit?.end ?? end)
  const rest = words.slice(after)
  const value = shifted(found.value, unit?.shift ?? 0)
  if (!DECIMAL.test(value)) return undefined
  const signed = sign === "+"
  const range = /^\s?(?:-|–|—|…|\.\.\.|bis)\s?([-−–+]?)(\d[\d.,]*)/.exec(rest)
  if (range !== null) {
    const at = after + range[0].length - (range[2]?.length ?? 0)
    const other = literal(words, at)
    if (other === undefined) return undefined
    const tail = words.slice(unitAt(words, other.end)?.end ?? other.end).trim()
    if (tail !== "") return undefined
    const ends = [minus(value, negative), minus(other.value, MINUS.test(range[1] ?? ""))] as const
    return {
      num: { value: null, decimals: 0, ...(words.length <= 12 ? { sign: words } : {}) },
      certain: false,
      doubt: "Spanne von zwei Zahlen",
      range: ends,
      rest: "",
    }
  }
  if (/^[/:°]|^\.\d|^,\d/.test(rest)) return undefined
  if (/^\s?(?:h|Std|Stunden?|Uhr|Jahren?|Monate?n?|Wochen?|Tagen?|Minuten?)(?![\p{L}])/u.test(rest)) return undefined
  const coarse = (unit?.shift ?? 0) > found.decimals
  const spoken = qualifier ?? (coarse ? "rund" : undefined)
  const doubt = found.doubt === undefined ? undefined : DOUBT[found.doubt]
  return {
    num: {
      value: minus(value, negative),
      decimals: value.split(".")[1]?.length ?? 0,
      ...(unit === undefined ? {} : { unit: unit.unit }),
      ...(spoken === undefined ? {} : { qualifier: spoken }),
      ...(signed ? { signed } : {}),
    },
    certain: doubt === undefined || (found.doubt === "year" && unit !== undefined),
    ...(doubt === undefined || (found.doubt === "year" && unit !== undefined) ? {} : { doubt }),
    rest: rest.trim(),
  }
}

const minus = (value: string, negative: boolean): string =>
  negative && !/^0(\.0+)?$/.test(value) ? `-${value}` : value

function isOnly(before: string, qualifier: Qualifier): boolean {
  const words = QUALIFIERS.find(([q]) => q === qualifier)?.[1] ?? ""
  return new RegExp(`^(?:${words})$`, "iu").test(before.trim())
}

function none(more: Pick<Num, "sign" | "suppressed">): Reading {
  return { num: { value: null, decimals: 0, ...more }, certain: true, rest: "" }
}
