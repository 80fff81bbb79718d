/** Events as AWS makes them: requests of an HTTP API (payload 2.0), batches of a table's stream. */
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams"
import type { streamsClient } from "@beschlussweg/store/client"

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body?: string | Uint8Array
}
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body: string
  readonly isBase64Encoded: boolean
}
export const bytesOf = ({ body, isBase64Encoded }: Answer): Buffer =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8")
export const jsonOf = (answer: Answer): unknown => JSON.parse(bytesOf(answer).toString("utf8"))

/** AWS hands bodies over as base64 where they are no text of its own list; JSON stays text. */
export function request(path: string, { method = "GET", headers = {}, cookies = [], body }: Ask = {}) {
  const [rawPath = "/", rawQueryString = ""] = path.split("?", 2)
  const bytes = body === undefined ? undefined : Buffer.from(body)
  const plain = headers["content-type"]?.startsWith("application/json") ?? false
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    cookies: [...cookies],
    headers: { host: "abc123.execute-api.eu-central-1.amazonaws.com", ...headers },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName: "abc123.execute-api.eu-central-1.amazonaws.com",
      domainPrefix: "abc123",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "test" },
      requestId: "test",
      routeKey: "$default",
      stage: "$default",
      time: "21/Nov/2026:04:00:00 +0000",
      timeEpoch: 1795233600000,
    },
    body: bytes?.toString(plain ? "utf8" : "base64"),
    isBase64Encoded: bytes !== undefined && !plain,
  }
}

/** Follows the stream of the embedded table; every call gives what has come since, as Lambda would batch it. */
export async function batches(client: ReturnType<typeof streamsClient>, TableName: string) {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }))
  const StreamArn = Streams[0]?.StreamArn
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
  const iterators = new Map<string, string | undefined>()
  for (const { ShardId = "" } of StreamDescription?.Shards ?? []) {
    const at = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" as const }
    iterators.set(ShardId, (await client.send(new GetShardIteratorCommand(at))).ShardIterator)
  }
  return async () => {
    const found: object[] = []
    for (const [shard, ShardIterator] of iterators) {
      if (ShardIterator === undefined) continue
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }))
      iterators.set(shard, NextShardIterator)
      for (const record of Records) found.push({ ...record, eventSource: "aws:dynamodb", eventSourceARN: StreamArn })
    }
    // As JSON: bytes are base64 in an event.
    const text = JSON.stringify({ Records: found }, (_, value: unknown) =>
      isBytes(value)
        ? Buffer.from(value.data).toString("base64")
        : value instanceof Uint8Array
          ? Buffer.from(value).toString("base64")
          : value,
    )
    return { count: found.length, event: JSON.parse(text) as { Records: { dynamodb: { SequenceNumber: string } }[] } }
  }
}

const isBytes = (value: unknown): value is { readonly data: number[] } =>
  typeof value === "object" && value !== null && "type" in value && value.type === "Buffer" && "data" in value
