/** The start page and what browsers load with it. */
import { AppError } from "@beschlussweg/core/error"
import type { Context } from "hono"
import type { Env } from "../api/route.ts"
import type { Deps } from "../api.ts"
import type { Part } from "../app.ts"
import { enter, sessionOf } from "../auth.ts"
import { start, type Visitor } from "./start.ts"
import { ICON, STYLE } from "./style.ts"

export const front: Part = (app, deps) => {
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
  app.get("/", async (c) => c.html(start((await deps.demo?.finished()) ?? [], await visitor(c, deps))))
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
