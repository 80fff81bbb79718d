/** Sign-in through a real OpenID provider: the way in, the ways that are refused, and the way out. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { accountId } from "@beschlussweg/core/account"
import type { Actor } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { Context } from "hono"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { createApp } from "./api.ts"
import { type Browser, browser } from "./browser.fixture.ts"
import { settle } from "./demo/account.ts"
import { HERE, ORIGIN, openApp, type TestApp, THERE } from "./fixture.ts"
import { LIMITS } from "./limit.ts"
import { CLIENT, type EmbeddedProvider, openProvider } from "./provider.ts"
import { COOKIE } from "./session.ts"
import { TRANSACTION_COOKIE, TRANSACTION_SECONDS } from "./transaction.ts"

let http: TestApp
let provider: EmbeddedProvider
/** trusted by nobody but the house of the mix-up tests */
let other: EmbeddedProvider
let dir: string
const roles: Record<string, readonly string[]> = {}

beforeAll(async () => {
  http = await openApp()
  dir = await mkdtemp(join(tmpdir(), "beschlussweg-provider-"))
  const base = { port: 0, origins: [ORIGIN], jwks: http.deps.door.jwks, houses: () => [] }
  provider = await openProvider({ ...base, dir, claims: (sub) => ({ gruppen: roles[sub] ?? [] }) })
  other = await openProvider({ ...base, dir })
  await settle(http.world, HERE, provider.issuer, "none")
  await settle(http.world, THERE, provider.issuer, "private_key_jwt")
})
afterAll(async () => {
  await provider.stop()
  await other.stop()
  await http.stop()
  await rm(dir, { recursive: true, force: true })
})

const fresh = (): Browser => browser(http.app)
afterEach(async () => {
  http.ahead(0)
  // One test's sign-ins are not the next one's limit.
  for (const tenant of [HERE, THERE]) {
    const { table } = admin(tenant)
    const people = (await Member.all(table)).map((m) => m.personId)
    for (const who of [...people, "source"])
      for (const { key, rev } of (await table.list(`limit/${who}`, z.unknown())).items)
        await table.commit([], [{ drop: key, rev }])
  }
})
const admin = (tenantId = HERE) => {
  const personId = tenantId === HERE ? "bela-gruenwald" : "mathilde-born"
  const actor: Actor = { personId, name: "", functions: [{ role: "administration", as: "selbst" }] }
  return http.world.ctx(tenantId, actor, "test")
}
async function change(tenantId: string, next: (s: Tenant.SignIn) => Tenant.SignIn | null): Promise<void> {
  const { id: _, version: __, ...settings } = await Tenant.read(admin(tenantId), {})
  if (!settings.signIn) throw new Error("no sign-in to change")
  await Tenant.change(admin(tenantId), { ...settings, signIn: next(settings.signIn) })
}
const reasonOf = (text: string): string => /<h1>([^<]*)<\/h1>\s*<p>([^<]*)<\/p>/.exec(text)?.slice(1).join(": ") ?? text

