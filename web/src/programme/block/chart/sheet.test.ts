import { Block } from "@beschlussweg/core/block"
import { shapes } from "@beschlussweg/core/chart/draw"
import { type Chart, drawnAs, scaleOf } from "@beschlussweg/core/chart/scale"
import { describe, expect, test } from "vitest"
import { pasted, rangeOf } from "../table/sheet.ts"
import { described, noRing, sheetOf, withSheet } from "./sheet.ts"

const chart: Chart = {
  type: "chart",
  kind: "grouped",
  title: "Eintritte",
  alt: "x",
  unit: "Personen",
  categories: ["2026", "2027"],
  series: [
    { name: "Plan", values: ["120", "12.50"] },
    { name: "Ist", values: [null, "-3"] },
  ],
}

test("a chart is the same after its way through the table", () => {
  expect(withSheet(chart, sheetOf(chart))).toEqual(chart)
})

test("pasted figures become series and categories, words no value, and the largest chart holds", () => {
  const at = (r: number, c: number) => ({ r, c })
  const { block, doubts } = pasted(
    sheetOf(chart),
    rangeOf(at(2, 1), at(2, 1)),
    "1.234,5\tk. A.\tneu\n4\t5\t6",
    "number",
  )
  expect(doubts.map((d) => d.text)).toEqual(["neu"])
  const next = withSheet(chart, block)
  expect(next.categories).toEqual(["2026", "2027", ""])
  expect(next.series.map((s) => s.values)).toEqual([
    ["120", "1234.5", "4"],
    [null, null, "5"],
    [null, null, "6"],
  ])
  expect(Block.parse(next)).toEqual(next)
  const large = pasted(
    sheetOf(chart),
    rangeOf(at(1, 1), at(1, 1)),
    Array(300).fill(Array(30).fill("1").join("\t")).join("\n"),
  )
  const cut = withSheet(chart, large.block)
  expect([cut.categories.length, cut.series.length]).toEqual([200, 20])
  expect(Block.parse(cut)).toEqual(cut)
})

describe("a ring", () => {
  const ring: Chart = { ...chart, kind: "donut", series: [{ name: "Anteil", values: ["3", "1"] }] }
  test("is one where it shows parts of a whole", () => {
    expect(noRing(ring)).toBeUndefined()
    expect(noRing({ ...ring, series: [{ name: "", values: ["-1", "2"] }] })).toContain("keine negativen Werte")
    expect(noRing({ ...chart, kind: "donut" })).toContain("nur eine Reihe")
    expect(noRing({ ...ring, series: [{ name: "", values: [null, "0"] }] })).toContain("mindestens einen Wert")
  })
  test("says its shares in the drawing", () => {
    const words = shapes(drawnAs(ring), [], 400, 140, (t) => t.length * 4).flatMap((s) =>
      s.type === "words" ? [s.text] : [],
    )
    expect(words).toEqual(["2026: 3 (75,0 %)", "2027: 1 (25,0 %)"])
  })
})

test("the axis has round steps and reaches over every sum", () => {
  expect(
    scaleOf({
      ...chart,
      kind: "stacked",
      series: [
        { name: "a", values: ["70", "10"] },
        { name: "b", values: ["45", "-30"] },
      ],
    }),
  ).toEqual({
    low: -50,
    high: 150,
    step: 50,
  })
  expect(scaleOf({ ...chart, series: [{ name: "a", values: [null, "0"] }] })).toEqual({ low: 0, high: 1, step: 1 })
})

test("a description to begin with says the figures, for long series their ends and extremes", () => {
  expect(described(chart)).toBe(
    "Säulen nebeneinander „Eintritte“ in Personen. Plan: 2026 120, 2027 12,50. Ist: 2027 -3.",
  )
  const long: Chart = {
    ...chart,
    categories: Array.from({ length: 12 }, (_, i) => `${i + 1}/2026`),
    series: [{ name: "", values: Array.from({ length: 12 }, (_, i) => String(100 - (i - 5) ** 2)) }],
  }
  expect(described(long)).toContain(
    "von 1/2026 75 bis 12/2026 64; niedrigster Wert 12/2026 64, höchster Wert 6/2026 100",
  )
})
