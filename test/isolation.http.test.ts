/**
 * No house can see another over HTTP: every route there is, found by itself, with every kind of foreign reference (in
 * path, query, body, cursor, link of a file, session, key), answers as for what does not exist: status, body, headers,
 * calls of the store.
 */
import { accountId, bind } from "@beschlussweg/core/account"
import { Ref } from "@beschlussweg/core/id"
import * as Key from "@beschlussweg/core/key"
import type { SignIn } from "@beschlussweg/core/tenant"
import { verbs } from "@beschlussweg/core/verb"
import { createApp } from "@beschlussweg/functions/api"
import { operatorRoutesOf } from "@beschlussweg/functions/api/operator"
import { type Route, routesOf } from "@beschlussweg/functions/api/route"
import { openDoor } from "@beschlussweg/functions/door"
import { COOKIE, type Opening, type Sessions } from "@beschlussweg/functions/session"
import { worldOf } from "@beschlussweg/functions/wire"
import { seal } from "@beschlussweg/store/cursor"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ASK, inputsOf } from "./isolation/ask.ts"
import { idPlaces, leaves, madeUp, replaced } from "./isolation/place.ts"
import { ALL_HERE, ALL_THERE, HERE, openStage, type Stage, THERE, valuesOf } from "./isolation/stage.ts"
import { estate, type Seen } from "./isolation/watch.ts"

const ORIGIN = "https://beschlussweg.example"
const SIGN_IN: SignIn = {
  issuer: "https://anmeldung.example",
  clientId: "beschlussweg",
  clientAuth: "none",
  roleMapping: [],
  freshMinutes: 60,
}
/** The operator's people sign in somewhere else. */
const OPERATOR_SIGN_IN: SignIn = { ...SIGN_IN, issuer: "https://betrieb.example" }

let stage: Stage
let app: ReturnType<typeof createApp>
let sessions: Sessions
let keyHere = ""
let keyThere = ""
beforeAll(async () => {
  stage = await openStage((tenant) => ({ ...tenant, signIn: SIGN_IN }))
  const { world, mine, theirs, watch } = stage
  for (const [house, personId] of [
    [mine, ALL_HERE],
    [theirs, ALL_THERE],
  ] as const)
    await bind(house.workCtx(), personId, await accountId(SIGN_IN.issuer, personId))
  const machine = async (house: typeof mine) => {
    const expiresOn = world.clock.today()
    const wish = { name: "Ratsinformation", role: "revision" as const, scopes: Key.scopesOf("revision"), expiresOn }
    return (await Key.create(house.as("administration"), wish)).token
  }
  keyHere = await machine(mine)
  keyThere = await machine(theirs)
  const { client, streams, tableName, cursorKey } = world.store
  const now = world.clock.now
  const served = worldOf({ client, streams, tableName, cursorKey, dir: world.dir, now, close: async () => {} })
  const operator = OPERATOR_SIGN_IN
  const auth = await openDoor(served, { stage: "test", origins: [ORIGIN], operator, address: () => "192.0.2.1" })
  sessions = auth.door.sessions
  app = createApp({
    ...auth,
    ctx: (...given) => watch.ctx(auth.ctx(...given)),
    stage: "test",
    version: "0.0.0-test",
    alive: async () => {},
  })
})
afterAll(async () => {
  const routes = routesOf(app).length + operatorRoutesOf(app).length
  console.info(`${routes} routes, ${stage.comparisons} comparisons of foreign references with such as never were`)
  await stage.stop()
})

