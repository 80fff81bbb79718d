/** Sends what was written down: one mail, the daily one, a code; and forgets mails after their time. */

import { calendarOf } from "../calendar/index.ts"
import { sha256 } from "../canonical.ts"
import { RevConflict, type Stored, type Write } from "../context.ts"
import { dayOf, germanDay } from "../day.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { all as allMembers, asActor, Member, memberKey } from "../member/item.ts"
import { Sitzung, sitzungKey } from "../sitzung/item.ts"
import type { Tenant } from "../tenant/settings.ts"
import { house } from "../tenant.ts"
import { load, type Task, type Whole } from "../vorlage/item.ts"
import { tasks } from "../vorlage/task.ts"
import { Undelivered, type WorkCtx } from "../work.ts"
import {
  addressOf,
  blocked,
  emptyMailbox,
  Mail,
  type MailState,
  mailbox,
  mailboxWrite,
  mailKey,
  mails,
  personOfLog,
} from "./item.ts"
import { CLEAN, DAILY, DAY_MS, KEPT_DAYS, LEASE_MS, messageId } from "./plan.ts"
import { type Now, say, tasksAddress, toDo } from "./say.ts"
import { nextMorning } from "./setting.ts"
import { digest, type Entry, type Frame, single, type Words } from "./words.ts"

/** Days for which a mail is tried. Longer than any outage that a weekend and a holiday make. */
export const TRIED_DAYS = 5
/** Mails of one daily one; more wait for the next, which follows at once. */
const HELD = 80
const CODE_HOURS = 48

/** Fulfils a duty of the kind "mail". @throws AppError "mail.later" for what comes back after a pause */
export async function deliver(ctx: WorkCtx, stored: Stored<Duty>): Promise<void> {
  const duty = stored.value
  const personId = personOfLog(duty.log)
  if (duty.id === CLEAN) return clean(ctx, personId, stored)
  if (duty.id === DAILY) return daily(ctx, personId, stored)
  return one(ctx, personId, duty.id.replace(/^m\./, ""), stored)
}

const gone = (duty: Stored<Duty>): Write => ({ drop: dutyKey(duty.value), rev: duty.rev })

/**
 * Takes the duty for itself: another worker, woken by the stream and by the sweep at the same moment, meets a changed
 * revision, gets nothing and leaves the duty alone.
 */
async function claim(ctx: WorkCtx, { key, value, rev }: Stored<Duty>): Promise<Stored<Duty> | undefined> {
  const taken: Duty = { ...value, dueAt: new Date(ctx.now().getTime() + LEASE_MS).toISOString() }
  try {
    await ctx.table.commit([], [{ put: key, value: taken, rev }])
    return { key, value: taken, rev: rev + 1 }
  } catch (error) {
    if (!(error instanceof RevConflict)) throw error
    return undefined
  }
}

async function one(ctx: WorkCtx, personId: string, id: string, given: Stored<Duty>): Promise<void> {
  let duty = given
  const mail = await ctx.table.get(mailKey(personId, id), Mail)
  if (mail?.value.state !== "queued") {
    await ctx.table.commit([], [gone(duty)])
    return
  }
  const [member, box] = await Promise.all([ctx.table.get(memberKey(personId), Member), mailbox(ctx.table, personId)])
  const close = (state: MailState, why?: string, more: readonly Write[] = []) =>
    ctx.table.commit([], [settled(ctx, mail, state, why), gone(duty), ...more])
  // Looked at now and not when it was written down: who has left hears nothing any more.
  if (!member?.value.active) return close("left")
  const confirming = mail.value.reasons.includes("confirm")
  const to = confirming ? box?.value.pending?.address : addressOf(member.value, box?.value)
  if (to === undefined || (confirming && box?.value.pending?.mailId !== id)) return close("void")
  if (!confirming && blocked(member.value, box?.value)) {
    // It waits for a better address without being tried: whoever gives one gets all of it.
    await ctx.table.commit([], [gone(duty)])
    return
  }
  const mine = await claim(ctx, duty)
  if (!mine) return
  duty = mine
  const tenant = await house(ctx.table)
  const words = confirming
    ? await coded(ctx, tenant, personId)
    : await wordsOf(ctx, tenant, mail.value, member.value, box?.value.mode === "daily")
  if (!words) return close("void")
  const done = await hand(ctx, tenant, words, to, mail.value)
  // The mailbox may have changed meanwhile (a code was kept): what is said about the address needs its revision of now.
  if (done.state === "sent") return close("sent", undefined, await mended(ctx, personId, to))
  return close(done.state, done.why, await noted(ctx, personId, to, done, confirming))
}

