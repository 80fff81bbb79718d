/** Calendar days in Europe/Berlin and German wording of dates, times and amounts. */
import type { Day } from "./paper.ts"

let clock: Intl.DateTimeFormat | undefined
/** "2027-01-14 09:12" in Europe/Berlin. Made with the first use: it takes ten milliseconds, and not every process asks for a day. */
function berlin(at: Date): string {
  clock ??= new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Berlin",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  })
  return clock.format(at)
}

/** Calendar day of an instant in Europe/Berlin. */
export function dayOf(at: Date): Day {
  return berlin(at).slice(0, 10)
}

/** First instant of a calendar day in Europe/Berlin. */
export function startOf(day: Day): Date {
  const summer = new Date(`${addDays(day, -1)}T22:00:00Z`)
  return dayOf(summer) === day ? summer : new Date(summer.getTime() + 3_600_000)
}

/** A full hour of a calendar day in Europe/Berlin, from 4 on: hours that every day has once. */
export function atHour(day: Day, hour: number): Date {
  const clock = `${day}T${hour.toString().padStart(2, "0")}:00:00`
  const summer = new Date(`${clock}+02:00`)
  return berlin(summer).slice(11, 13) === clock.slice(11, 13) ? summer : new Date(`${clock}+01:00`)
}

/** "14.01.2027, 09:12" in Europe/Berlin. */
export function germanInstant(at: Date): string {
  const text = berlin(at)
  return `${germanDay(text.slice(0, 10))}, ${text.slice(11, 16)}`
}

/** "03.02.2027" */
export function germanDay(day: Day): string {
  return `${day.slice(8, 10)}.${day.slice(5, 7)}.${day.slice(0, 4)}`
}

/** Day plus a number of calendar days. */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** "1.234,56" from cent; the caller adds the unit. */
export function germanCent(cent: number): string {
  const sign = cent < 0 ? "-" : ""
  const digits = Math.abs(cent).toString().padStart(3, "0")
  const euro = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ".")
  return `${sign}${euro},${digits.slice(-2)}`
}

let euro: Intl.NumberFormat | undefined
/** Cent as "1.234,56 €", with a no-break space. */
export function germanEuro(cent: number): string {
  euro ??= new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" })
  return euro.format(cent / 100)
}
