/** Who acts on the command line for the operator, with the world he acts in. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "@beschlussweg/core/error"
import { anyOperator, holderOf, LOCAL_OPERATOR, type OperatorCtx } from "@beschlussweg/core/operator"
import type { OperatorStage } from "../cloud/operator.ts"
import { environment, openWorld } from "../wire.ts"
import { openWorkshop } from "../workshop.ts"
import type { World } from "../world.ts"

/**
 * Opens the world, also beside a running service, and proves who acts: by the key in BESCHLUSSWEG_BETRIEB. Without one,
 * whoever may start the program acts as "local", who founds tenants but never deletes: on the stage "local", and elsewhere
 * until the first person of the operator is entered.
 */
export async function asOperator<T>(
  act: (ctx: OperatorCtx, world: World, stage: OperatorStage) => Promise<T>,
): Promise<T> {
  const { operatorKey, stage: name } = environment()
  const stage = await openStage()
  const { world } = stage
  try {
    return await act(world.operator(await known(world, operatorKey, name)), world, stage)
  } finally {
    await world.close()
  }
}

/** The state folder of this machine; where TABLE_NAME is set, that stage in the cloud, under the role of whoever calls. */
export async function openStage(): Promise<OperatorStage> {
  const { dir, endpoint, deletion, table, rootKey } = environment()
  // Loaded only there: local work needs no client of these services.
  if (table !== undefined) return (await import("../cloud/operator.ts")).openOperatorStage(rootKey, deletion)
  const world = await openWorld({ dir, endpoint, deletion, join: true })
  return {
    world,
    ca: () => readFileSync(join(dir, "keys", "ca.pem"), "utf8"),
    workshop: () => openWorkshop(world),
  }
}

async function known(world: World, key: string | undefined, stage: string): Promise<OperatorCtx["operator"]> {
  const { registry } = world.system
  if (key === undefined || key === "") {
    if (stage === "local" || !(await anyOperator(registry))) return LOCAL_OPERATOR
    throw new AppError(
      "unauthenticated",
      "operator.key",
      "Bitte setzen Sie BESCHLUSSWEG_BETRIEB auf Ihren Schlüssel (operator key gibt ihn aus).",
    )
  }
  const holder = await holderOf(registry, key)
  if (!holder)
    throw new AppError("unauthenticated", "operator.key", "Der Schlüssel in BESCHLUSSWEG_BETRIEB gilt nicht.")
  return holder
}
