/** Worker: plans follow what they rest on. A meeting, an absence, a holiday or a step that moves moves the tasks' last days. */
import { canonical } from "../canonical.ts"
import { type Ctx, RevConflict, type Write } from "../context.ts"
import { addDays, dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import { all as allMembers, type Member } from "../member/item.ts"
import type { News } from "../news.ts"
import { keep } from "../notice/frist.ts"
import { every } from "../page.ts"
import { Beratung, beratungIndex, SITZUNGEN, Sitzung, sitzungKey } from "../sitzung/item.ts"
import { house, type Tenant } from "../tenant.ts"
import { chainKey, listKey, load, rootKey } from "../vorlage/item.ts"
import { taskWrites } from "../vorlage/move.ts"
import { standingOf } from "../vorlage/standing.ts"
import type { WorkCtx } from "../work.ts"
import type { Meeting } from "./reach.ts"
import { basisOf, planned, planWrites } from "./stored.ts"

const ATTEMPTS = 5

/** Days of meetings that are over, but still of interest: their results may be missing. */
const PAST = 60

/** Meetings of the house from sixty days ago to the end of next year: one Query per year and 100 meetings. */
export async function meetingsAround(ctx: Pick<Ctx, "table" | "now">): Promise<Meeting[]> {
  const today = dayOf(ctx.now())
  const from = addDays(today, -PAST)
  const year = Number(today.slice(0, 4))
  const years = new Set([Number(from.slice(0, 4)), year, year + 1])
  const found = await Promise.all(
    [...years].map((y) => every((cursor) => ctx.table.listIndex(`${SITZUNGEN}/${y}`, Sitzung, { cursor }))),
  )
  return found
    .flat()
    .map((s) => s.value)
    .filter((s) => s.on >= from)
}

/** Is there any body whose days have to be kept? */
export const hasCalendar = ({ gremien }: Pick<Tenant, "gremien">): boolean => gremien.some((g) => g.ladung)

/** What a house with calendars knows now; read once for all Vorlagen of one occasion. */
interface Known {
  readonly tenant: Tenant
  readonly members: readonly Member[]
  readonly meetings: readonly Meeting[]
}
async function know(ctx: Pick<Ctx, "table" | "now">, tenant: Tenant): Promise<Known> {
  const [members, meetings] = await Promise.all([allMembers(ctx.table), meetingsAround(ctx)])
  return { tenant, members, meetings }
}

export async function follow(ctx: WorkCtx, { log }: Pick<News, "log">): Promise<void> {
  const concerns = log.startsWith("vl_") || log.startsWith("si_") || log === "house" || log.startsWith("member-")
  if (!concerns) return
  const tenant = await house(ctx.table)
  // A house that has just given up its calendars still has plans to drop.
  if (!hasCalendar(tenant) && log !== "house") return
  const ids = await concerned(ctx, log, tenant)
  if (ids.length === 0) return
  const known = await know(ctx, tenant)
  const failed: unknown[] = []
  for (const id of ids)
    await refresh(ctx, id, known)
      // Its own news has a follower that looks at its Fristen afterwards.
      .then(() => (log === id ? undefined : keep(ctx, id)))
      .catch((error: unknown) => {
        failed.push(error)
      })
  if (failed.length > 0) throw failed[0]
}

/** Which Vorlagen a log's news can have moved. */
async function concerned(ctx: Ctx, log: string, tenant: Tenant): Promise<string[]> {
  if (log.startsWith("vl_")) return [log]
  const ids = new Set<string>()
  const add = (rows: readonly { readonly value: Beratung }[]) => {
    for (const { value } of rows) if (value.state !== "done") ids.add(value.vorlageId)
  }
  if (log.startsWith("si_")) {
    const stored = await ctx.table.get(sitzungKey(log), Sitzung)
    if (!stored) return []
    const { gremiumId, on, moved } = stored.value
    for (const termin of new Set([on, ...moved.slice(-1)])) {
      const index = beratungIndex({ gremiumId, termin })
      add(await every((cursor) => ctx.table.listIndex(index, Beratung, { cursor })))
    }
    return [...ids]
  }
  // Settings and absences concern everything that is still to come, newest meeting first.
  const since = addDays(dayOf(ctx.now()), -1)
  for (const { id } of tenant.gremien) {
    let cursor: string | undefined
    do {
      const page = await ctx.table.listIndex(`beratung/${id}`, Beratung, { cursor, descending: true })
      add(page.items.filter((i) => i.value.termin !== null && i.value.termin >= since))
      const oldest = page.items.at(-1)?.value.termin
      cursor = typeof oldest === "string" && oldest < since ? undefined : page.cursor
    } while (cursor)
  }
  return [...ids]
}

/** Makes plan, tasks and Standort of one Vorlage what they should be now; a second run writes nothing. */
export async function refresh(ctx: Ctx, vorlageId: string, known: Known): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const writes = await changes(ctx, vorlageId, known)
    if (writes.length === 0) return
    try {
      return await ctx.table.commit([], writes)
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

async function changes(ctx: Ctx, vorlageId: string, { tenant, members, meetings }: Known): Promise<Write[]> {
  const whole = await load(ctx, vorlageId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return undefined
    throw error
  })
  const stored = whole?.chain
  if (!whole || !stored) return []
  const at = ctx.now()
  const root = whole.root.value
  const chain = stored.value
  const plan = planned(root, chain, basisOf(tenant, members, meetings, at))
  const standing = standingOf(root, chain, plan, at)
  const writes = [
    ...planWrites(root.authorId, vorlageId, plan, whole.plan),
    ...taskWrites(root, chain, whole.tasks, members, at, plan),
  ]
  const stands = root.standing !== undefined && canonical(root.standing) === canonical(standing)
  if (writes.length === 0 && stands) return []
  return [
    ...writes,
    stands
      ? { check: rootKey(vorlageId), rev: whole.root.rev }
      : { put: rootKey(vorlageId), value: { ...root, standing }, rev: whole.root.rev, index: listKey(vorlageId) },
    { check: chainKey(vorlageId), rev: stored.rev },
  ]
}
