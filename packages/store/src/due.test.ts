import { RevConflict, type Write } from "@beschlussweg/core/context"
import { type Duty, dutyKey } from "@beschlussweg/core/duty"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import type { DueDuty } from "./dynamo.ts"
import { type TestStore, testStore } from "./fixture.ts"
import { dueShard } from "./key.ts"

let store: TestStore
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())

const note = (put: string, text: string, rev: number | "new" = "new", index?: string): Write => ({
  put,
  value: { text },
  rev,
  index,
})
const duty = (id: string, log: string, dueAt: string): Duty => ({ id, log, kind: "paper", dueAt, attempts: 0 })

async function due(now: string): Promise<DueDuty[]> {
  const found: DueDuty[] = []
  for (let shard = 0; shard < 16; shard++)
    for await (const item of store.system.due(new Date(now), shard)) found.push(item)
  return found
}

test("the sweep finds what is due of every tenant, a postponed duty later, a settled one never again", async () => {
  const ours = store.table("due-eins")
  const others = store.table("due-zwei")
  const early = duty("d1", "vl_1", "2027-01-14T09:12:00.000Z")
  const late = duty("d2", "vl_1", "2027-01-14T09:13:00Z")
  await ours.commit([], [], [early, late])
  await others.commit([], [note("vorlage/vl_1", "")], [early])
  expect(await due("2027-01-14T09:11:59.999Z")).toEqual([])
  const key = dutyKey(early)
  const found = await due("2027-01-14T09:12:00.000Z")
  expect(found).toHaveLength(2)
  expect(found).toContainEqual({ tenantId: "due-eins", key, dueAt: early.dueAt })
  expect(found).toContainEqual({ tenantId: "due-zwei", key, dueAt: early.dueAt })
  expect(await due("2027-01-14T09:13:00.000Z")).toHaveLength(3)

  await ours.commit([], [{ put: key, value: { ...early, attempts: 1, dueAt: "2027-01-14T10:00:00.000Z" }, rev: 1 }])
  await others.commit([], [{ drop: key, rev: 1 }])
  expect(await due("2027-01-14T09:13:00.000Z")).toEqual([
    { tenantId: "due-eins", key: dutyKey(late), dueAt: "2027-01-14T09:13:00.000Z" },
  ])
  expect(await due("2027-01-14T10:00:00.000Z")).toHaveLength(2)
  await expect(others.commit([], [{ drop: key, rev: 1 }])).rejects.toBeInstanceOf(RevConflict)
})

test("a duty without a usable instant is refused, and a new one is never slipped in as a write", async () => {
  const table = store.table("due-drei")
  await expect(table.commit([], [], [duty("d1", "vl_1", "morgen")])).rejects.toThrow("dueAt")
  await expect(table.commit([], [note("duty/vl_1/d1", "", "new")])).rejects.toThrow("new duties")
})

test("duties spread over all sixteen shards", () => {
  const shards = new Set(Array.from({ length: 400 }, (_, n) => dueShard("kreis-aulenfeld", `duty/vl_${n}/d`)))
  expect(shards.size).toBe(16)
})

test("the registry lists the tenants", async () => {
  const Tenant = z.strictObject({ name: z.string() })
  const { registry } = store.system
  for (const id of ["kreis-aulenfeld", "stadt-brennhausen"])
    await registry.commit(
      [],
      [{ put: `tenant/${id}`, value: { name: id }, rev: "new", index: `registry/tenant/${id}` }],
    )
  const { items } = await registry.listIndex("registry/tenant", Tenant)
  expect(items.map((item) => item.key)).toEqual(["tenant/kreis-aulenfeld", "tenant/stadt-brennhausen"])
  await expect(
    registry.commit([], [{ put: "tenant/kreis-aulenfeld", value: { name: "x" }, rev: "new" }]),
  ).rejects.toBeInstanceOf(RevConflict)
})
