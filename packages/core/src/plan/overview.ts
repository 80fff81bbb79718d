/** Wo ist die Vorlage? Every Vorlage somebody may see: where it lies, with whom, since when, until when. */
import { z } from "zod"
import type { Ctx } from "../context.ts"
import { csv } from "../csv.ts"
import { dayOf, germanDay } from "../day.ts"
import { all as allMembers, type Member } from "../member/item.ts"
import type { Day } from "../paper.ts"
import { ROLE_LABEL } from "../role.ts"
import { house, type Tenant } from "../tenant.ts"
import { verb } from "../verb.ts"
import { load, Root } from "../vorlage/item.ts"
import { type Lying, type Standing, sees, standingOf } from "../vorlage/standing.ts"
import { status } from "../vorlage/status.ts"
import { visible } from "../vorlage/visible.ts"
import { holders } from "./place.ts"
import type { Basis } from "./reach.ts"
import { type Light, placeLight, worst } from "./row.ts"
import { basisOf } from "./stored.ts"

const PAGE = 100

/** Where a Vorlage lies: one function, the people who hold it, and how they are reached. */
export interface Lies {
  readonly stepId: string
  readonly label: string
  readonly function: string
  readonly people: readonly { readonly name: string; readonly phone: string | undefined }[]
  readonly since: string
  readonly until: Day | undefined
  readonly light: Light
}
export interface Found {
  readonly vorlageId: string
  readonly nummer: string | undefined
  readonly betreff: string
  readonly public: boolean
  readonly fassung: number
  /** in words */
  readonly status: string
  readonly open: boolean
  readonly lies: readonly Lies[]
  readonly light: Light
}

export const Filter = z.enum(["alle", "laufend", "ueberfaellig"])
const Asked = z.strictObject({
  /** "ueberfaellig": some place is red */
  filter: Filter.default("laufend"),
  cursor: z.string().optional(),
})

export const overview = verb(
  {
    name: "vorlage.overview",
    may: "vorlage.read",
    input: Asked,
    summary: "Wo ist die Vorlage? Alle Vorlagen, die Sie sehen dürfen: wo sie liegen, seit wann, bis wann, mit Ampel.",
  },
  async (ctx, { filter, cursor }) => {
    // A cursor that is not ours is refused before anything else is looked at.
    const page = await ctx.table.listIndex("list/vorlage", Root, { cursor, descending: true, limit: PAGE })
    const [tenant, members] = await Promise.all([house(ctx.table), allMembers(ctx.table)])
    const basis = basisOf(tenant, members, undefined, ctx.now())
    const items: Found[] = []
    for (const { value } of page.items) {
      const found = await stand(ctx, value)
      if (!found) continue
      const row = shown(value, found, tenant, basis)
      if (filter === "alle" || (filter === "laufend" ? row.open : row.light === "rot")) items.push(row)
    }
    return { items, cursor: page.cursor }
  },
)

/** What the root says where this person sees it; a root from before that was kept is read whole. */
export async function stand(ctx: Ctx, root: Root): Promise<Standing | undefined> {
  const known = sees(ctx, root)
  if (known === false) return undefined
  if (root.fassung === 0) return draft(root)
  if (known && root.standing) return root.standing
  const whole = await load(ctx, root.id)
  const chain = whole.chain?.value
  if (!chain) return undefined
  return visible(ctx, whole) ? standingOf(whole.root.value, chain, whole.plan?.value, ctx.now()) : undefined
}

const draft = (root: Root): Standing => ({
  state: status(undefined),
  open: true,
  places: [
    {
      stepId: "author",
      label: "Entwurf",
      kind: "draft",
      role: "verfasser",
      personId: root.authorId,
      since: root.updatedAt,
    },
  ],
  seats: [],
  people: [],
})

export function shown(root: Root, { state, open, places }: Standing, tenant: Tenant, basis: Basis): Found {
  const lies = places.map((p) => lying(p, tenant, basis))
  return {
    vorlageId: root.id,
    nummer: root.nummer,
    betreff: root.betreff,
    public: root.public,
    fassung: root.fassung,
    status: state,
    open,
    lies,
    light: worst(lies.map((l) => l.light)),
  }
}

function lying(p: Lying, tenant: Tenant, basis: Basis): Lies {
  const people = holders(p, basis, basis.today).map(({ name, phone }: Member) => ({ name, phone }))
  return {
    stepId: p.stepId,
    label: p.label,
    function: functionOf(p, tenant),
    people,
    since: p.since,
    until: p.until,
    light: placeLight(p, basis),
  }
}

function functionOf({ role, amtId, gremiumId }: Lying, { labels, aemter, gremien }: Tenant): string {
  const word = labels.roles[role] ?? ROLE_LABEL[role]
  const at = aemter.find((a) => a.id === amtId)?.name ?? gremien.find((g) => g.id === gremiumId)?.name
  return at === undefined ? word : `${word}: ${at}`
}

const HEAD = [
  "Nummer",
  "Betreff",
  "Fassung",
  "Stand",
  "Liegt bei",
  "Schritt",
  "Personen",
  "Telefon",
  "Seit",
  "Bis",
  "Ampel",
]

/** One line per place; a Vorlage that lies nowhere has one line, too. */
export function overviewCsv(found: readonly Found[]): string {
  const rows = found.flatMap((f) => {
    const base = [f.nummer ?? "", f.betreff, f.fassung === 0 ? "" : String(f.fassung), f.status]
    if (f.lies.length === 0) return [[...base, "", "", "", "", "", "", ""]]
    return f.lies.map((l) => [
      ...base,
      l.function,
      l.label,
      l.people.map((p) => p.name).join(", "),
      l.people.flatMap((p) => (p.phone ? [p.phone] : [])).join(", "),
      germanDay(dayOf(new Date(l.since))),
      l.until === undefined ? "" : germanDay(l.until),
      l.light,
    ])
  })
  return csv([HEAD, ...rows])
}
