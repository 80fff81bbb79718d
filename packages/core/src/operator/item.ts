/** Stored items of the registry (Mandantenverzeichnis): tenants, operators, exports and deletions, without any content. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import type { Paged, Stored, Table, Write } from "../context.ts"
import { AppError, notFound } from "../error.ts"
import { append, type Happening, Head } from "../fact.ts"
import { Day, House } from "../paper.ts"
import { Land } from "../tenant/settings.ts"
import { OperatorRole, stampOf } from "./verb.ts"

const Instant = z.iso.datetime()
const done = { at: Instant, by: z.string() }

/** founding: begun, not yet complete. closing: nobody gets in. deleting: decided by two. deleted: gone but for the record. */
export const Status = z.enum(["founding", "active", "closing", "deleting", "deleted"])
export type Status = z.infer<typeof Status>
export const STATUS_LABEL = {
  founding: "wird eingerichtet",
  active: "in Betrieb",
  closing: "geschlossen",
  deleting: "wird gelöscht",
  deleted: "gelöscht",
} as const satisfies Record<Status, string>

/** What an archive answered when the records were offered to it. */
export const Answer = z.enum(["angenommen", "abgelehnt", "übernommen"])

export const Entry = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  kind: House.shape.kind,
  land: Land,
  status: Status,
  createdAt: Instant,
  by: z.string(),
  /** settings it is founded with, and its first administrators; both gone once it is founded */
  founding: z.strictObject({ sha256: Sha256, administrators: z.array(z.string()) }).optional(),
  /** since when nobody gets in */
  closedAt: Instant.optional(),
  /** nothing is deleted while it stands (Löschsperre) */
  hold: z.strictObject({ ...done, reason: z.string() }).optional(),
  /** the last offer to an archive with its answer */
  archive: z.strictObject({ ...done, archive: z.string(), on: Day, answer: Answer }).optional(),
  /** one operator asks, another confirms */
  request: z.strictObject({ ...done, reason: z.string(), exportSha256: Sha256 }).optional(),
  confirmed: z.strictObject(done).optional(),
  deletedAt: Instant.optional(),
  head: Head,
})
export type Entry = z.infer<typeof Entry>

export const entryKey = (tenantId: string): string => `tenant/${tenantId}`
const INDEX = "registry/tenant"
export const entryLog = (tenantId: string): string => `tenant-${tenantId}`

/** Everything that is not open to its people stands here, so that every process can know it without asking per request. */
export const Closed = z.strictObject({ version: z.literal(1), id: z.string(), since: Instant })
export const closedKey = (tenantId: string): string => `closed/${tenantId}`
const CLOSED = "registry/closed"

/** A complete export as it was handed out: what a deletion must name. */
export const Export = z.strictObject({
  version: z.literal(1),
  ...done,
  tenantId: z.string(),
  /** SHA-256 of the list of all files with their SHA-256 */
  sha256: Sha256,
  files: z.int(),
  items: z.int(),
  bytes: z.int(),
  /** last day of the longest retention of what it holds; null: to be kept for ever */
  keepUntil: Day.nullable(),
})
export type Export = z.infer<typeof Export>
export const exportKey = (tenantId: string, sha256: string): string => `export/${tenantId}/${sha256}`

/** Person of the operator. `keySha256`: of the key for the command line. */
export const Operator = z.strictObject({
  version: z.literal(1),
  accountId: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
  name: z.string().min(1).max(120),
  roles: z.array(OperatorRole),
  /** who gave the roles: he is no second person in a deletion */
  givenBy: z.string(),
  active: z.boolean(),
  keySha256: Sha256.optional(),
  head: Head,
})
export type Operator = z.infer<typeof Operator>
export const operatorKey = (accountId: string): string => `operator/${accountId}`
export const OPERATORS = "registry/operator"

/** @throws AppError not_found */
export async function loadEntry(registry: Table, tenantId: string): Promise<Stored<Entry>> {
  const stored = await registry.get(entryKey(tenantId), Entry)
  if (!stored) throw notFound()
  return stored
}

type Actor = Parameters<typeof stampOf>[0] & { readonly registry: Table }

/** Writes an entry with what happened to it; every put says anew where it is listed. */
export async function keepEntry(
  ctx: Actor,
  before: Stored<Entry> | undefined,
  next: Omit<Entry, "head">,
  happened: Happening,
  more: { readonly writes?: readonly Write[]; readonly duties?: Parameters<Table["commit"]>[2] } = {},
): Promise<void> {
  const { head, facts } = await append(
    entryLog(next.id),
    before?.value.head ?? { seq: 0, hash: "0".repeat(64) },
    [happened],
    stampOf(ctx),
  )
  const put: Write = {
    put: entryKey(next.id),
    value: { ...next, head },
    rev: before?.rev ?? "new",
    index: `${INDEX}/${next.id}`,
  }
  await ctx.registry.commit(facts, [put, ...(more.writes ?? [])], more.duties ?? [])
}

/** Puts or takes away the sign that a tenant is closed. */
export async function closedWrite(registry: Table, tenantId: string, since: string | undefined): Promise<Write[]> {
  const stored = await registry.get(closedKey(tenantId), Closed)
  if (since === undefined) return stored ? [{ drop: stored.key, rev: stored.rev }] : []
  if (stored) return []
  const value: z.infer<typeof Closed> = { version: 1, id: tenantId, since }
  return [{ put: closedKey(tenantId), value, rev: "new", index: `${CLOSED}/${tenantId}` }]
}

/** All pages of an index of the registry. */
export async function listed<T>(registry: Table, index: string, schema: z.ZodType<T>): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  do {
    const page: Paged<T> = await registry.listIndex(index, schema, { cursor })
    found.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return found
}
export const entries = (registry: Table): Promise<Entry[]> => listed(registry, INDEX, Entry)

/** Ids of all tenants that are closed or deleted: one Query per 100 of them. */
export const closedTenants = async (registry: Table): Promise<ReadonlySet<string>> =>
  new Set((await listed(registry, CLOSED, Closed)).map((c) => c.id))

/** @throws AppError refused when the entry is in another state than the act needs */
export function requireStatus(entry: Entry, allowed: readonly Status[]): void {
  if (allowed.includes(entry.status)) return
  const may = allowed.map((s) => `„${STATUS_LABEL[s]}“`).join(" oder ")
  throw new AppError(
    "refused",
    "tenant.status",
    `Der Mandant ist im Zustand „${STATUS_LABEL[entry.status]}“; nötig ist ${may}.`,
  )
}
