/** Bounces as a Lambda: what SES tells by way of SNS about mails that did not arrive, noted with the people of the house. */
import * as Notice from "@beschlussweg/core/notice/own"
import { TENANT, Tenant } from "@beschlussweg/core/tenant"
import { TENANT_TAG } from "@beschlussweg/store/tag"
import { z } from "zod"
import { lazily } from "../lazily.ts"
import { log, observe } from "../log.ts"
import { environment } from "./environment.ts"
import { openCloud } from "./wire.ts"

const Recipient = z.object({ emailAddress: z.string(), status: z.string().optional() })
/** An event of the configuration set, or a notification of the identity: both say the same under another name. */
const Told = z.object({
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  bounce: z
    .object({ bounceType: z.string(), bounceSubType: z.string().optional(), bouncedRecipients: z.array(Recipient) })
    .optional(),
  complaint: z.object({ complainedRecipients: z.array(Recipient) }).optional(),
  mail: z.object({ tags: z.record(z.string(), z.array(z.string())).optional() }),
})

export interface SnsEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[]
}

const opened = lazily(async () => {
  const env = environment()
  observe(env.STAGE)
  return openCloud(env, "worker")
})
opened().catch((error: unknown) => log("start.failed", { error }))

/** Permanent bounces and complaints mark the address; what may pass (full, busy) does not: SES itself has tried for hours. */
export async function handler({ Records }: SnsEvent): Promise<void> {
  const { world, look } = await opened()
  await look()
  for (const { Sns } of Records) {
    const { mail, bounce, complaint } = Told.parse(JSON.parse(Sns.Message))
    const [tenantId] = mail.tags?.[TENANT_TAG] ?? []
    if (!Tenant.shape.id.safeParse(tenantId).success || tenantId === undefined || world.gate.closed(tenantId)) {
      log("mail.unknown", { reason: "bounce.tenant" })
      continue
    }
    const ctx = world.ctx(tenantId, { personId: "worker", name: "Beschlussweg", functions: [] }, "worker")
    if (!(await ctx.table.get(TENANT, Tenant))) continue
    const lost = [
      ...(bounce?.bounceType === "Permanent" ? bounce.bouncedRecipients : []),
      ...(complaint?.complainedRecipients.map((r) => ({ ...r, status: "complaint" })) ?? []),
    ]
    for (const { emailAddress, status = "unknown" } of lost) {
      const people = await Notice.bounced(ctx, emailAddress, status)
      log("mail.bounced", { tenantId, reason: status, made: people.length })
    }
  }
}
