/** Gremium: reading a body with its members and what waits for it, entering, changing and ending memberships. */
import { z } from "zod"
import type { Ctx, Write } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { AppError, type Finding, notFound } from "../error.ts"
import { append, EMPTY, type Happening } from "../fact.ts"
import type { Gremium } from "../gremium.ts"
import { Ref } from "../id.ts"
import { standing } from "../member/change.ts"
import { Member, memberKey } from "../member/item.ts"
import { noticeOf } from "../news.ts"
import { every } from "../page.ts"
import { Day } from "../paper.ts"
import { holding } from "../role.ts"
import { Beratung } from "../sitzung/item.ts"
import { looksAfter, requireOffice } from "../sitzung/visible.ts"
import { house, stamp } from "../tenant.ts"
import { verb } from "../verb.ts"
import { readable } from "../vorlage/hand.ts"
import {
  allOf,
  type GremiumMember,
  gremiumMemberKey,
  logOf,
  meet,
  oddities,
  Seats,
  SIDE_LABEL,
  Side,
  seatsKey,
  sits,
} from "./member.ts"

const GremiumId = z.string().min(1).max(40)

/** @throws AppError not_found: a body is a word of the settings, and an unknown one is none */
async function gremiumOf(ctx: Ctx, gremiumId: string): Promise<Gremium> {
  const { gremien } = await house(ctx.table)
  const found = gremien.find((g) => g.id === gremiumId)
  if (!found) throw notFound()
  return found
}

export const members = verb(
  {
    name: "gremium.members",
    may: "sitzung.read",
    input: z.strictObject({ gremiumId: GremiumId, /** default: today */ on: Day.optional() }),
    summary: "Ein Gremium mit seinen Mitgliedern an einem Tag und den Vorlagen, die auf es warten.",
  },
  async (ctx, { gremiumId, on = dayOf(ctx.now()) }) => {
    const gremium = await gremiumOf(ctx, gremiumId)
    const stored = await allOf(ctx.table, gremiumId)
    const all = stored.map((s) => s.value)
    return {
      gremium,
      /** its last day is over: nothing new goes to it */
      dissolved: gremium.until !== undefined && gremium.until < dayOf(ctx.now()),
      members: stored
        .filter(({ value }) => sits(value, on))
        .map(({ value: { version: _, gremiumId: __, ...m }, rev }) => ({
          ...m,
          sideLabel: m.side && SIDE_LABEL[m.side],
          rev,
        })),
      findings: oddities(gremium, all, on),
      waiting: await waitingFor(ctx, gremiumId),
    }
  },
)

/** Roles that see every Vorlage that was submitted. */
const INSIDE: ReadonlySet<string> = new Set([
  ...["verfasser", "amtsleitung", "dezernent", "landrat", "geschaeftsfuehrung", "sitzungsdienst", "lesend", "revision"],
])

/** Vorlagen that lie before the body or come to it, for those who see them; its offices see what has reached it. */
async function waitingFor(ctx: Ctx, gremiumId: string) {
  const functions = holding(ctx.actor.functions, dayOf(ctx.now()))
  const inside = functions.some((f) => INSIDE.has(f.role))
  if (!inside && !looksAfter(ctx, gremiumId)) return []
  return (await waitingRows(ctx, gremiumId))
    .filter((r) => inside || r.state === "open")
    .map(({ vorlageId, stepId, nummer, betreff, termin, zustaendigkeit, state, public: open }) => ({
      vorlageId,
      stepId,
      nummer,
      betreff,
      public: open,
      termin,
      zustaendigkeit,
      reached: state === "open",
    }))
}

/** Rows of Beratungsfolgen that the body has not answered, by day; one Query per 100 rows it ever had. */
export async function waitingRows(ctx: Pick<Ctx, "table">, gremiumId: string): Promise<Beratung[]> {
  const rows = await every((cursor) => ctx.table.listIndex(`beratung/${gremiumId}/`, Beratung, { cursor }))
  return rows.map((r) => r.value).filter((r) => r.state !== "done")
}

