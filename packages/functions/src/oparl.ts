/** OParl 1.1 over HTTP: System, lists and objects of a house for whoever asks; read only, no sign-in. */
import { createHash } from "node:crypto"
import { AppError } from "@beschlussweg/core/error"
import * as Oparl from "@beschlussweg/core/oparl"
import { type Context, Hono } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { statusOf } from "./api/answer.ts"
import type { Env } from "./api/route.ts"
import type { AuthDeps } from "./auth.ts"
import { waitOf } from "./limit.ts"
import { log } from "./log.ts"
import { type PublicHouse, publicHouse } from "./public/house.ts"

type C = Context<Env>

/** Types that have a list and objects below the System. */
const LISTED: readonly string[] = Oparl.Type.options.filter((t) => t !== "system")
const PER_PAGE = 100
const DATES = {
  created_since: "createdSince",
  created_until: "createdUntil",
  modified_since: "modifiedSince",
  modified_until: "modifiedUntil",
} as const satisfies Record<string, keyof Oparl.Filter>

interface House {
  readonly h: PublicHouse
  readonly place: Oparl.Place
}

export function oparl(deps: AuthDeps): Hono<Env> {
  const meter = metered(deps)
  /** Nothing tells a house without this interface from one that is none. */
  const within = (act: (c: C, house: House) => Promise<Response>) => async (c: C) => {
    try {
      await meter(c)
      const h = await publicHouse(deps, c.req.param("house") ?? "")
      if (!h?.settings.oparl) return missing(c)
      return await act(c, { h, place: Oparl.placeOf(h.tenant.baseUrl, h.publicId) })
    } catch (error) {
      return refused(c, error)
    }
  }
  return new Hono<Env>()
    .options("/:house", preflight)
    .options("/:house/*", preflight)
    .get("/:house", within(system))
    .get("/:house/organization/:id/meeting", within(meetings))
    .get("/:house/:type", within(list))
    .get("/:house/:type/:id", within(object))
    .all("*", (c) => (c.req.method === "GET" || c.req.method === "HEAD" ? missing(c) : readOnly(c)))
}

async function system(c: C, { h, place }: House): Promise<Response> {
  const { items } = await Oparl.list(h.ctx, "system", {}, { limit: 1 })
  const [found] = items
  return found ? one(c, h, place, "system", found) : missing(c)
}

async function object(c: C, { h, place }: House): Promise<Response> {
  const { type, id = "" } = c.req.param() as Record<string, string>
  if (type === undefined || !LISTED.includes(type)) return missing(c)
  const known = Oparl.Type.parse(type)
  const found = await Oparl.object(h.ctx, known, id)
  return found ? one(c, h, place, known, found) : missing(c)
}

async function list(c: C, house: House): Promise<Response> {
  const type = c.req.param("type") ?? ""
  if (!LISTED.includes(type)) return missing(c)
  return page(c, house, { name: type, type: Oparl.Type.parse(type), path: type })
}

async function meetings(c: C, house: House): Promise<Response> {
  const id = c.req.param("id") ?? ""
  const found = await Oparl.object(house.h.ctx, "organization", id)
  if (!found) return missing(c)
  return page(c, house, { name: `meeting.${id}`, type: "meeting", path: `organization/${id}/meeting` })
}

interface Listing {
  readonly name: string
  readonly type: Oparl.Type
  readonly path: string
}

async function page(c: C, { h, place }: House, { name, type, path }: Listing): Promise<Response> {
  const { filter, kept, limit, omitInternal, cursor } = wish(c)
  const { items, cursor: next } = await Oparl.list(h.ctx, name, filter, { cursor, limit })
  const link = (to: string | undefined) => {
    const query = new URLSearchParams([...kept, ...(to === undefined ? [] : [["page", to] as [string, string]])])
    return `${place.base}/${path}${query.size === 0 ? "" : `?${query}`}`
  }
  return json(c, {
    data: items.map((i) => Oparl.given(place, type, i, omitInternal)),
    pagination: { elementsPerPage: limit },
    links: { first: link(undefined), self: link(cursor), ...(next === undefined ? {} : { next: link(next) }) },
  })
}

interface Wish {
  readonly filter: Oparl.Filter
  /** what every link of the answer keeps */
  readonly kept: [string, string][]
  readonly limit: number
  readonly omitInternal: boolean
  readonly cursor: string | undefined
}

