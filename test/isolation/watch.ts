/** What somebody could see of a call from outside, and what it leaves behind: answers, calls of the store, items, files. */
import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { ScanCommand } from "@aws-sdk/client-dynamodb"
import type { Ctx, Files } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import type { World } from "../house.ts"

export interface Seen {
  readonly answer: unknown
  /** what is compared whether it was refused or not: status and headers */
  readonly outside?: unknown
  /** the call ended with an AppError of this code */
  readonly refused: AppError["code"] | undefined
  /** commands of the table and calls of the files, sorted, each with the partition or path */
  readonly calls: readonly string[]
  readonly partitions: readonly string[]
  /** transactions that were sent */
  readonly commits: number
}

/** Records everything that calls through `around` do. One at a time. */
export function watcher(world: World) {
  const recorder: Recorder = record(world.store.client)
  let touched: string[] = []
  const files = (kind: string, inner: Files): Files => ({
    get: (path) => {
      touched.push(`${kind} get ${path}`)
      return inner.get(path)
    },
    put: (path, bytes) => {
      touched.push(`${kind} put ${path}`)
      return inner.put(path, bytes)
    },
    write: (path, chunks) => {
      touched.push(`${kind} write ${path}`)
      return inner.write(path, chunks)
    },
    drop: (path) => {
      touched.push(`${kind} drop ${path}`)
      return inner.drop(path)
    },
    link: (path, how) => {
      touched.push(`${kind} link ${path}`)
      return inner.link(path, how)
    },
    receive: (path, what) => {
      touched.push(`${kind} receive ${path}`)
      return inner.receive(path, what)
    },
    measure: (path) => {
      touched.push(`${kind} measure ${path}`)
      return inner.measure(path)
    },
  })
  return {
    /** the same context with its files watched */
    ctx: (ctx: Ctx): Ctx => ({ ...ctx, papers: files("papers", ctx.papers), drafts: files("drafts", ctx.drafts) }),
    /** @throws whatever is no AppError: a defect is never an answer */
    async see(act: () => Promise<unknown>): Promise<Seen> {
      recorder.clear()
      touched = []
      const { answer, refused } = await act().then(
        (value) => ({ answer: value, refused: undefined }),
        (error: unknown) => {
          if (!(error instanceof AppError)) throw error
          const { code, reason, message, findings } = error
          return { answer: { code, reason, message, findings }, refused: code }
        },
      )
      const commands = recorder.entries.map((e) => `${e.command} ${e.partitions.join(" ")}`)
      return {
        answer,
        refused,
        calls: [...commands, ...touched].sort(),
        partitions: [...new Set(recorder.entries.flatMap((e) => e.partitions))],
        commits: recorder.count("TransactWriteItemsCommand"),
      }
    },
    stop: () => recorder.detach(),
  }
}

/** What a house owns at this moment, items and files, as one hash. */
export async function estate(world: World, tenantId: string): Promise<string> {
  return (await estates(world, [tenantId]))[0] ?? ""
}

/** The same for several houses, with one look at the table. */
export async function estates(world: World, tenantIds: readonly string[]): Promise<string[]> {
  const { client, tableName } = world.store
  const lines = new Map<string, string[]>(tenantIds.map((id) => [id, []]))
  let start: ScanCommand["input"]["ExclusiveStartKey"]
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }),
    )
    for (const { pk, sk, rev, value, z } of page.Items ?? []) {
      const text = value?.S ?? Buffer.from(z?.B ?? []).toString("base64")
      lines.get(pk?.S?.split("#")[0] ?? "")?.push(`${pk?.S} ${sk?.S} ${rev?.N} ${text}`)
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  return Promise.all(
    tenantIds.map(async (id) => {
      const all = [...(lines.get(id) ?? []), ...(await filesOf(world, id))].sort()
      const hash = createHash("sha256")
      for (const line of all) hash.update(`${line}\n`)
      return `${all.length} ${hash.digest("hex")}`
    }),
  )
}

async function filesOf(world: World, tenantId: string): Promise<string[]> {
  const found: string[] = []
  for (const kind of ["papers", "drafts"]) {
    const home = join(world.dir, kind, tenantId)
    for (const entry of await readdir(home, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      found.push(
        `${path} ${createHash("sha256")
          .update(await readFile(path))
          .digest("hex")}`,
      )
    }
  }
  return found
}

/** The same words for what may differ: the ids of a house, and what never was an id. */
export function normalised(value: unknown, ids: readonly string[]): string {
  let text = JSON.stringify(value) ?? "undefined"
  // Longest first: an id may be the beginning of another.
  for (const id of [...new Set(ids)].sort((a, b) => b.length - a.length))
    if (id !== "") text = text.replaceAll(id, "ID")
  return text
}
