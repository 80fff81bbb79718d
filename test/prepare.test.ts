/** A stage from nothing on the operator's command line: what it needs is made once, then a house is founded on it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stage } from "@beschlussweg/functions/cli/stage"
import { tenant } from "@beschlussweg/functions/cli/tenant"
import { AuthorityItem, authorityKey } from "@beschlussweg/functions/cloud/authority"
import { environment } from "@beschlussweg/functions/cloud/environment"
import { openCloud } from "@beschlussweg/functions/cloud/wire"
import * as Certificate from "@beschlussweg/pdf/certificate"
import { ACCOUNT, ROOT, TEST_REGION } from "@beschlussweg/store/aws.fixture"
import { createTable, dynamoClient } from "@beschlussweg/store/client"
import { startFront } from "@beschlussweg/store/dynamo.fixture"
import { startEmbedded } from "@beschlussweg/store/embedded"
import { kmsClient, kmsKey } from "@beschlussweg/store/kms"
import { startKms } from "@beschlussweg/store/kms.fixture"
import { startS3 } from "@beschlussweg/store/s3.fixture"
import { startSsm } from "@beschlussweg/store/ssm.fixture"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"

const PREFIX = "/beschlussweg/test"
const NAMES = ["anchor", "ca", "client", "cursor", "link", "session", "signin", "source"]
const DATA_KEY = `arn:aws:kms:${TEST_REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`

async function openAccount() {
  const tableName = "beschlussweg-test"
  const tableArn = `arn:aws:dynamodb:${TEST_REGION}:${ACCOUNT}:table/${tableName}`
  const credentials = new Map([[ROOT.accessKeyId, ROOT]])
  const database = await startEmbedded({})
  const bare = dynamoClient(database)
  await createTable(bare, tableName)
  const front = await startFront({ endpoint: database.endpoint, tableArn, credentials })
  const kms = await startKms({ credentials })
  const ssm = await startSsm({ credentials })
  const s3 = await startS3(
    [
      { name: "papers", versioned: true, objectLock: true, kmsKey: DATA_KEY },
      { name: "drafts", versioned: false, objectLock: false, kmsKey: DATA_KEY },
    ],
    { credentials },
  )
  const anchorKey = kms.add({ "beschlussweg:stage": "test", "beschlussweg:purpose": "anchor" })
  const env = {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_DYNAMODB: front.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
    STAGE: "test",
    TABLE_NAME: tableName,
    TABLE_ARN: tableArn,
    PAPERS_BUCKET: "papers",
    DRAFTS_BUCKET: "drafts",
    DATA_KEY_ARN: DATA_KEY,
    ANCHOR_KEY_ARN: anchorKey,
    BASE_URL: "https://beschlussweg.example",
    PARAMETERS: `${PREFIX}/`,
    TENANT_ROLE_ARN: "",
  }
  return {
    env,
    kms,
    ssm,
    anchorKey,
    async stop() {
      bare.destroy()
      await Promise.all([front, kms, ssm, s3].map((one) => one.stop()))
      await database.stop()
    },
  }
}

let account: Awaited<ReturnType<typeof openAccount>>
const dir = mkdtempSync(join(tmpdir(), "beschlussweg-stage-"))
const rootKey = join(dir, "root.key.pem")
let said = ""
beforeAll(async () => {
  account = await openAccount()
  writeFileSync(rootKey, Certificate.newKeyPem())
}, 120_000)
beforeEach(() => {
  for (const [name, value] of Object.entries(account.env)) vi.stubEnv(name, value)
  vi.stubEnv("BESCHLUSSWEG_WURZEL", rootKey)
  said = ""
  for (const out of [process.stdout, process.stderr])
    vi.spyOn(out, "write").mockImplementation((text) => {
      said += String(text)
      return true
    })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
afterAll(async () => {
  await account.stop()
  rmSync(dir, { recursive: true })
})

const prepare = (...more: string[]) => stage.run(["prepare", ...more])
const BY = ["--betreiber", "Rechenzentrum Aulenfeld"]
const values = () => new Map([...account.ssm.parameters].map(([name, { value }]) => [name, value]))
const put = (name: string, value: string) =>
  account.ssm.parameters.set(`${PREFIX}/${name}`, { value, type: "SecureString" })

test("without the variables of the stage, the root key or a name nothing is made", async () => {
  for (const name of ["STAGE", "DATA_KEY_ARN", "ANCHOR_KEY_ARN", "PARAMETERS"]) {
    vi.stubEnv(name, "")
    await expect(prepare(...BY), name).rejects.toMatchObject({
      reason: "cli.environment",
      message: expect.stringContaining(name),
    })
    vi.stubEnv(name, account.env[name as keyof typeof account.env])
  }
  vi.stubEnv("STAGE", "local")
  await expect(prepare(...BY)).rejects.toMatchObject({ reason: "cli.environment" })
  vi.stubEnv("STAGE", "test")
  await expect(prepare()).rejects.toMatchObject({ reason: "cli.root" })
  vi.stubEnv("BESCHLUSSWEG_WURZEL", undefined)
  await expect(prepare(...BY)).rejects.toMatchObject({ reason: "cli.root" })
  expect(account.ssm.parameters.size).toBe(0)
})

test("everything is made once, encrypted, and no value is shown", async () => {
  // Another ceremony's certificate does not go with this key.
  const foreign = join(dir, "fremd.pem")
  const other = Certificate.keyFromPem(Certificate.newKeyPem())
  writeFileSync(foreign, Certificate.toPem((await Certificate.createRoot(other, "Anderswo", new Date())).certificate))
  await expect(prepare(...BY, "--ca", foreign)).rejects.toMatchObject({ reason: "cli.root" })
  expect(account.ssm.parameters.size).toBe(0)

  expect(await prepare(...BY)).toBe(0)
  const first = values()
  expect([...first.keys()].sort()).toEqual(NAMES.map((name) => `${PREFIX}/${name}`))
  expect(said.split("\n").filter((line) => line.startsWith("angelegt: "))).toHaveLength(NAMES.length)
  for (const value of first.values()) for (const line of value.trim().split("\n")) expect(said).not.toContain(line)
  expect(new Set(first.values()).size).toBe(NAMES.length)
  const certificate = (name: string) => {
    const [found] = Certificate.fromPem(first.get(`${PREFIX}/${name}`) ?? "")
    if (!found) throw new Error(`no certificate ${name}`)
    return found
  }
  const client = kmsClient({})
  const spki = await kmsKey(client, account.anchorKey).spki()
  client.destroy()
  expect(Buffer.from(Certificate.publicKeyOf(certificate("anchor")))).toEqual(Buffer.from(spki))
  // The key stays in KMS and is not even used.
  expect(account.kms.count("Sign")).toBe(0)

  said = ""
  vi.stubEnv("BESCHLUSSWEG_WURZEL", undefined)
  expect(await prepare()).toBe(0)
  expect(said).not.toContain("angelegt")
  expect(values()).toEqual(first)
})

test("what was lost is made again, what is spoilt or foreign is told by its name, and nothing else changes", async () => {
  const before = values()
  account.ssm.parameters.delete(`${PREFIX}/signin`)
  account.ssm.parameters.delete(`${PREFIX}/anchor`)
  expect(await prepare(...BY)).toBe(0)
  const changed = [...values()].filter(([name, value]) => before.get(name) !== value).map(([name]) => name)
  expect(changed.sort()).toEqual([`${PREFIX}/anchor`, `${PREFIX}/signin`])
  const good = values()
  for (const name of ["cursor", "session", "anchor"]) {
    put(name, name === "anchor" ? (good.get(`${PREFIX}/ca`) ?? "") : "zu-kurz")
    account.ssm.parameters.delete(`${PREFIX}/link`)
    await expect(prepare(...BY), name).rejects.toMatchObject({
      reason: "cli.parameter",
      message: expect.stringContaining(`Der Parameter ${name} `),
    })
    expect(account.ssm.parameters.has(`${PREFIX}/link`)).toBe(false)
    for (const [path, value] of good) put(path.slice(PREFIX.length + 1), value)
  }
  // A certificate of the right key, given by another root.
  const key = Certificate.keyFromPem(Certificate.newKeyPem())
  const elsewhere = await Certificate.createRoot(key, "Anderswo", new Date())
  const client = kmsClient({})
  const spki = await kmsKey(client, account.anchorKey).spki()
  client.destroy()
  put("anchor", Certificate.toPem(await Certificate.createAnchorSeal(elsewhere, spki, "Anderswo", new Date())))
  await expect(prepare(...BY)).rejects.toMatchObject({ reason: "cli.parameter" })
  put("anchor", good.get(`${PREFIX}/anchor`) ?? "")
  await prepare()
  expect(values()).toEqual(good)
})

test("a house is founded on it: registry, invitations, and an authority whose key lies in KMS", async () => {
  const file = join(dir, "kreis-aulenfeld.json")
  const settings = {
    id: "kreis-aulenfeld",
    house: {
      name: "Jobcenter Kreis Aulenfeld",
      traeger: "Kreis Aulenfeld",
      kind: "zkT",
      address: ["Lindenallee 4", "59999 Aulenfeld"],
    },
    land: "Nordrhein-Westfalen",
    template: "T1",
    words: { landrat: "Landrätin" },
    members: { kreistag: 61 },
    supervisor: { name: "Aufsicht laut Auftrag", address: ["Anschrift laut Auftrag"] },
    administrators: [{ name: "Kim Adler", mail: "kim.adler@aulenfeld.example" }, { name: "Dr. Jona Weidner" }],
  }
  writeFileSync(file, JSON.stringify(settings))
  expect(await tenant.run(["create", "--datei", file])).toBe(0)
  expect(said).toContain("Jobcenter Kreis Aulenfeld (kreis-aulenfeld) ist eingerichtet.")
  expect(said.match(/Code: {4}\S+/g)).toHaveLength(2)
  const { world } = await openCloud(environment(), "operator")
  const client = kmsClient({})
  try {
    const item = await world.system.registry.get(authorityKey("kreis-aulenfeld"), AuthorityItem)
    const [certificate] = Certificate.fromPem(item?.value.certificate ?? "")
    if (!certificate) throw new Error("no authority")
    const spki = await kmsKey(client, "alias/beschlussweg-test-kreis-aulenfeld").spki()
    expect(Buffer.from(Certificate.publicKeyOf(certificate))).toEqual(Buffer.from(spki))
  } finally {
    client.destroy()
    await world.close()
  }
  said = ""
  await tenant.run(["list"])
  expect(said).toContain("kreis-aulenfeld · Jobcenter Kreis Aulenfeld · zkT · Nordrhein-Westfalen")
}, 60_000)
