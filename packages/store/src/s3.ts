/** The Files port on S3, bound to one tenant: every object is written once by a conditional write and proved by its SHA-256. */
import { createHash, hash } from "node:crypto"
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ServiceException,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { type Bytes, FileExists, type Files } from "@beschlussweg/core/context"
import { disposition } from "@beschlussweg/core/disposition"
import { type Connection, config } from "./connection.ts"
import { checkTenant, SYSTEM } from "./key.ts"
import { MAX_SECONDS } from "./link.ts"
import { checkPath } from "./path.ts"
import { PART, type PutSettings, upload } from "./s3-upload.ts"

/** Papers are write-once and locked; drafts are everything that can be dropped. */
export type Store = "papers" | "drafts"
export interface Place {
  readonly store: Store
  readonly bucket: string
  /** ARN of the key that objects are encrypted with */
  readonly keyArn: string
}
export interface S3Options extends Place {
  readonly tenantId: string
  /** until when an object of this path is locked; of papers */
  readonly retainUntil?: ((path: string) => Promise<Date>) | undefined
}

const UPLOAD = "upload/"
const CHECKSUM = "x-amz-checksum-sha256"
/** Beginnings of the keys of a tenant, and of the paths below them. Uploads stand apart: the bucket forgets them by itself. */
export function homes(store: Store, tenantId: string): readonly { readonly key: string; readonly path: string }[] {
  if (store === "papers") return [{ key: `${tenantId}/`, path: "" }]
  return [
    { key: `draft/${tenantId}/`, path: "" },
    { key: `${UPLOAD}${tenantId}/`, path: UPLOAD },
  ]
}

function objectKey(store: Store, tenantId: string, path: string): string {
  checkPath(path)
  if (store === "papers") return `${tenantId}/${path}`
  return path.startsWith(UPLOAD) ? `${UPLOAD}${tenantId}/${path.slice(UPLOAD.length)}` : `draft/${tenantId}/${path}`
}

/** What another writer of the same object answers with: AWS asks to try again. */
const CONFLICTS = 5

