/** Stored items of a person (Mitglied) and of what somebody has proposed for him; who is here, and who is on the way. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import { Sha256 } from "../content.ts"
import type { Actor, Stored, Table } from "../context.ts"
import { addDays } from "../day.ts"
import { Head } from "../fact.ts"
import { Day } from "../paper.ts"
import { Assignment } from "../role.ts"

/** Abwesenheit: both days included. No reason is kept. */
export const Absence = z.strictObject({ id: z.string(), from: Day, to: Day })
export type Absence = z.infer<typeof Absence>

/** Of a one-time code only its SHA-256 is kept. */
export const Invitation = z.strictObject({
  sha256: Sha256,
  by: z.string(),
  at: z.iso.datetime(),
  until: z.iso.datetime(),
})
export type Invitation = z.infer<typeof Invitation>

export const Member = z.strictObject({
  version: z.literal(1),
  personId: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/),
  name: z.string().min(1).max(120),
  /** own word for the function on paper: "Dezernentin"; the step's label when absent */
  title: z.string().max(120).optional(),
  phone: z.string().max(40).optional(),
  mail: z.string().max(200).optional(),
  functions: z.array(Assignment),
  /** false: invited and not here yet, or gone */
  active: z.boolean(),
  /** hash of issuer and subject of the sign-in that is this person; absent for who only signs on paper */
  accountId: z.string().optional(),
  /** how the sign-in calls the one who took the invitation: what a second administrator looks at */
  accountLabel: z.string().max(200).optional(),
  invitation: Invitation.optional(),
  /** last day of the membership, and why (deletable, so not in the record) */
  ends: z.strictObject({ on: Day, reason: z.string().max(500) }).optional(),
  absences: z.array(Absence).default([]),
  /** people who hold, or held, a Vertretung of this person: where to look, not who represents */
  deputies: z.array(z.string()).default([]),
  head: Head,
})
export type Member = z.infer<typeof Member>

/**
 * Guarded functions that one administrator wants to give and another has to confirm. One per person; bound to the
 * functions the person had when it was made.
 */
export const Proposal = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  personId: z.string(),
  add: z.array(Assignment).min(1),
  /** what the new ones take the place of; holds on until then */
  drop: z.array(Assignment),
  by: z.string(),
  at: z.iso.datetime(),
  until: z.iso.datetime(),
  /** `basis` of the functions at that moment */
  base: Sha256,
})
export type Proposal = z.infer<typeof Proposal>

export const memberKey = (personId: string): string => `member/${personId}/root`
export const memberIndex = (personId: string): string => `${LIST}/${personId}`
export const proposalKey = (personId: string): string => `proposal/${personId}/root`
export const PROPOSALS = "list/proposal"
const LIST = "list/member"

/** A person who is active here now; nobody else can act. */
export async function load(table: Table, personId: string): Promise<Member | undefined> {
  const stored = await table.get(memberKey(personId), Member)
  return stored?.value.active ? stored.value : undefined
}

/** All people of the house by id: the active ones, unless those who have left or are invited are asked for, too. */
export async function all(table: Table, whom: "active" | "left too" = "active"): Promise<Member[]> {
  return (await everyone(table)).map((s) => s.value).filter((m) => m.active || whom === "left too")
}

export async function everyone(table: Table): Promise<Stored<Member>[]> {
  const found: Stored<Member>[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(LIST, Member, { cursor })
    found.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return found
}

/** Proposals that can still be confirmed, oldest first. Costs what is open, not how many people there are. */
export async function proposals(table: Table, now: Date): Promise<Proposal[]> {
  const found: Proposal[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(PROPOSALS, Proposal, { cursor })
    found.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return found.filter((p) => p.until > now.toISOString())
}

export const asActor = (m: Member): Actor => ({ personId: m.personId, name: m.name, functions: m.functions })

/** "eingeladen", "aktiv" or "ausgeschieden", as people read it. */
export function state(m: Member): "eingeladen" | "aktiv" | "ausgeschieden" {
  if (m.active) return "aktiv"
  return m.invitation ? "eingeladen" : "ausgeschieden"
}

/** Where a function is held: role with its Amt or Gremium. */
export const seat = (f: Pick<Assignment, "role" | "amtId" | "gremiumId">): string =>
  [f.role, f.amtId ?? "", f.gremiumId ?? ""].join("|")
/** The same function in the same capacity, whatever its period. */
export const alike = (a: Assignment, b: Assignment): boolean =>
  seat(a) === seat(b) && a.as === b.as && a.forId === b.forId && a.source === b.source
export const equal = (a: Assignment, b: Assignment): boolean => alike(a, b) && a.from === b.from && a.to === b.to
/** Does the period of `outer` hold all of `inner`? */
export const within = (inner: Pick<Assignment, "from" | "to">, outer: Pick<Assignment, "from" | "to">): boolean =>
  (outer.from === undefined || (inner.from !== undefined && outer.from <= inner.from)) &&
  (outer.to === undefined || (inner.to !== undefined && inner.to <= outer.to))
export const overlap = (a: Pick<Assignment, "from" | "to">, b: Pick<Assignment, "from" | "to">): boolean =>
  (a.from === undefined || b.to === undefined || a.from <= b.to) &&
  (b.from === undefined || a.to === undefined || b.from <= a.to)

/** What a proposal is bound to. What the sign-in gives and takes does not count: it changes without anybody's decision. */
export const basis = (functions: readonly Assignment[]): Promise<string> =>
  sha256(canonical(nameless(functions.filter((f) => f.source === undefined))))

/** Functions as facts hold them: who for whom, from when to when, without names. */
export const nameless = (functions: readonly Assignment[]): Omit<Assignment, "forName">[] =>
  functions.map(({ forName: _, ...f }) => f)

/** Days of proposals and invitations until nobody can use them any more. */
export const DAYS_OPEN = 14
export const after = (now: Date, days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString()
/** First instant at which a day is over everywhere in Europe/Berlin. */
export const dayAfter = (day: Day): string => `${addDays(day, 1)}T00:00:00.000Z`
