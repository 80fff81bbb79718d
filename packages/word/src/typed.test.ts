import { plain } from "@beschlussweg/core/content"
import { expect, test } from "vitest"
import { h1, read } from "./fixture/read.ts"
import { p, tbl, tc, tr } from "./fixture.ts"

const row = (...cells: string[]) => tr(cells.map((c) => tc(c)))
const head = (...cells: string[]) =>
  tr(
    cells.map((c) => tc(c)),
    true,
  )

test("a table of figures comes plain, and typed with its sums proposed beside it", async () => {
  const { content, typed } = await read({
    body: [
      h1("Lage"),
      p("So sah der Arbeitsmarkt im September 2026 im Kreis Aulenfeld aus, getrennt nach Frauen und Männern."),
      tbl([head("Merkmal", "Aktuell"), row("Frauen", "5.014"), row("Männer", "4.626"), row("Insgesamt", "9.640")]),
      p("Und die Angebote:"),
      tbl([head("Name", "Inhalt"), row("Lotse", "Begleitung"), row("Café", "Sprache")]),
    ].join(""),
  })
  expect(content.sections[0]?.blocks.map((b) => b.type)).toEqual(["paragraph", "table", "paragraph", "table"])
  expect(typed.content.sections[0]?.blocks.map((b) => b.type)).toEqual(["paragraph", "data", "paragraph", "table"])
  expect(typed.tables.map((t) => [t.index, t.blockId, t.why])).toEqual([
    [1, "tab1", ""],
    [3, undefined, "Die Tabelle enthält keine Zahlen."],
  ])
  const block = typed.content.sections[0]?.blocks[1]
  expect(block?.type === "data" && block.rows.map((r) => plain(r.label))).toEqual(["Frauen", "Männer", "Insgesamt"])
  expect(block?.type === "data" && block.relations).toMatchObject([{ type: "sum", state: "proposed" }])
})
