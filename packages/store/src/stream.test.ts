import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { injectStreamFaults } from "./fault.ts"
import { type TestStore, testStore } from "./fixture.ts"
import { type Change, type Follow, type Following, follow } from "./stream.ts"

let store: TestStore
let open: Following[] = []
beforeAll(async () => {
  store = await testStore()
})
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()))
  open = []
})
afterAll(() => store.stop())

function listen(tenantId: string, options: Partial<Follow> = {}) {
  const seen: Change[] = []
  const following = follow(store.streams, {
    tableName: store.tableName,
    from: "now",
    intervalMs: 5,
    onRecords: (changes) => {
      seen.push(...changes.filter((change) => change.tenantId === tenantId))
    },
    ...options,
  })
  open.push(following)
  const until = async (count: number) => {
    for (let n = 0; n < 1000 && seen.length < count; n++) await new Promise((done) => setTimeout(done, 5))
    return seen
  }
  return { seen, until, ready: following.ready }
}

test("insert, change and removal arrive in order, with tenant, key and the new value", async () => {
  const { until, ready } = listen("strom-eins")
  await ready
  const table = store.table("strom-eins")
  await table.commit([], [{ put: "vorlage/s1", value: { n: 1 }, rev: "new" }])
  await table.commit([], [{ put: "vorlage/s1", value: { n: 2 }, rev: 1 }])
  await table.commit([], [{ drop: "vorlage/s1", rev: 2 }])
  const at = { tenantId: "strom-eins", key: "vorlage/s1" }
  expect(await until(3)).toEqual([
    { ...at, kind: "insert", value: { n: 1 } },
    { ...at, kind: "modify", value: { n: 2 } },
    { ...at, kind: "remove" },
  ])
})

test("from now tells nothing of before, from the start everything, more than one answer holds", async () => {
  const table = store.table("strom-zwei")
  for (let batch = 0; batch < 15; batch++)
    await table.commit(
      [],
      Array.from({ length: 100 }, (_, n) => ({
        put: `vorlage/b${batch}/${n}`,
        value: "x".repeat(2000),
        rev: "new" as const,
      })),
    )
  const late = listen("strom-zwei")
  await late.ready
  await table.commit([], [{ put: "vorlage/last", value: 1, rev: "new" }])
  expect((await late.until(1)).map((change) => change.key)).toEqual(["vorlage/last"])
  const early = listen("strom-zwei", { from: "start" })
  expect(new Set((await early.until(1501)).map((change) => change.key)).size).toBe(1501)
})

test("what the receiver could not take is brought again; what it never takes does not stand in the way", async () => {
  const errors: unknown[] = []
  const calls: string[][] = []
  const { ready } = listen("x", {
    onError: (error) => errors.push(error),
    onRecords: (changes) => {
      calls.push(changes.map((change) => change.key))
      if (changes.some((change) => change.key === "vorlage/poison")) throw new Error("cannot")
    },
  })
  await ready
  const table = store.table("strom-drei")
  await table.commit([], [{ put: "vorlage/poison", value: 1, rev: "new" }])
  while (calls.length < 5) await new Promise((done) => setTimeout(done, 5))
  await table.commit([], [{ put: "vorlage/fine", value: 1, rev: "new" }])
  while (!calls.flat().includes("vorlage/fine")) await new Promise((done) => setTimeout(done, 5))
  expect(calls.filter((keys) => keys.includes("vorlage/poison"))).toHaveLength(5)
  expect(errors).toHaveLength(5)
})

test("a stopped follower hears nothing more", async () => {
  const { seen, ready } = listen("strom-vier")
  await ready
  await Promise.all(open.map((one) => one.stop()))
  await store.table("strom-vier").commit([], [{ put: "vorlage/a", value: 1, rev: "new" }])
  const other = listen("strom-vier", { from: "start" })
  await other.until(1)
  expect(seen).toEqual([])
})

test("a table without a stream is told at once", async () => {
  const none = follow(store.streams, { tableName: "no-such-table", from: "now", onRecords: () => {} })
  await expect(none.ready).rejects.toThrow()
  await none.stop()
})

test("injected: what one look found comes last record first", async () => {
  const faults = injectStreamFaults(store.streams, 3, { reordered: 1 })
  const { seen, until, ready } = listen("strom-sechs")
  await ready
  const table = store.table("strom-sechs")
  await table.commit(
    [],
    ["a", "b", "c"].map((name) => ({ put: `vorlage/${name}`, value: 1, rev: "new" as const })),
  )
  await until(3)
  faults.detach()
  expect(faults.counts.reordered).toBeGreaterThan(0)
  expect(seen.map((change) => change.key)).toEqual(["vorlage/c", "vorlage/b", "vorlage/a"])
})

test("injected: records come twice, late and never, and the counts say how many", async () => {
  const faults = injectStreamFaults(store.streams, 7, { duplicate: 0.2, late: 0.2, lost: 0.1 })
  const { seen, until, ready } = listen("strom-fuenf")
  await ready
  const table = store.table("strom-fuenf")
  const all = Array.from({ length: 100 }, (_, n) => `vorlage/f${n}`)
  for (const put of all) await table.commit([], [{ put, value: 1, rev: "new" }])
  const expected = () => 100 - faults.counts.lost + faults.counts.duplicate
  await until(100 - 40)
  for (let n = 0; n < 400 && seen.length !== expected(); n++) await new Promise((done) => setTimeout(done, 5))
  faults.detach()
  expect(faults.counts.lost).toBeGreaterThan(0)
  expect(faults.counts.late).toBeGreaterThan(0)
  expect(faults.counts.duplicate).toBeGreaterThan(0)
  expect(seen).toHaveLength(expected())
  const keys = seen.map((change) => change.key)
  expect(new Set(keys).size).toBe(100 - faults.counts.lost)
  expect(keys).not.toEqual(all.filter((key) => keys.includes(key)))
})
