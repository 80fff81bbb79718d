/** The engine: order, keys, memory, and rules that break. */
import { describe, expect, test } from "vitest"
import { h, p, programme, section } from "./fixture.ts"
import { type CheckContext, check, checker, counted, RULES, type Rule } from "./index.ts"
import { finding } from "./key.ts"

const CONTEXT: CheckContext = { today: "2026-11-20" }

/** Says every word that begins with "X", and counts how often it looks. */
function counting(): { rule: Rule; looked: string[] } {
  const looked: string[] = []
  const rule: Rule = {
    id: "C01",
    title: "Kein Wort beginnt mit X.",
    section(here) {
      looked.push(here.section.id)
      return here.section.blocks.flatMap((b, block) =>
        b.type === "paragraph" && b.content.some((i) => i.type === "text" && i.text.includes("X"))
          ? [
              finding("C01", "warning", here, {
                reason: "x",
                message: "X",
                at: { block, blockId: undefined, where: "" },
                words: ["X"],
              }),
            ]
          : [],
      )
    },
  }
  return { rule, looked }
}

const breaks: Rule = {
  id: "C02",
  title: "Bricht.",
  whole() {
    throw new RangeError("broken on purpose")
  },
}

describe("a checker", () => {
  const a = section("Lage", [p("X eins")], { id: "a" })
  const b = section("Ziele", [p("ruhig")], { id: "b" })

  test("looks again only at the section that changed", () => {
    const { rule, looked } = counting()
    const run = checker([rule])
    expect(run(programme([a, b]), CONTEXT)).toHaveLength(1)
    expect(run(programme([a, { ...b, blocks: [p("X zwei")] }]), CONTEXT)).toHaveLength(2)
    expect(looked).toEqual(["a", "b", "b"])
  })

  test("knows a section again that was read from the store anew", () => {
    const { rule, looked } = counting()
    const run = checker([rule])
    run(programme([a, b]), CONTEXT)
    run(structuredClone(programme([a, b])), CONTEXT)
    expect(looked).toEqual(["a", "b"])
  })

  test("looks again at a section whose number changed, because its place is said", () => {
    const { rule } = counting()
    const run = checker([rule])
    run(programme([a, b]), CONTEXT)
    const [found] = run(programme([b, a]), CONTEXT)
    expect(found?.place).toBe("Abschnitt 2 „Lage“")
  })

  test("looks again at everything when the year or what is known besides the text changes", () => {
    const { rule, looked } = counting()
    const run = checker([rule])
    run(programme([a, b]), CONTEXT)
    run(programme([a, b], { year: 2028 }), CONTEXT)
    run(programme([a, b], { year: 2028 }), { ...CONTEXT, anlagen: [] })
    expect(looked).toHaveLength(6)
  })

  test("gives the same findings as one that never ran before", () => {
    const run = checker()
    const first = programme([section("Ziele 2025", [p("Siehe Kapitel 9.")]), b])
    const second = programme([b, section("Ziele 2025", [h("Rückblick 2020"), p("Siehe Kapitel 1.")])])
    run(first, CONTEXT)
    expect(run(second, CONTEXT)).toEqual(check(second, CONTEXT))
  })

  test("hands a section's rule nothing but its own section", () => {
    let held = 0
    const rule: Rule = {
      id: "C03",
      title: "Zählt.",
      section: (_, content) => {
        held = Math.max(held, content.sections.length)
        return []
      },
    }
    checker([rule])(programme([a, b]), CONTEXT)
    expect(held).toBe(1)
  })
})

describe("findings", () => {
  test("stand in the order of the text, those of the whole programme first", () => {
    const content = programme([section("Ziele 2024", [p("Siehe Kapitel 9.")]), section("Ziele 2025")], {
      title: "Arbeitsmarktprogramm 2026",
    })
    expect(check(content, CONTEXT).map((f) => [f.rule, f.place])).toEqual([
      ["C11", "Programm"],
      ["C11", "Abschnitt 1 „Ziele 2024“"],
      ["C13", "Abschnitt 1 „Ziele 2024“, Absatz 1"],
      ["C11", "Abschnitt 2 „Ziele 2025“"],
    ])
  })

  test("keep their key when the section moves or gets another number, and lose it when the words change", () => {
    const ziele = section("Ziele 2024", [], { id: "z" })
    const key = (c: ReturnType<typeof programme>) => check(c, CONTEXT)[0]?.key
    const first = key(programme([ziele]))
    expect(first).toMatch(/^C11-[0-9a-f]{32}$/)
    expect(key(programme([section("Vorwort"), { ...ziele, level: 2 }]))).toBe(first)
    expect(key(programme([section("Ziele 2025", [], { id: "z" })]))).not.toBe(first)
  })

  test("are counted by severity", () => {
    const found = check(programme([section("Ziele 2024", [])]), { ...CONTEXT, decision: "" })
    expect(counted(found)).toEqual({ error: 1, warning: 1, hint: 0 })
  })
})

describe("a rule that breaks", () => {
  test("takes no other rule down and is reported as a defect of ours", () => {
    const { rule } = counting()
    const told: string[] = []
    const found = checker([breaks, rule], ({ id }, error) => told.push(`${id} ${String(error)}`))(
      programme([section("Lage", [p("X")])]),
      CONTEXT,
    )
    expect(told).toEqual(["C02 RangeError: broken on purpose"])
    expect(found.map((f) => [f.rule, f.reason, f.severity])).toEqual([
      ["C02", "check.defect", "hint"],
      ["C01", "x", "warning"],
    ])
    expect(found[0]?.message).not.toContain("broken on purpose")
  })
})

describe("the list of rules", () => {
  test("says of each rule in one sentence what it finds", () => {
    for (const rule of RULES) expect(rule.title).toMatch(/^[A-ZÄÖÜ].*\.$/u)
  })
})
