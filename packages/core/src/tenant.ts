/** Mandant (tenant): a house with its kind, Ämter, Gremien, Vorlagenarten, labels and its Zeichnungsweg, all as data. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { ChainTemplate, defects, resolve, TEMPLATES, words } from "./chain/index.ts"
import type { Ctx, Table } from "./context.ts"
import { dayOf } from "./day.ts"
import type { Duty } from "./duty.ts"
import { AppError } from "./error.ts"
import { append, EMPTY, type Head } from "./fact.ts"
import { orphans } from "./gremium/orphan.ts"
import { newVerifyId } from "./id.ts"
import { all as allMembers } from "./member/item.ts"
import { noticeOf } from "./news.ts"
import type { House } from "./paper.ts"
import { daysOf } from "./plan/durations.ts"
import { staying } from "./publication/stays.ts"
import { anchorDuty } from "./record/duty.ts"
import { ROLE_LABEL } from "./role.ts"
import { checkTenant, references, signing } from "./tenant/check.ts"
import { holders } from "./tenant/holder.ts"
import { type Settings, type SignIn, TENANT, Tenant } from "./tenant/settings.ts"
import { verb } from "./verb.ts"

export { checkTenant, signing, tenantDefects } from "./tenant/check.ts"
export {
  Amt,
  Art,
  Land,
  RETENTION,
  RetentionClass,
  type Settings,
  SITZUNGSREGELN,
  SignIn,
  Sitzungsregeln,
  TENANT,
  Tenant,
  TrustedIssuer,
} from "./tenant/settings.ts"

/** The house of this context. Its absence is bad stored data, not bad input: the tenant was bound before. */
export async function house(table: Table): Promise<Tenant> {
  const stored = await table.get(TENANT, Tenant)
  if (!stored) throw new Error("tenant has no house item")
  return stored.value
}

/** The house as papers show it from now on: with its logo. Papers that stand keep theirs. */
export const onPaper = ({ house: now, logo }: Pick<Tenant, "house" | "logo">): House =>
  logo === undefined ? now : { ...now, logo }

export const read = verb(
  {
    name: "tenant.read",
    may: "house.read",
    input: z.strictObject({}),
    summary: "Haus mit Ämtern, Gremien und Zeichnungsweg.",
  },
  async (ctx) => {
    const stored = await ctx.table.get(TENANT, Tenant)
    if (!stored) throw new Error("tenant has no house item")
    const { head: _, ...tenant } = stored.value
    return { ...tenant, rev: stored.rev }
  },
)

/** Changes the house. Running chains keep their copy of the template. */
export const change = verb(
  {
    name: "tenant.change",
    may: "house.write",
    input: Tenant.omit({ head: true, id: true, version: true }).extend({
      rev: z.int().min(1),
      /** only as it is: nobody enters one */
      publicId: z.string().max(60).optional(),
    }),
    summary: "Einstellungen des Hauses ändern.",
  },
  async (ctx, { rev, ...input }) => {
    const before = await house(ctx.table)
    await replace(ctx, rev, (now) => {
      if (input.house.kind !== now.house.kind)
        throw new AppError("refused", "tenant.kind", "Die Organisationsform eines Hauses kann nicht geändert werden.")
      // Bytes are judged where they are uploaded: settings can only keep a logo, or leave it out.
      if (input.logo !== undefined && canonical(input.logo) !== canonical(now.logo ?? null))
        throw new AppError(
          "refused",
          "tenant.logo",
          "Ein Logo wird hochgeladen und dann übernommen, nicht eingetragen.",
        )
      if (input.publicId !== undefined && input.publicId !== now.publicId)
        throw new AppError("refused", "tenant.publicId", "Die öffentliche Kennung eines Hauses wird nicht eingetragen.")
      const { logo: _, ...kept } = now
      return { ...kept, ...input, ...(now.publicId === undefined ? {} : { publicId: now.publicId }) }
    })
    const waiting = await orphans(ctx, before.gremien, input.gremien)
    return { warnings: [...waiting, ...(await staying(ctx, before, input))] }
  },
)

