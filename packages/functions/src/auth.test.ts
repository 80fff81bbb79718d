/** Who gets in: what a session's token must be, what its cookie may do, what ends it, and what a key opens. */
import { createHmac } from "node:crypto"
import { accountId, bind, endSessions } from "@beschlussweg/core/account"
import type { Actor } from "@beschlussweg/core/context"
import { addDays, dayOf } from "@beschlussweg/core/day"
import * as Key from "@beschlussweg/core/key"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { record } from "@beschlussweg/store/recorder"
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { createApp } from "./api.ts"
import { ALL_HERE, ALL_THERE, HERE, ORIGIN, openApp, SIGN_IN, type TestApp, THERE } from "./fixture.ts"
import { COOKIE, RENEW_SECONDS, SESSION_SECONDS, TOKEN_SECONDS } from "./session.ts"

let http: TestApp
beforeAll(async () => {
  http = await openApp()
})
afterAll(() => http.stop())

const path = `/api/${HERE}/haus`
const MIRA = "mira-holtkamp"
const get = (headers: Record<string, string>, address = path) => http.app.request(address, { headers })
const withToken = (token: string) => get({ Cookie: `${COOKIE}=${token}` })
async function reason(response: Response): Promise<[number, string]> {
  const { error } = z.object({ error: z.object({ reason: z.string() }) }).parse(await response.json())
  return [response.status, error.reason]
}
const INVALID = [401, "session.invalid"]
const seconds = () => Math.floor(http.world.now().getTime() / 1000)

