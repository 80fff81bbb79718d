/** The record as the worker keeps it and the Revision reads it: copies under a bad stream, anchors at night, alarms, verdicts. */
import { join } from "node:path"
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb"
import { canonical } from "@beschlussweg/core/canonical"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import type { Fact } from "@beschlussweg/core/fact"
import * as Record from "@beschlussweg/core/record"
import { Role } from "@beschlussweg/core/role"
import { writeArchive } from "@beschlussweg/functions/archive"
import { exportRecord } from "@beschlussweg/functions/audit/export"
import { verifyRecord } from "@beschlussweg/functions/audit/verify"
import { logTo } from "@beschlussweg/functions/log"
import { type World as Served, worldOf } from "@beschlussweg/functions/wire"
import { openWorkshop, start, type Workshop } from "@beschlussweg/functions/worker"
import { injectStreamFaults } from "@beschlussweg/store/fault"
import { record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { givenVorlageInZeichnung, type House, openWorld, type World } from "./house.ts"
import { tool } from "./tool.ts"

let world: World
let office: Served
let workshop: Workshop
let houses = 0
const heard: string[] = []

beforeAll(async () => {
  logTo((line) => heard.push(line))
  world = await openWorld("2026-02-02T08:00:00Z")
  const { client, streams, tableName, cursorKey } = world.store
  const { dir, clock } = world
  office = worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
  workshop = await openWorkshop(office, { documents: "off" })
})
afterAll(() => world.stop())

const newHouse = (): Promise<House> => world.house("T1", `kreis-${++houses}`)
const missing = async (house: House, facts: readonly Fact[]): Promise<number[]> => {
  const { papers } = house.workCtx()
  const found: number[] = []
  for (const f of facts) if ((await Record.copyOf(papers, f.log, f.seq)) === undefined) found.push(f.seq)
  return found
}

const revision = { personId: "revision", name: "Revision", functions: [{ role: "revision", as: "selbst" }] } as const

describe("the worker", () => {
  test("copies what the stream tells, once or twice, late or in another order; what was lost is copied before the anchor", async () => {
    const house = await newHouse()
    const stream = injectStreamFaults(world.store.streams, 7, { duplicate: 0.4, late: 0.4, lost: 0.3 })
    const running = await start(office, workshop, { sweepMs: 3_600_000 })
    try {
      const papers = []
      for (let i = 0; i < 6; i++) papers.push(await givenVorlageInZeichnung(house))
      await expect.poll(() => stream.counts.lost, { timeout: 20_000 }).toBeGreaterThan(0)
      await expect.poll(() => stream.counts.duplicate, { timeout: 20_000 }).toBeGreaterThan(0)
      await running.idle()
      const facts = (await Promise.all(papers.map((p) => p.facts()))).flat()
      const without = await missing(house, facts)
      expect(without.length).toBeGreaterThan(0)
      expect(without.length).toBeLessThan(facts.length)
      world.clock.pass(1)
      await running.sweep()
      expect(await missing(house, facts)).toEqual([])
      expect(heard.filter((l) => l.includes("record.failed"))).toEqual([])
      const day = (await Record.latest(house.workCtx(), world.clock.today()))?.day
      expect(day).toBe("2026-02-03")
      const files = await exportRecord(house.workCtx(), { ca: workshop.keys.ca })
      expect(verifyRecord(files, { ca: workshop.keys.ca })).toMatchObject({ exit: 0, findings: [] })
    } finally {
      stream.detach()
      await running.stop()
    }
  })

  test("a copy that says something else is an alarm line without a name, and the anchor is made all the same", async () => {
    const house = await newHouse()
    const paper = await house.draft()
    const [first] = await paper.facts()
    if (!first) throw new Error("no fact")
    const other = new TextEncoder().encode(canonical({ ...first, by: "jemand" }))
    await house.workCtx().papers.put(Record.copyPath(paper.id, 1), other)
    heard.length = 0
    const running = await start(office, workshop, { stream: false, sweepMs: 3_600_000 })
    world.clock.pass(1)
    await running.sweep()
    await running.stop()
    const lines = heard.filter((l) => l.includes("record.failed"))
    expect(lines.map((l) => JSON.parse(l))).toEqual([
      expect.objectContaining({ tenantId: house.tenantId, name: paper.id, seq: 1, against: "copy" }),
    ])
    expect(await Record.latest(house.workCtx(), world.clock.today())).toBeDefined()
    for (const { name } of house.people()) expect(heard.join()).not.toContain(name)
  })

  test("an entry spoilt in the table is an alarm, and keeps neither the anchor nor the export from being made", async () => {
    const house = await newHouse()
    const paper = await house.draft()
    await paper.submit()
    world.clock.pass(1)
    const ctx = await workshop.ctx(house.tenantId)
    await Record.work(ctx)
    // As somebody with rights of his own on the table would do it: first fact of the house gone, one of the Vorlage no fact any more.
    const Key = (log: string, seq: number) => ({
      pk: { S: `${house.tenantId}#fact/${log}` },
      sk: { S: seq.toString().padStart(10, "0") },
    })
    const { client, tableName: TableName } = world.store
    await client.send(new DeleteItemCommand({ TableName, Key: Key("house", 1) }))
    const ExpressionAttributeValues = { ":v": { S: JSON.stringify({ nothing: true }) } }
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: Key(paper.id, 2),
        UpdateExpression: "SET #v = :v",
        ExpressionAttributeNames: { "#v": "value" },
        ExpressionAttributeValues,
      }),
    )
    await paper.withdraw().catch(() => undefined)
    expect(await Record.verify({ ...house.as("verfasser"), actor: revision }, { log: paper.id })).toMatchObject({
      intact: false,
      defects: expect.arrayContaining(["Eintrag 2 ist unlesbar gespeichert."]),
    })
    // The Revision is shown where, instead of an error of ours.
    const looking = { ...house.as("verfasser"), actor: revision }
    const shown = await Record.read(looking, { log: paper.id })
    expect(shown.spoilt).toEqual([2])
    expect(shown.items.map((f) => f.seq)).not.toContain(2)
    const listed = await Record.logs(looking, { kind: "vorlage" })
    expect(listed.items.map((l) => l.log)).toContain(paper.id)
    world.clock.pass(1)
    const made = await Record.work(ctx)
    expect(made?.differences).toEqual([{ log: "house", seq: 1, against: "anchor" }])
    const files = await exportRecord(house.workCtx(), { ca: workshop.keys.ca })
    const report = verifyRecord(files, { ca: workshop.keys.ca })
    expect(report.findings.map((f) => `${f.code} ${f.place}`)).toEqual(
      expect.arrayContaining([
        `zeile.unlesbar logs/${paper.id}.jsonl, Zeile 2`,
        `zeile.fehlt logs/${paper.id}.jsonl`,
        "protokoll.fehlt logs/house.jsonl",
      ]),
    )
    // Nor is anybody kept from handing out the house: what is left of it is all there.
    const zip = join(world.dir, "verdorben.zip")
    await writeArchive(house.workCtx(), office.files(house.tenantId), zip)
    const log = tool("unzip", ["-p", zip, `protokoll/${paper.id}.jsonl`])
      .trim()
      .split("\n")
    expect(log[1]).toBe('{"unreadable":{"nothing":true}}')
    expect(log).toHaveLength((await Record.entriesOf(house.workCtx(), paper.id)).facts.length + 1)
    expect(tool("unzip", ["-l", zip])).toContain("einstellungen.json")
  })

  test("a first entry that was spoilt or taken away hides no log", async () => {
    const house = await newHouse()
    const [spoilt, gone] = [await house.draft(), await house.draft()]
    world.clock.pass(1)
    const ctx = await workshop.ctx(house.tenantId)
    await Record.work(ctx)
    const { client, tableName: TableName } = world.store
    const Key = (id: string) => ({ pk: { S: `${house.tenantId}#fact/${id}` }, sk: { S: "0000000001" } })
    await client.send(new DeleteItemCommand({ TableName, Key: Key(gone.id) }))
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: Key(spoilt.id),
        UpdateExpression: "SET #v = :v",
        ExpressionAttributeNames: { "#v": "value" },
        ExpressionAttributeValues: { ":v": { S: "{}" } },
      }),
    )
    const looking = { ...house.as("verfasser"), actor: revision }
    const listed = await Record.logs(looking, { kind: "vorlage" })
    expect(listed.items).toMatchObject([
      { log: spoilt.id, seq: 1, hash: null, at: null, lastWord: "unlesbarer Eintrag" },
    ])
    const zip = join(world.dir, "ohne-anfang.zip")
    await writeArchive(house.workCtx(), office.files(house.tenantId), zip)
    const data = tool("unzip", ["-p", zip, "daten/vorlage.jsonl"])
    for (const { id } of [spoilt, gone]) expect(data).toContain(`vorlage/${id}/root`)
  })

  test("an anchor that cannot be sealed comes again after a pause", async () => {
    const house = await newHouse()
    const broken: Workshop = {
      ...workshop,
      ctx: async (tenantId) => {
        const ctx = await workshop.ctx(tenantId)
        return { ...ctx, issuer: { ...ctx.issuer, seal: () => Promise.reject(new Error("no key")) } }
      },
    }
    const running = await start(office, broken, { stream: false, sweepMs: 3_600_000 })
    world.clock.pass(1)
    await running.sweep()
    await running.stop()
    const duty = async () => (await house.workCtx().table.get("duty/record/anchor", Duty))?.value
    expect(await duty()).toMatchObject({ attempts: 1, lastError: "Error" })
    const again = await start(office, workshop, { stream: false, sweepMs: 3_600_000 })
    world.clock.set(new Date(world.clock.now().getTime() + 60_000).toISOString())
    await again.sweep()
    await again.stop()
    expect(await duty()).toMatchObject({ attempts: 0 })
    expect((await Record.latest(house.workCtx(), world.clock.today()))?.day).toBe(world.clock.today())
  })

  test("a night costs two reads a log, and what is new is written once", async () => {
    const house = await newHouse()
    world.clock.pass(1)
    const ctx = { ...(await workshop.ctx(house.tenantId)) }
    await Record.work(ctx)
    const logs = (await Record.names(ctx.table)).length
    world.clock.pass(1)
    const watch = record(world.store.client)
    try {
      expect(await Record.work(ctx)).toMatchObject({ copied: 0, logs })
      // Per log its last fact and its root; besides the duty, the register, the founding day, the house's name, the duty again.
      expect(watch.entries.length).toBe(2 * logs + 5)
    } finally {
      watch.detach()
    }
  })
})

