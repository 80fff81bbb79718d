/** The operator manages tenants and sees nothing of them; deletion takes two people, a day, and leaves a record only. */
import { randomUUID } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ScanCommand } from "@aws-sdk/client-dynamodb"
import { accountId, bind } from "@beschlussweg/core/account"
import { AppError } from "@beschlussweg/core/error"
import { broken, Fact } from "@beschlussweg/core/fact"
import * as Member from "@beschlussweg/core/member"
import * as Operator from "@beschlussweg/core/operator"
import type { Press } from "@beschlussweg/core/paper"
import * as Tenant from "@beschlussweg/core/tenant"
import { verbs } from "@beschlussweg/core/verb"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { createApp } from "@beschlussweg/functions/api"
import { EXAMPLES } from "@beschlussweg/functions/api/example"
import { operatorRoutesOf } from "@beschlussweg/functions/api/operator"
import { routesOf } from "@beschlussweg/functions/api/route"
import { writeArchive } from "@beschlussweg/functions/archive"
import type { AuthDeps } from "@beschlussweg/functions/auth"
import { deleteTenant } from "@beschlussweg/functions/deletion"
import { AULENFELD, BRENNHAUSEN } from "@beschlussweg/functions/demo/house"
import { openDoor } from "@beschlussweg/functions/door"
import { formOf, ORIGIN, plainly, SIGN_IN } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { COOKIE } from "@beschlussweg/functions/session"
import { openWorld, type World } from "@beschlussweg/functions/wire"
import { openWorkshop, start, type Workshop } from "@beschlussweg/functions/worker"
import { press } from "@beschlussweg/pdf/press"
import { record } from "@beschlussweg/store/recorder"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"

const HOUR = 3_600_000
const HERE = AULENFELD.tenant.id
const THERE = BRENNHAUSEN.tenant.id
const OPERATOR_SIGN_IN: Tenant.SignIn = { ...SIGN_IN, issuer: "https://betrieb.example", clientId: "betrieb" }

let dir: string
let world: World
let auth: AuthDeps
let app: ReturnType<typeof createApp>
let workshop: Workshop
let shift = 0
const now = () => new Date(Date.now() + shift)

/** People of the operator by name; their accounts are those of a sign-in. */
const people: Record<string, { accountId: string; roles: Operator.OperatorRole[] }> = {}
const as = (name: string) => {
  const who = people[name]
  if (!who) throw new Error(name)
  return world.operator(who)
}

beforeAll(async () => {
  logTo(() => {})
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-operator-"))
  world = await openWorld({ dir, now, deletion: "on" })
  workshop = await openWorkshop(world)
  const first = world.operator(Operator.LOCAL_OPERATOR)
  for (const [name, roles] of [
    ["betrieb", ["betrieb"]],
    ["loescher", ["loeschung"]],
    ["loescherin", ["loeschung"]],
    ["niemand", []],
  ] as const) {
    const account = await accountId(OPERATOR_SIGN_IN.issuer, name)
    people[name] = { accountId: account, roles: [...roles] }
    await Operator.put(first, { accountId: account, name: `Person ${name}`, roles: [...roles], active: true })
  }
  for (const { tenant, people: members } of [AULENFELD, BRENNHAUSEN]) await house(tenant, members)
  auth = await openDoor(world, {
    stage: "local",
    origins: [ORIGIN],
    operator: OPERATOR_SIGN_IN,
    address: () => "192.0.2.1",
  })
  app = createApp({ ...auth, stage: "local", version: "0.0.0-test", alive: async () => {} })
})
afterAll(async () => {
  await world.close()
  await rm(dir, { recursive: true, force: true })
})

