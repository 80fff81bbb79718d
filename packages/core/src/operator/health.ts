/** Health of the tenants as the operator sees it: how much work is owed, since when, and what of it keeps failing. No content. */
import { z } from "zod"
import type { DutyKind } from "../duty.ts"
import { entries } from "./item.ts"
import { type OperatorCtx, operatorVerb } from "./verb.ts"

/** Work that the sweep takes every few seconds is late after that; milliseconds */
const LATE_MS = 5 * 60_000
/** The longest pause after a failed attempt: what failed is owed again within it. */
const PAUSE_MS = 3_600_000
/** More is not looked at one by one; `counted` says so. */
const MOST = 2_000
const TOGETHER = 16

export interface Health {
  readonly id: string
  readonly name: string
  /** work that should have been done five minutes ago */
  readonly overdue: number
  /** instant of the oldest of it */
  readonly oldest: string | null
  /** work that has failed at least once and is tried again, by kind, with the stable code of the last failure */
  readonly failing: readonly { readonly kind: DutyKind; readonly attempts: number; readonly error: string }[]
}

export const health = operatorVerb(
  {
    name: "operator.health",
    may: "any",
    input: z.strictObject({}),
    summary: "Gesundheit der Mandanten: überfällige und fehlschlagende Arbeit, ohne Inhalte.",
  },
  async (ctx) => {
    const now = ctx.now()
    const late = new Date(now.getTime() - LATE_MS).toISOString()
    const known = await entries(ctx.registry)
    const owed: { tenantId: string; key: string; dueAt: string }[] = []
    let counted = true
    for await (const duty of ctx.due(new Date(now.getTime() + PAUSE_MS))) {
      if (owed.length >= MOST) {
        counted = false
        break
      }
      owed.push(duty)
    }
    const failing = await failuresOf(ctx, owed)
    const tenants = known
      .filter((e) => e.status !== "deleted")
      .map(({ id, name }): Health => {
        const own = owed.filter((d) => d.tenantId === id && d.dueAt < late)
        const oldest = own.map((d) => d.dueAt).sort()[0] ?? null
        return { id, name, overdue: own.length, oldest, failing: failing.get(id) ?? [] }
      })
    // Who asks and whether deleting is on: what the screen may offer.
    const { operator, deletion } = ctx
    return {
      at: now.toISOString(),
      operator,
      deletion,
      /** false: there was more owed than is looked at */ counted,
      tenants,
    }
  },
)

async function failuresOf(ctx: Pick<OperatorCtx, "houses">, owed: readonly { tenantId: string; key: string }[]) {
  const found = new Map<string, Health["failing"][number][]>()
  const left = owed.filter((d) => d.tenantId !== "system")
  const hand = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const failed = await ctx.houses.failure(next.tenantId, next.key)
      if (failed) found.set(next.tenantId, [...(found.get(next.tenantId) ?? []), failed])
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, hand))
  return found
}
