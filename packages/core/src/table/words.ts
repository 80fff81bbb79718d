/** What the words in headings and labels of a table say: unit, nature, period, kind of row. */
import type { Num, Unit } from "../number.ts"
import type { DataRow } from "../typed.ts"

/** Lower case, without marks of indentation and without what is only layout. */
export const simple = (text: string): string =>
  text
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^[›»•▪–—-]+\s*/, "")
    .toLowerCase()

/** Unit that a heading or a caption names; undefined when it names none. */
export function unitIn(text: string): Unit | undefined {
  const words = simple(text)
  if (/prozentpunkt|%-punkt|in pp\b/.test(words)) return "%-Punkte"
  if (/%|\bprozent\b|\banteile?\b|\bquote|quote\b|\brate\b/.test(words)) return "%"
  if (/t\s?€|t\s?eur\b|tsd\.? ?(?:€|eur)|tausend (?:€|eur)/.test(words)) return "TEUR"
  if (/mio\.? ?(?:€|eur)|mill(?:ionen|\.)? ?(?:€|eur)/.test(words)) return "MioEUR"
  if (/€|\beur\b|\beuro\b/.test(words)) return "EUR"
  if (/vzä|vollzeitäquivalent/.test(words)) return "VZÄ"
  if (/planstellen|stellenanteil|\bstellen\b/.test(words))
    return /gemeldet|angebot|offene/.test(words) ? "Stellenangebote" : "Stellen"
  if (/\bplätze\b|teilnehmerplätze|teilnahmeplätze/.test(words)) return "Plätze"
  if (/eintritte\b|zugänge in maßnahmen/.test(words)) return "Eintritte"
  if (/bedarfsgemeinschaft|\bbg\b/.test(words)) return "BG"
  if (/personen|\belb\b|\blzb\b|leistungsberechtigte|leistungsbeziehende|arbeitslose\b|teilnehmende/.test(words))
    return "Personen"
  return undefined
}
export const isMoney = (unit: Unit | undefined): boolean => unit === "EUR" || unit === "TEUR" || unit === "MioEUR"

export function natureIn(text: string): Num["nature"] {
  const words = simple(text)
  if (/vorläufig|\bvorl\./.test(words)) return "vorläufig"
  if (/prognos|hochrechnung|voraussichtlich|erwart/.test(words)) return "prognose"
  if (/\bziel|zielwert|\bsoll\b/.test(words)) return "ziel"
  if (/\bplan|geplant|ansatz|planung/.test(words)) return "plan"
  if (/\bist\b|ergebnis|\bist-/.test(words)) return "ist"
  return undefined
}

const MONTHS = ["jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"]
const MONTH =
  /(?<!\p{L})(jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)(?:uar|ruar|z|il|i|ust|t|tember|ober|ember)?\.? ?'?((?:19|20)\d{2})(?!\d)/gu
/** Periods that a text names, as "2022", "2022-09" or "2022-09-30", each once, the exact ones first. */
export function periodsIn(text: string): string[] {
  const found = new Set<string>()
  let words = simple(text)
  const take = (pattern: RegExp, say: (parts: readonly string[]) => string | undefined) => {
    words = words.replace(pattern, (...all: unknown[]) => {
      const said = say(all.filter((x) => typeof x === "string"))
      if (said !== undefined) found.add(said)
      return " "
    })
  }
  const two = (n: string | undefined): string => (n ?? "").padStart(2, "0")
  const real = (month: string | undefined): boolean => Number(month) >= 1 && Number(month) <= 12
  take(/(?<!\d)(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})(?!\d)/g, ([, d, m, y]) =>
    real(m) && Number(d) >= 1 && Number(d) <= 31 ? `${y}-${two(m)}-${two(d)}` : undefined,
  )
  take(MONTH, ([, m, y]) => `${y}-${two(String(MONTHS.indexOf(m ?? "") + 1))}`)
  take(/(?<!\d)(\d{1,2})\/((?:19|20)\d{2})(?!\d)/g, ([, m, y]) => (real(m) ? `${y}-${two(m)}` : undefined))
  take(/(?<!\d)((?:19|20)\d{2})(?!\d)/g, ([, y]) => y)
  return [...found]
}

export const isChange = (text: string): boolean =>
  /veränd|differenz|abweich|zuwachs|entwicklung (?:zu|gegen)|\+ ?\/ ?[-–−]|^δ|^∆|mehr ?\/ ?minder|mehr-? ?\(?\+/.test(
    simple(text),
  )
export const isShare = (text: string): boolean => /\banteil|\bin ?%|^%$|\bquote|quote\b|\bprozent\b/.test(simple(text))
export const isRate = (text: string): boolean => /quote|\banteil|\brate\b|\(in %\)|\bin %/.test(simple(text))
export const isTotal = (text: string): boolean =>
  /^(?:insgesamt|gesamt|summe|total|zusammen|gesamtsumme|gesamtergebnis|Σ|alle)(?![\p{L}])|(?:^|\s)(?:insgesamt|gesamt)\)?:?$|^gesamt(?:budget|mittel|zahl|summe|ausgaben|bedarf|ansatz|volumen)/u.test(
    simple(text),
  )

/** Kind of a row by its label alone. */
export function kindOf(label: string): DataRow["kind"] {
  const words = simple(label)
  if (/^(?:davon|dav\.)/.test(words)) return "davon"
  if (/^(?:darunter|dar\.|darin|u\. ?a\.)/.test(words)) return "darunter"
  return isTotal(label) ? "total" : "data"
}

/** Kennzahl or norm that a label names itself: "K2E4", "16i". */
export function codeOf(label: string): string | undefined {
  const kpi = /(?<![\p{L}\d])(K[1-3](?:E[1-5])?)(?![\p{L}\d])/u.exec(label)?.[1]
  if (kpi !== undefined) return kpi
  return /§ ?(16 ?[a-k]|44|45|54a)(?![\p{L}\d])/u.exec(label)?.[1]?.replace(" ", "")
}
