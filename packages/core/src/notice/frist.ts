/** Fristen (deadlines): one duty per Vorlage, due when the next person has to hear of one. */
import { z } from "zod"
import { calendarOf } from "../calendar/index.ts"
import { canonical } from "../canonical.ts"
import { RevConflict, type Stored, type Write } from "../context.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { all as allMembers, type Member } from "../member/index.ts"
import { Day } from "../paper.ts"
import type { Tenant } from "../tenant/settings.ts"
import { house } from "../tenant.ts"
import { load, type Task, type Whole } from "../vorlage/item.ts"
import type { WorkCtx } from "../work.ts"
import type { Place } from "./item.ts"
import { plan, type Wanted } from "./plan.ts"
import { remindersOf } from "./say.ts"
import { above, type Stage, stages } from "./setting.ts"
import { behind, having, placeOf, tasksOf } from "./who.ts"

const FRIST = "frist"
const dutyOf = (vorlageId: string, at: Date): Duty => ({
  id: FRIST,
  log: vorlageId,
  kind: "frist",
  dueAt: at.toISOString(),
  about: at.toISOString(),
  attempts: 0,
})
const ATTEMPTS = 5

/** Stages of every open task that has a last day. */
function staged(whole: Whole, tenant: Tenant): { task: Task; stages: Stage[] }[] {
  const reminders = remindersOf(tenant)
  const calendar = calendarOf(tenant)
  return tasksOf(whole).flatMap((task) =>
    task.until === undefined ? [] : [{ task, stages: stages(task.until, reminders, calendar) }],
  )
}

function next(whole: Whole, tenant: Tenant, after: Date): Date | undefined {
  const coming = staged(whole, tenant).flatMap((s) => s.stages.map((x) => x.at).filter((at) => at > after))
  return coming.sort((a, b) => a.getTime() - b.getTime())[0]
}

/**
 * Makes the duty of a Vorlage what its tasks ask for: moved with their last days, gone with them. One that is due already
 * is left to the worker, who looks at the same tasks. A last day that was pulled so near that its reminders lie in the past
 * is told at once.
 */
