/** One stored item: what stands in its attributes, and the way from a value to them and back. */
import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { AttributeValue } from "@aws-sdk/client-dynamodb"
import { type Key, type Stored, Unreadable } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import type { ZodType } from "zod"
import { duePlace, indexPlace, isDuty, place, unplace } from "./key.ts"

export type Item = Record<string, AttributeValue>

/**
 * Versions of the item's outer form. 1: `value`, the value as one JSON string. 2: `z`, the same deflated. Both are written:
 * what costs a write unit less when deflated is. Readers know all of them; one from the future is a defect (docs/decisions/schema.md).
 */
export const FORM = { plain: 1, deflated: 2 } as const
/** DynamoDB's limit, names and values in bytes; held against the plain form, so that it does not depend on what is said. */
export const MAX_ITEM = 400 * 1024
const UNIT = 1024

export interface Draft {
  readonly key: Key
  readonly value: unknown
  readonly rev: number
  readonly index?: Key | undefined
  /** token of the commit that writes it: tells our own write from a stranger's after an unknown outcome */
  readonly tx: string
}

/**
 * The attributes of an item, and its bytes in the plain form. The value is one JSON string (see docs/data-model.md): exact for
 * hash chains, no nesting limit, and one JSON.parse per read. It is deflated where that saves write units: a chain of 5 KB
 * costs 4 of them in a transaction instead of 10.
 * @throws AppError limit "store.item_too_large" above 400 KB
 * @throws Error when the value is not plain JSON, or a duty has no usable dueAt
 */
export function encode(tenantId: string, draft: Draft): { readonly item: Item; readonly bytes: number } {
  const { key } = draft
  const value = json(key, draft.value)
  const at = place(tenantId, key)
  const item: Item = {
    pk: { S: at.pk },
    sk: { S: at.sk },
    rev: { N: String(draft.rev) },
    v: { N: String(FORM.plain) },
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
  const bytes = size(item)
  if (bytes > MAX_ITEM)
    throw new AppError(
      "limit",
      "store.item_too_large",
      "Dieser Eintrag ist zu groß zum Speichern (höchstens 400 kB). Bitte kürzen Sie den Inhalt oder teilen Sie ihn auf.",
    )
  return { item: smaller(item, value, bytes), bytes }
}

function smaller(item: Item, value: string, bytes: number): Item {
  if (bytes <= UNIT) return item
  const { value: _, ...rest } = item
  const deflated: Item = { ...rest, v: { N: String(FORM.deflated) }, z: { B: deflateRawSync(value) } }
  return Math.ceil(size(deflated) / UNIT) < Math.ceil(bytes / UNIT) ? deflated : item
}

/** Bytes of an item as DynamoDB counts them; numbers at their upper bound of 21. */
export function size(item: Item): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item))
    bytes += Buffer.byteLength(name) + (value.S !== undefined ? Buffer.byteLength(value.S) : (value.B?.length ?? 21))
  return bytes
}

/** @throws Unreadable when what is stored does not fit: bad stored data is a defect, never the person's mistake */
export function decode<T>(item: Item, schema: ZodType<T>): Stored<T> {
  const { key, rev, value } = raw(item)
  const parsed = schema.safeParse(value)
  if (parsed.success) return { key, value: parsed.data, rev }
  // Paths and codes only: values of stored data do not belong into logs.
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join(", ")
  throw new Unreadable(key, "schema", `does not fit its schema: ${issues}`)
}

/** An item before its schema is known. */
export function raw(item: Item): { tenantId: string; key: Key; rev: number; value: unknown } {
  const { tenantId, key } = unplace({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" })
  const rev = Number(item.rev?.N)
  if (!Number.isSafeInteger(rev) || rev < 1) throw new Unreadable(key, "rev", "has no revision")
  return { tenantId, key, rev, value: unpacked(item, key) }
}

/** The value of an item in any form that was ever written. @throws Unreadable */
export function unpacked({ v, value, z }: Item, key: Key): unknown {
  const form = Number(v?.N)
  if (form !== FORM.plain && form !== FORM.deflated)
    throw new Unreadable(key, "version", `has the unknown version ${v?.N}`)
  try {
    // Nothing that was written here is larger than an item may be.
    const text =
      form === FORM.plain
        ? value?.S
        : inflateRawSync(z?.B ?? new Uint8Array(), { maxOutputLength: MAX_ITEM }).toString()
    return JSON.parse(text ?? "")
  } catch {
    throw new Unreadable(key, "json", "is not JSON")
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
