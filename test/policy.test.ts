/** The third lock on real work: every command of whole procedures passes the policy of its role and tenant, and no other's. */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { Ctx } from "@beschlussweg/core/context"
import { addDays } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import * as People from "@beschlussweg/core/people"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { DEMO_DAYS, demoClock, runDemo } from "@beschlussweg/functions/demo"
import { logTo } from "@beschlussweg/functions/log"
import { openWorld as openServed } from "@beschlussweg/functions/wire"
import { openWorkshop, start } from "@beschlussweg/functions/worker"
import { dynamoClient } from "@beschlussweg/store/client"
import { tenantTable } from "@beschlussweg/store/dynamo"
import { seeded } from "@beschlussweg/store/fault"
import { judge } from "@beschlussweg/store/iam.fixture"
import { type Asked, ownPolicy, type Policy, type PolicyRole, policy } from "@beschlussweg/store/policy"
import { type Recorder, record } from "@beschlussweg/store/recorder"
import { unsafeDeletion } from "@beschlussweg/store/unsafe-deletion"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openWorld } from "./house.ts"
import { act, begin, dice } from "./random.ts"
import { folder } from "./tool.ts"

const tableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/beschlussweg-test"
const STRANGER = "kreis-anderswo"

interface Heard {
  readonly role: PolicyRole
  readonly tenantId: string
  readonly recorder: Recorder
}
const heard: Heard[] = []
const clients: DynamoDBClient[] = []
/** Questions to IAM by role and tenant, each once. */
let questions: { role: PolicyRole; tenantId: string; ask: Asked }[] = []
let commands = 0

/** Clients that are told apart by who holds them, one of each per tenant. "operator" stands for the worker at people. */
function holders(endpoint: string) {
  const made = new Map<string, DynamoDBClient>()
  return (tenantId: string, client: Ctx["client"]): DynamoDBClient => {
    const role = client === "worker" ? "worker" : client === "operator" ? "people" : "api"
    const name = `${role} ${tenantId}`
    const known = made.get(name)
    if (known) return known
    const own = dynamoClient({ endpoint })
    clients.push(own)
    heard.push({ role, tenantId, recorder: record(own) })
    made.set(name, own)
    return own
  }
}

/** Random procedures of both kinds, with refusals, returns, withdrawals and the worker's part, documents off. */
async function walks(): Promise<void> {
  const world = await openWorld(undefined, "off")
  const holder = holders(world.store.server.endpoint)
  const { tableName, cursorKey } = world.store
  world.tableOf = (tenantId, personId, client) =>
    tenantTable(holder(tenantId, client), { tableName, tenantId, personId, cursorKey })
  try {
    const houses = [await world.house("T1"), await world.house("T5")]
    for (let n = 0; n < 24; n++) {
      const house = houses[n % houses.length]
      if (!house) throw new Error("no house")
      const walk = await begin(house, dice(seeded(4711 + n)))
      for (let acts = 0; acts < 40 && (await act(walk)); acts++);
      await house.work(walk.id)
    }
    for (const house of houses) for (const { personId } of house.people()) await Vorlage.tasks(house.as(personId), {})
    for (const house of houses) {
      // Somebody leaves tomorrow; the worker ends the membership once the day is over.
      const on = addDays(world.clock.today(), 1)
      const leaves = { personId: "lesend", reason: "Wechselt das Haus.", on }
      await Member.end(house.as("administration"), leaves)
      world.clock.pass(3)
      const people = { ...house.workCtx(), table: world.tableOf(house.tenantId, "worker", "operator") }
      await People.work(people, "lesend")
      expect((await Member.all(people.table)).map((m) => m.personId)).not.toContain("lesend")
    }
    for (const { tenantId } of houses) {
      const own = dynamoClient({ endpoint: world.store.server.endpoint })
      clients.push(own)
      heard.push({ role: "deletion", tenantId, recorder: record(own) })
      expect(await unsafeDeletion(own, { tableName, tenantId }).drop("")).toBeGreaterThan(100)
    }
  } finally {
    await world.stop()
  }
}

