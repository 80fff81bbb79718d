/** KMS as it is: digests only, DER as it comes, rights by tag, and every way in which a key can fail. */
import { createPublicKey, hash, verify } from "node:crypto"
import { SignCommand } from "@aws-sdk/client-kms"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ROOT } from "./aws.fixture.ts"
import { type KmsServer, startKms } from "./kms.fixture.ts"
import { endIssuerKey, issuerAlias, kmsClient, kmsKey, makeIssuerKey } from "./kms.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
const digest = (text: string): Uint8Array => hash("sha256", text, "buffer")
/** Signs and reads keys of issuers of its stage, by their tags; makes and ends none. */
const WORKER = {
  ...ROOT,
  accessKeyId: "AKIAWORKERWORKERWORK",
  may: (action: string, tags: Readonly<Record<string, string>>) =>
    ["kms:Sign", "kms:GetPublicKey"].includes(action) &&
    tags["beschlussweg:stage"] === "test" &&
    tags["beschlussweg:purpose"] === "issuer",
}

let server: KmsServer
let operator: ReturnType<typeof kmsClient>
let worker: ReturnType<typeof kmsClient>
beforeAll(async () => {
  server = await startKms()
  server.credentials.set(WORKER.accessKeyId, WORKER)
  operator = kmsClient({ endpoint: server.endpoint, credentials: ROOT })
  worker = kmsClient({ endpoint: server.endpoint, credentials: WORKER })
})
afterAll(async () => {
  operator.destroy()
  worker.destroy()
  await server.stop()
})

describe("the key of an issuing authority", () => {
  test("is made once with its tags and its alias, by the operator only", async () => {
    await expect(makeIssuerKey(worker, "test", "kreis-niemand")).rejects.toMatchObject({ name: "KeyDenied" })
    const alias = await makeIssuerKey(operator, "test", "kreis-aulenfeld")
    expect(alias).toBe("alias/beschlussweg-test-kreis-aulenfeld")
    expect(await makeIssuerKey(operator, "test", "kreis-aulenfeld")).toBe(alias)
    expect(server.count("CreateKey")).toBe(2)
    expect([...server.keys.values()].map((k) => k.tags)).toEqual([
      { "beschlussweg:stage": "test", "beschlussweg:purpose": "issuer", "beschlussweg:tenant": "kreis-aulenfeld" },
    ])
  })

  test("signs a digest: what comes back is the DER of KMS and verifies with its public key", async () => {
    const key = kmsKey(worker, issuerAlias("test", "kreis-aulenfeld"))
    const spki = await key.spki()
    const publicKey = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" })
    for (let n = 0; n < 20; n++) {
      const signature = await key.sign(digest(`Beschluss ${n}`))
      expect(signature[0]).toBe(0x30)
      expect(verify("sha256", Buffer.from(`Beschluss ${n}`), publicKey, signature)).toBe(true)
    }
    await key.spki()
    expect(server.count("GetPublicKey")).toBeLessThan(5)
  })

  test("takes 32 bytes and nothing else; KMS would say the same", async () => {
    const key = kmsKey(worker, issuerAlias("test", "kreis-aulenfeld"))
    const before = server.count("Sign")
    await expect(key.sign(new Uint8Array(31))).rejects.toThrow("32 bytes")
    expect(server.count("Sign")).toBe(before)
    const raw = (more: object) =>
      worker
        .send(
          new SignCommand({
            KeyId: issuerAlias("test", "kreis-aulenfeld"),
            Message: new Uint8Array(31),
            MessageType: "DIGEST",
            SigningAlgorithm: "ECDSA_SHA_256",
            ...more,
          }),
        )
        .catch((error: Error) => error.name)
    expect(await raw({})).toBe("ValidationException")
    expect(await raw({ Message: digest("x"), SigningAlgorithm: "ECDSA_SHA_384" })).toBe("InvalidKeyUsageException")
  })

  test("is denied for a key without the tags, and for one of another stage", async () => {
    for (const arn of [
      server.add(),
      server.add({ "beschlussweg:stage": "produktion", "beschlussweg:purpose": "issuer" }),
    ])
      await expect(kmsKey(worker, arn).sign(digest("x"))).rejects.toMatchObject({ name: "KeyDenied" })
  })

  test("throttled, it is asked again; throttled without end it fails by name", async () => {
    const key = kmsKey(worker, issuerAlias("test", "kreis-aulenfeld"))
    const full = {
      status: 400,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify({
        __type: "ThrottlingException",
        message: "You have exceeded the rate at which you may call KMS.",
      }),
    }
    server.fail("Sign", full, full, "reset")
    expect((await key.sign(digest("dann doch")))[0]).toBe(0x30)
    server.fail("Sign", full, full, full, full, full)
    await expect(key.sign(digest("nicht mehr"))).rejects.toMatchObject({ name: "KeyThrottled" })
  })

  test("disabled, missing, or with another secret it fails by name; enabled again it signs", async () => {
    const key = kmsKey(worker, issuerAlias("test", "kreis-aulenfeld"))
    const [stored] = server.keys.values()
    if (!stored) throw new Error("no key")
    stored.state = "Disabled"
    await expect(key.sign(digest("x"))).rejects.toMatchObject({ name: "KeyDisabled" })
    stored.state = "Enabled"
    expect((await key.sign(digest("x")))[0]).toBe(0x30)
    const missing = kmsKey(worker, issuerAlias("test", "kreis-anderswo"))
    await expect(missing.spki()).rejects.toMatchObject({ name: "KeyMissing" })
    await expect(missing.spki()).rejects.toMatchObject({ name: "KeyMissing" })
    const thief = kmsClient({ endpoint: server.endpoint, credentials: { ...ROOT, secretAccessKey: "geraten" } })
    await expect(kmsKey(thief, stored.arn).sign(digest("x"))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" })
    thief.destroy()
  })

  test("ends by the operator only, once, and signs no more", async () => {
    await expect(endIssuerKey(worker, "test", "kreis-aulenfeld")).rejects.toMatchObject({ name: "KeyDenied" })
    expect(await endIssuerKey(operator, "test", "kreis-aulenfeld")).toBe(true)
    expect(await endIssuerKey(operator, "test", "kreis-aulenfeld")).toBe(false)
    expect(await endIssuerKey(operator, "test", "kreis-anderswo")).toBe(false)
    const key = kmsKey(worker, issuerAlias("test", "kreis-aulenfeld"))
    await expect(key.sign(digest("x"))).rejects.toMatchObject({ name: "KeyDisabled" })
  })
})
