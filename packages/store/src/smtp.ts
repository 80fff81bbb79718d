/** The Mail port on SMTP: one connection per mail, few at a time, every answer of the server judged. */
import { type Mail, Undelivered } from "@beschlussweg/core/work"
import { createTransport } from "nodemailer"
import { ADDRESS, composed } from "./letter.ts"
import { turns } from "./turn.ts"

export interface SmtpOptions {
  /** "smtp://host:587" (STARTTLS where the server offers it), "smtps://user:password@host:465" */
  readonly url: string
  /** address that mails come from */
  readonly from: string
  /** STARTTLS is demanded unless the server is this machine; "off" only where the way there is safe by itself */
  readonly tls?: "required" | "off" | undefined
  /** certificate authority (PEM) of an own server */
  readonly ca?: string | undefined
  /** of a connection, of its greeting, of silence; milliseconds */
  readonly timeouts?: { readonly connect: number; readonly greeting: number; readonly silence: number }
  /** connections at a time */
  readonly atOnce?: number
}

const TIMEOUTS = { connect: 15_000, greeting: 15_000, silence: 60_000 }
const AT_ONCE = 4
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/

/**
 * No pool: what it queues again by itself after a lost connection may have been accepted already, and only the duty knows.
 * @throws Error for an address or a sender that is none, and for a password on a way without TLS
 */
export function smtpMail(options: SmtpOptions): Mail {
  const { from, ca, timeouts = TIMEOUTS, atOnce = AT_ONCE } = options
  const url = new URL(options.url)
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:") throw new Error("SMTP_URL begins with smtp:// or smtps://")
  if (!ADDRESS.test(from)) throw new Error("MAIL_FROM is no mail address")
  const secure = url.protocol === "smtps:"
  const tls = options.tls ?? (LOOPBACK.test(url.hostname) ? "off" : "required")
  const user = decodeURIComponent(url.username)
  if (user !== "" && !secure && tls === "off" && !LOOPBACK.test(url.hostname))
    throw new Error("SMTP_URL holds a password, but the way there has no TLS")
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && tls === "required",
    ignoreTLS: !secure && tls === "off",
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const turn = turns(atOnce)
  return {
    async send(message) {
      if (!ADDRESS.test(message.to)) throw new Undelivered("address", "syntax")
      await turn(async () => {
        try {
          await transport.sendMail(composed(message, from))
        } catch (error) {
          throw judged(error)
        }
      })
    },
  }
}

interface Failure {
  readonly code?: unknown
  readonly responseCode?: unknown
  readonly command?: unknown
  readonly response?: unknown
}

/**
 * 5xx to RCPT TO, but for reasons of policy: the server knows no such address. 5xx to the message itself: it does not take this one. Everything else
 * may pass: 4xx (greylisting, full, busy), sign-in and sender refused (ours to mend), no connection, and a connection that
 * was lost after the message went out, of which nobody knows whether it was accepted.
 */
function judged(error: unknown): Undelivered {
  const { code, responseCode, command, response }: Failure = typeof error === "object" && error !== null ? error : {}
  const number = typeof responseCode === "number" ? responseCode : 0
  const detail = number > 0 ? String(number) : typeof code === "string" ? code : "unknown"
  const word = detail.replace(/[^A-Za-z0-9_.-]/g, "").slice(0, 40)
  // "Relaying denied", "not allowed from here": the address may be as good as any.
  const policy = typeof response === "string" && /^5\d\d[ -]5\.7\./.test(response)
  if (number >= 500 && number < 600 && !policy) {
    if (command === "RCPT TO") return new Undelivered("address", word, error)
    if (code === "EMESSAGE" || command === "DATA") return new Undelivered("message", word, error)
  }
  return new Undelivered("later", word, error)
}
