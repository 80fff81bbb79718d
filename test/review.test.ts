/** What a reviewer found: papers that must not hold up a procedure, tasks that must not get lost, and what nobody may see or sign unseen. */
import { join } from "node:path"
import * as Document from "@beschlussweg/core/document"
import { reader } from "@beschlussweg/functions/reader"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  type House,
  mending,
  openWorld,
  type Paper,
  result,
  type Workshop,
  type World,
} from "./house.ts"
import { folder } from "./tool.ts"

let world: World
let off: Workshop
let on: Workshop
let houses = 0
const place = folder()
const papers: [House, Paper][] = []
const watched = (house: House, paper: Paper): Paper => {
  papers.push([house, paper])
  return paper
}
const newHouse = (change?: Parameters<World["house"]>[2]): Promise<House> =>
  world.house("T1", `kreis-pruefung-${++houses}`, change)

beforeAll(async () => {
  world = await openWorld("2026-02-02T08:00:00Z")
  off = world.workshop
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  on = {
    press: press({ ca: keys.ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "on",
  }
})
afterEach(async () => {
  world.workshop = off
  for (const [house, paper] of papers.splice(0)) expect(await mending(house, paper.id)).toEqual([])
})
afterAll(async () => {
  await world.stop()
  place.remove()
})

const broken = () => Promise.reject(new Error("out of paper"))
const kinds = async (paper: Paper, n: number): Promise<string[]> =>
  (await paper.whole()).fassungen.find((f) => f.value.n === n)?.value.documents.map((d) => d.kind) ?? []

describe("a paper that cannot be made holds up only what is built on it", () => {
  test("a reading copy that fails does not hold back the signatures", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, reading: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow("out of paper")
    await expect(paper.state("bca")).rejects.toThrow("out of paper")
    await expect(paper.cosign("rechtsamt", "agreed")).rejects.toThrow("out of paper")
    await expect(paper.sign("amtsleitung")).rejects.toThrow("out of paper")
    expect(await kinds(paper, 1)).toContain("sign")
  })

  test("a Fassung that was withdrawn before its file was made is not made any more, and the next one is", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, vorlage: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow()
    await paper.withdraw()
    world.workshop = on
    expect((await paper.submit()).fassung).toBe(2)
    expect((await paper.chain()).state).toBe("running")
    expect(await kinds(paper, 1)).toEqual([])
  })

  test("rendering that breaks again and again is told to the author", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, vorlage: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow()
    for (let i = 0; i < 6; i++) await Document.postpone(house.workCtx(), paper.id, "f1-001", new Error("again"))
    await paper.work()
    expect((await paper.chain()).state).toBe("failed")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
  })

  test("a return after a body has answered: the next Fassung is made, and the Auszug of the one before, too", async () => {
    const house = await newHouse()
    world.workshop = on
    const paper = watched(house, await givenVorlageInBeratung(house))
    world.workshop = { ...on, press: { ...on.press, auszug: broken } }
    await expect(paper.record("ausschuss", result(house, "recommended"))).rejects.toThrow()
    const removed = { code: "removed" as const, reason: "Nicht mehr auf der Tagesordnung." }
    await expect(paper.record("kreisausschuss", removed)).rejects.toThrow()
    await expect(paper.giveBack("sitzungsdienst", "author")).rejects.toThrow()
    await expect(paper.submit()).rejects.toThrow()
    expect(await paper.chain()).toMatchObject({ fassung: 2, state: "running" })
    world.workshop = on
    await paper.work()
    expect((await kinds(paper, 1)).slice(-2)).toEqual(["auszug", "result"])
  })
})
