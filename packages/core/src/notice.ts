/**
 * Folgen (what follows): new facts of a log have consequences outside of it. Who is told, which deadline is watched, what
 * the search finds, what the public sees. The change that writes the facts commits one duty; the worker asks each follower.
 */
import type { Duty } from "./duty.ts"
import { dutyKey } from "./duty.ts"
import { Fact, factKey } from "./fact.ts"
import type { Follower } from "./news.ts"
import { tell } from "./notice/follow.ts"
import { follow as oparl } from "./oparl/follow.ts"
import { follow as plans } from "./plan/follow.ts"
import { follow as publication } from "./publication/work.ts"
import { follow as search } from "./search/work.ts"
import { follow as sitzung } from "./sitzung/follow.ts"
import type { WorkCtx } from "./work.ts"

export { type Follower, type News, noticeOf } from "./news.ts"

/** In this order: who is told comes last and sees what the others have changed. */
const FOLLOWERS: readonly Follower[] = [sitzung, plans, publication, oparl, search, tell]

/** Asks every follower, then drops the duty. One that throws holds the duty, which comes back after a pause. */
export async function work(ctx: WorkCtx, duty: Duty, rev: number): Promise<void> {
  const [, first, last] = duty.id.split("-").map(Number)
  if (first === undefined || last === undefined) throw new Error(`not a notice: ${duty.id}`)
  const facts: Fact[] = []
  for (let seq = first; seq <= last; seq++) {
    const stored = await ctx.table.get(factKey(duty.log, seq), Fact)
    if (!stored) throw new Error(`fact ${seq} of ${duty.log} is missing`)
    facts.push(stored.value)
  }
  const failed: unknown[] = []
  // One that cannot do its part now does not keep the others from theirs.
  for (const follow of FOLLOWERS)
    await follow(ctx, { log: duty.log, facts }).catch((error: unknown) => {
      failed.push(error)
    })
  if (failed.length > 0) throw failed[0]
  await ctx.table.commit([], [{ drop: dutyKey(duty), rev }])
}
