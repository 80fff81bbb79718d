/** The end of a membership (Ausscheiden), today or on a later day. */
import { z } from "zod"
import { Account, accountKey } from "../account.ts"
import type { Ctx, Stored, Write } from "../context.ts"
import { dayOf } from "../day.ts"
import { AppError } from "../error.ts"
import { ending as endingFeed } from "../feed/item.ts"
import { Ref } from "../id.ts"
import { Day } from "../paper.ts"
import { verb } from "../verb.ts"
import { commitMember, notSelf, office, stored } from "./change.ts"
import { LONGEST } from "./check.ts"
import { type Member, nameless, state } from "./item.ts"
import { openProposal, told } from "./proposal.ts"

/** Ends a membership, today or on a later day. What lies with this person goes back to the functions it belongs to. */
export const end = verb(
  {
    name: "member.end",
    may: "people.write",
    input: z.strictObject({ personId: Ref, reason: z.string().trim().min(3).max(500), on: Day.optional() }),
    summary: "Mitgliedschaft beenden, heute oder zu einem späteren Tag. Offene Aufgaben gehen an die Funktion zurück.",
  },
  async (ctx, { personId, reason, on }) => {
    notSelf(ctx, personId)
    const { checks } = await office(ctx)
    const before = await stored(ctx.table, personId)
    if (state(before.value) === "ausgeschieden")
      throw new AppError("refused", "member.left", "Diese Person ist bereits ausgeschieden.")
    const today = dayOf(ctx.now())
    const day = on ?? today
    if (day < today) throw new AppError("input", "member.endPast", "Dieser Tag liegt in der Vergangenheit.")
    if ((Date.parse(day) - Date.parse(today)) / 86_400_000 > LONGEST)
      throw new AppError("input", "member.endFar", "Dieser Tag liegt mehr als ein Jahr entfernt.")
    const ends = { on: day, reason }
    if (day > today) {
      const functions = before.value.functions
        .filter((f) => f.from === undefined || f.from <= day)
        .map((f) => ({ ...f, to: f.to === undefined || f.to > day ? day : f.to }))
      const data = { personId, on: day, functions: nameless(functions) }
      const next = { ...before.value, functions, ends }
      return told(
        await commitMember(ctx, before, next, [{ type: "member.ending", data }], { writes: checks }),
        undefined,
      )
    }
    return told(await leave(ctx, before, ends, checks), undefined)
  },
)

/** The membership is over: nothing is held, nobody signs in with it. Called by `end`, and by the worker when the day has come. */
export async function leave(
  ctx: Ctx,
  before: Stored<Member>,
  ends: NonNullable<Member["ends"]>,
  writes: readonly Write[] = [],
): Promise<Member> {
  const { accountId: account, accountLabel: _, invitation: __, ...rest } = before.value
  const proposal = await openProposal(ctx, rest.personId)
  const dropped: Write[] = proposal ? [{ drop: proposal.key, rev: proposal.rev }] : []
  const next = { ...rest, functions: [], active: false, absences: [], ends }
  const data = { personId: rest.personId, on: ends.on }
  return commitMember(ctx, before, next, [{ type: "member.left", data }], {
    writes: [...writes, ...dropped, ...(await unbind(ctx, account)), ...(await endingFeed(ctx.table, rest.personId))],
    endSessions: true,
  })
}

/** The write that takes a sign-in away from its person. */
export async function unbind(ctx: Pick<Ctx, "table">, accountId: string | undefined): Promise<Write[]> {
  if (accountId === undefined) return []
  const key = accountKey(accountId)
  const account = await ctx.table.get(key, Account)
  return account ? [{ drop: key, rev: account.rev }] : []
}