async function house(tenant: Tenant.Settings, members: typeof AULENFELD.people): Promise<void> {
  const founder = world.ctx(tenant.id, { personId: "betrieb", name: "Betrieb", functions: [] }, "test")
  await Operator.enrol(world.operator(Operator.LOCAL_OPERATOR), tenant)
  await Tenant.found(founder, { ...tenant, signIn: SIGN_IN })
  for (const person of members) {
    await Member.write(founder, person)
    const account = await accountId(SIGN_IN.issuer, person.personId)
    await bind(founder, person.personId, account)
    await auth?.door.accounts.unsafeJoin(account, tenant.id)
  }
}
const inside = (tenantId: string) => world.ctx(tenantId, { personId: "test", name: "", functions: [] }, "test")
async function member(tenantId: string, role: string) {
  const found = (await Member.all(inside(tenantId).table)).find((m) => m.functions.some((f) => f.role === role))
  if (!found) throw new Error(role)
  return world.ctx(tenantId, Member.asActor(found), "test")
}

/** Partition and sort keys of everything in the table, by a scan of its own. */
async function keys(begin: string): Promise<string[]> {
  const found: string[] = []
  let start: Record<string, never> | undefined
  do {
    const page = await world.client.send(
      new ScanCommand({ TableName: world.tableName, ConsistentRead: true, ExclusiveStartKey: start }),
    )
    found.push(...(page.Items ?? []).map((i) => `${i.pk?.S}/${i.sk?.S}`))
    start = page.LastEvaluatedKey as typeof start
  } while (start)
  return found.filter((k) => k.startsWith(begin))
}

type Who =
  | { readonly operator: string; readonly place?: { readonly tenantId: string; readonly personId: string } }
  | { readonly person: string; readonly tenantId: string }
async function cookie(who: Who, minutesAgo = 0): Promise<string> {
  const operator = "operator" in who
  const signIn = operator ? OPERATOR_SIGN_IN : SIGN_IN
  const place = operator ? who.place : { tenantId: who.tenantId, personId: who.person }
  const at = new Date(now().getTime() - minutesAgo * 60_000)
  return `${COOKIE}=${await auth.door.sessions.issue({
    accountId: await accountId(signIn.issuer, operator ? who.operator : who.person),
    sid: randomUUID(),
    issuer: signIn.issuer,
    clientId: signIn.clientId,
    signedInAt: at,
    since: at,
    houses: new Map(place ? [[place.tenantId, { personId: place.personId, freshMinutes: 60 }]] : []),
  })}`
}
async function ask(path: string, method: string, who: Who | undefined, json?: unknown, minutesAgo = 0) {
  return app.request(path, {
    method,
    headers: {
      ...(who ? { Cookie: await cookie(who, minutesAgo), Origin: ORIGIN } : {}),
      ...(method === "GET" ? {} : { "Content-Type": "application/json" }),
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(json ?? {}) }),
  })
}
const reason = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof AppError) return error.reason
      throw error
    },
  )

/** Input of each verb of the operator that gets as far as its right. */
const INPUT: Readonly<Record<string, object>> = {
  "operator.create": { settings: { id: "neu" }, administrators: [{ name: "A" }, { name: "B" }] },
  "operator.invite": { tenantId: HERE, personId: "x", administrator: { name: "A" } },
  "operator.signIn": { tenantId: HERE, issuer: "https://anmeldung.example", clientId: "x", clientAuth: "none" },
  "operator.list": {},
  "operator.read": { tenantId: HERE },
  "operator.close": { tenantId: HERE },
  "operator.reopen": { tenantId: HERE },
  "operator.hold": { tenantId: HERE, reason: "Weil es so ist." },
  "operator.unhold": { tenantId: HERE },
  "operator.offer": { tenantId: HERE, archive: "Kreisarchiv", on: "2026-01-02", answer: "abgelehnt" },
  "operator.requestDeletion": { tenantId: HERE, reason: "Weil es so ist.", exportSha256: "0".repeat(64) },
  "operator.cancelDeletion": { tenantId: HERE },
  "operator.confirmDeletion": { tenantId: HERE },
  "operator.put": { accountId: "x", name: "X", roles: ["betrieb"], active: true },
  "operator.rekey": { accountId: "x" },
  "operator.people": {},
  "operator.health": {},
}
type Call = (ctx: Operator.OperatorCtx, input: object) => Promise<unknown>
const verb = (name: string): Call => {
  const found = Object.values<unknown>(Operator).find(
    (v): v is Call & { name: string } => typeof v === "function" && "may" in v && v.name === name,
  )
  if (!found) throw new Error(name)
  return found
}

