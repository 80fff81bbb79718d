/** Stored plan of a running Vorlage: latest days by place, for tasks, lists and calendars. It is computed, never entered. */
import { z } from "zod"
import { AUTHOR, type Chain, type Waiting } from "../chain/index.ts"
import { Day } from "../paper.ts"

export const Planned = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  nummer: z.string(),
  /** "step" or "step.party"; "author" for a Fassung that came back */
  until: z.record(z.string(), Day),
  /** meetings it was computed from; with others it says nothing */
  termine: z.record(z.string(), Day.nullable()),
  /** Abgabefrist of each body that is still to come */
  abgabe: z.record(z.string(), Day),
})
export type Planned = z.infer<typeof Planned>

/** Beside its Vorlage, listed by its author: what a personal calendar shows. */
export const planKey = (vorlageId: string): string => `vorlage/${vorlageId}/plan`
export const planIndex = (authorId: string, vorlageId: string): string => `plan/${authorId}/${vorlageId}`

/** Days of the bodies that a chain still has before it. */
export const termineOf = ({ steps }: Pick<Chain, "steps">): Record<string, Day | null> =>
  Object.fromEntries(steps.flatMap((s) => (s.kind === "body" && !s.result ? [[s.id, s.termin]] : [])))

/** Until when a place waits by this plan; undefined where it has no latest day, or the plan is older than the meetings. */
export function untilOf(planned: Planned | undefined, chain: Chain, w: Waiting): Day | undefined {
  if (w.until !== undefined || !planned || !ACTING.has(w.kind)) return w.until
  const now = termineOf(chain)
  if (Object.entries(now).some(([id, day]) => planned.termine[id] !== day)) return undefined
  const name = w.partyId === undefined ? w.stepId : `${w.stepId}.${w.partyId}`
  return planned.until[w.kind === "resubmit" ? AUTHOR : name]
}
const ACTING: ReadonlySet<Waiting["kind"]> = new Set(["sign", "cosign", "state", "release", "resubmit"])
