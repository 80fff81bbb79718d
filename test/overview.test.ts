/** Wo ist die Vorlage: who sees which, where it lies, with what light; paging, costs, and the table for spreadsheets. */
import * as Member from "@beschlussweg/core/member"
import * as Plan from "@beschlussweg/core/plan"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  type Paper,
  type World,
} from "./house.ts"
import { calendars, follow, plan } from "./sitzung.ts"

let world: World
let house: House
let recorder: Recorder
const papers: Record<string, Paper> = {}
beforeAll(async () => {
  world = await openWorld("2027-01-04T09:00:00Z")
  house = await world.house("T1", "kreis-standort", calendars())
  await plan(house, ["soz", "2027-02-18"], ["ka", "2027-03-18"])
  const [first, second] = house.form().beratungsfolge
  if (!first || !second) throw new Error("two rows")
  const form = house.form({
    beratungsfolge: [
      { ...first, termin: "2027-02-18" },
      { ...second, termin: "2027-03-18" },
    ],
  })
  papers.draft = await house.draft(form)
  papers.signing = await givenVorlageInZeichnung(house, { ...form, betreff: '=HYPERLINK(1); "Markt"' })
  papers.body = await givenVorlageInBeratung(house, { ...form, finance: { ...Vorlage.NO_FINANCE, effects: false } })
  papers.withdrawn = await givenVorlageInZeichnung(house, form)
  await papers.withdrawn.withdraw()
  for (const p of Object.values(papers)) await follow(house, p.id)
  await house.put({
    personId: "amtsleitung",
    name: "Dr. Jona Weidner",
    phone: "+49 2581 10",
    functions: [{ role: "amtsleitung", as: "selbst" }],
  })
  recorder = record(world.store.client)
})
afterAll(() => world.stop())

const seen = async (by: string, filter: "alle" | "laufend" | "ueberfaellig" = "alle") =>
  (await Plan.overview(house.as(by), { filter })).items.map((i) => i.vorlageId).sort()
const ids = (...names: string[]) => names.map((n) => papers[n]?.id ?? "").sort()

test("everybody sees in it exactly what he may read", async () => {
  for (const { personId } of house.people()) {
    const ctx = house.as(personId)
    const listed = await Vorlage.list(ctx, {}).then(
      (l) => l.items.map((i) => i.id).sort(),
      () => undefined,
    )
    if (listed === undefined) await expect(seen(personId)).rejects.toMatchObject({ code: "forbidden" })
    else expect(await seen(personId), personId).toEqual(listed)
  }
  expect(await seen("kaemmerer")).toEqual(ids("signing", "withdrawn"))
  expect(await seen("ausschuss")).toEqual(ids("body"))
  expect(await seen("dezernent", "laufend")).toEqual(ids("signing", "body"))
})

test("where it lies, with whom and how he is reached, since when, until when", async () => {
  const { items } = await Plan.overview(house.as("verfasser"), {})
  const signing = items.find((i) => i.vorlageId === papers.signing?.id)
  expect(signing).toMatchObject({ status: "in Zeichnung (0 von 4)", light: "grün", open: true })
  expect(signing?.lies).toMatchObject([
    {
      label: "Amtsleitung",
      function: "Amtsleitung",
      people: [{ name: "Dr. Jona Weidner", phone: "+49 2581 10" }],
      until: "2027-01-19",
    },
  ])
  const body = items.find((i) => i.vorlageId === papers.body?.id)
  expect(body?.lies).toMatchObject([
    { function: "Geschäftsstelle des Gremiums: Ausschuss für Arbeit und Soziales", until: "2027-02-18" },
  ])
  expect(items.find((i) => i.vorlageId === papers.draft?.id)).toMatchObject({ status: "Entwurf", nummer: undefined })
})

test("what is overdue, as the days pass", async () => {
  expect(await seen("dezernent", "ueberfaellig")).toEqual([])
  world.clock.set("2027-01-20T09:00:00Z")
  expect(await seen("dezernent", "ueberfaellig")).toEqual(ids("signing"))
  world.clock.set("2027-01-04T09:00:00Z")
})

test("one Query for the page, one for the people, one read of the house; an old root costs one Query more", async () => {
  recorder.clear()
  await Plan.overview(house.as("dezernent"), { filter: "alle" })
  expect(recorder.entries.map((e) => e.command).sort()).toEqual(["GetItemCommand", "QueryCommand", "QueryCommand"])
  const ctx = house.workCtx()
  const id = papers.signing?.id ?? ""
  const whole = await Vorlage.load(ctx, id)
  const { standing: _, ...old } = whole.root.value
  await ctx.table.commit(
    [],
    [{ put: Vorlage.rootKey(id), value: old, rev: whole.root.rev, index: Vorlage.listKey(id) }],
  )
  expect(await seen("dezernent")).toEqual(ids("signing", "body", "withdrawn"))
  expect(await seen("ausschuss")).toEqual(ids("body"))
  recorder.clear()
  await Plan.overview(house.as("dezernent"), { filter: "alle" })
  expect(recorder.entries).toHaveLength(4)
  // the next thing that happens writes it down
  await Plan.follow(house.workCtx(), { log: id })
  expect((await Vorlage.load(ctx, id)).root.value.standing?.seats).toContain("dezernent")
})

