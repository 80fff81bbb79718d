import { describe, expect, test } from "vitest"
import { AppError } from "./error.ts"
import { checkOutside, checkPattern, encode, format, type NumberContext, scope } from "./nummer.ts"

const c: NumberContext = { seq: 47, year: 2027, type: "SV", term: "8", body: "SOZ", version: 0 }
const reason = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error.reason
  }
  return "none"
}

/** Every form of number in use among the houses we know, with the pattern and the words it is made of. */
const FORMS: [string, string, Partial<NumberContext>][] = [
  ["{seq:000}/{yyyy}", "047/2027", {}],
  ["{seq:0000}/{yyyy}", "0094/2012", { seq: 94, year: 2012 }],
  ["{yyyy}/{seq:0000}", "2021/1012", { seq: 1012, year: 2021 }],
  ["{yyyy}/{seq}", "2014/284", { seq: 284, year: 2014 }],
  ["{seq}/{yyyy}", "6/2012", { seq: 6, year: 2012 }],
  ["{type}-{body}/{yy}/{seq:000}", "V-SOZ/15/051", { type: "V", year: 2015, seq: 51 }],
  ["{type}-{body}/{yy}/{seq:000}", "V-KA/22/697", { type: "V", body: "KA", year: 2022, seq: 697 }],
  ["{type}-{term}-{seq}", "SV-8-1032", { seq: 1032 }],
  ["{type}/{yyyy}/{seq:0000}[-{version}]", "VO/2014/0718-20", { type: "VO", year: 2014, seq: 718, version: 20 }],
  ["{type}/{yyyy}/{seq:000}", "MV/2021/049", { type: "MV", year: 2021, seq: 49 }],
  ["{body}/{seq:0000}/WP{term}", "FB 56/0196/WP17", { body: "FB 56", seq: 196, term: "17" }],
  ["{term}-{seq:0000}/{yyyy}[/{version}]", "XVII-0490/2014/4", { term: "XVII", seq: 490, year: 2014, version: 4 }],
  ["{term}-{seq:0000}/{yyyy}[/{version}]", "XIX-0365/2023", { term: "XIX", seq: 365, year: 2023 }],
  ["101.{term}.{seq}", "101.18.756", { term: "18", seq: 756 }],
  ["{seq:00000}-{yy}", "03540-16", { seq: 3540, year: 2016 }],
]

describe("forms of numbers", () => {
  test.each(FORMS)("%s makes %s, and accepts it from outside", (pattern, nummer, words) => {
    expect(checkPattern(pattern)).toBe(pattern)
    expect(format(pattern, { ...c, ...words })).toBe(nummer)
    expect(checkOutside(pattern, nummer)).toBe(nummer)
  })

  test("padding grows with the number and never cuts it", () => {
    expect(format("{seq:000}", { ...c, seq: 1 })).toBe("001")
    expect(format("{seq:000}", { ...c, seq: 12345 })).toBe("12345")
  })

  test("the bracket stands on supplements only", () => {
    expect(format("{seq}[/{version}]", { ...c, version: 0 })).toBe("47")
    expect(format("{seq}[/{version}]", { ...c, version: 2 })).toBe("47/2")
  })
})

describe("patterns that cannot count are refused", () => {
  test.each([
    ["{yyyy}", "number.sequence"],
    ["", "number.sequence"],
    ["{seq}-{seq:000}", "number.sequence"],
    ["{seq}/{jahr}", "number.token"],
    ["{seq", "number.token"],
    ["{seq}}", "number.token"],
    ["{seq:123}", "number.token"],
    ["[{seq}]/{yyyy}", "number.optional"],
    ["{seq}-{version}", "number.optional"],
    ["{seq}[", "number.optional"],
    [`${"x".repeat(60)}{seq}`, "number.long"],
  ])("%s", (pattern, expected) => {
    expect(reason(() => checkPattern(pattern))).toBe(expected)
  })
})

describe("a number from outside", () => {
  test.each([
    ["{seq:000}/{yyyy}", "47/2027"],
    ["{seq:000}/{yyyy}", "047-2027"],
    ["{seq:000}/{yyyy}", "047/27"],
    ["{seq:000}/{yyyy}", " 047/2027"],
    ["{seq:000}/{yyyy}", "047/2027x"],
    ["{seq:000}/{yyyy}", ""],
    ["{type}-{term}-{seq}", "SV-acht-1032"],
    ["{type}-{term}-{seq}", "1-8-1032"],
    ["101.{term}.{seq}", "101x18x756"],
    ["{seq}\\d", "47d"],
  ])("in the form %s is not %j", (pattern, nummer) => {
    expect(reason(() => checkOutside(pattern, nummer))).toBe("number.form")
  })
})

describe("counters", () => {
  test("begin anew with every other word of the pattern, never with the number itself", () => {
    const pattern = "{type}-{body}/{yy}/{seq:000}"
    const here = scope(pattern, c)
    expect(scope(pattern, { ...c, year: 2028 })).not.toBe(here)
    expect(scope(pattern, { ...c, body: "KA" })).not.toBe(here)
    expect(scope(pattern, { ...c, type: "MV" })).not.toBe(here)
    expect(scope(pattern, { ...c, term: "9" })).toBe(here)
    expect(scope("{seq}", c)).toBe(scope("{seq}", { ...c, year: 2030 }))
  })

  test("do not mix the words of two tokens", () => {
    const pattern = "{type}/{term}/{seq}"
    expect(scope(pattern, { ...c, type: "A", term: "B" })).not.toBe(scope(pattern, { ...c, type: "AB", term: "" }))
  })

  test("stay a part of a key, whatever the words are", () => {
    const strange = { ...c, type: "", term: "-.", body: "FB 56/ä" }
    expect(scope("{type}{term}{body}{seq}", strange)).toMatch(/^[A-Za-z0-9_:][A-Za-z0-9_.:-]*$/)
  })
})

test("the key of a number is safe and never the same for two numbers", () => {
  const numbers = [
    "047/2027",
    "047_2f_2027",
    "047-2027",
    "-047",
    ".047",
    "FB 56/0196",
    "Ö 2",
    "_",
    "__",
    "𝔸",
    "047.2027",
  ]
  const keys = numbers.map(encode)
  expect(new Set(keys).size).toBe(numbers.length)
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/)
})
