/** SES as it is: the letter as we wrote it, and every refusal judged by what it means for the next attempt. */
import { type Message, Undelivered } from "@beschlussweg/core/work"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { ROOT } from "./aws.fixture.ts"
import { type SesServer, startSes } from "./ses.fixture.ts"
import { sesClient, sesMail } from "./ses.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
const from = "post@beschlussweg.example"
let server: SesServer
let client: ReturnType<typeof sesClient>
const mail = (configuration = "beschlussweg-test", sender = from) =>
  sesMail(client, { from: sender, configuration, tenantId: "kreis-aulenfeld" })

beforeAll(async () => {
  server = await startSes({ from, configuration: "beschlussweg-test" })
  client = sesClient({ endpoint: server.endpoint, credentials: ROOT })
})
beforeEach(() => {
  server.mode = "production"
  server.rate = Number.POSITIVE_INFINITY
  server.sent.length = 0
})
afterAll(async () => {
  client.destroy()
  await server.stop()
})

const letter = (change: Partial<Message> = {}): Message => ({
  to: "kim.adler@kreis-aulenfeld.example",
  fromName: "Jobcenter Kreis Aulenfeld",
  subject: "Bitte zeichnen: Öffnungszeiten",
  text: "Guten Tag,\n\neine Vorlage wartet auf Sie.\n",
  html: "<p>Eine Vorlage wartet auf Sie.</p>",
  messageId: "<n1@beschlussweg.example>",
  at: new Date("2026-11-21T08:00:00Z"),
  headers: { "Auto-Submitted": "auto-generated" },
  ...change,
})
const refused = (change: Partial<Message> = {}, by = mail()) =>
  by.send(letter(change)).then(
    () => undefined,
    (error: unknown) => (error instanceof Undelivered ? [error.because, error.detail] : error),
  )

test("hands over the letter with both texts, our headers and the tag of its house", async () => {
  await mail().send(letter())
  const [sent] = server.sent
  expect(sent).toMatchObject({ to: "kim.adler@kreis-aulenfeld.example", tags: { mandant: "kreis-aulenfeld" } })
  for (const line of [
    "From: Jobcenter Kreis Aulenfeld <post@beschlussweg.example>",
    "Subject: =?UTF-8?Q?Bitte_zeichnen=3A_=C3=96ffnungszeiten?=",
    "Auto-Submitted: auto-generated",
    "Message-ID: <n1@beschlussweg.example>",
    "Content-Type: multipart/alternative;",
  ])
    expect(sent?.raw).toContain(line)
})

test("in the sandbox it waits: the address is not at fault", async () => {
  server.mode = "sandbox"
  expect(await refused()).toEqual(["later", "sandbox"])
  server.verified.add("kim.adler@kreis-aulenfeld.example")
  expect(await refused()).toBeUndefined()
})

test("over the sending rate it is tried again, and then later", async () => {
  server.rate = 0
  const before = server.count("SendEmail")
  expect(await refused()).toEqual(["later", "TooManyRequestsException"])
  expect(server.count("SendEmail") - before).toBe(5)
})

test("paused, unknown configuration, foreign sender, a broken connection: later", async () => {
  server.mode = "paused"
  expect(await refused()).toEqual(["later", "SendingPausedException"])
  server.mode = "production"
  expect(await refused({}, mail("gibt-es-nicht"))).toEqual(["later", "NotFoundException"])
  expect(await refused({}, mail(undefined, "post@fremd.example"))).toEqual([
    "later",
    "MailFromDomainNotVerifiedException",
  ])
  server.fail("SendEmail", ...Array.from({ length: 5 }, () => "reset" as const))
  expect(await refused()).toEqual(["later", expect.any(String)])
  expect(server.sent).toEqual([])
})

test("an address that is none is the address's fault, a message that is not taken the message's", async () => {
  expect(await refused({ to: "kim.adler" })).toEqual(["address", "syntax"])
  expect(await refused({ to: "kim.adler@localhost" })).toEqual(["address", "BadRequestException"])
  expect(await refused({ headers: { "X-Virus": "EICAR" } })).toEqual(["message", "MessageRejected"])
})

test("an address on the suppression list is accepted and comes back as a bounce", async () => {
  server.suppressed.add("weg@kreis-aulenfeld.example")
  await mail().send(letter({ to: "weg@kreis-aulenfeld.example" }))
  expect(JSON.parse(server.notices[0] ?? "")).toMatchObject({
    eventType: "Bounce",
    bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: "weg@kreis-aulenfeld.example" }] },
    mail: { tags: { mandant: ["kreis-aulenfeld"] } },
  })
})
