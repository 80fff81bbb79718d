/** Roles: every right is written out here, statement by statement; nothing is linked, no managed policy is attached. */
import { type OwnRole, ownPolicy } from "../packages/store/src/policy.ts"
import { account } from "./account.ts"
import type { Buckets } from "./bucket.ts"
import { type Keys, TAG } from "./signing.ts"
import { parameters, prefix, REGION, type Stage } from "./stage.ts"
import type { Table } from "./table.ts"

/** What roles are given rights on. */
export interface House {
  readonly stage: Stage
  readonly table: Table
  readonly buckets: Buckets
  readonly keys: Keys
}
export interface Right {
  readonly Sid: string
  readonly Effect: "Allow" | "Deny"
  readonly Action: readonly string[]
  readonly Resource: $util.Input<string> | readonly $util.Input<string>[]
  readonly Condition?: object
}
export type Rights = $util.Output<readonly object[]>

/** A role that Lambda takes for one function, and nobody else. Lambda names no source when it takes one, so none is asked for. */
export function functionRole(stage: Stage, name: string): aws.iam.Role {
  return new aws.iam.Role(`${name}Role`, {
    name: `${prefix(stage)}-${name.toLowerCase()}`,
    maxSessionDuration: 3600,
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  })
}

/** The one policy of a role. */
export function grant(
  name: string,
  role: aws.iam.Role,
  ...rights: readonly (Right | Rights | readonly Right[])[]
): aws.iam.RolePolicy {
  return new aws.iam.RolePolicy(`${name}Policy`, {
    name: "rights",
    role: role.name,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: $output(rights.map((r) => $output<readonly object[] | object>(r))).apply((all) => all.flat()),
    }),
  })
}

/** On the table, as the store's generator writes it and its test judges it. */
export function tableRights(role: OwnRole, { table }: House, bound = false): Rights {
  return table.arn.apply((tableArn) => ownPolicy(role, { tableArn, bound }))
}

/**
 * Files. Without ListBucket a file that is not there would look like one that is forbidden. Nobody may remove a version,
 * shorten a retention or go past it; papers are never dropped.
 */
export function fileRights({ buckets: { papers, drafts } }: House): Right[] {
  const inside = (bucket: aws.s3.Bucket) => $interpolate`${bucket.arn}/*`
  return [
    { Sid: "Files", Effect: "Allow", Action: ["s3:GetObject"], Resource: [inside(papers), inside(drafts)] },
    { Sid: "FileNames", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [papers.arn, drafts.arn] },
    {
      Sid: "Papers",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:PutObjectRetention", "s3:AbortMultipartUpload"],
      Resource: inside(papers),
    },
    {
      Sid: "Drafts",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      Resource: inside(drafts),
    },
  ]
}

/** The data key, by way of the services that hold data with it and never by hand. */
export function dataKeyRights({ keys }: House, ...services: readonly ("dynamodb" | "s3" | "ssm" | "sns")[]): Right {
  return {
    Sid: "DataKey",
    Effect: "Allow",
    Action: [
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
      "kms:DescribeKey",
    ],
    Resource: keys.data.arn,
    Condition: { StringEquals: { "kms:ViaService": services.map((s) => `${s}.${REGION}.amazonaws.com`) } },
  }
}

export function parameterRights({ stage }: House): Right {
  const path = parameters(stage).slice(0, -1)
  const arn = $interpolate`arn:aws:ssm:${REGION}:${account().id}:parameter${path}`
  return {
    Sid: "Parameters",
    Effect: "Allow",
    Action: ["ssm:GetParametersByPath", "ssm:GetParameters", "ssm:GetParameter"],
    Resource: [arn, $interpolate`${arn}/*`],
  }
}

/** Signatures: the anchor's key by its ARN, a tenant's by its tags. A digest, and one algorithm; nothing else of a key. */
export function signingRights({ stage, keys }: House): Right[] {
  const form = { "kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "DIGEST" }
  const tags = {
    [`aws:ResourceTag/${TAG.stage}`]: stage.name,
    [`aws:ResourceTag/${TAG.purpose}`]: "issuer",
  }
  return [
    {
      Sid: "Anchor",
      Effect: "Allow",
      Action: ["kms:Sign"],
      Resource: keys.anchor.arn,
      Condition: { StringEquals: form },
    },
    { Sid: "AnchorKey", Effect: "Allow", Action: ["kms:GetPublicKey"], Resource: keys.anchor.arn },
    {
      Sid: "Issuer",
      Effect: "Allow",
      Action: ["kms:Sign"],
      Resource: anyKey(),
      Condition: { StringEquals: { ...form, ...tags } },
    },
    {
      Sid: "IssuerKey",
      Effect: "Allow",
      Action: ["kms:GetPublicKey", "kms:DescribeKey"],
      Resource: anyKey(),
      Condition: { StringEquals: tags },
    },
  ]
}

export const anyKey = (): $util.Output<string> => $interpolate`arn:aws:kms:${REGION}:${account().id}:key/*`

/** Lines of one function's own log. */
export function logRights(group: aws.cloudwatch.LogGroup): Right {
  return {
    Sid: "Log",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: $interpolate`${group.arn}:*`,
  }
}

/**
 * The role whose sessions end at one tenant: as much as the function itself had without it, taken by that function only.
 * The session's own policy (`policy` of the store) narrows it to the tenant.
 */
export function tenantRole(name: string, kind: OwnRole, house: House, taker: aws.iam.Role): aws.iam.Role {
  const role = new aws.iam.Role(`${name}TenantRole`, {
    name: `${prefix(house.stage)}-${name.toLowerCase()}-tenant`,
    maxSessionDuration: 3600,
    assumeRolePolicy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: taker.arn }, Action: "sts:AssumeRole" }],
    }),
  })
  grant(`${name}Tenant`, role, tableRights(kind, house), dataKeyRights(house, "dynamodb"))
  return role
}