export const putMember = verb(
  {
    name: "gremium.putMember",
    may: "sitzung.write",
    input: z.strictObject({
      gremiumId: GremiumId,
      /** absent: a new one */
      memberId: Ref.optional(),
      rev: z.int().min(1).optional(),
      name: z.string().trim().min(2).max(200),
      note: z.string().trim().min(1).max(200).optional(),
      voting: z.boolean(),
      side: Side.optional(),
      vorsitz: z.enum(["vorsitz", "stellvertretung"]).optional(),
      /** of a deputy: members of this body */
      forIds: z.array(Ref).max(100).default([]),
      from: Day,
      to: Day.optional(),
      personId: Ref.optional(),
    }),
    summary: "Mitglied eines Gremiums eintragen oder ändern: Stimme, Vertretung, Seite, Vorsitz, Zeitraum.",
  },
  async (request, { gremiumId, memberId, rev, ...wish }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const gremium = await gremiumOf(ctx, gremiumId)
    requireOffice(ctx, gremiumId)
    const all = await allOf(ctx.table, gremiumId)
    const before = memberId === undefined ? undefined : all.find((m) => m.value.id === memberId)
    if (memberId !== undefined && !before) throw notFound()
    if (before && before.rev !== rev)
      throw new AppError(
        "conflict",
        "member.stale",
        "Diese Angaben wurden inzwischen geändert. Bitte laden Sie sie neu.",
      )
    const id = before?.value.id ?? ctx.id("gm")
    const value: GremiumMember = { version: 1, id, gremiumId, ...wish }
    const others = all.map((m) => m.value).filter((m) => m.id !== id)
    const person = value.personId === undefined ? undefined : await personOf(ctx, value.personId, gremiumId)
    const found = defects(gremium, value, others)
    if (found.length > 0)
      throw new AppError("refused", "member.invalid", "So kann das Mitglied nicht eingetragen werden.", found)
    const { voting, side, vorsitz, forIds, from, to, personId } = value
    const data = { memberId: id, voting, side, vorsitz, forIds, from, to, personId }
    const type = before ? "gremium.altered" : "gremium.joined"
    await commitSeats(ctx, gremiumId, { type, data }, [
      ...checks,
      ...(person && !checks.some((c) => "check" in c && c.check === person.check) ? [person] : []),
      { put: gremiumMemberKey(gremiumId, id), value, rev: before?.rev ?? "new" },
    ])
    const now = dayOf(ctx.now())
    return {
      memberId: id,
      rev: (before?.rev ?? 0) + 1,
      // biome-ignore lint/complexity/useMathMinMax: days are text
      warnings: oddities(gremium, [...others, value], now < from ? from : now),
    }
  },
)

export const endMember = verb(
  {
    name: "gremium.endMember",
    may: "sitzung.write",
    input: z.strictObject({
      gremiumId: GremiumId,
      memberId: Ref,
      /** last day; default: today */
      on: Day.optional(),
    }),
    summary: "Mitgliedschaft in einem Gremium beenden.",
  },
  async (request, { gremiumId, memberId, on }) => {
    const { ctx, checks } = await standing(request, "sitzung.write")
    const gremium = await gremiumOf(ctx, gremiumId)
    requireOffice(ctx, gremiumId)
    const all = await allOf(ctx.table, gremiumId)
    const before = all.find((m) => m.value.id === memberId)
    if (!before) throw notFound()
    const to = on ?? dayOf(ctx.now())
    if (to < before.value.from)
      throw new AppError(
        "input",
        "member.period",
        `Die Mitgliedschaft beginnt erst am ${germanDay(before.value.from)}.`,
      )
    if (before.value.to !== undefined && before.value.to < to)
      throw new AppError("refused", "member.ended", `Die Mitgliedschaft endete schon am ${germanDay(before.value.to)}.`)
    const value: GremiumMember = { ...before.value, to }
    await commitSeats(ctx, gremiumId, { type: "gremium.left", data: { memberId, to } }, [
      ...checks,
      { put: before.key, value, rev: before.rev },
    ])
    const now = all.map((m) => (m === before ? value : m.value))
    return { memberId, to, rev: before.rev + 1, warnings: oddities(gremium, now, dayOf(ctx.now())) }
  },
)