/** Headers of somebody who asks. */
type Headers = Readonly<Record<string, string>>
const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` })
async function cookie(person: string, houses: Readonly<Record<string, string>>, at = SIGN_IN): Promise<Headers> {
  const now = stage.world.clock.now()
  const session: Opening = {
    accountId: await accountId(at.issuer, person),
    sid: "sitzung",
    issuer: at.issuer,
    clientId: at.clientId,
    signedInAt: now,
    since: now,
    houses: new Map(Object.entries(houses).map(([id, personId]) => [id, { personId, freshMinutes: 60 }])),
  }
  return { Cookie: `${COOKIE}=${await sessions.issue(session)}`, Origin: ORIGIN }
}
const member = () => cookie(ALL_HERE, { [HERE]: ALL_HERE })

/** A route with the input of its verb, spread over path, query and body. */
function request(
  route: Pick<Route, "method" | "path" | "takes">,
  tenant: string,
  input: object,
): [string, RequestInit] {
  const rest: Record<string, unknown> = { ...input }
  const path = route.path.replace(/:([A-Za-z0-9]+)/g, (_, name: string) => {
    const value = name === "tenant" ? tenant : String(rest[name] ?? "")
    delete rest[name]
    return encodeURIComponent(value)
  })
  const plain = Object.entries(rest).flatMap(([name, value]) =>
    typeof value === "object" ? [] : [[name, String(value)]],
  )
  const query = new URLSearchParams(plain as [string, string][])
  if (route.takes === "query") return [plain.length === 0 ? path : `${path}?${query}`, { method: route.method }]
  if (route.takes === "json")
    return [path, { method: route.method, body: JSON.stringify(rest), headers: { "Content-Type": "application/json" } }]
  query.delete("mediaType")
  return [
    `${path}?${query}`,
    { method: route.method, body: "%PDF-1.7", headers: { "Content-Type": "application/pdf" } },
  ]
}

/** What can be seen of an answer: the body too, where it is a refusal. */
async function ask(route: Pick<Route, "method" | "path" | "takes">, tenant: string, input: object, as: Headers) {
  const [path, init] = request(route, tenant, input)
  return raw(path, { ...init, headers: { ...init.headers, ...as } })
}
async function raw(path: string, init: RequestInit): Promise<Seen & { readonly status: number }> {
  let status = 0
  let headers: [string, string][] = []
  const seen = await stage.watch.see(async () => {
    const response = await app.request(path, init)
    status = response.status
    headers = [...response.headers].filter(([name]) => name !== "x-request-id").sort()
    const text = response.headers.get("content-type")?.includes("json") ? await response.text() : ""
    return text.replaceAll(response.headers.get("x-request-id") ?? "none", "REQUEST")
  })
  return { ...seen, status, refused: status < 400 ? undefined : "not_found", outside: { status, headers } }
}

const routes = (): Route[] => routesOf(app)
const nameOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method} ${path}`
const ownInputs = (route: Route) => inputsOf(route.verb.name, stage.own, stage.mine)
const foreignInputs = (route: Route) => inputsOf(route.verb.name, stage.foreign, stage.theirs)
const NEVER = "kreis-gibt-es-nicht"

test("every verb has a route, and every route that knows a house is one of a verb", () => {
  expect([...new Set(routes().map((r) => r.verb.name))].sort()).toEqual(
    verbs()
      .map((v) => v.name)
      .sort(),
  )
  const known = new Set(routes().map(nameOf))
  const open = app.routes.filter((r) => r.path.startsWith("/api/:tenant/") && r.method !== "ALL").map(nameOf)
  expect([...new Set(open)].filter((name) => !known.has(name))).toEqual([])
})

describe("a house that somebody does not belong to is like one that does not exist", () => {
  /** Everybody who may come along, each with proof that is right somewhere else. */
  const strangers: Readonly<Record<string, () => Promise<Headers>>> = {
    "a member of another house": member,
    "an operator": () => cookie("betriebsleitung", {}, OPERATOR_SIGN_IN),
    "an operator who calls himself a member": () => cookie("betriebsleitung", { [THERE]: ALL_THERE }, OPERATOR_SIGN_IN),
    "somebody with an account and no house": () => cookie("niemand", {}),
    "somebody who names a member that another account is": () => cookie("niemand", { [THERE]: ALL_THERE }),
    "somebody who names a person that is none": () => cookie(ALL_THERE, { [THERE]: "gibt-es-nicht" }),
    "a machine of another house": async () => bearer(keyHere),
  }
  test.each(Object.keys(strangers))("%s", { timeout: 240_000 }, async (who) => {
    const before = await estate(stage.world, THERE)
    for (const route of routes()) {
      const as = (await strangers[who]?.()) ?? {}
      const [input = {}] = foreignInputs(route)
      const told = await ask(route, THERE, input, as)
      expect(told.status, `${who}: ${nameOf(route)}`).toBe(404)
      expect(told.commits).toBe(0)
      const named = /names|calls/.test(who)
      for (const partition of told.partitions)
        expect(partition.startsWith(`${HERE}#`) || (named && partition.startsWith(`${THERE}#member/`)), partition).toBe(
          true,
        )
      for (const tenant of [NEVER, "system", "KREIS", "a", "kreis aulenfeld", "x".repeat(41)]) {
        const other = await ask(route, tenant, input, as)
        // A session that names a house is asked there for its member; nobody else's costs a read.
        if (named) expect(other.status).toBe(404)
        else stage.expectSame(told, [], other, [], `${who}: ${nameOf(route)} ${tenant}`)
        if (named) stage.expectSame({ ...told, calls: [] }, [], { ...other, calls: [] }, [], `${who}: ${nameOf(route)}`)
      }
    }
    expect(await estate(stage.world, THERE)).toBe(before)
  })
})

