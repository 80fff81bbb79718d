import { expect, test } from "vitest"
import { addDays, dayOf, germanCent, germanDay, germanInstant, startOf } from "./day.ts"

test.each([
  ["2027-01-13T23:30:00Z", "2027-01-14", "14.01.2027, 00:30"],
  ["2027-01-13T22:59:59Z", "2027-01-13", "13.01.2027, 23:59"],
  ["2027-06-30T22:00:00Z", "2027-07-01", "01.07.2027, 00:00"],
  ["2027-06-30T21:59:59Z", "2027-06-30", "30.06.2027, 23:59"],
  // 28 March 2027, two o'clock becomes three; 31 October, three becomes two again
  ["2027-03-28T00:59:00Z", "2027-03-28", "28.03.2027, 01:59"],
  ["2027-03-28T01:00:00Z", "2027-03-28", "28.03.2027, 03:00"],
  ["2027-10-31T00:30:00Z", "2027-10-31", "31.10.2027, 02:30"],
  ["2027-10-31T01:30:00Z", "2027-10-31", "31.10.2027, 02:30"],
  ["2026-12-31T23:00:00Z", "2027-01-01", "01.01.2027, 00:00"],
])("%s is %s in Berlin", (instant, day, words) => {
  expect(dayOf(new Date(instant))).toBe(day)
  expect(germanInstant(new Date(instant))).toBe(words)
})

test.each([
  ["2027-03-27", 1, "2027-03-28"],
  ["2027-03-28", 1, "2027-03-29"],
  ["2027-10-30", 2, "2027-11-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2027-12-31", 1, "2028-01-01"],
  ["2027-03-01", -1, "2027-02-28"],
])("%s and %i days is %s, whatever the clocks do", (day, days, then) => {
  expect(addDays(day, days)).toBe(then)
})

test("days and amounts in German form", () => {
  expect(germanDay("2027-02-03")).toBe("03.02.2027")
  expect([0, 5, 123, 123456, 123456789, -100, -5].map(germanCent)).toEqual([
    ...["0,00", "0,05", "1,23", "1.234,56", "1.234.567,89", "-1,00", "-0,05"],
  ])
})

test.each([
  ["2027-01-14", "2027-01-13T23:00:00.000Z"],
  ["2027-07-01", "2027-06-30T22:00:00.000Z"],
  ["2027-03-28", "2027-03-27T23:00:00.000Z"],
  ["2027-03-29", "2027-03-28T22:00:00.000Z"],
  ["2027-10-31", "2027-10-30T22:00:00.000Z"],
])("%s begins at %s", (day, instant) => {
  expect(startOf(day).toISOString()).toBe(instant)
  expect(dayOf(new Date(startOf(day).getTime() - 1))).toBe(addDays(day, -1))
})
