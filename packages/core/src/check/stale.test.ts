import { describe, expect, test } from "vitest"
import type { Source } from "../typed.ts"
import { data, h, messages, of, p, programme, says, section, table } from "./fixture.ts"
import { stale } from "./stale.ts"

const TABLE = table(
  ["Merkmal", "Aktueller Monat", "Veränderung zum Vorjahresmonat"],
  ["Arbeitslose", "7.214", "186"],
  ["Gemeldete Arbeitsstellen", "1.938", "-207"],
)
const HEAD = h("Arbeitsmarkt im Überblick, September 2026")
const OLD =
  "Im September 2025 ging die Arbeitslosigkeit gegenüber dem Vorjahr deutlich zurück, auf nunmehr 7.028 Menschen."

describe("C12 last year's paragraph", () => {
  test("beside this year's table it is found, with the figure that proves it", () => {
    const [found, ...more] = of(stale, HEAD, TABLE, p("Text."), p(OLD))
    expect(more).toEqual([])
    expect(found?.message).toBe(
      "Dieser Absatz berichtet vom September 2025, die Tabelle „Arbeitsmarkt im Überblick, September 2026“ daneben vom September 2026 (7.028 ist dort der Wert des Vorjahres). Ist er aus dem Vorjahr stehen geblieben?",
    )
    expect(found?.figures).toEqual({ absatz: "2025-09", tabelle: "2026-09" })
  })

  test.each([
    ["it is of this year", OLD.replace("2025", "2026")],
    ["it also names the newer month", `${OLD} Im September 2026 steigt sie auf 7.214.`],
    ["it tells of a span", "Seit September 2025 ging die Arbeitslosigkeit um 412 auf 7.028 zurück."],
    ["it speaks of something else", OLD.replace("die Arbeitslosigkeit", "das Bruttosozialprodukt")],
    ["it tells of no change", "Im September 2025 zählte die Statistik zur Arbeitslosigkeit 7.028 Menschen."],
    ["it is not the same month", OLD.replace("September 2025", "Mai 2025")],
  ])("nothing is said when %s", (_, text) => {
    expect(of(stale, HEAD, TABLE, p(text))).toEqual([])
  })

  test("without a month at the table nothing can be decided", () => {
    expect(of(stale, h("Arbeitsmarkt im Überblick"), TABLE, p(OLD))).toEqual([])
  })

  test("the month of a table is also taken from its source", () => {
    expect(
      of(stale, TABLE, p("(Quelle: Statistik der Bundesagentur für Arbeit, September 2026)"), p(OLD)),
    ).toHaveLength(1)
  })
})

describe("C12 a note with another month", () => {
  const text = "Im September 2026 sind 6.009 Haushalte auf Leistungen angewiesen."
  test("is found under a text with figures", () => {
    expect(messages(of(stale, p(text), p("Juni 2026, mit drei Monaten Wartezeit")))).toEqual([
      "Der Text nennt September 2026, die Anmerkung darunter Juni 2026. Von welchem Monat sind die Zahlen?",
    ])
  })
  test("is silent when the months agree, or the text names none or several", () => {
    const note = p("Juni 2026, mit drei Monaten Wartezeit")
    expect(of(stale, p(text.replace("September", "Juni")), note)).toEqual([])
    expect(of(stale, p("Es sind 6.009 Haushalte."), note)).toEqual([])
    expect(of(stale, p(`${text} Im Mai 2026 waren es 6.100.`), note)).toEqual([])
  })
})

describe("C12 one series with two months", () => {
  const source = (asOf: string, product = "Eckwerte"): Source => ({
    publisher: "Statistik der BA",
    product,
    asOf,
    own: false,
  })
  const of2 = (a: Source, b: Source) =>
    says(
      stale,
      programme([
        section("Lage", [data("t1", ["Wert"], [["Arbeitslose", "5"]], { source: a })]),
        section("Ziele", [data("t2", ["Wert"], [["Arbeitslose", "5"]], { source: b })]),
      ]),
    )
  test("more than half a year apart is found at the older one", () => {
    const found = of2(source("2025-12"), source("2026-09"))
    expect(found.map((f) => [f.place, f.message])).toEqual([
      [
        "Abschnitt 1 „Lage“",
        "Diese Daten (Eckwerte) sind vom Dezember 2025; an anderer Stelle stehen dieselben vom September 2026.",
      ],
    ])
  })
  test("half a year, another series, or no month is silent", () => {
    expect(of2(source("2026-03"), source("2026-09"))).toEqual([])
    expect(of2(source("2025-01"), source("2026-09", "Pendleratlas"))).toEqual([])
    const { asOf: _, ...undated } = source("2026-09")
    expect(of2(source("2025-01"), undated)).toEqual([])
  })
  test("source lines in the text count as well", () => {
    const found = of(
      stale,
      p("(Quelle: Eckwerte für Jobcenter, Datenstand 06/2025)"),
      p("Text."),
      p("(Quelle: Eckwerte für Jobcenter, Datenstand September 2026)"),
    )
    expect(found).toHaveLength(1)
  })
})
