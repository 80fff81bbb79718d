/** The built web application as static files below /app/: what the CDN does in the cloud, with the same headers. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { type Context, Hono } from "hono"
import type { Env } from "./api/route.ts"

const TYPE: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
}

/** Scripts, styles and fonts from here only; a PDF of ours may stand in a frame; icons of the style sheet are data. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly tag: string
}

/** @param dir folder of the build, read once */
export function application(dir: string): Hono<Env> {
  const assets = new Map<string, Asset>()
  for (const path of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    const type = TYPE[extname(path)]
    if (type === undefined) continue
    const bytes = new Uint8Array(readFileSync(join(dir, path)))
    assets.set(path.replaceAll("\\", "/"), {
      bytes,
      type,
      tag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
    })
  }
  const page = (c: Context<Env>) => {
    const index = assets.get("index.html")
    if (!index) throw new Error("the web application is not built")
    c.header("Content-Security-Policy", POLICY)
    c.header("Cache-Control", "no-cache")
    return give(c, index)
  }
  return new Hono<Env>()
    .get("/app", (c) => c.redirect("/app/", 308))
    .get("/app/assets/:name", (c) => {
      const found = assets.get(`assets/${c.req.param("name")}`)
      if (!found) return c.notFound()
      // Names carry the hash of what is in them.
      c.header("Cache-Control", "public, max-age=31536000, immutable")
      return give(c, found)
    })
    .get("/app/*", page)
}

function give(c: Context<Env>, { bytes, type, tag }: Asset): Response {
  c.header("ETag", tag)
  if (c.req.header("if-none-match") === tag) return c.body(null, 304)
  return c.body(bytes, 200, { "Content-Type": type })
}
