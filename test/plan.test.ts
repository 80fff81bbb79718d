/** Backward planning in whole procedures: tasks get their last day from the plan, and follow whatever moves it. */
import type { OwnDays } from "@beschlussweg/core/calendar"
import * as Member from "@beschlussweg/core/member"
import * as Plan from "@beschlussweg/core/plan"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  result,
  throughParticipation,
  type World,
} from "./house.ts"
import { calendars, follow, meeting, plan } from "./sitzung.ts"

let world: World
let recorder: Recorder
beforeAll(async () => {
  world = await openWorld("2027-01-04T09:00:00Z")
  recorder = record(world.store.client)
})
/** What an act asks of the table: reads and commits. */
async function counted(act: () => Promise<unknown>): Promise<{ reads: number; commits: number }> {
  const before = recorder.entries.length
  await act()
  const commands = recorder.entries.slice(before).map((e) => e.command)
  const commits = commands.filter((c) => c.startsWith("TransactWriteItems")).length
  return { reads: commands.length - commits, commits }
}
afterAll(() => world.stop())

const KREIS = { soz: "2027-02-18", ka: "2027-03-18" }
const formFor = (house: House, days: { soz: string; ka: string }): Vorlage.Form => {
  const [first, second] = house.form().beratungsfolge
  if (!first || !second) throw new Error("two rows")
  return house.form({
    beratungsfolge: [
      { ...first, termin: days.soz },
      { ...second, termin: days.ka },
    ],
  })
}
/** A Kreis on Monday 4 January with meetings in February, March, April and May. */
async function kreis(tenantId: string): Promise<House> {
  world.clock.set("2027-01-04T09:00:00Z")
  const house = await world.house("T1", tenantId, calendars())
  await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-18"], ["soz", "2027-04-15"], ["ka", "2027-05-13"])
  return house
}
/** Last days as tasks show them: "step: day". */
const until = async (paper: Paper) =>
  (await paper.whole()).tasks.map(({ value: t }) => `${t.stepId}: ${t.until ?? "-"}`).sort()
const planOf = (house: House, paper: Paper, by = "verfasser") => Plan.vorlagePlan(house.as(by), { vorlageId: paper.id })
const latest = async (house: House, paper: Paper) =>
  Object.fromEntries((await planOf(house, paper)).rows.map((r) => [r.stepId, r.latest]))

