/** Bad luck, each kind for itself: a throttled table, a late stream, a poison record, a deploy in the middle, clocks, certificates, lost keys. */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { PutItemCommand } from "@aws-sdk/client-dynamodb"
import type { Table } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import * as Record from "@beschlussweg/core/record"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { logTo } from "@beschlussweg/functions/log"
import { worldOf } from "@beschlussweg/functions/wire"
import { handle, openWorkshop, start, type Workshop } from "@beschlussweg/functions/worker"
import { verify } from "@beschlussweg/pdf/verify"
import { injectFaults } from "@beschlussweg/store/fault"
import { duePlace } from "@beschlussweg/store/key"
import { type Change, follow } from "@beschlussweg/store/stream"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { givenVorlageInZeichnung, type House, mending, openWorld, type Paper, type World } from "./house.ts"
import { stages } from "./stages.ts"

const lines: string[] = []
const said = (event: string) =>
  lines.map((line) => JSON.parse(line) as { event: string; [field: string]: unknown }).filter((l) => l.event === event)

let world: World
let house: House
let workshop: Workshop
let room = 0
beforeAll(async () => {
  logTo((line) => lines.push(line))
  world = await openWorld("2027-01-11T08:00:00Z")
  // Without a timestamp service: its own certificate would end with the authority's, and time is to pass here.
  workshop = await openWorkshop(office(), { tsa: "none" })
  // Authorities are older than what they sign.
  world.clock.pass(1)
})
afterAll(() => world.stop())
beforeEach(async () => {
  house = await world.house("T1", `kreis-${++room}`)
  lines.length = 0
})

/** The world as a process knows it whose clock goes wrong by so much. */
function office(skewMs = 0) {
  const { store, dir, clock } = world
  const { client, streams, tableName, cursorKey } = store
  const now = () => new Date(clock.now().getTime() + skewMs)
  return worldOf({ client, streams, tableName, cursorKey, dir, now, close: async () => {} })
}
/** Everything that a house owes about a Vorlage, done by this worker. */
async function done(paper: Paper, by: Workshop = workshop): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const { items } = await house.workCtx().table.list(`duty/${paper.id}`, Duty)
    const owed = items.filter((i) => i.value.kind === "paper")
    if (owed.length === 0) return
    for (const { key } of owed) await handle(by, house.tenantId, key)
  }
}
const owedOf = async (paper: Paper) => (await paper.whole()).fassungen.flatMap((f) => f.value.owed)
const decide = async (paper: Paper, person: string, ctx = house.as(person)) =>
  Vorlage.decide(ctx, { kind: "sign", ...(await paper.seen()), stepId: (await paper.open()).id })

/** Sealed, heard, and waiting for the first Zeichnung, with all documents. */
async function given(): Promise<Paper> {
  world.workshop = { ...(await workshop.ctx(house.tenantId)) }
  return givenVorlageInZeichnung(house)
}
const signed = async (paper: Paper) =>
  ((await paper.whole()).fassungen.at(-1)?.value.documents ?? []).filter((d) => d.kind === "sign")
async function sound(paper: Paper): Promise<void> {
  expect(await mending(house, paper.id)).toEqual([])
  for (const { value } of (await paper.whole()).fassungen)
    expect(await stages(house, value, workshop.keys.ca)).toEqual([])
}

test("a table that is throttled for everybody: nothing half done, an error that says nothing, and all of it goes on afterwards", {
  timeout: 120_000,
}, async () => {
  const paper = await given()
  await decide(paper, "amtsleitung")
  const facts = await paper.facts()
  const seen = { ...(await paper.seen()), stepId: (await paper.open()).id }
  const [owed] = (await house.workCtx().table.list(`duty/${paper.id}`, Duty)).items
  const faults = injectFaults([world.store.client], 1, { throttle: 1 })
  try {
    const wish = Vorlage.decide(house.as("dezernent"), { kind: "sign", ...seen })
    const [person, worker] = await Promise.allSettled([wish, handle(workshop, house.tenantId, owed?.key ?? "")])
    expect(person).toMatchObject({ status: "rejected" })
    expect(person.status === "rejected" && person.reason).not.toBeInstanceOf(AppError)
    expect(worker.status).toBe("rejected")
  } finally {
    faults.detach()
  }
  expect(await paper.facts()).toEqual(facts)
  await done(paper)
  await decide(paper, "dezernent")
  await done(paper)
  expect(await signed(paper)).toHaveLength(2)
  await sound(paper)
})

