import { randomBytes } from "node:crypto"
import { PutItemCommand } from "@aws-sdk/client-dynamodb"
import { RevConflict, type Write } from "@beschlussweg/core/context"
import { type Duty, dutyKey } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import { append, EMPTY, factKey } from "@beschlussweg/core/fact"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { type DueDuty, tenantTable } from "./dynamo.ts"
import { type TestStore, testStore } from "./fixture.ts"
import { dueShard } from "./key.ts"

let store: TestStore
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())

const Note = z.strictObject({ text: z.string() })
const Any = z.unknown()
const at = new Date("2027-01-14T09:12:00.000Z")
const note = (put: string, text: string, rev: number | "new" = "new", index?: string): Write => ({
  put,
  value: { text },
  rev,
  index,
})
const duty = (id: string, log: string, dueAt: string): Duty => ({ id, log, kind: "paper", dueAt, attempts: 0 })
const facts = async (log: string, head = EMPTY, count = 1) =>
  (
    await append(
      log,
      head,
      Array.from({ length: count }, () => ({ type: "vorlage.changed", data: { n: 1 } })),
      { at, by: "p_1", client: "test" },
    )
  ).facts

test("what was written is read back with revision 1, and every put raises it by one", async () => {
  const table = store.table("kreis-aulenfeld")
  await table.commit([], [note("vorlage/a1", "erster Stand")])
  expect(await table.get("vorlage/a1", Note)).toEqual({ key: "vorlage/a1", value: { text: "erster Stand" }, rev: 1 })
  await table.commit([], [note("vorlage/a1", "zweiter Stand", 1)])
  expect(await table.get("vorlage/a1", Note)).toEqual({ key: "vorlage/a1", value: { text: "zweiter Stand" }, rev: 2 })
  await table.commit([], [{ drop: "vorlage/a1", rev: 2 }])
  expect(await table.get("vorlage/a1", Note)).toBeUndefined()
})

test("values come back exactly: nesting, empty text, umlauts, half characters, odd names", async () => {
  const table = store.table("kreis-aulenfeld")
  let deep: unknown = "Grund"
  for (let n = 0; n < 60; n++) deep = { darunter: [deep] }
  const value = {
    deep,
    empty: "",
    list: [],
    none: null,
    text: "Größe €\u0000\ud800",
    __proto: 1,
    big: 2 ** 53 - 1,
    small: 1e-300,
  }
  await table.commit([], [{ put: "vorlage/exact/x", value, rev: "new" }])
  expect((await table.get("vorlage/exact/x", Any))?.value).toEqual(value)
})

test("undefined properties are left out; what is no JSON is a defect and writes nothing", async () => {
  const table = store.table("kreis-aulenfeld")
  await table.commit([], [{ put: "vorlage/json/ok", value: { a: 1, b: undefined }, rev: "new" }])
  expect((await table.get("vorlage/json/ok", Any))?.value).toEqual({ a: 1 })
  for (const value of [
    undefined,
    Number.NaN,
    { a: new Map() },
    { a: new Uint8Array(2) },
    () => 1,
    1n,
    [Number.POSITIVE_INFINITY],
  ])
    await expect(table.commit([], [{ put: "vorlage/json/bad", value, rev: "new" }])).rejects.toThrow()
  expect(await table.get("vorlage/json/bad", Any)).toBeUndefined()
})

test("a stale revision, a taken key and a missing item are the same conflict and name the key", async () => {
  const table = store.table("kreis-aulenfeld")
  await table.commit([], [note("vorlage/b1", "eins")])
  const wrong: Write[] = [
    note("vorlage/b1", "noch einmal neu"),
    note("vorlage/b1", "falscher Stand", 2),
    note("vorlage/b2", "gibt es nicht", 1),
    { drop: "vorlage/b1", rev: 7 },
    { check: "vorlage/b1", rev: 7 },
  ]
  for (const write of wrong) {
    const failed = await table.commit([], [note("vorlage/b3", "kommt nie an"), write]).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(RevConflict)
    expect(failed).toMatchObject({ keys: ["put" in write ? write.put : "drop" in write ? write.drop : write.check] })
  }
  expect(await table.get("vorlage/b3", Note)).toBeUndefined()
  expect((await table.get("vorlage/b1", Note))?.rev).toBe(1)
})

