/** The Mail port on SES: each mail is put together here, handed over as it stands, and every refusal judged. */
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2"
import { type Mail, Undelivered } from "@beschlussweg/core/work"
import { createTransport } from "nodemailer"
import { type Connection, config } from "./connection.ts"
import { ADDRESS, composed } from "./letter.ts"
import { TENANT_TAG } from "./tag.ts"
import { turns } from "./turn.ts"

export interface SesOptions {
  /** address that mails come from; its domain is one that SES has verified */
  readonly from: string
  /** configuration set: it tells of bounces and complaints */
  readonly configuration: string
  /** goes with every mail, so that a bounce finds its house */
  readonly tenantId: string
  /** mails at a time */
  readonly atOnce?: number
}

const AT_ONCE = 4

export const sesClient = (connection: Connection): SESv2Client => new SESv2Client(config(connection))

/** @throws Error for a sender that is none */
export function sesMail(client: SESv2Client, options: SesOptions): Mail {
  const { from, configuration, tenantId, atOnce = AT_ONCE } = options
  if (!ADDRESS.test(from)) throw new Error("MAIL_FROM is no mail address")
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" })
  const turn = turns(atOnce)
  return {
    async send(message) {
      if (!ADDRESS.test(message.to)) throw new Undelivered("address", "syntax")
      const { message: raw } = await composer.sendMail(composed(message, from))
      if (!Buffer.isBuffer(raw)) throw new Error("a mail is not in memory")
      await turn(async () => {
        try {
          await client.send(
            new SendEmailCommand({
              FromEmailAddress: from,
              Destination: { ToAddresses: [message.to] },
              Content: { Raw: { Data: raw } },
              ConfigurationSetName: configuration,
              EmailTags: [{ Name: TENANT_TAG, Value: tenantId }],
            }),
          )
        } catch (error) {
          throw judged(error)
        }
      })
    },
  }
}

/**
 * What SES says of the account (sandbox, paused, over its rate, sender not verified) is ours to mend and may be otherwise
 * later. A recipient that is spelled wrongly never works. A message that is rejected for what it holds is not repeated.
 * An address on the suppression list is accepted here and comes back as a bounce.
 */
function judged(error: unknown): Undelivered {
  const name = error instanceof Error ? error.name : "unknown"
  const said = error instanceof Error ? error.message : ""
  if (name === "MessageRejected") {
    if (/address(?:es)? (?:is|are) not verified/i.test(said)) return new Undelivered("later", "sandbox", error)
    return new Undelivered("message", name, error)
  }
  if (name === "BadRequestException" && /(?:illegal|invalid|missing).*(?:address|domain)/i.test(said))
    return new Undelivered("address", name, error)
  return new Undelivered("later", name.replace(/[^A-Za-z0-9_.-]/g, "").slice(0, 40), error)
}
