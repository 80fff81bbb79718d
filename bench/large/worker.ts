/** The worker alone in a process: `worker.ts DIR` beside a running database; ends with its input, then tells its peak. */
import { logTo } from "@beschlussweg/functions/log"
import { openWorld } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"

process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo((line) => {
  if (line.includes(".failed")) process.stderr.write(`${line}\n`)
})
const world = await openWorld({ dir: process.argv[2] ?? "", join: true })
const running = await start(world, await openWorkshop(world))
process.stdout.write("ready\n")
process.stdin.resume()
await new Promise((resolve) => process.stdin.once("end", resolve))
await running.stop()
await world.close()
process.stdout.write(`${JSON.stringify({ peakMb: process.resourceUsage().maxRSS / 1024 })}\n`)
