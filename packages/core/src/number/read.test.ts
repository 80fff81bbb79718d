import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { german, type Num, type Unit } from "../number.ts"
import { readCell } from "./read.ts"
import { shown } from "./shown.ts"

const value = (text: string, money = false) => readCell(text, { money })?.num.value

describe("a cell that is a figure", () => {
  test.each<[string, string, number, Partial<Num>?]>([
    ["7.412", "7412", 0],
    ["1.234,56", "1234.56", 2],
    ["0,0", "0.0", 1],
    ["-133", "-133", 0],
    ["\u2212133", "-133", 0],
    ["–133", "-133", 0],
    ["- 133", "-133", 0],
    ["+1,8 %", "1.8", 1, { unit: "%", signed: true }],
    ["12.740 T€", "12740", 0, { unit: "TEUR" }],
    ["12.740 TEUR", "12740", 0, { unit: "TEUR" }],
    ["58 Tsd. €", "58", 0, { unit: "TEUR" }],
    ["26,4 Mio. €", "26.4", 1, { unit: "MioEUR" }],
    ["26,4 Mill. Euro", "26.4", 1, { unit: "MioEUR" }],
    ["1,2 Mrd. €", "1200", 0, { unit: "MioEUR", qualifier: "rund" }],
    ["rund 45 %", "45", 0, { unit: "%", qualifier: "rund" }],
    ["ca. 1.300", "1300", 0, { qualifier: "rund" }],
    ["über 20", "20", 0, { qualifier: "über" }],
    ["knapp 3", "3", 0, { qualifier: "knapp" }],
    ["mind. 20", "20", 0, { qualifier: "mindestens" }],
    ["bis zu 7", "7", 0, { qualifier: "bis zu" }],
    ["≤ 6", "6", 0, { qualifier: "bis zu" }],
    ["> 3", "3", 0, { qualifier: "über" }],
    ["1\u202f234", "1234", 0],
    ["1\u00a0234\u00a0567,8", "1234567.8", 1],
    ["1 234", "1234", 0],
    ["3.271", "3271", 0],
    ["0,3 Prozentpunkte", "0.3", 1, { unit: "%-Punkte" }],
    ["4,5 VZÄ", "4.5", 1, { unit: "VZÄ" }],
    ["7\u00ad.412\u200f", "7412", 0],
  ])("%j is %s", (text, exact, decimals, more = {}) => {
    const read = readCell(text)
    expect(read).toMatchObject({ num: { value: exact, decimals, ...more }, certain: true, rest: "" })
    expect(Object.keys(read?.num ?? {}).sort()).toEqual(["decimals", "value", ...Object.keys(more)].sort())
  })

  test.each(["k. A.", "k.A.", "-", "–", "x", "/", "…", "entfällt"])("%j stands in place of a figure", (text) => {
    expect(readCell(text)?.num).toEqual({ value: null, decimals: 0, sign: text })
  })

  test("an asterisk alone is statistical secrecy", () => {
    expect(readCell("*")?.num).toEqual({ value: null, decimals: 0, suppressed: true })
  })

  test.each(["(58)", "-58-", "58-", "(58 €)"])("%j is negative in a column of money only", (text) => {
    expect(value(text, true)).toBe("-58")
    expect(readCell(text)?.rest === "" ? value(text) : undefined).toBeUndefined()
  })

  test("millions need no currency where the column is of money", () => {
    expect(readCell("1,2 Mio.", { money: true })?.num).toMatchObject({ value: "1.2", unit: "MioEUR" })
    expect(readCell("1,2 Mio.")?.rest).toBe("Mio.")
  })

  test.each([
    ["12.5", "Punkt statt Komma?"],
    ["2.27", "Punkt statt Komma?"],
    ["0.123", "Punkt statt Komma?"],
    ["1,234.56", "englische Schreibweise?"],
    ["2019", "Jahreszahl?"],
  ])("%j is doubtful: %s", (text, doubt) => {
    expect(readCell(text)).toMatchObject({ certain: false, doubt })
  })

  test.each([
    ["−0,7…−5,4", ["-0.7", "-5.4"]],
    ["2-3", ["2", "3"]],
    ["0,7 bis 5,4 %", ["0.7", "5.4"]],
    ["25–50", ["25", "50"]],
  ])("%j is a range and no figure", (text, range) => {
    expect(readCell(text)).toMatchObject({ num: { value: null }, range, certain: false })
  })

  test("what stands behind figure and unit is kept apart", () => {
    expect(readCell("7.412 (Vorjahr 7.226)")?.rest).toBe("(Vorjahr 7.226)")
    expect(readCell("45 % aller eLb")?.rest).toBe("aller eLb")
  })

  test.each(
    [
      "",
      "   ",
      "TEUR",
      "30.06.2019",
      "09/2021",
      "2022-09-30",
      "§ 16i",
      "16e",
      "A1",
      "K2E4",
      "12 h",
      "3 Monate",
      "14:30",
      "1/3",
      "0561 929",
      "01234",
      "1.2.3",
      "1.234.56",
      "3,4,5",
      "Platz 3",
      "±5",
      "1234567890123456",
      "x",
    ].filter((t) => t !== "x"),
  )("%j is no figure", (text) => {
    expect(readCell(text)).toBeUndefined()
  })
})

