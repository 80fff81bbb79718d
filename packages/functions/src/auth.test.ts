/** Sign-in: what a token must be, what a cookie may do, and where the demo sign-in exists. */
import { createHmac } from "node:crypto"
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { createApp } from "./api.ts"
import { COOKIE, SESSION_SECONDS, session } from "./auth.ts"
import { HERE, ORIGIN, openApp, type TestApp, THERE } from "./fixture.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const path = `/api/${HERE}/haus`
const bearer = (token: string) => http.app.request(path, { headers: { Authorization: `Bearer ${token}` } })
async function reason(response: Response): Promise<[number, string]> {
  const { error } = z.object({ error: z.object({ reason: z.string() }) }).parse(await response.json())
  return [response.status, error.reason]
}
const INVALID = [401, "session.invalid"]

describe("tokens", () => {
  const now = () => Math.floor(http.world.now().getTime() / 1000)
  const good = {
    header: { alg: "EdDSA", typ: "beschlussweg-session+jwt" },
    iss: "beschlussweg",
    aud: "beschlussweg-api",
    sub: "mira-holtkamp",
  }
  const make = async (
    change: Partial<typeof good> & { iat?: number; exp?: number | null } = {},
    key = http.keys.privateKey,
  ) => {
    const { header, iss, aud, sub, iat = now(), exp = now() + 60 } = { ...good, ...change }
    const jwt = new SignJWT({})
      .setProtectedHeader(header)
      .setIssuer(iss)
      .setAudience(aud)
      .setSubject(sub)
      .setIssuedAt(iat)
    return (exp === null ? jwt : jwt.setExpirationTime(exp)).sign(key)
  }

  test("a right one opens the door, so the others fail for their own reason", async () => {
    expect((await bearer(await make())).status).toBe(200)
    expect((await bearer(await session(http.keys.privateKey, "mira-holtkamp", http.world.now()))).status).toBe(200)
  })

  test("wrong issuer, audience, type, subject, no end, too old, not yet", async () => {
    for (const change of [
      { iss: "jemand" },
      { aud: "anderswo" },
      { header: { alg: "EdDSA", typ: "JWT" } },
      { sub: "" },
      { exp: null },
      { iat: now() + 600, exp: now() + 900 },
    ])
      expect(await reason(await bearer(await make(change))), JSON.stringify(change)).toEqual(INVALID)
    // Too old, whatever end it names.
    expect((await bearer(await make({ iat: now() - SESSION_SECONDS - 60, exp: now() + 600 }))).status).toBe(401)
  })

  test("another key, no signature, another algorithm, our public key as a secret", async () => {
    const other = await generateKeyPair("EdDSA", { crv: "Ed25519" })
    const rsa = await generateKeyPair("RS256")
    const whole = await make()
    const [head = "", body = "", signature = ""] = whole.split(".")
    const claims = { iss: good.iss, aud: good.aud, sub: good.sub, iat: now(), exp: now() + 60 }
    const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const spki = await exportSPKI(http.keys.publicKey)
    const hmacHead = b64({ alg: "HS256", typ: good.header.typ })
    const hmac = createHmac("sha256", spki)
      .update(`${hmacHead}.${b64(claims)}`)
      .digest("base64url")
    const forged = [
      await make({}, other.privateKey),
      new UnsecuredJWT(claims).encode(),
      `${b64({ alg: "none", typ: good.header.typ })}.${b64(claims)}.`,
      `${b64({ alg: "none", typ: good.header.typ })}.${b64(claims)}.${signature}`,
      await make({ header: { ...good.header, alg: "RS256" } }, rsa.privateKey),
      `${hmacHead}.${b64(claims)}.${hmac}`,
      `${head}.${b64({ ...claims, sub: "kim-adler" })}.${signature}`,
      `${head}.${body}.${flip(signature)}`,
      `${head}.${body}`,
      "abc",
    ]
    for (const token of forged) expect(await reason(await bearer(token)), token.slice(0, 40)).toEqual(INVALID)
  })

  test("no token, another scheme, something that is no token", async () => {
    expect(await reason(await http.app.request(path))).toEqual([401, "session.missing"])
    for (const header of ["Basic bWlyYTp4", "Bearer", "Bearer a b", `Bearer ${"x".repeat(5000)}`])
      expect(await reason(await http.app.request(path, { headers: { Authorization: header } }))).toEqual(INVALID)
  })

  test("a session ends after eight hours, and says so", async () => {
    const token = await http.token("mira-holtkamp")
    http.ahead((SESSION_SECONDS - 5) * 1000)
    expect((await bearer(token)).status).toBe(200)
    http.ahead((SESSION_SECONDS + 1) * 1000)
    expect(await reason(await bearer(token))).toEqual([401, "session.expired"])
    http.ahead(0)
  })
})

