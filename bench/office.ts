/** A test house's world joined with the real worker: the stream wakes it, the sweep finds what was missed. */
import { type World as Served, worldOf } from "@beschlussweg/functions/wire"
import type { World } from "../test/house.ts"

/** The world of test/house.ts as the worker knows it. */
export function served({ store, dir, clock }: World): Served {
  const { client, streams, tableName, cursorKey } = store
  return worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
}
