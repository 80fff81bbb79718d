/** OParl 1.1: what is public is there for machines under addresses that stay, what is not is in no byte, and every rule holds. */
import { type AttributeValue, ScanCommand } from "@aws-sdk/client-dynamodb"
import { addDays, atHour, dayOf } from "@beschlussweg/core/day"
import { partitions } from "@beschlussweg/core/inventory"
import * as Publication from "@beschlussweg/core/publication"
import * as Sitzung from "@beschlussweg/core/sitzung"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { paper as taggedPdf } from "@beschlussweg/pdf/sign.fixture"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { all, crawl } from "./oparl/crawl.ts"
import { isObject, type Json, SCHEMA } from "./oparl/rule.ts"
import { openSquare, PUBLICATION, type Square, type SquareHouse, until } from "./square.ts"

const OPEN = {
  ...PUBLICATION,
  oparl: true,
  from: "invited" as const,
  terms: [{ name: "18. Wahlperiode", from: "2025-11-01" }],
}
const SECRET = "Nurintern"
const LADUNG = {
  regular: { days: 1, count: "calendar" as const },
  urgent: null,
  nachtrag: null,
  dispatchCounts: false,
  meetingCounts: false,
  abgabe: { days: 0, count: "calendar" as const },
}

let square: Square
let house: SquareHouse
let first: string
/** noon of the n-th day of this test */
const noon = (n: number) => square.ahead(atHour(addDays(first, n), 12).getTime() - Date.now())

beforeAll(async () => {
  logTo(() => {})
  square = await openSquare()
  first = addDays(dayOf(new Date()), 1)
  noon(0)
  house = await square.house("kreis-aulenfeld", (s) => ({
    ...s,
    gremien: [
      ...s.gremien.map((g) => ({ ...g, ladung: LADUNG })),
      {
        id: "tv",
        name: `Trägerversammlung ${SECRET}`,
        short: "TV",
        kind: "traegerversammlung" as const,
        mitglieder: 6,
        tie: "chair" as const,
        ladung: LADUNG,
      },
    ],
    publication: OPEN,
  }))
})
afterAll(() => square.stop())

const base = (h = house) => `${square.origin}/oparl/${h.publicId}`
const ask = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers })
async function json(url: string): Promise<Json> {
  const response = await ask(url)
  const body: unknown = await response.json()
  if (!isObject(body)) throw new Error(`${url}: no object`)
  return { ...body, status: response.status }
}
const listed = async (path: string): Promise<Json[]> => {
  const wrong: string[] = []
  const { data } = await all({ url: `${base()}/${path}`, type: path }, { ask: json0, wrong })
  expect(wrong).toEqual([])
  return data
}
const json0 = async (url: string): Promise<Json> => {
  const { status: _, ...body } = await json(url)
  return body
}
const crawled = () => crawl(base(), { ask, secrets: [SECRET] })
/** One duty brings another: a release its objects. It is quiet when a sweep finds nothing any more. */
const settled = async () => {
  for (let round = 0; round < 100; round++) {
    const found = await square.running.sweep()
    await square.running.idle()
    if (found === 0) return
  }
  throw new Error("the worker does not come to rest")
}

const office = () => house.as("sitzungsdienst")
async function plan(gremiumId: string, day: number, more: object = {}): Promise<string> {
  const wish = {
    gremiumId,
    on: addDays(first, day),
    start: "17:00",
    ort: "Kreishaus, Saal 1",
    confirmed: true,
    ...more,
  }
  const { sitzungen } = await Sitzung.plan(office(), { sitzungen: [wish] })
  return sitzungen[0]?.id ?? ""
}
const rev = async (sitzungId: string) => (await Sitzung.load(office().table, sitzungId)).rev
async function invite(sitzungId: string): Promise<void> {
  await settled()
  await Sitzung.invite(office(), { sitzungId, rev: await rev(sitzungId) })
  await settled()
}
const on = (soz: number, ka: number): Vorlage.BeratungsfolgeRow[] => [
  { gremiumId: "soz", termin: addDays(first, soz), berichterstattung: [], zustaendigkeit: "Vorberatung" },
  { gremiumId: "ka", termin: addDays(first, ka), berichterstattung: [], zustaendigkeit: "Entscheidung" },
]
const one = (found: readonly Json[]): Json => {
  if (found.length !== 1) throw new Error(`${found.length} objects: ${JSON.stringify(found).slice(0, 400)}`)
  return found[0] ?? {}
}

