/** Links to files on disk: an address whose token fixes the file, its headers and its end; nobody can make or change one. */
import { createHmac, timingSafeEqual } from "node:crypto"
import type { Announced, LinkOptions } from "@beschlussweg/core/context"
import { z } from "zod"

/** A link is given out for this long at most. */
export const MAX_SECONDS = 60
const MAX_TOKEN = 4000

const Token = z.strictObject({
  store: z.enum(["papers", "drafts"]),
  tenantId: z.string(),
  path: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  disposition: z.enum(["inline", "attachment"]),
  /** milliseconds since 1970 */
  until: z.int(),
})
export type Linked = Omit<z.infer<typeof Token>, "until">

const Ticket = z.strictObject({
  tenantId: z.string(),
  path: z.string(),
  bytes: z.int(),
  checksum: z.string(),
  mediaType: z.string(),
  until: z.int(),
})
/** A file that is to be put into the drafts. */
export type Expected = Omit<z.infer<typeof Ticket>, "until">

export interface Links {
  /** @throws Error for more than 60 seconds */
  address(to: Linked & Pick<LinkOptions, "seconds">): string
  /** what a token names; undefined for one that is not ours, or has been changed */
  open(token: string): Linked | "expired" | undefined
  /** address to which exactly these bytes may be put. @throws Error for more than 60 seconds */
  entrance(to: Expected & Pick<Announced, "seconds">): string
  /** what may be put to such an address; undefined for any other, one of `address` among them */
  expected(token: string): Expected | "expired" | undefined
}

/**
 * @param key 32 random bytes of this installation
 * @param base what addresses begin with, "/ablage/"
 */
export function links(key: Uint8Array, now: () => Date, base: string): Links {
  // The word keeps one kind of token from being taken for the other.
  const mac = (word: string, body: string): Buffer => createHmac("sha256", key).update(`${word} ${body}`).digest()
  const sealed = (word: string, to: object, seconds: number): string => {
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) throw new Error(`a link for ${seconds} seconds`)
    const body = Buffer.from(JSON.stringify({ ...to, until: now().getTime() + seconds * 1000 })).toString("base64url")
    return `${base}${body}.${mac(word, body).toString("base64url")}`
  }
  const opened = <T extends { until: number }>(word: string, token: string, schema: z.ZodType<T>) => {
    const [body = "", sign = "", ...more] = token.split(".")
    if (token.length > MAX_TOKEN || more.length > 0) return undefined
    const [given, right] = [Buffer.from(sign, "base64url"), mac(word, body)]
    // One text per token: base64url has others for the same bytes.
    if (given.toString("base64url") !== sign || given.length !== right.length || !timingSafeEqual(given, right))
      return undefined
    const { until, ...to } = schema.parse(JSON.parse(Buffer.from(body, "base64url").toString()))
    return until < now().getTime() ? "expired" : to
  }
  return {
    address: ({ seconds, ...to }) => sealed("link", to, seconds),
    open: (token) => opened("link", token, Token),
    entrance: ({ seconds, ...to }) => sealed("receive", to, seconds),
    expected: (token) => opened("receive", token, Ticket),
  }
}