/** Both demo procedures with a Word upload and all documents, by the real worker, its stream and its sweep. */
async function demos(dir: string): Promise<void> {
  logTo(() => {})
  const clock = demoClock(DEMO_DAYS)
  const served = await openServed({ dir, now: clock.now })
  const { endpoint } = served.client.config
  if (!endpoint) throw new Error("no endpoint")
  const { protocol, hostname, port } = await endpoint()
  const holder = holders(`${protocol}//${hostname}:${port}`)
  const cursorKey = randomBytes(32)
  const { tableName } = served
  const world: typeof served = {
    ...served,
    ctx: (tenantId, actor, client, proof) => ({
      ...served.ctx(tenantId, actor, client, proof),
      table: tenantTable(holder(tenantId, client), { tableName, tenantId, personId: actor.personId, cursorKey }),
    }),
  }
  heard.push({ role: "sweep", tenantId: "", recorder: record(served.client) })
  const running = await start(world, await openWorkshop(world, { tsa: "none" }))
  try {
    for (const weg of ["T1", "T5"] as const) await runDemo(world, running, { weg, finanzen: true, clock })
    await running.sweep()
  } finally {
    await running.stop()
    await served.close()
  }
}

const place = folder()
beforeAll(async () => {
  await walks()
  await demos(join(place.path, "state"))
  const seen = new Set<string>()
  for (const { role, tenantId, recorder } of heard)
    for (const entry of recorder.entries) {
      commands++
      if (!entry.asked) throw new Error(`nobody knows what rights ${entry.command} needs`)
      for (const ask of entry.asked) {
        // The unbound client of a local process is the sweep's and the registry's: two roles of their own in the cloud.
        const holds = role === "sweep" && ask.index !== "due" ? "registry" : role
        const name = JSON.stringify([holds, tenantId, ask])
        if (seen.has(name)) continue
        seen.add(name)
        questions.push({ role: holds, tenantId, ask })
      }
    }
  const nouns = questions.map((q) => [q.role, q.ask.action.slice(9), noun(q.ask)].join(" "))
  console.info(
    `${commands} commands, ${questions.length} different questions to IAM; ${[...new Set(nouns)].sort().join(", ")}`,
  )
}, 300_000)
afterAll(() => {
  for (const client of clients) client.destroy()
  questions = []
})

const noun = ({ leadingKeys }: Asked): string => leadingKeys?.[0]?.split("#")[1]?.split("/")[0] ?? ""
const given = (role: PolicyRole, tenantId: string) =>
  policy(role, role === "sweep" || role === "registry" ? { tableArn } : { tableArn, tenantId })
const refused = (role: PolicyRole, tenantId: string, asks: readonly Asked[]): Asked[] => {
  const p = given(role, tenantId)
  return asks.filter((ask) => judge(p, tableArn, ask) !== "allowed")
}
const by = (role: PolicyRole) => questions.filter((q) => q.role === role)

test("there was something to judge from every role, of every kind", () => {
  expect(commands).toBeGreaterThan(3000)
  for (const role of ["api", "worker", "people", "sweep", "deletion"] as const)
    expect(by(role).length, role).toBeGreaterThan(5)
  const actions = new Set(questions.map((q) => q.ask.action))
  for (const action of ["GetItem", "Query", "PutItem", "DeleteItem"]) expect(actions).toContain(`dynamodb:${action}`)
  expect(new Set(questions.map((q) => q.tenantId)).size).toBeGreaterThan(2)
})

test("every recorded command is allowed to its role in its tenant", () => {
  for (const role of ["api", "worker", "people", "sweep", "registry", "deletion"] as const)
    for (const tenantId of new Set(by(role).map((q) => q.tenantId))) {
      const asks = by(role).flatMap((q) => (q.tenantId === tenantId ? [q.ask] : []))
      expect(refused(role, tenantId, asks), `${role} ${tenantId}`).toEqual([])
    }
})

test("the same holds when AWS judges all items of one action together", () => {
  for (const { role, tenantId, recorder } of heard) {
    if (role === "sweep" || role === "deletion") continue
    const p = given(role, tenantId)
    for (const { asked = [] } of recorder.entries)
      for (const action of new Set(asked.map((a) => a.action))) {
        const [first, ...more] = asked.filter((a) => a.action === action)
        if (!first) continue
        const leadingKeys = [first, ...more].flatMap((a) => a.leadingKeys ?? [])
        expect(judge(p, tableArn, { ...first, leadingKeys }), `${role} ${action} ${leadingKeys}`).toBe("allowed")
      }
  }
})

/** A function's own role, without credentials per tenant; memberships end by the sweep, which also is the registry's worker. */
const OWN = [
  ["api", "api"],
  ["worker", "worker"],
  ["worker", "sweep"],
  ["people", "sweep"],
  ["sweep", "sweep"],
  ["registry", "sweep"],
  ["registry", "worker"],
  ["registry", "api"],
] as const

