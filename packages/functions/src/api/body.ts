/** Reading what clients send: never more bytes than allowed, never deeper than sensible. */
import { AppError } from "@beschlussweg/core/error"

const MB = 1024 * 1024
/** A programme of some hundred pages is about 2 MB of JSON; images travel as uploads. */
export const JSON_LIMIT = 8 * MB
// Zod follows nested texts by recursion; no real text comes near this.
const MAX_DEPTH = 200

/**
 * The whole body, at most `limit` bytes. A larger one is refused at its announcement, or as soon as it grows past the
 * limit; the rest is not read.
 * @throws AppError limit "body.size"
 */
export async function bounded(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? "0") > limit) throw tooLarge(limit)
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > limit) {
      // Not awaited: a sender that never ends would keep us waiting.
      void reader.cancel().catch(() => undefined)
      throw tooLarge(limit)
    }
    parts.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** A JSON object; an absent body is the empty one. @throws AppError input or limit */
export async function json(request: Request): Promise<Record<string, unknown>> {
  const type = mediaType(request)
  const bytes = await bounded(request, JSON_LIMIT)
  if (bytes.byteLength === 0) return {}
  if (type !== "application/json")
    throw new AppError(
      "input",
      "body.type",
      "Der Inhalt muss als application/json gesendet werden (Kopfzeile Content-Type).",
    )
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    throw new AppError("input", "body.json", "Der Inhalt ist kein gültiges JSON in UTF-8.")
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError("input", "body.object", "Der Inhalt muss ein JSON-Objekt sein.")
  if (deeper(value, MAX_DEPTH)) throw new AppError("input", "body.depth", "Der Inhalt ist zu tief verschachtelt.")
  return value as Record<string, unknown>
}

/** Media type in lower case without its parameters. */
export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
}

function deeper(value: object, limit: number): boolean {
  let level: object[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((v) => Object.values(v).filter((x): x is object => typeof x === "object" && x !== null))
  }
  return false
}

export function tooLarge(limit: number): AppError {
  return new AppError(
    "limit",
    "body.size",
    `Das ist zu groß: höchstens ${Math.floor(limit / MB)} MB werden angenommen. Bitte verkleinern Sie die Datei.`,
  )
}
