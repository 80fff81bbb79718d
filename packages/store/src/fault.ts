/** What AWS does and the embedded server does not: conflicts, throttling, lost answers, stale indexes, a stream with gaps. For tests. */

import {
  type AttributeValue,
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  type QueryCommandOutput,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb"
import type { _Record, DynamoDBStreamsClient, GetRecordsCommandOutput } from "@aws-sdk/client-dynamodb-streams"
import type { Item } from "./item.ts"

/** Chances between 0 and 1, each per attempt that would go over the wire; absent is never. */
export interface Rates {
  /** a transaction is cancelled although nobody else writes */
  readonly conflict?: number
  /** any command is refused for its rate */
  readonly throttle?: number
  /** the connection dies before the server has seen the command */
  readonly lostRequest?: number
  /** the connection dies after the server has done it: the outcome is unknown to the caller */
  readonly lostAnswer?: number
  /** a Query on an index answers from a moment ago */
  readonly staleIndex?: number
}

export interface StreamRates {
  /** a record comes a second time with the next look */
  readonly duplicate?: number
  /** a record comes some looks later */
  readonly late?: number
  /** a record never comes */
  readonly lost?: number
  /** per look: what it found comes last record first */
  readonly reordered?: number
}

export type Fault = keyof Rates | "overlap" | "inProgress"

export interface Faults {
  /** how often each fault happened */
  readonly counts: Readonly<Record<Fault, number>>
  /** replaces the rates from now on; {} leaves only what AWS always does: overlapping transactions are cancelled */
  set(rates: Rates): void
  detach(): void
}

/** Numbers in [0, 1) from a seed (mulberry32), so that a run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How far behind an index may lag, in ms. */
const LAG = 1000

/**
 * Attaches the faults to clients and to all tenants' clients bound to them. Each attempt of the SDK passes here, its
 * retries included. Transactions that overlap on an item are cancelled as AWS does: the one that comes later.
 */
export function injectFaults(clients: readonly DynamoDBClient[], seed: number, first: Rates = {}): Faults {
  const random = seeded(seed)
  let rates = first
  const counts: Record<Fault, number> = {
    conflict: 0,
    throttle: 0,
    lostRequest: 0,
    lostAnswer: 0,
    staleIndex: 0,
    overlap: 0,
    inProgress: 0,
  }
  const strikes = (fault: keyof Rates) => {
    const rate = rates[fault] ?? 0
    if (rate === 0 || random() >= rate) return false
    counts[fault]++
    return true
  }
  const busy = new Map<string, string>()
  const index = indexHistory()
  const attach = (client: DynamoDBClient) =>
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const transaction = context.commandName === "TransactWriteItemsCommand" ? transactionOf(args.input) : undefined
        if (strikes("lostRequest")) throw timeout()
        if (strikes("throttle"))
          throw new ProvisionedThroughputExceededException({ message: "injected: rate exceeded", $metadata: {} })
        if (transaction === undefined) {
          if (!("IndexName" in args.input)) return next(args)
          const result = await next(args)
          const output = index.answer(args.input, result.output as QueryCommandOutput, () => strikes("staleIndex"))
          return { ...result, output }
        }
        const { token, keys } = transaction
        const held = keys.map((key) => busy.get(key))
        if (held.includes(token)) {
          counts.inProgress++
          throw new TransactionInProgressException({ message: "injected: the same token is at work", $metadata: {} })
        }
        if (held.some((owner) => owner !== undefined)) {
          counts.overlap++
          throw cancelled(held.map((owner) => owner !== undefined))
        }
        if (strikes("conflict")) {
          const hit = Math.floor(random() * keys.length)
          throw cancelled(keys.map((_, n) => n === hit))
        }
        for (const key of keys) busy.set(key, token)
        try {
          const result = await next(args)
          index.wrote(transaction.created)
          if (strikes("lostAnswer")) throw timeout()
          return result
        } finally {
          for (const key of keys) busy.delete(key)
        }
      },
      // after the SDK's retry, which comes first in this step
      { step: "finalizeRequest", priority: "low", name: "faults" },
    )
  clients.forEach(attach)
  return {
    counts,
    set: (given) => {
      rates = given
    },
    detach: () => {
      for (const client of clients) client.middlewareStack.remove("faults")
    },
  }
}

