/** Meetings of bodies with a calendar: planned, filled by released Vorlagen, invited, supplemented, moved, cancelled, held. */
import { broken } from "@beschlussweg/core/fact"
import { factsOf } from "@beschlussweg/core/record/log"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
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
import { calendars, follow, meeting, plan } from "./sitzung.ts"

let world: World
beforeAll(async () => {
  // Monday
  world = await openWorld("2027-01-11T09:00:00Z")
})
afterAll(() => world.stop())
const office = (house: House) => house.as("sitzungsdienst")
const status = async (house: House, paper: Paper) => (await Vorlage.read(office(house), { vorlageId: paper.id })).status

/** A Vorlage of this house for these days of Ausschuss and Kreisausschuss. */
const formOf = (house: House, soz: string, ka: string) => {
  const [first, second] = house.form().beratungsfolge
  if (!first || !second) throw new Error("two rows")
  return house.form({
    beratungsfolge: [
      { ...first, termin: soz },
      { ...second, termin: ka },
    ],
  })
}

describe("a Kreis with calendars, from the plan of the year to the decision", () => {
  let house: House
  let soz: string
  let ka: string
  let paper: Paper
  beforeAll(async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    house = await world.house("T1", "kreis-kalender", calendars())
    ;[soz = "", ka = ""] = await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-04"])
  })

  test("a Vorlage for a day without a meeting is refused, and the meetings there are are named", async () => {
    const draft = await house.draft(formOf(house, "2027-02-17", "2027-03-04"))
    await expect(draft.submit()).rejects.toMatchObject({
      reason: "vorlage.incomplete",
      findings: [{ reason: "termin.none", message: expect.stringContaining("Geplant sind: 18.02.2027") }],
    })
  })

  test("the release puts it on the agenda of its first meeting, and its state says so", async () => {
    paper = await givenVorlageInZeichnung(house, formOf(house, "2027-02-18", "2027-03-04"))
    await follow(house, paper.id)
    expect((await meeting(house, soz)).waiting.map((w) => w.nummer)).toEqual(["001/2027"])
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    await paper.release()
    expect(await status(house, paper)).toBe("freigegeben")
    await follow(house, paper.id, soz)
    expect((await meeting(house, soz)).lines).toEqual([
      "Ö 1 Eröffnung und Feststellung der Beschlussfähigkeit",
      "Ö 2 Genehmigung der Niederschrift der letzten Sitzung",
      "Ö 3 Arbeitsmarktprogramm des Jobcenters",
      "Ö 4 Mitteilungen und Anfragen",
    ])
    expect((await meeting(house, ka)).lines).toHaveLength(3)
    expect(await status(house, paper)).toBe("eingeplant")
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("invited within the Frist: numbers stand, members read it, a second invitation is refused", async () => {
    await house.put({ personId: "mitglied", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "soz" }] })
    const member = house.as("mitglied")
    await expect(Sitzung.read(member, { sitzungId: soz })).rejects.toMatchObject({ code: "not_found" })
    await expect(Vorlage.read(member, { vorlageId: paper.id })).rejects.toMatchObject({ code: "not_found" })
    const { rev } = await meeting(house, soz)
    const done = await Sitzung.invite(office(house), { sitzungId: soz, rev })
    expect(done.warnings).toEqual([])
    await follow(house, soz, paper.id)
    expect(await status(house, paper)).toBe("eingeladen")
    expect((await meeting(house, soz, "mitglied")).lines[2]).toBe("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    expect((await Vorlage.read(member, { vorlageId: paper.id })).nummer).toBe("001/2027")
    await expect(Sitzung.invite(office(house), { sitzungId: soz, rev: done.rev })).rejects.toMatchObject({
      reason: "sitzung.invited",
    })
    await expect(
      Sitzung.agenda(office(house), {
        change: "add",
        sitzungId: soz,
        rev: done.rev,
        public: true,
        title: "Noch etwas",
      }),
    ).rejects.toMatchObject({ reason: "sitzung.invited" })
  })

  test("after the invitation only a Nachtrag, within its own Frist, with the next number", async () => {
    const late = await givenVorlageInBeratung(house, formOf(house, "2027-02-18", "2027-03-04"))
    await follow(house, late.id, soz)
    expect(await status(house, late)).toBe("freigegeben")
    const { rev, waiting } = await meeting(house, soz)
    expect(waiting.map((w) => w.nummer)).toEqual(["002/2027"])
    world.clock.set("2027-02-12T09:00:00Z")
    const added = await Sitzung.supplement(office(house), { sitzungId: soz, rev, kind: "nachtrag", vorlageId: late.id })
    expect(added.number).toBe("Ö 5")
    await follow(house, soz, late.id)
    expect(await status(house, late)).toBe("eingeladen")
    world.clock.set("2027-02-16T09:00:00Z")
    await expect(
      Sitzung.supplement(office(house), {
        sitzungId: soz,
        rev: added.rev,
        kind: "tischvorlage",
        title: "Mündlicher Bericht",
      }),
    ).rejects.toMatchObject({ reason: "nachtrag.over", message: expect.stringContaining("12.02.2027") })
    await late.stop("sitzungsdienst")
    await follow(house, late.id, soz)
    expect((await meeting(house, soz)).lines.at(-1)).toBe("Ö 5 Arbeitsmarktprogramm des Jobcenters (abgesetzt)")
  })

  test("holding the meeting decides nothing; the next body comes up with its result", async () => {
    world.clock.set("2027-02-17T09:00:00Z")
    const early = await meeting(house, soz)
    await expect(Sitzung.hold(office(house), { sitzungId: soz, rev: early.rev })).rejects.toMatchObject({
      reason: "sitzung.future",
    })
    world.clock.set("2027-02-18T20:00:00Z")
    const held = await Sitzung.hold(office(house), { sitzungId: soz, rev: early.rev })
    expect(held.open.map((o) => o.number)).toEqual(["Ö 3"])
    await follow(house, soz, paper.id)
    expect(await status(house, paper)).toBe("in Beratung")
    expect((await paper.chain()).state).toBe("running")
    await paper.record("ausschuss", result(house, "recommended"))
    await follow(house, paper.id, ka, soz)
    expect((await meeting(house, ka)).lines).toContain("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    expect((await meeting(house, soz)).tops.find((t) => t.number === "Ö 3")).toMatchObject({ answered: true })
    expect(await status(house, paper)).toBe("eingeplant")
    const open = await Sitzung.reopen(office(house), { sitzungId: soz, rev: held.rev, reason: "Nur unterbrochen." })
    expect(open.state).toBe("invited")
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("the log of each meeting is intact and names nobody", async () => {
    for (const id of [soz, ka]) {
      const facts = await factsOf(house.workCtx(), id)
      const { value } = await Sitzung.load(house.workCtx().table, id)
      expect(await broken(facts, value.head)).toBeUndefined()
      expect(JSON.stringify(facts)).not.toMatch(/Arbeitsmarktprogramm|unterbrochen|Falk/)
    }
  })
})