describe("rights of the operator's people", () => {
  test("every verb is asked here, has a route, and is refused to who lacks its function", async () => {
    const all = Operator.operatorVerbs()
    expect(all.map((v) => v.name).sort()).toEqual(Object.keys(INPUT).sort())
    expect(
      operatorRoutesOf(app)
        .map((r) => r.verb.name)
        .sort(),
    ).toEqual(all.map((v) => v.name).sort())
    const before = await keys("")
    for (const { name, may } of all)
      for (const who of Object.keys(people)) {
        const { roles } = as(who).operator
        if (may === "any" ? roles.length > 0 : roles.includes(may)) continue
        expect(await reason(verb(name)(as(who), INPUT[name] ?? {})), `${name} by ${who}`).toBe("operator.role")
      }
    expect(await keys("")).toEqual(before)
  })

  test("nobody changes himself, and only who has the old key gets a new one", async () => {
    const self = people.betrieb?.accountId ?? ""
    const change = { accountId: self, name: "Ich", roles: ["betrieb" as const, "loeschung" as const], active: true }
    expect(await reason(Operator.put(as("betrieb"), change))).toBe("operator.self")
    const loescher = people.loescher?.accountId ?? ""
    const { key } = await Operator.rekey(as("loescher"), { accountId: loescher })
    expect(await Operator.holderOf(world.system.registry, key)).toEqual(people.loescher)
    expect(
      await Operator.holderOf(world.system.registry, `${key.slice(0, -1)}${key.endsWith("0") ? 1 : 0}`),
    ).toBeUndefined()
    // Nor the first key of somebody who signs in, or of whom somebody else has entered: who had it could act as two.
    const other = { accountId: "op_other", name: "Andere", roles: ["loeschung" as const], active: true }
    await Operator.put(world.operator(Operator.LOCAL_OPERATOR), other)
    for (const accountId of [loescher, people.loescherin?.accountId ?? "", other.accountId])
      expect(await reason(Operator.rekey(as("betrieb"), { accountId })), accountId).toBe("operator.key")
    expect(await reason(Operator.rekey(as("loescher"), { accountId: other.accountId }))).toBe("operator.role")
    await Operator.put(as("betrieb"), { ...other, accountId: "op_mine" })
    expect(await reason(Operator.rekey(as("betrieb"), { accountId: "op_mine" }))).toBe("done")
    expect(JSON.stringify(await keys("system#operator"))).not.toContain(key)
  })

  test("who was ended is nobody from then on, with account and with key", async () => {
    const id = await accountId(OPERATOR_SIGN_IN.issuer, "geht")
    const person = { accountId: id, name: "Geht Bald", roles: ["betrieb" as const] }
    await Operator.put(as("betrieb"), { ...person, active: true })
    const { key } = await Operator.rekey(world.operator({ accountId: id, roles: ["betrieb"] }), { accountId: id })
    expect((await ask("/api/betrieb/mandanten", "GET", { operator: "geht" })).status).toBe(200)
    await Operator.put(as("betrieb"), { ...person, active: false })
    expect((await ask("/api/betrieb/mandanten", "GET", { operator: "geht" })).status).toBe(404)
    expect(await Operator.holderOf(world.system.registry, key)).toBeUndefined()
  })
})

