/** The one way a person's item is written: with everything that follows for deputies, open tasks and the administration. */
import { z } from "zod"
import { SessionMark, sessionKey } from "../account.ts"
import { type Ctx, LOCAL, type Stored, type Table, type Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError, notFound } from "../error.ts"
import { append, EMPTY, type Fact, type Happening } from "../fact.ts"
import { noticeOf } from "../news.ts"
import { TOLD_OF_PEOPLE } from "../notice/follow.ts"
import { repaired } from "../notice/own.ts"
import type { Day } from "../paper.ts"
import { type Action, type Assignment, holding, may, ROLE_LABEL, require } from "../role.ts"
import { stamp, TENANT } from "../tenant.ts"
import { all, dayAfter, equal, Member, memberIndex, memberKey, nameless, seat, within } from "./item.ts"

/** At most this many people represent one person, so that their end fits into one commit with his. */
const DEPUTIES = 15
const FUNCTIONS = 100
/** Tasks handed over in the very moment of the change may show in the index only later; then they are looked for again. */
const AGAIN_MS = 60_000

const logOf = (personId: string): string => `member-${personId}`

/** What a change of a person needs of a context; the sign-in has no more. */
export type Books = Pick<Ctx, "actor" | "client" | "now" | "table">

/** @throws AppError not_found */
export async function stored(table: Table, personId: string): Promise<Stored<Member>> {
  const found = await table.get(memberKey(personId), Member)
  if (!found) throw notFound()
  return found
}

/** Entries that a commit was already tried with: what failed once is read anew. */
const tried = new WeakSet<object>()

/**
 * The one who acts, with the functions he has at this moment and not when his request began. `checks` belong into the
 * commit: whoever loses the function meanwhile decides nothing any more. A machine is known by its key, which its request
 * has just shown. The read that let the request in is good for the first attempt, because the commit checks its revision.
 * @throws AppError forbidden "role.missing"
 */
export async function standing<C extends Ctx>(ctx: C, action: Action): Promise<{ ctx: C; checks: Write[] }> {
  if (ctx.proof.kind === "key") return { ctx, checks: [] }
  const { entered } = ctx
  if (entered && !tried.has(entered)) {
    tried.add(entered)
    require(ctx.actor.functions, action)
    return { ctx, checks: [{ check: memberKey(ctx.actor.personId), rev: entered.rev }] }
  }
  const me = await ctx.table.get(memberKey(ctx.actor.personId), Member)
  const functions = me?.value.active ? holding(me.value.functions, dayOf(ctx.now())) : []
  require(functions, action)
  return {
    ctx: { ...ctx, actor: { ...ctx.actor, functions } },
    checks: [{ check: memberKey(ctx.actor.personId), rev: me?.rev ?? 0 }],
  }
}

/** The one who administers: never a machine. */
export async function office(
  ctx: Ctx,
): Promise<{ readonly functions: readonly Assignment[]; readonly checks: Write[] }> {
  const now = await standing({ ...ctx, proof: LOCAL }, "people.write")
  // Which functions sign is a setting: who gives one while it changes looks again.
  const settings = await ctx.table.get(TENANT, z.unknown())
  const checks = [...now.checks, { check: TENANT, rev: settings?.rev ?? 0 }]
  return { functions: now.ctx.actor.functions, checks }
}

/** Who changes his own functions or those of somebody he names: the others look at it. @throws AppError refused "member.self" */
export function notSelf(ctx: Pick<Ctx, "actor">, personId: string): void {
  if (personId === ctx.actor.personId)
    throw new AppError(
      "refused",
      "member.self",
      "Die eigenen Funktionen ändert eine andere Person der Mandantenadministration.",
    )
}

export interface More {
  readonly writes?: readonly Write[]
  /** the operator founds a house: nobody is there yet who could be missing */
  readonly founding?: boolean
  /** sessions that began before are over: another sign-in will be this person */
  readonly endSessions?: boolean
}

/**
 * Writes a person with its facts. In the same commit: Vertretungen of functions that he no longer holds end, who is
 * represented knows by whom, two people stay in the administration, and duties say that open tasks must be looked at.
 * @throws AppError refused "member.administration", "deputy.notHeld", "deputy.many", "member.many"
 */
