/** Vorlagennummer: patterns, own counters, numbers from outside, and the list that explains every gap. */
import { AppError } from "./error.ts"

/**
 * A pattern is text with tokens: {seq} or {seq:000} (padding), {yyyy}, {yy}, {type}, {term}, {body}; a part in [ ] stands
 * only on supplements and may hold {version}. Forms in use: 047/2021, SV-8-1032, VO/2014/0718-20, XVII-0490/2014/4.
 */
export interface NumberContext {
  readonly seq: number
  readonly year: number
  /** fixed words of the Art: {type} "SV", {term} "XIX" or "8" */
  readonly type: string
  readonly term: string
  /** short name of the first body of the Beratungsfolge */
  readonly body: string
  /** 0: the first paper; 1, 2 ...: supplements */
  readonly version: number
}

const TOKEN = /\{(seq(?::0+)?|yyyy|yy|type|term|body|version)\}/g

/** @throws AppError input for a pattern that cannot count or has an unknown token. */
export function checkPattern(pattern: string): string {
  const bad = (reason: string, message: string) => new AppError("input", reason, message)
  const tokens = pattern.match(/\{[^}]*\}/g) ?? []
  const known = pattern.match(TOKEN) ?? []
  if (tokens.length !== known.length || /[{}]/.test(pattern.replace(TOKEN, "")))
    throw bad("number.token", `Das Nummernmuster „${pattern}“ enthält einen unbekannten Platzhalter.`)
  if (known.filter((t) => t.startsWith("{seq")).length !== 1)
    throw bad(
      "number.sequence",
      `Das Nummernmuster „${pattern}“ braucht genau eine laufende Nummer, zum Beispiel {seq:000}.`,
    )
  const outside = pattern.replace(/\[[^[\]]*\]/g, "")
  if (/[[\]]/.test(outside) || !outside.includes("{seq") || outside.includes("{version}"))
    throw bad(
      "number.optional",
      "Der Teil in eckigen Klammern gilt nur für Ergänzungen und enthält nicht die laufende Nummer.",
    )
  if (pattern.length > 60) throw bad("number.long", "Das Nummernmuster ist zu lang (höchstens 60 Zeichen).")
  return pattern
}

export function format(pattern: string, c: NumberContext): string {
  const shown = pattern.replace(/\[([^[\]]*)\]/g, c.version > 0 ? "$1" : "")
  return shown.replace(TOKEN, (_, token: string) => value(token, c))
}

function value(token: string, c: NumberContext): string {
  if (token.startsWith("seq")) return String(c.seq).padStart(token.split(":")[1]?.length ?? 1, "0")
  if (token === "yyyy") return String(c.year)
  if (token === "yy") return String(c.year % 100).padStart(2, "0")
  if (token === "type") return c.type
  if (token === "term") return c.term
  if (token === "body") return c.body
  return String(c.version)
}

/**
 * Which counter a number is taken from: the sequence begins anew whenever another token of the pattern changes (year,
 * term, body). Key-safe text.
 */
export function scope(pattern: string, c: Omit<NumberContext, "seq" | "version">): string {
  const tokens = [...new Set((pattern.match(TOKEN) ?? []).map((t) => t.slice(1, -1)))]
  const parts = tokens.filter((t) => !t.startsWith("seq") && t !== "version").sort()
  if (parts.length === 0) return "all"
  return parts.map((t) => `${t}.${encode(value(t, { ...c, seq: 0, version: 0 }))}`).join(":")
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
const TOKEN_FORM: Record<string, string> = {
  seq: "\\d{1,9}",
  yyyy: "\\d{4}",
  yy: "\\d{2}",
  type: "\\p{L}{1,8}",
  term: "(?:\\d{1,2}|[IVXLC]{1,8})",
  body: "[\\p{L}\\d ]{1,10}",
  version: "\\d{1,3}",
}

/**
 * A number given from outside (council information system): right form for the pattern, nothing else.
 * @throws AppError input number.form
 */
export function checkOutside(pattern: string, nummer: string): string {
  const parts = pattern.split(/(\{[^}]*\}|[[\]])/)
  const source = parts
    .map((part) => {
      if (part === "[") return "(?:"
      if (part === "]") return ")?"
      if (!part.startsWith("{")) return literal(part)
      const [token = "", pad] = part.slice(1, -1).split(":")
      return token === "seq" && pad ? `\\d{${pad.length},9}` : (TOKEN_FORM[token] ?? "")
    })
    .join("")
  if (!new RegExp(`^${source}$`, "u").test(nummer))
    throw new AppError("input", "number.form", `Die Nummer „${nummer}“ hat nicht die Form ${pattern}.`)
  return nummer
}

/** Key-safe form of any text: letters, digits and inner . - stay, the rest becomes _hex_. Reversible, so never twice. */
export function encode(text: string): string {
  return text.replace(/^[.-]|[^A-Za-z0-9.-]/gu, (ch) => `_${(ch.codePointAt(0) ?? 0).toString(16)}_`)
}
