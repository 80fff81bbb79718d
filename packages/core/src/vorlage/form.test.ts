import { describe, expect, test } from "vitest"
import { T1 } from "../chain/index.ts"
import type { Block } from "../content.ts"
import type { Finance } from "../paper.ts"
import { RETENTION, type Tenant } from "../tenant.ts"
import { type BeratungsfolgeRow, checkForm, checkText, conditionFacts, type Form, NO_FINANCE, text } from "./form.ts"

const today = "2027-01-11"
const tenant: Omit<Tenant, "head"> = {
  version: 1,
  id: "kreis-aulenfeld",
  house: { name: "Jobcenter Kreis Aulenfeld", traeger: "Kreis Aulenfeld", kind: "zkT", address: [], ownShareLabel: "" },
  land: "Nordrhein-Westfalen",
  aemter: [{ id: "jobcenter", name: "Jobcenter" }],
  supervisor: { name: "", address: [] },
  signIn: null,
  retention: RETENTION,
  trust: [],
  gremien: (["soz", "ka", "kt"] as const).map((id) => ({
    id,
    name: id,
    short: id,
    kind: "fachausschuss",
    mitglieder: 15,
    tie: "rejected",
  })),
  arten: [
    {
      id: "bv",
      label: "Beschlussvorlage",
      number: { source: "own", pattern: "{seq}", type: "", term: "" },
      decides: true,
    },
    {
      id: "mv",
      label: "Mitteilungsvorlage",
      number: { source: "own", pattern: "{seq}", type: "", term: "" },
      decides: false,
    },
  ],
  labels: { programme: "AMP", roles: {} },
  template: T1,
  baseUrl: "https://beschlussweg.example",
}
const paragraph = (words: string): Block => ({ type: "paragraph", content: [{ type: "text", text: words }] })
const row = (gremiumId: string, termin: string, zustaendigkeit: BeratungsfolgeRow["zustaendigkeit"]) => ({
  gremiumId,
  termin,
  berichterstattung: ["Dezernentin"],
  zustaendigkeit,
})
const sound: Form = {
  artId: "bv",
  public: true,
  amtId: "jobcenter",
  betreff: "Arbeitsmarktprogramm 2027",
  beratungsfolge: [row("soz", "2027-02-03", "Vorberatung"), row("ka", "2027-02-19", "Entscheidung")],
  finance: { ...NO_FINANCE, effects: false },
  beschlussvorschlag: [paragraph("Dem Programm wird zugestimmt.")],
  erlaeuterungen: [],
  anlagen: [],
}
const found = (change: Partial<Form>): string[] =>
  checkForm({ ...sound, ...change }, tenant, today).map((f) => f.reason)
const finance = (change: Partial<Finance>): string[] => found({ finance: { ...NO_FINANCE, ...change } })

test("a sound form has no findings", () => {
  expect(found({})).toEqual([])
})

describe("finance block (domain 2.4)", () => {
  const product = [{ number: "050210", name: "Grundsicherung für Arbeitsuchende" }]
  const ja = { effects: true, inBudget: true, products: product } as const
  const amounts = (totalCent: number | null, thirdPartyCent: number | null, ownCent: number | null) => ({
    totalCent,
    thirdPartyCent,
    ownCent,
  })

  test("the real case: ja, ja, two products, all amounts empty, siehe Erläuterungen", () => {
    const two = [...product, { number: "050220", name: "Werkstatt für Beschäftigung" }]
    const positions = [{ kind: "ergebnisplan" as const, number: "06 und 15", name: "Erstattungen und Transfers" }]
    expect(finance({ ...ja, products: two, positions, seeErlaeuterungen: true })).toEqual([])
  })

  test.each<[string, Partial<Finance>, string[]]>([
    ["nobody answered", {}, ["finance.unanswered"]],
    ["nein and nothing else", { effects: false }, []],
    ["nein with an amount", { effects: false, plannedCent: 1 }, ["finance.notEmpty"]],
    ["nein with a product", { effects: false, products: product }, ["finance.notEmpty"]],
    ["nein with an answer about the budget", { effects: false, inBudget: false }, ["finance.notEmpty"]],
    ["nein with siehe Erläuterungen", { effects: false, seeErlaeuterungen: true }, ["finance.notEmpty"]],
    ["ja alone", { effects: true }, ["finance.budget", "finance.product", "finance.amounts"]],
    ["ja without product", { ...ja, products: [], seeErlaeuterungen: true }, ["finance.product"]],
    ["ja with neither amounts nor reference", ja, ["finance.amounts"]],
    ["ja with both", { ...ja, plannedCent: 100, seeErlaeuterungen: true }, ["finance.both"]],
    ["amounts that add up", { ...ja, once: amounts(1_000_00, 400_00, 600_00) }, []],
    ["no third party", { ...ja, yearly: amounts(1_000_00, null, 1_000_00) }, []],
    ["amounts that do not add up", { ...ja, once: amounts(1_000_00, 400_00, 600_01) }, ["finance.sum"]],
    ["own share missing", { ...ja, yearly: amounts(1_000_00, 400_00, null) }, ["finance.partial"]],
    ["only a third party", { ...ja, yearly: amounts(null, 400_00, null) }, ["finance.partial"]],
    ["a negative amount", { ...ja, requiredCent: -1 }, ["finance.negative"]],
    ["zero is an amount", { ...ja, plannedCent: 0 }, []],
  ])("%s", (_, change, expected) => {
    expect(finance(change)).toEqual(expected)
  })

  test("what conditions ask about: effects, and the largest amount", () => {
    const form = { ...sound, finance: { ...NO_FINANCE, ...ja, plannedCent: 5, once: amounts(900, null, 900) } }
    expect(conditionFacts(form)).toEqual({
      "finance.effects": true,
      "finance.amount": 900,
      public: true,
      programme: false,
    })
    expect(conditionFacts(sound)).toMatchObject({ "finance.effects": false, "finance.amount": 0 })
  })
})