/**
 * Puts other settings in the place of those with revision `rev`, checked and with their fact.
 * @throws AppError conflict where somebody else changed them, refused where they do not fit together
 */
export async function replace(ctx: Ctx, rev: number, changed: (now: Tenant) => Tenant): Promise<void> {
  const stored = await ctx.table.get(TENANT, Tenant)
  if (!stored) throw new Error("tenant has no house item")
  if (rev !== stored.rev)
    throw new AppError(
      "conflict",
      "tenant.superseded",
      "Inzwischen hat jemand anderes die Einstellungen geändert. Bitte laden Sie sie neu und tragen Sie Ihre Änderung noch einmal ein.",
    )
  const wanted = changed(stored.value)
  const first = wanted.publication && wanted.publicId === undefined
  const next = first ? { ...wanted, publicId: newVerifyId() } : wanted
  checkTenant(next)
  await requireTwo(ctx.table, stored.value, next)
  const data = { sha256: await keep(ctx, next) }
  const { head, facts } = await append("house", stored.value.head, [{ type: "tenant.changed", data }], stamp(ctx))
  const duties = [...noticeOf(facts), ...(first ? [announcement(ctx.now())] : [])]
  await ctx.table.commit(facts, [{ put: TENANT, value: { ...next, head }, rev: stored.rev }], duties)
}

/** A new public id is to be known to the registry, so that its address leads to this house. */
const announcement = (at: Date): Duty => ({
  id: "publication",
  log: "house",
  kind: "publication",
  dueAt: at.toISOString(),
  attempts: 0,
})

/**
 * A function that signs is given by two administrators. One alone must not get around that by giving a function that does
 * not sign and then letting it sign. @throws AppError refused "template.held"
 */
async function requireTwo(table: Table, before: Tenant, next: Tenant): Promise<void> {
  const known = signing(before)
  const added = signing(next).filter((role) => !known.includes(role))
  if (added.length === 0) return
  const found = (await allMembers(table, "left too")).flatMap((m) =>
    added
      .filter((role) => m.functions.some((f) => f.role === role))
      .map((role) => ({
        reason: "template.held",
        place: ROLE_LABEL[role],
        message: `${m.name} hat diese Funktion schon, ohne dass zwei Personen der Administration sie gegeben haben.`,
      })),
  )
  if (found.length > 0)
    throw new AppError(
      "refused",
      "template.held",
      "Dieser Zeichnungsweg lässt eine Funktion zeichnen, die bisher nicht zeichnet und schon vergeben ist. Bitte nehmen Sie sie den genannten Personen erst ab, und geben Sie sie ihnen danach neu; dann bestätigt eine zweite Person.",
      found,
    )
}

/**
 * The operator's way to the sign-in of a house, where nobody can get in to set it. What another provider's claims would give
 * is not known, so the mapping of functions goes with the provider. No verb of the house leads here.
 */
export async function provide(ctx: Ctx, at: Pick<SignIn, "issuer" | "clientId" | "clientAuth">): Promise<void> {
  const stored = await ctx.table.get(TENANT, Tenant)
  if (!stored) throw new Error("tenant has no house item")
  const before = stored.value.signIn
  const roleMapping = before?.issuer === at.issuer ? before.roleMapping : []
  const next = { ...stored.value, signIn: { ...at, roleMapping, freshMinutes: before?.freshMinutes ?? FRESH_MINUTES } }
  const data = { sha256: await keep(ctx, next) }
  const { head, facts } = await append("house", stored.value.head, [{ type: "tenant.changed", data }], stamp(ctx))
  await ctx.table.commit(facts, [{ put: TENANT, value: { ...next, head }, rev: stored.rev }])
}
const FRESH_MINUTES = 60

