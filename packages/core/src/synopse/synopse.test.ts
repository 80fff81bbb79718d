import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Block, ProgrammeContent, Section, SectionBlock } from "../content.ts"
import { alike, ascending, common } from "./align.ts"
import { synopse } from "./index.ts"
import { keepIds } from "./same.ts"
import { pieces, tokens } from "./words.ts"

const p = (text: string): Block => ({ type: "paragraph", content: text === "" ? [] : [{ type: "text", text }] })
const section = (id: string, title: string, blocks: SectionBlock[], level = 1): Section => ({
  id,
  level,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks,
})
const programme = (...sections: Section[]): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "Arbeitsmarktprogramm",
  year: 2027,
  sections,
  footnotes: [],
})
const LONG = "Wir beraten Menschen im Leistungsbezug früh und wiederholt, auch zu Hause."
const OTHER = "Die Qualifizierung Beschäftigter wird mit den Kammern abgestimmt und jährlich bewertet."

describe("common", () => {
  /** Longest common run by the textbook's table. */
  const longest = (a: readonly string[], b: readonly string[]): number => {
    const rows = a.map(() => new Array<number>(b.length + 1).fill(0))
    rows.push(new Array<number>(b.length + 1).fill(0))
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        (rows[i] ?? [])[j] =
          a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(rows[i + 1]?.[j] ?? 0, rows[i]?.[j + 1] ?? 0)
    return rows[0]?.[0] ?? 0
  }
  test("pairs equal words, ascending, and as many as can be", () => {
    const list = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        const pairs = common(a, b)
        for (const [i, j] of pairs) expect(a[i]).toBe(b[j])
        pairs.slice(1).forEach(([i, j], n) => {
          const [x, y] = pairs[n] ?? [0, 0]
          expect(i > x && j > y).toBe(true)
        })
        expect(pairs).toHaveLength(longest(a, b))
      }),
      { numRuns: 2000, seed: 20270201 },
    )
  })

  test("what stays in order is a longest ascending run", () => {
    expect([...ascending([3, 1, 2, 4])].sort()).toEqual([1, 2, 3])
    expect(ascending([]).size).toBe(0)
    expect(alike([], [])).toBe(1)
    expect(alike(["a", "b"], ["b", "c"])).toBe(0.5)
  })
})

test("the pieces of a changed text are the two texts again", () => {
  const text = fc.array(fc.constantFrom("die", "Quote", "steigt", "um", "2,4", "%,", "auf", " "), { maxLength: 20 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [old, now] = [a.join(" "), b.join(" ")]
      const found = pieces(old, now)
      expect(found.old.map((x) => x.text).join("")).toBe(old)
      expect(found.new.map((x) => x.text).join("")).toBe(now)
      if (
        tokens(old)
          .map((t) => t.trim())
          .join(" ") ===
        tokens(now)
          .map((t) => t.trim())
          .join(" ")
      )
        expect([...found.old, ...found.new].some((x) => x.changed && x.text.trim() !== "")).toBe(false)
    }),
    { numRuns: 1000, seed: 20270202 },
  )
})

