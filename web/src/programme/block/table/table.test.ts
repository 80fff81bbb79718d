/** Figures typed and pasted, rows and columns moved and removed, keys, windows, and what does not add up. */
import type { Column, DataBlock, DataCell } from "@beschlussweg/core/typed"
import { DataBlock as DataBlockSchema } from "@beschlussweg/core/typed"
import { describe, expect, test } from "vitest"
import { copyText, entry, roleOf } from "./entry.ts"
import { decided, differing, faultsOf, searched, summed, told } from "./fault.ts"
import { meaningOf } from "./key.ts"
import {
  copied,
  emptied,
  insertColumns,
  insertRows,
  MOST_COLUMNS,
  MOST_ROWS,
  moveColumns,
  moveRows,
  type Place,
  pasted,
  rangeOf,
  removeColumns,
  removeRows,
  textAt,
  typed,
  withDecimals,
} from "./sheet.ts"
import { fromTsv, toTsv } from "./tsv.ts"
import { drawn, pieces } from "./window.ts"

const num = (value: string, decimals = value.split(".")[1]?.length ?? 0): DataCell => ({
  type: "num",
  num: { value, decimals },
})
const words = (text: string) => [{ type: "text" as const, text }]
function table(rows: readonly (readonly [string, ...DataCell[]])[], columns: readonly Partial<Column>[]): DataBlock {
  return {
    type: "data",
    id: "budget",
    kind: "budget",
    caption: words("Mittel"),
    head: "Position",
    columns: columns.map((c, i) => ({ key: `s${i + 1}`, label: `Spalte ${i + 1}`, ...c })),
    rows: rows.map(([label, ...cells], i) => ({
      id: `z${i + 1}`,
      label: words(label),
      kind: "data",
      indent: 0,
      cells,
    })),
    relations: [],
    notes: [],
  }
}
const mio = (): DataBlock =>
  table(
    [
      ["Eingliederung", num("12.4"), num("12.0")],
      ["Verwaltung", num("3.1"), num("3.2")],
      ["Gesamt", num("15.6"), num("15.2")],
    ],
    [{ unit: "MioEUR" }, { unit: "MioEUR" }],
  )
const at = (r: number, c: number): Place => ({ r, c })
const after = (found: ReturnType<typeof typed>): DataBlock => {
  if ("wrong" in found) throw new Error(found.wrong)
  return found.block
}

describe("a figure as it is typed", () => {
  const percent: Column = { key: "s", label: "", unit: "%" }
  const plainColumn: Column = { key: "s", label: "", unit: "" }
  test.each([
    ["1.234,56", plainColumn, { value: "1234.56", decimals: 2 }],
    ["3,6 %", percent, { value: "3.6", decimals: 1 }],
    ["3,6", percent, { value: "3.6", decimals: 1 }],
    ["rd. 120", plainColumn, { value: "120", decimals: 0, qualifier: "rund" }],
    ["knapp 1.000", plainColumn, { value: "1000", decimals: 0, qualifier: "knapp" }],
    ["–", plainColumn, { value: null, decimals: 0, sign: "–" }],
    ["k. A.", plainColumn, { value: null, decimals: 0, sign: "k. A." }],
    ["12 T EUR", plainColumn, { value: "12", decimals: 0, unit: "TEUR" }],
    ["-58", { ...plainColumn, unit: "TEUR" } satisfies Column, { value: "-58", decimals: 0 }],
    ["(58)", { ...plainColumn, unit: "TEUR" } satisfies Column, { value: "-58", decimals: 0 }],
    ["2026", plainColumn, { value: "2026", decimals: 0 }],
  ] as const)("%s", (text, column, wanted) => {
    expect(entry(text, column, "number")).toEqual({ cell: { type: "num", num: wanted } })
  })

  test.each(["12,3,4", "1.23.4", "zwölf", "12 bis 14", "1e5", "12.345.6", "9".repeat(17)])("%s is refused", (text) => {
    const found = entry(text, plainColumn, "number")
    if (!("wrong" in found)) throw new Error(`${text} was taken`)
    expect(found.wrong).toMatch(/ist keine Zahl\. Erwartet wird eine Zahl wie 1\.234/)
    expect(found.meant).toBeUndefined()
    expect(entry(text, plainColumn, "number", { asText: true })).toEqual({
      cell: { type: "text", content: words(text) },
    })
  })

  test("a point where a comma was meant is asked back, not guessed", () => {
    const found = entry("12.5", percent, "number")
    if (!("wrong" in found)) throw new Error("it was guessed")
    expect(found.wrong).toContain("vermutlich 12,5\u00a0%")
    expect(found.meant).toEqual(num("12.5"))
  })

  test("nature, date and footnote of a figure stay, its rounding word goes", () => {
    const before: DataCell = {
      type: "num",
      num: { value: "100", decimals: 0, qualifier: "rund", nature: "plan", asOf: "2027", unit: "BG" },
      after: [{ type: "footnote", id: "f1" }],
    }
    expect(entry("110", plainColumn, "number", { before })).toEqual({
      cell: {
        type: "num",
        num: { value: "110", decimals: 0, nature: "plan", asOf: "2027", unit: "BG" },
        after: [{ type: "footnote", id: "f1" }],
      },
    })
  })

  test("words in a column of words, and in one that has said nothing yet", () => {
    expect(entry("laufend", { key: "s", label: "" }, "open")).toEqual({
      cell: { type: "text", content: words("laufend") },
    })
    expect("wrong" in entry("12,3,4", { key: "s", label: "" }, "open")).toBe(true)
    expect(entry("12,3,4", { key: "s", label: "" }, "text")).toEqual({
      cell: { type: "text", content: words("12,3,4") },
    })
    const block = table([["A", { type: "text", content: words("x") }, { type: "empty" }, num("1")]], [{}, {}, {}])
    expect([0, 1, 2].map((c) => roleOf(block, c))).toEqual(["text", "open", "number"])
  })
})

