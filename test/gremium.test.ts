/** Bodies: a Trägerversammlung with its members and closed meetings, a body that is dissolved, Ergänzungsvorlagen. */
import * as Gremium from "@beschlussweg/core/gremium/verb"
import * as Record from "@beschlussweg/core/record"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  result,
  type World,
} from "./house.ts"
import { calendars, follow, meeting, plan } from "./sitzung.ts"

let world: World
beforeAll(async () => {
  world = await openWorld("2027-01-11T09:00:00Z")
})
afterAll(() => world.stop())
const office = (house: House) => house.as("sitzungsdienst")

describe("a gemeinsame Einrichtung: Trägerversammlung, 3 and 3, closed meetings", () => {
  let house: House
  beforeAll(async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    house = await world.house("T5", "stadt-traeger", calendars())
  })
  const seat = { gremiumId: "tv", voting: true, from: "2027-01-01" }
  const put = (name: string, more: object = {}, by = "sitzungsdienst") =>
    Gremium.putMember(house.as(by), { ...seat, name, ...more })

  test("members are entered one by one, parity is told at each; who cannot be is refused with every reason", async () => {
    const first = await put("Anke Stolp", { side: "kommune", vorsitz: "vorsitz" }, "geschaeftsstelle")
    expect(first.warnings.map((w) => w.reason)).toEqual(["members.count", "members.parity"])
    for (const [i, side] of (["kommune", "kommune", "agentur", "agentur"] as const).entries())
      await put(`Mitglied ${i}`, { side })
    const last = await put("Theo Mirbach", { side: "agentur" })
    expect(last.warnings).toEqual([])
    await expect(put("Ohne Träger")).rejects.toMatchObject({ findings: [{ reason: "member.side" }] })
    await expect(
      put("Zweiter Vorsitz", { side: "agentur", vorsitz: "vorsitz", from: "2027-06-01", to: "2027-05-01" }),
    ).rejects.toMatchObject({ findings: [{ reason: "member.period" }, { reason: "member.chair" }] })
    await expect(put("Zweiter Vorsitz", { side: "agentur", vorsitz: "vorsitz" })).rejects.toMatchObject({
      findings: [{ reason: "member.chair" }],
    })
    await expect(put("Falsche Vertretung", { side: "agentur", forIds: [first.memberId] })).rejects.toMatchObject({
      findings: [{ reason: "member.for" }],
    })
    const deputy = await put("Rosa Wieland", { side: "kommune", forIds: [first.memberId] })
    expect(deputy.warnings).toEqual([])
    await expect(put("Kein Konto", { side: "agentur", personId: "lesend" })).rejects.toMatchObject({
      reason: "member.person",
    })
    await house.put({
      personId: "tv-mitglied",
      functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "tv" }],
    })
    await Gremium.putMember(office(house), {
      ...seat,
      memberId: last.memberId,
      rev: last.rev,
      name: "Theo Mirbach",
      side: "agentur",
      personId: "tv-mitglied",
    })
    await expect(
      Gremium.putMember(office(house), {
        ...seat,
        memberId: last.memberId,
        rev: last.rev,
        name: "Alt",
        side: "agentur",
      }),
    ).rejects.toMatchObject({ code: "conflict", reason: "member.stale" })
  })

  test("a membership ends on a day; the list of another day still has it; no fact names anybody", async () => {
    const { members } = await Gremium.members(office(house), { gremiumId: "tv" })
    const gone = members.find((m) => m.name === "Mitglied 3")
    const end = { gremiumId: "tv", memberId: gone?.id ?? "" }
    await expect(Gremium.endMember(office(house), { ...end, on: "2026-12-31" })).rejects.toMatchObject({
      reason: "member.period",
    })
    const done = await Gremium.endMember(office(house), { ...end, on: "2027-01-31" })
    expect(done.warnings).toEqual([])
    await expect(Gremium.endMember(office(house), { ...end, on: "2027-02-28" })).rejects.toMatchObject({
      reason: "member.ended",
    })
    const later = await Gremium.members(office(house), { gremiumId: "tv", on: "2027-02-01" })
    expect(later.members.map((m) => m.name)).not.toContain("Mitglied 3")
    expect(later.findings.map((f) => f.reason)).toEqual(["members.count", "members.parity"])
    await put("Mitglied 5", { side: "agentur", from: "2027-02-01" })
    await house.put({ personId: "pruefung", functions: [{ role: "revision", as: "selbst" }] })
    const log = await Record.read(house.as("pruefung"), { log: "gremium-tv" })
    expect(JSON.stringify(log)).not.toMatch(/Mirbach|Stolp|Mitglied \d/)
    const { intact } = await Record.verify(house.as("pruefung"), { log: "gremium-tv" })
    expect(intact).toBe(true)
  })

  test("from the plan to the decision in a closed meeting: one non-public part, nothing for the public", async () => {
    const [id = ""] = await plan(house, ["tv", "2027-03-10"])
    const paper = await house.draft(
      house.form({
        beratungsfolge: [
          { gremiumId: "tv", termin: "2027-03-10", berichterstattung: [], zustaendigkeit: "Entscheidung" },
        ],
      }),
    )
    await paper.submit()
    for (let i = 0; i < 8 && (await paper.open()).kind !== "body"; i++) {
      const step = await paper.open()
      if (step.kind === "participation") await paper.state(step.role)
      else if (step.kind === "release") await paper.release()
      else await paper.sign("geschaeftsfuehrung")
    }
    await follow(house, paper.id, id)
    const read = await meeting(house, id)
    expect(read.public).toBe(false)
    expect(read.lines).toContain("N 3 Arbeitsmarktprogramm des Jobcenters")
    await Sitzung.invite(office(house), { sitzungId: id, rev: read.rev })
    await follow(house, id, paper.id)
    expect((await Vorlage.read(house.as("tv-mitglied"), { vorlageId: paper.id })).status).toBe("eingeladen")
    expect((await meeting(house, id, "beirat")).lines).toEqual([
      "N 1 Eröffnung und Feststellung der Beschlussfähigkeit",
      "N 2 Genehmigung der Niederschrift der letzten Sitzung",
      "N 3 Nichtöffentliche Angelegenheit",
      "N 4 Mitteilungen und Anfragen",
    ])
    world.clock.set("2027-03-10T18:00:00Z")
    const votes = { ja: 3, nein: 3, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
    await paper.record("geschaeftsstelle", result(house, "accepted", { top: "N 3", votes, chairVote: "ja" }))
    await follow(house, paper.id, id)
    const { rev } = await meeting(house, id)
    expect((await Sitzung.hold(office(house), { sitzungId: id, rev })).open).toEqual([])
    await follow(house, id, paper.id)
    expect((await paper.chain()).state).toBe("completed")
    expect(await mending(house, paper.id)).toEqual([])
  })
})