export interface StreamFaults {
  readonly counts: Readonly<Record<keyof StreamRates, number>>
  set(rates: StreamRates): void
  detach(): void
}

/** Attaches the faults of an event source to a streams client: a record comes twice, some looks later, out of order, or never. */
export function injectStreamFaults(client: DynamoDBStreamsClient, seed: number, first: StreamRates): StreamFaults {
  const random = seeded(seed)
  let rates = first
  const counts = { duplicate: 0, late: 0, lost: 0, reordered: 0 }
  let waiting: { record: _Record; looks: number }[] = []
  const strikes = (fault: keyof StreamRates) => {
    const rate = rates[fault] ?? 0
    if (rate === 0 || random() >= rate) return false
    counts[fault]++
    return true
  }
  const later = (record: _Record, looks: number) => {
    waiting.push({ record, looks })
  }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      if (context.commandName !== "GetRecordsCommand") return result
      const output = result.output as GetRecordsCommandOutput
      const ripe = waiting.filter((one) => one.looks <= 0).map((one) => one.record)
      waiting = waiting.filter((one) => one.looks > 0).map(({ record, looks }) => ({ record, looks: looks - 1 }))
      const Records = ripe
      for (const record of output.Records ?? []) {
        if (strikes("lost")) continue
        if (strikes("late")) {
          later(record, 1 + Math.floor(random() * 10))
          continue
        }
        Records.push(record)
        if (strikes("duplicate")) later(record, Math.floor(random() * 3))
      }
      if (Records.length > 1 && strikes("reordered")) Records.reverse()
      return { ...result, output: { ...output, Records } }
    },
    { step: "initialize", name: "streamFaults" },
  )
  return {
    counts,
    set: (given) => {
      rates = given
    },
    detach: () => {
      client.middlewareStack.remove("streamFaults")
    },
  }
}

/**
 * What an index may still show: an earlier answer to the same question, or, when it was not asked before, today's
 * without the items that were made a moment ago. Both are states the index really had.
 */
function indexHistory() {
  const answers = new Map<string, { at: number; output: QueryCommandOutput }>()
  const made = new Map<string, number>()
  return {
    wrote(created: readonly string[]) {
      const now = Date.now()
      for (const key of created) made.set(key, now)
    },
    answer(input: object, output: QueryCommandOutput, stale: () => boolean): QueryCommandOutput {
      const question = JSON.stringify(input)
      const earlier = answers.get(question)
      const now = Date.now()
      answers.set(question, { at: now, output })
      const differs = earlier !== undefined && JSON.stringify(earlier.output.Items) !== JSON.stringify(output.Items)
      if (earlier !== undefined && now - earlier.at < LAG && differs) {
        if (!stale()) return output
        // The index has not caught up yet: the next question may still see the old answer, too.
        answers.set(question, earlier)
        return earlier.output
      }
      const young = (item: Item) => now - (made.get(address(item)) ?? 0) < LAG
      if (!(output.Items ?? []).some(young) || !stale()) return output
      const Items = (output.Items ?? []).filter((item) => !young(item))
      return { ...output, Items, Count: Items.length }
    },
  }
}

function address(key: Readonly<Record<string, AttributeValue>>): string {
  return `${key.pk?.S}|${key.sk?.S}`
}

interface Transaction {
  readonly token: string
  readonly keys: readonly string[]
  /** keys of items that did not exist before */
  readonly created: readonly string[]
}

function transactionOf(input: object): Transaction | undefined {
  if (!("TransactItems" in input)) return undefined
  const items = input.TransactItems as TransactWriteItem[]
  const keys: string[] = []
  const created: string[] = []
  for (const { Put, Delete, ConditionCheck, Update } of items) {
    const key = address(Put?.Item ?? (Delete ?? ConditionCheck ?? Update)?.Key ?? {})
    keys.push(key)
    if (Put?.ConditionExpression?.startsWith("attribute_not_exists")) created.push(key)
  }
  const token = "ClientRequestToken" in input ? String(input.ClientRequestToken) : ""
  return { token, keys, created }
}

function cancelled(conflicts: readonly boolean[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: "injected: transaction cancelled",
    $metadata: {},
    CancellationReasons: conflicts.map((conflict) => ({ Code: conflict ? "TransactionConflict" : "None" })),
  })
}

function timeout(): Error {
  return Object.assign(new Error("injected: connection lost"), { name: "TimeoutError" })
}
