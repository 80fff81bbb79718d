import { describe, expect, test } from "vitest"
import { data, h, messages, of, p, programme, says, section, table } from "./fixture.ts"
import { year } from "./year.ts"

describe("C11 years in headings", () => {
  test("a heading of plans that names last year is found, with what the text below says", () => {
    const found = of(year, h("Zielvereinbarung für 2026"), p("Für das Jahr 2027 ist vereinbart:"))
    expect(messages(found)).toEqual([
      "Die Überschrift „Zielvereinbarung für 2026“ nennt 2026, das Programm gilt für 2027; der Text darunter spricht von 2027.",
    ])
    expect(found[0]).toMatchObject({
      severity: "warning",
      figures: { ueberschrift: "2026", programm: "2027" },
      block: 0,
    })
  })

  test.each([
    "Ziele für das Jahr 2027",
    "Geplante Eintritte 2027 im Vergleich zu 2026",
    "Ausblick auf 2028",
    "2026, ein Jahr der Umstellung",
    "Bestand nach Berufsabschlüssen (Juni 2026)",
    "Rückblick: Ziele 2026",
    "Zielerreichung 2025",
    "Entwicklung seit 2015",
    "Beschäftigung 2015 bis 2025",
    "Ausbildungsmarkt 2024/2025",
    "Projekt „Zukunft 2020“",
    "Agenda 2030",
    "Umsetzung der Ziele",
  ])("nothing is said of „%s“", (title) => {
    expect(of(year, h(title), p("Text."))).toEqual([])
  })

  test("a review's sections may speak of the years before", () => {
    const content = programme([
      section("Rückblick"),
      section("Ziele 2025", [], { level: 2 }),
      section("Schwerpunkte 2024", [], { level: 3 }),
      section("Ziele 2025", [], { id: "other" }),
    ])
    expect(says(year, content).map((f) => f.sectionId)).toEqual(["other"])
  })

  test("an old year in a heading or caption is found, the title of a table included", () => {
    const captioned = { ...table(["a", "b"]), caption: [{ type: "text" as const, text: "Bestand im Juni 2024" }] }
    expect(of(year, h("Lage am Arbeitsmarkt 2023"))).toHaveLength(1)
    expect(messages(of(year, captioned))[0]).toContain("Die Beschriftung „Bestand im Juni 2024“ nennt 2024")
  })

  test("a year that only a soft hyphen or a mark of direction splits is read as it is seen", () => {
    expect(of(year, h("Ziel\u00advereinbarung für 20\u200f26"))).toHaveLength(1)
  })
})

describe("C11 years of the whole", () => {
  test("the title names another year than the programme", () => {
    const wrong = programme([section("Lage")], { title: "Arbeitsmarktprogramm 2026" })
    expect(messages(says(year, wrong))).toEqual(["Der Titel nennt 2026, das Programm gilt für 2027."])
    expect(says(year, programme([section("Lage")], { title: "Programm 2027/2028" }))).toEqual([])
    expect(says(year, programme([section("Lage")], { title: "Unser Programm" }))).toEqual([])
  })

  test("a table that plans for last year only is found; one that compares is not", () => {
    const plan = (label: string, asOf: string) => ({ key: `k${asOf}`, label, nature: "plan" as const, asOf })
    const rows = [["AGH", "398"]] as const
    const old = data("t1", ["x"], rows, { columns: [plan("geplante Eintritte 2026", "2026")] })
    expect(messages(of(year, old))).toEqual([
      "Die Spalte „geplante Eintritte 2026“ plant für 2026, das Programm gilt für 2027.",
    ])
    const both = data("t1", ["x"], [["AGH", "398", "400"]], {
      columns: [plan("Plan 2026", "2026"), plan("Plan 2027", "2027")],
    })
    expect(of(year, both)).toEqual([])
    expect(of(year, data("t1", ["geplante Eintritte 2026"], rows))).toEqual([])
  })
})