describe("the way in", () => {
  test.each([
    [HERE, "mira-holtkamp", "public client with PKCE"],
    [THERE, "hanno-reuss", "client that proves itself with a key"],
  ])("%s: one click at the provider, and back where one wanted to go (%s, %s)", async (tenant, account) => {
    const b = fresh()
    const wanted = `/api/${tenant}/aufgaben`
    expect((await b.open(wanted)).status).toBe(401)
    const seen = await b.signIn(`/anmelden/${tenant}?weiter=${encodeURIComponent(wanted)}`, account)
    expect([seen.url.pathname, seen.status]).toEqual([wanted, 200])
    expect(b.cookie(TRANSACTION_COOKIE)).toBeUndefined()
    expect((await b.open("/")).text).toContain("Angemeldet: <strong>")
    // The other house trusts the same issuer with another client, and knows nobody of that name.
    expect((await b.open(`/api/${tenant === HERE ? THERE : HERE}/aufgaben`)).status).toBe(404)
  })

  test("the authorization request carries all that protects it", async () => {
    const b = fresh()
    const response = await b.step(`/anmelden/${HERE}`)
    expect(response.status).toBe(303)
    const url = new URL(response.headers.get("location") ?? "")
    expect(url.origin).toBe(provider.issuer)
    const query = Object.fromEntries(url.searchParams)
    expect(query).toMatchObject({
      response_type: "code",
      client_id: CLIENT.none,
      redirect_uri: `${ORIGIN}/anmelden/rueckkehr/${HERE}`,
      code_challenge_method: "S256",
      scope: "openid profile",
      max_age: "36000",
    })
    for (const name of ["state", "nonce", "code_challenge"]) expect(query[name]?.length).toBeGreaterThanOrEqual(43)
    const [cookie = ""] = response.headers.getSetCookie()
    expect(cookie).toMatch(
      new RegExp(
        `^${TRANSACTION_COOKIE}=[^;]+; Max-Age=${TRANSACTION_SECONDS}; Path=/; HttpOnly; Secure; SameSite=Lax$`,
      ),
    )
    // Encrypted: neither the state nor the verifier can be read from it.
    const parts = cookie.split(";")[0]?.split("=")[1]?.split(".") ?? []
    expect(parts).toHaveLength(5)
    expect(parts.map((p) => Buffer.from(p, "base64url").toString("latin1")).join("")).not.toContain(query.state)
    const again = new URL((await b.step(`/anmelden/${HERE}`)).headers.get("location") ?? "")
    for (const name of ["state", "nonce", "code_challenge"]) expect(again.searchParams.get(name)).not.toBe(query[name])
  })

  test("every sign-in begins another session, also in a browser that had one", async () => {
    const b = fresh()
    await b.signIn(`/anmelden/${HERE}`, "kim-adler")
    const first = b.cookie(COOKIE)
    await b.signIn(`/anmelden/${HERE}`, "kim-adler")
    const sid = (token = "") => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sid
    expect(sid(b.cookie(COOKIE))).not.toBe(sid(first))
    // A session that somebody planted is replaced, not taken over.
    const victim = fresh()
    victim.jar.set(ORIGIN, new Map([[COOKIE, first ?? ""]]))
    await victim.signIn(`/anmelden/${HERE}`, "mira-holtkamp")
    expect((await victim.open("/")).text).toContain("Mira Holtkamp")
    expect((await b.open("/")).text).toContain("Kim Adler")
  })

  test("the page leads on by the house's id; a house that is none looks like one without sign-in", async () => {
    const b = fresh()
    const page = await b.open("/anmelden?weiter=%2Fhaeuser")
    expect(page.text).toContain('name="haus"')
    const seen = await b.signIn(`/anmelden?haus=${HERE}&weiter=%2Fhaeuser`, "kim-adler")
    expect(seen.url.pathname).toBe("/haeuser")
    expect(seen.text).toContain("Jobcenter Kreis Aulenfeld")
    const answers = await Promise.all(
      ["kreis-gibt-es-nicht", "system", "betrieb", "jwks", "x"].map(async (id) => {
        const { status, text } = await b.open(`/anmelden/${id}`)
        return [status, text.replace(/<code>[0-9a-f-]{36}<\/code>/, "")]
      }),
    )
    await change(THERE, () => null)
    const { status, text } = await b.open(`/anmelden/${THERE}`)
    answers.push([status, text.replace(/<code>[0-9a-f-]{36}<\/code>/, "")])
    await settle(http.world, THERE, provider.issuer, "private_key_jwt")
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.[0]).toBe(404)
  })

  test("nobody is led anywhere but to our own paths", async () => {
    const b = fresh()
    for (const weiter of [
      "//boese.example",
      "https://boese.example",
      "/\\boese.example",
      "/a\\b",
      "javascript:alert(1)",
      "/a\nb",
      "/\t/x",
    ]) {
      const seen = await b.signIn(`/anmelden/${HERE}?weiter=${encodeURIComponent(weiter)}`, "kim-adler")
      expect([seen.url.origin, seen.url.pathname], weiter).toEqual([ORIGIN, "/"])
    }
    const page = await b.open(`/anmelden?weiter=${encodeURIComponent('/"><b>x</b>')}`)
    expect(page.text).not.toContain("<b>x</b>")
  })

  test("who is unknown to the house gets no session, and is told what to do", async () => {
    const b = fresh()
    for (const account of ["hanno-reuss", "niemand"]) {
      const seen = await b.signIn(`/anmelden/${HERE}`, account)
      expect(seen.status).toBe(403)
      expect(reasonOf(seen.text)).toContain("in diesem Haus nicht bekannt")
      expect(b.cookie(COOKIE)).toBeUndefined()
    }
  })
})