describe("tokens", () => {
  const claims = async (change: Record<string, unknown> = {}) => ({
    iss: "beschlussweg",
    aud: "beschlussweg-api",
    sub: await accountId(SIGN_IN.issuer, MIRA),
    sid: "1",
    idp: SIGN_IN.issuer,
    client: SIGN_IN.clientId,
    auth_time: seconds(),
    since: seconds() * 1000,
    houses: { [HERE]: [MIRA, 60] },
    iat: seconds(),
    exp: seconds() + 60,
    ...change,
  })
  const HEAD = { alg: "EdDSA", typ: "beschlussweg-session+jwt" }
  const make = async (change: Record<string, unknown> = {}, header = HEAD, key = http.keys.privateKey) =>
    new SignJWT(await claims(change)).setProtectedHeader(header).sign(key)

  test("a right one opens the door, so the others fail for their own reason", async () => {
    expect((await withToken(await make())).status).toBe(200)
    expect((await get({ Cookie: await http.cookie(MIRA) })).status).toBe(200)
  })

  test("wrong issuer, audience, type, account, missing parts, no end, too old, not yet valid", async () => {
    const wrong: Record<string, unknown>[] = [
      { iss: "jemand" },
      { iss: SIGN_IN.issuer },
      { aud: "anderswo" },
      { aud: SIGN_IN.clientId },
      { sub: "" },
      { sub: MIRA },
      { sub: undefined },
      { sid: undefined },
      { idp: undefined },
      { client: undefined },
      { auth_time: undefined },
      { auth_time: "gestern" },
      { since: undefined },
      { houses: undefined },
      { houses: { [HERE]: MIRA } },
      { exp: undefined },
      { iat: undefined },
      { iat: seconds() + 600, exp: seconds() + 900 },
      { nbf: seconds() + 600 },
      { since: (seconds() - SESSION_SECONDS - 1) * 1000 },
    ]
    for (const change of wrong)
      expect(await reason(await withToken(await make(change))), JSON.stringify(change)).toEqual(INVALID)
    for (const typ of ["JWT", "beschlussweg-signin+jwt", "at+jwt"])
      expect(await reason(await withToken(await make({}, { ...HEAD, typ }))), typ).toEqual(INVALID)
    // Too old, whatever end it names.
    const old = await make({ iat: seconds() - TOKEN_SECONDS - 60, exp: seconds() + 600 })
    expect(await reason(await withToken(old))).toEqual([401, "session.expired"])
    expect(await reason(await withToken(await make({ exp: seconds() - 1 })))).toEqual([401, "session.expired"])
  })

  test("another key, no signature, another algorithm, our public key as a secret", async () => {
    const other = await generateKeyPair("EdDSA", { crv: "Ed25519" })
    const rsa = await generateKeyPair("RS256")
    const [head = "", body = "", signature = ""] = (await make()).split(".")
    const good = await claims()
    const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const spki = await exportSPKI(http.keys.publicKey)
    const hmac = (header: object) => {
      const text = `${b64(header)}.${b64(good)}`
      return `${text}.${createHmac("sha256", spki).update(text).digest("base64url")}`
    }
    const forged = [
      await make({}, HEAD, other.privateKey),
      new UnsecuredJWT(good).encode(),
      `${b64({ ...HEAD, alg: "none" })}.${b64(good)}.`,
      `${b64({ ...HEAD, alg: "none" })}.${b64(good)}.${signature}`,
      await make({}, { ...HEAD, alg: "RS256" }, rsa.privateKey),
      hmac({ ...HEAD, alg: "HS256" }),
      hmac({ ...HEAD, alg: "EdDSA" }),
      `${b64({ ...HEAD, jwk: { kty: "OKP", crv: "Ed25519", x: "AAAA" } })}.${body}.${signature}`,
      `${head}.${b64({ ...good, sub: await accountId(SIGN_IN.issuer, "kim-adler") })}.${signature}`,
      `${head}.${b64({ ...good, houses: { [THERE]: ["hanno-reuss", 60] } })}.${signature}`,
      `${head}.${body}.${flip(signature)}`,
      `${head}.${body}`,
      "abc",
      "x".repeat(5000),
    ]
    for (const token of forged) expect(await reason(await withToken(token)), token.slice(0, 40)).toEqual(INVALID)
  })

  test("a token never travels as Authorization, and a bad one there is not helped by a good cookie", async () => {
    const Cookie = await http.cookie(MIRA)
    const token = Cookie.slice(COOKIE.length + 1)
    for (const header of [`Bearer ${token}`, "Basic bWlyYTp4", "Bearer", "Bearer a b", `Bearer ${"x".repeat(50_000)}`])
      expect(await reason(await get({ Authorization: header, Cookie }))).toEqual([401, "key.invalid"])
    expect(await reason(await get({}))).toEqual([401, "session.missing"])
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
    const Cookie = await http.cookie("bela-gruenwald")
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
    for (const more of [{}, { "Sec-Fetch-Site": "same-origin" }] as Record<string, string>[])
      expect(await reason(await change({ Cookie, Origin: ORIGIN, ...more }))).toEqual([400, "input.invalid"])
  })

  test("another name, or the same name twice, is no session", async () => {
    const Cookie = await http.cookie(MIRA)
    const token = Cookie.slice(COOKIE.length + 1)
    for (const name of ["beschlussweg", "__host-beschlussweg", "__Host-beschlussweg2", "__Secure-beschlussweg"])
      expect(await reason(await get({ Cookie: `${name}=${token}` })), name).toEqual([401, "session.missing"])
    const other = await http.cookie("kim-adler")
    for (const twice of [`${Cookie}; ${other}`, `${Cookie};${Cookie}`, `a=b; ${COOKIE}=; ${Cookie}`])
      expect(await reason(await get({ Cookie: twice }))).toEqual(INVALID)
    expect((await get({ Cookie: `a=b; ${Cookie}; c=d` })).status).toBe(200)
  })
})

