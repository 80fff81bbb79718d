/** One process of the procedures bench: `child.ts SEED COUNT calm|storm`; the last line is what it found. */
import { once } from "node:events"
import type { AppError } from "@beschlussweg/core/error"
import { log, logTo } from "@beschlussweg/functions/log"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { type Fault, injectFaults, injectStreamFaults, type StreamRates, seeded } from "@beschlussweg/store/fault"
import { openWorld } from "../../test/house.ts"
import { served } from "../office.ts"
import { audit, type Findings, nothing } from "./audit.ts"
import { type Mortal, mortal } from "./fault.ts"
import { type Carried, carry } from "./person.ts"

export interface Report {
  readonly procedures: number
  readonly seconds: number
  readonly papers: number
  readonly acts: number
  readonly troubles: number
  readonly findings: Findings
  readonly store: Record<Fault, number>
  readonly stream: Record<keyof StreamRates, number>
  readonly worker: Mortal["counts"]
  readonly secondWorker: number
}

/** Procedures per world: the clock moves on by a few days in each, and certificates end some day. */
const BATCH = 25
const LANES = 2
const PATIENCE = 3000
const STORE = { conflict: 0.02, throttle: 0.01, lostRequest: 0.01, lostAnswer: 0.02, staleIndex: 0.1 }
const STREAM = { duplicate: 0.05, late: 0.05, lost: 0.03, reordered: 0.1 }
/** share of acts that succeed without the person hearing of it */
const UNHEARD = 0.04
const WORKER = { beforeFiling: 0.03, beforeCommit: 0.03, afterCommit: 0.01, tsaStops: 0.02 }

const add = <K extends string>(sum: Record<K, number>, more: Readonly<Record<K, number>>): void => {
  for (const key of Object.keys(more) as K[]) sum[key] = (sum[key] ?? 0) + more[key]
}

async function batch(seed: number, count: number, storm: boolean): Promise<Report> {
  const random = seeded(seed)
  const world = await openWorld("2026-02-02T08:00:00Z")
  const office = served(world)
  const faulty = mortal(await openWorkshop(office), random)
  const houses = { T1: await world.house("T1"), T5: await world.house("T5") }
  const findings = nothing()
  const store = injectFaults([world.store.client], seed)
  const stream = injectStreamFaults(world.store.streams, seed, {})
  const worker = await start(office, faulty.workshop)
  // a second worker on the same duties, now and then at the same moment
  const second = await start(office, faulty.workshop, { stream: false, sweepMs: 3_600_000 })
  let secondWorker = 0
  const calm = (): void => {
    store.set({})
    stream.set({})
    faulty.set({})
  }
  if (storm) {
    store.set(STORE)
    stream.set(STREAM)
    faulty.set(WORKER)
  }
  const sweep = (one: Running): Promise<unknown> =>
    one.sweep().catch((error: unknown) => log("sweep.failed", { error }))
  const nudge = async (): Promise<void> => {
    // pauses after failures grow; an hour of the set clock ends the longest of them
    world.clock.set(new Date(world.clock.now().getTime() + 600_000).toISOString())
    const both = random() < 0.2
    if (both) secondWorker++
    await Promise.all([sweep(worker), ...(both ? [sweep(second)] : [])])
  }
  const done: { kind: "T1" | "T5"; carried: Carried }[] = []
  const started = performance.now()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) {
      const kind = next++ % 5 < 3 ? "T1" : "T5"
      try {
        done.push({
          kind,
          carried: await carry({
            house: houses[kind],
            kind,
            random,
            nudge,
            patience: PATIENCE,
            unheard: storm ? UNHEARD : 0,
          }),
        })
      } catch (error) {
        const { reason, message } = error as Partial<AppError>
        findings.stuck.push(`seed ${seed}, ${kind}: ${reason ?? ""} ${message}`)
      }
      process.stdout.write(`${JSON.stringify({ done: 1 })}\n`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const seconds = (performance.now() - started) / 1000
  await worker.stop()
  await second.stop()
  calm()
  let papers = 0
  for (const { kind, carried } of done) papers += await audit(houses[kind], carried, faulty.workshop.keys.ca, findings)
  for (const kind of ["T1", "T5"] as const) {
    const numbers = done.filter((d) => d.kind === kind).map((d) => d.carried.nummer)
    if (new Set(numbers).size !== numbers.length) findings.double.push(`seed ${seed}, ${kind}: a number twice`)
  }
  const report: Report = {
    procedures: done.length,
    seconds,
    papers,
    acts: done.reduce((sum, d) => sum + d.carried.acts.length, 0),
    troubles: done.reduce((sum, d) => sum + d.carried.troubles, 0),
    findings,
    store: { ...store.counts },
    stream: { ...stream.counts },
    worker: faulty.counts,
    secondWorker,
  }
  await world.stop()
  return report
}

process.env.AWS_EC2_METADATA_DISABLED = "true"
const [seed = "1", count = "10", weather = "storm"] = process.argv.slice(2)
logTo((line) => {
  if (process.env.BESCHLUSSWEG_DEBUG) process.stderr.write(`${line}\n`)
})
let left = Number(count)
let sum: Report | undefined
for (let n = 0; left > 0; n++, left -= BATCH) {
  const one = await batch(Number(seed) + n * 1000, Math.min(BATCH, left), weather === "storm")
  if (!sum) sum = one
  else {
    for (const key of Object.keys(one.findings) as (keyof Findings)[]) sum.findings[key].push(...one.findings[key])
    add(sum.store, one.store)
    add(sum.stream, one.stream)
    add(sum.worker, one.worker)
    const { procedures, seconds, papers, acts, troubles, secondWorker } = one
    const more = { procedures, seconds, papers, acts, troubles, secondWorker }
    for (const key of Object.keys(more) as (keyof typeof more)[]) Object.assign(sum, { [key]: sum[key] + more[key] })
  }
}
if (!process.stdout.write(`${JSON.stringify({ report: sum })}\n`)) await once(process.stdout, "drain")
