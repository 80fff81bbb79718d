/** The alarm clock of local work: follows the table's stream. In AWS the worker's event source does this. */
import { setTimeout as pause } from "node:timers/promises"
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams"
import { type Change, change } from "./change.ts"

export { type Change, change } from "./change.ts"

export interface Follow {
  readonly tableName: string
  /** "now": what happens after `ready`; "start": whatever the stream still holds */
  readonly from: "now" | "start"
  /** pause between two looks in ms; default 25. Only for local servers: AWS allows five looks a second per shard */
  readonly intervalMs?: number
  /** takes changes in order per item; while it rejects they are brought again, at most five times */
  onRecords(changes: readonly Change[]): Promise<void> | void
  onError?(error: unknown): void
}

export interface Following {
  /** settled once the position in the stream is fixed; rejects when there is no stream */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

const ATTEMPTS = 5
const ERROR_PAUSE = 200
/** Looks after which new shards are searched for; a closed shard makes it look at once. */
const REFRESH = 200

interface Reader {
  readonly shardId: string
  readonly parent: string | undefined
  iterator: string | undefined
  /** sequence number of the last record handed over */
  last: string | undefined
  closed: boolean
}

/** Follows all shards of the table's stream until stopped: each change at least once as long as nothing is trimmed. */
export function follow(client: DynamoDBStreamsClient, options: Follow): Following {
  const { intervalMs = 25, onError = () => {} } = options
  const stopped = new AbortController()
  const opened = openStream(client, options)
  const run = async () => {
    const stream = await opened
    for (let look = 1; !stopped.signal.aborted; look++) {
      let closed = false
      for (const reader of stream.readers.values()) {
        const parent = stream.readers.get(reader.parent ?? "")
        // A child shard goes on where its parent ends; earlier it would bring an item's changes out of order.
        if (reader.closed || stopped.signal.aborted || (parent !== undefined && !parent.closed)) continue
        try {
          await read(client, stream.arn, reader, options)
          closed ||= reader.closed
        } catch (error) {
          onError(error)
          await rest(ERROR_PAUSE, stopped.signal)
        }
      }
      if (closed || look % REFRESH === 0) await findShards(client, stream, "start").catch(onError)
      if (!closed) await rest(intervalMs, stopped.signal)
    }
  }
  // A stream that cannot be opened is told by `ready`.
  const done = run().catch(() => {})
  return {
    ready: opened.then(() => {}),
    async stop() {
      stopped.abort()
      await done
    },
  }
}

interface Stream {
  readonly arn: string
  readonly readers: Map<string, Reader>
}

async function openStream(client: DynamoDBStreamsClient, { tableName, from }: Follow): Promise<Stream> {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: tableName }))
  // A table that was made anew keeps its old streams for a day; the label is the time of creation.
  const newest = Streams.toSorted((a, b) => ((a.StreamLabel ?? "") < (b.StreamLabel ?? "") ? 1 : -1))[0]
  if (newest?.StreamArn === undefined) throw new Error(`table ${tableName} has no stream`)
  const stream = { arn: newest.StreamArn, readers: new Map<string, Reader>() }
  await findShards(client, stream, from)
  return stream
}

async function findShards(client: DynamoDBStreamsClient, stream: Stream, from: "now" | "start"): Promise<void> {
  let start: string | undefined
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: stream.arn, ExclusiveStartShardId: start }),
    )
    for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || stream.readers.has(ShardId)) continue
      const reader = { shardId: ShardId, parent: ParentShardId, iterator: undefined, last: undefined, closed: false }
      await position(client, stream.arn, reader, from === "now" ? "LATEST" : "TRIM_HORIZON")
      stream.readers.set(ShardId, reader)
    }
    start = StreamDescription?.LastEvaluatedShardId
  } while (start !== undefined)
}

async function position(
  client: DynamoDBStreamsClient,
  arn: string,
  reader: Reader,
  type: NonNullable<GetShardIteratorCommandInput["ShardIteratorType"]>,
): Promise<void> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: reader.shardId,
      ShardIteratorType: type,
      ...(type === "AFTER_SEQUENCE_NUMBER" ? { SequenceNumber: reader.last } : {}),
    }),
  )
  reader.iterator = ShardIterator
}

/** One look into one shard. */
async function read(client: DynamoDBStreamsClient, arn: string, reader: Reader, options: Follow): Promise<void> {
  const { Records = [], NextShardIterator } = await client
    .send(new GetRecordsCommand({ ShardIterator: reader.iterator }))
    .catch(async (error: unknown) => {
      if (error instanceof ExpiredIteratorException)
        await position(client, arn, reader, reader.last === undefined ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER")
      if (error instanceof TrimmedDataAccessException) await position(client, arn, reader, "TRIM_HORIZON")
      throw error
    })
  const changes = Records.flatMap((record) => readable(record, options))
  if (changes.length > 0) await hand(changes, options)
  reader.last = Records.at(-1)?.dynamodb?.SequenceNumber ?? reader.last
  reader.iterator = NextShardIterator
  reader.closed = NextShardIterator === undefined
}

/** One stubborn record must not stand in the way of all others: after five attempts it is the sweep's. */
async function hand(changes: readonly Change[], { onRecords, onError = () => {} }: Follow): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await onRecords(changes)
      return
    } catch (error) {
      onError(error)
      await pause(20 * attempt)
    }
  }
}

/** A record that is none of ours must not stop the clock for all others. */
function readable(record: _Record, { onError = () => {} }: Follow): Change[] {
  try {
    return [change(record)]
  } catch (error) {
    onError(error)
    return []
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {})
}
