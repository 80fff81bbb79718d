/**
 * Deletion of a tenant, as it is done: people first, so that nobody gets in, then every item, every file and the signing
 * key, over and over until nothing is found twice in a row. Broken off anywhere, it goes on where it is called again.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { canonical, sha256 } from "@beschlussweg/core/canonical"
import { type Ctx, RevConflict, type Stored } from "@beschlussweg/core/context"
import { dayOf } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import { Fact, factKey } from "@beschlussweg/core/fact"
import { DeletedHeads, DeletionRecord, finish, headsKey, loadEntry, recordKey } from "@beschlussweg/core/operator"
import { PublicHouse, publicHouseKey } from "@beschlussweg/core/publication"
import * as Record from "@beschlussweg/core/record"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { retrying } from "@beschlussweg/core/verb"
import { z } from "zod"
import { log } from "./log.ts"
import type { Workshop } from "./workshop.ts"
import type { Erase, World } from "./world.ts"

/** Between two passes: a worker that was still busy has put down what it held by then. */
const PAUSE_MS = 5000
const MAX_PASSES = 40
const HEADS_PER_ITEM = 1000

/**
 * Deletes everything of a tenant whose deletion was confirmed and leaves the record of it in the registry.
 * @throws AppError refused where it is switched off or was not decided
 */
export async function deleteTenant(
  world: World,
  workshop: Workshop,
  tenantId: string,
  pause: () => Promise<unknown> = () => sleep(PAUSE_MS),
): Promise<DeletionRecord> {
  const operator = world.operator({ accountId: "worker", roles: [] })
  if (operator.deletion !== "on")
    throw new AppError("refused", "deletion.off", "Das Löschen von Mandanten ist ausgeschaltet.")
  const { value: entry } = await loadEntry(operator.registry, tenantId)
  if (entry.status !== "deleting" && entry.status !== "deleted")
    throw new AppError("refused", "deletion.undecided", "Diese Löschung wurde nicht von zwei Personen beschlossen.")
  if (entry.status === "deleting") {
    await world.gate.look()
    const erase = world.unsafeErase(tenantId)
    await retrying(() => begin(world, workshop, tenantId))
    await retrying(() => forgetAddress(world, tenantId))
    const people = await erase.items.drop("member/")
    await note(world, tenantId, { items: people, accounts: await forgetAccounts(world, erase, tenantId) })
    await passes(world, workshop, erase, tenantId, pause)
    await retrying(() => finish(operator, tenantId))
    log("tenant.deleted", { tenantId })
  }
  const record = await operator.registry.get(recordKey(tenantId), DeletionRecord)
  if (!record) throw new Error("a deleted tenant has no record")
  return record.value
}

/** The public id of the house leads nowhere from now on. */
async function forgetAddress(world: World, tenantId: string): Promise<void> {
  const { registry } = world.system
  const ctx = world.ctx(tenantId, { personId: "worker", name: "", functions: [] }, "worker")
  const publicId = (await ctx.table.get(TENANT, Tenant))?.value.publicId
  const known = publicId === undefined ? undefined : await registry.get(publicHouseKey(publicId), PublicHouse)
  if (known) await registry.commit([], [{ drop: known.key, rev: known.rev }])
}

/** Takes down what only the tenant itself can still tell, once, before anything of it is gone. */
async function begin(world: World, workshop: Workshop, tenantId: string): Promise<void> {
  const { registry } = world.system
  if (await registry.get(recordKey(tenantId), DeletionRecord)) return
  const { request, confirmed } = (await loadEntry(registry, tenantId)).value
  if (!request || !confirmed) throw new Error("a decided deletion has no decision")
  const ctx = world.ctx(tenantId, { personId: "worker", name: "", functions: [] }, "worker")
  const heads = await headsOf(ctx)
  for (let part = 0; part * HEADS_PER_ITEM < heads.length; part++) {
    const key = headsKey(tenantId, part + 1)
    const stored = await registry.get(key, DeletedHeads)
    const value = { version: 1, heads: heads.slice(part * HEADS_PER_ITEM, (part + 1) * HEADS_PER_ITEM) }
    await registry.commit([], [{ put: key, value, rev: stored?.rev ?? "new" }])
  }
  const value: DeletionRecord = {
    version: 1,
    tenantId,
    startedAt: world.now().toISOString(),
    requestedBy: request.by,
    requestedAt: request.at,
    confirmedBy: confirmed.by,
    confirmedAt: confirmed.at,
    exportSha256: request.exportSha256,
    anchorSha256: await lastAnchor(ctx),
    authoritySha256: (await workshop.keys.fingerprint(tenantId)) ?? null,
    logs: heads.length,
    headsSha256: await sha256(canonical(heads)),
    items: 0,
    files: 0,
    bytes: 0,
    accounts: 0,
    passes: 0,
  }
  await registry.commit([], [{ put: recordKey(tenantId), value, rev: "new" }])
}

