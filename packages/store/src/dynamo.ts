/** The Table port on DynamoDB: bound to one tenant, and the small unbound part that only the sweep may use. */
import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb"
import type { Key, Page, Paged, Table } from "@beschlussweg/core/context"
import type { ZodType } from "zod"
import { commit } from "./commit.ts"
import { type LastKey, type Listing, seal, unseal } from "./cursor.ts"
import { decode } from "./item.ts"
import {
  BY_TENANT,
  checkTenant,
  DUE,
  dueBound,
  dueInstant,
  duePartition,
  place,
  range,
  SYSTEM,
  unplace,
} from "./key.ts"
import { CONDITION, dueClient, type Lock, tenantClient } from "./middleware.ts"

export interface Binding extends Lock {
  /** who lists; binds the cursors. Empty for machines */
  readonly personId?: string | undefined
  /** secret of the page cursors, at least 32 bytes, the same on every machine of a stage */
  readonly cursorKey: Uint8Array
}

const MAX_PAGE = 100

/**
 * The table as one tenant's. Reads by key and of partitions are strongly consistent, `listIndex` is not. A page may be
 * shorter than asked for (1 MB is the most one answer holds), so only an undefined cursor is the end.
 * An item keeps its place in an index only while every put repeats `index`.
 * @throws Error for a tenant id that is none, and for the one reserved for the registry
 */
export function tenantTable(client: DynamoDBClient, binding: Binding): Table {
  if (binding.tenantId === SYSTEM) throw new Error("the registry is no tenant")
  return boundTable(client, binding)
}

function boundTable(client: DynamoDBClient, binding: Binding): Table {
  checkTenant(binding.tenantId)
  if (binding.cursorKey.length < 32) throw new Error("the cursor key has fewer than 32 bytes")
  const { tableName, tenantId } = binding
  const lock = { tableName, tenantId }
  const own = cachedClient(client, lock)
  return {
    async get(key, schema) {
      const { pk, sk } = place(tenantId, key)
      const { Item } = await own.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
      )
      return Item === undefined ? undefined : decode(Item, schema)
    },
    list: (prefix, schema, page = {}) => query(own, binding, "list", prefix, schema, page),
    listIndex: (prefix, schema, page = {}) => query(own, binding, "index", prefix, schema, page),
    commit: (facts, writes, duties = []) => commit(own, lock, facts, writes, duties),
  }
}

const clients = new WeakMap<DynamoDBClient, Map<string, DynamoDBClient>>()
const MAX_CLIENTS = 500

/** Making a client costs more than a read does, and a table is bound for every request. */
function cachedClient(client: DynamoDBClient, lock: Lock): DynamoDBClient {
  const made = clients.get(client) ?? new Map<string, DynamoDBClient>()
  clients.set(client, made)
  const name = `${lock.tableName}#${lock.tenantId}`
  const own = made.get(name) ?? tenantClient(client, lock)
  // Tenants that do not exist are bound, too, before anyone notices; they must not fill the memory.
  if (made.size >= MAX_CLIENTS && !made.has(name)) made.clear()
  made.set(name, own)
  return own
}

async function query<T>(
  client: DynamoDBClient,
  binding: Binding,
  kind: Listing["kind"],
  prefix: Key,
  schema: ZodType<T>,
  page: Page,
): Promise<Paged<T>> {
  const { limit = MAX_PAGE, cursor, descending = false, from = "", to = "" } = page
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) throw new Error(`not a page size: ${limit}`)
  const { tableName, tenantId, personId = "", cursorKey } = binding
  const { pk, span } = range(tenantId, prefix, { from, to })
  const listing: Listing = { tableName, tenantId, personId, kind, prefix, descending, from, to }
  const start = cursor === undefined ? undefined : strings(unseal(cursorKey, listing, cursor))
  // A span that ends before it begins holds nothing; asked for it, DynamoDB refuses.
  if (span !== undefined && Buffer.compare(Buffer.from(span.from), Buffer.from(span.to)) > 0)
    return { items: [], cursor: undefined }
  const conditions = kind === "list" ? CONDITION.table : CONDITION.index
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      ...(kind === "list" ? { ConsistentRead: true } : { IndexName: BY_TENANT }),
      KeyConditionExpression: span === undefined ? conditions.all : conditions.span,
      ExpressionAttributeValues: {
        ":pk": { S: pk },
        ...(span === undefined ? {} : { ":from": { S: span.from }, ":to": { S: span.to } }),
      },
      ScanIndexForward: !descending,
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }),
  )
  return {
    items: Items.map((item) => decode(item, schema)),
    cursor: LastEvaluatedKey === undefined ? undefined : seal(cursorKey, listing, plain(LastEvaluatedKey)),
  }
}

/** A duty that is due, as the sweep sees it: enough to bind its tenant, and nothing more. */
export interface DueDuty {
  readonly tenantId: string
  readonly key: Key
  /** ISO instant */
  readonly dueAt: string
}

export interface SystemTable {
  /**
   * Every duty of one of the 16 shards that is due at `now`, the longest overdue first, however many pages that takes.
   * Eventually consistent: a duty settled a moment ago may still be named, so load it before acting.
   */
  due(now: Date, shard: number): AsyncGenerator<DueDuty, void, void>
  /** the registry of tenants: items at `tenant/<id>`, listed under an index key such as `registry/tenant/<id>` */
  readonly registry: Table
}

/** What reaches across tenants. For the sweep and the operator only; reads due keys and the registry, no tenant's data. */
export function unsafeSystemTable(
  client: DynamoDBClient,
  binding: Omit<Binding, "tenantId" | "personId">,
): SystemTable {
  const { tableName } = binding
  const sweep = dueClient(client, tableName)
  return {
    registry: boundTable(client, { ...binding, tenantId: SYSTEM }),
    async *due(now, shard) {
      let start: Record<string, AttributeValue> | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await sweep.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: DUE,
            KeyConditionExpression: CONDITION.due,
            ExpressionAttributeValues: { ":pk": { S: duePartition(shard) }, ":to": { S: dueBound(now) } },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        )
        for (const item of Items) {
          const { tenantId, key } = unplace(plainPlace(item))
          yield { tenantId, key, dueAt: dueInstant(item.dsk?.S ?? "") }
        }
        start = LastEvaluatedKey
      } while (start !== undefined)
    },
  }
}

function plainPlace(item: Record<string, AttributeValue>): { pk: string; sk: string } {
  return { pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" }
}

function strings(last: LastKey): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(last).map(([name, value]) => [name, { S: value }]))
}

function plain(last: Record<string, AttributeValue>): LastKey {
  return Object.fromEntries(Object.entries(last).map(([name, value]) => [name, value.S ?? ""]))
}
