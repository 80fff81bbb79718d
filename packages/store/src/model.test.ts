import { type Key, RevConflict, type Table, type Write } from "@beschlussweg/core/context"
import { type Duty, dutyKey } from "@beschlussweg/core/duty"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { injectFaults } from "./fault.ts"
import { type TestStore, testStore } from "./fixture.ts"

let store: TestStore
let runs = 0
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())

/** What the port promises, in the simplest words: a map of keys. */
type Model = Map<Key, { value: unknown; rev: number; index: Key | undefined }>

const KEYS = ["vorlage/m", "vorlage/m/chain", "vorlage/m/fassung/1", "vorlage/m/fassung-1", "vorlage/m/Z", "vorlage/n"]
const INDEXES = ["task/a/2027-01-14", "task/a/2027", "task/a", "task/b/9", undefined]
const DUE = ["2027-01-14T09:12:00.000Z", "2027-01-14T09:13:00.000Z", "2027-01-14T09:14:00.000Z"]

const Step = fc.record({
  key: fc.constantFrom(...KEYS),
  kind: fc.constantFrom("new", "put", "drop", "check"),
  /** added to the revision that is right */
  off: fc.constantFrom(0, 0, 0, 0, 1),
  index: fc.constantFrom(...INDEXES),
  // JSON has no negative zero
  value: fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value))),
})
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never
const Duties = fc.uniqueArray(fc.record({ id: fc.constantFrom("d1", "d2", "d3"), due: fc.constantFrom(...DUE) }), {
  selector: (duty) => duty.id,
  maxLength: 2,
})
const Commit = fc.record({
  steps: fc.uniqueArray(Step, { selector: (step) => step.key, maxLength: 4 }),
  duties: Duties,
})
const Commits = fc.array(Commit, { minLength: 1, maxLength: 12 })
type Commit = typeof Commit extends fc.Arbitrary<infer T> ? T : never

function writeOf(model: Model, step: Step): Write {
  const rev = (model.get(step.key)?.rev ?? 1) + step.off
  if (step.kind === "new") return { put: step.key, value: step.value, rev: "new", index: step.index }
  if (step.kind === "put") return { put: step.key, value: step.value, rev, index: step.index }
  return step.kind === "drop" ? { drop: step.key, rev } : { check: step.key, rev }
}

/** Keys whose condition does not hold; nothing is written unless there are none. */
function applyTo(model: Model, writes: readonly Write[], duties: readonly Duty[]): Key[] {
  const keyOf = (write: Write) => ("put" in write ? write.put : "drop" in write ? write.drop : write.check)
  const lost = writes.filter((write) => (model.get(keyOf(write))?.rev ?? "new") !== write.rev).map(keyOf)
  lost.push(...duties.map(dutyKey).filter((key) => model.has(key)))
  if (lost.length > 0) return lost
  for (const write of writes) {
    if ("drop" in write) model.delete(write.drop)
    if ("put" in write)
      model.set(write.put, { value: write.value, rev: write.rev === "new" ? 1 : write.rev + 1, index: write.index })
  }
  for (const duty of duties) model.set(dutyKey(duty), { value: duty, rev: 1, index: undefined })
  return []
}

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

async function pages(list: Table["list"], prefix: Key, limit: number): Promise<unknown[]> {
  const items: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await list(prefix, z.unknown(), { limit, cursor })
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return items
}

async function same(table: Table, tenantId: string, model: Model): Promise<void> {
  const shown = (key: Key) => ({ key, value: model.get(key)?.value, rev: model.get(key)?.rev })
  for (const prefix of ["vorlage/m", "vorlage/m/", "vorlage/m/fassung", "vorlage/n"]) {
    const inside = (key: Key) =>
      key === prefix || (prefix.split("/").length > 2 ? key.startsWith(prefix) : key.startsWith(`${prefix}/`))
    expect(await pages(table.list, prefix, 2)).toEqual([...model.keys()].filter(inside).sort(bytes).map(shown))
  }
  const indexed = [...model].flatMap(([key, { index }]) => (index?.startsWith("task/a") ? [{ key, index }] : []))
  indexed.sort((a, b) => bytes(a.index, b.index) || bytes(a.key, b.key))
  expect(await pages(table.listIndex, "task/a", 2)).toEqual(indexed.map(({ key }) => shown(key)))
  const due: Key[] = []
  for (let shard = 0; shard < 16; shard++)
    for await (const duty of store.system.due(new Date("2027-01-14T09:13:00.000Z"), shard))
      if (duty.tenantId === tenantId) due.push(duty.key)
  const owed = [...model].filter(
    ([key, { value }]) => key.startsWith("duty/") && (value as Duty).dueAt < "2027-01-14T09:13:01",
  )
  expect(due.sort(bytes)).toEqual(owed.map(([key]) => key).sort(bytes))
}

async function behaves(commits: readonly Commit[], calm: () => void): Promise<void> {
  const tenantId = `modell-${runs++}`
  const table = store.table(tenantId)
  const model: Model = new Map()
  for (const { steps, duties: given } of commits) {
    const writes = steps.map((step) => writeOf(model, step))
    const duties = given.map(({ id, due }): Duty => ({ id, log: "m", kind: "paper", dueAt: due, attempts: 0 }))
    const lost = applyTo(model, writes, duties)
    const failed: unknown = await table.commit([], writes, duties).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (lost.length === 0) expect(failed).toBeUndefined()
    else {
      expect(failed).toBeInstanceOf(RevConflict)
      expect([...(failed as RevConflict).keys].sort()).toEqual(lost.sort())
    }
  }
  calm()
  await same(table, tenantId, model)
}

test("any sequence of commits does what a plain map would do", async () => {
  const property = fc.asyncProperty(Commits, (commits) => behaves(commits, () => {}))
  await fc.assert(property, { numRuns: 80, seed: 20270114, endOnFailure: true })
})

test("so it does with conflicts, throttling and lost answers in between", async () => {
  const faults = injectFaults([store.client], 5)
  const property = fc.asyncProperty(Commits, (commits) => {
    faults.set({ conflict: 0.2, throttle: 0.03, lostRequest: 0.03, lostAnswer: 0.1 })
    return behaves(commits, () => faults.set({}))
  })
  await fc.assert(property, { numRuns: 25, seed: 20270115, endOnFailure: true })
  faults.detach()
  expect(faults.counts.conflict).toBeGreaterThan(0)
  expect(faults.counts.lostAnswer).toBeGreaterThan(0)
})