describe("the life of a session", () => {
  const renewal = (response: Response) => {
    const set = response.headers.getSetCookie().find((c) => c.startsWith(`${COOKIE}=`))
    return set?.split(";")[0]
  }

  test("it ends after 15 minutes without a request, and says so", async () => {
    await http.deps.door.accounts.unsafeJoin(await accountId(SIGN_IN.issuer, MIRA), HERE)
    const Cookie = await http.cookie(MIRA)
    http.ahead((TOKEN_SECONDS - 5) * 1000)
    expect((await get({ Cookie })).status).toBe(200)
    http.ahead((TOKEN_SECONDS + 1) * 1000)
    expect(await reason(await get({ Cookie }))).toEqual([401, "session.expired"])
    http.ahead(0)
  })

  test("a working person gets new tokens, for at most ten hours after the sign-in", async () => {
    const account = await accountId(SIGN_IN.issuer, "kim-adler")
    await http.deps.door.accounts.unsafeJoin(account, HERE)
    let Cookie = await http.cookie("kim-adler")
    const begin = Cookie
    expect(renewal(await get({ Cookie }))).toBeUndefined()
    const step = (RENEW_SECONDS + 60) * 1000
    let at = step
    let renewals = 0
    for (; at < SESSION_SECONDS * 1000; at += step) {
      http.ahead(at)
      const response = await get({ Cookie })
      expect(response.status).toBe(200)
      const set = response.headers.get("set-cookie") ?? ""
      expect(set).toMatch(new RegExp(`^${COOKIE}=[^;]+; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax$`))
      Cookie = renewal(response) ?? ""
      renewals++
    }
    expect(renewals).toBeGreaterThan(90)
    http.ahead(SESSION_SECONDS * 1000 + 1000)
    expect((await get({ Cookie })).status).toBe(401)
    expect(await reason(await get({ Cookie: begin }))).toEqual([401, "session.expired"])
    http.ahead(0)
  })

  test("authorisation of a warm request is one read, of the member's own partition", async () => {
    const Cookie = await http.cookie(MIRA)
    await get({ Cookie })
    const watch = record(http.world.client)
    expect((await get({ Cookie })).status).toBe(200)
    const [first, second, ...more] = watch.entries
    watch.detach()
    expect(first).toMatchObject({ command: "QueryCommand", partitions: [`${HERE}#member/${MIRA}`] })
    // The other one is the verb's own.
    expect(second?.partitions).toEqual([`${HERE}#tenant/house`])
    expect(more).toEqual([])
  })

  test("signing out ends every session of the account at once, everywhere; a later one works", async () => {
    const account = await accountId(SIGN_IN.issuer, "thore-lindqvist")
    await http.deps.door.accounts.unsafeJoin(account, HERE)
    const [here, elsewhere] = [await http.cookie("thore-lindqvist"), await http.cookie("thore-lindqvist")]
    expect((await get({ Cookie: elsewhere })).status).toBe(200)
    const out = await http.app.request("/abmelden", { method: "POST", headers: { Cookie: here, Origin: ORIGIN } })
    expect(out.status).toBe(200)
    expect(out.headers.get("set-cookie")).toMatch(new RegExp(`^${COOKIE}=; Max-Age=0; Path=/; Secure`))
    for (const Cookie of [here, elsewhere]) expect(await reason(await get({ Cookie }))).toEqual([401, "session.ended"])
    // The registry knows it, too: nothing is renewed.
    http.ahead((RENEW_SECONDS + 1) * 1000)
    expect(await reason(await get({ Cookie: elsewhere }))).toEqual([401, "session.ended"])
    expect(await reason(await get({ Cookie: elsewhere }, "/haeuser"))).toEqual([401, "session.ended"])
    expect((await get({ Cookie: await http.cookie("thore-lindqvist") })).status).toBe(200)
    http.ahead(0)
  })

  test("another site cannot sign anybody out", async () => {
    const Cookie = await http.cookie(MIRA)
    for (const headers of [{}, { Origin: "https://boese.example" }, { Origin: "null" }] as Record<string, string>[]) {
      const response = await http.app.request("/abmelden", { method: "POST", headers: { Cookie, ...headers } })
      expect(response.headers.get("set-cookie")).toBeNull()
      expect(await reason(response)).toEqual([403, "origin"])
    }
    expect((await get({ Cookie })).status).toBe(200)
  })

  test("two marks at the same moment: the later one counts", async () => {
    const { table } = http.world.ctx(HERE, OPERATOR, "test")
    const at = http.world.now().getTime()
    const marks = [0, 1000, 2000, 3000].map((ms) => new Date(at - 10_000 + ms))
    await Promise.all(marks.map((mark) => endSessions(table, "selma-brandauer", mark)))
    const session = await http.session("selma-brandauer")
    const cookie = async (since: Date) =>
      `${COOKIE}=${await http.deps.door.sessions.issue({ ...session, since, signedInAt: since })}`
    expect((await get({ Cookie: await cookie(new Date(at - 10_000 + 3000)) })).status).toBe(401)
    expect((await get({ Cookie: await cookie(new Date(at - 10_000 + 3001)) })).status).toBe(200)
  })

  test("who leaves in the middle of a session is out at once; whose account changes, too", async () => {
    const operator = http.world.ctx(HERE, OPERATOR, "test")
    await Member.write(operator, {
      personId: "kurz-hier",
      name: "Kurz Hier",
      functions: [{ role: "lesend", as: "selbst" }],
    })
    await bind(operator, "kurz-hier", await accountId(SIGN_IN.issuer, "kurz-hier"))
    const Cookie = await http.cookie("kurz-hier")
    expect((await get({ Cookie })).status).toBe(200)
    await bind(operator, "kurz-hier", await accountId("https://anders.example", "kurz-hier"))
    expect(await reason(await get({ Cookie }))).toEqual([404, "not_found"])
    await bind(operator, "kurz-hier", await accountId(SIGN_IN.issuer, "kurz-hier"))
    expect((await get({ Cookie })).status).toBe(200)
    await Member.end(http.world.ctx(HERE, ADMIN, "test"), { personId: "kurz-hier", reason: "Wechsel des Amtes" })
    expect(await reason(await get({ Cookie }))).toEqual([404, "not_found"])
  })
})