type Handed = { readonly state: "sent" } | { readonly state: "refused" | "bounced" | "given-up"; readonly why: string }

/** @throws AppError where the next attempt may go better */
async function hand(ctx: WorkCtx, tenant: Tenant, words: Words, to: string, mail: Mail): Promise<Handed> {
  const now = ctx.now()
  try {
    if (!ctx.mail) throw new Undelivered("later", "off")
    await ctx.mail.send({
      ...words,
      to,
      fromName: tenant.house.name,
      messageId: mail.messageId,
      at: now,
      headers: headers(ctx.tenantId, tenant),
    })
    return { state: "sent" }
  } catch (error) {
    if (!(error instanceof Undelivered)) throw error
    if (error.because === "address") return { state: "bounced", why: error.detail }
    if (error.because === "message") return { state: "refused", why: error.detail }
    if (now.getTime() - Date.parse(mail.at) > TRIED_DAYS * DAY_MS) return { state: "given-up", why: error.detail }
    throw new AppError("refused", `mail.later.${error.detail}`, "Der Mailserver nimmt zurzeit nichts an.")
  }
}

/** What other machines need to know: nobody wrote this by hand, and no holiday note is to answer it. */
const headers = (tenantId: string, tenant: Pick<Tenant, "baseUrl">): Record<string, string> => ({
  "Auto-Submitted": "auto-generated",
  "X-Auto-Response-Suppress": "All",
  "List-Id": `<benachrichtigungen.${tenantId}.${new URL(tenant.baseUrl).hostname}>`,
})

const settled = (ctx: Pick<WorkCtx, "now">, mail: Stored<Mail>, state: MailState, why?: string): Write => ({
  put: mail.key,
  rev: mail.rev,
  value: { ...mail.value, state, settledAt: ctx.now().toISOString(), ...(why === undefined ? {} : { why }) },
})

/** The mark of an address that does not take mails: shown to the person and to the administration. */
async function noted(
  ctx: WorkCtx,
  personId: string,
  address: string,
  { state, why }: Exclude<Handed, { state: "sent" }>,
  confirming: boolean,
): Promise<Write[]> {
  const box = await mailbox(ctx.table, personId)
  const value = box?.value ?? emptyMailbox(personId)
  if (confirming) {
    // A new address that does not exist replaces nothing.
    const { pending: _, ...rest } = value
    return [mailboxWrite(rest, box?.rev ?? "new")]
  }
  const problem = { kind: state, address, at: ctx.now().toISOString(), why: why.slice(0, 60) }
  return [mailboxWrite({ ...value, problem }, box?.rev ?? "new")]
}

/** What arrives takes back what was said of an address. */
async function mended(ctx: WorkCtx, personId: string, address: string): Promise<Write[]> {
  const box = await mailbox(ctx.table, personId)
  if (box?.value.problem?.address !== address) return []
  const { problem: _, ...rest } = box.value
  return [mailboxWrite(rest, box.rev)]
}

/** Everything that a mail about this log can speak of, read once. */
async function now(ctx: WorkCtx, tenant: Tenant, log: string, members?: readonly Member[]): Promise<Now> {
  const vorlage = log.startsWith("vl_") ? await found(ctx, log) : undefined
  const sitzung = log.startsWith("si_") ? (await ctx.table.get(sitzungKey(log), Sitzung))?.value : undefined
  return {
    tenantId: ctx.tenantId,
    tenant,
    calendar: calendarOf(tenant),
    members: members ?? (await allMembers(ctx.table)),
    at: ctx.now(),
    whole: vorlage,
    sitzung,
  }
}

async function found(ctx: WorkCtx, vorlageId: string): Promise<Whole | undefined> {
  try {
    return await load(ctx, vorlageId)
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return undefined
    throw error
  }
}

const frame = (ctx: Pick<WorkCtx, "tenantId">, tenant: Tenant, isDaily: boolean): Frame => ({
  house: tenant.house.name,
  tasks: tasksAddress({ tenantId: ctx.tenantId, tenant }),
  daily: isDaily,
})

