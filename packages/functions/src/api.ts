/** The HTTP API as a value: every verb of the domain behind one route, and the pages that explain it. */
import { schema } from "@beschlussweg/core/output"
import { Hono } from "hono"
import { beschlusskontrolle, ergebnisse } from "./api/control.ts"
import { schluessel } from "./api/key.ts"
import { ich, personen, vertretungen } from "./api/member.ts"
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
import { compose, inHouse, type Part } from "./app.ts"
import { type AuthDeps, OPERATOR } from "./auth.ts"
import { kalender } from "./calendar/route.ts"
import { oparl } from "./oparl.ts"
import { type Description, openapi } from "./openapi.ts"
import { docs } from "./page/docs.ts"
import { front } from "./page/front.ts"
import type { Finished } from "./page/start.ts"
import { pruefen } from "./public/pruefen.ts"
import { publicPages } from "./public/route.ts"
import { signIn } from "./signin.ts"

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

/** What the API says about itself: it knows every route, so it stands in the whole app alone. */
const explained: Part = (app, { version, origins }) => {
  let made: Description | undefined
  const description = () => {
    made ??= openapi(app, version)
    return made
  }
  app.get("/api/openapi.json", (c) => c.json(description()))
  let programme: Readonly<Record<string, unknown>> | undefined
  app.get("/api/schema/programm.json", (c) => {
    programme ??= schema()
    c.header("Cache-Control", "public, max-age=300")
    return c.body(JSON.stringify(programme), 200, { "Content-Type": "application/schema+json" })
  })
  app.get("/api/docs", (c) => c.html(docs(description(), origins[0])))
}

/** The whole API. @throws Error where demo houses are to be shown on another stage than "local" */
export function createApp(deps: Deps): Hono<Env> {
  const { demo } = deps
  if (demo && deps.stage !== "local") throw new Error(`no demo on stage ${deps.stage}`)
  return compose(deps, [
    explained,
    front,
    (app) => {
      if (demo) app.route("/", demo.routes)
      if (deps.web) app.route("/", deps.web)
      app.route("/", signIn(deps, demo?.houses ?? []))
      app.route("/", publicPages(deps))
      app.route("/", pruefen(deps))
      app.route("/oparl", oparl(deps))
      app.route("/kalender", kalender(deps))
      // Before the tenants: no house can be called so.
      app.route(`/api/${OPERATOR}`, betrieb(deps))
    },
    inHouse((app) => app.route("/", tenants)),
  ])
}
