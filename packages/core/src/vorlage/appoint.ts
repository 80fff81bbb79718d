/** Vertretung for a single step: the Mandantenadministration appoints somebody where nobody is entitled. */
import { z } from "zod"
import * as Chain from "../chain/index.ts"
import { addDays, dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { all as allMembers, asActor } from "../member/item.ts"
import type { Assignment } from "../role.ts"
import { verb } from "../verb.ts"
import { person, running, StepId, view } from "./hand.ts"
import { Appointment, appointmentKey, load } from "./item.ts"
import { commitMoves } from "./move.ts"

/** Days for which one administrator's wish waits for the second. */
const APPOINTMENT_DAYS = 14

/**
 * The Mandantenadministration appoints somebody where nobody is entitled. Whoever is to sign needs two administrators:
 * the first proposes, the second confirms by naming the same person. Side opinions, statements and holders of the
 * function need one.
 */
export const appoint = verb(
  {
    name: "vorlage.appoint",
    may: "step.appoint",
    input: z.strictObject({ vorlageId: Ref, stepId: StepId, partyId: StepId.optional(), to: Ref }),
    summary: "Für einen Schritt ohne Berechtigte eine Vertretung bestimmen.",
  },
  async (ctx, input) => {
    const whole = await load(ctx, input.vorlageId)
    const chain = running(whole)
    const members = await allMembers(ctx.table)
    const at = ctx.now()
    const w = Chain.waiting(chain).find((x) => x.stepId === input.stepId && x.partyId === input.partyId)
    if (w && members.some((m) => Chain.entitled(w, chain, asActor(m), at)))
      throw new AppError(
        "refused",
        "appoint.notNeeded",
        "Für diesen Schritt gibt es Berechtigte. Weitergeben können ihn nur diese.",
      )
    if (input.to === ctx.actor.personId)
      throw new AppError("refused", "appoint.self", "Niemand bestimmt sich selbst zur Vertretung.")
    const own = (f: Assignment) =>
      f.role === w?.role && f.amtId === w.amtId && f.gremiumId === w.gremiumId && f.as === "selbst"
    const holder = members.find((m) => m.functions.some(own))
    const to = await person(ctx, input.to)
    const who = { actor: ctx.actor, at }
    const move = Chain.appoint(chain, who, input.stepId, input.partyId, to.actor, holder?.personId)
    // Who holds the function has it from two administrators already.
    const held = move.type === "step.handed" && move.data.handed.as !== "IA"
    if (w?.kind !== "sign" || held)
      return { ...view(await commitMoves(ctx, whole, members, [move], [], { writes: [to.check] })), proposed: false }
    const key = appointmentKey(input.vorlageId, input.stepId)
    const wish = await ctx.table.get(key, Appointment)
    const since = addDays(dayOf(at), -APPOINTMENT_DAYS)
    const open = wish && wish.value.to === input.to && dayOf(new Date(wish.value.at)) >= since
    if (open && wish.value.by !== ctx.actor.personId) {
      const writes = [to.check, { drop: wish.key, rev: wish.rev }]
      return { ...view(await commitMoves(ctx, whole, members, [move], [], { writes })), proposed: false }
    }
    if (open)
      throw new AppError(
        "refused",
        "appoint.second",
        "Diese Person haben Sie schon vorgeschlagen. Bestätigen muss eine zweite Person der Mandantenadministration.",
      )
    const value: Appointment = {
      version: 1,
      stepId: input.stepId,
      to: input.to,
      by: ctx.actor.personId,
      at: at.toISOString(),
    }
    const data = { stepId: input.stepId, to: input.to }
    const done = await commitMoves(ctx, whole, members, [], [], {
      happenings: [{ type: "appointment.proposed", data }],
      notice: true,
      writes: [to.check, { put: key, value, rev: wish?.rev ?? "new" }],
    })
    return { ...view(done), proposed: true }
  },
)
