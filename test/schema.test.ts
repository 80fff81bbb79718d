/** What earlier releases wrote is read by this one: every reading verb, and a procedure that goes on; what a later one wrote is refused. */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb"
import type { Ctx } from "@beschlussweg/core/context"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { routesOf } from "@beschlussweg/functions/api/route"
import { unsafeRestore } from "@beschlussweg/functions/backup"
import { examine } from "@beschlussweg/functions/examine"
import { at, formOf, HERE, openApp, type TestApp } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { type World as Served, worldOf } from "@beschlussweg/functions/wire"
import { handle, openWorkshop, type Workshop } from "@beschlussweg/functions/worker"
import { unpacked } from "@beschlussweg/store/item"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { type House, mending, openWorld, type World } from "./house.ts"
import { inputsOf } from "./isolation/ask.ts"
import { type State, unpack } from "./schema/state.ts"
import { stages } from "./stages.ts"

const FOLDER = join(import.meta.dirname, "schema")
const RELEASES = (await readdir(FOLDER)).filter((name) => name.endsWith(".json.gz")).sort()

let http: TestApp
beforeAll(async () => {
  logTo(() => {})
  http = await openApp()
})
afterAll(() => http.stop())

type Call = (ctx: Ctx, input: object) => Promise<unknown>
/** Verbs behind GET: they read and change nothing. */
const READING = () => {
  const found = new Map<string, Call>()
  for (const { method, verb } of routesOf(http.app)) if (method === "GET") found.set(verb.name, verb as unknown as Call)
  return found
}

test("there is a state of every form that was ever written", () => {
  expect(RELEASES).toEqual(["0.1.0-form1.json.gz", "0.1.0.json.gz"])
})

describe.each(RELEASES)("the state %s", (name) => {
  let folder: string
  let world: World
  let house: House
  let about: Omit<State, "files">
  let workshop: Workshop
  let served: Served
  let ca = ""
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "beschlussweg-schema-"))
    about = unpack(join(FOLDER, name), folder)
    // A working hour later than it was written.
    world = await openWorld(new Date(Date.parse(about.at) + 3_600_000).toISOString(), "off")
    const { client, streams, tableName, cursorKey } = world.store
    await unsafeRestore({ client, tableName, dir: world.dir }, folder)
    house = await world.house("T1", about.tenantId)
    const { dir, clock } = world
    served = worldOf({ client, streams, tableName, cursorKey, dir, now: clock.now, close: async () => {} })
    workshop = await openWorkshop(served, { tsa: "none" })
    ca = workshop.keys.ca
  })
  afterAll(async () => {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test("is whole: every log, copy and paper", async () => {
    const found = await examine(house.workCtx(), served.files(about.tenantId))
    expect(found.defects).toEqual([])
    expect(found.logs).toBeGreaterThan(30)
    expect(found.papers).toBeGreaterThan(5)
  })

  test("is written in the forms that its name says", async () => {
    const forms = new Set<string | undefined>()
    let start: ScanCommand["input"]["ExclusiveStartKey"]
    do {
      const { Items = [], LastEvaluatedKey } = await world.store.client.send(
        new ScanCommand({ TableName: world.store.tableName, ExclusiveStartKey: start }),
      )
      for (const item of Items) forms.add(item.v?.N)
      start = LastEvaluatedKey
    } while (start)
    expect([...forms].sort()).toEqual(name.includes("form1") ? ["1"] : ["1", "2"])
  })

  test("every verb that reads works on it", async () => {
    const verbs = READING()
    expect(verbs.size).toBeGreaterThan(30)
    const ctx = house.as(about.all)
    let answered = 0
    const unasked: string[] = []
    for (const [verb, call] of verbs) {
      const inputs = inputsOf(verb, about.ids, house)
      if (inputs.length === 0) unasked.push(verb)
      for (const input of inputs) {
        try {
          await call(ctx, input)
          answered++
        } catch (error) {
          // A file that is still being made is refused; what is not found, or not readable, is lost.
          if (!(error instanceof AppError) || error.code !== "refused") throw new Error(verb, { cause: error })
        }
      }
    }
    // What these verbs read is made by a later release only: the state holds none of it.
    expect(unasked.sort()).toEqual(["vorlage.previewFile", "vorlage.previewed"])
    expect(answered).toBeGreaterThan(45)
  })

  test("a half-signed Vorlage is signed to the end, and its file verifies with the signatures of then and now", async () => {
    for (const person of ["kaemmerer", "landrat"]) {
      const { chain } = await Vorlage.load(house.workCtx(), about.half)
      const step = chain?.value.steps.find((s) => s.status === "open")
      await Vorlage.decide(house.as(person), {
        kind: "sign",
        vorlageId: about.half,
        fassungSha256: chain?.value.sha256 ?? "",
        pdfSha256: chain?.value.pdfSha256 ?? "",
        stepId: step?.id ?? "",
      })
      const { items } = await house.workCtx().table.list(`duty/${about.half}`, Duty)
      for (const { key, value } of items) if (value.kind === "paper") await handle(workshop, about.tenantId, key)
    }
    const { fassungen } = await Vorlage.load(house.workCtx(), about.half)
    const [fassung] = fassungen
    if (!fassung) throw new Error("no Fassung")
    expect(fassung.value.documents.filter((d) => d.kind === "sign")).toHaveLength(4)
    expect(await stages(house, fassung.value, ca)).toEqual([])
    expect(await mending(house, about.half)).toEqual([])
  })
})

