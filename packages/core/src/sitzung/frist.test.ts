import { expect, test } from "vitest"
import { addDays } from "../day.ts"
import type { Ladung } from "../gremium.ts"
import { callable, fristen, isClock, unusual, weekdayName } from "./frist.ts"

const NRW = { land: "Nordrhein-Westfalen" as const }
const HESSEN = { land: "Hessen" as const }
/** Hessen, Kreistag: two weeks, in urgent cases three days (domain R8). */
const KREISTAG: Ladung = {
  regular: { days: 14, count: "calendar" },
  urgent: { days: 3, count: "calendar" },
  nachtrag: { days: 3, count: "working" },
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 5, count: "working" },
}

test("all Fristen of a meeting; a body without a calendar has none", () => {
  expect(fristen("2027-02-18", { ladung: KREISTAG }, HESSEN)).toEqual({
    regular: "2027-02-03",
    urgent: "2027-02-14",
    nachtrag: "2027-02-14",
    abgabe: "2027-01-27",
  })
  expect(fristen("2027-02-18", {}, HESSEN)).toEqual({ regular: null, urgent: null, nachtrag: null, abgabe: null })
})

test("clock changes lengthen and shorten no Frist", () => {
  // 28 March and 31 October 2027
  for (const on of ["2027-04-08", "2027-11-11"]) {
    const { regular } = fristen(on, { ladung: KREISTAG }, NRW)
    expect(regular).toBe(addDays(on, -15))
  }
})

test("how a meeting can still be called", () => {
  const f = fristen("2027-02-18", { ladung: KREISTAG }, NRW)
  expect(callable(f, "2027-02-03")).toBe("regular")
  expect(callable(f, "2027-02-04")).toBe("urgent")
  expect(callable(f, "2027-02-14")).toBe("urgent")
  expect(callable(f, "2027-02-15")).toBe("late")
  expect(callable(fristen("2027-02-18", { ladung: { ...KREISTAG, urgent: null } }, NRW), "2027-02-04")).toBe("late")
  expect(callable(fristen("2027-02-18", {}, NRW), "2027-02-18")).toBe("regular")
})

test("days on which nobody expects a meeting, by the Land", () => {
  expect(unusual("2027-05-27", NRW)).toBe("Der 27.05.2027 ist ein Feiertag (Fronleichnam).")
  expect(unusual("2027-05-27", { land: "Berlin" })).toBeUndefined()
  expect(unusual("2027-02-21", NRW)).toBe("Der 21.02.2027 ist ein Sonntag.")
  expect(unusual("2027-02-20", NRW)).toBe("Der 20.02.2027 ist ein Samstag.")
  expect(unusual("2027-02-18", NRW)).toBeUndefined()
  expect(weekdayName("2027-02-18")).toBe("Donnerstag")
})

test("times of day", () => {
  for (const good of ["00:00", "09:30", "23:59"]) expect(isClock(good)).toBe(true)
  for (const bad of ["24:00", "25:00", "9:30", "17.00", "17:60", "", "17:00 "]) expect(isClock(bad)).toBe(false)
})
