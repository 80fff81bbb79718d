/** Steps still to come that nobody may give under the house's rules: submission warns and names them. */
import type { Actor } from "../context.ts"
import type { Finding } from "../error.ts"
import { type Chain, complete, type Step } from "./schema.ts"
import { entitled, type Waiting } from "./waiting.ts"

/**
 * One finding per place without anybody. Where nobody signs twice, the signing steps need as many people as there are
 * steps: people are matched to steps, and what stays without a person is named.
 */
export function unattended(chain: Chain, people: readonly Actor[], at: Date): Finding[] {
  const places = chain.steps.filter((s) => !complete(s)).flatMap((s) => placesOf(s, chain))
  const able = (w: Waiting): string[] => people.filter((p) => entitled(w, chain, p, at)).map((p) => p.personId)
  const signs = places.filter((w) => w.kind === "sign")
  const alone = chain.template.samePersonTwice ? new Set<Waiting>() : unmatched(signs, able)
  return places
    .filter((w) => able(w).length === 0 || alone.has(w))
    .map((w) => ({
      reason: "step.nobody",
      place: w.label,
      message:
        "Für diesen Schritt ist niemand berechtigt. Die Aufgabe geht an die Mandantenadministration, die eine Vertretung bestimmt.",
    }))
}

/** Every place of a step as it will wait, before it is open. */
export function placesOf(step: Step, chain: Pick<Chain, "since">): Waiting[] {
  const base = { stepId: step.id, label: step.label, since: chain.since }
  switch (step.kind) {
    case "sign":
      return [{ ...base, kind: "sign", role: step.role }]
    case "participation":
      return [{ ...base, kind: "state", role: step.role }]
    case "cosign":
      return step.parties
        .filter((p) => p.status !== "skipped")
        .map((p) => ({
          ...base,
          label: `${step.label}: ${p.label}`,
          kind: "cosign",
          partyId: p.id,
          role: p.role,
          amtId: p.amtId,
        }))
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

/** Largest matching of steps and people by augmenting paths; in order, so that later steps go without first. */
function unmatched(steps: readonly Waiting[], able: (w: Waiting) => readonly string[]): Set<Waiting> {
  const taken = new Map<string, Waiting>()
  const place = (w: Waiting, tried: Set<string>): boolean => {
    for (const person of able(w)) {
      if (tried.has(person)) continue
      tried.add(person)
      const other = taken.get(person)
      if (other && !place(other, tried)) continue
      taken.set(person, w)
      return true
    }
    return false
  }
  return new Set(steps.filter((w) => !place(w, new Set())))
}
