/** A ZIP archive written as a stream: one file after the other, never more of one in memory than a few chunks. */
import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"

export interface Filed {
  /** path in the archive */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export interface Zip {
  /** adds a file and waits until its last chunk was taken; what fails here fails the archive */
  add(path: string, content: Uint8Array | string | Chunks): Promise<Filed>
  /** completes the archive */
  close(): Promise<void>
  /** gives it up */
  abort(): void
}

/** What is packed already is not packed again. */
const PACKED = /\.(pdf|png|jpe?g|docx|xlsx|pptx|zip)$/i

/** @param at time of all files in it. @throws Error when something stands at `file` */
export function createZip(file: string, at: Date): Zip {
  const zip = new ZipFile()
  const out = createWriteStream(file, { flags: "wx", mode: 0o600 })
  const failed = new Promise<never>((_, reject) => {
    zip.on("error", reject)
    out.on("error", reject)
  })
  const written = pipeline(zip.outputStream, out)
  // Whoever waits hears of it; nobody else has to.
  for (const ending of [failed, written]) ending.catch(() => undefined)
  return {
    async add(path, content) {
      const hash = createHash("sha256")
      let bytes = 0
      // The library keeps every stream until the end; what it holds on to must not be the bytes.
      const held: { content: Chunks | undefined } = { content: chunksOf(content) }
      const stream = Readable.from(
        taken(held, (chunk) => {
          hash.update(chunk)
          bytes += chunk.byteLength
        }),
        { objectMode: false },
      )
      const read = new Promise<void>((resolve, reject) => {
        stream.on("end", resolve)
        stream.on("error", reject)
      })
      zip.addReadStream(stream, path, { mtime: at, mode: 0o100644, compress: !PACKED.test(path) })
      await Promise.race([read, failed, written.then(() => Promise.reject(new Error("the archive ended early")))])
      return { path, bytes, sha256: hash.digest("hex") }
    },
    async close() {
      zip.end()
      await Promise.race([written, failed])
    },
    abort() {
      out.destroy()
    },
  }
}

async function* taken(held: { content: Chunks | undefined }, each: (chunk: Uint8Array) => void) {
  try {
    for await (const chunk of held.content ?? []) {
      each(chunk)
      yield chunk
    }
  } finally {
    held.content = undefined
  }
}

const PIECE = 256 * 1024

function chunksOf(content: Uint8Array | string | Chunks): Chunks {
  if (typeof content === "string") return pieces(new TextEncoder().encode(content))
  return content instanceof Uint8Array ? pieces(content) : content
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.byteLength; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** The files as one archive, piece by piece; the same files at the same time give the same bytes. */
export async function* zipped(
  files: AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>,
  at: Date,
): AsyncGenerator<Uint8Array, void, void> {
  const zip = new ZipFile()
  const out = zip.outputStream
  const failed = new Promise<never>((_, reject) => zip.on("error", reject))
  failed.catch(() => undefined)
  const fed = (async () => {
    for await (const { name, bytes } of files) {
      const held: { content: Chunks | undefined } = { content: pieces(bytes) }
      const stream = Readable.from(
        taken(held, () => {}),
        { objectMode: false },
      )
      const read = new Promise<void>((resolve, reject) => {
        stream.on("end", resolve)
        stream.on("error", reject)
      })
      zip.addReadStream(stream, name, { mtime: at, mode: 0o100644, compress: !PACKED.test(name) })
      await Promise.race([read, failed])
    }
    zip.end()
  })()
  // Whoever reads hears of it.
  fed.catch((error: Error) => {
    if (out instanceof Readable) out.destroy(error)
  })
  for await (const chunk of out) yield typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk
  await fed
}
