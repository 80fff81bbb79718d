/** What the answers of all bodies together mean: where a chain stands after one of them was put otherwise. */
import { openNext } from "./resolve.ts"
import { type Chain, complete, type ResultCode, type Step, type StepOf } from "./schema.ts"

/** Results of the last deciding body after which a Vorlage goes out of the house. */
export const ADOPTED: readonly ResultCode[] = ["accepted", "accepted_amended", "approved_urgent", "noted"]

/** At the end a hand-over opens where the Vorlage was adopted, and falls away where it was not. */
export function endOutside(steps: readonly Step[], adopted: boolean, at: string): Step[] {
  return steps.map((s) => {
    if (s.kind !== "external" || s.status !== "pending") return s
    return adopted ? { ...s, status: "open", openedAt: at } : { ...s, status: "skipped" }
  })
}

/** What a deciding body's step says by now. A Dringlichkeitsentscheidung counts like consent until the body revokes it. */
function verdict(step: StepOf<"body">): ResultCode | undefined {
  const code = step.result?.code
  if (step.urgent?.status !== "given") return code
  return code === "rejected" || code === "approved_urgent" ? code : "accepted"
}

/**
 * State, outcome and open steps from the answers that stand now. The last body that has decided speaks: where it rejected,
 * the procedure is over; what an earlier one rejected counts no more once a later one has decided.
 * @param handovers hand-overs that a former rejection had closed and that open again where it is adopted
 */
export function settle(chain: Chain, at: string, handovers: readonly string[] = []): Chain {
  const bodies = chain.steps.filter((s): s is StepOf<"body"> => s.kind === "body")
  const verdicts = bodies.flatMap((s) => (s.zustaendigkeit === "Entscheidung" ? (verdict(s) ?? []) : []))
  const decided = verdicts.reduce<ResultCode | undefined>(
    (before, code) => (before === "accepted_amended" && code === "accepted" ? before : code),
    undefined,
  )
  const rejected = verdicts.at(-1) === "rejected"
  const over = rejected || chain.steps.every((s) => s.kind === "external" || complete(s))
  const outcome = over ? (decided ?? bodies.findLast((s) => s.result)?.result?.code) : decided
  const adopted = over && outcome !== undefined && ADOPTED.includes(outcome)
  const paused = chain.steps.map((s): Step => {
    if (s.kind === "external") {
      const again = (s.status === "open" && !adopted) || (s.status === "skipped" && handovers.includes(s.id))
      return again ? { ...s, status: "pending", openedAt: undefined } : s
    }
    // What a deciding body rejected does not come before the next one.
    return over && s.status === "open" ? { ...s, status: "pending", openedAt: undefined } : s
  })
  const was = chain.state === "completed"
  return {
    ...chain,
    steps: over ? endOutside(paused, adopted, at) : openNext(paused, at),
    outcome,
    endfassung: rejected ? undefined : chain.endfassung,
    state: over ? "completed" : "running",
    since: was === over ? chain.since : at,
  }
}
