/** German amounts: what is typed, what it means, what is no amount. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { amountOf, centOf } from "./amount.ts"

test.each([
  ["1.234,56", 123_456],
  ["1234,5", 123_450],
  ["480.000", 48_000_000],
  ["480000", 48_000_000],
  ["12,- €", 1_200],
  [" 1 234,00 EUR", 123_400],
  ["0", 0],
  ["", null],
  ["1234.56", undefined],
  ["1,234.56", undefined],
  ["1.23", undefined],
  ["-5", undefined],
  ["12,345", undefined],
  ["zwölf", undefined],
  ["9".repeat(20), undefined],
])("%s", (typed, cent) => {
  expect(centOf(typed)).toBe(cent)
})

test("what is shown can be typed again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_99 }), (cent) => {
      expect(centOf(amountOf(cent))).toBe(cent)
    }),
    { seed: 56, numRuns: 300 },
  )
})
