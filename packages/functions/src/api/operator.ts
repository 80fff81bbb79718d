/**
 * Betrieb: what the operator's people do over HTTP, at /api/betrieb. Its routes hold the registry and no tenant; a
 * tenant's people get the same 404 here as everybody else.
 */
import { notFound } from "@beschlussweg/core/error"
import * as Operator from "@beschlussweg/core/operator"
import { requireFresh } from "@beschlussweg/core/verb"
import { type Handler, Hono, type MiddlewareHandler, type TypedResponse } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { JSONParsed } from "hono/utils/types"
import type { z } from "zod"
import { type AuthDeps, unsafeOperatorSession } from "../auth.ts"
import { tracedTable } from "../trace.ts"
import { json } from "./body.ts"
import { type AnyVerb, handled } from "./handled.ts"
import type { Env } from "./route.ts"

export interface OperatorEnv {
  Variables: Env["Variables"] & { readonly operator: Operator.OperatorCtx }
}

/** All routes of the operator, for the tests that walk over them. */
export function operatorRoutesOf(app: Pick<Hono, "routes">): { method: string; path: string; verb: AnyVerb }[] {
  return app.routes.flatMap(({ method, path, handler }) => {
    const verb = handled.get(handler)
    return verb ? [{ method, path, verb }] : []
  })
}

type PathName = "tenantId" | "accountId"
type Body<T> = Omit<T, PathName> & Partial<Pick<T, Extract<keyof T, PathName>>>
type Answer<O> = Response & TypedResponse<JSONParsed<O>, ContentfulStatusCode, "json">
type Calls<I extends z.ZodType, O> = Handler<
  OperatorEnv,
  string,
  { in: { json: Body<z.input<I>> } },
  Promise<Answer<Awaited<O>>>
>

/** Names of the path and the JSON body together are the verb's input. */
function calls<I extends z.ZodType, O>(verb: Operator.OperatorVerb<I, O>, status: 200 | 201 = 200): Calls<I, O> {
  const handler: Calls<I, O> = async (c) => {
    const { operator } = c.var
    // Before anything is read: without the right nobody makes us hold his bytes.
    Operator.requireOperator(operator, verb)
    const body = c.req.method === "GET" ? {} : await json(c.req.raw)
    const answer: Response = c.json(
      (await verb(operator, { ...body, ...c.req.param() } as z.input<I>)) as object,
      status,
    )
    return answer as Answer<Awaited<O>>
  }
  handled.set(handler, verb)
  return handler
}

/** Only the operator's people; for what changes something the sign-in must be fresh. */
function gateOf(deps: AuthDeps): MiddlewareHandler<OperatorEnv> {
  return async (c, next) => {
    const { accountId, signedInAt } = await unsafeOperatorSession(c, deps)
    const { operator: signIn, now } = deps.door
    const { registry } = deps.operators?.({ accountId, roles: [] }) ?? {}
    const known = registry && (await Operator.operatorOf(registry, accountId))
    if (!deps.operators || !known || !signIn) throw notFound()
    if (c.req.method !== "GET")
      requireFresh({ now, proof: { kind: "session", at: signedInAt, freshMinutes: signIn.freshMinutes } })
    const operator = deps.operators(known)
    c.set("operator", { ...operator, registry: tracedTable(operator.registry, "system", c.var.requestId) })
    await next()
  }
}

/** Type of the operator's routes for a typed client (`hc<Betrieb>`). */
export type Betrieb = ReturnType<typeof betrieb>

export function betrieb(deps: AuthDeps) {
  return new Hono<OperatorEnv>()
    .use(gateOf(deps))
    .get("/gesundheit", calls(Operator.health))
    .get("/mandanten", calls(Operator.list))
    .post("/mandanten", calls(Operator.create, 201))
    .get("/mandanten/:tenantId", calls(Operator.read))
    .post("/mandanten/:tenantId/anmeldung", calls(Operator.signIn))
    .post("/mandanten/:tenantId/einladungen", calls(Operator.invite, 201))
    .post("/mandanten/:tenantId/schliessung", calls(Operator.close))
    .post("/mandanten/:tenantId/oeffnung", calls(Operator.reopen))
    .post("/mandanten/:tenantId/sperre", calls(Operator.hold))
    .post("/mandanten/:tenantId/sperre/aufhebung", calls(Operator.unhold))
    .post("/mandanten/:tenantId/anbietung", calls(Operator.offer))
    .post("/mandanten/:tenantId/loeschung", calls(Operator.requestDeletion))
    .post("/mandanten/:tenantId/loeschung/bestaetigung", calls(Operator.confirmDeletion))
    .post("/mandanten/:tenantId/loeschung/ruecknahme", calls(Operator.cancelDeletion))
    .get("/personen", calls(Operator.people))
    .put("/personen/:accountId", calls(Operator.put))
    .post("/personen/:accountId/schluessel", calls(Operator.rekey, 201))
}
