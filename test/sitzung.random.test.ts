/** Random calendars: whatever the Sitzungsdienst and the bodies do, agendas, days and chains agree once it was followed. */
import { addDays } from "@beschlussweg/core/day"
import { AppError } from "@beschlussweg/core/error"
import { broken } from "@beschlussweg/core/fact"
import { factsOf } from "@beschlussweg/core/record/log"
import * as Sitzung from "@beschlussweg/core/sitzung"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  result,
  type World,
} from "./house.ts"
import { calendars, follow, plan } from "./sitzung.ts"

let world: World
beforeAll(async () => {
  world = await openWorld("2027-01-11T09:00:00Z", "off")
})
afterAll(() => world.stop())

/** Mulberry32: the same seed, the same acts. */
function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    below: (n: number) => Math.floor(next() * n),
    of: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  }
}

/** What must hold once everything was followed. */
async function contradictions(house: House, ids: readonly string[], papers: readonly Paper[]): Promise<string[]> {
  const { table } = house.workCtx()
  const found: string[] = []
  const meetings = await Promise.all(ids.map(async (id) => (await Sitzung.load(table, id)).value))
  for (const m of meetings) {
    const slot = await Sitzung.meetingOn(table, m.gremiumId, m.on)
    if (m.state !== "cancelled" && slot?.value.id !== m.id) found.push(`${m.id} has not its day`)
    const numbers = m.tops.flatMap((t) => t.number ?? [])
    if (new Set(numbers).size !== numbers.length) found.push(`${m.id} has a number twice: ${numbers}`)
    if (m.state === "invited" && numbers.length !== m.tops.length) found.push(`${m.id} is invited without numbers`)
    const defect = await broken(await factsOf(house.workCtx(), m.id), m.head)
    if (defect) found.push(defect)
  }
  for (const paper of papers) {
    found.push(...(await mending(house, paper.id)))
    const chain = await paper.chain()
    let last = ""
    for (const step of chain.steps) {
      if (step.kind !== "body") continue
      const day = step.result?.sitzungOn ?? step.termin ?? last
      if (day < last && chain.state === "running") found.push(`${paper.id} ${step.id} lies before the body before it`)
      last = day
      if (step.result || chain.state !== "running") continue
      const on = meetings.filter(
        (m) =>
          (m.state === "planned" || m.state === "invited") &&
          m.tops.some((t) => t.vorlageId === paper.id && t.stepId === step.id && !t.removed),
      )
      const place = step.place
      if (place?.state === "coming" ? on.some((m) => m.on === step.termin) : on.every((m) => m.id !== place?.sitzungId))
        found.push(`${paper.id} ${step.id} is ${place?.state} and stands on ${on.map((m) => m.on)}`)
      for (const m of on.filter((m) => m.on !== step.termin && m.on > house.clock.today()))
        found.push(`${paper.id} ${step.id} lies on ${step.termin} and stands on the agenda of ${m.on}`)
    }
  }
  return found
}

const SEEDS = [1, 2, 3, 4]
const ACTS = 18
test.each(SEEDS)("seed %i", { timeout: 120_000 }, async (seed) => {
  world.clock.set("2027-01-11T09:00:00Z")
  const { below, of } = dice(seed)
  const house = await world.house("T1", `kreis-zufall-${seed}`, calendars())
  const office = house.as("sitzungsdienst")
  const ids = await plan(
    house,
    ["soz", "2027-03-03"],
    ["soz", "2027-03-17"],
    ["ka", "2027-04-07"],
    ["ka", "2027-04-21"],
  )
  const form = () => {
    const [first, second] = house.form().beratungsfolge
    if (!first || !second) throw new Error("two rows")
    return house.form({
      public: below(3) > 0,
      beratungsfolge: [
        { ...first, termin: of(["2027-03-03", "2027-03-17"]) },
        { ...second, termin: of(["2027-04-07", "2027-04-21"]) },
      ],
    })
  }
  const papers = [
    await givenVorlageInBeratung(house, form()),
    await givenVorlageInBeratung(house, form()),
    await givenVorlageInZeichnung(house, form()),
  ]
  const logs = () => [...papers.map((p) => p.id), ...ids]
  await follow(house, ...logs())
  const reason = "So hat es sich ergeben."
  const days = Array.from({ length: 20 }, (_, i) => addDays("2027-03-01", i * 3))
  const acts: Record<string, () => Promise<unknown>> = {
    move: async () => {
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      const wish = { sitzungId: value.id, rev, on: of(days), reason, confirmed: true }
      return Sitzung.move(office, { ...wish, vorlagen: of(["with", "vertagt"] as const) })
    },
    cancel: async () => {
      if (below(3) > 0) return
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      return Sitzung.cancel(office, { sitzungId: value.id, rev, reason, toSitzungId: of([null, of(ids)]) })
    },
    plan: async () => ids.push(...(await plan(house, [of(["soz", "ka"]), of(days), { confirmed: true }]))),
    place: async () => {
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      return Sitzung.agenda(office, { change: "place", sitzungId: value.id, rev, vorlageId: of(papers).id })
    },
    remove: async () => {
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      const top = of(value.tops)
      return top && Sitzung.agenda(office, { change: "remove", sitzungId: value.id, rev, topId: top.id })
    },
    invite: async () => {
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      return Sitzung.invite(office, { sitzungId: value.id, rev, ...(below(2) ? { urgent: true, reason } : {}) })
    },
    supplement: async () => {
      const { value, rev } = await Sitzung.load(house.workCtx().table, of(ids))
      return Sitzung.supplement(office, { sitzungId: value.id, rev, kind: "nachtrag", vorlageId: of(papers).id })
    },
    record: async () => {
      const paper = of(papers)
      const open = await paper.open()
      if (open.kind === "release") return paper.release()
      if (open.kind === "sign") return paper.sign(open.role)
      if (open.kind !== "body") return
      const by = open.gremiumId === "soz" ? "ausschuss" : "kreisausschuss"
      const wish = below(4)
      if (wish === 0) return paper.record(by, { code: "postponed", reason, termin: of([null, of(days)]) })
      if (wish === 1) return paper.record(by, { code: "removed", reason })
      return paper.record(by, result(house, open.zustaendigkeit === "Entscheidung" ? "accepted" : "recommended"))
    },
    pass: async () => world.clock.pass(below(6)),
  }
  const done: string[] = []
  for (let i = 0; i < ACTS; i++) {
    const name = of(Object.keys(acts))
    try {
      await acts[name]?.()
      done.push(name)
    } catch (error) {
      // Refused is a good answer; a defect is not.
      if (!(error instanceof AppError)) throw error
      done.push(`(${name})`)
    }
    await follow(house, ...logs())
    expect(await contradictions(house, ids, papers), `${seed}: ${done.join(" ")}`).toEqual([])
  }
  expect(done.filter((d) => !d.startsWith("(")).length).toBeGreaterThan(5)
})