describe("the operator sees no content", () => {
  let ids: Record<string, string>
  beforeAll(async () => {
    const author = await member(HERE, "verfasser")
    const { id, rev } = await Vorlage.create(author, { form: formOf(now()) })
    const { sha256 } = await Vorlage.submit(author, { vorlageId: id, rev })
    ids = { vorlageId: id, fassung: "1", sha256, personId: "kim-adler", log: id }
  })
  const path = (route: string, tenant: string) =>
    route.replace(/:([A-Za-z0-9]+)/g, (_, name: string) =>
      encodeURIComponent(name === "tenant" || name === "tenantId" ? tenant : (ids[name] ?? "x")),
    )

  test("on every route of a house an operator's session is answered like a stranger's, and nothing is written", async () => {
    const routes = routesOf(app)
    expect(routes.length).toBeGreaterThan(40)
    const recorder = record(world.client)
    try {
      const stranger: Who = { person: "yara-thomsen", tenantId: THERE }
      // The second one claims a place in the house, as if the session had been made for a member.
      const operators: Who[] = [
        { operator: "betrieb" },
        { operator: "betrieb", place: { tenantId: HERE, personId: "kim-adler" } },
      ]
      for (const { method, path: route, verb: asked } of routes) {
        const json = Object.values(EXAMPLES[asked.name] ?? {})[0]?.value
        const told = await plainly(await ask(path(route, HERE), method, stranger, json))
        expect(told.status, `${method} ${route}`).toBe(404)
        for (const who of operators)
          expect(await plainly(await ask(path(route, HERE), method, who, json)), `${method} ${route}`).toEqual(told)
      }
      expect(recorder.count("TransactWriteItemsCommand")).toBe(0)
    } finally {
      recorder.detach()
    }
  })

  test("no verb of a house does anything for an operator, whoever would call it with his name", async () => {
    const ctx = world.ctx(HERE, { personId: people.betrieb?.accountId ?? "", name: "", functions: [] }, "operator")
    const before = await keys(`${HERE}#`)
    const all = verbs()
    expect(all.length).toBeGreaterThan(40)
    for (const def of all) {
      // Defined verbs are functions; the registry shows them by what they are defined with.
      const { verb: called } = routesOf(app).find((r) => r.verb.name === def.name) ?? {}
      if (!called) throw new Error(`${def.name} has no route`)
      const call = called as unknown as (c: typeof ctx, input: object) => Promise<unknown>
      expect(await reason(call(ctx, {})), def.name).toBe("role.missing")
    }
    expect(await keys(`${HERE}#`)).toEqual(before)
  })

  test("what the operator's own routes answer holds nothing of a house but its name and state", async () => {
    const words = [
      ids.vorlageId ?? "",
      ids.sha256 ?? "",
      "Öffnungszeiten",
      "001/",
      ...AULENFELD.people.map((p) => p.name),
    ]
    let answers = 0
    for (const { method, path: route } of operatorRoutesOf(app)) {
      if (method !== "GET") continue
      const answer = await ask(path(route, HERE), "GET", { operator: "betrieb" })
      expect(answer.status, route).toBe(200)
      const text = await answer.text()
      for (const word of words) expect(text, route).not.toContain(word)
      answers++
    }
    expect(answers).toBe(4)
    // The registry cannot spell a tenant's key: the same words lead to its own partition.
    expect(await world.system.registry.get(`vorlage/${ids.vorlageId}/root`, Vorlage.Root)).toBeUndefined()
  })

  test("on every route of the operator a house's administration is answered like a stranger, and nobody like nobody", async () => {
    const recorder = record(world.client)
    try {
      for (const { method, path: route, verb: asked } of operatorRoutesOf(app)) {
        const at = path(route, HERE)
        const told = await plainly(
          await ask(at, method, { person: "bela-gruenwald", tenantId: HERE }, INPUT[asked.name]),
        )
        expect(told.status, `${method} ${route}`).toBe(404)
        const none = await plainly(await ask("/api/betrieb/gibt-es-nicht", method, { operator: "fremd" }, {}))
        expect(told, `${method} ${route}`).toEqual(none)
        // Signed in at the operator's provider, but no operator.
        expect(await plainly(await ask(at, method, { operator: "fremd" }, INPUT[asked.name]))).toEqual(told)
        expect((await ask(at, method, undefined, INPUT[asked.name])).status).toBe(401)
      }
      expect(recorder.count("TransactWriteItemsCommand")).toBe(0)
    } finally {
      recorder.detach()
    }
  })

  test("whoever changes something signed in a short while ago", async () => {
    const close = () => ask(`/api/betrieb/mandanten/gibt-es-nicht/schliessung`, "POST", { operator: "betrieb" }, {}, 90)
    expect((await close()).status).toBe(401)
    expect(await (await close()).text()).toContain("session.stale")
    const list = await ask("/api/betrieb/mandanten", "GET", { operator: "betrieb" }, undefined, 90)
    expect(list.status).toBe(200)
  })
})

