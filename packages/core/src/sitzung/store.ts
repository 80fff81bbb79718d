/** Meetings in the table: loading them, finding those of a body, and the one way they are written. */
import type { Ctx, Stored, Table, Write } from "../context.ts"
import { addDays, dayOf } from "../day.ts"
import type { Duty } from "../duty.ts"
import { AppError, notFound } from "../error.ts"
import { append, EMPTY, type Happening } from "../fact.ts"
import type { Gremium } from "../gremium.ts"
import { noticeOf } from "../news.ts"
import { every } from "../page.ts"
import type { Day } from "../paper.ts"
import { stamp, type Tenant } from "../tenant.ts"
import {
  Beratung,
  beratungIndex,
  type Note,
  noteKey,
  SITZUNGEN,
  Sitzung,
  Slot,
  sitzungIndex,
  sitzungKey,
  slotKey,
} from "./item.ts"

/** @throws AppError not_found */
export async function load(table: Table, id: string): Promise<Stored<Sitzung>> {
  const stored = await table.get(sitzungKey(id), Sitzung)
  if (!stored) throw notFound()
  return stored
}

/** @throws AppError conflict where somebody else changed the meeting since it was read */
export function requireRev(stored: Stored<Sitzung>, rev: number): void {
  if (stored.rev !== rev)
    throw new AppError(
      "conflict",
      "sitzung.stale",
      "Die Sitzung wurde inzwischen geändert. Bitte laden Sie sie neu und tragen Sie Ihre Änderung noch einmal ein.",
    )
}

/** The meeting of a body on a day; undefined where there is none. Strongly consistent. */
export async function meetingOn(table: Table, gremiumId: string, on: Day): Promise<Stored<Sitzung> | undefined> {
  const slot = await table.get(slotKey(gremiumId, on), Slot)
  return slot && (await table.get(sitzungKey(slot.value.sitzungId), Sitzung))
}

/** Meetings of a year by day, of all bodies: one Query per 100. */
export const ofYear = (table: Table, year: number): Promise<Stored<Sitzung>[]> =>
  every((cursor) => table.listIndex(`${SITZUNGEN}/${year}`, Sitzung, { cursor }))

const FAR_YEARS = 2

/** Meetings of a body from a day on that are to take place, at most two years ahead. */
export async function upcoming(table: Table, gremiumId: string, from: Day): Promise<Sitzung[]> {
  const year = Number(from.slice(0, 4))
  const years = await Promise.all(Array.from({ length: FAR_YEARS }, (_, i) => ofYear(table, year + i)))
  return years
    .flat()
    .map((s) => s.value)
    .filter((s) => s.gremiumId === gremiumId && s.on >= from && (s.state === "planned" || s.state === "invited"))
}

/** The body's meeting before a day that was not cancelled. */
export async function lastBefore(table: Table, gremiumId: string, on: Day): Promise<Sitzung | undefined> {
  const year = Number(on.slice(0, 4))
  for (const y of [year, year - 1]) {
    const found = (await ofYear(table, y)).map((s) => s.value)
    const last = found.filter((s) => s.gremiumId === gremiumId && s.on < on && s.state !== "cancelled").at(-1)
    if (last) return last
  }
  return undefined
}

/** Rows of Beratungsfolgen that lie on a day of a body. */
export const rowsOn = async (table: Table, gremiumId: string, on: Day): Promise<Beratung[]> => {
  const index = beratungIndex({ gremiumId, termin: on })
  return (await every((cursor) => table.listIndex(index, Beratung, { cursor }))).map((s) => s.value)
}

/** A body of the house that meets on this day. @throws AppError input, refused */
export function bodyOf(tenant: Pick<Tenant, "gremien">, gremiumId: string, on: Day): Gremium {
  const found = tenant.gremien.find((g) => g.id === gremiumId)
  if (!found) throw new AppError("input", "gremium.unknown", "Dieses Gremium gibt es in diesem Haus nicht.")
  if (found.until !== undefined && found.until < on)
    throw new AppError("refused", "gremium.dissolved", `${found.name}: Dieses Gremium besteht dann nicht mehr.`)
  return found
}

export interface Also {
  readonly writes?: readonly Write[]
  readonly duties?: readonly Duty[]
}

/** Facts and writes that put a meeting in the place of the one that was read. */
export async function putting(
  ctx: Pick<Ctx, "actor" | "client" | "now">,
  stored: Stored<Sitzung> | undefined,
  next: Omit<Sitzung, "head">,
  happenings: readonly Happening[],
) {
  const { head, facts } = await append(next.id, stored?.value.head ?? EMPTY, happenings, stamp(ctx))
  const value: Sitzung = { ...next, head }
  const writes: Write[] = [
    { put: sitzungKey(next.id), value, rev: stored?.rev ?? "new", index: sitzungIndex(next.on, next.id) },
  ]
  const before = stored?.value
  const taken = (s: Pick<Sitzung, "state" | "on" | "gremiumId"> | undefined) =>
    s && s.state !== "cancelled" ? slotKey(s.gremiumId, s.on) : undefined
  const [old, now] = [taken(before), taken(next)]
  if (old !== now) {
    if (old !== undefined) writes.push({ drop: old, rev: 1 })
    if (now !== undefined) writes.push({ put: now, value: { version: 1, sitzungId: next.id }, rev: "new" })
  }
  return { value, facts, writes }
}

/** One commit of one meeting; what follows from it is a duty. */
export async function commitSitzung(
  ctx: Ctx,
  stored: Stored<Sitzung>,
  next: Omit<Sitzung, "head">,
  happenings: readonly Happening[],
  also: Also = {},
): Promise<{ sitzung: Sitzung; rev: number }> {
  const { value, facts, writes } = await putting(ctx, stored, next, happenings)
  await ctx.table.commit(facts, [...writes, ...(also.writes ?? [])], [...noticeOf(facts), ...(also.duties ?? [])])
  return { sitzung: value, rev: stored.rev + 1 }
}

/** The words of a reason beside the fact that names them. */
export function noteOf(ctx: Ctx, sitzungId: string, text: string): { readonly id: string; readonly write: Write } {
  const id = ctx.id("tx")
  const value: Note = { version: 1, id, at: ctx.now().toISOString(), by: ctx.actor.personId, text }
  return { id, write: { put: noteKey(sitzungId, id), value, rev: "new" } }
}

/** Nobody plans further ahead. */
export const farthest = (now: Date): Day => addDays(dayOf(now), 3 * 366)
