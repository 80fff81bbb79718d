import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type OwnDays, workingDay } from "../calendar/index.ts"
import { addDays } from "../day.ts"
import { Land } from "../tenant/settings.ts"
import { choices, type Plan, plan } from "./compute.ts"
import { basis, draft, FREE, KA, LADUNG, meeting, PEOPLE, person, running, SOZ, T5_WAY } from "./fixture.ts"

const ROWS = [
  { gremiumId: "soz", termin: "2027-02-18" },
  { gremiumId: "ka", termin: "2027-03-11" },
]
const MEETINGS = [
  meeting("soz", "2027-02-18"),
  meeting("soz", "2027-04-15"),
  meeting("ka", "2027-03-11"),
  meeting("ka", "2027-05-12"),
]
const days = ({ rows }: Plan) => Object.fromEntries(rows.map((r) => [r.stepId, r.latest]))
const row = ({ rows }: Plan, id: string) => {
  const found = rows.find((r) => r.stepId === id)
  if (!found) throw new Error(`no row ${id}`)
  return found
}

describe("the latest day of every step", () => {
  // By hand: meeting Thu 18 Feb; seven days between, so invitation Wed 10 Feb; three working days before its end Fri 5 Feb.
  test("a Kreis, from a Thursday in February", () => {
    const found = plan(draft(ROWS), basis("2027-01-04", { meetings: MEETINGS }))
    expect(days(found)).toEqual({
      author: "2027-01-14",
      bca: "2027-01-21",
      mitzeichnung: "2027-01-26",
      amtsleitung: "2027-01-28",
      dezernent: "2027-02-01",
      kaemmerer: "2027-02-03",
      landrat: "2027-02-05",
      freigabe: "2027-02-10",
      "gremium-1": "2027-02-18",
      "gremium-2": "2027-03-11",
    })
    expect(found.light).toBe("grün")
    expect(found.advice).toEqual([])
    expect(row(found, "dezernent")).toMatchObject({
      who: "Dezernat (Name mara)",
      state: "coming",
      // BCA by Mon 11, Rechtsamt by Thu 14, Amtsleitung by Mon 18, Dezernent by Wed 20 January
      projected: "2027-01-20",
      reserve: 8,
      sentence: "In der Zeit: spätestens am 01.02.2027, bei üblicher Dauer am 20.01.2027.",
    })
  })

  test("a gemeinsame Einrichtung without a release: the Abgabefrist binds the Beirat", () => {
    const way = draft([{ gremiumId: "tv", termin: "2027-02-18" }], T5_WAY)
    expect(days(plan(way, basis("2027-01-04")))).toEqual({
      author: "2027-01-20",
      bca: "2027-01-27",
      geschaeftsfuehrung: "2027-01-29",
      beirat: "2027-02-05",
      "gremium-1": "2027-02-18",
    })
  })

  test("holidays of the Land push it back: over Easter and both May holidays", () => {
    const meetings = [meeting("soz", "2027-04-08")]
    const found = plan(draft([{ gremiumId: "soz", termin: "2027-04-08" }]), basis("2027-02-01", { meetings }))
    // invitation Wed 31 March; Karfreitag 26, Ostermontag 29: the three days are Wed 31, Tue 30, Thu 25
    expect(days(found)).toMatchObject({ freigabe: "2027-03-31", landrat: "2027-03-24", kaemmerer: "2027-03-22" })
  })

  test("the house's own durations and holidays", () => {
    const durations = { kinds: { sign: 1 }, steps: { landrat: 4 }, reserve: 2 }
    const own: OwnDays = {
      ...{ regional: [], heiligabend: "frei", silvester: "frei", samstag: "frei" },
      holidays: [{ on: "2027-02-04", name: "Weiberfastnacht" }],
    }
    const calendar = { land: "Nordrhein-Westfalen" as const, own }
    const found = plan(draft(ROWS), basis("2027-01-04", { meetings: MEETINGS, durations, calendar }))
    // Landrat: Fri 5, Wed 3, Tue 2, Mon 1; so the Kämmerer until Fri 29 January, and one day each before
    expect(days(found)).toMatchObject({
      landrat: "2027-02-05",
      kaemmerer: "2027-01-29",
      dezernent: "2027-01-28",
      amtsleitung: "2027-01-27",
    })
  })

  test("who is away without a Vertretung costs days, with one none", () => {
    const away = [{ id: "ab_1", from: "2027-02-01", to: "2027-02-05" }]
    const others = PEOPLE.filter((p) => p.personId !== "greta")
    const alone = [...others, person("greta", "landrat", { absences: away })]
    const found = plan(draft(ROWS), basis("2027-01-04", { meetings: MEETINGS, members: alone }))
    // the Landrat's last day is Fri 29 January, so everybody before a week earlier
    expect(days(found)).toMatchObject({ landrat: "2027-01-29", kaemmerer: "2027-01-27", author: "2027-01-07" })
    expect(row(found, "landrat").sentence).toContain(
      "Name greta ist vom 01.02.2027 bis 05.02.2027 abwesend, ohne Vertretung.",
    )
    const as = { role: "landrat", as: "IV", forId: "greta" } as const
    const both = [...alone, person("erik", "landrat", { as })]
    const represented = plan(draft(ROWS), basis("2027-01-04", { meetings: MEETINGS, members: both }))
    expect(days(represented)).toMatchObject({ landrat: "2027-02-05", author: "2027-01-14" })
    expect(row(represented, "landrat").sentence).not.toContain("abwesend")
  })

  test("away until after the meeting: the plan stays possible and says who is missing", () => {
    const away = [{ id: "ab_1", from: "2027-01-01", to: "2027-06-30" }]
    const members = [...PEOPLE.filter((p) => p.personId !== "greta"), person("greta", "landrat", { absences: away })]
    const found = plan(draft(ROWS), basis("2027-01-04", { meetings: MEETINGS, members }))
    expect(row(found, "landrat").latest).toBe("2027-02-05")
    expect(row(found, "landrat").sentence).toContain("ohne Vertretung")
  })

  test("an earlier invitation of the later body binds the release as well", () => {
    const long = { ...KA, ladung: { ...LADUNG, regular: { days: 28, count: "calendar" as const } } }
    const found = plan(draft(ROWS), basis("2027-01-04", { gremien: [SOZ, long], meetings: MEETINGS }))
    // Kreisausschuss 11 March with 28 days between: 10 February, and nothing earlier than the first body's 10 February
    expect(row(found, "freigabe").latest).toBe("2027-02-10")
    const longer = { ...KA, ladung: { ...LADUNG, regular: { days: 35, count: "calendar" as const } } }
    const earlier = plan(draft(ROWS), basis("2027-01-04", { gremien: [SOZ, longer], meetings: MEETINGS }))
    expect(row(earlier, "freigabe").latest).toBe("2027-02-03")
  })

  test("without calendars a body's own day is what counts", () => {
    const rows = [{ gremiumId: "fin", termin: "2027-02-18" }]
    const found = plan(draft(rows), basis("2027-01-04", { gremien: [FREE], meetings: [] }))
    expect(row(found, "freigabe").latest).toBe("2027-02-17")
    expect(row(found, "gremium-1").light).toBe("grün")
  })
})

