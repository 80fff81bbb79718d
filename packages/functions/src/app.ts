/** What every app of ours does whatever it serves: headers, measure, refusals, a sign of life; and how a request enters a house. */
import { Hono } from "hono"
import { refuse, unknownRoute } from "./api/answer.ts"
import { headers } from "./api/header.ts"
import { meter } from "./api/meter.ts"
import type { Env } from "./api/route.ts"
import type { Deps } from "./api.ts"
import { caller, enter, renewed } from "./auth.ts"
import { traced } from "./trace.ts"

/** Some routes of the API. A request meets them in the order in which they were given. */
export type Part = (app: Hono<Env>, deps: Deps) => void

/** An app that answers some parts, and everything else as a route that is not there. */
export function compose(deps: Deps, parts: readonly Part[]): Hono<Env> {
  const app = new Hono<Env>()
  app.onError(refuse)
  app.notFound(unknownRoute)
  app.use(headers(deps.stage))
  app.use(meter())
  // For whoever restarts processes: this one answers. It says nothing about what it depends on, so an outage of the table
  // does not restart everything.
  app.get("/api/alive", (c) => c.json({ status: "ok", version: deps.version }))
  // For whoever sends requests here: it can work.
  app.get("/api/health", async (c) => {
    try {
      await deps.alive()
    } catch {
      return c.json({ status: "unavailable", version: deps.version }, 503)
    }
    return c.json({ status: "ok", version: deps.version })
  })
  for (const part of parts) part(app, deps)
  return app
}

/** Routes below /api/:tenant: who asks is known, and is in that house, before any of them is met. */
export const inHouse =
  (routes: Part): Part =>
  (app, deps) => {
    app.use("/api/:tenant/*", async (c, next) => {
      const who = await caller(c, deps)
      const now = who.kind === "person" ? { ...who, session: await renewed(c, deps.door, who.session) } : who
      c.set("ctx", traced(await enter(deps, c.req.param("tenant"), now), c.var.requestId))
      await next()
    })
    routes(app, deps)
  }
