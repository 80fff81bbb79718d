/** Suchen: hits of what the asking person may read, from the segments of the own functions, each looked at once more. */
import { z } from "zod"
import type { Chain } from "../chain/index.ts"
import { Chain as ChainSchema } from "../chain/index.ts"
import type { Ctx, Stored } from "../context.ts"
import { dayOf } from "../day.ts"
import { isPublic, Publication, publicationKey } from "../publication/item.ts"
import { type Assignment, holding, may } from "../role.ts"
import { verb } from "../verb.ts"
import { chainKey, Root, rootKey } from "../vorlage/item.ts"
import { sees } from "../vorlage/standing.ts"
import { status } from "../vorlage/status.ts"
import { visible } from "../vorlage/visible.ts"
import { type Entry, Kind } from "./entry.ts"
import { excerpt, type Part } from "./excerpt.ts"
import { Damaged, isDraft, live, type Manifest, open, type Reader, segment } from "./manifest.ts"
import { ALL, mark } from "./owe.ts"
import { LONGEST_QUERY, parseQuery, type Query } from "./query.ts"
import * as Segment from "./segment.ts"

export const PER_PAGE = 20
const TRIES = 3

const Wish = {
  query: z.string().max(LONGEST_QUERY),
  kind: Kind.optional(),
  /** of the Vorlage, the decision or the programme */
  year: z.coerce.number().pipe(z.int().min(2000).max(2100)).optional(),
  page: z.coerce.number().pipe(z.int().min(1).max(50)).default(1),
}

export interface Hit {
  readonly kind: Kind
  readonly vorlageId?: string
  readonly programmeId?: string
  readonly title: string
  readonly nummer: string
  /** where it stands */
  readonly place: string
  readonly excerpt: readonly Part[]
  /** of the Vorlage, in words; empty for a programme */
  readonly state: string
  readonly on: string
}

export interface Hits {
  readonly items: readonly Hit[]
  readonly page: number
  /** hits that this person may read, up to this page; all of them where there are no more */
  readonly total: number
  /** another page follows */
  readonly more: boolean
  /** a part of the index is being made anew */
  readonly incomplete: boolean
}

export const find = verb(
  {
    name: "search.find",
    may: "search.read",
    input: z.strictObject(Wish),
    summary:
      "In Programmen, Vorlagen, Anlagen und Beschlüssen suchen, die Sie lesen dürfen. Anführungszeichen suchen eine Wortfolge.",
  },
  async (ctx, { query: asked, kind, year, page }): Promise<Hits> => {
    const query = parseQuery(asked)
    const { found, incomplete } = await candidates(ctx, query, readable(ctx))
    if (incomplete) await mark(ctx, ALL)
    const fitting = found.filter(
      ({ entry }) => (kind === undefined || entry.kind === kind) && (year === undefined || entry.year === year),
    )
    const wanted = page * PER_PAGE
    const { kept, more } = await judged(fitting, query, judging(ctx), wanted)
    const shown = await Promise.all(kept.slice(wanted - PER_PAGE, wanted).map((k) => hit(ctx, k, query)))
    const items = shown.filter((h) => h !== undefined)
    return { items, page, total: Math.min(kept.length, wanted), more, incomplete }
  },
)

/** Which classes this person may read: by functions that hold today, by the person, never the public one. */
function readable(ctx: Ctx): (reader: Reader) => boolean {
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  const allowed = (action: "vorlage.read" | "programme.read") =>
    may(functions, action) && (ctx.actor.scopes?.includes(action) ?? true)
  const vorlagen = allowed("vorlage.read")
  const programmes = allowed("programme.read")
  const own = new Set(functions.flatMap(seatsOf))
  return (reader) => {
    switch (reader.kind) {
      case "seats":
        return vorlagen && reader.seats.some((s) => own.has(s))
      case "person":
        return vorlagen && reader.personId === ctx.actor.personId
      case "programme":
        return programmes
      case "public":
        return false
    }
  }
}

/** A function as a Standort names those who see it. */
const seatsOf = (f: Assignment): string[] =>
  [undefined, f.amtId, f.gremiumId].flatMap((at, i) =>
    i === 0 ? [f.role] : at === undefined ? [] : [`${f.role}.${at}`],
  )

/** Best first; the same in two segments once. Segments that nobody asked for are not even opened. */
async function candidates(
  ctx: Pick<Ctx, "tenantId" | "table" | "drafts">,
  query: Query,
  reads: (reader: Reader) => boolean,
): Promise<{ readonly found: Segment.Found[]; readonly incomplete: boolean }> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { manifest } = await open(ctx)
      return { found: await inManifest(ctx, manifest, query, reads), incomplete: false }
    } catch (error) {
      // A file that a newer index has replaced meanwhile is looked for in that.
      if (!(error instanceof Damaged)) throw error
      if (attempt >= TRIES) return { found: [], incomplete: true }
    }
  }
}

