/** The worker: takes duties from stream records and from the sweep, and fulfils them. Only here is anything signed. */
import { join } from "node:path"
import type { Actor, Issuer, Timestamp } from "@beschlussweg/core/context"
import * as Document from "@beschlussweg/core/document"
import { Duty, type DutyKind, dutyKey } from "@beschlussweg/core/duty"
import { Fact } from "@beschlussweg/core/fact"
import * as Handover from "@beschlussweg/core/handover"
import * as Notice from "@beschlussweg/core/notice"
import * as Frist from "@beschlussweg/core/notice/frist"
import * as Mail from "@beschlussweg/core/notice/send"
import * as Oparl from "@beschlussweg/core/oparl"
import * as Output from "@beschlussweg/core/output"
import type { Press } from "@beschlussweg/core/paper"
import * as People from "@beschlussweg/core/people"
import * as Publication from "@beschlussweg/core/publication"
import * as Record from "@beschlussweg/core/record"
import * as Search from "@beschlussweg/core/search"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Verification from "@beschlussweg/core/verification"
import * as Versions from "@beschlussweg/core/versions"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { Mail as MailPort, WorkCtx } from "@beschlussweg/core/work"
import { type KeyRing, openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp, timestampFrom } from "@beschlussweg/pdf/tsa"
import { DUE_SHARDS, SYSTEM } from "@beschlussweg/store/key"
import { type Change, follow } from "@beschlussweg/store/stream"
import { turns } from "@beschlussweg/store/turn"
import { zipped } from "./archive/zip.ts"
import { log, type Metric } from "./log.ts"
import { handleRegistry } from "./operate.ts"
import { reader } from "./reader.ts"
import { recalling } from "./recall.ts"
import { traced } from "./trace.ts"
import type { World } from "./wire.ts"

const WORKER: Actor = { personId: "worker", name: "Beschlussweg", functions: [] }

export interface Workshop {
  readonly keys: KeyRing
  ctx(tenantId: string): Promise<WorkCtx>
  /** a tenant that is gone: nothing of it is kept in memory */
  forget(tenantId: string): void
  /** makes the public id of a house known to the registry, so that its address leads there */
  announce(tenantId: string, publicId: string): Promise<void>
}

export interface WorkshopOptions {
  readonly documents?: "on" | "off"
  /** "local": a timestamp authority of the key ring; "none": level B-B; otherwise the address of an RFC 3161 service */
  readonly tsa?: string | undefined
  /** replaces the press in fault tests (a wrapper around the real one) */
  readonly press?: Press
  /** where mails are handed to; none are sent, and none are planned, without it */
  readonly mail?: MailPort | undefined
}

/** Everything the worker has beyond a verb's context: press, authorities, reader. */
export async function openWorkshop(world: World, options: WorkshopOptions = {}): Promise<Workshop> {
  const keys = await openKeyRing(join(world.dir, "keys"), "Beschlussweg Betrieb", world.now())
  const timestamp = await timestampOf(world, keys, options.tsa ?? "local")
  const authorities = new Map<string, Promise<Issuer>>()
  return {
    keys,
    forget: (tenantId) => {
      authorities.delete(tenantId)
    },
    async announce(tenantId, publicId) {
      const { registry } = world.system
      const key = Publication.publicHouseKey(publicId)
      if (await registry.get(key, Publication.PublicHouse)) return
      await registry.commit([], [{ put: key, value: { version: 1, tenantId }, rev: "new" }])
    },
    async ctx(tenantId) {
      const base = world.ctx(tenantId, WORKER, "worker")
      let own = authorities.get(tenantId)
      if (!own) {
        own = (async (): Promise<Issuer> => {
          const { house } = await Tenant.house(base.table)
          return keys.issuer(tenantId, house.name, world.now())
        })()
        // A failure is not kept: the next duty tries again.
        own.catch(() => authorities.delete(tenantId))
        authorities.set(tenantId, own)
      }
      return {
        ...base,
        press: options.press ?? press({ ca: keys.ca }),
        issuer: await own,
        timestamp,
        reader,
        zip: zipped,
        documents: options.documents ?? "on",
        mail: options.mail,
      }
    },
  }
}

