/** Accounts across houses: which houses an account belongs to, so that a person can switch, and the end of all its sessions. */
import { Account, accountKey, endSessions } from "@beschlussweg/core/account"
import { RevConflict, type Table } from "@beschlussweg/core/context"
import { type SignIn, TENANT, Tenant } from "@beschlussweg/core/tenant"
import { z } from "zod"
import type { Place } from "./session.ts"

const Registered = z.strictObject({
  version: z.literal(1),
  /** houses in the order in which they were joined */
  tenants: z.array(z.string()),
  /** sessions that began then or before are over */
  notBefore: z.iso.datetime().optional(),
})
type Registered = z.infer<typeof Registered>

/** What the registry knows of an account; no house is asked. */
export interface Known {
  readonly tenants: readonly string[]
  readonly notBefore: Date | undefined
}
/** A house as its sign-in sees it. */
export interface House {
  readonly tenantId: string
  readonly name: string
  readonly signIn: SignIn | null
}

export interface Accounts {
  /** reads the registry: across tenants, so only for the account that was proved */
  unsafeKnown(accountId: string): Promise<Known>
  unsafeJoin(accountId: string, tenantId: string): Promise<void>
  /** ends every session of the account in every house; the registry first, so that nothing is renewed meanwhile */
  unsafeEnd(accountId: string, at: Date): Promise<void>
  /** a house by an id that somebody typed; undefined where there is none */
  house(tenantId: string): Promise<House | undefined>
  /** the person that this account is in a house */
  person(tenantId: string, accountId: string): Promise<string | undefined>
  /** the account's places in those of its houses that trust this issuer with this client at this moment */
  unsafePlaces(
    accountId: string,
    tenants: readonly string[],
    proved: Pick<SignIn, "issuer" | "clientId">,
  ): Promise<Map<string, Place>>
}

// The registry's partition is bound by the operator alone; it has no members.
const RESERVED = "system"
/** A word that can be the id of a house. */
export const possible = (tenantId: string): boolean =>
  Tenant.shape.id.safeParse(tenantId).success && tenantId !== RESERVED

export function accounts(registry: Table, tableOf: (tenantId: string) => Table): Accounts {
  const key = (id: string) => `account/${id}`
  const change = async (id: string, next: (now: Registered) => Registered | undefined): Promise<Registered> => {
    for (;;) {
      const stored = await registry.get(key(id), Registered)
      const now = stored?.value ?? { version: 1, tenants: [] }
      const value = next(now)
      if (!value) return now
      try {
        await registry.commit([], [{ put: key(id), value, rev: stored?.rev ?? "new" }])
        return value
      } catch (error) {
        if (!(error instanceof RevConflict)) throw error
      }
    }
  }
  const person = async (tenantId: string, id: string) =>
    (await tableOf(tenantId).get(accountKey(id), Account))?.value.personId
  const house = async (tenantId: string): Promise<House | undefined> => {
    if (!possible(tenantId)) return undefined
    const stored = await tableOf(tenantId).get(TENANT, Tenant)
    return stored && { tenantId, name: stored.value.house.name, signIn: stored.value.signIn }
  }
  return {
    house,
    person,
    async unsafeKnown(id) {
      const value = (await registry.get(key(id), Registered))?.value
      return {
        tenants: value?.tenants ?? [],
        notBefore: value?.notBefore === undefined ? undefined : new Date(value.notBefore),
      }
    },
    async unsafeJoin(id, tenantId) {
      await change(id, (now) =>
        now.tenants.includes(tenantId) ? undefined : { ...now, tenants: [...now.tenants, tenantId] },
      )
    },
    async unsafeEnd(id, at) {
      const { tenants } = await change(id, (now) =>
        now.notBefore !== undefined && new Date(now.notBefore) >= at
          ? undefined
          : { ...now, notBefore: at.toISOString() },
      )
      for (const tenantId of tenants) {
        const personId = await person(tenantId, id)
        if (personId !== undefined) await endSessions(tableOf(tenantId), personId, at)
      }
    },
    async unsafePlaces(id, tenants, { issuer, clientId }) {
      const found = await Promise.all(
        tenants.map(async (tenantId): Promise<[string, Place] | undefined> => {
          const signIn = (await house(tenantId))?.signIn
          if (signIn?.issuer !== issuer || signIn.clientId !== clientId) return undefined
          const personId = await person(tenantId, id)
          return personId === undefined ? undefined : [tenantId, { personId, freshMinutes: signIn.freshMinutes }]
        }),
      )
      return new Map(found.filter((entry) => entry !== undefined))
    },
  }
}
