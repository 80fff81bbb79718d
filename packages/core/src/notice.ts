/**
 * Folgen (what follows): new facts of a log have consequences outside of it. Who is told, which deadline is watched, what
 * the search finds, what the public sees. The change that writes the facts commits one duty; the worker asks each follower.
 */
import type { Duty } from "./duty.ts"
import { dutyKey } from "./duty.ts"
import type { Fact } from "./fact.ts"
import { Fact as FactSchema, factKey } from "./fact.ts"
import type { WorkCtx } from "./work.ts"

/** The new facts of one commit, in order, all of one log ("vl_...", "si_...", "pr_...", "member-..."). */
export interface News {
  readonly log: string
  readonly facts: readonly Fact[]
}
/**
 * Looks at the facts and at the state as it is now, and commits what follows. It is called at least once: a second call
 * with the same facts changes nothing, and one that comes late sees the newer state.
 */
export type Follower = (ctx: WorkCtx, news: News) => Promise<void>

const FOLLOWERS: readonly Follower[] = []

const id = (first: number, last: number): string => `notice-${first}-${last}`

/** What a commit of these facts owes; they are of one log. */
export function noticeOf(facts: readonly Fact[]): Duty[] {
  const [first] = facts
  const last = facts.at(-1)
  if (!first || !last) return []
  return [{ id: id(first.seq, last.seq), log: first.log, kind: "notice", dueAt: last.at, attempts: 0 }]
}

/** Asks every follower, then drops the duty. One that throws holds the duty, which comes back after a pause. */
export async function work(ctx: WorkCtx, duty: Duty, rev: number): Promise<void> {
  const [, first, last] = duty.id.split("-").map(Number)
  if (first === undefined || last === undefined) throw new Error(`not a notice: ${duty.id}`)
  const facts: Fact[] = []
  for (let seq = first; seq <= last; seq++) {
    const stored = await ctx.table.get(factKey(duty.log, seq), FactSchema)
    if (!stored) throw new Error(`fact ${seq} of ${duty.log} is missing`)
    facts.push(stored.value)
  }
  for (const follow of FOLLOWERS) await follow(ctx, { log: duty.log, facts })
  await ctx.table.commit([], [{ drop: dutyKey(duty), rev }])
}
