/** Months and years in a text, as German programmes write them. */

/** A month as one number: year times twelve plus month from 0. */
export type Month = number

export interface Named {
  readonly month: Month
  /** as written */
  readonly text: string
  readonly index: number
}

const MONTHS = [
  "januar",
  "februar",
  "märz",
  "april",
  "mai",
  "juni",
  "juli",
  "august",
  "september",
  "oktober",
  "november",
  "dezember",
]
const NAMES = MONTHS.map((m) => (m === "märz" ? "m(?:ä|ae)rz" : m)).join("|")
/** "September 2022", "09/2022", "(09/20)", "30.09.2022" */
const MONTH = new RegExp(
  `(?<![\\p{L}\\d])(?:(${NAMES})\\s+((?:19|20)\\d\\d)|(0?[1-9]|1[0-2])/((?:19|20)\\d\\d)|\\((0[1-9]|1[0-2])/(\\d\\d)\\)|(?:0?[1-9]|[12]\\d|3[01])\\.\\s?(0?[1-9]|1[0-2])\\.((?:19|20)\\d\\d)|(?:[1-9]|[12]\\d|3[01])\\.\\s(${NAMES})\\s+((?:19|20)\\d\\d))(?!\\d)`,
  "giu",
)

/** Every month that a text names with its year, in order. */
export function months(text: string): Named[] {
  return [...text.matchAll(MONTH)].map((m) => {
    const [all, name, y1, mm, y2, short, y3, mmDay, y4, dayName, y5] = m
    const word = name ?? dayName
    const month = word === undefined ? Number(mm ?? short ?? mmDay) - 1 : index(word)
    const year = Number(y1 ?? y2 ?? y4 ?? y5 ?? (y3 === undefined ? 0 : 2000 + Number(y3)))
    return { month: year * 12 + month, text: all, index: m.index }
  })
}

function index(name: string): number {
  const lower = name.toLowerCase().replace("ae", "ä")
  return MONTHS.indexOf(lower)
}

export const yearOf = (month: Month): number => Math.floor(month / 12)

/** "September 2022" */
export function monthName(month: Month): string {
  const name = MONTHS[((month % 12) + 12) % 12] ?? ""
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${yearOf(month)}`
}

/** "2022-09" */
export const monthKey = (month: Month): string =>
  `${yearOf(month)}-${String((((month % 12) + 12) % 12) + 1).padStart(2, "0")}`

/** Month of "2022-09" or "2022-09-30"; undefined for a year alone. */
export function monthOf(asOf: string): Month | undefined {
  const [year, month] = asOf.split("-").map(Number)
  return year === undefined || month === undefined ? undefined : year * 12 + month - 1
}

/** Years that stand for themselves: no spans ("2010 - 2020", "2021/22"), nothing within quotation marks. */
export function years(text: string): { year: number; index: number }[] {
  const bare = text
    .replace(/[„‚][^„‚“”‘]{0,300}[“”‘]/g, (m) => " ".repeat(m.length))
    .replace(/(?<!\d)(?:19|20)\d\d\s*(?:[-–—/]|bis|auf)\s*(?:(?:19|20)\d\d|\d\d)(?!\d)/g, (m) => " ".repeat(m.length))
  return [...bare.matchAll(/(?<![\d,.§])(?:19|20)\d\d(?![\d]|[.,]\d|\s?(?:€|Euro|Personen))/g)].map((m) => ({
    year: Number(m[0]),
    index: m.index,
  }))
}
