/** Beschlusskontrolle: who carries a decision out until when, who hears of it, what is overdue. On the real store. */
import * as Control from "@beschlussweg/core/control"
import { addDays } from "@beschlussweg/core/day"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, expect, test } from "vitest"
import { givenVorlageInBeratung, type House, mending, openWorld, type Paper, result, type World } from "./house.ts"

let world: World
let kreis: House
beforeAll(async () => {
  world = await openWorld(undefined, "off")
  kreis = await world.house("T1")
})
afterAll(() => world.stop())

async function decided(code: "accepted" | "rejected" = "accepted", house = kreis): Promise<Paper> {
  const paper = await givenVorlageInBeratung(house)
  await paper.record("ausschuss", result(house, "recommended"))
  await paper.record("kreisausschuss", result(house, code))
  return paper
}
const in30 = (house = kreis) => addDays(house.clock.today(), 30)
const office = (house = kreis) => house.as("sitzungsdienst")
const tasksOf = async (by: string, house = kreis) =>
  (await Vorlage.tasks(house.as(by), {})).filter((t) => t.kind === "implement")
const reason = "So wurde es besprochen."

test("a decision is carried out: opened, reported, done, and then the Vorlage is umgesetzt", async () => {
  const paper = await decided()
  const due = in30()
  const at = { vorlageId: paper.id, what: "Bericht über die Eintritte vorlegen", due }
  const one = await Control.open(office(), { ...at, personId: "dezernent" })
  const two = await Control.open(office(), { ...at, what: "Mittel umschichten", role: "amtsleitung" })
  expect(await tasksOf("dezernent")).toMatchObject([{ vorlageId: paper.id, stepId: one.controlId, until: due }])
  expect(await tasksOf("amtsleitung")).toMatchObject([{ label: "Umsetzen: Mittel umschichten" }])
  const report = { vorlageId: paper.id, controlId: one.controlId, text: "Liegt im Entwurf vor." }
  // Who neither carries it out nor watches over it does not report; who does not see the Vorlage learns nothing of it.
  const landrat = Control.report(kreis.as("landrat"), { ...report, state: "in Arbeit" })
  await expect(landrat).rejects.toMatchObject({ code: "forbidden", reason: "control.notYours" })
  const finance = Control.report(kreis.as("finanzausschuss"), { ...report, state: "in Arbeit" })
  await expect(finance).rejects.toMatchObject({ code: "not_found" })
  await Control.report(kreis.as("dezernent"), { ...report, state: "in Arbeit" })
  await Control.report(kreis.as("dezernent"), { ...report, state: "erledigt" })
  expect(await tasksOf("dezernent")).toEqual([])
  const twice = Control.report(kreis.as("dezernent"), { ...report, state: "erledigt" })
  await expect(twice).rejects.toMatchObject({ reason: "control.closed" })
  const status = async () => (await Vorlage.read(kreis.as("verfasser"), { vorlageId: paper.id })).status
  expect(await status()).toBe("beschlossen")
  const close = { vorlageId: paper.id, controlId: two.controlId, rev: 1, state: "entfällt" as const, reason }
  await expect(Control.close(kreis.as("dezernent"), close)).rejects.toMatchObject({ reason: "role.missing" })
  await Control.close(office(), close)
  expect(await status()).toBe("umgesetzt")
  // Opened again, it is not.
  await Control.put(office(), { vorlageId: paper.id, controlId: two.controlId, rev: 2, reason })
  expect(await status()).toBe("beschlossen")
  const facts = await paper.facts()
  expect(facts.map((f) => f.type).filter((t) => t.startsWith("control."))).toEqual([
    "control.opened",
    "control.opened",
    "control.reported",
    "control.closed",
    "control.closed",
    "control.changed",
  ])
  // The record has ids and hashes; the words stand in the item that can be deleted.
  expect(JSON.stringify(facts)).not.toContain("umschichten")
  expect(await mending(kreis, paper.id)).toEqual([])
})

