/** What a person may do to a chain now, and the facts that follow. Pure: chain, wish and actor in, moves out. */
import type { Actor } from "../context.ts"
import { dayOf, germanDay, germanInstant } from "../day.ts"
import { AppError } from "../error.ts"
import type { Day, Zustaendigkeit } from "../paper.ts"
import { holding, may, ROLE_LABEL } from "../role.ts"
import type { Move } from "./apply.ts"
import { requireSeen, type Seen, type Who } from "./before.ts"
import {
  AUTHOR,
  awaitsBody,
  type Chain,
  type Given,
  type Level,
  type Place,
  type StatedResult,
  type Step,
} from "./schema.ts"
import { checkUrgentAnswer } from "./urgent.ts"
import { barred, capacity, entitled, inFunction, type Waiting, waiting } from "./waiting.ts"

const STATE_MESSAGE = {
  issuing: "Die Fassung wird gerade erstellt. Bitte warten Sie einen Augenblick.",
  failed: "Diese Fassung konnte nicht erstellt werden. Die Verfasserin oder der Verfasser reicht eine neue ein.",
  running: "Dieser Schritt ist noch nicht an der Reihe.",
  returned: "Diese Fassung wurde zurückgegeben. Es folgt eine neue Fassung.",
  withdrawn: "Diese Vorlage wurde zurückgezogen.",
  stopped: "Dieses Verfahren wurde eingestellt.",
  completed: "Dieses Verfahren ist abgeschlossen.",
} as const satisfies Record<Chain["state"], string>

const refuse = (reason: string, message: string): AppError => new AppError("refused", reason, message)

/** Finds the waiting place or says exactly why there is none. */
function locate(chain: Chain, kind: Waiting["kind"], seen: Seen, who: Who, stepId: string, partyId?: string): Waiting {
  requireSeen(chain, seen)
  const here = waiting(chain).filter((w) => w.kind === kind && w.stepId === stepId)
  const w = here.find((x) => partyId === undefined || x.partyId === partyId)
  if (!w) throw missing(chain, stepId, partyId, who)
  return w
}

/** The same for somebody who may act there himself. */
function find(chain: Chain, kind: Waiting["kind"], seen: Seen, who: Who, stepId: string, partyId?: string): Waiting {
  const w = locate(chain, kind, seen, who, stepId, partyId)
  if (capacity(w, chain, who.actor, who.at) === undefined)
    throw new AppError(
      "forbidden",
      "step.notYours",
      w.personId !== undefined
        ? `„${w.label}“ liegt bei einer anderen Person.`
        : `„${w.label}“ liegt bei: ${ROLE_LABEL[w.role]}.`,
    )
  const bar = barred(w, chain, who.actor.personId)
  if (bar) throw new AppError("forbidden", "step.barred", bar)
  return w
}

function missing(chain: Chain, stepId: string, partyId: string | undefined, who: Who): AppError {
  const step = chain.steps.find((s) => s.id === stepId)
  if (!step) return new AppError("not_found", "step.unknown", "Diesen Schritt gibt es in dieser Fassung nicht.")
  const given =
    step.kind === "cosign"
      ? step.parties.find((p) => p.id === partyId)?.given
      : step.kind === "body"
        ? undefined
        : step.given
  const at = given?.at ?? (step.kind === "body" ? step.result?.at : undefined)
  if (at !== undefined) {
    const own = given?.by === who.actor.personId
    return new AppError(
      "conflict",
      "step.given",
      own
        ? `Sie haben hier bereits am ${germanInstant(new Date(at))} entschieden.`
        : `Hier wurde bereits am ${germanInstant(new Date(at))} entschieden.`,
    )
  }
  return refuse(chain.state === "running" ? "step.order" : `chain.${chain.state}`, STATE_MESSAGE[chain.state])
}

function given(w: Waiting, chain: Chain, who: Who, textId: string | undefined): Given {
  const as = capacity(w, chain, who.actor, who.at)
  if (!as) throw new Error("given without capacity")
  return { by: who.actor.personId, ...as, at: who.at.toISOString(), textId }
}

const levelOf = (chain: Chain, stepId: string): Level => {
  const step = chain.steps.find((s) => s.id === stepId)
  return step?.kind === "sign" ? step.level : "system"
}
/** How a step of this level is signed, for whoever tries it another way. */
const HOW = {
  none: "Dieser Schritt wird hier gezeichnet und im Verlauf festgehalten.",
  system: "Dieser Schritt wird hier gezeichnet, elektronisch durch das System.",
  AES: "Dieser Schritt verlangt eine fortgeschrittene elektronische Signatur. Bitte laden Sie die Datei herunter, signieren Sie sie im vorgesehenen Feld und laden Sie sie wieder hoch.",
  QES: "Dieser Schritt verlangt eine qualifizierte elektronische Signatur. Bitte laden Sie die Datei herunter, signieren Sie sie im vorgesehenen Feld und laden Sie sie wieder hoch.",
  paper:
    "Dieser Schritt wird auf Papier gezeichnet. Bitte drucken Sie das Zeichnungsblatt aus, unterschreiben Sie es und geben Sie es dem Sitzungsdienst; er bestätigt die Zeichnung.",
} as const satisfies Record<Level, string>

