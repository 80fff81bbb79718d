import { describe, expect, test } from "vitest"
import {
  aboutFinance,
  ChainTemplate,
  type Condition,
  type ConditionFacts,
  defects,
  type Folge,
  folgeDefects,
  holds,
  T1,
  TEMPLATES,
  words,
} from "./index.ts"

const facts: ConditionFacts = { "finance.effects": true, "finance.amount": 50_000_00, public: false, programme: true }

describe("conditions are typed data", () => {
  test.each<[Condition | undefined, boolean]>([
    [undefined, true],
    [{ field: "finance.effects", is: true }, true],
    [{ field: "finance.effects", is: false }, false],
    [{ field: "public", is: false }, true],
    [{ field: "finance.amount", atLeastCent: 50_000_00 }, true],
    [{ field: "finance.amount", atLeastCent: 50_000_01 }, false],
    [
      {
        all: [
          { field: "programme", is: true },
          { field: "public", is: true },
        ],
      },
      false,
    ],
    [
      {
        any: [
          { field: "programme", is: true },
          { field: "public", is: true },
        ],
      },
      true,
    ],
    [{ all: [{ any: [{ field: "public", is: true }] }] }, false],
  ])("%j: %s", (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected)
  })

  test("which of them ask about the finance block, however deep", () => {
    expect(aboutFinance({ field: "public", is: true })).toBe(false)
    expect(aboutFinance({ all: [{ any: [{ field: "finance.amount", atLeastCent: 1 }] }] })).toBe(true)
    expect(aboutFinance(undefined)).toBe(false)
  })
})

const row = (gremiumId: string, zustaendigkeit: Folge[number]["zustaendigkeit"], optional = false) => ({
  gremiumId,
  zustaendigkeit,
  optional,
})

describe("a sound template", () => {
  test.each(Object.values(TEMPLATES))("$id ships without defects and is data", (template) => {
    expect(defects(template)).toEqual([])
    expect(ChainTemplate.parse(JSON.parse(JSON.stringify(template)))).toEqual(template)
  })

  const [bca, cosign, sign, , , , release, bodies] = T1.steps
  if (!bca || !cosign || !sign || !release || !bodies) throw new Error("T1 has eight steps")
  const conditional = { ...sign, id: "kaemmerer", when: { field: "finance.effects" as const, is: true } }
  test.each<[string, ChainTemplate["steps"], string[]]>([
    ["two steps of one name", [sign, sign, bodies], ["template.twice"]],
    ["no bodies", [sign, release], ["template.bodies"]],
    ["bodies in the middle", [sign, bodies, release], ["template.bodies"]],
    ["bodies twice", [sign, bodies, { kind: "bodies", id: "zweite" }], ["template.bodies"]],
    ["nobody signs", [bca, bodies], ["template.sign"]],
    ["a signature only on a condition", [conditional, bodies] as ChainTemplate["steps"], ["template.sign"]],
    ["released before the last signature", [release, sign, bodies], ["template.release"]],
    ["released twice", [sign, release, { ...release, id: "zweite" }, bodies], ["template.release"]],
  ])("has not: %s", (_, steps, expected) => {
    expect(defects({ ...T1, steps }).map((f) => f.reason)).toEqual(expected)
  })

  const external: ChainTemplate["steps"][number] = {
    kind: "external",
    id: "uebergabe",
    label: "Übergabe",
    recipient: "Land",
    role: "amtsleitung",
  }
  const never: Condition = {
    all: [
      { field: "finance.effects", is: false },
      { field: "finance.amount", atLeastCent: 1 },
    ],
  }
  test.each<[string, ChainTemplate["steps"], string[]]>([
    ["a hand-over before the bodies", [sign, external, bodies], ["template.external"]],
    ["a hand-over by somebody who cannot act", [sign, bodies, { ...external, role: "lesend" }], ["template.role"]],
    [
      "a condition that never holds",
      [sign, { ...conditional, when: never } as typeof sign, bodies],
      ["template.never"],
    ],
    ["signatures of level none alone", [{ ...sign, level: "none" } as typeof sign, bodies], ["template.level"]],
    [
      "a signature in the document on a condition alone",
      [{ ...sign, level: "none" } as typeof sign, conditional as typeof sign, bodies],
      ["template.level"],
    ],
    ["a step without a word", [{ ...sign, label: " " } as typeof sign, bodies], ["template.label"]],
    ["a word that fills pages", [{ ...sign, label: "Amt".repeat(100) } as typeof sign, bodies], ["template.label"]],
    ["a hand-over that nobody meets", [sign, bodies, { ...external, when: never }], ["template.never"]],
  ])("has not: %s", (_, steps, expected) => {
    expect(defects({ ...T1, steps }).map((f) => f.reason)).toEqual(expected)
  })

  test("has each signature of an Auszug once", () => {
    const twice = { ...T1, auszugSignatures: ["vorsitz" as const, "vorsitz" as const] }
    expect(defects(twice).map((f) => f.reason)).toEqual(["template.auszugTwice"])
  })

  test.each<[string, Folge, string[]]>([
    ["nobody decides", [row("a", "Vorberatung")], ["template.decides"]],
    ["only an optional body decides", [row("a", "Vorberatung"), row("b", "Entscheidung", true)], ["template.decides"]],
    ["advice after the last decision", [row("a", "Entscheidung"), row("b", "Vorberatung")], ["template.after"]],
    ["one body twice", [row("a", "Vorberatung"), row("a", "Entscheidung")], ["template.bodyTwice"]],
    ["Kenntnisnahme after the decision", [row("a", "Entscheidung"), row("b", "Kenntnisnahme")], []],
  ])("Beratungsfolge: %s", (_, folge, expected) => {
    expect(folgeDefects(folge).map((f) => f.reason)).toEqual(expected)
  })

  test("conditions are said in words", () => {
    expect(words(undefined)).toBe("immer")
    expect(words(never)).toBe("finanzielle Auswirkungen: nein und Betrag ab 0,01\u00a0€")
    expect(words({ any: [{ field: "public", is: true }, never] })).toBe(
      "öffentlich: ja oder (finanzielle Auswirkungen: nein und Betrag ab 0,01\u00a0€)",
    )
  })

  test("has no two parties of one name in one Mitzeichnung, and no step named like a body's or like the author", () => {
    if (cosign.kind !== "cosign") throw new Error("T1 has a Mitzeichnung")
    const twice = { ...cosign, parties: [...cosign.parties, ...cosign.parties] }
    expect(defects({ ...T1, steps: [twice, sign, bodies] }).map((f) => f.reason)).toEqual(["template.twice"])
    for (const id of ["author", "gremium-1", "verwiesen-2", "freigabe-nach-absetzung", "endfassung"])
      expect(defects({ ...T1, steps: [{ ...sign, id }, bodies] } as ChainTemplate).map((f) => f.reason)).toEqual([
        "template.reserved",
      ])
  })
})
