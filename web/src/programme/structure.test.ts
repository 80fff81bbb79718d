/** The Gliederung changes as people expect it, and what is fixed in it stays. */
import type { Section } from "@beschlussweg/core/content"
import fc from "fast-check"
import { expect, test } from "vitest"
import { added, backAgain, emptySection, holds, type Move, moved, removed } from "./structure.ts"

const s = (id: string, level: number, more: Partial<Section> = {}): Section => ({
  id,
  level,
  title: [{ type: "text", text: id }],
  numbering: "auto",
  blocks: [],
  ...more,
})
const tree = [s("a", 1), s("a1", 2), s("a2", 2), s("b", 1), s("b1", 2)]
const said = (sections: readonly Section[] | undefined) => sections?.map((x) => `${x.id}${x.level}`).join(" ")

test("a section moves with what stands below it, among those of its level", () => {
  expect(said(moved(tree, "b", "up"))).toBe("b1 b12 a1 a12 a22")
  expect(said(moved(tree, "a", "down"))).toBe("b1 b12 a1 a12 a22")
  expect(said(moved(tree, "a2", "up"))).toBe("a1 a22 a12 b1 b12")
  expect(moved(tree, "a1", "up")).toBeUndefined()
  expect(moved(tree, "a2", "down")).toBeUndefined()
})

test("in and out changes the level without a gap", () => {
  expect(said(moved(tree, "b", "in"))).toBe("a1 a12 a22 b2 b13")
  expect(said(moved(tree, "a2", "in"))).toBe("a1 a12 a23 b1 b12")
  expect(moved(tree, "a1", "in")).toBeUndefined()
  expect(moved(tree, "a", "out")).toBeUndefined()
  expect(said(moved(tree, "b1", "out"))).toBe("a1 a12 a22 b1 b11")
})

test("what the Gliederung fixed keeps its place, and nothing that holds it is removed", () => {
  const fixed = [s("a", 1, { lock: "titleFixed" }), s("b", 1), s("b1", 2, { required: true })]
  for (const move of ["up", "down", "in", "out"] as const) expect(moved(fixed, "a", move)).toBeUndefined()
  expect(holds(fixed, 0)).toContain("Dieser Abschnitt")
  expect(holds(fixed, 1)).toContain("Ein Unterabschnitt")
  expect(removed(fixed, "b")).toBeUndefined()
  expect(holds(tree, 0)).toBeUndefined()
})

test("a new section stands behind the one that was chosen and what is below it", () => {
  expect(said(added(tree, "a", { ...emptySection("x"), id: "x" }))).toBe("a1 a12 a22 x1 b1 b12")
  expect(said(added(tree, undefined, { ...emptySection("x"), id: "x" }))).toBe("a1 a12 a22 b1 b12 x1")
})

test("what was removed comes back to its place, once", () => {
  const cut = removed(tree, "b")
  expect(said(cut?.rest)).toBe("a1 a12 a22")
  if (!cut) throw new Error("nothing was removed")
  expect(said(backAgain(cut.rest, cut.gone))).toBe(said(tree))
  expect(said(backAgain(tree, cut.gone))).toBe(said(tree))
  const first = removed(tree, "a")
  if (!first) throw new Error("nothing was removed")
  expect(said(backAgain(first.rest, first.gone))).toBe(said(tree))
  expect(said(backAgain([s("z", 1)], cut.gone))).toBe("z1 b1 b12")
})

test("whatever is moved: the same sections, no level below 1 or above 6", () => {
  const moves = fc.array(
    fc.tuple(fc.constantFrom(...tree.map((x) => x.id)), fc.constantFrom<Move>("up", "down", "in", "out")),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(moves, (list) => {
      let now: readonly Section[] = tree
      for (const [id, move] of list) now = moved(now, id, move) ?? now
      expect([...now.map((x) => x.id)].sort()).toEqual([...tree.map((x) => x.id)].sort())
      for (const section of now) expect(section.level).toBeGreaterThanOrEqual(1)
      for (const section of now) expect(section.level).toBeLessThanOrEqual(6)
    }),
    { seed: 7, numRuns: 200 },
  )
})
