/** Calendars of the demo houses: the usual Ladungsfrist, and the meetings of the coming months. */
import { calendarOf, holiday, latestAbgabe } from "@beschlussweg/core/calendar"
import { addDays } from "@beschlussweg/core/day"
import type { Ladung } from "@beschlussweg/core/gremium"
import type { Settings } from "@beschlussweg/core/tenant"

export const PLACE = "Kreishaus, Sitzungssaal 1"

/** Two weeks, in urgent cases three days; Nachträge until three working days before, Vorlagen a week before the invitation. */
export const LADUNG: Ladung = {
  regular: { days: 14, count: "calendar" },
  urgent: { days: 3, count: "calendar" },
  nachtrag: { days: 3, count: "working" },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 5, count: "working" },
}

/** Nobody meets between Christmas and the sixth of January. */
const quiet = (on: string): boolean => on.slice(5) >= "12-23" || on.slice(5) <= "01-06"

const MEETINGS = 5
const APART = 28

/**
 * Days of meetings, ascending: each body every fourth week, one body after the other as Vorlagen go through them, the first
 * late enough for a Vorlage of today.
 */
export function meetingDays(house: Settings, today: string): { readonly gremiumId: string; readonly on: string }[] {
  const calendar = calendarOf(house)
  const thursday = (from: string): string => {
    const weekday = new Date(`${from}T00:00:00Z`).getUTCDay()
    let on = addDays(from, (4 - weekday + 7) % 7)
    while (holiday(on, calendar) !== undefined || quiet(on)) on = addDays(on, 7)
    return on
  }
  let first = thursday(addDays(today, 21))
  while (latestAbgabe(first, LADUNG, calendar) <= today) first = thursday(addDays(first, 1))
  return house.gremien
    .flatMap(({ id: gremiumId }, i) =>
      Array.from({ length: MEETINGS }, (_, n) => ({
        gremiumId,
        on: thursday(addDays(first, i * 14 + n * APART)),
      })),
    )
    .sort((a, b) => (a.on < b.on ? -1 : 1))
}
