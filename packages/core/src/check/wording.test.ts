/** C23, C24, C30: how things are written. */
import { describe, expect, test } from "vitest"
import { abbreviation } from "./abbreviation.ts"
import { data, h, list, messages, of, p, programme, says, section, table } from "./fixture.ts"
import { gender } from "./gender.ts"
import { percent } from "./percent.ts"

describe("C23 gender", () => {
  const habit = p("Bürger:innen, Kund:innen, Teilnehmer:innen, Berater:innen und jede:r Mitarbeiter:in.")
  test("another sign than the one the text uses", () => {
    expect(messages(of(gender, habit, p("Auch die Nachbar*in kommt.")))).toEqual([
      "„Nachbar*in“ mit Stern; sonst schreibt das Programm mit Doppelpunkt.",
    ])
    expect(messages(of(gender, habit, habit, p("Verkäufer/in, Verkäufer_innen und VerkäuferInnen")))).toHaveLength(3)
  })
  test("pairs, neutral words and names of occupations are no other sign", () => {
    expect(
      of(
        gender,
        habit,
        p("Kundinnen und Kunden, Beschäftigte, Kaufmann/-frau, Medizinische/r Fachangestellte/r, und/oder, Migranten"),
      ),
    ).toEqual([])
  })
  test("addresses and times are no words", () => {
    expect(of(gender, habit, p("Mail: info_in@kreis.example, www.kreis.example/in, um 12:30 Uhr, Quelle:in"))).toEqual(
      // only what looks like a word with the house's own sign is left
      [],
    )
  })
  test("without a habit nothing can be decided", () => {
    expect(of(gender, p("Eine Leser:in und ein Besucher*in."))).toEqual([])
  })
  test("what the house declares goes before what the text does", () => {
    const content = (style: "Paarform" | "*" | "neutral" | ":") =>
      programme([section("Lage", [habit, p("Kundinnen und Kunden")])], { gender: style })
    expect(messages(says(gender, content("Paarform")))[0]).toMatch(
      /mit Doppelpunkt; das Haus schreibt ohne Sonderzeichen\.$/,
    )
    expect(messages(says(gender, content("*")))[0]).toMatch(/; das Haus schreibt mit Stern\.$/)
    expect(says(gender, content(":")).map((f) => [f.severity, f.reason])).toEqual([["hint", "gender.pair"]])
  })
})

describe("C24 abbreviations", () => {
  const said = (...sections: Parameters<typeof programme>[0]) => says(abbreviation, programme(sections))
  test("one abbreviation with two spellings", () => {
    const found = of(
      abbreviation,
      p("Von den erwerbsfähigen Leistungsberechtigten (eLb) sind viele eLb jung, andere ELB sind es nicht."),
    )
    expect(found.map((f) => [f.severity, f.message])).toEqual([
      ["warning", "Eine Abkürzung, zwei Schreibweisen: „eLb“ (2-mal) und „ELB“ (1-mal)."],
    ])
  })
  test("one abbreviation with two meanings", () => {
    expect(
      messages(of(abbreviation, p("Die Bedarfsgemeinschaft (BG) zählt."), p("Die Berufsgenossenschaft (BG) zahlt."))),
    ).toEqual(["„BG“ steht für zweierlei: „Bedarfsgemeinschaft“ und „Berufsgenossenschaft“."])
  })
  test("introduced twice, or after its first use, is a hint", () => {
    const intro = p("die Förderung der beruflichen Weiterbildung (FbW)")
    expect(
      of(abbreviation, intro, p("die Förderung beruflicher Weiterbildung (FbW)")).map((f) => [f.severity, f.reason]),
    ).toEqual([["hint", "abbreviation.again"]])
    expect(messages(said(section("Lage", [p("Viele FbW beginnen im Herbst.")]), section("Ziele", [intro])))).toEqual([
      "„FbW“ wird hier benutzt und erst in Abschnitt 2 „Ziele“ eingeführt.",
    ])
  })
  test("one that is never introduced is a hint when it is used often", () => {
    expect(messages(of(abbreviation, p("Das KJC hilft. Das KJC berät. Das KJC zahlt. Das KJC prüft.")))).toEqual([
      "Nicht eingeführt: „KJC“ (4-mal).",
    ])
    expect(of(abbreviation, p("Das KJC hilft."))).toEqual([])
  })
  test("a list of abbreviations introduces all", () => {
    expect(
      said(
        section("Lage", [p("KJC, KJC, KJC, KJC und FbW")]),
        section("Abkürzungen", [table(["Kürzel", "Wort"], ["KJC", "Kommunales Jobcenter"])]),
      ),
    ).toEqual([])
  })
  test.each([
    "SGB II, IHK, EDV und GmbH, SGB II, IHK, EDV und GmbH, SGB III, IHK, EDV",
    "MitarbeiterInnen, LinkedIn und WhatsApp",
    "ARBEITSMARKT IM ÜBERBLICK",
    "kontakt@KJC.example, www.KJC.example",
    "Die Beauftragte für Chancengleichheit am Arbeitsmarkt (BCA) berät; die BCA hilft.",
    "geprüft vom BfB (Bund für Beratung e. V.)",
    "zu dritt (BCA, Nachbarin und IFK)",
  ])("nothing is said of „%s“", (text) => {
    expect(of(abbreviation, p(text))).toEqual([])
  })
  test("a heading may name what its text introduces", () => {
    expect(
      of(abbreviation, h("Lernen, Üben, Können (LÜK)"), p("Der Kurs LÜK (Lernen, Üben, Können) beginnt im Mai.")),
    ).toEqual([])
  })
  test("one word with two spellings", () => {
    expect(messages(of(abbreviation, p("Arbeitsuchende melden sich."), list("arbeitssuchende Eltern")))).toEqual([
      "Ein Wort, zwei Schreibweisen: „Arbeitsuchende“ (1-mal) und „Arbeitssuchende“ (1-mal).",
    ])
    expect(of(abbreviation, p("Potenziale und Potenzialanalyse, selbständig"))).toEqual([])
  })
})

