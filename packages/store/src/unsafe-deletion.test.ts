import { BatchWriteItemCommand, DeleteItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { type TestStore, testStore } from "./fixture.ts"
import { deletionClient, Refused, SCAN } from "./middleware.ts"
import { record } from "./recorder.ts"
import { unsafeDeletion } from "./unsafe-deletion.ts"

let store: TestStore
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.stop())

const lock = (tenantId: string) => ({ tableName: store.tableName, tenantId })
async function fill(tenantId: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await store.table(tenantId).commit(
      [],
      [
        { put: `vorlage/v${i}/root`, value: { i }, rev: "new", index: `list/vorlage/v${i}` },
        { put: `member/p${i}/root`, value: { i }, rev: "new" },
      ],
      [{ id: "d", log: `v${i}`, kind: "paper", dueAt: "2026-01-01T00:00:00.000Z", attempts: 0 }],
    )
}
const keysOf = async (tenantId: string) => {
  const found: string[] = []
  for await (const key of unsafeDeletion(store.client, lock(tenantId)).keys()) found.push(key)
  return found
}

describe("deletion of a tenant's items", () => {
  test("takes every item, index and duty of this tenant, and nothing of a tenant whose name begins the same", async () => {
    await fill("kreis", 30)
    await fill("kreis-neu", 3)
    expect((await keysOf("kreis")).length).toBe(90)
    const deletion = unsafeDeletion(store.client, lock("kreis"))
    expect(await deletion.drop("member/")).toBe(30)
    expect((await keysOf("kreis")).some((k) => k.startsWith("member/"))).toBe(false)
    expect(await deletion.drop("")).toBe(60)
    expect(await deletion.drop("")).toBe(0)
    expect(await keysOf("kreis")).toEqual([])
    expect((await keysOf("kreis-neu")).length).toBe(9)
    expect((await store.table("kreis").listIndex("list/vorlage", z.unknown())).items).toEqual([])
    const due: string[] = []
    for (let shard = 0; shard < 16; shard++)
      for await (const d of store.system.due(new Date(), shard)) due.push(d.tenantId)
    expect(new Set(due)).toEqual(new Set(["kreis-neu"]))
  })

  test("never the registry's", () => {
    expect(() => unsafeDeletion(store.client, lock("system"))).toThrow("registry")
  })

  test("sends one kind of scan and deletes of its own keys, which a recorder sees", async () => {
    await fill("kreis-drei", 2)
    const recorder = record(store.client)
    await unsafeDeletion(store.client, lock("kreis-drei")).drop("")
    recorder.detach()
    expect(new Set(recorder.entries.map((e) => e.command))).toEqual(new Set(["ScanCommand", "BatchWriteItemCommand"]))
  })
})

describe("the lock of a deletion lets pass nothing else", () => {
  const own = () => deletionClient(store.client, lock("kreis"))
  const scan = (change: object) =>
    new ScanCommand({
      TableName: store.tableName,
      FilterExpression: SCAN.filter,
      ProjectionExpression: SCAN.projection,
      ExpressionAttributeValues: { ":begin": { S: "kreis#" } },
      ...change,
    })
  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "." } })
  const batch = (request: object, table = store.tableName) =>
    new BatchWriteItemCommand({ RequestItems: { [table]: [request] } })

  test.each([
    ["a scan without filter", () => scan({ FilterExpression: undefined })],
    ["a scan of another tenant", () => scan({ ExpressionAttributeValues: { ":begin": { S: "stadt#" } } })],
    ["a scan of all whose name begins so", () => scan({ ExpressionAttributeValues: { ":begin": { S: "kreis" } } })],
    ["a scan that reads values", () => scan({ ProjectionExpression: undefined })],
    ["a scan of an index", () => scan({ IndexName: "byTenant" })],
    ["a scan of another table", () => scan({ TableName: "andere" })],
    ["a delete of another tenant's key", () => batch({ DeleteRequest: { Key: key("stadt#vorlage/v1") } })],
    ["a put", () => batch({ PutRequest: { Item: key("kreis#vorlage/v1") } })],
    ["a delete in another table", () => batch({ DeleteRequest: { Key: key("kreis#vorlage/v1") } }, "andere")],
    ["a single delete", () => new DeleteItemCommand({ TableName: store.tableName, Key: key("kreis#x/y") })],
    ["a single put", () => new PutItemCommand({ TableName: store.tableName, Item: key("kreis#x/y") })],
  ])("%s", async (_, command) => {
    await expect(own().send(command() as ScanCommand)).rejects.toBeInstanceOf(Refused)
  })
})
