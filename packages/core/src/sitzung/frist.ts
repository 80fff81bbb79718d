/** Fristen of one meeting: until when it is invited, regularly or urgently, until when an agenda is supplemented. Pure. */
import {
  type Calendar,
  holiday,
  latestAbgabe,
  latestInvitation,
  latestNachtrag,
  latestUrgent,
  weekday,
} from "../calendar/index.ts"
import { germanDay } from "../day.ts"
import type { Gremium } from "../gremium.ts"
import type { Day } from "../paper.ts"

export interface Fristen {
  /** last day of the dispatch; null: the body has no calendar */
  readonly regular: Day | null
  /** with the shortened Frist; null: never */
  readonly urgent: Day | null
  /** last day of a Nachtrag or a Tischvorlage */
  readonly nachtrag: Day | null
  /** last day for the Vorlage to lie with the Sitzungsdienst */
  readonly abgabe: Day | null
}

export function fristen(on: Day, { ladung }: Pick<Gremium, "ladung">, calendar: Calendar): Fristen {
  if (!ladung) return { regular: null, urgent: null, nachtrag: null, abgabe: null }
  return {
    regular: latestInvitation(on, ladung, calendar),
    urgent: latestUrgent(on, ladung, calendar),
    nachtrag: latestNachtrag(on, ladung, calendar),
    abgabe: latestAbgabe(on, ladung, calendar),
  }
}

/** How a meeting can still be called today. */
export function callable(f: Fristen, today: Day): "regular" | "urgent" | "late" {
  if (f.regular === null || today <= f.regular) return "regular"
  return f.urgent !== null && today <= f.urgent ? "urgent" : "late"
}

const WEEK = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"] as const
export const weekdayName = (day: Day): string => WEEK[weekday(day)] ?? ""

/** Why nobody expects a meeting on this day; undefined for usual days. */
export function unusual(day: Day, calendar: Calendar): string | undefined {
  const name = holiday(day, calendar)
  if (name !== undefined) return `Der ${germanDay(day)} ist ein Feiertag (${name}).`
  const week = weekdayName(day)
  return week === "Sonntag" || week === "Samstag" ? `Der ${germanDay(day)} ist ein ${week}.` : undefined
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
/** "17:00" */
export const isClock = (text: string): boolean => CLOCK.test(text)