describe("health", () => {
  test("names work that is late and work that keeps failing, and nothing else of a house", async () => {
    const at = now().getTime()
    const duty = (id: string, dueAt: number, more: object) => ({
      ...{ id, log: "house", kind: "mail" as const, attempts: 0, dueAt: new Date(dueAt).toISOString() },
      ...more,
    })
    const { tenants: before } = await Operator.health(as("betrieb"), {})
    const standing = before.find((t) => t.id === THERE)?.overdue ?? 0
    const late = duty("late", at - 2 * HOUR, {})
    const failed = duty("failed", at + HOUR / 2, { attempts: 7, lastError: "mail.refused" })
    const later = duty("later", at + 2 * HOUR, { attempts: 1, lastError: "mail.refused" })
    await inside(THERE).table.commit([], [], [late, failed, later])
    const { tenants, counted } = await Operator.health(as("loescher"), {})
    expect(counted).toBe(true)
    const found = tenants.find((t) => t.id === THERE)
    expect(found).toMatchObject({
      overdue: standing + 1,
      failing: [{ kind: "mail", attempts: 7, error: "mail.refused" }],
    })
    expect(Date.parse(found?.oldest ?? "")).toBeLessThanOrEqual(at - 2 * HOUR)
    expect(JSON.stringify(tenants)).not.toContain("late")
  })
})

describe("a closed house", () => {
  test("lets nobody in and lets the worker rest; opened again, everything goes on", async () => {
    const tenant = { ...BRENNHAUSEN.tenant, id: "stadt-ruhe" }
    await house(tenant, BRENNHAUSEN.people)
    const person: Who = { person: "yara-thomsen", tenantId: "stadt-ruhe" }
    const aufgaben = "/api/stadt-ruhe/aufgaben"
    expect((await ask(aufgaben, "GET", person)).status).toBe(200)
    const author = await member("stadt-ruhe", "verfasser")
    const form = { ...formOf(now()), beratungsfolge: [] }
    const { id } = await Vorlage.create(author, { form })
    await Operator.close(as("betrieb"), { tenantId: "stadt-ruhe" })
    const running = await start(world, workshop, { stream: false })
    try {
      await running.sweep()
      expect((await ask(aufgaben, "GET", person)).status).toBe(404)
      expect(await plainly(await ask(aufgaben, "GET", person))).toEqual(
        await plainly(await ask(aufgaben, "GET", { person: "mira-holtkamp", tenantId: HERE })),
      )
      shift += 30 * HOUR
      await running.sweep()
      // The nightly anchor was due and was not made.
      expect((await keys("stadt-ruhe#duty/record")).length).toBe(1)
      expect(existsSync(join(dir, "papers", "stadt-ruhe", "anchor"))).toBe(false)
      expect(await reason(Operator.close(as("betrieb"), { tenantId: "stadt-ruhe" }))).toBe("tenant.status")
      await Operator.reopen(as("betrieb"), { tenantId: "stadt-ruhe" })
      await running.sweep()
      await running.sweep()
      await running.idle()
      expect(readdirSync(join(dir, "papers", "stadt-ruhe", "anchor")).length).toBe(1)
      expect((await ask(aufgaben, "GET", person)).status).toBe(200)
      expect((await Vorlage.read(author, { vorlageId: id })).status).toBe("Entwurf")
    } finally {
      await running.stop()
    }
  })
})

/** Exports a house and notes it, as the command does. */
async function exported(tenantId: string, files = world.files(tenantId)): Promise<string> {
  const out = join(dir, `${randomUUID()}.zip`)
  const made = await writeArchive(inside(tenantId), files, out)
  await rm(out)
  await Operator.exported(as("betrieb"), { tenantId, ...made })
  return made.sha256
}

