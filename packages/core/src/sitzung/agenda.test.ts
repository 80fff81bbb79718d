import { describe, expect, test } from "vitest"
import {
  fixed,
  forPublic,
  frozenTops,
  hasPublicPart,
  NEUTRAL,
  nextNumber,
  numberBelow,
  numbered,
  reordered,
  titled,
} from "./agenda.ts"
import { formalities, insert, withMinutes } from "./formal.ts"
import type { Top } from "./item.ts"

let made = 0
const top = (title: string, change: Partial<Top> = {}): Top => ({
  id: `top_${++made}`,
  public: true,
  kind: "regular",
  title,
  ...change,
})
const lines = (tops: readonly Top[]) => tops.map((t) => `${t.number ?? "-"} ${t.title}`)

describe("numbers", () => {
  test("follow the order within the public and the non-public part", () => {
    const tops = [top("a", { public: false }), top("b"), top("c", { public: false }), top("d")]
    expect(lines(numbered(tops))).toEqual(["Ö 1 b", "Ö 2 d", "N 1 a", "N 2 c"])
  })

  test("what was taken off before the invitation has none and is not part of it", () => {
    const tops = [top("a"), top("b", { removed: true }), top("c")]
    expect(lines(numbered(tops))).toEqual(["Ö 1 a", "- b", "Ö 2 c"])
    expect(lines(fixed(tops))).toEqual(["Ö 1 a", "Ö 2 c"])
  })

  test("stand once they are fixed, whatever comes and goes", () => {
    const tops = fixed([top("a"), top("b"), top("c", { public: false })])
    const later = [...tops.map((t) => (t.title === "a" ? { ...t, removed: true } : t))]
    expect(nextNumber(later, true)).toBe("Ö 3")
    expect(nextNumber(later, false)).toBe("N 2")
    expect(lines(numbered([...later, top("d", { number: "Ö 3" })]))).toEqual(["Ö 1 a", "Ö 2 b", "Ö 3 d", "N 1 c"])
  })

  test("of what supplements a point stand below it, and do not raise the next one", () => {
    const tops = fixed([top("a"), top("b")])
    const first = top("zu a", { number: numberBelow(tops, "Ö 1"), kind: "ergaenzung" })
    expect(first.number).toBe("Ö 1.1")
    expect(numberBelow([...tops, first], "Ö 1")).toBe("Ö 1.2")
    expect(nextNumber([...tops, first], true)).toBe("Ö 3")
  })

  test("the first of a part that is empty", () => {
    expect(nextNumber([], false)).toBe("N 1")
  })
})

describe("titles: Vorlage and point are public independently of each other (R9)", () => {
  const words = "Vergabe der Trägerleistung"
  test.each([
    ["public under a public point", { public: true, open: true }, { title: words }],
    ["public under a non-public point", { public: false, open: true }, { title: NEUTRAL, internal: words }],
    [
      "non-public under a public point",
      { public: true, open: false, nummer: "003/2027" },
      { title: "Vorlage 003/2027 (nichtöffentlich)", internal: words },
    ],
    ["non-public under a non-public point", { public: false, open: false }, { title: NEUTRAL, internal: words }],
    [
      "with own words for the public",
      { public: false, open: false, publicTitle: "Vertragsangelegenheit" },
      { title: "Vertragsangelegenheit", internal: words },
    ],
  ])("%s", (_, how, wanted) => {
    expect(titled({ words, ...how })).toEqual(wanted)
  })

  test("a Betreff that is longer than a title is cut for the agenda and kept beside it", () => {
    const long = "Programm ".repeat(50).trim()
    const { title, internal } = titled({ public: true, open: true, words: long })
    expect(title.length).toBeLessThanOrEqual(300)
    expect(title.endsWith("…")).toBe(true)
    expect(internal).toBe(long)
  })
})

