/** The house behind a public address: only where it publishes; every other address looks the same. */
import type { Ctx } from "@beschlussweg/core/context"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { possible } from "../account.ts"
import { type AuthDeps, NOBODY } from "../auth.ts"

/** Whoever looks at public pages. Nobody of the house: no function, and a name that cursors are bound to. */
const PUBLIC = { personId: "oeffentlichkeit", name: "", functions: [] }

type Settings = NonNullable<Tenant["publication"]>
export interface PublicHouse {
  readonly ctx: Ctx
  readonly publicId: string
  readonly tenant: Tenant
  readonly settings: Settings
}

/** A context in which nobody acts; undefined for a house that is none, or closed. */
export function outside(deps: AuthDeps, tenantId: string): Ctx | undefined {
  if (!possible(tenantId) || deps.closed(tenantId)) return undefined
  return deps.ctx(tenantId, PUBLIC, "api", NOBODY)
}

/** The house with this public id; undefined where there is none, where it is closed, and where it publishes nothing. */
export async function publicHouse(deps: AuthDeps, publicId: string): Promise<PublicHouse | undefined> {
  const tenantId = await deps.open.house(publicId)
  const ctx = tenantId === undefined ? undefined : outside(deps, tenantId)
  const tenant = ctx && (await ctx.table.get(TENANT, Tenant))?.value
  if (!ctx || !tenant?.publication || tenant.publicId !== publicId) return undefined
  return { ctx, publicId, tenant, settings: tenant.publication }
}
