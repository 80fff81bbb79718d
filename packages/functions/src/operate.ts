/** Duties of the registry: the issuing authority of a new tenant, and the deletion of one that two operators decided. */
import { Duty, nextDue } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import { deleteTenant } from "./deletion.ts"
import { log, type Metric } from "./log.ts"
import type { Workshop } from "./workshop.ts"
import type { World } from "./world.ts"

/** Fulfils one duty of the registry. A failure is written into the duty, which comes back after a pause. */
export async function handleRegistry(world: World, workshop: Workshop, key: string): Promise<void> {
  const { registry } = world.system
  const stored = await registry.get(key, Duty)
  if (!stored) return
  const duty = stored.value
  const tenantId = duty.log.slice("tenant-".length)
  const said = { tenantId, duty: key, kind: duty.kind, trace: duty.trace }
  const started = performance.now()
  const metric = (result: Metric["result"]): Metric => ({
    of: "duty",
    name: duty.kind,
    ms: performance.now() - started,
    result,
    late: world.now().getTime() - Date.parse(duty.dueAt),
  })
  try {
    if (duty.kind === "deletion") await deleteTenant(world, workshop, tenantId)
    else {
      // Making the worker's context of a house makes its authority where there is none.
      await workshop.ctx(tenantId)
      await registry.commit([], [{ drop: key, rev: stored.rev }])
    }
  } catch (error) {
    log("duty.failed", { ...said, attempts: duty.attempts + 1, error }, metric("failed"))
    const lastError = error instanceof AppError ? error.reason : error instanceof Error ? error.name : "unknown"
    const dueAt = nextDue(duty.attempts, world.now()).toISOString()
    const fresh = await registry.get(key, Duty)
    if (!fresh) return
    const value: Duty = { ...fresh.value, attempts: duty.attempts + 1, dueAt, lastError }
    await registry.commit([], [{ put: key, value, rev: fresh.rev }])
    return
  }
  log("duty.done", said, metric("ok"))
}
