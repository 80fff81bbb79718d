import { readFileSync } from "node:fs"
import { glyphRanges, printable, uncovered } from "@beschlussweg/core/glyph"
import { expect, test } from "vitest"
import { coverage, refreshed } from "./coverage.ts"

test("the table of core is exactly what the embedded fonts can show", () => {
  expect(glyphRanges()).toEqual(coverage())
  const file = new URL("../../core/src/glyph.ts", import.meta.url)
  const source = readFileSync(file, "utf8")
  expect(refreshed(source)).toBe(source)
})

test("names and signs of German programmes can be shown", () => {
  expect(uncovered("Łukasz Öztürk-Żak, Đorđe Ðóra, Ștefan Țîrlea, Jürgen Weiß ẞ")).toEqual([])
  expect(uncovered("§ 16d SGB II – „Ziel“ ‚x‘ › ≤ ≥ ■ ▶ ☐ ☒ ✓ • → ¹²³⁴⁵⁶⁷ € © ® ½ m² CO₂ … ‑")).toEqual([])
})

test("a character without a glyph is named once, in order", () => {
  expect(uncovered("a\u{1F600}b漢c\u{1F600}")).toEqual(["\u{1F600}", "漢"])
})

test("control signs, soft hyphens and invisible signs vanish, words stay", () => {
  expect(printable("Ein\tWort\u00ad mit\u200b Un\u0007sinn\r\nund\u2028Zeile\ufeff")).toBe(
    "Ein Wort mit Unsinn\nund\nZeile",
  )
  expect(printable("A\u0308pfel")).toBe("Äpfel")
  expect(uncovered("a\u0000\u001f\u00ad\u200d\ufe0f")).toEqual([])
})