describe("ways that are refused", () => {
  /** What somebody sees who comes back with this address. */
  const back = async (b: Browser, answer: string): Promise<string> => {
    const { status, text } = await b.open(answer)
    expect(b.cookie(COOKIE)).toBeUndefined()
    expect(text).toContain(`href="/anmelden/`)
    expect(status).toBe(401)
    return reasonOf(text)
  }
  const FITS_NOT = "passt nicht zu Ihrer Anfrage"
  const OVER = "wurde schon beendet oder in einem anderen Fenster begonnen"

  test("an answer without its question: no cookie, another browser's, twice, too late, somebody else's key", async () => {
    const [a, b] = [fresh(), fresh()]
    const answer = await a.answerOf(`/anmelden/${HERE}`, "kim-adler")
    expect(await back(fresh(), answer)).toContain(OVER)
    await b.step(`/anmelden/${HERE}`)
    expect(await back(b, answer)).toContain(FITS_NOT)
    // Its own browser may still use it, once.
    expect((await a.open(answer)).url.pathname).toBe("/")
    expect(a.cookie(COOKIE)).toBeDefined()
    a.jar.get(ORIGIN)?.delete(COOKIE)
    expect(await back(a, answer)).toContain(OVER)
    const late = fresh()
    const lateAnswer = await late.answerOf(`/anmelden/${HERE}`, "kim-adler")
    http.ahead((TRANSACTION_SECONDS + 5) * 1000)
    expect(await back(late, lateAnswer)).toContain(OVER)
    http.ahead(0)
    const planted = fresh()
    const plantedAnswer = await planted.answerOf(`/anmelden/${HERE}`, "kim-adler")
    const sealed = planted.cookie(TRANSACTION_COOKIE) ?? ""
    planted.jar.get(ORIGIN)?.set(TRANSACTION_COOKIE, `${sealed.slice(0, -3)}AAA`)
    expect(await back(planted, plantedAnswer)).toContain(OVER)
  })

  test("a code that was used already, with a fresh copy of the cookie", async () => {
    const b = fresh()
    const answer = await b.answerOf(`/anmelden/${HERE}`, "kim-adler")
    const copy = b.cookie(TRANSACTION_COOKIE) ?? ""
    expect((await b.open(answer)).status).toBe(200)
    b.jar.set(ORIGIN, new Map([[TRANSACTION_COOKIE, copy]]))
    expect(await back(b, answer)).toContain("schon verwendet oder ist abgelaufen")
  })

  test("state, code or issuer altered, missing or twice; the answer for another house", async () => {
    const alter: ((url: URL) => void)[] = [
      (u) => u.searchParams.set("state", "x".repeat(43)),
      (u) => u.searchParams.delete("state"),
      (u) => u.searchParams.append("state", u.searchParams.get("state") ?? ""),
      (u) => u.searchParams.append("code", "x"),
      (u) => u.searchParams.set("iss", other.issuer),
      (u) => u.searchParams.append("iss", other.issuer),
      (u) => u.searchParams.delete("iss"),
      (u) => u.searchParams.delete("code"),
      (u) => {
        u.pathname = `/anmelden/rueckkehr/${THERE}`
      },
    ]
    for (const [i, change] of alter.entries()) {
      const b = fresh()
      const url = new URL(await b.answerOf(`/anmelden/${HERE}`, "kim-adler"))
      change(url)
      expect(await back(b, url.href), String(i)).toContain(FITS_NOT)
    }
    const b = fresh()
    const forged = new URL(await b.answerOf(`/anmelden/${HERE}`, "kim-adler"))
    forged.searchParams.set("code", "x".repeat(43))
    expect(await back(b, forged.href)).toContain("schon verwendet oder ist abgelaufen")
  })

  test("a code of another person's sign-in (injection) fails on PKCE; another nonce fails as well", async () => {
    const [attacker, victim] = [fresh(), fresh()]
    const stolen = new URL(await victim.answerOf(`/anmelden/${HERE}`, "kim-adler")).searchParams.get("code") ?? ""
    const own = new URL(await attacker.answerOf(`/anmelden/${HERE}`, "mira-holtkamp"))
    own.searchParams.set("code", stolen)
    expect(await back(attacker, own.href)).toContain("schon verwendet oder ist abgelaufen")
    // The same, where the attacker knows the verifier as well: only the nonce tells the two apart.
    const { transactions, party } = http.deps.door
    const at = { issuer: provider.issuer, clientId: CLIENT.none, clientAuth: "none" as const }
    const b = fresh()
    const answer = new URL(await b.answerOf(`/anmelden/${HERE}`, "kim-adler"))
    const opened = await transactions.open(b.cookie(TRANSACTION_COOKIE) ?? "")
    if (!opened) throw new Error("not our own transaction")
    await expect(party.finish(at, answer, { ...opened, nonce: "n".repeat(43) })).rejects.toMatchObject({
      reason: "signIn.response",
    })
  })

  test("cancelled at the provider", async () => {
    const b = fresh()
    const page = await b.open(`/anmelden/${HERE}`)
    const action = /action="(\/konto\/[^"]+)"/.exec(page.text)?.[1] ?? ""
    const seen = await b.submit(new URL(action, page.url).href, { abbrechen: "ja" })
    expect(reasonOf(seen.text)).toContain("abgebrochen oder nicht zugestimmt")
    expect(b.cookie(COOKIE)).toBeUndefined()
  })

  test("a redirect address that is not ours, at the provider", async () => {
    const b = fresh()
    const url = new URL((await b.step(`/anmelden/${HERE}`)).headers.get("location") ?? "")
    for (const address of [
      "https://boese.example/anmelden/rueckkehr/kreis-aulenfeld",
      `${ORIGIN}/anmelden/rueckkehr/${HERE}/x`,
      `${ORIGIN}/anmelden/rueckkehr/../../boese`,
      `${ORIGIN}.boese.example/anmelden/rueckkehr/${HERE}`,
    ]) {
      url.searchParams.set("redirect_uri", address)
      const response = await b.step(url.href)
      expect([response.status, response.headers.get("location")], address).toEqual([400, null])
    }
  })

  test("two providers (mix-up): what one says opens no house of the other", async () => {
    await change(THERE, (s) => ({ ...s, issuer: other.issuer, clientId: CLIENT.none, clientAuth: "none" }))
    // The code of one provider at the address of a house that trusts the other.
    const b = fresh()
    const mine = new URL(await b.answerOf(`/anmelden/${THERE}`, "hanno-reuss"))
    const elsewhere = new URL(await fresh().answerOf(`/anmelden/${HERE}`, "kim-adler"))
    mine.searchParams.set("code", elsewhere.searchParams.get("code") ?? "")
    mine.searchParams.set("iss", elsewhere.searchParams.get("iss") ?? "")
    expect(await back(b, mine.href)).toContain(FITS_NOT)
    // The same subject at another issuer is another account.
    const seen = await fresh().signIn(`/anmelden/${THERE}`, "hanno-reuss")
    expect(seen.status).toBe(403)
    expect(await accountId(provider.issuer, "x")).not.toBe(await accountId(other.issuer, "x"))
    // The settings change while somebody is away: the answer is judged by the new ones.
    const away = fresh()
    const answer = await away.answerOf(`/anmelden/${THERE}`, "hanno-reuss")
    await change(THERE, (s) => ({
      ...s,
      issuer: provider.issuer,
      clientId: CLIENT.private_key_jwt,
      clientAuth: "private_key_jwt",
    }))
    expect(await back(away, answer)).toContain(FITS_NOT)
  })

  test("clocks that differ too much", async () => {
    for (const hours of [2, -2]) {
      http.ahead(hours * 3600_000)
      const b = fresh()
      const seen = await b.signIn(`/anmelden/${HERE}`, "thore-lindqvist")
      expect(reasonOf(seen.text), String(hours)).toContain("vielleicht geht eine Uhr falsch")
      expect(b.cookie(COOKIE)).toBeUndefined()
    }
    http.ahead(0)
  })
})

