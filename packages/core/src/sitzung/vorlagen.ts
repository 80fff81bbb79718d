/** Vorlagen of a meeting: whether a Vorlage may go to a day of a body, and the point that stands for it. */
import { awaitsBody, type Chain, type StepOf } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { germanDay } from "../day.ts"
import type { Day } from "../paper.ts"
import { load, type Whole } from "../vorlage/item.ts"
import { titled } from "./agenda.ts"
import type { Beratung, Sitzung, Top } from "./item.ts"

export const bodies = (chain: Chain): StepOf<"body">[] =>
  chain.steps.filter((s): s is StepOf<"body"> => s.kind === "body")

/** Chains that go on, with this Fassung or the next one. */
const ALIVE: readonly Chain["state"][] = ["issuing", "running", "returned", "failed"]
export const alive = (chain: Chain): boolean => ALIVE.includes(chain.state)

/** May the step stand on an agenda: released for the bodies, and its answer is still to come? */
export const reaches = (chain: Chain, step: StepOf<"body">): boolean =>
  expects(step) && (released(chain) || awaitsBody(step))

/** Is an answer of the body still to come: before it, coming, or decided in its place for the time being? */
export const expects = (step: StepOf<"body">): boolean =>
  step.status === "open" || step.status === "pending" || awaitsBody(step)

/** Released for the bodies: nothing before them is open any more. */
function released(chain: Chain): boolean {
  const first = chain.steps.findIndex((s) => s.kind === "body")
  return (
    chain.state === "running" &&
    chain.steps.slice(0, first).every((s) => s.status === "done" || s.status === "carried" || s.status === "skipped")
  )
}

/** Why the body's step cannot lie on this day: the Beratungsfolge stays ascending (domain R7). */
export function disorder(chain: Chain, stepId: string, on: Day): string | undefined {
  const all = bodies(chain)
  const at = all.findIndex((s) => s.id === stepId)
  const before = all.slice(0, at).findLast((s) => dayOfStep(s) !== null)
  const after = all.slice(at + 1).find((s) => dayOfStep(s) !== null)
  for (const [step, wrong] of [
    [before, (day: Day) => on < day],
    [after, (day: Day) => on > day],
  ] as const) {
    const day = step ? dayOfStep(step) : null
    if (step && day !== null && wrong(day))
      return `${step.label} berät ${step === before ? "vorher" : "danach"} am ${germanDay(day)}`
  }
  return undefined
}
/** An earlier body meets later than this one by now: its day cannot hold. */
export function overtaken(chain: Chain, step: StepOf<"body">): boolean {
  const all = bodies(chain)
  const before = all.slice(
    0,
    all.findIndex((s) => s.id === step.id),
  )
  return before.some((s) => step.termin !== null && (dayOfStep(s) ?? "") > step.termin)
}
const dayOfStep = (s: StepOf<"body">): Day | null => s.result?.sitzungOn ?? s.termin

/** The point for a Vorlage; a non-public one has no title that everybody may read. */
export function topOf(
  ctx: Pick<Ctx, "id">,
  sitzung: Pick<Sitzung, "public">,
  { root }: Pick<Whole, "root">,
  stepId: string,
  more: {
    readonly public?: boolean | undefined
    readonly publicTitle?: string | undefined
    readonly kind?: Top["kind"]
  } = {},
): Top {
  const { id: vorlageId, betreff, public: open, nummer } = root.value
  const shown = more.public ?? (sitzung.public && open)
  return {
    id: ctx.id("top"),
    public: shown,
    kind: more.kind ?? "regular",
    ...titled({ public: shown, open, words: betreff, publicTitle: more.publicTitle, nummer }),
    ...(nummer === undefined ? {} : { nummer }),
    vorlageId,
    stepId,
  }
}

/** Loads many Vorlagen, some at a time. */
export async function loadAll(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Whole>> {
  const found = new Map<string, Whole>()
  const all = [...new Set(ids)]
  for (let i = 0; i < all.length; i += 10)
    for (const whole of await Promise.all(all.slice(i, i + 10).map((id) => load(ctx, id))))
      found.set(whole.root.value.id, whole)
  return found
}

/** Rows whose Vorlage is still to come before the body: those that go where the meeting goes. */
export const waitingRows = (rows: readonly Beratung[]): Beratung[] => rows.filter((r) => r.state !== "done")

/**
 * Does this point still wait for an answer in its meeting? A final answer ends its row, "vertagt" and "verwiesen" take the row
 * to another day, and what went away has none.
 */
export const waits = (top: Pick<Top, "vorlageId" | "stepId" | "removed">, rows: readonly Beratung[]): boolean =>
  !top.removed && waitingRows(rows).some((r) => r.vorlageId === top.vorlageId && r.stepId === top.stepId)
