/** Where a chain waits for somebody, and who may stand there. */
import type { Actor } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Day } from "../paper.ts"
import { type Assignment, holding, may, type Role } from "../role.ts"
import { AUTHOR, awaitsBody, type Chain, type Given, type Step, type StepOf } from "./schema.ts"

/** A place where a chain waits for somebody. */
export interface Waiting {
  readonly stepId: string
  readonly partyId?: string | undefined
  readonly label: string
  readonly kind:
    | "sign"
    | "cosign"
    | "state"
    | "release"
    | "record"
    | "resubmit"
    | "amend"
    | "confirm"
    | "auszug"
    | "handover"
    | "urgent"
    | "correction"
  readonly role: Role
  readonly amtId?: string | undefined
  readonly gremiumId?: string | undefined
  /** the task lies with this one person (author, or handed over) */
  readonly personId?: string | undefined
  readonly since: string
  readonly until?: Day | undefined
}

/** Everything the chain waits for, in order. */
export function waiting(chain: Chain): Waiting[] {
  const found: Waiting[] = []
  if (chain.state === "returned" || chain.state === "failed") {
    const target = chain.returned?.target ?? AUTHOR
    const step = chain.steps.find((s) => s.id === target)
    if (step?.kind === "sign" && chain.state === "returned" && submits(step.role))
      found.push({ stepId: step.id, label: step.label, kind: "resubmit", role: step.role, since: chain.since })
    else
      found.push({
        stepId: AUTHOR,
        label: "Überarbeitung",
        kind: "resubmit",
        role: "verfasser",
        personId: chain.authorId,
        since: chain.since,
      })
  }
  if (chain.state === "running")
    for (const step of chain.steps) if (step.status === "open") found.push(...open(step, chain.since))
  if (chain.state === "completed")
    for (const step of chain.steps)
      if (step.kind === "external" && step.status === "open") found.push(...open(step, chain.since))
  if (chain.state === "running" || chain.state === "completed") {
    for (const step of chain.steps) {
      if (step.kind !== "body") continue
      const next = step.auszug?.status === "signing" ? nextSignature(chain, step) : undefined
      if (next) found.push(next)
      if (step.urgent?.status === "signing") found.push(...urgent(step, step.urgent))
      // It was decided in its place; the body still has to say what it makes of it.
      if (awaitsBody(step)) found.push(...open(step, step.urgent?.signed.at(-1)?.given.at ?? chain.since))
    }
    if (chain.correction) {
      const { stepId, at } = chain.correction
      const label = `Berichtigung bestätigen: ${chain.steps.find((s) => s.id === stepId)?.label ?? stepId}`
      found.push({ stepId, label, kind: "correction", role: "sitzungsdienst", since: at })
    }
    if (chain.endfassung?.status === "asked")
      found.push({
        stepId: "endfassung",
        label: "Endfassung anpassen",
        kind: "amend",
        role: "verfasser",
        personId: chain.authorId,
        since: chain.since,
      })
    if (chain.endfassung?.status === "proposed")
      found.push({
        stepId: "endfassung",
        label: "Endfassung bestätigen",
        kind: "confirm",
        role: "sitzungsdienst",
        since: chain.since,
      })
  }
  return found
}

/** Not every function that may sign may also hand in; then the next Fassung is the author's. */
const submits = (role: Role): boolean => may([{ role, as: "selbst" }], "vorlage.submit")

function open(step: Step, fallback: string): Waiting[] {
  const base = { stepId: step.id, label: step.label, since: step.openedAt ?? fallback }
  switch (step.kind) {
    case "sign":
      return [{ ...base, kind: "sign", role: step.role, personId: step.handed?.to }]
    case "participation":
      return [{ ...base, kind: "state", role: step.role, personId: step.handed?.to }]
    case "cosign":
      return step.parties.flatMap((p): Waiting[] =>
        p.status === "open"
          ? [
              {
                ...base,
                label: `${step.label}: ${p.label}`,
                kind: "cosign",
                partyId: p.id,
                role: p.role,
                amtId: p.amtId,
                personId: p.handed?.to,
              },
            ]
          : [],
      )
    case "release":
      return [{ ...base, kind: "release", role: "sitzungsdienst" }]
    case "external":
      return [{ ...base, kind: "handover", role: step.role }]
    case "body":
      return [
        {
          ...base,
          kind: "record",
          role: "geschaeftsstelle",
          gremiumId: step.gremiumId,
          until: step.termin ?? undefined,
        },
      ]
  }
}

