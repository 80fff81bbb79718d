/** A worker that dies: at any step between two looks at the store, from then on nothing of it reaches table or files. */
import type { Files, Table } from "@beschlussweg/core/context"
import type { Workshop } from "@beschlussweg/functions/worker"

export interface Mortal {
  readonly workshop: Workshop
  readonly deaths: () => number
  /** chance to die at each read, commit or file, before or after it */
  set(chance: number): void
}

class Killed extends Error {
  constructor() {
    super("the worker is dead")
    this.name = "Killed"
  }
}

/** Each duty is taken by a life of its own. A dead one postpones nothing and gives nothing back, as after SIGKILL. */
export function mortal(inner: Workshop, random: () => number): Mortal {
  let chance = 0
  let deaths = 0
  const life = () => {
    let dead = false
    const survive = () => {
      if (!dead && random() < chance) {
        dead = true
        deaths++
      }
      if (dead) throw new Killed()
    }
    return async <T>(act: () => Promise<T>): Promise<T> => {
      survive()
      const result = await act()
      survive()
      return result
    }
  }
  return {
    deaths: () => deaths,
    set: (given) => {
      chance = given
    },
    workshop: {
      ...inner,
      async ctx(tenantId) {
        const ctx = await inner.ctx(tenantId)
        const living = life()
        const table: Table = {
          get: (key, schema) => living(() => ctx.table.get(key, schema)),
          list: (prefix, schema, page) => living(() => ctx.table.list(prefix, schema, page)),
          listIndex: (prefix, schema, page) => living(() => ctx.table.listIndex(prefix, schema, page)),
          commit: (facts, writes, duties) => living(() => ctx.table.commit(facts, writes, duties)),
        }
        const files = (f: Files): Files => ({
          get: (path) => living(() => f.get(path)),
          drop: (path) => living(() => f.drop(path)),
          write: (path, chunks) => living(() => f.write(path, chunks)),
          link: (path, how) => living(() => f.link(path, how)),
          receive: (path, what) => living(() => f.receive(path, what)),
          measure: (path) => living(() => f.measure(path)),
          put: (path, bytes) => living(() => f.put(path, bytes)),
        })
        return { ...ctx, table, papers: files(ctx.papers), drafts: files(ctx.drafts) }
      },
    },
  }
}
