/** Standort of a Vorlage: where it lies and who may see it, kept in its root, so that a list reads one item per Vorlage. */
import { z } from "zod"
import { type Chain, inFunction, waiting } from "../chain/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { Day } from "../paper.ts"
import { type Planned, untilOf } from "../plan/item.ts"
import { type Assignment, holding, may, Role } from "../role.ts"
import type { Root } from "./item.ts"
import { status } from "./status.ts"
import { visible } from "./visible.ts"

const Lying = z.strictObject({
  stepId: z.string(),
  partyId: z.string().optional(),
  label: z.string(),
  kind: z.string(),
  role: Role,
  amtId: z.string().optional(),
  gremiumId: z.string().optional(),
  /** it lies with this one person */
  personId: z.string().optional(),
  /** in which capacity it was handed to him */
  as: z.enum(["selbst", "IV", "IA"]).optional(),
  since: z.iso.datetime(),
  until: Day.optional(),
})
export type Lying = z.infer<typeof Lying>

export const Standing = z.strictObject({
  /** in words */
  state: z.string(),
  /** somebody can still do something about it */
  open: z.boolean(),
  places: z.array(Lying),
  /** functions that see it, as "role", "role@amt" or "role.gremium" */
  seats: z.array(z.string()),
  /** people who see it because they acted on this Fassung */
  people: z.array(z.string()),
})
export type Standing = z.infer<typeof Standing>

const OVER: readonly Chain["state"][] = ["completed", "withdrawn", "stopped"]

/** What the root says of its chain; computed in the commit that changes the chain. */
export function standingOf(root: Root, chain: Chain, planned: Planned | undefined, now: Date): Standing {
  const places = waiting(chain).map((w): Lying => {
    const { stepId, partyId, label, kind, role, amtId, gremiumId, personId, since } = w
    const until = untilOf(planned, chain, w)
    const as = handedAs(chain, stepId, partyId, personId)
    return {
      ...{ stepId, label, kind, role, since },
      ...(partyId === undefined ? {} : { partyId }),
      ...(amtId === undefined ? {} : { amtId }),
      ...(gremiumId === undefined ? {} : { gremiumId }),
      ...(personId === undefined ? {} : { personId }),
      ...(as === undefined ? {} : { as }),
      ...(until === undefined ? {} : { until }),
    }
  })
  // The rule of who sees what stays in one place: it is asked once per function that there is.
  const seen = (personId: string, functions: readonly Assignment[]) =>
    visible(
      { actor: { personId, name: "", functions }, now: () => now },
      { root: { key: "", rev: 0, value: { ...root, authorId: NO_AUTHOR } }, chain: { key: "", rev: 0, value: chain } },
    )
  const seats = seatsOf(chain).filter((f) => seen(NOBODY, [f]))
  const people = [...new Set(actedOn(chain))].filter((id) => seen(id, []))
  return {
    state: status(chain, root.control),
    open: !OVER.includes(chain.state) || places.length > 0,
    places,
    seats: seats.map(seatName).sort(),
    people: people.sort(),
  }
}
const NOBODY = "-"
/** Not the one who is asked for: whoever is its author sees it whatever the seat. */
const NO_AUTHOR = ""

const seatName = ({ role, amtId, gremiumId }: Pick<Assignment, "role" | "amtId" | "gremiumId">): string =>
  amtId !== undefined ? `${role}@${amtId}` : gremiumId !== undefined ? `${role}.${gremiumId}` : role

/** Every function that could make a difference on this chain. */
function seatsOf(chain: Chain): Assignment[] {
  const amts = new Set(chain.steps.flatMap((s) => (s.kind === "cosign" ? s.parties.map((p) => p.amtId) : [])))
  const gremien = new Set(chain.steps.flatMap((s) => (s.kind === "body" ? [s.gremiumId] : [])))
  return Role.options.flatMap((role): Assignment[] => [
    { role, as: "selbst" },
    ...[...amts].flatMap((amtId): Assignment[] => (amtId === undefined ? [] : [{ role, amtId, as: "selbst" }])),
    ...[...gremien].map((gremiumId): Assignment => ({ role, gremiumId, as: "selbst" })),
  ])
}

function actedOn(chain: Chain): string[] {
  return chain.steps.flatMap((s) => {
    if (s.kind === "cosign") return s.parties.flatMap((p) => (p.given ? [p.given.by] : []))
    return s.kind !== "body" && s.given ? [s.given.by] : []
  })
}

function handedAs(chain: Chain, stepId: string, partyId: string | undefined, personId: string | undefined) {
  const step = chain.steps.find((s) => s.id === stepId)
  const handed =
    step?.kind === "cosign"
      ? step.parties.find((p) => p.id === partyId)?.handed
      : step?.kind === "sign" || step?.kind === "participation"
        ? step.handed
        : undefined
  return handed?.to === personId ? handed?.as : undefined
}

/** Does this person see the Vorlage of this root? undefined: the root does not say, the Vorlage itself has to be read. */
export function sees(ctx: Pick<Ctx, "actor" | "now">, root: Root): boolean | undefined {
  const { actor } = ctx
  if (root.authorId === actor.personId) return true
  if (root.fassung === 0) return visible(ctx, { root: { key: "", rev: 0, value: root }, chain: undefined })
  const { standing } = root
  if (!standing) return undefined
  const functions = holding(actor.functions, dayOf(ctx.now()))
  const named = functions.flatMap((f) => [
    f.role,
    ...(f.amtId === undefined ? [] : [`${f.role}@${f.amtId}`]),
    ...(f.gremiumId === undefined ? [] : [`${f.role}.${f.gremiumId}`]),
  ])
  if (named.some((n) => standing.seats.includes(n)) || standing.people.includes(actor.personId)) return true
  return standing.places.some((p) => p.personId === actor.personId && able(p, functions))
}

/** What was handed over once is seen while what made this person able to act holds. */
function able(p: Lying, functions: readonly Assignment[]): boolean {
  if (p.as === undefined) return may(functions, "vorlage.write")
  return p.as === "IA" ? may(functions, "step.decide") : inFunction(functions, { ...p, kind: "sign" }) !== undefined
}
