/** Invitations (Einladungen): a one-time code binds a sign-in to a person. Only the code's hash is kept. */
import { z } from "zod"
import { Account, AccountId, accountKey } from "../account.ts"
import { sha256 } from "../canonical.ts"
import { type Ctx, RevConflict } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import { Ref } from "../id.ts"
import { house, signing } from "../tenant.ts"
import { parse, verb } from "../verb.ts"
import { type Books, commitMember, notSelf, office, stored } from "./change.ts"
import { checkFunctions, checkNames } from "./check.ts"
import { unbind } from "./end.ts"
import { after, alike, all, DAYS_OPEN, type Invitation, Member, memberKey, nameless } from "./item.ts"
import { named, openProposal, propose, requireHeld, sort, told } from "./proposal.ts"
import { Person, wordsOf } from "./put.ts"

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
/** Characters of the secret half; five bits each, so 130 bits. */
const LENGTH = 26
const CODE = new RegExp(`^([A-Za-z0-9_-]{1,60})\\.([${ALPHABET}]{${LENGTH}})$`)

/** The same answer to a wrong, an expired, a used and a revoked code, and to one of another house. */
const invalid = (): AppError =>
  new AppError(
    "not_found",
    "invitation.invalid",
    "Diese Einladung gilt nicht oder nicht mehr. Bitte lassen Sie sich von der Mandantenadministration Ihres Hauses eine neue geben.",
  )

/** A new code and what is kept of it. The code is "person.secret"; the secret says nothing but itself. */
async function newCode(
  ctx: Pick<Books, "actor" | "now">,
  personId: string,
): Promise<{ code: string; invitation: Invitation }> {
  const secret = Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (b) => ALPHABET.charAt(b & 31)).join("")
  const code = `${personId}.${secret}`
  const at = ctx.now()
  const invitation = {
    sha256: await sha256(code),
    by: ctx.actor.personId,
    at: at.toISOString(),
    until: after(at, DAYS_OPEN),
  }
  return { code, invitation }
}

const Invited = Person.omit({ personId: true })

/** A new person with a code that is shown this once. Who signs or administers waits for a second administrator, too. */
export const invite = verb(
  {
    name: "member.invite",
    may: "people.write",
    input: Invited.extend({ functions: Invited.shape.functions.default([]) }),
    summary: "Person einladen. Die Antwort enthält den Code der Einladung, nur dieses eine Mal.",
  },
  async (ctx, input) => {
    const { checks } = await office(ctx)
    const personId = ctx.id("pe")
    const tenant = await house(ctx.table)
    const functions = await named(ctx, input.functions)
    checkNames(input.name, input.title)
    checkFunctions(tenant, personId, functions)
    const sorted = sort([], functions, signing(tenant))
    await requireHeld(ctx, sorted.add)
    const proposed = await propose(ctx, personId, sorted, sorted.now, undefined)
    const { code, invitation } = await newCode(ctx, personId)
    const next = {
      ...wordsOf(input),
      version: 1 as const,
      personId,
      functions: sorted.now,
      active: false,
      invitation,
      absences: [],
      deputies: [],
    }
    const data = { personId, functions: nameless(sorted.now), active: false, until: invitation.until }
    const value = await commitMember(ctx, undefined, next, [{ type: "member.invited", data }, ...proposed.happenings], {
      writes: [...proposed.writes, ...checks],
    })
    return { ...told(value, proposed.proposal), code, until: invitation.until }
  },
)

/**
 * A new code for somebody who is here, was invited, or has left. The one before is dead. Whoever gets a code can become
 * this person, so guarded functions wait for a second administrator again, and the sign-in so far is nobody's any more.
 */
export const reinvite = verb(
  {
    name: "member.reinvite",
    may: "people.write",
    input: z.strictObject({ personId: Ref }),
    summary:
      "Neue Einladung für eine Person (Code verloren, anderes Anmeldekonto, Rückkehr). Zeichnende Funktionen ruhen, bis eine zweite Person der Mandantenadministration sie bestätigt.",
  },
  async (ctx, { personId }) => {
    notSelf(ctx, personId)
    const { checks } = await office(ctx)
    const before = await stored(ctx.table, personId)
    const { accountId: account, accountLabel: _, ends: __, ...rest } = before.value
    const guarded = signing(await house(ctx.table))
    // What the old sign-in gave goes with it.
    const own = rest.functions.filter((f) => f.source === undefined)
    const held = own.filter((f) => guarded.includes(f.role))
    const functions = own.filter((f) => !held.includes(f))
    const open = await openProposal(ctx, personId)
    const mine = open?.value.by === ctx.actor.personId ? open.value.add : []
    const add = [...held, ...mine.filter((f) => !held.some((h) => alike(h, f)))]
    const proposed = await propose(ctx, personId, { add, drop: [] }, functions, open)
    const { code, invitation } = await newCode(ctx, personId)
    const active = rest.active && account === undefined
    const next = { ...rest, functions, active, invitation }
    const data = { personId, functions: nameless(functions), active, until: invitation.until }
    const value = await commitMember(ctx, before, next, [{ type: "member.invited", data }, ...proposed.happenings], {
      writes: [...proposed.writes, ...checks, ...(await unbind(ctx, account))],
      endSessions: account !== undefined,
    })
    return { ...told(value, proposed.proposal), code, until: invitation.until }
  },
)