/** @throws AppError input for a broken date, and for a parameter that is given twice */
function wish(c: C): Wish {
  const one = (name: string): string | undefined => {
    const [found, ...more] = c.req.queries(name) ?? []
    if (more.length > 0)
      throw new AppError("input", "oparl.twice", `Der Parameter „${name}“ steht mehr als einmal in der Adresse.`)
    return found
  }
  const kept: [string, string][] = []
  const filter: { -readonly [K in keyof Oparl.Filter]: Oparl.Filter[K] } = {}
  for (const [name, field] of Object.entries(DATES)) {
    const text = one(name)
    if (text === undefined) continue
    const instant = Oparl.asked(text)
    if (!instant)
      throw new AppError(
        "input",
        "oparl.date",
        `„${name}“ ist kein vollständiger Zeitpunkt. Erwartet wird zum Beispiel 2027-01-14T09:00:00+01:00, in der Adresse mit %2B statt +.`,
      )
    filter[field] = instant
    kept.push([name, text])
  }
  // Only a wish: what is no number between 1 and 100 becomes the nearest one, or the usual one.
  const wanted = Number(one("limit") ?? "")
  const limit = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, PER_PAGE) : PER_PAGE
  if (limit !== PER_PAGE) kept.push(["limit", String(limit)])
  const omitInternal = one("omit_internal") === "true"
  if (omitInternal) kept.push(["omit_internal", "true"])
  // In the order of the address that was asked for, so that a page calls itself by it.
  const order = Object.keys(c.req.query())
  kept.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return { filter, kept, limit, omitInternal, cursor: one("page") }
}

/** What changed this little ago may change again within the second that Last-Modified can tell. */
const SETTLED_MS = 2000

function one(c: C, h: PublicHouse, place: Oparl.Place, type: Oparl.Type, found: Oparl.Found): Promise<Response> {
  const modified = new Date(found.modified)
  const settled = h.ctx.now().getTime() - modified.getTime() >= SETTLED_MS
  return json(c, Oparl.given(place, type, found), settled ? modified : undefined)
}

async function json(c: C, body: unknown, modified?: Date): Promise<Response> {
  const text = JSON.stringify(body)
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`
  open(c)
  c.header("Cache-Control", "no-cache")
  c.header("ETag", etag)
  if (modified) c.header("Last-Modified", modified.toUTCString())
  const known = c.req.header("if-none-match")
  const since = Date.parse(c.req.header("if-modified-since") ?? "")
  const same =
    known !== undefined
      ? known.split(",").some((t) => ["*", etag].includes(t.trim().replace(/^W\//, "")))
      : modified !== undefined && modified.getTime() <= since
  if (same) return c.body(null, 304)
  return c.body(text, 200, JSON_TYPE)
}

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" }

/** Anybody may ask from anywhere. */
function open(c: C): void {
  c.header("Access-Control-Allow-Origin", "*")
  c.header("Access-Control-Expose-Headers", "ETag, Last-Modified, Retry-After")
  c.header("Cross-Origin-Resource-Policy", "cross-origin")
}

function preflight(c: C): Response {
  open(c)
  c.header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
  c.header("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since")
  c.header("Access-Control-Max-Age", "86400")
  return c.body(null, 204)
}

function failure(c: C, status: ContentfulStatusCode, message: string, debug: string): Response {
  open(c)
  c.header("Cache-Control", "no-store")
  return c.body(JSON.stringify({ type: `${Oparl.SCHEMA}Error`, message, debug }), status, JSON_TYPE)
}

const missing = (c: C): Response =>
  failure(c, 404, "Unter dieser Adresse steht nichts. Bitte gehen Sie vom System-Objekt aus.", "not_found")

function readOnly(c: C): Response {
  c.header("Allow", "GET, HEAD, OPTIONS")
  return failure(c, 405, "Diese Schnittstelle kann nur gelesen werden.", "method")
}

function refused(c: C, error: unknown): Response {
  if (error instanceof AppError) {
    const wait = waitOf(error)
    if (wait !== undefined) c.header("Retry-After", String(wait))
    return failure(c, statusOf(error), error.message, error.reason)
  }
  const { requestId } = c.var
  log("http.failed", { requestId, method: c.req.method, error })
  return failure(c, 500, "Das hat nicht geklappt; der Fehler liegt bei uns.", `Kennung ${requestId}`)
}

/** Requests of one source that a process lets pass before it counts them, all at once, in the table. */
const TOGETHER = 50

/** A crawl is many requests: a write for each of them would cost more than the answers. */
function metered({ door, open: { count } }: AuthDeps): (c: C) => Promise<void> {
  const passed = new Map<string, number>()
  return async (c) => {
    const source = door.source(c)
    const now = (passed.get(source) ?? 0) + 1
    if (now >= TOGETHER) await count(source, "oparl")
    passed.set(source, now >= TOGETHER ? 0 : now)
  }
}
