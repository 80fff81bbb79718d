/**
 * Uploads: a file as raw body (fields in the query) or as multipart form, with a hard limit while it is read; a large one
 * is announced, goes to where the answer says, and is taken over by its id.
 */

import type { Ctx } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { require } from "@beschlussweg/core/role"
import * as Upload from "@beschlussweg/core/upload"
import type { Verb } from "@beschlussweg/core/verb"
import { type Context, Hono, type MiddlewareHandler } from "hono"
import type { z } from "zod"
import { limited, requireBelow, take } from "../limit.ts"
import { bounded, mediaType } from "./body.ts"
import { asks, describe, type Env, query } from "./route.ts"

// Boundaries, part heads and the few fields around a file in a multipart body.
const AROUND = 64 * 1024

const receive = describe(
  async (c: Context<Env>) => {
    require(c.var.ctx.actor.functions, Upload.receive.may, c.var.ctx.actor.scopes)
    const { kind, year, ...rest } = await given(c, limitOf)
    const programme = kind === undefined && year === undefined ? undefined : { kind, year: Number(year) }
    // Checked by the verb: an unknown field is named there, too.
    const input = { ...rest, programme } as unknown as z.input<typeof Upload.receive.input>
    return c.json(await Upload.receive(c.var.ctx, input), 202)
  },
  { verb: Upload.receive, takes: "bytes", gives: "json", status: 202 },
)

/** A route of its own for what another right brings along: fields and bytes as above, the purpose is the route's. */
function only<I extends z.ZodType, O extends object>(verb: Verb<Ctx, I, O>, purpose: "scan" | "signed" | "logo") {
  return describe(
    async (c: Context<Env>) => {
      require(c.var.ctx.actor.functions, verb.may, c.var.ctx.actor.scopes)
      const input = await given(c, () => Upload.LIMIT[purpose])
      return c.json(await verb(c.var.ctx, input as z.input<I>), 202)
    },
    { verb, takes: "bytes", gives: "json", status: 202 },
  )
}

type Fields = Record<string, string>
type Limit = (purpose: string | undefined) => number

/** What a request says: a file that it brings, one that is going to come (`bytes` and `checksum`), or one that has (`uploadId`). */
async function given(c: Context<Env>, limit: Limit): Promise<Record<string, unknown>> {
  const { bytes, checksum, ...fields } = query(c)
  const announced = bytes === undefined && checksum === undefined ? undefined : { bytes: Number(bytes), checksum }
  if (announced || fields.uploadId !== undefined)
    return { ...fields, mediaType: mediaType(c.req.raw) || "application/octet-stream", announced }
  return mediaType(c.req.raw) === "multipart/form-data" ? form(c, fields, limit) : raw(c, fields, limit)
}

const counting = limited("upload")
/**
 * A file counts once: with the commit that takes it, or where it is announced, because that writes nothing. What was
 * announced may be taken over, whatever came in between.
 */
const counted: MiddlewareHandler<Env> = async (c, next) => {
  const { ctx } = c.var
  if (c.req.query("uploadId") !== undefined) return next()
  if (c.req.query("bytes") === undefined) return counting(c, next)
  await requireBelow(ctx.table, ctx.actor.personId, "upload", ctx.now())
  await next()
  if (c.res.ok) await take(ctx.table, ctx.actor.personId, "upload", ctx.now())
}

async function raw(
  c: Context<Env>,
  fields: Fields,
  limit: Limit,
): Promise<{ data: Uint8Array; [field: string]: unknown }> {
  const type = mediaType(c.req.raw) || "application/octet-stream"
  return { ...fields, mediaType: type, data: await bounded(c.req.raw, limit(fields.purpose)) }
}

async function form(
  c: Context<Env>,
  fields: Fields,
  limit: Limit,
): Promise<{ data: Uint8Array; [field: string]: unknown }> {
  const whole = await bounded(c.req.raw, limit(fields.purpose) + AROUND)
  let parts: FormData
  try {
    parts = await new Response(whole, {
      headers: { "content-type": c.req.header("content-type") ?? "" },
    }).formData()
  } catch {
    throw new AppError("input", "body.form", "Das Formular konnte nicht gelesen werden.")
  }
  const found: Fields = { ...fields }
  const files: File[] = []
  for (const [name, value] of parts.entries()) {
    if (typeof value !== "string") files.push(value)
    else if (Object.hasOwn(found, name)) throw new AppError("input", "input.twice", `„${name}“ ist mehrmals angegeben.`)
    else found[name] = value
  }
  const [file, ...more] = files
  if (!file || more.length > 0) throw new AppError("input", "upload.one", "Bitte senden Sie genau eine Datei.")
  return {
    fileName: file.name,
    mediaType: file.type || "application/octet-stream",
    ...found,
    data: new Uint8Array(await file.arrayBuffer()),
  }
}

/** The limit of a purpose, the largest one where it is not known yet; the verb checks the right one again. */
function limitOf(purpose: string | undefined): number {
  const { programme, anlage, image } = Upload.LIMIT
  const limits: Readonly<Record<string, number>> = { programme, anlage, image }
  return (
    (purpose !== undefined && Object.hasOwn(limits, purpose) ? limits[purpose] : undefined) ??
    Math.max(...Object.values(limits))
  )
}

export const uploads = new Hono<Env>()
  .post("/", counted, receive)
  .post("/scan", counted, only(Upload.scan, "scan"))
  .post("/signiert", counted, only(Upload.signed, "signed"))
  .post("/logo", counted, only(Upload.logo, "logo"))
  .get("/:uploadId", asks(Upload.read))
