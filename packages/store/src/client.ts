/** Clients of DynamoDB and of its streams, and the one table with its two indexes. */
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb"
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams"
import { BY_TENANT, DUE } from "./key.ts"

export const REGION = "eu-central-1"

export interface Connection {
  /** without one: AWS, with the credentials of the environment */
  readonly endpoint?: string | undefined
}

function config(connection: Connection) {
  const { endpoint } = connection
  const aws = endpoint === undefined || new URL(endpoint).hostname.endsWith(".amazonaws.com")
  return {
    region: REGION,
    ...(endpoint === undefined ? {} : { endpoint }),
    // A server of one's own wants some credentials and checks none. AWS never sees these.
    ...(aws ? {} : { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
    // Reads have no other retry than the SDK's: with 6 % of attempts lost or throttled, three fail once in some 5,000 reads.
    maxAttempts: 5,
    // Without these a lost answer would be waited for without end; shorter ones would strike while a PDF is laid out.
    requestHandler: { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  } satisfies DynamoDBClientConfig
}

export function dynamoClient(connection: Connection): DynamoDBClient {
  return new DynamoDBClient(config(connection))
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
