/** Rückwärtsplanung: from the meetings of a Vorlage to the latest day of every earlier step, with a traffic light. Pure. */
import type { Day } from "../paper.ts"
import { backwards } from "./backward.ts"
import { type Arrival, arrive, done, passed, THROUGH, through } from "./forward.ts"
import { type Basis, gremiumOf, later, placeName, presenceOf, reach, upcoming } from "./reach.ts"
import { actingRow, advise, bodyDone, bodyRow, type Light, type Row, worst } from "./row.ts"
import { type Course, stations } from "./station.ts"

export interface Plan {
  readonly light: Light
  readonly rows: readonly Row[]
  /** what to do, one German sentence each */
  readonly advice: readonly string[]
}

/** The plan of a way as it stands today. Where no meeting has a day, rows have no latest day. */
export function plan(course: Course, basis: Basis): Plan {
  const all = stations(course, basis.durations)
  const { today } = basis
  const counts = presenceOf(all, basis)
  const last = backwards(all, counts, basis)
  const rows: Row[] = []
  const advice: string[] = []
  let ready = THROUGH
  let after = today
  for (const s of all) {
    if (s.kind === "body") {
      if (s.state === "done") {
        rows.push(bodyDone(s))
        continue
      }
      const arrival = arrive(s, ready, after, basis)
      const row = bodyRow(s, arrival, ready, after, basis)
      rows.push(row)
      if (row.light !== "grün") advice.push(...advise(s, arrival, ready, basis))
      after = later(after, arrival.projected ?? s.termin ?? after)
      continue
    }
    for (const p of s.places) {
      const day = s.state === "done" ? null : done(s, counts(p), ready.released ?? today, today)
      rows.push(actingRow(s, p, last.get(placeName(s, p)), day, basis))
    }
    ready = passed(ready, s, counts, today)
  }
  return { light: worst(rows.map((r) => r.light)), rows, advice: [...new Set(advice)] }
}

/** A meeting that is still to come: until when, and as what, a Vorlage reaches it with the usual durations. */
export interface Choice {
  readonly stepId: string
  readonly gremiumId: string
  readonly sitzungId: string
  readonly on: Day
  readonly abgabe: Day
  readonly as: Arrival["as"]
  readonly chosen: boolean
}
const CHOICES = 12

/** The next meetings of every body that has not answered yet. */
export function choices(course: Course, basis: Basis): Choice[] {
  const all = stations(course, basis.durations)
  const ready = through(all, presenceOf(all, basis), basis.today)
  return all.flatMap((s) => {
    if (s.kind !== "body" || s.state === "done") return []
    return upcoming(s, basis)
      .slice(0, CHOICES)
      .map((m): Choice => {
        const { abgabe } = reach(gremiumOf(s, basis), m.on, m, basis)
        const { as } = arrive({ ...s, state: "coming", termin: m.on }, ready, basis.today, basis)
        const { stepId, gremiumId } = s
        return { stepId, gremiumId, sitzungId: m.id, on: m.on, abgabe, as, chosen: m.on === s.termin }
      })
  })
}
