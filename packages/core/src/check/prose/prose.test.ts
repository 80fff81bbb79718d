import { describe, expect, test } from "vitest"
import { items, said, text } from "../figures.fixture.ts"

describe("arithmetic in running text", () => {
  test.each<[string, string[]]>([
    ["Es gilt 38.204.175 € = 23.871.540 € + 14.332.635 €.", []],
    [
      "Es gilt 38.204.157 € = 23.871.540 € + 14.332.635 €.",
      ["C01 hint: 23.871.540 + 14.332.635 ergibt 38.204.175; im Text steht 38.204.157."].map((m) =>
        m.replace("hint", "warning"),
      ),
    ],
    [
      "Das Budget beträgt 38.204.175 Euro. Dieses unterteilt sich auf Verwaltung mit 23.871.540 Euro sowie Eingliederung mit 14.332.635 Euro.",
      [],
    ],
    [
      "Das Budget beträgt 38.204.175 Euro. Dieses unterteilt sich auf Verwaltung mit 23.871.540 Euro sowie Eingliederung mit 14.323.635 Euro.",
      ["C01 warning: 23.871.540 + 14.323.635 ergibt 38.195.175; im Text steht 38.204.175."],
    ],
    ["Das Budget beträgt 38.204.175 Euro. Dieses setzt sich unter anderem zusammen aus 26 Euro und 15 Euro.", []],
    [
      "Damit hat sich das Gesamtbudget um 1.204.310 Euro reduziert, die Verwaltungskosten erhöhen sich um 88.214 Euro und die Eingliederung reduziert sich um 1.292.524 Euro.",
      [],
    ],
    [
      "Damit hat sich das Gesamtbudget um 1.204.310 Euro reduziert, die Verwaltungskosten erhöhen sich um 88.214 Euro und die Eingliederung reduziert sich um 1.229.524 Euro.",
      ["C01 warning: 88.214 − 1.229.524 ergibt -1.141.310; im Text steht -1.204.310."],
    ],
    [
      "Die Anteile verteilen sich auf 14,3 %, 57,6 %, 19,8 % und 8,4 %.",
      ["C06 hint: 14,3 + 57,6 + 19,8 + 8,4 ergibt 100,1 %. Rundung?"],
    ],
    ["Die Anteile verteilen sich auf 14,3 %, 57,6 %, 19,8 % und 8,3 %.", []],
    [
      "Die Anteile verteilen sich auf 14,3 %, 57,6 %, 19,8 % und 9,3 %.",
      ["C06 warning: 14,3 + 57,6 + 19,8 + 9,3 ergibt 101,0 %. Zusammen müssten es 100 % sein."],
    ],
    ["Die Quote stieg von 3,5 % auf 4,7 %, im Land von 3,1 % auf 3,8 %.", []],
    ["Von den 9.640 eLb sind 5.014 Frauen (52,0 %).", []],
    [
      "Von den 9.640 eLb sind 5.014 Frauen (54,0 %).",
      ["C05 warning: 5.014 von 9.640 sind 52,0 %; im Text steht 54,0 %."],
    ],
    [
      "Gemeldet sind 5.930 Arbeitslose, das ist eine Quote von 4,3 % (darunter 4.136 aus der Grundsicherung - 3,0 %).",
      [],
    ],
    [
      "Gemeldet sind 5.930 Arbeitslose, das ist eine Quote von 4,3 % (darunter 4.136 aus der Grundsicherung - 3,9 %).",
      ["C05 warning: 5.930 zu 4,3 % und 4.136 zu 3,9 % passen nicht zur selben Bezugsgröße."],
    ],
    [
      "Mehr Frauen (5.014 eLb) als Männer (4.626 eLb) sind im Bezug. Dieses Verhältnis von 52,0 % zu 48,0 % überrascht.",
      [],
    ],
    [
      "Mehr Frauen (5.014 eLb) als Männer (4.626 eLb) sind im Bezug. Dieses Verhältnis von 53,0 % zu 47,0 % überrascht.",
      [
        "C05 warning: 5.014 von 9.640 sind 52,0 %; im Text steht 53,0 %.",
        "C05 warning: 4.626 von 9.640 sind 48,0 %; im Text steht 47,0 %.",
      ],
    ],
    [
      "Wir wollen die Quote von 17,5 % halten. Bei 1.320 Alleinerziehenden ergibt dies eine Anzahl von 231 Integrationen.",
      [],
    ],
    [
      "Wir wollen die Quote von 17,5 % halten. Bei 1.320 Alleinerziehenden ergibt dies eine Anzahl von 213 Integrationen.",
      ["C05 warning: 17,5 % von 1.320 sind 231; im Text steht 213."],
    ],
    [
      "Die Zahl sank von 6.940 im Januar 2009 auf 6.310. Bis heute folgte ein Anstieg auf 6.642 im Mai 2019; ein Minus seit Januar 2009 um 4,3 %.",
      [],
    ],
    [
      "Die Zahl sank von 6.940 im Januar 2009 auf 6.310. Bis heute folgte ein Anstieg auf 6.642 im Mai 2019; ein Minus seit Januar 2009 um 3,4 %.",
      ["C04 warning: Von 6.940 auf 6.642 sind es -4,3 %; im Text steht -3,4 %."],
    ],
    ["Die Zahl stieg von 100 BG auf 120 BG um 20 %.", []],
    [
      "Die Zahl stieg von 100 BG auf 120 BG um 25 %.",
      ["C04 warning: Von 100 auf 120 sind es 20 %; im Text steht 25 %."],
    ],
    ["Die Zahl sank von 6.800 auf 6.550 um 250.", []],
    ["Die Zahl sank von 6.800 auf 6.550 um 205.", ["C03 warning: 6.550 − 6.800 ergibt -250; im Text steht -205."]],
    [
      "Erwartet wird ein Rückgang von 0,8 % bis 5,2 %, im Mittel 2,6 %. Bezogen auf den Bestand (9.815) lägen wir zwischen 9.305 und 9.736, im Mittel bei 9.560 eLb.",
      [],
    ],
    [
      "Erwartet wird ein Rückgang von 0,8 % bis 5,2 %, im Mittel 2,6 %. Bezogen auf den Bestand (9.815) lägen wir zwischen 9.305 und 9.736, im Mittel bei 9.650 eLb.",
      ["C04 warning: 9.815 weniger 2,6 % sind 9.560; im Text steht 9.650."],
    ],
    ["Wir betreuen 14.920 Menschen, davon 9.815 eLb in 7.108 Bedarfsgemeinschaften.", []],
    ["Bisher sind 34,0 % vermittelt, 12,5 % lernen weiter und 21,3 % suchen noch.", []],
    ["In der Stadt leben 24,6 % junge Menschen (Bund 22,8 %), ein Plus von 1,9 %.", []],
  ])("%s", (words, expected) => {
    expect(said([text(words)])).toEqual(expected)
  })

  test("women and men are together what the section says of all", () => {
    const all = text("Unter den 9.640 erwerbsfähigen Leistungsberechtigten (Stand: Juli 2026) sind viele Eltern.")
    const sexes = (m: string) => text(`Es sind mehr Frauen (5.014 eLb) als Männer (${m} eLb).`)
    expect(said([all, sexes("4.626")])).toEqual([])
    expect(said([all, sexes("4.636")])).toEqual([
      "C01 warning: Frauen und Männer sind zusammen 5.014 + 4.636 = 9.650; im selben Abschnitt steht 9.640.",
    ])
    expect(said([sexes("4.636")])).toEqual([])
  })

  test("a decrease that is none is named", () => {
    const words = (before: string) =>
      text(
        `Der Bestand lag bei ${before} im Januar 2020. Er liegt bei 6.642 im Mai 2026; ein Minus seit Januar 2020 um 4,3 %.`,
      )
    expect(said([words("6.940")])).toEqual([])
    expect(said([words("6.510")])).toEqual([
      "C04 warning: Von 6.510 auf 6.642 ist es ein Anstieg; im Text steht eine Abnahme um 4,3 %.",
    ])
  })

  test("short lines in a row are the parts of a whole", () => {
    const lines = (last: string) =>
      items("Ohne Abschluss 14,3 %", "Mit Berufsabschluss 57,6 %", "Akademisch 19,8 %", `Unbekannt ${last} %`)
    expect(said([lines("8,3")])).toEqual([])
    expect(said([lines("8,4")])).toEqual(["C06 hint: 14,3 + 57,6 + 19,8 + 8,4 ergibt 100,1 %. Rundung?"])
    expect(said([text("Das Niveau stellt sich anteilig wie folgt dar:"), lines("10,2")])).toEqual([
      "C06 warning: 14,3 + 57,6 + 19,8 + 10,2 ergibt 101,9 %. Zusammen müssten es 100 % sein.",
    ])
    expect(said([items("A: 28,3 %", "B: 22,4 %", "C: 31,2 %")])).toEqual([])
  })
})