async function wordsOf(
  ctx: WorkCtx,
  tenant: Tenant,
  mail: Mail,
  member: Member,
  isDaily: boolean,
): Promise<Words | undefined> {
  const entry = say(mail, member, await now(ctx, tenant, mail.log))
  return entry && single(entry, frame(ctx, tenant, isDaily))
}

/**
 * The daily one: what is queued for this person, and what is open. Which mails it holds is written down first, so that one
 * that is sent again (a worker died before it could note it) is the same one.
 */
async function daily(ctx: WorkCtx, personId: string, given: Stored<Duty>): Promise<void> {
  let duty = given
  const [member, box, everything] = await Promise.all([
    ctx.table.get(memberKey(personId), Member),
    mailbox(ctx.table, personId),
    mails(ctx.table, personId),
  ])
  const queued = everything.filter((m) => m.value.state === "queued" && !m.value.reasons.includes("confirm"))
  if (!member?.value.active) {
    const [first, rest] = [queued.slice(0, HELD), queued.slice(HELD)]
    const writes = first.map((m) => settled(ctx, m, "left"))
    await ctx.table.commit([], [...writes, ...(rest.length === 0 ? [gone(duty)] : [])])
    return
  }
  const to = addressOf(member.value, box?.value)
  const [begun] = queued.filter((m) => m.value.reasons.includes("daily"))
  const waiting = queued.filter((m) => !m.value.reasons.includes("daily"))
  if (to === undefined || blocked(member.value, box?.value) || (!begun && waiting.length === 0)) {
    await ctx.table.commit([], [gone(duty)])
    return
  }
  const mine = await claim(ctx, duty)
  if (!mine) return
  duty = mine
  const tenant = await house(ctx.table)
  const whole = begun ?? (await begin(ctx, tenant, personId, waiting.slice(0, HELD)))
  const held = waiting.filter((m) => whole.value.holds?.includes(m.value.id))
  const { words, empty } = await overview(ctx, tenant, member.value, held)
  const done: Handed | { readonly state: "void" } = words
    ? await hand(ctx, tenant, words, to, whole.value)
    : { state: "void" }
  const why = "why" in done ? done.why : undefined
  const failed =
    done.state === "sent"
      ? await mended(ctx, personId, to)
      : done.state === "void"
        ? []
        : await noted(ctx, personId, to, done, false)
  const more = waiting.length > held.length
  const writes = [
    settled(ctx, whole, done.state, why),
    ...held.map((m): Write => {
      const state = done.state === "sent" && empty.has(m.value.id) ? "void" : done.state
      const write = settled(ctx, m, state, why)
      return "put" in write ? { ...write, value: { ...Mail.parse(write.value), with: whole.value.id } } : write
    }),
    ...failed,
  ]
  const again = (at: Date): Write => ({
    put: duty.key,
    value: { ...duty.value, dueAt: at.toISOString(), attempts: 0 },
    rev: duty.rev,
  })
  try {
    await ctx.table.commit([], [...writes, more ? again(ctx.now()) : gone(duty)])
  } catch (error) {
    if (!(error instanceof RevConflict) || !error.keys.includes(duty.key)) throw error
    // A mail came while this one was being sent: it stands in the next.
    duty = (await ctx.table.get(duty.key, Duty)) ?? duty
    await ctx.table.commit([], [...writes, again(more ? ctx.now() : nextMorning(ctx.now(), calendarOf(tenant)))])
  }
}

async function begin(
  ctx: WorkCtx,
  tenant: Tenant,
  personId: string,
  held: readonly Stored<Mail>[],
): Promise<Stored<Mail>> {
  const at = ctx.now()
  const id = `${DAILY}.${at.toISOString().replace(/[^0-9]/g, "")}`
  const value: Mail = {
    version: 1,
    id,
    personId,
    log: DAILY,
    reasons: ["daily"],
    places: [],
    at: at.toISOString(),
    state: "queued",
    messageId: await messageId(ctx.tenantId, tenant, personId, id),
    holds: held.map((m) => m.value.id),
  }
  const key = mailKey(personId, id)
  await ctx.table.commit([], [{ put: key, value, rev: "new" }])
  return { key, value, rev: 1 }
}