describe("C30 percent and Prozentpunkte", () => {
  test("a rate that goes from one value to another by their difference", () => {
    const [found] = of(percent, p("Die Quote ist von 3,6 % auf 4,8 % um 1,2 % gestiegen."))
    expect(found).toMatchObject({
      severity: "warning",
      message: "Von 3,6 auf 4,8 % sind es 1,2 Prozentpunkte, nicht 1,2 %.",
      figures: { von: "3.6", auf: "4.8", um: "1.2" },
    })
  })
  test("a rate that changes by percent without its values is a question", () => {
    expect(
      of(percent, p("Seit dem letzten Zensus ist der Anteil um 1,7 % gesunken.")).map((f) => [f.severity, f.message]),
    ).toEqual([["hint", "Eine Quote ändert sich „um 1,7 %“: Sind Prozentpunkte gemeint?"]])
  })
  test("a number that changes by Prozentpunkte", () => {
    expect(of(percent, p("Die Zahl der Arbeitslosen ist um 3 Prozentpunkte gestiegen."))).toHaveLength(1)
  })
  test.each([
    "Die Quote stieg um 1,2 Prozentpunkte auf 4,8 %.",
    "Die Quote ist von 3,6 % auf 4,8 %, also um 33,3 % gestiegen.",
    "Die Zahl der Arbeitslosen ist um 2,8 % gestiegen.",
    "Der Anteil betrug 2015 noch 2,2 % und kletterte seither auf 3,9 %.",
    "Die Anzahl sank um 6,1 %, die Quote blieb gleich.",
    "Der Anteil der Frauen beträgt rund 45 %.",
    "Bei einer Quote von 18 % ist die Zahl um 5 % gestiegen.",
  ])("nothing is said of „%s“", (text) => {
    expect(of(percent, p(text))).toEqual([])
  })
  test("a difference of two columns in percent is in Prozentpunkte", () => {
    const cell = (column: string) => ({ row: "r1", column })
    const rates = (state: "confirmed" | "proposed", unit: "%" | "%-Punkte") =>
      data("t1", ["Quote", "Vorjahr", "Veränderung"], [["Arbeitslosenquote", "7.9", "7.7", "0.2"]], {
        columns: [
          { key: "c1", label: "Quote", unit: "%" },
          { key: "c2", label: "Vorjahr", unit: "%" },
          { key: "c3", label: "Veränderung", unit },
        ],
        relations: [
          { type: "delta", id: "d1", state, now: cell("c1"), before: cell("c2"), result: cell("c3"), mode: "abs" },
        ],
      })
    expect(messages(of(percent, rates("confirmed", "%")))).toEqual([
      "Die Veränderung von „Arbeitslosenquote“ ist der Unterschied zweier Prozentwerte: Das sind Prozentpunkte.",
    ])
    expect(of(percent, rates("proposed", "%"))).toEqual([])
    expect(of(percent, rates("confirmed", "%-Punkte"))).toEqual([])
  })
})
