import { expect, test } from "vitest"
import { cell, csv } from "./csv.ts"

test.each([
  ["=1+1", '"\'=1+1"'],
  ["+49 2581 1", '"\'+49 2581 1"'],
  ["-5", '"\'-5"'],
  ["@SUM(A1)", '"\'@SUM(A1)"'],
  ["|cmd", '"\'|cmd"'],
  ["\t=1", '"\'\t=1"'],
  ["  =1", '"\'  =1"'],
  ["\u00a0=1", '"\'\u00a0=1"'],
  ["\n=HYPERLINK(1)", '"\' =HYPERLINK(1)"'],
  ['Ausschuss "Soziales"; Arbeit', '"Ausschuss ""Soziales""; Arbeit"'],
  ["zwei\r\nZeilen", '"zwei Zeilen"'],
  ["", '""'],
  ["01/2027", '"01/2027"'],
])("%j stands as %s", (text, shown) => {
  expect(cell(text)).toBe(shown)
})

test("a table begins with the byte order mark and ends each line with CR LF", () => {
  expect(
    csv([
      ["Nr", "Ä"],
      ["1", "b"],
    ]),
  ).toBe('\ufeff"Nr";"Ä"\r\n"1";"b"\r\n')
})
