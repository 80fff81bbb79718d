/** The HTTP API as a value: every verb of the domain behind one route, and the pages that explain it. */
import { AppError } from "@beschlussweg/core/error"
import { schema } from "@beschlussweg/core/output"
import { type Context, Hono } from "hono"
import { refuse, unknownRoute } from "./api/answer.ts"
import { beschlusskontrolle, ergebnisse } from "./api/control.ts"
import { headers } from "./api/header.ts"
import { schluessel } from "./api/key.ts"
import { ich, personen, vertretungen } from "./api/member.ts"
import { meter } from "./api/meter.ts"
import { nummern } from "./api/number.ts"
import { betrieb } from "./api/operator.ts"
import { abschnitte, programme } from "./api/programme.ts"
import { veroeffentlichungen } from "./api/publication.ts"
import { protokoll } from "./api/record.ts"
import type { Env } from "./api/route.ts"
import { suche } from "./api/search.ts"
import { gremien, sitzungen } from "./api/sitzung.ts"
import { aufgaben } from "./api/task.ts"
import { haus } from "./api/tenant.ts"
import { uploads } from "./api/upload.ts"
import { vorlagen } from "./api/vorlage.ts"
import { type AuthDeps, caller, enter, OPERATOR, renewed, sessionOf } from "./auth.ts"
import { kalender } from "./calendar/route.ts"
import { oparl } from "./oparl.ts"
import { type Description, openapi } from "./openapi.ts"
import { docs } from "./page/docs.ts"
import { type Finished, start, type Visitor } from "./page/start.ts"
import { ICON, STYLE } from "./page/style.ts"
import { pruefen } from "./public/pruefen.ts"
import { publicPages } from "./public/route.ts"
import { signIn } from "./signin.ts"
import { traced } from "./trace.ts"

/** What only `pnpm start` adds: houses to choose from, and a seeded procedure to look at. Signing in is the same everywhere. */
export interface Demo {
  readonly routes: Hono<Env>
  readonly houses: readonly { readonly id: string; readonly name: string }[]
  finished(): Promise<readonly Finished[]>
}

/** What the API can do ends here: its contexts have no signer. */
export interface Deps extends AuthDeps {
  /** "local", or the name of a stage in the cloud */
  readonly stage: string
  readonly version: string
  /** one read of the table; throws where there is none */
  alive(): Promise<void>
  /** the built web application; in the cloud the CDN serves it */
  readonly web?: Hono<Env> | undefined
  /** refused on every stage but "local" */
  readonly demo?: Demo | undefined
}

const nouns = new Hono<Env>()
  .route("/haus", haus)
  .route("/personen", personen)
  .route("/vertretungen", vertretungen)
  .route("/ich", ich)
  .route("/schluessel", schluessel)
  .route("/programme", programme)
  .route("/abschnitte", abschnitte)
  .route("/uploads", uploads)
  .route("/vorlagen", vorlagen)
  .route("/gremien", gremien)
  .route("/sitzungen", sitzungen)
  .route("/aufgaben", aufgaben)
  .route("/suche", suche)
  .route("/ergebnisse", ergebnisse)
  .route("/beschlusskontrolle", beschlusskontrolle)
  .route("/nummern", nummern)
  .route("/protokoll", protokoll)
  .route("/veroeffentlichungen", veroeffentlichungen)

const tenants = new Hono<Env>().route("/api/:tenant", nouns)
/** Type of the API for a typed client (`hc<Api>`). */
export type Api = typeof tenants

/** @throws Error where demo houses are to be shown on another stage than "local" */
export function createApp(deps: Deps): Hono<Env> {
  const { demo } = deps
  if (demo && deps.stage !== "local") throw new Error(`no demo on stage ${deps.stage}`)
  const app = new Hono<Env>()
  app.onError(refuse)
  app.notFound(unknownRoute)
  app.use(headers(deps.stage))
  app.use(meter())
  let made: Description | undefined
  const description = () => {
    made ??= openapi(app, deps.version)
    return made
  }

  // For whoever restarts processes: this one answers. It says nothing about what it depends on, so an outage of the table
  // does not restart everything.
  app.get("/api/alive", (c) => c.json({ status: "ok", version: deps.version }))
  // For whoever sends requests here: it can work.
  app.get("/api/health", async (c) => {
    try {
      await deps.alive()
    } catch {
      return c.json({ status: "unavailable", version: deps.version }, 503)
    }
    return c.json({ status: "ok", version: deps.version })
  })
  app.get("/api/openapi.json", (c) => c.json(description()))
  let programme: Readonly<Record<string, unknown>> | undefined
  app.get("/api/schema/programm.json", (c) => {
    programme ??= schema()
    c.header("Cache-Control", "public, max-age=300")
    return c.body(JSON.stringify(programme), 200, { "Content-Type": "application/schema+json" })
  })
  app.get("/api/docs", (c) => c.html(docs(description(), deps.origins[0])))
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
  app.get("/", async (c) => c.html(start((await demo?.finished()) ?? [], await visitor(c, deps))))
  if (demo) app.route("/", demo.routes)
  if (deps.web) app.route("/", deps.web)
  app.route("/", signIn(deps, demo?.houses ?? []))
  app.route("/", publicPages(deps))
  app.route("/", pruefen(deps))
  app.route("/oparl", oparl(deps))
  app.route("/kalender", kalender(deps))

  // Before the tenants: no house can be called so.
  app.route(`/api/${OPERATOR}`, betrieb(deps))
  app.use("/api/:tenant/*", async (c, next) => {
    const who = await caller(c, deps)
    const now = who.kind === "person" ? { ...who, session: await renewed(c, deps.door, who.session) } : who
    c.set("ctx", traced(await enter(deps, c.req.param("tenant"), now), c.var.requestId))
    await next()
  })
  app.route("/", tenants)
  return app
}

/** Who looks at the start page, by name where it is known; nobody where the session is none or over. */
async function visitor(c: Context<Env>, deps: Deps): Promise<Visitor | undefined> {
  try {
    const session = await sessionOf(c, deps.door)
    const [house] = session.houses.keys()
    if (house === undefined) return { name: "ohne Haus" }
    const { actor } = await enter(deps, house, { kind: "person", session })
    return { name: actor.name }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return undefined
  }
}
