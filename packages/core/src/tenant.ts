/** Mandant (tenant): a house with its kind, Ämter, Gremien, Vorlagenarten, labels and its Zeichnungsweg, all as data. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { ChainTemplate, defects } from "./chain/index.ts"
import type { Ctx, Table } from "./context.ts"
import { AppError } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { uncovered } from "./glyph.ts"
import { Gremium } from "./gremium.ts"
import { checkPattern } from "./nummer.ts"
import { House } from "./paper.ts"
import { Role } from "./role.ts"
import { verb } from "./verb.ts"

const Id = z.string().regex(/^[a-z0-9-]{1,40}$/)
export const Amt = z.strictObject({ id: Id, name: z.string().min(1).max(200) })

/** Vorlagenart: what its papers need and where their numbers come from. */
export const Art = z.strictObject({
  id: Id,
  label: z.string().min(1).max(60),
  number: z.strictObject({
    source: z.enum(["own", "outside"]),
    pattern: z.string(),
    type: z.string().max(8),
    term: z.string().max(8),
  }),
  /** a deciding body is required (not for Mitteilungsvorlagen) */
  decides: z.boolean(),
})
export type Art = z.infer<typeof Art>

export const Tenant = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{2,40}$/),
  house: House,
  land: z.string().max(60),
  aemter: z.array(Amt).min(1),
  gremien: z.array(Gremium).min(1),
  arten: z.array(Art).min(1),
  /** own words for roles and for the programme ("AMP", "AIP") */
  labels: z.strictObject({ programme: z.string(), roles: z.partialRecord(Role, z.string()) }),
  template: ChainTemplate,
  /** begin of the printed verification address, "https://beschlussweg.example" */
  baseUrl: z.url(),
  head: Head,
})
export type Tenant = z.infer<typeof Tenant>

export const TENANT = "tenant/house/root"

/** The house of this context. Its absence is bad stored data, not bad input: the tenant was bound before. */
export async function house(table: Table): Promise<Tenant> {
  const stored = await table.get(TENANT, Tenant)
  if (!stored) throw new Error("tenant has no house item")
  return stored.value
}

/** @throws AppError refused with every defect named */
export function checkTenant(tenant: Omit<Tenant, "head">): void {
  const found = defects(tenant.template)
  for (const { label, number } of tenant.arten) {
    const pattern = checkPattern(number.pattern)
    const empty: [string, boolean][] = [
      ["{type}", number.type === ""],
      ["{term}", number.term === ""],
      ["{body}", tenant.gremien.some((g) => g.short === "")],
    ]
    const silent = empty.flatMap(([token, missing]) => (missing && pattern.includes(token) ? [token] : []))
    if (number.source === "own" && silent.length > 0)
      found.push({
        reason: "number.word",
        place: label,
        message: `Für ${silent.join(", ")} der Nummer fehlt das Wort.`,
      })
  }
  const ids = [...tenant.aemter, ...tenant.gremien, ...tenant.arten].map((x) => x.id)
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i)))
    found.push({ reason: "tenant.twice", place: id, message: "Diese Kennung kommt zweimal vor." })
  const { name, traeger, address, ownShareLabel } = tenant.house
  const labels = [...tenant.aemter, ...tenant.gremien].map((x) => x.name)
  const arten = tenant.arten.map((a) => a.label)
  for (const line of [name, traeger, ownShareLabel, ...address, ...labels, ...arten, ...stepLabels(tenant.template)]) {
    const missing = uncovered(line)
    if (missing.length === 0) continue
    const message = `Dieses Zeichen kann nicht gedruckt werden: ${missing.join(" ")}.`
    found.push({ reason: "glyph.missing", place: line, message })
  }
  if (found.length > 0) throw new AppError("refused", "tenant.invalid", found.map((f) => f.message).join(" "), found)
}

const stepLabels = (template: ChainTemplate): string[] =>
  template.steps.flatMap((s) =>
    s.kind === "bodies" ? [] : s.kind === "cosign" ? [s.label, ...s.parties.map((p) => p.label)] : [s.label],
  )

export const read = verb(
  {
    name: "tenant.read",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Haus mit Ämtern, Gremien und Zeichnungsweg.",
  },
  async (ctx) => {
    const { head: _, ...tenant } = await house(ctx.table)
    return tenant
  },
)

/** Changes the house. Running chains keep their copy of the template. */
export const change = verb(
  {
    name: "tenant.change",
    may: "house.write",
    input: Tenant.omit({ head: true, id: true, version: true }),
    summary: "Einstellungen des Hauses ändern.",
  },
  async (ctx, input) => {
    const stored = await ctx.table.get(TENANT, Tenant)
    if (!stored) throw new Error("tenant has no house item")
    if (input.house.kind !== stored.value.house.kind)
      throw new AppError("refused", "tenant.kind", "Die Organisationsform eines Hauses kann nicht geändert werden.")
    const next = { ...stored.value, ...input }
    checkTenant(next)
    const data = { sha256: await keep(ctx, next) }
    const { head, facts } = await append("house", stored.value.head, [{ type: "tenant.changed", data }], stamp(ctx))
    await ctx.table.commit(facts, [{ put: TENANT, value: { ...next, head }, rev: stored.rev }])
  },
)

/** Settings as they stood, among the papers by their hash: the fact of a change names them. */
async function keep(ctx: Ctx, { head: _, ...settings }: Omit<Tenant, "head"> & { head?: Head }): Promise<string> {
  const text = canonical(settings)
  const hash = await sha256(text)
  await ctx.papers.put(`house/${hash}.json`, new TextEncoder().encode(text))
  return hash
}

/** First item of a new tenant; used by the operator's command and the demo, before anybody has a role there. */
export async function found(ctx: Ctx, tenant: Omit<Tenant, "head" | "version">): Promise<void> {
  const whole = Tenant.omit({ head: true }).parse({ ...tenant, version: 1 })
  checkTenant(whole)
  const { head, facts } = await append(
    "house",
    EMPTY,
    [{ type: "tenant.founded", data: { kind: tenant.house.kind, sha256: await keep(ctx, whole) } }],
    stamp(ctx),
  )
  await ctx.table.commit(facts, [{ put: TENANT, value: { ...whole, head }, rev: "new" }])
}

/** Who and when of the facts of one call. */
export const stamp = (ctx: Ctx) => ({ at: ctx.now(), by: ctx.actor.personId, client: ctx.client })