function requireLevel(chain: Chain, stepId: string, ...levels: readonly Level[]): Level {
  const level = levelOf(chain, stepId)
  if (!levels.includes(level)) throw refuse("step.level", HOW[level])
  return level
}

/** Zeichnung in the system itself: levels `none` and `system`. */
export function sign(chain: Chain, seen: Seen, who: Who, stepId: string, textId?: string): Move {
  const w = find(chain, "sign", seen, who, stepId)
  const level = requireLevel(chain, stepId, "none", "system")
  return { type: "step.signed", data: { stepId, given: { ...given(w, chain, who, textId), level } } }
}

/** May this person hand in a file for the step that was signed outside? @returns the level that the step demands */
export function mayOutside(chain: Chain, seen: Seen, who: Who, stepId: string): "AES" | "QES" {
  find(chain, "sign", seen, who, stepId)
  return requireLevel(chain, stepId, "AES", "QES") === "AES" ? "AES" : "QES"
}

/** Zeichnung with a file that was signed outside and found to be in order. */
export function signOutside(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  external: NonNullable<Given["external"]>,
  textId: string,
): Move {
  const level = mayOutside(chain, seen, who, stepId)
  const w = find(chain, "sign", seen, who, stepId)
  return { type: "step.signed", data: { stepId, given: { ...given(w, chain, who, textId), level, external } } }
}

/** A signature on a printed sheet: by whom, on which day, and the scan that shows it. */
export interface OnPaper {
  readonly personId: string
  /** what that person was in the house on that day; several where it changed in the course of the day */
  readonly then: readonly Actor[]
  readonly signedOn: Day
  readonly scanSha256: string
}

/** Zeichnung on paper, confirmed by the Sitzungsdienst (`who`). The one who signed must have been entitled on that day. */
export function confirmPaper(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  { personId, then, signedOn, scanSha256 }: OnPaper,
  textId: string,
): Move {
  const w = locate(chain, "sign", seen, who, stepId)
  const level = requireLevel(chain, stepId, "paper")
  const confirmedBy = who.actor.personId
  if (personId === confirmedBy)
    throw new AppError("forbidden", "paper.self", "Die eigene Zeichnung bestätigt eine andere Person.")
  // Noon of that day, so that no time zone moves it.
  const at = new Date(`${signedOn}T12:00:00Z`)
  const as = then.map((actor) => capacity(w, chain, actor, at)).find((c) => c !== undefined)
  if (!as)
    throw refuse(
      "paper.notEntitled",
      `„${w.label}“ lag am ${germanDay(signedOn)} nicht bei dieser Person. Bitte prüfen Sie Person und Tag.`,
    )
  if (barred(w, chain, personId))
    throw refuse("paper.barred", "Diese Person darf den Schritt nach den Regeln des Hauses nicht zeichnen.")
  const given: Given = {
    by: personId,
    ...as,
    at: who.at.toISOString(),
    textId,
    level,
    paper: { signedOn, confirmedBy, scanSha256 },
  }
  return { type: "step.signed", data: { stepId, given } }
}

export function state(chain: Chain, seen: Seen, who: Who, stepId: string, textId: string): Move {
  const w = find(chain, "state", seen, who, stepId)
  return { type: "step.stated", data: { stepId, given: given(w, chain, who, textId) } }
}

/** An objection where the template says "return" sends the Vorlage back to its author at once. */
export function cosign(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  partyId: string,
  outcome: "agreed" | "remarked" | "objected",
  textId: string | undefined,
): Move[] {
  const w = find(chain, "cosign", seen, who, stepId, partyId)
  if (outcome !== "agreed" && textId === undefined)
    throw new AppError("input", "reason.missing", "Bitte geben Sie an, worum es Ihnen geht.")
  const moves: Move[] = [
    { type: "step.cosigned", data: { stepId, partyId, outcome, given: given(w, chain, who, textId) } },
  ]
  const step = chain.steps.find((s) => s.id === stepId)
  if (outcome === "objected" && step?.kind === "cosign" && step.onObjection === "return" && textId)
    moves.push({ type: "step.returned", data: { stepId, target: AUTHOR, textId } })
  return moves
}

const isTarget = (step: Step | undefined): boolean =>
  step !== undefined &&
  step.kind !== "body" &&
  step.kind !== "release" &&
  step.kind !== "external" &&
  step.status !== "skipped"

