/** Einladung: the agenda is fixed and goes out within the Ladungsfrist; afterwards it is only supplemented. */
import { z } from "zod"
import { calendarOf } from "../calendar/index.ts"
import type { Ctx } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, type Finding } from "../error.ts"
import type { Gremium } from "../gremium.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { house, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import { Reason, readable } from "../vorlage/hand.ts"
import { fixed, full, nextNumber, numberBelow, numbered, titled } from "./agenda.ts"
import { full200, placeable } from "./edit.ts"
import { withMinutes } from "./formal.ts"
import { callable, fristen } from "./frist.ts"
import { issued } from "./issue.ts"
import { type Sitzung, TOPS, type Top } from "./item.ts"
import { bodyOf, commitSitzung, lastBefore, load, noteOf, requireRev, rowsOn } from "./store.ts"
import { requireLevel, requireOffice } from "./visible.ts"
import { bodies, loadAll, reaches, topOf, waitingRows } from "./vorlagen.ts"

export const invite = verb(
  {
    name: "sitzung.invite",
    may: "sitzung.write",
    input: z.strictObject({
      sitzungId: Ref,
      rev: z.int().min(1),
      /** called with the shortened Frist; needs a reason */
      urgent: z.boolean().default(false),
      reason: Reason.optional(),
    }),
    summary: "Einladung verschicken: prüft die Ladungsfrist, legt die Nummern der Tagesordnung fest.",
  },
  async (request, { sitzungId, rev, urgent, reason }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    requireRev(stored, rev)
    if (before.state !== "planned") throw notPlanned(before)
    const tenant = await house(ctx.table)
    const gremium = bodyOf(tenant, before.gremiumId, before.on)
    requireFrist(before, gremium, tenant, dayOf(ctx.now()), urgent, reason)
    const last = await lastBefore(ctx.table, before.gremiumId, before.on)
    const tops = fixed(withMinutes(before.tops, last))
    if (tops.length === 0)
      throw new AppError(
        "refused",
        "agenda.empty",
        "Die Tagesordnung hat noch keinen Punkt. Bitte nehmen Sie einen auf.",
      )
    await requireStanding(ctx, before, tops)
    const at = ctx.now().toISOString()
    const next: Omit<Sitzung, "head"> = { ...before, state: "invited", urgent, invitedAt: at, tops }
    const note = reason === undefined ? undefined : noteOf(ctx, before.id, reason)
    const issue = await issued(ctx, tenant, gremium, next, "einladung")
    const data = { ...issue.data, on: before.on, urgent, ...(note ? { textId: note.id } : {}) }
    const done = await commitSitzung(ctx, stored, { ...next, issued: issue.n }, [{ type: "sitzung.invited", data }], {
      writes: [...checks, issue.write, ...(note ? [note.write] : [])],
      duties: [issue.duty],
    })
    return {
      rev: done.rev,
      state: done.sitzung.state,
      tops: numbered(tops).map((t) => ({ ...t, title: full(t), publicTitle: t.title })),
      warnings: await leftOut(ctx, before, tops),
    }
  },
)

const notPlanned = ({ state, on }: Sitzung): AppError =>
  new AppError(
    "refused",
    `sitzung.${state}`,
    {
      planned: "",
      invited: `Zur Sitzung am ${germanDay(on)} ist schon eingeladen.`,
      held: "Diese Sitzung ist durchgeführt.",
      cancelled: "Diese Sitzung ist abgesagt.",
    }[state],
  )

/** @throws AppError refused with the day until which it was possible, and what is possible still */
function requireFrist(
  { on }: Pick<Sitzung, "on">,
  gremium: Gremium,
  tenant: Tenant,
  today: string,
  urgent: boolean,
  reason: string | undefined,
): void {
  if (on < today) throw new AppError("refused", "sitzung.past", `Der ${germanDay(on)} liegt in der Vergangenheit.`)
  if (urgent && reason === undefined)
    throw new AppError("input", "ladung.reason", "Für die verkürzte Ladungsfrist fehlt die Begründung.")
  const f = fristen(on, gremium, calendarOf(tenant))
  if (f.regular === null) return
  if (urgent && f.urgent === null)
    throw new AppError("refused", "ladung.never", `${gremium.name}: Eine verkürzte Ladungsfrist gibt es hier nicht.`)
  const how = callable(f, today)
  if (how === "regular" || (how === "urgent" && urgent)) return
  const over = `Die Ladungsfrist zur Sitzung am ${germanDay(on)} ist am ${germanDay(f.regular)} abgelaufen.`
  throw new AppError(
    "refused",
    "ladung.over",
    how === "urgent"
      ? `${over} Dringlich können Sie mit Begründung noch bis zum ${germanDay(f.urgent ?? f.regular)} einladen.`
      : `${over} Bitte verlegen Sie die Sitzung, oder sagen Sie sie ab.`,
  )
}

/** @throws AppError refused with every point whose Vorlage no longer waits for this meeting */
async function requireStanding(ctx: Ctx, sitzung: Sitzung, tops: readonly Top[]): Promise<void> {
  const wholes = await loadAll(
    ctx,
    tops.flatMap((t) => t.vorlageId ?? []),
  )
  const found = tops.flatMap((top): Finding[] => {
    if (top.vorlageId === undefined) return []
    const chain = wholes.get(top.vorlageId)?.chain?.value
    const step = chain && bodies(chain).find((s) => s.id === top.stepId)
    if (chain && step && reaches(chain, step) && step.gremiumId === sitzung.gremiumId) return []
    const place = `TOP ${top.number ?? ""}, Vorlage ${top.nummer ?? ""}`
    const message = "Diese Vorlage wartet nicht mehr auf dieses Gremium. Bitte nehmen Sie sie von der Tagesordnung."
    return [{ reason: "agenda.gone", place, message }]
  })
  if (found.length > 0)
    throw new AppError("refused", "agenda.gone", "Zu dieser Tagesordnung kann noch nicht eingeladen werden.", found)
}

