/** The daily anchor: heads of all logs of a house on one sheet, sealed, timestamped, write-once, and linked to the one before. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import { Sha256 } from "../content.ts"
import { type Bytes, type Ctx, type Der, FileExists, type Files, RevConflict } from "../context.ts"
import { addDays, dayOf } from "../day.ts"
import { Duty, dutyKey } from "../duty.ts"
import { Fact, factKey, type Head } from "../fact.ts"
import { Day } from "../paper.ts"
import { house } from "../tenant.ts"
import type { WorkCtx } from "../work.ts"
import { copiedFact, copy } from "./copy.ts"
import { anchorDuty } from "./duty.ts"
import { headOf, names, rootHead } from "./log.ts"

export const AnchoredLog = z.strictObject({ log: z.string(), seq: z.int().min(1), hash: Sha256 })
export type AnchoredLog = z.infer<typeof AnchoredLog>

/** What is sealed. */
export const AnchorBody = z.strictObject({
  version: z.literal(1),
  tenantId: z.string(),
  /** day in Europe/Berlin on which it was made */
  day: Day,
  /** UTC instant; every fact of a log up to this moment is held by it */
  at: z.iso.datetime(),
  /** the anchor before and the SHA-256 of its file; null for the first one */
  previous: z.strictObject({ day: Day, sha256: Sha256 }).nullable(),
  /** sorted by name */
  logs: z.array(AnchoredLog),
  /** SHA-256 of the certificates of the signer and its issuers, so that none can be exchanged */
  certificates: z.array(Sha256).min(1),
  /** whether a timestamp belongs to it, so that none can be left out */
  timestamp: z.enum(["RFC 3161", "none"]),
})
export type AnchorBody = z.infer<typeof AnchorBody>

/** The file of an anchor: canonical JSON. `signature` is DER ECDSA over the SHA-256 of the canonical body. */
export const Anchor = z.strictObject({
  body: AnchorBody,
  /** PEM: the signer's, then its issuers without the root */
  certificates: z.array(z.string()),
  /** base64 */
  signature: z.string(),
  /** RFC 3161 token over the SHA-256 of the signature's bytes, base64 */
  timestamp: z.string().nullable(),
})
export type Anchor = z.infer<typeof Anchor>

/** What was on its way into the table when the anchor was made, and clocks that differ; milliseconds */
const UNDER_WAY_MS = 15 * 60_000

/** Does a fact that an anchor does not hold say that it is older than that anchor? Then somebody has added it later. */
export const outOfTime = (fact: Pick<Fact, "at">, anchor: Pick<AnchorBody, "at">): boolean =>
  Date.parse(fact.at) < Date.parse(anchor.at) - UNDER_WAY_MS

export const anchorPath = (day: Day): string => `anchor/${day}.json`

/** An anchor as its file says it, unproven. `anchor` is undefined when the file is no anchor. */
export interface Standing {
  readonly day: Day
  readonly sha256: string
  readonly anchor: Anchor | undefined
}

export async function anchorOf(papers: Files, day: Day): Promise<Standing | undefined> {
  const bytes = await papers.get(anchorPath(day))
  return bytes && { day, sha256: await sha256(bytes), anchor: readAnchor(bytes) }
}

/** An anchor from the bytes of its file; undefined for anything that is none. */
export function readAnchor(bytes: Bytes): Anchor | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    const anchor = Anchor.safeParse(JSON.parse(text)).data
    return anchor && canonical(anchor) === text ? anchor : undefined
  } catch {
    return undefined
  }
}

/**
 * The newest anchor up to a day. Looked for day by day among the papers, because nothing that could be changed later
 * shall say which one it is; that is one or two reads as long as the worker runs daily.
 */
export async function latest(ctx: Pick<Ctx, "table" | "papers">, upTo: Day): Promise<Standing | undefined> {
  const since = await firstDay(ctx)
  for (let day = upTo; day >= since; day = addDays(day, -1)) {
    const standing = await anchorOf(ctx.papers, day)
    if (standing) return standing
  }
  return undefined
}

/** Before there was this product there was no anchor. */
const FIRST = "2026-01-01"