describe("the clipboard", () => {
  test("cells with tabs, lines and quotes survive the way out and back", () => {
    const rows = [
      ["a", 'sagt "ja"', ""],
      ["zwei\nZeilen", "mit\tTab", "5"],
    ]
    expect(fromTsv(toTsv(rows))).toEqual(rows)
    expect(fromTsv('5"\t"a\r\nb"\r\n')).toEqual([['5"', "a\nb"]])
    expect(fromTsv("")).toEqual([])
    expect(fromTsv("a\t\n")).toEqual([["a", ""]])
  })

  test("a table of a German spreadsheet is read where it is put, and the table grows", () => {
    const { block, added, doubts, range } = pasted(
      mio(),
      rangeOf(at(2, 1), at(2, 1)),
      "1.234,5\t3\r\n2,5\t4\tneu\r\n–\t12.5\r\n",
    )
    expect(added).toEqual({ rows: 1, columns: 1 })
    expect(range).toEqual(rangeOf(at(2, 1), at(4, 3)))
    expect([2, 3, 4].map((r) => [1, 2, 3].map((c) => textAt(block, at(r, c))))).toEqual([
      ["1.234,5\u00a0Mio. €", "3\u00a0Mio. €", ""],
      ["2,5\u00a0Mio. €", "4\u00a0Mio. €", "neu"],
      ["–", "12.5", ""],
    ])
    expect(doubts).toEqual([{ place: at(4, 2), text: "12.5" }])
    expect(DataBlockSchema.parse(block)).toEqual(block)
  })

  test("one value fills what is selected", () => {
    const { block } = pasted(mio(), rangeOf(at(1, 1), at(2, 2)), "7")
    expect([1, 2].map((r) => [1, 2].map((c) => textAt(block, at(r, c))))).toEqual([
      ["7\u00a0Mio. €", "7\u00a0Mio. €"],
      ["7\u00a0Mio. €", "7\u00a0Mio. €"],
    ])
    expect(textAt(block, at(3, 1))).toBe("15,6\u00a0Mio. €")
  })

  test("headings and labels take words; what is too much for the largest table is counted", () => {
    const { block } = pasted(mio(), rangeOf(at(0, 0), at(0, 0)), "Titel\t2026\t2027\nESF\t1\t2")
    expect([block.head, block.columns.map((c) => c.label), textAt(block, at(1, 0))]).toEqual([
      "Titel",
      ["2026", "2027"],
      "ESF",
    ])
    const wide = pasted(mio(), rangeOf(at(1, 1), at(1, 1)), Array.from({ length: 50 }, (_, i) => String(i)).join("\t"))
    expect(wide.block.columns).toHaveLength(MOST_COLUMNS)
    expect(wide.left).toBe(10)
    const long = pasted(
      mio(),
      rangeOf(at(1, 1), at(1, 1)),
      Array.from({ length: 5100 }, (_, i) => String(i)).join("\n"),
    )
    expect(long.block.rows).toHaveLength(MOST_ROWS)
    expect(long.left).toBe(100)
  })

  test("what is copied has no unit of the column but its percent sign, and comes back as the same figures", () => {
    const block = mio()
    expect(copied(block, rangeOf(at(0, 0), at(1, 2)))).toBe("Position\tSpalte 1\tSpalte 2\nEingliederung\t12,4\t12,0")
    expect(copyText(num("3.6"), { key: "s", label: "", unit: "%" })).toBe("3,6 %")
    const again = pasted(block, rangeOf(at(1, 1), at(1, 1)), copied(block, rangeOf(at(1, 1), at(3, 2))))
    expect(again.block.rows).toEqual(block.rows)
  })

  test("a cell with a bound number is not typed over, by paste or by Delete", () => {
    const bound: DataCell = { type: "text", content: [{ type: "number", ref: "zahl/x", text: "5" }] }
    const block = table([["A", bound, num("1")]], [{}, {}])
    const put = pasted(block, rangeOf(at(1, 1), at(1, 1)), "7\t8")
    expect([put.left, put.block.rows[0]?.cells[0], textAt(put.block, at(1, 2))]).toEqual([1, bound, "8"])
    const gone = emptied(block, rangeOf(at(1, 1), at(1, 2)))
    expect([gone.kept, gone.block.rows[0]?.cells]).toEqual([1, [bound, { type: "empty" }]])
  })
})

