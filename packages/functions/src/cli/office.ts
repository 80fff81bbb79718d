/** Who acts on the command line for the operator, with the world he acts in. */
import { AppError } from "@beschlussweg/core/error"
import { anyOperator, holderOf, LOCAL_OPERATOR, type OperatorCtx } from "@beschlussweg/core/operator"
import { environment, openWorld, type World } from "../wire.ts"

/**
 * Opens the world, also beside a running service, and proves who acts: by the key in BESCHLUSSWEG_BETRIEB. Without one,
 * whoever may start the program acts as "local", who founds tenants but never deletes: on the stage "local", and elsewhere
 * until the first person of the operator is entered.
 */
export async function asOperator<T>(act: (ctx: OperatorCtx, world: World) => Promise<T>): Promise<T> {
  const { dir, endpoint, deletion, operatorKey, stage } = environment()
  const world = await openWorld({ dir, endpoint, deletion, join: true })
  try {
    return await act(world.operator(await known(world, operatorKey, stage)), world)
  } finally {
    await world.close()
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