describe("invitations, functions of the provider, several houses", () => {
  test("a code is taken by a form, used with a sign-in once, and stands in no address", async () => {
    const { code, personId } = await Member.invite(admin(), {
      name: "Jannis Overbeck",
      functions: [{ role: "lesend", as: "selbst" }],
    })
    const b = fresh()
    const page = await b.open(`/einladung/${HERE}`)
    expect(page.text).toContain('name="code"')
    expect((await http.app.request(`/einladung/${HERE}`, { method: "POST" })).status).toBe(403)
    const away = await b.submit(`/einladung/${HERE}`, { code })
    expect(away.url.origin).toBe(provider.issuer)
    expect(away.url.href).not.toContain(code)
    const action = /action="(\/konto\/[^"]+)"/.exec(away.text)?.[1] ?? ""
    const seen = await b.submit(new URL(action, away.url).href, { konto: "jannis-overbeck" })
    expect([seen.url.pathname, seen.status]).toEqual(["/haeuser", 200])
    expect(seen.text).toContain("Jobcenter Kreis Aulenfeld")
    expect((await b.open(`/api/${HERE}/vorlagen`)).status).toBe(200)
    expect(await http.deps.door.accounts.person(HERE, await accountId(provider.issuer, "jannis-overbeck"))).toBe(
      personId,
    )
    // Used, wrong, or of another house: the same answer, and no session.
    const answers: string[] = []
    for (const [tenant, tried] of [
      [HERE, code],
      [HERE, `${personId}.${"0".repeat(26)}`],
      [THERE, code],
      [HERE, "irgendwas"],
    ] as const) {
      const stranger = fresh()
      const login = await stranger.submit(`/einladung/${tenant}`, { code: tried })
      const form = /action="(\/konto\/[^"]+)"/.exec(login.text)?.[1] ?? ""
      const end = await stranger.submit(new URL(form, login.url).href, { konto: "fremd" })
      answers.push(`${end.status} ${reasonOf(end.text)}`)
      expect(stranger.cookie(COOKIE)).toBeUndefined()
    }
    for (const answer of answers) expect(answer).toBe(answers[0])
    expect(answers[0]).toContain("gilt nicht oder nicht mehr")
  })

  test("functions that the provider gives and takes away, never one that signs", async () => {
    const rule = (value: string, role: "fachautor" | "controlling") => ({ claim: "gruppen", value, role })
    await change(HERE, (s) => ({ ...s, roleMapping: [rule("fach", "fachautor"), rule("zahlen", "controlling")] }))
    const has = async () => {
      const member = await Member.load(admin().table, "nadja-koerber")
      return member?.functions.map((f) => [f.role, f.source ?? "house"])
    }
    roles["nadja-koerber"] = ["fach", "landrat"]
    await fresh().signIn(`/anmelden/${HERE}`, "nadja-koerber")
    expect(await has()).toEqual([
      ["lesend", "house"],
      ["fachautor", "idp"],
    ])
    roles["nadja-koerber"] = ["zahlen"]
    await fresh().signIn(`/anmelden/${HERE}`, "nadja-koerber")
    expect(await has()).toEqual([
      ["lesend", "house"],
      ["controlling", "idp"],
    ])
    roles["nadja-koerber"] = []
    await fresh().signIn(`/anmelden/${HERE}`, "nadja-koerber")
    expect(await has()).toEqual([["lesend", "house"]])
    await expect(
      change(HERE, (s) => ({ ...s, roleMapping: [{ claim: "gruppen", value: "landrat", role: "landrat" }] })),
    ).rejects.toMatchObject({ reason: "tenant.invalid" })
    await change(HERE, (s) => ({ ...s, roleMapping: [] }))
  })

  test("one person in two houses switches; where the other trusts another client, it asks again", async () => {
    const { code } = await Member.invite(admin(THERE), {
      name: "Mira Holtkamp",
      functions: [{ role: "lesend", as: "selbst" }],
    })
    const b = fresh()
    const away = await b.submit(`/einladung/${THERE}`, { code })
    const action = /action="(\/konto\/[^"]+)"/.exec(away.text)?.[1] ?? ""
    await b.submit(new URL(action, away.url).href, { konto: "mira-holtkamp" })
    // Two clients: this session opens the one house, the page leads to the other's own sign-in.
    expect((await b.open(`/api/${THERE}/haus`)).status).toBe(200)
    expect((await b.open(`/api/${HERE}/haus`)).status).toBe(404)
    expect((await b.open("/haeuser")).text).toContain(`/anmelden/${HERE}?weiter=`)
    // The same client: one session for both.
    await change(THERE, (s) => ({ ...s, clientId: CLIENT.none, clientAuth: "none" }))
    await b.signIn(`/anmelden/${HERE}`, "mira-holtkamp")
    for (const tenant of [HERE, THERE]) expect((await b.open(`/api/${tenant}/haus`)).status, tenant).toBe(200)
    const houses = await b.open("/haeuser")
    expect(houses.text).toContain("Jobcenter Stadt Brennhausen</a>: Ihre Aufgaben")
    // Signing out ends it in both, and offers the provider's own sign-out.
    const out = await b.step("/abmelden", { form: {} })
    expect(out.status).toBe(200)
    expect(out.headers.get("refresh")).toContain(`${provider.issuer}/session/end?`)
    expect(b.cookie(COOKIE)).toBeUndefined()
    const farewell = await b.open(out.headers.get("refresh")?.slice("0; url=".length) ?? "")
    expect(farewell.text).toContain("abmelden?")
    await change(THERE, (s) => ({ ...s, clientId: CLIENT.private_key_jwt, clientAuth: "private_key_jwt" }))
  })
})

