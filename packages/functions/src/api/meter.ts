/** One line per request with its verb, time and result; in a cloud stage it carries the figures of the dashboard. */
import type { MiddlewareHandler } from "hono"
import { matchedRoutes } from "hono/route"
import { trail } from "../log.ts"
import { operatorVerbOf } from "./handled.ts"
import { type Env, verbOf } from "./route.ts"

/** First segments of addresses that belong to no verb; everything else is "other", so that nobody can make new names. */
const PAGES: ReadonlySet<string> = new Set([
  ...["anmelden", "abmelden", "einladung", "oeffentlich", "pruefen", "oparl", "kalender", "ablage", "api"],
])

let cold = true

export function meter(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const started = performance.now()
    const first = cold
    cold = false
    await next()
    const { status } = c.res
    const ms = performance.now() - started
    const result = status >= 500 ? "failed" : status >= 400 ? "refused" : "ok"
    const verb =
      matchedRoutes(c)
        .map(({ handler }) => verbOf(handler) ?? operatorVerbOf(handler))
        .findLast((name) => name !== undefined) ?? page(c.req.path)
    const { requestId, ctx } = c.var
    trail(
      "http.done",
      {
        ...{ trace: requestId, requestId, tenantId: ctx?.tenantId, method: c.req.method },
        ...{ verb, status, result, ms: Math.round(ms) },
      },
      { of: "verb", name: verb, ms, result, cold: first },
    )
  }
}

function page(path: string): string {
  const [first = ""] = path.slice(1).split("/")
  return PAGES.has(first) ? `page.${first}` : "page.other"
}