/**
 * Day on which the house was founded: before it there is no anchor. Whoever takes away or changes the fact of it
 * makes us look further back, not less far.
 */
export async function firstDay({ table, papers }: Pick<Ctx, "table" | "papers">): Promise<Day> {
  const stored = Fact.safeParse((await table.get(factKey("house", 1), z.unknown()))?.value).data
  const copied = await copiedFact(papers, "house", 1)
  if (!stored || (copied && copied.hash !== stored.hash)) return FIRST
  return dayOf(new Date(stored.at))
}

/**
 * A place where two sources of the record disagree: the facts against their copies, the last anchor, or the root item.
 * "form": what stands there is no fact at all.
 */
export interface Difference {
  readonly log: string
  readonly seq: number
  readonly against: "copy" | "anchor" | "root" | "form"
}
export interface Anchored {
  readonly day: Day
  readonly sha256: string
  /** false: today's anchor stood there already */
  readonly made: boolean
  readonly logs: number
  /** facts that had to be looked after because they were added since the anchor before */
  readonly copied: number
  readonly differences: readonly Difference[]
}

/**
 * Fulfils the standing duty when it is due, and puts it off to the next night. Days on which nobody worked are caught up
 * by one anchor. @returns undefined when nothing is due
 */
export async function work(ctx: WorkCtx): Promise<Anchored | undefined> {
  const at = ctx.now()
  const next = anchorDuty(at)
  const duty = await ctx.table.get(dutyKey(next), Duty)
  if (!duty || Date.parse(duty.value.dueAt) > at.getTime()) return undefined
  const anchored = await anchor(ctx, at)
  try {
    await ctx.table.commit([], [{ put: duty.key, value: next, rev: duty.rev }])
  } catch (error) {
    // Another worker was faster with the same file.
    if (!(error instanceof RevConflict)) throw error
  }
  return anchored
}

/** Makes sure that the house owes its anchors; houses founded by an earlier release get their duty here. */
export async function ensure(ctx: Pick<Ctx, "table" | "now">): Promise<void> {
  const duty = anchorDuty(ctx.now())
  if (await ctx.table.get(dutyKey(duty), Duty)) return
  try {
    await ctx.table.commit([], [], [duty])
  } catch (error) {
    if (!(error instanceof RevConflict)) throw error
  }
}

/** Copies what is missing and makes the anchor of the day of `at`. Safe to run twice at once: its file is written once. */
export async function anchor(ctx: WorkCtx, at: Date): Promise<Anchored> {
  const day = dayOf(at)
  const standing = await anchorOf(ctx.papers, day)
  if (standing) return adopted(standing)
  const before = await latest(ctx, addDays(day, -1))
  const { logs, copied, differences } = await gather(ctx, before?.anchor?.body.logs ?? [])
  const signer = ctx.anchor ?? (await ctx.issuer.seal((await house(ctx.table)).house.name, at))
  const certificates = [signer.certificate, ...signer.chain]
  const body: AnchorBody = {
    version: 1,
    tenantId: ctx.tenantId,
    day,
    at: at.toISOString(),
    previous: before ? { day: before.day, sha256: before.sha256 } : null,
    logs,
    certificates: await Promise.all(certificates.map(sha256)),
    timestamp: ctx.timestamp ? "RFC 3161" : "none",
  }
  const signature = await signer.sign(await digest(new TextEncoder().encode(canonical(body))))
  const token = await ctx.timestamp?.stamp(await digest(signature))
  const file: Anchor = {
    body,
    certificates: certificates.map(pem),
    signature: base64(signature),
    timestamp: token ? base64(token) : null,
  }
  try {
    const hash = await ctx.papers.put(anchorPath(day), new TextEncoder().encode(canonical(file)))
    return { day, sha256: hash, made: true, logs: logs.length, copied, differences }
  } catch (error) {
    const other = error instanceof FileExists ? await anchorOf(ctx.papers, day) : undefined
    if (!other) throw error
    return adopted(other)
  }
}

const adopted = ({ day, sha256: hash, anchor: file }: Standing): Anchored => ({
  day,
  sha256: hash,
  made: false,
  logs: file?.body.logs.length ?? 0,
  copied: 0,
  differences: [],
})