/** Takes an invitation back; who was never here is gone with it. */
export const revoke = verb(
  {
    name: "member.revoke",
    may: "people.write",
    input: z.strictObject({ personId: Ref }),
    summary: "Einladung widerrufen.",
  },
  async (ctx, { personId }) => {
    notSelf(ctx, personId)
    const { checks } = await office(ctx)
    const before = await stored(ctx.table, personId)
    const { invitation, ...rest } = before.value
    if (!invitation) throw new AppError("refused", "invitation.none", "Für diese Person ist keine Einladung offen.")
    const open = await openProposal(ctx, personId)
    const next = rest.active ? rest : { ...rest, functions: [] }
    const dropped = open && !rest.active ? [{ drop: open.key, rev: open.rev }] : []
    const value = await commitMember(ctx, before, next, [{ type: "member.uninvited", data: { personId } }], {
      writes: [...dropped, ...checks],
    })
    return told(value, undefined)
  },
)

const Acceptance = z.strictObject({
  code: z.string().max(200),
  accountId: AccountId,
  /** how the provider calls this account (name or mail): shown to the administrator who confirms */
  label: z.string().max(200).optional(),
})

const ATTEMPTS = 5

/**
 * Binds the account that somebody has just proved to be his to the person of the code. Not a verb: nobody is a member yet
 * who could call one; the sign-in calls it.
 * @param ctx bound to the house whose page took the code
 * @throws AppError not_found "invitation.invalid", conflict "account.taken"
 */
export async function accept(ctx: Books, raw: z.input<typeof Acceptance>): Promise<{ readonly personId: string }> {
  const { code, accountId: account, label } = parse(Acceptance, raw)
  const personId = CODE.exec(code)?.[1]
  if (personId === undefined) throw invalid()
  for (let attempt = 1; ; attempt++) {
    const before = await ctx.table.get(memberKey(personId), Member)
    const invitation = before?.value.invitation
    if (!before || !invitation || invitation.until <= ctx.now().toISOString()) throw invalid()
    if (invitation.sha256 !== (await sha256(code))) throw invalid()
    const key = accountKey(account)
    if (await ctx.table.get(key, Account))
      throw new AppError(
        "conflict",
        "account.taken",
        "Mit diesem Anmeldekonto gehört schon jemand zu diesem Haus. Bitte melden Sie sich mit dem eigenen Konto an.",
      )
    const { invitation: _, ...rest } = before.value
    // Who was to leave before he came does not come any more.
    if (rest.ends && rest.ends.on < dayOf(ctx.now())) throw invalid()
    const next = { ...rest, active: true, accountId: account, accountLabel: label }
    const data = { personId, accountId: account, functions: nameless(rest.functions) }
    const self: Books = { ...ctx, actor: { personId, name: rest.name, functions: [] } }
    const issuer = (await house(ctx.table)).signIn?.issuer
    try {
      await commitMember(self, before, next, [{ type: "member.joined", data }], {
        writes: [{ put: key, value: { version: 1, personId, issuer }, rev: "new" }],
      })
      return { personId }
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

/** Whether somebody can still sign in: an account of a provider that the house has left opens nothing any more. */
async function getsIn(ctx: Pick<Ctx, "table">, { accountId }: Member): Promise<boolean> {
  if (accountId === undefined) return false
  const issuer = (await ctx.table.get(accountKey(accountId), Account))?.value.issuer
  return issuer === undefined || issuer === (await house(ctx.table)).signIn?.issuer
}

/** Enough that one of them can confirm what the other proposes. */
const ENOUGH = 2

/**
 * The operator invites the first administrators of a house, or new ones where fewer than two are left who can sign in.
 * Their functions need nobody's confirmation: there is nobody. Not a verb, no route of the house leads here. Doing it again
 * for the same `chosen` id gives a new code in place of the old one.
 * @throws AppError refused "enrol.notNeeded", "enrol.here"
 */
export async function enrol(
  ctx: Ctx,
  input: z.input<typeof Invited>,
  chosen?: string,
): Promise<{ readonly personId: string; readonly code: string; readonly until: string }> {
  const person = parse(Invited, input)
  const today = dayOf(ctx.now())
  const administrators = (await all(ctx.table)).filter((m) =>
    m.functions.some((f) => f.role === "administration" && f.as === "selbst" && (f.to === undefined || f.to >= today)),
  )
  const here = await Promise.all(administrators.map((m) => getsIn(ctx, m)))
  if (here.filter(Boolean).length >= ENOUGH)
    throw new AppError(
      "refused",
      "enrol.notNeeded",
      "Dieses Haus hat zwei Personen der Mandantenadministration. Weitere Personen lädt das Haus selbst ein.",
    )
  const personId = chosen ?? ctx.id("pe")
  const before = await ctx.table.get(memberKey(personId), Member)
  if (before?.value.active)
    throw new AppError("refused", "enrol.here", "Diese Person hat ihre Einladung schon angenommen.")
  checkNames(person.name, person.title)
  checkFunctions(await house(ctx.table), personId, person.functions)
  const { code, invitation } = await newCode(ctx, personId)
  const next = {
    ...wordsOf(person),
    version: 1 as const,
    personId,
    active: false,
    invitation,
    absences: [],
    deputies: [],
  }
  const data = { personId, functions: nameless(person.functions), active: false, until: invitation.until }
  await commitMember(ctx, before, next, [{ type: "member.invited", data }], { founding: true })
  return { personId, code, until: invitation.until }
}
