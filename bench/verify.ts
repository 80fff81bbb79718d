/** Verify: a flipped bit in every byte of a small signed file, and in 2,000 bytes of a large one, must be found. */

import { createHash } from "node:crypto"
import { cpus } from "node:os"
import { Worker } from "node:worker_threads"
import type { Bytes, Timestamp } from "@beschlussweg/core/context"
import { FIELD_SEAL } from "@beschlussweg/core/paper"
import { finish, sign } from "@beschlussweg/pdf/sign"
import { FIELDS as ALL_FIELDS, AT, house, paper, seal, sealText, zeichne } from "@beschlussweg/pdf/sign.fixture"
import { verify as judge } from "@beschlussweg/pdf/verify"
import { seeded } from "@beschlussweg/store/fault"
import type { Figure, Outcome } from "./measure.ts"
import { FIELDS, longVorlage } from "./paper.ts"
import type { Job, Verdict } from "./verify/worker.ts"

const SAMPLED = 2000

export async function verify(): Promise<Outcome> {
  const h = await house()
  try {
    const small = await smallFile(h)
    const large = await largeFile(h)
    const figures: Figure[] = []
    const failures: string[] = []
    for (const { name, bytes, offsets } of [
      { name: "small file, every byte", bytes: small, offsets: small.map((_, i) => i) },
      { name: "large file, sampled", bytes: large, offsets: sampled(large.length) },
    ]) {
      const whole = judge(bytes, { ca: h.ring.ca })
      if (!whole.ok) failures.push(`${name}: the untouched file does not verify: ${whole.problems.join(" ")}`)
      // the same in plain JavaScript: read the file once and hash it
      const floorStarted = performance.now()
      for (let i = 0; i < 20; i++) createHash("sha256").update(bytes).digest()
      const floorMs = (performance.now() - floorStarted) / 20
      const started = performance.now()
      const missed = await flipped(bytes, [...offsets], h.ring.ca, (done) => {
        process.stderr.write(`\r${name}: ${done}/${offsets.length} `)
      })
      process.stderr.write("\n")
      const seconds = (performance.now() - started) / 1000
      figures.push(
        { name: `${name}: bytes`, value: bytes.length, unit: "" },
        { name: `${name}: flips`, value: offsets.length, unit: "" },
        { name: `${name}: found`, value: offsets.length - missed.length, unit: "" },
        { name: `${name}: missed`, value: missed.length, unit: "", limit: 0 },
        { name: `${name}: duration`, value: seconds, unit: "s" },
        { name: `${name}: baseline, SHA-256 of the file`, value: floorMs, unit: "ms" },
      )
      if (missed.length > 0) failures.push(`${name}: missed at ${missed.slice(0, 20).join(", ")}`)
    }
    return { figures, failures }
  } finally {
    h.remove()
  }
}

type Keys = Awaited<ReturnType<typeof house>>

/** One page; sealed, signed by one person, finished for the long term, with timestamps. */
async function smallFile(h: Keys): Promise<Uint8Array> {
  const base = await paper(1, ALL_FIELDS.slice(0, 2))
  const signed = await zeichne(await seal(base, h, h.timestamp), h, h.timestamp, 0)
  return new Uint8Array(await finish(signed, h.timestamp, await h.issuer.crls(AT)))
}

/** 65 pages by the press; sealed, signed by four persons, finished. */
async function largeFile(h: Keys): Promise<Uint8Array> {
  const timestamp: Timestamp = h.timestamp
  let file: Bytes = await sign(
    (await longVorlage()).pdf,
    sealText(FIELD_SEAL),
    await h.issuer.seal("Jobcenter Kreis Aulenfeld", AT),
    timestamp,
  )
  for (const [i, field] of FIELDS.entries()) {
    const name = `Kim Adler ${i + 1}`
    const signer = await h.issuer.person({ name, title: "Amtsleitung", organisation: "Jobcenter Kreis Aulenfeld" }, AT)
    const stamp = { field, lines: [`gez. ${name}`], at: AT, name, reason: "Zeichnung der Vorlage" }
    file = await sign(file, stamp, signer, timestamp)
  }
  return new Uint8Array(await finish(file, timestamp, await h.issuer.crls(AT)))
}

/** Different offsets spread over the whole file, the same in every run. */
function sampled(length: number): number[] {
  const random = seeded(20_271_120)
  const found = new Set<number>()
  while (found.size < Math.min(SAMPLED, length)) found.add(Math.floor(random() * length))
  return [...found]
}

/** Flips one bit at each offset and verifies; in as many threads as there are processors. @returns offsets not found */
async function flipped(
  bytes: Uint8Array,
  offsets: readonly number[],
  ca: string,
  progress: (done: number) => void,
): Promise<number[]> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  const threads = Math.max(1, cpus().length)
  let done = 0
  const parts = Array.from({ length: threads }, (_, t) => offsets.filter((__, i) => i % threads === t))
  const missed = await Promise.all(
    parts.map(
      (part) =>
        new Promise<number[]>((resolve, reject) => {
          const job: Job = { bytes: shared, offsets: part, ca }
          const worker = new Worker(new URL("./verify/worker.ts", import.meta.url), { workerData: job })
          worker.on("error", reject)
          worker.on("exit", (code) => {
            if (code !== 0) reject(new Error(`a thread ended with ${code}`))
          })
          worker.on("message", (verdict: Verdict) => {
            done += verdict.done
            progress(done)
            if (verdict.missed) resolve(verdict.missed)
          })
        }),
    ),
  )
  return missed.flat()
}
