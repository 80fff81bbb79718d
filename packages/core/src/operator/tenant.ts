/** What the operator does with tenants (Mandanten): found, list, close, reopen, hold. */
import { z } from "zod"
import { canonical, sha256 } from "../canonical.ts"
import type { Stored } from "../context.ts"
import { dutyKey } from "../duty.ts"
import { AppError } from "../error.ts"
import { tenantDefects } from "../tenant/check.ts"
import { complete, mismatches, Short } from "../tenant/draft.ts"
import { type Settings, Tenant } from "../tenant/settings.ts"
import { parse } from "../verb.ts"
import { DeletionRecord, recordKey } from "./erased.ts"
import { Administrator, Provider } from "./houses.ts"
import {
  closedWrite,
  type Entry,
  Entry as EntrySchema,
  entries,
  entryKey,
  entryLog,
  keepEntry,
  loadEntry,
  requireStatus,
} from "./item.ts"
import { type OperatorCtx, operatorVerb } from "./verb.ts"

export const Id = z.string().max(60)
export const Reason = z.string().trim().min(3).max(1000)

/** First words of addresses of the service; a house of that name could not be reached, or would look like the service. */
const RESERVED: readonly string[] = [
  ...[
    "system",
    "api",
    "betrieb",
    "operator",
    "admin",
    "anmelden",
    "abmelden",
    "einladung",
    "haeuser",
    "health",
    "docs",
  ],
  ...["openapi", "oparl", "oeffentlich", "pruefen", "konto", "demo", "www", "static", "assets", "musterverfahren"],
]

/** @throws AppError input "tenant.id" */
export function checkId(id: string): void {
  const message = RESERVED.includes(id)
    ? `„${id}“ ist für den Dienst selbst vergeben. Bitte wählen Sie eine andere Kennung, zum Beispiel kreis-aulenfeld.`
    : !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length < 2 || id.length > 40
      ? `„${id.slice(0, 60)}“ ist keine Kennung: 2 bis 40 Kleinbuchstaben und Ziffern, dazwischen einzelne Bindestriche, zum Beispiel kreis-aulenfeld.`
      : undefined
  if (message) throw new AppError("input", "tenant.id", message, [{ reason: "tenant.id", place: "id", message }])
}

const Complete = Tenant.omit({ head: true, version: true })
const Create = z.strictObject({
  /** complete settings, or the short form that is completed from a shipped way */
  settings: z.record(z.string(), z.unknown()),
  /** exactly two */
  administrators: z.array(Administrator).max(10).default([]),
})

/**
 * Settings from what somebody wrote down: a `template` that is a word is the short form.
 * @throws AppError input or refused with every finding at once
 */
export function settingsOf(raw: Readonly<Record<string, unknown>>): Settings {
  checkId(typeof raw.id === "string" ? raw.id : "")
  const short = typeof raw.template === "string" ? parse(Short, raw) : undefined
  const settings: Settings = short ? complete(short) : parse(Complete, raw)
  const whole = Tenant.omit({ head: true }).parse({ ...settings, version: 1 })
  const found = [...(short ? mismatches(short) : []), ...tenantDefects(whole)]
  if (found.length > 0)
    throw new AppError("refused", "tenant.invalid", "Diese Einstellungen passen noch nicht zusammen.", found)
  return settings
}

export interface Invited {
  readonly personId: string
  readonly name: string
  /** shown this once; only its SHA-256 is kept */
  readonly code: string
}

/**
 * Founds a tenant: entry, house, two invited administrators; the worker makes the issuing authority. Each step is done
 * once; called again after a crash with the same settings it goes on, and new codes replace the old ones.
 */
export const create = operatorVerb(
  {
    name: "operator.create",
    may: "betrieb",
    input: Create,
    summary: "Mandant anlegen und die ersten beiden Personen seiner Administration einladen.",
  },
  async (ctx, { settings: raw, administrators }) => {
    const settings = sound(raw, administrators)
    const hash = await sha256(canonical({ settings, administrators }))
    const begun = await ctx.registry.get(entryKey(settings.id), EntrySchema)
    if (begun && begun.value.founding?.sha256 !== hash) throw taken(begun.value)
    const entry = begun ?? (await begin(ctx, settings, hash))
    await ctx.houses.found(settings)
    const invited: Invited[] = []
    for (const [i, who] of administrators.entries()) {
      const personId = entry.value.founding?.administrators[i] ?? ctx.id("ps")
      const { code } = await ctx.houses.invite(settings.id, personId, who)
      invited.push({ personId, name: who.name, code })
    }
    const { head: _, founding: __, ...rest } = entry.value
    const opened = { type: "tenant.opened", data: { tenantId: rest.id } }
    await keepEntry(ctx, entry, { ...rest, status: "active" }, opened, { duties: [foundingDuty(rest.id, ctx.now())] })
    return { id: settings.id, name: settings.house.name, invited }
  },
)

