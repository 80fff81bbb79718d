/** Writes an object piece by piece, in parts that are proved one by one; what fails leaves nothing behind. */
import { createHash, hash } from "node:crypto"
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import type { Bytes } from "@beschlussweg/core/context"

/** Bytes of each part but the last: a multiple of what AWS asks for at least, and little enough to hold. */
export const PART = 8 * 1024 * 1024

export type PutSettings = Pick<
  CreateMultipartUploadCommandInput,
  "ServerSideEncryption" | "SSEKMSKeyId" | "BucketKeyEnabled" | "ObjectLockMode" | "ObjectLockRetainUntilDate"
>

export type Uploaded =
  /** fitted into one part: nothing was sent */
  | { readonly small: Uint8Array }
  /** `taken`: something stands there already, and nothing was written */
  | { readonly small?: undefined; readonly sha256: string; readonly bytes: number; readonly taken: boolean }

/** Sends the parts as they come; at most two parts stand in memory. Aborts where anything fails, the source included. */
export async function upload(
  client: S3Client,
  at: { readonly Bucket: string; readonly Key: string },
  settings: () => Promise<PutSettings>,
  chunks: AsyncIterable<Bytes>,
): Promise<Uploaded> {
  const whole = createHash("sha256")
  const parts: CompletedPart[] = []
  let bytes = 0
  let id: string | undefined
  const send = async (part: Uint8Array): Promise<void> => {
    id ??= (
      await client.send(
        new CreateMultipartUploadCommand({
          ...at,
          ...(await settings()),
          ChecksumAlgorithm: "SHA256",
          Metadata: { part: String(PART) },
        }),
      )
    ).UploadId
    const PartNumber = parts.length + 1
    const ChecksumSHA256 = hash("sha256", part, "base64")
    const sent = { Body: part, ContentLength: part.byteLength, ChecksumSHA256, PartNumber, UploadId: id }
    const { ETag } = await client.send(new UploadPartCommand({ ...at, ...sent }))
    parts.push({ PartNumber, ETag, ChecksumSHA256 })
  }
  try {
    let rest: Uint8Array | undefined
    for await (const part of inParts(chunks)) {
      whole.update(part)
      bytes += part.byteLength
      // One is kept back: a file that is a single part is no upload in parts.
      if (rest) await send(rest)
      rest = part
    }
    const last = rest ?? new Uint8Array()
    if (id === undefined) return { small: last }
    await send(last)
    const sha256 = whole.digest("hex")
    const taken = await complete(client, { ...at, UploadId: id }, parts)
    if (taken) await abort(client, { ...at, UploadId: id })
    return { sha256, bytes, taken }
  } catch (error) {
    // Parts that nobody completes would be paid for; where even this fails the bucket's lifecycle rule removes them.
    if (id !== undefined) await abort(client, { ...at, UploadId: id })
    throw error
  }
}

async function abort(client: S3Client, at: { Bucket: string; Key: string; UploadId: string }): Promise<void> {
  await client.send(new AbortMultipartUploadCommand(at)).catch(() => undefined)
}

async function complete(
  client: S3Client,
  at: { Bucket: string; Key: string; UploadId: string },
  Parts: CompletedPart[],
): Promise<boolean> {
  try {
    await client.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts }, IfNoneMatch: "*" }))
    return false
  } catch (error) {
    // The second: it was completed, and the answer was lost.
    if (error instanceof Error && ["PreconditionFailed", "NoSuchUpload"].includes(error.name)) return true
    throw error
  }
}

/** The same bytes in pieces of exactly PART, the last one shorter. */
async function* inParts(chunks: AsyncIterable<Bytes>): AsyncGenerator<Uint8Array, void, void> {
  let part = new Uint8Array(PART)
  let filled = 0
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.byteLength; ) {
      const taken = chunk.subarray(from, from + PART - filled)
      part.set(taken, filled)
      filled += taken.byteLength
      from += taken.byteLength
      if (filled < PART) continue
      yield part
      part = new Uint8Array(PART)
      filled = 0
    }
  if (filled > 0) yield part.subarray(0, filled)
}
