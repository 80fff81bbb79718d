/** Uploads: a file as raw body (fields in the query) or as multipart form, with a hard limit while it is read. */
import { AppError } from "@beschlussweg/core/error"
import { require } from "@beschlussweg/core/role"
import * as Upload from "@beschlussweg/core/upload"
import { type Context, Hono } from "hono"
import type { z } from "zod"
import { limited } from "../limit.ts"
import { bounded, mediaType } from "./body.ts"
import { asks, describe, type Env, query } from "./route.ts"

// Boundaries, part heads and the few fields around a file in a multipart body.
const AROUND = 64 * 1024

const receive = describe(
  async (c: Context<Env>) => {
    require(c.var.ctx.actor.functions, Upload.receive.may, c.var.ctx.actor.scopes)
    const multipart = mediaType(c.req.raw) === "multipart/form-data"
    const fields = query(c)
    const { data, ...rest } = multipart ? await form(c, fields, limitOf) : await raw(c, fields, limitOf)
    const { purpose, fileName, mediaType: type, kind, year, ...unknown } = rest
    const programme = kind === undefined && year === undefined ? undefined : { kind, year: Number(year) }
    // Checked by the verb: an unknown field is named there, too.
    const input = { ...unknown, purpose, fileName, mediaType: type, data, programme } as z.input<
      typeof Upload.receive.input
    >
    return c.json(await Upload.receive(c.var.ctx, input), 202)
  },
  { verb: Upload.receive, takes: "bytes", gives: "json", status: 202 },
)

/** A route of its own for what another right brings along: fields and bytes as above, the purpose is the route's. */
function only(
  verb: typeof Upload.scan | typeof Upload.signed | typeof Upload.logo,
  purpose: "scan" | "signed" | "logo",
) {
  const limit = () => Upload.LIMIT[purpose]
  return describe(
    async (c: Context<Env>) => {
      require(c.var.ctx.actor.functions, verb.may, c.var.ctx.actor.scopes)
      const multipart = mediaType(c.req.raw) === "multipart/form-data"
      const fields = query(c)
      const input = multipart ? await form(c, fields, limit) : await raw(c, fields, limit)
      return c.json(await verb(c.var.ctx, input as unknown as z.input<typeof verb.input>), 202)
    },
    { verb, takes: "bytes", gives: "json", status: 202 },
  )
}

type Fields = Record<string, string>
type Limit = (purpose: string | undefined) => number

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
  .post("/", limited("upload"), receive)
  .post("/scan", limited("upload"), only(Upload.scan, "scan"))
  .post("/signiert", limited("upload"), only(Upload.signed, "signed"))
  .post("/logo", limited("upload"), only(Upload.logo, "logo"))
  .get("/:uploadId", asks(Upload.read))
