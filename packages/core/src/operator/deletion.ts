/**
 * Deletion of a tenant (Löschung) as far as it is decided: offered to an archive, exported, asked for by one operator,
 * confirmed by another. What is then deleted, and how, stands in the worker's part.
 */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { dayOf, germanDay, germanInstant } from "../day.ts"
import { Duty, dutyKey } from "../duty.ts"
import { AppError, type Finding } from "../error.ts"
import { Day } from "../paper.ts"
import { DeletionRecord, recordKey } from "./erased.ts"
import {
  Answer,
  type Entry,
  Export,
  entryLog,
  exportKey,
  keepEntry,
  loadEntry,
  Operator,
  operatorKey,
  requireStatus,
} from "./item.ts"
import { LOCAL_OPERATOR } from "./people.ts"
import { Id, Reason } from "./tenant.ts"
import { type OperatorCtx, operatorVerb } from "./verb.ts"

const HOUR = 3_600_000
/** Between request and confirmation: time to notice, and an end. */
export const EARLIEST_MS = 24 * HOUR
export const LATEST_MS = 7 * 24 * HOUR

/** The offer to an archive and what it answered, as told by the one who writes it down. */
export const offer = operatorVerb(
  {
    name: "operator.offer",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id, archive: z.string().trim().min(2).max(200), on: Day, answer: Answer }),
    summary: "Anbietung an das Archiv mit seiner Antwort festhalten.",
  },
  async (ctx, { tenantId, archive, on, answer }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["active", "closing"])
    if (on > dayOf(ctx.now()))
      throw new AppError("input", "archive.future", "Der Tag der Anbietung liegt in der Zukunft.")
    const { head: _, ...rest } = stored.value
    const set = { at: ctx.now().toISOString(), by: ctx.operator.accountId, archive, on, answer }
    const happened = { type: "tenant.offered", data: { tenantId, on, answer } }
    await keepEntry(ctx, stored, { ...rest, archive: set }, happened)
    return { id: tenantId }
  },
)

/**
 * Notes a complete export. For the command that made it, not for people: nobody should claim one.
 * @param begunAt when its reading began: one begun before the closing may lack what was written until then
 */
export async function exported(
  ctx: OperatorCtx,
  { begunAt, ...made }: Omit<Export, "version" | "at" | "by"> & { readonly begunAt: string },
): Promise<void> {
  const stored = await loadEntry(ctx.registry, made.tenantId)
  const key = exportKey(made.tenantId, made.sha256)
  const known = await ctx.registry.get(key, Export)
  // The same once more, read later, is as good as the later one.
  if (known && known.value.at >= begunAt) return
  const value: Export = { ...made, version: 1, at: begunAt, by: ctx.operator.accountId }
  const { head: _, ...rest } = stored.value
  const { tenantId, sha256, files, items } = made
  const happened = { type: "tenant.exported", data: { tenantId, sha256, files, items } }
  await keepEntry(ctx, stored, rest, happened, { writes: [{ put: key, value, rev: known?.rev ?? "new" }] })
}

/** Notes that the record of a house was handed out as files (audit export), and whether with the names of its people. */
export async function recordExported(
  ctx: OperatorCtx,
  { tenantId, sha256, names }: { readonly tenantId: string; readonly sha256: string; readonly names: boolean },
): Promise<void> {
  const stored = await loadEntry(ctx.registry, tenantId)
  const { head: _, ...rest } = stored.value
  await keepEntry(ctx, stored, rest, { type: "tenant.recordExported", data: { tenantId, sha256, names } })
}

