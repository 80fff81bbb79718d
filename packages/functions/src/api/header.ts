/** Headers of every answer: nothing from elsewhere, no framing, no sniffing, nothing kept in a cache unless said so. */
import type { MiddlewareHandler } from "hono"
import type { Env } from "./route.ts"

const FIXED = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Not "no-referrer": browsers would then name no origin with our own forms.
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cache-Control": "no-store",
} as const

/** Sets a fresh request id and the headers; a route may have set its own before. */
export const headers: MiddlewareHandler<Env> = async (c, next) => {
  const requestId = crypto.randomUUID()
  c.set("requestId", requestId)
  await next()
  c.res.headers.set("X-Request-Id", requestId)
  for (const [name, value] of Object.entries(FIXED)) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
}
