/** Mandant (tenant): a house with its kind, Ämter, Gremien, Vorlagenarten, labels and its Zeichnungsweg, all as data. */
import { z } from "zod"
import { canonical, sha256 } from "./canonical.ts"
import { ChainTemplate, defects, resolve, TEMPLATES, words } from "./chain/index.ts"
import { Sha256 } from "./content.ts"
import type { Ctx, Table } from "./context.ts"
import { dayOf } from "./day.ts"
import { AppError, type Finding } from "./error.ts"
import { append, EMPTY, Head } from "./fact.ts"
import { uncovered } from "./glyph.ts"
import { Gremium } from "./gremium.ts"
import { checkPattern } from "./nummer.ts"
import { House } from "./paper.ts"
import { GUARDED, ROLE_LABEL, Role } from "./role.ts"
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

/** The Länder by name. What follows from the Land (holidays, rules of bodies) is data of the parts that need it. */
export const Land = z.enum([
  "Baden-Württemberg",
  "Bayern",
  "Berlin",
  "Brandenburg",
  "Bremen",
  "Hamburg",
  "Hessen",
  "Mecklenburg-Vorpommern",
  "Niedersachsen",
  "Nordrhein-Westfalen",
  "Rheinland-Pfalz",
  "Saarland",
  "Sachsen",
  "Sachsen-Anhalt",
  "Schleswig-Holstein",
  "Thüringen",
])
export type Land = z.infer<typeof Land>

/** How long something is kept (KGSt classes): years after the end of the procedure, or for ever (null). */
export const RetentionClass = z.strictObject({
  id: Id,
  label: z.string().min(1).max(120),
  years: z.int().min(1).max(100).nullable(),
})

/** Sign-in of the house's people at its own OpenID provider. */
export const SignIn = z.strictObject({
  /** issuer identifier, exactly as its tokens name it */
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1).max(200),
  /** `none`: public client with PKCE; `private_key_jwt`: our key, published as JWKS, so no house has a secret with us */
  clientAuth: z.enum(["none", "private_key_jwt"]),
  /** functions that the provider's claims give and take away; never one that signs or administers */
  roleMapping: z
    .array(
      z.strictObject({
        claim: z.string().min(1).max(100),
        value: z.string().min(1).max(200),
        role: Role,
        amtId: z.string().optional(),
        gremiumId: z.string().optional(),
      }),
    )
    .max(100),
  /** minutes after which a signature asks for a fresh sign-in */
  freshMinutes: z.int().min(1).max(480),
})
export type SignIn = z.infer<typeof SignIn>

/** An issuer whose certificates a house accepts for signatures made outside. */
export const TrustedIssuer = z.strictObject({
  name: z.string().min(1).max(200),
  level: z.enum(["AES", "QES"]),
  /** PEM */
  certificate: z.string().min(100).max(10_000),
})

/** Usual classes of KGSt 4/2006; each house edits its own. */
export const RETENTION = {
  classes: [
    { id: "kgst-1", label: "1 Jahr", years: 1 },
    { id: "kgst-6", label: "6 Jahre", years: 6 },
    { id: "kgst-10", label: "10 Jahre", years: 10 },
    { id: "kgst-30", label: "30 Jahre", years: 30 },
    { id: "dauernd", label: "dauernd", years: null },
  ],
  vorlage: "kgst-30",
  programme: "kgst-10",
  draft: "kgst-1",
}

export const Tenant = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{2,40}$/),
  house: House,
  land: Land,
  /** Datenschutzaufsicht, shown in the privacy notice (BfDI for a gE, the Land's for a zkT) */
  supervisor: z
    .strictObject({ name: z.string().max(200), address: z.array(z.string().max(200)).max(6) })
    .default({ name: "", address: [] }),
  /** among the papers at logoPath; `alt` is read aloud */
  logo: z
    .strictObject({ sha256: Sha256, mediaType: z.enum(["image/png", "image/jpeg"]), alt: z.string().min(1).max(200) })
    .optional(),
  aemter: z.array(Amt).min(1),
  gremien: z.array(Gremium).min(1),
  arten: z.array(Art).min(1),
  /** own words for roles and for the programme ("AMP", "AIP") */
  labels: z.strictObject({ programme: z.string(), roles: z.partialRecord(Role, z.string()) }),
  template: ChainTemplate,
  signIn: SignIn.nullable().default(null),
  retention: z
    .strictObject({
      classes: z.array(RetentionClass).min(1).max(20),
      /** class of a Vorlage with its record, of a programme's Stände, of drafts and uploads that were never submitted */
      vorlage: Id,
      programme: Id,
      draft: Id,
    })
    .default(RETENTION),
  trust: z.array(TrustedIssuer).max(50).default([]),
  /** begin of the printed verification address, "https://beschlussweg.example" */
  baseUrl: z.url(),
  head: Head,
})
export type Tenant = z.infer<typeof Tenant>
/** Settings as somebody writes them down: what has a usual value may be left out. */
export type Settings = Omit<z.input<typeof Tenant>, "head" | "version">

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
  found.push(...references(tenant))
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

