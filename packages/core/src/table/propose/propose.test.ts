import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { plain } from "../../block.ts"
import { judge } from "../../check/relation.ts"
import { german } from "../../number.ts"
import type { DataBlock, Relation } from "../../typed.ts"
import { reader } from "../figure.ts"
import { table, typed } from "../fixture.ts"
import { propose, proposeAcross, typeContent } from "../index.ts"

/** "Insgesamt = Frauen + Männer @ 2026" */
function words(block: DataBlock): string[] {
  const row = (id: string) => plain(block.rows.find((r) => r.id === id)?.label ?? [])
  const column = (key: string) => block.columns.find((c) => c.key === key)?.label ?? ""
  const one = (r: Relation): string => {
    switch (r.type) {
      case "sum":
        return r.parts.every((p) => p.column === r.total.column)
          ? `${row(r.total.row)} = ${r.parts.map((p) => row(p.row)).join(" + ")} @ ${column(r.total.column)}`
          : `${column(r.total.column)} = ${r.parts.map((p) => column(p.column)).join(" + ")} @ ${row(r.total.row)}`
      case "share":
        return `${column(r.result.column)} = ${row(r.part.row)}/${column(r.part.column)} von ${row(r.base.row)}/${column(r.base.column)}`
      case "delta":
        return `${column(r.result.column)} = ${column(r.now.column)} - ${column(r.before.column)} ${r.mode} @ ${row(r.result.row)}`
      case "convex":
        return `${row(r.total.row)} zwischen ${r.parts.map((p) => row(p.row)).join(", ")}`
      case "equals":
        return `${r.a.row}/${r.a.column} = ${r.b.block}/${r.b.row}/${r.b.column} ±${r.tolerance}`
    }
  }
  return block.relations.map(one)
}
const failing = (block: DataBlock) => block.relations.filter((r) => judge(r, reader(block)).state === "fails")

