/** One trace from the request to the signed PDF, figures per verb, and no word of a person in any of the lines. */
import * as Vorlage from "@beschlussweg/core/vorlage"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { ALL_HERE, at, formOf, HERE, openApp, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo, observe } from "@beschlussweg/functions/log"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"

const AUTHOR = "mira-holtkamp"
const Line = z.looseObject({
  event: z.string(),
  trace: z.string().optional(),
  requestId: z.string().optional(),
  tenantId: z.string().optional(),
  fact: z.string().optional(),
  duty: z.string().optional(),
  kind: z.string().optional(),
  verb: z.string().optional(),
  result: z.string().optional(),
  cold: z.number().optional(),
  calls: z.number().optional(),
})
const Read = z.looseObject({
  chain: z.looseObject({ sha256: z.string(), pdfSha256: z.string() }),
})
const Task = z.looseObject({ kind: z.string(), vorlageId: z.string().optional(), stepId: z.string().optional() })

const lines: string[] = []
let http: TestApp
let worker: Running
let id = ""
/** id of the request that signed */
let signed = ""
beforeAll(async () => {
  logTo((line) => lines.push(line))
  http = await openApp()
  worker = await start(http.world, await openWorkshop(http.world, { tsa: "none" }), {
    stream: false,
    sweepMs: 3_600_000,
  })
  observe("probe")
  const created = await http.ask(at("/vorlagen"), { as: AUTHOR, json: { form: formOf(http.world.now()) } })
  const draft = z.object({ id: z.string(), rev: z.int() }).parse(await created.json())
  id = draft.id
  await http.ask(at(`/vorlagen/${id}/einreichung`), { as: AUTHOR, json: { rev: draft.rev } })
  await worked()
  for (let steps = 0; steps < 10 && signed === ""; steps++) await next()
}, 120_000)
afterAll(async () => {
  observe(undefined)
  await worker.stop()
  await http.stop()
})

async function worked(): Promise<void> {
  while ((await worker.sweep()) > 0) await worker.idle()
}

/** The next thing that waits, done by the person who has every function. */
async function next(): Promise<void> {
  const tasks = z.array(Task).parse(await (await http.ask(at("/aufgaben"), { as: ALL_HERE })).json())
  const task = tasks.find((t) => t.vorlageId === id && ["state", "cosign", "sign"].includes(t.kind))
  if (!task) throw new Error("nothing waits")
  const { chain } = Read.parse(await (await http.ask(at(`/vorlagen/${id}`), { as: ALL_HERE })).json())
  const seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256, stepId: task.stepId }
  const more = task.kind === "state" ? { text: "Keine Bedenken." } : task.kind === "cosign" ? { outcome: "agreed" } : {}
  const answer = await http.ask(at(`/vorlagen/${id}/entscheidung`), {
    as: ALL_HERE,
    json: { kind: task.kind, ...seen, partyId: task.partyId, ...more },
  })
  expect(answer.status).toBe(200)
  if (task.kind === "sign") signed = answer.headers.get("x-request-id") ?? ""
  await worked()
}

const said = (event: string) => lines.map((line) => Line.parse(JSON.parse(line))).filter((l) => l.event === event)