test("a stream that is an hour late finds everything done by the sweep, and does nothing twice", async () => {
  const late: Change[] = []
  const following = follow(world.store.streams, {
    tableName: world.store.tableName,
    from: "now",
    onRecords: (changes) => {
      late.push(...changes.filter((c) => c.tenantId === house.tenantId && c.kind === "insert"))
    },
  })
  await following.ready
  const paper = await given()
  const sweeping = await start(office(), workshop, { stream: false, sweepMs: 86_400_000 })
  await decide(paper, "amtsleitung")
  world.clock.set(new Date(world.clock.now().getTime() + 3_600_000).toISOString())
  while ((await sweeping.sweep()) > 0) await sweeping.idle()
  await sweeping.stop()
  const before = { facts: await paper.facts(), documents: (await paper.whole()).fassungen[0]?.value.documents }
  expect(before.documents?.filter((d) => d.kind === "sign")).toHaveLength(1)
  // An hour later every record comes, twice and last first.
  await expect.poll(() => late.some((c) => c.key.startsWith(`fact/${paper.id}`)), { timeout: 10_000 }).toBe(true)
  await following.stop()
  for (const change of [...late.toReversed(), ...late])
    if (change.key.startsWith("duty/")) await handle(workshop, house.tenantId, change.key)
  expect({ facts: await paper.facts(), documents: (await paper.whole()).fassungen[0]?.value.documents }).toEqual(before)
  await sound(paper)
})

test("a duty that nobody can read stops neither its house nor the sweep, and every round names it", async () => {
  const { client, tableName } = world.store
  const dueAt = world.clock.now().toISOString()
  const poison = "duty/vl_gift/f1-001"
  const { dpk, dsk } = duePlace(house.tenantId, poison, dueAt)
  const Item = {
    ...{ pk: { S: `${house.tenantId}#duty/vl_gift` }, sk: { S: "f1-001" }, rev: { N: "1" }, v: { N: "9" } },
    ...{ tx: { S: "t" }, value: { S: "{}" }, dpk: { S: dpk }, dsk: { S: dsk } },
  }
  await client.send(new PutItemCommand({ TableName: tableName, Item }))
  const paper = await given()
  await decide(paper, "amtsleitung")
  const worker = await start(office(), workshop, { stream: false, sweepMs: 86_400_000 })
  try {
    for (let round = 1; round <= 3; round++) {
      await worker.sweep()
      await worker.idle()
      expect(said("worker.failed").filter((l) => l.key === poison)).toHaveLength(round)
    }
  } finally {
    await worker.stop()
  }
  expect(said("worker.failed")[0]).toMatchObject({ duty: poison, reason: "version", error: "Unreadable" })
  expect(await owedOf(paper)).toEqual([])
  await sound(paper)
  await house.workCtx().table.commit([], [{ drop: poison, rev: 1 }])
})

describe("a deploy in the middle of a signature", () => {
  /** A worker that is gone before its n-th look at table or files, as a container that is shut down. */
  function dying(n: number): { readonly workshop: Workshop; readonly died: () => boolean } {
    let steps = 0
    const step =
      <A extends unknown[], R>(act: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        if (++steps >= n) throw new Error("shut down")
        return act(...given)
      }
    return {
      died: () => steps >= n,
      workshop: {
        ...workshop,
        async ctx(tenantId) {
          const ctx = await workshop.ctx(tenantId)
          const table: Table = {
            get: (key, schema) => step(() => ctx.table.get(key, schema))(),
            list: (prefix, schema, page) => step(() => ctx.table.list(prefix, schema, page))(),
            listIndex: (prefix, schema, page) => step(() => ctx.table.listIndex(prefix, schema, page))(),
            commit: step(ctx.table.commit),
          }
          const papers = { ...ctx.papers, get: step(ctx.papers.get), put: step(ctx.papers.put) }
          return { ...ctx, table, papers }
        },
      },
    }
  }

  test("wherever the old worker stops, the new one goes on, and there is one signature", {
    timeout: 120_000,
  }, async () => {
    const paper = await given()
    await done(paper)
    const people = ["amtsleitung", "dezernent", "kaemmerer", "landrat"]
    let deaths = 0
    let n = 1
    for (const person of people) {
      await decide(paper, person)
      const key = async () =>
        (await house.workCtx().table.list(`duty/${paper.id}`, Duty)).items.find((i) => i.value.kind === "paper")?.key ??
        ""
      // A few places per signature; together every one between the first look and the last commit.
      for (let at = 0; at < 6; at++, n++) {
        const old = dying(n)
        await handle(old.workshop, house.tenantId, await key()).catch(() => undefined)
        if (old.died()) deaths++
        else n = 0
        if ((await owedOf(paper)).length === 0) break
      }
      // The release before is gone; what its duty says of attempts and pauses is the new one's to respect.
      await done(paper, await openWorkshop(office(), { tsa: "none" }))
      expect(await owedOf(paper)).toEqual([])
    }
    expect(deaths).toBeGreaterThan(8)
    expect((await signed(paper)).map((d) => d.stepId)).toHaveLength(4)
    const last = (await signed(paper)).at(-1)
    const bytes = await house.workCtx().papers.get(last?.path ?? "")
    const report = verify(bytes ?? new Uint8Array(), { ca: workshop.keys.ca })
    expect(report.exit).toBe(0)
    expect(report.signatures.filter((s) => s.kind === "zeichnung")).toHaveLength(4)
    await sound(paper)
  })
})