describe("what labels and figures speak for", () => {
  test("a total below, above, of subtotals, in groups", () => {
    expect(words(typed(["x | 2026", "A | 10", "B | 25", "Summe | 35"]))).toEqual(["Summe = A + B @ 2026"])
    expect(words(typed(["x | 2026", "Insgesamt | 35", "A | 10", "B | 25"]))).toEqual(["Insgesamt = A + B @ 2026"])
    expect(
      words(
        typed([
          "x | 2026",
          "A | 10",
          "B | 25",
          "Summe VWK | 35",
          "C | 5",
          "D | 7",
          "Summe EGT | 12",
          "Gesamtbudget | 47",
        ]),
      ),
    ).toEqual(["Summe VWK = A + B @ 2026", "Summe EGT = C + D @ 2026", "Gesamtbudget = Summe VWK + Summe EGT @ 2026"])
    expect(
      words(typed(["x | 2026", "A | 10", "B | 25", "Gesamt | 35", "C | 5", "D | 7", "Gesamt | 12", "Insgesamt | 47"])),
    ).toEqual(["Gesamt = A + B @ 2026", "Gesamt = C + D @ 2026", "Insgesamt = Gesamt + Gesamt @ 2026"])
    expect(
      words(
        typed(["x | 2026", "Frauen | ", "A | 10", "B | 25", "Summe | 35", "Männer | ", "A | 1", "B | 2", "Summe | 3"]),
      ),
    ).toEqual(["Summe = A + B @ 2026", "Summe = A + B @ 2026"])
  })
  test("davon and indentation, darunter is no whole", () => {
    expect(words(typed(["x | 2026", "eLb | 35", "davon Frauen | 10", "davon Männer | 25"]))).toEqual([
      "eLb = davon Frauen + davon Männer @ 2026",
    ])
    expect(
      words(typed(["x | 2025 | 2026", "eLb | 35 | 47", "- mit Abschluss | 10 | 20", "- ohne Abschluss | 25 | 27"])),
    ).toEqual(["eLb = - mit Abschluss + - ohne Abschluss @ 2025", "eLb = - mit Abschluss + - ohne Abschluss @ 2026"])
    expect(words(typed(["x | 2026", "eLb | 35", "darunter Frauen | 10", "darunter unter 25 | 5"]))).toEqual([])
  })
  test("one whole parted twice", () => {
    const block = typed([
      "x | 2026",
      "Arbeitslose | 7.412",
      "davon Männer | 4.100",
      "Frauen | 3.312",
      "davon SGB III | 1.805",
      "davon SGB II | 5.607",
    ])
    expect(words(block)).toEqual(["Arbeitslose = davon Männer + Frauen @ 2026"])
  })
  test("what adds up in two columns at once without words, but not in one, and not small numbers", () => {
    expect(
      words(typed(["x | 2025 | 2026", "Nord und Süd | 812 | 799", "Nord | 401 | 388", "Süd | 411 | 411"])),
    ).toHaveLength(2)
    expect(words(typed(["x | 2026", "Nord und Süd | 812", "Nord | 401", "Süd | 411"]))).toEqual([])
    expect(words(typed(["x | 2025 | 2026", "a | 3 | 5", "b | 1 | 2", "c | 2 | 3"]))).toEqual([])
  })
  test("columns of each year for themselves", () => {
    const block = typed(
      [
        "x v2 | 2025 >3 | 2026 >3",
        "Frauen | Männer | Gesamt | Frauen | Männer | Gesamt",
        "eLb | 10 | 20 | 30 | 11 | 22 | 33",
        "LZB | 5 | 6 | 11 | 7 | 8 | 15",
      ],
      [],
      2,
    )
    expect(words(block)).toEqual([
      "2025 Gesamt = 2025 Frauen + 2025 Männer @ eLb",
      "2025 Gesamt = 2025 Frauen + 2025 Männer @ LZB",
      "2026 Gesamt = 2026 Frauen + 2026 Männer @ eLb",
      "2026 Gesamt = 2026 Frauen + 2026 Männer @ LZB",
    ])
  })
  test("both Titel and the whole budget, in thousands and rounded", () => {
    const block = typed([
      "Titel | 2026 (T€) | 2027 (T€)",
      "Verwaltungskosten | 23.783 | 23.872",
      "Eingliederungstitel | 15.625 | 14.333",
      "Gesamtbudget | 39.408 | 38.204",
    ])
    expect(words(block)).toEqual([
      "Gesamtbudget = Verwaltungskosten + Eingliederungstitel @ 2026 (T€)",
      "Gesamtbudget = Verwaltungskosten + Eingliederungstitel @ 2027 (T€)",
    ])
    expect(failing(block)).toEqual([])
  })
  test("the change of the whole lies between those of its parts", () => {
    const block = typed([
      "x | 2026 | Veränderung in %",
      "Frauen | 100 | 2,0",
      "Männer | 200 | 5,0",
      "Insgesamt | 300 | 4,0",
    ])
    expect(words(block)).toEqual(["Insgesamt = Frauen + Männer @ 2026", "Insgesamt zwischen Frauen, Männer"])
  })
})

describe("what is no relation", () => {
  test.each<[string, string[]]>([
    [
      "top ten of many",
      [
        "Staat | 2025 | 2026",
        "Syrien | 1.210 | 1.190",
        "Ukraine | 980 | 1.120",
        "Türkei | 640 | 655",
        "Insgesamt | 5.412 | 5.683",
      ],
    ],
    [
      "groups that overlap",
      ["Gruppe | 2026", "Frauen | 5.014", "Unter 25 | 1.985", "Alleinerziehende | 1.320", "Insgesamt | 9.640"],
    ],
    [
      "targets",
      [
        "Kennzahl | Ist 2025 | Prognose 2026 | Ziel 2027",
        "Integrationen | 2.410 | 2.390 | 2.350",
        "Bestand LZB | 6.642 | 6.720 | 6.850",
        "Integrationsquote | 23,9 | 24,1 | 24,5",
      ],
    ],
    [
      "rates of groups",
      ["Quote in % | 2025 | 2026", "Gesamt | 27,1 | 28,0", "Frauen | 22,4 | 23,1", "Männer | 31,2 | 32,0"],
    ],
    [
      "places and entries",
      [
        "Instrument | Eintritte | Plätze | Mittel in €",
        "AGH | 312 | 240 | 1.118.000",
        "FbW | 285 | 285 | 2.450.500",
        "MAG | 190 | 190 | 0",
        "EGZ | 30 | 60 | 280.250",
      ],
    ],
    [
      "a change to a year that is not there",
      [
        "x | Juli 2026 | August 2026 | Veränderung zum Vorjahr",
        "eLb | 9.640 | 9.815 | -412",
        "LZB | 6.642 | 6.608 | -88",
      ],
    ],
    [
      "averages",
      ["x | Fälle | Kosten je Fall in €", "Nord | 120 | 1.450,00", "Süd | 80 | 1.720,50", "Gesamt | 200 | 1.558,20"],
    ],
  ])("%s: no proposal fails", (_, lines) => {
    expect(failing(typed(lines))).toEqual([])
  })

  test("random figures under random labels hardly ever look like a mistake", () => {
    const label = fc.constantFrom(
      "eLb",
      "LZB",
      "Frauen",
      "Männer",
      "unter 25",
      "Ausländer",
      "Insgesamt",
      "davon Frauen",
      "darunter U25",
      "Arbeitslose",
      "Arbeitslose SGB II",
      "Nord",
      "Süd",
      "Summe",
    )
    const column = fc.constantFrom("2025", "2026", "Veränderung", "Anteil in %", "Gesamt", "Plan 2027")
    const value = fc.integer({ min: 10, max: 9999 }).map((n) => german({ value: String(n), decimals: 0 }))
    let [tables, warned] = [0, 0]
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 2, maxLength: 5 }),
        fc.array(fc.tuple(label, fc.array(value, { minLength: 5, maxLength: 5 })), { minLength: 3, maxLength: 9 }),
        (columns, rows) => {
          tables++
          const block = typed([
            `x | ${columns.join(" | ")}`,
            ...rows.map(([l, v]) => `${l} | ${v.slice(0, columns.length).join(" | ")}`),
          ])
          if (failing(block).length > 0) warned++
        },
      ),
      { seed: 4, numRuns: 3000 },
    )
    expect(warned / tables).toBeLessThan(0.01)
  })
})

