/** The HTTP API as a value: every verb of the domain behind one route, and the pages that explain it. */
import type { Ctx, Proof } from "@beschlussweg/core/context"
import { AppError } from "@beschlussweg/core/error"
import { Hono } from "hono"
import { refuse, unknownRoute } from "./api/answer.ts"
import { headers } from "./api/header.ts"
import { personen } from "./api/member.ts"
import { nummern } from "./api/number.ts"
import { programme } from "./api/programme.ts"
import { protokoll } from "./api/record.ts"
import type { Env } from "./api/route.ts"
import { aufgaben } from "./api/task.ts"
import { haus } from "./api/tenant.ts"
import { uploads } from "./api/upload.ts"
import { vorlagen } from "./api/vorlage.ts"
import { account, enter, type Sessions } from "./auth.ts"
import { type Description, openapi } from "./openapi.ts"
import { docs } from "./page/docs.ts"
import { type Finished, start } from "./page/start.ts"
import { ICON, STYLE } from "./page/style.ts"

/** What only `pnpm start` adds: sign-in without proof, and a seeded procedure to look at. */
export interface Demo {
  /** "/anmelden" and what belongs to it */
  readonly routes: Hono<Env>
  finished(): Promise<readonly Finished[]>
}
const SIGN_IN = "/anmelden"

export interface Deps {
  /** "local", or the name of a stage in the cloud */
  readonly stage: string
  readonly version: string
  /** own origins, "https://beschlussweg.example": cookies change something only from there */
  readonly origins: readonly string[]
  readonly sessions: Sessions
  /** context of a person in a house; what the API can do ends here: it has no signer */
  ctx(tenantId: string, actor: Ctx["actor"], client: "api", proof: Proof): Ctx
  /** one read of the table; throws where there is none */
  alive(): Promise<void>
  /** refused on every stage but "local" */
  readonly demo?: Demo | undefined
}

const nouns = new Hono<Env>()
  .route("/haus", haus)
  .route("/personen", personen)
  .route("/programme", programme)
  .route("/uploads", uploads)
  .route("/vorlagen", vorlagen)
  .route("/aufgaben", aufgaben)
  .route("/nummern", nummern)
  .route("/protokoll", protokoll)

const tenants = new Hono<Env>().route("/api/:tenant", nouns)
/** Type of the API for a typed client (`hc<Api>`). */
export type Api = typeof tenants

/** @throws Error where the demo sign-in is asked for on another stage than "local" */
export function createApp(deps: Deps): Hono<Env> {
  const { demo } = deps
  if (demo && deps.stage !== "local") throw new Error(`no demo sign-in on stage ${deps.stage}`)
  const app = new Hono<Env>()
  app.onError(refuse)
  app.notFound(unknownRoute)
  app.use(headers)
  app.use(async (c, next) => {
    c.set("signIn", demo && SIGN_IN)
    await next()
  })
  let made: Description | undefined
  const description = () => {
    made ??= openapi(app, deps.version)
    return made
  }

  app.get("/api/health", async (c) => {
    try {
      await deps.alive()
    } catch {
      return c.json({ status: "unavailable", version: deps.version }, 503)
    }
    return c.json({ status: "ok", version: deps.version })
  })
  app.get("/api/openapi.json", (c) => c.json(description()))
  app.get("/api/docs", (c) => c.html(docs(description(), demo && deps.origins[0])))
  app.get("/stil.css", (c) => {
    c.header("Cache-Control", "public, max-age=300")
    return c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8" })
  })
  app.get("/zeichen.svg", (c) => {
    c.header("Cache-Control", "public, max-age=300")
    return c.body(ICON, 200, { "Content-Type": "image/svg+xml" })
  })
  // Asked for by browsers wherever a page names no icon, such as a PDF.
  app.get("/favicon.ico", (c) => c.body(null, 204))
  app.get("/", async (c) => {
    const signedIn = await account(c, deps).catch(nobody)
    return c.html(start((await demo?.finished()) ?? [], { signedIn, signIn: c.var.signIn }))
  })
  if (demo) app.route("/", demo.routes)

  app.use("/api/:tenant/*", async (c, next) => {
    const who = await account(c, deps)
    c.set(
      "ctx",
      await enter(deps.ctx, c.req.param("tenant"), who, { kind: "session", at: new Date(), freshMinutes: 480 }),
    )
    await next()
  })
  app.route("/", tenants)
  return app
}

function nobody(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error
}
