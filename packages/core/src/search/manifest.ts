/** Verzeichnis of the index: which segments there are for which readers, and what in them is out of date. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import { Sha256 } from "../content.ts"
import { type Ctx, RevConflict, type Stored, type Write } from "../context.ts"
import type { Entry, Made } from "./entry.ts"
import * as Segment from "./segment.ts"

/** Who may read a class: whoever holds one of the functions, one person, who reads working texts, everybody. */
export const Reader = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("seats"), seats: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("person"), personId: z.string(), draft: z.boolean() }),
  z.strictObject({ kind: z.literal("programme") }),
  z.strictObject({ kind: z.literal("public") }),
])
export type Reader = z.infer<typeof Reader>

/** Who reads drafts besides their author, as `visible` says. */
export const OF_DRAFTS: readonly string[] = ["amtsleitung", "geschaeftsfuehrung", "verfasser"]
export const isDraft = (seats: readonly string[]): boolean => [...seats].sort().join() === OF_DRAFTS.join()

const Part = z.strictObject({
  sha256: Sha256,
  entries: z.int().min(0),
  bytes: z.int().min(0),
})
const Class = z.strictObject({ reader: Reader, segments: z.array(Part) })
export const Manifest = z.strictObject({
  version: z.literal(1),
  gen: z.int().min(0),
  classes: z.record(z.string(), Class),
  /** logs that changed since everything was last put together: entries of an older generation count no more */
  gone: z.record(z.string(), z.int()),
  /** generation in which `gone` was emptied last */
  cleared: z.int().min(0),
})
export type Manifest = z.infer<typeof Manifest>
const EMPTY: Manifest = { version: 1, gen: 0, classes: {}, gone: {}, cleared: 0 }

/** The switch: one item names the manifest that holds. */
export const Current = z.strictObject({
  version: z.literal(1),
  manifest: Sha256,
  gen: z.int().min(0),
  at: z.iso.datetime(),
  /** files that the manifest before named; readers may still be at them */
  obsolete: z.array(z.string()),
  /** when everything was last made from nothing */
  rebuiltAt: z.iso.datetime().optional(),
})
export type Current = z.infer<typeof Current>
export const CURRENT = "search/house/index"
const segmentPath = (hash: string): string => `search/${hash}.segment.json`
const manifestPath = (hash: string): string => `search/${hash}.manifest.json`

/** A file of the index is not there, or is none: it is to be made anew. */
export class Damaged extends Error {
  constructor(path: string) {
    super(`search index: ${path} is missing or spoilt`)
    this.name = "Damaged"
  }
}

type Files = Pick<Ctx, "tenantId" | "drafts">

