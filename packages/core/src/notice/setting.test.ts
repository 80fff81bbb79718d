import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Calendar, workingDay } from "../calendar/index.ts"
import { addDays, dayOf } from "../day.ts"
import { Role } from "../role.ts"
import { above, nextMorning, REMINDERS, Reminders, stages, workingDays } from "./setting.ts"

const NRW: Calendar = { land: "Nordrhein-Westfalen" }
const shown = (until: string, reminders = REMINDERS, calendar = NRW) =>
  stages(until, reminders, calendar).map((s) => `${s.name} ${s.at.toISOString()}`)

describe("stages of a Frist", () => {
  test("are the mornings of working days before, on and after its last day", () => {
    // 27.01.2027 is a Wednesday
    expect(shown("2027-01-27")).toEqual([
      "before-5 2027-01-20T06:00:00.000Z",
      "before-1 2027-01-26T06:00:00.000Z",
      "on 2027-01-27T06:00:00.000Z",
      "after-2 2027-01-29T06:00:00.000Z",
      "escalate 2027-02-01T06:00:00.000Z",
    ])
  })

  test("keep to seven o'clock over both changes of the clock, and to the holidays of the Land", () => {
    // Karfreitag 26.03., change of the clock 28.03., Ostermontag 29.03.2027
    expect(shown("2027-03-30")).toEqual([
      "before-5 2027-03-19T06:00:00.000Z",
      "before-1 2027-03-25T06:00:00.000Z",
      "on 2027-03-30T05:00:00.000Z",
      "after-2 2027-04-01T05:00:00.000Z",
      "escalate 2027-04-02T05:00:00.000Z",
    ])
    // change of the clock 31.10.2027; Allerheiligen on Monday in Nordrhein-Westfalen, not in Hessen
    expect(shown("2027-11-02").slice(1, 3)).toEqual([
      "before-1 2027-10-29T05:00:00.000Z",
      "on 2027-11-02T06:00:00.000Z",
    ])
    expect(shown("2027-11-02", REMINDERS, { land: "Hessen" })[1]).toBe("before-1 2027-11-01T06:00:00.000Z")
  })

  test("of a day that is none of work are those of the working day before it", () => {
    // 31.01.2027 is a Sunday
    expect(shown("2027-01-31").slice(2, 4)).toEqual(["on 2027-01-29T06:00:00.000Z", "after-2 2027-02-02T06:00:00.000Z"])
  })

  test("are as many as the house sets, down to none", () => {
    expect(shown("2027-01-27", { before: [], onDay: false, after: [], escalate: null })).toEqual([])
    expect(shown("2027-01-27", { before: [10, 2], onDay: false, after: [], escalate: null }).length).toBe(2)
    expect(Reminders.safeParse({ before: [0], onDay: true, after: [], escalate: null }).success).toBe(false)
    expect(Reminders.safeParse({ before: [1, 2, 3, 4, 5, 6], onDay: true, after: [], escalate: null }).success).toBe(
      false,
    )
  })
})

test("the nth working day is one, and lies beyond exactly n of them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: -30, max: 30 }), (offset, n) => {
      const from = addDays("2026-01-01", offset)
      const to = workingDays(from, n, NRW)
      expect(workingDay(to, NRW)).toBe(true)
      const base = workingDays(from, 0, NRW)
      let counted = 0
      const [low, high] = n < 0 ? [to, base] : [base, to]
      for (let day = low; day < high; day = addDays(day, 1)) if (workingDay(addDays(day, n < 0 ? 0 : 1), NRW)) counted++
      expect(counted).toBe(Math.abs(n))
    }),
    { seed: 5, numRuns: 300 },
  )
})

test("the next morning is to come, at seven of a working day, and none lies between", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }), (minutes) => {
      const now = new Date(Date.parse("2026-01-01T00:00:00Z") + minutes * 60_000)
      const at = nextMorning(now, NRW)
      expect(at > now).toBe(true)
      const berlin = new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", timeStyle: "short" }).format(at)
      expect(berlin).toBe("07:00")
      expect(workingDay(dayOf(at), NRW)).toBe(true)
      for (let day = addDays(dayOf(now), 1); day < dayOf(at); day = addDays(day, 1))
        expect(workingDay(day, NRW)).toBe(false)
    }),
    { seed: 7, numRuns: 300 },
  )
})

describe("who stands above", () => {
  test("ends with the administration for every function", () => {
    for (const role of Role.options) expect(above(role, REMINDERS).at(-1)).toBe("administration")
  })
  test("is what the house names, where it names somebody", () => {
    const own = { ...REMINDERS, escalate: { after: 3, to: { bca: "landrat" as const } } }
    expect(above("bca", own)).toEqual(["landrat", "administration"])
    expect(above("dezernent", own)).toEqual(["landrat", "administration"])
  })
})
