/** Procedures while table, stream and worker fail: 50 with documents off, 20 with all documents. */
import { setTimeout as pause } from "node:timers/promises"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import type { Fact } from "@beschlussweg/core/fact"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { type World as Served, worldOf } from "@beschlussweg/functions/wire"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { injectFaults, injectStreamFaults, seeded } from "@beschlussweg/store/fault"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type House, mending, openWorld, type World } from "./house.ts"
import { type Mortal, mortal } from "./mortal.ts"
import { act, begin, dice, type Walk } from "./random.ts"
import { stages } from "./stages.ts"

const SEED = Number(process.env.SEED ?? "20270115")
const TOGETHER = 4
/** more often than any cloud, so that fifty procedures meet all of it */
const STORE = { conflict: 0.05, throttle: 0.02, lostRequest: 0.01, lostAnswer: 0.04, staleIndex: 0.2 }
const STREAM = { duplicate: 0.1, late: 0.1, lost: 0.1, reordered: 0.2 }
const DEATH = 0.02

/** The world as worker and sweep know it. */
function served({ store, dir, clock }: World): Served {
  const { client, streams, tableName, cursorKey } = store
  return worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
}

interface Course {
  readonly walk: Walk
  /** the record as it stood when somebody was last told of a success */
  told: Fact[]
  /** acts whose outcome nobody was told */
  untold: number
}

const count = (preset: number): number => Number(process.env.FAULTS ?? preset)
describe.each([
  { documents: "off", procedures: count(50) },
  { documents: "on", procedures: count(20) },
] as const)("with documents $documents", ({ documents, procedures }) => {
  let world: World
  let houses: House[]
  let worker: Running
  let second: Running
  let weak: Mortal
  let ca = ""
  const heard: string[] = []

  beforeAll(async () => {
    logTo((line) => heard.push(line))
    world = await openWorld()
    houses = [await world.house("T1"), await world.house("T5")]
    const office = served(world)
    const workshop = await openWorkshop(office, { documents })
    ca = workshop.keys.ca
    weak = mortal(workshop, seeded(SEED + 1))
    worker = await start(office, weak.workshop, { sweepMs: 3_600_000 })
    // Another machine with the same duties, without a stream of its own.
    second = await start(office, weak.workshop, { stream: false, sweepMs: 3_600_000 })
  })
  afterAll(async () => {
    await worker.stop()
    await second.stop()
    await world.stop()
  })

  const factsOf = ({ house, id }: Walk) => Vorlage.factsOf(house.workCtx(), id)
  /** Pauses after failures grow; the set clock shortens them. The sweep itself may fail and is then run again. */
  const sweep = async (): Promise<void> => {
    world.clock.set(new Date(world.clock.now().getTime() + 600_000).toISOString())
    await Promise.allSettled([worker.sweep(), second.sweep()])
  }

  /** A person who meets an error that says nothing looks again and goes on; what is owed comes from stream or sweep. */
  async function procedure(house: House, n: number): Promise<Course> {
    const d = dice(seeded(SEED + n))
    const patient = async <T>(wish: () => Promise<T>): Promise<T> => {
      for (let tries = 0; ; tries++) {
        try {
          return await wish()
        } catch (error) {
          if (error instanceof AppError || tries > 20) throw error
        }
      }
    }
    const course: Course = { walk: await patient(() => begin(house, d)), told: [], untold: 0 }
    const wait = async () => {
      await pause(30)
      if (d.chance(0.2)) await sweep()
    }
    for (let acts = 0; acts < 30; acts++) {
      const before = course.walk.allowed
      try {
        if (!(await act(course.walk, wait))) break
        if (course.walk.allowed > before) course.told = await patient(() => factsOf(course.walk))
      } catch {
        course.untold++
      }
    }
    return course
  }

  test(`${procedures} procedures lose nothing, do nothing twice and stand nowhere`, {
    timeout: 900_000,
  }, async () => {
    const store = injectFaults([world.store.client], SEED, STORE)
    const stream = injectStreamFaults(world.store.streams, SEED, STREAM)
    weak.set(DEATH)
    const courses: Course[] = []
    let next = 0
    const hand = async () => {
      while (next < procedures) {
        const n = next++
        const house = houses[n % houses.length]
        if (house) courses.push(await procedure(house, n))
      }
    }
    await Promise.all(Array.from({ length: TOGETHER }, hand))

    // Recovery: the faults end, the sweep finds what is overdue.
    store.set({})
    stream.set({})
    weak.set(0)
    for (let rounds = 0; rounds < 10; rounds++) await sweep()
    await worker.idle()

    for (const course of courses) await checkCourse(course)
    const untold = courses.reduce((sum, c) => sum + c.untold, 0)
    const acts = courses.reduce((sum, c) => sum + c.walk.allowed, 0)
    const failed = heard.filter((line) => line.includes("failed")).length
    console.info(
      `documents ${documents}: ${courses.length} procedures, ${acts} acts, ${untold} of unknown outcome, ${weak.deaths()} deaths, ` +
        `${failed} failures in the log; store ${JSON.stringify(store.counts)}; stream ${JSON.stringify(stream.counts)}`,
    )
    store.detach()
    stream.detach()
    // It is worth something only if everything that can happen has happened.
    if (procedures < 50) return
    expect(weak.deaths()).toBeGreaterThan(10)
    for (const [name, count] of Object.entries({ ...store.counts, ...stream.counts }))
      if (name !== "inProgress") expect(count, name).toBeGreaterThan(0)
  })

  async function checkCourse({ walk, told }: Course): Promise<void> {
    const { house, id } = walk
    const name = `${house.tenantId} ${id}`
    expect(await mending(house, id), name).toEqual([])
    const facts = await factsOf(walk)
    expect(facts.slice(0, told.length), name).toEqual(told)
    const { fassungen } = await Vorlage.load(house.workCtx(), id)
    expect(
      fassungen.flatMap((f) => f.value.owed),
      name,
    ).toEqual([])
    expect((await house.workCtx().table.list(`duty/${id}`, Duty)).items, name).toEqual([])
    once(facts, name)
    if (documents === "on") for (const { value } of fassungen) expect(await stages(house, value, ca), name).toEqual([])
  }
})

