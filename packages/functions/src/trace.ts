/**
 * The trace: one id from a request to the paper that follows from it. It is the id of the request. Duties carry it, and what
 * a duty causes takes it over; lines of the log join it with facts and duties, so no fact has to hold it.
 */
import type { Ctx, Stored, Table, Write } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import { factKey } from "@beschlussweg/core/fact"
import { trail } from "./log.ts"

/** The same context, whose commits belong to this trace. */
export function traced<C extends Pick<Ctx, "table" | "tenantId">>(ctx: C, trace: string): C {
  return { ...ctx, table: tracedTable(ctx.table, ctx.tenantId, trace) }
}

/**
 * New duties of its commits get the trace. A commit that fulfils a duty read here belongs to that duty's own trace: who comes
 * for one duty of a Vorlage makes everything that it owes.
 */
export function tracedTable(table: Table, tenantId: string, trace: string): Table {
  const known = new Map<string, string>()
  const note = ({ key, value }: Stored<unknown>): void => {
    if (!key.startsWith("duty/")) return
    const found = Duty.safeParse(value).data?.trace
    if (found !== undefined) known.set(key, found)
  }
  const settled = (writes: readonly Write[]): string | undefined => {
    for (const write of writes) if ("drop" in write && known.has(write.drop)) return known.get(write.drop)
    return undefined
  }
  return {
    async get(key, schema) {
      const found = await table.get(key, schema)
      if (found) note(found)
      return found
    },
    async list(prefix, schema, page) {
      const found = await table.list(prefix, schema, page)
      for (const item of found.items) note(item)
      return found
    },
    listIndex: (prefix, schema, page) => table.listIndex(prefix, schema, page),
    async commit(facts, writes, duties = []) {
      const own = settled(writes) ?? trace
      const owed = duties.map((duty): Duty => ({ ...duty, trace: duty.trace ?? own }))
      await table.commit(facts, writes, owed)
      for (const { log, seq, type } of facts)
        trail("fact.written", { tenantId, trace: own, fact: factKey(log, seq), kind: type })
      for (const duty of owed)
        trail("duty.written", { tenantId, trace: duty.trace, duty: `duty/${duty.log}/${duty.id}`, kind: duty.kind })
    },
  }
}
