/** The local post box shows mails as words, whatever stands in them, and only those that it has kept. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Catcher, startCatcher } from "@beschlussweg/store/catcher"
import { smtpMail } from "@beschlussweg/store/smtp"
import { Hono } from "hono"
import { afterAll, beforeAll, expect, test } from "vitest"
import { headers } from "./api/header.ts"
import type { Env } from "./api/route.ts"
import { all, post } from "./post.ts"

let dir: string
let catcher: Catcher
let app: Hono<Env>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-post-"))
  catcher = await startCatcher({ dir })
  app = new Hono<Env>()
  app.use(headers("local"))
  app.route("/", post(catcher))
})
afterAll(async () => {
  await catcher.stop()
  await rm(dir, { recursive: true, force: true })
})

const EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'

test("an empty box says what will appear in it", async () => {
  const page = await (await app.request("/post")).text()
  expect(page).toContain("Noch keine Mail.")
})

test("a mail is shown as words, in the list and alone; nothing of it becomes part of the page", async () => {
  const mail = smtpMail({ url: catcher.url, from: "beschlussweg@betrieb.example" })
  await mail.send({
    to: "kim.adler@aulenfeld.example",
    fromName: `Haus ${EVIL}`,
    subject: `Vorlage 1: ${EVIL}`,
    text: `Zu tun: zeichnen.\n${EVIL}\n</pre>${EVIL}`,
    html: `<p>${EVIL}</p>`,
    messageId: "<1@beschlussweg.example>",
    at: new Date("2027-01-14T08:12:00Z"),
    headers: { "X-Probe": EVIL },
  })
  const [kept] = await all(catcher)
  expect(kept).toMatchObject({ to: "kim.adler@aulenfeld.example", subject: `Vorlage 1: ${EVIL}` })
  for (const path of ["/post", `/post/${kept?.id}`]) {
    const response = await app.request(path)
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page).toContain("&lt;script&gt;")
    expect(page).not.toMatch(/<(script|img)\b/i)
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'/)
  }
  expect(await (await app.request(`/post/${kept?.id}`)).text()).toContain("14.01.2027, 09:12")
})

test("the file itself is only ever kept, never shown", async () => {
  const [id = ""] = await catcher.list()
  const response = await app.request(`/post/${id}/datei`)
  expect(response.headers.get("content-type")).toBe("application/octet-stream")
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="mail-${id}.eml"`)
  expect(response.headers.get("x-content-type-options")).toBe("nosniff")
  expect(await response.text()).toContain("Message-ID: <1@beschlussweg.example>")
})

test.each(["000999", "0", "..%2f000001", "000001.eml", "%00", "1e5", "9999999999"])(
  "no mail %s, no file",
  async (id) => {
    for (const path of [`/post/${id}`, `/post/${id}/datei`]) expect((await app.request(path)).status, path).toBe(404)
  },
)
