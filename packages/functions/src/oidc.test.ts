/** The relying party against providers that lie, babble, dawdle or forge: a hostile server on a loopback port, no mock of ours. */
import { createHmac } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { logTo } from "./log.ts"
import { checked, type Party, PROVIDER_BYTES, party } from "./oidc.ts"

const CLIENT = "beschlussweg"
const BACK = "http://localhost:3000/anmelden/rueckkehr/kreis-aulenfeld"
const seconds = () => Math.floor(Date.now() / 1000)

let server: Server
let issuer: string
let rsa: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey }
let jwk: JWK
/** What the hostile provider does in this test. */
let answers: Partial<Record<"discovery" | "token" | "jwks", (req: IncomingMessage, res: ServerResponse) => void>>
let asked: string[]
let us: Party
const lines: string[] = []

beforeAll(async () => {
  rsa = await generateKeyPair("RS256", { extractable: true })
  jwk = { ...(await exportJWK(rsa.publicKey)), kid: "1", alg: "RS256", use: "sig" }
  server = createServer((req, res) => {
    const path = (req.url ?? "").split("?")[0] ?? ""
    asked.push(path)
    if (path.startsWith("/.well-known/")) return (answers.discovery ?? ((_, r) => json(r, metadata())))(req, res)
    if (path === "/token") return (answers.token ?? ((_, r) => json(r, {}, 500)))(req, res)
    return (answers.jwks ?? ((_, r) => json(r, { keys: [jwk] })))(req, res)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const bound = server.address()
  issuer = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`
  logTo((line) => lines.push(line))
})
afterAll(() => {
  logTo((line) => process.stderr.write(`${line}\n`))
  server.close()
  server.closeAllConnections()
})
beforeEach(async () => {
  answers = {}
  asked = []
  const key = await generateKeyPair("ES256")
  us = party({ stage: "local", now: () => new Date(), clientKey: { key: key.privateKey, kid: "k" }, patience: 1 })
})

function json(res: ServerResponse, value: unknown, status = 200): void {
  res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value))
}
const metadata = (change: Record<string, unknown> = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
  ...change,
})
const at = () => ({ issuer, clientId: CLIENT, clientAuth: "none" as const })
const reasonOf = async (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => "let in",
    (error: { reason?: string }) => error.reason ?? error,
  )

/** Claims of an ID token that would be right. */
const claims = (nonce: string, change: Record<string, unknown> = {}) => ({
  iss: issuer,
  aud: CLIENT,
  sub: "kim",
  nonce,
  iat: seconds(),
  exp: seconds() + 300,
  auth_time: seconds(),
  ...change,
})
const signed = (payload: Record<string, unknown>, key = rsa.privateKey, header: Record<string, unknown> = {}) =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "1", ...header }).sign(key)

/** One whole sign-in in which the provider answers with this ID token. */
async function outcome(token: (nonce: string) => Promise<string> | string, fresh = false): Promise<unknown> {
  const { checks } = await us.begin(at(), BACK, fresh)
  answers.token = async (_, res) =>
    json(res, { access_token: "a", token_type: "Bearer", id_token: await token(checks.nonce) })
  return reasonOf(
    us.finish(at(), new URL(`${BACK}?code=c&state=${checks.state}&iss=${encodeURIComponent(issuer)}`), checks),
  )
}

describe("ID tokens", () => {
  test("a right one lets in, so the others fail for their own reason", async () => {
    expect(await outcome((nonce) => signed(claims(nonce)))).toBe("let in")
  })

  test("forged, altered, unsigned, signed with the public key as a secret, another algorithm's", async () => {
    const other = await generateKeyPair("RS256")
    const spki = await exportSPKI(rsa.publicKey)
    const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const hmac = (secret: string) => (nonce: string) => {
      const text = `${b64({ alg: "HS256", kid: "1" })}.${b64(claims(nonce))}`
      return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`
    }
    const tokens: ((nonce: string) => Promise<string> | string)[] = [
      (nonce) => signed(claims(nonce), other.privateKey),
      (nonce) => new UnsecuredJWT(claims(nonce)).encode(),
      (nonce) => `${b64({ alg: "none", kid: "1" })}.${b64(claims(nonce))}.`,
      hmac(spki),
      hmac(JSON.stringify(jwk)),
      async (nonce) => {
        const [head, , signature] = (await signed(claims(nonce))).split(".")
        return `${head}.${b64(claims(nonce, { sub: "chef" }))}.${signature}`
      },
      (nonce) => signed(claims(nonce), rsa.privateKey, { kid: "unknown" }),
      () => "abc",
      () => "",
    ]
    for (const [i, token] of tokens.entries())
      expect(await outcome(token), String(i)).toMatch(/^signIn\.(response|provider)$/)
  })

  test("for another client, from another issuer, of another request, too old, not yet, without what we need", async () => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ aud: "jemand" }, "signIn.response"],
      [{ aud: [CLIENT, "jemand"] }, "signIn.response"],
      [{ aud: [CLIENT, "jemand"], azp: "jemand" }, "signIn.response"],
      [{ iss: "https://anders.example" }, "signIn.response"],
      [{ iss: `${issuer}/` }, "signIn.response"],
      [{ nonce: "n".repeat(43) }, "signIn.response"],
      [{ nonce: undefined }, "signIn.response"],
      [{ exp: seconds() - 120 }, "signIn.clock"],
      [{ nbf: seconds() + 120 }, "signIn.clock"],
      [{ iat: seconds() + 3600, exp: seconds() + 7200 }, "signIn.clock"],
      [{ auth_time: seconds() + 3600 }, "signIn.clock"],
      [{ auth_time: undefined }, "signIn.response"],
      [{ auth_time: "heute" }, "signIn.response"],
      [{ auth_time: seconds() - 11 * 3600 }, "signIn.clock"],
      [{ sub: undefined }, "signIn.response"],
      [{ sub: 7 }, "signIn.response"],
      [{ exp: undefined }, "signIn.response"],
    ]
    for (const [change, reason] of wrong)
      expect(await outcome((nonce) => signed(claims(nonce, change))), JSON.stringify(change)).toBe(reason)
  })

  test("a provider that was asked for a fresh sign-in and gives an old one", async () => {
    const old = { auth_time: seconds() - 600 }
    expect(await outcome((nonce) => signed(claims(nonce, old)))).toBe("let in")
    expect(await outcome((nonce) => signed(claims(nonce, old)), true)).toMatch(/^signIn\.(clock|stale)$/)
    expect(await outcome((nonce) => signed(claims(nonce)), true)).toBe("let in")
  })

  test("the token of one sign-in in another one (replay)", async () => {
    let kept = ""
    expect(
      await outcome(async (nonce) => {
        kept = await signed(claims(nonce))
        return kept
      }),
    ).toBe("let in")
    expect(await outcome(() => kept)).toBe("signIn.response")
  })
})

