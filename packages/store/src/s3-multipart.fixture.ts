/** Uploads in parts, as strict as S3's manual: sizes, order, checksums of every part, the condition at the end, nothing left after an abort. */
import { createHash, randomUUID } from "node:crypto"
import { type Call, Refusal, type Reply } from "./aws.fixture.ts"
import { condition, keep, param, proved, type Store, settings, type Version, xml } from "./s3.fixture.ts"

const MIN_PART = 5 * 1024 * 1024

interface Upload {
  readonly key: string
  readonly given: Pick<Version, "headers" | "until">
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string; readonly checksum: string }>
}

export function multipart(now: () => Date) {
  const uploads = new Map<string, Upload>()
  const find = (key: string, call: Call): Upload => {
    const upload = uploads.get(param(call, "uploadId") ?? "")
    if (upload?.key !== key)
      throw new Refusal(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. It may have been aborted or completed.",
      )
    return upload
  }
  return {
    open: () => uploads.size,
    answer(store: Store, key: string, call: Call, name: string): Reply {
      const id = param(call, "uploadId") ?? ""
      switch (name) {
        case "CreateMultipartUpload": {
          if (call.headers["x-amz-checksum-algorithm"] !== "SHA256")
            throw new Refusal(400, "InvalidRequest", "this bucket wants SHA256")
          const made = randomUUID()
          uploads.set(made, { key, given: settings(store, call, now()), parts: new Map() })
          return text(`<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`)
        }
        case "UploadPart": {
          const upload = find(key, call)
          const number = Number(param(call, "partNumber"))
          if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) throw new Refusal(400, "InvalidArgument")
          const checksum = proved(call)
          const etag = `"${createHash("md5").update(call.body).digest("hex")}"`
          upload.parts.set(number, { bytes: call.body, etag, checksum })
          return { status: 200, headers: { etag, "x-amz-checksum-sha256": checksum } }
        }
        case "CompleteMultipartUpload": {
          const upload = find(key, call)
          const chosen = listed(call.body.toString("utf8")).map(({ number, etag, checksum }, n, all) => {
            if (n > 0 && number <= (all[n - 1]?.number ?? 0)) throw new Refusal(400, "InvalidPartOrder")
            const part = upload.parts.get(number)
            if (part?.etag !== etag || part.checksum !== checksum) throw new Refusal(400, "InvalidPart")
            if (n < all.length - 1 && part.bytes.length < MIN_PART) throw new Refusal(400, "EntityTooSmall")
            return part
          })
          if (chosen.length === 0) throw new Refusal(400, "MalformedXML")
          condition(store, key, call)
          const digests = Buffer.concat(chosen.map((part) => Buffer.from(part.checksum, "base64")))
          const checksum = `${createHash("sha256").update(digests).digest("base64")}-${chosen.length}`
          keep(store, key, {
            marker: false,
            bytes: Buffer.concat(chosen.map((p) => p.bytes)),
            checksum,
            ...upload.given,
          })
          uploads.delete(id)
          return text(
            `<CompleteMultipartUploadResult><Key>${xml(key)}</Key><ETag>"x-${chosen.length}"</ETag><ChecksumSHA256>${checksum}</ChecksumSHA256></CompleteMultipartUploadResult>`,
          )
        }
        case "AbortMultipartUpload":
          find(key, call)
          uploads.delete(id)
          return { status: 204 }
        default:
          throw new Refusal(501, "NotImplemented", `not an operation of this server: ${call.method}`)
      }
    },
  }
}

function listed(body: string): { number: number; etag: string; checksum: string }[] {
  const one = (part: string, name: string): string =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(part)?.[1]?.replaceAll("&quot;", '"') ?? ""
  return [...body.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = ""]) => ({
    number: Number(one(part, "PartNumber")),
    etag: one(part, "ETag"),
    checksum: one(part, "ChecksumSHA256"),
  }))
}

const text = (inner: string): Reply => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?>${inner}`,
})