/**
 * Zurückgeben: from a signing step or the release, to the author or an earlier step. Ends the Fassung. Who signs there
 * hands in the next one; for a step that only hears or co-signs the author does.
 */
export function giveBack(chain: Chain, seen: Seen, who: Who, stepId: string, target: string, textId: string): Move {
  const step = chain.steps.find((s) => s.id === stepId)
  const kind = step?.kind === "release" ? "release" : "sign"
  find(chain, kind, seen, who, stepId)
  if (chain.steps.some(awaitsBody)) throw refuse("urgent.given", URGENT_STANDS)
  if (target !== AUTHOR) {
    const to = chain.steps.findIndex((s) => s.id === target)
    const from = chain.steps.findIndex((s) => s.id === stepId)
    if (to === -1 || to >= from || !isTarget(chain.steps[to]))
      throw new AppError(
        "input",
        "return.target",
        "Zurückgeben können Sie an die Verfasserin oder den Verfasser oder an einen früheren Schritt.",
      )
  }
  return { type: "step.returned", data: { stepId, target, textId } }
}

/** Weitergeben of one task to one person, who then acts as that person's function says, without one "im Auftrag". */
export function handOver(
  chain: Chain,
  seen: Seen,
  who: Who,
  stepId: string,
  partyId: string | undefined,
  to: Actor,
  textId?: string,
): Move {
  const step = chain.steps.find((s) => s.id === stepId)
  const kind = step?.kind === "cosign" ? "cosign" : step?.kind === "participation" ? "state" : "sign"
  const w = find(chain, kind, seen, who, stepId, partyId)
  if (to.personId === who.actor.personId)
    throw new AppError("input", "handed.self", "Diese Aufgabe liegt bereits bei dieser Person.")
  return {
    type: "step.handed",
    data: { stepId, partyId: w.partyId, handed: handedTo(chain, w, who, to, who.actor.personId), textId },
  }
}

/** The Mandantenadministration appoints somebody for a step that has nobody entitled. */
export function appoint(
  chain: Chain,
  who: Who,
  stepId: string,
  partyId: string | undefined,
  to: Actor,
  /** who holds the function, where somebody does */
  forId: string | undefined,
): Move {
  const w = waiting(chain).find((x) => x.stepId === stepId && x.partyId === partyId)
  if (!w) throw missing(chain, stepId, partyId, who)
  if (w.kind !== "sign" && w.kind !== "cosign" && w.kind !== "state")
    throw refuse("appoint.function", `Bitte geben Sie einer Person die Funktion: ${ROLE_LABEL[w.role]}.`)
  return { type: "step.handed", data: { stepId, partyId, handed: handedTo(chain, w, who, to, forId) } }
}

function handedTo(chain: Chain, w: Waiting, who: Who, to: Actor, forId: string | undefined) {
  const bar = barred(w, chain, to.personId)
  if (bar)
    throw new AppError(
      "refused",
      "handed.barred",
      "Diese Person darf den Schritt nach den Regeln des Hauses nicht zeichnen.",
    )
  const functions = holding(to.functions, dayOf(who.at))
  if (!may(functions, "step.decide"))
    throw refuse(
      "handed.role",
      "Diese Person hat keine Funktion, mit der sie zeichnen, mitzeichnen oder Stellung nehmen kann.",
    )
  const own = inFunction(functions, w)
  return { to: to.personId, ...(own ?? { as: "IA" as const, forId: forId === to.personId ? undefined : forId }) }
}

/** Zurückziehen by the author, until the Sitzungsdienst has released the Vorlage. Going on makes the next Fassung. */
export function withdraw(chain: Chain, who: Who, textId: string): Move {
  if (chain.authorId !== who.actor.personId)
    throw new AppError("forbidden", "withdraw.author", "Zurückziehen kann nur, wer die Vorlage verfasst hat.")
  ended(chain)
  const [body, ...later] = chain.steps.filter((s) => s.kind === "body")
  if ((body && (body.status === "open" || body.status === "done")) || later.some(awaitsBody))
    throw refuse("withdraw.late", "Die Vorlage liegt bereits bei den Gremien. Einstellen kann sie der Sitzungsdienst.")
  return { type: "vorlage.withdrawn", data: { textId } }
}

/** Einstellen by Sitzungsdienst or head of the house; ends the procedure, everything stays readable. */
export function stop(chain: Chain, textId: string): Move {
  if (chain.state !== "withdrawn") ended(chain)
  if (chain.steps.some(awaitsBody)) throw refuse("urgent.given", URGENT_STANDS)
  return { type: "vorlage.stopped", data: { textId } }
}
const URGENT_STANDS =
  "Über diese Vorlage ist dringlich entschieden worden. Erst antwortet das Gremium in seiner nächsten Sitzung darauf."

