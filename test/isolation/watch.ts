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
  /** the call ended with an AppError of this code */
  readonly refused: AppError["code"] | undefined
  /** commands of the table and calls of the files, sorted, each with the partition or path */
  readonly calls: readonly string[]
  readonly partitions: readonly string[]
  readonly writes: number
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
    drop: (path) => {
      touched.push(`${kind} drop ${path}`)
      return inner.drop(path)
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
        writes: recorder.count("TransactWriteItemsCommand") + touched.filter((call) => !/^\w+ get /.test(call)).length,
      }
    },
    stop: () => recorder.detach(),
  }
}

/** What a house owns at this moment, items and files, as one hash. */
export async function estate(world: World, tenantId: string): Promise<string> {
  const hash = createHash("sha256")
  const { client, tableName } = world.store
  const lines: string[] = []
  let start: ScanCommand["input"]["ExclusiveStartKey"]
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }),
    )
    for (const item of page.Items ?? [])
      if (item.pk?.S?.startsWith(`${tenantId}#`))
        lines.push(`${item.pk.S} ${item.sk?.S} ${item.rev?.N} ${item.value?.S}`)
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  for (const kind of ["papers", "drafts"]) {
    const home = join(world.dir, kind, tenantId)
    const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = createHash("sha256")
        .update(await readFile(path))
        .digest("hex")
      lines.push(`${path} ${bytes}`)
    }
  }
  for (const line of lines.sort()) hash.update(`${line}\n`)
  return `${lines.length} ${hash.digest("hex")}`
}

/** The same words for what may differ: the ids of a house, and what never was an id. */
export function normalised(value: unknown, ids: readonly string[]): string {
  let text = JSON.stringify(value) ?? "undefined"
  // Longest first: an id may be the beginning of another.
  for (const id of [...new Set(ids)].sort((a, b) => b.length - a.length))
    if (id !== "") text = text.replaceAll(id, "ID")
  return text
}
