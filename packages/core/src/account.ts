/** Accounts (Konten): who proved to be whom at an OpenID provider, which person of a house that is, and since when sessions count. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { type Ctx, RevConflict, type Table } from "./context.ts"
import { append } from "./fact.ts"
import { Member, memberIndex, memberKey } from "./member/item.ts"
import { stamp } from "./tenant.ts"

/** SHA-256 over issuer and subject, in hex: says nothing about the person, and differs between two providers. */
export const AccountId = z.string().regex(/^[0-9a-f]{64}$/)

/** @param issuer exactly as the ID token names it */
export const accountId = (issuer: string, subject: string): Promise<string> => sha256(canonical([issuer, subject]))

/** One item per account in each house it belongs to. `issuer`: the provider that vouched when it was bound by an invitation. */
export const Account = z.object({ personId: z.string(), issuer: z.string().optional() })
export const accountKey = (id: string): string => `account/${id}`

/** Sessions that began at this instant or before are over. Stands beside the membership, so one read brings both. */
export const SessionMark = z.strictObject({ version: z.literal(1), notBefore: z.iso.datetime() })
export const sessionKey = (personId: string): string => `member/${personId}/session`

export interface Membership {
  readonly member: Member
  readonly rev: number
  readonly notBefore: Date | undefined
}

/** Who a person is in this house and since when his sessions count: one Query. Undefined for nobody and for who has left. */
export async function membership(table: Table, personId: string): Promise<Membership | undefined> {
  const root = memberKey(personId)
  const { items } = await table.list(`member/${personId}`, z.unknown())
  const found = items.find((i) => i.key === root)
  if (found === undefined) return undefined
  const member = Member.parse(found.value)
  if (!member.active) return undefined
  const mark = items.find((i) => i.key === sessionKey(personId))?.value
  return {
    member,
    rev: found.rev,
    notBefore: mark === undefined ? undefined : new Date(SessionMark.parse(mark).notBefore),
  }
}

/** Ends every session of this person in this house that began at `at` or before. */
export async function endSessions(table: Table, personId: string, at: Date): Promise<void> {
  const key = sessionKey(personId)
  for (;;) {
    const stored = await table.get(key, SessionMark)
    if (stored && new Date(stored.value.notBefore) >= at) return
    const value: z.infer<typeof SessionMark> = { version: 1, notBefore: at.toISOString() }
    try {
      await table.commit([], [{ put: key, value, rev: stored?.rev ?? "new" }])
      return
    } catch (error) {
      // Somebody else marked it at the same moment: only a later mark than ours is enough.
      if (!(error instanceof RevConflict)) throw error
    }
  }
}

/**
 * Binds an account to a person without an invitation: for who founds a house, where nobody could invite yet. An account
 * that the person had before is nobody's any more.
 */
export async function bind(ctx: Ctx, personId: string, id: string): Promise<void> {
  const { table } = ctx
  const [before, account] = await Promise.all([
    table.get(memberKey(personId), Member),
    table.get(accountKey(id), Account),
  ])
  if (!before) throw new Error("nobody to bind an account to")
  const { accountId: old } = before.value
  if (old === id && account?.value.personId === personId) return
  const gone = old === undefined || old === id ? undefined : await table.get(accountKey(old), Account)
  const { head, facts } = await append(
    `member-${personId}`,
    before.value.head,
    [{ type: "member.bound", data: { personId, accountId: id } }],
    stamp(ctx),
  )
  await table.commit(facts, [
    {
      put: memberKey(personId),
      value: { ...before.value, accountId: id, head },
      rev: before.rev,
      index: memberIndex(personId),
    },
    { put: accountKey(id), value: { version: 1, personId }, rev: account?.rev ?? "new" },
    ...(gone ? [{ drop: gone.key, rev: gone.rev }] : []),
  ])
}