test("what was confirmed or rejected is not proposed again", () => {
  const block = typed(["x | 2025 | 2026", "A | 10 | 20", "B | 25 | 35", "Summe | 35 | 55"])
  expect(propose(block)).toEqual([])
  const [first, ...rest] = block.relations
  expect(
    first && propose({ ...block, relations: [{ ...first, state: "rejected" }] }).map(({ id: _, ...r }) => r),
  ).toEqual(rest.map(({ id: _, ...r }) => r))
  const ids = propose({ ...block, relations: first ? [{ ...first, state: "rejected" }] : [] }).map((r) => r.id)
  expect(ids).not.toContain(first?.id)
})

describe("two tables of the same thing", () => {
  const exact = ["Titel | 2026 in EUR | 2027 in EUR", "EGT | 15.625.159 | 14.332.635", "VWK | 23.783.326 | 23.871.540"]
  const rounded = (egt: string) => ["Titel | 2026 (T€) | 2027 (T€)", `EGT | 15.625 | ${egt}`, "VWK | 23.783 | 23.872"]
  test("the later one is proposed to say the same, as far as it is rounded", () => {
    const blocks = [
      { ...typed(exact), id: "a" },
      { ...typed(rounded("14.333")), id: "b" },
    ]
    expect(proposeAcross(blocks).get("b")).toHaveLength(4)
    expect(proposeAcross(blocks).get("b")?.[0]).toMatchObject({
      type: "equals",
      a: { row: "z1", column: "s1" },
      b: { block: "a" },
      tolerance: "0.5",
    })
    expect(proposeAcross(blocks).get("a")).toBeUndefined()
  })
  test("a content carries them, other years and other figures do not", () => {
    const content = (...tables: string[][]) => ({
      version: 1 as const,
      kind: "AMP" as const,
      title: "x",
      year: 2027,
      footnotes: [],
      sections: tables.map((lines, i) => ({
        id: `s${i}`,
        level: 1,
        title: [{ type: "text" as const, text: "t" }],
        numbering: "auto" as const,
        blocks: [table(lines)],
      })),
    })
    const relations = (...tables: string[][]) =>
      typeContent(content(...tables)).content.sections.flatMap((s) =>
        s.blocks.flatMap((b) => (b.type === "data" ? b.relations.filter((r) => r.type === "equals") : [])),
      )
    expect(relations(exact, rounded("14.393"))).toHaveLength(4)
    expect(
      relations(
        exact,
        rounded("14.333").map((l) => l.replace("2026", "2024").replace("2027", "2025")),
      ),
    ).toEqual([])
    expect(relations(exact, ["Titel | 2026 (T€) | 2027 (T€)", "EGT | 1 | 2", "VWK | 3 | 4"])).toEqual([])
  })
})