export const templates = verb(
  {
    name: "tenant.templates",
    may: "house.write",
    input: z.strictObject({}),
    summary: "Die mitgelieferten Zeichnungswege, aus denen ein Haus seinen eigenen macht.",
  },
  async () => Object.values(TEMPLATES),
)

/** "What if": the steps that a Vorlage with these answers would take on a way, and what is wrong with the way. */
export const preview = verb(
  {
    name: "tenant.preview",
    may: "house.write",
    input: z.strictObject({
      template: ChainTemplate,
      finance: z.strictObject({ effects: z.boolean(), amountCent: z.int().min(0) }),
      public: z.boolean(),
      programme: z.boolean(),
    }),
    summary:
      "Zeichnungsweg prüfen und durchspielen: welche Schritte nimmt eine Vorlage mit diesen Angaben, und wer könnte sie heute tun?",
  },
  async (ctx, { template, finance, ...rest }) => {
    const tenant = await house(ctx.table)
    const today = dayOf(ctx.now())
    const members = await allMembers(ctx.table)
    const able = (place: Parameters<typeof holders>[0]) => holders(place, members, today)
    const findings = [...defects(template), ...references({ ...tenant, template })]
    const facts = { "finance.effects": finance.effects, "finance.amount": finance.amountCent, ...rest }
    const folge = template.steps.flatMap((s) => (s.kind === "bodies" ? (s.folge ?? []) : []))
    const rows = folge.map((r) => ({
      gremiumId: r.gremiumId,
      gremium: tenant.gremien.find((g) => g.id === r.gremiumId)?.name ?? r.gremiumId,
      termin: today,
      zustaendigkeit: r.zustaendigkeit,
    }))
    const conditions = new Map(template.steps.flatMap((s) => ("when" in s && s.when ? [[s.id, words(s.when)]] : [])))
    const steps = resolve(template, facts, rows).map((s) => ({
      id: s.id,
      kind: s.kind,
      label: s.label,
      taken: s.status !== "skipped",
      condition: conditions.get(s.id),
      ...(s.kind === "cosign"
        ? {
            parties: s.parties.map((p) => ({
              label: p.label,
              taken: p.status !== "skipped",
              people: able({ role: p.role, amtId: p.amtId }),
            })),
          }
        : {}),
      ...(s.kind === "sign" ? { level: s.level } : {}),
      ...(s.kind === "body" ? { zustaendigkeit: s.zustaendigkeit } : {}),
      /** who could act here today; of a Mitzeichnung each party has its own */
      people:
        s.kind === "cosign"
          ? []
          : s.kind === "body"
            ? able({ role: "geschaeftsstelle", gremiumId: s.gremiumId })
            : able({ role: s.kind === "release" ? "sitzungsdienst" : s.role }),
      /** working days that the plan reckons with */
      days: s.kind === "body" || s.kind === "external" ? undefined : daysOf(s.kind, s.id, tenant.durations),
    }))
    return { findings, steps }
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
export async function found(ctx: Ctx, tenant: Settings): Promise<void> {
  const { publicId: _, ...settings } = tenant
  const given = Tenant.omit({ head: true }).parse({ ...settings, version: 1 })
  const whole = given.publication ? { ...given, publicId: newVerifyId() } : given
  checkTenant(whole)
  const { head, facts } = await append(
    "house",
    EMPTY,
    [{ type: "tenant.founded", data: { kind: tenant.house.kind, sha256: await keep(ctx, whole) } }],
    stamp(ctx),
  )
  const duties = [anchorDuty(ctx.now()), ...(whole.publicId === undefined ? [] : [announcement(ctx.now())])]
  await ctx.table.commit(facts, [{ put: TENANT, value: { ...whole, head }, rev: "new" }], duties)
}

/** Who and when of the facts of one call. */
export const stamp = (ctx: Pick<Ctx, "actor" | "client" | "now">) => ({
  at: ctx.now(),
  by: ctx.actor.personId,
  client: ctx.client,
})
