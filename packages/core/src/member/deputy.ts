/** Vertretung: who acts for whom in which function, from when to when. Attached to the function, never to single tasks. */
import { z } from "zod"
import type { Ctx, Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { Day } from "../paper.ts"
import { type Assignment, Role } from "../role.ts"
import { house, signing } from "../tenant.ts"
import { verb } from "../verb.ts"
import { commitMember, office, stored } from "./change.ts"
import { checkFunctions, checkPeriod } from "./check.ts"
import { type Member, nameless, overlap, seat } from "./item.ts"
import { openProposal, propose, requireHeld, told } from "./proposal.ts"

const Seat = { role: Role, amtId: z.string().max(40).optional(), gremiumId: z.string().max(40).optional() }
const Appointment = z.strictObject({
  ...Seat,
  deputyId: Ref,
  /** in Vertretung, or im Auftrag; the words on paper follow from it */
  as: z.enum(["IV", "IA"]),
  from: Day,
  to: Day,
})

/** The holder of a function says who acts for him. The administration itself is not handed on by one person alone. */
export const appointDeputy = verb(
  {
    name: "deputy.appoint",
    may: "self.write",
    input: Appointment,
    summary: "Für eine eigene Funktion eine Vertretung bestimmen (i. V. oder i. A.), mit Beginn und Ende.",
  },
  async (ctx, input) => {
    const me = await stored(ctx.table, ctx.actor.personId)
    if (!me.value.active) throw notFound()
    return give(ctx, me.value, input, [], input.role === "administration")
  },
)

/** The administration does it for somebody; for a guarded function a second administrator has to confirm. */
export const assignDeputy = verb(
  {
    name: "deputy.assign",
    may: "people.write",
    input: Appointment.extend({ forId: Ref }),
    summary:
      "Für die Funktion einer anderen Person eine Vertretung bestimmen. Bei zeichnenden Funktionen bestätigt eine zweite Person der Mandantenadministration.",
  },
  async (ctx, { forId, ...input }) => {
    const { checks } = await office(ctx)
    const holder = await stored(ctx.table, forId)
    const tenant = await house(ctx.table)
    return give(ctx, holder.value, input, checks, signing(tenant).includes(input.role))
  },
)

async function give(
  ctx: Ctx,
  holder: Member,
  { deputyId, ...wish }: z.output<typeof Appointment>,
  checks: readonly Write[],
  confirmed: boolean,
) {
  const today = dayOf(ctx.now())
  checkPeriod(wish, today)
  if (wish.from < today)
    throw new AppError(
      "input",
      "deputy.begun",
      "Eine Vertretung beginnt frühestens heute. Was ohne sie gezeichnet wurde, macht sie nicht nachträglich gültig.",
    )
  if (deputyId === holder.personId)
    throw new AppError("refused", "deputy.self", "Niemand vertritt sich selbst. Bitte wählen Sie eine andere Person.")
  if (deputyId === ctx.actor.personId)
    throw new AppError("refused", "deputy.oneself", "Niemand bestimmt sich selbst zur Vertretung.")
  const before = await stored(ctx.table, deputyId)
  if (!before.value.active)
    throw new AppError(
      "refused",
      "deputy.gone",
      "Diese Person gehört dem Haus nicht oder noch nicht an. Bitte wählen Sie eine andere.",
    )
  const added: Assignment = { ...wish, forId: holder.personId, forName: holder.name }
  const same = before.value.functions.some(
    (f) => f.forId === holder.personId && seat(f) === seat(added) && overlap(f, added),
  )
  if (same)
    throw new AppError(
      "refused",
      "deputy.overlap",
      "Diese Person vertritt die Funktion in diesem Zeitraum schon. Bitte beenden Sie zuerst die bisherige Vertretung.",
    )
  const functions = [...before.value.functions, added]
  checkFunctions(await house(ctx.table), deputyId, [added])
  if (!confirmed) {
    const data = { personId: deputyId, ...nameless([added])[0] }
    const value = await commitMember(
      ctx,
      before,
      { ...before.value, functions },
      [{ type: "deputy.appointed", data }],
      {
        writes: checks,
      },
    )
    return told(value, undefined)
  }
  // Whether the holder has the function is asked again when it is confirmed; a wish in vain is refused now.
  await requireHeld(ctx, [added])
  const open = await openProposal(ctx, deputyId)
  if (open && open.value.until > ctx.now().toISOString())
    throw new AppError(
      "conflict",
      "proposal.open",
      "Für diese Person liegt schon ein Vorschlag vor. Bitte lassen Sie zuerst darüber entscheiden.",
    )
  const proposed = await propose(ctx, deputyId, { add: [added], drop: [] }, before.value.functions, open)
  const value = await commitMember(ctx, before, before.value, proposed.happenings, {
    writes: [...proposed.writes, ...checks],
  })
  return told(value, proposed.proposal)
}

const Ending = z.strictObject({ ...Seat, deputyId: Ref, forId: Ref })

/** Ends a Vertretung at once: by who is represented, or by who represents. Taking away needs nobody's consent. */
export const endDeputy = verb(
  {
    name: "deputy.end",
    may: "self.write",
    input: Ending,
    summary: "Eine Vertretung beenden: die, die man bestimmt hat, oder die, die man selbst ausübt.",
  },
  async (ctx, input) => {
    const before = await stored(ctx.table, input.deputyId)
    if (ctx.actor.personId !== input.forId && ctx.actor.personId !== input.deputyId)
      throw new AppError(
        "forbidden",
        "deputy.notYours",
        "Beenden kann eine Vertretung, wer vertreten wird, wer vertritt, oder die Mandantenadministration.",
      )
    return drop(ctx, before, input, [])
  },
)

export const removeDeputy = verb(
  {
    name: "deputy.remove",
    may: "people.write",
    input: Ending,
    summary: "Eine Vertretung beenden (Mandantenadministration).",
  },
  async (ctx, input) => {
    const { checks } = await office(ctx)
    return drop(ctx, await stored(ctx.table, input.deputyId), input, checks)
  },
)

async function drop(
  ctx: Ctx,
  before: Stored<Member>,
  { deputyId, forId, ...wish }: z.output<typeof Ending>,
  checks: readonly Write[],
) {
  const gone = before.value.functions.filter((f) => f.forId === forId && seat(f) === seat(wish))
  if (gone.length === 0) throw notFound()
  const functions = before.value.functions.filter((f) => !gone.includes(f))
  const data = { functions: nameless(gone), now: nameless(functions), because: "wish" }
  const value = await commitMember(ctx, before, { ...before.value, functions }, [{ type: "deputy.ended", data }], {
    writes: checks,
  })
  return told(value, undefined)
}
