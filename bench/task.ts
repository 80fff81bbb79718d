/** Task: what a person's task list costs in houses alike, with few and many other houses and finished procedures. */

import { T1 } from "@beschlussweg/core/chain"
import type { Fact } from "@beschlussweg/core/fact"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { z } from "zod"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  result,
  type World,
} from "../test/house.ts"
import { type Figure, median, type Outcome, ratio } from "./measure.ts"

const PEOPLE = ["dezernent", "verfasser", "administration", "sitzungsdienst", "lesend"] as const
const OPEN = 5
const CALLS = 41
/** per commit: the limits of a transaction are 100 items and 4 MB */
const TOGETHER = 90

interface Place {
  readonly world: World
  readonly house: House
  readonly recorder: Recorder
}

/**
 * A house with some open procedures; beside it other houses with open tasks of their own, and finished procedures that
 * are copies of a real one under other ids, records included.
 */
async function place(tenants: number, finished: number): Promise<Place> {
  const world = await openWorld(undefined, "off")
  const house = await world.house("T1")
  await copies(house, await ended(house), finished - 1)
  const papers = [await house.draft()]
  for (let n = 1; n < OPEN; n++) {
    papers.push(n === 1 ? await givenVorlageInBeratung(house) : await givenVorlageInZeichnung(house))
  }
  for (let n = 1; n < tenants; n++) await neighbour(world, house, n)
  return { world, house, recorder: record(world.store.client) }
}

async function ended(house: House): Promise<string> {
  const paper = await givenVorlageInBeratung(house)
  await paper.record("ausschuss", result(house, "recommended"))
  await paper.record("kreisausschuss", result(house, "accepted"))
  return paper.id
}

/** The partition of a Vorlage and its record, again and again under new ids. */
async function copies(house: House, id: string, count: number): Promise<void> {
  const { table } = house.workCtx()
  const { items } = await table.list(`vorlage/${id}`, z.unknown())
  const facts = await Vorlage.factsOf(house.workCtx(), id)
  let writes: Parameters<typeof table.commit>[1][number][] = []
  let more: Fact[] = []
  const flush = async () => {
    await table.commit(more, writes)
    writes = []
    more = []
  }
  for (let n = 0; n < count; n++) {
    const other = `vl_${String(n).padStart(26, "0")}`
    const named = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(id, other)) as T
    if (writes.length + more.length + items.length + facts.length > TOGETHER) await flush()
    for (const { key, value } of items)
      writes.push({
        put: named(key),
        value: named(value),
        rev: "new",
        index: key === `vorlage/${id}` || key === `vorlage/${id}/root` ? `list/vorlage/${other}` : undefined,
      })
    more.push(...facts.map(named))
  }
  await flush()
}

/** Another house: its people in their index, and a task in each pool that this house's people look into. */
async function neighbour(world: World, house: House, n: number): Promise<void> {
  const table = world.store.table(`nachbar-${n}`)
  const { items } = await house.workCtx().table.listIndex("list/member", z.unknown())
  const settings = await house.workCtx().table.get("tenant/house/root", z.unknown())
  const tasks = T1.steps.flatMap((step) => (step.kind === "sign" ? [step.role] : []))
  await table.commit(
    [],
    [
      { put: "tenant/house/root", value: settings?.value, rev: "new" },
      ...items.map(({ key, value }) => {
        const index = `list/member/${key.split("/")[1]}`
        return { put: key, value, rev: "new" as const, index }
      }),
      ...tasks.map((role) => ({
        put: `vorlage/vl_nachbar/task/${role}`,
        value: { role },
        rev: "new" as const,
        index: `task/${role}/2026-11-23T08:00:00.000Z`,
      })),
    ],
  )
}

interface Cost {
  readonly units: number
  readonly commands: number
  readonly ms: number
}

async function cost({ house, recorder }: Place, personId: string): Promise<Cost> {
  const ctx = house.as(personId)
  recorder.clear()
  const started = performance.now()
  await Vorlage.tasks(ctx, {})
  const ms = performance.now() - started
  return { units: recorder.units().read, commands: recorder.entries.length, ms }
}

export async function task({ count }: { readonly count: number }): Promise<Outcome> {
  // "--count 100" makes the run small for a look at it.
  const many = { tenants: Math.min(1000, count), finished: count * 10 }
  const places = {
    "1 tenant, 10 finished": await place(1, 10),
    [`${many.tenants} tenants`]: await place(many.tenants, 10),
    [`${many.finished} finished`]: await place(1, many.finished),
  }
  const names = Object.keys(places)
  const figures: Figure[] = []
  const raw: Record<string, unknown> = {}
  try {
    for (const personId of PEOPLE) {
      const found: Record<string, Cost[]> = Object.fromEntries(names.map((name) => [name, []]))
      for (let round = 0; round < CALLS + 3; round++)
        for (const [name, at] of Object.entries(places)) {
          const one = await cost(at, personId)
          if (round >= 3) found[name]?.push(one)
        }
      raw[personId] = found
      const [base = [], ...others] = names.map((name) => found[name] ?? [])
      const units = (costs: readonly Cost[]) => median(costs.map((c) => c.units))
      figures.push({ name: `${personId}: read units`, value: units(base), unit: "" })
      figures.push({ name: `${personId}: commands`, value: median(base.map((c) => c.commands)), unit: "" })
      others.forEach((costs, i) => {
        const name = names[i + 1] ?? ""
        figures.push({
          name: `${personId}: read units with ${name}, to those without`,
          value: units(costs) / units(base),
          unit: "x",
          limit: 1.1,
        })
        figures.push({
          name: `${personId}: commands with ${name}, to those without`,
          value: median(costs.map((c) => c.commands)) / median(base.map((c) => c.commands)),
          unit: "x",
          limit: 1.1,
        })
        figures.push({
          name: `${personId}: time with ${name}, median of pairs`,
          value: ratio(
            costs.map((c) => c.ms),
            base.map((c) => c.ms),
          ),
          unit: "x",
          limit: 1.1,
          goal: true,
        })
      })
    }
  } finally {
    for (const { world, recorder } of Object.values(places)) {
      recorder.detach()
      await world.stop()
    }
  }
  const notes = ["Read units are those of the embedded server, which counts like AWS; the time is this machine's."]
  return { figures, raw, notes }
}
