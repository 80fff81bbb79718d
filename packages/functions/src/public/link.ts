/** Where a link to a file leads, and where an announced file is put: the bytes, whole or in part, with the headers that were fixed when it was given out. */
import { hash } from "node:crypto"
import type { Context } from "hono"
import { bounded } from "../api/body.ts"
import { disposition } from "../api/disposition.ts"
import type { Env } from "../api/route.ts"
import type { AuthDeps, Open } from "../auth.ts"

export async function linkTarget(c: Context<Env>, open: Open): Promise<Response> {
  const found = await open.linked(c.req.param("token") ?? "")
  c.header("Cache-Control", "no-store")
  if (found === undefined) return c.text("Diesen Link gibt es nicht.\n", 404)
  if (found === "expired")
    return c.text("Dieser Link ist abgelaufen. Bitte öffnen Sie die Datei von ihrer Seite aus.\n", 410)
  if (found === "gone") return gone(c)
  const { file, fileName, mediaType } = found
  const part = range(c.req.header("range"), file.size)
  if (part === "none") {
    c.header("Content-Range", `bytes */${file.size}`)
    return c.body(null, 416)
  }
  const [start, end] = part ?? [0, file.size - 1]
  const bare = c.req.method === "HEAD" || file.size === 0
  const body = bare ? null : await file.read(start, end)
  if (body === undefined) return gone(c)
  c.header("Content-Type", mediaType)
  c.header("Content-Disposition", disposition(found.disposition, fileName))
  // A viewer of the browser must be allowed to show a PDF; nothing else is ever shown.
  c.header(
    "Content-Security-Policy",
    mediaType === "application/pdf" ? "frame-ancestors 'none'" : "sandbox; default-src 'none'",
  )
  c.header("Cross-Origin-Resource-Policy", "cross-origin")
  c.header("Access-Control-Allow-Origin", "*")
  c.header("Accept-Ranges", "bytes")
  c.header("Content-Length", String(end - start + 1))
  if (part) c.header("Content-Range", `bytes ${start}-${end}/${file.size}`)
  return body === null ? c.body(null, part ? 206 : 200) : c.body(body, part ? 206 : 200)
}

/**
 * Takes exactly the bytes that the address was made for, as a bucket would: the address is the right, no session is asked
 * for. Who announced them takes them over afterwards; until then they are nobody's.
 */
export async function linkEntrance(c: Context<Env>, { open, closed }: AuthDeps): Promise<Response> {
  c.header("Cache-Control", "no-store")
  const found = await open.expected(c.req.param("token") ?? "")
  if (found === undefined || (found !== "expired" && closed(found.tenantId)))
    return c.text("Diese Adresse gibt es nicht.\n", 404)
  if (found === "expired") return c.text("Diese Adresse ist abgelaufen. Bitte wählen Sie die Datei noch einmal.\n", 403)
  if (c.req.header("content-type") !== found.mediaType) return c.text("Angekündigt war ein anderer Typ.\n", 403)
  const bytes = await bounded(c.req.raw, found.bytes)
  if (bytes.byteLength !== found.bytes) return c.text("Angekündigt war eine andere Größe.\n", 403)
  if (hash("sha256", bytes, "base64") !== found.checksum) return c.text("Angekündigt war eine andere Datei.\n", 400)
  await found.put(bytes)
  return c.body(null, 200)
}

const gone = (c: Context<Env>) => c.text("Diese Datei ist nicht mehr öffentlich.\n", 410)

/** One range of bytes, both ends included; undefined: the whole (also where several are asked for); "none": there is none. */
export function range(header: string | undefined, size: number): readonly [number, number] | "none" | undefined {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? "")
  const [, from = "", to = ""] = asked ?? []
  if (!asked || (from === "" && to === "")) return undefined
  if (from === "") {
    const last = Math.min(Number(to), size)
    return last === 0 ? "none" : [size - last, size - 1]
  }
  if (to !== "" && Number(to) < Number(from)) return undefined
  if (Number(from) >= size) return "none"
  return [Number(from), to === "" ? size - 1 : Math.min(Number(to), size - 1)]
}