test("before anything is released there is the house with its public bodies, and every list exists", async () => {
  const { wrong, objects, lists } = await crawled()
  expect(wrong).toEqual([])
  const types = [...objects.values()].map((o) => String(o.type).slice(SCHEMA.length)).sort()
  expect(types).toEqual([
    "Body",
    "LegislativeTerm",
    "Location",
    "Organization",
    "Organization",
    "Organization",
    "System",
  ])
  expect(lists.size).toBe(11)
  const names = (lists.get("Organization") ?? []).map((o) => o.name)
  expect(names).toEqual(["Jobcenter Kreis Aulenfeld", "Ausschuss für Arbeit und Soziales", "Kreisausschuss"])
})

describe("a Vorlage from the invitation to its decision", () => {
  let vorlageId: string
  let soz: string
  let ka: string
  let paperId: string

  test("nothing of it is there before it is released, and of a meeting nothing before the invitation", async () => {
    soz = await plan("soz", 5)
    ka = await plan("ka", 9)
    const tv = await plan("tv", 6, { ort: `${SECRET} Saal` })
    const closed = await plan("soz", 7, { public: false, ort: `${SECRET} Keller` })
    const pdf = await taggedPdf(1, [SECRET])
    const open = await house.upload("karte.pdf", "application/pdf", await taggedPdf(1, ["Karte"]))
    const hidden = await house.upload(`${SECRET}.pdf`, "application/pdf", pdf)
    vorlageId = await house.vorlage("body", {
      betreff: "Öffnungszeiten <Aulenfeld> & „Süd“",
      beratungsfolge: on(5, 9),
      anlagen: [
        { kind: "upload", id: "karte", title: "Karte der Geschäftsstellen", public: true, uploadId: open },
        { kind: "upload", id: "intern", title: `${SECRET} Kosten`, public: false, uploadId: hidden },
      ],
    })
    await house.vorlage("body", { betreff: `${SECRET} Grundstück`, public: false, beratungsfolge: on(5, 9) })
    await settled()
    expect((await crawled()).objects.size).toBe(7)
    for (const id of [soz, tv, closed]) await invite(id)
    const { wrong, lists } = await crawled()
    expect(wrong).toEqual([])
    expect(lists.get("Meeting")).toHaveLength(1)
    expect(lists.get("Paper")).toEqual([])
    const items = (lists.get("AgendaItem") ?? []).map((i) => [i.number, i.public, i.name])
    expect(items).toEqual([
      ["Ö 1", true, "Eröffnung und Feststellung der Beschlussfähigkeit"],
      ["Ö 2", true, "Genehmigung der Niederschrift der letzten Sitzung"],
      ["Ö 3", true, "Öffnungszeiten <Aulenfeld> & „Süd“"],
      ["Ö 4", true, "Mitteilungen und Anfragen"],
      ["N 1", false, "Nichtöffentliche Angelegenheit"],
    ])
  })

  test("released, it is there with its files, its place on the agenda and the wording that the public page has", async () => {
    await Publication.twin(house.as("veroeffentlichung"), { vorlageId })
    await until(async () => (await house.preview(vorlageId)).findings.length === 0)
    await house.release(vorlageId)
    await settled()
    const { wrong, lists } = await crawled()
    expect(wrong).toEqual([])
    const paper = one(lists.get("Paper") ?? [])
    paperId = String(paper.id)
    expect(paper).toMatchObject({
      name: "Öffnungszeiten <Aulenfeld> & „Süd“",
      reference: (await house.whole(vorlageId)).root.value.nummer,
      paperType: "Beschlussvorlage",
      web: `${square.origin}${(await house.addresses(vorlageId)).page}`,
      mainFile: { mimeType: "application/pdf" },
      auxiliaryFile: [{ name: "Karte der Geschäftsstellen" }],
      consultation: [
        { role: "Vorberatung", authoritative: false },
        { role: "Entscheidung", authoritative: true },
      ],
    })
    expect(paperId).not.toContain(String(paper.reference))
    const item = (lists.get("AgendaItem") ?? []).find((i) => i.consultation !== undefined)
    const consultation = (lists.get("Consultation") ?? []).find((c) => c.id === item?.consultation)
    expect(consultation).toMatchObject({ paper: paperId, agendaItem: item?.id, meeting: item?.meeting })
    expect(item?.result).toBeUndefined()
  })

  test("asked for without inner lists, the list leaves them out and nothing else", async () => {
    const whole = one(await listed("paper"))
    const bare = one(await listed("paper?omit_internal=true"))
    const { auxiliaryFile: _, consultation: __, ...rest } = whole
    expect(bare).toEqual(rest)
  })

  test("a result is there once it is released, with its wording and its Auszug, and only where it was made", async () => {
    const before = one(await listed("paper"))
    noon(5)
    await house.carry(vorlageId, "second")
    await settled()
    expect((await listed("agendaItem")).map((i) => i.result).filter((r) => r !== undefined)).toEqual([])
    noon(6)
    await invite(ka)
    noon(9)
    await house.carry(vorlageId, "decided")
    await until(async () => (await house.preview(vorlageId)).findings.length === 0)
    await house.release(vorlageId)
    await until(async () => (await house.read(vorlageId)).state === "public")
    await settled()
    const { wrong, lists } = await crawled()
    expect(wrong).toEqual([])
    const results = (lists.get("AgendaItem") ?? []).flatMap((i) =>
      i.result === undefined ? [] : [[i.number, i.result]],
    )
    expect(results).toEqual([
      ["Ö 3", "mehrheitlich empfohlen"],
      ["Ö 3", "mehrheitlich beschlossen"],
    ])
    const paper = one(lists.get("Paper") ?? [])
    expect(paper.id).toBe(paperId)
    expect(paper.created).toBe(before.created)
    expect(Date.parse(String(paper.modified))).toBeGreaterThan(Date.parse(String(before.modified)))
    const auszug = (lists.get("AgendaItem") ?? []).map((i) => i.resolutionFile).filter(isObject)
    expect(auszug).toHaveLength(2)
  })

  test("once a meeting is held and nothing else changes, nothing else is modified", async () => {
    const before = await listed("paper")
    await Sitzung.hold(office(), { sitzungId: soz, rev: await rev(soz) })
    await settled()
    const { lists, wrong } = await crawled()
    expect(wrong).toEqual([])
    expect(lists.get("Paper")).toEqual(before)
    expect((lists.get("Meeting") ?? []).map((m) => m.meetingState).sort()).toEqual(["durchgeführt", "eingeladen"])
  })

  test("a corrected result is the one that is shown, after it was looked at and released", async () => {
    const at = { ...(await house.seen(vorlageId)), stepId: "gremium-2" }
    const done = await Vorlage.correct(house.as("ka"), {
      ...at,
      reason: "Im Protokoll stand es anders.",
      code: "accepted",
      sitzungOn: addDays(first, 9),
      top: "Ö 3",
      sitzungPublic: true,
      vorsitz: "Anke Stolp",
      schriftfuehrung: "Fritz Lauen",
      votes: { ja: 12, nein: 0, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 12, mitglieder: 15 },
      form: "offen",
    })
    if (done.proposed) await Vorlage.confirmCorrection(office(), { ...at, correctionId: done.correctionId })
    await settled()
    expect((await listed("agendaItem")).map((i) => i.result)).toContain("mehrheitlich beschlossen")
    await until(async () => {
      const { findings } = await house.preview(vorlageId)
      if (findings.some((f) => f.reason.startsWith("twin.")))
        await Publication.twin(house.as("veroeffentlichung"), { vorlageId }).catch(() => {})
      return findings.length === 0
    })
    await house.release(vorlageId)
    await settled()
    const { wrong, lists } = await crawled()
    expect(wrong).toEqual([])
    const results = (lists.get("AgendaItem") ?? []).map((i) => i.result)
    expect(results).toContain("einstimmig beschlossen")
    expect(results).not.toContain("mehrheitlich beschlossen")
  })

  test("the four filters: both ends count, in any offset, kept in every link, and combined", async () => {
    const paper = one(await listed("paper"))
    const created = Date.parse(String(paper.created))
    const modified = Date.parse(String(paper.modified))
    const utc = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
    const count = async (query: Record<string, string>) => (await listed(`paper?${new URLSearchParams(query)}`)).length
    expect(await count({ created_since: String(paper.created) })).toBe(1)
    expect(await count({ created_until: String(paper.created) })).toBe(1)
    expect(await count({ created_since: utc(created + 1000) })).toBe(0)
    expect(await count({ created_until: utc(created - 1000) })).toBe(0)
    expect(await count({ created_since: utc(created), created_until: utc(created) })).toBe(1)
    expect(await count({ created_since: utc(created + 1000), created_until: utc(created - 1000) })).toBe(0)
    expect(await count({ modified_since: String(paper.modified) })).toBe(1)
    expect(await count({ modified_until: utc(modified) })).toBe(1)
    expect(await count({ modified_since: utc(modified + 1000) })).toBe(0)
    expect(await count({ modified_until: utc(modified - 1000) })).toBe(0)
    expect(await count({ modified_since: utc(modified), created_since: utc(created + 1000) })).toBe(0)
    expect(await count({ modified_since: "1900-01-01T00:00:00+01:00", limit: "1", omit_internal: "true" })).toBe(1)
    const items = await listed("agendaItem")
    expect(await listed(`agendaItem?${new URLSearchParams({ limit: "1" })}`)).toEqual(items)
    const since = await listed(`agendaItem?${new URLSearchParams({ limit: "1", modified_since: utc(0) })}`)
    expect(since.map((i) => i.id).sort()).toEqual(items.map((i) => i.id).sort())
  })

  test("a broken date, a parameter given twice and a made-up page are errors of OParl with 400", async () => {
    for (const query of [
      "created_since=gestern",
      "modified_until=2027-02-30T00:00:00%2B01:00",
      "modified_since=2027-02-03",
      "modified_since=2027-02-03T10:00:00",
      "modified_since=2027-02-03T10:00:00+01:00",
      "modified_since=2027-02-03T25:00:00Z",
      "created_until=",
      "created_since=2027-01-01T00:00:00Z&created_since=2027-01-01T00:00:00Z",
      "page=abc",
      "page=",
    ]) {
      const answer = await json(`${base()}/paper?${query}`)
      expect(answer, query).toMatchObject({
        status: 400,
        type: `${SCHEMA}Error`,
        message: expect.stringMatching(/\p{L}/u),
      })
    }
    expect(await json(`${base()}/paper?limit=viele&omit_internal=vielleicht&unbekannt=1`)).toMatchObject({
      status: 200,
    })
  })

  test("unknown ids, types and houses are 404; nothing can be written; anybody may ask from anywhere", async () => {
    const id = paperId.split("/").at(-1) ?? ""
    for (const path of [
      "paper/x",
      `file/${id}`,
      "paper/../system",
      "system",
      "oberbuergermeister",
      `organization/${id}/meeting`,
    ])
      expect(await json(`${base()}/${path}`), path).toMatchObject({ status: 404 })
    expect(await json(`${square.origin}/oparl/${"0".repeat(32)}`)).toMatchObject({
      status: 404,
      type: `${SCHEMA}Error`,
    })
    expect((await square.app.request(`/oparl/${house.publicId}/paper`, { method: "POST" })).status).toBe(405)
    const asked = await square.app.request(`/oparl/${house.publicId}/paper`, { method: "OPTIONS" })
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "*"])
  })

  test("asked again with what one has, the answer is 304 without a body", async () => {
    // What changed within the last two seconds names no instant yet.
    await until(async () => (await ask(paperId)).headers.has("last-modified"))
    const answer = await ask(paperId)
    const etag = answer.headers.get("etag") ?? ""
    const modified = answer.headers.get("last-modified") ?? ""
    expect(Date.parse(modified)).toBe(Date.parse(String((await answer.json()).modified)))
    const same = await ask(paperId, { "if-none-match": etag })
    expect([same.status, await same.text()]).toEqual([304, ""])
    expect((await ask(paperId, { "if-modified-since": modified })).status).toBe(304)
    expect((await ask(paperId, { "if-none-match": '"anders"', "if-modified-since": modified })).status).toBe(200)
    const list = await ask(`${base()}/paper`)
    expect((await ask(`${base()}/paper`, { "if-none-match": list.headers.get("etag") ?? "" })).status).toBe(304)
  })

  test("withdrawn, only a stub is left: with modified_since, under its own address, with nothing of what it said", async () => {
    const paper = one(await listed("paper"))
    const file = isObject(paper.mainFile) ? paper.mainFile : {}
    noon(10)
    await Publication.withdraw(house.as("veroeffentlichung"), { vorlageId, reason: "Falsche Anlage." })
    await settled()
    expect(await listed("paper")).toEqual([])
    expect(await listed("file")).toEqual([])
    const stub = await json0(paperId)
    expect(stub).toEqual({
      id: paperId,
      type: `${SCHEMA}Paper`,
      created: paper.created,
      modified: stub.modified,
      deleted: true,
    })
    expect(Date.parse(String(stub.modified))).toBeGreaterThan(Date.parse(String(paper.modified)))
    const since = new URLSearchParams({ modified_since: String(stub.modified) })
    expect(await listed(`paper?${since}`)).toEqual([stub])
    expect((await listed(`file?${since}`)).map((f) => f.id)).toContain(file.id)
    expect(await listed(`paper?${new URLSearchParams({ modified_until: String(stub.modified) })}`)).toEqual([])
    expect((await ask(String(file.accessUrl))).status).toBe(410)
    const { wrong, lists } = await crawl(base(), {
      ask,
      secrets: [SECRET, "mehrheitlich", "Karte der Geschäftsstellen"],
    })
    expect(wrong).toEqual([])
    expect((lists.get("AgendaItem") ?? []).filter((i) => i.consultation ?? i.result ?? i.resolutionFile)).toEqual([])
  })

  test("released again, it is there again under the same address", async () => {
    const gone = await json0(paperId)
    await house.release(vorlageId)
    await settled()
    const { wrong, lists } = await crawled()
    expect(wrong).toEqual([])
    const paper = one(lists.get("Paper") ?? [])
    expect([paper.id, paper.created]).toEqual([paperId, gone.created])
    expect(await listed(`paper?${new URLSearchParams({ modified_since: String(gone.modified) })}`)).toEqual([paper])
  })

  test("what follows runs twice without a change", async () => {
    const { follow } = await import("@beschlussweg/core/oparl")
    const before = (await crawled()).objects
    const ctx = await square.workshop.ctx(house.tenantId)
    for (const log of [vorlageId, soz, ka, "house"]) await follow(ctx, { log })
    expect((await crawled()).objects).toEqual(before)
  })
})

