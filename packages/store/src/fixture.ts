/** A real store for tests: an embedded server of its own with one table, empty and gone afterwards. */
import { randomBytes } from "node:crypto"
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams"
import type { Table } from "@beschlussweg/core/context"
import { createTable, dynamoClient, streamsClient } from "./client.ts"
import { type SystemTable, tenantTable, unsafeSystemTable } from "./dynamo.ts"
import { type Embedded, startEmbedded } from "./embedded.ts"

export interface TestStore {
  readonly server: Embedded
  readonly tableName: string
  readonly cursorKey: Uint8Array
  readonly client: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
  readonly system: SystemTable
  table(tenantId: string, personId?: string): Table
  stop(): Promise<void>
}

/** In memory, or with its state in `dir` where a test kills and restarts the server. Ready in some 50 ms. */
export async function testStore(given: { dir?: string } = {}): Promise<TestStore> {
  const server = await startEmbedded(given)
  const tableName = "beschlussweg-test"
  const cursorKey = randomBytes(32)
  const client = dynamoClient(server)
  const streams = streamsClient(server)
  await createTable(client, tableName)
  return {
    server,
    tableName,
    cursorKey,
    client,
    streams,
    system: unsafeSystemTable(client, { tableName, cursorKey }),
    table: (tenantId, personId) => tenantTable(client, { tableName, tenantId, personId, cursorKey }),
    async stop() {
      client.destroy()
      streams.destroy()
      await server.stop()
    },
  }
}