async function inManifest(
  ctx: Pick<Ctx, "tenantId" | "drafts">,
  manifest: Manifest,
  query: Query,
  reads: (reader: Reader) => boolean,
): Promise<Segment.Found[]> {
  const all = Object.values(manifest.classes)
  // Who sees every submitted Vorlage by a function has no use for the copies of those that he had a part in.
  const everything = all.every((c) => c.reader.kind !== "seats" || isDraft(c.reader.seats) || reads(c.reader))
  const mine = all.filter((c) => reads(c.reader) && !(everything && c.reader.kind === "person" && !c.reader.draft))
  const segments = await Promise.all(mine.flatMap((c) => c.segments.map((s) => segment(ctx, s.sha256))))
  const best = new Map<string, Segment.Found>()
  for (const s of segments)
    for (const f of Segment.find(s, query)) {
      if (!live(manifest, f.entry)) continue
      const known = best.get(f.entry.id)
      if (!known || known.entry.gen < f.entry.gen) best.set(f.entry.id, f)
    }
  return [...best.values()].sort(
    (a, b) =>
      b.score - a.score ||
      (a.entry.on < b.entry.on ? 1 : a.entry.on > b.entry.on ? -1 : 0) ||
      (a.entry.id < b.entry.id ? -1 : 1),
  )
}

/** What this may be shown of as things stand now: the Vorlage or the programme; undefined, and it is not shown. */
type Judge = (entry: Entry) => Promise<Stored<Root> | "programme" | undefined>
interface Kept {
  readonly entry: Entry
  readonly root: Stored<Root> | "programme"
}

function judging(ctx: Ctx): Judge {
  const known = new Map<string, Promise<Stored<Root> | undefined>>()
  return async (entry) => {
    // Working texts belong to a right, not to a Vorlage; the class was chosen by it.
    if (entry.of.startsWith("pr_")) return "programme"
    const now = await (known.get(entry.of) ?? remembered(known, entry.of, rootOf(ctx, entry.of)))
    return now !== undefined && String(now.value.fassung) === entry.version ? now : undefined
  }
}
function remembered<T>(known: Map<string, T>, key: string, value: T): T {
  known.set(key, value)
  return value
}

/** The root of a Vorlage, where this person sees it. */
async function rootOf(ctx: Ctx, vorlageId: string): Promise<Stored<Root> | undefined> {
  const root = await ctx.table.get(rootKey(vorlageId), Root)
  if (!root) return undefined
  const seen =
    sees(ctx, root.value) ?? visible(ctx, { root, chain: await ctx.table.get(chainKey(vorlageId), ChainSchema) })
  return seen ? root : undefined
}

/** In their order what may be shown, until one more than wanted is found. What is never looked at is never counted. */
async function judged(
  found: readonly Segment.Found[],
  query: Query,
  judge: Judge,
  wanted: number,
): Promise<{ readonly kept: Kept[]; readonly more: boolean }> {
  const kept: Kept[] = []
  let at = 0
  while (at < found.length && kept.length <= wanted) {
    const batch: Entry[] = []
    for (; at < found.length && batch.length < PER_PAGE + 1; at++) {
      const { entry } = found[at] ?? {}
      if (entry && Segment.holds(entry, query)) batch.push(entry)
    }
    const roots = await Promise.all(batch.map(judge))
    for (const [i, entry] of batch.entries()) {
      const root = roots[i]
      if (root) kept.push({ entry, root })
    }
  }
  return { kept, more: kept.length > wanted }
}

/** As it is shown: state and right from the Vorlage itself, the second lock. */
async function hit(ctx: Ctx, { entry, root }: Kept, query: Query): Promise<Hit | undefined> {
  const { kind, of, title, nummer, place, on, text } = entry
  const common = { kind, title, nummer, place, on, excerpt: excerpt(text === "" ? title : text, query) }
  if (root === "programme") return { ...common, programmeId: of, state: "" }
  const chain = await ctx.table.get<Chain>(chainKey(of), ChainSchema)
  if (!visible(ctx, { root, chain })) return undefined
  return { ...common, vorlageId: of, state: status(chain?.value, root.value.control) }
}

export interface PublicHits {
  readonly items: readonly Publication[]
  readonly page: number
  readonly more: boolean
}

/**
 * What the public finds: published Vorlagen, best first, each once. Reads the public segment only, and of each hit whether
 * it is public at this moment and in the state that was found.
 * @throws AppError input for a query without a word
 */
export async function publicFind(
  ctx: Pick<Ctx, "tenantId" | "table" | "drafts">,
  asked: string,
  page = 1,
): Promise<PublicHits> {
  const query = parseQuery(asked.slice(0, LONGEST_QUERY))
  const { found } = await candidates(ctx, query, (reader) => reader.kind === "public")
  const fitting = found.filter((f) => Segment.holds(f.entry, query))
  const ids = [...new Map(fitting.map((f) => [f.entry.of, f.entry.version]))]
  const from = (page - 1) * PER_PAGE
  const shown: Publication[] = []
  let passed = 0
  for (let at = 0; at < ids.length && shown.length <= PER_PAGE; at += PER_PAGE) {
    const some = await Promise.all(
      ids.slice(at, at + PER_PAGE).map(async ([id, version]) => {
        const p = (await ctx.table.get(publicationKey(id), Publication))?.value
        return p && isPublic(p) && p.live === version ? p : undefined
      }),
    )
    for (const p of some) if (p && ++passed > from) shown.push(p)
  }
  return { items: shown.slice(0, PER_PAGE), page, more: shown.length > PER_PAGE }
}