test("a Vorlage that ends without a decision leaves a stub", async () => {
  const soz = await plan("soz", 18)
  await plan("ka", 19)
  const vorlageId = await house.vorlage("body", { betreff: "Umbau der Eingangszone", beratungsfolge: on(18, 19) })
  await settled()
  await invite(soz)
  await house.release(vorlageId)
  await settled()
  const { id } = (await listed("paper")).find((p) => p.name === "Umbau der Eingangszone") ?? {}
  await Vorlage.stop(house.as("sitzungsdienst"), { vorlageId, reason: "Das Vorhaben entfällt." })
  await until(async () => (await house.read(vorlageId)).state === "withdrawn")
  await settled()
  expect(await json0(String(id))).toMatchObject({ deleted: true })
  expect((await crawled()).wrong).toEqual([])
})

test("dealt with behind closed doors, a public Vorlage stays, and its result is not told", async () => {
  const soz = await plan("soz", 21)
  await plan("ka", 22)
  const vorlageId = await house.vorlage("body", { betreff: "Ausbau der Beratung", beratungsfolge: on(21, 22) })
  await invite(soz)
  await house.release(vorlageId)
  noon(21)
  await house.carry(vorlageId, "second", { sitzungPublic: false })
  await until(async () => {
    const { findings } = await house.preview(vorlageId)
    if (findings.some((f) => f.reason.startsWith("twin.")))
      await Publication.twin(house.as("veroeffentlichung"), { vorlageId }).catch(() => {})
    return findings.length === 0
  })
  await house.release(vorlageId)
  await settled()
  const { id, consultation } = (await listed("paper")).find((p) => p.name === "Ausbau der Beratung") ?? {}
  expect(consultation).toHaveLength(2)
  const own = (await listed("consultation")).filter((c) => c.paper === id).map((c) => c.id)
  const items = (await listed("agendaItem")).filter((i) => own.includes(i.consultation))
  expect(items.map((i) => [i.name, i.result, i.resolutionFile])).toEqual([
    ["Ausbau der Beratung", undefined, undefined],
  ])
  expect((await crawled()).wrong).toEqual([])
})

