/** Clients of DynamoDB and of its streams, and the one table with its two indexes. */
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb"
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams"
import { type Connection, config, type Identity } from "./connection.ts"
import { BY_TENANT, DUE } from "./key.ts"

export { type Connection, REGION } from "./connection.ts"

export function dynamoClient(connection: Connection): DynamoDBClient {
  return new DynamoDBClient(config(connection))
}

/** A client that shares the connections of `client` and signs with other credentials. */
export function withCredentials(client: DynamoDBClient, credentials: () => Promise<Identity>): DynamoDBClient {
  const { region, endpoint, requestHandler, maxAttempts } = client.config
  return new DynamoDBClient({ region, endpoint, credentials, requestHandler, maxAttempts })
}

export function streamsClient(connection: Connection): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient(config(connection))
}

/**
 * Creates the table where it is missing and waits until it can be used; an existing one is left as it is.
 * The stream carries new images only: what was deleted does not travel on for another day.
 */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ]
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk", "ipk", "isk", "dpk", "dsk"].map((name) => ({
          AttributeName: name,
          AttributeType: "S",
        })),
        KeySchema: key("pk", "sk"),
        GlobalSecondaryIndexes: [
          { IndexName: BY_TENANT, KeySchema: key("ipk", "isk"), Projection: { ProjectionType: "ALL" } },
          { IndexName: DUE, KeySchema: key("dpk", "dsk"), Projection: { ProjectionType: "KEYS_ONLY" } },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      }),
    )
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName })
}
