import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { type TestStore, testStore } from "./fixture.ts"
import { duePlace } from "./key.ts"
import { CONDITION, dueClient, Refused, tenantClient } from "./middleware.ts"
import { record } from "./recorder.ts"

let store: TestStore
let own: DynamoDBClient
beforeAll(async () => {
  store = await testStore()
  own = tenantClient(store.client, { tableName: store.tableName, tenantId: "kreis-aulenfeld" })
})
afterAll(() => store.stop())

const TableName = "beschlussweg-test"
const S = (text: string) => ({ S: text })
const OURS = { pk: S("kreis-aulenfeld#vorlage/a"), sk: S(".") }
const THEIRS = { pk: S("kreis-andernfeld#vorlage/a"), sk: S(".") }
const item = (key: Record<string, { S: string }>) => ({
  ...key,
  rev: { N: "1" },
  v: { N: "1" },
  tx: S("t"),
  value: S("{}"),
})
const query = (more: Partial<QueryCommandInput>) =>
  new QueryCommand({
    TableName,
    KeyConditionExpression: CONDITION.table.all,
    ExpressionAttributeValues: { ":pk": S("kreis-aulenfeld#vorlage/a") },
    ...more,
  })
const transact = (...TransactItems: TransactWriteItem[]) => new TransactWriteItemsCommand({ TransactItems })
const put = (Item: ReturnType<typeof item>, table = TableName) => transact({ Put: { TableName: table, Item } })

test("what belongs to the tenant passes", async () => {
  await own.send(put(item({ ...OURS, ipk: S("kreis-aulenfeld#task/landrat"), isk: S("x") })))
  expect((await own.send(new GetItemCommand({ TableName, Key: OURS }))).Item?.value).toEqual(S("{}"))
  expect((await own.send(query({}))).Items).toHaveLength(1)
  const { dpk, dsk } = duePlace("kreis-aulenfeld", "duty/vl_1/d1", "2027-01-14T09:12:00.000Z")
  await own.send(put(item({ pk: S("kreis-aulenfeld#duty/vl_1"), sk: S("d1"), dpk: S(dpk), dsk: S(dsk) })))
})