export async function keep(ctx: WorkCtx, vorlageId: string, known?: { whole: Whole; tenant: Tenant }): Promise<void> {
  if (!ctx.mail) return
  for (let attempt = 1; ; attempt++) {
    const tenant = known?.tenant ?? (await house(ctx.table))
    const whole = attempt === 1 && known ? known.whole : await loaded(ctx, vorlageId)
    if (!whole) return
    try {
      return await kept(ctx, vorlageId, whole, tenant)
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

/** Last days as they were looked at last, by place. Beside the Vorlage, gone when nothing of it has a last day. */
const Seen = z.strictObject({ version: z.literal(1), until: z.record(z.string(), Day) })
const seenKey = (vorlageId: string): string => `vorlage/${vorlageId}/frist`
const nameOf = ({ stepId, partyId = "-", kind, since }: Task): string => [stepId, partyId, kind, since].join(" ")

async function kept(ctx: WorkCtx, vorlageId: string, whole: Whole, tenant: Tenant): Promise<void> {
  const now = ctx.now()
  const all = staged(whole, tenant)
  const [seen, stored] = await Promise.all([
    ctx.table.get(seenKey(vorlageId), Seen),
    ctx.table.get(dutyKey(dutyOf(vorlageId, now)), Duty),
  ])
  const near = all.flatMap((s) => pulled(s, seen?.value.until[nameOf(s.task)], tenant, now))
  if (near.length > 0) {
    const members = await allMembers(ctx.table)
    await plan(
      ctx,
      tenant,
      near.flatMap(({ stage, task }) => toWhom(stage, task, whole, members, tenant, now)),
    )
  }
  const until = Object.fromEntries(all.flatMap(({ task }) => (task.until ? [[nameOf(task), task.until]] : [])))
  const writes: Write[] = []
  if (all.length === 0) writes.push(...(seen ? [{ drop: seen.key, rev: seen.rev }] : []))
  else if (canonical(until) !== canonical(seen?.value.until ?? {}))
    writes.push({ put: seenKey(vorlageId), value: { version: 1, until }, rev: seen?.rev ?? "new" })
  const at = next(whole, tenant, now)
  const duties: Duty[] = []
  const due = stored !== undefined && stored.value.dueAt <= now.toISOString()
  if (!due && stored?.value.about !== at?.toISOString()) {
    if (stored) writes.push(at ? put(stored, at) : { drop: stored.key, rev: stored.rev })
    else if (at) duties.push(dutyOf(vorlageId, at))
  }
  if (writes.length + duties.length > 0) await ctx.table.commit([], writes, duties)
}

/** The stage that a task has jumped over since its last day was another one. */
function pulled(
  { task, stages: all }: { readonly task: Task; readonly stages: readonly Stage[] },
  before: Day | undefined,
  tenant: Tenant,
  now: Date,
): { stage: Stage; task: Task }[] {
  if (before === undefined || before === task.until) return []
  const told = stages(before, remindersOf(tenant), calendarOf(tenant)).filter((s) => s.at <= now)
  const stage = all.findLast((s) => s.at <= now && s.name !== "escalate")
  return stage && !told.some((s) => s.name === stage.name) ? [{ stage, task }] : []
}

const put = (stored: Stored<Duty>, at: Date): Write => ({
  put: stored.key,
  value: dutyOf(stored.value.log, at),
  rev: stored.rev,
})

async function loaded(ctx: WorkCtx, vorlageId: string): Promise<Whole | undefined> {
  try {
    return await load(ctx, vorlageId)
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return undefined
    throw error
  }
}

/**
 * Reminds of what has become due since the instant that the duty is about: for each task the nearest stage only, so that
 * whoever was not reached for days hears once, and the truth. A task that is done, or has moved, reminds nobody.
 */
export async function work(ctx: WorkCtx, stored: Stored<Duty>): Promise<void> {
  const vorlageId = stored.value.log
  const from = new Date(stored.value.about ?? stored.value.dueAt)
  const now = ctx.now()
  const [tenant, members, whole] = await Promise.all([house(ctx.table), allMembers(ctx.table), loaded(ctx, vorlageId)])
  const chain = whole?.chain?.value
  if (!whole || !chain) {
    await ctx.table.commit([], [{ drop: stored.key, rev: stored.rev }])
    return
  }
  const wanted: Wanted[] = staged(whole, tenant).flatMap(({ task, stages: all }) => {
    const due = all.filter((s) => s.at >= from && s.at <= now)
    return [...nearest(due)].flatMap((stage) => toWhom(stage, task, whole, members, tenant, now))
  })
  await plan(ctx, tenant, wanted)
  const at = next(whole, tenant, now)
  await ctx.table.commit([], [at ? put(stored, at) : { drop: stored.key, rev: stored.rev }])
}

/** The last stage of a reminder, and the escalation, which somebody else hears. */
function nearest(due: readonly Stage[]): Stage[] {
  const reminder = due.findLast((s) => s.name !== "escalate")
  const escalation = due.find((s) => s.name === "escalate")
  return [...(reminder ? [reminder] : []), ...(escalation ? [escalation] : [])]
}

function toWhom(
  { name }: Stage,
  task: Task,
  whole: Whole,
  members: readonly Member[],
  tenant: Tenant,
  now: Date,
): Wanted[] {
  const chain = whole.chain?.value
  if (!chain) return []
  const role = placeOf(chain, task)?.role ?? task.role
  const near = behind(task, chain, members, now)
  const far = () => {
    const mine = new Set(near.map((m) => m.personId))
    for (const next of above(role, remindersOf(tenant))) {
      const found = having(members, next, now).filter((m) => !mine.has(m.personId))
      if (found.length > 0) return found
    }
    return []
  }
  const { stepId, partyId, kind, since, until = "" } = task
  const where: Place = { stepId, ...(partyId === undefined ? {} : { partyId }), kind, since }
  // Never twice for the same place, opening, day and stage.
  const id = [task.vorlageId, stepId, partyId ?? "-", kind, digits(since), digits(until), name].join(".")
  return (name === "escalate" ? far() : near).map((m) => ({
    personId: m.personId,
    id,
    log: task.vorlageId,
    reasons: [name === "escalate" ? ("escalation" as const) : ("reminder" as const)],
    places: [where],
    until: task.until,
    stage: name,
  }))
}

const digits = (text: string): string => text.replace(/[^0-9]/g, "")
