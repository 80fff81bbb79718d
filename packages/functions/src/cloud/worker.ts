/** The worker as a Lambda: batches of the table's stream, in order per log, with the records named that are to come again. */
import { warm } from "@beschlussweg/pdf/warm"
import { type Change, change, type StreamRecord } from "@beschlussweg/store/change"
import { gather, type Outcome } from "../crew.ts"
import { lazily } from "../lazily.ts"
import { log, observe } from "../log.ts"
import { workEnvironment } from "./environment.ts"
import { openCloud } from "./wire.ts"
import { openCloudWorkshop } from "./workshop.ts"

/** Duties in hand at a time: they share one processor, and each may lay out a PDF. */
const AT_ONCE = 4
/** Milliseconds that the longest duty needs; with less left nothing is begun. */
const MARGIN_MS = 60_000

export interface StreamEvent {
  readonly Records: readonly (StreamRecord & {
    readonly eventID?: string
    readonly dynamodb?: { readonly SequenceNumber?: string }
  })[]
}
export interface Deadline {
  getRemainingTimeInMillis(): number
}
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

const opened = lazily(async () => {
  const env = workEnvironment()
  observe(env.STAGE)
  const cloud = await openCloud(env, "worker")
  return { cloud, workshop: openCloudWorkshop(env, cloud, ["people"]) }
})
opened().catch((error: unknown) => log("start.failed", { error }))
// Still at the start, where Lambda gives the whole processor and nobody waits for a paper yet. A container that cannot lay
// one out is told so by the first duty.
await warm().catch((error: unknown) => log("start.failed", { error }))

/**
 * A duty that fails is not a record that failed: its failure stands in the duty, and the sweep takes it again. Named are
 * records that cannot be read (a poison record ends in the dead letters), duties whose failure could not be written down,
 * and what there was no time for.
 */
export async function handler({ Records }: StreamEvent, context: Deadline): Promise<BatchResponse> {
  const { cloud, workshop } = await opened()
  await cloud.look()
  const inTime = () => context.getRemainingTimeInMillis() > MARGIN_MS
  const crew = gather(cloud.world, workshop, { atOnce: AT_ONCE, inTime })
  const outcomes = await Promise.all(
    Records.map(async (record): Promise<Outcome> => {
      const read = readable(record)
      return read === undefined ? "failed" : crew.take(read)
    }),
  )
  const again = Records.filter((_, n) => outcomes[n] !== "done")
  return { batchItemFailures: again.map((r) => ({ itemIdentifier: r.dynamodb?.SequenceNumber ?? "" })) }
}

function readable(record: StreamRecord): Change | undefined {
  try {
    return change(record)
  } catch (error) {
    log("stream.failed", { error })
    return undefined
  }
}
