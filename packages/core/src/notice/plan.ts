/** Mails are written down before they are sent: one item and one duty per mail, or for the daily one. */

import { calendarOf } from "../calendar/index.ts"
import { sha256 } from "../canonical.ts"
import { RevConflict, type Write } from "../context.ts"
import { Duty, dutyKey } from "../duty.ts"
import { Member, memberKey } from "../member/item.ts"
import type { Day } from "../paper.ts"
import type { Tenant } from "../tenant/settings.ts"
import type { WorkCtx } from "../work.ts"
import { addressOf, blocked, Mail, mailbox, mailKey, mailLog, type Place, type Reason } from "./item.ts"
import { nextMorning } from "./setting.ts"

/** A mail that somebody is to get. `id` is made from what causes it, so that it is written once. */
export interface Wanted {
  readonly personId: string
  readonly id: string
  readonly log: string
  readonly reasons: readonly Reason[]
  readonly places?: readonly Place[]
  readonly until?: Day | undefined
  readonly stage?: string | undefined
}

/** Days for which a mail that is done with is kept: long enough that no follower can plan it a second time. */
export const KEPT_DAYS = 42
/** News older than this make no mail any more. */
export const STALE_DAYS = 28
const ATTEMPTS = 5
export const DAY_MS = 86_400_000
/** A worker that dies while it sends is followed by the next after this time. */
export const LEASE_MS = 10 * 60_000

export const DAILY = "daily"
export const CLEAN = "clean"
const fixed = (personId: string, id: string, dueAt: Date): Duty => ({
  id,
  log: mailLog(personId),
  kind: "mail",
  dueAt: dueAt.toISOString(),
  attempts: 0,
})

/** Writes the mails down that are not there yet. Each is one commit, so that one person's trouble holds nobody up. */
export async function plan(ctx: WorkCtx, tenant: Tenant, wanted: readonly Wanted[]): Promise<void> {
  for (const w of wanted) await one(ctx, tenant, w)
}

async function one(ctx: WorkCtx, tenant: Tenant, wanted: Wanted): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write(ctx, tenant, wanted)
      return
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

async function write(ctx: WorkCtx, tenant: Tenant, wanted: Wanted): Promise<void> {
  const { personId, id } = wanted
  const key = mailKey(personId, id)
  if (await ctx.table.get(key, Mail)) return
  const [member, box] = await Promise.all([ctx.table.get(memberKey(personId), Member), mailbox(ctx.table, personId)])
  // Who has no address reads Meine Aufgaben; nothing is kept for a better day.
  if (!member?.value.active || addressOf(member.value, box?.value) === undefined) return
  const now = ctx.now()
  const mail: Mail = {
    version: 1,
    ...wanted,
    reasons: [...wanted.reasons],
    places: [...(wanted.places ?? [])],
    at: now.toISOString(),
    state: "queued",
    messageId: await messageId(ctx.tenantId, tenant, personId, id),
  }
  const writes: Write[] = [{ put: key, value: mail, rev: "new" }]
  const duties: Duty[] = []
  if (box?.value.mode === "daily") {
    const duty = fixed(personId, DAILY, nextMorning(now, calendarOf(tenant)))
    const known = await ctx.table.get(dutyKey(duty), Duty)
    if (!known) duties.push(duty)
    // Somebody may be sending it at this moment: he meets another revision, and does not drop what this mail waits for.
    else if (known.value.dueAt < new Date(now.getTime() + 2 * LEASE_MS).toISOString())
      writes.push({ put: known.key, value: known.value, rev: known.rev })
  } else if (!blocked(member.value, box?.value)) duties.push(fixed(personId, `m.${id}`, now))
  const clean = fixed(personId, CLEAN, new Date(now.getTime() + KEPT_DAYS * DAY_MS))
  if (!(await ctx.table.get(dutyKey(clean), Duty))) duties.push(clean)
  await ctx.table.commit([], writes, duties)
}

/** The daily duty of a person, unless it stands already. @param at absent: at once */
export async function dailyOwed(ctx: Pick<WorkCtx, "table">, personId: string, at: Date): Promise<Duty[]> {
  const duty = fixed(personId, DAILY, at)
  return (await ctx.table.get(dutyKey(duty), Duty)) ? [] : [duty]
}

/** The same for every attempt: whoever gets a mail twice can see that it is one. It tells nothing but the house. */
export async function messageId(
  tenantId: string,
  tenant: Pick<Tenant, "baseUrl">,
  personId: string,
  id: string,
): Promise<string> {
  const hash = await sha256(`mail/${tenantId}/${personId}/${id}`)
  return `<${hash.slice(0, 40)}@${new URL(tenant.baseUrl).hostname}>`
}
