/** Mails over real SMTP: taken over, put off, refused, and the moments in which a connection is lost. */
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Mail, type Message, Undelivered } from "@beschlussweg/core/work"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type Catcher, type Moment, type Mood, startCatcher } from "./catcher.ts"
import { smtpMail } from "./smtp.ts"

const FROM = "beschlussweg@aulenfeld.example"
const message = (change: Partial<Message> = {}): Message => ({
  to: "kim.adler@aulenfeld.example",
  fromName: "Jobcenter Kreis Aulenfeld",
  subject: "Vorlage 047/2027: bitte zeichnen",
  text: "Zu tun: zeichnen, bis 03.02.2027.\n",
  html: '<p lang="de">Zu tun: zeichnen – „bis“ 03.02.2027.</p>',
  messageId: "<0123456789@beschlussweg.example>",
  at: new Date("2027-01-14T08:12:00Z"),
  headers: { "Auto-Submitted": "auto-generated", "List-Id": "<benachrichtigungen.kreis.beschlussweg.example>" },
  ...change,
})

let dir: string
let catcher: Catcher
let mood: (moment: Moment, address: string) => Mood
let mail: Mail
const timeouts = { connect: 1000, greeting: 1000, silence: 400 }
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-smtp-"))
  mood = () => undefined
  catcher = await startCatcher({ dir, mood: (moment, address) => mood(moment, address) })
  mail = smtpMail({ url: catcher.url, from: FROM, timeouts })
})
afterEach(async () => {
  await catcher.stop()
  await rm(dir, { recursive: true, force: true })
})
const texts = async () => (await catcher.all()).map((c) => Buffer.from(c.bytes).toString("utf8"))
const failure = async (sending: Promise<void>): Promise<Undelivered> => {
  const error = await sending.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!(error instanceof Undelivered)) throw new Error(`not an Undelivered: ${error}`)
  return error
}

test("what the server takes over has one sender, one recipient, our id and our day, in plain text and HTML", async () => {
  await mail.send(message())
  const [raw = "", ...more] = await texts()
  expect(more).toEqual([])
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ")
  expect(head).toContain(`From: Jobcenter Kreis Aulenfeld <${FROM}>`)
  expect(head).toContain("To: kim.adler@aulenfeld.example")
  expect(head).toContain("Message-ID: <0123456789@beschlussweg.example>")
  expect(head).toContain("Date: Thu, 14 Jan 2027 08:12:00 +0000")
  expect(head).toContain("Auto-Submitted: auto-generated")
  expect(head).toContain("Content-Type: multipart/alternative")
  // What the other end could learn of the sending program is not its business.
  expect(head).not.toMatch(/X-Mailer|User-Agent/)
  expect(raw).toMatch(/Content-Type: text\/plain; charset=utf-8/)
  expect(raw).toMatch(/Content-Type: text\/html; charset=utf-8/)
})

test("no word of a subject, a house or an address becomes a header or a second recipient", async () => {
  await mail.send(
    message({
      subject: "Vorlage 1\r\nBcc: opfer@anderswo.example\r\n\r\n<script>",
      fromName: 'Haus", <boese@anderswo.example>\r\nReply-To: boese@anderswo.example',
    }),
  )
  const [raw = ""] = await texts()
  const head = raw.slice(0, raw.indexOf("\r\n\r\n"))
  expect(head).not.toMatch(/^(Bcc|Reply-To):/im)
  expect(head.replace(/\r\n[ \t]+/g, " ")).toMatch(new RegExp(`^From: .*<${FROM}>$`, "m"))
  const asked: string[] = []
  mood = (moment, address) => {
    if (moment === "rcpt") asked.push(address)
    return undefined
  }
  for (const to of [
    "kim@a.example, opfer@b.example",
    "kim@a.example;opfer@b.example",
    "kim@a.example\r\nRCPT TO:<x@y>",
  ])
    expect(await failure(mail.send(message({ to })))).toMatchObject({ because: "address", detail: "syntax" })
  expect(asked).toEqual([])
})