/** The settings, when they and the two people are in order. @throws AppError with every finding of both at once */
function sound(raw: Readonly<Record<string, unknown>>, people: readonly Administrator[]): Settings {
  const message = "Die Administration braucht zwei verschiedene Personen: Zeichnungsrechte vergibt niemand allein."
  const two = people.length === 2 && people[0]?.name !== people[1]?.name
  const missing = two ? [] : [{ reason: "tenant.administrators", place: "administrators", message }]
  try {
    const settings = settingsOf(raw)
    if (!two) throw new AppError("input", "tenant.administrators", message, missing)
    return settings
  } catch (error) {
    if (!(error instanceof AppError) || error.reason === "tenant.administrators") throw error
    throw new AppError(error.code, error.reason, error.message, [...error.findings, ...missing])
  }
}

async function begin(ctx: OperatorCtx, settings: Settings, hash: string): Promise<Stored<Entry>> {
  const { id, house, land } = settings
  // Somebody else's house would be taken over by an entry that is made afterwards.
  if (await ctx.houses.exists(id)) throw taken({ status: "active", id })
  const administrators = [ctx.id("ps"), ctx.id("ps")]
  const next: Omit<Entry, "head"> = {
    version: 1,
    id,
    name: house.name,
    kind: house.kind,
    land,
    status: "founding",
    createdAt: ctx.now().toISOString(),
    by: ctx.operator.accountId,
    founding: { sha256: hash, administrators },
  }
  const data = { tenantId: id, settingsSha256: hash, administrators }
  await keepEntry(ctx, undefined, next, { type: "tenant.created", data })
  return loadEntry(ctx.registry, id)
}

function taken({ id, status }: Pick<Entry, "id" | "status">): AppError {
  const why =
    status === "deleted"
      ? "gehörte einem gelöschten Mandanten und wird nie wieder vergeben"
      : status === "founding"
        ? "wird gerade mit anderen Angaben eingerichtet"
        : "ist schon vergeben"
  return new AppError("refused", "tenant.taken", `Die Kennung „${id}“ ${why}. Bitte wählen Sie eine andere.`)
}

/** What the registry owes a new tenant: its issuing authority, which only the worker can make. */
export const foundingDuty = (tenantId: string, at: Date) => ({
  id: "authority",
  log: entryLog(tenantId),
  kind: "founding" as const,
  dueAt: at.toISOString(),
  attempts: 0,
})
export const foundingKey = (tenantId: string): string => dutyKey(foundingDuty(tenantId, new Date(0)))

/** Enters a house that was founded by other means (demo, fixtures) into the registry. */
export async function enrol(ctx: OperatorCtx, { id, house, land }: Settings): Promise<void> {
  const next: Omit<Entry, "head"> = {
    version: 1,
    id,
    name: house.name,
    kind: house.kind,
    land,
    status: "active",
    createdAt: ctx.now().toISOString(),
    by: ctx.operator.accountId,
  }
  await keepEntry(ctx, undefined, next, { type: "tenant.enrolled", data: { tenantId: id } })
}

export const invite = operatorVerb(
  {
    name: "operator.invite",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id, personId: Id, administrator: Administrator }),
    summary: "Eine der ersten beiden Personen der Administration noch einmal einladen; der alte Code gilt nicht mehr.",
  },
  async (ctx, { tenantId, personId, administrator }) => {
    const { value } = await loadEntry(ctx.registry, tenantId)
    requireStatus(value, ["active"])
    const { code } = await ctx.houses.invite(tenantId, personId, administrator)
    return { personId, name: administrator.name, code }
  },
)