/** Why this tenant must not be deleted now; empty when nothing stands against it. */
export async function obstacles(
  ctx: Pick<OperatorCtx, "registry" | "now">,
  entry: Entry,
  exportSha256: string,
): Promise<Finding[]> {
  const found: Finding[] = []
  const against = (reason: string, message: string) => found.push({ reason, place: entry.id, message })
  if (entry.status === "active" || entry.status === "founding")
    against("deletion.open", "Der Mandant ist nicht geschlossen (tenant close).")
  if (entry.hold)
    against("deletion.held", `Es besteht eine Löschsperre seit ${germanInstant(new Date(entry.hold.at))}.`)
  if (!entry.archive)
    against("deletion.archive", "Die Unterlagen wurden noch keinem Archiv angeboten (tenant archive-offer).")
  if (entry.archive?.answer === "angenommen")
    against(
      "deletion.archiveWaits",
      `Das Archiv „${entry.archive.archive}“ hat angenommen, die Übernahme ist noch nicht festgehalten.`,
    )
  const handedOut = await ctx.registry.get(exportKey(entry.id, exportSha256), Export)
  const made = handedOut?.value
  if (!made) against("deletion.export", "Eine Ausleitung mit dieser Prüfsumme gibt es nicht (tenant export).")
  else if (entry.closedAt === undefined || made.at < entry.closedAt)
    against("deletion.exportOld", "Die Ausleitung ist älter als die Schließung. Bitte leiten Sie noch einmal aus.")
  else if (entry.archive?.answer !== "übernommen" && (made.keepUntil === null || made.keepUntil >= dayOf(ctx.now())))
    against(
      "deletion.retention",
      made.keepUntil === null
        ? "Ein Teil der Unterlagen ist dauernd aufzubewahren; gelöscht wird erst nach der Übernahme."
        : `Die Aufbewahrungsfrist endet am ${germanDay(made.keepUntil)}; vorher wird nur nach der Übernahme gelöscht.`,
    )
  return found
}

async function requireNoObstacle(ctx: OperatorCtx, entry: Entry, exportSha256: string): Promise<void> {
  const found = await obstacles(ctx, entry, exportSha256)
  if (found.length > 0)
    throw new AppError("refused", found[0]?.reason ?? "deletion", found.map((f) => f.message).join(" "), found)
}

export const requestDeletion = operatorVerb(
  {
    name: "operator.requestDeletion",
    may: "loeschung",
    deletes: true,
    input: z.strictObject({ tenantId: Id, reason: Reason, exportSha256: Sha256 }),
    summary: "Löschung eines geschlossenen Mandanten beantragen; eine zweite Person bestätigt.",
  },
  async (ctx, { tenantId, reason, exportSha256 }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    await requireNoObstacle(ctx, stored.value, exportSha256)
    requireStatus(stored.value, ["closing"])
    const { head: _, ...rest } = stored.value
    const now = ctx.now()
    const request = { at: now.toISOString(), by: ctx.operator.accountId, reason, exportSha256 }
    const happened = { type: "tenant.deletionRequested", data: { tenantId, exportSha256 } }
    await keepEntry(ctx, stored, { ...rest, request }, happened)
    const from = new Date(now.getTime() + EARLIEST_MS)
    const until = new Date(now.getTime() + LATEST_MS)
    return { id: tenantId, confirmFrom: from.toISOString(), confirmUntil: until.toISOString() }
  },
)

export const cancelDeletion = operatorVerb(
  {
    name: "operator.cancelDeletion",
    may: "loeschung",
    input: z.strictObject({ tenantId: Id }),
    summary: "Löschantrag zurücknehmen, solange er nicht bestätigt ist.",
  },
  async (ctx, { tenantId }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["closing"])
    if (!stored.value.request)
      throw new AppError("refused", "deletion.none", "Für diesen Mandanten liegt kein Löschantrag vor.")
    const { head: _, request: __, ...rest } = stored.value
    await keepEntry(ctx, stored, rest, { type: "tenant.deletionCancelled", data: { tenantId } })
    return { id: tenantId }
  },
)

