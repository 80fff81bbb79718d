/** Canonical JSON (RFC 8785) and SHA-256: what freezes a Fassung and links the facts. */

/**
 * Canonical form: keys in UTF-16 order, no white space, numbers as ECMAScript writes them. `undefined` members vanish.
 * @throws Error for what JSON cannot say (NaN, Infinity, lone surrogates, functions): stored data never holds these.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === "boolean") return JSON.stringify(value)
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Error("canonical: lone surrogate")
    return JSON.stringify(value)
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error("canonical: not a finite number")
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v === undefined ? null : v)).join(",")}]`
  if (typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${canonical(k)}:${canonical(v)}`)
    return `{${members.join(",")}}`
  }
  throw new Error(`canonical: ${typeof value}`)
}

/** SHA-256 as 64 lowercase hexadecimal digits. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data
  const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource)
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("")
}