const OPERATOR: Actor = { personId: "betrieb", name: "Betrieb", functions: [] }
const ADMIN: Actor = {
  personId: "bela-gruenwald",
  name: "Bela Grünwald",
  functions: [{ role: "administration", as: "selbst" }],
}

describe("houses", () => {
  test("an account of one house is nobody in the other", async () => {
    const as = "kim-adler"
    expect((await http.ask(`/api/${HERE}/aufgaben`, { as })).status).toBe(200)
    expect((await http.ask(`/api/${THERE}/aufgaben`, { as })).status).toBe(404)
  })

  test("a house that trusts another issuer or client, or none any more, is left out when a token is renewed", async () => {
    const account = await accountId(SIGN_IN.issuer, ALL_THERE)
    const { accounts } = http.deps.door
    await accounts.unsafeJoin(account, THERE)
    const places = async (proved: { issuer: string; clientId: string }) => [
      ...(await accounts.unsafePlaces(account, [HERE, THERE, "gibt-es-nicht", "system"], proved)).keys(),
    ]
    expect(await places(SIGN_IN)).toEqual([THERE])
    expect(await places({ ...SIGN_IN, issuer: "https://anders.example" })).toEqual([])
    expect(await places({ ...SIGN_IN, clientId: "anders" })).toEqual([])
    const ctx = http.world.ctx(THERE, ADMIN, "operator")
    const set = async (signIn: Tenant.SignIn | null) => {
      const { id: _, version: __, ...settings } = await Tenant.read(ctx, {})
      await Tenant.change(ctx, { ...settings, signIn })
    }
    const Cookie = await http.cookie(ALL_THERE)
    http.ahead((RENEW_SECONDS + 1) * 1000)
    const there = `/api/${THERE}/haus`
    for (const signIn of [null, { ...SIGN_IN, issuer: "https://anders.example" }, { ...SIGN_IN, clientId: "anders" }]) {
      await set(signIn)
      expect(await reason(await get({ Cookie }, there))).toEqual([404, "not_found"])
    }
    await set(SIGN_IN)
    expect((await get({ Cookie }, there)).status).toBe(200)
    http.ahead(0)
  })

  test("a closed house is no house", async () => {
    const shut = createApp({ ...http.deps, closed: (id) => id === HERE })
    const Cookie = await http.cookie(MIRA)
    expect((await shut.request(path, { headers: { Cookie } })).status).toBe(404)
    expect((await shut.request(`/anmelden/${HERE}`)).status).toBe(404)
  })

  test("a demo exists locally only", () => {
    for (const stage of ["production", "probe", "test", ""])
      expect(() => createApp({ ...http.deps, stage })).toThrow(/no demo/)
  })
})

