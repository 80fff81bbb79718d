import { createHash } from "node:crypto"
import { deflateRawSync } from "node:zlib"
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { RevConflict, type Write } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { append, EMPTY, factKey } from "@beschlussweg/core/fact"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { type TestStore, testStore } from "./fixture.ts"
import { MAX_ITEM } from "./item.ts"

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
  await put("version", { v: { N: "3" } })
  await put("rev", { rev: { N: "0" } })
  for (const kind of ["schema", "json", "version", "rev"]) {
    const failed = await table.get(`vorlage/bad/${kind}`, Note).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Error)
    expect(failed).not.toBeInstanceOf(AppError)
    expect(String(failed)).toContain(`vorlage/bad/${kind}`)
  }
})

describe("outer forms of an item", () => {
  const stored = async (sk: string) => {
    const Key = { pk: { S: "kreis-aulenfeld#vorlage/form" }, sk: { S: sk } }
    return (await store.client.send(new GetItemCommand({ TableName: store.tableName, Key }))).Item
  }
  const words = "Der Kreisausschuss stimmt dem Programm zu. "

  test("what saves a write unit is deflated, everything else stays readable for people", async () => {
    const table = store.table("kreis-aulenfeld")
    const random = Array.from({ length: 150 }, (_, n) => createHash("sha256").update(String(n)).digest("base64")).join(
      "",
    )
    const notes = { small: words, large: words.repeat(100), random: random.slice(0, 1500) }
    for (const [name, text] of Object.entries(notes)) await table.commit([], [note(`vorlage/form/${name}`, text)])
    expect(await stored("small")).toMatchObject({ v: { N: "1" }, value: { S: JSON.stringify({ text: notes.small }) } })
    const large = await stored("large")
    expect(large).toMatchObject({ v: { N: "2" } })
    expect(large).not.toHaveProperty("value")
    expect(large?.z?.B?.length).toBeLessThan(1024)
    expect(await stored("random")).toMatchObject({ v: { N: "1" } })
    for (const [name, text] of Object.entries(notes))
      expect((await table.get(`vorlage/form/${name}`, Note))?.value.text).toBe(text)
    // Grown over the edge and back again: the form follows the value.
    await table.commit([], [note("vorlage/form/large", words, 1)])
    expect(await stored("large")).toMatchObject({ v: { N: "1" } })
    expect(await stored("large")).not.toHaveProperty("z")
  })

  test("a large item of the first form, as an earlier release wrote it, is read and takes the new form when it is written", async () => {
    const table = store.table("kreis-aulenfeld")
    const value = JSON.stringify({ text: words.repeat(100) })
    const Item = {
      ...{ pk: { S: "kreis-aulenfeld#vorlage/form" }, sk: { S: "old" }, rev: { N: "4" }, v: { N: "1" } },
      ...{ tx: { S: "t" }, value: { S: value } },
    }
    await store.client.send(new PutItemCommand({ TableName: store.tableName, Item }))
    const read = await table.get("vorlage/form/old", Note)
    expect(read).toMatchObject({ rev: 4, value: { text: words.repeat(100) } })
    await table.commit([], [note("vorlage/form/old", `${words.repeat(100)}Ja.`, 4)])
    expect(await stored("old")).toMatchObject({ v: { N: "2" }, rev: { N: "5" } })
  })

  test("what is no deflated JSON, or swells beyond an item, is unreadable", async () => {
    const table = store.table("kreis-aulenfeld")
    const bad = { noise: new Uint8Array([1, 2, 3]), bomb: deflateRawSync("0".repeat(MAX_ITEM + 1)) }
    for (const [sk, z] of Object.entries(bad)) {
      const Item = {
        pk: { S: "kreis-aulenfeld#vorlage/form" },
        sk: { S: sk },
        rev: { N: "1" },
        v: { N: "2" },
        z: { B: z },
      }
      await store.client.send(new PutItemCommand({ TableName: store.tableName, Item }))
      await expect(table.get(`vorlage/form/${sk}`, Note)).rejects.toMatchObject({ name: "Unreadable", because: "json" })
    }
  })
})