async function timestampOf(world: World, keys: KeyRing, tsa: string): Promise<Timestamp | undefined> {
  if (tsa === "none") return undefined
  if (tsa === "local") return localTimestamp(await keys.timestampAuthority(world.now()), world.now)
  return timestampFrom(tsa)
}

/** Duties that have a day of their own. */
const DATED: ReadonlySet<DutyKind> = new Set(["people", "mail", "frist", "publication", "search"])

/** Fulfils one duty. A failure is written into the duty, which comes back after a pause; nothing is thrown away. */
export async function handle(workshop: Workshop, tenantId: string, key: string): Promise<void> {
  const bare = await workshop.ctx(tenantId)
  const stored = await bare.table.get(key, Duty)
  if (!stored) return
  const duty = stored.value
  const ctx = duty.trace === undefined ? bare : traced(bare, duty.trace)
  // Written down long before its day: the stream tells of it now, the sweep when it is time.
  if (DATED.has(duty.kind) && duty.dueAt > ctx.now().toISOString()) return
  const started = performance.now()
  const said = { tenantId, duty: key, kind: duty.kind, trace: duty.trace }
  const metric = (result: Metric["result"]): Metric => ({
    of: "duty",
    name: duty.kind,
    ms: performance.now() - started,
    result,
    late: ctx.now().getTime() - Date.parse(duty.dueAt),
  })
  try {
    await oweAnchors(workshop, bare)
    if (duty.kind === "paper") await Document.work(ctx, duty.log)
    else if (duty.kind === "external") await Vorlage.settleOutside(ctx, duty.log)
    else if (duty.kind === "anchor") await anchor(ctx)
    else if (duty.kind === "notice") await Notice.work(recalling(ctx), duty, stored.rev)
    else if (duty.kind === "mail") await Mail.deliver(recalling(ctx), stored)
    else if (duty.kind === "frist") await Frist.work(ctx, stored)
    else if (duty.kind === "publication") await publish(workshop, ctx, duty, stored.rev)
    else if (duty.kind === "oparl") await Oparl.work(ctx, duty, stored.rev)
    else if (duty.kind === "agenda") await Sitzung.print(ctx, duty.log, duty.id)
    else if (duty.kind === "search") await Search.work(ctx, duty, stored.rev)
    else if (duty.kind === "handover") await Handover.work(ctx, stored)
    else if (duty.kind === "output") await Output.work(ctx, duty.log, duty.id)
    else if (duty.kind === "synopse") await Versions.work(ctx, duty.log, duty.id)
    else if (duty.kind === "people") await People.work(ctx, People.personOf(duty.log))
    else await Upload.work(ctx, duty.log)
  } catch (error) {
    log("duty.failed", { ...said, attempts: duty.attempts + 1, error }, metric("failed"))
    await Document.postpone(ctx, duty.log, duty.id, error)
    return
  }
  const done = metric("ok")
  log("duty.done", { ...said, ms: Math.round(done.ms) }, done)
}

const owing = new WeakMap<Workshop, Set<string>>()

/** Houses founded by an earlier release owe no anchors yet; looked at once per process and house. */
async function oweAnchors(workshop: Workshop, ctx: WorkCtx): Promise<void> {
  const known = owing.get(workshop) ?? new Set()
  owing.set(workshop, known)
  if (known.has(ctx.tenantId)) return
  await Record.ensure(ctx)
  await Verification.ensure(ctx)
  known.add(ctx.tenantId)
}

/** What a Vorlage's publication owes; of the house itself it is that its public id becomes known. */
async function publish(workshop: Workshop, ctx: WorkCtx, duty: Duty, rev: number): Promise<void> {
  if (duty.log !== "house") return Publication.work(ctx, duty, rev)
  const { publicId } = await Tenant.house(ctx.table)
  if (publicId !== undefined) await workshop.announce(ctx.tenantId, publicId)
  await Oparl.follow(ctx, { log: Oparl.HOUSE })
  await ctx.table.commit([], [{ drop: dutyKey(duty), rev }])
}

