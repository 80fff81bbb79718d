/** Amazon S3 for tests, as strict as its manual: versions, object lock, conditional writes, checksums, multipart uploads, presigned GET and PUT. */
import { createHash, randomUUID } from "node:crypto"
import { type Call, Refusal, type Reply, type Server, startService } from "./aws.fixture.ts"
import { multipart } from "./s3-multipart.fixture.ts"
import type { Credential, Wire } from "./sigv4.fixture.ts"

export interface Bucket {
  readonly name: string
  readonly versioned: boolean
  readonly objectLock: boolean
  /** ARN of the key that every object must be encrypted with */
  readonly kmsKey: string
}
export interface Version {
  readonly id: string
  readonly marker: boolean
  readonly bytes: Buffer
  /** as the client gave it and S3 proved it; "...-3" for one that was sent in parts */
  readonly checksum: string
  readonly headers: Readonly<Record<string, string>>
  until: Date | undefined
}
export interface Store {
  readonly bucket: Bucket
  /** versions by key, newest last */
  readonly objects: Map<string, Version[]>
}
export interface S3Server extends Server {
  /** the current version, whoever asks */
  peek(bucket: string, key: string): Version | undefined
  versions(bucket: string, key: string): Version[]
  /** flips a bit of what lies there, behind everybody's back */
  spoil(bucket: string, key: string): void
  /** uploads in parts that were neither completed nor aborted */
  open(): number
}

export interface Given {
  readonly now?: () => Date
  readonly credentials?: Map<string, Credential>
  /** entries of one page of a listing; 1000 in AWS */
  readonly page?: number
}

