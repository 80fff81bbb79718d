import { describe, expect, test } from "vitest"
import { bind } from "../bind.ts"
import { ProgrammeContent, plain } from "../content.ts"
import { uncovered } from "../glyph.ts"
import { plainContent } from "../plainly.ts"
import { begin, lawOf, Outline, OutlineIds, shipped } from "./index.ts"

const YEAR = 2027
const all = OutlineIds.map((id) => {
  const outline = shipped(id, YEAR)
  if (!outline) throw new Error(id)
  return outline
})

describe.each(all)("$id", (outline) => {
  const content = begin(outline, YEAR, lawOf(YEAR))

  test("is data, and so is the programme that it begins", () => {
    expect(Outline.parse(JSON.parse(JSON.stringify(outline)))).toEqual(outline)
    expect(ProgrammeContent.parse(JSON.parse(JSON.stringify(content)))).toEqual(content)
    expect(bind(content)).toEqual(content)
  })

  test("names every section and every typed block once, skips no level and can be printed", () => {
    const keys = outline.sections.map((s) => s.key)
    expect(new Set(keys).size).toBe(keys.length)
    const ids = content.sections.flatMap((s) => s.blocks.flatMap((b) => ("id" in b ? [b.id] : [])))
    expect(new Set(ids).size).toBe(ids.length)
    let level = 0
    for (const s of outline.sections) {
      expect(s.level).toBeLessThanOrEqual(level + 1)
      level = s.level
    }
    expect(uncovered(JSON.stringify(plainContent(content)))).toEqual([])
  })

  test("every relation of its tables names cells that are there", () => {
    for (const block of content.sections.flatMap((s) => s.blocks)) {
      if (block.type !== "data") continue
      for (const row of block.rows) expect(row.cells).toHaveLength(block.columns.length)
      for (const relation of block.relations) {
        if (relation.type !== "sum") throw new Error("only sums are shipped")
        for (const ref of [relation.total, ...relation.parts]) {
          expect(block.rows.map((r) => r.id)).toContain(ref.row)
          expect(block.columns.map((c) => c.key)).toContain(ref.column)
        }
      }
    }
  })

  test("the BCA must be heard (§ 18e SGB II)", () => {
    expect(outline.participation).toContainEqual({ kind: "bca", must: true })
  })
})

test("the Lokales Planungsdokument has parts A to E, at most five topics, and a part that nobody here fills", () => {
  const outline = shipped("lpd-nrw", YEAR)
  expect(outline?.topics).toBe(5)
  expect(outline?.sections.map((s) => s.title.charAt(0)).join("")).toBe("ABCDE")
  expect(outline?.sections.at(-1)?.lock).toBe("readOnly")
})

test("the year stands where it belongs, and an unknown Gliederung is none", () => {
  const outline = shipped("amp-kommunal", 2028)
  if (!outline) throw new Error("missing")
  expect(begin(outline, 2028, lawOf(2028)).title).toBe("Arbeitsmarktprogramm 2028")
  expect(outline.sections.map((s) => s.title)).toContain("Ziele für das Jahr 2028")
  expect(shipped("amp-anders", 2028)).toBeUndefined()
  expect(plain([{ type: "number", ref: "a/b/c", text: "12" }])).toBe("12")
})
