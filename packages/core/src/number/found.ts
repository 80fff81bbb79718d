/** Figures in running text (Zahlen im Fließtext): quantities only, never dates, norms, ages, telephone or section numbers. */
import { Decimal, type Num } from "../number.ts"
import { type Literal, literal, qualifierBefore, shifted, unitAt } from "./read.ts"

export interface Found {
  /** from sign or first digit, to behind the unit; positions in the text given */
  readonly start: number
  readonly end: number
  /** value null for a range */
  readonly num: Num
  readonly range?: readonly [string, string] | undefined
  /** false where a person may have meant something else */
  readonly certain: boolean
}

/** words before a number that make it a name ("Ziffer 3", "§ 16") */
const NAMED =
  /(?:§§?|(?<!\p{L})(?:Art\.|Artikel|Abs\.|Absatz|Nr\.|Nrn\.|Nummer|Satz|Ziff\.|Ziffern?|Kapitel|Kap\.|Abschnitte?s?|Anlagen?|Tabellen?|Tab\.|Abbildung(?:en)?|Abb\.|Diagramm|Seiten?|S\.|Phasen?|Punkt|Teil|Buchst\.|TOP|Top|Fußnote|Themen?|Schritt|Stufe|Band|Bd\.|Heft|Version|Klasse|Gruppe|Zeile|Spalte|Modul|Agenda|Covid|Drucksache|Vorlage|BGBl\.? ?I?))\s?$/iu
const PHONE = /(?:(?<!\p{L})(?:tel|telefon|telefax|fax|mobil|durchwahl|rufnummer)\.?:?\s*\+?|\+)$/iu
const LENGTH =
  /^[\s-]?\s?(?:h|std|stunden?|uhr|jahren?|jährig\p{L}*|jahres|monate?n?|monatig\p{L}*|wochen?|tagen?|minuten?|min|mal|fach\p{L}*|er|stündig\p{L}*|tägig\p{L}*|°|km|m²|qm|kg|prozentig\p{L}*|ig)(?![\p{L}])/iu
const STREET = /(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm)\s?$/iu
const MONTH =
  /^\.?\s?(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)(?!\p{L})/iu

