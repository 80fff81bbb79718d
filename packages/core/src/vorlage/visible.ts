/** Who sees which Vorlage: the house's own people from the start, everybody else from the moment it reaches them. */
import { type Chain, capacity, type StepOf, waiting } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { notFound } from "../error.ts"
import { type Assignment, holding, type Role } from "../role.ts"
import type { Whole } from "./item.ts"

/**
 * Authors see drafts; signatories, Sitzungsdienst and reading roles see what was submitted; Kämmerei, BCA, Beirat and
 * Mitzeichnende only what their step is in; offices of a Gremium only what has reached their body.
 */
export function visible(ctx: Pick<Ctx, "actor" | "now">, whole: Pick<Whole, "root" | "chain">): boolean {
  const { actor } = ctx
  if (whole.root.value.authorId === actor.personId) return true
  const functions = holding(actor.functions, dayOf(ctx.now()))
  const chain = whole.chain?.value
  if (!chain)
    return functions.some((f) => f.role === "verfasser" || f.role === "amtsleitung" || f.role === "geschaeftsfuehrung")
  if (functions.some((f) => reaches(f, chain)) || acted(chain, actor.personId)) return true
  return waiting(chain).some((w) => capacity(w, chain, actor, ctx.now()) !== undefined)
}

/** Who decided on this Fassung goes on seeing it, also when it was only handed over for once. */
export function acted(chain: Chain, personId: string): boolean {
  return chain.steps.some((s) => {
    if (s.kind === "cosign") return s.parties.some((p) => p.given?.by === personId)
    return s.kind !== "body" && s.given?.by === personId
  })
}

function reaches(f: Assignment, chain: Chain): boolean {
  switch (f.role) {
    case "verfasser":
    case "amtsleitung":
    case "dezernent":
    case "landrat":
    case "geschaeftsfuehrung":
    case "sitzungsdienst":
    case "lesend":
    case "revision":
      return true
    // They write the programme; the Vorlage is not theirs.
    case "fachautor":
    case "controlling":
      return false
    case "kaemmerer":
    case "bca":
    case "gleichstellung":
    case "beirat":
    case "mitzeichnung":
      return chain.steps.some(
        (s) =>
          ((s.kind === "sign" || s.kind === "participation") && s.role === f.role && s.status !== "skipped") ||
          (s.kind === "cosign" &&
            s.parties.some((p) => p.role === f.role && p.amtId === f.amtId && p.status !== "skipped")),
      )
    // What still is on its way through the house is nothing to publish.
    case "veroeffentlichung":
      return chain.steps.some((s) => s.kind === "body" && (s.status === "open" || s.status === "done"))
    case "geschaeftsstelle":
    case "schriftfuehrung":
    case "vorsitz":
      return chain.steps.some(
        (s) => s.kind === "body" && s.gremiumId === f.gremiumId && (s.status === "open" || s.status === "done"),
      )
    // Of a body with a calendar its members read from the invitation on.
    case "gremienmitglied":
      return chain.steps.some(
        (s) => s.kind === "body" && s.gremiumId === f.gremiumId && (s.status === "done" || before(s)),
      )
    case "administration":
      return false
  }
}

const before = (s: StepOf<"body">): boolean =>
  s.place ? s.place.state === "invited" || s.place.state === "held" : s.status === "open"

/**
 * Whoever sees a Vorlage only for a Gremium sees the Fassung that has reached it, not the ones before with the reasons
 * for which they were returned.
 */
export function seesEarlier(ctx: Pick<Ctx, "actor" | "now">, whole: Pick<Whole, "root" | "chain">): boolean {
  const functions = ctx.actor.functions.filter((f) => !OF_BODIES.has(f.role))
  return visible({ now: ctx.now, actor: { ...ctx.actor, functions } }, whole)
}
const OF_BODIES: ReadonlySet<Role> = new Set(["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"])

export function requireVisible(ctx: Pick<Ctx, "actor" | "now">, whole: Pick<Whole, "root" | "chain">): void {
  if (!visible(ctx, whole)) throw notFound()
}
