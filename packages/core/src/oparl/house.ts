/** What the interface says of a house itself: System, Body, bodies that are shown, the Jobcenter, its address, Wahlperioden. */
import { canonical, sha256 } from "../canonical.ts"
import type { Ctx, Stored } from "../context.ts"
import type { Duty } from "../duty.ts"
import type { Gremium } from "../gremium.ts"
import { shown } from "../publication/view.ts"
import { SITZUNGSREGELN, TENANT, Tenant } from "../tenant/settings.ts"
import { at, type Body, HOUSE, State, stateKey, type Type } from "./item.ts"
import { SCHEMA } from "./read.ts"
import { type Own, type Wanted, write } from "./write.ts"

/** The house, where its interface was ever switched on; its objects are kept up to date while it is off as well. */
export interface Open {
  readonly tenant: Tenant
  readonly state: Stored<State> | undefined
}
export async function open(ctx: Pick<Ctx, "table">): Promise<Open | undefined> {
  const [tenant, state] = await Promise.all([ctx.table.get(TENANT, Tenant), ctx.table.get(stateKey(HOUSE), State)])
  if (!tenant?.value.publicId) return undefined
  return state || tenant.value.publication?.oparl ? { tenant: tenant.value, state } : undefined
}

/** Slot of a body's organization. */
export const organization = (gremiumId: string): string => `organization.${gremiumId}`
export const JOBCENTER = "jobcenter"

/** Writes what changed of the house itself; another choice of what is shown makes all sources be looked through. */
export async function settleHouse(ctx: Pick<Ctx, "table" | "now">, { tenant, state }: Open): Promise<boolean> {
  const decides = await sha256(
    canonical({
      gremien: tenant.gremien.filter(shown).map((g) => g.id),
      tops: (tenant.sitzungen ?? SITZUNGSREGELN).nonPublicTops,
      on: tenant.publication?.oparl === true,
    }),
  )
  const before = state?.value
  const sweeps = (before?.sweeps ?? 0) + (before?.shown === decides ? 0 : 1)
  const duty: Duty = {
    id: `oparl-${sweeps}`,
    log: HOUSE,
    kind: "oparl",
    dueAt: ctx.now().toISOString(),
    attempts: 0,
  }
  const duties = before?.shown === decides ? [] : [duty]
  return write(ctx, HOUSE, state, wanted(tenant), { shown: decides, sweeps }, duties)
}

/** Without what is empty: optional keys are left out rather than null, "" or []. */
export const given = (body: Readonly<Record<string, unknown>>): Body =>
  Object.fromEntries(
    Object.entries(body).filter(([, v]) => v !== undefined && v !== "" && !(Array.isArray(v) && v.length === 0)),
  )

const LISTS = {
  organization: "organization",
  person: "person",
  meeting: "meeting",
  paper: "paper",
  agendaItem: "agendaItem",
  consultation: "consultation",
  file: "file",
  locationList: "location",
  legislativeTermList: "legislativeTerm",
  membership: "membership",
} as const satisfies Record<string, Type>

function wanted(tenant: Tenant): Wanted[] {
  const { house, gremien, publication, publicId = "" } = tenant
  const home = at(`/oeffentlich/${publicId}`)
  const contact = publication?.contact
  const license = publication?.licence?.url
  const terms = publication?.terms ?? []
  const address = house.address.filter((line) => line.trim() !== "")
  const named = { license, contactEmail: contact?.mail, contactName: contact?.name, website: home, web: home }
  const places: Wanted[] =
    address.length === 0
      ? []
      : [
          {
            slot: "location",
            type: "location",
            body: (own) =>
              given({ ...placed(address), bodies: [own.ref("body")], organizations: [own.ref(JOBCENTER)] }),
          },
        ]
  const here = (own: Own, without: string) => own.within("location", [without])
  return [
    ...places,
    ...terms.map(
      ({ name, from, until }, i): Wanted => ({
        slot: `term.${i}`,
        type: "legislativeTerm",
        body: (own) => given({ body: own.ref("body"), name, startDate: from, endDate: until }),
      }),
    ),
    {
      slot: JOBCENTER,
      type: "organization",
      body: (own) =>
        given({
          body: own.ref("body"),
          name: house.name,
          organizationType: "Verwaltungsbereich",
          classification: "Jobcenter",
          location: here(own, "organizations"),
          web: home,
        }),
    },
    ...gremien
      .filter((g) => shown(g))
      .map(
        (g): Wanted => ({
          slot: organization(g.id),
          type: "organization",
          body: (own) =>
            given({
              body: own.ref("body"),
              name: g.name,
              shortName: g.short,
              organizationType: "Gremium",
              classification: CLASS[g.kind],
              endDate: g.until,
              meeting: { "@": ["organization", own.id(organization(g.id)), "meeting"].join("/") },
            }),
        }),
      ),
    {
      slot: "body",
      type: "body",
      body: (own) => ({
        ...given({
          system: { "@": "" },
          name: house.traeger,
          ags: publication?.ags ?? undefined,
          ...named,
          location: here(own, "bodies"),
          ...Object.fromEntries(Object.entries(LISTS).map(([name, list]) => [name, { "@": list }])),
        }),
        // Demanded of every Body, also by one that knows of none.
        legislativeTerm: terms.flatMap((_, i) => own.within(`term.${i}`, ["body"]) ?? []),
      }),
    },
    {
      slot: "system",
      type: "system",
      body: () =>
        given({
          oparlVersion: SCHEMA,
          name: publication?.title ?? house.name,
          body: { "@": "body" },
          ...named,
          product: at("/"),
        }),
    },
  ]
}

const CLASS = {
  fachausschuss: "Ausschuss",
  hauptausschuss: "Hauptausschuss",
  kreisausschuss: "Kreisausschuss",
  "kreisausschuss-kollegial": "Kreisausschuss",
  magistrat: "Magistrat",
  // The highest elected body of a municipality is called so, whatever its own name is.
  kreistag: "Parlament",
  rat: "Parlament",
  stadtverordnetenversammlung: "Parlament",
  traegerversammlung: "Trägerversammlung",
  beirat: "Beirat",
} as const satisfies Record<Gremium["kind"], string>

/** "Lindenallee 4", "59999 Aulenfeld" in their parts, where they are these two lines; always as one line of words. */
function placed(lines: readonly string[]): Body {
  const [, postalCode, locality] = /^(\d{5}) (.+)$/.exec(lines.at(-1) ?? "") ?? []
  const street = lines.length === 2 ? lines[0] : undefined
  return given({
    description: lines.join(", "),
    ...(postalCode === undefined ? {} : { streetAddress: street, postalCode, locality }),
  })
}
