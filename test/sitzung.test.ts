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
    ).rejects.toMatchObject({ reason: "nachtrag.over", message: expect.stringContaining("14.02.2027") })
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

  test("what was followed once changes nothing when it is followed again", async () => {
    const before = [await Sitzung.load(house.workCtx().table, soz), await Sitzung.load(house.workCtx().table, ka)]
    const chain = await paper.chain()
    const ctx = house.workCtx()
    for (const log of [paper.id, soz, ka]) await Sitzung.follow(ctx, { log, facts: await factsOf(ctx, log) })
    expect([await Sitzung.load(ctx.table, soz), await Sitzung.load(ctx.table, ka)]).toEqual(before)
    expect(await paper.chain()).toEqual(chain)
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

/** A house of its own with a meeting of each body, on a Monday in January. */
async function open(tenantId: string, change: Parameters<typeof calendars>[0] = {}): Promise<House> {
  world.clock.set("2027-01-11T09:00:00Z")
  return world.house("T1", tenantId, calendars(change))
}
const released = (house: House, soz: string, ka: string): Promise<Paper> =>
  givenVorlageInBeratung(house, formOf(house, soz, ka))
const termine = async (paper: Paper) =>
  (await paper.chain()).steps.flatMap((s) =>
    s.kind === "body" ? [`${s.gremiumId} ${s.termin} ${s.place?.state}`] : [],
  )

describe("planning", () => {
  let house: House
  beforeAll(async () => {
    house = await open("kreis-planung")
  })
  const wish = (change: object = {}) => ({ gremiumId: "soz", on: "2027-02-18", start: "17:00", ...change })
  const defects = async (...sitzungen: ReturnType<typeof wish>[]) =>
    Sitzung.plan(office(house), { sitzungen }).then(
      () => [],
      (error: { findings?: { reason: string; message: string; place: string }[]; reason: string }) =>
        error.findings?.map((f) => f.reason) ?? [error.reason],
    )

  test.each([
    ["a day in the past", wish({ on: "2027-01-10" }), ["sitzung.past", "sitzung.day"]],
    ["further than three years", wish({ on: "2031-02-20" }), ["sitzung.far"]],
    ["no time of day", wish({ start: "25:00" }), ["sitzung.clock"]],
    ["an end before the beginning", wish({ end: "16:00" }), ["sitzung.end"]],
    ["a body that is not here", wish({ gremiumId: "rat" }), ["gremium.unknown"]],
    ["a holiday (Fronleichnam in NRW)", wish({ on: "2027-05-27" }), ["sitzung.day"]],
    ["a Sunday", wish({ on: "2027-02-21" }), ["sitzung.day"]],
    ["what cannot be printed", wish({ ort: "Saal \u{1F600}" }), ["glyph.missing"]],
  ])("refused: %s", async (_, one, reasons) => {
    expect(await defects(one)).toEqual(reasons)
  })

  test("a list is planned whole or not at all; a holiday is possible once it is confirmed", async () => {
    expect(await defects(wish(), wish({ on: "2027-02-28" }), wish())).toEqual(["sitzung.day", "sitzung.twice"])
    expect((await Sitzung.list(office(house), { year: 2027 })).items).toEqual([])
    const { sitzungen } = await Sitzung.plan(office(house), {
      sitzungen: [wish(), wish({ on: "2027-05-27", confirmed: true })],
    })
    expect(sitzungen[1]?.warnings.map((w) => w.message)).toEqual(["Der 27.05.2027 ist ein Feiertag (Fronleichnam)."])
    expect(await defects(wish())).toEqual(["sitzung.taken"])
    const listed = await Sitzung.list(office(house), { year: 2027, gremiumId: "soz" })
    expect(listed.items.map((i) => [i.on, i.stateLabel, i.fristen.regular])).toEqual([
      ["2027-02-18", "terminiert", "2027-02-03"],
      ["2027-05-27", "terminiert", "2027-05-12"],
    ])
  })

  test("thirty in one go, each with the formalities of the one before", async () => {
    const sitzungen = Array.from({ length: 30 }, (_, i) => ({
      gremiumId: "fin",
      on: `2028-${String(1 + (i % 12)).padStart(2, "0")}-${String(3 + Math.floor(i / 12)).padStart(2, "0")}`,
      start: "09:00",
      confirmed: true,
    }))
    const made = await Sitzung.plan(office(house), { sitzungen })
    expect(made.sitzungen).toHaveLength(30)
    const second = await meeting(house, made.sitzungen[1]?.id ?? "")
    expect(second.lines[1]).toBe("Ö 2 Genehmigung der Niederschrift der Sitzung vom 03.01.2028")
  })

  test("two who take the same day: one has it, and the other one is told", async () => {
    const same = { sitzungen: [wish({ gremiumId: "ka", on: "2027-03-11" })] }
    const both = await Promise.allSettled([Sitzung.plan(office(house), same), Sitzung.plan(office(house), same)])
    expect(both.filter((b) => b.status === "fulfilled")).toHaveLength(1)
    expect(both.find((b) => b.status === "rejected")).toMatchObject({ reason: { code: "conflict" } })
  })

  test("a Geschäftsstelle plans for its own body only; a member plans nothing", async () => {
    await Sitzung.plan(house.as("ausschuss"), { sitzungen: [wish({ on: "2027-06-10" })] })
    await expect(
      Sitzung.plan(house.as("ausschuss"), { sitzungen: [wish({ gremiumId: "ka", on: "2027-06-17" })] }),
    ).rejects.toMatchObject({ code: "forbidden", reason: "gremium.other" })
  })

  test("an agenda holds 200 points; the rev that somebody saw must be the present one", async () => {
    const [id = ""] = await plan(house, ["soz", "2027-09-09"])
    let { rev } = await meeting(house, id)
    const add = (title: string) =>
      Sitzung.agenda(office(house), { change: "add", sitzungId: id, rev, public: true, title })
    await expect(
      Sitzung.agenda(office(house), { change: "add", sitzungId: id, rev: rev + 1, public: true, title: "Zu früh" }),
    ).rejects.toMatchObject({ code: "conflict", reason: "sitzung.stale" })
    const first = await add("Bericht zur Lage")
    await expect(add("Von einem alten Stand")).rejects.toMatchObject({ reason: "sitzung.stale" })
    rev = first.rev
    const stored = await Sitzung.load(house.workCtx().table, id)
    const [top] = stored.value.tops
    if (!top) throw new Error("a point")
    const tops = Array.from({ length: 200 }, (_, i) => ({ ...top, id: `top_${i}` }))
    await house
      .workCtx()
      .table.commit(
        [],
        [{ put: stored.key, value: { ...stored.value, tops }, rev, index: `list/sitzung/2027-09-09.${id}` }],
      )
    rev++
    await expect(add("Der 201. Punkt")).rejects.toMatchObject({ code: "limit", reason: "agenda.many" })
  })
})

describe("the agenda", () => {
  let house: House
  let id: string
  const edit = async (change: Record<string, unknown>) => {
    const { rev } = await meeting(house, id)
    const input = { sitzungId: id, rev, ...change } as Parameters<typeof Sitzung.agenda>[1]
    return Sitzung.agenda(office(house), input)
  }
  beforeAll(async () => {
    house = await open("kreis-tagesordnung")
    ;[id = ""] = await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-04"])
  })

  test("a non-public Vorlage under a public point, and a public one under a non-public point", async () => {
    const secret = await released(house, "2027-02-18", "2027-03-04")
    const shown = await released(house, "2027-02-18", "2027-03-04")
    await follow(house, secret.id, shown.id, id)
    const points = (await meeting(house, id)).tops.flatMap((t) => ("vorlageId" in t && t.vorlageId ? [t] : []))
    const [a, b] = points
    if (!a || !b) throw new Error("two points")
    const closed = await givenVorlageInBeratung(house, {
      ...formOf(house, "2027-02-18", "2027-03-04"),
      public: false,
      betreff: "Vergabe der Trägerleistung an das Bildungswerk",
    })
    await follow(house, closed.id, id)
    const third = (await meeting(house, id)).tops.find((t) => "vorlageId" in t && t.vorlageId === closed.id)
    expect(third).toMatchObject({
      public: false,
      number: "N 1",
      title: "Vergabe der Trägerleistung an das Bildungswerk",
    })
    await edit({ change: "word", topId: third && "id" in third ? third.id : "", public: true })
    await edit({ change: "word", topId: b.id, public: false })
    await edit({ change: "word", topId: b.id, public: true })
    expect((await meeting(house, id)).tops.find((t) => "id" in t && t.id === b.id)).toMatchObject({
      publicTitle: "Arbeitsmarktprogramm des Jobcenters",
    })
    await edit({ change: "word", topId: b.id, public: false })
    const { lines } = await meeting(house, id)
    expect(lines.slice(2)).toEqual([
      "Ö 3 Arbeitsmarktprogramm des Jobcenters",
      "Ö 4 Vergabe der Trägerleistung an das Bildungswerk",
      "Ö 5 Mitteilungen und Anfragen",
      "N 1 Arbeitsmarktprogramm des Jobcenters",
    ])
    const { rev } = await meeting(house, id)
    await Sitzung.invite(office(house), { sitzungId: id, rev })
    // Who is only heard reads what the public reads.
    expect((await meeting(house, id, "bca")).lines.slice(2)).toEqual([
      "Ö 3 Arbeitsmarktprogramm des Jobcenters",
      "Ö 4 Vorlage 003/2027 (nichtöffentlich)",
      "Ö 5 Mitteilungen und Anfragen",
      "N 1 Nichtöffentliche Angelegenheit",
    ])
    expect(JSON.stringify(await meeting(house, id, "bca"))).not.toContain("Bildungswerk")
    await house.put({ personId: "fremd", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "ka" }] })
    await expect(meeting(house, id, "fremd")).rejects.toMatchObject({ code: "not_found" })
    expect((await Sitzung.list(house.as("fremd"), { year: 2027 })).items).toEqual([])
  })

  test("ordering, wording and taking off; what is taken off does not come back by itself", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    ;[id = ""] = await plan(house, ["soz", "2027-04-15"], ["ka", "2027-04-29"])
    const paper = await released(house, "2027-04-15", "2027-04-29")
    await follow(house, paper.id, id)
    const { tops } = await meeting(house, id)
    const ids = tops.flatMap((t) => ("id" in t ? [t.id] : []))
    expect((await edit({ change: "order", topIds: [...ids].reverse() })).tops[0]).toMatchObject({
      number: "Ö 1",
      title: "Mitteilungen und Anfragen",
    })
    await expect(edit({ change: "order", topIds: ids.slice(1) })).rejects.toMatchObject({ reason: "agenda.order" })
    const own = await edit({
      change: "add",
      public: false,
      title: "Personalie Leitung",
      publicTitle: "Personalangelegenheit",
    })
    expect(own.tops.at(-1)).toMatchObject({
      number: "N 1",
      title: "Personalie Leitung",
      publicTitle: "Personalangelegenheit",
    })
    const topId = tops.flatMap((t) => ("vorlageId" in t && t.vorlageId ? [t.id] : []))[0]
    await expect(edit({ change: "word", topId, title: "Anders" })).rejects.toMatchObject({ reason: "agenda.betreff" })
    const gone = await edit({ change: "remove", topId })
    expect(gone.warnings[0]?.message).toContain("bleibt für den 15.04.2027 vorgesehen")
    await follow(house, id, paper.id)
    expect(await status(house, paper)).toBe("freigegeben")
    expect((await meeting(house, id)).waiting.map((w) => w.vorlageId)).toEqual([paper.id])
    const { rev } = await meeting(house, id)
    const invited = await Sitzung.invite(office(house), { sitzungId: id, rev })
    expect(invited.warnings.map((w) => w.reason)).toEqual(["agenda.missing"])
  })

  test("a Vorlage is placed only where it waits: not before its release, not before another body, not twice", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    ;[id = ""] = await plan(house, ["soz", "2027-06-17"], ["ka", "2027-07-01"])
    const early = await givenVorlageInZeichnung(house, formOf(house, "2027-06-17", "2027-07-01"))
    await expect(edit({ change: "place", vorlageId: early.id })).rejects.toMatchObject({ reason: "agenda.unreleased" })
    const paper = await released(house, "2027-06-17", "2027-07-01")
    await follow(house, paper.id, id)
    await expect(edit({ change: "place", vorlageId: paper.id })).rejects.toMatchObject({ reason: "agenda.twice" })
    const [fin = ""] = await plan(house, ["fin", "2027-06-24"])
    id = fin
    await expect(edit({ change: "place", vorlageId: paper.id })).rejects.toMatchObject({ reason: "agenda.body" })
  })
})

