import fc from "fast-check"
import { expect, test } from "vitest"
import { faces, textWidth } from "./font.ts"
import { hyphenate } from "./hyphen.ts"
import { broken, plainRun } from "./text.ts"

const all = await faces()
const lines = (text: string, width: number, size = 10): string[] =>
  broken(all, [plainRun(text)], width, size)
    .map((run) => run.text)
    .join("")
    .split("\n")

test("lines end at blanks and never reach beyond the column", () => {
  const text = "Das Programm stellt dar, wie die Mittel des Eingliederungstitels im Planungsjahr verwendet werden."
  const found = lines(text, 160)
  expect(found.join(" ")).toBe(text)
  for (const line of found) expect(textWidth(all, "regular", 10, line)).toBeLessThanOrEqual(160)
})

test("a long word is divided where German divides it", () => {
  expect(hyphenate("Eingliederungsvereinbarung").join("-")).toBe("Ein-glie-de-rungs-ver-ein-ba-rung")
  expect(lines("Eingliederungsvereinbarung", 80)).toEqual(["Eingliederungs\u2010", "vereinbarung"])
})

test("a change of style inside a word never brings a hyphen", () => {
  const runs = broken(
    all,
    [plainRun("Bilanz", { bold: true }), plainRun("7", { script: "super" }), plainRun(", danach")],
    36,
    10,
  )
  expect(runs.map((run) => run.text).join("")).not.toMatch(/[-\u2010]/)
})

test("a compound breaks after its hyphen, a number range does not", () => {
  expect(lines("Arbeitsmarkt-Programm", 75)).toEqual(["Arbeitsmarkt-", "Programm"])
  expect(lines("Jahre 2027/28", 62)).toEqual(["Jahre", "2027/28"])
})

test("no letter is lost or added in any column", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom(..."abcäößEnst-/. 0"), maxLength: 30 }), { maxLength: 12 }),
      fc.integer({ min: 12, max: 300 }),
      (words, width) => {
        const text = words.join(" ")
        const set = lines(text, width).join("\n")
        const keep = (s: string): string => s.replace(/[\s\u2010]/g, "")
        expect(keep(set)).toBe(keep(text))
      },
    ),
    { numRuns: 300, seed: 20270114 },
  )
})
