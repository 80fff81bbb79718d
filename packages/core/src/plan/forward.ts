/** Forwards from today with the usual durations: when a step is done, which meeting is reached. Pure. */
import { type Counts, forwardBy, onOrAfter } from "../calendar/index.ts"
import type { Day } from "../paper.ts"
import { type Basis, gremiumOf, later, meetingOf, reach, upcoming, WITHIN } from "./reach.ts"
import type { Acting, Place, Sitting, Station } from "./station.ts"

/** When one place is done if everything takes as long as usual. */
export function done(s: Acting, there: Counts, from: Day, today: Day): Day {
  if (s.state === "open") return later(forwardBy(s.since ?? today, s.days, there, WITHIN), onOrAfter(today, there))
  return s.days === 0 ? onOrAfter(from, there) : forwardBy(from, s.days, there, WITHIN)
}

/** How far the house is. null: it is through already. */
export interface Ready {
  /** lies with the Sitzungsdienst */
  readonly handed: Day | null
  /** is released for the agenda */
  readonly released: Day | null
}
export const THROUGH: Ready = { handed: null, released: null }

/** The same after one more station. */
export function passed(before: Ready, s: Acting, counts: (p: Place) => Counts, today: Day): Ready {
  if (s.state === "done") return before
  const from = before.released ?? today
  const days = s.places.map((p) => done(s, counts(p), from, today)).sort()
  const day = later(from, (s.any ? days[0] : days.at(-1)) ?? from)
  // Whoever releases has it since it came to him.
  const handed = s.kind === "release" ? (s.state === "open" ? (s.since ?? today) : before.handed) : day
  return { handed, released: day }
}

/** How far the house will be when everybody has acted. */
export const through = (all: readonly Station[], counts: (p: Place) => Counts, today: Day): Ready =>
  all.reduce((ready, s) => (s.kind === "body" ? ready : passed(ready, s, counts, today)), THROUGH)

export interface Arrival {
  readonly projected: Day | null
  /** the meeting that can be reached instead, with its last day of Abgabe */
  readonly instead?: { readonly on: Day; readonly abgabe: Day } | undefined
  /** "late": after the Abgabefrist, before the invitation */
  readonly as: "regular" | "late" | "nachtrag" | "missed"
}

const within = (day: Day | null, last: Day): boolean => day === null || day <= last

/** Where a body can deal with it; the body before has met on `after`. */
export function arrive(s: Sitting, ready: Ready, after: Day, basis: Basis): Arrival {
  const gremium = gremiumOf(s, basis)
  const own = s.termin === null ? undefined : meetingOf(s, s.termin, basis)
  const cancelled = own?.state === "cancelled"
  if (s.state === "open" && s.termin !== null && !cancelled) return { projected: s.termin, as: "regular" }
  const there = basis.meetings === undefined || gremium?.ladung === undefined || own !== undefined
  if (s.termin !== null && there && !cancelled && s.termin >= after) {
    const { abgabe, invitation, nachtrag, invited } = reach(gremium, s.termin, own, basis)
    // What is released already was put on the agenda before the invitation went out.
    const out = invited && ready.released !== null
    if (!out && within(ready.handed, abgabe) && within(ready.released, invitation))
      return { projected: s.termin, as: "regular" }
    if (!out && within(ready.released, invitation)) return { projected: s.termin, as: "late" }
    if (gremium?.ladung && within(ready.released, nachtrag)) return { projected: s.termin, as: "nachtrag" }
    if (!gremium?.ladung && within(ready.released, s.termin)) return { projected: s.termin, as: "late" }
  }
  const next = nextMeeting(s, ready, after, basis)
  return { projected: next?.on ?? null, instead: next, as: "missed" }
}

function nextMeeting(s: Sitting, ready: Ready, after: Day, basis: Basis): Arrival["instead"] {
  const gremium = gremiumOf(s, basis)
  for (const m of upcoming(s, basis)) {
    if (m.on === s.termin || m.on < after || m.state === "invited") continue
    const { abgabe, invitation } = reach(gremium, m.on, m, basis)
    if (within(ready.handed, abgabe) && within(ready.released, invitation)) return { on: m.on, abgabe }
  }
  return undefined
}