describe("synopse", () => {
  const base = programme(
    section("s1", "Rahmen", [p(LONG), p(OTHER)]),
    section("s2", "Ziele", [p("Die Quote soll auf 24,5 % steigen.")]),
    section("s3", "Mittel", [p("Das Budget beträgt 12.466 T€.")]),
  )

  test("of the same version is empty", () => {
    const found = synopse(base, structuredClone(base))
    expect(found).toEqual({
      title: undefined,
      sections: [],
      footnotes: [],
      numbers: [],
      count: { added: 0, removed: 0, moved: 0, changed: 0 },
    })
  })

  test("names the one word that changed", () => {
    const now = programme(
      ...base.sections.map((s) =>
        s.id === "s2" ? section("s2", "Ziele", [p("Die Quote soll auf 25,5 % steigen.")]) : s,
      ),
    )
    const [change, ...more] = synopse(base, now).sections
    expect(more).toEqual([])
    expect(change).toMatchObject({ sectionId: "s2", kind: "kept", moved: false, new: { number: "2", title: "Ziele" } })
    const [block] = change?.blocks ?? []
    if (block?.kind !== "changed") throw new Error("not changed")
    expect(block.old.filter((x) => x.changed).map((x) => x.text.trim())).toEqual(["24,5"])
    expect(block.new.filter((x) => x.changed).map((x) => x.text.trim())).toEqual(["25,5"])
  })

  test("a moved section is moved, the ones it passed are not", () => {
    const [a, b, c] = base.sections
    if (!a || !b || !c) throw new Error("three sections")
    const found = synopse(base, programme(c, a, b)).sections
    expect(found.map((s) => [s.sectionId, s.moved, s.blocks.length])).toEqual([["s3", true, 0]])
  })

  test("a passage that went to another section is said to come from there, not removed and added", () => {
    const now = programme(
      section("s1", "Rahmen", [p(OTHER)]),
      section("s2", "Ziele", [p("Die Quote soll auf 24,5 % steigen."), p(LONG)]),
      ...base.sections.slice(2),
    )
    const found = synopse(base, now)
    expect(found.sections).toHaveLength(1)
    expect(found.sections[0]?.blocks).toEqual([{ kind: "moved", type: "paragraph", text: LONG, from: "1 Rahmen" }])
    expect(found.count).toEqual({ added: 0, removed: 0, moved: 1, changed: 0 })
  })

  test("added and removed sections, and a title that changed", () => {
    const now = programme(
      section("s1", "Rahmenbedingungen", [p(LONG), p(OTHER)]),
      section("neu", "Ausblick", [p("Im Herbst wird neu geplant.")]),
      ...base.sections.slice(1, 2),
    )
    const found = synopse(base, now)
    expect(found.sections.map((s) => [s.kind, s.old?.title, s.new?.title])).toEqual([
      ["kept", "Rahmen", "Rahmenbedingungen"],
      ["added", undefined, "Ausblick"],
      ["removed", "Mittel", undefined],
    ])
  })

  test("last year's sections are recognised by title without the year, and by their text", () => {
    const before = programme(
      section("x1", "Ziele 2026", [p("Die Quote soll auf 24,0 % steigen.")]),
      section("x2", "Partner", [p(LONG), p(OTHER)]),
    )
    const now = programme(
      section("y1", "Ziele 2027", [p("Die Quote soll auf 24,5 % steigen.")]),
      section("y2", "Zusammenarbeit in der Region", [p(LONG), p(OTHER)]),
    )
    expect(synopse(before, now).sections.map((s) => [s.kind, s.new?.title, s.blocks.map((b) => b.kind)])).toEqual([
      ["kept", "Ziele 2027", ["changed"]],
      ["kept", "Zusammenarbeit in der Region", []],
    ])
  })

  const num = (value: string) => ({ type: "num" as const, num: { value, decimals: 0 } })
  const data = (cells: Record<string, string[]>): SectionBlock => ({
    type: "data",
    id: "t1",
    kind: "statistik",
    caption: [{ type: "text", text: "Arbeitsmarkt" }],
    head: "Merkmal",
    columns: [
      { key: "wert", label: "Wert" },
      { key: "vorjahr", label: "Vorjahr" },
    ],
    rows: Object.entries(cells).map(([id, values]) => ({
      id,
      label: [{ type: "text", text: id }],
      kind: "data" as const,
      indent: 0,
      cells: values.map(num),
    })),
    relations: [],
    notes: [],
  })

  test("the title of a table, alone or beside its figures, the caption of a picture, the words of a chart are said", () => {
    const plainTable = (caption: string): SectionBlock => ({
      type: "table",
      caption: [{ type: "text", text: caption }],
      headerRows: 0,
      rows: [{ cells: [{ blocks: [p("Frauen")] }, { blocks: [p("12")] }] }],
    })
    const chart = (alt: string): SectionBlock => ({
      type: "chart",
      kind: "bar",
      title: "Arbeitslose",
      alt,
      categories: ["2026"],
      series: [{ name: "SGB II", values: ["12"] }],
    })
    const typed = (caption: string, value: string): SectionBlock => {
      const block = data({ Frauen: [value, "1"] })
      return block.type === "data" ? { ...block, caption: [{ type: "text", text: caption }] } : block
    }
    const before = programme(
      section("s1", "Lage", [p(LONG), plainTable("Stand Mai"), chart("Säule im Mai"), typed("Mai", "5")]),
    )
    const after = programme(
      section("s1", "Lage", [p(LONG), plainTable("Stand Juni"), chart("Säule im Juni"), typed("Juni", "6")]),
    )
    const said = synopse(before, after).sections.flatMap((s) => s.blocks)
    expect(said).toHaveLength(3)
    expect(said).toContainEqual(
      expect.objectContaining({
        kind: "table",
        type: "table",
        change: expect.objectContaining({
          cells: [{ row: "Titel der Tabelle", column: "", old: "Stand Mai", new: "Stand Juni" }],
        }),
      }),
    )
    const typedChange = said.find((b) => b.kind === "table" && b.type === "data")
    expect(typedChange?.kind === "table" ? typedChange.change.cells.map((c) => [c.old, c.new]) : []).toEqual([
      ["Mai", "Juni"],
      ["5", "6"],
    ])
    expect(JSON.stringify(said.find((b) => b.type === "chart"))).toContain("Juni")
  })

  const figures = (id: string, label: string, value: string): SectionBlock => ({
    type: "data",
    id,
    kind: "statistik",
    caption: [],
    head: "Merkmal",
    columns: [{ key: "s1", label: "2026" }],
    rows: ["Frauen", "Männer"].map((sex, i) => ({
      id: `z${i + 1}`,
      label: [{ type: "text", text: `${label} ${sex}` }],
      kind: "data",
      indent: 0,
      cells: [{ type: "num", num: { value, decimals: 0 } }],
    })),
    relations: [],
    notes: [],
  })
  test("read from Word again with a chapter and a table before: ids that only count do not lead astray", () => {
    const before = programme(
      section("s1", "Lage", [p(LONG), figures("tab1", "Arbeitslose", "7412")]),
      section("s2", "Ziele", [p(OTHER)]),
    )
    const after = programme(
      section("s1", "Vorwort", [p("Liebe Leserinnen und Leser, dies ist neu.")]),
      section("s2", "Lage", [
        p(LONG),
        figures("tab1", "Gemeldete Stellen", "310"),
        figures("tab2", "Arbeitslose", "7421"),
      ]),
      section("s3", "Ziele", [p(OTHER)]),
    )
    const found = synopse(before, after)
    expect(found.sections.map((s) => [s.kind, s.old?.title, s.new?.title, s.moved])).toEqual([
      ["added", undefined, "Vorwort", false],
      ["kept", "Lage", "Lage", false],
    ])
    expect(
      found.sections[1]?.blocks.map((b) => (b.kind === "table" ? b.change.cells.map((c) => c.row) : b.kind)),
    ).toEqual(["added", ["Arbeitslose Frauen", "Arbeitslose Männer"]])
  })
  test("a text read anew takes over the ids of what it replaces, and references go with them", () => {
    const before = programme(section("s1", "Lage", [p(LONG)]), section("s2", "Ziele 2026", [p(OTHER)]))
    const link: Block = { type: "paragraph", content: [{ type: "ref", target: "s3", show: "number", text: "3" }] }
    const read = programme(
      section("s1", "Vorwort", [link]),
      section("s2", "Die Lage im Kreis", [p(LONG)]),
      section("s3", "Ziele 2027", [p("Neu.")]),
    )
    const kept = keepIds(before, read)
    expect(kept.sections.map((s) => s.id)).toEqual(["s4", "s1", "s2"])
    expect(kept.sections[0]?.blocks).toEqual([
      { type: "paragraph", content: [{ type: "ref", target: "s2", show: "number", text: "3" }] },
    ])
    expect(keepIds(kept, kept)).toEqual(kept)
  })

  test("a table says which cell, and which rows came and went", () => {
    const was = programme(section("s1", "Markt", [data({ Arbeitslose: ["8618", "8375"], Stellen: ["2154", "2516"] })]))
    const now = programme(section("s1", "Markt", [data({ Arbeitslose: ["8681", "8375"], Quote: ["8", "7"] })]))
    const [block] = synopse(was, now).sections[0]?.blocks ?? []
    if (block?.kind !== "table") throw new Error("not a table")
    expect(block.change.cells).toContainEqual({ row: "Arbeitslose", column: "Wert", old: "8.618", new: "8.681" })
    const plain: Block = {
      type: "table",
      headerRows: 1,
      rows: [
        { cells: [{ blocks: [p("Jahr")] }, { blocks: [p("Budget")] }] },
        { cells: [{ blocks: [p("2026")] }, { blocks: [p("12,4")] }] },
      ],
    }
    const longer: Block = {
      ...plain,
      rows: [...plain.rows, { cells: [{ blocks: [p("2027")] }, { blocks: [p("12,9")] }] }],
    }
    const grown = synopse(programme(section("s1", "M", [plain])), programme(section("s1", "M", [longer])))
    expect(grown.sections[0]?.blocks).toMatchObject([
      { kind: "table", change: { rowsAdded: [["2027", "12,9"]], cells: [] } },
    ])
  })

  test("says everything that differs: from the old text and the changes follows every new word", () => {
    const words = fc.array(fc.constantFrom("Rat", "Quote", "steigt", "Budget", "sinkt", "Jahr"), {
      minLength: 1,
      maxLength: 8,
    })
    const sections = fc.array(fc.array(words, { maxLength: 4 }), { minLength: 1, maxLength: 4 })
    const make = (s: string[][][]) =>
      programme(
        ...s.map((blocks, i) =>
          section(
            `s${i}`,
            `Teil ${String.fromCharCode(65 + i)}`,
            blocks.map((w) => p(w.join(" "))),
          ),
        ),
      )
    const count = (list: readonly string[]): Map<string, number> =>
      list.reduce((m, w) => m.set(w, (m.get(w) ?? 0) + 1), new Map<string, number>())
    const all = (c: ProgrammeContent): string[] =>
      c.sections.flatMap((s) =>
        s.blocks.flatMap((b) =>
          b.type === "paragraph" ? b.content.flatMap((i) => ("text" in i ? i.text.split(" ") : [])) : [],
        ),
      )
    fc.assert(
      fc.property(sections, sections, (a, b) => {
        const [old, now] = [make(a), make(b)]
        const total = count(all(old))
        const put = (text: string, sign: 1 | -1) => {
          for (const w of text.split(/\s+/).filter((x) => x !== "")) total.set(w, (total.get(w) ?? 0) + sign)
        }
        for (const s of synopse(old, now).sections)
          for (const block of s.blocks) {
            if (block.kind === "added") put(block.text, 1)
            if (block.kind === "removed") put(block.text, -1)
            if (block.kind !== "changed") continue
            for (const x of block.old) if (x.changed) put(x.text, -1)
            for (const x of block.new) if (x.changed) put(x.text, 1)
          }
        const left = [...total].filter(([, n]) => n !== 0).sort()
        expect(left).toEqual([...count(all(now))].sort())
      }),
      { numRuns: 1500, seed: 20270203 },
    )
  })
})