/** Read files, kept while the process lives, the least recently used ones given up. Bytes as they lie in Files. */
const CACHE_BYTES = 96 * 1024 * 1024
const cache = new Map<string, { readonly value: unknown; readonly bytes: number }>()
let cached = 0
async function kept<T>({ tenantId, drafts }: Files, path: string, parse: (bytes: Uint8Array) => T): Promise<T> {
  const key = `${tenantId}/${path}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key)
    cache.set(key, known)
    // The path names the bytes, and what they are parsed to.
    return known.value as T
  }
  const bytes = await drafts.get(path)
  if (!bytes) throw new Damaged(path)
  let value: T
  try {
    value = parse(bytes)
  } catch {
    throw new Damaged(path)
  }
  if (!cache.has(key)) cached += bytes.byteLength
  cache.set(key, { value, bytes: bytes.byteLength })
  for (const [old, entry] of cache) {
    if (cached <= CACHE_BYTES || old === key) break
    cache.delete(old)
    cached -= entry.bytes
  }
  return value
}

export const segment = (files: Files, hash: string): Promise<Segment.Segment> =>
  kept(files, segmentPath(hash), Segment.read)
const manifestOf = (files: Files, hash: string): Promise<Manifest> =>
  kept(files, manifestPath(hash), (bytes) => Manifest.parse(JSON.parse(new TextDecoder().decode(bytes))))

export interface Opened {
  readonly stored: Stored<Current> | undefined
  readonly manifest: Manifest
}
/** The index as it is now; an empty one where none was ever made. @throws Damaged */
export async function open(ctx: Files & Pick<Ctx, "table">): Promise<Opened> {
  const stored = await ctx.table.get(CURRENT, Current)
  return { stored, manifest: stored ? await manifestOf(ctx, stored.value.manifest) : EMPTY }
}

export const live = (manifest: Pick<Manifest, "gone">, entry: Pick<Entry, "log" | "gen">): boolean =>
  entry.gen >= (manifest.gone[entry.log] ?? 0)

/** Everything that is now to be found of one log; nothing, and the log is out of the index. */
export interface Update {
  readonly log: string
  readonly entries: readonly { readonly reader: Reader; readonly made: readonly Made[] }[]
}

/** Readers of the same things share a class. */
export async function className(reader: Reader): Promise<string> {
  if (reader.kind === "person") return `person.${reader.personId}${reader.draft ? ".draft" : ""}`
  if (reader.kind !== "seats") return reader.kind
  return `seats.${(await sha256(canonical([...reader.seats].sort()))).slice(0, 20)}`
}

/** Smaller than this, a segment is always put together with the next one. */
const SMALL = 16
/** Logs out of date, and segments of one class, at which everything is put together. */
const GONE = 400
const SEGMENTS = 12

interface Next {
  readonly manifest: Manifest
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]
}

/** The manifest after these updates, and the files that it needs. Segments grow in steps, so an update costs little. */
export async function updated(files: Files, old: Manifest, updates: readonly Update[]): Promise<Next> {
  const gen = old.gen + 1
  const gone = { ...old.gone }
  for (const { log } of updates) gone[log] = gen
  const next: { gen: number; gone: Record<string, number>; classes: Manifest["classes"] } = {
    gen,
    gone,
    classes: { ...old.classes },
  }
  const added = new Map<string, { reader: Reader; entries: Entry[] }>()
  for (const { entries } of updates)
    for (const { reader, made } of entries) {
      const name = await className(reader)
      const same = added.get(name) ?? { reader, entries: [] }
      for (const m of made) same.entries.push({ ...m, gen })
      added.set(name, same)
    }
  const made: { path: string; bytes: Uint8Array }[] = []
  const memo: Segment.Memo = new Map()
  const written = async (entries: readonly Entry[]) => {
    const bytes = Segment.write(entries, memo)
    const hash = await sha256(bytes)
    made.push({ path: segmentPath(hash), bytes })
    return { sha256: hash, entries: entries.length, bytes: bytes.byteLength }
  }
  const liveOf = async (hash: string) => (await segment(files, hash)).entries.filter((e) => live(next, e))
  const crowded =
    Object.keys(gone).length > GONE || Object.values(old.classes).some((c) => c.segments.length > SEGMENTS)
  for (const name of new Set(crowded ? [...Object.keys(old.classes), ...added.keys()] : added.keys())) {
    const before = old.classes[name]
    const own = added.get(name)
    const reader = own?.reader ?? before?.reader
    if (!reader) continue
    const entries = [...(own?.entries ?? [])]
    const stay = [...(before?.segments ?? [])]
    for (let last = stay.at(-1); last; last = stay.at(-1)) {
      if (!crowded && last.entries > SMALL && last.entries > entries.length * 2) break
      stay.pop()
      entries.unshift(...(await liveOf(last.sha256)))
    }
    if (entries.length > 0) stay.push(await written(entries))
    if (stay.length === 0) delete next.classes[name]
    else next.classes[name] = { reader, segments: stay }
  }
  const manifest: Manifest = { version: 1, ...next, gone: crowded ? {} : gone, cleared: crowded ? gen : old.cleared }
  return { manifest, files: made }
}

const ATTEMPTS = 20

/**
 * Makes a change of the index: files first, then one commit that switches; then what nobody needs any more is dropped. Killed
 * anywhere, the index before or the one after holds.
 * @param change the manifest after the one it is given; called again when somebody else was faster
 */
export async function change(
  ctx: Files & Pick<Ctx, "table" | "now">,
  change: (opened: Opened) => Promise<Next | undefined>,
  more: { readonly writes?: readonly Write[]; readonly rebuilt?: boolean } = {},
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const opened = await openOr(ctx, more.rebuilt === true)
    const next = await change(opened)
    if (!next) {
      if (more.writes?.length) await ctx.table.commit([], more.writes)
      return
    }
    for (const { path, bytes } of next.files) await ctx.drafts.put(path, bytes)
    const text = canonical(next.manifest)
    const hash = await sha256(text)
    await ctx.drafts.put(manifestPath(hash), new TextEncoder().encode(text))
    const at = ctx.now().toISOString()
    const { stored } = opened
    const before = stored ? [manifestPath(stored.value.manifest), ...paths(opened.manifest)] : []
    const now = new Set([manifestPath(hash), ...paths(next.manifest)])
    const value: Current = {
      version: 1,
      manifest: hash,
      gen: next.manifest.gen,
      at,
      obsolete: before.filter((p) => !now.has(p)),
      ...(more.rebuilt ? { rebuiltAt: at } : stored?.value.rebuiltAt ? { rebuiltAt: stored.value.rebuiltAt } : {}),
    }
    try {
      await ctx.table.commit([], [{ put: CURRENT, value, rev: stored?.rev ?? "new" }, ...(more.writes ?? [])])
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS || !error.keys.includes(CURRENT)) throw error
      continue
    }
    // Those of the change before: readers had time to leave them.
    for (const path of stored?.value.obsolete ?? []) if (!now.has(path)) await ctx.drafts.drop(path)
    return
  }
}

/** A spoilt index is no obstacle to making it anew. */
async function openOr(ctx: Files & Pick<Ctx, "table">, anew: boolean): Promise<Opened> {
  try {
    return await open(ctx)
  } catch (error) {
    if (!anew || !(error instanceof Damaged)) throw error
    const stored = await ctx.table.get(CURRENT, Current)
    return { stored, manifest: { ...EMPTY, gen: stored?.value.gen ?? 0 } }
  }
}

const paths = (m: Manifest): string[] =>
  Object.values(m.classes).flatMap((c) => c.segments.map((s) => segmentPath(s.sha256)))