/** For a house that was founded without a sign-in, or whose own administrators have locked themselves out with a wrong one. */
export const signIn = operatorVerb(
  {
    name: "operator.signIn",
    may: "betrieb",
    input: Provider.extend({ tenantId: Id }),
    summary: "Anmeldedienst eines Hauses eintragen, wenn sich dort niemand anmelden kann.",
  },
  async (ctx, { tenantId, ...at }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["active"])
    await ctx.houses.provide(tenantId, at)
    const { head: _, ...rest } = stored.value
    await keepEntry(ctx, stored, rest, { type: "tenant.signIn", data: { tenantId } })
    return { id: tenantId }
  },
)

/** What the operator sees of a tenant: nothing but what stands in the registry. */
const view = ({ head: _, version: __, founding: ___, ...entry }: Entry) => entry

export const list = operatorVerb(
  {
    name: "operator.list",
    may: "any",
    input: z.strictObject({}),
    summary: "Mandanten mit Art, Land und Zustand. Inhalte sieht der Betrieb nicht.",
  },
  async (ctx) =>
    (await entries(ctx.registry)).map(({ id, name, kind, land, status, createdAt, hold }) => ({
      id,
      name,
      kind,
      land,
      status,
      since: createdAt,
      held: hold !== undefined,
    })),
)

export const read = operatorVerb(
  {
    name: "operator.read",
    may: "any",
    input: z.strictObject({ tenantId: Id }),
    summary: "Ein Mandant: Zustand, Löschsperre, Anbietung an das Archiv, Löschantrag.",
  },
  async (ctx, { tenantId }) => {
    const { value } = await loadEntry(ctx.registry, tenantId)
    const deletion = await ctx.registry.get(recordKey(tenantId), DeletionRecord)
    return { ...view(value), deletion: deletion?.value }
  },
)

/** Nobody gets in any more, and the worker stops: within seconds, in every process. */
export const close = operatorVerb(
  {
    name: "operator.close",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id }),
    summary: "Mandant schließen: Niemand kommt mehr hinein, alles bleibt erhalten.",
  },
  async (ctx, { tenantId }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["active"])
    const closedAt = ctx.now().toISOString()
    const writes = await closedWrite(ctx.registry, tenantId, closedAt)
    const { head: _, ...rest } = stored.value
    const happened = { type: "tenant.closed", data: { tenantId } }
    await keepEntry(ctx, stored, { ...rest, status: "closing", closedAt }, happened, { writes })
    return { id: tenantId, closedAt }
  },
)

export const reopen = operatorVerb(
  {
    name: "operator.reopen",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id }),
    summary: "Geschlossenen Mandanten wieder öffnen; ein Löschantrag erlischt.",
  },
  async (ctx, { tenantId }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["closing"])
    const writes = await closedWrite(ctx.registry, tenantId, undefined)
    const { head: _, closedAt: __, request: ___, ...rest } = stored.value
    const happened = { type: "tenant.reopened", data: { tenantId } }
    await keepEntry(ctx, stored, { ...rest, status: "active" }, happened, { writes })
    return { id: tenantId }
  },
)

export const hold = operatorVerb(
  {
    name: "operator.hold",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id, reason: Reason }),
    summary: "Löschsperre setzen, zum Beispiel wegen eines Rechtsstreits.",
  },
  async (ctx, { tenantId, reason }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["active", "closing"])
    const { head: _, ...rest } = stored.value
    const set = { at: ctx.now().toISOString(), by: ctx.operator.accountId, reason }
    await keepEntry(ctx, stored, { ...rest, hold: set }, { type: "tenant.held", data: { tenantId } })
    return { id: tenantId }
  },
)

export const unhold = operatorVerb(
  {
    name: "operator.unhold",
    may: "betrieb",
    input: z.strictObject({ tenantId: Id }),
    summary: "Löschsperre aufheben.",
  },
  async (ctx, { tenantId }) => {
    const stored = await loadEntry(ctx.registry, tenantId)
    requireStatus(stored.value, ["active", "closing"])
    if (!stored.value.hold)
      throw new AppError("refused", "tenant.notHeld", "Für diesen Mandanten besteht keine Löschsperre.")
    const { head: _, hold: __, ...rest } = stored.value
    await keepEntry(ctx, stored, rest, { type: "tenant.released", data: { tenantId } })
    return { id: tenantId }
  },
)