type Head = z.infer<typeof DeletedHeads>["heads"][number]

async function headsOf(ctx: Ctx): Promise<Head[]> {
  const heads: Head[] = []
  for (const name of (await Record.names(ctx.table)).sort()) {
    const last = await Record.lastOf(ctx.table, name)
    // The names of people's logs hold their ids: those are not kept.
    const log = name.startsWith("member-") ? `member-sha256-${await sha256(name)}` : name
    if (last) heads.push({ log, seq: last.seq, hash: last.hash })
  }
  return heads
}

async function lastAnchor(ctx: Ctx): Promise<string | null> {
  if (!(await ctx.table.get(factKey("house", 1), Fact))) return null
  return (await Record.latest(ctx, dayOf(ctx.now())))?.sha256 ?? null
}

/** Accounts are known to the registry with the houses they belong to: this one is struck off. */
async function forgetAccounts(world: World, erase: Erase, tenantId: string): Promise<number> {
  let forgotten = 0
  for await (const key of erase.items.keys())
    if (key.startsWith("account/") && (await forgetAccount(world, key, tenantId))) forgotten++
  return forgotten
}

const Houses = z.looseObject({ tenants: z.array(z.string()) })

async function forgetAccount(world: World, key: string, tenantId: string): Promise<boolean> {
  const { registry } = world.system
  for (;;) {
    const stored = await registry.get(key, Houses)
    if (!stored?.value.tenants.includes(tenantId)) return false
    const tenants = stored.value.tenants.filter((id) => id !== tenantId)
    try {
      await registry.commit(
        [],
        [
          tenants.length > 0
            ? { put: key, value: { ...stored.value, tenants }, rev: stored.rev }
            : { drop: key, rev: stored.rev },
        ],
      )
      return true
    } catch (error) {
      if (!(error instanceof RevConflict)) throw error
    }
  }
}

async function passes(
  world: World,
  workshop: Workshop,
  erase: Erase,
  tenantId: string,
  pause: () => Promise<unknown>,
): Promise<void> {
  for (let pass = 1, clean = 0; clean < 2; pass++) {
    if (pass > MAX_PASSES) throw new Error("something keeps writing for a tenant that is being deleted")
    if (pass > 1) await pause()
    const items = await erase.items.drop("")
    const { files, bytes } = await erase.files()
    workshop.forget(tenantId)
    const key = await workshop.keys.retire(tenantId)
    clean = items + files === 0 && !key ? clean + 1 : 0
    await note(world, tenantId, { items, files, bytes, passes: 1 })
  }
}

/** Adds to the counts of the record. What a broken-off pass had deleted is not counted. */
function note(world: World, tenantId: string, more: Partial<Counts>): Promise<void> {
  return retrying(() => add(world, tenantId, more))
}

type Counts = Pick<DeletionRecord, "items" | "files" | "bytes" | "accounts" | "passes">

async function add(world: World, tenantId: string, more: Partial<Counts>): Promise<void> {
  const { registry } = world.system
  const stored: Stored<DeletionRecord> | undefined = await registry.get(recordKey(tenantId), DeletionRecord)
  if (!stored) throw new Error("a deletion has lost its record")
  const { value } = stored
  const next: DeletionRecord = {
    ...value,
    items: value.items + (more.items ?? 0),
    files: value.files + (more.files ?? 0),
    bytes: value.bytes + (more.bytes ?? 0),
    accounts: value.accounts + (more.accounts ?? 0),
    passes: value.passes + (more.passes ?? 0),
  }
  await registry.commit([], [{ put: stored.key, value: next, rev: stored.rev }])
}
