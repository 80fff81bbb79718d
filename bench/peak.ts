/**
 * The yearly peak as a discrete simulation: all districts submit in the same two weeks. Measured costs of requests and duties,
 * assumed habits of people (below); nothing here knows a real cloud.
 */
import type { Cost } from "./cost/procedure.ts"
import { quantile } from "./measure.ts"

/** Habits and limits that the simulation reckons with. */
export const PEAK = {
  /** working days, from 8 to 17 o'clock */
  days: 10,
  hours: 9,
  /** of all first submissions: so many in the last two hours of the last day */
  lastMinute: 0.2,
  /** seconds between an act and the next one of the same procedure, on average; exponentially spread */
  betweenActs: 4 * 3600,
  /** records of one shard that are worked on at once (parallelisation factor of the stream) */
  perShard: 10,
  /** of a table of this size; a shard more for each thousand write units a second that it was split for */
  shards: 4,
} as const

export interface Busy {
  readonly districts: number
  readonly duties: number
  /** seconds from a change to the end of its first duty on paper */
  readonly paperP50: number
  readonly paperP99: number
  readonly paperWorst: number
  /** most of them in any one second */
  readonly workers: number
  readonly requests: number
  readonly keys: number
  readonly writes: number
  readonly reads: number
  /** write units of the busiest of the sixteen partitions of the due index, in any one second */
  readonly dueShard: number
}

/** What follows from one act: its own cost, then its duties, one after the other per Vorlage. */
export interface Act {
  readonly act: Cost
  readonly duties: readonly Cost[]
}

/** Acts of a measured procedure in order, each with the duties up to the next one. */
export function acts(costs: readonly Cost[]): Act[] {
  const found: { act: Cost; duties: Cost[] }[] = []
  for (const cost of costs) {
    if (cost.what === "act") found.push({ act: cost, duties: [] })
    else if (cost.what !== "list" && cost.what !== "look") found.at(-1)?.duties.push(cost)
  }
  return found
}

function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Instants of working time only; `seconds` of it after the first morning. */
function worked(seconds: number): number {
  const day = PEAK.hours * 3600
  return Math.floor(seconds / day) * 86_400 + (seconds % day)
}

export function simulate(procedure: readonly Act[], districts: number): Busy {
  const next = random(districts)
  const whole = PEAK.days * PEAK.hours * 3600
  /** arrival of every act: [second, index of the act, procedure] */
  const arrivals: { at: number; act: Act; procedure: number }[] = []
  for (let n = 0; n < districts; n++) {
    let at = next() < PEAK.lastMinute ? whole - next() * 7200 : next() * whole
    for (const act of procedure) {
      arrivals.push({ at: worked(at), act, procedure: n })
      at += -Math.log(1 - next()) * PEAK.betweenActs
    }
  }
  arrivals.sort((a, b) => a.at - b.at)
  const servers = PEAK.shards * PEAK.perShard
  /** when each server is free; one log at a time stays on one server, as the stream keeps the order of a key */
  const free = new Float64Array(servers)
  /** last second in which a server was counted */
  const seen = new Float64Array(servers)
  const perSecond = {
    requests: new Map<number, number>(),
    keys: new Map<number, number>(),
    writes: new Map<number, number>(),
    reads: new Map<number, number>(),
    workers: new Map<number, number>(),
  }
  const due = new Map<string, number>()
  const add = <K>(map: Map<K, number>, key: K, value: number) => map.set(key, (map.get(key) ?? 0) + value)
  const waits: number[] = []
  let duties = 0
  for (const { at, act, procedure: n } of arrivals) {
    const second = Math.floor(at)
    add(perSecond.requests, second, 3)
    add(perSecond.writes, second, act.act.write)
    add(perSecond.reads, second, act.act.read + 6)
    const server = n % servers
    let clock = Math.max(at, free[server] ?? 0)
    let told = false
    for (const duty of act.duties) {
      duties++
      const [start, end] = [clock, clock + duty.ms / 1000]
      // Each server once a second, however many short duties it does in it.
      for (let s = Math.max(Math.floor(start), (seen[server] ?? 0) + 1); s <= Math.floor(end); s++) {
        add(perSecond.workers, s, 1)
        seen[server] = s
      }
      add(perSecond.keys, Math.floor(start), duty.keys)
      add(perSecond.writes, Math.floor(end), duty.write)
      add(perSecond.reads, Math.floor(start), duty.read)
      // Put and dropped: two writes to one of sixteen partitions, by the hash of tenant and key.
      add(due, `${Math.floor(end)} ${(n * 31 + duties) % 16}`, 2)
      clock = end
      if (!told && duty.what === "paper") {
        waits.push(end - at)
        told = true
      }
    }
    free[server] = clock
  }
  const most = (map: Map<unknown, number>) => [...map.values()].reduce((a, b) => Math.max(a, b), 0)
  return {
    districts,
    duties,
    paperP50: quantile(waits, 0.5),
    paperP99: quantile(waits, 0.99),
    paperWorst: quantile(waits, 1),
    workers: most(perSecond.workers),
    requests: most(perSecond.requests),
    keys: most(perSecond.keys),
    writes: most(perSecond.writes),
    reads: most(perSecond.reads),
    dueShard: most(due),
  }
}