describe("Ladungsfrist", () => {
  let house: House
  beforeAll(async () => {
    house = await open("kreis-ladung")
  })
  const invite = async (id: string, more: object = {}) => {
    const { rev } = await meeting(house, id)
    return Sitzung.invite(office(house), { sitzungId: id, rev, ...more })
  }

  test("the day counts in Berlin, in winter and in summer", async () => {
    const [winter = "", summer = "", other = ""] = await plan(
      house,
      ["soz", "2027-02-18"],
      ["soz", "2027-07-08"],
      ["ka", "2027-07-08"],
    )
    world.clock.set("2027-02-03T23:01:00Z")
    await expect(invite(winter)).rejects.toMatchObject({ reason: "ladung.over" })
    world.clock.set("2027-02-03T22:59:00Z")
    expect((await invite(winter)).state).toBe("invited")
    world.clock.set("2027-06-23T22:01:00Z")
    await expect(invite(summer)).rejects.toMatchObject({
      reason: "ladung.over",
      message: expect.stringContaining("noch bis zum 04.07.2027"),
    })
    world.clock.set("2027-06-23T21:59:00Z")
    expect((await invite(other)).state).toBe("invited")
  })

  test("in urgent cases shorter, with a reason; when that is over, only another day is left", async () => {
    world.clock.set("2027-03-01T09:00:00Z")
    const [id = "", late = ""] = await plan(house, ["soz", "2027-03-10"], ["ka", "2027-03-10"])
    await expect(invite(id, { urgent: true })).rejects.toMatchObject({ reason: "ladung.reason" })
    expect((await invite(id, { urgent: true, reason: "Bescheid des Landes." })).state).toBe("invited")
    expect(await meeting(house, id)).toMatchObject({ urgent: true })
    world.clock.set("2027-03-08T09:00:00Z")
    await expect(invite(late, { urgent: true, reason: "Bescheid des Landes." })).rejects.toMatchObject({
      reason: "ladung.over",
      message: expect.stringContaining("verlegen"),
    })
  })

  test("a body without a shortened Frist knows no urgent invitation", async () => {
    const strict = await world.house("T1", "kreis-streng", (t) => ({
      ...calendars()(t),
      gremien: calendars()(t).gremien.map((g) => ({ ...g, ladung: g.ladung && { ...g.ladung, urgent: null } })),
      sitzungen: { late: "refuse" as const, nonPublicTops: "omitted" as const },
    }))
    world.clock.set("2027-03-01T09:00:00Z")
    const [id = ""] = await plan(strict, ["soz", "2027-03-04"], ["ka", "2027-03-18"])
    const { rev } = await meeting(strict, id)
    const urgent = { sitzungId: id, rev, urgent: true, reason: "Eilt." }
    await expect(Sitzung.invite(office(strict), urgent)).rejects.toMatchObject({ reason: "ladung.never" })
    // A house that refuses what comes late says so at submission, with every row.
    const draft = await strict.draft(formOf(strict, "2027-03-04", "2027-03-18"))
    await expect(draft.submit()).rejects.toMatchObject({
      findings: [{ reason: "termin.late" }, { reason: "termin.abgabe" }],
    })
  })

  test("what comes late is submitted with a warning where the house allows it", async () => {
    world.clock.set("2027-03-15T09:00:00Z")
    const [soz = ""] = await plan(house, ["soz", "2027-04-08"], ["ka", "2027-04-22"])
    await invite(soz)
    const draft = await house.draft(formOf(house, "2027-04-08", "2027-04-22"))
    const { warnings } = await draft.submit()
    expect(warnings.map((w) => w.reason)).toContain("termin.invited")
    world.clock.set("2027-04-05T09:00:00Z")
    const later = await house.draft(formOf(house, "2027-04-08", "2027-04-22"))
    await expect(later.submit()).rejects.toMatchObject({ findings: [{ reason: "termin.closed" }] })
  })
})

