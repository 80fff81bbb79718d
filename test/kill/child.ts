/**
 * Service, worker, people and database of one house in a process that is killed: `child.ts STATE SEED COUNT LIFE`. Goes
 * on with whatever it finds in the folder; each line on its output is something that somebody was told.
 */
import { setTimeout as pause } from "node:timers/promises"
import { AppError } from "@beschlussweg/core/error"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { worldOf } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { seeded } from "@beschlussweg/store/fault"
import { type House, openWorld } from "../house.ts"
import { act, begin, dice, type Walk } from "../random.ts"

export interface Told {
  readonly ready?: { readonly database: number }
  /** the record of a Vorlage ended so when somebody had been told that his act succeeded */
  readonly head?: { readonly id: string; readonly seq: number; readonly hash: string }
  readonly done?: true
}
const tell = (told: Told) => process.stdout.write(`${JSON.stringify(told)}\n`)

const [state = "", seed = "1", count = "8", life = "1"] = process.argv.slice(2)
process.env.AWS_EC2_METADATA_DISABLED = "true"
logTo(() => {})
const PATIENCE = 30

/** Each life begins an hour after the one before: a clock never goes back. */
const world = await openWorld(new Date(Date.UTC(2026, 1, 2, 8) + Number(life) * 3_600_000).toISOString(), "on", state)
const { client, streams, tableName, cursorKey } = world.store
const served = worldOf({
  client,
  streams,
  tableName,
  cursorKey,
  dir: world.dir,
  now: world.clock.now,
  close: async () => {},
})
const house = await world.house("T1")
await house.refresh()
const worker = await start(served, await openWorkshop(served, { tsa: "none" }), { sweepMs: 500 })
tell({ ready: { database: world.store.server.pid } })

const owed = async (id: string): Promise<boolean> =>
  (await Vorlage.load(house.workCtx(), id)).fassungen.some((f) => f.value.owed.length > 0)

/** Waits for the worker; what the stream lost with the last life is found by the sweep. */
async function settle(id: string): Promise<void> {
  for (let n = 0; n < 2000 && (await owed(id)); n++) {
    await pause(20)
    if (n % 25 === 24) world.clock.set(new Date(world.clock.now().getTime() + 60_000).toISOString())
  }
}

async function carry(walk: Walk): Promise<void> {
  for (let acts = 0; acts < PATIENCE; acts++) {
    const before = walk.allowed
    if (!(await act(walk, (w) => settle(w.id)))) break
    if (walk.allowed === before) continue
    const last = (await Vorlage.factsOf(house.workCtx(), walk.id)).at(-1)
    if (last) tell({ head: { id: walk.id, seq: last.seq, hash: last.hash } })
  }
  await settle(walk.id)
}

/** What is there goes on; then as many new ones as are missing. Two at the same moment. */
async function all(of: House): Promise<void> {
  const { items } = await of.workCtx().table.listIndex("list/vorlage", Vorlage.Root)
  const known = items.map((i) => i.value.id).sort()
  let next = 0
  const lane = async () => {
    while (next < Number(count)) {
      const n = next++
      const d = dice(seeded(Number(seed) + n + Number(life) * 1000))
      const id = known[n]
      const walk: Walk =
        id === undefined
          ? await begin(of, d)
          : { house: of, dice: d, id, programmeId: undefined, allowed: 0, refused: [] }
      await carry(walk)
    }
  }
  await Promise.all([lane(), lane()])
}

try {
  await all(house)
  await worker.stop()
  await world.stop()
  tell({ done: true })
} catch (error) {
  if (error instanceof AppError) process.stderr.write(`${error.reason}\n`)
  throw error
}
