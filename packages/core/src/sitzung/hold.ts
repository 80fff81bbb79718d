/** Durchführung: that a meeting took place decides nothing; what has no result stays open and is named. */
import { z } from "zod"
import { dayOf, germanDay } from "../day.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import { Reason } from "../vorlage/hand.ts"
import { full } from "./agenda.ts"
import { commitSitzung, load, noteOf, requireRev, rowsOn } from "./store.ts"
import { requireLevel, requireOffice } from "./visible.ts"
import { waits } from "./vorlagen.ts"

export const hold = verb(
  {
    name: "sitzung.hold",
    may: "sitzung.write",
    input: z.strictObject({ sitzungId: Ref, rev: z.int().min(1) }),
    summary: "Sitzung als durchgeführt festhalten; Ergebnisse werden damit nicht eingetragen.",
  },
  async (request, { sitzungId, rev }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    requireRev(stored, rev)
    const { gremien } = await house(ctx.table)
    const calendar = gremien.find((g) => g.id === before.gremiumId)?.ladung !== undefined
    if (before.state === "held") throw new AppError("refused", "sitzung.held", "Diese Sitzung ist schon durchgeführt.")
    if (before.state === "cancelled") throw new AppError("refused", "sitzung.cancelled", "Diese Sitzung ist abgesagt.")
    if (before.state === "planned" && calendar)
      throw new AppError("refused", "sitzung.planned", "Zu dieser Sitzung ist noch nicht eingeladen.")
    if (before.on > dayOf(ctx.now()))
      throw new AppError("refused", "sitzung.future", `Die Sitzung findet erst am ${germanDay(before.on)} statt.`)
    const next = { ...before, state: "held" as const }
    const done = await commitSitzung(ctx, stored, next, [{ type: "sitzung.held", data: { on: before.on } }], {
      writes: checks,
    })
    const rows = await rowsOn(ctx.table, before.gremiumId, before.on)
    return {
      rev: done.rev,
      state: next.state,
      open: before.tops
        .filter((t) => waits(t, rows))
        .map((t) => ({ topId: t.id, number: t.number, nummer: t.nummer, title: full(t), vorlageId: t.vorlageId })),
    }
  },
)

export const reopen = verb(
  {
    name: "sitzung.reopen",
    may: "sitzung.write",
    input: z.strictObject({ sitzungId: Ref, rev: z.int().min(1), reason: Reason }),
    summary: "Durchgeführte Sitzung wieder öffnen, mit Begründung.",
  },
  async (request, { sitzungId, rev, reason }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    requireRev(stored, rev)
    if (before.state !== "held")
      throw new AppError("refused", `sitzung.${before.state}`, "Wieder geöffnet wird nur eine durchgeführte Sitzung.")
    const note = noteOf(ctx, before.id, reason)
    const next = { ...before, state: before.invitedAt === undefined ? ("planned" as const) : ("invited" as const) }
    const happening = { type: "sitzung.reopened", data: { textId: note.id } }
    const done = await commitSitzung(ctx, stored, next, [happening], { writes: [...checks, note.write] })
    return { rev: done.rev, state: next.state }
  },
)