test("no hostile command reaches the server", async () => {
  await store.table("kreis-andernfeld").commit([], [{ put: "vorlage/a", value: "deren", rev: "new" }])
  const seen = record(store.client)
  const duty = { pk: S("kreis-aulenfeld#duty/vl_1"), sk: S("d9") }
  const right = duePlace("kreis-aulenfeld", "duty/vl_1/d9", "2027-01-14T09:12:00.000Z")
  const dutiful = duePlace("kreis-aulenfeld", "vorlage/a", "2027-01-14T09:12:00.000Z")
  const byTenant = { IndexName: "byTenant", KeyConditionExpression: CONDITION.index.all }
  const hostile: Record<string, () => Promise<unknown>> = {
    "another tenant's item": () => own.send(new GetItemCommand({ TableName, Key: THEIRS })),
    "a tenant whose name only begins like ours": () =>
      own.send(
        new GetItemCommand({
          TableName,
          Key: { pk: S("kreis-aulenfeld-2#vorlage/a"), sk: S(".") },
        }),
      ),
    "the registry": () =>
      own.send(new GetItemCommand({ TableName, Key: { pk: S("system#tenant/kreis-aulenfeld"), sk: S(".") } })),
    "a key that is no string": () =>
      own.send(new GetItemCommand({ TableName, Key: { pk: { B: new Uint8Array(3) }, sk: S(".") } })),
    "no key": () => own.send(new GetItemCommand({ TableName, Key: undefined })),
    "another table": () => own.send(new GetItemCommand({ TableName: "others", Key: OURS })),
    "names for attributes": () =>
      own.send(
        new GetItemCommand({
          TableName,
          Key: OURS,
          ProjectionExpression: "#v",
          ExpressionAttributeNames: { "#v": "value" },
        }),
      ),
    "another tenant's partition": () =>
      own.send(query({ ExpressionAttributeValues: { ":pk": S("kreis-andernfeld#vorlage/a") } })),
    "another tenant's partition under another name": () =>
      own.send(
        query({
          KeyConditionExpression: "pk = :x",
          ExpressionAttributeValues: { ":pk": S("kreis-aulenfeld#vorlage/a"), ":x": S("kreis-andernfeld#vorlage/a") },
        }),
      ),
    "a query in the old form": () =>
      own.send(
        query({
          KeyConditionExpression: undefined,
          KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [S("kreis-andernfeld#vorlage/a")] } },
        }),
      ),
    "a filter": () => own.send(query({ FilterExpression: "rev = :pk" })),
    "another tenant's index partition": () =>
      own.send(
        query({
          ...byTenant,
          ExpressionAttributeValues: { ":pk": S("kreis-andernfeld#task/landrat") },
        }),
      ),
    "the table's condition on the index": () => own.send(query({ IndexName: "byTenant" })),
    "the due index": () =>
      own.send(
        query({
          IndexName: "due",
          KeyConditionExpression: CONDITION.due,
          ExpressionAttributeValues: { ":pk": S("due#1"), ":to": S("9") },
        }),
      ),
    "a start in another tenant's partition": () => own.send(query({ ExclusiveStartKey: THEIRS })),
    "a start in another tenant's index partition": () =>
      own.send(
        query({
          ...byTenant,
          ExclusiveStartKey: { ...OURS, ipk: S("kreis-andernfeld#task/landrat"), isk: S("x") },
        }),
      ),
    "a start at another tenant's item in our index partition": () =>
      own.send(
        query({
          ...byTenant,
          ExclusiveStartKey: { ...THEIRS, ipk: S("kreis-aulenfeld#task/landrat"), isk: S("x") },
        }),
      ),
    "a foreign put behind one of ours": () =>
      own.send(transact({ Put: { TableName, Item: item(OURS) } }, { Put: { TableName, Item: item(THEIRS) } })),
    "a foreign delete": () => own.send(transact({ Delete: { TableName, Key: THEIRS } })),
    "a foreign check": () =>
      own.send(
        transact({
          ConditionCheck: { TableName, Key: THEIRS, ConditionExpression: "attribute_exists(pk)" },
        }),
      ),
    "an update": () =>
      own.send(
        transact({
          Update: {
            TableName,
            Key: OURS,
            UpdateExpression: "SET ipk = :x",
            ExpressionAttributeValues: { ":x": S("kreis-andernfeld#task/landrat") },
          },
        }),
      ),
    "two actions in one item": () =>
      own.send(transact({ Delete: { TableName, Key: OURS }, Put: { TableName, Item: item(THEIRS) } })),
    "an empty action": () => own.send(transact({})),
    "no actions": () => own.send(new TransactWriteItemsCommand({ TransactItems: undefined })),
    "a put into another tenant's index": () =>
      own.send(put(item({ ...OURS, ipk: S("kreis-andernfeld#task/landrat"), isk: S("x") }))),
    "a put into another table": () => own.send(put(item(OURS), "others")),
    "an unknown attribute": () => own.send(put(item({ ...OURS, ttl: S("1") }))),
    "a due key on something that is no duty": () =>
      own.send(put(item({ ...OURS, dpk: S(dutiful.dpk), dsk: S(dutiful.dsk) }))),
    "a due key of another duty": () =>
      own.send(put(item({ ...duty, dpk: S(right.dpk), dsk: S(right.dsk.replace("d9", "d8")) }))),
    "a due key of another tenant": () =>
      own.send(put(item({ ...duty, dpk: S(right.dpk), dsk: S(right.dsk.replace("aulen", "andern")) }))),
    "a due key in another shard": () =>
      own.send(put(item({ ...duty, dpk: S(right.dpk === "due#1" ? "due#2" : "due#1"), dsk: S(right.dsk) }))),
    "half a due key": () => own.send(put(item({ ...duty, dpk: S(right.dpk) }))),
    "a scan": () => own.send(new ScanCommand({ TableName })),
    "a scan of the index": () => own.send(new ScanCommand({ TableName, IndexName: "byTenant" })),
    PartiQL: () => own.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}"` })),
    "a PartiQL transaction": () =>
      own.send(
        new ExecuteTransactionCommand({
          TransactStatements: [{ Statement: `SELECT * FROM "${TableName}"` }],
        }),
      ),
    "single put": () => own.send(new PutItemCommand({ TableName, Item: item(THEIRS) })),
    "single update": () => own.send(new UpdateItemCommand({ TableName, Key: THEIRS })),
    "single delete": () => own.send(new DeleteItemCommand({ TableName, Key: THEIRS })),
    "batch get": () => own.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [THEIRS] } } })),
    "batch write": () =>
      own.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: THEIRS } }] } })),
    "transactional get": () =>
      own.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: THEIRS } }] })),
    "the table's end": () => own.send(new DeleteTableCommand({ TableName })),
    "its description": () => own.send(new DescribeTableCommand({ TableName })),
    "the list of tables": () => own.send(new ListTablesCommand({})),
  }
  for (const [name, send] of Object.entries(hostile)) await expect(send(), name).rejects.toBeInstanceOf(Refused)
  seen.detach()
  // The recorder stands before the lock: it saw every one of them end with the refusal, none with an answer.
  expect(seen.entries.map((entry) => entry.error)).toEqual(Object.keys(hostile).map(() => "Refused"))
  expect((await store.table("kreis-andernfeld").get("vorlage/a", z.string()))?.value).toBe("deren")
})

test("the lock cannot be taken off the client", async () => {
  own.middlewareStack.remove("tenantLock")
  await expect(own.send(new ScanCommand({ TableName }))).rejects.toBeInstanceOf(Refused)
})

test("a middleware that changes the input before the lock does not get past it", async () => {
  store.client.middlewareStack.add(
    (next) => (args) => next("Key" in args.input ? { ...args, input: { ...args.input, Key: THEIRS } } : args),
    { step: "initialize", name: "hostile", priority: "low" },
  )
  await expect(own.send(new GetItemCommand({ TableName, Key: OURS }))).rejects.toBeInstanceOf(Refused)
  store.client.middlewareStack.remove("hostile")
})

test("the sweep may ask what is due and nothing else", async () => {
  const sweep = dueClient(store.client, TableName)
  const due = (more: Partial<QueryCommandInput>) =>
    sweep.send(
      query({
        IndexName: "due",
        KeyConditionExpression: CONDITION.due,
        ExpressionAttributeValues: { ":pk": S("due#1"), ":to": S("3") },
        ...more,
      }),
    )
  expect((await due({})).$metadata.httpStatusCode).toBe(200)
  const refused = [
    due({ IndexName: undefined }),
    due({ IndexName: "byTenant" }),
    due({ TableName: "others" }),
    due({ ExpressionAttributeValues: { ":pk": S("due#16"), ":to": S("3") } }),
    due({ ExpressionAttributeValues: { ":pk": S("kreis-aulenfeld#vorlage/a"), ":to": S("3") } }),
    due({ KeyConditionExpression: "pk = :pk" }),
    due({ FilterExpression: "pk = :pk" }),
    sweep.send(new GetItemCommand({ TableName, Key: OURS })),
    sweep.send(new ScanCommand({ TableName, IndexName: "due" })),
    sweep.send(put(item(OURS))),
  ]
  for (const [n, one] of refused.entries()) await expect(one, `case ${n}`).rejects.toBeInstanceOf(Refused)
})
