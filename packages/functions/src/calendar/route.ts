/** The address of a personal calendar: who knows it reads, nobody signs in. Read only, nothing else hangs on it. */
import { createHash } from "node:crypto"
import { dayOf } from "@beschlussweg/core/day"
import { notFound } from "@beschlussweg/core/error"
import * as Feed from "@beschlussweg/core/feed"
import { holding } from "@beschlussweg/core/role"
import { house } from "@beschlussweg/core/tenant"
import { Hono } from "hono"
import { possible } from "../account.ts"
import type { Env } from "../api/route.ts"
import { type AuthDeps, NOBODY } from "../auth.ts"

/** @returns routes below /kalender; unknown, renewed and ended addresses are the same 404 */
export function kalender(deps: AuthDeps): Hono<Env> {
  return new Hono<Env>().get("/:file", async (c) => {
    const file = c.req.param("file")
    const found = file.endsWith(".ics") ? Feed.partsOf(file.slice(0, -".ics".length)) : undefined
    if (!found || !possible(found.tenantId) || deps.closed(found.tenantId)) throw notFound()
    const bare = deps.ctx(found.tenantId, { personId: "kalender", name: "", functions: [] }, "api", NOBODY)
    const opened = await Feed.open(bare.table, found.secret)
    if (!opened) throw notFound()
    const { personId, name, functions } = opened.member
    const actor = { personId, name, functions: holding(functions, dayOf(bare.now())) }
    const ctx = { ...deps.ctx(found.tenantId, actor, "api", NOBODY), actor }
    const tenant = await house(ctx.table)
    // Heavy, and few addresses are calendars.
    const { calendar } = await import("./ical.ts")
    const text = calendar(await Feed.entries(ctx), {
      name: `Beschlussweg ${tenant.house.name}`,
      domain: `${found.tenantId}.beschlussweg`,
      since: opened.since,
    })
    const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`
    c.header("ETag", etag)
    c.header("Cache-Control", "private, no-cache")
    c.header("Referrer-Policy", "no-referrer")
    if ((c.req.header("if-none-match") ?? "").split(/,\s*/).some((t) => t.replace(/^W\//, "") === etag))
      return c.body(null, 304)
    c.header("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
    c.header("Content-Disposition", 'inline; filename="beschlussweg.ics"')
    return c.body(text)
  })
}
