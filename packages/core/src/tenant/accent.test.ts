import fc from "fast-check"
import { expect, test } from "vitest"
import { CONTRAST, contrast, readable } from "./accent.ts"

test("contrasts as published for known colours", () => {
  expect(contrast("#000000")).toBeCloseTo(21, 5)
  expect(contrast("#ffffff")).toBeCloseTo(1, 5)
  // the lightest grey that passes, and the next that does not
  expect(contrast("#767676")).toBeGreaterThanOrEqual(CONTRAST)
  expect(contrast("#777777")).toBeLessThan(CONTRAST)
})

test("what is offered instead is readable, and a readable colour stays", () => {
  const color = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`)
  fc.assert(
    fc.property(color, (c) => {
      const offered = readable(c)
      expect(contrast(offered)).toBeGreaterThanOrEqual(CONTRAST)
      if (contrast(c) >= CONTRAST) expect(offered).toBe(c)
    }),
    { numRuns: 500, seed: 20270301 },
  )
})
