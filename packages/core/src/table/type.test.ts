import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Inline, plain } from "../block.ts"
import { words } from "../difference.ts"
import { tidy } from "../number/read.ts"
import { DataBlock } from "../typed.ts"
import { cell, table, typed } from "./fixture.ts"
import { grid, type PlainTable, runs } from "./grid.ts"
import { typeContent, untype } from "./index.ts"
import { typeTable } from "./type.ts"

const values = (block: DataBlock) =>
  block.rows.map((r) =>
    r.cells.map((c) =>
      c.type === "num" ? (c.num.value ?? c.num.sign ?? "*") : c.type === "text" ? plain(c.content) : "",
    ),
  )

describe("a table of figures is typed", () => {
  test("head, units, natures and years, one label per row", () => {
    const block = typed([
      "Titel | Ist 2025 (T€) | Plan 2026 (T€) | Veränderung in %",
      "EGT | 12.740 | 12.225 | -4,0",
      "VWK | 13.980 | 14.495 | +3,7",
    ])
    expect(block.kind).toBe("budget")
    expect(block.head).toBe("Titel")
    expect(block.columns).toMatchObject([
      { label: "Ist 2025 (T€)", unit: "TEUR", bare: true, nature: "ist", asOf: "2025" },
      { unit: "TEUR", nature: "plan", asOf: "2026" },
      { unit: "%", bare: true },
    ])
    expect(values(block)).toEqual([
      ["12740", "12225", "-4.0"],
      ["13980", "14495", "3.7"],
    ])
  })

  test("two rows of head are joined, and the merged one heads both columns", () => {
    const block = typed(
      [
        "Merkmal v2 | 2025 >2 | 2026 >2",
        "Frauen | Männer | Frauen | Männer",
        "eLb | 10 | 20 | 30 | 40",
        "LZB | 1 | 2 | 3 | 4",
      ],
      [],
      2,
    )
    expect(block.columns.map((c) => c.label)).toEqual(["2025 Frauen", "2025 Männer", "2026 Frauen", "2026 Männer"])
    expect(block.columns.map((c) => c.asOf)).toEqual(["2025", "2025", "2026", "2026"])
  })

  test("a second row of head is recognised when only the first is marked", () => {
    const block = typed(["Merkmal v2 | 2026 >2", "Frauen | Männer", "eLb | 10 | 20"])
    expect(block.columns.map((c) => c.label)).toEqual(["2026 Frauen", "2026 Männer"])
  })

  test("a table without head has columns without names, and stays without head", () => {
    const block = typed(
      ["› Quote | 2,4 %", "Ohne Geflüchtete | ", "› weiblich | 0,9 %", "› männlich | -1,2 %"],
      ["Zielvereinbarung für 2027"],
      0,
    )
    expect(block).toMatchObject({ kind: "ziel", head: "", columns: [{ label: "", unit: "%" }] })
    expect(block.rows.map((r) => [r.kind, r.indent])).toEqual([
      ["data", 0],
      ["group", 0],
      ["data", 1],
      ["data", 1],
    ])
    expect(untype(block)[0]).toMatchObject({ headerRows: 0 })
  })

  test("a label merged over rows becomes a row of the group", () => {
    const block = typed([
      "Gruppe | Merkmal | 2026",
      "Frauen v2 | eLb | 5.014",
      "LZB | 3.100",
      "Männer v2 | eLb | 4.626",
      "LZB | 3.000",
    ])
    expect(block.rows.map((r) => `${r.kind}:${plain(r.label)}`)).toEqual([
      "group:Frauen",
      "data:eLb",
      "data:LZB",
      "group:Männer",
      "data:eLb",
      "data:LZB",
    ])
  })

  test.each([
    ["Insgesamt", "total"],
    ["Summe", "total"],
    ["Gesamtbudget", "total"],
    ["Arbeitslose insgesamt", "total"],
    ["davon Frauen", "davon"],
    ["dar. unter 25", "darunter"],
    ["darunter Frauen", "darunter"],
    ["Gesamtkonzept Beratung", "data"],
    ["Alleinerziehende", "data"],
  ])("the row %j is of kind %s", (label, kind) => {
    expect(typed(["x | 2026", "a | 1", `${label} | 2`]).rows[1]?.kind).toBe(kind)
  })

  test("rates in a column of counts are percent, their changes points", () => {
    const block = typed(
      [
        "Merkmal | Aktueller Monat | Veränderung zum Vorjahresmonat",
        "Arbeitslose | 8.600 | 240",
        "Arbeitslosenquote | 6,9 | 0,2",
      ],
      ["Berichtsmonat September 2026"],
    )
    expect(block.rows[1]?.cells).toMatchObject([{ num: { unit: "%", raw: "6,9" } }, { num: { unit: "%-Punkte" } }])
    expect(block.columns.map((c) => c.asOf)).toEqual(["2026-09", undefined])
  })

  test("norms and Kennzahlen that a label names are its code", () => {
    const block = typed([
      "Instrument | Eintritte | Plätze",
      "Teilhabe, § 16i SGB II | 25 | 31",
      "Integrationsquote (K2E4) | 1 | 2",
    ])
    expect(block.kind).toBe("instrument")
    expect(block.rows.map((r) => r.code)).toEqual(["16i", "K2E4"])
  })

  test("signs, secrets, empty cells, brackets and marks of footnotes", () => {
    const given = table([
      "Titel | in € | Anzahl",
      "A | (1.234) | k. A.",
      "B | 58- | *",
      "C |  | 7.412*",
      "D | 1.000 | 7",
    ])
    given.rows[4]?.cells.splice(2, 1, {
      blocks: [
        {
          type: "paragraph",
          content: [
            { type: "text", text: "7" },
            { type: "footnote", id: "fn1" },
          ],
        },
      ],
    })
    const { block } = typeTable(given, { id: "t" })
    expect(block && values(block)).toEqual([
      ["-1234", "k. A."],
      ["-58", "*"],
      ["", "7412"],
      ["1000", "7"],
    ])
    expect(block?.rows[3]?.cells[1]).toMatchObject({ after: [{ type: "footnote", id: "fn1" }] })
    expect(block?.rows[2]?.cells[1]).toMatchObject({ after: [{ text: "*" }] })
  })

  test("what cannot be a figure for sure stays text and is named", () => {
    const { block, doubts } = typeTable(
      table(["x | 2026", "a | 12.5", "b | 1.234", "c | 2-3", "d | 7.412 (Vorjahr 7.226)", "e | 7", "f | 8", "g | 9"]),
      { id: "t" },
    )
    expect(block && values(block).flat()).toEqual(["12.5", "1234", "2-3", "7.412 (Vorjahr 7.226)", "7", "8", "9"])
    expect(block?.rows.map((r) => r.cells[0]?.type)).toEqual(["text", "num", "text", "text", "num", "num", "num"])
    expect(doubts.map((d) => d.why)).toEqual(["Punkt statt Komma?", "Spanne von zwei Zahlen", "Zahl mit Text"])
  })

  test("a figure in brackets is negative where it is of money; elsewhere it stays text and is named", () => {
    const rows = ["a | (549)", "b | 549", "c | (siehe oben)", "d | 12", "e | 8"]
    const counts = typeTable(table(["x | Ist 2026", ...rows]), { id: "t" })
    expect(counts.block?.rows.map((r) => r.cells[0]?.type)).toEqual(["text", "num", "text", "num", "num"])
    expect(counts.doubts).toEqual([{ row: "z1", column: "s1", text: "(549)", why: "Zahl in Klammern" }])
    const money = typeTable(table(["x | Ist 2026 in T€", ...rows]), { id: "t" })
    expect(money.block?.rows[0]?.cells[0]).toMatchObject({ num: { value: "-549", raw: "(549)" } })
    expect(money.doubts).toEqual([])
  })

  test("title rows become the caption, rows below that name the source become notes", () => {
    const block = typed(
      ["Arbeitsmarkt im Kreis Aulenfeld >3", "x | 2025 | 2026", "a | 1 | 2", "b | 3 | 4", "Quelle: eigene Erhebung >3"],
      [],
      0,
    )
    expect(plain(block.caption)).toBe("Arbeitsmarkt im Kreis Aulenfeld")
    expect(block.columns.map((c) => c.label)).toEqual(["2025", "2026"])
    expect(block.notes.map((n) => plain(n))).toEqual(["Quelle: eigene Erhebung"])
  })

  test("ragged rows keep what they have", () => {
    expect(values(typed(["x | a | b", "r | 1", "s | 2 | 3", "t"]))).toEqual([
      ["1", ""],
      ["2", "3"],
      ["", ""],
    ])
  })
})