/** Logs looked at together; more would only wait for the same table. */
const TOGETHER = 8

interface Gathered {
  readonly logs: AnchoredLog[]
  readonly copied: number
  readonly differences: Difference[]
}

/** Heads of all logs as their copies say them. A log that an anchor held once is never left out again. */
async function gather(ctx: Pick<Ctx, "table" | "papers">, before: readonly AnchoredLog[]): Promise<Gathered> {
  const known = new Map(before.map((l) => [l.log, l]))
  const left = [...new Set([...(await names(ctx.table)), ...known.keys()])]
  const logs: AnchoredLog[] = []
  const differences: Difference[] = []
  let copied = 0
  const hand = async () => {
    for (let log = left.pop(); log !== undefined; log = left.pop()) {
      const one = await takeUp(ctx, log, known.get(log))
      logs.push(...one.logs)
      differences.push(...one.differences)
      copied += one.copied
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, hand))
  return { logs: logs.sort((a, b) => (a.log < b.log ? -1 : 1)), copied, differences }
}

async function takeUp(
  ctx: Pick<Ctx, "table" | "papers">,
  log: string,
  known: AnchoredLog | undefined,
): Promise<Gathered> {
  const differences: Difference[] = []
  const differs = (seq: number, against: Difference["against"]) => differences.push({ log, seq, against })
  const added = await since(ctx.table, log, known)
  for (const seq of added.spoilt) differs(seq, "form")
  const head = headOf(added.facts.at(-1) ?? added.known)
  if (known && added.known?.hash !== known.hash) differs(known.seq, "anchor")
  let copied = 0
  for (const fact of added.facts) {
    copied++
    if ((await copy(ctx.papers, fact)) === "differs") differs(fact.seq, "copy")
  }
  if (head.seq > 0 && !(await fitsRoot(ctx, log, head))) differs(head.seq, "root")
  const last = added.facts.at(-1)
  if (!last) return { logs: known ? [known] : [], copied, differences }
  // The copy is what cannot have been changed since, so it is what the anchor holds.
  const standing = differences.some((d) => d.against === "copy") ? await copiedFact(ctx.papers, log, last.seq) : last
  return { logs: [{ log, ...headOf(standing ?? last) }], copied, differences }
}

/** What was added to a log since it was anchored, oldest first, and the fact that was its head then. */
async function since(
  table: Ctx["table"],
  log: string,
  known: AnchoredLog | undefined,
): Promise<{ facts: Fact[]; known: Fact | undefined; spoilt: number[] }> {
  const seq = known?.seq ?? 0
  const facts: Fact[] = []
  const spoilt: number[] = []
  let then: Fact | undefined
  let cursor: string | undefined
  // Most logs have not changed: the first look asks for one fact only.
  for (let limit = 1; ; limit = 100) {
    const page = await table.list(`fact/${log}`, z.unknown(), { cursor, descending: true, limit })
    for (const { key, value } of page.items) {
      const at = Number(key.split("/")[2])
      const fact = Fact.safeParse(value).data
      if (at < seq) continue
      if (!fact || fact.log !== log || fact.seq !== at) spoilt.push(at)
      else if (at === seq) then = fact
      else facts.push(fact)
    }
    cursor = page.cursor
    if (!cursor || page.items.some((i) => Number(i.key.split("/")[2]) <= seq)) break
  }
  return { facts: facts.reverse(), known: then, spoilt }
}

/** The root item was read after the head, so it may be ahead of it, but only by facts that exist. */
async function fitsRoot({ table }: Pick<Ctx, "table">, log: string, head: Head): Promise<boolean> {
  const root = await rootHead(table, log)
  if (!root || (root.seq === head.seq && root.hash === head.hash)) return true
  if (root.seq <= head.seq) return false
  return (await table.get(factKey(log, root.seq), Fact))?.value.hash === root.hash
}

async function digest(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource))
}

const base64 = (bytes: Bytes): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""))

const pem = (certificate: Der): string =>
  `-----BEGIN CERTIFICATE-----\n${base64(certificate).replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`
