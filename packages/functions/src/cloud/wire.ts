/** Builds the ports of a function in the cloud: DynamoDB, S3, parameters; besides wire.ts the only caller of store constructors. */
import type { Client, Files } from "@beschlussweg/core/context"
import { dynamoClient, withCredentials } from "@beschlussweg/store/client"
import { tenantTable } from "@beschlussweg/store/dynamo"
import { type Parameters, parameters, ssmClient } from "@beschlussweg/store/parameter"
import type { Place, S3Options, Store } from "@beschlussweg/store/s3"
import type { TenantRole } from "@beschlussweg/store/session-credentials"
import { LOOK_MS } from "../gate.ts"
import { lazily } from "../lazily.ts"
import { PAIR, pairOf, type Secrets } from "../secret.ts"
import { assemble, type Places, type World } from "../world.ts"
import type { Environment } from "./environment.ts"
import { retention } from "./retention.ts"

export interface Cloud {
  readonly world: World
  readonly parameters: Parameters
  /** looks at the gate again where the last look is old; a container sleeps between two requests, so nothing else does */
  look(): Promise<void>
}

/**
 * @param role whose session policy tenant-scoped credentials have, where the stage has them; "operator" has none: its role
 * is not bound to a tenant
 */
export async function openCloud(
  env: Environment,
  role: "api" | "worker" | "operator",
  options: { readonly now?: () => Date; readonly deletion?: "on" | "off" } = {},
): Promise<Cloud> {
  const { now = () => new Date(), deletion } = options
  const found = await parameters(ssmClient({}), env.PARAMETERS)
  const client = dynamoClient({})
  const cursorKey = found.secret("cursor")
  const bound = role === "operator" ? undefined : scoped(env, role, client, now)
  const tableOf = (tenantId: string) =>
    tenantTable(bound?.(tenantId, role, false) ?? client, { tableName: env.TABLE_NAME, tenantId, cursorKey })
  const world = assemble({
    client,
    tableName: env.TABLE_NAME,
    now,
    cursorKey,
    deletion,
    bound,
    secrets: secretsOf(found),
    places: buckets(env, retention(tableOf, now)),
    close: async () => client.destroy(),
  })
  let looked = Number.NEGATIVE_INFINITY
  const look = async (): Promise<void> => {
    if (now().getTime() - looked < LOOK_MS) return
    await world.gate.look()
    looked = now().getTime()
  }
  await look()
  return { world, parameters: found, look }
}

const secretsOf = (found: Parameters): Secrets => ({
  bytes: (name) => found.secret(name),
  pair: (name) => pairOf(found.text(name), PAIR[name]),
})

/** The client of S3 is loaded with the first file that is asked for: most requests ask for none. */
function buckets(env: Environment, retainUntil: (tenantId: string) => (path: string) => Promise<Date>): Places {
  const s3 = lazily(async () => {
    const [one, many] = await Promise.all([import("@beschlussweg/store/s3"), import("@beschlussweg/store/s3-erase")])
    return { ...one, ...many, client: one.s3Client({}) }
  })
  const place: Readonly<Record<Store, Place>> = {
    papers: { store: "papers", bucket: env.PAPERS_BUCKET, keyArn: env.DATA_KEY_ARN },
    drafts: { store: "drafts", bucket: env.DRAFTS_BUCKET, keyArn: env.DATA_KEY_ARN },
  }
  const later = (options: S3Options): Files => {
    const files = lazily(async () => {
      const { client, s3Files } = await s3()
      return s3Files(client, options)
    })
    return {
      put: async (path, bytes) => (await files()).put(path, bytes),
      write: async (path, chunks) => (await files()).write(path, chunks),
      get: async (path) => (await files()).get(path),
      drop: async (path) => (await files()).drop(path),
      link: async (path, how) => (await files()).link(path, how),
      receive: async (path, what) => (await files()).receive(path, what),
      measure: async (path) => (await files()).measure(path),
    }
  }
  return {
    papers: (tenantId) => later({ ...place.papers, tenantId, retainUntil: retainUntil(tenantId) }),
    drafts: (tenantId) => later({ ...place.drafts, tenantId }),
    // Links lead to the bucket itself.
    linked: async () => undefined,
    expected: async () => undefined,
    async *list(tenantId) {
      const { client, listObjects } = await s3()
      for (const store of ["papers", "drafts"] as const)
        for await (const file of listObjects(client, place[store], tenantId)) yield { store, ...file }
    },
    async unsafeDrop(tenantId) {
      const { client, unsafeDropObjects } = await s3()
      const papers = await unsafeDropObjects(client, place.papers, tenantId)
      const drafts = await unsafeDropObjects(client, place.drafts, tenantId)
      return { files: papers.files + drafts.files, bytes: papers.bytes + drafts.bytes }
    },
  }
}

type Bound = (tenantId: string, client: Client | "worker", people: boolean) => ReturnType<typeof dynamoClient>
const MAX_CLIENTS = 500

/** A client per tenant whose credentials end at its keys; undefined where the stage has no role for them. */
function scoped(
  env: Environment,
  process: "api" | "worker",
  client: ReturnType<typeof dynamoClient>,
  now: () => Date,
): Bound | undefined {
  if (env.TENANT_ROLE_ARN === "") return undefined
  const given = { roleArn: env.TENANT_ROLE_ARN, tableArn: env.TABLE_ARN, now }
  const credentials = lazily(async () => {
    const { stsClient, tenantCredentials } = await import("@beschlussweg/store/session-credentials")
    return tenantCredentials(stsClient({}), given)
  })
  const made = new Map<string, ReturnType<typeof dynamoClient>>()
  return (tenantId, _, people) => {
    const role: TenantRole = process === "worker" && people ? "people" : process
    const name = `${role} ${tenantId}`
    const own = made.get(name) ?? withCredentials(client, async () => (await credentials())(role, tenantId)())
    if (made.size >= MAX_CLIENTS && !made.has(name)) made.clear()
    made.set(name, own)
    return own
  }
}