test("who was given a task for once sees it until he may no longer act", async () => {
  await house.put({ personId: "gast", functions: [{ role: "beirat", as: "selbst" }] })
  expect(await seen("gast")).toEqual([])
  await papers.signing?.hand("amtsleitung", "gast")
  expect(await seen("gast")).toEqual(ids("signing"))
  await house.put({ personId: "gast", functions: [{ role: "lesend", as: "selbst" }] })
  await Member.list(house.as("gast"), {})
  expect(await seen("gast")).toEqual(
    await Vorlage.list(house.as("gast"), {}).then((l) => l.items.map((i) => i.id).sort()),
  )
})

test("what comes next for me: the next own step of a running Vorlage, nothing that is open or over, nothing unseen", async () => {
  recorder.clear()
  const next = await Vorlage.coming(house.as("dezernent"), {})
  expect(next).toMatchObject([
    {
      vorlageId: papers.signing?.id,
      kind: "sign",
      label: "Dezernent",
      lies: ["Amtsleitung"],
      until: expect.any(String),
    },
  ])
  // one page of the list, and chain and plan of each open Vorlage on it
  expect(recorder.entries.filter((e) => e.command === "QueryCommand")).toHaveLength(1)
  expect(recorder.entries.filter((e) => e.command === "GetItemCommand")).toHaveLength(4)
  // It lies with the Amtsleitung; that is no news.
  expect(await Vorlage.coming(house.as("amtsleitung"), {})).toEqual([])
  // A body's office does not see it before it comes.
  expect(await Vorlage.coming(house.as("kreisausschuss"), {})).toEqual([])
})

test("figures: where all stand, durations of steps in working days, against last year", async () => {
  const before = await world.house("T1", "kreis-vorjahr")
  const cheap = () => before.form({ finance: { ...Vorlage.NO_FINANCE, effects: false } })
  const signed = async (days: readonly number[]) => {
    const paper = await givenVorlageInZeichnung(before, cheap())
    for (const [i, by] of ["amtsleitung", "dezernent", "landrat"].entries()) {
      world.clock.pass(days[i] ?? 0)
      await paper.sign(by)
    }
    return paper
  }
  const back = world.clock.now().toISOString()
  // Mondays, so that 1, 2 and 7 days are 1, 2 and 5 working days
  world.clock.set("2026-02-23T09:00:00Z")
  await signed([7, 0, 0])
  world.clock.set("2027-03-01T09:00:00Z")
  await signed([1, 0, 0])
  world.clock.set("2027-03-01T09:00:00Z")
  await signed([2, 0, 0])
  world.clock.set("2027-03-01T09:00:00Z")
  await signed([7, 0, 0])
  const gone = await givenVorlageInZeichnung(before, cheap())
  await gone.withdraw()
  await before.draft(cheap())
  recorder.clear()
  const found = await Plan.figures(before.as("landrat"), {})
  expect(found).toMatchObject({ year: 2027, until: "2027-03-08", incomplete: false, overdue: 0 })
  // A draft is not the Landrat's to see.
  expect(found.states).toEqual([{ state: "in Freigabe", count: 4 }])
  expect(found.places).toMatchObject([{ function: "Sitzungsdienst", count: 4, overdue: 0 }])
  const step = (label: string) => found.steps.find((s) => s.label === label)
  expect(step("Amtsleitung")).toMatchObject({
    now: { count: 3, median: 2, longest: 5 },
    before: { count: 1, median: 5, longest: 5 },
  })
  expect(found.procedures).toEqual({
    now: { submitted: 4, decided: 0, ended: 1, again: 0, whole: null },
    before: { submitted: 1, decided: 0, ended: 0, again: 0, whole: null },
  })
  expect(found.months.slice(1, 3).map((m) => m.submitted)).toEqual([
    { now: 0, before: 1 },
    { now: 4, before: 0 },
  ])
  // list, people, house; chain and first Fassung of each that was submitted
  expect(recorder.entries.map((e) => e.command).filter((c) => c === "QueryCommand")).toHaveLength(2)
  expect(recorder.entries.map((e) => e.command).filter((c) => c === "GetItemCommand")).toHaveLength(1 + 2 * 5)
  expect((await Plan.figures(before.as("verfasser"), {})).states).toContainEqual({ state: "Entwurf", count: 1 })
  // Last year by itself ends with its last day.
  expect(await Plan.figures(before.as("landrat"), { year: 2026 })).toMatchObject({
    until: "2026-12-31",
    procedures: { now: { submitted: 1 }, before: { submitted: 0 } },
  })
  world.clock.set(back)
})

test("the table for a spreadsheet: no formula, no broken line", async () => {
  const { items } = await Plan.overview(house.as("verfasser"), {})
  const table = Plan.overviewCsv(items)
  expect(table.startsWith("\ufeff")).toBe(true)
  const lines = table.slice(1).split("\r\n")
  expect(lines[0]).toBe(
    '"Nummer";"Betreff";"Fassung";"Stand";"Liegt bei";"Schritt";"Personen";"Telefon";"Seit";"Bis";"Ampel"',
  )
  expect(lines.find((l) => l.includes("HYPERLINK"))).toContain('"\'=HYPERLINK(1); ""Markt"""')
  for (const line of lines.slice(0, -1)) expect(line.match(/";"/g)).toHaveLength(10)
})
