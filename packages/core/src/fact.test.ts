import { expect, test } from "vitest"
import { append, broken, EMPTY, type Fact, factKey } from "./fact.ts"

const who = { at: new Date("2027-01-14T08:12:00Z"), by: "p_1", client: "test" } as const
const log = async () => {
  const first = await append("vl_1", EMPTY, [{ type: "vorlage.created", data: { vorlageId: "vl_1" } }], who)
  const more = [
    { type: "vorlage.submitted", data: { fassung: 1 } },
    { type: "step.signed", data: { stepId: "landrat", textId: undefined } },
  ]
  const second = await append("vl_1", first.head, more, who)
  return { facts: [...first.facts, ...second.facts], head: second.head }
}

test("each fact names the hash of the one before; the head names the last", async () => {
  const { facts, head } = await log()
  expect(facts.map((f) => f.seq)).toEqual([1, 2, 3])
  expect(facts[0]?.prev).toBe("0".repeat(64))
  expect(facts[1]?.prev).toBe(facts[0]?.hash)
  expect(facts[2]?.prev).toBe(facts[1]?.hash)
  expect(head).toEqual({ seq: 3, hash: facts[2]?.hash })
  expect(await broken(facts, head)).toBeUndefined()
  expect(await broken([], EMPTY)).toBeUndefined()
})

test("absent members are not stored, so a fact read back has the same hash", async () => {
  const { facts, head } = await log()
  expect(Object.keys(facts[2]?.data ?? {})).toEqual(["stepId"])
  expect(await broken(JSON.parse(JSON.stringify(facts)), head)).toBeUndefined()
})

test("every tampering is found and its place is named", async () => {
  const { facts, head } = await log()
  const [a, b, c] = facts as [Fact, Fact, Fact]
  const changed: Fact[][] = [
    [a, { ...b, data: { fassung: 2 } }, c],
    [a, { ...b, by: "p_2" }, c],
    [a, { ...b, at: "2027-01-14T08:12:00.001Z" }, c],
    [a, { ...b, log: "vl_2" }, c],
    [a, c],
    [b, c],
    [a, b],
    [a, c, b],
    [a, b, b, c],
    [a, b, { ...c, hash: b.hash }],
  ]
  for (const tampered of changed) expect(await broken(tampered, head)).toMatch(/Eintrag|Verlauf/)
  expect(await broken([a, { ...b, data: { fassung: 2 } }, c], head)).toBe("Eintrag 2 wurde verändert.")
  expect(await broken([a, c], head)).toBe("Eintrag 2 fehlt oder steht an falscher Stelle.")
})

test("a rewritten log with right links still does not end at the head", async () => {
  const { head } = await log()
  const forged = await append("vl_1", EMPTY, [{ type: "vorlage.created", data: {} }], who)
  const more = await append(
    "vl_1",
    forged.head,
    [
      { type: "x", data: {} },
      { type: "y", data: {} },
    ],
    who,
  )
  expect(await broken([...forged.facts, ...more.facts], head)).toBe(
    "Das Ende des Verlaufs stimmt nicht mit dem Stand überein.",
  )
})

test("keys of facts sort as their numbers", () => {
  expect(factKey("vl_1", 9) < factKey("vl_1", 10)).toBe(true)
  expect(factKey("vl_1", 99_999) < factKey("vl_1", 100_000)).toBe(true)
})
