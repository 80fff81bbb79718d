/** The built web application as static files below /app/: what the CDN does in the cloud, with the same headers. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { type Context, Hono } from "hono"
import type { Env } from "./api/route.ts"
import { PLAIN, TYPE } from "./asset.ts"

/** Scripts, styles and fonts from here only; a PDF of ours may stand in a frame; icons of the style sheet are data. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type Bytes = Uint8Array<ArrayBuffer>
interface Asset {
  readonly bytes: Bytes
  readonly type: string
  readonly tag: string
  /** made when somebody first asks for it, and kept */
  readonly packed: Map<Coding, Bytes>
}
type Coding = "br" | "gzip"
const PACK: Readonly<Record<Coding, (bytes: Bytes) => Uint8Array>> = {
  // Level 9 of 11: the last two cost seconds and save a hundredth.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
}
/** Fonts are packed already. */
const PACKABLE = /^(text\/|image\/svg|application\/json)/

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
      packed: new Map(),
    })
  }
  const page = (c: Context<Env>) => {
    const index = assets.get("index.html")
    if (!index) throw new Error("the web application is not built")
    c.header("Content-Security-Policy", POLICY)
    c.header("Cache-Control", "no-cache")
    return give(c, index)
  }
  return (
    new Hono<Env>()
      .get("/app", (c) => c.redirect("/app/", 308))
      .get("/app/assets/:name", (c) => {
        const found = assets.get(`assets/${c.req.param("name")}`)
        if (!found) return c.notFound()
        // Names carry the hash of what is in them.
        c.header("Cache-Control", "public, max-age=31536000, immutable")
        return give(c, found)
      })
      // Licences of third parties: for the application, and as a text that needs none.
      .get(`/app/:name{${PLAIN.join("|").replaceAll(".", "\\.")}}`, (c) => {
        const found = assets.get(c.req.param("name"))
        if (!found) return c.notFound()
        c.header("Cache-Control", "no-cache")
        return give(c, found)
      })
      .get("/app/*", page)
  )
}

function give(c: Context<Env>, asset: Asset): Response {
  const { bytes, type } = asset
  const coding = PACKABLE.test(type) ? codingOf(c.req.header("accept-encoding")) : undefined
  // Each form of the bytes has a tag of its own.
  const tag = coding ? asset.tag.replace(/"$/, `-${coding}"`) : asset.tag
  c.header("ETag", tag)
  c.header("Vary", "Accept-Encoding")
  if (c.req.header("if-none-match") === tag) return c.body(null, 304)
  if (!coding) return c.body(bytes, 200, { "Content-Type": type })
  let packed = asset.packed.get(coding)
  if (!packed) {
    packed = new Uint8Array(PACK[coding](bytes))
    asset.packed.set(coding, packed)
  }
  return c.body(packed, 200, { "Content-Type": type, "Content-Encoding": coding })
}

function codingOf(accepted: string | undefined): Coding | undefined {
  const offered = (accepted ?? "").split(",").map((part) => part.trim())
  const takes = (name: Coding) =>
    offered.some((o) => o === name || (o.startsWith(`${name};`) && !/;\s*q=0(\.0*)?$/.test(o)))
  return takes("br") ? "br" : takes("gzip") ? "gzip" : undefined
}
