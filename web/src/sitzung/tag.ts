/** Days of a calendar: names, and the days of a series. Pure. */
import { holidays, weekday } from "@beschlussweg/core/calendar/holiday"
import { addDays } from "@beschlussweg/core/day"

const WEEK = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"] as const
const MONTH = [
  "Januar",
  "Februar",
  "März",
  "April",
  "Mai",
  "Juni",
  "Juli",
  "August",
  "September",
  "Oktober",
  "November",
  "Dezember",
] as const
export const weekdayName = (on: string): string => WEEK[weekday(on)] ?? ""
/** @param month 1 to 12 */
export const monthName = (month: number): string => MONTH[month - 1] ?? ""
export const monthOf = (on: string): number => Number(on.slice(5, 7))

export const RHYTHMS = [
  { value: "einmal", label: "eine Sitzung" },
  { value: "7", label: "jede Woche" },
  { value: "14", label: "alle zwei Wochen" },
  { value: "28", label: "alle vier Wochen" },
  { value: "monat", label: "jeden Monat am gleichen Wochentag" },
  { value: "quartal", label: "alle drei Monate am gleichen Wochentag" },
] as const
export type Rhythm = (typeof RHYTHMS)[number]["value"]

/** Meetings that are planned in one go at most. */
export const MOST = 30

/** Days of a series from the first one to the last one allowed, 30 at most. "the second Thursday" stays the second Thursday. */
export function series(first: string, rhythm: Rhythm, until: string): string[] {
  if (rhythm === "einmal") return [first]
  const found: string[] = []
  if (rhythm === "monat" || rhythm === "quartal") {
    const step = rhythm === "monat" ? 1 : 3
    for (let i = 0; found.length < MOST; i += step) {
      const on = sameWeekday(first, i)
      if (on === undefined || on > until) break
      found.push(on)
    }
    return found
  }
  for (let on = first; on <= until && found.length < MOST; on = addDays(on, Number(rhythm))) found.push(on)
  return found
}

/** The n-th weekday of a later month, as `first` is the n-th of its own; a fifth one is the last. */
function sameWeekday(first: string, later: number): string | undefined {
  const [year = 0, month = 0, date = 0] = first.split("-").map(Number)
  const at = new Date(Date.UTC(year, month - 1 + later, 1))
  const begin = at.toISOString().slice(0, 10)
  const shift = (weekday(first) - weekday(begin) + 7) % 7
  const nth = Math.ceil(date / 7)
  const on = addDays(begin, shift + (nth - 1) * 7)
  return on.slice(0, 7) === begin.slice(0, 7) ? on : addDays(on, -7)
}

interface Where {
  readonly land: Parameters<typeof holidays>[0]
  readonly calendar?: Parameters<typeof holidays>[2]
}
/** Why nobody expects a meeting on this day. */
export function unusual(on: string, { land, calendar }: Where): string | undefined {
  const name = holidays(land, Number(on.slice(0, 4)), calendar).get(on)
  if (name !== undefined) return `Feiertag: ${name}`
  return weekday(on) === 0 || weekday(on) === 6 ? weekdayName(on) : undefined
}
