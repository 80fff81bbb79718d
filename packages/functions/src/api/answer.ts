/** Answers to refusals and defects: one shape for programs, a page for browsers, never more than a request id of a defect. */
import { AppError, notFound, STATUS } from "@beschlussweg/core/error"
import type { Context } from "hono"
import { HTTPException } from "hono/http-exception"
import type { ContentfulStatusCode } from "hono/utils/http-status"
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
  const { signIn } = c.var
  const back = status === 401 && signIn !== undefined ? `${signIn}?weiter=${encodeURIComponent(c.req.path)}` : undefined
  return c.html(failure(body.error, status, back), status)
}