function ended(chain: Chain): void {
  if (chain.state === "withdrawn" || chain.state === "stopped" || chain.state === "completed")
    throw refuse(`chain.${chain.state}`, STATE_MESSAGE[chain.state])
}

export function release(chain: Chain, seen: Seen, who: Who, stepId: string, textId?: string): Move {
  const w = find(chain, "release", seen, who, stepId)
  return { type: "step.released", data: { stepId, given: given(w, chain, who, textId) } }
}

/** The meeting at which something was put off, where it was told. */
export interface At {
  readonly sitzungId?: string | undefined
  readonly sitzungOn?: Day | undefined
  readonly top?: string | undefined
}
export type Answer =
  | { readonly kind: "final"; readonly result: StatedResult }
  | ({ readonly kind: "postponed"; readonly termin: Day | null; readonly textId: string } & At)
  | ({ readonly kind: "removed"; readonly textId: string } & At)
  | ({
      readonly kind: "referred"
      readonly gremiumId: string
      readonly gremium: string
      readonly termin: Day
      readonly zustaendigkeit: Zustaendigkeit
      /** where it stands in the calendar of the other body, if that has one */
      readonly place?: Place | undefined
      readonly textId: string
    } & At)

/** The answer of a body, recorded by its office. Vocabulary and votes were checked by `Gremium.check`. */
export function record(chain: Chain, seen: Seen, who: Who, stepId: string, answer: Answer): Move {
  find(chain, "record", seen, who, stepId)
  const step = chain.steps.find((s) => s.id === stepId)
  if (step) checkUrgentAnswer(step, answer.kind === "final" ? answer.result.code : answer.kind)
  switch (answer.kind) {
    case "final":
      return {
        type: "body.decided",
        data: { stepId, result: answer.result, signed: chain.template.auszugSignatures.length > 0 },
      }
    case "postponed": {
      const { kind: _, ...rest } = answer
      return { type: "body.postponed", data: { stepId, ...rest } }
    }
    case "removed": {
      const { kind: _, ...rest } = answer
      return { type: "body.removed", data: { stepId, ...rest } }
    }
    case "referred": {
      const { kind: _, ...rest } = answer
      const inserted = chain.steps.filter((s) => s.kind === "body" && !s.field).length
      return { type: "body.referred", data: { stepId, newStepId: `verwiesen-${inserted + 1}`, ...rest } }
    }
  }
}

/** Hand-over to somebody outside the house, after the procedure has ended. */
export function handOverOutside(chain: Chain, seen: Seen, who: Who, stepId: string, on: Day, textId: string): Move {
  const w = find(chain, "handover", seen, who, stepId)
  // The day of the meeting counts, not the day on which its office has recorded it.
  const decisions = chain.steps.flatMap((s) =>
    s.kind === "body" && s.zustaendigkeit === "Entscheidung" && s.result ? [s.result.sitzungOn] : [],
  )
  if (on < (decisions.sort().at(-1) ?? dayOf(new Date(w.since))))
    throw new AppError("input", "handover.early", "Übergeben werden kann erst nach dem Beschluss.")
  if (on > dayOf(who.at)) throw new AppError("input", "handover.future", "Dieser Tag liegt in der Zukunft.")
  return { type: "external.handed", data: { stepId, on, given: given(w, chain, who, textId) } }
}

export function signAuszug(chain: Chain, seen: Seen, who: Who, stepId: string, textId: string): Move {
  const w = find(chain, "auszug", seen, who, stepId)
  return { type: "auszug.signed", data: { stepId, given: given(w, chain, who, textId) } }
}

/** `standIn`: the author has left or may no longer write, so anybody who may write programmes proposes. */
export function proposeEndfassung(chain: Chain, who: Who, sha256: string, standIn = false): Move {
  place(chain, "amend", who, standIn)
  return { type: "endfassung.proposed", data: { sha256 } }
}

export function confirmEndfassung(chain: Chain, who: Who, sha256: string, textId: string | undefined): Move {
  place(chain, "confirm", who)
  if (chain.endfassung?.sha256 !== sha256)
    throw new AppError(
      "conflict",
      "endfassung.superseded",
      "Die Endfassung wurde inzwischen geändert. Bitte laden Sie sie neu.",
    )
  return textId === undefined
    ? { type: "endfassung.confirmed", data: { sha256 } }
    : { type: "endfassung.rejected", data: { textId } }
}

function place(chain: Chain, kind: Waiting["kind"], who: Who, standIn = false): void {
  const w = waiting(chain).find((x) => x.kind === kind)
  if (!w) throw refuse("endfassung.none", "Für diese Vorlage ist keine geänderte Endfassung angefordert.")
  if (!standIn && !entitled(w, chain, who.actor, who.at))
    throw new AppError("forbidden", "step.notYours", `„${w.label}“ liegt bei: ${ROLE_LABEL[w.role]}.`)
}
