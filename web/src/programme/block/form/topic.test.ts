import { expect, test } from "vitest"
import { newBlock } from "../kind.ts"
import { renumbered, without } from "./topic.tsx"

const topic = () => {
  const block = newBlock("topic")
  if (block.type !== "topic") throw new Error("a topic is expected")
  return {
    ...block,
    aktivitaeten: [1, 2, 3].map((no) => ({ no, title: `A${no}`, text: [] })),
    wirkungserwartungen: [1, 2, 3].map((no) => ({ no, aktivitaet: no, text: [] })),
  }
}

test("a Wirkungserwartung goes along with its Aktivität when the order changes", () => {
  const before = topic()
  const [one, two, three] = before.aktivitaeten
  if (!one || !two || !three) throw new Error("three are expected")
  const after = renumbered(before, [three, one, two])
  expect(after.aktivitaeten.map((a) => [a.no, a.title])).toEqual([
    [1, "A3"],
    [2, "A1"],
    [3, "A2"],
  ])
  expect(after.wirkungserwartungen.map((w) => w.aktivitaet)).toEqual([2, 3, 1])
})

test("what was expected of an Aktivität that is gone is not handed to another one", () => {
  const before = topic()
  const after = renumbered(
    before,
    before.aktivitaeten.filter((a) => a.no !== 2),
  )
  expect(after.aktivitaeten.map((a) => a.title)).toEqual(["A1", "A3"])
  expect(after.wirkungserwartungen.map((w) => w.aktivitaet)).toEqual([1, 3, 2])
  expect(after.aktivitaeten.some((a) => a.no === 3)).toBe(false)
  expect(without(after)).toEqual([])
})