/** Vorlagen that lie on this day and are not on its agenda. */
async function leftOut(ctx: Ctx, { gremiumId, on }: Sitzung, tops: readonly Top[]): Promise<Finding[]> {
  const rows = waitingRows(await rowsOn(ctx.table, gremiumId, on))
  return rows
    .filter((r) => !tops.some((t) => t.vorlageId === r.vorlageId && t.stepId === r.stepId))
    .map((r) => ({
      reason: "agenda.missing",
      place: `Vorlage ${r.nummer}`,
      message: "Diese Vorlage ist für diesen Tag vorgesehen und steht nicht auf der Tagesordnung.",
    }))
}

export const supplement = verb(
  {
    name: "sitzung.supplement",
    may: "sitzung.write",
    input: z.strictObject({
      sitzungId: Ref,
      rev: z.int().min(1),
      kind: z.enum(["nachtrag", "tischvorlage", "ergaenzung"]),
      /** absent: a point without a Vorlage, with `title` */
      vorlageId: Ref.optional(),
      title: z.string().trim().min(3).max(300).optional(),
      public: z.boolean().optional(),
      publicTitle: z.string().trim().min(3).max(300).optional(),
    }),
    summary: "Nach der Einladung: Nachtrag, Tischvorlage oder Ergänzungsvorlage auf die Tagesordnung nehmen.",
  },
  async (request, input) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const stored = await load(ctx.table, input.sitzungId)
    const { value: before } = stored
    requireLevel(ctx, before)
    requireOffice(ctx, before.gremiumId)
    const placed = input.vorlageId === undefined ? undefined : await placeable(ctx, before, input.vorlageId)
    requireRev(stored, input.rev)
    const tenant = await house(ctx.table)
    const gremium = bodyOf(tenant, before.gremiumId, before.on)
    requireSupplement(before, gremium, tenant, dayOf(ctx.now()))
    if (before.tops.length >= TOPS) throw full200()
    readable(input.title)
    readable(input.publicTitle)
    const point = placed ? topOf(ctx, before, placed.whole, placed.stepId, input) : spoken(ctx, before, input)
    const family = placed?.whole.root.value.original
    const original = family === undefined ? undefined : before.tops.find((t) => t.vorlageId === family && !t.removed)
    if (input.kind === "ergaenzung" && !original)
      throw new AppError(
        "refused",
        "agenda.original",
        "Eine Ergänzungsvorlage ergänzt eine Vorlage dieser Tagesordnung. Nehmen Sie andere Vorlagen als Nachtrag auf.",
      )
    const below = original?.number === undefined ? undefined : numberBelow(before.tops, original.number)
    const top: Top = { ...point, number: below ?? nextNumber(before.tops, point.public) }
    const others = before.tops.filter((t) => !(t.removed && t.number === undefined))
    const next = { ...before, tops: [...others, top] }
    const issue = await issued(ctx, tenant, gremium, next, "nachtrag")
    const { vorlageId, stepId } = top
    const data = {
      ...issue.data,
      topId: top.id,
      kind: top.kind,
      ...(vorlageId === undefined ? {} : { vorlageId, stepId }),
    }
    const done = await commitSitzung(
      ctx,
      stored,
      { ...next, issued: issue.n },
      [{ type: "sitzung.supplemented", data }],
      {
        writes: [...checks, issue.write],
        duties: [issue.duty],
      },
    )
    return { rev: done.rev, number: top.number, topId: top.id, warnings: placed?.warnings ?? [] }
  },
)

function spoken(
  ctx: Ctx,
  { public: open }: Sitzung,
  input: {
    kind: Top["kind"]
    title?: string | undefined
    public?: boolean | undefined
    publicTitle?: string | undefined
  },
): Top {
  const { kind, title: words, publicTitle } = input
  if (words === undefined)
    throw new AppError("input", "agenda.title", "Bitte nennen Sie die Vorlage oder die Überschrift des Punktes.")
  const shown = input.public ?? open
  return { id: ctx.id("top"), public: shown, kind, ...titled({ public: shown, open: true, words, publicTitle }) }
}

/** @throws AppError refused */
function requireSupplement(sitzung: Sitzung, gremium: Gremium, tenant: Tenant, today: string): void {
  const { state, on } = sitzung
  if (state === "planned")
    throw new AppError(
      "refused",
      "sitzung.planned",
      "Zu dieser Sitzung ist noch nicht eingeladen. Nehmen Sie den Punkt einfach in die Tagesordnung auf.",
    )
  if (state !== "invited") throw notPlanned(sitzung)
  const { nachtrag } = fristen(on, gremium, calendarOf(tenant))
  if (today > (nachtrag ?? on))
    throw new AppError(
      "refused",
      "nachtrag.over",
      `Für die Sitzung am ${germanDay(on)} waren Nachträge bis zum ${germanDay(nachtrag ?? on)} möglich.`,
    )
}