describe("providers that do not answer as they should", () => {
  const begin = () => reasonOf(us.begin(at(), BACK, false))

  test("nobody there, nonsense, errors, another issuer, endpoints elsewhere, too much, redirects", async () => {
    const hostile: ((req: IncomingMessage, res: ServerResponse) => void)[] = [
      (_, res) => res.destroy(),
      (_, res) => res.writeHead(200, { "Content-Type": "text/html" }).end("<html>"),
      (_, res) => res.writeHead(200, { "Content-Type": "application/json" }).end("{"),
      (_, res) => res.writeHead(200, { "Content-Type": "application/json" }).end("[]"),
      (_, res) => json(res, {}, 500),
      (_, res) => json(res, metadata({ issuer: "https://anders.example" })),
      (_, res) => json(res, metadata({ issuer: `${issuer}/` })),
      (_, res) => json(res, metadata({ authorization_endpoint: undefined })),
      (_, res) => json(res, metadata({ authorization_endpoint: "http://192.0.2.1/authorize" })),
      (_, res) => json(res, metadata({ authorization_endpoint: "javascript:alert(1)" })),
      (_, res) => json(res, metadata({ padding: "x".repeat(PROVIDER_BYTES) })),
      (_, res) => res.writeHead(302, { Location: `${issuer}/elsewhere` }).end(),
    ]
    for (const [i, discovery] of hostile.entries()) {
      answers.discovery = discovery
      asked = []
      expect(await begin(), String(i)).toBe("signIn.provider")
      // Nothing is followed; a failure is not kept, the next one asks again.
      expect(
        asked.every((path) => path.startsWith("/.well-known/")),
        String(i),
      ).toBe(true)
    }
    answers = {}
    expect(await begin()).toBe("let in")
    expect(await reasonOf(us.begin({ ...at(), issuer: "http://localhost:1" }, BACK, false))).toBe("signIn.provider")
  })

  test("an answer that never ends, and one that never begins", async () => {
    answers.discovery = (_, res) => {
      res.writeHead(200, { "Content-Type": "application/json" })
      const more = () => {
        if (!res.destroyed) res.write(" ".repeat(64 * 1024), () => setImmediate(more))
      }
      more()
    }
    expect(await begin()).toBe("signIn.provider")
    answers.discovery = () => undefined
    expect(await begin()).toBe("signIn.provider")
  })

  test("token endpoint: refusals, nonsense, no ID token, a keys document that is none", async () => {
    const { checks } = await us.begin(at(), BACK, false)
    const finish = () =>
      reasonOf(
        us.finish(at(), new URL(`${BACK}?code=c&state=${checks.state}&iss=${encodeURIComponent(issuer)}`), checks),
      )
    answers.token = (_, res) => json(res, { error: "invalid_grant" }, 400)
    expect(await finish()).toBe("signIn.used")
    answers.token = (_, res) => json(res, { error: "invalid_client" }, 401)
    expect(await finish()).toBe("signIn.provider")
    answers.token = (_, res) => json(res, { access_token: "a", token_type: "Bearer" })
    expect(await finish()).toBe("signIn.response")
    answers.token = (_, res) => res.writeHead(200, { "Content-Type": "text/html" }).end("Guten Tag")
    expect(await finish()).toMatch(/^signIn\.(provider|response)$/)
    answers.token = (_, res) => json(res, { padding: "x".repeat(PROVIDER_BYTES) })
    expect(await finish()).toBe("signIn.provider")
    for (const keys of [{}, { keys: "x" }, { keys: [] }, { keys: [{ kty: "oct", k: "AAAA", kid: "1" }] }]) {
      answers.jwks = (_, res) => json(res, keys)
      answers.token = async (_, res) =>
        json(res, { access_token: "a", token_type: "Bearer", id_token: await signed(claims(checks.nonce)) })
      expect(await finish(), JSON.stringify(keys)).toMatch(/^signIn\.(provider|response)$/)
    }
  })

  test("what it says is asked for once in ten minutes, and nothing of it stands in the log", async () => {
    await begin()
    await begin()
    expect(asked.filter((path) => path.startsWith("/.well-known/"))).toHaveLength(1)
    const { checks } = await us.begin(at(), BACK, false)
    answers.token = (_, res) =>
      json(res, { error: "invalid_grant", error_description: "Kim Adler, kim@adler.example" }, 400)
    lines.length = 0
    await reasonOf(us.finish(at(), new URL(`${BACK}?code=geheim-7&state=${checks.state}`), checks))
    const url = `${BACK}?error=access_denied&error_description=Kim%20Adler&state=${checks.state}`
    expect(await reasonOf(us.finish(at(), new URL(url), checks))).toBe("signIn.denied")
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toMatch(/Adler|geheim-7|adler\.example/)
  })
})

