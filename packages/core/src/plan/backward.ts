/** Backwards from the meetings to the last day of every place. Pure. */
import { backBy, type Counts, onOrBefore } from "../calendar/index.ts"
import type { Day } from "../paper.ts"
import { type Basis, gremiumOf, meetingOf, placeName, reach, WITHIN, working } from "./reach.ts"
import type { Place, Station } from "./station.ts"

/** The last day of a place, and the day before which what follows needs it: the two differ where somebody is away. */
export interface Last {
  readonly latest: Day
  readonly bound: Day
}

/** By place ("step" or "step.party"), from the last station to the first. */
export function backwards(all: readonly Station[], counts: (p: Place) => Counts, basis: Basis): Map<string, Last> {
  const latest = new Map<string, Last>()
  const works = working(basis)
  // What each kind of predecessor has to keep.
  let house: Day | undefined
  let release: Day | undefined
  const earlier = (a: Day | undefined, b: Day): Day => (a === undefined || b < a ? b : a)
  for (const s of [...all].reverse()) {
    if (s.state === "done") continue
    if (s.kind === "body") {
      if (s.termin === null) continue
      latest.set(s.stepId, { latest: s.termin, bound: s.termin })
      const { abgabe, invitation } = reach(gremiumOf(s, basis), s.termin, meetingOf(s, s.termin, basis), basis)
      house = earlier(house, abgabe)
      release = earlier(release, invitation)
      continue
    }
    const bound = s.kind === "release" ? release : house
    if (bound === undefined) continue
    const before = s.places.map((p) => {
      const there = counts(p)
      const day = onOrBefore(bound, there)
      latest.set(placeName(s, p), { latest: day, bound })
      return backBy(day, s.days, there, WITHIN)
    })
    const [first, ...rest] = before.sort()
    if (first === undefined) continue
    house = earlier(house, s.any ? (rest.at(-1) ?? first) : first)
    if (s.kind === "release") house = onOrBefore(house, works)
  }
  return latest
}
