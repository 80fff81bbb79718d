import * as fc from "fast-check"
import { expect, test } from "vitest"
import { decimal, divide, german, scaled } from "../number.ts"
import { typed } from "../table/fixture.ts"
import type { DataBlock } from "../typed.ts"
import { found, programme, said } from "./figures.fixture.ts"

/** a table of counts by group and sex with totals, subtotals, shares and changes, made to hold */
const made = fc
  .array(
    fc.tuple(
      fc.integer({ min: 40, max: 9000 }),
      fc.integer({ min: 40, max: 9000 }),
      fc.integer({ min: 40, max: 9000 }),
    ),
    { minLength: 3, maxLength: 9 },
  )
  .map((groups) => {
    const rows = groups.map(([w, m, before]) => [w, m, w + m, before, w + m - before])
    const total = [0, 1, 2, 3, 4].map((c) => rows.reduce((sum, r) => sum + (r[c] ?? 0), 0))
    return [...rows, total]
  })
const say = (n: number) => german({ value: String(n), decimals: 0 })
const asTable = (rows: readonly (readonly number[])[]): DataBlock =>
  typed([
    "Gruppe | Frauen 2026 | Männer 2026 | Gesamt 2026 | Gesamt 2025 | Veränderung zum Vorjahr",
    ...rows.map((r, i) => `${i === rows.length - 1 ? "Insgesamt" : `Bezirk ${i + 1}`} | ${r.map(say).join(" | ")}`),
  ])

test("a table made to hold is silent, and one changed digit in any cell is found", () => {
  fc.assert(
    fc.property(made, fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 }), (rows, r, c, d, by) => {
      expect(said([asTable(rows)])).toEqual([])
      const row = r % rows.length
      const column = c % 5
      const value = rows[row]?.[column] ?? 0
      const digits = String(Math.abs(value)).split("")
      const place = d % digits.length
      const old = Number(digits[place])
      const changed = (old + by) % 10
      fc.pre(changed !== old && !(place === 0 && changed === 0))
      digits[place] = String(changed)
      const wrong = Number(digits.join("")) * (value < 0 ? -1 : 1)
      const broken = rows.map((x, i) => (i === row ? x.map((v, k) => (k === column ? wrong : v)) : x))
      const findings = found(programme([asTable(broken)]))
      expect(findings.length).toBeGreaterThan(0)
      const label = row === rows.length - 1 ? "Insgesamt" : `Bezirk ${row + 1}`
      const near = findings.filter((f) => f.place.includes(`„${label}“`) || f.place.includes("„Insgesamt“"))
      expect(near.length).toBeGreaterThan(0)
      expect(findings.every((f) => ["C01", "C02", "C03"].includes(f.rule))).toBe(true)
    }),
    { seed: 4, numRuns: 150 },
  )
})

test("shares made to hold are silent, and a share off by a point is found", () => {
  const groups = fc.array(fc.integer({ min: 50, max: 5000 }), { minLength: 3, maxLength: 8 })
  fc.assert(
    fc.property(groups, fc.nat(), fc.boolean(), (counts, at, up) => {
      const sum = counts.reduce((a, b) => a + b, 0)
      const share = (n: number) => decimal(divide(scaled(String(n)), scaled(String(sum)), 1, 2))
      const lines = (change: (i: number, s: string) => string) =>
        typed([
          "Gruppe | Anzahl | Anteil in %",
          ...counts.map(
            (n, i) => `Bezirk ${i + 1} | ${say(n)} | ${german({ value: change(i, share(n)), decimals: 1 })}`,
          ),
          `Insgesamt | ${say(sum)} | 100,0`,
        ])
      expect(found(programme([lines((_, s) => s)])).filter((f) => f.severity !== "hint")).toEqual([])
      const wrong = lines((i, s) =>
        i === at % counts.length ? decimal({ units: scaled(s).units + (up ? 10n : -10n), places: 1 }) : s,
      )
      expect(found(programme([wrong])).filter((f) => f.rule === "C05" && f.severity === "warning")).toHaveLength(1)
    }),
    { seed: 4, numRuns: 100 },
  )
})
