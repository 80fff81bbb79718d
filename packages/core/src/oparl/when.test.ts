import { expect, test } from "vitest"
import { asked, clockOn, told } from "./when.ts"

test("instants carry the offset that Berlin has at that moment, also around the changes of the clock", () => {
  const cases = [
    ["2027-01-14T08:00:00Z", "2027-01-14T09:00:00+01:00"],
    ["2027-07-14T08:00:00.999Z", "2027-07-14T10:00:00+02:00"],
    ["2027-03-28T00:59:59Z", "2027-03-28T01:59:59+01:00"],
    ["2027-03-28T01:00:00Z", "2027-03-28T03:00:00+02:00"],
    ["2027-10-31T00:30:00Z", "2027-10-31T02:30:00+02:00"],
    ["2027-10-31T01:30:00Z", "2027-10-31T02:30:00+01:00"],
    ["2026-12-31T23:00:00Z", "2027-01-01T00:00:00+01:00"],
  ] as const
  for (const [instant, text] of cases) expect(told(new Date(instant))).toBe(text)
})

test("a meeting begins at the clock of its day; an hour that a day has twice is the first, one that it lacks goes on", () => {
  expect(clockOn("2027-02-19", "17:00")).toBe("2027-02-19T17:00:00+01:00")
  expect(clockOn("2027-06-19", "17:00")).toBe("2027-06-19T17:00:00+02:00")
  expect(clockOn("2027-10-31", "02:30")).toBe("2027-10-31T02:30:00+02:00")
  expect(clockOn("2027-03-28", "02:30")).toBe("2027-03-28T03:30:00+02:00")
})

test("who asks names a whole instant with its offset, of a day that exists", () => {
  const same = Date.parse("2027-01-14T08:00:00Z")
  for (const text of ["2027-01-14T09:00:00+01:00", "2027-01-14T08:00:00Z", "2027-01-14T02:30:00-05:30"])
    expect(asked(text)?.getTime()).toBe(same)
  expect(asked("2027-01-14T08:00:00.250Z")?.getTime()).toBe(same + 250)
  expect(asked("2027-01-14T08:00:00.2509999Z")?.getTime()).toBe(same + 250)
  expect(asked("1901-01-01T00:00:00+01:00")?.getTime()).toBe(0)
  for (const text of [
    "",
    "2027-01-14",
    "2027-01-14T09:00+01:00",
    "2027-01-14T09:00:00",
    "2027-01-14 09:00:00+01:00",
    "2027-01-14T09:00:00 01:00",
    "2027-02-29T09:00:00+01:00",
    "2027-13-01T09:00:00+01:00",
    "2027-01-14T24:00:00+01:00",
    "2027-01-14T09:60:00+01:00",
    "2027-01-14T09:00:60+01:00",
    "2027-01-14T09:00:00+15:00",
    "2027-01-14T09:00:00+01:60",
    "12027-01-14T09:00:00+01:00",
    " 2027-01-14T09:00:00Z",
  ])
    expect(asked(text), text).toBeUndefined()
})
