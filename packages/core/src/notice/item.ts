/** Stored items of notices: the mails of a person, and the mailbox with how and where he wants them. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import type { Stored, Table, Write } from "../context.ts"
import type { Member } from "../member/item.ts"
import { Day } from "../paper.ts"

/** Why somebody gets a mail. What it says is written when it is sent, from the state of that moment. */
export const Reason = z.enum([
  /** something waits for him */
  "task",
  "returned",
  "objected",
  "withdrawn",
  "stopped",
  /** a body has answered */
  "result",
  /** what was released or is to be released is no longer what it was */
  "publication",
  /** a task is to be done until a day, or was */
  "reminder",
  /** a task of somebody else is overdue */
  "escalation",
  /** the day of a meeting on which a Vorlage of his stands has changed */
  "rescheduled",
  /** a meeting of his body */
  "invited",
  "supplemented",
  "moved",
  "cancelled",
  /** own functions, own Vertretung, absence of somebody he represents */
  "functions",
  "deputy",
  "absence",
  /** a second administrator is needed */
  "proposal",
  "appointment",
  /** an address is to be confirmed */
  "confirm",
  /** the daily one */
  "daily",
])
export type Reason = z.infer<typeof Reason>

/** A place of a chain as a mail remembers it: enough to see later whether it still waits. */
export const Place = z.strictObject({
  stepId: z.string(),
  partyId: z.string().optional(),
  kind: z.string(),
  since: z.iso.datetime(),
})
export type Place = z.infer<typeof Place>

export const MailState = z.enum([
  /** to be sent, or waiting for the daily one, or for a better address */
  "queued",
  "sent",
  /** when it was its turn, there was nothing to say any more */
  "void",
  /** the recipient has left the house */
  "left",
  /** the server did not take this mail */
  "refused",
  /** the server knows no such address */
  "bounced",
  /** not accepted for days */
  "given-up",
])
export type MailState = z.infer<typeof MailState>

/** A mail of a person. Without address and words: both are those of the moment of sending. */
export const Mail = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  personId: z.string(),
  /** Vorlage, meeting or person it is about */
  log: z.string(),
  reasons: z.array(Reason).min(1).max(10),
  places: z.array(Place).max(50),
  /** of a reminder: the last day, and how near it was */
  until: Day.optional(),
  stage: z.string().optional(),
  at: z.iso.datetime(),
  state: MailState,
  settledAt: z.iso.datetime().optional(),
  /** word of the protocol for what went wrong */
  why: z.string().max(60).optional(),
  messageId: z.string(),
  /** of a daily one: the mails it holds */
  holds: z.array(z.string()).max(80).optional(),
  /** of a mail that went with a daily one: which */
  with: z.string().optional(),
})
export type Mail = z.infer<typeof Mail>

const Address = z.email().max(200)
export const MODES = ["single", "daily"] as const

/** How a person gets mails. Made when he first sets something, or when something is wrong with his address. */
export const Mailbox = z.strictObject({
  version: z.literal(1),
  personId: z.string(),
  mode: z.enum(MODES),
  /** an address that the person has confirmed; it holds as long as the house's word for him is the one of that moment */
  own: z.strictObject({ address: Address, over: z.string(), confirmedAt: z.iso.datetime() }).optional(),
  /** an address that is to be confirmed; of the code only its SHA-256 is kept */
  pending: z
    .strictObject({
      address: Address,
      at: z.iso.datetime(),
      mailId: z.string(),
      code: z.strictObject({ sha256: Sha256, until: z.iso.datetime(), wrong: z.int().min(0) }).optional(),
    })
    .optional(),
  /** confirmations that were asked for on a day */
  asked: z.strictObject({ on: Day, count: z.int().min(0) }).optional(),
  /** mails to this address do not arrive */
  problem: z
    .strictObject({
      kind: z.enum(["bounced", "given-up", "refused"]),
      address: z.string().max(200),
      at: z.iso.datetime(),
      why: z.string().max(60),
    })
    .optional(),
})
export type Mailbox = z.infer<typeof Mailbox>

export const mailboxKey = (personId: string): string => `mail/${personId}/root`
export const mailKey = (personId: string, id: string): string => `mail/${personId}/m.${id}`
/** What begins every mail of a person. */
export const mailsOf = (personId: string): string => `mail/${personId}/m.`
/** Mailboxes whose address has a problem. */
export const UNDELIVERED = "list/undelivered"
/** Duties of mails have partitions of their own: a slow mail server holds nothing else of a person up. */
export const mailLog = (personId: string): string => `mail-${personId}`
export const personOfLog = (log: string): string => log.slice("mail-".length)

export const emptyMailbox = (personId: string): Mailbox => ({ version: 1, personId, mode: "single" })
export const mailboxWrite = (box: Mailbox, rev: number | "new"): Write => ({
  put: mailboxKey(box.personId),
  value: box,
  rev,
  index: box.problem ? `${UNDELIVERED}/${box.personId}` : undefined,
})
export const mailbox = (table: Table, personId: string): Promise<Stored<Mailbox> | undefined> =>
  table.get(mailboxKey(personId), Mailbox)

/** Where mails go: the address the person confirmed, else the one the house entered and answers for. */
export function addressOf(member: Pick<Member, "mail">, box: Mailbox | undefined): string | undefined {
  return box?.own && box.own.over === (member.mail ?? "") ? box.own.address : member.mail
}

/** Does what is known to be wrong concern the address that mails go to now? */
export const blocked = (member: Pick<Member, "mail">, box: Mailbox | undefined): boolean =>
  box?.problem?.kind === "bounced" && box.problem.address === addressOf(member, box)

/** Every mail of a person, oldest first. */
export async function mails(table: Table, personId: string): Promise<Stored<Mail>[]> {
  const found: Stored<Mail>[] = []
  let cursor: string | undefined
  do {
    const page = await table.list(mailsOf(personId), Mail, { cursor })
    found.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return found.sort((a, b) => (a.value.at < b.value.at ? -1 : 1))
}
