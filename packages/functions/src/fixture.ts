/** Fixture of the HTTP tests: the real app on a real store with the two invented houses, and a clock to put forward. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import { Role } from "@beschlussweg/core/role"
import * as Tenant from "@beschlussweg/core/tenant"
import { type Form, NO_FINANCE } from "@beschlussweg/core/vorlage"
import type { Hono } from "hono"
import { z } from "zod"
import type { Env } from "./api/route.ts"
import { createApp, type Deps } from "./api.ts"
import { session, sessions } from "./auth.ts"
import { AULENFELD, BRENNHAUSEN } from "./demo/house.ts"
import { demoRoutes, type KeyPair, sessionKeys } from "./signin.ts"
import { openWorld, type World } from "./wire.ts"

export const ORIGIN = "http://localhost:3000"
/** The two houses, and one person in each who holds every function. */
export const HERE = AULENFELD.tenant.id
export const THERE = BRENNHAUSEN.tenant.id
export const ALL_HERE = "robin-vogt"
export const ALL_THERE = "toni-haller"

export interface Ask {
  readonly method?: string
  /** person who asks; nobody when absent */
  readonly as?: string
  /** sent as JSON */
  readonly json?: unknown
  readonly body?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
}
export interface TestApp {
  readonly app: Hono<Env>
  readonly world: World
  readonly keys: KeyPair
  readonly deps: Deps
  ask(path: string, options?: Ask): Promise<Response>
  token(personId: string): Promise<string>
  /** milliseconds that the clock goes ahead of the real one */
  ahead(ms: number): void
  stop(): Promise<void>
}

export async function openApp(): Promise<TestApp> {
  const dir = await mkdtemp(join(tmpdir(), "beschlussweg-http-"))
  let shift = 0
  const now = () => new Date(Date.now() + shift)
  const world = await openWorld({ dir, now })
  for (const { tenant, people } of [AULENFELD, BRENNHAUSEN]) {
    const operator = world.ctx(tenant.id, { personId: "betrieb", name: "Betrieb", functions: [] }, "test")
    await Tenant.found(operator, tenant)
    const all = { personId: tenant.id === HERE ? ALL_HERE : ALL_THERE, name: "Alle Funktionen" }
    const functions = Role.options.map((role) => ({ role, as: "selbst" as const }))
    for (const person of [...people, { ...all, functions }]) await Member.write(operator, { ...person, active: true })
  }
  const keys = await sessionKeys(dir)
  const deps: Deps = {
    stage: "local",
    version: "0.0.0-test",
    origins: [ORIGIN],
    sessions: sessions(keys.publicKey, now),
    ctx: (tenantId, actor, client, proof) => world.ctx(tenantId, actor, client, proof),
    alive: async () => {
      await world.system.registry.get("tenant/none", Tenant.Tenant)
    },
    demo: {
      routes: demoRoutes(
        { houses: [{ house: AULENFELD.tenant.house.name, accounts: demoAccounts }], ca: "none" },
        { keys, origins: [ORIGIN], now },
      ),
      finished: async () => [],
    },
  }
  const app = createApp(deps)
  const token = (personId: string) => session(keys.privateKey, personId, now())
  return {
    app,
    world,
    keys,
    deps,
    token,
    async ask(path, { method, as, json, body, headers = {} } = {}) {
      return app.request(path, {
        method: method ?? (json === undefined && body === undefined ? "GET" : "POST"),
        headers: {
          ...(as === undefined ? {} : { Authorization: `Bearer ${await token(as)}` }),
          ...(json === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
      })
    },
    ahead: (ms) => {
      shift = ms
    },
    async stop() {
      await world.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const demoAccounts = AULENFELD.people.map((p) => ({
  id: p.personId,
  name: p.name,
  title: p.title ?? "",
  roles: p.functions.map((f) => f.role),
}))

/** A complete form of the Kreis without programme, as somebody would submit it today. */
export function formOf(today: Date): Form {
  const words = (text: string) => [{ type: "paragraph" as const, content: [{ type: "text" as const, text }] }]
  return {
    artId: "beschluss",
    public: true,
    amtId: "jobcenter",
    betreff: "Öffnungszeiten der Geschäftsstelle Aulenfeld-Süd",
    beratungsfolge: [
      {
        gremiumId: "kreisausschuss",
        termin: addDays(dayOf(today), 30),
        berichterstattung: ["Kim Adler"],
        zustaendigkeit: "Entscheidung",
      },
    ],
    finance: { ...NO_FINANCE, effects: false },
    beschlussvorschlag: words("Der Kreisausschuss stimmt den geänderten Öffnungszeiten zu."),
    erlaeuterungen: words("Die Geschäftsstelle öffnet künftig auch am Donnerstagnachmittag."),
    anlagen: [],
  }
}

/** Status, body and headers without what differs with every request. */
export async function plainly(response: Response) {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "x-request-id"))
  const text = (await response.text()).replace(
    /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g,
    "ID",
  )
  return { status: response.status, headers, text }
}

const Refusal = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    reason: z.string(),
    message: z.string().min(10),
    findings: z.array(z.object({ reason: z.string(), place: z.string(), message: z.string() })),
    requestId: z.uuid(),
  }),
})

/** A refusal in the one shape that all have, with its status. */
export async function refusal(response: Response) {
  const { error } = Refusal.parse(await response.json())
  if (response.headers.get("x-request-id") !== error.requestId) throw new Error("header and body name two requests")
  return { status: response.status, ...error }
}

/** Address in the Kreis. */
export const at = (path: string): string => `/api/${HERE}${path}`