test("of many commits at the same moment exactly one wins, all others are told to load again", async () => {
  const table = store.table("kreis-aulenfeld")
  await table.commit([], [note("vorlage/race", "Anfang")])
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      table.commit([], [note("vorlage/race", `von ${n}`, 1), note(`vorlage/race/${n}`, "")]),
    ),
  )
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1)
  for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(RevConflict)
  const { items } = await table.list("vorlage/race/", Note)
  expect(items).toHaveLength(1)
  expect((await table.get("vorlage/race", Note))?.value.text).toBe(`von ${items[0]?.key.split("/")[2]}`)
})

test("a fact is appended once: whoever comes second at the same place is told to load again", async () => {
  const table = store.table("kreis-aulenfeld")
  const [first] = await Promise.all([facts("vl_1")])
  await table.commit(first, [])
  const failed = await table.commit(await facts("vl_1"), [note("vorlage/vl_1/x", "")]).catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: "RevConflict", keys: [factKey("vl_1", 1)] })
  expect(await table.get("vorlage/vl_1/x", Note)).toBeUndefined()
  expect((await table.list("fact/vl_1", Any)).items.map((item) => item.value)).toEqual(first)
})

test("facts are neither written nor dropped as items, and no key may stand twice in a commit", async () => {
  const table = store.table("kreis-aulenfeld")
  await expect(table.commit([], [note("fact/vl_1/0000000001", "anders", 1)])).rejects.toThrow("never written")
  await expect(table.commit([], [{ drop: "fact/vl_1/0000000001", rev: 1 }])).rejects.toThrow("never dropped")
  await expect(table.commit([], [note("vorlage/c1", "a"), note("vorlage/c1", "b")])).rejects.toThrow("twice")
  await expect(table.commit([], [note("vorlage/c1", "a", 0)])).rejects.toThrow("not a revision")
})

test("a hundred items are one commit, one more is refused before it is sent", async () => {
  const table = store.table("kreis-aulenfeld")
  const writes = (count: number) =>
    Array.from({ length: count }, (_, n) => note(`vorlage/many/${String(n).padStart(3, "0")}`, "x"))
  await expect(table.commit([], writes(101))).rejects.toThrow("at most 100")
  await table.commit([], writes(100))
  const { items, cursor } = await table.list("vorlage/many", Note)
  expect(items.map((item) => item.key)).toEqual(writes(100).map((write) => "put" in write && write.put))
  expect(cursor === undefined || (await table.list("vorlage/many", Note, { cursor })).items.length === 0).toBe(true)
})

test("an item above 400 kB is refused for people, one just below is kept", async () => {
  const table = store.table("kreis-aulenfeld")
  const large = (bytes: number): Write => note(`vorlage/large/${bytes}`, "x".repeat(bytes))
  const failed = await table.commit([], [large(410_000)]).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(AppError)
  expect(failed).toMatchObject({ code: "limit", reason: "store.item_too_large" })
  await table.commit([], [large(409_000)])
  expect((await table.get("vorlage/large/409000", Note))?.value.text).toHaveLength(409_000)
  const many = Array.from({ length: 11 }, (_, n) => note(`vorlage/large/n${n}`, "x".repeat(400_000)))
  await expect(table.commit([], many)).rejects.toMatchObject({ code: "limit", reason: "store.commit_too_large" })
})

test("a partition is listed in byte order, by prefix, backwards and page by page", async () => {
  const table = store.table("kreis-aulenfeld")
  const rest = ["", "/A", "/_", "/a", "/a-b", "/a.b", "/a/b", "/a/b/c", "/a0", "/az", "/azz", "/b", "/zz", "/Z"]
  const keys = rest.map((part) => `vorlage/order${part}`)
  await table.commit(
    [],
    [...keys, "vorlage/order2/a"].map((key) => note(key, "")),
  )
  const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const list = async (prefix: string, page = {}) => (await table.list(prefix, Note, page)).items.map((item) => item.key)
  expect(await list("vorlage/order")).toEqual(sorted)
  expect(await list("vorlage/order", { descending: true })).toEqual(sorted.toReversed())
  expect(await list("vorlage/order/")).toEqual(sorted.slice(1))
  for (const prefix of [
    "vorlage/order/a",
    "vorlage/order/a/",
    "vorlage/order/a/b",
    "vorlage/order/a.b",
    "vorlage/order/z",
  ])
    expect(await list(prefix)).toEqual(sorted.filter((key) => key.startsWith(prefix)))
  for (const descending of [false, true]) {
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await table.list("vorlage/order", Note, { limit: 3, cursor, descending })
      expect(page.items.length).toBeLessThanOrEqual(3)
      paged.push(...page.items.map((item) => item.key))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(paged).toEqual(descending ? sorted.toReversed() : sorted)
  }
})

