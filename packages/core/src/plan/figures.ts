/** Übersicht: where all procedures stand, how long their steps take, and the same against last year. */
import { z } from "zod"
import { between, calendarOf, workingDay } from "../calendar/index.ts"
import { Chain } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { all as allMembers } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { chainKey, Fassung, fassungKey, Root } from "../vorlage/item.ts"
import { type Found, shown, stand } from "./overview.ts"
import { basisOf } from "./stored.ts"

const PAGE = 100
/** Pages of the list that are read at most; beyond that the answer says that it is not whole. */
const PAGES = 20
/** Chains that are asked for at once. */
const AT_ONCE = 25

/** Working days, over `count` cases. */
export interface Span {
  readonly count: number
  readonly median: number
  readonly longest: number
}
/** What one year was like; `before` is the year before, up to the same day. */
export interface Both<T> {
  readonly now: T
  readonly before: T
}
export interface Figures {
  readonly year: number
  /** last day that is counted; of last year the same day */
  readonly until: Day
  /** open procedures by their state in words */
  readonly states: readonly { readonly state: string; readonly count: number }[]
  /** where open procedures lie */
  readonly places: readonly {
    readonly function: string
    readonly count: number
    readonly overdue: number
    readonly oldest: string
  }[]
  /** open Vorlagen with a place whose last day is over */
  readonly overdue: number
  /** per step, in the order of the way */
  readonly steps: readonly ({ readonly label: string } & Both<Span | null>)[]
  readonly procedures: Both<{
    readonly submitted: number
    readonly decided: number
    /** withdrawn or stopped */
    readonly ended: number
    /** Fassungen beyond the first, of what was submitted */
    readonly again: number
    /** from the first submission to the last result */
    readonly whole: Span | null
  }>
  /** submissions and decisions by month, January first */
  readonly months: readonly { readonly submitted: Both<number>; readonly decided: Both<number> }[]
  /** there are more Vorlagen than are counted here */
  readonly incomplete: boolean
}

export const figures = verb(
  {
    name: "overview.figures",
    may: "vorlage.read",
    input: z.strictObject({ year: z.coerce.number().pipe(z.int().min(2000).max(2100)).optional() }),
    summary:
      "Übersicht über alle Verfahren, die Sie sehen dürfen: wo sie stehen, wie lange Schritte dauern, gegenüber dem Vorjahr.",
  },
  async (ctx, asked): Promise<Figures> => {
    const today = dayOf(ctx.now())
    const year = asked.year ?? Number(today.slice(0, 4))
    const [tenant, members, { roots, incomplete }] = await Promise.all([
      house(ctx.table),
      allMembers(ctx.table),
      all(ctx),
    ])
    const basis = basisOf(tenant, members, undefined, ctx.now())
    const rows: Found[] = []
    const ways: Way[] = []
    for (let at = 0; at < roots.length; at += AT_ONCE) {
      const some = await Promise.all(
        roots.slice(at, at + AT_ONCE).map(async (root) => {
          const standing = await stand(ctx, root)
          if (!standing) return undefined
          const row = shown(root, standing, tenant, basis)
          // What has not moved since the year before began has nothing to tell of the two.
          const old = root.fassung === 0 || dayOf(new Date(root.updatedAt)) < `${year - 1}-01-01`
          return { row, way: old ? undefined : await wayOf(ctx, root.id) }
        }),
      )
      for (const one of some) {
        if (one?.row.open) rows.push(one.row)
        if (one?.way) ways.push(one.way)
      }
    }
    const until = today.startsWith(`${year}-`) ? today : `${year}-12-31`
    const calendar = calendarOf(tenant)
    const days = (from: Day, to: Day): number =>
      Math.max(
        0,
        between(from, to, (day) => workingDay(day, calendar)),
      )
    return { year, until, ...standsOf(rows), ...yearsOf(ways, { year, until, days }), incomplete }
  },
)

async function all(ctx: Ctx): Promise<{ roots: Root[]; incomplete: boolean }> {
  const roots: Root[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const found = await ctx.table.listIndex("list/vorlage", Root, { cursor, descending: true, limit: PAGE })
    roots.push(...found.items.map((i) => i.value))
    cursor = found.cursor
    if (cursor === undefined) return { roots, incomplete: false }
  }
  return { roots, incomplete: true }
}

interface Way {
  readonly chain: Chain
  /** day of the first submission */
  readonly submitted: Day
}
async function wayOf(ctx: Ctx, id: string): Promise<Way | undefined> {
  const [chain, first] = await Promise.all([
    ctx.table.get(chainKey(id), Chain),
    ctx.table.get(fassungKey(id, 1), Fassung),
  ])
  return chain && first ? { chain: chain.value, submitted: dayOf(new Date(first.value.at)) } : undefined
}

