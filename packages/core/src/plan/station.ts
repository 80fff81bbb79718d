/** Stations of a plan: the steps of a Fassung, running or only thought of, with who acts there and for how long. Pure. */
import { AUTHOR, type Chain, complete, placesOf, type Step, type StepOf, type Waiting } from "../chain/index.ts"
import { dayOf } from "../day.ts"
import type { Day } from "../paper.ts"
import { type Durations, daysOf } from "./durations.ts"
import type { Seat } from "./place.ts"

/** A way that runs, or one that a draft would take. */
export type Course = Pick<Chain, "steps" | "since" | "authorId" | "returned"> & {
  readonly state: Chain["state"] | "draft"
}

/** One who acts at a station. */
export interface Place {
  readonly partyId?: string | undefined
  readonly label: string
  readonly seat: Seat
}
interface Common {
  readonly stepId: string
  readonly label: string
  readonly state: "done" | "open" | "coming"
}
/** Somebody of the house acts, for some working days. */
export interface Acting extends Common {
  readonly kind: "revision" | "participation" | "cosign" | "sign" | "release"
  readonly places: readonly Place[]
  /** one of several is enough */
  readonly any: boolean
  readonly days: number
  /** since when it is open */
  readonly since: Day | undefined
}
export interface Sitting extends Common {
  readonly kind: "body"
  readonly gremiumId: string
  readonly termin: Day | null
}
export type Station = Acting | Sitting

/** In order; a step that falls away and a hand-over after the bodies are none. */
export function stations(course: Course, durations: Durations | undefined): Station[] {
  const begun = course.state === "draft" || course.state === "returned" || course.state === "failed"
  const reset = course.state === "returned" ? target(course) : undefined
  const found: Station[] = begun ? [writing(course, durations)] : []
  course.steps.forEach((given, index) => {
    if (given.status === "skipped" || given.kind === "external") return
    // The next Fassung begins with the step it was returned to; every later one is given again, too.
    const again = reset !== undefined && index >= reset
    const step: Step = again || (begun && given.status === "open") ? { ...given, status: "pending" } : given
    found.push(step.kind === "body" ? sitting(step) : acting(step, course, durations, again))
  })
  return found
}

const stateOf = (step: Step): Common["state"] => (complete(step) ? "done" : step.status === "open" ? "open" : "coming")

const sitting = (step: StepOf<"body">): Sitting => ({
  kind: "body",
  stepId: step.id,
  label: step.label,
  state: stateOf(step),
  gremiumId: step.gremiumId,
  termin: step.result?.sitzungOn ?? step.termin,
})

function acting(
  step: Exclude<Step, { kind: "body" | "external" }>,
  course: Course,
  durations: Durations | undefined,
  again: boolean,
): Acting {
  const places = placesOf(step, course).flatMap((w): Place[] => {
    const party = step.kind === "cosign" ? step.parties.find((p) => p.id === w.partyId) : undefined
    if (party?.given && !again && !complete(step)) return []
    const handed =
      again || step.kind === "release" ? undefined : party ? party.handed : "handed" in step ? step.handed : undefined
    return [{ partyId: w.partyId, label: w.label, seat: { ...seatOf(w), personId: handed?.to } }]
  })
  return {
    kind: step.kind,
    stepId: step.id,
    label: step.label,
    state: stateOf(step),
    places,
    any: step.kind === "cosign" && step.mode === "any",
    days: daysOf(step.kind, step.id, durations),
    since: step.openedAt === undefined ? undefined : dayOf(new Date(step.openedAt)),
  }
}

const seatOf = ({ role, amtId, gremiumId }: Waiting): Seat => ({ role, amtId, gremiumId })

/** A draft is handed in when it is ready; a Fassung that came back is revised first. */
function writing(course: Course, durations: Durations | undefined): Acting {
  const draft = course.state === "draft"
  const label = draft ? "Einreichung" : "Überarbeitung"
  return {
    kind: "revision",
    stepId: AUTHOR,
    label,
    state: "open",
    places: [{ label, seat: { role: "verfasser", personId: course.authorId } }],
    any: false,
    days: draft ? 0 : daysOf("revision", AUTHOR, durations),
    since: draft ? undefined : dayOf(new Date(course.since)),
  }
}

function target({ returned, steps }: Course): number {
  const at = steps.findIndex((s) => s.id === returned?.target)
  return at === -1 ? 0 : at
}