export async function commitMember(
  ctx: Books,
  before: Stored<Member> | undefined,
  next: Omit<Member, "head">,
  happenings: readonly Happening[],
  more: More = {},
): Promise<Member> {
  if (next.functions.length > FUNCTIONS)
    throw new AppError("input", "member.many", `Mehr als ${FUNCTIONS} Funktionen kann eine Person nicht haben.`)
  const today = dayOf(ctx.now())
  const old = before?.value
  const facts: Fact[] = []
  const duties: Duty[] = []
  const writes = new Map<string, Write>()
  const staged = new Map<string, Stored<Member>>()
  const put = (value: Member, rev: number | "new") => {
    const key = memberKey(value.personId)
    if (rev !== "new") staged.set(key, { key, value, rev })
    writes.set(key, { put: key, value, rev, index: memberIndex(value.personId) })
  }
  // Two people may represent each other: what this commit has already changed is what counts.
  const read = async (personId: string) =>
    staged.get(memberKey(personId)) ?? (await ctx.table.get(memberKey(personId), Member))
  const note = async (
    member: Omit<Member, "head"> & { readonly head?: Member["head"] },
    what: readonly Happening[],
  ) => {
    const log = logOf(member.personId)
    const { head, facts: noted } = await append(log, member.head ?? EMPTY, what, stamp(ctx))
    facts.push(...noted)
    return head
  }
  const owe = (personId: string, seq: number, dueAts: readonly string[]) => {
    for (const dueAt of new Set(dueAts))
      duties.push({
        id: `people-${seq}-${dueAt.replace(/[^0-9]/g, "")}`,
        log: logOf(personId),
        kind: "people",
        dueAt,
        attempts: 0,
      })
  }
  const soon = [ctx.now().toISOString(), new Date(ctx.now().getTime() + AGAIN_MS).toISOString()]

  // Vertretungen for this person hold on only as far as the function does.
  const deputies: string[] = []
  for (const id of next.deputies) {
    const found = await read(id)
    if (!found) continue
    const kept = found.value.functions.flatMap((f) => (f.forId === next.personId ? limited(f, next) : [f]))
    if (kept.some((f) => f.forId === next.personId)) deputies.push(id)
    const gone = found.value.functions.filter((f) => !kept.some((k) => equal(k, f)))
    if (gone.length === 0) continue
    const head = await note(found.value, [
      { type: "deputy.ended", data: { functions: nameless(gone), now: nameless(kept), because: "holder" } },
    ])
    put({ ...found.value, functions: kept, head }, found.rev)
    owe(id, head.seq, soon)
  }

  // Whom this person represents from now on has to hold the function, and learns of it in his own item.
  const added = next.functions.filter((f) => f.forId !== undefined && !old?.functions.some((o) => equal(o, f)))
  for (const forId of new Set(added.flatMap((f) => (f.forId === undefined ? [] : [f.forId])))) {
    const holder = await read(forId)
    for (const f of added.filter((a) => a.forId === forId)) checkHeld(f, holder?.value, today)
    if (!holder) continue
    if (holder.value.deputies.includes(next.personId)) {
      if (!writes.has(holder.key)) writes.set(holder.key, { check: holder.key, rev: holder.rev })
      continue
    }
    if (holder.value.deputies.length >= DEPUTIES)
      throw new AppError(
        "refused",
        "deputy.many",
        `Mehr als ${DEPUTIES} Vertretungen kann eine Person nicht haben. Bitte beenden Sie eine andere.`,
      )
    put({ ...holder.value, deputies: [...holder.value.deputies, next.personId] }, holder.rev)
  }

  if (!more.founding && administers(old, today) && !administers({ ...next, head: EMPTY }, today))
    for (const other of await others(ctx, next.personId, today))
      if (!writes.has(other.key)) writes.set(other.key, { check: other.key, rev: other.rev })

  const head = await note({ ...next, head: old?.head }, happenings)
  const value: Member = { ...next, deputies, head }
  put(value, before?.rev ?? "new")
  const had = old?.active ? holding(old.functions, today) : []
  const has = next.active ? holding(next.functions, today) : []
  const lost = had.some((f) => !has.some((n) => seat(n) === seat(f)))
  if (lost) owe(next.personId, head.seq, soon)
  // Where a period ends, what was handed over within it goes back as well. One end leads to the next.
  duties.push(...(await dutyOfEnd(ctx, next, today)))
  for (const log of new Set(facts.map((f) => f.log))) {
    const told = facts.filter((f) => f.log === log)
    if (told.some((f) => TOLD_OF_PEOPLE.includes(f.type))) duties.push(...noticeOf(told))
  }
  const mended = old && (await repaired(ctx, old, next.mail))
  for (const write of mended?.writes ?? []) if ("put" in write) writes.set(write.put, write)
  duties.push(...(mended?.duties ?? []))
  if (more.endSessions) {
    const key = sessionKey(next.personId)
    const mark = await ctx.table.get(key, SessionMark)
    const at = { version: 1 as const, notBefore: ctx.now().toISOString() }
    writes.set(key, { put: key, value: at, rev: mark?.rev ?? "new" })
  }
  for (const write of more.writes ?? []) {
    const key = "put" in write ? write.put : "drop" in write ? write.drop : write.check
    // What is written is checked by its own revision.
    if (!("check" in write && writes.has(key))) writes.set(key, write)
  }
  await ctx.table.commit(facts, [...writes.values()], duties)
  return value
}

