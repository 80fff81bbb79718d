/** Who sees which meeting, and what of it. */
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import { type Assignment, holding } from "../role.ts"
import type { Sitzung } from "./item.ts"

/** `full`: everything; `public`: the day, and of an invited meeting what the public reads. */
export type Level = "full" | "public"

/**
 * Authors, signatories, Sitzungsdienst and reading roles see every meeting whole: they see every Vorlage that was
 * submitted. Offices of a body see its meetings whole; others' calendars, because they refer to them. Its members see it from
 * the invitation on. Who is only heard sees the calendar.
 */
export function level(
  ctx: Pick<Ctx, "actor" | "now">,
  sitzung: Pick<Sitzung, "gremiumId" | "invitedAt">,
): Level | undefined {
  const found = holding(ctx.actor.functions, dayOf(ctx.now())).map((f) => levelOf(f, sitzung))
  return found.includes("full") ? "full" : found.includes("public") ? "public" : undefined
}

function levelOf(f: Assignment, sitzung: Pick<Sitzung, "gremiumId" | "invitedAt">): Level | undefined {
  switch (f.role) {
    case "verfasser":
    case "amtsleitung":
    case "dezernent":
    case "landrat":
    case "geschaeftsfuehrung":
    case "sitzungsdienst":
    case "lesend":
    case "revision":
      return "full"
    case "kaemmerer":
    case "bca":
    case "gleichstellung":
    case "beirat":
    case "mitzeichnung":
      return "public"
    case "geschaeftsstelle":
    case "schriftfuehrung":
    case "vorsitz":
      return f.gremiumId === sitzung.gremiumId ? "full" : "public"
    case "gremienmitglied":
      return f.gremiumId === sitzung.gremiumId && sitzung.invitedAt !== undefined ? "full" : undefined
    case "fachautor":
    case "controlling":
    case "veroeffentlichung":
    case "administration":
      return undefined
  }
}

/** @throws AppError not_found */
export function requireLevel(
  ctx: Pick<Ctx, "actor" | "now">,
  sitzung: Pick<Sitzung, "gremiumId" | "invitedAt">,
): Level {
  const found = level(ctx, sitzung)
  if (!found) throw notFound()
  return found
}

/** Does this person look after the meetings of this body: the Sitzungsdienst, or its own Geschäftsstelle? */
export const looksAfter = (ctx: Pick<Ctx, "actor" | "now">, gremiumId: string): boolean =>
  holding(ctx.actor.functions, dayOf(ctx.now())).some(
    (f) => f.role === "sitzungsdienst" || (f.role === "geschaeftsstelle" && f.gremiumId === gremiumId),
  )

/** Does this person enter the results of this body: its own Geschäftsstelle? */
export const recordsFor = (ctx: Pick<Ctx, "actor" | "now">, gremiumId: string): boolean =>
  holding(ctx.actor.functions, dayOf(ctx.now())).some((f) => f.role === "geschaeftsstelle" && f.gremiumId === gremiumId)

/** @throws AppError forbidden "gremium.other" */
export function requireOffice(ctx: Pick<Ctx, "actor" | "now">, gremiumId: string): void {
  if (!looksAfter(ctx, gremiumId))
    throw new AppError(
      "forbidden",
      "gremium.other",
      "Sitzungen dieses Gremiums planen der Sitzungsdienst und die Geschäftsstelle des Gremiums.",
    )
}
