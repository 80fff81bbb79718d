/** Signature Version 4 as AWS checks it: the canonical request is made anew from what arrived, never from what the client says. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { Policy } from "./policy.ts"

/** A request as it came over the wire. */
export interface Wire {
  readonly method: string
  /** path as sent, still encoded */
  readonly path: string
  /** decoded names and values, in the order in which they came */
  readonly query: readonly (readonly [string, string])[]
  /** lower-case names */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A principal that may sign requests. */
export interface Credential {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** instant from which AWS takes it for expired */
  readonly until?: Date | undefined
  /** what it may do; absent: everything */
  readonly may?: ((action: string, on: Readonly<Record<string, string>>) => boolean) | undefined
  /** session policy that AssumeRole was given */
  readonly policy?: Policy | undefined
}

export class Unsigned extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const SKEW_MS = 15 * 60_000
const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")
const hmac = (key: string | Uint8Array, data: string): Buffer => createHmac("sha256", key).update(data).digest()
/** RFC 3986: everything but unreserved characters */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

export interface Signed {
  readonly credential: Credential
  /** from the query string: payload unsigned, valid for a while */
  readonly presigned: boolean
}

/**
 * Who signed a request. @throws Unsigned with the code that AWS answers: unknown key, other signature, wrong scope, headers
 * that matter and were not signed, a body other than the signed one, a clock that is off, a presigned address that is over
 */
export function signedBy(
  wire: Wire,
  given: {
    readonly service: string
    readonly region: string
    readonly now: Date
    readonly credentials: ReadonlyMap<string, Credential>
  },
): Signed {
  const presigned = wire.query.some(([name]) => name === "X-Amz-Signature")
  const parts = presigned ? fromQuery(wire) : fromHeader(wire)
  const [accessKeyId = "", day, region, service, end] = parts.credential.split("/")
  if (
    region !== given.region ||
    service !== given.service ||
    end !== "aws4_request" ||
    !parts.date.startsWith(`${day}T`)
  )
    throw new Unsigned("SignatureDoesNotMatch", "Credential should be scoped to a valid region and service")
  const credential = given.credentials.get(accessKeyId)
  if (!credential) throw new Unsigned("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist")
  if (parts.token !== credential.sessionToken) throw new Unsigned("InvalidToken", "The provided token is malformed")
  if (credential.until && credential.until <= given.now) throw new Unsigned("ExpiredToken", "The token has expired")
  const at = instant(parts.date)
  if (presigned) {
    if (!(parts.expires >= 1 && parts.expires <= 604_800))
      throw new Unsigned("AuthorizationQueryParametersError", "X-Amz-Expires must be between 1 and 604800")
    if (given.now.getTime() > at + parts.expires * 1000) throw new Unsigned("AccessDenied", "Request has expired")
    if (at > given.now.getTime() + SKEW_MS) throw new Unsigned("AccessDenied", "Request is not yet valid")
  } else if (Math.abs(given.now.getTime() - at) > SKEW_MS)
    throw new Unsigned(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
    )
  for (const name of Object.keys(wire.headers))
    if ((name === "host" || name.startsWith("x-amz-")) && !parts.headers.includes(name))
      throw new Unsigned("AccessDenied", `There were headers present in the request which were not signed: ${name}`)
  const canonical = canonicalRequest(wire, given.service, presigned, parts.headers)
  const scope = [day, region, service, "aws4_request"].join("/")
  const toSign = ["AWS4-HMAC-SHA256", parts.date, scope, sha256(canonical)].join("\n")
  let key: string | Uint8Array = `AWS4${credential.secretAccessKey}`
  for (const step of [day ?? "", region, service, "aws4_request"]) key = hmac(key, step)
  const right = hmac(key, toSign)
  const claimed = Buffer.from(parts.signature, "hex")
  if (claimed.length !== right.length || !timingSafeEqual(claimed, right))
    throw new Unsigned(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    )
  return { credential, presigned }
}

interface Parts {
  readonly credential: string
  readonly date: string
  readonly headers: readonly string[]
  readonly signature: string
  readonly token: string | undefined
  /** seconds; of a presigned address */
  readonly expires: number
}

function fromHeader({ headers }: Wire): Parts {
  const found = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? "",
  )
  if (!found) throw new Unsigned("AccessDenied", "Access Denied")
  const [, credential = "", names = "", signature = ""] = found
  const token = headers["x-amz-security-token"]
  return { credential, date: headers["x-amz-date"] ?? "", headers: names.split(";"), signature, token, expires: 0 }
}

function fromQuery({ query, headers }: Wire): Parts {
  const one = (name: string): string => query.find(([n]) => n === name)?.[1] ?? ""
  if (headers.authorization !== undefined || one("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256")
    throw new Unsigned("InvalidArgument", "Only one auth mechanism allowed")
  return {
    credential: one("X-Amz-Credential"),
    date: one("X-Amz-Date"),
    headers: one("X-Amz-SignedHeaders").split(";"),
    signature: one("X-Amz-Signature"),
    token: query.find(([n]) => n === "X-Amz-Security-Token")?.[1],
    expires: Number(one("X-Amz-Expires")),
  }
}

function canonicalRequest(wire: Wire, service: string, presigned: boolean, names: readonly string[]): string {
  const query = wire.query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&")
  const headers = names.map((name) => {
    const value = wire.headers[name]
    if (value === undefined) throw new Unsigned("SignatureDoesNotMatch", `signed header ${name} is missing`)
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`
  })
  return [
    wire.method,
    path(wire.path, service),
    query,
    headers.join(""),
    names.join(";"),
    payload(wire, service, presigned),
  ].join("\n")
}

/** S3 takes the path as it stands, encoded once; every other service encodes it once more. */
function path(given: string, service: string): string {
  const once = given
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/")
  return service === "s3" ? once : once.split("/").map(encode).join("/")
}

function payload(wire: Wire, service: string, presigned: boolean): string {
  if (presigned) return "UNSIGNED-PAYLOAD"
  const actual = sha256(wire.body)
  if (service !== "s3") return actual
  const claimed = wire.headers["x-amz-content-sha256"]
  if (claimed === undefined) throw new Unsigned("InvalidRequest", "Missing required header x-amz-content-sha256")
  if (claimed !== actual)
    throw new Unsigned(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  return claimed
}

/** "20261121T034500Z" as milliseconds */
function instant(text: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!found) throw new Unsigned("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
  const [, y, mo, d, h, mi, s] = found.map(Number)
  return Date.UTC(y ?? 0, (mo ?? 1) - 1, d, h, mi, s)
}
