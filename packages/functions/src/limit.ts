/** Limits per person: fixed windows, counted in the house's own table. */
import { type Ctx, RevConflict, type Table, type Write } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import type { Context, MiddlewareHandler } from "hono"
import { z } from "zod"
import type { Env } from "./api/route.ts"

/** How often within how many seconds. `failure` counts sign-ins that failed, `lookup` questions for the genuineness of papers, by a group of addresses; `oparl` counts 50 requests at once. */
export const LIMITS = {
  signIn: { max: 10, seconds: 600, what: "Sie haben sich sehr oft angemeldet." },
  failure: { max: 100, seconds: 600, what: "Von Ihrem Anschluss sind viele Anmeldungen fehlgeschlagen." },
  lookup: { max: 300, seconds: 600, what: "Von Ihrem Anschluss wurde sehr oft nach Dokumenten gefragt." },
  oparl: { max: 240, seconds: 600, what: "Von Ihrem Anschluss kamen sehr viele Anfragen." },
  upload: { max: 60, seconds: 3600, what: "Sie haben sehr viele Dateien hochgeladen." },
  decision: { max: 60, seconds: 600, what: "Sie haben sehr oft entschieden." },
} as const
export type LimitKind = keyof typeof LIMITS

const Window = z.strictObject({ version: z.literal(1), begin: z.iso.datetime(), count: z.int().min(1) })
/** Groups of addresses share one partition, so that whoever lists a house finds them. */
const keyOf = (who: string, kind: LimitKind): string =>
  kind === "oparl"
    ? `limit/source/${who}.oparl`
    : kind === "failure" || kind === "lookup"
      ? `limit/source/${who}`
      : `limit/${who}/${kind}`
const ATTEMPTS = 8

/** One more in this window, as the write that counts it. @throws AppError limit, with the seconds to wait */
async function count(table: Table, who: string, kind: LimitKind, now: Date): Promise<Write> {
  const { seconds, max } = LIMITS[kind]
  const begin = new Date(Math.floor(now.getTime() / 1000 / seconds) * seconds * 1000)
  const stored = await table.get(keyOf(who, kind), Window)
  const counted = stored?.value.begin === begin.toISOString() ? stored.value.count : 0
  if (counted >= max) throw full(kind, begin.getTime() / 1000 + seconds - now.getTime() / 1000)
  const value: z.infer<typeof Window> = { version: 1, begin: begin.toISOString(), count: counted + 1 }
  return { put: keyOf(who, kind), value, rev: stored?.rev ?? "new" }
}

/** Seconds to wait, by the refusal that says so. */
const waits = new WeakMap<AppError, number>()
export const waitOf = (error: AppError): number | undefined => waits.get(error)

function full(kind: LimitKind, seconds: number): AppError {
  const wait = Math.max(1, Math.ceil(seconds))
  const minutes = Math.ceil(wait / 60)
  const when = minutes === 1 ? "einer Minute" : `${minutes} Minuten`
  const error = new AppError(
    "limit",
    `limit.${kind}`,
    `${LIMITS[kind].what} Bitte versuchen Sie es in ${when} noch einmal.`,
  )
  waits.set(error, wait)
  return error
}

/** Counts one. Where too many count at once, the ones that lose every race are refused, so none slips past. */
export async function take(table: Table, who: string, kind: LimitKind, now: Date): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++)
    try {
      return await table.commit([], [await count(table, who, kind, now)])
    } catch (error) {
      if (!(error instanceof RevConflict)) throw error
    }
  throw full(kind, 1)
}

/** Refuses who is over the limit already, without counting. */
export async function requireBelow(table: Table, who: string, kind: LimitKind, now: Date): Promise<void> {
  await count(table, who, kind, now)
}

/**
 * Route of a verb that a person may call so often only: what the verb commits counts, in the same transaction. So
 * refusals count nothing, a foreign id writes nothing, and two at the same moment cannot both be the last one.
 */
export function limited(kind: "upload" | "decision"): MiddlewareHandler<Env> {
  return async (c: Context<Env>, next) => {
    const { ctx } = c.var
    // Early, so that nobody over the limit makes us read his bytes.
    await requireBelow(ctx.table, ctx.actor.personId, kind, ctx.now())
    c.set("ctx", counting(ctx, kind))
    await next()
  }
}

function counting(ctx: Ctx, kind: LimitKind): Ctx {
  let counted = false
  const { table } = ctx
  return {
    ...ctx,
    table: {
      ...table,
      async commit(facts, writes, duties) {
        if (counted) return table.commit(facts, writes, duties)
        const one = await count(table, ctx.actor.personId, kind, ctx.now())
        await table.commit(facts, [...writes, one], duties)
        counted = true
      },
    },
  }
}