/** Places of a Dringlichkeitsentscheidung that nobody has signed yet; in no order. */
function urgent(step: StepOf<"body">, { places, signed, at }: NonNullable<StepOf<"body">["urgent"]>): Waiting[] {
  return places
    .filter((p) => !signed.some((s) => s.placeId === p.id))
    .map((p) => ({
      stepId: step.id,
      partyId: p.id,
      label: `Dringlichkeitsentscheidung: ${p.label}`,
      kind: "urgent",
      role: p.role,
      ...(p.ofBody ? { gremiumId: step.gremiumId } : {}),
      since: at,
    }))
}

function nextSignature(chain: Chain, step: StepOf<"body">): Waiting | undefined {
  const role = chain.template.auszugSignatures[step.auszug?.signed.length ?? 0]
  return (
    role && {
      stepId: step.id,
      label: `Beschlussauszug ${step.label}`,
      kind: "auszug",
      role,
      gremiumId: step.gremiumId,
      since: step.result?.at ?? chain.since,
    }
  )
}

export const matches = (f: Assignment, w: Waiting): boolean =>
  f.role === w.role &&
  (w.amtId === undefined || f.amtId === w.amtId) &&
  (w.gremiumId === undefined || f.gremiumId === w.gremiumId)

/** In which capacity a person stands for a waiting place; undefined when it is not theirs. A holder acts as himself. */
export function capacity(w: Waiting, chain: Chain, actor: Actor, at: Date): Pick<Given, "as" | "forId"> | undefined {
  const functions = holding(actor.functions, dayOf(at))
  const handed = handedOf(w, chain)
  if (handed) {
    // What made this person able to act must hold on the day of acting, too.
    const able = handed.as === "IA" ? may(functions, "step.decide") : inFunction(functions, w) !== undefined
    return handed.to === actor.personId && able ? { as: handed.as, forId: handed.forId } : undefined
  }
  if (w.personId !== undefined)
    return w.personId === actor.personId && may(functions, "vorlage.write") ? { as: "selbst" } : undefined
  return inFunction(functions, w)
}

/** The same from functions alone. A holder comes before a deputy, a deputy before somebody authorised. */
export function inFunction(functions: readonly Assignment[], w: Waiting): Pick<Given, "as" | "forId"> | undefined {
  const mine = functions.filter((f) => matches(f, w))
  const best = mine.find((f) => f.as === "selbst") ?? mine.find((f) => f.as === "IV") ?? mine[0]
  return best && { as: best.as, forId: best.as === "selbst" ? undefined : best.forId }
}

function handedOf(w: Waiting, chain: Chain) {
  // Handed over was the one task; what comes back later comes back to the function.
  if (w.kind === "resubmit") return undefined
  const step = chain.steps.find((s) => s.id === w.stepId)
  if (step?.kind === "cosign") return step.parties.find((p) => p.id === w.partyId)?.handed
  return step?.kind === "sign" || step?.kind === "participation" ? step.handed : undefined
}

/** Why this person may not sign here although the function is theirs: wrote it, or signed already (template settings). */
export function barred(w: Waiting, chain: Chain, personId: string): string | undefined {
  if (w.kind === "correction")
    return chain.correction?.by === personId
      ? "Eine Berichtigung bestätigt eine andere Person als die, die sie eingetragen hat."
      : undefined
  if (w.kind === "urgent") {
    const step = chain.steps.find((s) => s.id === w.stepId)
    const signed = step?.kind === "body" && step.urgent?.signed.some((s) => s.given.by === personId)
    return signed ? "Sie haben diese Dringlichkeitsentscheidung bereits gezeichnet." : undefined
  }
  if (w.kind !== "sign") return undefined
  const signs = chain.steps.filter((s) => s.kind === "sign" && s.status !== "skipped")
  const first = signs[0]?.id === w.stepId
  const rule = chain.template.authorMaySign
  if (personId === chain.authorId && !(first ? rule.first : rule.later))
    return "Wer die Vorlage verfasst hat, zeichnet diesen Schritt nicht."
  const elsewhere = signs.some(
    (s) => s.kind === "sign" && s.id !== w.stepId && (s.given ?? s.carried?.given)?.by === personId,
  )
  if (elsewhere && !chain.template.samePersonTwice)
    return "Sie haben diese Fassung bereits in einem anderen Schritt gezeichnet."
  return undefined
}

/** May this person act at this place now? */
export function entitled(w: Waiting, chain: Chain, actor: Actor, at: Date): boolean {
  return capacity(w, chain, actor, at) !== undefined && barred(w, chain, actor.personId) === undefined
}