/** All figures of a text in order. Cost linear in its length. */
export function findNumbers(text: string): Found[] {
  const found: Found[] = []
  /** end of the last number that was a norm: "§§ 2, 16, 327" goes on */
  let norm = -1
  for (let at = next(text, 0); at < text.length; ) {
    const run = runEnd(text, at)
    const before = text.slice(Math.max(0, at - 20), at)
    if (PHONE.test(before) && (!before.endsWith("+") || /^\d{2}[\s(]/.test(text.slice(at, at + 3)))) {
      at = next(text, phoneEnd(text, at))
      continue
    }
    if (NAMED.test(before) || goesOn(text, norm, at)) {
      norm = run
      at = next(text, run)
      continue
    }
    const one = figure(text, at, before)
    if (one === undefined) {
      at = next(text, text[at] === "0" && /^0\d{2,}[\s/-]/.test(text.slice(at, at + 8)) ? phoneEnd(text, at) : run)
      continue
    }
    const last = spanned(text, one)
    found.push(last)
    at = next(text, Math.max(last.end, run))
  }
  return found
}

const DIGIT = /\d/g
function next(text: string, from: number): number {
  DIGIT.lastIndex = from
  return DIGIT.exec(text)?.index ?? text.length
}

const RUN = /[\d.,/:]+/y
function runEnd(text: string, at: number): number {
  RUN.lastIndex = at
  const run = RUN.exec(text)?.[0].replace(/\D+$/, "") ?? ""
  return at + Math.max(1, run.length)
}

const DIALLED = /[\d\s()/-]+/y
function phoneEnd(text: string, at: number): number {
  DIALLED.lastIndex = at
  return at + Math.max(1, DIALLED.exec(text)?.[0].length ?? 1)
}

/** norms in a row: "137 bis 141", "16e und 16i", "2, 16" */
function goesOn(text: string, norm: number, at: number): boolean {
  if (norm < 0 || at - norm > 12) return false
  if (!/^\d{1,3}(?![\d.,]\d)/.test(text.slice(at, at + 5))) return false
  return /^[a-z]?(?:\s(?:f|ff)\.?)?\s?(?:,|bis|und|oder|sowie|-|–|\/)\s?(?:§\s?)?$/.test(text.slice(norm, at))
}

/** The figure at `at`, undefined when these digits are something else. */
function figure(text: string, at: number, before: string): Found | undefined {
  const glued = before.slice(-1)
  if (/[\p{L}_/:.,]/u.test(glued) && !/^[.,]$/.test(glued)) return undefined
  if (/\d[.,]$/.test(before)) return undefined
  if (/^\s*$/.test(text.slice(0, at)) && /^\d{1,2}[.)]\s/.test(text.slice(at, at + 5))) return undefined
  if (STREET.test(before) || /\p{L}[-–]$/u.test(before)) return undefined
  const one = literal(text, at)
  if (one === undefined) return undefined
  const unit = unitAt(text, one.end)
  const tail = text.slice(one.end, one.end + 24)
  if (unit === undefined && unlike(tail, one, text.slice(at, one.end))) return undefined
  const sign = /(?:^|[\s(„])([-−–+])$/.exec(before)?.[1]
  const start = sign === undefined ? at : at - 1
  const qualifier = qualifierBefore(text, start)
  const value = shifted(one.value, unit?.shift ?? 0)
  if (!Decimal.safeParse(value).success) return undefined
  const coarse = (unit?.shift ?? 0) > one.decimals
  const negative = sign !== undefined && sign !== "+" && !/^0(\.0+)?$/.test(value)
  return {
    start,
    end: unit?.end ?? one.end,
    num: {
      value: negative ? `-${value}` : value,
      decimals: value.split(".")[1]?.length ?? 0,
      ...(unit === undefined ? {} : { unit: unit.unit }),
      ...(qualifier !== undefined ? { qualifier } : coarse ? { qualifier: "rund" } : {}),
      ...(sign === "+" ? { signed: true } : {}),
    },
    certain: one.doubt === undefined || (one.doubt === "year" && unit !== undefined),
  }
}

/** What follows the digits says that they are no quantity. */
function unlike(tail: string, one: Literal, digits: string): boolean {
  if (one.doubt === "year") return true
  if (/^[\p{L}_]/u.test(tail) || /^[/:]\s?\d/.test(tail)) return true
  if (LENGTH.test(tail) || /^-(?=[\p{L}\s,])/u.test(tail) || /^%[- ]?ig/.test(tail)) return true
  if (/^\d{1,2}$/.test(digits) && (MONTH.test(tail) || /^\.(?=\s\p{L})/u.test(tail))) return true
  // a postal code and its town
  if (/^\d{5}$/.test(digits) && /^\s\p{Lu}/u.test(tail)) return true
  return false
}

/** "0,7 % bis 5,4 %", "2-3": one range instead of the figure it begins with */
function spanned(text: string, one: Found): Found {
  const rest = text.slice(one.end, one.end + 12)
  const link = /^(?:[-–—…]|\.\.\.|\s(?:bis|…)\s)([-−–+]?)(?=\d)/.exec(rest)
  if (link === null || one.num.value === null) return one
  const at = one.end + link[0].length
  const other = literal(text, at)
  if (other === undefined || other.doubt === "year") return one
  const unit = unitAt(text, other.end)
  const tail = text.slice(unit?.end ?? other.end, (unit?.end ?? other.end) + 24)
  const value = shifted(other.value, unit?.shift ?? 0)
  return {
    start: one.start,
    end: unit?.end ?? other.end,
    num: { value: null, decimals: 0, ...(unit === undefined ? {} : { unit: unit.unit }) },
    range: [one.num.value, /^[-−–]$/.test(link[1] ?? "") ? `-${value}` : value],
    certain: !LENGTH.test(tail),
  }
}
