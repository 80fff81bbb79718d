/** The second lock of tenant isolation: a client that refuses every command whose keys are not its tenant's. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { BY_TENANT, checkTenant, DUE, DUE_SHARDS, duePartition, dueShard, unplace } from "./key.ts"

/** A command that the lock did not let pass. Always a defect of our own code or worse. */
export class Refused extends Error {
  constructor(commandName: string, why: string) {
    super(`${commandName} refused: ${why}`)
    this.name = "Refused"
  }
}

export interface Lock {
  readonly tableName: string
  readonly tenantId: string
}

/** The only key conditions that exist. Fixed texts, so that no expression has to be understood to be judged. */
export const CONDITION = {
  table: { all: "pk = :pk", span: "pk = :pk AND sk BETWEEN :from AND :to" },
  index: { all: "ipk = :pk", span: "ipk = :pk AND isk BETWEEN :from AND :to" },
  due: "dpk = :pk AND dsk < :to",
} as const

/** The one Scan that exists, as texts that need no understanding. */
export const SCAN = { filter: "begins_with(pk, :begin)", projection: "pk, sk" } as const

type Fields = Readonly<Record<string, unknown>>
type Check = (commandName: string, input: Fields) => void

/**
 * A client of its own that shares connection and middleware with `client` and lets pass what belongs to the tenant:
 * GetItem, Query and TransactWriteItems on its table. Scan and everything else is refused.
 */
export function tenantClient(client: DynamoDBClient, lock: Lock): DynamoDBClient {
  checkTenant(lock.tenantId)
  return guarded(client, (name, input) => checkTenantCommand(lock, name, input))
}

/** The client of the sweep: a Query on `due` of this table, nothing else. */
export function dueClient(client: DynamoDBClient, tableName: string): DynamoDBClient {
  return guarded(client, (name, input) => checkDueCommand(tableName, name, input))
}

/** The client that deletes one tenant: the one Scan for its keys, and deletes of exactly those. */
export function deletionClient(client: DynamoDBClient, lock: Lock): DynamoDBClient {
  checkTenant(lock.tenantId)
  return guarded(client, (name, input) => checkDeletionCommand(lock, name, input))
}

function guarded(client: DynamoDBClient, check: Check): DynamoDBClient {
  const { region, endpoint, credentials, requestHandler, maxAttempts } = client.config
  const own = new DynamoDBClient({ region, endpoint, credentials, requestHandler, maxAttempts })
  // Made anew for every command: what is attached to `client` later (recorder, faults) holds here too,
  // and nobody can take the lock off this client's stack.
  Object.defineProperty(own, "middlewareStack", {
    get: () => {
      const stack = client.middlewareStack.clone()
      stack.add(
        (next, context) => async (args) => {
          check(context.commandName ?? "an unnamed command", { ...args.input })
          return next(args)
        },
        // last before the input becomes bytes, so that no later step can change it
        { step: "serialize", priority: "high", name: "tenantLock" },
      )
      return stack
    },
  })
  return own
}

function checkTenantCommand(lock: Lock, name: string, input: Fields): void {
  const no = (why: string): never => {
    throw new Refused(name, why)
  }
  switch (name) {
    case "GetItemCommand":
      only(input, ["TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity"], no)
      table(lock.tableName, input, no)
      primary(lock, fields(input.Key, no), no)
      return
    case "QueryCommand":
      query(lock, input, no)
      return
    case "TransactWriteItemsCommand": {
      only(input, ["TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"], no)
      const items: readonly unknown[] = Array.isArray(input.TransactItems) ? input.TransactItems : no("no items")
      for (const item of items) transactItem(lock, fields(item, no), no)
      return
    }
    default:
      no("no command of a tenant")
  }
}

const QUERY = [
  "TableName",
  "IndexName",
  "KeyConditionExpression",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
  "ConsistentRead",
  "ScanIndexForward",
  "Limit",
  "ReturnConsumedCapacity",
]

function query(lock: Lock, input: Fields, no: No): void {
  only(input, QUERY, no)
  table(lock.tableName, input, no)
  if (input.IndexName !== undefined && input.IndexName !== BY_TENANT) no("foreign index")
  const conditions: readonly unknown[] = Object.values(
    input.IndexName === BY_TENANT ? CONDITION.index : CONDITION.table,
  )
  if (!conditions.includes(input.KeyConditionExpression)) no("foreign key condition")
  own(lock, text(fields(input.ExpressionAttributeValues, no)[":pk"], no), no)
  if (input.ExclusiveStartKey === undefined) return
  const start = fields(input.ExclusiveStartKey, no)
  only(start, ["pk", "sk", "ipk", "isk"], no)
  own(lock, text(start.pk, no), no)
  if (input.IndexName === BY_TENANT) own(lock, text(start.ipk, no), no)
}