export async function startS3(buckets: readonly Bucket[], given: Given = {}): Promise<S3Server> {
  const { now = () => new Date(), page = 1000 } = given
  const stores = new Map<string, Store>(buckets.map((bucket) => [bucket.name, { bucket, objects: new Map() }]))
  const parts = multipart(now)
  const storeOf = (wire: Wire): Store => {
    const store = stores.get(place(wire).bucket)
    if (!store) throw new Refusal(404, "NoSuchBucket", "The specified bucket does not exist")
    return store
  }
  const server = await startService(
    {
      name: "s3",
      operation,
      answer(call, name) {
        const store = storeOf(call)
        const { key } = place(call)
        if (call.credential.may && !call.credential.may(`s3:${name}`, { bucket: store.bucket.name, key }))
          throw new Refusal(403, "AccessDenied", "Access Denied")
        if (call.presigned && name !== "GetObject" && name !== "PutObject")
          throw new Refusal(403, "AccessDenied", "Access Denied")
        known(call, name)
        switch (name) {
          case "PutObject":
            return put(store, key, call, now())
          case "GetObject":
          case "HeadObject":
            return get(store, key, call)
          case "DeleteObject":
            return drop(store, key, call, now())
          case "ListObjectVersions":
            return listVersions(store, call, page)
          case "ListObjectsV2":
            return list(store, call, page)
          default:
            return parts.answer(store, key, call, name)
        }
      },
      refusal: (status, code, message, wire) => ({
        status,
        headers: { "content-type": "application/xml" },
        // An answer to HEAD has no body, so the client sees the status only.
        body:
          wire.method === "HEAD"
            ? ""
            : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${xml(message)}</Message></Error>`,
      }),
    },
    given,
  )
  const versions = (bucket: string, key: string): Version[] => stores.get(bucket)?.objects.get(key) ?? []
  return {
    ...server,
    versions,
    peek: (bucket, key) => current(stores.get(bucket)?.objects.get(key)),
    spoil(bucket, key) {
      const found = versions(bucket, key).at(-1)
      if (!found) throw new Error(`nothing at ${key}`)
      found.bytes[0] = (found.bytes[0] ?? 0) ^ 1
    },
    open: () => parts.open(),
  }
}

function place({ path }: Wire): { bucket: string; key: string } {
  const [, bucket = "", ...rest] = path.split("/").map(decodeURIComponent)
  return { bucket, key: rest.join("/") }
}

export const param = (wire: Wire, name: string): string | undefined => wire.query.find(([n]) => n === name)?.[1]

function operation(wire: Wire): string {
  const has = (name: string) => param(wire, name) !== undefined
  const { method } = wire
  if (place(wire).key === "") {
    if (method === "GET" && has("versions")) return "ListObjectVersions"
    if (method === "GET" && param(wire, "list-type") === "2") return "ListObjectsV2"
    return "unknown"
  }
  if (method === "POST")
    return has("uploads") ? "CreateMultipartUpload" : has("uploadId") ? "CompleteMultipartUpload" : "unknown"
  if (method === "PUT") return has("partNumber") && has("uploadId") ? "UploadPart" : "PutObject"
  if (method === "DELETE") return has("uploadId") ? "AbortMultipartUpload" : "DeleteObject"
  if (method === "GET") return "GetObject"
  return method === "HEAD" ? "HeadObject" : "unknown"
}

const LOCK = ["x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"]
const KEY = [
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
]
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  PutObject: [...LOCK, ...KEY, "x-amz-checksum-sha256", "x-amz-sdk-checksum-algorithm"],
  CreateMultipartUpload: [...LOCK, ...KEY, "x-amz-checksum-algorithm", "x-amz-checksum-type"],
  UploadPart: ["x-amz-checksum-sha256", "x-amz-sdk-checksum-algorithm"],
  GetObject: ["x-amz-checksum-mode"],
  HeadObject: ["x-amz-checksum-mode"],
  DeleteObject: ["x-amz-bypass-governance-retention"],
}
/** A header that this server does not know might be one that matters. */
function known({ headers }: Wire, name: string): void {
  const fine = [
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-security-token",
    "x-amz-user-agent",
    ...(KNOWN[name] ?? []),
  ]
  for (const header of Object.keys(headers))
    if (header.startsWith("x-amz-") && !header.startsWith("x-amz-meta-") && !fine.includes(header))
      throw new Refusal(
        501,
        "NotImplemented",
        `A header you provided implies functionality that is not implemented: ${header}`,
      )
}

export const current = (versions: readonly Version[] | undefined): Version | undefined => {
  const last = versions?.at(-1)
  return last?.marker ? undefined : last
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64")

/** @throws Refusal for a checksum other than that of the bytes */
export function proved({ headers, body }: Wire): string {
  const claimed = headers["x-amz-checksum-sha256"]
  if (claimed === undefined)
    throw new Refusal(
      400,
      "InvalidRequest",
      "Content-MD5 OR x-amz-checksum- HTTP header is required for requests with Object Lock parameters",
    )
  if (claimed !== sha256(body))
    throw new Refusal(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.")
  return claimed
}

/** Lock, encryption and metadata of what is to be stored. @throws Refusal for what the bucket does not take */
export function settings(
  { bucket }: Store,
  { headers, presigned }: Call,
  now: Date,
): Pick<Version, "headers" | "until"> {
  const [mode, date] = LOCK.map((name) => headers[name])
  if ((mode === undefined) !== (date === undefined))
    throw new Refusal(
      400,
      "InvalidArgument",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    )
  if (mode !== undefined && !bucket.objectLock)
    throw new Refusal(400, "InvalidRequest", "Bucket is missing Object Lock Configuration")
  if (mode !== undefined && !["GOVERNANCE", "COMPLIANCE"].includes(mode))
    throw new Refusal(400, "InvalidArgument", "Unknown wormMode directive.")
  const until = date === undefined ? undefined : new Date(date)
  if (until && !(until > now)) throw new Refusal(400, "InvalidArgument", "The retain until date must be in the future!")
  // What names no key gets the bucket's own; only a browser may leave it to that.
  const left = presigned && KEY.every((name) => headers[name] === undefined)
  if (
    (!left && headers["x-amz-server-side-encryption"] !== "aws:kms") ||
    (!left && headers["x-amz-server-side-encryption-aws-kms-key-id"] !== bucket.kmsKey)
  )
    throw new Refusal(403, "AccessDenied", "Access Denied")
  const meta = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-") || name === "content-type")
  return { headers: Object.fromEntries(meta), until }
}

/** @throws Refusal where something stands at the key already and the request asks that nothing does */
export function condition(store: Store, key: string, { headers }: Wire): void {
  const asked = headers["if-none-match"]
  if (asked === undefined) return
  if (asked !== "*")
    throw new Refusal(501, "NotImplemented", "A header you provided implies functionality that is not implemented")
  if (current(store.objects.get(key)))
    throw new Refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
}

/** A new version; without versioning it replaces what stood there. */
export function keep({ bucket, objects }: Store, key: string, made: Omit<Version, "id">): Version {
  const version = { ...made, id: bucket.versioned ? randomUUID() : "null" }
  objects.set(key, bucket.versioned ? [...(objects.get(key) ?? []), version] : [version])
  return version
}

const tag = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`

function put(store: Store, key: string, call: Call, now: Date): Reply {
  if (call.headers["content-length"] === undefined) throw new Refusal(411, "MissingContentLength")
  if (Buffer.byteLength(key) > 1024) throw new Refusal(400, "KeyTooLongError")
  const checksum = proved(call)
  const given = settings(store, call, now)
  condition(store, key, call)
  const { id, bytes } = keep(store, key, { marker: false, bytes: call.body, checksum, ...given })
  return { status: 200, headers: { etag: tag(bytes), "x-amz-checksum-sha256": checksum, "x-amz-version-id": id } }
}

const OVERRIDE: Readonly<Record<string, string>> = {
  "response-content-type": "content-type",
  "response-content-disposition": "content-disposition",
  "response-cache-control": "cache-control",
}

function get({ objects }: Store, key: string, call: Call): Reply {
  const found = current(objects.get(key))
  if (!found) throw new Refusal(404, "NoSuchKey", "The specified key does not exist.")
  const headers: Record<string, string> = {
    "content-type": "application/octet-stream",
    ...found.headers,
    etag: tag(found.bytes),
  }
  for (const [name, header] of Object.entries(OVERRIDE)) {
    const value = param(call, name)
    if (value !== undefined) headers[header] = value
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.headers.range ?? "")
  if (range) {
    const [start, end] = [Number(range[1]), range[2] === "" ? found.bytes.length - 1 : Number(range[2])]
    if (start >= found.bytes.length) throw new Refusal(416, "InvalidRange", "The requested range is not satisfiable")
    const part = found.bytes.subarray(start, end + 1)
    return {
      status: 206,
      headers: { ...headers, "content-range": `bytes ${start}-${start + part.length - 1}/${found.bytes.length}` },
      body: part,
    }
  }
  if (call.headers["x-amz-checksum-mode"] === "ENABLED") {
    headers["x-amz-checksum-sha256"] = found.checksum
    headers["x-amz-checksum-type"] = found.checksum.includes("-") ? "COMPOSITE" : "FULL_OBJECT"
  }
  if (call.method === "HEAD")
    return { status: 200, headers: { ...headers, "content-length": String(found.bytes.length) } }
  return { status: 200, headers, body: found.bytes }
}

function drop(store: Store, key: string, call: Call, now: Date): Reply {
  const { bucket, objects } = store
  const id = param(call, "versionId")
  const versions = objects.get(key) ?? []
  if (id === undefined) {
    if (bucket.versioned)
      keep(store, key, { marker: true, bytes: Buffer.alloc(0), checksum: "", headers: {}, until: undefined })
    else objects.delete(key)
    return { status: 204 }
  }
  const found = versions.find((version) => version.id === id)
  if (found?.until && found.until > now && call.headers["x-amz-bypass-governance-retention"] !== "true")
    throw new Refusal(403, "AccessDenied", "Access Denied because object protected by object lock.")
  const left = versions.filter((version) => version.id !== id)
  if (left.length > 0) objects.set(key, left)
  else objects.delete(key)
  return { status: 204 }
}

function listVersions({ bucket, objects }: Store, call: Call, most: number): Reply {
  const all = [...objects.keys()]
    .filter((key) => key.startsWith(param(call, "prefix") ?? ""))
    .sort()
    .flatMap((key) =>
      (objects.get(key) ?? []).map((version, n, { length }) => ({ key, version, latest: n === length - 1 })).reverse(),
    )
  const [key, id] = [param(call, "key-marker"), param(call, "version-id-marker")]
  const from = key === undefined ? 0 : all.findIndex((one) => one.key === key && one.version.id === id) + 1
  const shown = all.slice(from, from + most)
  const last = shown.at(-1)
  const next = last && from + most < all.length
  const entries = shown.map(({ key: name, version: { id: of, marker, bytes }, latest }) => {
    const kind = marker ? "DeleteMarker" : "Version"
    const size = marker ? "" : `<Size>${bytes.length}</Size>`
    return `<${kind}><Key>${xml(name)}</Key><VersionId>${of}</VersionId><IsLatest>${latest}</IsLatest>${size}</${kind}>`
  })
  const more = next
    ? `<NextKeyMarker>${xml(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.version.id}</NextVersionIdMarker>`
    : ""
  return page("ListVersionsResult", bucket.name, Boolean(next), more + entries.join(""))
}

function list({ bucket, objects }: Store, call: Call, most: number): Reply {
  const all = [...objects.keys()]
    .filter((key) => key.startsWith(param(call, "prefix") ?? "") && current(objects.get(key)))
    .sort()
  const after = param(call, "continuation-token")
  const from = after === undefined ? 0 : all.indexOf(Buffer.from(after, "base64url").toString()) + 1
  const shown = all.slice(from, from + most)
  const last = shown.at(-1)
  const next = last !== undefined && from + most < all.length
  const more = next ? `<NextContinuationToken>${Buffer.from(last).toString("base64url")}</NextContinuationToken>` : ""
  const entries = shown.map(
    (key) => `<Contents><Key>${xml(key)}</Key><Size>${current(objects.get(key))?.bytes.length}</Size></Contents>`,
  )
  return page("ListBucketResult", bucket.name, next, more + entries.join(""))
}

const page = (root: string, bucket: string, truncated: boolean, inner: string): Reply => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><IsTruncated>${truncated}</IsTruncated>${inner}</${root}>`,
})

export const xml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
