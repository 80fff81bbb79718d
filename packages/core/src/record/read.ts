/** What the Revision reads: all logs of the house, the facts of one with the names that still exist, and the verdict on it. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { dayOf, startOf } from "../day.ts"
import { notFound } from "../error.ts"
import type { Fact } from "../fact.ts"
import { Member, memberKey } from "../member/index.ts"
import { verb } from "../verb.ts"
import { anchorOf, latest } from "./anchor.ts"
import { check } from "./check.ts"
import { endOf, kindOf, LOG_LABEL, LogKind, LogName, register, sorted } from "./log.ts"
import { CLIENT_LABEL, personsOf, wordOf } from "./word.ts"

export const logs = verb(
  {
    name: "record.logs",
    may: "record.read",
    input: z.strictObject({ kind: LogKind.exclude(["other"]).optional(), cursor: z.string().optional() }),
    summary: "Alle Protokolle des Hauses mit ihrem letzten Eintrag, nach Art gefiltert.",
  },
  async (ctx, { kind, cursor }) => {
    const page = await register(ctx.table, { kind, cursor, limit: 50 })
    const items = await Promise.all(
      page.items.map(async ({ value: { log, first } }) => {
        const { seq, fact: last } = await endOf(ctx.table, log)
        return {
          log,
          kind: kindOf(log),
          label: LOG_LABEL[kindOf(log)],
          seq,
          // null: somebody has spoilt the entry that would say it; record.verify names it.
          hash: last?.hash ?? null,
          at: first?.at ?? null,
          lastAt: last?.at ?? null,
          lastWord: last ? wordOf(last.type) : "unlesbarer Eintrag",
        }
      }),
    )
    // Only beside the first page: the newest anchors, one read of a file each.
    return { items, cursor: page.cursor, anchors: cursor === undefined ? await newest(ctx) : [] }
  },
)

/** How many anchors stand beside the list of logs. */
const SHOWN = 7

/** The newest anchors, following what each names as the one before it. */
async function newest(ctx: Pick<Ctx, "table" | "papers" | "now">) {
  const found: { day: string; at: string | null; sha256: string; logs: number; timestamp: boolean }[] = []
  let standing = await latest(ctx, dayOf(ctx.now()))
  while (standing && found.length < SHOWN) {
    const { day, sha256, anchor } = standing
    const body = anchor?.body
    // at is null where the file that should be an anchor is none; record.verify says so, too.
    found.push({
      day,
      at: body?.at ?? null,
      sha256,
      logs: body?.logs.length ?? 0,
      timestamp: body?.timestamp === "RFC 3161",
    })
    standing = body?.previous ? await anchorOf(ctx.papers, body.previous.day) : undefined
  }
  return found
}

/** UTC instant, or a day in Europe/Berlin, meaning its begin. */
const Instant = z.union([
  z.iso.datetime().transform((at) => new Date(at).toISOString()),
  z.iso.date().transform((day) => startOf(day).toISOString()),
])

export const read = verb(
  {
    name: "record.read",
    may: "record.read",
    input: z.strictObject({
      log: LogName,
      /** only from this instant on, only before this one */
      from: Instant.optional(),
      before: Instant.optional(),
      /** "step.signed", or all that begin with "step." */
      type: z
        .string()
        .regex(/^[a-z]+\.([a-zA-Z]+)?$/)
        .optional(),
      /** only what this person brought about, gave, or was meant by */
      person: z.string().max(80).optional(),
      order: z.enum(["oldest", "newest"]).default("oldest"),
      cursor: z.string().optional(),
    }),
    summary: "Einträge eines Protokolls, seitenweise; eine gefilterte Seite kann leer sein und doch weitergehen.",
  },
  async (ctx, { log, from, before, type, person, order, cursor }) => {
    const page = await ctx.table.list(`fact/${log}`, z.unknown(), { cursor, descending: order === "newest" })
    if (page.items.length === 0 && cursor === undefined) throw notFound()
    const { facts, spoilt } = sorted(log, page.items)
    const wanted = facts
      .filter((f) => from === undefined || f.at >= from)
      .filter((f) => before === undefined || f.at < before)
      .filter((f) => type === undefined || (type.endsWith(".") ? f.type.startsWith(type) : f.type === type))
      .filter((f) => person === undefined || Object.values(personsOf(f)).includes(person))
    const people = await named(ctx, wanted)
    return {
      log,
      kind: kindOf(log),
      items: wanted.map((f) => ({
        ...f,
        word: wordOf(f.type),
        clientLabel: CLIENT_LABEL[f.client],
        persons: personsOf(f),
      })),
      /** numbers of entries on this page that somebody has spoilt: they are no entries any more */
      spoilt: spoilt.map(({ seq }) => seq),
      people,
      cursor: page.cursor,
    }
  },
)

/** Names of the persons in these facts as they stand today; null for whoever is not known here any more. */
async function named({ table }: Pick<Ctx, "table">, facts: readonly Fact[]): Promise<Record<string, string | null>> {
  const ids = [...new Set(facts.flatMap((f) => Object.values(personsOf(f))))].sort()
  const names = await Promise.all(
    ids.map(async (id): Promise<[string, string | null]> => {
      if (id === "worker") return [id, "Beschlussweg (selbsttätig)"]
      if (!Member.shape.personId.safeParse(id).success) return [id, null]
      return [id, (await table.get(memberKey(id), Member))?.value.name ?? null]
    }),
  )
  return Object.fromEntries(names)
}

export const verify = verb(
  {
    name: "record.verify",
    may: "record.read",
    input: z.strictObject({ log: LogName }),
    summary: "Ein Protokoll prüfen: Verkettung, Stand, einmal geschriebene Kopien und letzter Anker.",
  },
  async (ctx, { log }) => {
    const { record, ...verdict } = await check(ctx, log)
    // A log whose facts are gone while copies or anchor know them is not unknown.
    if (record.length === 0 && verdict.intact) throw notFound()
    return { log, kind: kindOf(log), ...verdict }
  },
)