describe("the traffic light", () => {
  const at = (today: string, open: string, since: string, change = {}) =>
    plan(running(ROWS, open, since), basis(today, { meetings: MEETINGS, ...change }))

  test("green, yellow, red as the days pass and nobody acts", () => {
    const since = "2027-01-25T09:00:00.000Z"
    const lights = ["2027-01-25", "2027-01-28", "2027-01-29", "2027-02-01", "2027-02-02"].map(
      (today) => row(at(today, "dezernent", since), "dezernent").light,
    )
    expect(lights).toEqual(["grün", "grün", "gelb", "gelb", "rot"])
    const late = at("2027-02-02", "dezernent", since)
    expect(row(late, "dezernent").sentence).toBe("Überfällig: Der letzte Tag war der 01.02.2027.")
    expect(late.light).toBe("rot")
    expect(late.advice[0]).toContain("Abgabefrist am 05.02.2027")
  })

  test("too late by the usual durations, but not yet overdue", () => {
    const found = at("2027-01-27", "amtsleitung", "2027-01-27T09:00:00.000Z")
    expect(row(found, "amtsleitung")).toMatchObject({ latest: "2027-01-28", projected: "2027-01-29", light: "rot" })
    expect(row(found, "amtsleitung").sentence).toContain("Zu spät bei üblicher Dauer")
    // the Landrat signs on Mon 8 February: after the Abgabefrist, before the invitation
    expect(row(found, "gremium-1").light).toBe("gelb")
    expect(found.advice.join(" ")).toContain("1 Arbeitstag kürzer")
  })

  test("not to be reached at all: the next meetings of both bodies are named", () => {
    const found = at("2027-02-04", "bca", "2027-02-04T09:00:00.000Z")
    expect(row(found, "gremium-1")).toMatchObject({ light: "rot", projected: "2027-04-15" })
    expect(row(found, "gremium-2")).toMatchObject({ light: "rot", projected: "2027-05-12" })
    expect(found.advice).toContain(
      "Ausschuss für Arbeit und Soziales: Nächste Sitzung des Gremiums: 15.04.2027 (Abgabe bis 02.04.2027).",
    )
    expect(found.advice).toContain("Kreisausschuss: Nächste Sitzung des Gremiums: 12.05.2027 (Abgabe bis 29.04.2027).")
  })

  test("after the invitation only a Nachtrag is left", () => {
    const meetings = [meeting("soz", "2027-02-18", { state: "invited" }), meeting("ka", "2027-03-11")]
    const found = plan(running(ROWS, "landrat", "2027-02-08T09:00:00.000Z"), basis("2027-02-09", { meetings }))
    expect(row(found, "landrat").latest).toBe("2027-02-11")
    expect(row(found, "gremium-1").sentence).toContain("nur noch als Nachtrag bis 12.02.2027")
    expect(found.advice.join(" ")).toContain("Nachtrag bis 12.02.2027")
  })

  test("a cancelled meeting, one that never was, and none in sight", () => {
    const cancelled = [meeting("soz", "2027-02-18", { state: "cancelled" }), ...MEETINGS.slice(1)]
    const found = at("2027-01-25", "dezernent", "2027-01-25T09:00:00.000Z", { meetings: cancelled })
    expect(row(found, "gremium-1")).toMatchObject({ light: "rot", sentence: "Die Sitzung am 18.02.2027 ist abgesagt." })
    expect(found.advice.join(" ")).toContain("Nächste Sitzung des Gremiums: 15.04.2027")
    // what comes after it cannot come before it
    expect(row(found, "gremium-2").projected).toBe("2027-05-12")
    const none = at("2027-01-25", "dezernent", "2027-01-25T09:00:00.000Z", { meetings: [] })
    expect(row(none, "gremium-1").sentence).toBe("Am 18.02.2027 ist keine Sitzung dieses Gremiums.")
    expect(none.advice.join(" ")).toContain("keine erreichbare Sitzung")
  })

  test("before the body, after its day without a result, and without a day", () => {
    const open = (today: string) => row(at(today, "gremium-1", "2027-02-10T09:00:00.000Z"), "gremium-1")
    expect(open("2027-02-12")).toMatchObject({ light: "grün", sentence: "Liegt vor; Sitzung am 18.02.2027." })
    expect(open("2027-02-19")).toMatchObject({ light: "gelb" })
    const way = running(ROWS, "gremium-1", "2027-02-10T09:00:00.000Z")
    const steps = way.steps.map((s) => (s.id === "gremium-1" && s.kind === "body" ? { ...s, termin: null } : s))
    const waiting = plan({ ...way, steps }, basis("2027-02-12", { meetings: MEETINGS }))
    expect(row(waiting, "gremium-1")).toMatchObject({ light: "gelb", latest: null })
  })

  test("a Fassung that came back is revised first, and the steps from its target on are given again", () => {
    const way = {
      ...running(ROWS, "landrat", "2027-01-18T09:00:00.000Z"),
      state: "returned" as const,
      since: "2027-01-19T09:00:00.000Z",
      returned: { by: "greta", fromStep: "landrat", target: "dezernent", textId: "tx" },
    }
    const found = plan(way, basis("2027-01-19", { meetings: MEETINGS }))
    expect(row(found, "author")).toMatchObject({ latest: "2027-01-28", projected: "2027-01-22", state: "open" })
    expect(row(found, "amtsleitung").state).toBe("done")
    expect(row(found, "dezernent").state).toBe("coming")
  })
})

