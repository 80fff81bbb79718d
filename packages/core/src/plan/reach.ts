/** What a body's calendar asks of a Vorlage, and what a house knows when it plans. Pure. */
import {
  type Counts,
  latestAbgabe,
  latestInvitation,
  latestNachtrag,
  latestUrgent,
  onOrBefore,
  workingDay,
} from "../calendar/index.ts"
import { addDays } from "../day.ts"
import type { Gremium } from "../gremium.ts"
import type { Day } from "../paper.ts"
import type { Sitzung } from "../sitzung/item.ts"
import { type Durations, USUAL } from "./durations.ts"
import { type People, presence } from "./place.ts"
import type { Place, Sitting, Station } from "./station.ts"

export type Meeting = Pick<Sitzung, "id" | "gremiumId" | "on" | "state" | "urgent">

/** What the house knows when it plans. */
export interface Basis extends People {
  readonly gremien: readonly Gremium[]
  readonly durations?: Durations | undefined
  /** of the bodies in question; absent where nobody looked: then a day of the Beratungsfolge is taken as it is */
  readonly meetings?: readonly Meeting[] | undefined
  readonly today: Day
}

/** Until when a Vorlage can come to a meeting: with the Sitzungsdienst, on the agenda, as a Nachtrag. */
export interface Reach {
  readonly abgabe: Day
  readonly invitation: Day
  readonly nachtrag: Day
  /** the invitation is out: only a Nachtrag is left */
  readonly invited: boolean
}

/** A step arrives at the end of a day and is done at the end of its last one. */
export const WITHIN = { dispatchCounts: false, meetingCounts: true } as const

export const working =
  (basis: Basis): Counts =>
  (day) =>
    workingDay(day, basis.calendar)

export function reach(gremium: Gremium | undefined, termin: Day, meeting: Meeting | undefined, basis: Basis): Reach {
  const works = working(basis)
  if (!gremium?.ladung) {
    const before = onOrBefore(addDays(termin, -1), works)
    return { abgabe: before, invitation: before, nachtrag: termin, invited: false }
  }
  const { ladung } = gremium
  const urgent = meeting?.urgent === true
  const law =
    (urgent ? latestUrgent(termin, ladung, basis.calendar) : null) ?? latestInvitation(termin, ladung, basis.calendar)
  const nachtrag = onOrBefore(latestNachtrag(termin, ladung, basis.calendar), works)
  if (meeting?.state === "invited") return { abgabe: nachtrag, invitation: nachtrag, nachtrag, invited: true }
  return {
    abgabe: latestAbgabe(termin, ladung, basis.calendar, urgent),
    invitation: onOrBefore(law, works),
    nachtrag,
    invited: false,
  }
}

export const gremiumOf = (s: Sitting, basis: Basis) => basis.gremien.find((g) => g.id === s.gremiumId)
/** The meeting of a body on a day; a cancelled one only where there is no other. */
export function meetingOf(s: Sitting, day: Day, { meetings }: Basis): Meeting | undefined {
  const there = meetings?.filter((m) => m.gremiumId === s.gremiumId && m.on === day)
  return there?.find((m) => m.state !== "cancelled") ?? there?.[0]
}

/** Meetings of a body after today that a Vorlage can still be put down for, by day. */
export const upcoming = (s: Pick<Sitting, "gremiumId">, { meetings, today }: Basis): Meeting[] =>
  (meetings ?? [])
    .filter((m) => m.gremiumId === s.gremiumId && m.on > today && (m.state === "planned" || m.state === "invited"))
    .sort((a, b) => (a.on < b.on ? -1 : 1))

export const placeName = (s: Pick<Station, "stepId">, p?: Pick<Place, "partyId">): string =>
  p?.partyId === undefined ? s.stepId : `${s.stepId}.${p.partyId}`

export function presenceOf(all: readonly Station[], basis: Basis): (p: Place) => Counts {
  const days = all.flatMap((s) => (s.kind === "body" && s.termin !== null ? [s.termin] : []))
  const last = days.sort().at(-1) ?? basis.today
  return (p) => presence(p.seat, basis, basis.today, last)
}

export const later = (a: Day, b: Day): Day => (a > b ? a : b)
export const reserveOf = (basis: Pick<Basis, "durations">): number => basis.durations?.reserve ?? USUAL.reserve
