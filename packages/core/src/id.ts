/** Ids: a prefix that says the noun and a ULID (48 bits of time, 80 random bits). */

import { z } from "zod"

/** Marks the issue of an id that cannot exist; `parse` answers it like any id that does not exist. */
export const UNKNOWN_ID = "unknown id"
/** An id that somebody names. Anything else than a key-safe word cannot be one. */
export const Ref = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, UNKNOWN_ID)

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** "vl_01J..." - sortable by time, not guessable within a millisecond. */
export function newId(prefix: string, at: Date): string {
  let time = at.getTime()
  let head = ""
  for (let i = 0; i < 10; i++) {
    head = ALPHABET.charAt(time % 32) + head
    time = Math.floor(time / 32)
  }
  const random = crypto.getRandomValues(new Uint8Array(16))
  return `${prefix}_${head}${Array.from(random, (b) => ALPHABET.charAt(b & 31)).join("")}`
}

/** Opaque id that sorts by the instant it was given: a ULID without a prefix. */
export const newTimeId = (at: Date): string => newId("t", at).slice(2)
/** What every id of this instant begins with. */
export const timeOf = (at: Date): string => newTimeId(at).slice(0, 10)

/** Opaque id of a verification address or of something public: 128 random bits as 32 hexadecimal digits. */
export function newVerifyId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")
}