describe("moved and cancelled", () => {
  let house: House
  beforeAll(async () => {
    house = await open("kreis-verlegung")
  })
  const move = async (id: string, on: string, more: object = {}) => {
    const { rev } = await meeting(house, id)
    return Sitzung.move(office(house), { sitzungId: id, rev, on, reason: "Der Saal ist belegt.", ...more })
  }

  test("all Vorlagen of the day go with it, released or still on their way; the invitation goes out anew", async () => {
    const [soz = "", ka = ""] = await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-04"])
    const paper = await released(house, "2027-02-18", "2027-03-04")
    const early = await givenVorlageInZeichnung(house, formOf(house, "2027-02-18", "2027-03-04"))
    await follow(house, paper.id, early.id, soz)
    const { rev } = await meeting(house, soz)
    await Sitzung.invite(office(house), { sitzungId: soz, rev })
    await follow(house, soz, paper.id, early.id)
    const done = await move(soz, "2027-02-25")
    expect(done.state).toBe("planned")
    expect(done.vorlagen.sort()).toEqual(["001/2027", "002/2027"])
    expect(done.warnings[0]).toMatchObject({ reason: "sitzung.again" })
    await follow(house, soz, paper.id, early.id)
    expect(await termine(paper)).toEqual(["soz 2027-02-25 planned", "ka 2027-03-04 coming"])
    expect(await termine(early)).toEqual(["soz 2027-02-25 coming", "ka 2027-03-04 coming"])
    expect(await meeting(house, soz)).toMatchObject({ moved: ["2027-02-18"], on: "2027-02-25", state: "planned" })
    expect(await status(house, paper)).toBe("eingeplant")
    for (const p of [paper, early]) expect(await mending(house, p.id)).toEqual([])
    // Past the day of the next body it is refused, and both are named.
    await expect(move(soz, "2027-03-11")).rejects.toMatchObject({
      reason: "beratungsfolge.order",
      findings: expect.arrayContaining([
        expect.objectContaining({
          place: "Vorlage 001/2027",
          message: "Kreisausschuss berät danach am 04.03.2027.",
        }),
        expect.objectContaining({ place: "Vorlage 002/2027" }),
      ]),
    })
    await expect(move(ka, "2027-02-18")).rejects.toMatchObject({ reason: "beratungsfolge.order" })
    // Without them it may move, and they wait.
    await move(soz, "2027-03-11", { vorlagen: "vertagt" })
    await follow(house, soz, paper.id, early.id)
    expect(await termine(paper)).toEqual(["soz null coming", "ka 2027-03-04 coming"])
    expect(await status(house, paper)).toBe("vertagt")
    expect((await meeting(house, soz)).lines).toHaveLength(3)
    // The Sitzungsdienst finds another meeting for it.
    const [again = ""] = await plan(house, ["soz", "2027-02-24"])
    const there = await meeting(house, again)
    await Sitzung.agenda(office(house), { change: "place", sitzungId: again, rev: there.rev, vorlageId: paper.id })
    await follow(house, again, paper.id)
    expect(await termine(paper)).toEqual(["soz 2027-02-24 planned", "ka 2027-03-04 coming"])
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("a cancelled meeting frees its day; its Vorlagen go to another meeting or wait", async () => {
    const [soz = "", next = "", ka = ""] = await plan(
      house,
      ["soz", "2027-05-04"],
      ["soz", "2027-05-18"],
      ["ka", "2027-06-10"],
    )
    const paper = await released(house, "2027-05-04", "2027-06-10")
    await follow(house, paper.id, soz)
    const cancel = async (id: string, toSitzungId: string | null) => {
      const { rev } = await meeting(house, id)
      return Sitzung.cancel(office(house), { sitzungId: id, rev, reason: "Keine Beratung nötig.", toSitzungId })
    }
    await expect(cancel(soz, ka)).rejects.toMatchObject({ reason: "sitzung.target" })
    await expect(cancel(soz, soz)).rejects.toMatchObject({ reason: "sitzung.target" })
    expect((await cancel(soz, next)).vorlagen).toHaveLength(1)
    await follow(house, soz, paper.id, next)
    expect(await termine(paper)).toEqual(["soz 2027-05-18 planned", "ka 2027-06-10 coming"])
    expect((await meeting(house, next)).lines).toContain("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    await expect(cancel(soz, next)).rejects.toMatchObject({ reason: "sitzung.cancelled" })
    expect(await plan(house, ["soz", "2027-05-04"])).toHaveLength(1)
    await cancel(next, null)
    await follow(house, next, paper.id)
    expect(await status(house, paper)).toBe("vertagt")
    expect(await mending(house, paper.id)).toEqual([])
    const facts = (await paper.facts()).filter((f) => f.type === "body.scheduled")
    expect(facts.every((f) => f.by === "worker")).toBe(true)
  })

  test("postponed in its meeting: the point stays as it was dealt with, the next meeting has it, later bodies wait", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const [soz = "", next = "", ka = ""] = await plan(
      house,
      ["soz", "2027-10-07"],
      ["soz", "2027-11-11"],
      ["ka", "2027-10-21"],
    )
    const paper = await released(house, "2027-10-07", "2027-10-21")
    await follow(house, paper.id, soz)
    const { rev } = await meeting(house, soz)
    await Sitzung.invite(office(house), { sitzungId: soz, rev })
    await follow(house, soz, paper.id)
    world.clock.set("2027-10-07T18:00:00Z")
    const reason = "Der Ausschuss möchte die Zahlen des dritten Quartals abwarten."
    await paper.record("ausschuss", { code: "postponed", reason, termin: "2027-11-11" })
    await follow(house, paper.id, soz, next, ka)
    expect((await meeting(house, soz)).lines[2]).toBe("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    expect((await meeting(house, next)).lines).toContain("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    expect(await termine(paper)).toEqual(["soz 2027-11-11 planned", "ka null coming"])
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("a meeting whose results stand keeps its day, and names as open only what has no answer", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const [soz = "", next = ""] = await plan(house, ["soz", "2028-02-03"], ["soz", "2028-03-02"], ["ka", "2028-03-16"])
    const papers: Paper[] = []
    for (let i = 0; i < 3; i++) papers.push(await released(house, "2028-02-03", "2028-03-16"))
    const [decided, postponed, left] = papers
    if (!decided || !postponed || !left) throw new Error("three papers")
    const ids = papers.map((p) => p.id)
    await follow(house, ...ids, soz)
    await Sitzung.invite(office(house), { sitzungId: soz, rev: (await meeting(house, soz)).rev })
    await follow(house, soz, ...ids)
    world.clock.set("2028-02-03T18:00:00Z")
    const reason = "Der Ausschuss möchte die Zahlen abwarten."
    await decided.record("ausschuss", { ...result(house, "recommended"), top: "Ö 3" })
    await postponed.record("ausschuss", { code: "postponed", reason, termin: "2028-03-02" })
    await follow(house, ...ids, soz, next)
    const at = async () => ({ sitzungId: soz, rev: (await meeting(house, soz)).rev, reason })
    await expect(Sitzung.move(office(house), { ...(await at()), on: "2028-02-10" })).rejects.toMatchObject({
      reason: "sitzung.answered",
    })
    await expect(Sitzung.cancel(office(house), { ...(await at()), toSitzungId: null })).rejects.toMatchObject({
      reason: "sitzung.answered",
    })
    const { tops, rev } = await meeting(house, soz)
    expect(tops.flatMap((t) => ("answered" in t && t.answered ? [t.nummer] : []))).toEqual(
      await Promise.all([decided, postponed].map(async (p) => (await p.whole()).root.value.nummer)),
    )
    const again = { nummer: (await decided.whole()).root.value.nummer, fassung: 1, code: "removed", reason } as const
    const list = await Vorlage.results(house.as("ausschuss"), {
      gremiumId: "soz",
      sitzungOn: "2028-02-03",
      vorsitz: "Anke Stolp",
      schriftfuehrung: "Fritz Lauen",
      results: [again],
    })
    expect(list.refused.map((r) => r.reason)).toEqual(["step.given"])
    expect(list.missing.map((t) => t.vorlageId)).toEqual([left.id])
    const { open } = await Sitzung.hold(office(house), { sitzungId: soz, rev })
    expect(open.map((t) => t.vorlageId)).toEqual([left.id])
  })

  test("taken off an invited agenda it stays listed as abgesetzt, and waits for another release", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const [soz = ""] = await plan(house, ["soz", "2027-12-02"], ["ka", "2027-12-16"])
    const paper = await released(house, "2027-12-02", "2027-12-16")
    await follow(house, paper.id, soz)
    const { rev } = await meeting(house, soz)
    await Sitzung.invite(office(house), { sitzungId: soz, rev })
    await follow(house, soz, paper.id)
    await paper.record("ausschuss", { code: "removed", reason: "Der Antrag wurde zurückgestellt." })
    await follow(house, paper.id, soz)
    expect((await meeting(house, soz)).lines[2]).toBe("Ö 3 Arbeitsmarktprogramm des Jobcenters (abgesetzt)")
    expect(await status(house, paper)).toBe("in Freigabe")
    await paper.release()
    await follow(house, paper.id, soz)
    expect(await status(house, paper)).toBe("vertagt")
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("another hour or room of the same day: the invitation stands, and a changed one goes out", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const [id = ""] = await plan(house, ["fin", "2027-03-11"])
    const { rev } = await meeting(house, id)
    await Sitzung.invite(office(house), { sitzungId: id, rev })
    await follow(house, id)
    const done = await move(id, "2027-03-11", { start: "18:00", ort: "Rathaus" })
    await follow(house, id)
    expect(done.state).toBe("invited")
    const after = await meeting(house, id)
    expect(after).toMatchObject({ start: "18:00", ort: "Rathaus", moved: [] })
    expect(after.issues.map((i) => [i.n, i.state])).toEqual([
      [1, "ready"],
      [2, "ready"],
    ])
  })

  test("a Vorlage that is submitted while its meeting moves is refused, or moves with it", async () => {
    const [soz = ""] = await plan(house, ["soz", "2027-09-02"], ["ka", "2027-09-30"])
    const draft = await house.draft(formOf(house, "2027-09-02", "2027-09-30"))
    const { rev } = await meeting(house, soz)
    const [submitted] = await Promise.allSettled([
      draft.submit(),
      Sitzung.move(office(house), { sitzungId: soz, rev, on: "2027-09-09", reason: "Der Saal ist belegt." }),
    ])
    if (submitted.status === "rejected") expect(submitted.reason).toMatchObject({ reason: "vorlage.incomplete" })
    else {
      await follow(house, soz, draft.id)
      expect((await termine(draft))[0]).toBe("soz 2027-09-09 coming")
    }
  })
})