test("an item stands in the index where its last put said, in the order of the index keys, and leaves it with it", async () => {
  const table = store.table("kreis-aulenfeld")
  await table.commit(
    [],
    [
      note("vorlage/i1/chain", "spät", "new", "task/landrat/2027-02-01"),
      note("vorlage/i2/chain", "früh", "new", "task/landrat/2027-01-14"),
      note("vorlage/i3/chain", "früh, zweite", "new", "task/landrat/2027-01-14"),
      note("vorlage/i4/chain", "anderer", "new", "task/kaemmerer/2027-01-14"),
      note("vorlage/i5/chain", "ohne Datum", "new", "task/landrat"),
    ],
  )
  const tasks = async (prefix: string) => (await table.listIndex(prefix, Note)).items.map((item) => item.key)
  expect(await tasks("task/landrat/2027-01")).toEqual(["vorlage/i2/chain", "vorlage/i3/chain"])
  expect(await tasks("task/landrat")).toEqual([
    "vorlage/i5/chain",
    "vorlage/i2/chain",
    "vorlage/i3/chain",
    "vorlage/i1/chain",
  ])
  expect(await tasks("task/landrat/")).toEqual(["vorlage/i2/chain", "vorlage/i3/chain", "vorlage/i1/chain"])
  await table.commit(
    [],
    [
      note("vorlage/i1/chain", "weiter", 1, "task/kaemmerer/2027-03-01"),
      note("vorlage/i2/chain", "fertig", 1),
      { drop: "vorlage/i3/chain", rev: 1 },
    ],
  )
  expect(await tasks("task/landrat/")).toEqual([])
  expect(await tasks("task/kaemmerer")).toEqual(["vorlage/i4/chain", "vorlage/i1/chain"])
  const page = await table.listIndex("task/kaemmerer", Note, { limit: 1 })
  const rest = await table.listIndex("task/kaemmerer", Note, { limit: 1, cursor: page.cursor ?? "" })
  expect(rest.items[0]).toMatchObject({ key: "vorlage/i1/chain", rev: 2 })
})

test("reads by key and of partitions ask for the latest state; only the index may lag", async () => {
  const asked: unknown[] = []
  store.client.middlewareStack.add(
    (next, context) => (args) => {
      asked.push([context.commandName, "ConsistentRead" in args.input && args.input.ConsistentRead])
      return next(args)
    },
    { step: "initialize", name: "asked" },
  )
  const table = store.table("kreis-aulenfeld")
  await table.get("vorlage/x", Any)
  await table.list("vorlage/x", Any)
  await table.listIndex("task/x", Any)
  store.client.middlewareStack.remove("asked")
  expect(asked).toEqual([
    ["GetItemCommand", true],
    ["QueryCommand", true],
    ["QueryCommand", false],
  ])
})

test("another tenant sees nothing of it, under any key, prefix or index", async () => {
  const ours = store.table("stadt-brennhausen")
  const others = store.table("stadt-brennhausen-2")
  await ours.commit([], [note("vorlage/secret", "unser", "new", "task/landrat/2027")])
  expect(await others.get("vorlage/secret", Note)).toBeUndefined()
  expect((await others.list("vorlage/secret", Note)).items).toEqual([])
  expect((await others.listIndex("task/landrat", Note)).items).toEqual([])
  await expect(others.commit([], [{ drop: "vorlage/secret", rev: 1 }])).rejects.toBeInstanceOf(RevConflict)
  await others.commit([], [note("vorlage/secret", "deren")])
  expect((await ours.get("vorlage/secret", Note))?.value.text).toBe("unser")
})

