import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addDays } from "../day.ts"
import type { Ladung, Span } from "../gremium.ts"
import { Land } from "../tenant/settings.ts"
import {
  back,
  between,
  type Calendar,
  counting,
  forward,
  latestAbgabe,
  latestInvitation,
  latestNachtrag,
  latestUrgent,
  onOrAfter,
  onOrBefore,
  workingDay,
} from "./deadline.ts"

const NRW: Calendar = { land: "Nordrhein-Westfalen" }
const calendar = (days: number): Span => ({ days, count: "calendar" })
const working = (days: number): Span => ({ days, count: "working" })
const LADUNG: Ladung = {
  regular: calendar(7),
  urgent: working(3),
  nachtrag: calendar(3),
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: working(3),
}

describe("backwards from a meeting", () => {
  test.each<[string, Span, boolean, boolean, string]>([
    // Thursday 18 February 2027; nothing in between but a weekend
    ["2027-02-18", calendar(7), false, false, "2027-02-10"],
    ["2027-02-18", calendar(7), true, false, "2027-02-11"],
    ["2027-02-18", calendar(7), false, true, "2027-02-11"],
    ["2027-02-18", calendar(7), true, true, "2027-02-12"],
    ["2027-02-18", calendar(0), false, false, "2027-02-18"],
    ["2027-02-18", calendar(1), true, true, "2027-02-18"],
    ["2027-02-18", working(3), false, false, "2027-02-14"],
    ["2027-02-18", working(3), true, false, "2027-02-15"],
    ["2027-02-18", working(3), true, true, "2027-02-16"],
    // over Easter: Karfreitag 26 March, Ostermontag 29 March 2027, and the clocks change on 28 March
    ["2027-03-31", working(3), false, false, "2027-03-23"],
    ["2027-03-31", calendar(7), false, false, "2027-03-23"],
    // over the other change, 31 October, and Allerheiligen, a Monday
    ["2027-11-04", working(3), false, false, "2027-10-28"],
    ["2027-11-04", calendar(7), false, false, "2027-10-27"],
    // a meeting on a holiday (Fronleichnam) is not one of the working days, even where its day counts
    ["2027-05-27", working(1), false, true, "2027-05-25"],
    // over the turn of the year and a leap day
    ["2027-01-04", working(5), false, false, "2026-12-23"],
    ["2028-03-01", calendar(14), false, false, "2028-02-15"],
  ])("%s, %o, dispatch counts %s, meeting counts %s: %s", (day, span, dispatchCounts, meetingCounts, latest) => {
    expect(back(day, span, NRW, { dispatchCounts, meetingCounts })).toBe(latest)
  })

  test("the Fristen of one body", () => {
    expect(latestInvitation("2027-02-18", LADUNG, NRW)).toBe("2027-02-10")
    // three working days lie between: the law allows the Sunday
    expect(latestUrgent("2027-02-18", LADUNG, NRW)).toBe("2027-02-14")
    expect(latestUrgent("2027-02-18", { ...LADUNG, urgent: null }, NRW)).toBeNull()
    expect(latestNachtrag("2027-02-18", LADUNG, NRW)).toBe("2027-02-14")
    expect(latestNachtrag("2027-02-18", { ...LADUNG, nachtrag: null }, NRW)).toBe("2027-02-18")
    // Wednesday 10 February, and three working days in front of it, that Wednesday the last of them
    expect(latestAbgabe("2027-02-18", LADUNG, NRW)).toBe("2027-02-05")
    expect(latestAbgabe("2027-02-18", LADUNG, NRW, true)).toBe("2027-02-09")
  })

  test("an invitation whose last day is a Sunday is made on the Friday before", () => {
    // Monday 22 February: the seventh day before is Monday 15, so the law's last day is Sunday 14
    expect(latestInvitation("2027-02-22", LADUNG, NRW)).toBe("2027-02-14")
    expect(latestAbgabe("2027-02-22", { ...LADUNG, abgabe: working(1) }, NRW)).toBe("2027-02-11")
  })

  test("holidays of the Land and of the house move the day, those of another Land do not", () => {
    const meeting = "2027-05-31"
    expect(back(meeting, working(3), NRW)).toBe("2027-05-24")
    expect(back(meeting, working(3), { land: "Hamburg" })).toBe("2027-05-25")
    const own = { regional: [], holidays: [{ on: "2027-05-28", name: "Schützenfest" }] }
    const free = { heiligabend: "arbeitstag", silvester: "arbeitstag", samstag: "frei" } as const
    expect(back(meeting, working(3), { land: "Hamburg", own: { ...own, ...free } })).toBe("2027-05-24")
    // where Saturdays are working days, the last one before counts
    expect(back(meeting, working(3), { land: "Hamburg", own: { ...own, ...free, samstag: "arbeitstag" } })).toBe(
      "2027-05-25",
    )
  })
})