/** Words of the daily one; `empty` are the mails whose reason is gone. No words where nothing is left to say. */
async function overview(
  ctx: WorkCtx,
  tenant: Tenant,
  member: Member,
  held: readonly Stored<Mail>[],
): Promise<{ words: Words | undefined; empty: Set<string> }> {
  const members = await allMembers(ctx.table)
  const logs = new Map<string, Now>()
  const news: Entry[] = []
  const empty = new Set<string>()
  for (const { value } of held) {
    const state = logs.get(value.log) ?? (await now(ctx, tenant, value.log, members))
    logs.set(value.log, state)
    const entry = say(value, member, state)
    if (entry) news.push(entry)
    else empty.add(value.id)
  }
  if (news.length === 0) return { words: undefined, empty }
  const mine = await tasks({ ...ctx, actor: asActor(member) }, {})
  const open = mine.map((t): Entry => {
    const until = t.until === undefined ? "" : `, bis ${germanDay(t.until)}`
    const number = "nummer" in t && t.nummer !== "" ? `Vorlage ${t.nummer}: ` : ""
    const since = "since" in t && t.since !== undefined ? ` (seit ${germanDay(dayOf(new Date(t.since)))})` : ""
    return { title: `${number}${toDoOf(t)}${until}${since}`, lines: [] }
  })
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
  const subject = `Übersicht vom ${germanDay(dayOf(ctx.now()))}: ${count(news.length, "Nachricht", "Nachrichten")}, ${count(open.length, "offene Aufgabe", "offene Aufgaben")}`
  const sections = [
    { title: "Neu", entries: news },
    { title: "Offene Aufgaben", entries: open },
  ]
  return { words: digest(subject, sections, frame(ctx, tenant, true)), empty }
}

const toDoOf = (t: { readonly kind: string; readonly label?: string | undefined }): string =>
  t.kind === "confirm-person" ? "Funktionen bestätigen" : toDo(t.kind as Task["kind"])

/** A fresh code with every attempt: it stands in the mail and nowhere else, so an earlier one ends. */
async function coded(ctx: WorkCtx, tenant: Tenant, personId: string): Promise<Words | undefined> {
  const box = await mailbox(ctx.table, personId)
  if (!box?.value.pending) return undefined
  const code = newCode()
  const until = new Date(ctx.now().getTime() + CODE_HOURS * 3_600_000)
  const pending = { ...box.value.pending, code: { sha256: await sha256(code), until: until.toISOString(), wrong: 0 } }
  await ctx.table.commit([], [mailboxWrite({ ...box.value, pending }, box.rev)])
  return single(
    {
      title: "Adresse für Benachrichtigungen bestätigen",
      lines: [
        `Diese Adresse soll Benachrichtigungen von ${tenant.house.name} erhalten.`,
        `Code zur Bestätigung: ${code.slice(0, 4)}-${code.slice(4)}`,
        `Er gilt bis zum ${germanDay(dayOf(until))}. Bitte tragen Sie ihn in Ihren Einstellungen ein.`,
        "Haben Sie das nicht veranlasst, brauchen Sie nichts zu tun.",
      ],
    },
    frame(ctx, tenant, box.value.mode === "daily"),
  )
}

/** Without signs that are taken for each other. */
const SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
const newCode = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => SIGNS.charAt(b & 31)).join("")

/** Drops mails that are done with for long enough; comes back for the rest. */
async function clean(ctx: WorkCtx, personId: string, duty: Stored<Duty>): Promise<void> {
  const at = ctx.now()
  const everything = await mails(ctx.table, personId)
  const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS).toISOString()
  // What was held back for an address that never came is over, too.
  const old = everything.filter((m) => (m.value.settledAt ?? m.value.at) < before)
  const now = old.slice(0, HELD)
  const rest = everything.length - now.length
  const left = everything.filter((m) => !now.includes(m)).map((m) => m.value.settledAt ?? m.value.at)
  const oldest = Date.parse(left.sort()[0] ?? at.toISOString())
  const next = Math.max(at.getTime(), oldest + KEPT_DAYS * DAY_MS + 1000)
  const later: Duty = { ...duty.value, dueAt: new Date(next).toISOString(), attempts: 0 }
  await ctx.table.commit(
    [],
    [
      ...now.map((m): Write => ({ drop: m.key, rev: m.rev })),
      rest === 0 ? gone(duty) : { put: dutyKey(duty.value), value: later, rev: duty.rev },
    ],
  )
}
