/** The one write door: facts, writes and duties as one TransactWriteItems that happens once or not at all. */
import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb"
import { type Key, RevConflict, type Write } from "@beschlussweg/core/context"
import { type Duty, dutyKey } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import { type Fact, factKey, registerKey } from "@beschlussweg/core/fact"
import { encode } from "./item.ts"
import { isDuty, place } from "./key.ts"
import type { Lock } from "./middleware.ts"

/** DynamoDB's limits of one transaction. */
export const MAX_WRITES = 100
const MAX_TRANSACTION = 4 * 1024 * 1024

/** Attempts of one commit over conflicts, throttling and lost answers; together at most about four seconds of pauses. */
const ATTEMPTS = 12
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 600

interface Action {
  readonly key: Key
  readonly item: TransactWriteItem
  readonly bytes: number
}

/** @throws RevConflict, AppError limit, Error (see Table.commit) */
export async function commit(
  client: DynamoDBClient,
  lock: Lock,
  facts: readonly Fact[],
  writes: readonly Write[],
  duties: readonly Duty[],
): Promise<void> {
  const tx = randomUUID()
  const actions = plan(lock, tx, facts, writes, duties)
  if (actions.length === 0) return
  const input = { ClientRequestToken: tx, TransactItems: actions.map((action) => action.item) }
  await send(client, input, tx, actions)
}

/** One action per fact, write and duty, each with the condition that makes it safe. */
function plan(
  lock: Lock,
  tx: string,
  facts: readonly Fact[],
  writes: readonly Write[],
  duties: readonly Duty[],
): Action[] {
  const { tableName: TableName, tenantId } = lock
  // The old item comes back with a failed condition: it tells our own earlier attempt from somebody else's write.
  const base = { TableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }
  const fresh = { ...base, ConditionExpression: "attribute_not_exists(pk)" }
  const at = (rev: number) => ({
    ...base,
    ConditionExpression: "rev = :rev",
    ExpressionAttributeValues: { ":rev": { N: String(rev) } },
  })
  const put = (key: Key, value: unknown, rev: number | "new", index?: Key): Action => {
    const { item, bytes } = encode(tenantId, { key, value, rev: rev === "new" ? 1 : rev + 1, index, tx })
    return { key, bytes, item: { Put: { ...(rev === "new" ? fresh : at(rev)), Item: item } } }
  }
  const keyed = (key: Key) => {
    const { pk, sk } = place(tenantId, key)
    return { pk: { S: pk }, sk: { S: sk } }
  }
  const actions = [
    // The first fact of a log stands in the register of logs: whoever takes the record up finds each one there.
    ...facts.map((fact) =>
      put(factKey(fact.log, fact.seq), fact, "new", fact.seq === 1 ? registerKey(fact.log) : undefined),
    ),
    ...writes.map((write): Action => {
      if ("put" in write) {
        if (write.put.startsWith("fact/")) throw new Error(`${write.put}: facts are never written as items`)
        if (isDuty(write.put) && write.rev === "new") throw new Error(`${write.put}: new duties go with the duties`)
        return put(write.put, write.value, revision(write.put, write.rev), write.index)
      }
      const key = "drop" in write ? write.drop : write.check
      const guard = { ...at(checked(key, write.rev)), Key: keyed(key) }
      if ("check" in write) return { key, bytes: 0, item: { ConditionCheck: guard } }
      if (key.startsWith("fact/")) throw new Error(`${key}: facts are never dropped`)
      return { key, bytes: 0, item: { Delete: guard } }
    }),
    ...duties.map((duty) => put(dutyKey(duty), duty, "new")),
  ]
  const keys = new Set(actions.map((action) => action.key))
  if (keys.size < actions.length) throw new Error("a commit names a key twice")
  if (actions.length > MAX_WRITES) throw new Error(`a commit holds at most ${MAX_WRITES} writes, not ${actions.length}`)
  if (actions.reduce((sum, action) => sum + action.bytes, 0) > MAX_TRANSACTION)
    throw new AppError(
      "limit",
      "store.commit_too_large",
      "Diese Änderung ist zu groß zum Speichern (höchstens 4 MB). Bitte speichern Sie in kleineren Schritten.",
    )
  return actions
}

function revision(key: Key, rev: number | "new"): number | "new" {
  return rev === "new" ? rev : checked(key, rev)
}

function checked(key: Key, rev: number): number {
  if (!Number.isSafeInteger(rev) || rev < 1) throw new Error(`${key}: not a revision: ${rev}`)
  return rev
}

type Outcome = { readonly is: "landed" } | { readonly is: "again" } | { readonly is: "failed"; readonly error: unknown }

/**
 * Sends until the outcome is known. Every attempt carries the same token and the same input, so an attempt whose
 * answer was lost is not done twice; a server that forgot its tokens is found out by the token in the items.
 */
async function send(
  client: DynamoDBClient,
  input: TransactWriteItemsCommandInput,
  tx: string,
  actions: readonly Action[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand(input))
      return
    } catch (error) {
      const outcome = judge(error, tx, actions)
      if (outcome.is === "landed") return
      if (outcome.is === "failed") throw outcome.error
      if (attempt === ATTEMPTS) throw new Error(`commit given up after ${ATTEMPTS} attempts`, { cause: error })
    }
    await pause(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt))
  }
}

/** Reasons that say nothing about a revision: the same transaction may succeed a moment later. */
const PASSING = new Set([
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "InternalServerError",
  "RequestLimitExceeded",
])

/** The same as names of errors, with what the connection can suffer. The outcome of some of them is unknown. */
const PASSING_ERRORS = new Set([
  "TransactionInProgressException",
  "TransactionConflictException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "InternalServerError",
  "InternalServerErrorException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TimeoutError",
  "NetworkingError",
])
const PASSING_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND"])

function judge(error: unknown, tx: string, actions: readonly Action[]): Outcome {
  if (error instanceof TransactionCanceledException) return judgeReasons(error, tx, actions)
  if (!(error instanceof Error)) return { is: "failed", error }
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  const again = PASSING_ERRORS.has(error.name) || PASSING_CODES.has(code) || status(error) >= 500
  return again ? { is: "again" } : { is: "failed", error }
}

function judgeReasons(error: TransactionCanceledException, tx: string, actions: readonly Action[]): Outcome {
  const reasons: CancellationReason[] = error.CancellationReasons ?? []
  const lost: Key[] = []
  let passing = false
  for (const [index, reason] of reasons.entries()) {
    if (reason.Code === undefined || reason.Code === "None") continue
    if (reason.Code === "ConditionalCheckFailed") {
      // All or nothing: one item with our token means that an earlier attempt of this very commit went through.
      if (reason.Item?.tx?.S === tx) return { is: "landed" }
      const action = actions[index]
      if (action !== undefined) lost.push(action.key)
    } else if (PASSING.has(reason.Code)) passing = true
    else return { is: "failed", error: new Error(`commit refused: ${reason.Code} ${reason.Message}`, { cause: error }) }
  }
  // A failed condition is the news even beside a conflict: repeating the same input cannot succeed any more.
  if (lost.length > 0) return { is: "failed", error: new RevConflict(lost) }
  return passing ? { is: "again" } : { is: "failed", error }
}

function status(error: Error): number {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null) return 0
  const { $metadata } = error
  return "httpStatusCode" in $metadata && typeof $metadata.httpStatusCode === "number" ? $metadata.httpStatusCode : 0
}
