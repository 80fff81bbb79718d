/** The worker of a local process: follows the table's stream and sweeps, with the same crew that works in the cloud. */
import { follow } from "@beschlussweg/store/stream"
import { gather } from "./crew.ts"
import { log } from "./log.ts"
import type { World } from "./wire.ts"
import type { Workshop } from "./workshop.ts"

export { handle, openWorkshop, type Workshop, type WorkshopOptions } from "./workshop.ts"

export interface Running {
  /** resolves when nothing is in hand */
  idle(): Promise<void>
  /** takes what is overdue now, as the scheduled sweep does every minute */
  sweep(): Promise<number>
  stop(): Promise<void>
}

/** Worker and sweep of a local process: the same handlers that the table's stream and the schedule start in the cloud. */
export async function start(
  world: World,
  workshop: Workshop,
  options: { sweepMs?: number; stream?: boolean } = {},
): Promise<Running> {
  const crew = gather(world, workshop)
  const following =
    options.stream === false
      ? undefined
      : follow(world.streams, {
          tableName: world.tableName,
          from: "now",
          onRecords: (changes) => {
            for (const change of changes) void crew.take(change)
          },
          onError: (error) => log("stream.failed", { error }),
        })
  await following?.ready
  let stopped = false
  const timer = setInterval(() => {
    void crew.sweep().catch((error) => {
      if (!stopped) log("sweep.failed", { error })
    })
  }, options.sweepMs ?? 60_000)
  return {
    idle: crew.idle,
    sweep: crew.sweep,
    async stop() {
      stopped = true
      clearInterval(timer)
      await following?.stop()
      await crew.idle()
    },
  }
}