describe("what the server answers decides", () => {
  test.each([
    ["rcpt", 550, "no such user", "address"],
    ["rcpt", 553, "5.1.3 bad address", "address"],
    ["rcpt", 451, "4.7.1 greylisted, come back", "later"],
    ["rcpt", 452, "4.2.2 mailbox full", "later"],
    ["rcpt", 550, "5.7.1 relaying denied", "later"],
    ["data", 554, "5.6.0 not this one", "message"],
    ["data", 451, "4.3.0 try again", "later"],
    ["connect", 554, "go away", "later"],
    ["connect", 421, "too busy", "later"],
  ] as const)("%s %d %s: %s", async (at, code, text, because) => {
    mood = (moment) => (moment === at ? { code, text } : undefined)
    expect(await failure(mail.send(message()))).toMatchObject({ because, detail: String(code) })
    expect(await texts()).toEqual([])
    // Nothing is kept of a bad moment.
    mood = () => undefined
    await mail.send(message())
    expect(await texts()).toHaveLength(1)
  })
})

describe("a connection that is lost", () => {
  test.each(["connect", "rcpt", "data"] as const)(
    "at %s: nothing was taken over, and it may be sent again",
    async (at) => {
      mood = (moment) => (moment === at ? "cut" : undefined)
      expect(await failure(mail.send(message()))).toMatchObject({ because: "later" })
      expect(await texts()).toEqual([])
    },
  )

  test("after the server has taken it over, before it could say so: nobody knows, and the second one has the same id", async () => {
    let first = true
    mood = (moment) => {
      if (moment !== "accepted" || !first) return undefined
      first = false
      return "cut"
    }
    expect(await failure(mail.send(message()))).toMatchObject({ because: "later" })
    await mail.send(message())
    const both = await texts()
    expect(both).toHaveLength(2)
    for (const raw of both) expect(raw).toContain("Message-ID: <0123456789@beschlussweg.example>")
  })

  test("or never answers: the wait ends", async () => {
    mood = (moment) => (moment === "rcpt" ? { waitMs: 60_000 } : undefined)
    expect(await failure(mail.send(message()))).toMatchObject({ because: "later", detail: "ETIMEDOUT" })
  })

  test("a server that greets nobody is given up as well", async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done))
    const at = silent.address()
    const port = typeof at === "object" && at !== null ? at.port : 0
    const slow = smtpMail({ url: `smtp://127.0.0.1:${port}`, from: FROM, timeouts: { ...timeouts, greeting: 200 } })
    expect(await failure(slow.send(message()))).toMatchObject({ because: "later" })
    silent.close()
  })

  test("a slow server is waited for", async () => {
    mood = (moment) => (moment === "accepted" ? { waitMs: 250 } : undefined)
    await mail.send(message())
    expect(await texts()).toHaveLength(1)
  })
})

test("a server that is down is one for later, and takes everything when it is back", async () => {
  const { port } = catcher
  await catcher.stop()
  expect(await failure(mail.send(message()))).toMatchObject({ because: "later" })
  catcher = await startCatcher({ dir, port })
  await mail.send(message())
  expect(await texts()).toHaveLength(1)
})

test("few connections at a time, however many mails there are", async () => {
  let open = 0
  let most = 0
  mood = (moment) => {
    if (moment === "connect") most = Math.max(most, ++open)
    if (moment === "accepted") open--
    return moment === "data" ? { waitMs: 20 } : undefined
  }
  const two = smtpMail({ url: catcher.url, from: FROM, timeouts, atOnce: 2 })
  await Promise.all(Array.from({ length: 12 }, (_, i) => two.send(message({ messageId: `<${i}@x.example>` }))))
  expect(await texts()).toHaveLength(12)
  expect(most).toBe(2)
})

describe("settings that cannot be meant", () => {
  test("another protocol, a sender that is none", () => {
    expect(() => smtpMail({ url: "http://mail.example", from: FROM })).toThrow("smtp://")
    expect(() => smtpMail({ url: catcher.url, from: "Beschlussweg" })).toThrow("MAIL_FROM")
  })
  test("a password over a way without TLS", () => {
    expect(() => smtpMail({ url: "smtp://user:geheim@mail.example", from: FROM, tls: "off" })).toThrow("TLS")
  })
  test("a server elsewhere that offers no TLS gets no mail", async () => {
    const strict = smtpMail({ url: catcher.url, from: FROM, timeouts, tls: "required" })
    expect(await failure(strict.send(message()))).toMatchObject({ because: "later" })
    expect(await texts()).toEqual([])
  })
})
