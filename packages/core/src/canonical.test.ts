import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { canonical, sha256 } from "./canonical.ts"

describe("canonical JSON (RFC 8785)", () => {
  test("the sample of section 3.2.2: literals, numbers and escapes", () => {
    const input = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    )
    expect(canonical(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test("the sample of section 3.2.3: keys by UTF-16 code units", () => {
    const input = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\u{1f600}": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    expect(Object.keys(JSON.parse(canonical(input)))).toHaveLength(7)
    expect([...canonical(input).matchAll(/:"([^"]*)"/g)].map((m) => m[1])).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ])
  })

  test.each<[number, string]>([
    [0, "0"],
    [-0, "0"],
    [5e-324, "5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [9007199254740992, "9007199254740992"],
    [295147905179352830000, "295147905179352830000"],
    [1e21, "1e+21"],
    [9.999999999999997e22, "9.999999999999997e+22"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
    [333333333.3333332, "333333333.3333332"],
    [-1424953923781206.2, "-1424953923781206.2"],
  ])("number %d is %s", (number, text) => {
    expect(canonical(number)).toBe(text)
  })

  test("the order of keys and absent members make no difference, the order of a list does", () => {
    expect(canonical({ b: 1, a: { d: 2, c: 3 } })).toBe(canonical({ a: { c: 3, d: 2, e: undefined }, b: 1 }))
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]))
  })

  test.each([
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a key", { "\udc00": 1 }],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a bigint", 1n],
  ])("%s cannot be said", (_, value) => {
    expect(() => canonical(value)).toThrow(/canonical/)
  })
})

test("SHA-256 of text is that of its UTF-8 bytes", async () => {
  expect(await sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  expect(await sha256("Öffentlich €")).toBe(createHash("sha256").update("Öffentlich €", "utf8").digest("hex"))
  expect(await sha256(new Uint8Array([0x61, 0x62, 0x63]))).toBe(await sha256("abc"))
})
