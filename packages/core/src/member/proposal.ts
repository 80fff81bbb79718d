/** Proposals (Vorschläge): guarded functions that one administrator wants to give and another confirms or rejects. */
import { z } from "zod"
import type { Ctx, Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import type { Happening } from "../fact.ts"
import { Ref } from "../id.ts"
import { type Assignment, holding, may, type Role } from "../role.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { commitMember, office, stored } from "./change.ts"
import { checkFunctions } from "./check.ts"
import {
  after,
  alike,
  basis,
  DAYS_OPEN,
  equal,
  Member,
  memberKey,
  nameless,
  PROPOSALS,
  Proposal,
  proposalKey,
  seat,
  state,
  within,
} from "./item.ts"

export type Wanted = Pick<Proposal, "add" | "drop">
/** What comes of a wish: what holds at once, and what another administrator has to confirm. */
export interface Sorted extends Wanted {
  readonly now: Assignment[]
}

/**
 * Sorts a wanted list of functions against the present one. Taking away and shortening hold at once; what is guarded and
 * new waits, and what it takes the place of stays until then.
 */
export function sort(present: readonly Assignment[], wanted: readonly Assignment[], guarded: readonly Role[]): Sorted {
  const own = present.filter((f) => f.source === undefined)
  const given = wanted.filter((f) => f.source === undefined)
  const removed = own.filter((f) => !given.some((g) => equal(g, f)))
  const add = given.filter(
    (f) =>
      guarded.includes(f.role) && !own.some((o) => equal(o, f)) && !removed.some((r) => alike(r, f) && within(f, r)),
  )
  const drop = removed.filter((r) => add.some((a) => alike(a, r)))
  const now = [...given.filter((f) => !add.includes(f)), ...drop, ...present.filter((f) => f.source !== undefined)]
  return { now, add, drop }
}

/** The proposal of a person as it stands, with what writes it anew or drops it. */
export async function openProposal(ctx: Pick<Ctx, "table">, personId: string): Promise<Stored<Proposal> | undefined> {
  return ctx.table.get(proposalKey(personId), Proposal)
}

export interface Proposed {
  readonly proposal: Proposal | undefined
  readonly writes: Write[]
  readonly happenings: Happening[]
}

/** The writes that make the open proposal of a person equal `wanted`; the same wish once more keeps the one there is. */
export async function propose(
  ctx: Ctx,
  personId: string,
  wanted: Wanted,
  now: readonly Assignment[],
  open: Stored<Proposal> | undefined,
): Promise<Proposed> {
  const base = await basis(now)
  const key = proposalKey(personId)
  if (wanted.add.length === 0) {
    if (!open) return { proposal: undefined, writes: [], happenings: [] }
    const data = { personId, proposalId: open.value.id }
    return {
      proposal: undefined,
      writes: [{ drop: key, rev: open.rev }],
      happenings: [{ type: "proposal.dropped", data }],
    }
  }
  const kept =
    open &&
    open.value.base === base &&
    open.value.until > ctx.now().toISOString() &&
    sameList(open.value.add, wanted.add) &&
    sameList(open.value.drop, wanted.drop)
  if (kept) return { proposal: open.value, writes: [{ check: key, rev: open.rev }], happenings: [] }
  const at = ctx.now()
  const proposal: Proposal = {
    version: 1,
    id: ctx.id("pp"),
    personId,
    add: [...wanted.add],
    drop: [...wanted.drop],
    by: ctx.actor.personId,
    at: at.toISOString(),
    until: after(at, DAYS_OPEN),
    base,
  }
  const data = { personId, proposalId: proposal.id, add: nameless(wanted.add), replaces: open?.value.id }
  const index = `${PROPOSALS}/${proposal.at}`
  return {
    proposal,
    writes: [{ put: key, value: proposal, rev: open?.rev ?? "new", index }],
    happenings: [{ type: "proposal.made", data }],
  }
}

/**
 * A Vertretung that waits for a second administrator: a wish in vain is refused now. It is asked again when it is confirmed.
 * @throws AppError not_found, refused "deputy.notHeld"
 */
export async function requireHeld(ctx: Pick<Ctx, "table">, wanted: readonly Assignment[]): Promise<void> {
  for (const f of wanted) {
    if (f.forId === undefined) continue
    const { value: holder } = await stored(ctx.table, f.forId)
    if (holder.active && holder.functions.some((h) => h.as === "selbst" && seat(h) === seat(f))) continue
    throw new AppError("refused", "deputy.notHeld", "Die vertretene Person hat diese Funktion nicht inne.")
  }
}

const sameList = (a: readonly Assignment[], b: readonly Assignment[]): boolean =>
  a.length === b.length && a.every((x) => b.some((y) => equal(x, y)))

/** Names of the represented as they are called now, so that nobody writes another one beside an id. */
export async function named(ctx: Pick<Ctx, "table">, functions: readonly Assignment[]): Promise<Assignment[]> {
  const names = new Map<string, string>()
  for (const forId of new Set(functions.flatMap((f) => (f.forId === undefined ? [] : [f.forId])))) {
    const holder = await ctx.table.get(memberKey(forId), Member)
    if (holder) names.set(forId, holder.value.name)
  }
  return functions.map((f) => (f.forId === undefined ? f : { ...f, forName: names.get(f.forId) ?? f.forName }))
}

/** What the caller is told of a change. */
export const told = (m: Member, proposal: Proposal | undefined) => ({
  personId: m.personId,
  state: state(m),
  functions: m.functions,
  /** waits for another administrator */
  proposal: proposal && { id: proposal.id, add: proposal.add, until: proposal.until },
})

const Decided = z.strictObject({ personId: Ref, proposalId: Ref })

/** A second administrator confirms: only then the functions hold. */
export const confirm = verb(
  {
    name: "member.confirm",
    may: "people.write",
    input: Decided,
    summary: "Vorgeschlagene Funktionen bestätigen (eine andere Person der Mandantenadministration).",
  },
  async (ctx, input) => {
    const { before, proposal, writes, today } = await decide(ctx, input)
    const { add, drop, base, by, until } = proposal.value
    const gone = (reason: string, message: string) => new AppError("conflict", reason, message)
    if (until <= ctx.now().toISOString())
      throw gone("proposal.expired", "Dieser Vorschlag ist abgelaufen. Bitte machen Sie ihn neu.")
    if (base !== (await basis(before.value.functions)))
      throw gone(
        "proposal.superseded",
        "Die Funktionen dieser Person wurden inzwischen geändert. Bitte sehen Sie sie an und machen Sie den Vorschlag neu.",
      )
    if (before.value.invitation)
      throw new AppError(
        "refused",
        "proposal.invited",
        "Die Einladung ist noch nicht angenommen. Bitte bestätigen Sie erst, wenn zu sehen ist, wer sie angenommen hat.",
      )
    const proposer = await ctx.table.get(memberKey(by), Member)
    if (!proposer?.value.active || !may(holding(proposer.value.functions, today), "people.write"))
      throw gone(
        "proposal.proposer",
        "Wer das vorgeschlagen hat, gehört nicht mehr zur Mandantenadministration. Bitte machen Sie den Vorschlag neu.",
      )
    const functions = await named(ctx, [
      ...before.value.functions.filter((f) => !drop.some((d) => equal(d, f))),
      ...add.filter((f) => !before.value.functions.some((o) => equal(o, f))),
    ])
    // What he has was checked when he got it; a Gremium given up since must not hold up something else.
    checkFunctions(await house(ctx.table), input.personId, add)
    const data = { personId: input.personId, proposalId: input.proposalId, by, functions: nameless(functions) }
    const value = await commitMember(
      ctx,
      before,
      { ...before.value, functions },
      [{ type: "proposal.confirmed", data }],
      {
        writes: [...writes, { check: proposer.key, rev: proposer.rev }],
      },
    )
    return told(value, undefined)
  },
)

/** A second administrator says no; nothing changes. */
export const reject = verb(
  {
    name: "member.reject",
    may: "people.write",
    input: Decided,
    summary: "Vorgeschlagene Funktionen ablehnen (eine andere Person der Mandantenadministration).",
  },
  async (ctx, input) => {
    const { before, proposal, writes } = await decide(ctx, input)
    const data = { personId: input.personId, proposalId: input.proposalId, by: proposal.value.by }
    const value = await commitMember(ctx, before, before.value, [{ type: "proposal.rejected", data }], { writes })
    return told(value, undefined)
  },
)

/**
 * Who decides on a proposal is neither the one it is about nor the one who made it, and does not act as a Vertretung of
 * one of the two: otherwise two pairs of eyes would be one.
 */
export function mayDecide(
  { personId, by }: Pick<Proposal, "personId" | "by">,
  who: string,
  functions: readonly Assignment[],
): boolean {
  const concerned = [personId, by]
  const own = functions.some((f) => may([f], "people.write") && !(f.forId !== undefined && concerned.includes(f.forId)))
  return own && !concerned.includes(who)
}

async function decide(ctx: Ctx, { personId, proposalId }: z.output<typeof Decided>) {
  const { functions, checks } = await office(ctx)
  const before = await stored(ctx.table, personId)
  const proposal = await openProposal(ctx, personId)
  if (!proposal || proposal.value.id !== proposalId) throw notFound()
  if (!mayDecide(proposal.value, ctx.actor.personId, functions))
    throw new AppError(
      "forbidden",
      "proposal.fourEyes",
      "Darüber entscheidet eine andere Person der Mandantenadministration: nicht, wer es vorgeschlagen hat, nicht, wen es betrifft, und nicht deren Vertretung.",
    )
  const writes: Write[] = [{ drop: proposal.key, rev: proposal.rev }, ...checks]
  return { before, proposal, writes, today: dayOf(ctx.now()) }
}