describe("deletion is decided by two people, after everything that stands before it", () => {
  const tenantId = "kreis-altenried"
  const ask = (exportSha256: string) =>
    reason(Operator.requestDeletion(as("loescher"), { tenantId, reason: "Vertrag beendet.", exportSha256 }))
  const confirm = (who = "loescherin") => reason(Operator.confirmDeletion(as(who), { tenantId }))
  let sha256 = ""

  beforeAll(async () => {
    await house({ ...AULENFELD.tenant, id: tenantId }, AULENFELD.people)
  })

  test("where it is off, nothing of it can be called", async () => {
    const off = { ...as("loescher"), deletion: "off" as const }
    for (const act of [
      Operator.requestDeletion(off, { tenantId, reason: "Weil es so ist.", exportSha256: "0".repeat(64) }),
      Operator.confirmDeletion(off, { tenantId }),
    ])
      expect(await reason(act)).toBe("deletion.off")
    expect(await reason(deleteTenant(world, workshop, tenantId))).toBe("deletion.undecided")
  })

  test("closed, offered to an archive, exported since, not held, retention over or taken over", async () => {
    const early = await exported(tenantId)
    expect(await ask(early)).toBe("deletion.open")
    // Closed while it was being read: what was written until then may be missing in it.
    shift += 60_000
    const straddling = await exported(
      tenantId,
      (async function* () {
        shift += 60_000
        await Operator.close(as("betrieb"), { tenantId })
        shift += 60_000
        yield* world.files(tenantId)
      })(),
    )
    expect(straddling).not.toBe(early)
    expect(await ask(early)).toBe("deletion.archive")
    const offer = (answer: "angenommen" | "abgelehnt" | "übernommen") =>
      Operator.offer(as("betrieb"), { tenantId, archive: "Kreisarchiv", on: now().toISOString().slice(0, 10), answer })
    await offer("angenommen")
    expect(await ask(early)).toBe("deletion.archiveWaits")
    await offer("abgelehnt")
    expect(await ask(early)).toBe("deletion.exportOld")
    expect(await ask(straddling)).toBe("deletion.exportOld")
    expect(await ask("f".repeat(64))).toBe("deletion.export")
    // A Vorlage that was decided keeps everything for thirty years.
    await Operator.reopen(as("betrieb"), { tenantId })
    const author = await member(tenantId, "verfasser")
    const { id, rev } = await Vorlage.create(author, { form: formOf(now()) })
    await Vorlage.submit(author, { vorlageId: id, rev })
    await Operator.close(as("betrieb"), { tenantId })
    sha256 = await exported(tenantId)
    expect(await ask(sha256)).toBe("deletion.retention")
    await offer("übernommen")
    await Operator.hold(as("betrieb"), { tenantId, reason: "Rechtsstreit" })
    expect(await ask(sha256)).toBe("deletion.held")
    await Operator.unhold(as("betrieb"), { tenantId })
    expect(await confirm()).toBe("deletion.none")
    expect(await ask(sha256)).toBe("done")
  })

  test("confirmed by somebody else, not before a day, not after a week, and not if something came between", async () => {
    expect(await confirm("loescher")).toBe("deletion.self")
    expect(await confirm()).toBe("deletion.early")
    shift += 25 * HOUR
    await Operator.hold(as("betrieb"), { tenantId, reason: "Rechtsstreit" })
    expect(await confirm()).toBe("deletion.held")
    await Operator.unhold(as("betrieb"), { tenantId })
    shift += 7 * 24 * HOUR
    expect(await confirm()).toBe("deletion.late")
    await Operator.cancelDeletion(as("loescherin"), { tenantId })
    expect(await confirm()).toBe("deletion.none")
    expect(await ask(sha256)).toBe("done")
    shift += 25 * HOUR
    // Opened again meanwhile: the request is void, and what was exported is no longer all of it.
    await Operator.reopen(as("betrieb"), { tenantId })
    await Operator.close(as("betrieb"), { tenantId })
    expect(await confirm()).toBe("deletion.none")
    expect(await ask(sha256)).toBe("deletion.exportOld")
  })

  test("and not by two of whom one made the other", async () => {
    sha256 = await exported(tenantId)
    const helper = "helfer"
    await Operator.put(world.operator({ accountId: people.loescher?.accountId ?? "", roles: ["betrieb"] }), {
      accountId: helper,
      name: "Gehilfe",
      roles: ["loeschung"],
      active: true,
    })
    expect(await ask(sha256)).toBe("done")
    shift += 25 * HOUR
    const ctx = world.operator({ accountId: helper, roles: ["loeschung"] })
    expect(await reason(Operator.confirmDeletion(ctx, { tenantId }))).toBe("deletion.pair")
    // Nor by two whom one has entered: he might hold the keys of both.
    const two = ["op_eins", "op_zwei"].map((accountId) => ({ accountId, roles: ["loeschung" as const] }))
    for (const who of two) await Operator.put(as("betrieb"), { ...who, name: "Strohmann", active: true })
    const [one, other] = two.map((who) => world.operator(who))
    if (!one || !other) throw new Error("two")
    expect(
      await reason(Operator.requestDeletion(one, { tenantId, reason: "Vertrag beendet.", exportSha256: sha256 })),
    ).toBe("done")
    shift += 25 * HOUR
    expect(await reason(Operator.confirmDeletion(other, { tenantId }))).toBe("deletion.pair")
    expect(await ask(sha256)).toBe("done")
    shift += 25 * HOUR
    expect((await keys(`${tenantId}#`)).length).toBeGreaterThan(30)
  })

  test("broken off at any command it goes on, and nothing is left but the record", async () => {
    const account = await accountId(SIGN_IN.issuer, "mira-holtkamp")
    await auth.door.accounts.unsafeJoin(account, HERE)
    expect((await auth.door.accounts.unsafeKnown(account)).tenants).toContain(tenantId)
    expect(await confirm()).toBe("done")
    const heads = (await keys(`${tenantId}#fact/`)).length
    let left = Number.POSITIVE_INFINITY
    let deaths = 0
    world.client.middlewareStack.add(
      (next) => async (args) => {
        if (--left > 0) return next(args)
        // Every other time the command was done, and nobody heard of it.
        if (deaths % 2 === 1) await next(args)
        throw new Error("the program was killed")
      },
      { step: "initialize", name: "killer", priority: "high" },
    )
    try {
      for (let at = 1; ; at++) {
        left = at
        const done = await deleteTenant(world, workshop, tenantId, async () => {}).then(
          () => true,
          (error: Error) => {
            if (error.message !== "the program was killed") throw error
            return false
          },
        )
        if (done) break
        deaths++
      }
    } finally {
      world.client.middlewareStack.remove("killer")
    }
    expect(deaths).toBeGreaterThan(20)
    expect(await keys(`${tenantId}#`)).toEqual([])
    expect(existsSync(join(dir, "papers", tenantId))).toBe(false)
    expect(existsSync(join(dir, "drafts", tenantId))).toBe(false)
    // Whoever belongs to another house as well still does; the registry names the deleted one only where it must.
    expect((await auth.door.accounts.unsafeKnown(account)).tenants).toEqual([HERE])
    const named = (await keys("system#")).filter((k) => k.includes(tenantId))
    expect(named.map((k) => k.slice("system#".length).split("/")[0])).toEqual(
      expect.arrayContaining(["tenant", "closed", "deletion", "export", "fact"]),
    )
    const shown = await Operator.read(as("betrieb"), { tenantId })
    expect(shown).toMatchObject({
      status: "deleted",
      deletion: {
        requestedBy: people.loescher?.accountId,
        confirmedBy: people.loescherin?.accountId,
        exportSha256: sha256,
      },
    })
    expect(shown.deletion?.logs).toBeGreaterThan(10)
    expect(shown.deletion?.logs).toBeLessThanOrEqual(heads)
    const text = JSON.stringify(shown)
    for (const { name, personId } of AULENFELD.people) {
      expect(text).not.toContain(name)
      expect(text).not.toContain(personId)
    }
  })

  test("the id is never given again, and the act itself stands in an unbroken log", async () => {
    const again = Operator.create(as("betrieb"), {
      settings: { ...AULENFELD.tenant, id: tenantId } as unknown as Record<string, unknown>,
      administrators: [{ name: "Kim Adler" }, { name: "Pia Kern" }],
    })
    await expect(again).rejects.toMatchObject({ reason: "tenant.taken" })
    const { value: entry } = await Operator.loadEntry(world.system.registry, tenantId)
    const facts = (await world.system.registry.list(`fact/tenant-${tenantId}`, Fact)).items.map((i) => i.value)
    expect(await broken(facts, entry.head)).toBeUndefined()
    expect(facts.at(-1)?.type).toBe("tenant.deleted")
    expect(facts.map((f) => f.type)).toContain("tenant.deletionConfirmed")
    expect(await deleteTenant(world, workshop, tenantId)).toMatchObject({ tenantId, finishedAt: expect.any(String) })
  })
})

