import { SectionBlock } from "@beschlussweg/core/content"
import { expect, test } from "vitest"
import { BLOCK_KINDS, hasForm, kindLabel, newBlock } from "./kind.ts"

test.each(BLOCK_KINDS.map((k) => [k.kind, k.label] as const))(
  "a new block of kind %s is valid as it stands",
  (kind, label) => {
    const block = newBlock(kind)
    expect(SectionBlock.parse(block)).toEqual(block)
    expect(hasForm(block)).toBe(true)
    expect(kindLabel(block)).toBe(label)
  },
)

test("two new blocks of a kind share no id", () => {
  const [a, b] = [newBlock("statistik"), newBlock("statistik")]
  if (a.type !== "data" || b.type !== "data") throw new Error("a table is expected")
  const ids = [a.id, b.id, ...[a, b].flatMap((t) => [...t.rows.map((r) => r.id), ...t.columns.map((c) => c.key)])]
  expect(new Set(ids).size).toBe(ids.length)
})

test("running text has no form", () => {
  expect(hasForm({ type: "paragraph", content: [] })).toBe(false)
  expect(hasForm({ type: "aside", kind: "formel", note: "", blocks: [] })).toBe(false)
})
