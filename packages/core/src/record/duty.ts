/** The standing duty of the daily anchor: one per house, never removed, only put off to the next night. */
import { addDays, dayOf, germanInstant } from "../day.ts"
import type { Duty } from "../duty.ts"
import type { Day } from "../paper.ts"

const PLACE = { log: "record", id: "anchor" } as const

/** What is owed next: the anchor of the night after `now`. */
export function anchorDuty(now: Date): Duty {
  return { ...PLACE, kind: "anchor", dueAt: nightOf(addDays(dayOf(now), 1)).toISOString(), attempts: 0 }
}

/** First instant of a day at which it is 02:00 or later in Europe/Berlin; in March the clock jumps over 02:00. */
export function nightOf(day: Day): Date {
  const midnight = new Date(`${day}T00:00:00Z`)
  const hour = Number(germanInstant(midnight).slice(12, 14))
  return hour >= 2 ? midnight : new Date(midnight.getTime() + 3_600_000)
}
