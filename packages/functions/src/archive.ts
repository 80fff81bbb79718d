/**
 * Ausleitung (export) of a tenant: documents, Fassungen, facts, settings, people and every raw item as one archive that
 * can be read without the product, with a manifest of hashes. It is streamed: memory holds one file at most.
 */
import { canonical } from "@beschlussweg/core/canonical"
import type { Ctx } from "@beschlussweg/core/context"
import { dayOf } from "@beschlussweg/core/day"
import { Fact } from "@beschlussweg/core/fact"
import { unique } from "@beschlussweg/core/filename"
import * as Inventory from "@beschlussweg/core/inventory"
import { keepUntil, later } from "@beschlussweg/core/operator"
import type { Day } from "@beschlussweg/core/paper"
import * as Record from "@beschlussweg/core/record"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { overview, README } from "./archive/page.ts"
import { people } from "./archive/people.ts"
import { programmes } from "./archive/programme.ts"
import { vorlagen } from "./archive/vorlage.ts"
import { createZip, type Filed, type Zip } from "./archive/zip.ts"
import type { StoredFile } from "./world.ts"

export interface Archived {
  /** SHA-256 of SHA256SUMS, which names every other file: stands for the whole archive */
  readonly sha256: string
  readonly files: number
  readonly items: number
  readonly bytes: number
  /** last day of the longest retention of what it holds; null: for ever */
  readonly keepUntil: Day | null
  /** instant at which reading began: what was written later may be missing */
  readonly begunAt: string
}

/** A file of the archive, and which stored file it is the copy of. */
export interface Entry extends Filed {
  readonly source?: string | undefined
}

/** What the parts of an archive are written with. */
export interface Archive {
  readonly ctx: Ctx
  readonly settings: Tenant
  /** adds a file under a path that is free */
  add(path: string, content: Parameters<Zip["add"]>[1]): Promise<string>
  /** adds a stored file once; asked for again, it says where it lies. Undefined when there is none */
  file(store: StoredFile["store"], stored: string, path: string): Promise<string | undefined>
  /** everything of this noun ends on this day at the latest, as far as is known so far */
  ended(what: "vorlage" | "programme" | "draft", on: Day): void
}

/**
 * Writes the archive of the house of `ctx` to `out`, which must not exist. The record is complete and unchanged when the
 * house is closed; on an open one it is as it was found, item by item.
 * @param files every stored file of the house
 */
export async function writeArchive(ctx: Ctx, files: AsyncIterable<StoredFile>, out: string): Promise<Archived> {
  const at = ctx.now()
  const stored = await ctx.table.get(TENANT, Tenant)
  if (!stored) throw new Error("tenant has no house item")
  const settings = stored.value
  const zip = createZip(out, at)
  try {
    const entries: Entry[] = []
    const free = unique()
    const placed = new Map<string, string>()
    let until: Day | null = dayOf(at)
    const archive: Archive = {
      ctx,
      settings,
      async add(path, content) {
        const filed = await zip.add(free(path), content)
        entries.push(filed)
        return filed.path
      },
      async file(store, path, target) {
        const source = `${store}/${path}`
        const known = placed.get(source)
        if (known !== undefined) return known
        const bytes = await ctx[store].get(path)
        if (!bytes) return undefined
        const filed = await zip.add(free(target), bytes)
        entries.push({ ...filed, source })
        placed.set(source, filed.path)
        return filed.path
      },
      ended(what, on) {
        const { classes, [what]: id } = settings.retention
        const years = classes.find((c) => c.id === id)?.years
        until = later(until, keepUntil(years === undefined ? null : years, on))
      },
    }
    const { head: _, ...own } = settings
    await archive.add("einstellungen.json", print(own))
    const anchored = (await Record.latest(ctx, dayOf(at)))?.anchor?.body.logs ?? []
    const parts = await Inventory.partitions(
      ctx.table,
      anchored.map((l) => l.log),
    )
    await people(archive, parts.get("member") ?? [])
    const papers = await vorlagen(archive, parts.get("vorlage") ?? [])
    const texts = await programmes(archive, parts.get("programme") ?? [])
    const facts = await record(archive, parts.get("fact") ?? [])
    const items = await raw(archive, parts)
    for await (const { store, path } of files)
      await archive.file(store, path, `dateien/${store === "papers" ? "papiere" : "entwuerfe"}/${path}`)
    const head = { tenantId: ctx.tenantId, house: settings.house.name, at }
    await archive.add("LIESMICH.txt", README(head))
    await archive.add("uebersicht.html", String(await overview(head, papers, texts)))
    const list = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    const sums = await zip.add("SHA256SUMS", list.map((f) => `${f.sha256}  ${f.path}\n`).join(""))
    const manifest = {
      version: 1,
      tenantId: ctx.tenantId,
      house: settings.house.name,
      at: at.toISOString(),
      keepUntil: until,
      total: sums.sha256,
      files: list,
    }
    await zip.add("manifest.json", print(manifest))
    await zip.close()
    const bytes = list.reduce((sum, f) => sum + f.bytes, 0)
    return {
      sha256: sums.sha256,
      files: list.length,
      items: items + facts,
      bytes,
      keepUntil: until,
      begunAt: at.toISOString(),
    }
  } catch (error) {
    zip.abort()
    throw error
  }
}

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const line = (value: unknown): Uint8Array => new TextEncoder().encode(`${canonical(value)}\n`)

/** protokoll/: one file per log, one line per fact. */
async function record(archive: Archive, logs: readonly string[]): Promise<number> {
  let count = 0
  for (const partition of logs) {
    async function* lines() {
      for await (const { value } of Inventory.items(archive.ctx.table, [partition])) {
        count++
        // What somebody spoilt is handed out as it stands; checking the record finds it.
        yield line(Fact.safeParse(value).data ?? { unreadable: value })
      }
    }
    await archive.add(`protokoll/${partition.slice("fact/".length)}.jsonl`, lines())
  }
  return count
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield first
  yield* rest
}

/** daten/: every other item as it stands, one file per noun. */
async function raw(archive: Archive, parts: Inventory.Partitions): Promise<number> {
  let count = 0
  for (const [noun, names] of parts) {
    if (noun === "fact") continue
    async function* lines() {
      for await (const { key, rev, value } of Inventory.items(archive.ctx.table, names)) {
        count++
        yield line({ key, rev, value })
      }
    }
    const all = lines()
    const first = await all.next()
    if (first.done) continue
    await archive.add(`daten/${noun}.jsonl`, joined(first.value, all))
  }
  return count
}
