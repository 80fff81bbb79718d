/** Löschnachweis: what remains of a deleted tenant in the registry. */
import { z } from "zod"
import { Sha256 } from "../content.ts"

/** What remains of a deleted tenant: who, when, how much, and hashes. */
export const DeletionRecord = z.strictObject({
  version: z.literal(1),
  tenantId: z.string(),
  startedAt: z.iso.datetime(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  confirmedBy: z.string(),
  confirmedAt: z.iso.datetime(),
  exportSha256: Sha256,
  /** of the last signed anchor over the tenant's logs; null where none was made */
  anchorSha256: Sha256.nullable(),
  /** of the certificate of its issuing authority; null where none was made */
  authoritySha256: Sha256.nullable(),
  /** logs with their heads, in parts of 1,000 beside this item; SHA-256 over all of them as canonical JSON */
  logs: z.int(),
  headsSha256: Sha256,
  /** what was deleted, over all runs and passes */
  items: z.int(),
  files: z.int(),
  bytes: z.int(),
  /** index entries in the registry that named the tenant's people */
  accounts: z.int(),
  passes: z.int(),
  finishedAt: z.iso.datetime().optional(),
})
export type DeletionRecord = z.infer<typeof DeletionRecord>
export const DeletedHeads = z.strictObject({
  version: z.literal(1),
  heads: z.array(z.strictObject({ log: z.string(), seq: z.int(), hash: Sha256 })),
})
export const recordKey = (tenantId: string): string => `deletion/${tenantId}/root`
export const headsKey = (tenantId: string, part: number): string =>
  `deletion/${tenantId}/heads-${String(part).padStart(4, "0")}`
