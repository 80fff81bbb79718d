/**
 * The bundles of the cloud: init of the API beside that of its libraries alone, first page of the worker, each in fresh
 * processes and in processor time, because the machine is shared.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "@beschlussweg/functions/bundle"
import { median, type Outcome, ratio, run } from "./measure.ts"

/** What an API of this kind cannot do without, and nothing of ours. */
const BARE = `
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb"
import { Hono } from "hono"
import { jwtVerify } from "jose"
import { z } from "zod"
const Input = z.object({ id: z.string() })
const table = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-central-1" }))
export const app = new Hono().get("/:id", async (c) => {
  const { id } = Input.parse(c.req.param())
  await jwtVerify(c.req.header("cookie") ?? "", new Uint8Array(32))
  return c.json((await table.send(new GetCommand({ TableName: "t", Key: { id } }))).Item)
})
`
/** The whole worker, and the first page that it lays out. */
const PAGE = `
export { handler } from "./worker.ts"
import { press } from "@beschlussweg/pdf/press"
import { vorlagePaper } from "@beschlussweg/pdf/fixture"
const images = async () => { throw new Error("no image") }
export const page = () => press().vorlage(vorlagePaper({ erlaeuterungen: [], anlagen: [] }), [], images)
`
/** The API with every part of it, as a container has it that was asked for everything once. */
const WHOLE = `
export { handler } from "./api.ts"
export { createApp } from "../api.ts"
`
const CHILD = `const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
const began = cpu()
const loaded = await import(process.argv[1])
const init = cpu() - began
const made = loaded.page ? await loaded.page() : undefined
console.log(JSON.stringify({ init, page: cpu() - began - init, pages: made?.pages ?? 0 }))
process.exit(0)`

export async function bundles({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), "beschlussweg-bundle-"))
  const at = (name: string) => join(dir, name)
  try {
    const api = await build("api", at("api"))
    await build("api", at("bare"), BARE)
    await build("api", at("whole"), WHOLE)
    await build("worker", at("page"), PAGE)
    const once = async (file: string): Promise<{ init: number; page: number; pages: number }> => {
      const { out } = await run(process.execPath, ["--input-type=module", "-e", CHILD, file])
      return JSON.parse(out.trim().split("\n").at(-1) ?? "")
    }
    const [ours, bare, whole, page, worker]: number[][] = [[], [], [], [], []]
    let pages = 0
    for (let round = 0; round <= rounds; round++) {
      const a = await once(at("api/api.mjs"))
      const b = await once(at("bare/stdin.mjs"))
      const all = await once(at("whole/stdin.mjs"))
      const w = await once(at("page/stdin.mjs"))
      pages = w.pages
      // The first round fills the disk's cache.
      if (round === 0) continue
      ours?.push(a.init)
      bare?.push(b.init)
      whole?.push(all.init)
      worker?.push(w.init)
      page?.push(w.page)
    }
    const bytes = Object.values(api.outputs).reduce((sum, one) => sum + one.bytes, 0)
    return {
      figures: [
        { name: "API, all its chunks", value: bytes / 1e6, unit: "MB", limit: 1.4, goal: true },
        {
          name: "API, init to that of its libraries alone",
          value: ratio(ours ?? [], bare ?? []),
          unit: "x",
          limit: 1.5,
        },
        { name: "API, all its parts at once, to the same", value: ratio(whole ?? [], bare ?? []), unit: "x" },
        { name: "API, init", value: median(ours ?? []), unit: "ms" },
        { name: "libraries alone, init", value: median(bare ?? []), unit: "ms" },
        { name: "worker, init", value: median(worker ?? []), unit: "ms" },
        {
          name: `worker, first Vorlage (${pages} pages) after init`,
          value: median(page ?? []),
          unit: "ms",
          limit: 400,
        },
      ],
      raw: { ours, bare, whole, worker, page },
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