async function anchor(ctx: WorkCtx): Promise<void> {
  const { tenantId } = ctx
  const made = await Record.work(ctx)
  if (!made) return
  const { day, logs, copied, differences } = made
  for (const { log: name, seq, against } of differences) log("record.failed", { tenantId, name, seq, against })
  log("record.anchored", { tenantId, day, logs, copied, made: made.made })
}

/**
 * Copies a fact as soon as the stream tells of it. What is missed here is caught up before the next anchor; what stands
 * there already and says something else is an alarm, and verification names it.
 */
async function copy(world: World, { tenantId, key, value }: Change): Promise<void> {
  try {
    const fact = Fact.parse(value)
    const { papers } = world.ctx(tenantId, WORKER, "worker")
    if ((await Record.copy(papers, fact)) === "differs")
      log("record.failed", { tenantId, name: fact.log, seq: fact.seq, against: "copy" })
  } catch (error) {
    log("copy.failed", { tenantId, fact: key, error })
  }
}

export interface Running {
  /** resolves when nothing is in hand */
  idle(): Promise<void>
  /** takes what is overdue now, as the scheduled sweep does every minute */
  sweep(): Promise<number>
  stop(): Promise<void>
}

/** Duties in hand at a time. */
const AT_ONCE = 32

/** Worker and sweep of a local process: the same handlers that the table's stream and the schedule start in the cloud. */
export async function start(
  world: World,
  workshop: Workshop,
  options: { sweepMs?: number; stream?: boolean } = {},
): Promise<Running> {
  const inHand = new Map<string, Promise<void>>()
  // A morning on which a thousand houses have something due must not open a thousand connections.
  const turn = turns(AT_ONCE)
  const queue = (name: string, work: () => Promise<void>): Promise<void> => {
    const next = (inHand.get(name) ?? Promise.resolve()).then(work).finally(() => {
      if (inHand.get(name) === next) inHand.delete(name)
    })
    inHand.set(name, next)
    return next
  }
  // One log at a time: two workers on one file would both be right, but one would work for nothing.
  const take = async (tenantId: string, key: string): Promise<void> => {
    if (world.gate.closed(tenantId)) return
    await queue(`${tenantId}#${key.split("/")[1]}`, () =>
      turn(() => (tenantId === SYSTEM ? handleRegistry(world, workshop, key) : handle(workshop, tenantId, key))).catch(
        (error) => log("worker.failed", { tenantId, duty: key, error }),
      ),
    )
  }
  const following =
    options.stream === false
      ? undefined
      : follow(world.streams, {
          tableName: world.tableName,
          from: "now",
          onRecords: (changes) => {
            for (const change of changes) {
              const { kind, tenantId, key } = change
              if (kind !== "insert" || world.gate.closed(tenantId)) continue
              if (key.startsWith("duty/")) void take(tenantId, key)
              // Not behind the duties of the log: a copy must not wait for a PDF.
              if (key.startsWith("fact/") && tenantId !== SYSTEM)
                void queue(`${tenantId}#fact/${key.split("/")[1]}`, () => copy(world, change))
            }
          },
          onError: (error) => log("stream.failed", { error }),
        })
  await following?.ready
  const sweep = async (): Promise<number> => {
    await world.gate.look()
    const due: Promise<void>[] = []
    for (let shard = 0; shard < DUE_SHARDS; shard++)
      for await (const duty of world.system.due(world.now(), shard)) due.push(take(duty.tenantId, duty.key))
    await Promise.all(due)
    return due.length
  }
  let stopped = false
  const timer = setInterval(() => {
    void sweep().catch((error) => {
      if (!stopped) log("sweep.failed", { error })
    })
  }, options.sweepMs ?? 60_000)
  const idle = async () => {
    while (inHand.size > 0) await Promise.all(inHand.values())
  }
  return {
    idle,
    sweep,
    async stop() {
      stopped = true
      clearInterval(timer)
      await following?.stop()
      await idle()
    },
  }
}