describe("rows and columns", () => {
  test("added, moved and taken away, every row keeps a cell for every column", () => {
    let block = insertColumns(insertRows(mio(), 2, 2), 2)
    expect(block.rows).toHaveLength(5)
    expect(block.rows.every((r) => r.cells.length === 3)).toBe(true)
    block = moveRows(block, 4, 5, -1)
    expect(block.rows.map((r) => r.label[0]?.type === "text" && r.label[0].text)).toEqual([
      "Eingliederung",
      false,
      "Verwaltung",
      "Gesamt",
      false,
    ])
    block = moveColumns(block, 3, 3, -1)
    expect(block.columns.map((c) => c.label)).toEqual(["Spalte 1", "Spalte 2", ""])
    block = removeColumns(block, 3, 3)
    block = removeRows(block, 1, 99)
    expect(block.rows).toHaveLength(1)
    expect(removeColumns(block, 1, 2).columns).toHaveLength(2)
    expect(moveRows(block, 1, 1, -1)).toBe(block)
    expect(DataBlockSchema.parse(block)).toEqual(block)
  })

  test("a sum loses the part that is taken away; without its total it goes", () => {
    const { block } = summed(mio(), rangeOf(at(1, 1), at(3, 2)))
    expect(block.relations).toHaveLength(2)
    const without = removeRows(block, 2, 2)
    expect(without.relations.map((r) => r.type === "sum" && r.parts.length)).toEqual([1, 1])
    expect(removeRows(block, 3, 3).relations).toEqual([])
    expect(removeColumns(block, 1, 1).relations).toHaveLength(1)
  })

  test("decimals change what is shown, not what it is", () => {
    const block = withDecimals(mio(), 1, 0)
    expect(textAt(block, at(3, 1))).toBe("16\u00a0Mio. €")
    expect(textAt(withDecimals(block, 1, 1), at(3, 1))).toBe("15,6\u00a0Mio. €")
  })
})

describe("what must add up", () => {
  test("a wrong sum is named at its cell with what it gives", () => {
    const { block } = summed(mio(), rangeOf(at(1, 1), at(3, 2)))
    expect([...faultsOf(after(typed(block, at(3, 1), "16,5")))]).toEqual([
      ["z3/s1", { severity: "error", message: "Stimmt nicht: 12,4 + 3,1 ergibt 15,5; hier steht 16,5." }],
    ])
    expect([...faultsOf(block)]).toEqual([
      ["z3/s1", { severity: "hint", message: "Rundung? 12,4 + 3,1 ergibt 15,5; hier steht 15,6." }],
    ])
    expect(faultsOf(after(typed(block, at(3, 1), "15,5"))).size).toBe(0)
  })

  test("proposals are found, told in words, confirmed and rejected; what was rejected is not found again", () => {
    const { block, found } = searched(
      table(
        [
          ["Eingliederung", num("12.4"), num("12.0")],
          ["Verwaltung", num("3.1"), num("3.2")],
          ["Gesamt", num("15.5"), num("15.2")],
        ],
        [{ unit: "MioEUR" }, { unit: "MioEUR" }],
      ),
    )
    expect(found).toBeGreaterThan(0)
    const [first] = told(block, "proposed")
    expect(first?.sentence).toBe("Gesamt = Eingliederung + Verwaltung, in 2 Spalten")
    const ids = first?.cases.map((c) => c.relationId) ?? []
    expect(told(decided(block, ids, "confirmed"), "confirmed")).toHaveLength(1)
    const no = decided(block, ids, "rejected")
    expect(told(searched(no).block, "proposed").map((s) => s.sentence)).not.toContain(first?.sentence)
    expect(told(no, "rejected")).toHaveLength(1)
  })

  test("a sum in one row goes across; the same sum is not said twice", () => {
    const one = summed(mio(), rangeOf(at(1, 1), at(1, 2)))
    expect(one.block.relations).toEqual([
      {
        type: "sum",
        id: "e1",
        state: "confirmed",
        total: { row: "z1", column: "s2" },
        parts: [{ row: "z1", column: "s1" }],
      },
    ])
    expect(summed(one.block, rangeOf(at(1, 1), at(1, 2))).made).toBe(0)
    expect(summed(mio(), rangeOf(at(1, 1), at(1, 1))).made).toBe(0)
  })

  test("two figures that differ cannot be made one", () => {
    const block: DataBlock = {
      ...mio(),
      relations: [
        {
          type: "equals",
          id: "g1",
          state: "proposed",
          a: { row: "z1", column: "s1" },
          b: { row: "z1", column: "s2" },
          tolerance: "0",
        },
      ],
    }
    expect(differing(block, ["g1"])).toHaveLength(1)
    expect(differing(after(typed(block, at(1, 2), "12,4")), ["g1"])).toEqual([])
  })
})

