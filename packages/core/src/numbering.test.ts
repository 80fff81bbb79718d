import { expect, test } from "vitest"
import type { Block, ProgrammeContent } from "./content.ts"
import { numberedBlocks } from "./numbering.ts"
import { paperContent, plainContent } from "./plainly.ts"
import type { DataBlock } from "./typed.ts"

const text = (words: string) => [{ type: "text" as const, text: words }]
const data = (id: string, caption: string, more: Partial<DataBlock> = {}): DataBlock => ({
  type: "data",
  id,
  kind: "budget",
  caption: caption === "" ? [] : text(caption),
  head: "Position",
  columns: [{ key: "plan", label: "Plan 2027", unit: "TEUR" }],
  rows: [
    {
      id: "a",
      label: text("Budget"),
      kind: "total",
      indent: 0,
      cells: [{ type: "num", num: { value: "12466", decimals: 0 } }],
    },
  ],
  relations: [],
  notes: [],
  ...more,
})
const table = (caption: string): Block => ({
  type: "table",
  ...(caption === "" ? {} : { caption: text(caption) }),
  headerRows: 0,
  rows: [{ cells: [{ blocks: [] }] }],
})
const programme = (...blocks: ProgrammeContent["sections"][number]["blocks"]): ProgrammeContent => ({
  version: 1,
  kind: "AMP",
  title: "AMP 2027",
  year: 2027,
  sections: [{ id: "s1", level: 1, title: text("Mittel"), numbering: "auto", blocks }],
  footnotes: [],
})
const labels = (content: ProgrammeContent) => [...numberedBlocks(content).values()].map((n) => n.label)

test("typed tables count with and without caption, plain ones with one", () => {
  expect(labels(programme(data("a", "Eins"), table(""), table("Zwei"), data("b", "")))).toEqual([
    "Tabelle 1",
    "Tabelle 2",
    "Tabelle 3",
  ])
})

test("an author who numbers his captions keeps his numbers, and gets no second ones", () => {
  const content = programme(table("Tabelle 4: Budget"), table("Ohne Nummer"), data("b", "Tab. 5 Ziele"))
  expect([...numberedBlocks(content).values()]).toEqual([
    { label: "Tabelle 4", own: true },
    { label: "Tab. 5", own: true },
  ])
  expect(JSON.stringify(paperContent(content))).not.toContain("Tabelle 1")
})

test("on paper the unit stands in the head once; as text it stays with the figure", () => {
  const content = programme(data("a", "Budget"))
  expect(JSON.stringify(plainContent(content))).toContain("12.466\u00a0T€")
  const shown = JSON.stringify(paperContent(content))
  expect(shown).toContain("Plan 2027 in\u00a0T€")
  expect(shown).toContain('"12.466"')
  expect(shown).toContain("Tabelle 1: ")
})

test("a column of several units, or with a figure as its author wrote it, keeps units at the figures", () => {
  const mixed = data("a", "Budget")
  const [row] = mixed.rows
  if (!row) throw new Error("a row")
  const percent = {
    ...row,
    id: "b",
    cells: [{ type: "num" as const, num: { value: "7.9", decimals: 1, unit: "%" as const } }],
  }
  const shown = JSON.stringify(paperContent(programme({ ...mixed, rows: [row, percent] })))
  expect(shown).toContain("12.466\u00a0T€")
  expect(shown).toContain("7,9\u00a0%")
  expect(shown).not.toContain("in\u00a0T€")
})
