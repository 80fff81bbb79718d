/** The API in parts: a container loads the code of a noun with the first request for it, not all of it at its start. */
import type { Hono } from "hono"
import type { Env } from "../api/route.ts"
import type { Deps } from "../api.ts"
import { compose, inHouse, type Part } from "../app.ts"
import { OPERATOR } from "../auth.ts"
import { lazily } from "../lazily.ts"

type Load = () => Promise<Part>

/** Below /api/:tenant, by the first name that follows. */
const NOUNS: Readonly<Record<string, () => Promise<Hono<Env>>>> = {
  haus: async () => (await import("../api/tenant.ts")).haus,
  personen: async () => (await import("../api/member.ts")).personen,
  vertretungen: async () => (await import("../api/member.ts")).vertretungen,
  ich: async () => (await import("../api/member.ts")).ich,
  schluessel: async () => (await import("../api/key.ts")).schluessel,
  programme: async () => (await import("../api/programme.ts")).programme,
  abschnitte: async () => (await import("../api/programme.ts")).abschnitte,
  uploads: async () => (await import("../api/upload.ts")).uploads,
  vorlagen: async () => (await import("../api/vorlage.ts")).vorlagen,
  gremien: async () => (await import("../api/sitzung.ts")).gremien,
  sitzungen: async () => (await import("../api/sitzung.ts")).sitzungen,
  aufgaben: async () => (await import("../api/task.ts")).aufgaben,
  suche: async () => (await import("../api/search.ts")).suche,
  ergebnisse: async () => (await import("../api/control.ts")).ergebnisse,
  beschlusskontrolle: async () => (await import("../api/control.ts")).beschlusskontrolle,
  nummern: async () => (await import("../api/number.ts")).nummern,
  protokoll: async () => (await import("../api/record.ts")).protokoll,
  veroeffentlichungen: async () => (await import("../api/publication.ts")).veroeffentlichungen,
}

const front: Load = async () => (await import("../page/front.ts")).front
const signIn: Load = async () => {
  const { signIn } = await import("../signin.ts")
  return (app, deps) => {
    app.route("/", signIn(deps, []))
  }
}
const publicPages: Load = async () => {
  const { publicPages } = await import("../public/route.ts")
  return (app, deps) => {
    app.route("/", publicPages(deps))
  }
}
const pruefen: Load = async () => {
  const { pruefen } = await import("../public/pruefen.ts")
  return (app, deps) => {
    app.route("/", pruefen(deps))
  }
}

const operator: Load = async () => {
  const { betrieb } = await import("../api/operator.ts")
  return (app, deps) => {
    app.route(`/api/${OPERATOR}`, betrieb(deps))
  }
}

/** Anywhere else, by the first name of the path. */
const PLACES: Readonly<Record<string, Load>> = {
  "stil.css": front,
  "zeichen.svg": front,
  "favicon.ico": front,
  anmelden: signIn,
  abmelden: signIn,
  haeuser: signIn,
  einladung: signIn,
  oeffentlich: publicPages,
  "oeffentlich.css": publicPages,
  ablage: publicPages,
  pruefen,
  "pruefen.js": pruefen,
  oparl: async () => {
    const { oparl } = await import("../oparl.ts")
    return (app, deps) => {
      app.route("/oparl", oparl(deps))
    }
  },
  kalender: async () => {
    const { kalender } = await import("../calendar/route.ts")
    return (app, deps) => {
      app.route("/kalender", kalender(deps))
    }
  },
}

/** The name of the part that answers a path; undefined where only the whole API can tell. */
export function partOf(path: string): string | undefined {
  if (path === "/") return "/stil.css"
  const [first = "", second = "", third = ""] = path.slice(1).split("/")
  if (first !== "api") return Object.hasOwn(PLACES, first) ? `/${first}` : undefined
  if (second === "konto") return "/anmelden"
  if (second === OPERATOR) return `/api/${OPERATOR}`
  if (path === "/api/alive" || path === "/api/health") return "/api"
  return Object.hasOwn(NOUNS, third) ? third : undefined
}

async function load(part: string): Promise<Part[]> {
  if (part === "/api") return []
  if (part === `/api/${OPERATOR}`) return [await operator()]
  const place = PLACES[part.slice(1)]
  if (part.startsWith("/") && place) return [await place()]
  const routes = await NOUNS[part]?.()
  return routes ? [inHouse((app) => app.route(`/api/:tenant/${part}`, routes))] : []
}

/** What answers a part, or the whole API where there is none. */
export async function appOf(deps: Deps, part: string | undefined): Promise<Hono<Env>> {
  if (part !== undefined) {
    const parts = await load(part)
    // "/api/konto" is a page to GET and would be a house to everything else: there, too, who asks is known first.
    return compose(deps, part.startsWith("/") ? [...parts, inHouse(() => {})] : parts)
  }
  const { createApp } = await import("../api.ts")
  return createApp(deps)
}

/**
 * Answers like `createApp(deps)`. What no part knows, a noun nobody has heard of as much as the description of everything,
 * goes to the whole API; that one is loaded then.
 */
export function late(deps: Deps): (request: Request, env: unknown) => Promise<Response> {
  const opened = new Map<string | undefined, () => Promise<Hono<Env>>>()
  return async (request, env) => {
    const part = partOf(new URL(request.url).pathname)
    const app = opened.get(part) ?? lazily(() => appOf(deps, part))
    opened.set(part, app)
    return (await app()).fetch(request, env)
  }
}
