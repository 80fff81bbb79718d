/** Series of meetings: weeks, months, the fifth weekday, the limit of one commit. */
import { expect, test } from "vitest"
import { MOST, series, unusual } from "./tag.ts"

test("weeks go on until the last day, thirty at most", () => {
  expect(series("2027-01-14", "14", "2027-02-20")).toEqual(["2027-01-14", "2027-01-28", "2027-02-11"])
  expect(series("2027-01-14", "7", "2029-01-01")).toHaveLength(MOST)
  expect(series("2027-01-14", "einmal", "2027-01-01")).toEqual(["2027-01-14"])
})

test("the second Thursday stays the second Thursday, a fifth Friday becomes the last", () => {
  expect(series("2027-01-14", "monat", "2027-04-30")).toEqual(["2027-01-14", "2027-02-11", "2027-03-11", "2027-04-08"])
  expect(series("2027-01-29", "monat", "2027-03-31")).toEqual(["2027-01-29", "2027-02-26", "2027-03-26"])
  expect(series("2027-11-10", "quartal", "2028-05-31")).toEqual(["2027-11-10", "2028-02-09", "2028-05-10"])
})

test("a holiday of the Land and a Sunday are named", () => {
  const nrw = { land: "Nordrhein-Westfalen" } as const
  expect(unusual("2027-05-27", nrw)).toBe("Feiertag: Fronleichnam")
  expect(unusual("2027-05-30", nrw)).toBe("Sonntag")
  expect(unusual("2027-05-26", nrw)).toBeUndefined()
})
