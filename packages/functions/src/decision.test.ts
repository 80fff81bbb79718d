/** What happens at the moment of a decision: how fresh the sign-in is, whether the function still holds, how often. */
import type { Actor } from "@beschlussweg/core/context"
import * as Member from "@beschlussweg/core/member"
import * as Tenant from "@beschlussweg/core/tenant"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { browser } from "./browser.fixture.ts"
import { at, formOf, HERE, ORIGIN, openApp, refusal, SIGN_IN, type TestApp } from "./fixture.ts"
import { LIMITS } from "./limit.ts"
import { type EmbeddedProvider, openProvider } from "./provider.ts"
import { COOKIE } from "./session.ts"
import { openWorkshop, type Running, start } from "./worker.ts"

let http: TestApp
let provider: EmbeddedProvider
let running: Running
let vorlageId: string
let seen: { readonly fassungSha256: string; readonly pdfSha256: string }
beforeAll(async () => {
  http = await openApp()
  const { dir } = http.world
  provider = await openProvider({ port: 0, dir, origins: [ORIGIN], jwks: http.deps.door.jwks, houses: () => [] })
  running = await start(http.world, await openWorkshop(http.world, { tsa: "none" }), { stream: false })
  const as = "mira-holtkamp"
  const created = await http.ask(at("/vorlagen"), { as, json: { form: formOf(http.world.now()) } })
  const { id, rev } = z.object({ id: z.string(), rev: z.int() }).parse(await created.json())
  vorlageId = id
  expect((await http.ask(at(`/vorlagen/${id}/einreichung`), { as, json: { rev } })).status).toBe(201)
  await running.sweep()
  const read = await (await http.ask(at(`/vorlagen/${id}`), { as })).json()
  const { chain } = z.object({ chain: z.object({ sha256: z.string(), pdfSha256: z.string() }) }).parse(read)
  seen = { fassungSha256: chain.sha256, pdfSha256: chain.pdfSha256 }
})
afterAll(async () => {
  await running.stop()
  await provider.stop()
  await http.stop()
})

const admin = () => {
  const actor: Actor = { personId: "bela-gruenwald", name: "", functions: [{ role: "administration", as: "selbst" }] }
  return http.world.ctx(HERE, actor, "test")
}
const path = () => at(`/vorlagen/${vorlageId}/entscheidung`)
const decide = (Cookie: string, json: object) =>
  http.app.request(path(), {
    method: "POST",
    headers: { Cookie, Origin: ORIGIN, "Content-Type": "application/json" },
    body: JSON.stringify({ ...json, ...seen }),
  })
const statement = { kind: "state", stepId: "bca", text: "Dagegen ist nichts einzuwenden." }
/** A session whose sign-in lies so many minutes back. */
const older = async (personId: string, minutes: number) => {
  const signedInAt = new Date(http.world.now().getTime() - minutes * 60_000)
  const token = await http.deps.door.sessions.issue({ ...(await http.session(personId)), signedInAt })
  return `${COOKIE}=${token}`
}
const facts = async () => (await admin().table.list(`fact/${vorlageId}`, z.unknown())).items.length

test("an old sign-in reads but does not sign; who decides too often is told when to go on", async () => {
  const Cookie = await older("pia-wollgast", 61)
  expect((await http.app.request(at("/aufgaben"), { headers: { Cookie } })).status).toBe(200)
  const before = await facts()
  expect(await refusal(await decide(Cookie, statement))).toMatchObject({
    status: 401,
    reason: "session.stale",
    message: expect.stringContaining("länger als 60 Minuten"),
  })
  expect(await facts()).toBe(before)
  const { table } = admin()
  const { seconds, max } = LIMITS.decision
  const begin = new Date(Math.floor(http.world.now().getTime() / 1000 / seconds) * seconds * 1000).toISOString()
  const key = "limit/pia-wollgast/decision"
  await table.commit([], [{ put: key, value: { version: 1, begin, count: max }, rev: "new" }])
  const refused = await decide(await http.cookie("pia-wollgast"), statement)
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
  expect(await refusal(refused)).toMatchObject({ status: 429, reason: "limit.decision" })
  await table.commit([], [{ drop: key, rev: 1 }])
  expect(await facts()).toBe(before)
})

test("a function taken away while somebody decides: forbidden; a membership ended: not found", async () => {
  const Cookie = await http.cookie("enno-falkenrath")
  const agree = { kind: "cosign", stepId: "mitzeichnung", partyId: "rechtsamt", outcome: "agreed" }
  const before = await facts()
  const enno = (await Member.load(admin().table, "enno-falkenrath"))?.functions ?? []
  const put = (functions: typeof enno) =>
    Member.put(admin(), {
      personId: "enno-falkenrath",
      name: "Enno Falkenrath",
      title: "Leitung des Rechtsamtes",
      functions,
    })
  await put([{ role: "lesend", as: "selbst" }])
  expect((await refusal(await decide(Cookie, agree))).status).toBe(403)
  await put(enno)
  await Member.end(admin(), { personId: "enno-falkenrath", reason: "Wechsel in ein anderes Amt" })
  expect((await refusal(await decide(Cookie, agree))).status).toBe(404)
  expect(await facts()).toBe(before)
})

test("the way on: sign in anew at the provider, come back, sign", async () => {
  const { id: _, version: __, ...settings } = await Tenant.read(admin(), {})
  await Tenant.change(admin(), { ...settings, signIn: { ...SIGN_IN, issuer: provider.issuer, freshMinutes: 1 } })
  await http.enrol(HERE, "pia-wollgast", provider.issuer)
  const b = browser(http.app)
  await b.signIn(`/anmelden/${HERE}`, "pia-wollgast")
  const now = http.world.now().getTime()
  const session = await http.deps.door.sessions.verify(b.cookie(COOKIE) ?? "")
  expect(session.houses.get(HERE)).toEqual({ personId: "pia-wollgast", freshMinutes: 1 })
  // As it looks two minutes later.
  const token = await http.deps.door.sessions.issue({ ...session, signedInAt: new Date(now - 120_000) })
  b.jar.get(ORIGIN)?.set(COOKIE, token)
  const page = await http.app.request(path(), {
    method: "POST",
    headers: { Cookie: `${COOKIE}=${token}`, Origin: ORIGIN, "Content-Type": "application/json" },
    body: JSON.stringify({ ...statement, ...seen }),
  })
  expect((await refusal(page)).reason).toBe("session.stale")
  const back = at(`/vorlagen/${vorlageId}`)
  const returned = await b.signIn(`/anmelden/${HERE}?frisch=1&weiter=${encodeURIComponent(back)}`, "pia-wollgast")
  expect([returned.url.pathname, returned.status]).toEqual([back, 200])
  const fresh = await http.deps.door.sessions.verify(b.cookie(COOKIE) ?? "")
  expect(fresh.signedInAt.getTime()).toBeGreaterThan(now - 60_000)
  expect(fresh.sid).not.toBe(session.sid)
  expect((await decide(`${COOKIE}=${b.cookie(COOKIE)}`, statement)).status).toBe(200)
  expect(
    await admin().table.get("limit/pia-wollgast/decision", z.object({ count: z.literal(1) }).loose()),
  ).toBeDefined()
})