describe("what a later release wrote", () => {
  const lines: string[] = []
  const AUTHOR = "mira-holtkamp"
  let id = ""
  let rev = 0
  beforeAll(async () => {
    logTo((line) => lines.push(line))
    const made = await http.ask(at("/vorlagen"), { as: AUTHOR, json: { form: formOf(http.world.now()) } })
    const draft = z.object({ id: z.string(), rev: z.int() }).parse(await made.json())
    id = draft.id
    rev = draft.rev
  })
  const key = () => ({ pk: { S: `${HERE}#entwurf/${id}` }, sk: { S: "form" } })
  const stored = async () =>
    (await http.world.client.send(new GetItemCommand({ TableName: http.world.tableName, Key: key() }))).Item
  type Item = NonNullable<Awaited<ReturnType<typeof stored>>>
  const put = (Item: Item) =>
    http.world.client.send(new PutItemCommand({ TableName: http.world.tableName, Item: { ...Item, ...key() } }))
  const other: Readonly<Record<"version" | "schema", (item: Item) => Item>> = {
    version: (item) => ({ ...item, v: { N: "3" } }),
    schema: ({ z: _, ...item }) => {
      const value = unpacked(_ === undefined ? item : { ...item, z: _ }, "form")
      return { ...item, v: { N: "1" }, value: { S: JSON.stringify({ ...(value as object), version: 2 }) } }
    },
  }

  test.each([
    ["another outer form", "version"],
    ["another version of the noun", "schema"],
  ] as const)("%s is a 500 with its key in the log, and nothing is overwritten", async (_, reason) => {
    const before = await stored()
    if (!before) throw new Error("no draft")
    await put(other[reason](before))
    const changed = await stored()
    expect(changed).not.toEqual(before)
    for (const [path, given] of [
      [`/vorlagen/${id}`, {}],
      [`/vorlagen/${id}/formular`, { method: "PUT", json: { rev, form: formOf(http.world.now()) } }],
      [`/vorlagen/${id}/einreichung`, { json: { rev } }],
    ] as const) {
      const mark = lines.length
      const answer = await http.ask(at(path), { as: AUTHOR, ...given })
      expect(answer.status, path).toBe(500)
      const requestId = answer.headers.get("x-request-id")
      expect(await answer.json()).toMatchObject({ error: { code: "internal", requestId } })
      const said = lines.slice(mark).map((line) => JSON.parse(line) as object)
      expect(said, path).toContainEqual(
        expect.objectContaining({
          event: "http.failed",
          requestId,
          error: "Unreadable",
          key: `entwurf/${id}/form`,
          reason,
        }),
      )
    }
    expect(await stored()).toEqual(changed)
    await put(before)
    expect((await http.ask(at(`/vorlagen/${id}`), { as: AUTHOR })).status).toBe(200)
  })
})
