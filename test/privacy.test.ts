/** No personal data in the logs: every line of whole procedures, of refusals, crashes and a deletion, is read for words of people. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Fact } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import type { Press } from "@beschlussweg/core/paper"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { createApp } from "@beschlussweg/functions/api"
import { DEMO_DAYS, demoClock, runDemo } from "@beschlussweg/functions/demo"
import { AULENFELD, BRENNHAUSEN } from "@beschlussweg/functions/demo/house"
import { openDoor } from "@beschlussweg/functions/door"
import { formOf } from "@beschlussweg/functions/fixture"
import { log, logTo } from "@beschlussweg/functions/log"
import { openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { press } from "@beschlussweg/pdf/press"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const lines: string[] = []
let dir: string
let world: World
/** Words of people that were really in use: each was found in the tables or files before it was looked for in the lines. */
const words = new Set<string>()

beforeAll(async () => {
  logTo((line) => {
    lines.push(line)
  })
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-privacy-"))
  const clock = demoClock(DEMO_DAYS)
  world = await openWorld({ dir, now: clock.now })
  const workshop = await openWorkshop(world)
  const running = await start(world, workshop, { sweepMs: 500 })
  try {
    for (const weg of ["T1", "T5"] as const) {
      const { tenantId, vorlageId } = await runDemo(world, running, { weg, finanzen: true, clock })
      clock.pass(1 - DEMO_DAYS)
      await collect(tenantId, vorlageId)
    }
  } finally {
    await running.stop()
  }
})
afterAll(async () => {
  await world.close()
  await rm(dir, { recursive: true, force: true })
})

const inside = (tenantId: string) => world.ctx(tenantId, { personId: "test", name: "", functions: [] }, "test")

/** Names, titles, Betreff, remarks, reasons, statements and words of results that this house holds. */
async function collect(tenantId: string, vorlageId: string): Promise<void> {
  const { root, texts } = await Vorlage.load(inside(tenantId), vorlageId)
  words.add(root.value.betreff)
  for (const t of texts.values())
    for (const word of [t.name, t.forName, t.text, t.result?.vorsitz, t.result?.schriftfuehrung, t.result?.ort])
      if (word) words.add(word)
  for (const m of await Member.all(inside(tenantId).table, "left too"))
    for (const word of [m.name, m.name.split(" ").at(-1), m.title, m.phone, m.mail]) if (word) words.add(word)
}

function judge(): void {
  expect(words.size).toBeGreaterThan(40)
  for (const line of lines) for (const word of words) expect(line.includes(word), `${word} in ${line}`).toBe(false)
}

describe("log lines", () => {
  test("of two whole procedures with all documents name no person and no text", () => {
    // How many depends on how often the worker finds several duties done in one go.
    expect(lines.filter((l) => l.includes("duty.done")).length).toBeGreaterThan(15)
    judge()
    for (const line of lines) {
      const { at, event, ...fields } = JSON.parse(line) as Record<string, unknown>
      expect(String(at)).toMatch(/^\d{4}-\d\d-\d\dT/)
      expect(String(event)).toMatch(/^[A-Za-z.]+$/)
      for (const value of Object.values(fields)) expect(String(value)).toMatch(/^[A-Za-z0-9_.:/#-]{1,200}$/)
    }
  })

  test("of a paper that cannot be made, of refused and broken requests name none either", async () => {
    const before = lines.length
    const { tenant } = AULENFELD
    const author = (await Member.all(inside(tenant.id).table)).find((m) =>
      m.functions.some((f) => f.role === "verfasser"),
    )
    if (!author) throw new Error("no author")
    const ctx = world.ctx(tenant.id, Member.asActor(author), "test")
    const betreff = "Beschwerde der Frau Adlerhorst"
    words.add(betreff)
    // What breaks says everything it knows, as libraries do.
    const broken: Press = {
      ...press({ ca: "" }),
      vorlage: async (given) => {
        throw new TypeError(`cannot lay out ${JSON.stringify(given).slice(0, 2000)} for ${author.name}, ${betreff}`)
      },
    }
    const running = await start(world, await openWorkshop(world, { press: broken }), { sweepMs: 60_000 })
    const { id, rev } = await Vorlage.create(ctx, { form: { ...formOf(world.now()), betreff } })
    await Vorlage.submit(ctx, { vorlageId: id, rev })
    await running.sweep()
    await running.idle()
    await running.stop()
    expect(lines.slice(before).filter((l) => l.includes("duty.failed")).length).toBeGreaterThan(0)

    const auth = await openDoor(world, { stage: "local", origins: [], address: () => "192.0.2.77" })
    const app = createApp({
      ...auth,
      stage: "local",
      version: "0",
      alive: async () => {
        throw new Error(`no table for ${author.name}`)
      },
      closed: () => {
        throw new Error(`broken for ${author.name}`)
      },
    })
    const paths = [
      "/api/health",
      `/api/${tenant.id}/vorlagen/${encodeURIComponent(author.name)}`,
      `/anmelden/${encodeURIComponent("Kim Adler")}`,
      `/anmelden/${tenant.id}`,
      `/anmelden/rueckkehr?code=${encodeURIComponent(betreff)}&state=Kim+Adler&error_description=Adler`,
    ]
    const session = await auth.door.sessions.issue({
      accountId: "a".repeat(64),
      sid: "s",
      issuer: "https://anmeldung.example",
      clientId: "c",
      signedInAt: world.now(),
      since: world.now(),
      houses: new Map([[tenant.id, { personId: author.personId, freshMinutes: 60 }]]),
    })
    const statuses: number[] = []
    for (const path of paths)
      for (const cookie of ["", "__Host-beschlussweg=Kim-Adler", `__Host-beschlussweg=${session}`])
        statuses.push((await app.request(path, { headers: cookie ? { cookie } : {} })).status)
    expect(statuses.some((s) => s >= 500)).toBe(true)
    expect(lines.slice(before).some((l) => l.includes("http.failed"))).toBe(true)
    for (const line of lines) expect(line).not.toContain("192.0.2.77")
    judge()
  })

  test("of the operator's acts name none", async () => {
    const operator = world.operator(Operator.LOCAL_OPERATOR)
    for (const name of ["Kim Adlerhorst", "Jona Weidenbaum"]) words.add(name)
    const { template: _, ...rest } = BRENNHAUSEN.tenant
    await Operator.create(operator, {
      settings: { id: "stadt-neu", house: rest.house, land: rest.land, template: "T5" },
      administrators: [{ name: "Kim Adlerhorst" }, { name: "Jona Weidenbaum" }],
    })
    await Operator.hold(operator, { tenantId: "stadt-neu", reason: "Beschwerde der Frau Adlerhorst" })
    judge()
    const facts = JSON.stringify((await world.system.registry.list("fact/tenant-stadt-neu", Fact)).items)
    expect(facts).not.toContain("Adlerhorst")
  })

  test("say only what is on the list, and a sentence not even there", () => {
    const before = lines.length
    const more = { tenantId: "kreis", reason: "Kim Adler hat recht", betreff: "geheim", error: new Error("Kim Adler") }
    log("probe", more)
    expect(JSON.parse(lines[before] ?? "")).toEqual({
      at: expect.any(String),
      event: "probe",
      tenantId: "kreis",
      reason: "?",
      error: "Error",
    })
  })
})
