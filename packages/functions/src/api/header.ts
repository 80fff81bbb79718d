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
  "Permissions-Policy":
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()",
  "Cache-Control": "no-store",
} as const

// Two years, as browsers ask for. Local work runs without TLS, where nobody may be told to insist on it.
const STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"

/** Sets a fresh request id and the headers; a route may have set its own before. */
export const headers =
  (stage: string): MiddlewareHandler<Env> =>
  async (c, next) => {
    const requestId = crypto.randomUUID()
    c.set("requestId", requestId)
    await next()
    c.res.headers.set("X-Request-Id", requestId)
    for (const [name, value] of Object.entries(FIXED)) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    if (stage !== "local") c.res.headers.set("Strict-Transport-Security", STRICT_TRANSPORT)
  }