/** Within a Fassung nothing is given twice, except what was opened again for it; no paper is filed twice. */
function once(facts: readonly Fact[], name: string): void {
  let given = new Set<string>()
  const filed = new Map<string, number>()
  const count = (type: string, stepId: unknown) =>
    facts.filter((f) => f.type === type && (stepId === undefined || f.data.stepId === stepId)).length
  // A correction brings its own Auszug, Fassung for the public and Endfassung; a Dringlichkeitsentscheidung may be asked for anew.
  const papers = (kind: unknown, stepId: unknown): number => {
    if (kind === "auszug") return 1 + count("body.corrected", stepId)
    if (kind === "twin" || kind === "endfassung") return 1 + count("body.corrected", undefined)
    return kind === "urgent" ? count("urgent.asked", stepId) : 1
  }
  for (const { type, data } of facts) {
    if (type === "vorlage.submitted") given = new Set()
    // Taken off an agenda: the release is given anew.
    if (type === "body.removed") given = new Set([...given].filter((g) => !g.startsWith("step.released")))
    if (type === "document.filed") {
      const { fassung, kind, stepId } = data
      if (kind === "finish" || kind === "auszug-sign" || kind === "umlauf") continue
      const paper = [fassung, kind, stepId].join(" ")
      filed.set(paper, (filed.get(paper) ?? 0) + 1)
      expect(filed.get(paper), `${name}: ${paper}`).toBeLessThanOrEqual(papers(kind, stepId))
    }
    if (!/^(step\.(signed|stated|cosigned|released)|body\.decided|document\.issued)$/.test(type)) continue
    const place = [type, data.stepId, data.partyId].join(" ")
    expect(given.has(place), `${name}: ${place}`).toBe(false)
    given.add(place)
  }
}