/** "in Zeichnung (2 von 4)" counts as "in Zeichnung". */
const plainState = (state: string): string => state.replace(/ \(.*\)$/, "")

function standsOf(rows: readonly Found[]): Pick<Figures, "states" | "places" | "overdue"> {
  const states = new Map<string, number>()
  const places = new Map<string, { count: number; overdue: number; oldest: string }>()
  for (const row of rows) {
    const state = plainState(row.status)
    states.set(state, (states.get(state) ?? 0) + 1)
    for (const lies of row.lies) {
      const known = places.get(lies.function) ?? { count: 0, overdue: 0, oldest: lies.since }
      places.set(lies.function, {
        count: known.count + 1,
        overdue: known.overdue + (lies.light === "rot" ? 1 : 0),
        oldest: [lies.since, known.oldest].sort()[0] ?? lies.since,
      })
    }
  }
  return {
    states: [...states].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count),
    places: [...places].map(([fn, p]) => ({ function: fn, ...p })).sort((a, b) => b.count - a.count),
    overdue: rows.filter((r) => r.light === "rot").length,
  }
}

interface Years {
  readonly year: number
  readonly until: Day
  readonly days: (from: Day, to: Day) => number
}
type Which = keyof Both<unknown>

/** Which of the two years a day counts for; neither of them, where it is later than the day that is counted to. */
function whichOf(day: Day, { year, until }: Years): Which | undefined {
  if (day.slice(5) > until.slice(5)) return undefined
  return day.startsWith(`${year}-`) ? "now" : day.startsWith(`${year - 1}-`) ? "before" : undefined
}

function yearsOf(ways: readonly Way[], years: Years): Pick<Figures, "steps" | "procedures" | "months"> {
  const steps = new Map<string, { label: string; at: number } & Both<number[]>>()
  const sum = () => ({ submitted: 0, decided: 0, ended: 0, again: 0, days: [] as number[] })
  const procedures = { now: sum(), before: sum() }
  const months = Array.from({ length: 12 }, () => ({
    submitted: { now: 0, before: 0 },
    decided: { now: 0, before: 0 },
  }))
  const month = (day: Day) => months[Number(day.slice(5, 7)) - 1]
  for (const { chain, submitted } of ways) {
    const began = whichOf(submitted, years)
    if (began) {
      procedures[began].submitted++
      procedures[began].again += chain.fassung - 1
      const there = month(submitted)
      if (there) there.submitted[began]++
    }
    const end = dayOf(new Date(chain.since))
    const ended = whichOf(end, years)
    if (ended && chain.state === "completed") {
      procedures[ended].decided++
      procedures[ended].days.push(years.days(submitted, end))
      const there = month(end)
      if (there) there.decided[ended]++
    } else if (ended && (chain.state === "withdrawn" || chain.state === "stopped")) procedures[ended].ended++
    chain.steps.forEach((step, at) => {
      const done = doneOn(step)
      const when = done && whichOf(done, years)
      if (!done || !when || step.openedAt === undefined) return
      const known = steps.get(step.label) ?? { label: step.label, at, now: [], before: [] }
      known[when].push(years.days(dayOf(new Date(step.openedAt)), done))
      known.at = Math.max(known.at, at)
      steps.set(step.label, known)
    })
  }
  const told = ({ days, ...rest }: ReturnType<typeof sum>) => ({ ...rest, whole: spanOf(days) })
  return {
    steps: [...steps.values()]
      .sort((a, b) => a.at - b.at)
      .map(({ label, now, before }) => ({ label, now: spanOf(now), before: spanOf(before) })),
    procedures: { now: told(procedures.now), before: told(procedures.before) },
    months,
  }
}

/** Day on which a step was done on this Fassung; what holds on from an earlier one took no time. */
function doneOn(step: Chain["steps"][number]): Day | undefined {
  if (step.status !== "done") return undefined
  if (step.kind === "body") return step.result?.sitzungOn
  const given =
    step.kind === "cosign"
      ? step.parties
          .flatMap((p) => (p.given ? [p.given.at] : []))
          .sort()
          .at(-1)
      : step.given?.at
  return given === undefined ? undefined : dayOf(new Date(given))
}

function spanOf(days: readonly number[]): Span | null {
  const sorted = [...days].sort((a, b) => a - b)
  const longest = sorted.at(-1)
  if (longest === undefined) return null
  const half = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]]
  return { count: sorted.length, median: (low + high) / 2, longest }
}
