/**
 * Unsafe: removes every item of one tenant. The only Scan of the product stands here, behind a lock of its own that
 * lets pass this very Scan and deletes of this tenant's keys, and nothing else.
 */
import { setTimeout as pause } from "node:timers/promises"
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb"
import type { Key } from "@beschlussweg/core/context"
import { SYSTEM, unplace } from "./key.ts"
import { deletionClient, type Lock, SCAN } from "./middleware.ts"

export interface Deletion {
  /** every key of the tenant that stands in the table now, page by page; reads the whole table */
  keys(): AsyncGenerator<Key, void, void>
  /**
   * Deletes what stands below a prefix ("member/", "" for all), page by page. Broken off, it is simply called again.
   * @returns number of items deleted
   */
  drop(prefix: string): Promise<number>
}

const BATCH = 25
const ATTEMPTS = 12

/** @throws Error for the registry: it is no tenant and is never deleted */
export function unsafeDeletion(client: DynamoDBClient, lock: Lock): Deletion {
  const { tableName, tenantId } = lock
  if (tenantId === SYSTEM) throw new Error("the registry is never deleted")
  const own = deletionClient(client, lock)

  async function* pages(prefix: string): AsyncGenerator<{ pk: string; sk: string }[], void, void> {
    const begin = `${tenantId}#${prefix}`
    let start: Record<string, AttributeValue> | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await own.send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: SCAN.filter,
          ProjectionExpression: SCAN.projection,
          ExpressionAttributeValues: { ":begin": { S: begin } },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      )
      // Not every server takes begins_with by bytes; what is deleted is decided here.
      const keys = Items.map((i) => ({ pk: i.pk?.S ?? "", sk: i.sk?.S ?? "" })).filter((k) => k.pk.startsWith(begin))
      if (keys.length > 0) yield keys
      start = LastEvaluatedKey
    } while (start !== undefined)
  }

  return {
    async *keys() {
      for await (const page of pages("")) for (const at of page) yield unplace(at).key
    },
    async drop(prefix) {
      let dropped = 0
      for await (const page of pages(prefix)) {
        for (let i = 0; i < page.length; i += BATCH)
          await batch(
            own,
            tableName,
            page
              .slice(i, i + BATCH)
              .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } })),
          )
        dropped += page.length
      }
      return dropped
    },
  }
}

async function batch(client: DynamoDBClient, tableName: string, requests: WriteRequest[]): Promise<void> {
  let left = requests
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error(`${left.length} deletes were not taken after ${ATTEMPTS} attempts`)
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }))
    left = UnprocessedItems?.[tableName] ?? []
    if (left.length > 0) await pause(Math.min(1000, 20 * 2 ** attempt))
  }
}