describe("cookies", () => {
  const change = (headers: Record<string, string>, method = "PUT") =>
    http.app.request(path, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      ...(method === "GET" ? {} : { body: "{}" }),
    })

  test("reading needs no origin; changing needs our own", async () => {
    const Cookie = `${COOKIE}=${await http.token("bela-gruenwald")}`
    expect((await change({ Cookie }, "GET")).status).toBe(200)
    expect((await change({ Cookie, Origin: "https://boese.example" }, "GET")).status).toBe(200)
    const wrong: Record<string, string>[] = [
      {},
      { Origin: "null" },
      { Origin: "https://boese.example" },
      { Origin: `${ORIGIN}.boese.example` },
      { Origin: ORIGIN, "Sec-Fetch-Site": "cross-site" },
      { Origin: ORIGIN, "Sec-Fetch-Site": "same-site" },
    ]
    for (const headers of wrong)
      expect(await reason(await change({ Cookie, ...headers })), JSON.stringify(headers)).toEqual([403, "origin"])
    // Past the door: now it is the body that is refused.
    expect(await reason(await change({ Cookie, Origin: ORIGIN }))).toEqual([400, "input.invalid"])
    expect(await reason(await change({ Cookie, Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" }))).toEqual([
      400,
      "input.invalid",
    ])
  })

  test("a bearer token comes from no browser form, so it needs no origin; it wins over a cookie", async () => {
    const Authorization = `Bearer ${await http.token("bela-gruenwald")}`
    expect(await reason(await change({ Authorization }))).toEqual([400, "input.invalid"])
    const Cookie = `${COOKIE}=${await http.token("bela-gruenwald")}`
    expect(await reason(await change({ Authorization: "Bearer falsch", Cookie, Origin: ORIGIN }))).toEqual(INVALID)
  })

  test("a cookie without our prefix is no session", async () => {
    const token = await http.token("bela-gruenwald")
    expect(await reason(await change({ Cookie: `beschlussweg=${token}` }, "GET"))).toEqual([401, "session.missing"])
  })
})

describe("demo sign-in", () => {
  const form = (fields: Record<string, string>, headers: Record<string, string> = { Origin: ORIGIN }) =>
    http.app.request("/anmelden", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    })

  test("the page says what it is and offers every account", async () => {
    const page = await (await http.ask("/anmelden")).text()
    expect(page).toContain("Demo-Anmeldung, nur für Probe und Entwicklung")
    for (const id of ["mira-holtkamp", "kim-adler", "bela-gruenwald"]) expect(page).toContain(`value="${id}"`)
  })

  test("the form sets a host cookie that works, and leads on to own paths only", async () => {
    const response = await form({ konto: "kim-adler", weiter: "/api/docs" })
    expect([response.status, response.headers.get("location")]).toEqual([303, "/api/docs"])
    const cookie = response.headers.get("set-cookie") ?? ""
    expect(cookie).toMatch(new RegExp(`^${COOKIE}=[^;]+; Max-Age=28800; Path=/; HttpOnly; Secure; SameSite=Lax$`))
    const opened = await http.app.request(path, { headers: { Cookie: cookie.split(";")[0] ?? "" } })
    expect(opened.status).toBe(200)
    const start = await http.app.request("/", { headers: { Cookie: cookie.split(";")[0] ?? "" } })
    expect(await start.text()).toContain("Angemeldet als <strong>kim-adler</strong>")
    for (const weiter of [
      "//boese.example",
      "https://boese.example",
      "/\\boese.example",
      "/a\\b",
      "javascript:alert(1)",
      "/a\nb",
    ])
      expect((await form({ konto: "kim-adler", weiter })).headers.get("location"), weiter).toBe("/")
  })

  test("what is written into the page is text", async () => {
    const page = await (await http.ask(`/anmelden?weiter=${encodeURIComponent('/"><b>x</b>')}`)).text()
    expect(page).not.toContain("<b>x</b>")
  })

  test("another site cannot sign anybody in or out", async () => {
    for (const headers of [{}, { Origin: "https://boese.example" }, { Origin: "null" }] as Record<string, string>[]) {
      const response = await form({ konto: "kim-adler" }, headers)
      expect(response.headers.get("set-cookie")).toBeNull()
      expect(await reason(response)).toEqual([403, "origin"])
    }
    expect((await http.app.request("/abmelden", { method: "POST" })).status).toBe(403)
    const out = await http.app.request("/abmelden", { method: "POST", headers: { Origin: ORIGIN } })
    expect(out.headers.get("set-cookie")).toMatch(new RegExp(`^${COOKIE}=; Max-Age=0; Path=/; Secure`))
  })

  test("programs get a token and no cookie; only demo accounts exist", async () => {
    const response = await http.ask("/anmelden", { json: { konto: "kim-adler" } })
    expect(response.headers.get("set-cookie")).toBeNull()
    const { token } = z.object({ token: z.string(), expiresAt: z.iso.datetime() }).parse(await response.json())
    expect((await bearer(token)).status).toBe(200)
    for (const konto of ["betrieb", "worker", "niemand", ""])
      expect((await http.ask("/anmelden", { json: { konto } })).status, konto).toBe(400)
  })

  test("it cannot be switched on anywhere but locally", async () => {
    for (const stage of ["production", "probe", "test", ""])
      expect(() => createApp({ ...http.deps, stage })).toThrow(/no demo sign-in/)
    const production = createApp({ ...http.deps, stage: "production", demo: undefined })
    for (const [method, address] of [
      ["GET", "/anmelden"],
      ["POST", "/anmelden"],
      ["POST", "/abmelden"],
      ["GET", "/musterverfahren/ca.pem"],
    ] as const) {
      const response = await production.request(address, { method, headers: { Origin: ORIGIN } })
      expect(await reason(response), address).toEqual([404, "route.unknown"])
    }
    expect(await (await production.request("/")).text()).not.toContain("Demo")
    expect(await (await production.request("/api/docs")).text()).not.toContain("/anmelden")
  })

  test("an account of one house is nobody in the other", async () => {
    const as = "kim-adler"
    expect((await http.ask(`/api/${HERE}/aufgaben`, { as })).status).toBe(200)
    expect((await http.ask(`/api/${THERE}/aufgaben`, { as })).status).toBe(404)
  })
})

function flip(signature: string): string {
  const bytes = Buffer.from(signature, "base64url")
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString("base64url")
}