describe("keys", () => {
  const press = (key: string, at: Place, more: Partial<{ shift: boolean; mod: boolean; alt: boolean }> = {}) =>
    meaningOf(mio(), at, { key, shift: false, mod: false, alt: false, ...more }, 10)
  test.each([
    ["ArrowRight", at(1, 1), {}, at(1, 2), false],
    ["ArrowRight", at(1, 2), {}, at(1, 2), false],
    ["ArrowUp", at(0, 1), {}, at(0, 1), false],
    ["ArrowDown", at(1, 1), { shift: true }, at(2, 1), true],
    ["ArrowDown", at(1, 1), { mod: true }, at(3, 1), false],
    ["Home", at(2, 2), {}, at(2, 0), false],
    ["End", at(2, 0), { shift: true }, at(2, 2), true],
    ["Home", at(2, 2), { mod: true }, at(0, 0), false],
    ["End", at(0, 0), { mod: true }, at(3, 2), false],
    ["PageDown", at(0, 0), {}, at(3, 0), false],
  ] as const)("%s goes", (key, from, more, to, extend) => {
    expect(press(key, from, more)).toEqual({ do: "go", to, extend })
  })
  test("letters begin to edit, Tab and keys of the browser stay the browser's", () => {
    expect(press("7", at(1, 1))).toEqual({ do: "edit", text: "7" })
    expect(press("F2", at(1, 1))).toEqual({ do: "edit" })
    expect(press("Delete", at(1, 1))).toEqual({ do: "empty" })
    expect(press("z", at(1, 1), { mod: true })).toEqual({ do: "undo" })
    expect(press("z", at(1, 1), { mod: true, shift: true })).toEqual({ do: "redo" })
    for (const key of ["Tab", "F5", "Shift", "Dead"]) expect(press(key, at(1, 1))).toBeUndefined()
    for (const key of ["c", "v", "f", "s"]) expect(press(key, at(1, 1), { mod: true })).toBeUndefined()
    expect(press("ArrowLeft", at(1, 1), { alt: true })).toBeUndefined()
    expect(press("€", at(1, 1), { alt: true, mod: true })).toEqual({ do: "edit", text: "€" })
    expect(press("–", at(1, 1), { alt: true })).toEqual({ do: "edit", text: "–" })
    expect(press("f", at(1, 1), { alt: true })).toBeUndefined()
  })
})

describe("a long table", () => {
  test("draws what is in view and around it, and room for the rest", () => {
    const view = drawn(2000, 44 * 1000, 440, 44)
    expect(view).toEqual({ from: 988, to: 1022 })
    const found = pieces(2000, view, 3)
    expect(found[0]).toEqual({ gap: 3, before: 3 })
    expect(found[1]).toEqual({ row: 3 })
    expect(found[2]).toEqual({ gap: 984, before: 988 })
    const rows = found.reduce((sum, p) => sum + ("gap" in p ? p.gap : 1), 0)
    expect(rows).toBe(2000)
    expect(pieces(2000, view, 1999).reduce((sum, p) => sum + ("gap" in p ? p.gap : 1), 0)).toBe(2000)
  })
  test("at its end nothing runs over, and a short one is drawn whole", () => {
    expect(drawn(2000, 1e9, 440, 44).to).toBe(2000)
    expect(drawn(2000, 1e9, 440, 44).from).toBeGreaterThan(1950)
    expect(drawn(100, 0, 440, 44)).toEqual({ from: 0, to: 100 })
  })
})
