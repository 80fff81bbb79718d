/** Fixture of the HTTP tests: the real app on a real store with the two invented houses, and a clock to put forward. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { accountId, bind } from "@beschlussweg/core/account"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Member from "@beschlussweg/core/member"
import { type Assignment, Role } from "@beschlussweg/core/role"
import * as Tenant from "@beschlussweg/core/tenant"
import { type Form, NO_FINANCE } from "@beschlussweg/core/vorlage"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { z } from "zod"
import type { Env } from "./api/route.ts"
import { createApp, type Deps } from "./api.ts"
import { AULENFELD, BRENNHAUSEN } from "./demo/house.ts"
import { openDoor } from "./door.ts"
import { type KeyPair, keyPair } from "./secret.ts"
import { COOKIE, type Opening } from "./session.ts"
import { openWorld, type World } from "./wire.ts"

export const ORIGIN = "http://localhost:3000"
/** The two houses, and one person in each who holds every function. */
export const HERE = AULENFELD.tenant.id
export const THERE = BRENNHAUSEN.tenant.id
export const ALL_HERE = "robin-vogt"
export const ALL_THERE = "toni-haller"

/** Nobody answers there: these tests make sessions themselves; `signin.test.ts` gets them from a provider. */
export const SIGN_IN: Tenant.SignIn = {
  issuer: "https://anmeldung.example",
  clientId: "beschlussweg",
  clientAuth: "none",
  roleMapping: [],
  freshMinutes: 60,
}

/** Every function that the house has, for one person. */
export function everything({ aemter, gremien }: Pick<Tenant.Settings, "aemter" | "gremien">): Assignment[] {
  const ofBodies: readonly Role[] = ["geschaeftsstelle", "schriftfuehrung", "vorsitz", "gremienmitglied"]
  return Role.options.flatMap((role): Assignment[] => {
    if (ofBodies.includes(role)) return gremien.map(({ id }) => ({ role, as: "selbst", gremiumId: id }))
    if (role === "mitzeichnung") return aemter.map(({ id }) => ({ role, as: "selbst", amtId: id }))
    return [{ role, as: "selbst" }]
  })
}

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
  /** a session of now, as the sign-in would begin it */
  session(personId: string): Promise<Opening>
  /** binds the account of this name to a person who has none yet */
  enrol(tenantId: string, personId: string, issuer?: string): Promise<void>
  /** header of a browser that holds such a session */
  cookie(personId: string): Promise<string>
  /** the same of a person of the operator, by the name of his account; only where the app has a sign-in for them */
  operatorCookie(account: string): Promise<string>
  /** milliseconds that the clock goes ahead of the real one */
  ahead(ms: number): void
  stop(): Promise<void>
}

/** @param own where the app is served; tests without a server need none */
export async function openApp(
  own: Pick<Partial<Deps>, "web"> & { readonly origin?: string; readonly operator?: Tenant.SignIn } = {},
): Promise<TestApp> {
  const { origin = ORIGIN, web, operator: ofOperator } = own
  const dir = await mkdtemp(join(tmpdir(), "beschlussweg-http-"))
  let shift = 0
  const now = () => new Date(Date.now() + shift)
  const world = await openWorld({ dir, now })
  for (const { tenant, people } of [AULENFELD, BRENNHAUSEN]) {
    const operator = world.ctx(tenant.id, { personId: "betrieb", name: "Betrieb", functions: [] }, "test")
    await Tenant.found(operator, { ...tenant, signIn: SIGN_IN })
    const all = { personId: tenant.id === HERE ? ALL_HERE : ALL_THERE, name: "Alle Funktionen" }
    for (const person of [...people, { ...all, functions: everything(tenant) }]) {
      await Member.write(operator, person)
      await bind(operator, person.personId, await accountId(SIGN_IN.issuer, person.personId))
    }
  }
  const auth = await openDoor(world, {
    stage: "local",
    origins: [origin],
    operator: ofOperator,
    address: () => "192.0.2.1",
  })
  const deps: Deps = {
    ...auth,
    stage: "local",
    version: "0.0.0-test",
    web,
    alive: async () => {
      await world.system.registry.get("tenant/none", Tenant.Tenant)
    },
    demo: {
      routes: new Hono<Env>(),
      houses: [{ id: AULENFELD.tenant.id, name: AULENFELD.tenant.house.name }],
      finished: async () => [],
    },
  }
  const app = createApp(deps)
  const home = (personId: string) =>
    personId === ALL_THERE || BRENNHAUSEN.people.some((p) => p.personId === personId) ? THERE : HERE
  const session = async (personId: string): Promise<Opening> => ({
    accountId: await accountId(SIGN_IN.issuer, personId),
    sid: crypto.randomUUID(),
    issuer: SIGN_IN.issuer,
    clientId: SIGN_IN.clientId,
    signedInAt: now(),
    since: now(),
    houses: new Map([[home(personId), { personId, freshMinutes: SIGN_IN.freshMinutes }]]),
  })
  const cookie = async (personId: string) => `${COOKIE}=${await auth.door.sessions.issue(await session(personId))}`
  return {
    app,
    world,
    keys: await keyPair(dir, "session.jwk", "EdDSA"),
    deps,
    session,
    cookie,
    async operatorCookie(account) {
      if (!ofOperator) throw new Error("this app has no sign-in of the operator")
      const { issuer, clientId } = ofOperator
      const at = now()
      const begun = { accountId: await accountId(issuer, account), sid: crypto.randomUUID(), issuer, clientId }
      const token = await auth.door.sessions.issue({ ...begun, signedInAt: at, since: at, houses: new Map() })
      return `${COOKIE}=${token}`
    },
    enrol: async (tenantId, personId, issuer = SIGN_IN.issuer) => {
      const operator = world.ctx(tenantId, { personId: "betrieb", name: "Betrieb", functions: [] }, "test")
      await bind(operator, personId, await accountId(issuer, personId))
    },
    async ask(path, { method, as, json, body, headers = {} } = {}) {
      return app.request(path, {
        method: method ?? (json === undefined && body === undefined ? "GET" : "POST"),
        headers: {
          ...(as === undefined ? {} : { Cookie: await cookie(as), Origin: origin }),
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

/** Serves an app on the loopback; @returns what ends it */
export function served(app: Pick<Hono<Env>, "fetch">, port: number): () => Promise<void> {
  const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" })
  return () =>
    new Promise((done) => {
      server.close(() => done())
      if ("closeAllConnections" in server) server.closeAllConnections()
    })
}
