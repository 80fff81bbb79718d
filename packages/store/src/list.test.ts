import { randomBytes } from "node:crypto"
import type { Write } from "@beschlussweg/core/context"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { tenantTable } from "./dynamo.ts"
import { type TestStore, testStore } from "./fixture.ts"

let store: TestStore
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())

const Note = z.strictObject({ text: z.string() })
const Any = z.unknown()
const note = (put: string, text: string, rev: number | "new" = "new", index?: string): Write => ({
  put,
  value: { text },
  rev,
  index,
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

test("a span of a list has both ends, in the table and in the index, forwards and backwards, page by page", async () => {
  const table = store.table("kreis-spanne")
  const days = ["2027-01-01", "2027-01-02", "2027-01-02T1", "2027-01-03", "2027-02-01", "2028-01-01"]
  await table.commit(
    [],
    days.map((day) => note(`span/x/${day}`, day, "new", `spanned/y/${day}`)),
  )
  const spans: [string | undefined, string | undefined, string[]][] = [
    [undefined, undefined, days],
    ["2027-01-02", undefined, days.slice(1)],
    [undefined, "2027-01-02", days.slice(0, 3)],
    ["2027-01-02", "2027-01", days.slice(1, 4)],
    ["2027-01-02T", "2027-01-02T", ["2027-01-02T1"]],
    ["2029", undefined, []],
    ["2027-02", "2027-01", []],
  ]
  for (const [from, to, wanted] of spans)
    for (const descending of [false, true]) {
      const name = `${from} to ${to}, ${descending ? "backwards" : "forwards"}`
      for (const list of [
        (page: object) => table.list("span/x/", Note, { ...page, from, to, descending }),
        (page: object) => table.listIndex("spanned/y/", Note, { ...page, from, to, descending }),
      ]) {
        const found: string[] = []
        let cursor: string | undefined
        do {
          const page = await list({ limit: 2, cursor })
          found.push(...page.items.map((item) => item.value.text))
          cursor = page.cursor
        } while (cursor !== undefined)
        expect(found, name).toEqual(descending ? wanted.toReversed() : wanted)
      }
    }
  await expect(table.list("span/x", Note, { from: "a" })).rejects.toThrow("not a prefix")
  await expect(table.list("span/x/", Note, { from: "a#" })).rejects.toThrow("not a bound")
  await expect(table.list("span/x/", Note, { to: "~" })).rejects.toThrow("not a bound")
  const { cursor } = await table.list("span/x/", Note, { limit: 1, from: "2027-01-02", to: "2028" })
  for (const other of [
    {},
    { from: "2027-01-02" },
    { from: "2027-01-01", to: "2028" },
    { from: "2027-01-02", to: "2029" },
  ])
    await expect(table.list("span/x/", Note, { cursor, ...other })).rejects.toMatchObject({ reason: "cursor.invalid" })
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
