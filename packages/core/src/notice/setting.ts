/** Erinnerungen (reminders): when a house reminds of a Frist, and who hears of one that has passed. Data of the house. */
import { z } from "zod"
import { type Calendar, workingDay } from "../calendar/index.ts"
import { addDays, atHour, dayOf } from "../day.ts"
import type { Day } from "../paper.ts"
import { Role } from "../role.ts"

const Days = z.int().min(1).max(30)

export const Reminders = z.strictObject({
  /** working days before the last day */
  before: z.array(Days).max(5),
  /** in the morning of the last day */
  onDay: z.boolean(),
  /** working days after it */
  after: z.array(Days).max(5),
  /** so many working days after it the next higher function hears of it, where none is named or there the administration */
  escalate: z.strictObject({ after: Days, to: z.partialRecord(Role, Role) }).nullable(),
})
export type Reminders = z.infer<typeof Reminders>

/** Usual values of a house that has set none. */
export const REMINDERS: Reminders = {
  before: [5, 1],
  onDay: true,
  after: [2],
  escalate: { after: 3, to: {} },
}

/**
 * Who stands above a function as most houses have it; the first that somebody holds is told. Where there is nobody, the
 * Mandantenadministration.
 */
const ABOVE: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  verfasser: ["amtsleitung", "geschaeftsfuehrung"],
  fachautor: ["amtsleitung", "geschaeftsfuehrung"],
  controlling: ["amtsleitung", "geschaeftsfuehrung"],
  bca: ["amtsleitung", "geschaeftsfuehrung"],
  gleichstellung: ["amtsleitung", "geschaeftsfuehrung"],
  beirat: ["geschaeftsfuehrung", "amtsleitung"],
  mitzeichnung: ["amtsleitung", "geschaeftsfuehrung"],
  amtsleitung: ["dezernent", "landrat"],
  kaemmerer: ["landrat"],
  dezernent: ["landrat"],
  sitzungsdienst: ["landrat", "geschaeftsfuehrung"],
  geschaeftsstelle: ["sitzungsdienst", "geschaeftsfuehrung"],
  schriftfuehrung: ["geschaeftsstelle", "sitzungsdienst"],
  vorsitz: ["geschaeftsstelle", "sitzungsdienst"],
  veroeffentlichung: ["sitzungsdienst"],
}

/** Functions that are told of what hangs with `role`, nearest first; the administration comes after all of them. */
export function above(role: Role, { escalate }: Reminders): Role[] {
  const own = escalate?.to[role]
  return [...(own === undefined ? (ABOVE[role] ?? []) : [own]), "administration"]
}

/** Mails of the morning go out then: reminders and the daily one. */
export const HOUR = 7

export type StageName = `before-${number}` | "on" | `after-${number}` | "escalate"
export interface Stage {
  readonly name: StageName
  readonly at: Date
}

/** The nth working day before (negative) or after a day; 0: the day itself, or the last working day before it. */
export function workingDays(day: Day, n: number, calendar: Calendar): Day {
  let at = day
  // A day that is none of work counts as the working day before it: nobody is to be reminded on a Sunday.
  for (let i = 0; i < 400 && !workingDay(at, calendar); i++) at = addDays(at, -1)
  for (let left = Math.abs(n), i = 0; left > 0 && i < 400; i++) {
    at = addDays(at, Math.sign(n))
    if (workingDay(at, calendar)) left--
  }
  return at
}

/** Every moment at which somebody hears of a task that is to be done until this day, in order; the escalation last of a day. */
export function stages(until: Day, reminders: Reminders, calendar: Calendar): Stage[] {
  const { before, onDay, after, escalate } = reminders
  const stage = (name: StageName, n: number): Stage => ({ name, at: atHour(workingDays(until, n, calendar), HOUR) })
  const all = [
    ...before.map((n) => stage(`before-${n}`, -n)),
    ...(onDay ? [stage("on", 0)] : []),
    ...after.map((n) => stage(`after-${n}`, n)),
    ...(escalate ? [stage("escalate", escalate.after)] : []),
  ]
  return all.sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** The next morning of a working day: today's, when it is still to come. */
export function nextMorning(now: Date, calendar: Calendar): Date {
  for (let day = dayOf(now), i = 0; ; day = addDays(day, 1), i++) {
    const at = atHour(day, HOUR)
    if (at > now && (workingDay(day, calendar) || i > 400)) return at
  }
}