describe("a table stays plain, with the reason", () => {
  test.each<[string, string[]]>([
    ["Die Tabelle enthält keine Zahlen.", ["Maßnahme | Ziel", "Lotse | Begleitung", "Café | Sprache"]],
    [
      "Die Tabelle enthält keine Zahlen.",
      ["Gremium | Termin", "Ausschuss | 03.02.2027", "Kreisausschuss | 19.02.2027"],
    ],
    ["Die Tabelle besteht überwiegend aus Text.", ["x | a | b", "r | 1 | Text", "s | Text | Text", "t | Text | 2"]],
    ["Die Tabelle hat nur eine Spalte.", ["x", "1", "2"]],
    ["Im Zahlenteil sind Zellen verbunden.", ["x | a | b", "r | 5 >2", "s | 1 | 2", "t | 3 | 4"]],
    ["Im Zahlenteil sind Zellen verbunden.", ["x | a | b", "r | 5 v2 | 6", "s | 2", "t | 3 | 4"]],
  ])("%s", (why, lines) => {
    expect(typeTable(table(lines), { id: "t" })).toMatchObject({ block: undefined, why })
  })

  test("cells with lists or tables, and too many columns", () => {
    const nested = table(["x | a", "r | 1", "s | 2"])
    nested.rows[1]?.cells[1]?.blocks.push(table(["y", "1"]))
    expect(typeTable(nested, { id: "t" }).why).toContain("mehr als Text")
    const wide = table([`x${" | 1".repeat(60)}`, `y${" | 2".repeat(60)}`])
    expect(typeTable(wide, { id: "t" }).why).toContain("mehr als 40 Spalten")
    const long = table(Array.from({ length: 5001 }, (_, i) => `r | ${i + 3000}`))
    expect(typeTable(long, { id: "t" }).why).toContain("mehr als 5000 Zeilen")
  })
})

