import { expect, test } from "vitest"
import { adopted, begun, done, redone, undone } from "./history.ts"

test("what was done is undone and done again in order; a new change ends the way forward", () => {
  let h = done(done(begun("a"), "b"), "c")
  h = undone(h)
  expect(h.now).toBe("b")
  h = undone(undone(h))
  expect(h.now).toBe("a")
  h = redone(h)
  expect(h.now).toBe("b")
  h = done(h, "x")
  expect(redone(h).now).toBe("x")
  expect(undone(h).now).toBe("b")
})

test("typing on in one field is one step, in another field a second one", () => {
  let h = done(begun(""), "A", "titel")
  h = done(h, "Ab", "titel")
  h = done(h, "Abc", "titel")
  h = done(h, "Abc!", "alt")
  expect(undone(h).now).toBe("Abc")
  expect(undone(undone(h)).now).toBe("")
})

test("what comes from elsewhere is taken over and keeps the way back", () => {
  const h = adopted(done(begun("a"), "b", "titel"), "b, gebunden")
  expect(h.now).toBe("b, gebunden")
  expect(undone(h).now).toBe("a")
  expect(undone(done(h, "c", "titel")).now).toBe("b, gebunden")
})

test("no more than two hundred steps are kept", () => {
  let h = begun(0)
  for (let i = 1; i <= 500; i++) h = done(h, i)
  expect(h.past).toHaveLength(200)
})