test.each(OWN)("every recorded command of %s passes the own policy of the role %s", (role, own) => {
  const mine: Policy = { Version: "2012-10-17", Statement: ownPolicy(own, { tableArn }) }
  const asks = by(role).map((q) => q.ask)
  expect(asks.length).toBeGreaterThan(0)
  expect(asks.filter((ask) => judge(mine, tableArn, ask) !== "allowed")).toEqual([])
})

test("with credentials per tenant a function's own role is left with the registry, and the sweep with what is due", () => {
  for (const own of ["api", "worker", "sweep", "bounce"] as const) {
    const left: Policy = { Version: "2012-10-17", Statement: ownPolicy(own, { tableArn, bound: true }) }
    const passes = (role: PolicyRole) => by(role).filter((q) => judge(left, tableArn, q.ask) === "allowed").length
    expect([passes("api"), passes("worker"), passes("people")], own).toEqual([0, 0, 0])
    expect(passes("registry"), own).toBe(by("registry").length)
    expect(passes("sweep"), own).toBe(own === "sweep" ? by("sweep").length : 0)
  }
})

test("every recorded command is refused to the same role in another tenant", () => {
  for (const role of ["api", "worker", "people"] as const) {
    const asks = by(role).map((q) => q.ask)
    expect(refused(role, STRANGER, asks)).toHaveLength(asks.length)
    for (const tenantId of new Set(by(role).map((q) => q.tenantId))) {
      const others = by(role).flatMap((q) => (q.tenantId === tenantId ? [] : [q.ask]))
      expect(refused(role, tenantId, others), `${role} ${tenantId}`).toHaveLength(others.length)
    }
  }
})

test("and to every role that has no business with it", () => {
  const asks = [...by("api"), ...by("worker")].map((q) => q.ask)
  for (const role of ["sweep", "registry"] as const) expect(refused(role, "", asks), role).toHaveLength(asks.length)
  const due = by("sweep").map((q) => q.ask)
  for (const role of ["api", "worker", "deletion", "registry"] as const)
    expect(refused(role, "kreis-aulenfeld", due), role).toHaveLength(due.length)
})

describe("what a defect or an intruder could make of a recorded command is refused", () => {
  const changes: Readonly<Record<string, (ask: Asked, tenantId: string) => Asked | undefined>> = {
    "a foreign key": (ask) => ({ ...ask, leadingKeys: ask.leadingKeys?.map((k) => k.replace(/^[^#]*/, STRANGER)) }),
    "a tenant that begins alike": (ask) => ({
      ...ask,
      leadingKeys: ask.leadingKeys?.map((k) => k.replace("#", "-nord#")),
    }),
    "one foreign key besides": (ask) => ({ ...ask, leadingKeys: [...(ask.leadingKeys ?? []), `${STRANGER}#a/b`] }),
    "no key": (ask) => ({ ...ask, leadingKeys: undefined }),
    "a Scan": (ask) => ({ ...ask, action: "dynamodb:Scan", leadingKeys: undefined }),
    "the due index": (ask) => (ask.action === "dynamodb:Query" ? { ...ask, index: "due" } : undefined),
    "another index": (ask) => (ask.action === "dynamodb:Query" ? { ...ask, index: "byTenant2" } : undefined),
    "an update": (ask) => (ask.enclosing === undefined ? undefined : { ...ask, action: "dynamodb:UpdateItem" }),
    PartiQL: (ask) => ({ ...ask, action: "dynamodb:PartiQLSelect" }),
    "a write outside a transaction": (ask) =>
      ask.enclosing === undefined ? undefined : { ...ask, enclosing: undefined },
    "the deletion of a fact": (ask, tenantId) =>
      ask.action === "dynamodb:PutItem" && noun(ask) === "fact"
        ? { ...ask, action: "dynamodb:DeleteItem", leadingKeys: ask.leadingKeys ?? [`${tenantId}#fact/x`] }
        : undefined,
  }
  test.each(Object.keys(changes))("%s", (name) => {
    let tried = 0
    for (const { role, tenantId, ask } of [...by("api"), ...by("worker")]) {
      const changed = changes[name]?.(ask, tenantId)
      if (!changed) continue
      tried++
      expect(judge(given(role, tenantId), tableArn, changed), JSON.stringify(changed)).not.toBe("allowed")
    }
    expect(tried).toBeGreaterThan(20)
  })
})
