/**
 * Bestand (inventory) of a house: every item it has, found without a Scan. What has a log is found by the register of
 * logs, the rest by the lists of nouns and by what items name. A test compares it with a full scan of the table.
 */
import { z } from "zod"
import type { Stored, Table } from "./context.ts"
import { REGISTER } from "./fact.ts"
import { mailLog } from "./notice/item.ts"
import { listsOf, LISTS as OPARL, ORGANIZATIONS } from "./oparl/item.ts"
import { SHARDS } from "./publication/item.ts"
import { TENANT, Tenant } from "./tenant/settings.ts"

/** Partitions by the first segment of their name: { vorlage: ["vorlage/vl_01...", ...] }. */
export type Partitions = ReadonlyMap<string, readonly string[]>

const Named = z.looseObject({ personId: z.string().optional(), accountId: z.string().optional() })
/** Lists whose items stand in partitions of their own that no log leads to. */
const LISTS = ["list/member", "list/number", "list/key", "list/proposal", "list/scan", "list/feed"] as const

/** Where a log's noun keeps its items, by the begin of the log's name. */
const OF_LOG: readonly { readonly prefix: string; readonly nouns: readonly string[]; readonly cut: number }[] = [
  { prefix: "vl_", nouns: ["vorlage", "entwurf", "synopse", "handover"], cut: 0 },
  { prefix: "si_", nouns: ["sitzung"], cut: 0 },
  { prefix: "pr_", nouns: ["programme", "synopse"], cut: 0 },
  { prefix: "up_", nouns: ["upload"], cut: 0 },
  { prefix: "member-", nouns: ["member", "proposal", "limit", "mail"], cut: 7 },
  { prefix: "gremium-", nouns: ["gremium"], cut: 8 },
  { prefix: "key-", nouns: ["key", "limit"], cut: 4 },
]

/** First segments of all keys that this module finds; a test holds the whole source against it. */
export const NOUNS: readonly string[] = [
  ...["tenant", "fact", "duty", "account", "number", "public", "verify", "hash", "oparl"],
  ...OF_LOG.flatMap((o) => o.nouns),
  ...LISTS.map((list) => list.slice("list/".length)),
  "termin",
  "search",
]

/**
 * All partitions of the house. Costs one Query per 100 logs, people and numbers; eventually consistent.
 * @param known names of logs that an anchor holds: whoever took a first fact away has not hidden the rest with it
 */
export async function partitions(table: Table, known: readonly string[] = []): Promise<Partitions> {
  const found = new Set<string>([
    "tenant/house",
    "number/taken",
    "duty/record",
    "limit/source",
    "duty/search",
    "search/house",
    "search/mark",
  ])
  const add = (noun: string, id: string) => found.add(`${noun}/${id}`)
  for (const noun of ["public", "verify", "hash"]) for (const shard of SHARDS) add(noun, shard)
  const house = await table.get(TENANT, Tenant)
  for (const { id } of house?.value.arten ?? []) add("number", id)
  const logs = new Set(known)
  // By the key: a first fact that was spoilt still has its place.
  for await (const { key } of indexed(table, REGISTER, z.unknown())) logs.add(key.split("/")[1] ?? "")
  for (const log of logs) {
    add("fact", log)
    add("duty", log)
    if (log.startsWith("member-")) add("duty", mailLog(log.slice("member-".length)))
    for (const { prefix, nouns, cut } of OF_LOG)
      if (log.startsWith(prefix)) for (const noun of nouns) add(noun, log.slice(cut))
  }
  for (const list of LISTS)
    for await (const { key, value } of indexed(
      table,
      list,
      Named.and(z.looseObject({ artId: z.string().optional() })),
    )) {
      const [noun = "", id = ""] = key.split("/")
      add(noun, id)
      // An Art that the house has no more still counts its numbers.
      if (value.artId !== undefined) add("number", value.artId)
      for (const who of [value.personId, value.accountId]) if (who !== undefined) add("limit", who)
      if (value.accountId !== undefined) add("account", value.accountId)
    }
  for (const list of OPARL) add("oparl", list)
  // Objects of the interface that stand in lists of an organization, also of one that is no longer shown.
  for await (const { key } of indexed(table, ORGANIZATIONS, z.unknown()))
    for (const list of listsOf(key.split("/")[2] ?? "")) add("oparl", list)
  // Days of meetings by body, also of bodies that the house has no more.
  for await (const { value } of indexed(table, "list/sitzung", z.looseObject({ gremiumId: z.string() })))
    add("termin", value.gremiumId)
  const sorted = new Map<string, string[]>()
  for (const partition of [...found].sort()) {
    const noun = partition.slice(0, partition.indexOf("/"))
    const same = sorted.get(noun) ?? []
    same.push(partition)
    sorted.set(noun, same)
  }
  return sorted
}

/** Every item of these partitions, in the order of their keys. */
export async function* items(table: Table, names: readonly string[]): AsyncGenerator<Stored<unknown>, void, void> {
  for (const name of names) {
    let cursor: string | undefined
    do {
      const page = await table.list(name, z.unknown(), { cursor })
      yield* page.items
      cursor = page.cursor
    } while (cursor)
  }
}

async function* indexed<T>(table: Table, index: string, schema: z.ZodType<T>): AsyncGenerator<Stored<T>, void, void> {
  let cursor: string | undefined
  do {
    const page = await table.listIndex(index, schema, { cursor })
    yield* page.items
    cursor = page.cursor
  } while (cursor)
}