/** texts of each row, what merged cells cover left out; the head joined per column, as typing joins it */
function texts(plainTable: PlainTable): string[] {
  const places = grid(plainTable, 100)
  return (places?.rows ?? [])
    .flatMap((row, r) =>
      row.flatMap((p, c) =>
        p !== undefined && p.row === r && p.column === c ? [norm(plain(runs(p.cell) ?? []))] : [],
      ),
    )
    .filter((t) => t !== "")
}
const norm = (text: string) => tidy(text).replace(/\s+/g, " ")

const piece = fc.constantFrom(
  "7.412",
  "-133",
  "−5",
  "1,8 %",
  "k. A.",
  "",
  " ",
  "(58)",
  "12.5",
  "2019",
  "x",
  "*",
  "Frauen",
  "davon Männer",
  "insgesamt",
  "7.412¹",
  "7*",
  "1 234",
  "rund 20 %",
  "12.740 T€",
  "2-3",
  "§ 16i",
  "30.06.2026",
  "› weiblich",
  "Quelle: x",
  "0,5 VZÄ",
  "45 Plätze",
  "1,2 Mrd. €",
)
const random = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 8 }), fc.integer({ min: 0, max: 2 }))
  .chain(([width, height, headerRows]) =>
    fc.tuple(
      fc.array(fc.array(piece, { minLength: 1, maxLength: width }), { minLength: height, maxLength: height }),
      fc.constant(headerRows),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: height, maxLength: height }),
    ),
  )
  .map(
    ([rows, headerRows, spans]): PlainTable => ({
      type: "table",
      headerRows,
      rows: rows.map((r, i) => ({
        cells: r.map((text, c) => ({
          ...cell(text),
          ...(spans[i] === c ? { colSpan: 2 } : {}),
          ...(spans[i] === c + 5 ? { rowSpan: 2 } : {}),
        })),
      })),
    }),
  )

test("no text of a table is lost on the way to a typed one and back", () => {
  let typedOnes = 0
  fc.assert(
    fc.property(random, (given) => {
      const { block } = typeTable(given, { id: "t1", near: ["Lage im September 2026"] })
      if (block === undefined) return
      typedOnes++
      expect(DataBlock.safeParse(block).error).toBeUndefined()
      const back = norm([plain(block.caption), ...untype(block).map(words)].join(" "))
      for (const text of texts(given)) for (const word of text.split(" ")) expect(back).toContain(word)
    }),
    { seed: 4, numRuns: 8000 },
  )
  expect(typedOnes).toBeGreaterThan(200)
})

test("every cell that was typed says word for word what it said", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, piece, piece), { minLength: 2, maxLength: 8 }), (rows) => {
      const given = table(["Kopf | eins | zwei | drei", ...rows.map((r, i) => `Zeile ${i} | ${r.join(" | ")}`)])
      const { block } = typeTable(given, { id: "t1" })
      if (block === undefined) return
      const back = untype(block)[0]
      const said =
        back?.type === "table"
          ? back.rows.slice(1).map((r) => r.cells.slice(1).map((c) => norm(plain(runs(c) ?? []))))
          : []
      block.rows.forEach((row, i) => {
        if (row.kind !== "group") expect(said[i]).toEqual(rows[i]?.map(norm))
      })
    }),
    { seed: 9, numRuns: 600 },
  )
})

test("a content is typed table by table, ids are free, everything else stays the same object", () => {
  const inline = (text: string): Inline[] => [{ type: "text", text }]
  const section = (id: string, blocks: Parameters<typeof typeContent>[0]["sections"][number]["blocks"]) => ({
    id,
    level: 1,
    title: inline("Lage"),
    numbering: "auto" as const,
    blocks,
  })
  const before = typed(["x | 2026", "a | 1", "b | 2"])
  const content = {
    version: 1 as const,
    kind: "AMP" as const,
    title: "AMP",
    year: 2027,
    footnotes: [],
    sections: [
      section("s1", [{ type: "paragraph", content: inline("Text") }]),
      section("s2", [before, table(["x | 2026", "a | 1", "b | 2"]), table(["x | y", "a | b", "c | d"])]),
    ],
  }
  const { content: after, tables } = typeContent(content)
  expect(after.sections[0]).toBe(content.sections[0])
  expect(after.sections[1]?.blocks.map((b) => [b.type, "id" in b ? b.id : ""])).toEqual([
    ["data", "tab1"],
    ["data", "tab2"],
    ["table", ""],
  ])
  expect(tables.map((t) => [t.sectionId, t.index, t.blockId, t.why])).toEqual([
    ["s2", 1, "tab2", ""],
    ["s2", 2, undefined, "Die Tabelle enthält keine Zahlen."],
  ])
})
