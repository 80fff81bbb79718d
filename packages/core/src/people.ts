/** Worker: what follows when somebody's functions or membership ended. Nothing that lay with him alone stays there. */
import * as Chain from "./chain/index.ts"
import type { Actor, Ctx, Stored, Write } from "./context.ts"
import { RevConflict } from "./context.ts"
import { dayOf } from "./day.ts"
import { Duty } from "./duty.ts"
import { dutyOfEnd } from "./member/change.ts"
import { leave } from "./member/end.ts"
import { all, Member, memberKey } from "./member/item.ts"
import { chainKey, load, Task } from "./vorlage/item.ts"
import { commitMoves, listing, pool, taskWrites } from "./vorlage/move.ts"

const ATTEMPTS = 5
const PREFIX = "member-"
/** The person a log of memberships belongs to. */
export const personOf = (log: string): string => log.slice(PREFIX.length)

/**
 * Does what is owed for a person: ends the membership when its last day is over, takes back every task that was handed to
 * him and that he may no longer do, gives an author's tasks to the others who write. Each Vorlage is one commit; run again,
 * it finds what is left. Duties that are not due yet stay.
 */
export async function work(ctx: Ctx, personId: string): Promise<void> {
  const due = (await duties(ctx, personId)).filter((d) => d.value.dueAt <= ctx.now().toISOString())
  if (due.length === 0) return
  const before = await ctx.table.get(memberKey(personId), Member)
  const ends = before?.value.active ? before.value.ends : undefined
  if (before && ends && ends.on < dayOf(ctx.now())) await leave(ctx, before, ends)
  await returnTasks(ctx, personId)
  const person = await ctx.table.get(memberKey(personId), Member)
  const writes: Write[] = due.map((d) => ({ drop: d.key, rev: d.rev }))
  await ctx.table.commit([], writes, person ? await dutyOfEnd(ctx, person.value, dayOf(ctx.now())) : [])
}

async function duties(ctx: Pick<Ctx, "table">, personId: string): Promise<Stored<Duty>[]> {
  const { items } = await ctx.table.list(`duty/${PREFIX}${personId}`, Duty)
  return items.filter((d) => d.value.kind === "people")
}

/** Everything that lies with this person alone. What fails on one Vorlage holds no other up. */
async function returnTasks(ctx: Ctx, personId: string): Promise<void> {
  const found = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await ctx.table.listIndex(listing(pool({ role: "", personId })), Task, { cursor })
    for (const { value } of page.items) found.add(value.vorlageId)
    cursor = page.cursor
  } while (cursor)
  const failed: unknown[] = []
  for (const vorlageId of found)
    await returnOf(ctx, personId, vorlageId).catch((error: unknown) => {
      failed.push(error)
    })
  if (failed.length > 0) throw failed[0]
}

async function returnOf(ctx: Ctx, personId: string, vorlageId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const whole = await load(ctx, vorlageId)
    const chain = whole.chain?.value
    if (!whole.chain || !chain) return
    // The index may still show who he was a moment ago; his own item does not.
    const now = await ctx.table.get(memberKey(personId), Member)
    const members = (await all(ctx.table)).filter((m) => m.personId !== personId)
    if (now?.value.active) members.push(now.value)
    const at = ctx.now()
    const actor: Actor = { personId, name: "", functions: now?.value.active ? now.value.functions : [] }
    const moves = Chain.waiting(chain).flatMap((w): Chain.Move[] => {
      const handed = w.personId === personId && HANDED.has(w.kind)
      if (!handed || Chain.capacity(w, chain, actor, at) !== undefined) return []
      return [{ type: "step.reclaimed", data: { stepId: w.stepId, partyId: w.partyId, from: personId } }]
    })
    try {
      if (moves.length > 0) await commitMoves(ctx, whole, members, moves, [])
      else {
        const writes = taskWrites(whole.root.value, chain, whole.tasks, members, at, whole.plan?.value)
        const check: Write = { check: chainKey(vorlageId), rev: whole.chain.rev }
        if (writes.length > 0) await ctx.table.commit([], [...writes, check])
      }
      return
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}
/** Tasks that somebody hands to one person; the others are an author's. */
const HANDED: ReadonlySet<Chain.Waiting["kind"]> = new Set(["sign", "cosign", "state"])
