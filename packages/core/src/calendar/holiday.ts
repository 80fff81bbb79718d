/** Public holidays (gesetzliche Feiertage) of the 16 Länder, computed for any year from 1991 on. */
import { addDays } from "../day.ts"
import type { Day } from "../paper.ts"
import type { Land } from "../tenant/settings.ts"
import type { OwnDays } from "./own.ts"
import { REGIONAL } from "./regional.ts"

/** Easter Sunday by the Gregorian calendar (computus after Meeus, Jones and Butcher). */
export function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return dayIn(year, Math.floor(n / 31), (n % 31) + 1)
}

const two = (n: number): string => String(n).padStart(2, "0")
const dayIn = (year: number, month: number, day: number): Day =>
  `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`

/** 0 is Sunday. */
export const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/** Buß- und Bettag: the Wednesday before 23 November. */
function bussUndBettag(year: number): Day {
  const last = dayIn(year, 11, 22)
  return addDays(last, -((weekday(last) + 4) % 7))
}

interface Rule {
  readonly name: string
  /** month and day, days after Easter Sunday, or its own computation */
  readonly on: readonly [number, number] | number | ((year: number) => Day)
  /** everywhere when absent */
  readonly in?: readonly Land[]
  /** first and last year */
  readonly from?: number
  readonly to?: number
}

const REFORMATION_EAST: readonly Land[] = [
  "Brandenburg",
  "Mecklenburg-Vorpommern",
  "Sachsen",
  "Sachsen-Anhalt",
  "Thüringen",
]
const REFORMATION_NORTH: readonly Land[] = ["Bremen", "Hamburg", "Niedersachsen", "Schleswig-Holstein"]

/** The laws of the Länder as they stand, with the years in which they changed. */
const RULES: readonly Rule[] = [
  { name: "Neujahr", on: [1, 1] },
  { name: "Heilige Drei Könige", on: [1, 6], in: ["Baden-Württemberg", "Bayern", "Sachsen-Anhalt"] },
  { name: "Internationaler Frauentag", on: [3, 8], in: ["Berlin"], from: 2019 },
  { name: "Internationaler Frauentag", on: [3, 8], in: ["Mecklenburg-Vorpommern"], from: 2023 },
  { name: "Karfreitag", on: -2 },
  { name: "Ostersonntag", on: 0, in: ["Brandenburg"] },
  { name: "Ostermontag", on: 1 },
  { name: "Tag der Arbeit", on: [5, 1] },
  { name: "75. Jahrestag der Befreiung", on: [5, 8], in: ["Berlin"], from: 2020, to: 2020 },
  { name: "80. Jahrestag der Befreiung", on: [5, 8], in: ["Berlin"], from: 2025, to: 2025 },
  { name: "Christi Himmelfahrt", on: 39 },
  { name: "Pfingstsonntag", on: 49, in: ["Brandenburg"] },
  { name: "Pfingstmontag", on: 50 },
  {
    name: "Fronleichnam",
    on: 60,
    in: ["Baden-Württemberg", "Bayern", "Hessen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland"],
  },
  { name: "75. Jahrestag des Volksaufstandes", on: [6, 17], in: ["Berlin"], from: 2028, to: 2028 },
  { name: "Mariä Himmelfahrt", on: [8, 15], in: ["Saarland"] },
  { name: "Weltkindertag", on: [9, 20], in: ["Thüringen"], from: 2019 },
  { name: "Tag der Deutschen Einheit", on: [10, 3] },
  { name: "Reformationstag", on: [10, 31], in: REFORMATION_EAST },
  { name: "Reformationstag", on: [10, 31], in: REFORMATION_NORTH, from: 2018 },
  // 500 years of the Reformation: once in every Land
  { name: "Reformationstag", on: [10, 31], from: 2017, to: 2017 },
  {
    name: "Allerheiligen",
    on: [11, 1],
    in: ["Baden-Württemberg", "Bayern", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland"],
  },
  { name: "Buß- und Bettag", on: bussUndBettag, to: 1994 },
  { name: "Buß- und Bettag", on: bussUndBettag, in: ["Sachsen"], from: 1995 },
  { name: "1. Weihnachtstag", on: [12, 25] },
  { name: "2. Weihnachtstag", on: [12, 26] },
]

const CORPUS_CHRISTI = 60

/** Holidays of a Land in a year by day, with those of the house itself. */
export function holidays(land: Land, year: number, own?: OwnDays): ReadonlyMap<Day, string> {
  const found = new Map<Day, string>()
  const sunday = easter(year)
  const on = (when: Rule["on"]): Day => {
    if (typeof when === "function") return when(year)
    return typeof when === "number" ? addDays(sunday, when) : dayIn(year, when[0], when[1])
  }
  for (const rule of RULES) {
    if ((rule.in && !rule.in.includes(land)) || year < (rule.from ?? year) || year > (rule.to ?? year)) continue
    found.set(on(rule.on), rule.name)
  }
  if (!own) return sorted(found)
  const regional = {
    fronleichnam: on(CORPUS_CHRISTI),
    "mariae-himmelfahrt": on([8, 15]),
    augsburg: on([8, 8]),
  } as const
  for (const name of own.regional) found.set(regional[name], REGIONAL[name])
  for (const { on: day, name } of own.holidays) {
    const here = day.length === 5 ? `${String(year).padStart(4, "0")}-${day}` : day
    // 29 February is a day of leap years only.
    if (here.startsWith(`${String(year).padStart(4, "0")}-`) && exists(here)) found.set(here, name)
  }
  if (own.heiligabend === "frei") found.set(on([12, 24]), "Heiligabend")
  if (own.silvester === "frei") found.set(on([12, 31]), "Silvester")
  return sorted(found)
}

export const exists = (day: Day): boolean => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}

const sorted = (found: ReadonlyMap<Day, string>): ReadonlyMap<Day, string> =>
  new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
