/** Logs of a house: the register that knows all of them, what kind each one is, and the item that names the same head. */
import { z } from "zod"
import type { Ctx, Key, Paged, Stored, Table } from "../context.ts"
import { EMPTY, Fact, Head, REGISTER } from "../fact.ts"
import { UNKNOWN_ID } from "../id.ts"

/** Name of a log as somebody gives it. Anything else cannot be one. */
export const LogName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/, UNKNOWN_ID)

export const LogKind = z.enum([
  "house",
  "member",
  "programme",
  "upload",
  "vorlage",
  "sitzung",
  "gremium",
  "key",
  "other",
])
export type LogKind = z.infer<typeof LogKind>
export const LOG_LABEL = {
  house: "Haus und Einstellungen",
  member: "Person",
  programme: "Programm",
  upload: "Hochgeladene Datei",
  vorlage: "Vorlage",
  sitzung: "Sitzung",
  gremium: "Gremium",
  key: "Schlüssel einer Maschine",
  other: "Weiteres",
} as const satisfies Record<LogKind, string>

/** How the names of a kind's logs begin, and where its root item lies, which carries the head as well. */
const KINDS: readonly { kind: LogKind; prefix: string; root: (rest: string, log: string) => Key }[] = [
  { kind: "house", prefix: "house", root: () => "tenant/house/root" },
  { kind: "member", prefix: "member-", root: (id) => `member/${id}/root` },
  { kind: "programme", prefix: "pr_", root: (_, log) => `programme/${log}/root` },
  { kind: "upload", prefix: "up_", root: (_, log) => `upload/${log}/root` },
  { kind: "vorlage", prefix: "vl_", root: (_, log) => `vorlage/${log}/root` },
  { kind: "sitzung", prefix: "si_", root: (_, log) => `sitzung/${log}/root` },
  { kind: "gremium", prefix: "gremium-", root: (id) => `gremium/${id}/root` },
  { kind: "key", prefix: "key-", root: (id) => `key/${id}/root` },
]

export const kindOf = (log: string): LogKind => KINDS.find((k) => log.startsWith(k.prefix))?.kind ?? "other"

/** A log as the register names it: by the key of its first fact, which is undefined where somebody has spoilt it. */
export interface Registered {
  readonly log: string
  readonly first: Fact | undefined
}

/**
 * One page of all logs of the house, or of one kind, by name. Eventually consistent.
 * The kind "other" is what is left over, so it is found by reading all.
 */
export async function register(
  table: Table,
  page: { readonly kind?: LogKind | undefined; readonly cursor?: string | undefined; readonly limit?: number } = {},
): Promise<Paged<Registered>> {
  const { kind, ...rest } = page
  const prefix = KINDS.find((k) => k.kind === kind)?.prefix ?? ""
  const { items, cursor } = await table.listIndex(`${REGISTER}/${prefix}`, z.unknown(), rest)
  return {
    cursor,
    items: items.map(({ key, rev, value }) => {
      const log = key.split("/")[1] ?? ""
      const first = Fact.safeParse(value).data
      return { key, rev, value: { log, first: first?.log === log ? first : undefined } }
    }),
  }
}

/** Names of all logs of the house, by their keys: a first fact that was spoilt still has its place. */
export async function names(table: Table): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await table.listIndex(`${REGISTER}/`, z.unknown(), { cursor })
    found.push(...page.items.map((i) => i.key.split("/")[1] ?? ""))
    cursor = page.cursor
  } while (cursor)
  return found
}

/** What stands at the places of a log. */
export interface Entries {
  /** in their order */
  readonly facts: readonly Fact[]
  /** what stands at a place and is no fact of this log and number, as it is stored */
  readonly spoilt: readonly { readonly seq: number; readonly value: unknown }[]
}

/** All entries of a log; nobody who spoilt one keeps the others from being read. */
export async function entriesOf({ table }: Pick<Ctx, "table">, log: string): Promise<Entries> {
  const facts: Fact[] = []
  const spoilt: Entries["spoilt"][number][] = []
  let cursor: string | undefined
  do {
    const page = await table.list(`fact/${log}`, z.unknown(), { cursor })
    const part = sorted(log, page.items)
    facts.push(...part.facts)
    spoilt.push(...part.spoilt)
    cursor = page.cursor
  } while (cursor)
  return { facts, spoilt }
}

/** Facts of a log apart from what stands in their places. */
export function sorted(log: string, items: readonly Stored<unknown>[]): Entries {
  const facts: Fact[] = []
  const spoilt: { seq: number; value: unknown }[] = []
  for (const { key, value } of items) {
    const seq = Number(key.split("/")[2])
    const fact = Fact.safeParse(value).data
    if (fact && fact.log === log && fact.seq === seq) facts.push(fact)
    else spoilt.push({ seq, value })
  }
  return { facts, spoilt }
}

/** All facts of a log in their order; none when there is no such log. @throws Error for an entry that is none */
export async function factsOf({ table }: Pick<Ctx, "table">, log: string): Promise<Fact[]> {
  const facts: Fact[] = []
  let cursor: string | undefined
  do {
    const page = await table.list(`fact/${log}`, Fact, { cursor })
    facts.push(...page.items.map((i) => i.value))
    cursor = page.cursor
  } while (cursor)
  return facts
}

/** The last fact of a log, strongly consistent. @throws Error when it was spoilt */
export async function lastOf(table: Table, log: string): Promise<Fact | undefined> {
  const { items } = await table.list(`fact/${log}`, Fact, { limit: 1, descending: true })
  return items[0]?.value
}

/** The last entry of a log, strongly consistent; `fact` is undefined where it is none of this log and number. */
export async function endOf(table: Table, log: string): Promise<{ seq: number; fact: Fact | undefined }> {
  const { items } = await table.list(`fact/${log}`, z.unknown(), { limit: 1, descending: true })
  const seq = Number(items[0]?.key.split("/")[2] ?? 0)
  const fact = Fact.safeParse(items[0]?.value).data
  return { seq, fact: fact?.log === log && fact.seq === seq ? fact : undefined }
}

export const headOf = (last: Fact | undefined): Head => (last ? { seq: last.seq, hash: last.hash } : EMPTY)

const Rooted = z.looseObject({ head: Head })

/** The head that the log's root item names; undefined where the item was deleted or the kind has none. */
export async function rootHead(table: Table, log: string): Promise<Head | undefined> {
  const place = KINDS.find((k) => log.startsWith(k.prefix))
  if (!place) return undefined
  return (await table.get(place.root(log.slice(place.prefix.length), log), Rooted))?.value.head
}
