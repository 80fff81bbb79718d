/** A section taken apart for editing is the same section when it is put together again. */
import type { SectionBlock } from "@beschlussweg/core/content"
import { expect, test } from "vitest"
import { newBlock } from "./block/kind.ts"
import { blockPart, blocksOf, insertAfter, movePart, partsOf, placeOf, prose } from "./parts.ts"

const p = (text: string): SectionBlock => ({ type: "paragraph", content: [{ type: "text", text }] })
const contact = newBlock("contact")
const topic = newBlock("topic")

test("runs of prose and typed blocks alternate, and nothing is lost", () => {
  const blocks = [p("a"), p("b"), contact, topic, p("c")]
  const parts = partsOf(blocks)
  expect(parts.map((part) => part.kind)).toEqual(["prose", "block", "block", "prose"])
  expect(blocksOf(parts)).toEqual(blocks)
})

test("there is always one place to write at", () => {
  expect(partsOf([]).map((part) => part.kind)).toEqual(["prose"])
  expect(partsOf([contact]).map((part) => part.kind)).toEqual(["block", "prose"])
  expect(blocksOf(partsOf([contact]))).toEqual([contact])
})

test("a place to be filled with a picture is a block of its own, a note of the import stays in the text", () => {
  expect(partsOf([newBlock("image")])[0]?.kind).toBe("block")
  expect(partsOf([{ type: "aside", kind: "formel", note: "Formel", blocks: [] }])[0]?.kind).toBe("prose")
})

test("what an editor holds goes before what was opened", () => {
  const parts = partsOf([p("a"), contact])
  expect(blocksOf(parts, (id) => (id === parts[0]?.id ? [p("neu")] : undefined))).toEqual([p("neu"), contact])
})

test("a block is found by its index in the section", () => {
  const parts = partsOf([p("a"), p("b"), contact, p("c")])
  expect([0, 1, 2, 3].map((i) => placeOf(parts, i))).toEqual([
    { id: parts[0]?.id, inside: 0 },
    { id: parts[0]?.id, inside: 1 },
    { id: parts[1]?.id, inside: 0 },
    { id: parts[2]?.id, inside: 0 },
  ])
  expect(placeOf(parts, 99)?.id).toBe(parts[2]?.id)
})

test("a block is inserted where the cursor stands: the text is divided there", () => {
  const parts = partsOf([p("a"), p("b")])
  const added = blockPart(contact)
  const [first] = parts
  const inside = { blocks: [p("a"), p("b")], at: 1 }
  expect(blocksOf(insertAfter(parts, first?.id, added, inside))).toEqual([p("a"), contact, p("b")])
  expect(blocksOf(insertAfter(parts, first?.id, added, { ...inside, at: 2 }))).toEqual([p("a"), p("b"), contact])
  expect(blocksOf(insertAfter(parts, undefined, added))).toEqual([p("a"), p("b"), contact])
})

test("a part moves one place and not beyond the ends", () => {
  const parts = [blockPart(contact), prose([p("a")])]
  const id = parts[0]?.id ?? ""
  expect(blocksOf(movePart(parts, id, 1))).toEqual([p("a"), contact])
  expect(movePart(parts, id, -1)).toBe(parts)
})
