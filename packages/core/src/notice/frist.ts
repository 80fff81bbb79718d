/** Fristen (deadlines): one duty per Vorlage, due when the next person has to hear of one. */
import { calendarOf } from "../calendar/index.ts"
import { RevConflict, type Stored, type Write } from "../context.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { all as allMembers, type Member } from "../member/index.ts"
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
 * is left to the worker, who looks at the same tasks.
 */
export async function keep(ctx: WorkCtx, vorlageId: string, known?: { whole: Whole; tenant: Tenant }): Promise<void> {
  if (!ctx.mail) return
  for (let attempt = 1; ; attempt++) {
    const tenant = known?.tenant ?? (await house(ctx.table))
    const whole = attempt === 1 && known ? known.whole : await loaded(ctx, vorlageId)
    if (!whole) return
    const now = ctx.now()
    const at = next(whole, tenant, now)
    const stored = await ctx.table.get(dutyKey(dutyOf(vorlageId, now)), Duty)
    if (stored && stored.value.dueAt <= now.toISOString()) return
    if (stored?.value.about === at?.toISOString()) return
    try {
      const write: Write[] = stored ? [at ? put(stored, at) : { drop: stored.key, rev: stored.rev }] : []
      await ctx.table.commit([], write, !stored && at ? [dutyOf(vorlageId, at)] : [])
      return
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
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
