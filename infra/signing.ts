/**
 * Keys: one for data at rest, one that signs the daily anchors. The keys of the tenants' issuing authorities are no
 * infrastructure: the operator's role makes them with a tenant, and the worker may sign by their tags only.
 */
import { account, REGION_ARN } from "./account.ts"
import { parameters, prefix, type Stage } from "./stage.ts"

export interface Keys {
  readonly data: aws.kms.Key
  readonly anchor: aws.kms.Key
}
/** Tags that a key of a tenant's issuing authority carries. */
export const TAG = {
  stage: "beschlussweg:stage",
  purpose: "beschlussweg:purpose",
  tenant: "beschlussweg:tenant",
} as const

export function keys(stage: Stage): Keys {
  const { id, root } = account()
  const name = prefix(stage)
  const options = { protect: stage.lasting, retainOnDelete: stage.lasting }
  const common = { deletionWindowInDays: stage.lasting ? 30 : 7, tags: { [TAG.stage]: stage.name } }
  // Without this statement nobody could ever change the key; what roles may do with it stands in their own policies.
  const owner = { Sid: "Account", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }
  const service = (sid: string, principal: string, condition: object) => ({
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: principal },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*", "kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey"],
    Resource: "*",
    Condition: condition,
  })
  const data = new aws.kms.Key(
    "DataKey",
    {
      description: `${name}: data at rest`,
      enableKeyRotation: true,
      policy: $jsonStringify({
        Version: "2012-10-17",
        Statement: [
          owner,
          service("Logs", `logs.${REGION_ARN}.amazonaws.com`, {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn": $interpolate`arn:aws:logs:${REGION_ARN}:${id}:log-group:*`,
            },
          }),
          service("Bounces", "ses.amazonaws.com", { StringEquals: { "aws:SourceAccount": id } }),
          service("Alarms", "cloudwatch.amazonaws.com", { StringEquals: { "aws:SourceAccount": id } }),
          service("Budget", "budgets.amazonaws.com", { StringEquals: { "aws:SourceAccount": id } }),
          service("Notifications", "sns.amazonaws.com", { StringEquals: { "aws:SourceAccount": id } }),
        ],
      }),
      ...common,
    },
    options,
  )
  new aws.kms.Alias("DataKeyAlias", { name: `alias/${name}/data`, targetKeyId: data.id })
  const anchor = new aws.kms.Key(
    "AnchorKey",
    {
      description: `${name}: daily anchors of the record`,
      keyUsage: "SIGN_VERIFY",
      customerMasterKeySpec: "ECC_NIST_P256",
      policy: $jsonStringify({ Version: "2012-10-17", Statement: [owner] }),
      ...common,
      tags: { ...common.tags, [TAG.purpose]: "anchor" },
    },
    options,
  )
  new aws.kms.Alias("AnchorKeyAlias", { name: `alias/${name}/anchor`, targetKeyId: anchor.id })
  return { data, anchor }
}

/** Secret that the CDN shows to the API, so that nobody comes past the firewall. It also lies among the parameters. */
export function originSecret(stage: Stage, { data }: Keys): $util.Output<string> {
  const made = new random.RandomBytes("OriginSecret", { length: 32 })
  new aws.ssm.Parameter("OriginParameter", {
    name: `${parameters(stage)}origin`,
    type: "SecureString",
    keyId: data.arn,
    value: made.hex,
  })
  return made.hex
}
