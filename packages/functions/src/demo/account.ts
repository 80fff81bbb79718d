/** Sign-in of the demo houses: their settings name the embedded provider, their people are accounts of it. */
import { accountId, bind } from "@beschlussweg/core/account"
import type { Actor } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { CLIENT } from "../provider.ts"
import type { World } from "../wire.ts"

/** Minutes after which a signature in a demo house asks for a fresh sign-in. */
export const FRESH_MINUTES = 60

const OPERATOR: Actor = {
  personId: "betrieb",
  name: "Betrieb",
  functions: [{ role: "administration", as: "selbst" }],
}

/** Addresses that a demo house was given by us: the invented one, and those of this machine. */
const OURS = /^(https:\/\/beschlussweg\.example|http:\/\/localhost:\d+)\/?$/

/**
 * Lets a demo house sign in at `issuer`, and its mails lead to `baseUrl`. Done again only where the embedded provider or the
 * service has another address than before; a house that was given a provider or an address of its own is left alone. The
 * demo's person ids are the provider's subjects.
 */
export async function settle(
  world: World,
  tenantId: string,
  issuer: string,
  clientAuth: Tenant.SignIn["clientAuth"],
  baseUrl?: string,
): Promise<void> {
  const ctx = world.ctx(tenantId, OPERATOR, "operator")
  const { id: _, version: __, ...settings } = await Tenant.read(ctx, {})
  const { signIn } = settings
  const ours = signIn === null || signIn.clientId === CLIENT.none || signIn.clientId === CLIENT.private_key_jwt
  const moved = baseUrl !== undefined && OURS.test(settings.baseUrl) && settings.baseUrl !== baseUrl
  if (moved) await Tenant.change(ctx, { ...settings, baseUrl })
  if (!ours || signIn?.issuer === issuer) return
  for (const { personId } of await Member.all(ctx.table)) await bind(ctx, personId, await accountId(issuer, personId))
  const { id: ___, version: ____, ...now } = await Tenant.read(ctx, {})
  await Tenant.change(ctx, {
    ...now,
    signIn: { issuer, clientId: CLIENT[clientAuth], clientAuth, roleMapping: [], freshMinutes: FRESH_MINUTES },
  })
}
