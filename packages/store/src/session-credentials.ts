/** Credentials bound to one tenant: AssumeRole with a session policy that ends at the tenant's partition keys, kept while they hold. */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts"
import { type Connection, config, type Identity } from "./connection.ts"
import { MAX_POLICY, type PolicyRole, policy } from "./policy.ts"

/** Seconds; a role that a role has assumed holds for an hour at most. */
const DURATION = 3600
/** Before the end they are made anew, so that none ends in the middle of a request. */
const EARLY_MS = 5 * 60_000
const MAX_KEPT = 500

export const stsClient = (connection: Connection): STSClient => new STSClient(config(connection))

export type TenantRole = Extract<PolicyRole, "api" | "worker" | "people">

/**
 * Credentials of a role for a tenant: one AssumeRole per tenant, role and container, and again shortly before they end.
 * Of many who ask at once one asks AWS.
 */
export function tenantCredentials(
  client: STSClient,
  given: { readonly roleArn: string; readonly tableArn: string; readonly now: () => Date },
): (role: TenantRole, tenantId: string) => () => Promise<Identity> {
  const kept = new Map<string, Promise<Identity & { readonly expiration: Date }>>()
  return (role, tenantId) => async () => {
    const name = `${role}.${tenantId}`
    const standing = kept.get(name)
    if (standing) {
      const held = await standing
      if (held.expiration.getTime() - EARLY_MS > given.now().getTime()) return held
      if (kept.get(name) !== standing) return (await kept.get(name)) ?? held
    }
    const next = assume(client, given, role, tenantId)
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(name, next)
    // A failure is not kept.
    next.catch(() => kept.delete(name))
    return next
  }
}

async function assume(
  client: STSClient,
  { roleArn, tableArn }: { readonly roleArn: string; readonly tableArn: string },
  role: TenantRole,
  tenantId: string,
): Promise<Identity & { readonly expiration: Date }> {
  const Policy = JSON.stringify(policy(role, { tableArn, tenantId }))
  if (Policy.length > MAX_POLICY) throw new Error(`the session policy of ${tenantId} is too long`)
  const { Credentials } = await client.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      // Shown in CloudTrail: who asked for whom.
      RoleSessionName: `${role}.${tenantId}`,
      DurationSeconds: DURATION,
      Policy,
    }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw new Error("STS gave no credentials")
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  }
}