test("an Ergänzungsvorlage and its original name each other where both are public", async () => {
  const soz = await plan("soz", 24)
  await plan("ka", 25)
  const vorlageId = await house.vorlage("body", { beratungsfolge: on(24, 25) })
  await invite(soz)
  await house.release(vorlageId)
  const author = house.as("verfasser")
  const { id, rev: draft } = await Vorlage.supplement(author, { vorlageId, betreff: "Ergänzung der Öffnungszeiten" })
  await Vorlage.submit(author, { vorlageId: id, rev: draft })
  await until(async () => (await house.whole(id)).chain?.value.state === "running")
  await settled()
  await house.carry(id, "body")
  await settled()
  await Sitzung.supplement(office(), { sitzungId: soz, rev: await rev(soz), kind: "ergaenzung", vorlageId: id })
  await settled()
  const found = async (name: string) => (await listed("paper")).find((p) => p.name === name) ?? {}
  expect((await found(house.form().betreff)).relatedPaper).toBeUndefined()
  await house.release(id)
  await settled()
  const [first, second] = [await found(house.form().betreff), await found("Ergänzung der Öffnungszeiten")]
  expect(first.relatedPaper).toEqual([second.id])
  expect(second.relatedPaper).toEqual([first.id])
  expect((await crawled()).wrong).toEqual([])
})