describe("a body that is dissolved in the middle", () => {
  test("what waits for it without a day is named like the rest", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const house = await world.house("T1", "kreis-ohne-tag", calendars())
    const [soz = ""] = await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-04"])
    const days = ["2027-02-18", "2027-03-04"]
    const rows = house.form().beratungsfolge.map((r, i) => ({ ...r, termin: days[i] ?? "" }))
    const paper = await givenVorlageInBeratung(house, house.form({ beratungsfolge: rows }))
    await follow(house, paper.id, soz)
    const reason = "Zu wenige Punkte."
    const at = { sitzungId: soz, rev: (await meeting(house, soz)).rev, reason, toSitzungId: null }
    await Sitzung.cancel(office(house), at)
    await follow(house, soz, paper.id)
    const { waiting } = await Gremium.members(house.as("ausschuss"), { gremiumId: "soz" })
    expect(waiting).toMatchObject([{ nummer: "001/2027", termin: null, reached: true }])
    const { id: _, version: __, rev, ...settings } = await Tenant.read(house.as("administration"), {})
    const gremien = settings.gremien.map((g) => (g.id === "soz" ? { ...g, until: "2027-01-31" } : g))
    const { warnings } = await Tenant.change(house.as("administration"), { ...settings, gremien, rev })
    expect(warnings.map((w) => w.reason)).toEqual(["gremium.waiting"])
    expect(await mending(house, paper.id)).toEqual([])
  })

  test("its Vorlagen are named, nothing new goes to it, and its Geschäftsstelle is told what to do", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const house = await world.house("T1", "kreis-aufloesung", calendars())
    const [soz = ""] = await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-04"], ["fin", "2027-02-25"])
    const [first, second] = house.form().beratungsfolge
    if (!first || !second) throw new Error("two rows")
    const form = house.form({
      beratungsfolge: [
        { ...first, termin: "2027-02-18" },
        { ...second, termin: "2027-03-04" },
      ],
    })
    const paper = await givenVorlageInBeratung(house, form)
    await follow(house, paper.id, soz)
    const { id: _, version: __, rev, ...settings } = await Tenant.read(house.as("administration"), {})
    const gremien = settings.gremien.map((g) => (g.id === "soz" ? { ...g, until: "2027-01-31" } : g))
    const { warnings } = await Tenant.change(house.as("administration"), { ...settings, gremien, rev })
    expect(warnings.map((w) => w.message)).toEqual([
      "Auf dieses Gremium warten noch Vorlagen: 001/2027. Die Geschäftsstelle verweist sie an ein anderes Gremium, oder die Verfasser reichen sie neu ein.",
      "Nach diesem Tag sind noch Sitzungen geplant: 18.02.2027. Bitte sagen Sie sie ab.",
    ])
    world.clock.set("2027-02-01T09:00:00Z")
    const [task] = (await Vorlage.tasks(house.as("ausschuss"), {})).filter((t) => t.kind === "record")
    expect(task).toMatchObject({
      hint: "Dieses Gremium besteht seit dem 01.02.2027 nicht mehr. Bitte verweisen Sie die Vorlage an das zuständige.",
    })
    expect((await Gremium.members(house.as("ausschuss"), { gremiumId: "soz" })).waiting.map((w) => w.nummer)).toEqual([
      "001/2027",
    ])
    await expect((await house.draft(form)).submit()).rejects.toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ reason: "gremium.dissolved" })]),
    })
    await expect(plan(house, ["soz", "2027-03-18"])).rejects.toMatchObject({
      findings: [expect.objectContaining({ reason: "gremium.dissolved" })],
    })
    const done = await meeting(house, soz)
    await expect(Sitzung.invite(office(house), { sitzungId: soz, rev: done.rev })).rejects.toMatchObject({
      reason: "gremium.dissolved",
    })
    // Another body of the house takes it on, and its meeting has it at once.
    await paper.record("ausschuss", {
      code: "referred",
      reason: "Der Ausschuss ist aufgelöst.",
      gremiumId: "fin",
      termin: "2027-02-25",
      zustaendigkeit: "Vorberatung",
    })
    const [fin = ""] = (await Sitzung.list(office(house), { year: 2027, gremiumId: "fin" })).items.map((i) => i.id)
    // Its members read it from the invitation on, also before the worker has put it on the agenda.
    await house.put({ personId: "finanz", functions: [{ role: "gremienmitglied", as: "selbst", gremiumId: "fin" }] })
    const member = Vorlage.read(house.as("finanz"), { vorlageId: paper.id })
    await expect(member).rejects.toMatchObject({ code: "not_found" })
    await follow(house, paper.id, soz, fin)
    expect((await meeting(house, fin)).lines).toContain("Ö 3 Arbeitsmarktprogramm des Jobcenters")
    expect((await meeting(house, soz)).lines).toHaveLength(3)
    expect(await mending(house, paper.id)).toEqual([])
  })
})

