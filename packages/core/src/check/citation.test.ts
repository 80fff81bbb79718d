import { describe, expect, test } from "vitest"
import { citation } from "./citation.ts"
import { messages, of, p, programme, says, section } from "./fixture.ts"

const cited = (text: string) => messages(of(citation, p(text)))

describe("C22 signs", () => {
  test("two signs before one paragraph", () => {
    expect(cited("Wir fördern nach §§ 16e SGB II weiter")).toEqual([
      "„§§ 16e SGB II“ nennt nur einen Paragraphen; es muss „§“ heißen, oder es fehlt ein zweiter.",
    ])
  })
  test("one sign before two paragraphs", () => {
    expect(cited("Förderung nach § 16e und 16i SGB II")).toEqual([
      "„§ 16e und 16i SGB II“ nennt mehrere Paragraphen; es muss „§§“ heißen.",
    ])
  })
  test.each([
    "nach §§ 16e und 16i SGB II",
    "vgl. §§ 81 bis 87 SGB III",
    "vgl. §§ 3, 44, 45 SGB III",
    "nach § 16i SGB II",
    "nach § 16 d Abs. 7 SGB II",
    "gemäß § 48b Abs. 2 Satz 1 Nr. 3 SGB II",
    "nach § 48a Zweites Buch Sozialgesetzbuch (SGB II)",
    "nach § 7 Abs. 1 und 2 SGB II",
    "nach § 16e Abs. 2 Nr. 1, 2 und 3 SGB II",
    "nach den §§ 81 ff. SGB III",
    "nach § 16 Abs. 1 SGB II in Verbindung mit § 45 SGB III",
    "nach § 16e SGB II und § 16i SGB II",
    "(§1 SGB II)",
    "Paragraph 12 der Satzung, § 99 der Satzung",
    "§ 600 BGB",
  ])("nothing is said of „%s“", (text) => {
    expect(cited(text)).toEqual([])
  })
})

describe("C22 norms that are not there", () => {
  test("an unknown paragraph of SGB II", () => {
    expect(cited("nach § 16m SGB II")).toEqual([
      "§ 16m SGB II gibt es nicht (Rechtsstand Grundsicherungsgeld (ab 1. Juli 2026)).",
    ])
    expect(cited("nach § 161 SGB II")).toHaveLength(1)
    expect(cited("nach § 16i SGB III")).toHaveLength(1)
  })
  test("a paragraph that came later than the law of the programme", () => {
    const of2022 = (year: number) =>
      messages(says(citation, programme([section("Lage", [p("Betreuung nach § 16k SGB II")])], { year })))
    expect(of2022(2022)).toEqual(["§ 16k SGB II gibt es nicht (Rechtsstand 2022)."])
    expect(of2022(2024)).toEqual([])
  })
  test("the state of the law that a programme declares goes before its year", () => {
    const content = programme([section("Lage", [p("Betreuung nach § 16k SGB II")])], { year: 2027, lawState: "2022" })
    expect(says(citation, content)).toHaveLength(1)
  })
  test("letters that the catalogue does not know of are not judged", () => {
    expect(cited("nach § 44k SGB II und § 73a SGB III")).toEqual([])
  })
})

describe("C22 instrument and norm", () => {
  test("an instrument with the norm of another", () => {
    expect(cited("Einstiegsgeld nach § 16c SGB II")).toEqual([
      "Einstiegsgeld steht in § 16b SGB II, hier ist § 16c SGB II genannt.",
    ])
    expect(cited("die Arbeitsgelegenheiten (§ 16f SGB II)")).toHaveLength(1)
  })
  test.each([
    "Einstiegsgeld nach § 16b SGB II",
    "Arbeitsgelegenheiten (§ 16d SGB II)",
    "Förderung der beruflichen Weiterbildung nach § 82 SGB III",
    "Eingliederungszuschuss nach § 16 SGB II",
    "Wer Einstiegsgeld erhält, kann auch eine Förderung nach § 16f SGB II bekommen",
    "Neben dem Einstiegsgeld gibt es Leistungen nach § 16c SGB II",
  ])("nothing is said of „%s“", (text) => {
    expect(cited(text)).toEqual([])
  })
})

describe("C22 words of the law", () => {
  const said = (year: number, text: string) =>
    says(citation, programme([section("Lage", [p(text), p(text)])], { year }))
  test("the old word is named once, as a hint", () => {
    const found = said(2027, "Wer Bürgergeld bezieht")
    expect(found.map((f) => [f.severity, f.message])).toEqual([
      [
        "hint",
        "„Bürgergeld“ heißt im geltenden Recht „Grundsicherungsgeld“ (Rechtsstand Grundsicherungsgeld (ab 1. Juli 2026)).",
      ],
    ])
    expect(said(2023, "Wer Arbeitslosengeld II bezieht")).toHaveLength(1)
  })
  test("the word of the day is not", () => {
    expect(said(2023, "Wer Bürgergeld bezieht")).toEqual([])
    expect(said(2020, "Wer Arbeitslosengeld II bezieht")).toEqual([])
    expect(said(2027, "Wer Arbeitslosengeld I bezieht")).toEqual([])
  })
})
