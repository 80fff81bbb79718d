/** Page cursors: where a listing goes on, readable only by the same tenant, query and person. */
import { createHmac, timingSafeEqual } from "node:crypto"
import { AppError } from "@beschlussweg/core/error"
import { z } from "zod"

/** What a cursor is bound to. */
export interface Listing {
  readonly tableName: string
  readonly tenantId: string
  readonly personId: string
  readonly kind: "list" | "index"
  readonly prefix: string
  readonly descending: boolean
  /** a span of it; absent: all */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const LastKey = z.record(z.string(), z.string())
export type LastKey = z.infer<typeof LastKey>

/** A cursor as base64url: the last key and an HMAC-SHA256 over it and the listing. */
export function seal(secret: Uint8Array, listing: Listing, last: LastKey): string {
  const body = Buffer.from(JSON.stringify(last))
  return `${body.toString("base64url")}.${mac(secret, listing, body).toString("base64url")}`
}

/** @throws AppError input "cursor.invalid" for a foreign, altered or made-up cursor */
export function unseal(secret: Uint8Array, listing: Listing, cursor: string): LastKey {
  const [body, sum, ...more] = cursor.split(".")
  if (body === undefined || sum === undefined || more.length > 0 || cursor.length > 4000) throw invalid()
  const bytes = Buffer.from(body, "base64url")
  const given = Buffer.from(sum, "base64url")
  const right = mac(secret, listing, bytes)
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw invalid()
  // Decoding is lenient about the last bits: two spellings of one cursor are one too many.
  if (bytes.toString("base64url") !== body || given.toString("base64url") !== sum) throw invalid()
  // Only we can have made it, so what does not parse now is a defect.
  return LastKey.parse(JSON.parse(bytes.toString()))
}

function mac(secret: Uint8Array, listing: Listing, body: Buffer): Buffer {
  const { tableName, tenantId, personId, kind, prefix, descending, from = "", to = "" } = listing
  return createHmac("sha256", secret)
    .update(JSON.stringify(["cursor2", tableName, tenantId, personId, kind, prefix, descending, from, to]))
    .update("\n")
    .update(body)
    .digest()
}

function invalid(): AppError {
  return new AppError(
    "input",
    "cursor.invalid",
    "Diese Seitenmarke gilt hier nicht. Bitte öffnen Sie die Liste noch einmal von vorn.",
  )
}
