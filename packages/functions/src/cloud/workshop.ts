/** The workshop of worker and sweep: authorities and anchors signed by KMS, timestamps from outside, mails by SES. */
import * as Certificate from "@beschlussweg/pdf/certificate"
import { timestampFrom } from "@beschlussweg/pdf/tsa"
import { kmsClient, kmsKey } from "@beschlussweg/store/kms"
import { sesClient, sesMail } from "@beschlussweg/store/ses"
import { type Workshop, workshopOf } from "../workshop.ts"
import { kmsAuthorities } from "./authority.ts"
import type { WorkEnvironment } from "./environment.ts"
import type { Cloud } from "./wire.ts"

/** @param leaves kinds of duties that this function has no rights for */
export function openCloudWorkshop(
  env: WorkEnvironment,
  { world, parameters }: Cloud,
  leaves: readonly "people"[],
): Workshop {
  const kms = kmsClient({})
  const ses = sesClient({})
  const ca = parameters.text("ca")
  const keys = kmsAuthorities({ registry: world.system.registry, kms, stage: env.STAGE, ca })
  const [anchor] = Certificate.fromPem(parameters.text("anchor"))
  if (!anchor) throw new Error("the anchors have no certificate")
  return workshopOf(world, keys, {
    leaves,
    timestamp: timestampFrom(env.TSA_URL),
    anchor: Certificate.signer(anchor, [], kmsKey(kms, env.ANCHOR_KEY_ARN)),
    mail: (tenantId) => sesMail(ses, { from: env.MAIL_FROM, configuration: env.MAIL_CONFIGURATION, tenantId }),
  })
}
