/** Answers to refusals and defects: one shape for programs, a page for browsers, never more than a request id of a defect. */
import { AppError, notFound, STATUS } from "@beschlussweg/core/error"
import type { Context } from "hono"
import { HTTPException } from "hono/http-exception"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { waitOf } from "../limit.ts"
import { log } from "../log.ts"
import { failure } from "../page/failure.ts"
import type { Env } from "./route.ts"

/** Body of every refusal. */
export interface Refusal {
  readonly error: {
    readonly code: AppError["code"] | "internal"
    readonly reason: string
    readonly message: string
    readonly findings: AppError["findings"]
    readonly requestId: string
  }
}

/** The one table, and one exception: a body that is too large has a status of its own in HTTP. */
export function statusOf({ code, reason }: AppError): ContentfulStatusCode {
  return code === "limit" && reason.endsWith(".size") ? 413 : STATUS[code]
}

export function refuse(error: unknown, c: Context<Env>): Response | Promise<Response> {
  const { requestId } = c.var
  if (error instanceof AppError) {
    if (error.code === "unauthenticated") c.header("WWW-Authenticate", 'Bearer realm="Beschlussweg"')
    const wait = waitOf(error)
    if (wait !== undefined) c.header("Retry-After", String(wait))
    const { code, reason, message, findings } = error
    return write(c, { error: { code, reason, message, findings, requestId } }, statusOf(error))
  }
  if (error instanceof HTTPException && error.status < 500) return refuse(notFound(), c)
  log("http.failed", { requestId, method: c.req.method, error })
  const message = `Das hat nicht geklappt; der Fehler liegt bei uns. Bitte versuchen Sie es später noch einmal und nennen Sie sonst die Kennung ${requestId}.`
  return write(c, { error: { code: "internal", reason: "internal", message, findings: [], requestId } }, 500)
}

export function unknownRoute(c: Context<Env>): Response | Promise<Response> {
  return refuse(
    new AppError("not_found", "route.unknown", "Diese Adresse gibt es nicht. Alle Adressen stehen unter /api/docs."),
    c,
  )
}

/** A page only where a browser opens an address; scripts and programs get JSON. */
function write(c: Context<Env>, body: Refusal, status: ContentfulStatusCode): Response | Promise<Response> {
  c.header("Vary", "Accept", { append: true })
  const page = c.req.method === "GET" && (c.req.header("accept") ?? "").includes("text/html")
  if (!page) return c.json(body, status)
  return c.html(failure(body.error, status, status === 401 ? back(c.req.path, body.error.reason) : undefined), status)
}

/** The sign-in that helps: of the house in the address, anew where the last one is too old, and back to what was asked for. */
function back(path: string, reason: string): string {
  const returned = /^\/anmelden\/rueckkehr\/([a-z0-9-]{2,40})$/.exec(path)?.[1]
  if (returned !== undefined) return `/anmelden/${returned}`
  const tenant = /^\/api\/([a-z0-9-]{2,40})\//.exec(path)?.[1]
  const fresh = reason === "session.stale" ? "frisch=1&" : ""
  return `/anmelden${tenant === undefined ? "" : `/${tenant}`}?${fresh}weiter=${encodeURIComponent(path)}`
}
