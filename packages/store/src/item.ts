/** One stored item: what stands in its attributes, and the way from a value to them and back. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb"
import type { Key, Stored } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import type { ZodType } from "zod"
import { duePlace, indexPlace, isDuty, place, unplace } from "./key.ts"

export type Item = Record<string, AttributeValue>

/** Version of the item's outer form. Readers upgrade on read; a version from the future is a defect. */
export const VERSION = 1
/** DynamoDB's limit, names and values in bytes. */
export const MAX_ITEM = 400 * 1024

export interface Draft {
  readonly key: Key
  readonly value: unknown
  readonly rev: number
  readonly index?: Key | undefined
  /** token of the commit that writes it: tells our own write from a stranger's after an unknown outcome */
  readonly tx: string
}

/**
 * The attributes of an item. The value is one JSON string (see docs/data-model.md): exact for hash chains, no nesting
 * limit, and one JSON.parse per read.
 * @throws AppError limit "store.item_too_large" above 400 KB
 * @throws Error when the value is not plain JSON, or a duty has no usable dueAt
 */
export function encode(tenantId: string, draft: Draft): Item {
  const { key } = draft
  const value = json(key, draft.value)
  const at = place(tenantId, key)
  const item: Item = {
    pk: { S: at.pk },
    sk: { S: at.sk },
    rev: { N: String(draft.rev) },
    v: { N: String(VERSION) },
    tx: { S: draft.tx },
    value: { S: value },
  }
  if (draft.index !== undefined) {
    const { ipk, isk } = indexPlace(tenantId, draft.index, key)
    item.ipk = { S: ipk }
    item.isk = { S: isk }
  }
  if (isDuty(key)) {
    const { dpk, dsk } = duePlace(tenantId, key, dueAt(key, draft.value))
    item.dpk = { S: dpk }
    item.dsk = { S: dsk }
  }
  if (size(item) > MAX_ITEM)
    throw new AppError(
      "limit",
      "store.item_too_large",
      "Dieser Eintrag ist zu groß zum Speichern (höchstens 400 kB). Bitte kürzen Sie den Inhalt oder teilen Sie ihn auf.",
    )
  return item
}

/** Bytes of an item as DynamoDB counts them; numbers at their upper bound of 21. */
export function size(item: Item): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item))
    bytes += Buffer.byteLength(name) + (value.S === undefined ? 21 : Buffer.byteLength(value.S))
  return bytes
}

/** @throws Error when what is stored does not fit: bad stored data is a defect, never the person's mistake */
export function decode<T>(item: Item, schema: ZodType<T>): Stored<T> {
  const { key, rev, value } = raw(item)
  const parsed = schema.safeParse(value)
  if (parsed.success) return { key, value: parsed.data, rev }
  // Paths and codes only: values of stored data do not belong into logs.
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join(", ")
  throw new Error(`stored item ${key} does not fit its schema: ${issues}`)
}

/** An item before its schema is known. */
export function raw(item: Item): { tenantId: string; key: Key; rev: number; value: unknown } {
  const { tenantId, key } = unplace({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" })
  const rev = Number(item.rev?.N)
  if (!Number.isSafeInteger(rev) || rev < 1) throw new Error(`stored item ${key} has no revision`)
  if (Number(item.v?.N) !== VERSION) throw new Error(`stored item ${key} has the unknown version ${item.v?.N}`)
  try {
    return { tenantId, key, rev, value: JSON.parse(item.value?.S ?? "") }
  } catch {
    throw new Error(`stored item ${key} is not JSON`)
  }
}

function dueAt(key: Key, value: unknown): string {
  if (typeof value === "object" && value !== null && "dueAt" in value && typeof value.dueAt === "string")
    return value.dueAt
  throw new Error(`duty ${key} has no dueAt`)
}

function json(key: Key, value: unknown): string {
  const text: string | undefined = JSON.stringify(value, function (this: unknown, name, given: unknown) {
    if (typeof given === "number" && !Number.isFinite(given)) throw new Error(`${key}: ${name} is not a finite number`)
    if (typeof given === "function" || typeof given === "symbol") throw new Error(`${key}: ${name} is not JSON`)
    if (typeof given === "object" && given !== null && !Array.isArray(given)) {
      const proto: unknown = Object.getPrototypeOf(given)
      // Map, Set and bytes would quietly become {} or a list of numbers.
      if (proto !== Object.prototype && proto !== null) throw new Error(`${key}: ${name || "value"} is not plain JSON`)
    }
    return given
  })
  if (text === undefined) throw new Error(`${key}: undefined cannot be stored`)
  return text
}
