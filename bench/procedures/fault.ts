/** What goes wrong for the worker of the procedures bench: it dies around filing, and the timestamp service stands still. */
import type { Files, Table } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import type { WorkCtx } from "@beschlussweg/core/work"
import type { Workshop } from "@beschlussweg/functions/worker"

/** Chances between 0 and 1, per file or commit of the worker. */
export interface Chances {
  /** dies with the bytes made and not filed */
  readonly beforeFiling: number
  /** dies with the file in its place and no commit */
  readonly beforeCommit: number
  /** dies after the commit, before the next entry */
  readonly afterCommit: number
  /** the timestamp service stops for the next few requests */
  readonly tsaStops: number
}
export interface Mortal {
  readonly workshop: Workshop
  readonly counts: Record<keyof Chances | "tsaRefusals", number>
  set(chances: Partial<Chances>): void
}

class Killed extends Error {
  constructor() {
    super("the worker is dead")
    this.name = "Killed"
  }
}

/**
 * A workshop whose worker can die. From then on nothing of this life reaches table or files any more, as after SIGKILL:
 * no duty is postponed, no lock given back. The next duty is taken by a new life.
 */
export function mortal(inner: Workshop, random: () => number): Mortal {
  const counts = { beforeFiling: 0, beforeCommit: 0, afterCommit: 0, tsaStops: 0, tsaRefusals: 0 }
  let chances: Partial<Chances> = {}
  let life = { dead: false }
  let stopped = 0
  const strikes = (what: keyof Chances): boolean => {
    if (random() >= (chances[what] ?? 0)) return false
    counts[what]++
    return true
  }
  const mine = () => {
    const own = life
    const die = (): never => {
      own.dead = true
      if (life === own) life = { dead: false }
      throw new Killed()
    }
    const living = async <T>(run: () => Promise<T>): Promise<T> => {
      if (own.dead) throw new Killed()
      const result = await run()
      if (own.dead) throw new Killed()
      return result
    }
    const table = (t: Table): Table => ({
      get: (key, schema) => living(() => t.get(key, schema)),
      list: (prefix, schema, page) => living(() => t.list(prefix, schema, page)),
      listIndex: (prefix, schema, page) => living(() => t.listIndex(prefix, schema, page)),
      commit: async (facts, writes, duties) => {
        await living(() => t.commit(facts, writes, duties))
        if (facts.length > 0 && strikes("afterCommit")) die()
      },
    })
    const files = (f: Files, mortalHere: boolean): Files => ({
      get: (path) => living(() => f.get(path)),
      drop: (path) => living(() => f.drop(path)),
      write: (path, chunks) => living(() => f.write(path, chunks)),
      link: (path, how) => living(() => f.link(path, how)),
      receive: (path, what) => living(() => f.receive(path, what)),
      measure: (path) => living(() => f.measure(path)),
      put: async (path, bytes) => {
        if (mortalHere && !own.dead && strikes("beforeFiling")) die()
        const hash = await living(() => f.put(path, bytes))
        if (mortalHere && strikes("beforeCommit")) die()
        return hash
      },
    })
    return (ctx: WorkCtx): WorkCtx => ({
      ...ctx,
      table: table(ctx.table),
      papers: files(ctx.papers, true),
      drafts: files(ctx.drafts, false),
      timestamp: {
        stamp: async (digest) => {
          if (stopped === 0 && strikes("tsaStops")) stopped = 1 + Math.floor(random() * 4)
          if (stopped > 0) {
            stopped--
            counts.tsaRefusals++
            throw new AppError("refused", "tsa.unavailable", "Der Zeitstempeldienst ist zurzeit nicht erreichbar.")
          }
          if (!ctx.timestamp) throw new Error("no timestamp authority")
          return ctx.timestamp.stamp(digest)
        },
      },
    })
  }
  return {
    counts,
    set: (given) => {
      chances = given
    },
    workshop: {
      ...inner,
      ctx: async (tenantId) => {
        const bind = mine()
        return bind(await inner.ctx(tenantId))
      },
    },
  }
}
