/**
 * The gate (Pforte): which tenants are closed. Every process looks into the registry now and then, apart from requests,
 * so that a request costs no further read; a closing takes effect at the next look.
 */
import type { Table } from "@beschlussweg/core/context"
import { closedTenants } from "@beschlussweg/core/operator/item"

/** Pause between two looks of a process that serves, in ms: so long a closed house may still be open. */
export const LOOK_MS = 5000

export interface Gate {
  /** as of the last look; a tenant that does not exist is not closed */
  closed(tenantId: string): boolean
  /** one Query per 100 closed tenants. What was known holds on when it fails */
  look(): Promise<void>
}

/** A gate that has not looked yet. */
export function gateOf(registry: Table): Gate {
  let known: ReadonlySet<string> = new Set()
  return {
    closed: (tenantId) => known.has(tenantId),
    async look() {
      known = await closedTenants(registry)
    },
  }
}