test("a meeting that is moved or cancelled after the invitation stays under its address", async () => {
  const sitzungId = await plan("soz", 30)
  await invite(sitzungId)
  const start = (m: Json) => String(m.start).slice(0, 16)
  const day = (n: number) => `${addDays(first, n)}T17:00`
  const { id } = (await listed("meeting")).find((m) => start(m) === day(30)) ?? {}
  await Sitzung.move(office(), {
    sitzungId,
    rev: await rev(sitzungId),
    on: addDays(first, 32),
    reason: "Der Saal ist belegt.",
    confirmed: true,
  })
  await settled()
  const moved = await json0(String(id))
  expect([start(moved), moved.meetingState, moved.cancelled]).toEqual([day(32), "terminiert", false])
  await Sitzung.cancel(office(), {
    sitzungId,
    rev: await rev(sitzungId),
    reason: "Zu wenige Punkte.",
    toSitzungId: null,
  })
  await settled()
  expect(await json0(String(id))).toMatchObject({ cancelled: true })
  expect((await crawled()).wrong).toEqual([])
})

test("a body that is no longer shown takes its meetings and rows with it, and brings them back", async () => {
  const change = async (shown: boolean) => {
    const admin = house.as("administration")
    const { id: _, version: __, ...settings } = await Tenant.read(admin, {})
    const gremien = settings.gremien.map((g) => (g.id === "soz" ? { ...g, shown } : g))
    await Tenant.change(admin, { ...settings, gremien })
    await settled()
    await settled()
  }
  const before = await crawled()
  await change(false)
  const hidden = await crawl(base(), { ask, secrets: [SECRET, "Ausschuss für Arbeit und Soziales,"] })
  expect(hidden.wrong).toEqual([])
  expect((hidden.lists.get("Organization") ?? []).map((o) => o.name)).not.toContain("Ausschuss für Arbeit und Soziales")
  expect(hidden.lists.get("Meeting")).toHaveLength(1)
  expect((hidden.lists.get("Consultation") ?? []).map((c) => c.role)).toEqual(
    (hidden.lists.get("Paper") ?? []).map(() => "Entscheidung"),
  )
  await change(true)
  const after = await crawled()
  expect(after.wrong).toEqual([])
  expect([...after.objects.keys()].sort()).toEqual([...before.objects.keys()].sort())
})

