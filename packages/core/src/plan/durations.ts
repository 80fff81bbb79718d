/** How long the steps of a house usually take (Bearbeitungszeiten), in working days: a setting with usual values. */
import { z } from "zod"

const Days = z.int().min(0).max(60)

export const Durations = z.strictObject({
  /** by kind of step; what is left out has its usual value */
  kinds: z.partialRecord(z.enum(["revision", "participation", "cosign", "sign", "release"]), Days),
  /** of single steps of the Zeichnungsweg by their id, before the kind */
  steps: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), Days),
  /** working days of reserve below which a step is shown yellow */
  reserve: z.int().min(0).max(30),
})
export type Durations = z.infer<typeof Durations>

/** Usual values: an estimate to begin with, for each house to correct. */
export const USUAL = {
  kinds: { revision: 3, participation: 5, cosign: 3, sign: 2, release: 1 },
  steps: {},
  reserve: 2,
} as const satisfies Durations

export type Work = keyof typeof USUAL.kinds

/** Working days that this step has. */
export function daysOf(work: Work, stepId: string, own: Durations | undefined): number {
  return own?.steps[stepId] ?? own?.kinds[work] ?? USUAL.kinds[work]
}
