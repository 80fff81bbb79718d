/** A test house's world joined with the real worker: the stream wakes it, the sweep finds what was missed. */
import { join } from "node:path"
import type { Ctx } from "@beschlussweg/core/context"
import { newId } from "@beschlussweg/core/id"
import type { World as Served } from "@beschlussweg/functions/wire"
import { diskFiles } from "@beschlussweg/store/disk"
import type { World } from "../test/house.ts"

/** The world of test/house.ts as the worker knows it. */
export function served(world: World): Served {
  const { store, dir, clock } = world
  return {
    client: store.client,
    streams: store.streams,
    tableName: store.tableName,
    dir,
    now: clock.now,
    system: store.system,
    ctx: (tenantId, actor, client): Ctx => ({
      tenantId,
      actor,
      proof: { kind: "local" },
      table: store.table(tenantId, actor.personId),
      papers: diskFiles(join(dir, "papers"), tenantId, { writeOnce: true }),
      drafts: diskFiles(join(dir, "drafts"), tenantId, { writeOnce: false }),
      now: clock.now,
      id: (prefix) => newId(prefix, clock.now()),
      client,
    }),
    close: async () => {},
  }
}
