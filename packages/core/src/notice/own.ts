/** One's own notices (Benachrichtigungen): how and where a person gets mails, what was sent, and addresses that do not work. */
import { z } from "zod"
import { sha256 } from "../canonical.ts"
import type { Ctx, Stored, Table, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import type { Duty } from "../duty.ts"
import { AppError, notFound } from "../error.ts"
import { Ref } from "../id.ts"
import { all as allMembers, load, type Member } from "../member/item.ts"
import { house } from "../tenant.ts"
import { verb } from "../verb.ts"
import {
  addressOf,
  blocked,
  emptyMailbox,
  type Mail,
  type Mailbox,
  Mailbox as MailboxItem,
  MODES,
  mailbox,
  mailboxWrite,
  mailKey,
  mailLog,
  mails,
  UNDELIVERED,
} from "./item.ts"
import { dailyOwed, messageId } from "./plan.ts"

const SHOWN = 50
/** Codes that a person may ask for on one day: nobody fills a stranger's mailbox with them. */
const CODES_A_DAY = 5
const TRIES = 5

export const mine = verb(
  {
    name: "notice.mine",
    may: "self.write",
    input: z.strictObject({}),
    summary: "Eigene Benachrichtigungen: Einstellungen, Adresse und was zuletzt verschickt wurde.",
  },
  async (ctx) => {
    const member = await self(ctx)
    const [box, sent] = await Promise.all([mailbox(ctx.table, member.personId), mails(ctx.table, member.personId)])
    return {
      ...shown(member, box?.value),
      mails: sent
        .slice(-SHOWN)
        .reverse()
        .map(({ value: { id, log, reasons, state, at, settledAt, why } }) => ({
          id,
          log,
          reasons,
          state,
          at,
          settledAt,
          why,
        })),
    }
  },
)

/** What a person sees of his mailbox. */
function shown(member: Member, box: Mailbox | undefined) {
  const address = addressOf(member, box)
  const problem = box?.problem?.address === address ? box?.problem : undefined
  return {
    mode: box?.mode ?? ("single" as const),
    /** where mails go now; absent: nowhere */
    address,
    /** entered by the house, which answers for it, until the person has confirmed it or another one */
    confirmed: address !== undefined && box?.own?.address === address && box.own.over === (member.mail ?? ""),
    pending: box?.pending && { address: box.pending.address, at: box.pending.at },
    problem: problem && { kind: problem.kind, at: problem.at },
  }
}

/** A machine has no mails. @throws AppError not_found */
async function self(ctx: Ctx): Promise<Member> {
  const member = ctx.proof.kind === "key" ? undefined : await load(ctx.table, ctx.actor.personId)
  if (!member) throw notFound()
  return member
}

export const settings = verb(
  {
    name: "notice.settings",
    may: "self.write",
    input: z.strictObject({
      mode: z.enum(MODES).optional(),
      /** confirmed by a code that goes there; empty: back to the address that the house has entered */
      address: z.literal("").or(z.email().max(200)).optional(),
    }),
    summary:
      "Einzelne Mails oder eine tägliche Übersicht; eine eigene Adresse gilt, sobald sie mit dem Code aus der Bestätigungsmail bestätigt ist.",
  },
  async (ctx, { mode, address }) => {
    const member = await self(ctx)
    const { personId } = member
    const stored = await mailbox(ctx.table, personId)
    const before = stored?.value ?? emptyMailbox(personId)
    let next: Mailbox = { ...before, ...(mode === undefined ? {} : { mode }) }
    const writes: Write[] = []
    const duties: Duty[] = []
    if (address === "") {
      const { own: _, pending: __, ...rest } = next
      next = rest
    } else if (address !== undefined && !settledOn(address, member, before)) {
      const asked = await confirmation(ctx, next, address)
      next = asked.box
      writes.push(asked.write)
      duties.push(asked.duty)
    }
    if (mode === "single" && before.mode === "daily") duties.push(...(await released(ctx, personId)))
    await ctx.table.commit([], [mailboxWrite(next, stored?.rev ?? "new"), ...writes], duties)
    return shown(member, next)
  },
)

/** The address is this person's already, and confirmed. */
const settledOn = (address: string, member: Member, box: Mailbox): boolean => {
  const { confirmed, address: now, problem } = shown(member, box)
  return confirmed && now === address && problem === undefined
}

/** Mails that waited for the daily one go out with it at once when somebody wants no daily one any more. */
async function released(ctx: Ctx, personId: string): Promise<Duty[]> {
  const waiting = (await mails(ctx.table, personId)).some(({ value: m }) => m.state === "queued")
  return waiting ? dailyOwed(ctx, personId, ctx.now()) : []
}

async function confirmation(ctx: Ctx, box: Mailbox, address: string) {
  const now = ctx.now()
  const today = dayOf(now)
  const count = box.asked?.on === today ? box.asked.count : 0
  if (count >= CODES_A_DAY)
    throw new AppError(
      "limit",
      "notice.codes",
      `Mehr als ${CODES_A_DAY} Codes am Tag werden nicht verschickt. Bitte versuchen Sie es morgen wieder.`,
    )
  const { personId } = box
  const mailId = ctx.id("ml")
  const mail: Mail = {
    version: 1,
    id: mailId,
    personId,
    log: "address",
    reasons: ["confirm"],
    places: [],
    at: now.toISOString(),
    state: "queued",
    messageId: await messageId(ctx.tenantId, await house(ctx.table), personId, mailId),
  }
  const duty: Duty = {
    id: `m.${mailId}`,
    log: mailLog(personId),
    kind: "mail",
    dueAt: now.toISOString(),
    attempts: 0,
  }
  const pending = { address, at: now.toISOString(), mailId }
  return {
    box: { ...box, pending, asked: { on: today, count: count + 1 } },
    write: { put: mailKey(personId, mailId), value: mail, rev: "new" as const },
    duty,
  }
}

export const confirm = verb(
  {
    name: "notice.confirm",
    may: "self.write",
    input: z.strictObject({ code: z.string().min(1).max(40) }),
    summary: "Die eigene Adresse für Benachrichtigungen mit dem Code aus der Mail bestätigen.",
  },
  async (ctx, { code }) => {
    const member = await self(ctx)
    const stored = await mailbox(ctx.table, member.personId)
    const pending = stored?.value.pending
    const kept = pending?.code
    if (!stored || !pending || !kept || kept.until <= ctx.now().toISOString() || kept.wrong >= TRIES)
      throw new AppError(
        "refused",
        "notice.noCode",
        "Es ist kein gültiger Code offen. Bitte fordern Sie einen neuen an.",
      )
    if ((await sha256(code.toUpperCase().replace(/[^A-Z0-9]/g, ""))) !== kept.sha256) {
      const value = { ...stored.value, pending: { ...pending, code: { ...kept, wrong: kept.wrong + 1 } } }
      await ctx.table.commit([], [mailboxWrite(value, stored.rev)])
      throw new AppError("input", "notice.code", "Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit der Mail.")
    }
    const { pending: _, problem, ...rest } = stored.value
    const own = { address: pending.address, over: member.mail ?? "", confirmedAt: ctx.now().toISOString() }
    const next: Mailbox = { ...rest, own }
    await ctx.table.commit([], [mailboxWrite(next, stored.rev)], problem ? await held(ctx, member.personId) : [])
    return shown(member, next)
  },
)

/** What was held back while an address did not work goes out together. */
async function held(ctx: Pick<Ctx, "table" | "now">, personId: string): Promise<Duty[]> {
  const waiting = (await mails(ctx.table, personId)).some(
    ({ value: m }) => m.state === "queued" && !m.reasons.includes("confirm"),
  )
  return waiting ? dailyOwed(ctx, personId, ctx.now()) : []
}

/**
 * What a change of the address that the house has entered means: what was wrong with the one before is forgotten, and mails
 * that were held back go out together. Belongs into the commit that changes the person.
 */
export async function repaired(
  ctx: Pick<Ctx, "table" | "now">,
  before: Pick<Member, "personId" | "mail">,
  mail: string | undefined,
): Promise<{ writes: Write[]; duties: Duty[] }> {
  const none = { writes: [], duties: [] }
  if (before.mail === mail) return none
  const stored = await mailbox(ctx.table, before.personId)
  if (!stored?.value.problem || stored.value.problem.address === addressOf({ mail }, stored.value)) return none
  const { problem: _, ...rest } = stored.value
  const duties = mail === undefined ? [] : await held(ctx, before.personId)
  return { writes: [mailboxWrite(rest, stored.rev)], duties }
}

/**
 * A mail came back (a hook of the mail provider; locally the server says so at once). Every person of the house with this
 * address is marked; the administration sees it in its tasks.
 * @param why word of the protocol, such as "5.1.1"
 */
export async function bounced(ctx: Ctx, address: string, why: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const member of await allMembers(ctx.table)) {
    const stored = await mailbox(ctx.table, member.personId)
    if (addressOf(member, stored?.value)?.toLowerCase() !== address.toLowerCase()) continue
    if (!blocked(member, stored?.value)) {
      const problem = {
        kind: "bounced" as const,
        address: addressOf(member, stored?.value) ?? address,
        at: ctx.now().toISOString(),
        why: why.replace(/[^A-Za-z0-9.-]/g, "").slice(0, 60),
      }
      const value = { ...(stored?.value ?? emptyMailbox(member.personId)), problem }
      await ctx.table.commit([], [mailboxWrite(value, stored?.rev ?? "new")])
    }
    found.push(member.personId)
  }
  return found
}

/** The address is right after all, or takes mails again: what was held back goes out together. */
export const retry = verb(
  {
    name: "notice.retry",
    may: "people.write",
    input: z.strictObject({ personId: Ref }),
    summary: "Eine Adresse, die keine Mails annahm, wieder verwenden; Zurückgehaltenes geht zusammen hinaus.",
  },
  async (ctx, { personId }) => {
    const [member, stored] = await Promise.all([load(ctx.table, personId), mailbox(ctx.table, personId)])
    if (!member) throw notFound()
    if (!stored?.value.problem) return
    const { problem: _, ...rest } = stored.value
    await ctx.table.commit([], [mailboxWrite(rest, stored.rev)], await held(ctx, personId))
  },
)

/** People whose mails do not arrive, for the administration. One Query, and it reads what is wrong. */
export async function undelivered(table: Table): Promise<Mailbox[]> {
  const found: Stored<Mailbox>[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(UNDELIVERED, MailboxItem, { cursor })
    found.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return found.map((s) => s.value)
}
