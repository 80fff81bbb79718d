/** The workshop: press, authorities, and how each duty is fulfilled. Only here is anything signed. */
import { join } from "node:path"
import type { Actor, Issuer, Signer, Timestamp } from "@beschlussweg/core/context"
import * as Document from "@beschlussweg/core/document"
import { Duty, type DutyKind, dutyKey } from "@beschlussweg/core/duty"
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
import { zipped } from "./archive/zip.ts"
import { log, type Metric } from "./log.ts"
import { reader } from "./reader.ts"
import { recalling } from "./recall.ts"
import { traced } from "./trace.ts"
import type { World as LocalWorld } from "./wire.ts"
import type { World } from "./world.ts"

export const WORKER: Actor = { personId: "worker", name: "Beschlussweg", functions: [] }

/** Who stands in the certificates of root and anchors. */
export const OPERATOR = "Beschlussweg Betrieb"

/** Who issues certificates for the houses: keys in a folder, or in KMS. */
export interface Authorities {
  /** the root certificate, PEM */
  readonly ca: string
  /** @throws Error where the house has no authority and none can be made from here */
  issuer(tenantId: string, organisation: string, at: Date): Promise<Issuer>
  /** SHA-256 of the certificate of the house's authority; undefined where there is none */
  fingerprint(tenantId: string): string | undefined | Promise<string | undefined>
  /** ends the house's authority. @returns whether there was anything to end */
  retire(tenantId: string): boolean | Promise<boolean>
}

export interface Workshop<Keys extends Authorities = Authorities> {
  readonly keys: Keys
  /** @param people with the credentials that memberships need */
  ctx(tenantId: string, people?: "people"): Promise<WorkCtx>
  /** kinds of duties that another process has the rights for: they are left to it */
  readonly leaves?: ReadonlySet<DutyKind> | undefined
  /** a tenant that is gone: nothing of it is kept in memory */
  forget(tenantId: string): void
  /** makes the public id of a house known to the registry, so that its address leads there */
  announce(tenantId: string, publicId: string): Promise<void>
}

export interface Tools {
  readonly documents?: "on" | "off" | undefined
  /** replaces the press in fault tests (a wrapper around the real one) */
  readonly press?: Press | undefined
  /** where a house's mails are handed to; none are sent, and none are planned, without it */
  readonly mail?: ((tenantId: string) => MailPort) | undefined
  readonly timestamp?: Timestamp | undefined
  /** signs anchors, where the stage has a key for them */
  readonly anchor?: Signer | undefined
  readonly leaves?: readonly DutyKind[] | undefined
}

/** Everything the worker has beyond a verb's context: press, authorities, reader. */
export function workshopOf<Keys extends Authorities>(world: World, keys: Keys, tools: Tools): Workshop<Keys> {
  const authorities = new Map<string, Promise<Issuer>>()
  return {
    keys,
    leaves: new Set(tools.leaves),
    forget: (tenantId) => {
      authorities.delete(tenantId)
    },
    async announce(tenantId, publicId) {
      const { registry } = world.system
      const key = Publication.publicHouseKey(publicId)
      if (await registry.get(key, Publication.PublicHouse)) return
      await registry.commit([], [{ put: key, value: { version: 1, tenantId }, rev: "new" }])
    },
    async ctx(tenantId, people) {
      const base = world.ctx(tenantId, WORKER, "worker", undefined, people)
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
        press: tools.press ?? press({ ca: keys.ca }),
        issuer: await own,
        anchor: tools.anchor,
        timestamp: tools.timestamp,
        reader,
        zip: zipped,
        documents: tools.documents ?? "on",
        mail: tools.mail?.(tenantId),
      }
    },
  }
}

export interface WorkshopOptions {
  readonly documents?: "on" | "off"
  /** "local": a timestamp authority of the key ring; "none": level B-B; otherwise the address of an RFC 3161 service */
  readonly tsa?: string | undefined
  readonly press?: Press
  readonly mail?: MailPort | undefined
}

/** The workshop of a local process: its keys lie in the state folder. */
export async function openWorkshop(world: LocalWorld, options: WorkshopOptions = {}): Promise<Workshop<KeyRing>> {
  const keys = await openKeyRing(join(world.dir, "keys"), OPERATOR, world.now())
  const timestamp = await timestampOf(world, keys, options.tsa ?? "local")
  const { documents, press: own, mail } = options
  return workshopOf(world, keys, { documents, press: own, mail: mail && (() => mail), timestamp })
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
  if (workshop.leaves?.has(duty.kind)) return
  const own = duty.kind === "people" ? await workshop.ctx(tenantId, "people") : bare
  const ctx = duty.trace === undefined ? own : traced(own, duty.trace)
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
    else if (duty.kind === "output")
      await (duty.log.startsWith("vl_") ? Vorlage.workPreview : Output.work)(ctx, duty.log, duty.id)
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
