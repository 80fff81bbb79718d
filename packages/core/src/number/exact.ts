/** Exact decimals and how Germans write them: integers of the smallest place, no floats. For every reader, the browser too. */
import type { Num, Unit } from "../number.ts"

/** A decimal as an integer of its smallest place: exact arithmetic. */
export interface Scaled {
  readonly units: bigint
  /** places after the point, 0 to 12 */
  readonly places: number
}

export function scaled(decimal: string): Scaled {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".")
  const units = BigInt(whole + fraction)
  return { units: decimal.startsWith("-") ? -units : units, places: fraction.length }
}

const at = ({ units, places }: Scaled, wanted: number): bigint => units * 10n ** BigInt(wanted - places)

export function add(...all: readonly Scaled[]): Scaled {
  const places = Math.max(0, ...all.map((s) => s.places))
  return { units: all.reduce((sum, s) => sum + at(s, places), 0n), places }
}
export const negate = (s: Scaled): Scaled => ({ ...s, units: -s.units })
export const subtract = (a: Scaled, b: Scaled): Scaled => add(a, negate(b))

export function compare(a: Scaled, b: Scaled): number {
  const places = Math.max(a.places, b.places)
  const difference = at(a, places) - at(b, places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** a / b * 10^power, rounded commercially (half away from zero) to `places`. @throws Error for a divisor of zero */
export function divide(a: Scaled, b: Scaled, places: number, power = 0): Scaled {
  if (b.units === 0n) throw new Error("division by zero")
  const up = a.units * 10n ** BigInt(b.places + places + power)
  return { units: half(up, b.units * 10n ** BigInt(a.places)), places }
}

/** Commercial rounding: half away from zero. */
export function round(s: Scaled, places: number): Scaled {
  if (s.places <= places) return { units: at(s, places), places }
  return { units: half(s.units, 10n ** BigInt(s.places - places)), places }
}

function half(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor]
  const quotient = (2n * a + b) / (2n * b)
  return negative ? -quotient : quotient
}

export function decimal({ units, places }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0")
  const whole = digits.slice(0, digits.length - places)
  const text = places === 0 ? whole : `${whole}.${digits.slice(digits.length - places)}`
  return units < 0n ? `-${text}` : text
}

const UNIT_SIGN: Readonly<Record<Unit, string>> = {
  "": "",
  Personen: "",
  BG: "BG",
  EUR: "€",
  TEUR: "T€",
  MioEUR: "Mio. €",
  "%": "%",
  "%-Punkte": "Prozentpunkte",
  VZÄ: "VZÄ",
  Stellen: "Stellen",
  Plätze: "Plätze",
  Eintritte: "Eintritte",
  Stellenangebote: "",
}

/** "T€"; empty for what people count without a sign. */
export const unitSign = (unit: Unit): string => UNIT_SIGN[unit]

/** "12.466", "-3,5", "+1,8 %": as Germans write it; `unit` adds the sign of the unit, U+00A0 before it. */
export function german(num: Num, unit?: Unit): string {
  if (num.suppressed) return "*"
  if (num.value === null) return num.sign ?? "-"
  const rounded = round(scaled(num.value), num.decimals)
  const [whole = "0", fraction] = decimal(rounded).replace("-", "").split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".")
  const sign = rounded.units < 0n ? "-" : num.signed && rounded.units > 0n ? "+" : ""
  const figure = `${sign}${grouped}${fraction === undefined ? "" : `,${fraction}`}`
  const shown = UNIT_SIGN[unit ?? ""]
  const words = num.qualifier === undefined ? "" : `${num.qualifier} `
  return `${words}${figure}${shown === "" ? "" : `\u00a0${shown}`}`
}