test("every item of the interface is part of what the house can take out and what is deleted with it", async () => {
  const begin = `${house.tenantId}#oparl/`
  const found = new Set<string>()
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await square.world.client.send(
      new ScanCommand({ TableName: square.world.tableName, ProjectionExpression: "pk", ExclusiveStartKey: start }),
    )
    for (const { pk } of page.Items ?? []) if (pk?.S?.startsWith(begin)) found.add(`oparl/${pk.S.slice(begin.length)}`)
    start = page.LastEvaluatedKey
  } while (start)
  const known = (await partitions(office().table)).get("oparl") ?? []
  expect([...found].filter((pk) => !known.includes(pk))).toEqual([])
  expect([...found]).toEqual(expect.arrayContaining(["oparl/paper", "oparl/gone.paper", "oparl/state"]))
  expect([...found].filter((pk) => pk.startsWith("oparl/meeting."))).toHaveLength(2)
})

test("switched off, everything is 404; switched on again, everything has its old address", async () => {
  const before = await crawled()
  await house.set({ ...OPEN, oparl: false })
  for (const id of before.objects.keys()) expect((await ask(id)).status, id).toBe(404)
  await house.set(null)
  expect((await ask(base())).status).toBe(404)
  await house.set(OPEN)
  await settled()
  const after = await crawled()
  expect(after.wrong).toEqual([])
  expect([...after.objects.keys()]).toEqual([...before.objects.keys()])
})

