/** Fristen backwards from a meeting (Ladungsfrist, Abgabefrist): days are calendar days in Europe/Berlin, never instants. */
import { addDays } from "../day.ts"
import type { Ladung, Span } from "../gremium.ts"
import type { Day } from "../paper.ts"
import type { Tenant } from "../tenant/settings.ts"
import { holidays, weekday } from "./holiday.ts"
import type { OwnDays } from "./own.ts"

/** What decides which days are working days: the Land, and what the house has of its own. */
export interface Calendar {
  readonly land: Tenant["land"]
  readonly own?: OwnDays | undefined
}

export const calendarOf = ({ land, calendar }: Pick<Tenant, "land" | "calendar">): Calendar => ({ land, own: calendar })

const known = new WeakMap<Calendar, Map<number, ReadonlyMap<Day, string>>>()

/** Name of the holiday on this day; undefined where it is none. */
export function holiday(day: Day, calendar: Calendar): string | undefined {
  const years = known.get(calendar) ?? new Map<number, ReadonlyMap<Day, string>>()
  known.set(calendar, years)
  const year = Number(day.slice(0, 4))
  const days = years.get(year) ?? holidays(calendar.land, year, calendar.own)
  years.set(year, days)
  return days.get(day)
}

export function workingDay(day: Day, calendar: Calendar): boolean {
  const week = weekday(day)
  if (week === 0 || (week === 6 && calendar.own?.samstag !== "arbeitstag")) return false
  return holiday(day, calendar) === undefined
}

/** Does this day count in such a span? */
export type Counts = (day: Day) => boolean
export const counting = (count: Span["count"], calendar: Calendar): Counts =>
  count === "calendar" ? () => true : (day) => workingDay(day, calendar)

/** Which ends of a period are counted themselves; usually neither. */
export interface Ends {
  readonly dispatchCounts: boolean
  readonly meetingCounts: boolean
}
const NEITHER: Ends = { dispatchCounts: false, meetingCounts: false }

/** A year and more without one day that counts is no calendar: then the search ends there. */
const FAR = 800

/**
 * The latest day from which a span is kept until `day`: at least `span.days` counted days lie between the two, the two
 * themselves only as `ends` says. A span of no days ends on the day itself; the answer is never after `day`.
 */
export function back(day: Day, span: Span, calendar: Calendar, ends: Ends = NEITHER): Day {
  return backBy(day, span.days, counting(span.count, calendar), ends)
}

/** The same with an own rule of what counts (working days on which somebody is there). */
export function backBy(day: Day, days: number, counts: Counts, ends: Ends = NEITHER): Day {
  let left = days - (ends.meetingCounts && days > 0 && counts(day) ? 1 : 0)
  if (days === 0 || (left === 0 && ends.dispatchCounts && ends.meetingCounts)) return day
  let at = day
  for (let i = 0; i < FAR; i++) {
    at = addDays(at, -1)
    if (left === 0) return at
    const here = counts(at)
    if (ends.dispatchCounts && here && left === 1) return at
    if (here) left--
  }
  return at
}

/** The first day on which a span that began on `day` is kept: the mirror of `back`. */
export function forward(day: Day, span: Span, calendar: Calendar, ends: Ends = NEITHER): Day {
  return forwardBy(day, span.days, counting(span.count, calendar), ends)
}

export function forwardBy(day: Day, days: number, counts: Counts, ends: Ends = NEITHER): Day {
  let left = days - (ends.dispatchCounts && days > 0 && counts(day) ? 1 : 0)
  if (days === 0 || (left === 0 && ends.dispatchCounts && ends.meetingCounts)) return day
  let at = day
  for (let i = 0; i < FAR; i++) {
    at = addDays(at, 1)
    if (left === 0) return at
    const here = counts(at)
    if (ends.meetingCounts && here && left === 1) return at
    if (here) left--
  }
  return at
}

/** The last day on or before `day` that counts. */
export function onOrBefore(day: Day, counts: Counts): Day {
  let at = day
  for (let i = 0; i < FAR && !counts(at); i++) at = addDays(at, -1)
  return counts(at) ? at : day
}

/** The first day on or after `day` that counts. */
export function onOrAfter(day: Day, counts: Counts): Day {
  let at = day
  for (let i = 0; i < FAR && !counts(at); i++) at = addDays(at, 1)
  return counts(at) ? at : day
}

/** Counted days after `from` until `to`; negative where `to` lies before. */
export function between(from: Day, to: Day, counts: Counts): number {
  if (to < from) return -between(to, from, counts)
  let found = 0
  for (let at = addDays(from, 1), i = 0; at <= to && i < FAR; at = addDays(at, 1), i++) if (counts(at)) found++
  return found
}

/** Last day of the dispatch that keeps the Ladungsfrist (the law's day; it may be a Sunday). */
export const latestInvitation = (termin: Day, ladung: Ladung, calendar: Calendar): Day =>
  back(termin, ladung.regular, calendar, ladung)

/** The same with the shortened Frist; null where the body knows none. */
export const latestUrgent = (termin: Day, ladung: Ladung, calendar: Calendar): Day | null =>
  ladung.urgent && back(termin, ladung.urgent, calendar, ladung)

/** Last day for a Nachtrag; without a Frist of its own the day of the meeting. */
export const latestNachtrag = (termin: Day, ladung: Ladung, calendar: Calendar): Day =>
  ladung.nachtrag ? back(termin, ladung.nachtrag, calendar, ladung) : termin

/**
 * Last day on which a Vorlage lies with the Sitzungsdienst in time (interne Abgabefrist). The invitation is made on working
 * days, so its last one before the law's day is the end of that span, and is one of its days.
 */
export function latestAbgabe(termin: Day, ladung: Ladung, calendar: Calendar, urgent = false): Day {
  const law = (urgent ? latestUrgent(termin, ladung, calendar) : null) ?? latestInvitation(termin, ladung, calendar)
  const works: Counts = (day) => workingDay(day, calendar)
  const dispatch = onOrBefore(law, works)
  return onOrBefore(back(dispatch, ladung.abgabe, calendar, { dispatchCounts: false, meetingCounts: true }), works)
}
