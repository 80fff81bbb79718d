import fc from "fast-check"
import { expect, test } from "vitest"
import * as cos from "./cos.ts"

test("jeder Text kommt so zurück, wie er in die Datei geschrieben wurde", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const raw = cos.writeText(text)
      expect(raw).toMatch(/^[\x20-\x7e]*$/)
      expect(cos.valueEnd(raw, 0)).toBe(raw.length)
      expect(cos.textOf(raw)).toBe(text.toWellFormed())
    }),
    { seed: 20270114 },
  )
  expect(cos.textOf(cos.writeText("\ud800x"))).toBe("\ufffdx")
})

test("ein Wörterbuch wird fortgeschrieben, ohne die übrigen Einträge anzufassen", () => {
  const raw =
    "<< /T (a \\) b (c)) /Rect[1 2.50 -.3 4]/P 3 0 R /MK<</BC[0 .5 1]>> /N/Name#20x % Kommentar\n /K [1 0 R 2 (x)] /X <FEff> >>"
  const dict = cos.dictOf(raw)
  expect([...dict.keys()]).toEqual(["T", "Rect", "P", "MK", "N", "K", "X"])
  const next = cos.dictOf(cos.withEntries(dict, { P: "9 0 R", V: "7 0 R" }))
  for (const [name, { raw: value }] of dict) if (name !== "P") expect(next.get(name)?.raw).toBe(value)
  expect(next.get("P")?.raw).toBe("9 0 R")
  expect(next.get("V")?.raw).toBe("7 0 R")
  expect(cos.arrayOf(dict.get("K")?.raw ?? "")).toEqual(["1 0 R", "2", "(x)"])
  expect(cos.textOf(dict.get("T")?.raw)).toBe("a ) b (c)")
})

test("Zahlen nebeneinander sind kein Verweis", () => {
  expect(cos.arrayOf("[1 0 2 0 R 3 0 Rx]")).toEqual(["1", "0", "2 0 R", "3", "0", "Rx"])
  expect(cos.refOf("12 0 R")).toBe(12)
  expect(cos.refOf("12 1 R")).toBeUndefined()
})

test.each(["<< /A 1 /A 2 >>", "<< /A >>", "<< A 1 >>", "<< /A (offen >>", "<< /A <00 ", "[".repeat(300)])(
  "%s wird abgelehnt",
  (raw) => {
    expect(() => (raw.startsWith("[") ? cos.valueEnd(raw, 0) : cos.dictOf(raw))).toThrow(cos.SyntaxFault)
  },
)
