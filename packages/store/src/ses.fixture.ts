/** Amazon SES v2 for tests, as strict as its manual: sandbox, sending rate, verified sender, tags, the suppression list. */
import { randomUUID } from "node:crypto"
import {
  type Call,
  type Fields,
  jsonBody,
  jsonRefusal,
  Refusal,
  type Reply,
  type Server,
  startService,
  word,
} from "./aws.fixture.ts"
import type { Credential } from "./sigv4.fixture.ts"

export interface SentMail {
  readonly to: string
  readonly raw: string
  readonly tags: Readonly<Record<string, string>>
}
export interface SesServer extends Server {
  readonly sent: SentMail[]
  /** what SES tells SNS of it: JSON texts of notifications */
  readonly notices: string[]
  /** addresses of the account's suppression list */
  readonly suppressed: Set<string>
  /** "sandbox": only verified recipients are taken */
  mode: "sandbox" | "production" | "paused"
  readonly verified: Set<string>
  /** mails that are still taken in this second */
  rate: number
}

const MAX_BYTES = 40 * 1024 * 1024
const object = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {})

export async function startSes(given: {
  readonly from: string
  readonly configuration: string
  readonly credentials?: Map<string, Credential>
}): Promise<SesServer> {
  const state = { mode: "production" as SesServer["mode"], rate: Number.POSITIVE_INFINITY }
  const [sent, notices]: [SentMail[], string[]] = [[], []]
  const [suppressed, verified] = [new Set<string>(), new Set<string>()]
  const sendEmail = (call: Call): Reply => {
    const input = jsonBody(call.body, [
      "FromEmailAddress",
      "Destination",
      "Content",
      "ConfigurationSetName",
      "EmailTags",
    ])
    if (state.mode === "paused") throw new Refusal(400, "SendingPausedException", "Email sending is disabled")
    if (input.ConfigurationSetName !== given.configuration)
      throw new Refusal(404, "NotFoundException", "Configuration set does not exist")
    if (word(input.FromEmailAddress) !== given.from)
      throw new Refusal(400, "MailFromDomainNotVerifiedException", "Mail from domain is not verified")
    const recipients = object(input.Destination).ToAddresses
    if (!Array.isArray(recipients) || recipients.length !== 1)
      throw new Refusal(400, "BadRequestException", "Missing recipients")
    const to = word(recipients[0])
    if (!/^[\x21-\x7e]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(to))
      throw new Refusal(400, "BadRequestException", "Missing final '@domain'")
    if (state.mode === "sandbox" && !verified.has(to))
      throw new Refusal(
        400,
        "MessageRejected",
        `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${to}`,
      )
    if (state.rate < 1) throw new Refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    state.rate--
    const raw = Buffer.from(word(object(object(input.Content).Raw).Data), "base64")
    if (raw.length > MAX_BYTES) throw new Refusal(400, "MessageRejected", "Message length exceeds limit")
    const head = raw.toString("utf8").split("\r\n\r\n")[0] ?? ""
    if (
      !/^From: /m.test(head) ||
      !/^MIME-Version: /im.test(head) ||
      raw
        .toString("utf8")
        .split("\r\n")
        .some((l) => l.length > 998)
    )
      throw new Refusal(400, "BadRequestException", "Invalid MIME message")
    if (/^X-Virus:/m.test(head)) throw new Refusal(400, "MessageRejected", "Message contains a virus")
    const tags = tagsOf(input)
    sent.push({ to, raw: raw.toString("utf8"), tags })
    if (suppressed.has(to)) notices.push(bounce(to, tags, "Suppressed"))
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ MessageId: randomUUID() }),
    }
  }
  const server = await startService(
    {
      name: "ses",
      operation: ({ method, path }) =>
        method === "POST" && path === "/v2/email/outbound-emails" ? "SendEmail" : "unknown",
      answer: (call, operation) => {
        if (operation !== "SendEmail") throw new Refusal(404, "NotFoundException")
        return sendEmail(call)
      },
      refusal: jsonRefusal,
    },
    { credentials: given.credentials },
  )
  return Object.assign(state, server, { sent, notices, suppressed, verified })
}

/** An event of a configuration set as SNS hands it on. */
export function bounce(
  to: string,
  tags: Readonly<Record<string, string>>,
  subtype: string,
  type = "Permanent",
): string {
  return JSON.stringify({
    eventType: "Bounce",
    bounce: {
      feedbackId: randomUUID(),
      bounceType: type,
      bounceSubType: subtype,
      bouncedRecipients: [
        { emailAddress: to, action: "failed", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 unknown" },
      ],
      timestamp: "2026-11-21T04:00:00.000Z",
    },
    mail: {
      timestamp: "2026-11-21T03:59:58.000Z",
      messageId: randomUUID(),
      destination: [to],
      tags: { ...Object.fromEntries(Object.entries(tags).map(([n, v]) => [n, [v]])), "ses:source-ip": ["192.0.2.1"] },
    },
  })
}

function tagsOf(input: Fields): Record<string, string> {
  const tags: unknown[] = Array.isArray(input.EmailTags) ? input.EmailTags : []
  return Object.fromEntries(
    tags.map((tag) => {
      const pair = [word(object(tag).Name), word(object(tag).Value)] as const
      for (const text of pair)
        if (!/^[A-Za-z0-9_-]{1,256}$/.test(text)) throw new Refusal(400, "BadRequestException", "Invalid message tag")
      return pair
    }),
  )
}
