/** The third lock at work: credentials of one tenant, taken by a database that asks IAM about every command. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ACCOUNT, ROOT, TEST_REGION } from "./aws.fixture.ts"
import { dynamoClient } from "./client.ts"
import { type FrontServer, startFront } from "./dynamo.fixture.ts"
import { tenantTable } from "./dynamo.ts"
import { type TestStore, testStore } from "./fixture.ts"
import { stsClient, tenantCredentials } from "./session-credentials.ts"
import { type StsServer, startSts } from "./sts.fixture.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
const roleArn = `arn:aws:iam::${ACCOUNT}:role/beschlussweg-test-tenant`
const Any = z.unknown()
let shift = 0
const now = () => new Date(Date.now() + shift)
let store: TestStore
let front: FrontServer
let sts: StsServer
let client: ReturnType<typeof stsClient>
let bound: ReturnType<typeof tenantCredentials>
let tableArn = ""
beforeAll(async () => {
  store = await testStore()
  tableArn = `arn:aws:dynamodb:${TEST_REGION}:${ACCOUNT}:table/${store.tableName}`
  const credentials = new Map([[ROOT.accessKeyId, ROOT]])
  front = await startFront({ endpoint: store.server.endpoint, tableArn, credentials, now })
  sts = await startSts({ roleArn, credentials, now })
  client = stsClient({ endpoint: sts.endpoint, credentials: ROOT })
  bound = tenantCredentials(client, { roleArn, tableArn, now })
})
afterAll(async () => {
  client.destroy()
  await Promise.all([front.stop(), sts.stop()])
  await store.stop()
})
const table = (tenantId: string, role: "api" | "worker", as = tenantId) =>
  tenantTable(dynamoClient({ endpoint: front.endpoint, credentials: bound(role, as) }), {
    tableName: store.tableName,
    tenantId,
    cursorKey: store.cursorKey,
  })

test("its own tenant reads, lists and writes; of many at once one asks for credentials", async () => {
  const own = table("kreis-aulenfeld", "api")
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => own.commit([], [{ put: `vorlage/a/${n}`, value: n, rev: "new" }])),
  )
  expect((await own.list("vorlage/a", Any)).items).toHaveLength(10)
  await own.listIndex("task/x", Any)
  expect(sts.assumed).toEqual(["api.kreis-aulenfeld"])
  expect(front.denied).toEqual([])
})

test("another tenant's credentials open nothing, even where our own two locks were picked", async () => {
  const thief = table("kreis-aulenfeld", "api", "stadt-brennhausen")
  await expect(thief.get("vorlage/a/0", Any)).rejects.toMatchObject({ name: "AccessDeniedException" })
  await expect(thief.list("vorlage/a", Any)).rejects.toMatchObject({ name: "AccessDeniedException" })
  await expect(thief.commit([], [{ drop: "vorlage/a/0", rev: 1 }])).rejects.toThrow()
  expect(front.denied.length).toBeGreaterThanOrEqual(3)
})

test("the worker changes no membership, whatever it is asked to do", async () => {
  const worker = table("kreis-aulenfeld", "worker")
  await worker.commit([], [{ put: "vorlage/a/w", value: 1, rev: "new" }])
  await expect(worker.commit([], [{ put: "member/p", value: 1, rev: "new" }])).rejects.toThrow()
})

test("credentials are made anew before they end, and a failure of STS is not kept", async () => {
  const own = table("kreis-neu", "api")
  sts.fail("AssumeRole", {
    status: 403,
    body: "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
  })
  await expect(own.get("vorlage/a", Any)).rejects.toThrow()
  await own.get("vorlage/a", Any)
  const before = sts.assumed.length
  shift = 56 * 60_000
  // The SDK keeps what a client holds by the real clock; another client asks anew.
  const later = table("kreis-neu", "api")
  await later.get("vorlage/a", Any)
  await later.get("vorlage/b", Any)
  expect(sts.assumed.slice(before)).toEqual(["api.kreis-neu"])
})