/** Whatever the settings name must be among them. */
function references({ template, aemter, gremien, retention, signIn }: Omit<Tenant, "head">): Finding[] {
  const found: Finding[] = []
  const report = (reason: string, place: string, message: string) => found.push({ reason, place, message })
  for (const step of template.steps) {
    if (step.kind === "cosign")
      for (const p of step.parties)
        if (p.amtId !== undefined && !aemter.some((a) => a.id === p.amtId))
          report("template.amt", `${step.label}: ${p.label}`, `Das Amt „${p.amtId}“ gibt es in diesem Haus nicht.`)
    if (step.kind === "bodies")
      for (const r of step.folge ?? [])
        if (!gremien.some((g) => g.id === r.gremiumId))
          report("template.gremium", "Beratungsfolge", `Das Gremium „${r.gremiumId}“ gibt es in diesem Haus nicht.`)
  }
  const classes = retention.classes.map((c) => c.id)
  for (const id of [retention.vorlage, retention.programme, retention.draft])
    if (!classes.includes(id)) report("retention.class", id, `Die Aufbewahrungsklasse „${id}“ gibt es nicht.`)
  for (const { role, amtId, gremiumId } of signIn?.roleMapping ?? []) {
    const label = ROLE_LABEL[role]
    if (signing(template).includes(role))
      report(
        "signIn.guarded",
        label,
        "Diese Funktion vergibt nur das Haus selbst, mit zwei Personen der Administration.",
      )
    if (amtId !== undefined && !aemter.some((a) => a.id === amtId))
      report("signIn.amt", label, `Das Amt „${amtId}“ gibt es in diesem Haus nicht.`)
    if (gremiumId !== undefined && !gremien.some((g) => g.id === gremiumId))
      report("signIn.gremium", label, `Das Gremium „${gremiumId}“ gibt es in diesem Haus nicht.`)
  }
  return found
}

/** Functions that two administrators must give in this house: the usual ones and whatever its own way lets sign. */
export function signing(template: ChainTemplate): Role[] {
  const own = template.steps.flatMap((s) => (s.kind === "sign" ? [s.role] : []))
  return [...new Set([...GUARDED, ...own])]
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
    input: Tenant.omit({ head: true, id: true, version: true }).extend({ rev: z.int().min(1) }),
    summary: "Einstellungen des Hauses ändern.",
  },
  async (ctx, { rev, ...input }) => {
    const stored = await ctx.table.get(TENANT, Tenant)
    if (!stored) throw new Error("tenant has no house item")
    if (rev !== stored.rev)
      throw new AppError(
        "conflict",
        "tenant.superseded",
        "Inzwischen hat jemand anderes die Einstellungen geändert. Bitte laden Sie sie neu und tragen Sie Ihre Änderung noch einmal ein.",
      )
    if (input.house.kind !== stored.value.house.kind)
      throw new AppError("refused", "tenant.kind", "Die Organisationsform eines Hauses kann nicht geändert werden.")
    const next = { ...stored.value, ...input }
    checkTenant(next)
    const data = { sha256: await keep(ctx, next) }
    const { head, facts } = await append("house", stored.value.head, [{ type: "tenant.changed", data }], stamp(ctx))
    await ctx.table.commit(facts, [{ put: TENANT, value: { ...next, head }, rev: stored.rev }])
  },
)

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
    summary: "Zeichnungsweg prüfen und durchspielen: welche Schritte nimmt eine Vorlage mit diesen Angaben?",
  },
  async (ctx, { template, finance, ...rest }) => {
    const tenant = await house(ctx.table)
    const findings = [...defects(template), ...references({ ...tenant, template })]
    const facts = { "finance.effects": finance.effects, "finance.amount": finance.amountCent, ...rest }
    const folge = template.steps.flatMap((s) => (s.kind === "bodies" ? (s.folge ?? []) : []))
    const rows = folge.map((r) => ({
      gremiumId: r.gremiumId,
      gremium: tenant.gremien.find((g) => g.id === r.gremiumId)?.name ?? r.gremiumId,
      termin: dayOf(ctx.now()),
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
        ? { parties: s.parties.map((p) => ({ label: p.label, taken: p.status !== "skipped" })) }
        : {}),
      ...(s.kind === "sign" ? { level: s.level } : {}),
      ...(s.kind === "body" ? { zustaendigkeit: s.zustaendigkeit } : {}),
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