test.each([
  ["ten minutes ahead", 600_000],
  ["ten minutes behind", -600_000],
])("a worker whose clock is %s of everybody else's", async (_, skew) => {
  const other = office(skew)
  // Its authority was made before: a certificate that begins later than a clock says is refused by that clock.
  await workshop.ctx(house.tenantId)
  world.clock.pass(1)
  const wrong = await openWorkshop(other, { tsa: "none" })
  const paper = await given()
  for (const person of ["amtsleitung", "dezernent"]) {
    await decide(paper, person)
    await done(paper, wrong)
  }
  expect(await signed(paper)).toHaveLength(2)
  await sound(paper)
  // The record's order is its sequence, not its times; the night's anchor takes no offence within its quarter of an hour.
  world.clock.pass(1)
  const made = await Record.work(await workshop.ctx(house.tenantId))
  expect(made?.differences).toEqual([])
  expect(await Record.check({ ...house.workCtx(), now: world.clock.now }, paper.id)).toMatchObject({ intact: true })
})

describe("the issuing authority", () => {
  const files = (tenantId: string) =>
    ["key.pem", "pem"].map((end) => join(world.dir, "keys", `mandant.${tenantId}.${end}`))

  test("has come to its end: nothing is signed and the reason stands in the duty; renewed, it goes on; what is old verifies", async () => {
    const paper = await given()
    await decide(paper, "amtsleitung")
    await done(paper)
    const then = world.clock.now().toISOString()
    const old = (await signed(paper))[0]
    await decide(paper, "dezernent")
    // 26 years later; nobody has renewed anything.
    world.clock.pass(26 * 365)
    workshop.forget(house.tenantId)
    const key = (await house.workCtx().table.list(`duty/${paper.id}`, Duty)).items.find(
      (i) => i.value.kind === "paper",
    )?.key
    await handle(workshop, house.tenantId, key ?? "")
    expect((await house.workCtx().table.get(key ?? "", Duty))?.value).toMatchObject({
      attempts: 1,
      lastError: "authority.expired",
    })
    expect(said("duty.failed").at(-1)).toMatchObject({ duty: key, error: "authority.expired" })
    expect(await signed(paper)).toHaveLength(1)
    expect(workshop.keys.retire(house.tenantId)).toBe(true)
    workshop.forget(house.tenantId)
    await done(paper)
    expect(await signed(paper)).toHaveLength(2)
    for (const d of [old, ...(await signed(paper))]) {
      const bytes = (await house.workCtx().papers.get(d?.path ?? "")) ?? new Uint8Array()
      expect(verify(bytes, { ca: workshop.keys.ca }).exit, d?.path).toBe(0)
    }
    await sound(paper)
    world.clock.set(then)
  })

  test("has lost its key: nothing is signed with another one under its name; made anew it goes on, and what was signed verifies", async () => {
    const paper = await given()
    await decide(paper, "amtsleitung")
    await done(paper)
    await decide(paper, "dezernent")
    const [key = "", certificate = ""] = files(house.tenantId)
    await rm(key)
    // Another container, which has nothing in memory.
    const fresh = await openWorkshop(office(), { tsa: "none" })
    const duty = (await house.workCtx().table.list(`duty/${paper.id}`, Duty)).items.find(
      (i) => i.value.kind === "paper",
    )?.key
    await expect(handle(fresh, house.tenantId, duty ?? "")).rejects.toThrow("do not belong together")
    expect(await signed(paper)).toHaveLength(1)
    // The ceremony: certificate and key anew, under the same root.
    await rm(certificate)
    await rm(key, { force: true })
    const renewed = await openWorkshop(office(), { tsa: "none" })
    await done(paper, renewed)
    expect(await signed(paper)).toHaveLength(2)
    await sound(paper)
    const last = (await signed(paper)).at(-1)
    const bytes = (await house.workCtx().papers.get(last?.path ?? "")) ?? new Uint8Array()
    expect(verify(bytes, { ca: renewed.keys.ca }).signatures.filter((s) => s.kind === "zeichnung")).toHaveLength(2)
  })
})
