/** The personal calendar over HTTP, read by an independent parser: tasks, meetings, plan dates, and the secret address. */
import type { Ctx } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import { open as opened } from "@beschlussweg/core/feed"
import type { Ladung } from "@beschlussweg/core/gremium"
import * as Member from "@beschlussweg/core/member"
import * as Notice from "@beschlussweg/core/notice"
import type { Assignment } from "@beschlussweg/core/role"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import ICAL from "ical.js"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { ALL_HERE, ALL_THERE, at, formOf, HERE, openApp, refusal, type TestApp, THERE } from "../fixture.ts"
import { openWorkshop, type Workshop } from "../worker.ts"

const LADUNG: Ladung = {
  regular: { days: 7, count: "calendar" },
  urgent: null,
  nachtrag: null,
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 3, count: "working" },
}
const MONDAY = "2027-03-01T09:00:00Z"

let http: TestApp
let workshop: Workshop
beforeAll(async () => {
  http = await openApp()
  http.ahead(Date.parse(MONDAY) - Date.now())
  workshop = await openWorkshop(http.world, { documents: "off", tsa: "none" })
  const ctx = await as(ALL_HERE)
  const { id: _, version: __, ...settings } = await Tenant.read(ctx, {})
  const gremien = settings.gremien.map((g) => (g.id === "kreisausschuss" ? { ...g, ladung: LADUNG } : g))
  await Tenant.change(ctx, { ...settings, gremien })
})
afterAll(() => http.stop())

const as = async (personId: string, tenantId = HERE): Promise<Ctx> => {
  const bare = http.world.ctx(tenantId, { personId, name: "", functions: [] }, "test")
  const member = await Member.load(bare.table, personId)
  if (!member) throw new Error(`${personId} is not here`)
  return http.world.ctx(tenantId, Member.asActor(member), "test")
}

/** The worker does what followers owe for these logs, and papers. */
async function settle(...logs: string[]): Promise<void> {
  const ctx = await workshop.ctx(HERE)
  for (let round = 0; round < 20; round++) {
    let did = false
    for (const log of logs)
      for (const { value, rev } of (await ctx.table.list(`duty/${log}`, Duty)).items) {
        if (value.kind === "notice") await Notice.work(ctx, value, rev)
        else if (value.kind === "paper") await (await import("@beschlussweg/core/document")).work(ctx, log)
        else continue
        did = true
      }
    if (!did) return
  }
}

