/** Auth: what authorisation and isolation take of a request's processor time, and how many reads a warm session costs. */
import { Readable } from "node:stream"
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb"
import { accountId, bind } from "@beschlussweg/core/account"
import type { Page, Paged, Table } from "@beschlussweg/core/context"
import type { SignIn } from "@beschlussweg/core/tenant"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { createApp } from "@beschlussweg/functions/api"
import type { AuthDeps, Door } from "@beschlussweg/functions/auth"
import { openDoor } from "@beschlussweg/functions/door"
import { COOKIE, type Sessions } from "@beschlussweg/functions/session"
import { REGION } from "@beschlussweg/store/client"
import { tenantClient } from "@beschlussweg/store/middleware"
import { record } from "@beschlussweg/store/recorder"
import type { ZodType } from "zod"
import { givenVorlageInZeichnung, type House, openWorld, type World } from "../test/house.ts"
import { alternate, type Figure, median, type Outcome } from "./measure.ts"
import { served } from "./office.ts"

const ORIGIN = "https://beschlussweg.example"
const PERSON = "dezernent"
const SIGN_IN: SignIn = {
  issuer: "https://anmeldung.example",
  clientId: "beschlussweg",
  clientAuth: "none",
  roleMapping: [],
  freshMinutes: 60,
}
/** requests per measurement: processor time is counted in steps that a single request is too short for */
const BLOCK = 40

export async function auth({ rounds }: { readonly rounds: number }): Promise<Outcome> {
  const world = await openWorld(undefined, "off")
  try {
    const house = await world.house("T1", undefined, (tenant) => ({ ...tenant, signIn: SIGN_IN }))
    await bind(house.workCtx(), PERSON, await accountId(SIGN_IN.issuer, PERSON))
    const papers = []
    for (let n = 0; n < 5; n++) papers.push(await givenVorlageInZeichnung(house))
    const id = papers[0]?.id ?? ""
    return await measured(world, house, id, Math.max(rounds, 25))
  } finally {
    await world.stop()
  }
}