describe("without proof, or with one that was never given, all houses look alike", () => {
  const forged: Readonly<Record<string, (tenant: string) => Promise<Headers>>> = {
    nobody: async () => ({}),
    "a cookie of nonsense": async () => ({ Cookie: `${COOKIE}=abc.def.ghi`, Origin: ORIGIN }),
    "a key that was never given": async (tenant) =>
      bearer(`bw_${tenant}_key_01KAAAAAAAAAAAAAAAAAAAAAAA_${"a".repeat(43)}`),
    "the id of a key with another secret": async (tenant) => {
      const keyId = tenant === THERE ? stage.foreign.key : madeUp(stage.foreign.key)
      return bearer(`bw_${tenant}_${keyId}_${"a".repeat(43)}`)
    },
  }
  test.each(Object.keys(forged))("%s", async (who) => {
    const before = await estate(stage.world, THERE)
    for (const route of routes()) {
      const [input = {}] = foreignInputs(route)
      const told = await ask(route, THERE, input, (await forged[who]?.(THERE)) ?? {})
      expect(told.status, nameOf(route)).toBe(401)
      expect(told.commits).toBe(0)
      const tenant = "kreis-nirgendwo"
      const other = await ask(route, tenant, input, (await forged[who]?.(tenant)) ?? {})
      const keys = (seen: Seen) => ({ ...seen, calls: seen.calls.map((c) => c.replace(/#key\/\S+/, "#key/ID")) })
      stage.expectSame(keys(told), [THERE], keys(other), [tenant], nameOf(route))
    }
    expect(await estate(stage.world, THERE)).toBe(before)
  })
})

describe("a foreign id anywhere in a request is like one that never was", () => {
  // Who makes something may name it as he likes; everything else has to be there.
  const naming = () => routes().filter((r) => r.verb.name in ASK)
  test("everything foreign in one's own house", { timeout: 240_000 }, async () => {
    for (const route of naming()) {
      const places = idPlaces(route.verb.input)
      const before = await stage.estates()
      const params = [...route.path.matchAll(/:([A-Za-z0-9]+)/g)].map(([, name]) => name)
      for (const input of foreignInputs(route)) {
        const ids = leaves(input).filter((leaf) => places.includes(leaf.place))
        if (!ids.some((leaf) => params.includes(leaf.place))) continue
        const never = ids.reduce((made, leaf) => replaced(made, leaf.at, madeUp(leaf.value)), input)
        const told = await ask(route, HERE, input, await member())
        expect(told.status, nameOf(route)).toBe(404)
        await stage.expectNothing(told, before, [], nameOf(route))
        const values = ids.map((leaf) => leaf.value)
        const other = await ask(route, HERE, never, await member())
        stage.expectSame(told, values, other, values.map(madeUp), nameOf(route))
      }
      expect(await stage.estates(), nameOf(route)).toEqual(before)
    }
  })

  test("one at a time, in path, query and body", { timeout: 480_000 }, async () => {
    for (const route of routes()) {
      const places = idPlaces(route.verb.input).filter((place) => place !== "cursor")
      for (const n of ownInputs(route).keys()) {
        const input = (): object => ownInputs(route)[n] ?? {}
        for (const { place, at } of leaves(input()).filter((leaf) => places.includes(leaf.place))) {
          const other = leaves(foreignInputs(route)[n]).find((leaf) => leaf.at.join() === at.join())?.value ?? ""
          const what = `${nameOf(route)} ${n + 1} with a foreign ${place}`
          const before = await stage.estates()
          const values = valuesOf(stage.own)
          const told = await ask(route, HERE, replaced(input(), at, other), await member())
          await stage.expectNothing(told, before, [other], what)
          if (!told.refused) await stage.afresh(told, other)
          const never = madeUp(other)
          const after = valuesOf(stage.own)
          const again = await ask(route, HERE, replaced(input(), at, never), await member())
          stage.expectSame(told, [other, ...values], again, [never, ...after], what)
          if (!again.refused) await stage.afresh(again)
        }
      }
    }
  })

  test("words that can be no id", { timeout: 240_000 }, async () => {
    for (const route of naming()) {
      const [input = {}] = ownInputs(route)
      const names = [...route.path.matchAll(/:([A-Za-z0-9]+)/g)].flatMap(([, name]) =>
        name === "tenant" ? [] : [name ?? ""],
      )
      if (names.length === 0) continue
      const given = (word: string) => ({ ...input, ...Object.fromEntries(names.map((name) => [name, word])) })
      const never = await ask(route, HERE, given("gibt-es-nicht"), await member())
      for (const word of ["ä ö", "..%2f..", "a/b", "%00", "x".repeat(100), "__proto__", "constructor", "."]) {
        const told = await ask(route, HERE, given(word), await member())
        expect(told.commits).toBe(0)
        // What could be an id is asked for; what could not is refused as if it had been.
        if (Ref.safeParse(word).success) stage.expectSame(told, [word], never, ["gibt-es-nicht"], nameOf(route))
        // A dot alone makes another address, which may take no query.
        else expect(word === "." ? [400, 404] : [404], `${nameOf(route)} ${word}`).toContain(told.status)
      }
    }
  })

  test("page cursors of another house, another person, another list", async () => {
    const { tableName, cursorKey } = stage.world.store
    const lists = routes().filter((r) => r.takes === "query" && idPlaces(r.verb.input).includes("cursor"))
    expect(lists.length).toBeGreaterThan(3)
    for (const route of lists) {
      const [input = {}] = ownInputs(route)
      const never = await ask(route, HERE, { ...input, cursor: "abc.def" }, await member())
      expect(never.status, nameOf(route)).toBe(400)
      for (const [tenantId, personId] of [
        [THERE, ALL_HERE],
        [THERE, ALL_THERE],
        [HERE, "verfasser"],
        [HERE, ALL_HERE],
      ] as const)
        for (const prefix of ["list/vorlage", "list/programme", "list/member", "fact/house"]) {
          const kind = prefix.startsWith("fact") ? "list" : "index"
          if (tenantId === HERE && personId === ALL_HERE && route.path.includes(prefix.slice(5))) continue
          const pk = `${tenantId}#${prefix}`
          const last = { pk, sk: ".", ...(kind === "index" ? { ipk: pk, isk: "x" } : {}) }
          // The last of the four is one's own, sealed for a table that is not this one.
          const table = tenantId === HERE && personId === ALL_HERE ? "andere" : tableName
          const cursor = seal(
            cursorKey,
            { tableName: table, tenantId, personId, kind, prefix, descending: false },
            last,
          )
          const told = await ask(route, HERE, { ...input, cursor }, await member())
          stage.expectSame(told, [cursor], never, ["abc.def"], `${nameOf(route)} ${tenantId} ${prefix}`)
        }
    }
  })
})

describe("what is asked at home is answered, so the 404 is about the house", () => {
  test("every route knows its own ids", { timeout: 240_000 }, async () => {
    for (const route of routes())
      for (const n of ownInputs(route).keys()) {
        const told = await ask(route, HERE, ownInputs(route)[n] ?? {}, await member())
        // Reading changes nothing, so nobody needs to know where such a request comes from.
        if (route.method === "GET") expect(told.commits, nameOf(route)).toBe(0)
        if (!told.refused) await stage.afresh(told)
        expect([401, 404], `${nameOf(route)} ${n + 1}: ${told.status}`).not.toContain(told.status)
        expect(told.status, nameOf(route)).toBeLessThan(500)
      }
  })
  test("a machine reads in its own house", async () => {
    const told = await raw(`/api/${THERE}/protokoll`, { headers: bearer(keyThere) })
    expect(told.status).toBe(200)
  })
})

describe("the operator's routes are nobody else's", () => {
  test.each(["a house's administration", "a machine", "nobody"])("%s", async (who) => {
    const as = who === "nobody" ? {} : who === "a machine" ? bearer(keyHere) : await member()
    expect(operatorRoutesOf(app).length).toBeGreaterThan(10)
    const before = await estate(stage.world, "system")
    const first = await raw("/api/betrieb/mandanten", { headers: as })
    expect(first.status).toBe(who === "nobody" ? 401 : 404)
    for (const { method, path } of operatorRoutesOf(app))
      for (const tenantId of [HERE, THERE, NEVER]) {
        const at = path.replace(":tenantId", tenantId).replace(":accountId", "a".repeat(64))
        const body = method === "GET" ? {} : { body: "{}" }
        const told = await raw(at, { method, headers: { ...as, "Content-Type": "application/json" }, ...body })
        stage.expectSame(told, [], first, [], `${who}: ${method} ${path}`)
        expect(told.commits).toBe(0)
      }
    expect(await estate(stage.world, "system")).toBe(before)
  })
})
