/** The local post box: what the catcher has kept, as a list and as plain words. Nothing of a mail is ever run or loaded. */
import type { Catcher } from "@beschlussweg/store/catcher"
import { Hono } from "hono"
import PostalMime from "postal-mime"
import type { Env } from "./api/route.ts"
import { letter, letters } from "./page/post.ts"

/** A mail as people read it; every part of it is somebody else's word. */
export interface Letter {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly at: string
  readonly text: string
  readonly html: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
}

export async function read(id: string, bytes: Uint8Array): Promise<Letter> {
  const mail = await PostalMime.parse(bytes)
  const { from } = mail
  return {
    id,
    from: [from?.name ?? "", from?.address === undefined ? "" : `<${from.address}>`].filter((x) => x !== "").join(" "),
    to: (mail.to ?? []).map((t) => t.address ?? "").join(", "),
    subject: mail.subject ?? "",
    at: mail.date ?? "",
    text: mail.text ?? "",
    html: mail.html ?? "",
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
  }
}

/** Newest first. */
export async function all(catcher: Catcher): Promise<Letter[]> {
  return Promise.all((await catcher.all()).reverse().map(({ id, bytes }) => read(id, bytes)))
}

const PAGE = 100

/** Pages of local work; no stage in the cloud has them. */
export function post(catcher: Catcher): Hono<Env> {
  return new Hono<Env>()
    .get("/post", async (c) => {
      const ids = (await catcher.list()).reverse()
      const shown = await Promise.all(
        ids.slice(0, PAGE).map(async (id) => {
          const caught = await catcher.read(id)
          return caught ? [await read(id, caught.bytes)] : []
        }),
      )
      return c.html(letters(shown.flat(), ids.length))
    })
    .get("/post/:id", async (c) => {
      const caught = await catcher.read(c.req.param("id"))
      if (!caught) return c.notFound()
      return c.html(letter(await read(caught.id, caught.bytes)))
    })
    .get("/post/:id/datei", async (c) => {
      const caught = await catcher.read(c.req.param("id"))
      if (!caught) return c.notFound()
      // A file to keep, not a page: no browser shows what stands in it.
      return c.body(new Uint8Array(caught.bytes), 200, {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": `attachment; filename="mail-${caught.id}.eml"`,
        "X-Content-Type-Options": "nosniff",
      })
    })
}
