/** Dringlichkeitsentscheidung (domain R11): others decide in place of a body that cannot meet in time; it answers afterwards. */
import { dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import type { Day } from "../paper.ts"
import type { Move } from "./apply.ts"
import { requireBefore, type Seen, type Who } from "./before.ts"
import { awaitsBody, type Chain, complete, type ResultCode, type Step, type StepOf, type Urgent } from "./schema.ts"
import { capacity, waiting } from "./waiting.ts"

const refuse = (reason: string, message: string): AppError => new AppError("refused", reason, message)

/** The body's step that may be decided in a hurry. @throws AppError not_found, refused */
export function urgentStep(chain: Chain, seen: Seen, stepId: string): StepOf<"body"> {
  requireBefore(chain, seen)
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body")
    throw new AppError("not_found", "step.unknown", "Dieses Gremium steht nicht in der Beratungsfolge dieser Fassung.")
  if (chain.state !== "running")
    throw refuse("urgent.state", "Dringlich entschieden wird nur über eine Vorlage, die im Umlauf ist.")
  if (step.zustaendigkeit !== "Entscheidung")
    throw refuse("urgent.advisory", "Dringlich entschieden wird nur anstelle eines Gremiums, das entscheidet.")
  if (step.result || step.urgent?.status === "given")
    throw new AppError("conflict", "urgent.decided", "Hier ist bereits entschieden worden.")
  if (step.urgent?.status === "signing")
    throw new AppError(
      "conflict",
      "urgent.twice",
      "Eine Dringlichkeitsentscheidung dazu liegt bereits zur Zeichnung vor.",
    )
  if (chain.steps.some((s) => s.kind === "sign" && !complete(s)))
    throw refuse("urgent.early", "Erst muss die Vorlage im Haus zu Ende gezeichnet sein.")
  return step
}

/** Lays a Dringlichkeitsentscheidung before those who have to sign it. */
export function askUrgent(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  asked: Pick<Urgent, "follow" | "places" | "termin" | "textId">,
): Move {
  const step = urgentStep(chain, seen, stepId)
  const termin = asked.termin ?? step.termin
  if (termin === null || termin < dayOf(who.at))
    throw new AppError("input", "urgent.termin", "Bitte nennen Sie die nächste Sitzung des Gremiums.")
  return { type: "urgent.asked", data: { stepId, ...asked } }
}

/** One of the signatures, on both hashes like every decision. Whoever only acts "im Auftrag" cannot take it upon himself. */
export function signUrgent(chain: Chain, seen: Seen, who: Who, stepId: string, placeId: string, textId: string): Move {
  requireBefore(chain, seen)
  const step = chain.steps.find((s) => s.id === stepId)
  const urgent = step?.kind === "body" ? step.urgent : undefined
  if (!urgent) throw new AppError("not_found", "urgent.none", "Hier liegt keine Dringlichkeitsentscheidung vor.")
  const place = waiting(chain).find((w) => w.kind === "urgent" && w.stepId === stepId && w.partyId === placeId)
  if (!place)
    throw new AppError(
      "conflict",
      `urgent.${urgent.status === "signing" ? "signed" : urgent.status}`,
      {
        signing: "Diese Zeichnung ist bereits gegeben.",
        given: "Diese Dringlichkeitsentscheidung ist bereits vollständig gezeichnet.",
        lapsed: "Das Gremium hat inzwischen selbst entschieden; die Dringlichkeitsentscheidung ist hinfällig.",
        dropped: "Diese Dringlichkeitsentscheidung wurde zurückgenommen.",
      }[urgent.status],
    )
  const as = capacity(place, chain, who.actor, who.at)
  if (!as) throw new AppError("forbidden", "step.notYours", `„${place.label}“ liegt nicht bei Ihnen.`)
  if (as.as === "IA")
    throw new AppError(
      "forbidden",
      "urgent.IA",
      "Dringlich entscheidet, wer die Funktion hat oder vertritt, nicht im Auftrag.",
    )
  if (urgent.signed.some((s) => s.given.by === who.actor.personId))
    throw new AppError(
      "forbidden",
      "urgent.same",
      "Sie haben bereits gezeichnet; die weitere Zeichnung gibt eine andere Person.",
    )
  const given = { by: who.actor.personId, ...as, at: who.at.toISOString(), textId }
  return { type: "urgent.signed", data: { stepId, placeId, given } }
}

/** Taken back before all have signed: by whoever laid it before them, or who stands for the meetings. */
export function dropUrgent(chain: Chain, seen: Seen, stepId: string, textId: string): Move {
  requireBefore(chain, seen)
  const step = chain.steps.find((s) => s.id === stepId)
  if (step?.kind !== "body" || step.urgent?.status !== "signing")
    throw refuse("urgent.none", "Hier liegt keine Dringlichkeitsentscheidung zur Zeichnung vor.")
  return { type: "urgent.dropped", data: { stepId, textId } }
}

/** What the body can make of it afterwards. @throws AppError input */
export function checkUrgentAnswer(step: Step, code: ResultCode): void {
  if (!awaitsBody(step) || step.kind !== "body" || !step.urgent || code === "postponed") return
  const { follow } = step.urgent
  if (follow === "report" ? code === "noted" : code === "approved_urgent" || code === "rejected") return
  throw new AppError(
    "input",
    "result.urgent",
    follow === "report"
      ? "Über diese Vorlage ist dringlich entschieden; dem Gremium wird berichtet. Möglich sind: zur Kenntnis genommen, vertagt."
      : "Über diese Vorlage ist dringlich entschieden. Möglich sind: genehmigt, aufgehoben (abgelehnt), vertagt.",
  )
}

/** Day on which the last one signed; undefined while it is not given. */
export function urgentOn(step: StepOf<"body">): Day | undefined {
  const last = step.urgent?.status === "given" ? step.urgent.signed.at(-1) : undefined
  return last && dayOf(new Date(last.given.at))
}
