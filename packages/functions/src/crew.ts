/** The crew: takes changes and overdue duties, one log at a time, a few at once; the same for local work and for a Lambda. */
import { Fact } from "@beschlussweg/core/fact"
import * as Record from "@beschlussweg/core/record"
import type { Change } from "@beschlussweg/store/change"
import { DUE_SHARDS, SYSTEM } from "@beschlussweg/store/key"
import { turns } from "@beschlussweg/store/turn"
import { log } from "./log.ts"
import { handleRegistry } from "./operate.ts"
import { handle, WORKER, type Workshop } from "./workshop.ts"
import type { World } from "./world.ts"

/** `failed`: not even its failure could be written down; `left`: not begun, because there was no time */
export type Outcome = "done" | "failed" | "left"

export interface Crew {
  /** what a change of the table asks for; most ask for nothing */
  take(change: Change): Promise<Outcome>
  /** takes what is overdue now. @returns how many duties that were */
  sweep(): Promise<number>
  /** resolves when nothing is in hand */
  idle(): Promise<void>
}

/** Duties in hand at a time. */
const AT_ONCE = 32

/**
 * @param options.atOnce duties in hand at a time
 * @param options.inTime is there time to begin one more?
 */
export function gather(
  world: World,
  workshop: Workshop,
  options: { readonly atOnce?: number; readonly inTime?: () => boolean } = {},
): Crew {
  const { atOnce = AT_ONCE, inTime = () => true } = options
  const inHand = new Map<string, Promise<Outcome>>()
  // A morning on which a thousand houses have something due must not open a thousand connections.
  const turn = turns(atOnce)
  const queue = (name: string, work: () => Promise<Outcome>): Promise<Outcome> => {
    const next = (inHand.get(name) ?? Promise.resolve())
      .then(() => (inTime() ? work() : ("left" as const)))
      .finally(() => {
        if (inHand.get(name) === next) inHand.delete(name)
      })
    inHand.set(name, next)
    return next
  }
  // One log at a time: two workers on one file would both be right, but one would work for nothing.
  const duty = (tenantId: string, key: string): Promise<Outcome> =>
    world.gate.closed(tenantId)
      ? Promise.resolve("done")
      : queue(`${tenantId}#${key.split("/")[1]}`, () =>
          turn(async () => {
            if (!inTime()) return "left"
            if (tenantId === SYSTEM) await handleRegistry(world, workshop, key)
            else await handle(workshop, tenantId, key)
            return "done"
          }).catch((error): Outcome => {
            log("worker.failed", { tenantId, duty: key, error })
            return "failed"
          }),
        )
  return {
    async take(change) {
      const { kind, tenantId, key } = change
      if (kind !== "insert" || world.gate.closed(tenantId)) return "done"
      if (key.startsWith("duty/")) return duty(tenantId, key)
      // Not behind the duties of the log: a copy must not wait for a PDF.
      if (key.startsWith("fact/") && tenantId !== SYSTEM)
        return queue(`${tenantId}#fact/${key.split("/")[1]}`, () => copy(world, change))
      return "done"
    },
    async sweep() {
      await world.gate.look()
      const due: Promise<Outcome>[] = []
      for (let shard = 0; shard < DUE_SHARDS; shard++)
        for await (const { tenantId, key } of world.system.due(world.now(), shard)) due.push(duty(tenantId, key))
      await Promise.all(due)
      return due.length
    },
    async idle() {
      while (inHand.size > 0) await Promise.all(inHand.values())
    },
  }
}

/**
 * Copies a fact as soon as the stream tells of it. What is missed here is caught up before the next anchor; what stands
 * there already and says something else is an alarm, and verification names it.
 */
async function copy(world: World, { tenantId, key, value }: Change): Promise<Outcome> {
  try {
    const fact = Fact.parse(value)
    const { papers } = world.ctx(tenantId, WORKER, "worker")
    if ((await Record.copy(papers, fact)) === "differs")
      log("record.failed", { tenantId, name: fact.log, seq: fact.seq, against: "copy" })
  } catch (error) {
    log("copy.failed", { tenantId, fact: key, error })
  }
  return "done"
}
