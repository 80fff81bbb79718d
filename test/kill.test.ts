/** `kill -9` of the service and of its database in the middle of running procedures: nothing told is lost, nothing is done twice. */
import { spawn } from "node:child_process"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { Duty } from "@beschlussweg/core/duty"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { seeded } from "@beschlussweg/store/fault"
import { expect, test } from "vitest"
import { mending, openWorld } from "./house.ts"
import type { Told } from "./kill/child.ts"
import { stages } from "./stages.ts"
import { folder } from "./tool.ts"

const SEED = Number(process.env.SEED ?? "20270117")
const PROCEDURES = Number(process.env.KILL_PROCEDURES ?? "6")
const KILLS = Number(process.env.KILLS ?? "6")
/** things told before a life ends, at most */
const LIFE = 14

const place = folder()
const random = seeded(SEED)
type Head = NonNullable<Told["head"]>
const heads: Head[] = []

/** One life: until `tells` things were told, then killed; or to its end where it is not killed. */
async function live(life: number, tells: number | undefined): Promise<"killed" | "done" | "crashed"> {
  const args = ["--import", "tsx", resolve("test/kill/child.ts"), join(place.path, "state")]
  const child = spawn(process.execPath, [...args, String(SEED), String(PROCEDURES), String(life)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let database: number | undefined
  let told = 0
  let done = false
  let killed = false
  const kill = () => {
    if (killed || database === undefined || child.pid === undefined) return
    killed = true
    // Both at once, or the one a moment before the other.
    const victims = random() < 0.5 ? [database, child.pid] : [child.pid, database]
    for (const pid of victims)
      try {
        process.kill(pid, "SIGKILL")
      } catch {
        // Gone already: the one took the other along.
      }
  }
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as Told
    if (said.ready) database = said.ready.database
    if (said.done) done = true
    if (said.head) heads.push(said.head)
    told++
    // Between two acts, or a few milliseconds into the next one.
    if (tells !== undefined && told >= tells) setTimeout(kill, Math.floor(random() * 120))
  })
  await new Promise<void>((ended) => {
    child.on("close", () => ended())
  })
  return done ? "done" : killed ? "killed" : "crashed"
}

test(`${PROCEDURES} procedures survive ${KILLS} kills of service and database`, { timeout: 7_200_000 }, async () => {
  let life = 1
  let killed = 0
  for (; killed < KILLS; life++) {
    const end = await live(life, 2 + Math.floor(random() * LIFE))
    if (end === "killed") killed++
    expect(end, `life ${life}`).not.toBe("crashed")
    if (end === "done") break
  }
  let end = ""
  for (let n = 0; n < 3 && end !== "done"; n++) end = await live(++life, undefined)
  expect(end).toBe("done")
  expect(killed).toBeGreaterThan(Math.min(KILLS, 2) - 1)

  const world = await openWorld("2026-12-01T08:00:00Z", "off", join(place.path, "state"))
  try {
    const house = await world.house("T1")
    await house.refresh()
    const { ca } = await openKeyRing(join(place.path, "state", "keys"), "Betrieb", world.clock.now())
    const { items } = await house.workCtx().table.listIndex("list/vorlage", Vorlage.Root)
    expect(items.length).toBeGreaterThanOrEqual(PROCEDURES)
    const states: Record<string, number> = {}
    for (const { value } of items) {
      const { id } = value
      expect(await mending(house, id), id).toEqual([])
      const facts = await Vorlage.factsOf(house.workCtx(), id)
      for (const head of heads.filter((h) => h.id === id))
        expect(facts[head.seq - 1]?.hash, `${id} ${head.seq}`).toBe(head.hash)
      const { fassungen, chain } = await Vorlage.load(house.workCtx(), id)
      expect(
        fassungen.flatMap((f) => f.value.owed),
        id,
      ).toEqual([])
      // What is put off to a later minute, such as the search of a text that is being written, is no debt yet.
      const duties = (await house.workCtx().table.list(`duty/${id}`, Duty)).items
      expect(
        duties.filter(({ value: d }) => d.kind !== "search" || d.attempts > 0),
        id,
      ).toEqual([])
      for (const fassung of fassungen) expect(await stages(house, fassung.value, ca), id).toEqual([])
      const state = chain?.value.state ?? "draft"
      states[state] = (states[state] ?? 0) + 1
    }
    const numbers = items.map((i) => i.value.nummer).filter((n) => n !== undefined)
    expect(new Set(numbers).size).toBe(numbers.length)
    console.info(
      `${items.length} procedures, ${killed} kills of service and database, ${heads.length} acts told, ${JSON.stringify(states)}`,
    )
    expect(heads.length).toBeGreaterThan(PROCEDURES * 3)
  } finally {
    await world.stop()
  }
})
