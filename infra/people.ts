/** Roles that people take, each with a second factor: the operator's, and the one that deletes a house. */
import { account } from "./account.ts"
import { deletionRole } from "./bucket.ts"
import { anyKey, dataKeyRights, fileRights, grant, type House, parameterRights, tableRights } from "./role.ts"
import { TAG } from "./signing.ts"
import { prefix, REGION } from "./stage.ts"

/** How old the second factor may be, in seconds. */
const FACTOR_SECONDS = 3600

function peopleRole(name: string, physical: string, { stage }: House): aws.iam.Role {
  return new aws.iam.Role(`${name}Role`, {
    name: physical,
    maxSessionDuration: 3600,
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: stage.operators },
          Action: "sts:AssumeRole",
          Condition: {
            Bool: { "aws:MultiFactorAuthPresent": "true" },
            NumericLessThan: { "aws:MultiFactorAuthAge": String(FACTOR_SECONDS) },
          },
        },
      ],
    }),
  })
}

/**
 * The operator's commands: the registry, a new house and the key of its issuing authority. Only here is such a key made,
 * and it cannot be made without the tags by which the worker may sign; nothing here signs, and nothing deletes a key.
 */
export function operator(house: House): aws.iam.Role | undefined {
  const { stage } = house
  if (stage.operators.length === 0) return undefined
  const role = peopleRole("Operator", `${prefix(stage)}-operator`, house)
  const issuer = {
    [`aws:RequestTag/${TAG.stage}`]: stage.name,
    [`aws:RequestTag/${TAG.purpose}`]: "issuer",
  }
  const owned = {
    [`aws:ResourceTag/${TAG.stage}`]: stage.name,
    [`aws:ResourceTag/${TAG.purpose}`]: "issuer",
  }
  grant(
    "Operator",
    role,
    tableRights("operator", house),
    fileRights(house),
    parameterRights(house),
    dataKeyRights(house, "dynamodb", "s3", "ssm"),
    [
      {
        Sid: "NewKey",
        Effect: "Allow",
        Action: ["kms:CreateKey"],
        Resource: "*",
        Condition: {
          StringEquals: { ...issuer, "kms:KeySpec": "ECC_NIST_P256", "kms:KeyUsage": "SIGN_VERIFY" },
          Null: { [`aws:RequestTag/${TAG.tenant}`]: "false" },
        },
      },
      {
        Sid: "NewTags",
        Effect: "Allow",
        Action: ["kms:TagResource"],
        Resource: anyKey(),
        Condition: { StringEquals: issuer, Null: { [`aws:RequestTag/${TAG.tenant}`]: "false" } },
      },
      {
        Sid: "KeyName",
        Effect: "Allow",
        Action: ["kms:CreateAlias"],
        Resource: $interpolate`arn:aws:kms:${REGION}:${account().id}:alias/${prefix(stage)}-*`,
      },
      {
        Sid: "Keys",
        Effect: "Allow",
        Action: ["kms:CreateAlias", "kms:GetPublicKey", "kms:DescribeKey", "kms:ListResourceTags"],
        Resource: anyKey(),
        Condition: { StringEquals: owned },
      },
      // The root certifies it before worker and sweep can start.
      { Sid: "AnchorKey", Effect: "Allow", Action: ["kms:GetPublicKey"], Resource: house.keys.anchor.arn },
    ],
  )
  return role
}

/** Not there unless the operator has switched it on; while it is off, nothing in the account may Scan. */
export function deletion(house: House): aws.iam.Role | undefined {
  const { stage, buckets } = house
  if (!stage.deletion || stage.operators.length === 0) return undefined
  const role = peopleRole("Deletion", deletionRole(stage), house)
  const inside = (bucket: aws.s3.Bucket) => $interpolate`${bucket.arn}/*`
  const owned = {
    [`aws:ResourceTag/${TAG.stage}`]: stage.name,
    [`aws:ResourceTag/${TAG.purpose}`]: "issuer",
  }
  grant(
    "Deletion",
    role,
    tableRights("deletion", house),
    parameterRights(house),
    dataKeyRights(house, "dynamodb", "s3", "ssm"),
    [
      {
        Sid: "Names",
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:ListBucketVersions"],
        Resource: [buckets.papers.arn, buckets.drafts.arn],
      },
      {
        Sid: "Files",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
        Resource: [inside(buckets.papers), inside(buckets.drafts)],
      },
      {
        Sid: "IssuerKey",
        Effect: "Allow",
        Action: ["kms:ScheduleKeyDeletion", "kms:DescribeKey", "kms:GetPublicKey"],
        Resource: anyKey(),
        Condition: { StringEquals: owned },
      },
    ],
  )
  return role
}