const decimalOf = (places: number) =>
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.boolean()).map(([units, negative]) => {
    const digits = units.toString().padStart(places + 1, "0")
    const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
    return negative && units !== 0n ? `-${text}` : text
  })
/** units that are written; the others leave no trace in the text */
const unit = fc.constantFrom<Unit>(
  "EUR",
  "TEUR",
  "MioEUR",
  "%",
  "%-Punkte",
  "VZÄ",
  "Stellen",
  "Plätze",
  "Eintritte",
  "BG",
)

test("what german writes reads as the same figure", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }).chain((decimals) => decimalOf(decimals).map((v) => ({ value: v, decimals }))),
      fc.option(unit, { nil: undefined }),
      fc.option(fc.constantFrom("rund", "über", "knapp", "unter", "mindestens", "bis zu"), { nil: undefined }),
      fc.boolean(),
      (figure, inUnit, qualifier, signed) => {
        const positive = !figure.value.startsWith("-") && !/^0(\.0+)?$/.test(figure.value)
        const num: Num = {
          ...figure,
          ...(inUnit === undefined ? {} : { unit: inUnit }),
          ...(qualifier === undefined ? {} : { qualifier }),
          ...(signed && positive ? { signed: true } : {}),
        }
        const text = german(num, num.unit)
        const read = readCell(text)
        expect(read?.rest).toBe("")
        // four digits without a point do not exist in what german writes
        expect(read?.num).toEqual(num)
        expect(shown({ ...num, raw: text }, undefined)).toBe(text)
      },
    ),
    { seed: 4, numRuns: 2000 },
  )
})

test("a spelling is shown only while it says the figure", () => {
  const num: Num = { value: "-58", decimals: 0, raw: "(58)" }
  expect(shown(num, "EUR")).toBe("(58)")
  expect(shown({ ...num, value: "-59" }, "EUR")).toBe("-59\u00a0€")
  expect(shown({ value: "12740", decimals: 0, raw: "12.740 T€" }, "EUR")).toBe("12.740\u00a0€")
  expect(shown({ value: "7.9", decimals: 1, unit: "%", raw: "7,9" }, undefined)).toBe("7,9")
})

test("any text is read without an error, and nothing is read twice", () => {
  const piece = fc.constantFrom(
    "1",
    "23",
    ".",
    ",",
    " ",
    "-",
    "–",
    "%",
    "€",
    "T€",
    "(",
    ")",
    "x",
    "§",
    "bis",
    "/",
    "\u00a0",
    "*",
    "Mio.",
    "rund ",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.boolean(), (pieces, money) => {
      const read = readCell(pieces.join(""), { money })
      if (read?.num.value != null) expect(read.num.value).toMatch(/^-?\d{1,15}(\.\d{1,6})?$/)
    }),
    { seed: 5, numRuns: 3000 },
  )
})