test("which meetings can still be reached", () => {
  const found = choices(draft(ROWS), basis("2027-01-25", { meetings: MEETINGS }))
  expect(found.map(({ gremiumId, on, as, chosen }) => [gremiumId, on, as, chosen])).toEqual([
    ["soz", "2027-02-18", "missed", true],
    ["soz", "2027-04-15", "regular", false],
    ["ka", "2027-03-11", "regular", true],
    ["ka", "2027-05-12", "regular", false],
  ])
})

test("for any meeting, day, Land and absence: days ascend, none after the meeting, all on working days", () => {
  const any = fc.record({
    on: fc.integer({ min: 0, max: 1500 }),
    ahead: fc.integer({ min: 0, max: 120 }),
    land: fc.constantFrom(...Land.options),
    days: fc.integer({ min: 0, max: 8 }),
    regular: fc.integer({ min: 0, max: 30 }),
    away: fc.tuple(fc.constantFrom(...PEOPLE.map((p) => p.personId)), fc.integer({ min: -10, max: 60 }), fc.nat(40)),
  })
  fc.assert(
    fc.property(any, ({ on, ahead, land, days: n, regular, away: [who, from, length] }) => {
      const termin = addDays("2026-12-01", on)
      const today = addDays(termin, -ahead)
      const first = addDays(today, from)
      const absences = [{ id: "ab", from: first, to: addDays(first, length) }]
      const members = PEOPLE.map((p) => (p.personId === who ? { ...p, absences } : p))
      const soz = { ...SOZ, ladung: { ...LADUNG, regular: { days: regular, count: "calendar" as const } } }
      const meetings = [meeting("soz", termin)]
      const b = basis(today, {
        calendar: { land },
        gremien: [soz],
        members,
        meetings,
        durations: { kinds: { sign: n }, steps: {}, reserve: 2 },
      })
      const found = plan(draft([{ gremiumId: "soz", termin }]), b)
      let before = "0000"
      for (const r of found.rows) {
        if (r.latest === null) throw new Error(`${r.stepId} has no day`)
        expect(r.latest >= before && r.latest <= termin, `${r.stepId} ${r.latest}`).toBe(true)
        before = r.latest
        if (r.kind === "body") continue
        expect(workingDay(r.latest, b.calendar), r.latest).toBe(true)
        expect(r.projected !== null && r.projected >= today).toBe(true)
        expect(r.light === "rot").toBe((r.projected ?? "") > r.latest || r.latest < today)
      }
      // the same question twice has the same answer
      expect(plan(draft([{ gremiumId: "soz", termin }]), b)).toEqual(found)
    }),
    { seed: 1127, numRuns: 150 },
  )
})