/** A person of the house who is a member of this body, as the administration has given it. */
async function personOf(ctx: Ctx, personId: string, gremiumId: string): Promise<Extract<Write, { check: string }>> {
  const stored = await ctx.table.get(memberKey(personId), Member)
  const sitsHere = stored?.value.functions.some((f) => f.gremiumId === gremiumId && OF_BODY.has(f.role))
  if (!stored?.value.active || !sitsHere)
    throw new AppError(
      "refused",
      "member.person",
      "Diese Person hat im Haus keine Funktion in diesem Gremium. Die Mandantenadministration kann sie ihr geben.",
    )
  return { check: stored.key, rev: stored.rev }
}
const OF_BODY: ReadonlySet<string> = new Set(["gremienmitglied", "vorsitz"])

/** What cannot be, in the words of whoever enters it. */
function defects(gremium: Gremium, m: GremiumMember, others: readonly GremiumMember[]): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, message: string) => found.push({ reason, place: m.name, message })
  if (m.to !== undefined && m.to < m.from) report("member.period", "Der letzte Tag liegt vor dem ersten.")
  if (gremium.until !== undefined && gremium.until < m.from)
    report("gremium.dissolved", `Dieses Gremium besteht nur bis zum ${germanDay(gremium.until)}.`)
  const shared = gremium.kind === "traegerversammlung"
  if (shared && m.voting && m.side === undefined)
    report("member.side", "Bitte geben Sie an, welcher Träger das Mitglied entsendet: Agentur für Arbeit oder Kommune.")
  if (!shared && m.side !== undefined) report("member.side", "Nur eine Trägerversammlung kennt Träger.")
  if (m.vorsitz === "vorsitz" && others.some((o) => o.vorsitz === "vorsitz" && meet(o, m)))
    report("member.chair", "Den Vorsitz hat in diesem Zeitraum schon ein anderes Mitglied.")
  for (const id of m.forIds) {
    const other = others.find((o) => o.id === id)
    if (!other) report("member.for", "Vertreten wird ein Mitglied dieses Gremiums.")
    else if (other.forIds.length > 0) report("member.for", `${other.name} vertritt selbst und wird nicht vertreten.`)
    else if (shared && other.side !== m.side) report("member.for", `${other.name} gehört zum anderen Träger.`)
  }
  if (m.forIds.length > 0 && others.some((o) => o.forIds.includes(m.id)))
    report("member.for", "Wer vertreten wird, vertritt nicht zugleich.")
  if (m.personId !== undefined && others.some((o) => o.personId === m.personId && meet(o, m)))
    report("member.twice", "Diese Person ist in diesem Zeitraum schon als Mitglied eingetragen.")
  try {
    readable(m.name)
    readable(m.note)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    report(error.reason, error.message)
  }
  return found
}

/** The body's own log: ids and days, never names. */
async function commitSeats(ctx: Ctx, gremiumId: string, what: Happening, writes: readonly Write[]): Promise<void> {
  const stored = await ctx.table.get(seatsKey(gremiumId), Seats)
  const { head, facts } = await append(logOf(gremiumId), stored?.value.head ?? EMPTY, [what], stamp(ctx))
  const value = { version: 1, gremiumId, head }
  await ctx.table.commit(
    facts,
    [{ put: seatsKey(gremiumId), value, rev: stored?.rev ?? "new" }, ...writes],
    noticeOf(facts),
  )
}