describe("Beratungsfolge (R7)", () => {
  const [soz, ka] = ["2027-02-03", "2027-02-19"]
  test.each<[string, BeratungsfolgeRow[], string[]]>([
    ["two bodies in order", [row("soz", soz, "Vorberatung"), row("ka", ka, "Entscheidung")], []],
    ["today is not past", [row("ka", today, "Entscheidung")], []],
    ["the same day is in order", [row("soz", ka, "Anhörung"), row("ka", ka, "Entscheidung")], []],
    ["two deciding bodies (Hessen)", [row("ka", soz, "Entscheidung"), row("kt", ka, "Entscheidung")], []],
    ["a note after the decision", [row("ka", soz, "Entscheidung"), row("kt", ka, "Kenntnisnahme")], []],
    ["nobody", [], ["beratungsfolge.missing"]],
    ["nobody decides", [row("soz", soz, "Vorberatung")], ["beratungsfolge.deciding"]],
    ["yesterday", [row("ka", "2027-01-10", "Entscheidung")], ["termin.past"]],
    ["out of order", [row("soz", ka, "Vorberatung"), row("ka", soz, "Entscheidung")], ["beratungsfolge.order"]],
    ["an unknown body", [row("rat", soz, "Entscheidung")], ["gremium.unknown"]],
    [
      "advice after the decision",
      [row("ka", soz, "Entscheidung"), row("kt", ka, "Anhörung")],
      ["beratungsfolge.after"],
    ],
  ])("%s", (_, beratungsfolge, expected) => {
    expect(found({ beratungsfolge })).toEqual(expected)
  })

  test("a Mitteilungsvorlage needs neither a deciding body nor a Beschlussvorschlag", () => {
    const beratungsfolge = [row("soz", soz, "Kenntnisnahme")]
    expect(found({ artId: "mv", beratungsfolge, beschlussvorschlag: [] })).toEqual([])
  })

  test("the place of a finding is the line on the paper", () => {
    const beratungsfolge = [row("soz", ka, "Vorberatung"), row("ka", soz, "Entscheidung")]
    expect(checkForm({ ...sound, beratungsfolge }, tenant, today)).toMatchObject([
      {
        place: "Beratungsfolge, Zeile 2",
        message: "Der Termin 03.02.2027 liegt vor dem der Zeile 1 (19.02.2027).",
      },
    ])
  })
})

describe("texts", () => {
  const findings = (blocks: Block[]) => {
    const list: string[] = []
    checkText(blocks, "Erläuterungen", (reason, place) => list.push(`${reason} at ${place}`))
    return list
  }
  const image = (alt: string, decorative?: boolean): Block => ({
    type: "image",
    file: "0".repeat(64),
    mediaType: "image/png",
    width: 10,
    height: 10,
    alt,
    decorative,
  })

  test("a picture needs an alternative text unless it is decoration, also inside a table", () => {
    expect(findings([image("Karte des Kreises"), image("", true)])).toEqual([])
    const cell = { blocks: [paragraph("Plan"), image(" ")] }
    expect(findings([image("a"), { type: "table", headerRows: 0, rows: [{ cells: [cell] }] }])).toEqual([
      "alt.missing at Erläuterungen, Tabelle 1, Zeile 1, Zelle 1, Bild 1",
    ])
  })

  test("headings do not skip a level, characters have a glyph", () => {
    const heading = (level: number): Block => ({ type: "heading", level, content: [{ type: "text", text: "Ziele" }] })
    expect(findings([heading(1), heading(2), heading(1), heading(3)])).toEqual([
      "heading.skip at Erläuterungen, Überschrift 4",
    ])
    expect(findings([paragraph("„Müller“ – 50 € ≤ 100 €")])).toEqual([])
    expect(findings([paragraph("漢")])).toEqual(["glyph.missing at Erläuterungen, Absatz 1"])
  })

  test("signs that turn the direction are found, a mark that changes nothing is not", () => {
    expect(findings([paragraph("Es sind \u202e664.21\u202c T€.")])).toEqual([
      "text.direction at Erläuterungen, Absatz 1",
    ])
    expect(findings([paragraph("Es sind \u200e12.466 T€.")])).toEqual([])
  })

  test("a Beschlussvorschlag of blanks is none", () => {
    expect(text([paragraph(" ")])).toBe("")
    expect(found({ beschlussvorschlag: [paragraph(" ")] })).toEqual(["beschlussvorschlag.missing"])
  })

  test("every line that is printed is checked for glyphs", () => {
    expect(found({ betreff: "Programm 🎉" })).toEqual(["glyph.missing"])
    const bad = row("ka", "2027-02-19", "Entscheidung")
    expect(found({ beratungsfolge: [{ ...bad, berichterstattung: ["🎉"] }] })).toEqual(["glyph.missing"])
  })
})
