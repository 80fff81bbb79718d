import { describe, expect, test } from "vitest"
import { items, said, text } from "../figures.fixture.ts"

describe("arithmetic in running text", () => {
  test.each<[string, string[]]>([
    ["Es gilt 42.581.452 € = 26.652.623 € + 15.928.829 €.", []],
    [
      "Es gilt 42.581.425 € = 26.652.623 € + 15.928.829 €.",
      ["C01 hint: 26.652.623 + 15.928.829 ergibt 42.581.452; im Text steht 42.581.425."].map((m) =>
        m.replace("hint", "warning"),
      ),
    ],
    [
      "Das Budget beträgt 42.581.452 Euro. Dieses unterteilt sich auf Verwaltung mit 26.652.623 Euro sowie Eingliederung mit 15.928.829 Euro.",
      [],
    ],
    [
      "Das Budget beträgt 42.581.452 Euro. Dieses unterteilt sich auf Verwaltung mit 26.652.623 Euro sowie Eingliederung mit 15.982.829 Euro.",
      ["C01 warning: 26.652.623 + 15.982.829 ergibt 42.635.452; im Text steht 42.581.452."],
    ],
    ["Das Budget beträgt 42.581.452 Euro. Dieses setzt sich unter anderem zusammen aus 26 Euro und 15 Euro.", []],
    [
      "Damit hat sich das Gesamtbudget um 1.387.119 Euro reduziert, die Verwaltungskosten erhöhen sich um 95.383 Euro und die Eingliederung reduziert sich um 1.482.502 Euro.",
      [],
    ],
    [
      "Damit hat sich das Gesamtbudget um 1.387.119 Euro reduziert, die Verwaltungskosten erhöhen sich um 95.383 Euro und die Eingliederung reduziert sich um 1.428.502 Euro.",
      ["C01 warning: 95.383 − 1.428.502 ergibt -1.333.119; im Text steht -1.387.119."],
    ],
    [
      "Die Anteile verteilen sich auf 13,2 %, 59,4 %, 20,3 % und 7,2 %.",
      ["C06 hint: 13,2 + 59,4 + 20,3 + 7,2 ergibt 100,1 %. Rundung?"],
    ],
    ["Die Anteile verteilen sich auf 13,2 %, 59,4 %, 20,3 % und 7,1 %.", []],
    [
      "Die Anteile verteilen sich auf 13,2 %, 59,4 %, 20,3 % und 8,1 %.",
      ["C06 warning: 13,2 + 59,4 + 20,3 + 8,1 ergibt 101,0 %. Zusammen müssten es 100 % sein."],
    ],
    ["Die Quote stieg von 3,6 % auf 4,8 %, in Hessen von 3,0 % auf 3,7 %.", []],
    ["Von den 11.042 eLb sind 5.787 Frauen (52,4 %).", []],
    [
      "Von den 11.042 eLb sind 5.787 Frauen (54,2 %).",
      ["C05 warning: 5.787 von 11.042 sind 52,4 %; im Text steht 54,2 %."],
    ],
    [
      "Es leben hier 6.422 Arbeitslose, dies entspricht einer Arbeitslosenquote von 4,6 % (darunter 4.324 Personen im SGB II - 3,1 %).",
      [],
    ],
    [
      "Es leben hier 6.422 Arbeitslose, dies entspricht einer Arbeitslosenquote von 4,6 % (darunter 4.324 Personen im SGB II - 3,9 %).",
      ["C05 warning: 6.422 zu 4,6 % und 4.324 zu 3,9 % passen nicht zur selben Bezugsgröße."],
    ],
    [
      "Mehr Frauen (5.787 eLb) als Männer (5.255 eLb) sind im Bezug. Dieses Verhältnis von 52,4 % zu 47,6 % überrascht.",
      [],
    ],
    [
      "Mehr Frauen (5.787 eLb) als Männer (5.255 eLb) sind im Bezug. Dieses Verhältnis von 53,4 % zu 46,6 % überrascht.",
      [
        "C05 warning: 5.787 von 11.042 sind 52,4 %; im Text steht 53,4 %.",
        "C05 warning: 5.255 von 11.042 sind 47,6 %; im Text steht 46,6 %.",
      ],
    ],
    [
      "Wir wollen die Quote von 18,5 % halten. Bei 1.510 Alleinerziehenden ergibt dies eine Anzahl von 279 Integrationen.",
      [],
    ],
    [
      "Wir wollen die Quote von 18,5 % halten. Bei 1.510 Alleinerziehenden ergibt dies eine Anzahl von 297 Integrationen.",
      ["C05 warning: 18,5 % von 1.510 sind 279; im Text steht 297."],
    ],
    [
      "Die Zahl sank von 7.770 im Januar 2009 auf 7.038. Bis heute folgte ein Anstieg auf 7.436 im Mai 2019; das ist eine Reduzierung seit Januar 2009 um 4,3 %.",
      [],
    ],
    [
      "Die Zahl sank von 7.770 im Januar 2009 auf 7.038. Bis heute folgte ein Anstieg auf 7.436 im Mai 2019; das ist eine Reduzierung seit Januar 2009 um 3,4 %.",
      ["C04 warning: Von 7.770 auf 7.436 sind es -4,3 %; im Text steht -3,4 %."],
    ],
    ["Die Zahl stieg von 100 BG auf 120 BG um 20 %.", []],
    [
      "Die Zahl stieg von 100 BG auf 120 BG um 25 %.",
      ["C04 warning: Von 100 auf 120 sind es 20 %; im Text steht 25 %."],
    ],
    ["Die Zahl sank von 7.600 auf 7.350 um 250.", []],
    ["Die Zahl sank von 7.600 auf 7.350 um 205.", ["C03 warning: 7.350 − 7.600 ergibt -250; im Text steht -205."]],
    [
      "Erwartet wird ein Rückgang von 0,7 % bis 5,4 %, im Mittel 2,4 %. Bezogen auf den Bestand (10.871) lägen wir zwischen 10.284 und 10.795, im Mittel bei 10.610 eLb.",
      [],
    ],
    [
      "Erwartet wird ein Rückgang von 0,7 % bis 5,4 %, im Mittel 2,4 %. Bezogen auf den Bestand (10.871) lägen wir zwischen 10.284 und 10.795, im Mittel bei 10.160 eLb.",
      ["C04 warning: 10.871 weniger 2,4 % sind 10.610; im Text steht 10.160."],
    ],
    ["Wir betreuen 16.674 Menschen, davon 10.871 eLb in 7.914 Bedarfsgemeinschaften.", []],
    ["Bisher sind 35,0 % eingemündet, 11,6 % besuchen eine Schule und 20,4 % suchen weiter.", []],
    ["In der Stadt leben 25,8 % junge Menschen (Bund 23,9 %), ein Plus von 2,8 %.", []],
  ])("%s", (words, expected) => {
    expect(said([text(words)])).toEqual(expected)
  })

  test("women and men are together what the section says of all", () => {
    const all = text("Unter den 11.042 erwerbsfähigen Leistungsberechtigten (Stand: Juli 2026) sind viele Eltern.")
    const sexes = (m: string) => text(`Es sind mehr Frauen (5.787 eLb) als Männer (${m} eLb).`)
    expect(said([all, sexes("5.255")])).toEqual([])
    expect(said([all, sexes("5.265")])).toEqual([
      "C01 warning: Frauen und Männer sind zusammen 5.787 + 5.265 = 11.052; im selben Abschnitt steht 11.042.",
    ])
    expect(said([sexes("5.265")])).toEqual([])
  })

  test("a decrease that is none is named", () => {
    const words = (before: string) =>
      text(
        `Der Bestand lag bei ${before} im Januar 2020. Er liegt bei 7.436 im Mai 2026; das ist eine Reduzierung seit Januar 2020 um 4,3 %.`,
      )
    expect(said([words("7.770")])).toEqual([])
    expect(said([words("7.310")])).toEqual([
      "C04 warning: Von 7.310 auf 7.436 ist es ein Anstieg; im Text steht eine Abnahme um 4,3 %.",
    ])
  })

  test("short lines in a row are the parts of a whole", () => {
    const lines = (last: string) =>
      items("Ohne Abschluss 13,2 %", "Mit Berufsabschluss 59,4 %", "Akademisch 20,3 %", `Unbekannt ${last} %`)
    expect(said([lines("7,1")])).toEqual([])
    expect(said([lines("7,2")])).toEqual(["C06 hint: 13,2 + 59,4 + 20,3 + 7,2 ergibt 100,1 %. Rundung?"])
    expect(said([text("Das Niveau stellt sich anteilig wie folgt dar:"), lines("9,0")])).toEqual([
      "C06 warning: 13,2 + 59,4 + 20,3 + 9,0 ergibt 101,9 %. Zusammen müssten es 100 % sein.",
    ])
    expect(said([items("A: 27,1 %", "B: 22,4 %", "C: 31,2 %")])).toEqual([])
  })
})
