/** Links to files on disk: an address whose token fixes the file, its headers and its end; nobody can make or change one. */
import { createHmac, timingSafeEqual } from "node:crypto"
import type { LinkOptions } from "@beschlussweg/core/context"
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

export interface Links {
  /** @throws Error for more than 60 seconds */
  address(to: Linked & Pick<LinkOptions, "seconds">): string
  /** what a token names; undefined for one that is not ours, or has been changed */
  open(token: string): Linked | "expired" | undefined
}

/**
 * @param key 32 random bytes of this installation
 * @param base what addresses begin with, "/ablage/"
 */
export function links(key: Uint8Array, now: () => Date, base: string): Links {
  const mac = (body: string): Buffer => createHmac("sha256", key).update(`link ${body}`).digest()
  return {
    address({ seconds, ...to }) {
      if (!(seconds > 0 && seconds <= MAX_SECONDS)) throw new Error(`a link for ${seconds} seconds`)
      const value: z.infer<typeof Token> = { ...to, until: now().getTime() + seconds * 1000 }
      const body = Buffer.from(JSON.stringify(value)).toString("base64url")
      return `${base}${body}.${mac(body).toString("base64url")}`
    },
    open(token) {
      const [body = "", sign = "", ...more] = token.split(".")
      if (token.length > MAX_TOKEN || more.length > 0) return undefined
      const [given, right] = [Buffer.from(sign, "base64url"), mac(body)]
      // One text per token: base64url has others for the same bytes.
      if (given.toString("base64url") !== sign || given.length !== right.length || !timingSafeEqual(given, right))
        return undefined
      const { until, ...to } = Token.parse(JSON.parse(Buffer.from(body, "base64url").toString()))
      return until < now().getTime() ? "expired" : to
    },
  }
}
