/** The meeting of a body that a result belongs to, and the one to which something is put off. */
import type { Ctx } from "../../context.ts"
import { addDays, germanDay } from "../../day.ts"
import { AppError, type Finding, notFound } from "../../error.ts"
import type { Gremium } from "../../gremium.ts"
import { every } from "../../page.ts"
import type { Day } from "../../paper.ts"
import { SITZUNGEN, Sitzung, Slot, sitzungKey, slotKey, type Top } from "../../sitzung/item.ts"

export interface Meeting {
  readonly sitzung: Sitzung
  /** of this Vorlage on its agenda */
  readonly top: Top | undefined
}

/**
 * The meeting named by its id, or that of a body with a calendar by its day. A body without one meets when it likes.
 * @throws AppError not_found, input
 */
export async function meetingOf(
  ctx: Pick<Ctx, "table">,
  gremium: Gremium,
  at: { readonly sitzungId?: string | undefined; readonly sitzungOn?: Day | undefined },
  vorlage: { readonly vorlageId: string; readonly stepId: string },
): Promise<Meeting | undefined> {
  const { sitzungId, sitzungOn } = at
  const sitzung = sitzungId !== undefined ? await byId(ctx, sitzungId) : await byDay(ctx, gremium, sitzungOn)
  if (!sitzung) return undefined
  if (sitzung.gremiumId !== gremium.id)
    throw new AppError("input", "sitzung.body", `Das ist keine Sitzung von: ${gremium.name}.`)
  if (sitzungOn !== undefined && sitzung.on !== sitzungOn)
    throw new AppError("input", "sitzung.day", `Diese Sitzung ist am ${germanDay(sitzung.on)}.`)
  if (sitzung.state === "cancelled")
    throw new AppError("input", "sitzung.cancelled", `Die Sitzung am ${germanDay(sitzung.on)} wurde abgesagt.`)
  const tops = sitzung.tops.filter((t) => t.vorlageId === vorlage.vorlageId && !t.removed)
  const top = tops.find((t) => t.stepId === vorlage.stepId) ?? tops.find((t) => t.stepId === undefined)
  return { sitzung, top }
}

async function byId(ctx: Pick<Ctx, "table">, id: string): Promise<Sitzung> {
  const stored = await ctx.table.get(sitzungKey(id), Sitzung)
  if (!stored) throw notFound()
  return stored.value
}

async function byDay(ctx: Pick<Ctx, "table">, gremium: Gremium, on: Day | undefined): Promise<Sitzung | undefined> {
  if (!gremium.ladung || on === undefined) return undefined
  const found = await onDay(ctx, gremium.id, on)
  if (found) return found
  throw new AppError(
    "input",
    "sitzung.none",
    `Im Kalender steht am ${germanDay(on)} keine Sitzung von: ${gremium.name}. Bitte prüfen Sie den Tag, oder tragen Sie die Sitzung im Kalender ein.`,
  )
}

/** The meeting that has taken this day of the body; a body meets once a day. */
async function onDay(ctx: Pick<Ctx, "table">, gremiumId: string, on: Day): Promise<Sitzung | undefined> {
  const slot = await ctx.table.get(slotKey(gremiumId, on), Slot)
  return slot && (await ctx.table.get(sitzungKey(slot.value.sitzungId), Sitzung))?.value
}

/** What does not fit between a result and its meeting, and stays told. */
export function meetingWarnings(meeting: Meeting | undefined, top: string | undefined): Finding[] {
  if (!meeting) return []
  const { sitzung } = meeting
  const place = `Sitzung am ${germanDay(sitzung.on)}`
  const found: Finding[] = []
  if (sitzung.state === "planned")
    found.push({ reason: "sitzung.planned", place, message: "Zu dieser Sitzung wurde hier nicht eingeladen." })
  if (!meeting.top)
    found.push({ reason: "top.none", place, message: "Die Vorlage steht nicht auf der Tagesordnung dieser Sitzung." })
  else if (top !== undefined && meeting.top.number !== undefined && top !== meeting.top.number)
    found.push({
      reason: "top.other",
      place,
      message: `Auf der Tagesordnung ist es TOP ${meeting.top.number}, eingetragen ist TOP ${top}.`,
    })
  return found
}

/** How far ahead something is put off at most, in days. */
const FAR = 730

/**
 * The day to which something is put off: with a calendar a meeting of that body that is still to come.
 * @throws AppError input
 */
export async function nextMeeting(ctx: Pick<Ctx, "table">, gremium: Gremium, termin: Day, today: Day): Promise<void> {
  if (termin < today) throw new AppError("input", "termin.past", "Der neue Termin liegt in der Vergangenheit.")
  if (termin > addDays(today, FAR))
    throw new AppError("input", "termin.far", "Der neue Termin liegt mehr als zwei Jahre entfernt.")
  if (gremium.until !== undefined && termin > gremium.until)
    throw new AppError(
      "input",
      "gremium.until",
      `${gremium.name} besteht nur bis zum ${germanDay(gremium.until)}. Bitte verweisen Sie an ein anderes Gremium.`,
    )
  if (!gremium.ladung) return
  const open = (s: Sitzung | undefined): boolean => s?.state === "planned" || s?.state === "invited"
  if (open(await onDay(ctx, gremium.id, termin))) return
  const all = await every((cursor) => ctx.table.listIndex(SITZUNGEN, Sitzung, { cursor }))
  const next = all
    .map((s) => s.value)
    .filter((s) => s.gremiumId === gremium.id && s.on >= today && open(s))
    .slice(0, 3)
    .map((s) => germanDay(s.on))
  throw new AppError(
    "input",
    "termin.sitzung",
    `Am ${germanDay(termin)} tagt dieses Gremium nicht: ${gremium.name}. ${
      next.length === 0
        ? "Es steht keine weitere Sitzung im Kalender; bitte tragen Sie erst eine ein."
        : `Die nächsten Sitzungen: ${next.join(", ")}.`
    }`,
  )
}
