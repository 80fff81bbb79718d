/** Ausgeben over HTTP: a programme as page and as JSON at once, as Word file or PDF once the worker has made it. */
import * as Output from "@beschlussweg/core/output"
import type { Context } from "hono"
import type { z } from "zod"
import { disposition } from "./disposition.ts"
import { describe, type Env, pathNames, query } from "./route.ts"

/** The page holds its own style and pictures; it loads nothing, and no script runs in it. */
const PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"

/** Names in the path and the query; the verb parses them. */
function input<I extends z.ZodType>(c: Context<Env>, _: { readonly input: I }): z.input<I> {
  const { download: __, ...asked } = query(c)
  return { ...asked, ...pathNames(c) } as z.input<I>
}
const how = (c: Context<Env>) => (c.req.query("download") === undefined ? "inline" : "attachment")

export const outputPage = describe(
  async (c: Context<Env>) => {
    const { fileName, mediaType, text } = await Output.html(c.var.ctx, input(c, Output.html))
    c.header("Content-Security-Policy", PAGE)
    c.header("Content-Type", mediaType)
    c.header("Content-Disposition", disposition(how(c), fileName))
    return c.body(text)
  },
  { verb: Output.html, takes: "query", gives: "file", mediaType: "text/html", status: 200 },
)

export const outputJson = describe(
  async (c: Context<Env>) => {
    const { fileName, content } = await Output.json(c.var.ctx, input(c, Output.json))
    c.header("Link", '</api/schema/programm.json>; rel="describedby"')
    c.header("Content-Disposition", disposition(how(c), fileName))
    return c.json(content)
  },
  { verb: Output.json, takes: "query", gives: "file", mediaType: "application/json", status: 200 },
)

export const outputFile = describe(
  async (c: Context<Env>) => {
    const { programmeId = "", outputId = "" } = pathNames(c)
    const { fileName, mediaType, bytes } = await Output.file(c.var.ctx, { programmeId, outputId })
    c.header("Content-Type", mediaType)
    // A PDF is looked at, unless it is to be saved; a Word file is always saved.
    const pdf = mediaType !== Output.DOCX
    if (pdf) c.header("Content-Security-Policy", "frame-ancestors 'none'")
    c.header("Content-Disposition", disposition(pdf ? how(c) : "attachment", fileName))
    return c.body(new Uint8Array(bytes))
  },
  { verb: Output.file, takes: "query", gives: "file", mediaType: Output.DOCX, status: 200 },
)