describe("the Revision", () => {
  let house: House
  let vorlageId: string
  let facts: Fact[]
  beforeAll(async () => {
    house = await newHouse()
    await house.put({ personId: "revision", functions: [{ role: "revision", as: "selbst" }] })
    const paper = await givenVorlageInZeichnung(house)
    await house.put({
      personId: "vertretung",
      name: "Luca Sommerfeld",
      functions: [{ role: "amtsleitung", as: "IV", forId: "amtsleitung" }],
    })
    await paper.sign("vertretung", "Ein Hinweis.")
    vorlageId = paper.id
    facts = await paper.facts()
    world.clock.pass(1)
    await Record.work(await workshop.ctx(house.tenantId))
  })
  const as = () => house.as("revision")

  test("sees every log with its last entry, all or of one kind, page by page", async () => {
    const { items, cursor } = await Record.logs(as(), {})
    expect(cursor).toBeUndefined()
    expect(items.map((i) => i.log)).toEqual(await Record.names(house.workCtx().table))
    expect(items.find((i) => i.log === vorlageId)).toMatchObject({
      kind: "vorlage",
      seq: facts.length,
      hash: facts.at(-1)?.hash,
    })
    const vorlagen = await Record.logs(as(), { kind: "vorlage" })
    expect(vorlagen.items.map((i) => i.log)).toEqual([vorlageId])
    expect((await Record.logs(as(), { kind: "member" })).items.length).toBe(house.people().length)
  })

  test("reads the facts of a log with the names that still exist, filtered by time and kind", async () => {
    const all = await Record.read(as(), { log: vorlageId })
    expect(all.items.map((i) => i.hash)).toEqual(facts.map((f) => f.hash))
    expect(all.people).toMatchObject({
      verfasser: "Kim Adler",
      vertretung: "Luca Sommerfeld",
      amtsleitung: "Dr. Jona Weidner",
      worker: "Beschlussweg (selbsttätig)",
    })
    const signed = await Record.read(as(), { log: vorlageId, type: "step.signed" })
    expect(signed.items).toMatchObject([
      { word: "gezeichnet", persons: { by: "vertretung", forId: "amtsleitung" }, clientLabel: "Prüflauf" },
    ])
    expect((await Record.read(as(), { log: vorlageId, type: "document." })).items.map((i) => i.type)).toEqual(
      facts.map((f) => f.type).filter((t) => t.startsWith("document.")),
    )
    const day = facts[0]?.at.slice(0, 10) ?? ""
    expect((await Record.read(as(), { log: vorlageId, from: day })).items).toHaveLength(facts.length)
    expect((await Record.read(as(), { log: vorlageId, before: day })).items).toEqual([])
    const second = facts[1]?.at ?? ""
    expect((await Record.read(as(), { log: vorlageId, before: second })).items).toHaveLength(1)
    expect((await Record.read(as(), { log: vorlageId, order: "newest" })).items[0]?.hash).toBe(facts.at(-1)?.hash)
    // Words of people stand in no fact.
    expect(JSON.stringify(all)).not.toContain("Ein Hinweis.")
  })

  test("pages through a long log, and a foreign page mark is refused", async () => {
    for (let i = 0; i < 105; i++)
      await house.put({ personId: "vielfach", functions: [{ role: "lesend", as: "selbst" }], title: `Stelle ${i}` })
    const first = await Record.read(as(), { log: "member-vielfach" })
    expect(first.items).toHaveLength(100)
    const rest = await Record.read(as(), { log: "member-vielfach", cursor: first.cursor })
    expect(rest.items.at(-1)?.seq).toBe(105)
    const mixed = Record.read(as(), { log: vorlageId, cursor: first.cursor })
    await expect(mixed).rejects.toMatchObject({ code: "input" })
  })

  test("gets a verdict on a log, and a changed fact is named", async () => {
    expect(await Record.verify(as(), { log: vorlageId })).toMatchObject({
      intact: true,
      facts: facts.length,
      defects: [],
      copies: { equal: facts.length, missing: 0, differing: [] },
      anchor: { seq: facts.length, holds: true },
    })
    const paper = await house.draft()
    const [first] = await paper.facts()
    if (!first) throw new Error("no fact")
    await Record.copy(house.workCtx().papers, { ...first, by: "jemand" })
    expect(await Record.verify(as(), { log: paper.id })).toMatchObject({
      intact: false,
      defects: ["Eintrag 1 unterscheidet sich von seiner einmal geschriebenen Kopie."],
      anchor: null,
    })
    // Copies beyond the end of a log say that something was cut off.
    await Record.copy(house.workCtx().papers, { ...first, log: "house", seq: 2 })
    expect((await Record.verify(as(), { log: "house" })).defects.join()).toContain("fehlen Einträge")
    await Record.copy(house.workCtx().papers, { ...first, log: "vl_weg", seq: 1 })
    expect(await Record.verify(as(), { log: "vl_weg" })).toMatchObject({ intact: false, facts: 0 })
  })

  test("what is no log is not found, and nobody else reads the record of the house", async () => {
    for (const log of ["vl_gibtesnicht", "../house", "", "house/0000000001", "#", "a".repeat(200)])
      for (const ask of [Record.read(as(), { log }), Record.verify(as(), { log })])
        await expect(ask).rejects.toMatchObject({ code: "not_found", reason: "not_found" })
    for (const role of Role.options.filter((r) => r !== "revision")) {
      const personId = `nur-${role}`
      const place = role === "mitzeichnung" ? { amtId: "rechtsamt" } : {}
      const gremium = ["schriftfuehrung", "vorsitz", "geschaeftsstelle", "gremienmitglied"].includes(role)
        ? { gremiumId: "ka" }
        : {}
      const ctx = {
        ...as(),
        actor: { personId, name: "Niemand", functions: [{ role, as: "selbst" as const, ...place, ...gremium }] },
      }
      for (const ask of [
        Record.logs(ctx, {}),
        Record.read(ctx, { log: vorlageId }),
        Record.verify(ctx, { log: vorlageId }),
      ]) {
        const told = await ask.then(
          () => undefined,
          (error: unknown) => (error instanceof AppError ? error.reason : "?"),
        )
        expect(told, role).toBe("role.missing")
      }
    }
  })

  test("a name that was deleted is gone from the record too, the entry stays", async () => {
    const { table } = house.workCtx()
    await house.put({ personId: "fluechtig", name: "Wer Immer", functions: [{ role: "lesend", as: "selbst" }] })
    const stored = await table.get("member/fluechtig/root", z.unknown())
    await table.commit([], [{ drop: "member/fluechtig/root", rev: stored?.rev ?? 1 }])
    const { items, people } = await Record.read(as(), { log: "member-fluechtig" })
    expect(items.length).toBeGreaterThan(0)
    expect(people.fluechtig).toBeNull()
    expect((await Record.verify(as(), { log: "member-fluechtig" })).intact).toBe(true)
  })
})
