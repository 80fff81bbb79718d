/** Two houses alike, with one of everything in each, and what a call by somebody of the first is compared by. */
import { expect } from "vitest"
import { type House, openWorld, type World } from "../house.ts"
import { everybodyIn, type Filed, filedIn, type Ids, idsOf } from "./ask.ts"
import { leaves } from "./place.ts"
import { estates, normalised, type Seen, watcher } from "./watch.ts"

export const HERE = "kreis-hier"
export const THERE = "kreis-dort"
export const ALL_HERE = `alles-${HERE}`
export const ALL_THERE = `alles-${THERE}`

export interface Stage {
  readonly world: World
  readonly mine: House
  readonly theirs: House
  readonly watch: ReturnType<typeof watcher>
  /** ids of the house that asks, and of the other one */
  own: Ids
  foreign: Ids
  /** how many foreign references were compared with such as never were */
  comparisons: number
  /**
   * Makes anew what a call wrote to, on both sides: a name that a house was given is no longer only the other's.
   * @param named the foreign id that was given
   */
  afresh(seen: Seen, named?: string): Promise<void>
  /** what both houses own at this moment */
  estates(): Promise<Estates>
  /**
   * Nothing of the other house was asked for, told (but what was said before) or changed since `before`; and nothing of
   * one's own where the call was refused.
   */
  expectNothing(seen: Seen, before: Estates, but: readonly string[], what: string): Promise<void>
  /** Two calls look alike from outside but for the ids they were given. */
  expectSame(a: Seen, aIds: readonly string[], b: Seen, bIds: readonly string[], what: string): void
  stop(): Promise<void>
}

export interface Estates {
  readonly here: string
  readonly there: string
}

type Change = Parameters<World["house"]>[2]
export async function openStage(change?: Change): Promise<Stage> {
  const world = await openWorld()
  const mine = await world.house("T1", HERE, change)
  const theirs = await world.house("T1", THERE, change)
  for (const house of [mine, theirs]) await everybodyIn(house)
  const filed: Record<"mine" | "theirs", Filed> = {
    mine: await filedIn(world, mine),
    theirs: await filedIn(world, theirs),
  }
  const own = await idsOf(mine, filed.mine)
  const foreign = await idsOf(theirs, filed.theirs)
  const watch = watcher(world)
  const stage: Stage = {
    world,
    mine,
    theirs,
    watch,
    own,
    foreign,
    comparisons: 0,
    async afresh({ calls }, named = "") {
      const written = [...calls.filter((line) => line.startsWith("TransactWriteItemsCommand")), named].join("\n")
      stage.own = await idsOf(mine, filed.mine, written)
      stage.foreign = await idsOf(theirs, filed.theirs, written)
    },
    async expectNothing(seen, before, but, what) {
      for (const partition of seen.partitions)
        expect(partition.startsWith(`${HERE}#`), `${what}: ${partition}`).toBe(true)
      const told = JSON.stringify(seen.answer) ?? ""
      for (const id of valuesOf(stage.foreign)) if (!but.includes(id)) expect(told, what).not.toContain(id)
      const after = await stage.estates()
      expect(after.there, what).toBe(before.there)
      if (seen.refused) {
        expect(after.here, what).toBe(before.here)
        expect(seen.commits, what).toBe(0)
      }
    },
    async estates() {
      const [here = "", there = ""] = await estates(world, [HERE, THERE])
      return { here, there }
    },
    expectSame(a, aIds, b, bIds, what) {
      stage.comparisons++
      expect(a.refused, what).toBe(b.refused)
      expect(a.outside, what).toEqual(b.outside)
      if (a.refused) expect(normalised(a.answer, aIds), what).toBe(normalised(b.answer, bIds))
      expect(plainly(a.calls, aIds), what).toBe(plainly(b.calls, bIds))
      expect(a.commits, what).toBe(b.commits)
    },
    async stop() {
      watch.stop()
      await world.stop()
    },
  }
  return stage
}

/** Every id of a house; its settings are words. */
export const valuesOf = ({ settings: _, ...ids }: Ids): string[] => leaves(ids).map((leaf) => leaf.value)

/** Ids are words in calls; what a call makes anew is named as it happens. */
const plainly = (value: unknown, ids: readonly string[]): string =>
  normalised(value, ids)
    .replaceAll(/\b[a-z]+_[0-9A-HJKMNP-TV-Z]{26}\b/g, "ID")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "HASH")
