/** A thread of the verify bench: flips one bit at each of its offsets and asks the function behind `cli verify`. */
import { parentPort, workerData } from "node:worker_threads"
import { verify } from "@beschlussweg/pdf/verify"

export interface Job {
  readonly bytes: Uint8Array
  readonly offsets: readonly number[]
  readonly ca: string
}
export interface Verdict {
  /** flips since the last word */
  readonly done: number
  /** with the last word: offsets whose flip was not found */
  readonly missed?: number[]
}

const { bytes, offsets, ca } = workerData as Job
const file = new Uint8Array(bytes)
const missed: number[] = []
let since = 0
for (const [i, offset] of offsets.entries()) {
  const before = file[offset] ?? 0
  // each bit has its turn, so that case and digits change as well as structure
  file[offset] = before ^ (1 << (offset % 8))
  const report = verify(file, { ca })
  // exit 1 is "broken"; anything else would let the changed file pass
  if (report.exit !== 1) missed.push(offset)
  file[offset] = before
  since++
  if ((i + 1) % 500 === 0) {
    parentPort?.postMessage({ done: since } satisfies Verdict)
    since = 0
  }
}
parentPort?.postMessage({ done: since, missed } satisfies Verdict)
