import { expect, test } from "vitest"
import { turns } from "./turn.ts"

test("few run at a time, in the order in which they came, and a failure gives its place back", async () => {
  const turn = turns(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const all = Array.from({ length: 20 }, (_, i) =>
    turn(async () => {
      most = Math.max(most, ++running)
      order.push(i)
      await new Promise((done) => setTimeout(done, 1))
      running--
      if (i % 5 === 0) throw new Error(String(i))
      return i
    }),
  )
  const results = await Promise.allSettled(all)
  expect(most).toBe(2)
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(results.filter((r) => r.status === "rejected")).toHaveLength(4)
  expect(await turn(async () => "later")).toBe("later")
})
