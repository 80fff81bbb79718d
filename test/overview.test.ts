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
