/** Export of a house's record as plain files: logs, their write-once copies, anchors, a table for people, and how to check it. */
import type { Ctx } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import { Fact, factKey } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import * as Record from "@beschlussweg/core/record"
import { house } from "@beschlussweg/core/tenant"
import { z } from "zod"
import { anchorFile, copyFile, logFile, MANIFEST, type Manifest, manifest, ROOT, TABLE } from "./manifest.ts"
import { ANCHORS_README } from "./readme.ts"
import { cell, table } from "./table.ts"

export interface Exporting {
  /** root certificate of the operator (PEM), laid beside the record */
  readonly ca: string
  /** lays a list of the names of the house's people beside it: personal data that then leaves the service */
  readonly names?: boolean
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/**
 * Takes up the record of the house of `ctx`. Facts that nobody has copied since the last anchor are copied first, so an
 * export is complete whenever it is made; nothing else is written.
 * @returns all files by path
 */
export async function exportRecord(ctx: Ctx, { ca, names = false }: Exporting): Promise<Map<string, Uint8Array>> {
  const exportedAt = ctx.now().toISOString()
  const files = new Map<string, Uint8Array>()
  // Anchors first: a log can only have grown since.
  const anchors = await anchorsOf(ctx)
  for (const { day, bytes } of anchors) files.set(anchorFile(day), bytes)
  const held = new Map<string, number>()
  for (const { bytes } of anchors)
    for (const { log, seq } of Record.readAnchor(bytes)?.body.logs ?? [])
      held.set(log, Math.max(seq, held.get(log) ?? 0))

  const all: Fact[] = []
  const logs: Manifest["logs"][number][] = []
  for (const log of [...new Set([...(await Record.names(ctx.table)), ...held.keys()])].sort()) {
    const { facts, lines, copies } = await takeUp(ctx, log, held.get(log) ?? 0)
    if (lines.length > 0) files.set(logFile(log), encode(lines.map((l) => `${l}\n`).join("")))
    if (copies.length > 0) files.set(copyFile(log), encode(copies.map((c) => `${c}\n`).join("")))
    logs.push({ log, facts: facts.length, hash: facts.at(-1)?.hash ?? null, copies: copies.length })
    all.push(...facts)
  }
  files.set(TABLE, encode(table(all)))
  if (names) files.set("personen.csv", encode(await people(ctx)))
  files.set(ROOT, encode(ca))
  const { house: own } = await house(ctx.table)
  files.set("LIESMICH.txt", encode(ANCHORS_README(own.name, anchors.at(-1)?.day)))
  const listed = await Promise.all(anchors.map(async ({ day, sha256 }) => ({ day, sha256 })))
  const head = { tenantId: ctx.tenantId, house: own.name, exportedAt, logs, anchors: listed }
  files.set(MANIFEST, encode(manifest(files, head)))
  return files
}

/** Every anchor since the house was founded; each day is looked for, so a link that leads past one is found. */
async function anchorsOf(ctx: Ctx): Promise<{ day: string; sha256: string; bytes: Uint8Array }[]> {
  const found: { day: string; sha256: string; bytes: Uint8Array }[] = []
  const today = dayOf(ctx.now())
  for (let day = await Record.firstDay(ctx); day <= today; day = addDays(day, 1)) {
    const standing = await Record.anchorOf(ctx.papers, day)
    const bytes = standing && (await ctx.papers.get(Record.anchorPath(day)))
    if (standing && bytes) found.push({ day, sha256: standing.sha256, bytes })
  }
  return found
}

interface Taken {
  readonly facts: Fact[]
  /** lines of the log, of what was spoilt in the table too */
  readonly lines: string[]
  readonly copies: string[]
}

/** A log with its copies. It may grow meanwhile, so what was added since is read once more before a copy is called one too many. */
async function takeUp(ctx: Ctx, log: string, held: number): Promise<Taken> {
  const { facts: found, spoilt } = await Record.entriesOf(ctx, log)
  const facts = [...found]
  for (let seq = (facts.at(-1)?.seq ?? 0) + 1; ; seq++) {
    const next = (await ctx.table.get(factKey(log, seq), z.unknown()))?.value
    const fact = Fact.safeParse(next).data
    if (!fact) break
    facts.push(fact)
  }
  for (const fact of facts) if (fact.seq > held) await Record.copy(ctx.papers, fact)
  const copies: string[] = []
  const last = Math.max(held, facts.at(-1)?.seq ?? 0)
  for (let seq = 1; ; seq++) {
    const text = await Record.copyOf(ctx.papers, log, seq)
    if (text !== undefined) copies.push(lineOf(text))
    else if (seq > last) break
  }
  const rows = [
    ...facts.map((f) => ({ seq: f.seq, line: Record.copyText(f) })),
    ...spoilt.map(({ seq, value }) => ({ seq, line: JSON.stringify({ unreadable: value }) })),
  ]
  return { facts, lines: rows.sort((a, b) => a.seq - b.seq).map((r) => r.line), copies }
}

/** What is no single line cannot be a copy of ours; it is laid down so that verification stumbles over it. */
const lineOf = (text: string): string => (/[\r\n]/.test(text) ? JSON.stringify({ unreadable: text }) : text)

async function people({ table: own }: Pick<Ctx, "table">): Promise<string> {
  const members = await Member.all(own, "left too")
  const lines = [["Kennung", "Name", "Bezeichnung"], ...members.map((m) => [m.personId, m.name, m.title ?? ""])]
  return `\ufeff${lines.map((l) => `${l.map(cell).join(";")}\r\n`).join("")}`
}