test("keys with other characters, empty or dotted segments, and foreign tenant ids are never sent", async () => {
  const table = store.table("kreis-aulenfeld")
  for (const key of [
    "",
    "vorlage",
    "vorlage/",
    "/a/b",
    "vorlage//a",
    "vorlage/../x",
    "vorlage/.a",
    "vorlage/-a",
    "vorlage/ä",
    "vorlage/a b",
    "vorlage/a#b",
    `vorlage/${"x".repeat(400)}`,
  ])
    await expect(table.get(key, Any), key).rejects.toThrow("not a")
  for (const prefix of ["vorlage", "vorlage/", "vorlage/a/#", "vorlage/a//b"])
    await expect(table.list(prefix, Any), prefix).rejects.toThrow("not a")
  for (const tenant of ["x", "Kreis", "a#b", "a/b", "", "system", "x".repeat(41)])
    expect(() => store.table(tenant), tenant).toThrow()
})

test("a cursor holds for its tenant, query, direction and person only, and for no altered text", async () => {
  const table = store.table("kreis-aulenfeld", "p_1")
  const writes = (tenant: string) =>
    store.table(tenant).commit(
      [],
      ["a", "b", "c"].map((n) => note(`vorlage/cur/${n}`, n, "new", `cur/x/${n}`)),
    )
  await writes("kreis-aulenfeld")
  await writes("kreis-andernfeld")
  const { cursor = "" } = await table.list("vorlage/cur", Note, { limit: 1 })
  expect((await table.list("vorlage/cur", Note, { cursor })).items.map((item) => item.value.text)).toEqual(["b", "c"])
  const listed = (await table.listIndex("cur/x", Note, { limit: 1 })).cursor ?? ""
  expect((await table.listIndex("cur/x", Note, { cursor: listed })).items.map((item) => item.value.text)).toEqual([
    "b",
    "c",
  ])
  const { client, tableName } = store
  const stranger = tenantTable(client, {
    tableName,
    tenantId: "kreis-aulenfeld",
    personId: "p_1",
    cursorKey: randomBytes(32),
  })
  const foreign = [
    () => store.table("kreis-andernfeld", "p_1").list("vorlage/cur", Note, { cursor }),
    () => store.table("kreis-aulenfeld", "p_2").list("vorlage/cur", Note, { cursor }),
    () => store.table("kreis-aulenfeld").list("vorlage/cur", Note, { cursor }),
    () => table.list("vorlage/cur/", Note, { cursor }),
    () => table.list("vorlage/cur", Note, { cursor, descending: true }),
    () => table.listIndex("vorlage/cur", Note, { cursor }),
    () => table.list("cur/x", Note, { cursor: listed }),
    () => stranger.list("vorlage/cur", Note, { cursor }),
    ...["", ".", "abc", `${cursor}.`, `${cursor}=`].map(
      (made) => () => table.list("vorlage/cur", Note, { cursor: made }),
    ),
    ...Array.from(cursor, (char, n) => {
      const altered = `${cursor.slice(0, n)}${char === "A" ? "B" : "A"}${cursor.slice(n + 1)}`
      return () => table.list("vorlage/cur", Note, { cursor: altered })
    }),
  ]
  for (const [n, list] of foreign.entries())
    await expect(list(), `case ${n}`).rejects.toMatchObject({ code: "input", reason: "cursor.invalid" })
})

test("stored data that fits no schema, has no JSON or another version is a defect and no answer to people", async () => {
  const table = store.table("kreis-aulenfeld")
  const put = (sk: string, more: Record<string, { S: string } | { N: string }>) =>
    store.client.send(
      new PutItemCommand({
        TableName: store.tableName,
        Item: {
          pk: { S: "kreis-aulenfeld#vorlage/bad" },
          sk: { S: sk },
          rev: { N: "1" },
          v: { N: "1" },
          value: { S: '{"text":"a"}' },
          ...more,
        },
      }),
    )
  await put("schema", { value: { S: '{"text":7}' } })
  await put("json", { value: { S: "{" } })
  await put("version", { v: { N: "2" } })
  await put("rev", { rev: { N: "0" } })
  for (const kind of ["schema", "json", "version", "rev"]) {
    const failed = await table.get(`vorlage/bad/${kind}`, Note).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Error)
    expect(failed).not.toBeInstanceOf(AppError)
    expect(String(failed)).toContain(`vorlage/bad/${kind}`)
  }
})

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
