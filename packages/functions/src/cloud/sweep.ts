/** The sweep as a Lambda: every minute it takes what is overdue, with the worker's own code; memberships that end only here. */
import { gather } from "../crew.ts"
import { lazily } from "../lazily.ts"
import { log, observe } from "../log.ts"
import { workEnvironment } from "./environment.ts"
import { openCloud } from "./wire.ts"
import type { Deadline } from "./worker.ts"
import { openCloudWorkshop } from "./workshop.ts"

const AT_ONCE = 4
const MARGIN_MS = 60_000

const opened = lazily(async () => {
  const env = workEnvironment()
  observe(env.STAGE)
  const cloud = await openCloud(env, "worker")
  return { cloud, workshop: openCloudWorkshop(env, cloud, []) }
})
opened().catch((error: unknown) => log("start.failed", { error }))

/** @returns how many duties were due. What there was no time for stays due: the next minute takes it. */
export async function handler(_: unknown, context: Deadline): Promise<{ readonly due: number }> {
  const { cloud, workshop } = await opened()
  const inTime = () => context.getRemainingTimeInMillis() > MARGIN_MS
  return { due: await gather(cloud.world, workshop, { atOnce: AT_ONCE, inTime }).sweep() }
}
