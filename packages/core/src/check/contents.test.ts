import { describe, expect, test } from "vitest"
import type { Section } from "../content.ts"
import { contents } from "./contents.ts"
import { h, messages, of, p, programme, says, section } from "./fixture.ts"

const BODY: readonly Section[] = [
  section("Vorwort", [], { numbering: "none" }),
  section("Lage", [h("Migration")]),
  section("Wirtschaftsraum", [], { level: 2 }),
  section("Ziele und Handlungsfelder"),
  section("Geplante Eintritte 2027 nach Art der Förderung", [], { level: 2 }),
]
const LINES = [
  { number: "", title: "Vorwort" },
  { number: "1", title: "Lage" },
  { number: "1.1", title: "Wirtschaftsraum" },
  { number: "2", title: "Ziele und Handlungsfelder" },
  { number: "2.1", title: "Geplante Eintritte 2027 nach Art der Förderung" },
]
const typed = (lines: readonly { number: string; title: string }[], sections = BODY) =>
  says(contents, programme(sections), { contents: lines })
const swapped = (i: number, line: { number: string; title: string }) => LINES.map((l, n) => (n === i ? line : l))

describe("C13 the typed contents", () => {
  test("is silent when it agrees, whatever blanks and dashes", () => {
    expect(typed(LINES)).toEqual([])
    expect(typed(swapped(3, { number: "2.", title: "Ziele  und Handlungsfelder" }))).toEqual([])
  })
  test("without contents nothing can be decided", () => {
    expect(says(contents, programme(BODY))).toEqual([])
    expect(typed([])).toEqual([])
  })
  test("another wording under the same number", () => {
    const found = typed(swapped(4, { number: "2.1", title: "Geplante Eintritte 2026 nach Förderart" }))
    expect(messages(found)).toEqual([
      "Im Inhaltsverzeichnis heißt es „Geplante Eintritte 2026 nach Förderart“, im Text „Geplante Eintritte 2027 nach Art der Förderung“.",
    ])
    expect(found[0]?.severity).toBe("warning")
  })
  test("one word that differs", () => {
    expect(messages(typed(swapped(3, { number: "2", title: "Ziele der Handlungsfelder" })))).toHaveLength(1)
  })
  test("the right title under a wrong number, and the number twice", () => {
    expect(messages(typed(swapped(2, { number: "2.1", title: "Wirtschaftsraum" })))).toEqual([
      "Im Inhaltsverzeichnis steht die Nummer 2.1 zweimal: „Wirtschaftsraum“ und „Geplante Eintritte 2027 nach Art der Förderung“.",
      "Im Inhaltsverzeichnis hat „Wirtschaftsraum“ die Nummer 2.1, im Text die 1.1.",
    ])
  })
  test("what is missing on either side", () => {
    expect(messages(typed([...LINES, { number: "3", title: "Finanzen" }]))).toEqual([
      "„Finanzen“ steht im Inhaltsverzeichnis, aber nicht im Text.",
    ])
    expect(messages(typed(LINES.filter((l) => l.number !== "2")))).toEqual([
      "2 „Ziele und Handlungsfelder“ fehlt im Inhaltsverzeichnis.",
    ])
  })
  test("deeper levels than the contents shows are not missing, headings inside the text may be listed", () => {
    expect(typed(LINES.filter((l) => !l.number.includes(".")))).toEqual([])
    expect(typed([...LINES, { number: "", title: "Migration" }])).toEqual([])
  })
  test("a contents without numbers is held against the titles only", () => {
    const bare = LINES.map((l) => ({ ...l, number: "" }))
    expect(typed(bare)).toEqual([])
    expect(typed(bare.map((l) => (l.title === "Wirtschaftsraum" ? { ...l, title: "Verkehr" } : l)))).toHaveLength(1)
  })
  test("on the published version it is an error", () => {
    const found = says(contents, programme(BODY), {
      contents: swapped(3, { number: "2", title: "Ziele" }),
      decision: "x",
    })
    expect(found.map((f) => f.severity)).toEqual(["error"])
  })
})

describe("C13 numbers and references", () => {
  test("a single number counts with its point, and not as an ordinal", () => {
    const both = (title: string) =>
      messages(says(contents, programme([section("Lage"), section(title, [], { numbering: "none" })])))
    expect(both("1. Ziele")).toEqual([
      "Die Nummer 1 ist zweimal vergeben: Abschnitt 1 „Lage“ und Abschnitt „1. Ziele“.",
    ])
    for (const title of ["1 Standort für alle", "1. Halbjahr im Rückblick", "2. Ziele", "1.2.2027 als Stichtag"])
      expect(both(title)).toEqual([])
  })

  test("two sections with the same typed number", () => {
    const sections = [
      section("4.1 Erziehende", [], { numbering: "none" }),
      section("4.1 Jugendliche", [], { numbering: "none" }),
    ]
    expect(messages(says(contents, programme(sections)))).toEqual([
      "Die Nummer 4.1 ist zweimal vergeben: Abschnitt „4.1 Erziehende“ und Abschnitt „4.1 Jugendliche“.",
    ])
    expect(
      says(contents, programme([section("2 Wege in Arbeit", [], { numbering: "none" }), section("Lage")])),
    ).toEqual([])
  })
  test("a reference to a section that is not there", () => {
    expect(messages(of(contents, p("Näheres steht unter Ziffer 5.3.")))).toEqual([
      "Der Text verweist auf 5.3; einen Abschnitt mit dieser Nummer gibt es nicht.",
    ])
  })
  test.each([
    "Näheres steht unter Ziffer 1.",
    "Nach Abschnitt 3 des SGB II gilt das nicht.",
    "In Punkt 4 der Vereinbarung steht mehr.",
    "im Kapitel 2 SGB III",
    "Die Quote liegt in Abschnitt 3,5 % höher.",
  ])("nothing is said of „%s“", (text) => {
    expect(of(contents, p(text))).toEqual([])
  })
  test("a bound reference whose target was removed is an error", () => {
    const ref = (target: string): Section =>
      section("Ziele", [{ type: "paragraph", content: [{ type: "ref", target, show: "number", text: "Abschnitt 9" }] }])
    const [found] = says(contents, programme([ref("weg")]))
    expect(found).toMatchObject({ severity: "error", reason: "reference.broken", block: 0 })
    expect(says(contents, programme([ref("da"), section("Lage", [], { id: "da" })]))).toEqual([])
  })
})
