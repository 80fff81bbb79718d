/** A stage on this machine: the embedded table behind a front that asks IAM, strict S3, KMS, SES, SSM and STS, and a founded house. */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import { accountId, bind } from "@beschlussweg/core/account"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { kmsAuthorities } from "@beschlussweg/functions/cloud/authority"
import { environment } from "@beschlussweg/functions/cloud/environment"
import { openCloud } from "@beschlussweg/functions/cloud/wire"
import { AULENFELD } from "@beschlussweg/functions/demo/house"
import { pairOf } from "@beschlussweg/functions/secret"
import { COOKIE, sessions } from "@beschlussweg/functions/session"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { serve } from "@beschlussweg/pdf/tsa"
import { ACCOUNT, ROOT, TEST_REGION } from "@beschlussweg/store/aws.fixture"
import { createTable, dynamoClient, streamsClient } from "@beschlussweg/store/client"
import { startFront } from "@beschlussweg/store/dynamo.fixture"
import { startEmbedded } from "@beschlussweg/store/embedded"
import { kmsClient, kmsKey } from "@beschlussweg/store/kms"
import { startKms } from "@beschlussweg/store/kms.fixture"
import { startS3 } from "@beschlussweg/store/s3.fixture"
import { startSes } from "@beschlussweg/store/ses.fixture"
import { startSsm } from "@beschlussweg/store/ssm.fixture"
import { startSts } from "@beschlussweg/store/sts.fixture"

export const HOST = "https://beschlussweg.example"
export const HOUSE = AULENFELD.tenant.id
export const ORIGIN_SECRET = "f".repeat(64)
const STAGE = "test"
const PREFIX = "/beschlussweg/test"
const ISSUER = "https://anmeldung.example"
const FROM = "post@beschlussweg.example"

const jwk = (kind: "P-256" | "Ed25519"): string => {
  const { privateKey } =
    kind === "P-256" ? generateKeyPairSync("ec", { namedCurve: kind }) : generateKeyPairSync("ed25519")
  return JSON.stringify(privateKey.export({ format: "jwk" }))
}

export const mailOf = (personId: string): string => `${personId}@kreis-aulenfeld.example`

/** @param scoped with credentials that end at the tenant's keys */
export async function openStage(scoped: boolean) {
  const tableName = "beschlussweg-test"
  const tableArn = `arn:aws:dynamodb:${TEST_REGION}:${ACCOUNT}:table/${tableName}`
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/beschlussweg-test-tenant`
  const credentials = new Map([[ROOT.accessKeyId, ROOT]])
  const server = await startEmbedded({})
  const bare = dynamoClient(server)
  await createTable(bare, tableName)
  const streams = streamsClient(server)
  const front = await startFront({ endpoint: server.endpoint, tableArn, credentials })
  const sts = await startSts({ roleArn, credentials })
  const kms = await startKms({ credentials })
  const dataKey = `arn:aws:kms:${TEST_REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`
  const s3 = await startS3(
    [
      { name: "papers", versioned: true, objectLock: true, kmsKey: dataKey },
      { name: "drafts", versioned: false, objectLock: false, kmsKey: dataKey },
    ],
    { credentials },
  )
  const ses = await startSes({ from: FROM, configuration: "beschlussweg-test", credentials })
  const ssm = await startSsm({ credentials })
  const anchorKey = kms.add({ "beschlussweg:stage": STAGE, "beschlussweg:purpose": "anchor" })

  const at = new Date(Date.now() - 60_000)
  const root = await Certificate.createRoot(Certificate.keyFromPem(Certificate.newKeyPem()), "Beschlussweg Betrieb", at)
  const ca = Certificate.toPem(root.certificate)
  const tsaKey = Certificate.keyFromPem(Certificate.newKeyPem())
  const tsaCertificate = await Certificate.createTimestampAuthority(root, tsaKey.spki, "Zeitstempel Test", at)
  const tsa = await serve(Certificate.signer(tsaCertificate, [], tsaKey), { now: () => new Date() })

  const env: Readonly<Record<string, string>> = {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_DYNAMODB: front.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    AWS_ENDPOINT_URL_SESV2: ses.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    STAGE,
    TABLE_NAME: tableName,
    TABLE_ARN: tableArn,
    PAPERS_BUCKET: "papers",
    DRAFTS_BUCKET: "drafts",
    DATA_KEY_ARN: dataKey,
    BASE_URL: HOST,
    PARAMETERS: `${PREFIX}/`,
    TENANT_ROLE_ARN: scoped ? roleArn : "",
    ANCHOR_KEY_ARN: anchorKey,
    TSA_URL: tsa.url,
    MAIL_FROM: FROM,
    MAIL_CONFIGURATION: "beschlussweg-test",
  }
  // This process is the operator's: the same names as in the cloud, read by the SDK itself.
  Object.assign(process.env, env)
  const set = (name: string, value: string) => ssm.parameters.set(`${PREFIX}/${name}`, { value, type: "SecureString" })
  for (const name of ["cursor", "source", "signin", "link"]) set(name, randomBytes(32).toString("base64"))
  const session = jwk("Ed25519")
  set("session", session)
  set("client", jwk("P-256"))
  set("origin", ORIGIN_SECRET)
  set("ca", ca)
  const operatorKms = kmsClient({})
  const seal = await Certificate.createAnchorSeal(
    root,
    await kmsKey(operatorKms, anchorKey).spki(),
    "Beschlussweg Betrieb",
    at,
  )
  set("anchor", Certificate.toPem(seal))

  const { world } = await openCloud(environment(), "operator")
  const office = world.ctx(HOUSE, { personId: "betrieb", name: "Betrieb", functions: [] }, "operator")
  const signIn = { issuer: ISSUER, clientId: "b", clientAuth: "none" as const, roleMapping: [], freshMinutes: 60 }
  await Tenant.found(office, { ...AULENFELD.tenant, signIn })
  for (const person of AULENFELD.people) {
    await Member.write(office, { ...person, mail: mailOf(person.personId) })
    await bind(office, person.personId, await accountId(ISSUER, person.personId))
  }
  const authorities = kmsAuthorities({ registry: world.system.registry, kms: operatorKms, stage: STAGE, ca, root })
  await authorities.issuer(HOUSE, AULENFELD.tenant.house.name, at)

  const doors = sessions(await pairOf(session, "EdDSA"), () => new Date())
  return {
    env,
    world,
    ca,
    streams,
    tableName,
    front,
    sts,
    kms,
    s3,
    ses,
    ssm,
    /** the cookie of a person who has just signed in */
    async cookie(personId: string): Promise<string> {
      const now = new Date()
      const token = await doors.issue({
        accountId: await accountId(ISSUER, personId),
        sid: crypto.randomUUID(),
        issuer: ISSUER,
        clientId: "b",
        signedInAt: now,
        since: now,
        houses: new Map([[HOUSE, { personId, freshMinutes: 60 }]]),
      })
      return `${COOKIE}=${token}`
    },
    async stop() {
      await world.close()
      for (const client of [bare, streams, operatorKms]) client.destroy()
      await Promise.all([front, sts, kms, s3, ses, ssm, tsa].map((one) => one.stop()))
      await server.stop()
    },
  }
}
