/** Abwesenheit: from when to when somebody is not here. It takes no right away; it is announced to those who wait. */
import { z } from "zod"
import type { Ctx, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { Day } from "../paper.ts"
import { verb } from "../verb.ts"
import { commitMember, office, stored } from "./change.ts"
import { checkPeriod } from "./check.ts"
import { type Absence, overlap } from "./item.ts"

const ABSENCES = 20
/** `absenceId`: the one that is changed */
const Period = z.strictObject({ absenceId: Ref.optional(), from: Day, to: Day })

export const putAbsence = verb(
  {
    name: "absence.put",
    may: "self.write",
    input: Period,
    summary: "Eigene Abwesenheit eintragen oder ändern.",
  },
  (ctx, input) => enter(ctx, ctx.actor.personId, input, []),
)

export const enterAbsence = verb(
  {
    name: "absence.enter",
    may: "people.write",
    input: Period.extend({ personId: Ref }),
    summary: "Abwesenheit einer anderen Person eintragen oder ändern (Mandantenadministration).",
  },
  async (ctx, { personId, ...input }) => enter(ctx, personId, input, (await office(ctx)).checks),
)

async function enter(ctx: Ctx, personId: string, input: z.output<typeof Period>, checks: readonly Write[]) {
  const before = await stored(ctx.table, personId)
  if (!before.value.active) throw notFound()
  const today = dayOf(ctx.now())
  checkPeriod(input, today)
  const { absenceId, from, to } = input
  const known = before.value.absences.find((a) => a.id === absenceId)
  if (absenceId !== undefined && !known) throw notFound()
  // What is over says something about a person and helps nobody any more.
  const others = before.value.absences.filter((a) => a.id !== absenceId && a.to >= today)
  if (others.some((a) => overlap(a, input)))
    throw new AppError(
      "refused",
      "absence.overlap",
      "In diesem Zeitraum ist schon eine Abwesenheit eingetragen. Bitte ändern Sie diese.",
    )
  if (others.length >= ABSENCES)
    throw new AppError("refused", "absence.many", `Mehr als ${ABSENCES} Abwesenheiten können nicht eingetragen sein.`)
  const absence: Absence = { id: known?.id ?? ctx.id("ab"), from, to }
  const absences = [...others, absence].sort((a, b) => (a.from < b.from ? -1 : 1))
  const data = { personId, absenceId: absence.id, from, to }
  await commitMember(ctx, before, { ...before.value, absences }, [{ type: "absence.entered", data }], {
    writes: checks,
  })
  return { personId, absences }
}

const Which = z.strictObject({ absenceId: Ref })

export const dropAbsence = verb(
  {
    name: "absence.drop",
    may: "self.write",
    input: Which,
    summary: "Eigene Abwesenheit streichen.",
  },
  (ctx, { absenceId }) => strike(ctx, ctx.actor.personId, absenceId, []),
)

export const removeAbsence = verb(
  {
    name: "absence.remove",
    may: "people.write",
    input: Which.extend({ personId: Ref }),
    summary: "Abwesenheit einer anderen Person streichen (Mandantenadministration).",
  },
  async (ctx, { personId, absenceId }) => strike(ctx, personId, absenceId, (await office(ctx)).checks),
)

async function strike(ctx: Ctx, personId: string, absenceId: string, checks: readonly Write[]) {
  const before = await stored(ctx.table, personId)
  const absences = before.value.absences.filter((a) => a.id !== absenceId)
  if (absences.length === before.value.absences.length) throw notFound()
  const data = { personId, absenceId }
  await commitMember(ctx, before, { ...before.value, absences }, [{ type: "absence.struck", data }], { writes: checks })
  return { personId, absences }
}
