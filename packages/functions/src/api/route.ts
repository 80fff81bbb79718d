/** A route is one verb: input from path and body, one call, one answer. The verb parses the input itself. */
import type { Ctx } from "@beschlussweg/core/context"
import { AppError, notFound } from "@beschlussweg/core/error"
import { require } from "@beschlussweg/core/role"
import type { Verb, VerbDef } from "@beschlussweg/core/verb"
import type { Context, Handler, Hono, TypedResponse } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { JSONParsed } from "hono/utils/types"
import type { z } from "zod"
import { json } from "./body.ts"

export interface Env {
  Variables: { readonly ctx: Ctx; readonly requestId: string }
}

/** What a handler says about itself: the description, its page and the test that every verb has a route read it. */
export interface Operation {
  readonly verb: VerbDef<z.ZodType>
  readonly takes: "json" | "query" | "bytes"
  readonly gives: "json" | "file"
  /** of a file; PDF where nothing is said */
  readonly mediaType?: string
  readonly status: 200 | 201 | 202
}

type PathName =
  | "vorlageId"
  | "programmeId"
  | "log"
  | "personId"
  | "keyId"
  | "sectionId"
  | "offerId"
  | "commentId"
  | "comparisonId"
  | "outputId"
  | "packageId"
  | "sitzungId"
  | "controlId"
  | "gremiumId"
  | "memberId"
  | "uploadId"
/**
 * Distributes over unions, so that each kind of decision keeps its own fields. What is a name of some path may be left out:
 * it stands there in one route ("gremiumId" of a Gremium) and in the body of another ("gremiumId" of a function).
 */
type Body<T> = T extends unknown ? Omit<T, PathName> & Partial<Pick<T, Extract<keyof T, PathName>>> : never
export type Answer<O> = Response & TypedResponse<JSONParsed<O>, ContentfulStatusCode, "json">
type Does<I extends z.ZodType, O> = Handler<Env, string, { in: { json: Body<z.input<I>> } }, Promise<Answer<O>>>
export type Asks<I extends z.ZodType, O> = Handler<Env, string, { in: { query: Body<z.input<I>> } }, Promise<Answer<O>>>

const operations = new WeakMap<object, Operation>()

/** Writes the operation next to its handler. */
export function describe<H extends object>(handler: H, operation: Operation): H {
  operations.set(handler, operation)
  return handler
}

/** The verb behind a handler. */
export const verbOf = (handler: object): string | undefined => operations.get(handler)?.verb.name

export interface Route extends Operation {
  readonly method: string
  /** "/api/:tenant/vorlagen/:vorlageId" */
  readonly path: string
}

/** All routes of an app that call a verb, in the order in which they were written. */
export function routesOf(app: Pick<Hono, "routes">): Route[] {
  return app.routes.flatMap(({ method, path, handler }) => {
    const operation = operations.get(handler)
    return operation ? [{ ...operation, method, path }] : []
  })
}

/** POST or PUT: the JSON body and the names in the path together are the verb's input. */
export function does<I extends z.ZodType, O>(verb: Verb<Ctx, I, O>, status: 200 | 201 = 200): Does<I, O> {
  const handler: Does<I, O> = async (c) => {
    // Before anything is read: without the right nobody makes us hold his bytes.
    require(c.var.ctx.actor.functions, verb.may, c.var.ctx.actor.scopes)
    const body = await json(c.req.raw)
    const names = pathNames(c)
    for (const name of Object.keys(names))
      if (Object.hasOwn(body, name))
        throw new AppError(
          "input",
          "input.twice",
          `„${name}“ steht schon in der Adresse und gehört nicht in den Inhalt.`,
        )
    // verb.input is checked by the verb; until then this is only called so.
    return give<O>(c, await verb(c.var.ctx, { ...body, ...names } as z.input<I>), status)
  }
  return describe(handler, { verb, takes: "json", gives: "json", status })
}

/** GET: names in the path and the query are the verb's input. */
export function asks<I extends z.ZodType, O>(verb: Verb<Ctx, I, O>): Asks<I, O> {
  const handler: Asks<I, O> = async (c) =>
    give<O>(c, await verb(c.var.ctx, { ...query(c), ...pathNames(c) } as z.input<I>), 200)
  return describe(handler, { verb, takes: "query", gives: "json", status: 200 })
}

function give<O>(c: Pick<Context, "body" | "json">, value: Awaited<O>, status: 200 | 201): Answer<O> {
  const answer: Response = value === undefined ? c.body(null, 204) : c.json(value as object, status)
  return answer as Answer<O>
}

/** Every name of the path but the tenant. What can be no id is answered like an id that is not here. */
export function pathNames(c: Pick<Context<Env>, "req">): Record<string, string> {
  const { tenant: _, ...names } = c.req.param() as Record<string, string>
  for (const value of Object.values(names)) if (!/^[A-Za-z0-9_-]{1,80}$/.test(value)) throw notFound()
  return names
}

/** The query, each name once. @throws AppError input */
export function query(c: Pick<Context<Env>, "req">): Record<string, string> {
  const found = c.req.queries()
  return Object.fromEntries(
    Object.entries(found).map(([name, [value, ...more]]) => {
      if (value === undefined || more.length > 0)
        throw new AppError("input", "input.twice", `„${name}“ ist mehrmals angegeben.`)
      return [name, value]
    }),
  )
}
