/** Neuigkeiten (news): what a change leaves for its followers. Apart from them, so that whoever commits does not load them. */
import type { Duty } from "./duty.ts"
import type { Fact } from "./fact.ts"
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

/** What a commit of these facts owes; they are of one log. */
export function noticeOf(facts: readonly Fact[]): Duty[] {
  const [first] = facts
  const last = facts.at(-1)
  if (!first || !last) return []
  return [{ id: `notice-${first.seq}-${last.seq}`, log: first.log, kind: "notice", dueAt: last.at, attempts: 0 }]
}