test("a house that somebody has left, or that is closed, is none of his any more", async () => {
  const { code, personId } = await Member.invite(admin(), {
    name: "Nora Winkelmann",
    functions: [{ role: "lesend", as: "selbst" }],
  })
  const b = fresh()
  const away = await b.submit(`/einladung/${HERE}`, { code })
  const action = /action="(\/konto\/[^"]+)"/.exec(away.text)?.[1] ?? ""
  const houses = await b.submit(new URL(action, away.url).href, { konto: "nora-winkelmann" })
  expect(houses.text).toContain(`/api/${HERE}/aufgaben`)
  const shut = createApp({ ...http.deps, closed: (id) => id === HERE })
  const Cookie = `${COOKIE}=${b.cookie(COOKIE)}`
  expect(await (await shut.request("/haeuser", { headers: { Cookie } })).text()).not.toContain(HERE)
  await Member.end(admin(), { personId, reason: "Wechselt in ein anderes Haus." })
  const left = await b.open("/haeuser")
  expect(left.text).toContain("gehören Sie zu keinem Haus")
  expect(left.text).not.toContain(HERE)
})

test("signing out everywhere with a session that is over says that other devices are still signed in", async () => {
  const [b, elsewhere] = [fresh(), fresh()]
  await b.signIn(`/anmelden/${HERE}`, "kim-adler")
  http.ahead(10 * 60_000)
  await elsewhere.signIn(`/anmelden/${HERE}`, "kim-adler")
  http.ahead(16 * 60_000)
  const out = await b.submit("/abmelden", {})
  expect(out.status).toBe(200)
  expect(reasonOf(out.text)).toContain("Auf anderen Geräten gilt sie noch")
  expect(b.cookie(COOKIE)).toBeUndefined()
  expect((await elsewhere.open(`/api/${HERE}/haus`)).status).toBe(200)
})

