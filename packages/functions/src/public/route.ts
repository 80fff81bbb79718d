/** Public addresses of houses: pages, files by a fresh link, and the links themselves. Every call looks at the release anew. */
import { createHash } from "node:crypto"
import { walk } from "@beschlussweg/core/content"
import { AppError } from "@beschlussweg/core/error"
import type { View } from "@beschlussweg/core/publication"
import * as Publication from "@beschlussweg/core/publication"
import * as Search from "@beschlussweg/core/search"
import { imagePath } from "@beschlussweg/core/upload"
import { type Context, Hono } from "hono"
import { html } from "hono/html"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { Env } from "../api/route.ts"
import type { AuthDeps } from "../auth.ts"
import type { Html } from "../page/layout.ts"
import { type PublicHouse, publicHouse } from "./house.ts"
import { type Frame, plainPublic, publicLayout } from "./layout.ts"
import { accessibilityPage, imprintPage, privacyPage } from "./legal.ts"
import { linkEntrance, linkTarget } from "./link.ts"
import { listPage } from "./list.ts"
import { publicStyle } from "./style.ts"
import { equivalentPage, type Images, vorlagePage } from "./vorlage.ts"

const PER_PAGE = 20
/** A link to a file ends after this many seconds. */
const LINK_SECONDS = 60
/** Pages of ours: own style, pictures that stand in the page, forms that ask us. No script. */
export const PAGE =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type C = Context<Env>

/** Routes of everything public that needs no sign-in. */
export function publicPages(deps: AuthDeps): Hono<Env> {
  const within = async (c: C, act: (h: PublicHouse) => Promise<Response>): Promise<Response> => {
    const h = await publicHouse(deps, c.req.param("house") ?? "")
    return h ? act(h) : missing(c)
  }
  const vorlage = (c: C, act: (h: PublicHouse, p: Publication.Publication) => Promise<Response>) =>
    within(c, async (h) => {
      const p = await Publication.byPublicId(h.ctx, c.req.param("publicId") ?? "")
      if (!p || p.releasedAt === undefined) return missing(c, h)
      if (!Publication.isPublic(p)) return gone(c, h)
      return act(h, p)
    })
  return new Hono<Env>()
    .get("/oeffentlich.css", (c) => css(c, undefined))
    .get("/ablage/:token", (c) => linkTarget(c, deps.open))
    .put("/ablage/:token", (c) => linkEntrance(c, deps))
    .get("/oeffentlich/:house", (c) => within(c, (h) => list(c, h)))
    .get("/oeffentlich/:house/stil.css", (c) => within(c, async (h) => css(c, h.tenant.house.accent)))
    .get("/oeffentlich/:house/barrierefreiheit", (c) =>
      within(c, async (h) => page(c, h, { title: "Erklärung zur Barrierefreiheit", main: accessibilityPage(h) })),
    )
    .get("/oeffentlich/:house/datenschutz", (c) =>
      within(c, async (h) => page(c, h, { title: "Datenschutz", main: privacyPage(h) })),
    )
    .get("/oeffentlich/:house/impressum", (c) =>
      within(c, async (h) => page(c, h, { title: "Impressum", main: imprintPage(h) })),
    )
    .get("/oeffentlich/:house/vorlagen/:publicId", (c) =>
      vorlage(c, async (h, p) => {
        const view = await Publication.liveView(h.ctx, p)
        if (!view) return gone(c, h)
        const main = vorlagePage(h, p, view, await pictures(h, view))
        return page(c, h, { title: `${view.betreff} (${view.nummer})`, at: "vorlagen", main })
      }),
    )
    .get("/oeffentlich/:house/vorlagen/:publicId/text/:fileId", (c) =>
      vorlage(c, async (h, p) => {
        const view = await Publication.liveView(h.ctx, p)
        const found = Publication.liveFiles(p).find((f) => f.id === c.req.param("fileId"))
        const main = view && found && equivalentPage(h, p, view, found)
        return main ? page(c, h, { title: found.title, at: "vorlagen", main }) : missing(c, h)
      }),
    )
    .get("/oeffentlich/:house/vorlagen/:publicId/dateien/:fileId", (c) =>
      within(c, async (h) => {
        const p = await Publication.byPublicId(h.ctx, c.req.param("publicId") ?? "")
        const known = p?.releasedAt === undefined ? undefined : p.files.find((f) => f.id === c.req.param("fileId"))
        if (!p || !known) return missing(c, h)
        if (!Publication.isPublic(p) || known.withdrawnAt !== undefined) return gone(c, h)
        return toFile(c, h, known)
      }),
    )
    .get("/oeffentlich/:house/*", (c) => within(c, async (h) => missing(c, h)))
}

/** What may be shown in a browser; everything else is saved. Uploaded PDFs were looked through for anything that acts. */
const SHOWN: readonly string[] = ["application/pdf"]

