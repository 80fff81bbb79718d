import { RevConflict } from "@beschlussweg/core/context"
import { append, EMPTY, type Fact } from "@beschlussweg/core/fact"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { type Faults, injectFaults, type Rates, seeded } from "./fault.ts"
import { type TestStore, testStore } from "./fixture.ts"
import { record } from "./recorder.ts"

let store: TestStore
let faults: Faults
beforeAll(async () => {
  store = await testStore()
})
afterEach(() => faults.detach())
afterAll(() => store.stop())

const Count = z.strictObject({ n: z.number() })
const inject = (rates: Rates) => {
  faults = injectFaults([store.client], 11, rates)
  return faults
}
const fact = async (log: string): Promise<Fact[]> =>
  (await append(log, EMPTY, [{ type: "vorlage.changed", data: {} }], { at: new Date(0), by: "p_1", client: "test" }))
    .facts

test("an answer lost after the commit: the commit is done once and known as done", async () => {
  const { counts } = inject({ lostAnswer: 0.6 })
  const table = store.table("fehler-eins")
  await table.commit(await fact("vl_1"), [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
  for (let rev = 1; rev <= 12; rev++) await table.commit([], [{ put: "vorlage/a", value: { n: rev + 1 }, rev }])
  faults.set({})
  expect(await table.get("vorlage/a", Count)).toEqual({ key: "vorlage/a", value: { n: 13 }, rev: 13 })
  expect((await table.list("fact/vl_1", z.unknown())).items).toHaveLength(1)
  expect(counts.lostAnswer).toBeGreaterThan(6)
})

test("every attempt of one commit carries the same token and the same input", async () => {
  inject({ conflict: 1 })
  const sent: string[] = []
  store.client.middlewareStack.add(
    (next) => (args) => {
      sent.push(JSON.stringify(args.input))
      if (sent.length === 4) faults.set({})
      return next(args)
    },
    { step: "initialize", name: "sent" },
  )
  await store.table("fehler-neun").commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
  store.client.middlewareStack.remove("sent")
  expect(sent).toHaveLength(4)
  expect(new Set(sent).size).toBe(1)
  expect(JSON.parse(sent[0] ?? "").ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/)
})

test("conflicts, throttling and lost requests are gone through, never taken for a changed revision", async () => {
  const { counts } = inject({ conflict: 0.3, throttle: 0.2, lostRequest: 0.1 })
  const table = store.table("fehler-zwei")
  await table.commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
  for (let rev = 1; rev <= 15; rev++) await table.commit([], [{ put: "vorlage/a", value: { n: rev + 1 }, rev }])
  faults.set({})
  expect((await table.get("vorlage/a", Count))?.rev).toBe(16)
  for (const fault of ["conflict", "throttle", "lostRequest"] as const) expect(counts[fault]).toBeGreaterThan(0)
})

test("a changed revision is never repeated: one attempt, then RevConflict", async () => {
  inject({})
  const table = store.table("fehler-drei")
  await table.commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
  const seen = record(store.client)
  await expect(table.commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: 5 }])).rejects.toBeInstanceOf(RevConflict)
  seen.detach()
  expect(seen.entries).toHaveLength(1)
})

test("a conflict that does not end is given up as a plain error, and nothing was written", async () => {
  const { counts } = inject({ conflict: 1 })
  const table = store.table("fehler-vier")
  const failed = await table
    .commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
    .catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(Error)
  expect(failed).not.toBeInstanceOf(RevConflict)
  expect(String(failed)).toContain("given up")
  expect(counts.conflict).toBe(12)
  faults.set({})
  expect(await table.get("vorlage/a", Count)).toBeUndefined()
})

test("overlapping transactions are cancelled as AWS does, and still every increment of many writers counts once", async () => {
  const { counts } = inject({ lostAnswer: 0.1, throttle: 0.05 })
  const table = store.table("fehler-fuenf")
  await table.commit([], [{ put: "counter/one", value: { n: 0 }, rev: "new" }])
  let conflicts = 0
  const increment = async (): Promise<void> => {
    const read = await table.get("counter/one", Count)
    if (read === undefined) throw new Error("lost")
    try {
      await table.commit([], [{ put: "counter/one", value: { n: read.value.n + 1 }, rev: read.rev }])
    } catch (error) {
      if (!(error instanceof RevConflict)) throw error
      conflicts++
      return increment()
    }
  }
  const writer = async () => {
    for (let n = 0; n < 10; n++) await increment()
  }
  await Promise.all([writer(), writer(), writer(), writer()])
  faults.set({})
  expect(await table.get("counter/one", Count)).toEqual({ key: "counter/one", value: { n: 40 }, rev: 41 })
  expect(counts.overlap).toBeGreaterThan(0)
  expect(conflicts).toBeGreaterThan(0)
})

test("transactions on different items do not disturb each other", async () => {
  const { counts } = inject({})
  const table = store.table("fehler-sechs")
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => table.commit([], [{ put: `vorlage/s${n}`, value: { n }, rev: "new" }])),
  )
  expect(counts.overlap).toBe(0)
})

test("a stale index shows an earlier state, reads of the table never do", async () => {
  const { counts } = inject({ staleIndex: 1 })
  const table = store.table("fehler-sieben")
  const listed = async () => (await table.listIndex("task/a", Count)).items.map((item) => item.value.n)
  await table.commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new", index: "task/a/1" }])
  expect(await listed()).toEqual([])
  expect((await table.get("vorlage/a", Count))?.value.n).toBe(1)
  faults.set({})
  expect(await listed()).toEqual([1])
  faults.set({ staleIndex: 1 })
  await table.commit([], [{ put: "vorlage/a", value: { n: 2 }, rev: 1, index: "task/a/1" }])
  expect(await listed()).toEqual([1])
  expect((await table.list("vorlage/a", Count)).items[0]?.value.n).toBe(2)
  faults.set({})
  expect(await listed()).toEqual([2])
  expect(counts.staleIndex).toBe(2)
})

test("the same seed gives the same run", () => {
  const run = (seed: number) => Array.from({ length: 5 }, seeded(seed))
  expect(run(3)).toEqual(run(3))
  expect(run(3)).not.toEqual(run(4))
  const many = Array.from({ length: 20_000 }, seeded(5))
  expect(many.reduce((sum, n) => sum + n, 0) / many.length).toBeCloseTo(0.5, 1)
})

test("the recorder counts what a commit and its reads cost", async () => {
  inject({})
  const table = store.table("fehler-acht")
  const seen = record(store.client)
  await table.commit([], [{ put: "vorlage/a", value: { n: 1 }, rev: "new" }])
  expect(seen.units()).toEqual({ read: 0, write: 2 })
  seen.clear()
  await table.commit([], [{ put: "vorlage/b", value: { n: 1 }, rev: "new", index: "task/a/1" }])
  expect(seen.units().write).toBeGreaterThan(2)
  seen.clear()
  await table.get("vorlage/a", Count)
  await table.list("vorlage/a", Count)
  expect(seen.units()).toEqual({ read: 2, write: 0 })
  expect(seen.entries.map((entry) => [entry.command, entry.partitions])).toEqual([
    ["GetItemCommand", ["fehler-acht#vorlage/a"]],
    ["QueryCommand", ["fehler-acht#vorlage/a"]],
  ])
  seen.detach()
})
