/** What the search is owed: marks of what changed, and the duties that bring it into the index. */
import { z } from "zod"
import { type Ctx, RevConflict, type Table } from "../context.ts"
import { Duty, dutyKey } from "../duty.ts"

/** Log of the index's own duties; no facts stand in it. */
export const LOG = "search"
export const UPDATE = { log: LOG, id: "update" } as const
/** Everything is to be made from nothing. */
export const ALL = "all"

export const Mark = z.strictObject({ version: z.literal(1), log: z.string(), at: z.iso.datetime() })
export type Mark = z.infer<typeof Mark>
export const MARKS = "search/mark"
const markKey = (log: string): string => `${MARKS}/${log}`

const ATTEMPTS = 20

/** Writes down that a log is to be looked at anew; the worker does it at once. Marked twice is marked once. */
export async function mark(ctx: Pick<Ctx, "table" | "now">, log: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const at = ctx.now().toISOString()
    const [old, duty] = await Promise.all([ctx.table.get(markKey(log), Mark), ctx.table.get(dutyKey(UPDATE), Duty)])
    const value: Mark = { version: 1, log, at }
    const put = { put: markKey(log), value, rev: old?.rev ?? ("new" as const) }
    try {
      // A duty that is dropped meanwhile has not seen this mark.
      if (duty) await ctx.table.commit([], [put, { check: duty.key, rev: duty.rev }])
      else await ctx.table.commit([], [put], [{ ...UPDATE, kind: "search", dueAt: at, attempts: 0 }])
      return
    } catch (error) {
      if (!(error instanceof RevConflict) || attempt >= ATTEMPTS) throw error
    }
  }
}

/** Texts that are saved again and again come into the index this long after at most. */
const WINDOW_MS = 3 * 60_000

/**
 * What saving a text owes the search: one duty per text and window, however often it is saved. It belongs into the commit of
 * the text.
 */
export async function textDuty(ctx: { readonly table: Table; readonly now: () => Date }, log: string): Promise<Duty[]> {
  const window = Math.floor(ctx.now().getTime() / WINDOW_MS)
  const id = `text-${window}`
  if (await ctx.table.get(dutyKey({ log, id }), Duty)) return []
  const dueAt = new Date((window + 1) * WINDOW_MS).toISOString()
  return [{ id, log, kind: "search", dueAt, attempts: 0 }]
}