test("addresses that are asked: public names with https; the loopback interface locally, nothing else", () => {
  const allowed = (address: string, local = false): boolean => {
    try {
      checked(new URL(address), local)
      return true
    } catch {
      return false
    }
  }
  for (const good of [
    "https://login.aulenfeld.example",
    "https://idp.example.org:8443/realms/kreis",
    "https://xn--mnchen-3ya.de",
  ])
    expect(allowed(good), good).toBe(true)
  for (const bad of [
    "http://login.aulenfeld.example",
    "https://localhost",
    "http://localhost:3001",
    "https://127.0.0.1",
    "https://2130706433",
    "https://0x7f.1",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://169.254.169.254/latest",
    "https://10.0.0.7",
    "https://datenbank",
    "https://datenbank.internal",
    "https://drucker.local",
    "https://x.localhost",
    "https://user:pass@login.aulenfeld.example",
    "ftp://login.aulenfeld.example",
    "javascript:alert(1)",
  ])
    expect(allowed(bad), bad).toBe(false)
  for (const good of ["http://localhost:3001", "http://127.0.0.1:3001", "http://[::1]:3001"]) {
    expect(allowed(good, true), good).toBe(true)
    expect(allowed(good), good).toBe(false)
  }
  expect(allowed("http://192.168.1.1", true)).toBe(false)
})