const TRANSACT = {
  Put: ["TableName", "Item", "ConditionExpression", "ExpressionAttributeValues", "ReturnValuesOnConditionCheckFailure"],
  Delete: [
    "TableName",
    "Key",
    "ConditionExpression",
    "ExpressionAttributeValues",
    "ReturnValuesOnConditionCheckFailure",
  ],
  ConditionCheck: [
    "TableName",
    "Key",
    "ConditionExpression",
    "ExpressionAttributeValues",
    "ReturnValuesOnConditionCheckFailure",
  ],
} as const

function transactItem(lock: Lock, item: Fields, no: No): void {
  // Update is missing on purpose: its expression could set index keys that nobody reads here.
  only(item, Object.keys(TRANSACT), no)
  const actions = Object.entries(item)
  if (actions.length !== 1) no("one action per item")
  const [action, given] = actions[0] ?? no("one action per item")
  const input = fields(given, no)
  table(lock.tableName, input, no)
  if (action === "Put") {
    only(input, TRANSACT.Put, no)
    stored(lock, fields(input.Item, no), no)
    return
  }
  only(input, TRANSACT.Delete, no)
  primary(lock, fields(input.Key, no), no)
}

function stored(lock: Lock, item: Fields, no: No): void {
  only(item, ["pk", "sk", "rev", "v", "tx", "value", "z", "ipk", "isk", "dpk", "dsk"], no)
  const pk = text(item.pk, no)
  own(lock, pk, no)
  if (item.ipk !== undefined) own(lock, text(item.ipk, no), no)
  if (item.dpk === undefined && item.dsk === undefined) return
  // The one exception: the due key of a duty is no key of the tenant, but it has to be this very duty's.
  const { key } = unplace({ pk, sk: text(item.sk, no) })
  if (!key.startsWith("duty/")) no("due key on something that is no duty")
  if (text(item.dpk, no) !== duePartition(dueShard(lock.tenantId, key))) no("foreign due partition")
  if (text(item.dsk, no).slice(24) !== `#${lock.tenantId}/${key}`) no("foreign due key")
}

function checkDueCommand(tableName: string, name: string, input: Fields): void {
  const no = (why: string): never => {
    throw new Refused(name, why)
  }
  if (name !== "QueryCommand") no("no command of the sweep")
  only(input, QUERY, no)
  table(tableName, input, no)
  if (input.IndexName !== DUE) no("foreign index")
  if (input.KeyConditionExpression !== CONDITION.due) no("foreign key condition")
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => duePartition(shard))
  if (!shards.includes(text(fields(input.ExpressionAttributeValues, no)[":pk"], no))) no("foreign due partition")
}

function checkDeletionCommand(lock: Lock, name: string, input: Fields): void {
  const no = (why: string): never => {
    throw new Refused(name, why)
  }
  if (name === "ScanCommand") {
    const known = ["FilterExpression", "ProjectionExpression", "ExpressionAttributeValues", "ExclusiveStartKey"]
    only(input, ["TableName", "ConsistentRead", "ReturnConsumedCapacity", ...known], no)
    table(lock.tableName, input, no)
    if (input.FilterExpression !== SCAN.filter || input.ProjectionExpression !== SCAN.projection) no("foreign scan")
    own(lock, text(fields(input.ExpressionAttributeValues, no)[":begin"], no), no)
    return
  }
  if (name !== "BatchWriteItemCommand") no("no command of a deletion")
  only(input, ["RequestItems", "ReturnConsumedCapacity"], no)
  const requests = fields(input.RequestItems, no)
  only(requests, [lock.tableName], no)
  const list = requests[lock.tableName]
  for (const request of Array.isArray(list) ? list : no("no items")) {
    only(fields(request, no), ["DeleteRequest"], no)
    const deletion = fields(fields(request, no).DeleteRequest, no)
    only(deletion, ["Key"], no)
    primary(lock, fields(deletion.Key, no), no)
  }
}

type No = (why: string) => never

function table(tableName: string, input: Fields, no: No): void {
  if (input.TableName !== tableName) no("foreign table")
}

function primary(lock: Lock, key: Fields, no: No): void {
  only(key, ["pk", "sk"], no)
  own(lock, text(key.pk, no), no)
}

function own(lock: Lock, partition: string, no: No): void {
  if (!partition.startsWith(`${lock.tenantId}#`)) no("foreign tenant")
}

/** Closed lists: a field this lock does not know cannot be judged and is refused (KeyConditions, names, filters, ...). */
function only(given: Fields, known: readonly string[], no: No): void {
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !known.includes(name)) no(`unknown field ${name}`)
}

function fields(given: unknown, no: No): Fields {
  if (typeof given !== "object" || given === null) return no("something is missing")
  return { ...given }
}

function text(given: unknown, no: No): string {
  const value = fields(given, no).S
  return typeof value === "string" ? value : no("a key is no string")
}