describe("a fresh sign-in", () => {
  test("what signs asks for it when the last one is too old; the way leads there and back", async () => {
    await change(HERE, (s) => ({ ...s, freshMinutes: 5 }))
    const b = fresh()
    await b.signIn(`/anmelden/${HERE}`, "jona-weidner")
    const response = await b.step(`/anmelden/${HERE}?frisch=1&weiter=%2Fhaeuser`)
    const url = new URL(response.headers.get("location") ?? "")
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ max_age: "0", prompt: "login" })
    const seen = await b.signIn(`/anmelden/${HERE}?frisch=1&weiter=%2Fhaeuser`, "jona-weidner")
    expect([seen.url.pathname, seen.status]).toEqual(["/haeuser", 200])
    // Somebody else cannot take the place.
    const taken = await b.signIn(`/anmelden/${HERE}?frisch=1`, "kim-adler")
    expect(reasonOf(taken.text)).toContain("mit einem anderen Konto angemeldet")
    expect((await b.open("/")).text).toContain("Dr. Jona Weidner")
    await change(HERE, (s) => ({ ...s, freshMinutes: 60 }))
  })
})

describe("limits", () => {
  test("ten sign-ins in ten minutes; then one is told how long to wait", async () => {
    let last = await fresh().signIn(`/anmelden/${HERE}`, "ole-petersen")
    for (let n = 1; n < 10; n++) {
      expect(last.status).toBe(200)
      last = await fresh().signIn(`/anmelden/${HERE}`, "ole-petersen")
    }
    const refused = await fresh().signIn(`/anmelden/${HERE}`, "ole-petersen")
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
    expect(reasonOf(refused.text)).toContain("sehr oft angemeldet")
    // Others are not concerned.
    expect((await fresh().signIn(`/anmelden/${HERE}`, "ida-marquardt")).status).toBe(200)
  })
})