const day = fc.integer({ min: 0, max: 365 * 40 }).map((n) => addDays("2020-01-01", n))
const span = fc.record({
  days: fc.integer({ min: 0, max: 90 }),
  count: fc.constantFrom("calendar", "working") as fc.Arbitrary<Span["count"]>,
})
const ends = fc.record({ dispatchCounts: fc.boolean(), meetingCounts: fc.boolean() })
const land = fc.constantFrom(...Land.options)

/** The rule said another way: how many days count between the two, the ends as agreed. */
function counted(
  from: string,
  to: string,
  s: Span,
  c: Calendar,
  e: { dispatchCounts: boolean; meetingCounts: boolean },
) {
  const counts = counting(s.count, c)
  let n = 0
  for (let at = from; at <= to; at = addDays(at, 1)) {
    if (at === from && !e.dispatchCounts) continue
    if (at === to && !e.meetingCounts) continue
    if (counts(at)) n++
  }
  return n
}

describe("for every day, span and Land", () => {
  const each = (
    check: (d: string, s: Span, c: Calendar, e: { dispatchCounts: boolean; meetingCounts: boolean }) => void,
  ) =>
    fc.assert(
      fc.property(day, span, land, ends, (d, s, l, e) => check(d, s, { land: l }, e)),
      { seed: 27, numRuns: 400 },
    )

  test("the latest day keeps the span, and the day after it does not", () => {
    each((d, s, c, e) => {
      const latest = back(d, s, c, e)
      expect(latest <= d).toBe(true)
      if (s.days === 0) expect(latest).toBe(d)
      else expect(counted(latest, d, s, c, e)).toBeGreaterThanOrEqual(s.days)
      if (latest < d) expect(counted(addDays(latest, 1), d, s, c, e)).toBeLessThan(s.days)
    })
  })

  test("the first day keeps the span, and the day before it does not; forward again never goes past where it began", () => {
    each((d, s, c, e) => {
      const first = forward(d, s, c, e)
      expect(first >= d).toBe(true)
      expect(forward(back(d, s, c, e), s, c, e) <= d).toBe(true)
      expect(back(first, s, c, e) >= d).toBe(true)
      if (s.days > 0 && first > d) expect(counted(d, addDays(first, -1), s, c, e)).toBeLessThan(s.days)
    })
  })

  test("a later meeting never has an earlier deadline, a longer span never a later one", () => {
    each((d, s, c, e) => {
      expect(back(d, s, c, e) <= back(addDays(d, 1), s, c, e)).toBe(true)
      expect(back(d, { ...s, days: s.days + 1 }, c, e) <= back(d, s, c, e)).toBe(true)
    })
  })

  test("Abgabe is a working day before the invitation, the invitation before the meeting", () => {
    each((d, s, c, e) => {
      const ladung: Ladung = { ...LADUNG, ...e, regular: s, abgabe: working(s.days % 10) }
      const invitation = latestInvitation(d, ladung, c)
      const abgabe = latestAbgabe(d, ladung, c)
      expect(abgabe <= invitation && invitation <= d).toBe(true)
      expect(workingDay(abgabe, c)).toBe(true)
      expect(latestNachtrag(d, ladung, c) <= d).toBe(true)
    })
  })

  test("next and last working days, and the working days between", () => {
    each((d, _, c) => {
      const works = (x: string) => workingDay(x, c)
      const [before, after] = [onOrBefore(d, works), onOrAfter(d, works)]
      expect(before <= d && d <= after && works(before) && works(after)).toBe(true)
      expect(between(before, after, works)).toBe(before === after ? 0 : 1)
      expect(between(after, before, works)).toBe(before === after ? 0 : -1)
    })
  })
})