const Address = z.strictObject({ address: z.url() })
const ask = async (personId: string): Promise<string> => {
  const made = await http.ask(at("/ich/kalender"), { as: personId, method: "POST", json: {} })
  expect(made.status).toBe(201)
  return new URL(Address.parse(await made.json()).address).pathname
}
const read = async (path: string) => {
  const answer = await http.ask(path)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  const component = new ICAL.Component(ICAL.parse(text))
  for (const zone of component.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(new ICAL.Timezone(zone), "Europe/Berlin")
  const events = component.getAllSubcomponents("vevent").map((e) => new ICAL.Event(e))
  return { text, component, events, etag: answer.headers.get("etag"), headers: answer.headers }
}
const meetingOf = async (on: string, more: object = {}): Promise<string> => {
  const wish = { gremiumId: "kreisausschuss", on, start: "17:00", ort: "Kreishaus; Saal 1, Süd", ...more }
  return (await Sitzung.plan(await as(ALL_HERE), { sitzungen: [wish] })).sitzungen[0]?.id ?? ""
}

describe("what stands in it", () => {
  let path: string
  let sitzungId: string
  let vorlageId: string
  beforeAll(async () => {
    sitzungId = await meetingOf("2027-03-28", { confirmed: true })
    await meetingOf("2027-10-31", { confirmed: true, start: "02:30", end: "03:30" })
    const ctx = await as("mira-holtkamp")
    const form = formOf(http.world.now())
    const [row] = form.beratungsfolge
    if (!row) throw new Error("one row")
    const given = {
      ...form,
      betreff: "Öffnungszeiten; Süd, mit \\ und\u2028sehr langem Betreff ".padEnd(160, "ä"),
      beratungsfolge: [{ ...row, termin: "2027-03-28" }],
    }
    const made = await Vorlage.create(ctx, { form: given })
    vorlageId = made.id
    await Vorlage.submit(ctx, { vorlageId, rev: made.rev })
    await settle(vorlageId)
    path = await ask(ALL_HERE)
  })

  test("a valid calendar by an independent parser: folded, escaped, with its zone, without a word too many", async () => {
    const { text, component, headers } = await read(path)
    expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8; method=PUBLISH")
    expect(headers.get("cache-control")).toBe("private, no-cache")
    expect(text.startsWith("BEGIN:VCALENDAR\r\n") && text.endsWith("END:VCALENDAR\r\n")).toBe(true)
    for (const line of text.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(text.replace(/\r\n/g, "")).not.toMatch(/[\r\n]/)
    expect(component.getFirstPropertyValue("version")).toBe("2.0")
    expect(component.getFirstPropertyValue("method")).toBe("PUBLISH")
    expect(component.getAllSubcomponents("vtimezone")).toHaveLength(1)
    for (const event of component.getAllSubcomponents("vevent")) {
      expect(event.getFirstProperty("dtstamp")?.toICALString()).toMatch(/:\d{8}T\d{6}Z$/)
      expect(String(event.getFirstPropertyValue("uid"))).toMatch(/^[\w.:-]+@kreis-aulenfeld\.beschlussweg$/)
    }
    const uids = component.getAllSubcomponents("vevent").map((e) => e.getFirstPropertyValue("uid"))
    expect(new Set(uids).size).toBe(uids.length)
  })

  test("the day of a task, of the Abgabe and of the meeting; nothing of the agenda", async () => {
    const { events, text } = await read(path)
    const lines = events.map((e) => `${e.startDate.toString()} ${e.summary}`)
    // Sunday 28 March: seven days between, so Sat 20 March, in the house Fri 19; its third working day before is Tue 16
    expect(lines).toContain("2027-03-28T17:00:00 Sitzung: Kreisausschuss")
    const task = events.find((e) => e.summary.startsWith("Letzter Tag: Vorlage"))
    expect(task?.startDate.isDate).toBe(true)
    expect(task?.description).toContain("Öffnungszeiten; Süd, mit \\ und")
    const meeting = events.find((e) => e.startDate.toString() === "2027-03-28T17:00:00")
    expect(meeting?.location).toBe("Kreishaus; Saal 1, Süd")
    expect(text).not.toContain("Eröffnung")
  })

  test("meetings on the days the clocks change are at the hour that was set", async () => {
    const { events } = await read(path)
    const spring = events.find((e) => e.startDate.toString() === "2027-03-28T17:00:00")
    expect(spring?.startDate.toJSDate().toISOString()).toBe("2027-03-28T15:00:00.000Z")
    const autumn = events.find((e) => e.startDate.toString() === "2027-10-31T02:30:00")
    expect(autumn?.endDate.toString()).toBe("2027-10-31T03:30:00")
    expect(autumn?.endDate.toJSDate().toISOString()).toBe("2027-10-31T02:30:00.000Z")
  })

  test("a moved meeting keeps its id and its sequence grows; a cancelled one says so", async () => {
    const before = (await read(path)).events.find((e) => e.uid.startsWith(sitzungId))
    const office = await as(ALL_HERE)
    const { rev } = await Sitzung.read(office, { sitzungId })
    const reason = "Der Saal ist nicht frei."
    await Sitzung.move(office, { sitzungId, rev, on: "2027-04-01", reason })
    await settle(sitzungId, vorlageId)
    const moved = await read(path)
    const after = moved.events.find((e) => e.uid.startsWith(sitzungId))
    expect(after?.uid).toBe(before?.uid)
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0)
    expect(after?.startDate.toString()).toBe("2027-04-01T17:00:00")
    // The author's own plan has moved with it.
    const mine = await read(await ask("mira-holtkamp"))
    const days = mine.events.map((e) => `${e.startDate.toString()} ${e.summary}`)
    expect(days).toContain("2027-04-01 Vorlage V 001/2027 im Gremium".replace("V 001/2027", nummerOf(mine.events)))

    const again = await Sitzung.read(office, { sitzungId })
    await Sitzung.cancel(office, { sitzungId, rev: again.rev, reason, toSitzungId: null })
    await settle(sitzungId, vorlageId)
    const gone = (await read(path)).component
      .getAllSubcomponents("vevent")
      .find((e) => String(e.getFirstPropertyValue("uid")).startsWith(sitzungId))
    expect(gone?.getFirstPropertyValue("status")).toBe("CANCELLED")
    expect(gone?.getFirstPropertyValue("sequence")).toBeGreaterThan(after?.sequence ?? 0)
  })

  test("of a non-public Vorlage nothing but its number", async () => {
    const ctx = await as("mira-holtkamp")
    const on = "2027-05-20"
    await meetingOf(on)
    const form = formOf(http.world.now())
    const [row] = form.beratungsfolge
    if (!row) throw new Error("one row")
    const secret = "Personalangelegenheit Wintersberg"
    const given = { ...form, public: false, betreff: secret, beratungsfolge: [{ ...row, termin: on }] }
    const made = await Vorlage.create(ctx, { form: given })
    const { nummer } = await Vorlage.submit(ctx, { vorlageId: made.id, rev: made.rev })
    await settle(made.id)
    for (const who of [ALL_HERE, "mira-holtkamp"]) {
      const { text } = await read(await ask(who))
      expect(text).not.toContain("Wintersberg")
      expect(text.replace(/\r\n /g, "")).toContain(nummer)
    }
    path = await ask(ALL_HERE)
  })

  test("asked again it says that nothing has changed; after a change it does not", async () => {
    const { etag } = await read(path)
    const headers = { "If-None-Match": etag ?? "" }
    const same = await http.ask(path, { headers })
    expect([same.status, await same.text()]).toEqual([304, ""])
    expect((await http.ask(path, { headers: { "If-None-Match": `"x", W/${etag}` } })).status).toBe(304)
    expect((await http.ask(path, { headers: { "If-None-Match": '"x"' } })).status).toBe(200)
    await meetingOf("2027-06-10")
    expect((await http.ask(path, { headers })).status).toBe(200)
  })
})

describe("the address", () => {
  test("renewed, the old one is gone; nobody is shown it again, and only its hash is kept", async () => {
    const first = await ask("pia-wollgast")
    expect((await http.ask(first)).status).toBe(200)
    const second = await ask("pia-wollgast")
    expect((await http.ask(first)).status).toBe(404)
    expect((await http.ask(second)).status).toBe(200)
    const secret = second.slice(second.indexOf("_") + 1, -".ics".length)
    const ctx = await as("pia-wollgast")
    const stored = JSON.stringify((await ctx.table.list("feed/person-pia-wollgast", z.unknown())).items)
    expect(stored).toContain("sha256")
    expect(stored).not.toContain(secret)
    expect(await opened(ctx.table, secret)).toMatchObject({ member: { personId: "pia-wollgast" } })
  })

  test("wrong, foreign and made-up addresses are the same 404, and so is another house with this secret", async () => {
    const own = await ask("pia-wollgast")
    const secret = own.slice(own.indexOf("_") + 1)
    const wrong = [
      `/kalender/${HERE}_${"A".repeat(43)}.ics`,
      `/kalender/${THERE}_${secret}`,
      `/kalender/kein-haus_${secret}`,
      `/kalender/system_${secret}`,
      own.replace(".ics", ""),
      own.replace(".ics", ".ICS"),
      "/kalender/x.ics",
      `/kalender/${HERE}_..%2f..%2fx.ics`,
    ]
    for (const path of wrong) {
      const { status, message } = await refusal(await http.ask(path))
      expect([path, status, message]).toEqual([path, 404, (await refusal(await http.ask("/kalender/x.ics"))).message])
    }
    expect((await http.ask(own, { method: "POST", json: {} })).status).toBe(404)
  })

  test("it ends with the membership, and does not come back with the person", async () => {
    const admin = await as(ALL_HERE)
    const personId = "gast-kalender"
    const functions: Assignment[] = [{ role: "verfasser", as: "selbst" }]
    await Member.write(admin, { personId, name: "Gast", functions })
    await http.enrol(HERE, personId)
    const path = await ask(personId)
    expect((await http.ask(path)).status).toBe(200)
    await Member.end(admin, { personId, reason: "Wechselt das Haus." })
    expect((await http.ask(path)).status).toBe(404)
    // Nothing is left that could open it again, should the person come back.
    const left = await admin.table.listIndex("list/feed", z.unknown())
    expect(left.items.length).toBeGreaterThan(0)
    expect(JSON.stringify(left.items)).not.toContain(personId)
  })

  test("who holds nothing but reading functions has none, and nobody signs in for a calendar", async () => {
    const admin = await as(ALL_HERE)
    await Member.write(admin, { personId: "nur-lesend", name: "L", functions: [{ role: "lesend", as: "selbst" }] })
    await http.enrol(HERE, "nur-lesend")
    const refused = await http.ask(at("/ich/kalender"), { as: "nur-lesend", method: "POST", json: {} })
    expect(await refusal(refused)).toMatchObject({ status: 403, reason: "calendar.none" })
    expect((await http.ask(at("/ich/kalender"), { method: "POST", json: {} })).status).toBe(401)
    const there = await http.ask(`/api/${THERE}/ich/kalender`, { as: ALL_THERE, method: "POST", json: {} })
    expect(there.status).toBe(201)
  })
})

const nummerOf = (events: readonly ICAL.Event[]): string =>
  /Vorlage (.+?)(?: im Gremium|$| zeichnen| Stellung)/.exec(
    events.find((e) => e.summary.includes("im Gremium"))?.summary ?? "",
  )?.[1] ?? ""
