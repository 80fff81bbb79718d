/** Who stands at a place of the way, and on which days somebody is there to act. Pure. */

import { type Calendar, type Counts, onOrAfter, workingDay } from "../calendar/index.ts"
import { matches, type Waiting } from "../chain/index.ts"
import { addDays, germanDay } from "../day.ts"
import type { Absence, Member } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { type Assignment, holding, ROLE_LABEL, type Role } from "../role.ts"

/** The function a place lies with, or the one person. */
export type Seat = Pick<Waiting, "role" | "amtId" | "gremiumId" | "personId">

export interface People {
  readonly members: readonly Member[]
  readonly calendar: Calendar
  /** own words of the house for functions */
  readonly words: Readonly<Partial<Record<Role, string>>>
}

const held = (m: Member, seat: Seat, day: Day, test: (f: Assignment) => boolean): boolean =>
  holding(m.functions, day).some(
    (f) => test(f) && matches(f, { ...seat, stepId: "", label: "", kind: "sign", since: "" }),
  )

/** Whose place it is: the one person, or everybody who holds the function. */
export function holders(seat: Seat, { members }: Pick<People, "members">, day: Day): Member[] {
  if (seat.personId !== undefined) return members.filter((m) => m.personId === seat.personId)
  return members.filter((m) => held(m, seat, day, (f) => f.as === "selbst"))
}

const awayOn = (m: Member, day: Day): Absence | undefined => m.absences.find((a) => a.from <= day && day <= a.to)

/** Is somebody there who may act on this day? A function that nobody holds is not away: it is the administration's. */
function attended(seat: Seat, { members }: People, day: Day): boolean {
  const own = holders(seat, { members }, day)
  if (own.length === 0 || own.some((m) => !awayOn(m, day))) return true
  if (seat.personId !== undefined) return false
  return members.some((m) => !awayOn(m, day) && held(m, seat, day, (f) => f.as !== "selbst"))
}

/**
 * Working days on which somebody is there. Where nobody is until the last day that matters, absence decides nothing:
 * somebody else will have to be found, and the plan says who is missing.
 */
export function presence(seat: Seat, people: People, today: Day, last: Day): Counts {
  const works: Counts = (day) => workingDay(day, people.calendar)
  const there: Counts = (day) => works(day) && attended(seat, people, day)
  const first = onOrAfter(today, there)
  return there(first) && first <= (last < today ? today : last) ? there : works
}

/** "Dezernat (Mara Lindt)". */
export function who(seat: Seat, people: People, day: Day): string {
  const names = holders(seat, people, day).map((m) => m.name)
  const word = people.words[seat.role] ?? ROLE_LABEL[seat.role]
  if (names.length === 0) return `${word} (nicht besetzt)`
  return names.length > 3 ? `${word} (${names.slice(0, 3).join(", ")} und weitere)` : `${word} (${names.join(", ")})`
}

/** Why nobody acts in a time: "Greta Hollen ist vom 08.02.2027 bis 12.02.2027 abwesend, ohne Vertretung." */
export function missing(seat: Seat, people: People, from: Day, to: Day): string | undefined {
  for (let day = from, i = 0; day <= to && i < 400; day = addDays(day, 1), i++) {
    if (!workingDay(day, people.calendar) || attended(seat, people, day)) continue
    const away = holders(seat, people, day).flatMap((m) => {
      const absence = awayOn(m, day)
      return absence ? [`${m.name} ist vom ${germanDay(absence.from)} bis ${germanDay(absence.to)} abwesend`] : []
    })
    return `${away.join("; ")}, ohne Vertretung.`
  }
  return undefined
}