/** From here on there is no way back: the duty that this writes deletes everything. */
export const confirmDeletion = operatorVerb(
  {
    name: "operator.confirmDeletion",
    may: "loeschung",
    deletes: true,
    input: z.strictObject({ tenantId: Id }),
    summary:
      "Löschung bestätigen, frühestens 24 Stunden und spätestens 7 Tage nach dem Antrag, durch eine andere Person.",
  },
  async (ctx, { tenantId }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    const { request } = stored.value
    requireStatus(stored.value, ["closing"])
    if (!request) throw new AppError("refused", "deletion.none", "Für diesen Mandanten liegt kein Löschantrag vor.")
    await requireSecond(ctx, request.by)
    const waited = ctx.now().getTime() - Date.parse(request.at)
    if (waited < EARLIEST_MS)
      throw new AppError(
        "refused",
        "deletion.early",
        `Bestätigt werden kann ab ${germanInstant(new Date(Date.parse(request.at) + EARLIEST_MS))}.`,
      )
    if (waited > LATEST_MS)
      throw new AppError(
        "refused",
        "deletion.late",
        "Der Löschantrag ist älter als 7 Tage und gilt nicht mehr. Bitte stellen Sie ihn neu.",
      )
    await requireNoObstacle(ctx, stored.value, request.exportSha256)
    const { head: _, ...rest } = stored.value
    const confirmed = { at: ctx.now().toISOString(), by: ctx.operator.accountId }
    const happened = {
      type: "tenant.deletionConfirmed",
      data: { tenantId, requestedBy: request.by, exportSha256: request.exportSha256 },
    }
    const duty = deletionDuty(tenantId, ctx.now())
    await keepEntry(ctx, stored, { ...rest, status: "deleting", confirmed }, happened, { duties: [duty] })
    return { id: tenantId }
  },
)

/** Two people, neither of whom made the other one able to, and whom two others entered. @throws AppError refused */
async function requireSecond(ctx: OperatorCtx, askedBy: string): Promise<void> {
  const me = ctx.operator.accountId
  if (askedBy === me)
    throw new AppError("refused", "deletion.self", "Den eigenen Löschantrag bestätigt eine andere Person.")
  const [own, other] = await Promise.all(
    [me, askedBy].map(async (id) => (await ctx.registry.get(operatorKey(id), Operator))?.value),
  )
  if (!own?.active || !other?.active || !other.roles.includes("loeschung"))
    throw new AppError(
      "refused",
      "deletion.requester",
      "Wer die Löschung beantragt hat, hat diese Funktion nicht mehr. Bitte stellen Sie den Antrag neu.",
    )
  // One who enters two people could act as both. "local" enters others only where nobody else is there yet.
  const sameGiver = own.givenBy === other.givenBy && own.givenBy !== LOCAL_OPERATOR.accountId
  if (own.givenBy === askedBy || other.givenBy === me || sameGiver)
    throw new AppError(
      "refused",
      "deletion.pair",
      sameGiver
        ? "Sie beide hat dieselbe Person eingetragen. Bitte lassen Sie eine Person bestätigen, die jemand anderes eingetragen hat."
        : "Eine von Ihnen hat der anderen Person diese Funktion gegeben. Bitte lassen Sie eine dritte Person bestätigen.",
    )
}

export const deletionDuty = (tenantId: string, at: Date): Duty => ({
  id: "deletion",
  log: entryLog(tenantId),
  kind: "deletion",
  dueAt: at.toISOString(),
  attempts: 0,
})
export const deletionKey = (tenantId: string): string => dutyKey({ log: entryLog(tenantId), id: "deletion" })

/** Last step: the record is complete, the entry says deleted, the duty is fulfilled. */
export async function finish(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const stored = await loadEntry(ctx.registry, tenantId)
  if (stored.value.status === "deleted") return
  requireStatus(stored.value, ["deleting"])
  const record = await ctx.registry.get(recordKey(tenantId), DeletionRecord)
  if (!record) throw new Error(`deletion of ${tenantId} has no record`)
  const duty = await ctx.registry.get(deletionKey(tenantId), Duty)
  const at = ctx.now().toISOString()
  const { head: _, ...rest } = stored.value
  const { items, files, bytes, headsSha256, exportSha256 } = record.value
  const data = { tenantId, items, files, bytes, headsSha256, exportSha256 }
  await keepEntry(
    ctx,
    stored,
    { ...rest, status: "deleted", deletedAt: at },
    { type: "tenant.deleted", data },
    {
      writes: [
        { put: record.key, value: { ...record.value, finishedAt: at }, rev: record.rev },
        ...(duty ? [{ drop: duty.key, rev: duty.rev }] : []),
      ],
    },
  )
}

/** Last day on which something must be kept, given the years of a class and when the last case ended. */
export function keepUntil(years: number | null, ended: Day): Day | null {
  // Retention is counted from the end of the year in which the case ended.
  return years === null ? null : `${Number(ended.slice(0, 4)) + years}-12-31`
}

/** The later of two ends of retention; null is for ever. */
export const later = (a: Day | null, b: Day | null): Day | null => (a === null || b === null ? null : a > b ? a : b)