describe("one trace", () => {
  test("leads from the request that signed to the duty, to the paper and to the mails' duties", async () => {
    expect(signed).toMatch(/^[0-9a-f-]{36}$/)
    const request = said("http.done").find((l) => l.requestId === signed)
    expect(request).toMatchObject({ trace: signed, verb: "vorlage.decide", result: "ok", tenantId: HERE, status: 200 })
    const facts = said("fact.written").filter((l) => l.trace === signed)
    expect(facts.map((f) => f.kind)).toContain("step.signed")
    // The worker's own fact about the signed file, in a later transaction of another part of the program.
    expect(facts.map((f) => f.kind)).toContain("document.filed")
    const paper = said("duty.done").filter((l) => l.trace === signed && l.kind === "paper")
    expect(paper.length).toBeGreaterThan(0)
    expect(said("duty.written").filter((l) => l.trace === signed)).not.toEqual([])

    // Back again: from the file, by its fact, to the request.
    const ctx = http.world.ctx(HERE, { personId: "worker", name: "", functions: [] }, "worker")
    const { fassungen } = await Vorlage.load(ctx, id)
    const file = fassungen[0]?.value.documents.find((d) => d.kind === "sign")
    const record = await Vorlage.factsOf(ctx, id)
    const filed = record.find((f) => f.type === "document.filed" && f.data.sha256 === file?.sha256)
    const key = `fact/${id}/${String(filed?.seq).padStart(10, "0")}`
    expect(said("fact.written").find((l) => l.fact === key)?.trace).toBe(signed)
  })

  test("every fact of the procedure stands under exactly one trace, and none in the fact itself", async () => {
    const ctx = http.world.ctx(HERE, { personId: "worker", name: "", functions: [] }, "worker")
    const record = await Vorlage.factsOf(ctx, id)
    for (const fact of record) {
      const key = `fact/${id}/${String(fact.seq).padStart(10, "0")}`
      expect(
        said("fact.written").filter((l) => l.fact === key),
        key,
      ).toHaveLength(1)
      expect(JSON.stringify(fact)).not.toContain(signed)
    }
    const requests = new Set(said("http.done").map((l) => l.trace))
    for (const line of said("fact.written")) expect(requests.has(line.trace)).toBe(true)
  })

  test("a request that is not let in has a line without a house's context", async () => {
    const answer = await http.ask(at("/aufgaben"))
    expect(answer.status).toBe(401)
    const requestId = answer.headers.get("x-request-id")
    const line = said("http.done").find((l) => l.requestId === requestId)
    expect(line).toMatchObject({ verb: "task.mine", result: "refused", status: 401 })
    expect(line?.tenantId).toBeUndefined()
    // Nobody can make new names of figures.
    await http.ask("/irgendwo/Kim-Adler")
    expect(said("http.done").at(-1)).toMatchObject({ verb: "page.other", result: "refused" })
  })
})

describe("figures", () => {
  const Embedded = z.looseObject({
    stage: z.literal("probe"),
    _aws: z.strictObject({
      Timestamp: z.int(),
      CloudWatchMetrics: z
        .array(
          z.strictObject({
            Namespace: z.literal("Beschlussweg"),
            Dimensions: z.array(z.array(z.string()).max(30)),
            Metrics: z.array(z.strictObject({ Name: z.string(), Unit: z.enum(["Milliseconds", "Count"]) })).max(100),
          }),
        )
        .length(2),
    }),
  })
  test("stand in the lines of requests and duties as the format wants them: every figure and every dimension is a member", () => {
    const own = [...said("http.done"), ...said("duty.done")]
    expect(own.length).toBeGreaterThan(5)
    for (const line of own) {
      const { _aws, ...members } = Embedded.parse(line)
      for (const { Dimensions, Metrics } of _aws.CloudWatchMetrics) {
        for (const { Name } of Metrics) expect(typeof members[Name], Name).toBe("number")
        for (const name of Dimensions.flat()) expect(typeof members[name], name).toBe("string")
      }
      // What is kept per verb is what is paid for a hundred times.
      expect(_aws.CloudWatchMetrics[1]?.Metrics).toHaveLength(2)
    }
    expect(own.filter((l) => l.cold === 1).length).toBeLessThanOrEqual(1)
  })

  test("are not written at home, nor is what went well", async () => {
    observe("local")
    const before = lines.length
    await http.ask(at("/aufgaben"), { as: ALL_HERE })
    expect(lines.length).toBe(before)
    observe("probe")
  })
})

test("no line says a name, a word of the form or an address", () => {
  const words = [...AULENFELD.people.flatMap((p) => [p.name, p.title, p.phone]), "Öffnungszeiten", "Bedenken"]
  for (const word of words.filter((w) => w !== undefined)) for (const line of lines) expect(line).not.toContain(word)
})

test("the process says that it lives without asking the table", async () => {
  expect(await (await http.ask("/api/alive")).json()).toEqual({ status: "ok", version: "0.0.0-test" })
})