/** The address stays, the link it leads to ends soon: whoever comes later is asked about the release again. */
async function toFile(c: C, h: PublicHouse, file: Publication.PublicFile): Promise<Response> {
  const { fileName, mediaType } = file
  const saved = c.req.query("download") !== undefined || !SHOWN.includes(mediaType)
  const to = await h.ctx.drafts.link(Publication.publicPath(file), {
    purpose: "public",
    seconds: LINK_SECONDS,
    fileName,
    mediaType,
    disposition: saved ? "attachment" : "inline",
  })
  c.header("Cache-Control", "no-store")
  c.header("Cross-Origin-Resource-Policy", "cross-origin")
  c.header("Access-Control-Allow-Origin", "*")
  return c.redirect(to, 302)
}

async function list(c: C, h: PublicHouse): Promise<Response> {
  const words = (c.req.query("suche") ?? "").trim().slice(0, 200)
  const cursor = c.req.query("seite")
  try {
    const found =
      words === ""
        ? await Publication.publicList(h.ctx, { cursor, limit: PER_PAGE }).then((p) => ({
            ...p,
            items: p.items.map((i) => i.value),
          }))
        : await searched(h, words, cursor)
    const main = listPage(h, { ...found, words, later: cursor !== undefined })
    return page(c, h, {
      title: words === "" ? h.settings.title : `Suche nach „${words}“`,
      at: "vorlagen",
      main,
      noindex: words !== "" || cursor !== undefined,
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.reason !== "cursor.invalid") throw error
    const main = html`<h1>Diese Seitenmarke gilt hier nicht</h1><p>Bitte beginnen Sie die Liste von vorn: <a href="/oeffentlich/${h.publicId}">Alle Vorlagen</a></p>`
    return page(c, h, { title: "Seite nicht gefunden", main, noindex: true }, 400)
  }
}

/** From the public part of the search index; "seite" is the number of the page. */
async function searched(h: PublicHouse, words: string, asked: string | undefined) {
  const page = asked === undefined ? 1 : Number(asked)
  if (!Number.isInteger(page) || page < 1 || page > 500) throw new AppError("input", "cursor.invalid", "")
  try {
    const { items, more } = await Search.publicFind(h.ctx, words, page)
    return { items, cursor: more ? String(page + 1) : undefined }
  } catch (error) {
    // Nothing in it that could be looked for: nothing is found.
    if (error instanceof AppError && error.reason.startsWith("search.")) return { items: [], cursor: undefined }
    throw error
  }
}

async function pictures(h: PublicHouse, view: View): Promise<Images> {
  const names = new Set<string>()
  for (const blocks of [
    view.beschlussvorschlag,
    view.erlaeuterungen,
    ...view.rows.map((r) => r.result?.beschlusstext ?? []),
  ])
    walk(blocks, "", (block) => {
      if (block.type === "image") names.add(block.file)
    })
  const found = new Map<string, Uint8Array>()
  for (const name of names) {
    const bytes = await h.ctx.papers.get(imagePath(name))
    if (bytes) found.set(name, bytes)
  }
  return found
}

async function logoOf(h: PublicHouse): Promise<string | undefined> {
  const { logo } = h.tenant
  const bytes = logo && (await h.ctx.papers.get(imagePath(logo.sha256)))
  return bytes && `data:${logo.mediaType};base64,${Buffer.from(bytes).toString("base64")}`
}

function css(c: C, accent: string | undefined): Response {
  c.header("Cache-Control", "public, max-age=300")
  c.header("Content-Type", "text/css; charset=utf-8")
  return c.body(publicStyle(accent))
}

/** A page with its ETag: kept by nobody without asking, but not sent again where nothing changed. */
export async function page(c: C, h: PublicHouse, frame: Frame, status: ContentfulStatusCode = 200): Promise<Response> {
  return answer(c, await publicLayout(h, frame, await logoOf(h)), status)
}

export async function answer(c: C, body: Html, status: ContentfulStatusCode, policy = PAGE): Promise<Response> {
  const text = String(await body)
  c.header("Content-Security-Policy", policy)
  c.header("Cache-Control", "no-cache")
  if (status === 200) {
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`
    c.header("ETag", etag)
    const asked = (c.req.header("if-none-match") ?? "").split(",").map((t) => t.trim().replace(/^W\//, ""))
    if (asked.includes(etag)) return c.body(null, 304)
  }
  return c.html(text, status)
}

/** The one answer to everything that is not public, was never, or is nothing. */
export async function missing(c: C, h?: PublicHouse): Promise<Response> {
  const main = html`<h1>Das gibt es hier nicht</h1><p>Diese Adresse führt zu nichts Öffentlichem. Bitte prüfen Sie sie${h ? html`, oder sehen Sie in der <a href="/oeffentlich/${h.publicId}">Liste der Vorlagen</a> nach` : ""}.</p>`
  const frame = { title: "Nicht gefunden", main, noindex: true }
  return h ? page(c, h, frame, 404) : answer(c, plainPublic(frame.title, main), 404)
}

async function gone(c: C, h: PublicHouse): Promise<Response> {
  const main = html`<h1>Nicht mehr öffentlich</h1><p>Was unter dieser Adresse stand, wurde zurückgenommen. Fragen dazu beantwortet ${h.settings.contact.name}: <a href="mailto:${h.settings.contact.mail}">${h.settings.contact.mail}</a></p><p><a href="/oeffentlich/${h.publicId}">Zur Liste der Vorlagen</a></p>`
  return page(c, h, { title: "Nicht mehr öffentlich", main, noindex: true }, 410)
}
