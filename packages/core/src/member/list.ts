/** Reading: the people of a house, and what one person has and may see of himself. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { dayOf } from "../day.ts"
import { notFound } from "../error.ts"
import { Action, holding, may } from "../role.ts"
import { verb } from "../verb.ts"
import { everyone, load, Member, memberKey, proposals, state } from "./item.ts"

/** Everybody sees who holds which function; only the administration sees how somebody is reached, absent or invited. */
export const list = verb(
  {
    name: "member.list",
    may: "house.read",
    input: z.strictObject({}),
    summary:
      "Personen des Hauses mit ihren Funktionen; für die Mandantenadministration auch Einladungen und Vorschläge.",
  },
  async (ctx) => {
    const people = await everyone(ctx.table)
    const now = ctx.now()
    const administers = may(holding(ctx.actor.functions, dayOf(now)), "people.write")
    const open = administers ? await proposals(ctx.table, now) : []
    return people
      .filter(({ value: m }) => m.active || administers)
      .map(({ value: m, rev }) => {
        const { personId, name, title, phone, functions, active } = m
        const seen = { personId, name, title, phone, functions, active, state: state(m) }
        if (!administers) return seen
        const proposal = open.find((p) => p.personId === personId)
        return {
          ...seen,
          rev,
          mail: m.mail,
          account: m.accountId !== undefined,
          accountLabel: m.accountLabel,
          invitation: m.invitation && { at: m.invitation.at, until: m.invitation.until },
          ends: m.ends,
          absences: m.absences,
          proposal: proposal && { id: proposal.id, add: proposal.add, by: proposal.by, until: proposal.until },
        }
      })
  },
)

/** One's own functions and absences, who represents one, and how one is known. */
export const me = verb(
  {
    name: "member.me",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Eigene Funktionen, Abwesenheiten und Vertretungen.",
  },
  async (ctx) => {
    const own = await load(ctx.table, ctx.actor.personId)
    if (!own) throw notFound()
    const { personId, name, title, functions, absences, ends } = own
    const today = holding(functions, dayOf(ctx.now()))
    return {
      personId,
      name,
      title,
      functions,
      absences,
      ends,
      deputies: await deputiesOf(ctx, own),
      /** what these functions allow today, so that nothing is offered that would be refused */
      may: Action.options.filter((action) => may(today, action)),
    }
  },
)

/** Who represents this person in what, now or later. */
async function deputiesOf(ctx: Pick<Ctx, "table" | "now">, holder: Member) {
  const today = dayOf(ctx.now())
  const found = await Promise.all(holder.deputies.map((id) => ctx.table.get(memberKey(id), Member)))
  return found.flatMap((s) =>
    s?.value.active
      ? s.value.functions
          .filter((f) => f.forId === holder.personId && (f.to === undefined || f.to >= today))
          .map(({ role, amtId, gremiumId, as, from, to }) => ({
            deputyId: s.value.personId,
            name: s.value.name,
            role,
            amtId,
            gremiumId,
            as,
            from,
            to,
          }))
      : [],
  )
}
