/** Verlegen and Absagen of a meeting, with everything that waits for its day. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { Day } from "../paper.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { Reason } from "../vorlage/hand.ts"
import { issued } from "./issue.ts"
import { type Beratung, type Sitzung, Slot, slotKey } from "./item.ts"
import { TAKEN, timeDefects, warningsOf } from "./plan.ts"
import { bodyOf, commitSitzung, farthest, load, noteOf, requireRev, rowsOn } from "./store.ts"
import { requireLevel, requireOffice } from "./visible.ts"
import { disorder, loadAll, waitingRows } from "./vorlagen.ts"

/** Vorlagen a fact can name; more than this lie on no day. */
const named = (rows: readonly Beratung[]) => rows.map(({ vorlageId, stepId }) => ({ vorlageId, stepId }))

export const move = verb(
  {
    name: "sitzung.move",
    may: "sitzung.write",
    input: z.strictObject({
      sitzungId: Ref,
      rev: z.int().min(1),
      on: Day,
      start: z.string().max(20).optional(),
      end: z.string().max(20).nullable().optional(),
      ort: z.string().trim().max(200).optional(),
      reason: Reason,
      /** they go with the meeting, or wait without a day */
      vorlagen: z.enum(["with", "vertagt"]).default("with"),
      confirmed: z.boolean().default(false),
    }),
    summary: "Sitzung verlegen, mit Begründung; ihre Vorlagen gehen mit oder warten ohne Termin.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, input.sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    requireRev(stored, input.rev)
    requireAhead(before)
    const tenant = await house(ctx.table)
    const { on, start = before.start, ort = before.ort, confirmed, reason } = input
    const end = input.end === null ? undefined : (input.end ?? before.end)
    const other = on !== before.on
    const gremium = bodyOf(tenant, before.gremiumId, on)
    const place = `${gremium.name}, ${germanDay(on)}`
    const found: Finding[] = timeDefects(
      tenant,
      { on, start, ort, confirmed: confirmed || !other, ...(end === undefined ? {} : { end }) },
      dayOf(ctx.now()),
      farthest(ctx.now()),
    ).map((f) => ({ ...f, place }))
    if (other && (await ctx.table.get(slotKey(before.gremiumId, on), Slot))) found.push({ ...TAKEN, place })
    if (found.length > 0)
      throw new AppError("refused", "sitzung.plan", "So kann die Sitzung nicht verlegt werden.", found)
    const all = other ? await rowsOn(ctx.table, before.gremiumId, before.on) : []
    requireUnanswered(before, all)
    const rows = waitingRows(all)
    if (input.vorlagen === "with") await requireOrder(ctx, rows, on)
    const note = noteOf(ctx, before.id, reason)
    const called = before.state === "invited"
    const next: Omit<Sitzung, "head"> = {
      ...before,
      on,
      start,
      ort,
      ...(other ? recalled(before, input.vorlagen === "with") : {}),
    }
    if (end === undefined) delete next.end
    else next.end = end
    const data = {
      gremiumId: before.gremiumId,
      from: before.on,
      to: on,
      textId: note.id,
      // Who was invited once hears of every other day, also before there is a new invitation.
      invited: before.invitedAt !== undefined,
      vorlagen: input.vorlagen,
      rows: named(rows),
    }
    // Another time or place of the same day is told on a paper of its own; another day needs an invitation of its own.
    const issue = called && !other ? await issued(ctx, tenant, gremium, next, "aenderung") : undefined
    const happening = { type: "sitzung.moved", data: { ...data, ...issue?.data } }
    const done = await commitSitzung(ctx, stored, issue ? { ...next, issued: issue.n } : next, [happening], {
      writes: [...checks, note.write, ...(issue ? [issue.write] : [])],
      duties: issue ? [issue.duty] : [],
    })
    const warnings = other ? warningsOf(ctx, tenant, gremium, on) : []
    if (called && other)
      warnings.unshift({
        reason: "sitzung.again",
        place,
        message: "Die Einladung zum bisherigen Tag gilt nicht mehr. Bitte laden Sie neu ein.",
      })
    return { rev: done.rev, state: next.state, vorlagen: rows.map((r) => r.nummer), warnings }
  },
)

/** An invitation to another day is another invitation: numbers are given anew, and the Frist runs anew. */
function recalled(before: Sitzung, keep: boolean): Pick<Sitzung, "state" | "urgent" | "moved" | "tops"> {
  const tops = before.tops
    .filter((t) => keep || t.vorlageId === undefined)
    .filter((t) => !(t.removed && t.number !== undefined))
    .map(({ number: _, ...t }) => ({ ...t, kind: "regular" as const }))
  return { state: "planned", urgent: false, moved: [...before.moved, before.on].slice(-50), tops }
}

