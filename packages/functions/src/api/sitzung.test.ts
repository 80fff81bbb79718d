/** Meetings over HTTP: planned, invited, the invitation as an accessible PDF in two forms, refusals with their status. */
import { addDays, dayOf } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import { check } from "@beschlussweg/pdf/check"
import { spoken } from "@beschlussweg/pdf/tool"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ALL_HERE, at, HERE, openApp, refusal, type TestApp, THERE } from "../fixture.ts"
import { logTo } from "../log.ts"
import { handle, openWorkshop, type Workshop } from "../worker.ts"

let http: TestApp
let workshop: Workshop
beforeAll(async () => {
  logTo(() => {})
  http = await openApp()
  workshop = await openWorkshop(http.world, { tsa: "none" })
})
afterAll(() => http.stop())

const ask = (path: string, json?: object) =>
  http.ask(at(path), json === undefined ? { as: ALL_HERE } : { as: ALL_HERE, json })
/** A Thursday that is no holiday, some weeks ahead. */
const thursday = (weeks: number): string => {
  const today = dayOf(new Date())
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  return addDays(today, weeks * 7 + ((4 - weekday + 7) % 7))
}
const Planned = z.object({ sitzungen: z.array(z.looseObject({ id: z.string() })) })
const Rev = z.looseObject({ rev: z.number() })
const plan = async (on: string, more: object = {}): Promise<string> => {
  const wish = { gremiumId: "kreisausschuss", on, start: "17:00", ort: "Kreishaus", confirmed: true, ...more }
  const response = await ask("/sitzungen", { sitzungen: [wish] })
  expect(response.status).toBe(201)
  return Planned.parse(await response.json()).sitzungen[0]?.id ?? ""
}
const work = async (log: string): Promise<void> => {
  const { table } = http.world.ctx(HERE, { personId: "worker", name: "", functions: [] }, "worker")
  for (const { key, value } of (await table.list(`duty/${log}`, Duty)).items)
    if (value.kind === "agenda") await handle(workshop, HERE, key)
}

test("from the plan to the invitation on paper, whole for members and with what the public may read", async () => {
  const id = await plan(thursday(6))
  const title = "Vertrag mit der Bildungswerk Aulenfeld gGmbH"
  const added = await ask(`/sitzungen/${id}/tagesordnung`, {
    change: "add",
    rev: 1,
    public: false,
    title,
    publicTitle: "Vertragsangelegenheit",
  })
  const { rev } = Rev.parse(await added.json())
  expect(await refusal(await ask(`/sitzungen/${id}/einladung`))).toMatchObject({ status: 422, reason: "agenda.none" })
  expect((await ask(`/sitzungen/${id}/einladung`, { rev })).status).toBe(200)
  expect(await refusal(await ask(`/sitzungen/${id}/einladung`))).toMatchObject({ status: 422, reason: "agenda.making" })
  await work(id)
  const texts: Record<string, string> = {}
  for (const form of ["full", "public"]) {
    const response = await ask(`/sitzungen/${id}/einladung?form=${form}`)
    expect(response.headers.get("Content-Type")).toBe("application/pdf")
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(await check(bytes)).toEqual([])
    texts[form] = await spoken(bytes)
  }
  expect(texts.full).toContain(title)
  expect(texts.public).not.toContain("Bildungswerk")
  for (const text of Object.values(texts)) {
    expect(text).toContain("Einladung und Tagesordnung")
    expect(text).toContain("Nichtöffentlicher Teil")
  }
  expect(texts.public).toContain("Vertragsangelegenheit")
  const read = z
    .looseObject({ stateLabel: z.string(), tops: z.array(z.looseObject({ number: z.string() })) })
    .parse(await (await ask(`/sitzungen/${id}`)).json())
  expect(read.stateLabel).toBe("eingeladen")
  expect(read.tops.map((t) => t.number)).toEqual(["Ö 1", "Ö 2", "Ö 3", "N 1"])
})

test("refusals say what is wrong, with their status", async () => {
  const on = thursday(8)
  const id = await plan(on)
  const again = { sitzungen: [{ gremiumId: "kreisausschuss", on, start: "25:00", confirmed: true }] }
  const { findings, status } = await refusal(await ask("/sitzungen", again))
  expect(status).toBe(422)
  expect(findings.map((f) => f.reason)).toEqual(["sitzung.clock", "sitzung.taken"])
  expect(findings[0]?.message).toBe("„25:00“ ist keine Uhrzeit. Bitte schreiben Sie zum Beispiel 17:00.")
  const stale = { rev: 7, on: thursday(9), reason: "Der Saal ist belegt." }
  expect(await refusal(await ask(`/sitzungen/${id}/verlegung`, stale))).toMatchObject({
    status: 409,
    reason: "sitzung.stale",
  })
  expect((await refusal(await ask(`/sitzungen/${id}/verlegung`, { ...stale, on: "2027-02-30" }))).status).toBe(400)
  expect((await ask("/sitzungen/si_01J00000000000000000000000")).status).toBe(404)
  expect((await http.ask(`/api/${THERE}/sitzungen/${id}`, { as: ALL_HERE })).status).toBe(404)
  expect((await ask("/gremien/gibt-es-nicht/mitglieder")).status).toBe(404)
  expect((await http.ask(at(`/sitzungen/${id}`))).status).toBe(401)
})

test("the calendar by year and body; members of a body are entered and ended", async () => {
  const on = thursday(10)
  const id = await plan(on)
  const list = z.object({ items: z.array(z.looseObject({ id: z.string(), on: z.string() })) })
  const year = on.slice(0, 4)
  const of = async (query: string) => list.parse(await (await ask(`/sitzungen?${query}`)).json()).items.map((i) => i.id)
  expect(await of(`year=${year}&gremiumId=kreisausschuss`)).toContain(id)
  expect(await of(`year=${year}&gremiumId=anderes`)).toEqual([])
  expect((await refusal(await ask("/sitzungen?year=nie"))).status).toBe(400)
  const wish = { name: "Dr. Jona Weidner", voting: true, from: dayOf(new Date()) }
  const made = await ask("/gremien/kreisausschuss/mitglieder", wish)
  const { memberId } = z.looseObject({ memberId: z.string() }).parse(await made.json())
  const ended = await ask(`/gremien/kreisausschuss/mitglieder/${memberId}/ende`, {})
  expect(ended.status).toBe(200)
})
