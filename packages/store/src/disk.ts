/** The Files port on disk, bound to one tenant: every file is written once, whole or not at all. */
import { createHash, randomUUID } from "node:crypto"
import { createReadStream } from "node:fs"
import { link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { Readable } from "node:stream"
import { FileExists, type Files } from "@beschlussweg/core/context"
import { checkTenant, SYSTEM } from "./key.ts"
import type { Links } from "./link.ts"
import { checkPath } from "./path.ts"

const TEMPORARY = ".tmp"

/**
 * Files of a tenant below `root`/`tenantId`. `put` gives the SHA-256 as hex; of two writers at the same moment one wins,
 * the other gets FileExists unless the bytes are the same. What put acknowledged survives a crash.
 * @param options.writeOnce papers: drop is refused
 * @param options.links gives out addresses; without it there are none
 * @throws Error for a path with anything but segments of [A-Za-z0-9_.-] that do not begin with a dot
 */
export function diskFiles(
  root: string,
  tenantId: string,
  options: { readonly writeOnce: boolean; readonly links?: Links },
): Files {
  checkTenant(tenantId)
  if (tenantId === SYSTEM) throw new Error("the registry has no files")
  const home = join(resolve(root), tenantId)
  const full = (path: string) => join(home, checkPath(path))
  return {
    async put(path, bytes) {
      const target = full(path)
      const sha256 = createHash("sha256").update(bytes).digest("hex")
      const temporary = join(home, TEMPORARY, randomUUID())
      const first = await mkdir(dirname(target), { recursive: true })
      await mkdir(dirname(temporary), { recursive: true })
      try {
        await writeThrough(temporary, bytes)
        // A hard link is made or refused in one step, unlike a rename, which would replace what stands there.
        await link(temporary, target)
      } catch (error) {
        if (!has(error, "EEXIST")) throw error
        if (
          createHash("sha256")
            .update(await readFile(target))
            .digest("hex") !== sha256
        )
          throw new FileExists(path)
      } finally {
        await rm(temporary, { force: true })
      }
      // Also when it stood there already: the other writer may not have come this far.
      await syncFolders(dirname(target), first === undefined ? dirname(target) : dirname(first))
      return sha256
    },
    async write(path, chunks) {
      const target = full(path)
      const temporary = join(home, TEMPORARY, randomUUID())
      const first = await mkdir(dirname(target), { recursive: true })
      await mkdir(dirname(temporary), { recursive: true })
      const hash = createHash("sha256")
      let bytes = 0
      try {
        const file = await open(temporary, "wx", 0o444)
        try {
          for await (const chunk of chunks) {
            hash.update(chunk)
            bytes += chunk.byteLength
            await file.writeFile(chunk)
          }
          await file.sync()
        } finally {
          await file.close()
        }
        const sha256 = hash.digest("hex")
        await link(temporary, target).catch(async (error: unknown) => {
          if (!has(error, "EEXIST")) throw error
          if ((await hashOf(target)) !== sha256) throw new FileExists(path)
        })
        await syncFolders(dirname(target), first === undefined ? dirname(target) : dirname(first))
        return { sha256, bytes }
      } finally {
        await rm(temporary, { force: true })
      }
    },
    async get(path) {
      try {
        return new Uint8Array(await readFile(full(path)))
      } catch (error) {
        if (has(error, "ENOENT") || has(error, "ENOTDIR") || has(error, "EISDIR")) return undefined
        throw error
      }
    },
    async drop(path) {
      const target = full(path)
      if (options.writeOnce) throw new Error(`papers are never dropped: ${path}`)
      await rm(target, { force: true })
    },
    async link(path, { purpose: _, ...how }) {
      if (!options.links) throw new Error("these files give out no addresses")
      const store = options.writeOnce ? "papers" : "drafts"
      return options.links.address({ store, tenantId, path: checkPath(path), ...how })
    },
    async receive(path, what) {
      if (options.writeOnce) throw new Error(`papers are never received: ${path}`)
      if (!options.links) throw new Error("these files give out no addresses")
      const url = options.links.entrance({ tenantId, path: checkPath(path), ...what })
      return { url, headers: { "Content-Type": what.mediaType } }
    },
    async measure(path) {
      const target = full(path)
      try {
        return { bytes: (await stat(target)).size, sha256: await hashOf(target) }
      } catch (error) {
        if (has(error, "ENOENT") || has(error, "ENOTDIR") || has(error, "EISDIR")) return undefined
        throw error
      }
    },
  }
}

/** A file that is read in parts. */
export interface Opened {
  /** bytes */
  readonly size: number
  /** `start` to `end`, both included; undefined when it was dropped meanwhile. What has begun is read to its end. */
  read(start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>
}

/** A file of a tenant below `root` for reading in parts; undefined where there is none. */
export async function openFile(root: string, tenantId: string, path: string): Promise<Opened | undefined> {
  checkTenant(tenantId)
  const target = join(resolve(root), tenantId, checkPath(path))
  try {
    const found = await stat(target)
    if (!found.isFile()) return undefined
    return {
      size: found.size,
      async read(start, end) {
        try {
          const file = await open(target, "r")
          return Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>
        } catch (error) {
          if (has(error, "ENOENT") || has(error, "ENOTDIR")) return undefined
          throw error
        }
      },
    }
  } catch (error) {
    if (has(error, "ENOENT") || has(error, "ENOTDIR")) return undefined
    throw error
  }
}

/** Removes what a crash left in the temporary folders below `root`; only files older than an hour. */
export async function sweepTemporary(root: string, now: Date): Promise<number> {
  let removed = 0
  for (const tenant of await folder(root)) {
    const temporary = join(root, tenant, TEMPORARY)
    for (const name of await folder(temporary)) {
      const file = join(temporary, name)
      const { mtimeMs } = await stat(file)
      if (now.getTime() - mtimeMs < 3_600_000) continue
      await rm(file, { force: true })
      removed++
    }
  }
  return removed
}

/** Every file of a tenant below `root` with its size in bytes, in no order; what a crash left half-written is not one. */
export async function* listFiles(root: string, tenantId: string): AsyncGenerator<{ path: string; bytes: number }> {
  checkTenant(tenantId)
  const home = join(resolve(root), tenantId)
  const folders = [""]
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    const entries = await readdir(join(home, at), { withFileTypes: true }).catch((error: unknown) => {
      if (has(error, "ENOENT")) return []
      throw error
    })
    for (const entry of entries) {
      if (at === "" && entry.name === TEMPORARY) continue
      const path = at === "" ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) folders.push(path)
      else yield { path, bytes: (await stat(join(home, path))).size }
    }
  }
}

/**
 * Unsafe: removes all files of a tenant below `root`, write-once or not, half-written ones too. Broken off, it is simply
 * called again. @returns how many files and bytes there were
 */
export async function unsafeDropFiles(root: string, tenantId: string): Promise<{ files: number; bytes: number }> {
  checkTenant(tenantId)
  if (tenantId === SYSTEM) throw new Error("the registry has no files")
  let files = 0
  let bytes = 0
  for await (const file of listFiles(root, tenantId)) {
    files++
    bytes += file.bytes
  }
  await rm(join(resolve(root), tenantId), { recursive: true, force: true, maxRetries: 5 })
  return { files, bytes }
}

/** SHA-256 of a file, read piece by piece. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest("hex")
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o444)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A name is durable once its folder is: from the file's folder up to the one that was there before. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  for (let path = from; path.length >= upTo.length; path = dirname(path)) {
    const handle = await open(path, "r")
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

async function folder(path: string): Promise<string[]> {
  return readdir(path).catch((error: unknown) => {
    if (has(error, "ENOENT") || has(error, "ENOTDIR")) return []
    throw error
  })
}

function has(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code
}
