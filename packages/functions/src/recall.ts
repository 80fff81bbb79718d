/**
 * Recall: within one duty nothing is read twice. What follows from a fact is asked of six followers, each of which looks at the
 * same settings, people and Vorlage.
 */
import { type Ctx, type Stored, type Table, Unreadable } from "@beschlussweg/core/context"
import { type ZodType, z } from "zod"

const ANY = z.unknown()
const partition = (key: string): string => key.split("/", 2).join("/")

/**
 * The same context, whose table keeps what it has read until it commits: then the partitions written and all lists of the index
 * are read anew, and everything after a commit that failed. So a duty sees its own writes, and those of others as they were
 * at the first look, as if it had run a moment earlier; what it commits is held by revisions as ever.
 */
export function recalling<C extends Pick<Ctx, "table">>(ctx: C): C {
  return { ...ctx, table: recallingTable(ctx.table) }
}

function recallingTable(table: Table): Table {
  const read = new Map<string, Promise<unknown>>()
  const once = <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const known = read.get(name) as Promise<T> | undefined
    if (known) return known
    const asked = ask()
    read.set(name, asked)
    // A failure is not kept.
    asked.catch(() => read.delete(name))
    return asked
  }
  return {
    async get(key, schema) {
      const found = await once(`get ${key}`, () => table.get(key, ANY))
      return found && fitted(found, schema)
    },
    async list(prefix, schema, page = {}) {
      const name = `list ${partition(prefix)} ${prefix} ${JSON.stringify(page)}`
      const { items, cursor } = await once(name, () => table.list(prefix, ANY, page))
      return { items: items.map((item) => fitted(item, schema)), cursor }
    },
    async listIndex(prefix, schema, page = {}) {
      const { items, cursor } = await once(`index ${prefix} ${JSON.stringify(page)}`, () =>
        table.listIndex(prefix, ANY, page),
      )
      return { items: items.map((item) => fitted(item, schema)), cursor }
    },
    async commit(facts, writes, duties = []) {
      try {
        await table.commit(facts, writes, duties)
      } catch (error) {
        read.clear()
        throw error
      }
      const written = new Set([
        ...writes.map((write) => partition("put" in write ? write.put : "drop" in write ? write.drop : write.check)),
        ...facts.map((fact) => `fact/${fact.log}`),
        ...duties.map((duty) => `duty/${duty.log}`),
      ])
      for (const name of [...read.keys()]) {
        const [kind, key = ""] = name.split(" ", 2)
        if (kind === "index" || written.has(partition(key))) read.delete(name)
      }
    },
  }
}

/** Every reader gets a value of its own, as from the table. */
function fitted<T>({ key, rev, value }: Stored<unknown>, schema: ZodType<T>): Stored<T> {
  const parsed = schema.safeParse(structuredClone(value))
  if (parsed.success) return { key, rev, value: parsed.data }
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join(", ")
  throw new Unreadable(key, "schema", `does not fit its schema: ${issues}`)
}