async function measured(world: World, house: House, id: string, rounds: number): Promise<Outcome> {
  const deps = await openDoor(served(world), { stage: "bench", origins: [ORIGIN], address: () => "192.0.2.1" })
  const app = appOf(deps)
  const free = appOf(await withoutProof(deps))
  const cookie = async () => `${COOKIE}=${await deps.door.sessions.issue(await session(deps))}`
  const ctx = house.as(PERSON)
  const routes = {
    "GET /aufgaben": { path: `/api/${house.tenantId}/aufgaben`, verb: () => Vorlage.tasks(ctx, {}) },
    "GET /vorlagen/:id": {
      path: `/api/${house.tenantId}/vorlagen/${id}`,
      verb: () => Vorlage.read(ctx, { vorlageId: id }),
    },
  }
  const lock = await lockCost(world, house.tenantId, rounds)
  const figures: Figure[] = []
  const raw: Record<string, unknown> = { lockMicroseconds: lock }
  for (const [name, { path, verb }] of Object.entries(routes)) {
    const ask = async (to: typeof app) => {
      const response = await to.request(path, { headers: { Cookie: await cookieNow() } })
      if (response.status !== 200) throw new Error(`${name} answered ${response.status}`)
      await response.text()
    }
    let made = await cookie()
    const cookieNow = async () => made
    const blocks = await alternate(
      {
        whole: () => cpu(() => ask(app)),
        free: () => cpu(() => ask(free)),
        verify: () => cpu(() => deps.door.sessions.verify(made.slice(COOKIE.length + 1))),
        verb: () => cpu(async () => JSON.stringify(await verb())),
        issue: async () => {
          made = await cookie()
          return 0
        },
      },
      { warmup: 5, rounds },
    )
    const recorder = record(world.store.client)
    await ask(app)
    const commands = recorder.entries.map((e) => ({ command: e.command, partition: e.partitions[0] ?? "" }))
    recorder.detach()
    const reads = commands.filter((c) => /#(member|account|key)\//.test(c.partition))
    const whole = median(blocks.whole)
    const proof = median(blocks.whole.map((value, i) => value - (blocks.free[i] ?? 0)))
    const code = median(blocks.verify)
    const isolation = lock * commands.length
    raw[name] = { blocks, commands }
    figures.push(
      { name: `${name}: processor time of a request`, value: whole, unit: "µs" },
      { name: `${name}: of it the verb with a ready context`, value: median(blocks.verb), unit: "µs" },
      { name: `${name}: of it authorisation`, value: proof, unit: "µs" },
      { name: `${name}:   without its one read`, value: code, unit: "µs" },
      { name: `${name}: of it isolation (${commands.length} commands)`, value: isolation, unit: "µs" },
      { name: `${name}: reads for authorisation`, value: reads.length, unit: "", limit: 1 },
      {
        name: `${name}: share of authorisation and isolation`,
        value: (100 * (proof + isolation)) / whole,
        unit: "%",
        limit: 15,
        goal: true,
      },
      {
        name: `${name}:   without its one read`,
        value: (100 * (code + isolation)) / whole,
        unit: "%",
        limit: 15,
      },
    )
  }
  const notes = [
    "Requests are handed to the app without a socket: what a server's HTTP costs would make the shares smaller.",
    "Without authorisation: the same app with a session that is believed and a membership that is in memory.",
    "Most of it is the one read, as any read through the SDK costs. It makes an end of a membership or a session hold at once.",
  ]
  return { figures, raw, notes }
}

const appOf = (deps: AuthDeps) => createApp({ ...deps, stage: "bench", version: "0.0.0-bench", alive: async () => {} })

async function session({ door }: AuthDeps) {
  const now = door.now()
  return {
    accountId: await accountId(SIGN_IN.issuer, PERSON),
    sid: "sitzung",
    issuer: SIGN_IN.issuer,
    clientId: SIGN_IN.clientId,
    signedInAt: now,
    since: now,
    houses: new Map([["kreis-aulenfeld", { personId: PERSON, freshMinutes: 60 }]]),
  }
}

/** The same app with a session that is believed and a membership that is in memory. */
async function withoutProof(deps: AuthDeps): Promise<AuthDeps> {
  const known = await deps.door.sessions.verify(await deps.door.sessions.issue(await session(deps)))
  const believed: Sessions = { ...deps.door.sessions, verify: async () => ({ ...known, issuedAt: deps.door.now() }) }
  const door: Door = { ...deps.door, sessions: believed }
  let membership: unknown
  return {
    ...deps,
    door,
    ctx: (...given) => {
      const ctx = deps.ctx(...given)
      const list: Table["list"] = async <T>(prefix: string, schema: ZodType<T>, page?: Page): Promise<Paged<T>> => {
        if (prefix !== `member/${PERSON}`) return ctx.table.list(prefix, schema, page)
        membership ??= await ctx.table.list(prefix, schema, page)
        return membership as Paged<T>
      }
      return { ...ctx, table: { ...ctx.table, list } }
    },
  }
}

/** Microseconds of processor time that one of a block costs. */
async function cpu(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let n = 0; n < BLOCK; n++) await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / BLOCK
}

/**
 * What the second lock costs per command: the same read through a tenant's client and through the bare one. Both get
 * their answer from memory, so that a socket's moods do not drown a few microseconds.
 */
async function lockCost({ store }: World, tenantId: string, rounds: number): Promise<number> {
  const { tableName } = store
  const answer = { statusCode: 200, headers: { "content-type": "application/x-amz-json-1.0" } }
  const client = new DynamoDBClient({
    region: REGION,
    endpoint: store.server.endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: { handle: async () => ({ response: { ...answer, body: Readable.from(["{}"]) } }) },
  })
  const locked = tenantClient(client, { tableName, tenantId })
  const read = () =>
    new GetItemCommand({
      TableName: tableName,
      Key: { pk: { S: `${tenantId}#tenant/nothing` }, sk: { S: "." } },
      ConsistentRead: true,
    })
  const blocks = await alternate(
    { locked: () => cpu(() => locked.send(read())), bare: () => cpu(() => client.send(read())) },
    { warmup: 20, rounds: rounds * 4 },
  )
  return Math.max(0, median(blocks.locked.map((value, i) => value - (blocks.bare[i] ?? 0))))
}