test("a page of another house, another list or another filter is refused, and no house says anything of another", async () => {
  const other = await square.house("kreis-brennhausen", (s) => ({ ...s, publication: OPEN }))
  const never = await square.house("kreis-stumm", (s) => ({ ...s, publication: PUBLICATION }))
  expect((await ask(base(never))).status).toBe(404)
  const { links } = await json(`${base(other)}/organization?limit=1`)
  const token = isObject(links) ? new URL(String(links.next)).searchParams.get("page") : ""
  const page = (url: string) => json(`${url}${url.includes("?") ? "&" : "?"}page=${encodeURIComponent(token ?? "")}`)
  expect(await page(`${base(other)}/organization`)).toMatchObject({ status: 200 })
  for (const url of [
    `${base()}/organization`,
    `${base(other)}/paper`,
    `${base(other)}/organization?created_since=2020-01-01T00:00:00Z`,
    `${base(other)}/organization?modified_since=2020-01-01T00:00:00Z`,
  ])
    expect(await page(url), url).toMatchObject({ status: 400, type: `${SCHEMA}Error` })
  const { id } = (await listed("organization"))[0] ?? {}
  const foreign = `${base(other)}/organization/${String(id).split("/").at(-1)}`
  expect((await ask(foreign)).status).toBe(404)
  const found = await crawl(base(other), { ask })
  expect(found.wrong).toEqual([])
  for (const address of found.objects.keys()) expect(address.startsWith(base(other))).toBe(true)
})