describe("keys of machines", () => {
  const admin = (tenantId = HERE) => http.world.ctx(tenantId, ADMIN, "test")
  const until = (days: number) => addDays(dayOf(http.world.now()), days)
  const create = (change: Partial<Parameters<typeof Key.create>[1]> = {}, tenantId = HERE) =>
    Key.create(admin(tenantId), { name: "Auskunft", role: "lesend", expiresOn: until(30), ...change })
  const bearer = (token: string, address = path) => get({ Authorization: `Bearer ${token}` }, address)
  const WRONG = [401, "key.invalid"]

  test("one opens its house with one read, within its scopes, and never the house's other doors", async () => {
    const { token, keyId } = await create({ scopes: ["house.read"] })
    expect(token).toMatch(new RegExp(`^bw_${HERE}_${keyId}_[A-Za-z0-9_-]{43}$`))
    const watch = record(http.world.client)
    expect((await bearer(token)).status).toBe(200)
    expect(watch.entries.map((e) => [e.command, e.partitions])).toEqual([
      ["GetItemCommand", [`${HERE}#key/${keyId}`]],
      ["GetItemCommand", [`${HERE}#tenant/house`]],
    ])
    watch.detach()
    expect(await reason(await bearer(token, `/api/${HERE}/vorlagen`))).toEqual([403, "key.scope"])
    expect(await reason(await bearer(token, `/api/${HERE}/schluessel`))).toEqual([403, "key.scope"])
    // Of the secret itself nothing is kept.
    const stored = await http.world.ctx(HERE, ADMIN, "test").table.get(`key/${keyId}/root`, z.unknown())
    expect(JSON.stringify(stored)).not.toContain(token.split("_").at(-1))
    expect(JSON.stringify(await Key.list(admin(), {}))).not.toMatch(/secret/i)
  })

  test("wrong, unknown, altered, expired, revoked: the same answer", async () => {
    const { token, keyId } = await create({ expiresOn: until(1) })
    const other = await create()
    expect((await bearer(token)).status).toBe(200)
    const answers: unknown[] = []
    const note = async (response: Response) => {
      const { error } = z
        .object({ error: z.object({ code: z.string(), reason: z.string(), message: z.string() }) })
        .parse(await response.json())
      answers.push([response.status, error])
    }
    const secret = token.slice(-43)
    await note(await bearer(token.replace(secret, other.token.slice(-43))))
    await note(await bearer(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`))
    await note(await bearer(token.replace(keyId, `key_${"0".repeat(26)}`)))
    await note(await bearer(token.replace(HERE, "kreis-gibt-es-nicht")))
    await note(await bearer(token.replace(HERE, "system")))
    await note(await bearer(token.replace(HERE, THERE), `/api/${THERE}/haus`))
    await note(await bearer("bw_x"))
    await note(await bearer(`${token}x`))
    http.ahead(2 * 86_400_000)
    await note(await bearer(token))
    http.ahead(0)
    expect((await bearer(token)).status).toBe(200)
    await Key.revoke(admin(), { keyId })
    await Key.revoke(admin(), { keyId })
    await note(await bearer(token))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject([401, { reason: "key.invalid" }])
    expect(WRONG).toEqual([401, "key.invalid"])
  })

  test("a good key at another house is like a house that does not exist", async () => {
    const { token } = await create()
    for (const tenant of [THERE, "kreis-gibt-es-nicht", "system"])
      expect(await reason(await bearer(token, `/api/${tenant}/haus`)), tenant).toEqual([404, "not_found"])
  })

  test("no key signs, administers, or lasts longer than 400 days; facts have no names and no secrets", async () => {
    for (const role of Key.MACHINE)
      for (const action of [
        "step.decide",
        "house.write",
        "people.write",
        "key.write",
        "self.write",
        "step.paper",
      ] as const)
        expect(Key.scopesOf(role), role).not.toContain(action)
    await expect(create({ role: "sitzungsdienst", scopes: ["step.paper"] })).rejects.toMatchObject({
      reason: "key.scopes",
    })
    await expect(create({ scopes: ["step.decide"] })).rejects.toMatchObject({ reason: "key.scopes" })
    for (const expiresOn of [until(401), until(-1)])
      await expect(create({ expiresOn })).rejects.toMatchObject({ reason: "key.period" })
    await expect(create({ role: "geschaeftsstelle" })).rejects.toMatchObject({ reason: "key.gremium" })
    await expect(create({ gremiumId: "arbeit" })).rejects.toMatchObject({ reason: "key.gremium" })
    await expect(create({ role: "geschaeftsstelle", gremiumId: "nirgends" })).rejects.toMatchObject({
      code: "not_found",
    })
    // @ts-expect-error no such key
    await expect(create({ role: "landrat" })).rejects.toMatchObject({ code: "input" })
    const { keyId, token } = await create({ name: "Anzeige im Foyer" })
    await Key.revoke(admin(), { keyId })
    const facts = await admin().table.list(`fact/key-${keyId}`, z.object({ type: z.string() }).loose())
    expect(facts.items.map((f) => f.value.type)).toEqual(["key.created", "key.revoked"])
    expect(JSON.stringify(facts.items)).not.toContain("Foyer")
    expect(JSON.stringify(facts.items)).not.toContain(token.slice(-43))
  })

  test("a machine that writes leaves its name in the record, and what it cannot do needs a person", async () => {
    const { token, keyId } = await create({ role: "verfasser" })
    const made = await http.app.request(`/api/${HERE}/programme`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ kind: "AMP", title: "Programm 2029", year: 2029, amtId: "jobcenter" }),
    })
    expect(made.status).toBe(201)
    const { id } = z.object({ id: z.string() }).parse(await made.json())
    const facts = await admin().table.list(`fact/${id}`, z.object({ by: z.string(), client: z.string() }).loose())
    expect(facts.items.map((f) => [f.value.by, f.value.client])).toEqual([[keyId, "machine"]])
    const decision = await http.app.request(`/api/${HERE}/vorlagen/vl_1/entscheidung`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: "{}",
    })
    expect(await reason(decision)).toEqual([403, "key.scope"])
  })

  test("over HTTP the administration makes, lists and revokes them; nobody else", async () => {
    const address = `/api/${HERE}/schluessel`
    const json = { name: "Ratsinformationssystem", role: "lesend", expiresOn: until(90) }
    for (const as of [MIRA, "ruth-sandmann", "nadja-koerber"])
      expect((await http.ask(address, { as, json })).status, as).toBe(403)
    const made = await http.ask(address, { as: ALL_HERE, json })
    expect(made.status).toBe(201)
    const { keyId, token } = z.object({ keyId: z.string(), token: z.string() }).parse(await made.json())
    expect((await bearer(token)).status).toBe(200)
    const listed = await (await http.ask(address, { as: ALL_HERE })).text()
    expect(listed).toContain(keyId)
    expect(listed).not.toContain(token.slice(-43))
    expect((await http.ask(`${address}/${keyId}/widerruf`, { as: ALL_HERE, json: {} })).status).toBe(204)
    expect((await bearer(token)).status).toBe(401)
    expect((await http.ask(`${address}/key_gibtesnicht/widerruf`, { as: ALL_HERE, json: {} })).status).toBe(404)
  })
})

function flip(signature: string): string {
  const bytes = Buffer.from(signature, "base64url")
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString("base64url")
}
