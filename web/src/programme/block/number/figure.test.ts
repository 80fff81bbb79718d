import type { ProgrammeContent } from "@beschlussweg/core/content"
import { PartId } from "@beschlussweg/core/typed"
import { expect, test } from "vitest"
import { figuresOf, markOf, readFigure, sought } from "./figure.ts"

const content: Pick<ProgrammeContent, "sections" | "numbers"> = {
  sections: [
    {
      id: "mittel",
      level: 1,
      title: [{ type: "text", text: "Mittel" }],
      numbering: "auto",
      blocks: [
        {
          type: "data",
          id: "t1",
          kind: "budget",
          caption: [{ type: "text", text: "Budget" }],
          head: "",
          columns: [{ key: "p", label: "Plan 2027", unit: "TEUR" }],
          rows: [
            {
              id: "a",
              label: [{ type: "text", text: "Eingliederung" }],
              kind: "data",
              indent: 0,
              cells: [{ type: "num", num: { value: "12466", decimals: 0 } }],
            },
            {
              id: "b",
              label: [{ type: "text", text: "Geheim" }],
              kind: "data",
              indent: 0,
              cells: [{ type: "num", num: { value: "2", decimals: 0, suppressed: true } }],
            },
            { id: "c", label: [{ type: "text", text: "Leer" }], kind: "data", indent: 0, cells: [{ type: "empty" }] },
          ],
          relations: [],
          notes: [],
        },
      ],
    },
  ],
  numbers: [
    { id: "egt", label: "Eingliederungstitel", num: { value: "1", decimals: 0 }, ref: "t1/a/p" },
    { id: "quote", label: "Zielquote", num: { value: "24.5", decimals: 1, unit: "%" } },
  ],
}

test("named figures say what their cell says; secrets and empty cells are no figures", () => {
  expect(figuresOf(content).map((f) => [f.ref, f.label, f.text])).toEqual([
    ["zahl/egt", "Eingliederungstitel", "12.466\u00a0T€"],
    ["zahl/quote", "Zielquote", "24,5\u00a0%"],
    ["t1/a/p", "Eingliederung, Plan 2027", "12.466\u00a0T€"],
  ])
})

test("a search looks at names, places and digits", () => {
  const all = figuresOf(content)
  expect(sought(all, "plan eingl", 10).shown.map((f) => f.ref)).toEqual(["zahl/egt", "t1/a/p"])
  expect(sought(all, "24,5", 10).shown.map((f) => f.ref)).toEqual(["zahl/quote"])
  expect(sought(all, "", 1)).toEqual({ shown: [all[0]], more: 2 })
})

test("a figure for a name is read with its unit, anything else is refused", () => {
  expect(readFigure("rd. 12.466 T€")).toEqual({ num: { value: "12466", decimals: 0, unit: "TEUR", qualifier: "rund" } })
  for (const text of ["", "zwölf", "–", "12.5"]) expect("wrong" in readFigure(text)).toBe(true)
})

test("marks are valid and each its own", () => {
  expect(markOf("Budget für Maßnahmen (gesamt)", new Set())).toBe("budget-fuer-massnahmen-gesamt")
  expect(markOf("Budget", new Set(["budget", "budget-2"]))).toBe("budget-3")
  for (const label of ["ℵ", "-", "x".repeat(200), "École 2027"])
    expect(() => PartId.parse(markOf(label, new Set()))).not.toThrow()
})
