/** Writes down every command of a client with its time and capacity, for bench and tests. */
import type { ConsumedCapacity, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { type Asked, asked } from "./policy.ts"

export interface Recorded {
  /** "TransactWriteItemsCommand" */
  readonly command: string
  /** partition keys it names, one per item; for a Query the one it reads */
  readonly partitions: readonly string[]
  /** what IAM would be asked for it, one question per item of a transaction; undefined where nobody here knows */
  readonly asked: readonly Asked[] | undefined
  /** capacity units as the server counted them, indexes included */
  readonly readUnits: number
  readonly writeUnits: number
  /** from call to answer in ms, the SDK's retries included */
  readonly ms: number
  /** name of the error it ended with */
  readonly error: string | undefined
}

export interface Recorder {
  readonly entries: Recorded[]
  /** sums of all entries so far */
  units(): { readonly read: number; readonly write: number }
  count(command: string): number
  clear(): void
  detach(): void
}

/** Starts recording on a client and on every tenant's client bound to it, before or after. One recorder at a time. */
export function record(client: DynamoDBClient): Recorder {
  const entries: Recorded[] = []
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const started = performance.now()
      const note = (units: { read: number; write: number }, error?: string) => {
        entries.push({
          command: context.commandName ?? "",
          partitions: partitions(args.input),
          asked: asked(context.commandName ?? "", args.input),
          readUnits: units.read,
          writeUnits: units.write,
          ms: performance.now() - started,
          error,
        })
      }
      try {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "INDEXES" } })
        note(consumed(context.commandName ?? "", result.output))
        return result
      } catch (error) {
        note({ read: 0, write: 0 }, error instanceof Error ? error.name : String(error))
        throw error
      }
    },
    { step: "initialize", name: "recorder" },
  )
  return {
    entries,
    units: () => ({
      read: entries.reduce((sum, entry) => sum + entry.readUnits, 0),
      write: entries.reduce((sum, entry) => sum + entry.writeUnits, 0),
    }),
    count: (command) => entries.filter((entry) => entry.command === command).length,
    clear: () => {
      entries.length = 0
    },
    detach: () => {
      client.middlewareStack.remove("recorder")
    },
  }
}

const READS = new Set([
  "GetItemCommand",
  "QueryCommand",
  "ScanCommand",
  "BatchGetItemCommand",
  "TransactGetItemsCommand",
])

function consumed(command: string, output: object): { read: number; write: number } {
  if (!("ConsumedCapacity" in output)) return { read: 0, write: 0 }
  const given = output.ConsumedCapacity as ConsumedCapacity | ConsumedCapacity[] | undefined
  const units = [given ?? []].flat().reduce((sum, capacity) => sum + (capacity.CapacityUnits ?? 0), 0)
  return READS.has(command) ? { read: units, write: 0 } : { read: 0, write: units }
}

/** Partition keys anywhere in a command's input. */
function partitions(input: object): string[] {
  if ("ExpressionAttributeValues" in input && "KeyConditionExpression" in input)
    return strings((input.ExpressionAttributeValues as Record<string, unknown>)[":pk"])
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if ("pk" in value) found.push(...strings(value.pk))
    else for (const inner of Object.values(value)) walk(inner)
  }
  walk(input)
  return found
}

function strings(value: unknown): string[] {
  return typeof value === "object" && value !== null && "S" in value && typeof value.S === "string" ? [value.S] : []
}