/** @throws AppError refused */
function requireAhead({ state }: Sitzung): void {
  if (state === "planned" || state === "invited") return
  throw new AppError(
    "refused",
    `sitzung.${state}`,
    state === "held" ? "Diese Sitzung ist durchgeführt." : "Diese Sitzung ist abgesagt.",
  )
}

/**
 * A meeting that has decided took place, whatever its state says: its results name it and its day.
 * @throws AppError refused
 */
function requireUnanswered({ on, tops }: Sitzung, rows: readonly Beratung[]): void {
  const found = rows.filter((r) => r.state === "done" && tops.some((t) => t.vorlageId === r.vorlageId && !t.removed))
  if (found.length > 0)
    throw new AppError(
      "refused",
      "sitzung.answered",
      `Zur Sitzung am ${germanDay(on)} sind schon Ergebnisse eingetragen: ${found.map((r) => r.nummer).join(", ")}. Bitte halten Sie sie als durchgeführt fest.`,
    )
}

/** @throws AppError refused with every Vorlage whose Beratungsfolge would no longer ascend */
async function requireOrder(ctx: Ctx, rows: readonly Beratung[], on: Day): Promise<void> {
  const wholes = await loadAll(
    ctx,
    rows.map((r) => r.vorlageId),
  )
  const found = rows.flatMap((row): Finding[] => {
    const chain = wholes.get(row.vorlageId)?.chain?.value
    const wrong = chain && disorder(chain, row.stepId, on)
    return wrong === undefined
      ? []
      : [{ reason: "beratungsfolge.order", place: `Vorlage ${row.nummer}`, message: `${wrong}.` }]
  })
  if (found.length > 0)
    throw new AppError(
      "refused",
      "beratungsfolge.order",
      "Die Beratungsfolge dieser Vorlagen stimmt dann nicht mehr. Verlegen Sie zuerst die anderen Sitzungen, oder lassen Sie die Vorlagen ohne Termin warten.",
      found,
    )
}

export const cancel = verb(
  {
    name: "sitzung.cancel",
    may: "sitzung.write",
    input: z.strictObject({
      sitzungId: Ref,
      rev: z.int().min(1),
      reason: Reason,
      /** another meeting of the same body to which its Vorlagen go; null: they wait without a day */
      toSitzungId: Ref.nullable(),
    }),
    summary: "Sitzung absagen, mit Begründung; ihre Vorlagen gehen in eine andere Sitzung oder warten ohne Termin.",
  },
  async (request, { sitzungId, rev, reason, toSitzungId }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    const other = toSitzungId === null ? undefined : await load(ctx.table, toSitzungId)
    if (other) requireLevel(ctx, other.value)
    requireRev(stored, rev)
    requireAhead(before)
    if (other) requireTarget(before, other.value, dayOf(ctx.now()))
    const all = await rowsOn(ctx.table, before.gremiumId, before.on)
    requireUnanswered(before, all)
    const rows = waitingRows(all)
    if (other) await requireOrder(ctx, rows, other.value.on)
    const note = noteOf(ctx, before.id, reason)
    const data = {
      gremiumId: before.gremiumId,
      from: before.on,
      to: other?.value.on ?? null,
      toSitzungId,
      textId: note.id,
      invited: before.invitedAt !== undefined,
      rows: named(rows),
    }
    const next = { ...before, state: "cancelled" as const }
    const done = await commitSitzung(ctx, stored, next, [{ type: "sitzung.cancelled", data }], {
      writes: [...checks, note.write, ...(other ? [{ check: other.key, rev: other.rev }] : [])],
    })
    return { rev: done.rev, state: next.state, vorlagen: rows.map((r) => r.nummer) }
  },
)

/** @throws AppError refused, conflict */
function requireTarget(before: Sitzung, other: Sitzung, today: Day): void {
  const refuse = (message: string) => new AppError("refused", "sitzung.target", message)
  if (other.id === before.id) throw refuse("Bitte wählen Sie eine andere Sitzung.")
  if (other.gremiumId !== before.gremiumId) throw refuse("Die andere Sitzung ist die eines anderen Gremiums.")
  if (other.state !== "planned")
    throw refuse(
      "Auf die Tagesordnung dieser Sitzung kommen keine Vorlagen mehr von selbst. Lassen Sie die Vorlagen ohne Termin warten, und nehmen Sie sie als Nachtrag auf.",
    )
  if (other.on < today) throw refuse("Die andere Sitzung liegt in der Vergangenheit.")
}