export function s3Client(connection: Connection): S3Client {
  return new S3Client({
    ...config({ waitMs: 60_000, ...connection }),
    // Every request that carries bytes carries their SHA-256; what the SDK would add by itself would only be another sum.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  })
}

/**
 * Files of a tenant in a bucket. Papers are locked in governance mode, each until its own day, and drop is refused.
 * @throws Error for papers without `retainUntil`
 */
export function s3Files(client: S3Client, options: S3Options): Files {
  const { store, bucket, keyArn, tenantId, retainUntil } = options
  checkTenant(tenantId)
  if (tenantId === SYSTEM) throw new Error("the registry has no files")
  if (store === "papers" && !retainUntil) throw new Error("papers are locked until a day")
  const at = (path: string) => ({ Bucket: bucket, Key: objectKey(store, tenantId, path) })
  const settings = async (path: string): Promise<PutSettings> => ({
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: keyArn,
    BucketKeyEnabled: true,
    ...(retainUntil === undefined
      ? {}
      : { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: await retainUntil(path) }),
  })
  const put = async (path: string, bytes: Bytes): Promise<string> => {
    const digest = hash("sha256", bytes, "buffer")
    const given = { ...at(path), ...(await settings(path)) }
    for (let attempt = 1; ; attempt++)
      try {
        await client.send(
          new PutObjectCommand({
            ...given,
            Body: bytes,
            ContentLength: bytes.byteLength,
            ChecksumSHA256: digest.toString("base64"),
            IfNoneMatch: "*",
          }),
        )
        return digest.toString("hex")
      } catch (error) {
        if (named(error, "ConditionalRequestConflict") && attempt < CONFLICTS) continue
        if (!named(error, "PreconditionFailed")) throw error
        // It may be our own: a write whose answer was lost is repeated.
        if ((await hashAt(client, at(path))) !== digest.toString("hex")) throw new FileExists(path)
        return digest.toString("hex")
      }
  }
  return {
    put,
    async write(path, chunks) {
      const made = await upload(client, at(path), () => settings(path), chunks)
      if (made.small) return { sha256: await put(path, made.small), bytes: made.small.byteLength }
      if (made.taken && (await hashAt(client, at(path))) !== made.sha256) throw new FileExists(path)
      return { sha256: made.sha256, bytes: made.bytes }
    },
    async get(path) {
      try {
        const { Body, ChecksumSHA256, Metadata } = await client.send(
          new GetObjectCommand({ ...at(path), ChecksumMode: "ENABLED" }),
        )
        const bytes = new Uint8Array((await Body?.transformToByteArray()) ?? [])
        if (!proves(ChecksumSHA256, bytes, Number(Metadata?.part ?? PART)))
          throw new Error(`the bytes at ${path} are not those that were stored`)
        return bytes
      } catch (error) {
        if (named(error, "NoSuchKey")) return undefined
        throw error
      }
    },
    async drop(path) {
      const target = at(path)
      if (store === "papers") throw new Error(`papers are never dropped: ${path}`)
      await client.send(new DeleteObjectCommand(target))
    },
    async link(path, { seconds, fileName, mediaType, disposition: how }) {
      if (!(seconds > 0 && seconds <= MAX_SECONDS)) throw new Error(`a link for ${seconds} seconds`)
      const command = new GetObjectCommand({
        ...at(path),
        ResponseContentType: mediaType,
        ResponseContentDisposition: disposition(how, fileName),
        ResponseCacheControl: "no-store",
      })
      return getSignedUrl(client, command, { expiresIn: Math.floor(seconds) })
    },
    async receive(path, { bytes, checksum, mediaType, seconds }) {
      const target = at(path)
      if (store === "papers") throw new Error(`papers are never received: ${path}`)
      if (!(seconds > 0 && seconds <= MAX_SECONDS)) throw new Error(`a link for ${seconds} seconds`)
      // Which key encrypts it is left to the bucket, so that its name need not be told outside.
      const command = new PutObjectCommand({
        ...target,
        ContentType: mediaType,
        ContentLength: bytes,
        ChecksumSHA256: checksum,
        IfNoneMatch: "*",
      })
      const headers = { "Content-Type": mediaType, "If-None-Match": "*", [CHECKSUM]: checksum }
      const signed = ["host", "content-length", ...Object.keys(headers).map((name) => name.toLowerCase())]
      const url = await getSignedUrl(client, command, {
        expiresIn: Math.floor(seconds),
        signableHeaders: new Set(signed),
        // As a header, where S3 compares it with the bytes.
        unhoistableHeaders: new Set([CHECKSUM]),
      })
      // The browser itself says how long it is, and lets nobody else say it.
      return { url, headers }
    },
    async measure(path) {
      try {
        const { ChecksumSHA256, ContentLength } = await client.send(
          new HeadObjectCommand({ ...at(path), ChecksumMode: "ENABLED" }),
        )
        if (ChecksumSHA256 === undefined || ChecksumSHA256.includes("-") || ContentLength === undefined)
          throw new Error(`the object at ${path} was not put as a whole with its SHA-256`)
        return { bytes: ContentLength, sha256: Buffer.from(ChecksumSHA256, "base64").toString("hex") }
      } catch (error) {
        if (named(error, "NotFound")) return undefined
        throw error
      }
    },
  }
}

/** Do these bytes give the checksum that S3 keeps? One of an upload in parts is the hash of the parts' hashes. */
function proves(checksum: string | undefined, bytes: Uint8Array, part: number): boolean {
  if (checksum === undefined) return false
  const [, count] = /-(\d+)$/.exec(checksum) ?? []
  if (count === undefined) return hash("sha256", bytes, "base64") === checksum
  const digests = Array.from({ length: Number(count) }, (_, n) =>
    hash("sha256", bytes.subarray(n * part, (n + 1) * part), "buffer"),
  )
  return `${hash("sha256", Buffer.concat(digests), "base64")}-${count}` === checksum
}

/** SHA-256 (hex) of what stands there: as S3 proved it when it came, or of the bytes where it came in parts. */
async function hashAt(client: S3Client, at: { Bucket: string; Key: string }): Promise<string | undefined> {
  try {
    const { ChecksumSHA256 } = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }))
    if (ChecksumSHA256 !== undefined && !ChecksumSHA256.includes("-"))
      return Buffer.from(ChecksumSHA256, "base64").toString("hex")
    const { Body } = await client.send(new GetObjectCommand(at))
    const sum = createHash("sha256")
    for await (const chunk of Body?.transformToWebStream() ?? []) sum.update(chunk)
    return sum.digest("hex")
  } catch (error) {
    if (named(error, "NotFound") || named(error, "NoSuchKey")) return undefined
    throw error
  }
}

export const named = (error: unknown, name: S3ServiceException["name"]): boolean =>
  error instanceof Error && error.name === name