describe("what the public reads", () => {
  const tops = fixed([
    top("Programm"),
    top(NEUTRAL, { public: false, internal: "Vergabe an das Bildungswerk", nummer: "004/2027" }),
  ])

  test("number and neutral title of non-public points, or nothing of them, as the house wants it", () => {
    expect(forPublic(tops, "neutral").map((t) => `${t.number} ${t.title}`)).toEqual(["Ö 1 Programm", `N 1 ${NEUTRAL}`])
    expect(forPublic(tops, "omitted").map((t) => t.number)).toEqual(["Ö 1"])
    expect(JSON.stringify(forPublic(tops, "neutral"))).not.toContain("Bildungswerk")
    expect(JSON.stringify(forPublic(tops, "neutral"))).not.toContain("004")
  })

  test("a closed meeting has something to tell only where a point is public", () => {
    expect(hasPublicPart({ public: false, tops: tops.filter((t) => !t.public) })).toBe(false)
    expect(hasPublicPart({ public: false, tops })).toBe(true)
    expect(hasPublicPart({ public: true, tops: [] })).toBe(true)
  })

  test("the frozen agenda holds both titles, the public part first", () => {
    expect(frozenTops(tops)[1]).toEqual({
      number: "N 1",
      title: "Vergabe an das Bildungswerk",
      publicTitle: NEUTRAL,
      public: false,
      nummer: "004/2027",
      kind: "regular",
      removed: false,
    })
  })
})

test("another order names exactly the points there are", () => {
  const [a, b] = [top("a"), top("b")]
  expect(reordered([a, b], [b.id, a.id])?.map((t) => t.title)).toEqual(["b", "a"])
  for (const wrong of [[a.id], [a.id, a.id], [a.id, "top_x"], [a.id, b.id, b.id]])
    expect(reordered([a, b], wrong)).toBeUndefined()
})

describe("formalities", () => {
  const ids = { id: (prefix: string) => `${prefix}_${++made}` }

  test("a body's first meeting has the usual ones; a closed one has them in its closed part", () => {
    expect(formalities(ids, undefined, false).map((t) => [t.public, t.title])).toEqual([
      [false, "Eröffnung und Feststellung der Beschlussfähigkeit"],
      [false, "Genehmigung der Niederschrift der letzten Sitzung"],
      [false, "Mitteilungen und Anfragen"],
    ])
  })

  test("later ones are those of the last meeting, with the day of its minutes; Vorlagen and what was taken off stay behind", () => {
    const before = {
      on: "2027-02-18",
      tops: [
        ...formalities(ids, undefined, true),
        top("Einwohnerfragestunde", { formal: "other" }),
        top("Altes", { formal: "other", removed: true }),
        top("Programm", { vorlageId: "vl_1", stepId: "gremium-1" }),
      ],
    }
    expect(formalities(ids, before, true).map((t) => t.title)).toEqual([
      "Eröffnung und Feststellung der Beschlussfähigkeit",
      "Genehmigung der Niederschrift der Sitzung vom 18.02.2027",
      "Mitteilungen und Anfragen",
      "Einwohnerfragestunde",
    ])
  })

  test("the day of the minutes follows, unless somebody gave the point own words", () => {
    const own = top("Niederschriften vom Herbst", { formal: "minutes" })
    const [, minutes] = formalities(ids, undefined, true)
    if (!minutes) throw new Error("minutes")
    expect(withMinutes([minutes, own], { on: "2027-03-04" }).map((t) => t.title)).toEqual([
      "Genehmigung der Niederschrift der Sitzung vom 04.03.2027",
      "Niederschriften vom Herbst",
    ])
    expect(withMinutes([minutes], undefined)).toEqual([minutes])
  })

  test("Vorlagen come after the opening, in the order of their release, before what ends the agenda", () => {
    const vorlage = (n: number, shown = true) => top(`V${n}`, { vorlageId: `vl_${n}`, stepId: "g", public: shown })
    const tops = [vorlage(1), vorlage(2), vorlage(3, false)].reduce(
      (all, one) => insert(all, one),
      formalities(ids, undefined, true),
    )
    expect(tops.map((t) => t.title).slice(2)).toEqual(["V1", "V2", "V3", "Mitteilungen und Anfragen"])
    expect(
      insert(tops, vorlage(4))
        .map((t) => t.title)
        .slice(2),
    ).toEqual(["V1", "V2", "V4", "V3", "Mitteilungen und Anfragen"])
    expect(insert(tops, vorlage(5), 0)[0]?.title).toBe("V5")
  })
})
