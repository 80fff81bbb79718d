import { expect, test } from "vitest"
import type { Block, ProgrammeContent, Section } from "./content.ts"
import { difference } from "./difference.ts"

const p = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] })
const section = (id: string, title: string, ...blocks: Block[]): Section => ({
  id,
  level: 1,
  title: [{ type: "text", text: title }],
  numbering: "auto",
  blocks,
})
const tree = (...sections: Section[]): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "Programm",
  year: 2027,
  sections,
  footnotes: [],
})
const [a, b, c] = [p("Eins."), p("Zwei."), p("Drei.")]

test("equal trees differ in nothing", () => {
  expect(difference(tree(section("s", "Ziele", a, b)), tree(section("s", "Ziele", a, b)))).toEqual([])
  expect(difference(tree(), tree())).toEqual([])
})

test("a changed, an added and a removed paragraph, and nothing around them", () => {
  const before = tree(section("s", "Ziele", a, b, c))
  expect(difference(before, tree(section("s", "Ziele", a, p("Zwei und mehr."), c)))).toEqual([
    { section: "1 Ziele", kind: "changed", old: ["Zwei."], new: ["Zwei und mehr."] },
  ])
  expect(difference(before, tree(section("s", "Ziele", p("Null."), a, b, c)))).toEqual([
    { section: "1 Ziele", kind: "changed", old: [], new: ["Null."] },
  ])
  expect(difference(before, tree(section("s", "Ziele", a, c)))).toEqual([
    { section: "1 Ziele", kind: "changed", old: ["Zwei."], new: [] },
  ])
})

test("sections are paired by id, so a new one before them changes no other", () => {
  const before = tree(section("x", "Ziele", a), section("y", "Mittel", b))
  const after = tree(section("n", "Vorwort", c), section("x", "Ziele", a), section("y", "Mittel", b))
  expect(difference(before, after)).toEqual([{ section: "1 Vorwort", kind: "added", old: [], new: ["Drei."] }])
  expect(difference(after, before)).toEqual([{ section: "1 Vorwort", kind: "removed", old: ["Drei."], new: [] }])
})

test("a new title is a change, a changed number in a table too", () => {
  const table = (value: string): Block => ({
    type: "table",
    headerRows: 1,
    rows: [{ cells: [{ blocks: [p("Eintritte")] }, { blocks: [p(value)] }] }],
  })
  expect(
    difference(tree(section("s", "Ziele", table("230"))), tree(section("s", "Unsere Ziele", table("240")))),
  ).toEqual([
    {
      section: "1 Unsere Ziele",
      kind: "changed",
      old: ["Ziele", "Eintritte | 230"],
      new: ["Unsere Ziele", "Eintritte | 240"],
    },
  ])
})

test("a changed footnote is a difference", () => {
  const note = (text: string) => ({ ...tree(section("s", "Ziele", a)), footnotes: [{ id: "f1", blocks: [p(text)] }] })
  expect(difference(note("Quelle: eigene Erhebung."), note("Quelle: Statistik."))).toEqual([
    { section: "Fußnoten", kind: "changed", old: ["Quelle: eigene Erhebung."], new: ["Quelle: Statistik."] },
  ])
})
