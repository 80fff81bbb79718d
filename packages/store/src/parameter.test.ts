/** Parameters as they are: pages of ten, decrypted, and a clear word where one is missing. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { ROOT } from "./aws.fixture.ts"
import { parameters, ssmClient } from "./parameter.ts"
import { type SsmServer, startSsm } from "./ssm.fixture.ts"

process.env.AWS_EC2_METADATA_DISABLED = "true"
let server: SsmServer
let client: ReturnType<typeof ssmClient>
const secret = Buffer.alloc(32, 7).toString("base64")
beforeAll(async () => {
  server = await startSsm()
  for (let n = 0; n < 23; n++)
    server.parameters.set(`/beschlussweg/test/k${n}`, { value: secret, type: "SecureString" })
  server.parameters.set("/beschlussweg/test/tief/drin", { value: "unten", type: "SecureString" })
  server.parameters.set("/beschlussweg/test/kurz", { value: "a3Vyeg==", type: "SecureString" })
  server.parameters.set("/beschlussweg/produktion/k0", { value: "fremd", type: "SecureString" })
  server.parameters.set("/beschlussweg/offen/cursor", { value: secret, type: "String" })
  client = ssmClient({ endpoint: server.endpoint, credentials: ROOT })
})
afterAll(async () => {
  client.destroy()
  await server.stop()
})

test("reads all pages, decrypted, and only what lies below the prefix", async () => {
  const read = await parameters(client, "/beschlussweg/test/")
  expect(server.count("GetParametersByPath")).toBe(3)
  expect(read.secret("k0")).toEqual(Buffer.alloc(32, 7))
  expect(read.secret("k22")).toEqual(Buffer.alloc(32, 7))
  expect(read.text("tief/drin")).toBe("unten")
  expect(read.find("nicht-da")).toBeUndefined()
})

test("says which one is missing or too short", async () => {
  const read = await parameters(client, "/beschlussweg/test")
  expect(() => read.text("cursor")).toThrow("/beschlussweg/test/cursor is missing")
  expect(() => read.secret("kurz")).toThrow("fewer than 32 bytes")
})

test("a secret that is not encrypted, a prefix that is none, a role that may not decrypt: refused", async () => {
  await expect(parameters(client, "/beschlussweg/offen")).rejects.toThrow("no SecureString")
  await expect(parameters(client, "beschlussweg/test")).rejects.toThrow("begins with a slash")
  const blind = { ...ROOT, accessKeyId: "AKIABLINDBLINDBLINDB", may: (action: string) => action !== "kms:Decrypt" }
  server.credentials.set(blind.accessKeyId, blind)
  const other = ssmClient({ endpoint: server.endpoint, credentials: blind })
  await expect(parameters(other, "/beschlussweg/test")).rejects.toMatchObject({ name: "AccessDeniedException" })
  other.destroy()
})

test("throttled in the middle of the pages it goes on", async () => {
  const full = { status: 400, body: JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }) }
  server.fail("GetParametersByPath", full, full)
  expect((await parameters(client, "/beschlussweg/test")).text("tief/drin")).toBe("unten")
})
