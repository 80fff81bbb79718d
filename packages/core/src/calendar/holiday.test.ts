import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addDays } from "../day.ts"
import { Land } from "../tenant/settings.ts"
import { easter, holidays, weekday } from "./holiday.ts"
import type { OwnDays } from "./own.ts"

// From printed church calendars; 2285 and 2038 are the earliest and the latest that there are.
test.each([
  [1991, "1991-03-31"],
  [2000, "2000-04-23"],
  [2008, "2008-03-23"],
  [2011, "2011-04-24"],
  [2024, "2024-03-31"],
  [2025, "2025-04-20"],
  [2026, "2026-04-05"],
  [2027, "2027-03-28"],
  [2028, "2028-04-16"],
  [2038, "2038-04-25"],
  [2285, "2285-03-22"],
])("Easter of %i is %s", (year, day) => {
  expect(easter(year)).toBe(day)
})

// Checked by hand against printed calendars of these Länder.
test.each<[Land, number, string[]]>([
  [
    "Nordrhein-Westfalen",
    2027,
    ["01-01", "03-26", "03-29", "05-01", "05-06", "05-17", "05-27", "10-03", "11-01", "12-25", "12-26"],
  ],
  ["Hessen", 2026, ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "06-04", "10-03", "12-25", "12-26"]],
  ["Berlin", 2025, ["01-01", "03-08", "04-18", "04-21", "05-01", "05-08", "05-29", "06-09", "10-03", "12-25", "12-26"]],
  [
    "Sachsen",
    2026,
    ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "10-31", "11-18", "12-25", "12-26"],
  ],
  [
    "Thüringen",
    2026,
    ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "09-20", "10-03", "10-31", "12-25", "12-26"],
  ],
  [
    "Saarland",
    2028,
    [
      ...["01-01", "04-14", "04-17", "05-01", "05-25", "06-05", "06-15", "08-15"],
      ...["10-03", "11-01", "12-25", "12-26"],
    ],
  ],
  [
    "Bayern",
    2024,
    ["01-01", "01-06", "03-29", "04-01", "05-01", "05-09", "05-20", "05-30", "10-03", "11-01", "12-25", "12-26"],
  ],
  [
    "Schleswig-Holstein",
    2027,
    ["01-01", "03-26", "03-29", "05-01", "05-06", "05-17", "10-03", "10-31", "12-25", "12-26"],
  ],
  [
    "Brandenburg",
    2026,
    [
      ...["01-01", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "05-25"],
      ...["10-03", "10-31", "12-25", "12-26"],
    ],
  ],
])("%s has these holidays in %i", (land, year, days) => {
  expect([...holidays(land, year).keys()]).toEqual(days.map((d) => `${year}-${d}`))
})

describe("what changed in the laws", () => {
  const has = (land: Land, day: string) => holidays(land, Number(day.slice(0, 4))).has(day)
  test.each<[Land, string, boolean]>([
    ["Berlin", "2018-03-08", false],
    ["Berlin", "2019-03-08", true],
    ["Mecklenburg-Vorpommern", "2022-03-08", false],
    ["Mecklenburg-Vorpommern", "2023-03-08", true],
    ["Thüringen", "2018-09-20", false],
    ["Thüringen", "2019-09-20", true],
    ["Hamburg", "2016-10-31", false],
    ["Hamburg", "2017-10-31", true],
    ["Niedersachsen", "2018-10-31", true],
    ["Bremen", "2019-10-31", true],
    ["Sachsen-Anhalt", "1999-10-31", true],
    ["Bayern", "2017-10-31", true],
    ["Bayern", "2018-10-31", false],
    ["Berlin", "2017-10-31", true],
    ["Berlin", "2018-10-31", false],
    ["Hessen", "2016-10-31", false],
    ["Berlin", "2020-05-08", true],
    ["Berlin", "2024-05-08", false],
    ["Berlin", "2025-05-08", true],
    ["Berlin", "2026-05-08", false],
    ["Berlin", "2028-06-17", true],
    ["Brandenburg", "2025-05-08", false],
    ["Hessen", "1994-11-16", true],
    ["Hessen", "1995-11-22", false],
    ["Sachsen", "1995-11-22", true],
    ["Sachsen", "2028-11-22", true],
    ["Sachsen", "2022-11-16", true],
  ])("%s, %s: %s", (land, day, is) => {
    expect(has(land, day)).toBe(is)
  })
})

const OWN: OwnDays = {
  regional: ["fronleichnam", "augsburg"],
  holidays: [
    { on: "2027-02-08", name: "Rosenmontag" },
    { on: "02-29", name: "Schalttag" },
    { on: "11-11", name: "Stadtfest" },
  ],
  heiligabend: "frei",
  silvester: "arbeitstag",
  samstag: "frei",
}

test("a house adds what holds only where it lies, and its own days", () => {
  const days = holidays("Thüringen", 2027, OWN)
  expect(days.get("2027-05-27")).toBe("Fronleichnam")
  expect(days.get("2027-08-08")).toBe("Augsburger Hohes Friedensfest")
  expect(days.get("2027-02-08")).toBe("Rosenmontag")
  expect(days.get("2027-11-11")).toBe("Stadtfest")
  expect(days.get("2027-12-24")).toBe("Heiligabend")
  expect(days.has("2027-12-31")).toBe(false)
  expect([...days.keys()].some((d) => d.includes("02-29"))).toBe(false)
  expect(holidays("Thüringen", 2028, OWN).get("2028-02-29")).toBe("Schalttag")
  expect(holidays("Thüringen", 2028, OWN).has("2028-02-08")).toBe(false)
  expect(holidays("Thüringen", 2027).has("2027-05-27")).toBe(false)
})

test("in every year and Land: nine holidays of all, Easter a Sunday in its time, days in order and real", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1991, max: 2400 }), fc.constantFrom(...Land.options), (year, land) => {
      const sunday = easter(year)
      expect(weekday(sunday)).toBe(0)
      expect(sunday >= `${year}-03-22` && sunday <= `${year}-04-25`).toBe(true)
      const days = [...holidays(land, year).keys()]
      expect(days).toEqual([...days].sort())
      for (const fixed of ["01-01", "05-01", "10-03", "12-25", "12-26"]) expect(days).toContain(`${year}-${fixed}`)
      for (const after of [-2, 1, 39, 50]) expect(days).toContain(addDays(sunday, after))
      for (const day of days) expect(addDays(day, 0)).toBe(day)
    }),
    { seed: 5, numRuns: 500 },
  )
})
