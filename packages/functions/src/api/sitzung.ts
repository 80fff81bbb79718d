/** Sitzungen and Gremien: calendar, agenda, invitation, and who sits in a body. */
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Sitzung from "@beschlussweg/core/sitzung"
import { type Context, Hono } from "hono"
import { disposition } from "./disposition.ts"
import { asks, describe, does, type Env, pathNames, query } from "./route.ts"

const einladung = describe(
  async (c: Context<Env>) => {
    const { download, issue, form } = query(c)
    const { sitzungId = "" } = pathNames(c)
    const wish = { ...(issue === undefined ? {} : { issue }), ...(form === undefined ? {} : { form }) }
    const input = { sitzungId, ...wish } as Parameters<typeof Sitzung.file>[1]
    const { fileName, mediaType, bytes } = await Sitzung.file(c.var.ctx, input)
    // A PDF of our own making: a viewer of the browser must be allowed to show it, in our own pages, too.
    c.header("Content-Security-Policy", "frame-ancestors 'self'")
    c.header("X-Frame-Options", "SAMEORIGIN")
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition(download === undefined ? "inline" : "attachment", fileName))
    return c.body(new Uint8Array(bytes))
  },
  { verb: Sitzung.file, takes: "query", gives: "file", status: 200 },
)

export const sitzungen = new Hono<Env>()
  .get("/", asks(Sitzung.list))
  .post("/", does(Sitzung.plan, 201))
  .get("/:sitzungId", asks(Sitzung.read))
  .post("/:sitzungId/verlegung", does(Sitzung.move))
  .post("/:sitzungId/absage", does(Sitzung.cancel))
  .post("/:sitzungId/tagesordnung", does(Sitzung.agenda))
  .post("/:sitzungId/einladung", does(Sitzung.invite))
  .get("/:sitzungId/einladung", einladung)
  .post("/:sitzungId/nachtrag", does(Sitzung.supplement))
  .post("/:sitzungId/durchfuehrung", does(Sitzung.hold))
  .post("/:sitzungId/oeffnung", does(Sitzung.reopen))

export const gremien = new Hono<Env>()
  .get("/:gremiumId/mitglieder", asks(Gremium.members))
  .post("/:gremiumId/mitglieder", does(Gremium.putMember))
  .post("/:gremiumId/mitglieder/:memberId/ende", does(Gremium.endMember))