/** What is owed when the next period of a function, or the membership, is over; nothing where it is owed already. */
export async function dutyOfEnd(
  ctx: Pick<Ctx, "table">,
  m: Pick<Member, "personId" | "functions" | "active" | "ends">,
  today: Day,
): Promise<Duty[]> {
  const days = [...m.functions.map((f) => f.to), m.active ? m.ends?.on : undefined]
  const first = days.filter((d) => d !== undefined && d >= today).sort()[0]
  if (first === undefined) return []
  const duty = { id: `people-end-${first}`, log: logOf(m.personId), kind: "people" as const, attempts: 0 }
  return (await ctx.table.get(dutyKey(duty), Duty)) ? [] : [{ ...duty, dueAt: dayAfter(first) }]
}

/** A Vertretung cut to what its holder still has; nothing where he has nothing of it. */
function limited(f: Assignment, holder: Pick<Member, "functions">): Assignment[] {
  const held = holder.functions.filter((h) => h.as === "selbst" && seat(h) === seat(f))
  if (held.length === 0) return []
  if (held.some((h) => within(f, h))) return [f]
  // A holder with an end: nobody represents him after it.
  const ends = held.flatMap((h) => (h.to === undefined ? [] : [h.to]))
  const to = ends.sort().at(-1)
  if (to === undefined || ends.length < held.length) return [f]
  if (f.from !== undefined && f.from > to) return []
  return [{ ...f, to: f.to === undefined || f.to > to ? to : f.to }]
}

/** @throws AppError refused where nobody holds what is to be represented */
function checkHeld(f: Assignment, holder: Member | undefined, today: Day): void {
  const label = ROLE_LABEL[f.role]
  if (!holder) throw notFound()
  const held = holder.functions.filter((h) => h.as === "selbst" && seat(h) === seat(f))
  if (!holder.active || held.length === 0)
    throw new AppError(
      "refused",
      "deputy.notHeld",
      `${label}: Die vertretene Person hat diese Funktion nicht inne. Vertreten kann nur, wer für jemanden einsteht, der sie hat.`,
    )
  const from = f.from ?? today
  if (!held.some((h) => (h.from ?? from) <= from && (h.to === undefined || (f.to !== undefined && f.to <= h.to))))
    throw new AppError(
      "refused",
      "deputy.period",
      `${label}: In diesem Zeitraum hat die vertretene Person die Funktion nicht durchgehend inne.`,
    )
}

/** Holds the administration for good: such people a house needs two of. */
const administers = (m: Member | undefined, today: Day): boolean =>
  m?.active === true &&
  m.functions.some(
    (f) => f.as === "selbst" && f.to === undefined && (f.from ?? today) <= today && may([f], "people.write"),
  )

/** Two others of the administration, read at their own items and not in the index. @throws AppError refused */
async function others(ctx: Books, personId: string, today: Day): Promise<Stored<Member>[]> {
  const found: Stored<Member>[] = []
  for (const m of await all(ctx.table)) {
    if (m.personId === personId || !administers(m, today)) continue
    const now = await ctx.table.get(memberKey(m.personId), Member)
    if (now && administers(now.value, today)) found.push(now)
    if (found.length === 2) return found
  }
  throw new AppError(
    "refused",
    "member.administration",
    "Ein Haus braucht zwei Personen der Mandantenadministration, denn zeichnende Funktionen vergeben nur zwei gemeinsam. Bitte bestimmen Sie zuerst eine weitere.",
  )
}