describe("a Kreis (T1)", () => {
  // By hand: Thursday 18 February, fourteen days between, so invitation Wed 3 February. Five working days that end there
  // begin on Thu 28 January; so the Vorlage lies with the Sitzungsdienst on Wed 27 January.
  test("every step has its last day, tasks say it, and a decision costs no read more", async () => {
    const house = await kreis("kreis-plan")
    const paper = await house.draft(formFor(house, KREIS))
    expect(await latest(house, paper)).toEqual({
      author: "2027-01-05",
      bca: "2027-01-12",
      mitzeichnung: "2027-01-15",
      amtsleitung: "2027-01-19",
      dezernent: "2027-01-21",
      kaemmerer: "2027-01-25",
      landrat: "2027-01-27",
      freigabe: "2027-02-03",
      "gremium-1": "2027-02-18",
      "gremium-2": "2027-03-18",
    })
    await paper.submit()
    expect(await until(paper)).toEqual(["bca: 2027-01-12"])
    await paper.state("bca")
    expect(await until(paper)).toEqual(["mitzeichnung: 2027-01-15"])
    await paper.cosign("rechtsamt", "agreed")
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-19"])
    const [mine] = await Vorlage.tasks(house.as("amtsleitung"), {})
    expect(mine).toMatchObject({ kind: "sign", until: "2027-01-19" })

    const seen = await paper.seen()
    const cost = await counted(() =>
      Vorlage.decide(house.as("amtsleitung"), { kind: "sign", ...seen, stepId: "amtsleitung" }),
    )
    expect(cost).toEqual({ reads: 3, commits: 1 })
    await paper.work()
    expect(await until(paper)).toEqual(["dezernent: 2027-01-21"])
    for (const by of ["dezernent", "kaemmerer", "landrat"]) await paper.sign(by)
    expect(await until(paper)).toEqual(["freigabe: 2027-02-03"])
    await paper.release()
    await follow(house, paper.id)
    expect(await until(paper)).toEqual(["gremium-1: 2027-02-18"])
    expect((await planOf(house, paper)).light).toBe("grün")
    await follow(house, paper.id)
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("the warning comes while there is still time to act, and names what can be done", async () => {
    const house = await kreis("kreis-warnung")
    const paper = await givenVorlageInZeichnung(house, formFor(house, KREIS))
    await follow(house, paper.id)
    const lights: string[] = []
    let found = await planOf(house, paper)
    for (const day of ["2027-01-04", "2027-01-14", "2027-01-15", "2027-01-18", "2027-01-19", "2027-01-20"]) {
      world.clock.set(`${day}T09:00:00Z`)
      found = await planOf(house, paper)
      const [row] = found.rows.filter((r) => r.stepId === "amtsleitung")
      lights.push(`${day} ${row?.light}`)
    }
    // Yellow two working days before the last one, and not a day too late.
    expect(lights).toEqual([
      "2027-01-04 grün",
      "2027-01-14 grün",
      "2027-01-15 grün",
      "2027-01-18 gelb",
      "2027-01-19 gelb",
      "2027-01-20 rot",
    ])
    expect(found.advice[0]).toContain("Um die Abgabefrist am 27.01.2027 zu halten")
    world.clock.set("2027-02-08T09:00:00Z")
    expect((await planOf(house, paper)).advice).toContain(
      "Ausschuss für Arbeit und Soziales: Nächste Sitzung des Gremiums: 15.04.2027 (Abgabe bis 22.03.2027).",
    )
    const overdue = await Plan.overview(house.as("verfasser"), { filter: "ueberfaellig" })
    expect(overdue.items.map((i) => [i.nummer, i.light])).toEqual([["001/2027", "rot"]])
  })

  test("a moved meeting moves the last days; one that waits without a day has none", async () => {
    const house = await kreis("kreis-verlegt")
    const paper = await givenVorlageInZeichnung(house, formFor(house, KREIS))
    await follow(house, paper.id)
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-19"])
    const { items } = await Sitzung.list(house.as("sitzungsdienst"), {})
    const soz = items.find((s) => s.gremiumId === "soz" && s.on === "2027-02-18")
    if (!soz) throw new Error("the meeting was planned")
    const read = await meeting(house, soz.id)
    const reason = "Der Saal ist nicht frei."
    await Sitzung.move(house.as("sitzungsdienst"), { sitzungId: soz.id, rev: read.rev, on: "2027-02-25", reason })
    await follow(house, soz.id, paper.id)
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-26"])
    expect((await paper.whole()).plan?.value.termine).toEqual({ "gremium-1": "2027-02-25", "gremium-2": "2027-03-18" })
    // asked again, nothing is written
    expect(await counted(() => Plan.follow(house.workCtx(), { log: paper.id }))).toMatchObject({ commits: 0 })

    const again = await meeting(house, soz.id)
    await Sitzung.cancel(house.as("sitzungsdienst"), { sitzungId: soz.id, rev: again.rev, reason, toSitzungId: null })
    await follow(house, soz.id, paper.id)
    const found = await planOf(house, paper)
    expect(found.rows.find((r) => r.stepId === "gremium-1")).toMatchObject({ latest: null, light: "gelb" })
    // Now the Kreisausschuss alone says until when: 18 March, so Mon 1 March is the last day of its Abgabe's span.
    expect(await until(paper)).toEqual([`amtsleitung: ${found.rows.find((r) => r.stepId === "amtsleitung")?.latest}`])
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("an absence without Vertretung, its end, and a holiday of the house move them as well", async () => {
    const house = await kreis("kreis-abwesend")
    const paper = await givenVorlageInZeichnung(house, formFor(house, KREIS))
    await follow(house, paper.id)
    const { absences } = await Member.putAbsence(house.as("landrat"), { from: "2027-01-25", to: "2027-01-29" })
    await follow(house, "member-landrat")
    // The Landrat signs until Fri 22 January, so everybody before three working days earlier.
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-14"])
    const row = (await planOf(house, paper)).rows.find((r) => r.stepId === "landrat")
    expect(row).toMatchObject({ latest: "2027-01-22" })
    expect(row?.sentence).toContain("vom 25.01.2027 bis 29.01.2027 abwesend, ohne Vertretung")
    await Member.dropAbsence(house.as("landrat"), { absenceId: absences[0]?.id ?? "" })
    await follow(house, "member-landrat")
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-19"])
    const { id: _, version: __, ...settings } = await Tenant.read(house.as("administration"), {})
    const calendar: OwnDays = {
      ...{ regional: [], heiligabend: "frei", silvester: "frei", samstag: "frei" },
      holidays: [{ on: "2027-01-20", name: "Dienstausflug" }],
    }
    await Tenant.change(house.as("administration"), { ...settings, calendar })
    await follow(house, "house")
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-18"])
  })

  test("returned: the author has a last day, too; withdrawn: the plan is gone", async () => {
    const house = await kreis("kreis-rueckgabe")
    const paper = await givenVorlageInZeichnung(house, formFor(house, KREIS))
    await paper.giveBack("amtsleitung", "author")
    await follow(house, paper.id)
    // all steps are given again, so the author has as long as he had for the draft
    expect(await until(paper)).toEqual(["author: 2027-01-05"])
    await paper.submit()
    await follow(house, paper.id)
    await throughParticipation(paper)
    expect(await until(paper)).toEqual(["amtsleitung: 2027-01-19"])
    await paper.withdraw()
    await follow(house, paper.id)
    expect((await paper.whole()).plan).toBeUndefined()
    await expect(planOf(house, paper)).rejects.toMatchObject({ code: "refused", reason: "plan.over" })
  })

  test("vertagt by the body: the later day counts, and its own steps are over", async () => {
    const house = await kreis("kreis-vertagt")
    const paper = await givenVorlageInBeratung(house, formFor(house, KREIS))
    await follow(house, paper.id)
    world.clock.set("2027-02-18T18:00:00Z")
    await paper.record("ausschuss", { code: "postponed", reason: "Es fehlen Zahlen.", termin: "2027-04-15" })
    await follow(house, paper.id)
    const found = await planOf(house, paper)
    expect(found.rows.find((r) => r.stepId === "gremium-1")).toMatchObject({ latest: "2027-04-15", light: "grün" })
    // 18 March lies before it now: the Kreisausschuss deals with it in May
    const second = found.rows.find((r) => r.stepId === "gremium-2")
    expect(second).toMatchObject({ projected: "2027-05-13" })
    expect(second?.light).not.toBe("grün")
    expect(found.advice).toContain("Kreisausschuss: Nächste Sitzung des Gremiums: 13.05.2027.")
  })

  test("what other meetings would make of it, for a draft and for one that runs", async () => {
    const house = await kreis("kreis-probe")
    world.clock.set("2027-01-25T09:00:00Z")
    const paper = await house.draft(formFor(house, KREIS))
    const by = house.as("verfasser")
    const now = await planOf(house, paper)
    expect(now.light).toBe("rot")
    expect(now.meetings.map((m) => [m.gremiumId, m.on, m.as])).toEqual([
      ["soz", "2027-02-18", "missed"],
      ["soz", "2027-04-15", "regular"],
      ["ka", "2027-03-18", "regular"],
      ["ka", "2027-05-13", "regular"],
    ])
    const rows = [
      { gremiumId: "soz", termin: "2027-04-15", zustaendigkeit: "Vorberatung" as const },
      { gremiumId: "ka", termin: "2027-05-13" },
    ]
    const later = await Plan.whatIf(by, { vorlageId: paper.id, beratungsfolge: rows })
    expect(later.light).toBe("grün")
    expect((await planOf(house, paper)).light).toBe("rot")
    await expect(
      Plan.whatIf(by, { vorlageId: paper.id, beratungsfolge: [{ gremiumId: "rat", termin: "2027-04-15" }] }),
    ).rejects.toMatchObject({ code: "input", reason: "gremium.unknown" })
    await expect(planOf(house, paper, "dezernent")).rejects.toMatchObject({ code: "not_found" })
  })

  test("who only comes for a body sees the bodies, not the way through the house", async () => {
    const house = await kreis("kreis-gremium")
    const paper = await givenVorlageInBeratung(house, formFor(house, KREIS))
    await follow(house, paper.id)
    const rows = (await planOf(house, paper, "ausschuss")).rows
    expect(rows.map((r) => r.stepId)).toEqual(["gremium-1", "gremium-2"])
    await expect(planOf(house, paper, "kreisausschuss")).rejects.toMatchObject({ code: "not_found" })
  })
})

test("a gemeinsame Einrichtung (T5): the Beirat has until the Abgabefrist", async () => {
  world.clock.set("2027-01-04T09:00:00Z")
  const house = await world.house("T5", "stadt-plan", calendars())
  await plan(house, ["tv", "2027-02-18"])
  const [row] = house.form().beratungsfolge
  if (!row) throw new Error("one row")
  const paper = await house.draft(house.form({ beratungsfolge: [{ ...row, termin: "2027-02-18" }] }))
  expect(await latest(house, paper)).toEqual({
    author: "2027-01-11",
    bca: "2027-01-18",
    geschaeftsfuehrung: "2027-01-20",
    beirat: "2027-01-27",
    "gremium-1": "2027-02-18",
  })
  await paper.submit()
  await paper.state("bca")
  await paper.sign("geschaeftsfuehrung")
  expect(await until(paper)).toEqual(["beirat: 2027-01-27"])
  await paper.state("beirat")
  world.clock.set("2027-02-18T18:00:00Z")
  const votes = { ja: 5, nein: 1, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
  await paper.record("geschaeftsstelle", result(house, "accepted", { votes }))
  await follow(house, paper.id)
  expect((await paper.whole()).plan).toBeUndefined()
})

test("a house without calendars has no last days but those of its bodies, and nothing is read for it", async () => {
  world.clock.set("2027-01-04T09:00:00Z")
  const house = await world.house("T1", "kreis-ohne")
  const paper = await givenVorlageInZeichnung(house)
  await follow(house, paper.id)
  expect(await until(paper)).toEqual(["amtsleitung: -"])
  expect((await paper.whole()).plan).toBeUndefined()
  expect((await planOf(house, paper)).light).toBe("grün")
})