describe("Ergänzungsvorlage", () => {
  test("belongs to its original: number of the family, both linked, own chain, on the agenda below its point", async () => {
    world.clock.set("2027-01-11T09:00:00Z")
    const house = await world.house("T1", "kreis-ergaenzung", (t) => ({
      ...calendars()(t),
      arten: t.arten.map((a) => ({ ...a, number: { ...a.number, pattern: "{seq:000}/{yyyy}[/{version}]" } })),
    }))
    const [soz = ""] = await plan(house, ["soz", "2027-03-11"], ["ka", "2027-03-25"])
    const [first, second] = house.form().beratungsfolge
    if (!first || !second) throw new Error("two rows")
    const form = house.form({
      beratungsfolge: [
        { ...first, termin: "2027-03-11" },
        { ...second, termin: "2027-03-25" },
      ],
    })
    const draft = await house.draft(form)
    await expect(Vorlage.supplement(house.as("verfasser"), { vorlageId: draft.id })).rejects.toMatchObject({
      reason: "supplement.draft",
    })
    const paper = await givenVorlageInBeratung(house, form)
    await follow(house, paper.id, soz)
    const { rev } = await meeting(house, soz)
    await Sitzung.invite(office(house), { sitzungId: soz, rev })
    await follow(house, soz, paper.id)

    const made = await Vorlage.supplement(house.as("verfasser"), { vorlageId: paper.id })
    const read = await Vorlage.read(house.as("verfasser"), { vorlageId: made.id })
    expect(read).toMatchObject({ original: paper.id, supplement: 1, status: "Entwurf" })
    expect(read.form?.betreff).toBe("Ergänzung zu 001/2027: Arbeitsmarktprogramm des Jobcenters")
    await expect(Vorlage.supplement(house.as("verfasser"), { vorlageId: made.id })).rejects.toMatchObject({
      reason: "supplement.draft",
    })
    const erlaeuterungen = form.erlaeuterungen
    if (!read.form) throw new Error("a form")
    const saved = await Vorlage.save(house.as("verfasser"), {
      vorlageId: made.id,
      rev: made.rev,
      form: { ...read.form, erlaeuterungen },
    })
    const { nummer } = await Vorlage.submit(house.as("verfasser"), { vorlageId: made.id, rev: saved.rev })
    expect(nummer).toBe("001/2027/1")
    expect((await Vorlage.read(house.as("verfasser"), { vorlageId: paper.id })).supplements).toEqual([made.id])
    expect((await Vorlage.supplement(house.as("verfasser"), { vorlageId: paper.id })).supplement).toBe(2)
    // The next own number is not touched by the family's.
    expect((await givenVorlageInZeichnung(house, form)).id).not.toBe(paper.id)
    const numbers = (await Vorlage.numbers(house.as("verfasser"), {})).items.map((n) => n.nummer)
    expect(numbers).toEqual(["001/2027", "001/2027/1", "002/2027"])

    await house.work(made.id)
    const chain = (await Vorlage.load(house.workCtx(), made.id)).chain?.value
    const seen = { vorlageId: made.id, fassungSha256: chain?.sha256 ?? "", pdfSha256: chain?.pdfSha256 ?? "" }
    await Vorlage.decide(house.as("bca"), { kind: "state", ...seen, stepId: "bca", text: "Keine Bedenken." })
    await Vorlage.decide(house.as("rechtsamt"), {
      kind: "cosign",
      ...seen,
      stepId: "mitzeichnung",
      partyId: "rechtsamt",
      outcome: "agreed",
    })
    for (const stepId of ["amtsleitung", "dezernent", "kaemmerer", "landrat"])
      await Vorlage.decide(house.as(stepId), { kind: "sign", ...seen, stepId })
    await Vorlage.release(office(house), { kind: "release", ...seen, stepId: "freigabe" })
    await follow(house, made.id, soz)
    const there = await meeting(house, soz)
    const wish = { sitzungId: soz, rev: there.rev, kind: "ergaenzung" as const }
    expect((await Sitzung.supplement(office(house), { ...wish, vorlageId: made.id })).number).toBe("Ö 3.1")
    await follow(house, soz, made.id)
    expect(await mending(house, made.id)).toEqual([])
    expect(await mending(house, paper.id)).toEqual([])
  })
})