test("failed sign-ins are counted by a group of addresses, and end in a limit without being judged", async () => {
  const { max, seconds } = LIMITS.failure
  const begin = new Date(Math.floor(Date.now() / 1000 / seconds) * seconds * 1000).toISOString()
  const key = `limit/source/${http.deps.door.source(new Context(new Request(ORIGIN)))}`
  const count = async () => (await admin().table.get(key, z.object({ count: z.int() }).loose()))?.value.count
  // Without a transaction nobody guessed anything; a wrong state is a guess.
  await fresh().open(`/anmelden/rueckkehr/${HERE}?code=x&state=y`)
  expect(await count()).toBeUndefined()
  const b = fresh()
  await b.step(`/anmelden/${HERE}`)
  await b.open(`/anmelden/rueckkehr/${HERE}?code=x&state=y`)
  expect(await count()).toBe(1)
  await admin().table.commit([], [{ put: key, value: { version: 1, begin, count: max }, rev: 1 }])
  const refused = await fresh().signIn(`/anmelden/${HERE}`, "kim-adler")
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
  expect(key).toMatch(/^limit\/source\/\d{1,4}$/)
})

test("the operator's people sign in at their own client; that opens no house, and a house's session opens nothing of theirs", async () => {
  const operator = {
    issuer: provider.issuer,
    clientId: CLIENT.operator,
    clientAuth: "none" as const,
    roleMapping: [],
    freshMinutes: 15,
  }
  const app = createApp({ ...http.deps, door: { ...http.deps.door, operator } })
  const b = browser(app)
  // The same account is a person of the house, too, with another client.
  const seen = await b.signIn("/anmelden/betrieb?weiter=%2Fhaeuser", "kim-adler")
  expect([seen.url.pathname, seen.status]).toEqual(["/haeuser", 200])
  const session = await http.deps.door.sessions.verify(b.cookie(COOKIE) ?? "")
  expect([session.clientId, [...session.houses]]).toEqual([CLIENT.operator, []])
  expect((await b.open(`/api/${HERE}/haus`)).status).toBe(404)
  // Signed in, but nobody wrote this account down as operator.
  expect((await b.open("/api/betrieb/mandanten")).status).toBe(404)
  const person = browser(app)
  await person.signIn(`/anmelden/${HERE}`, "kim-adler")
  expect((await person.open(`/api/${HERE}/haus`)).status).toBe(200)
  expect((await person.open("/api/betrieb/mandanten")).status).toBe(404)
})
