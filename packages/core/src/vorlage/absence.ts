/** Abwesenheit on the way of a Vorlage: where nobody is there who holds the function, and who represents. Pure. */
import { type Chain, matches, placesOf, type Waiting, waiting } from "../chain/index.ts"
import { germanDay } from "../day.ts"
import type { Absence, Member } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { holding } from "../role.ts"

/** One place of the chain whose holders are all away on a day that counts. */
export interface Announcement {
  readonly stepId: string
  readonly partyId?: string | undefined
  readonly label: string
  /** the day that counts: today, or the day until which it waits */
  readonly on: Day
  readonly away: readonly { readonly personId: string; readonly name: string; readonly from: Day; readonly to: Day }[]
  /** who is there and may act in place of them; empty: nobody */
  readonly deputies: readonly { readonly personId: string; readonly name: string }[]
  readonly message: string
}

/**
 * For every place the chain waits for, or will wait for: is everybody who holds it away, today or on its last day? What is
 * not open yet and has a day of its own counts on that day only. A function that nobody holds is not away: the
 * Mandantenadministration has it already.
 */
export function announced(chain: Chain, members: readonly Member[], today: Day): Announcement[] {
  const now = waiting(chain)
  const later =
    chain.state === "running" || chain.state === "issuing"
      ? chain.steps.filter((s) => s.status === "pending").flatMap((s) => placesOf(s, chain))
      : []
  return [
    ...now.flatMap((w) => on(w, members, w.until === undefined || w.until <= today ? [today] : [today, w.until])),
    ...later.flatMap((w) => on(w, members, [w.until !== undefined && w.until > today ? w.until : today])),
  ]
}

/** The first of the days on which nobody is there. */
function on(w: Waiting, members: readonly Member[], days: readonly Day[]): Announcement[] {
  for (const day of days) {
    const holders = members.filter((m) =>
      w.personId === undefined ? held(m, w, day, true) : m.personId === w.personId,
    )
    const away = holders.flatMap((m) => {
      const absence = awayOn(m, day)
      return absence ? [{ personId: m.personId, name: m.name, from: absence.from, to: absence.to }] : []
    })
    if (holders.length === 0 || away.length < holders.length) continue
    const deputies = members
      .filter((m) => w.personId === undefined && held(m, w, day, false) && awayOn(m, day) === undefined)
      .map(({ personId, name }) => ({ personId, name }))
    const { stepId, partyId, label } = w
    return [{ stepId, partyId, label, on: day, away, deputies, message: message(label, away, deputies) }]
  }
  return []
}

const held = (m: Member, w: Waiting, day: Day, self: boolean): boolean =>
  holding(m.functions, day).some((f) => (f.as === "selbst") === self && matches(f, w))

const awayOn = (m: Member, day: Day): Absence | undefined => m.absences.find((a) => a.from <= day && day <= a.to)

function message(label: string, away: Announcement["away"], deputies: Announcement["deputies"]): string {
  const who = away.map((a) => `${a.name} ist vom ${germanDay(a.from)} bis ${germanDay(a.to)} abwesend.`)
  const instead =
    deputies.length > 0
      ? `Vertretung: ${deputies.map((d) => d.name).join(", ")}.`
      : "Es ist niemand zur Vertretung bestimmt."
  // Labels of the way say in brackets when a step is asked; that is no news here.
  return `${label.replace(/ \(.*\)$/, "")}: ${who.join(" ")} ${instead}`
}
