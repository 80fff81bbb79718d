/** The gap of a signature: the only bytes of a revision that its own signature does not cover. */
import { createHash } from "node:crypto"
import type { Bytes, Der } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { append, type Update } from "./append.ts"
import type { Pdf } from "./revision.ts"

/** Objects of an update, one of which carries a signature that is still to be filled in. */
export interface Plan {
  readonly updates: readonly Update[]
  readonly signature: number
  readonly reserved: number
}

/** Four numbers in a place of fixed width, so that writing them moves nothing. */
export function byteRange(before: number, after: number, rest: number): string {
  return `[0 ${before} ${after} ${rest}`.padEnd(39, " ").concat("]")
}
/** Writes the update, makes the signature over everything but its own gap, and puts it there: lower-case hex, then zeros. */
export async function fill(file: Pdf, plan: Plan, make: (digest: Buffer) => Promise<Der>): Promise<Bytes> {
  const { bytes, bodies } = append(file, plan.updates)
  const body = bodies.get(plan.signature)
  if (body === undefined) throw new Error("the plan lacks its signature")
  const rangeAt = bytes.indexOf("/ByteRange ", body) + "/ByteRange ".length
  const gap = bytes.indexOf("/Contents <", rangeAt) + "/Contents ".length
  const after = gap + 2 * plan.reserved + 2
  bytes.write(byteRange(gap, after, bytes.length - after), rangeAt, "latin1")
  const signature = await make(digestAround(bytes, gap, after))
  if (signature.length > plan.reserved)
    throw new AppError(
      "refused",
      "signature.too_large",
      "Die Unterschrift ist größer als der vorgesehene Platz in der Datei.",
    )
  bytes.write(Buffer.from(signature).toString("hex"), gap + 1, "latin1")
  return bytes
}

/** SHA-256 of the bytes before `gap` and from `after` on. */
export function digestAround(bytes: Buffer, gap: number, after: number): Buffer {
  return createHash("sha256").update(bytes.subarray(0, gap)).update(bytes.subarray(after)).digest()
}
