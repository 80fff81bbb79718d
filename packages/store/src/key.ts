/** The layout of the one table: how a path below a tenant becomes pk, sk and the keys of the two indexes, and back. */
import { createHash } from "node:crypto"
import type { Key } from "@beschlussweg/core/context"

/** Index of all items put with `index`; its partition key begins with the tenant, its projection is everything. */
export const BY_TENANT = "byTenant"
/** Index of all duties by the instant they are due; sharded over all tenants, keys only. */
export const DUE = "due"
export const DUE_SHARDS = 16
/** Tenant of the registry of tenants. No Jobcenter can have this id. */
export const SYSTEM = "system"

const TENANT = /^[a-z0-9-]{2,40}$/
// The first character is narrower than the rest: "-" and "." sort before "/", and a partition's root must stay its first item.
const SEGMENT = /^[A-Za-z0-9_:][A-Za-z0-9_.:-]*$/
const PARTIAL = /^([A-Za-z0-9_:][A-Za-z0-9_.:-]*)?$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/
/** Sort key of an item whose path is its partition. It sorts before every other sort key. */
const ROOT = "."
// Below every character of a segment, so that the index sorts like its keys even where one is the beginning of another.
const SUFFIX = "#"
// Above every character of a key.
const LAST = "~"
// isk holds an index key and a key, and DynamoDB ends sort keys at 1024 bytes.
const MAX_KEY = 400

export interface Place {
  readonly pk: string
  readonly sk: string
}
export interface IndexPlace {
  readonly ipk: string
  readonly isk: string
}
export interface DuePlace {
  readonly dpk: string
  readonly dsk: string
}

/** @throws Error when `tenantId` is not [a-z0-9-]{2,40} */
export function checkTenant(tenantId: string): void {
  if (!TENANT.test(tenantId)) throw new Error(`not a tenant id: ${JSON.stringify(tenantId)}`)
}

function split(key: Key): { partition: string; rest: string[] } {
  const [first, second, ...rest] = key.split("/")
  if (first === undefined || second === undefined || key.length > MAX_KEY)
    throw new Error(`not a key (two to n segments, at most ${MAX_KEY} characters): ${JSON.stringify(key.slice(0, 80))}`)
  for (const segment of [first, second, ...rest])
    if (!SEGMENT.test(segment))
      throw new Error(`not a segment of a key: ${JSON.stringify(segment)} in ${JSON.stringify(key)}`)
  return { partition: `${first}/${second}`, rest }
}

/**
 * "vorlage/vl_1/chain" of tenant "kreis" becomes pk "kreis#vorlage/vl_1", sk "chain".
 * @throws Error for characters outside [A-Za-z0-9_.:-], empty or dotted segments, fewer than two segments
 */
export function place(tenantId: string, key: Key): Place {
  const { partition, rest } = split(key)
  return { pk: `${tenantId}#${partition}`, sk: rest.length === 0 ? ROOT : rest.join("/") }
}

/** The tenant and key that stand at a place: the inverse of `place`. */
export function unplace(at: Place): { tenantId: string; key: Key } {
  const cut = at.pk.indexOf("#")
  if (cut < 1) throw new Error(`not a partition key: ${JSON.stringify(at.pk)}`)
  const partition = at.pk.slice(cut + 1)
  return { tenantId: at.pk.slice(0, cut), key: at.sk === ROOT ? partition : `${partition}/${at.sk}` }
}

/** Where an item put with `index` stands in byTenant; its own key is the suffix that makes it unique. */
export function indexPlace(tenantId: string, index: Key, key: Key): IndexPlace {
  const { pk, sk } = place(tenantId, index)
  return { ipk: pk, isk: `${sk}${SUFFIX}${key}` }
}

/** What begins with a prefix: a partition and the span of its sort keys, both ends included. */
export interface Range {
  readonly pk: string
  /** undefined: the whole partition */
  readonly span: { readonly from: string; readonly to: string } | undefined
}

/**
 * Prefix of at least two segments; the last may be partial from the third on. "vorlage/vl_1" is the whole partition,
 * "vorlage/vl_1/" is it without its root, "vorlage/vl_1/fassung" every sort key that begins so.
 * `part` narrows it to what follows the prefix from one bound to the other (see `Page`).
 * A span instead of begins_with, which the embedded server takes without regard to case.
 */
export function range(
  tenantId: string,
  prefix: Key,
  part: { from?: string | undefined; to?: string | undefined } = {},
): Range {
  const { from = "", to = "" } = part
  if (from !== "" || to !== "") {
    if (!prefix.endsWith("/") || prefix.split("/").length < 3)
      throw new Error(`not a prefix that has a span: ${JSON.stringify(prefix)}`)
    for (const bound of [from, to])
      if (!PARTIAL.test(bound)) throw new Error(`not a bound of a span: ${JSON.stringify(bound)}`)
    const whole = range(tenantId, prefix)
    const begin = prefix.split("/").slice(2).join("/")
    const span = whole.span ?? { from: "", to: "" }
    return {
      pk: whole.pk,
      span: { from: from === "" ? span.from : `${begin}${from}`, to: to === "" ? span.to : `${begin}${to}${LAST}` },
    }
  }
  const [first, second, ...rest] = prefix.split("/")
  const last = rest.pop()
  const { pk } = place(tenantId, [first, second, ...rest].join("/"))
  if (last === undefined) return { pk, span: undefined }
  if (!PARTIAL.test(last)) throw new Error(`not a prefix: ${JSON.stringify(prefix)}`)
  const value = [...rest, last].join("/")
  // "$" is the next character after the suffix: above it lies everything but the root, in the table and in the index.
  return { pk, span: { from: value === "" ? `${ROOT}$` : value, to: `${value}${LAST}` } }
}

export function isDuty(key: Key): boolean {
  return key.startsWith("duty/")
}

/** The partition of `due` (one of 16) in which a duty stands, evenly spread and always the same for the same duty. */
export function dueShard(tenantId: string, key: Key): number {
  return createHash("sha256").update(`${tenantId}/${key}`).digest().readUInt8(0) % DUE_SHARDS
}

export function duePartition(shard: number): string {
  if (!Number.isInteger(shard) || shard < 0 || shard >= DUE_SHARDS) throw new Error(`not a shard: ${shard}`)
  return `due#${shard}`
}

/** @throws Error unless `dueAt` is an ISO instant in UTC; it is stored with milliseconds, for only those sort by time */
export function duePlace(tenantId: string, key: Key, dueAt: string): DuePlace {
  if (!INSTANT.test(dueAt)) throw new Error(`duty ${key}: dueAt is not an ISO instant in UTC`)
  return {
    dpk: duePartition(dueShard(tenantId, key)),
    dsk: `${new Date(dueAt).toISOString()}${SUFFIX}${tenantId}/${key}`,
  }
}

/** Everything due at `now` or before sorts below this. */
export function dueBound(now: Date): string {
  return `${now.toISOString()}$`
}

/** Instant of a sort key of `due`. */
export function dueInstant(dsk: string): string {
  return dsk.slice(0, dsk.indexOf(SUFFIX))
}