test("open tasks of the house stand by day, the overdue ones first, on paper for a spreadsheet, too", async () => {
  const house = await world.house("T1", "kreis-frist")
  const paper = await decided("accepted", house)
  const at = { vorlageId: paper.id, role: "amtsleitung" as const }
  const today = house.clock.today()
  await Control.open(office(house), { ...at, what: "=SUMME(A1)", due: addDays(today, 20) })
  await Control.open(office(house), { ...at, what: "Zuerst", due: addDays(today, 10) })
  house.clock.pass(15)
  const { items } = await Control.list(house.as("lesend"), {})
  expect(items.map((i) => [i.what, i.overdue, i.responsible])).toEqual([
    ["Zuerst", true, "Amtsleitung"],
    ["=SUMME(A1)", false, "Amtsleitung"],
  ])
  const lines = Control.table(items).split("\r\n")
  expect(lines[0]?.startsWith('\ufeff"Vorlage";"Betreff"')).toBe(true)
  expect(lines[2]).toContain(`"'=SUMME(A1)"`)
  await expect(Control.list(house.as("bca"), {})).rejects.toMatchObject({ reason: "role.missing" })
  house.clock.pass(-15)
})

test("what is not decided, not possible or not seen is refused", async () => {
  const running = await givenVorlageInBeratung(kreis)
  const rejected = await decided("rejected")
  const paper = await decided()
  const wish = { what: "Bericht vorlegen", personId: "dezernent", due: in30() }
  const open = (vorlageId: string, more: object = {}, by = "sitzungsdienst") =>
    Control.open(kreis.as(by), { vorlageId, ...wish, ...more })
  await expect(open(running.id)).rejects.toMatchObject({ reason: "control.undecided" })
  await expect(open(rejected.id)).rejects.toMatchObject({ reason: "control.undecided" })
  await expect(open(paper.id, { due: "2020-01-01" })).rejects.toMatchObject({ reason: "control.past" })
  await expect(open(paper.id, { due: "2099-01-01" })).rejects.toMatchObject({ reason: "control.far" })
  await expect(open(paper.id, { personId: "niemand" })).rejects.toMatchObject({ reason: "person.unknown" })
  await expect(open(paper.id, { personId: "lesend" })).rejects.toMatchObject({ reason: "control.person" })
  await expect(open(paper.id, { role: "amtsleitung" })).rejects.toMatchObject({ reason: "control.who" })
  const body = open(paper.id, { personId: undefined, role: "vorsitz" })
  await expect(body).rejects.toMatchObject({ reason: "control.role" })
  await expect(open("vl_1")).rejects.toMatchObject({ code: "not_found" })
  await expect(open(paper.id, {}, "verfasser")).rejects.toMatchObject({ reason: "role.missing" })
  const { controlId } = await open(paper.id)
  const put = { vorlageId: paper.id, controlId, reason }
  await Control.put(office(), { ...put, rev: 1, due: addDays(in30(), 5) })
  const stale = Control.put(office(), { ...put, rev: 1, what: "Anderes" })
  await expect(stale).rejects.toMatchObject({ code: "conflict", reason: "control.superseded" })
})

test("a task whose person has left comes back to those who watch over it", async () => {
  const house = await world.house("T1", "kreis-weg")
  await house.put({ personId: "gast", functions: [{ role: "controlling", as: "selbst" }] })
  const paper = await decided("accepted", house)
  const wish = { vorlageId: paper.id, what: "Zahlen liefern", personId: "gast", due: in30(house) }
  const { controlId } = await Control.open(office(house), wish)
  expect(await tasksOf("gast", house)).toHaveLength(1)
  await house.put({ personId: "gast", functions: [], active: false })
  expect((await tasksOf("sitzungsdienst", house)).map((t) => t.label)).toEqual([
    "Umsetzung ohne Zuständige: Zahlen liefern",
  ])
  const { items } = await Control.list(office(house), {})
  expect(items[0]?.responsible).toBe("niemand mehr zuständig")
  await Control.put(office(house), { vorlageId: paper.id, controlId, rev: 1, role: "amtsleitung", reason })
  expect(await tasksOf("sitzungsdienst", house)).toEqual([])
  expect(await tasksOf("amtsleitung", house)).toHaveLength(1)
})
