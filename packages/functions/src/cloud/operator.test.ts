/** Before a stage can start: the root is made without a network, and certifies the key of the anchors. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRoot, fromPem, keyFromPem, newKeyPem, publicKeyOf, toPem } from "@beschlussweg/pdf/certificate"
import { ROOT } from "@beschlussweg/store/aws.fixture"
import { anchorAlias, issuerAlias } from "@beschlussweg/store/kms"
import { startKms } from "@beschlussweg/store/kms.fixture"
import { startSsm } from "@beschlussweg/store/ssm.fixture"
import { afterAll, beforeAll, expect, test } from "vitest"
import { root } from "../cli/root.ts"
import { logTo } from "../log.ts"

const before = { ...process.env }
const dir = mkdtempSync(join(tmpdir(), "beschlussweg-root-"))
let kms: Awaited<ReturnType<typeof startKms>>
let ssm: Awaited<ReturnType<typeof startSsm>>
beforeAll(async () => {
  logTo(() => {})
  kms = await startKms()
  ssm = await startSsm()
  kms.credentials.set(ROOT.accessKeyId, ROOT)
  ssm.credentials.set(ROOT.accessKeyId, ROOT)
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
    STAGE: "test",
    TABLE_NAME: "beschlussweg-test",
    TABLE_ARN: "arn:aws:dynamodb:eu-central-1:123456789012:table/beschlussweg-test",
    PAPERS_BUCKET: "papers",
    DRAFTS_BUCKET: "drafts",
    DATA_KEY_ARN: "arn:aws:kms:eu-central-1:123456789012:key/1",
    BASE_URL: "https://beschlussweg.example",
    PARAMETERS: "/beschlussweg/test/",
  })
})
afterAll(async () => {
  process.env = before
  rmSync(dir, { recursive: true })
  await kms.stop()
  await ssm.stop()
})

test("the ceremony makes key and certificate of the root, once", async () => {
  await root.run(["create", "--out", dir])
  const made = readFileSync(join(dir, "root.key.pem"), "utf8")
  const [ca] = fromPem(readFileSync(join(dir, "ca.pem"), "utf8"))
  expect(ca && Buffer.from(publicKeyOf(ca)).equals(Buffer.from(keyFromPem(made).spki))).toBe(true)
  await root.run(["create", "--out", dir])
  expect(readFileSync(join(dir, "root.key.pem"), "utf8")).toBe(made)
})

test("the anchor's key is certified by the root of the stage, and by no other", async () => {
  const out = join(dir, "anchor.pem")
  await expect(root.run(["anchor", "--out", out])).rejects.toMatchObject({ reason: "cli.root" })
  process.env.BESCHLUSSWEG_WURZEL = join(dir, "root.key.pem")
  await expect(root.run(["anchor", "--out", out])).rejects.toThrow("/beschlussweg/test/ca")
  const other = await createRoot(keyFromPem(newKeyPem()), "Beschlussweg Betrieb", new Date())
  ssm.parameters.set("/beschlussweg/test/ca", { value: toPem(other.certificate), type: "SecureString" })
  await expect(root.run(["anchor", "--out", out])).rejects.toMatchObject({ reason: "cli.root" })
  ssm.parameters.set("/beschlussweg/test/ca", {
    value: readFileSync(join(dir, "ca.pem"), "utf8"),
    type: "SecureString",
  })
  const arn = kms.add({ "beschlussweg:purpose": "anchor" }, anchorAlias("test"))
  await root.run(["anchor", "--out", out])
  const [certificate] = fromPem(readFileSync(out, "utf8"))
  const key = kms.keys.get(arn) ?? [...kms.keys.values()].find((k) => k.arn === arn)
  expect(certificate && Buffer.from(publicKeyOf(certificate)).toString("hex")).toBe(
    key?.publicKey.export({ type: "spki", format: "der" }).toString("hex"),
  )
})

test("no house can be called so that its key is the anchors'", () => {
  for (const id of ["anchor", "data"]) expect(issuerAlias("test", id)).not.toBe(anchorAlias("test"))
})
