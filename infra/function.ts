/** What all functions have in common: Node, processor, environment, log, role. */
import { functionRole, grant, type House, logRights, type Right, type Rights, tableRights, tenantRole } from "./role.ts"
import { BUNDLES, parameters, prefix } from "./stage.ts"

/** Lambda's Node, the one that every script here runs with. */
export const RUNTIME = "nodejs24.x"
export const ARCHITECTURE = "arm64"

export interface Given {
  readonly name: "Api" | "Worker" | "Sweep" | "Bounce"
  readonly memory: `${number} MB`
  readonly timeout: `${number} seconds`
  readonly origin: $util.Input<string>
  readonly environment?: Readonly<Record<string, $util.Input<string>>>
  readonly rights: readonly (Right | Rights | readonly Right[])[]
}
export interface Made {
  readonly fn: sst.aws.Function
  readonly role: aws.iam.Role
  readonly log: aws.cloudwatch.LogGroup
}

export function makeFunction(house: House, given: Given): Made {
  const { stage, table, buckets, keys } = house
  const { name } = given
  const kind = ({ Api: "api", Worker: "worker", Sweep: "sweep", Bounce: "bounce" } as const)[name]
  const role = functionRole(stage, name)
  const functionName = `${prefix(stage)}-${kind}`
  const log = new aws.cloudwatch.LogGroup(`${name}Log`, {
    name: `/aws/lambda/${functionName}`,
    retentionInDays: stage.logDays,
    kmsKeyId: keys.data.arn,
  })
  const tenant = stage.tenantCredentials ? tenantRole(name, kind, house, role) : undefined
  const policy = grant(
    name,
    role,
    logRights(log),
    tableRights(kind, house, tenant !== undefined),
    ...(tenant
      ? [{ Sid: "Tenant", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: tenant.arn } satisfies Right]
      : []),
    ...given.rights,
  )
  const fn = new sst.aws.Function(
    name,
    {
      name: functionName,
      // The very folder that the tests run in a Lambda loop (`packages/functions/bundle.ts`); SST bundles nothing itself.
      bundle: `${BUNDLES}/${kind}`,
      handler: `${kind}.handler`,
      runtime: RUNTIME,
      architecture: ARCHITECTURE,
      memory: given.memory,
      timeout: given.timeout,
      role: role.arn,
      // A developer's machine in the middle of a stage would need rights that no function has.
      dev: false,
      url: false,
      logging: { logGroup: log.name, format: "json" },
      ...(stage.concurrency ? { concurrency: { reserved: stage.concurrency[kind] } } : {}),
      environment: {
        STAGE: stage.name,
        TABLE_NAME: table.name,
        TABLE_ARN: table.arn,
        PAPERS_BUCKET: buckets.papers.bucket,
        DRAFTS_BUCKET: buckets.drafts.bucket,
        DATA_KEY_ARN: keys.data.arn,
        BASE_URL: given.origin,
        PARAMETERS: parameters(stage),
        TENANT_ROLE_ARN: tenant?.arn ?? "",
        ...given.environment,
      },
    },
    { dependsOn: [policy] },
  )
  return { fn, role, log }
}
