import { describe, expect, test } from "vitest"
import { findNumbers } from "./found.ts"

const seen = (text: string) => findNumbers(text).map((f) => text.slice(f.start, f.end))

describe("figures in running text", () => {
  test.each<[string, string[]]>([
    ["Unter den 9.640 Menschen sind 5.014 Frauen (52,0 %).", ["9.640 Menschen", "5.014 Frauen", "52,0 %"]],
    ["Die Mittel steigen um +1,8 % auf 26,4 Mio. Euro.", ["+1,8 %", "26,4 Mio. Euro"]],
    ["Im Oktober 2026 waren es 5.930 (darunter 4.136 - 3,1 %).", ["5.930", "4.136", "3,1 %"]],
    ["Ein Minus von -58 T€ bleibt.", ["-58 T€"]],
    ["Bis zum 30.06.2026, ab 01/2026 und seit 2019 gilt § 16i SGB II.", []],
    ["Nach §§ 2, 16, 327 SGB III und §§ 137 bis 141 gilt Absatz 3 Satz 1 Nr. 4.", []],
    ["Siehe Ziffer 5.3, Tabelle 4, Anlage 1 und Seite 12.", []],
    ["Das 2. Quartal und der 1. Januar sind 2027.", []],
    ["Menschen unter 25 Jahren, 25- bis 50-jährige, mindestens 15 Stunden in 24 Monaten.", []],
    ["Tel: +49 555 120 340, Fax 0555 120-341, Gartenstraße 4, 35999 Aulenfeld.", []],
    ["K2E4, U25, A1, COVID-19, 2/3 und 14:30 Uhr sind keine Mengen.", []],
    ["Es bleibt bei 12 h und 100%iger Förderung.", []],
    ["1. Erster Punkt mit 45 Plätzen", ["45 Plätzen"]],
    ["2019 2.410 Integrationen", ["2.410"]],
    ["August 2019 183 Integrationen", ["183"]],
  ])("%j", (text, expected) => {
    expect(seen(text)).toEqual(expected)
  })

  test("a range is one thing with both ends and no value", () => {
    const [range, ...rest] = findNumbers("ein Rückgang von 0,7 % bis 5,4 % wird erwartet")
    expect(rest).toEqual([])
    expect(range).toMatchObject({ num: { value: null }, range: ["0.7", "5.4"] })
  })

  test("a decimal point is doubtful, a section number is none", () => {
    expect(findNumbers("rund 12.5 Stellen")[0]).toMatchObject({ certain: false, num: { value: "12.5" } })
    expect(findNumbers("unter 5.3.1 steht es")).toEqual([])
  })

  test("qualifiers belong to their figure", () => {
    const words = "rund 20 %, knapp 3, mehr als 7 BG, höchstens 9, mindestens 4"
    expect(findNumbers(words).map((f) => f.num.qualifier)).toEqual(["rund", "knapp", "über", "bis zu", "mindestens"])
  })

  test("the cost is linear: a hundred thousand digits and separators do not hang", () => {
    for (const piece of ["1", "1.", "1,", "1 ", "§ 1, ", "1-", "+49 ", "0 ", "1.234 "])
      expect(findNumbers(piece.repeat(20_000)).length).toBeLessThanOrEqual(20_000)
  })
})