describe("a worker that is still at work when its tenant is deleted", () => {
  test("leaves nothing behind, no duty, no file, no key, and does not fall over", async () => {
    const tenantId = "kreis-mitten"
    await house({ ...AULENFELD.tenant, id: tenantId }, AULENFELD.people)
    const failed: string[] = []
    logTo((line) => {
      if (line.includes("worker.failed")) failed.push(line)
    })
    // The real press, which waits at its first paper until somebody lets it go on.
    let reached = () => {}
    let release = () => {}
    const atPress = new Promise<void>((resolve) => {
      reached = resolve
    })
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const real = press({ ca: workshop.keys.ca })
    const slow: Press = {
      ...real,
      async vorlage(...args) {
        reached()
        await released
        return real.vorlage(...args)
      },
    }
    const busy = await openWorkshop(world, { press: slow })
    const running = await start(world, busy, { sweepMs: 60_000 })
    const author = await member(tenantId, "verfasser")
    const { id, rev } = await Vorlage.create(author, { form: formOf(now()) })
    await Vorlage.submit(author, { vorlageId: id, rev })
    // Not awaited: it waits for the press.
    const swept = running.sweep()
    await atPress
    await Operator.close(as("betrieb"), { tenantId })
    await Operator.offer(as("betrieb"), {
      tenantId,
      archive: "Kreisarchiv",
      on: now().toISOString().slice(0, 10),
      answer: "übernommen",
    })
    const exportSha256 = await exported(tenantId)
    await Operator.requestDeletion(as("loescher"), { tenantId, reason: "Vertrag beendet.", exportSha256 })
    shift += 25 * HOUR
    await Operator.confirmDeletion(as("loescherin"), { tenantId })
    expect(busy.keys.fingerprint(tenantId)).toBeDefined()
    const record = await deleteTenant(world, workshop, tenantId, async () => {
      release()
      await running.idle()
    })
    expect(record.passes).toBeGreaterThanOrEqual(3)
    expect(record.authoritySha256).toMatch(/^[0-9a-f]{64}$/)
    await swept
    await running.sweep()
    await running.idle()
    await running.stop()
    expect(await keys(`${tenantId}#`)).toEqual([])
    expect(existsSync(join(dir, "papers", tenantId))).toBe(false)
    expect(readdirSync(join(dir, "keys")).filter((f) => f.includes(tenantId))).toEqual([])
    let due = 0
    for (let shard = 0; shard < 16; shard++)
      for await (const duty of world.system.due(new Date(now().getTime() + 9e9), shard))
        if (duty.tenantId === tenantId || duty.key.includes(tenantId)) due++
    expect(due).toBe(0)
    // Only what was in hand when the ground went, and that at most as often as it was taken: by the stream and by the sweep.
    const duties = failed.map((line) => z.object({ duty: z.string() }).parse(JSON.parse(line)).duty)
    const inHand = ["f1-001", "notice-2-2"].map((name) => `duty/${id}/${name}`)
    expect(duties.filter((duty) => !inHand.includes(duty))).toEqual([])
    for (const duty of inHand) expect(duties.filter((d) => d === duty).length, duty).toBeLessThanOrEqual(2)
  })
})
