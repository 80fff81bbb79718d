/** Suchen: hits of what the asking person may read, from the segments of the own functions, each looked at once more. */
import { z } from "zod"
import type { Chain } from "../chain/index.ts"
import { Chain as ChainSchema } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { Programme } from "../programme.ts"
import { isPublic, Publication, publicationKey } from "../publication/item.ts"
import { type Assignment, holding, may } from "../role.ts"
import { verb } from "../verb.ts"
import { chainKey, Root, rootKey } from "../vorlage/item.ts"
import { sees } from "../vorlage/standing.ts"
import { status } from "../vorlage/status.ts"
import { visible } from "../vorlage/visible.ts"
import { type Entry, Kind } from "./entry.ts"
import { excerpt, type Part } from "./excerpt.ts"
import { Damaged, live, type Manifest, open, type Reader, segment } from "./manifest.ts"
import { ALL, mark } from "./owe.ts"
import { LONGEST_QUERY, parseQuery, type Query } from "./query.ts"
import * as Segment from "./segment.ts"

export const PER_PAGE = 20
/** Vorlagen and programmes that are looked at once more for one query; what is beyond is neither shown nor counted. */
export const JUDGED = 120
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
  /** hits that this person may read, as far as they were looked at */
  readonly total: number
  /** there are more than `total` says: the query is to be narrowed */
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
    const judge = judging(ctx)
    const { kept, more } = await judged(fitting, judge)
    const shown = await Promise.all(
      kept.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((f) => hit(ctx, f.entry, query)),
    )
    const items = shown.filter((h) => h !== undefined)
    return { items, page, total: kept.length, more, incomplete }
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
  const mine = Object.values(manifest.classes).filter((c) => reads(c.reader))
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

/** May this be shown to whom it is judged for, as things stand now? */
type Judge = (entry: Entry) => Promise<boolean>

function judging(ctx: Ctx): Judge {
  const known = new Map<string, Promise<Root | undefined>>()
  return async (entry) => {
    // Working texts belong to a right, not to a Vorlage; the class was chosen by it.
    if (entry.of.startsWith("pr_")) return true
    let root = known.get(entry.of)
    if (!root) {
      root = rootOf(ctx, entry.of)
      known.set(entry.of, root)
    }
    const now = await root
    return now !== undefined && String(now.fassung) === entry.version
  }
}

/** The root of a Vorlage, where this person sees it. */
async function rootOf(ctx: Ctx, vorlageId: string): Promise<Root | undefined> {
  const root = await ctx.table.get(rootKey(vorlageId), Root)
  if (!root) return undefined
  const seen =
    sees(ctx, root.value) ?? visible(ctx, { root, chain: await ctx.table.get(chainKey(vorlageId), ChainSchema) })
  return seen ? root.value : undefined
}

/** In their order, as far as they may be shown; of `JUDGED` Vorlagen and programmes. */
async function judged(
  found: readonly Segment.Found[],
  judge: Judge,
): Promise<{ readonly kept: Segment.Found[]; readonly more: boolean }> {
  const logs = new Set<string>()
  const looked: Segment.Found[] = []
  for (const f of found) {
    if (!logs.has(f.entry.of) && logs.size >= JUDGED) return { kept: await those(looked, judge), more: true }
    logs.add(f.entry.of)
    looked.push(f)
  }
  return { kept: await those(looked, judge), more: false }
}
async function those(found: readonly Segment.Found[], judge: Judge): Promise<Segment.Found[]> {
  const verdicts = await Promise.all(found.map((f) => judge(f.entry)))
  return found.filter((_, i) => verdicts[i])
}

/** As it is shown: state and right from the Vorlage itself, the second lock. */
async function hit(ctx: Ctx, entry: Entry, query: Query): Promise<Hit | undefined> {
  const { kind, of, title, nummer, place, on, text } = entry
  const common = { kind, title, nummer, place, on, excerpt: excerpt(text === "" ? title : text, query) }
  if (of.startsWith("pr_")) {
    const programme = await ctx.table.get(`programme/${of}/root`, Programme)
    return programme && { ...common, programmeId: of, state: "" }
  }
  const [root, chain] = await Promise.all([
    ctx.table.get(rootKey(of), Root),
    ctx.table.get<Chain>(chainKey(of), ChainSchema),
  ])
  if (!root || !visible(ctx, { root, chain })) return undefined
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
  const ids = [...new Map(found.map((f) => [f.entry.of, f.entry.version]))]
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
