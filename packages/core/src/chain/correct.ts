/** Berichtigung of a recorded result: by the body's own office, with a reason; what follows from the first is not passed over. */
import { canonical } from "../canonical.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { holding } from "../role.ts"
import { apply, type Move } from "./apply.ts"
import { requireBefore, type Seen, type Who } from "./before.ts"
import type { Chain, Correction, StatedResult, Step, StepOf } from "./schema.ts"
import { ADOPTED } from "./settle.ts"
import { entitled, inFunction, waiting } from "./waiting.ts"

type Answered = StepOf<"body"> & { readonly result: NonNullable<StepOf<"body">["result"]> }

/** The answered step that a person may correct. @throws AppError conflict, refused, not_found, forbidden */
export function correctable(chain: Chain, seen: Seen, who: Who, stepId: string): Answered {
  requireBefore(chain, seen)
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body")
    throw new AppError("not_found", "step.unknown", "Diesen Schritt gibt es in dieser Fassung nicht.")
  const { gremiumId, label, result } = step
  const office = { stepId, label, kind: "record", role: "geschaeftsstelle", gremiumId, since: chain.since } as const
  if (inFunction(holding(who.actor.functions, dayOf(who.at)), office) === undefined)
    throw new AppError("forbidden", "step.notYours", `„${label}“ liegt bei der Geschäftsstelle dieses Gremiums.`)
  if (!result)
    throw new AppError("refused", "correction.none", "Für dieses Gremium ist noch kein Ergebnis eingetragen.")
  if (chain.correction)
    throw new AppError(
      "conflict",
      "correction.pending",
      "Für diese Vorlage wartet bereits eine Berichtigung auf Bestätigung. Bitte warten Sie, bis darüber entschieden ist.",
    )
  return { ...step, result }
}

/** What of a new result the chain has to know, with the frozen steps of the Fassung at hand. */
export function correction(
  chain: Chain,
  step: Answered,
  result: StatedResult,
  /** the wording of the decision is another one */
  reworded: boolean,
  frozen: readonly Step[],
): Correction {
  const others = chain.steps.some(
    (s) => s.kind === "body" && s.id !== step.id && s.result?.changesProgramme && s.result.code === "accepted_amended",
  )
  const deciding = step.zustaendigkeit === "Entscheidung"
  const asks = deciding && result.changesProgramme && result.code === "accepted_amended"
  const anew = asks && (reworded || !step.result.changesProgramme)
  return {
    stepId: step.id,
    result,
    signed: chain.template.auszugSignatures.length > 0,
    handovers: frozen.flatMap((s) => (s.kind === "external" && s.status !== "skipped" ? [s.id] : [])),
    endfassung: anew ? "ask" : asks || others || !step.result.changesProgramme ? "keep" : "none",
  }
}

const adopted = (chain: Chain): boolean => chain.outcome !== undefined && ADOPTED.includes(chain.outcome)

/**
 * What has already followed from the first result and would be contradicted by the new one. Nothing: the office corrects
 * alone; otherwise a second person confirms, having read this.
 */
export function consequences(chain: Chain, wish: Correction, who: { at: string; by: string }): Finding[] {
  const step = chain.steps.find((s): s is StepOf<"body"> => s.kind === "body" && s.id === wish.stepId)
  if (!step?.result) return []
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  const after = apply(chain, { type: "body.corrected", data: wish }, who)
  // Another number of votes or a slip of the pen contradicts nothing that came later.
  const substance = (r: StatedResult) => canonical({ code: r.code, changesProgramme: r.changesProgramme })
  if (substance(step.result) !== substance(wish.result)) {
    const here = chain.steps.indexOf(step)
    for (const later of chain.steps.slice(here + 1))
      if (later.kind === "body" && (later.result || later.urgent?.status === "given"))
        report(
          "correction.later",
          later.label,
          later.result
            ? `${later.label} hat am ${germanDay(later.result.sitzungOn)} auf dieser Grundlage entschieden.`
            : `Anstelle von ${later.label} ist auf dieser Grundlage dringlich entschieden.`,
        )
  }
  if (adopted(chain) !== adopted(after))
    report(
      "correction.outcome",
      step.label,
      adopted(chain)
        ? "Die Vorlage gilt danach nicht mehr als beschlossen."
        : "Die Vorlage gilt danach als beschlossen.",
    )
  for (const s of chain.steps)
    if (s.kind === "external" && s.status === "done" && s.handedOn !== undefined && adopted(chain) && !adopted(after))
      report("correction.handed", s.label, `Am ${germanDay(s.handedOn)} bereits übergeben: ${s.label}.`)
  if (chain.endfassung?.status === "confirmed" && after.endfassung?.status !== "confirmed")
    report("correction.endfassung", "Endfassung", "Die Endfassung ist bereits bestätigt und muss neu gefasst werden.")
  return found
}

/** The second person's word on a correction that waits. */
export function settleCorrection(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  rejected: string | undefined,
): Move {
  requireBefore(chain, seen)
  const place = waiting(chain).find((w) => w.kind === "correction" && w.stepId === stepId)
  if (!place || !chain.correction)
    throw new AppError("refused", "correction.none", "Für diese Vorlage wartet keine Berichtigung auf Bestätigung.")
  if (!entitled(place, chain, who.actor, who.at))
    throw new AppError(
      "forbidden",
      "correction.notYours",
      "Eine Berichtigung bestätigt der Sitzungsdienst, und zwar eine andere Person als die, die sie eingetragen hat.",
    )
  if (rejected !== undefined) return { type: "correction.rejected", data: { stepId, textId: rejected } }
  const { by, at: _, ...wish } = chain.correction
  return { type: "body.corrected", data: { ...wish, proposedBy: by } }
}
