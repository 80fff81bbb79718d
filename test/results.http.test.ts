/** Results over HTTP: by the right office, of what is there, once; a correction, a whole meeting, the Beschlusskontrolle as a table. */
import { accountId, bind } from "@beschlussweg/core/account"
import type { SignIn } from "@beschlussweg/core/tenant"
import { createApp } from "@beschlussweg/functions/api"
import { openDoor } from "@beschlussweg/functions/door"
import { COOKIE, type Sessions } from "@beschlussweg/functions/session"
import { worldOf } from "@beschlussweg/functions/wire"
import { afterAll, beforeAll, expect, test } from "vitest"
import { givenVorlageInBeratung, type House, mending, openWorld, result, type World } from "./house.ts"

const ORIGIN = "https://beschlussweg.example"
const SIGN_IN: SignIn = {
  issuer: "https://anmeldung.example",
  clientId: "beschlussweg",
  clientAuth: "none",
  roleMapping: [],
  freshMinutes: 60,
}
const PEOPLE = ["ausschuss", "kreisausschuss", "finanzausschuss", "sitzungsdienst", "verfasser", "landrat", "lesend"]

let world: World
let house: House
let app: ReturnType<typeof createApp>
let sessions: Sessions
beforeAll(async () => {
  world = await openWorld(undefined, "off")
  house = await world.house("T1", "kreis-aulenfeld", (t) => ({ ...t, signIn: SIGN_IN }))
  for (const person of PEOPLE) await bind(house.workCtx(), person, await accountId(SIGN_IN.issuer, person))
  const { client, streams, tableName, cursorKey } = world.store
  const now = world.clock.now
  const served = worldOf({ client, streams, tableName, cursorKey, dir: world.dir, now, close: async () => {} })
  const auth = await openDoor(served, { stage: "test", origins: [ORIGIN], address: () => "192.0.2.1" })
  sessions = auth.door.sessions
  app = createApp({ ...auth, stage: "test", version: "0.0.0-test", alive: async () => {} })
})
afterAll(() => world.stop())

/** One request of a person; with a body it is a POST. */
async function ask(by: string, path: string, json?: object): Promise<Response> {
  const now = world.clock.now()
  const cookie = await sessions.issue({
    accountId: await accountId(SIGN_IN.issuer, by),
    sid: "sitzung",
    issuer: SIGN_IN.issuer,
    clientId: SIGN_IN.clientId,
    signedInAt: now,
    since: now,
    houses: new Map([[house.tenantId, { personId: by, freshMinutes: 60 }]]),
  })
  const headers = { Cookie: `${COOKIE}=${cookie}`, Origin: ORIGIN, "Content-Type": "application/json" }
  const init = json === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(json) }
  return app.request(`${ORIGIN}/api/${house.tenantId}${path}`, init)
}
const refusal = async (response: Response): Promise<string> => {
  const { error } = (await response.json()) as { error: { reason: string } }
  return `${response.status} ${error.reason}`
}

test("what is wrong with a result is said in one refusal, and nothing is written", async () => {
  const paper = await givenVorlageInBeratung(house)
  const at = { ...(await paper.seen()), stepId: "gremium-1" }
  const { vorlageId, ...seen } = at
  const path = `/vorlagen/${vorlageId}/ergebnis`
  const wish = { ...seen, ...result(house, "recommended") }
  const facts = (await paper.facts()).length
  const votes = { ja: 12, nein: 9, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 15, mitglieder: 15 }
  for (const [by, body, expected] of [
    ["kreisausschuss", wish, "404 not_found"],
    ["verfasser", wish, "403 role.missing"],
    ["ausschuss", { ...wish, votes }, "400 votes.sum"],
    ["ausschuss", { ...wish, votes: { ...votes, ja: 16, nein: 0, anwesend: 16 } }, "400 votes.present"],
    ["ausschuss", { ...wish, votes: { ...votes, ja: 1.5 } }, "400 input.invalid"],
    ["ausschuss", { ...wish, sitzungOn: "2099-01-01" }, "400 result.future"],
    ["ausschuss", { ...wish, code: "accepted" }, "400 result.vocabulary"],
    ["ausschuss", { ...wish, pdfSha256: "0".repeat(64) }, "409 fassung.superseded"],
    ["ausschuss", { ...wish, guess: true }, "400 input.invalid"],
  ] as const)
    expect(await refusal(await ask(by, path, body)), expected).toBe(expected)
  expect(await paper.facts()).toHaveLength(facts)
  expect((await ask("ausschuss", path, wish)).status).toBe(200)
  expect(await refusal(await ask("ausschuss", path, wish))).toBe("409 step.given")
  await paper.stop("sitzungsdienst")
  const next = { ...wish, stepId: "gremium-2" }
  expect(await refusal(await ask("kreisausschuss", path, next))).toBe("422 chain.stopped")
  expect(await refusal(await ask("finanzausschuss", path, next))).toBe("404 not_found")
  const again = `/vorlagen/${vorlageId}/berichtigung`
  const correction = { ...wish, reason: "Falsch gezählt.", top: "Ö 6" }
  expect(await refusal(await ask("ausschuss", again, correction))).toBe("422 chain.stopped")
})

test("from the list of a meeting over a correction by two to the Beschlusskontrolle", async () => {
  const paper = await givenVorlageInBeratung(house)
  await paper.record("ausschuss", result(house, "recommended"))
  const answer = result(house, "accepted")
  if (!("sitzungOn" in answer) || answer.sitzungOn === undefined || !("vorsitz" in answer)) throw new Error("no answer")
  const { sitzungOn, vorsitz, schriftfuehrung, ...said } = answer
  const nummer = (await paper.whole()).root.value.nummer
  const list = { gremiumId: "ka", sitzungOn, vorsitz, schriftfuehrung, results: [{ ...said, nummer, fassung: 1 }] }
  const taken = await ask("kreisausschuss", "/ergebnisse", list)
  expect(taken.status).toBe(200)
  expect(await taken.json()).toMatchObject({ taken: [{ nummer, result: "mehrheitlich beschlossen" }], refused: [] })
  await paper.work()

  const { vorlageId, ...seen } = { ...(await paper.seen()), stepId: "gremium-2" }
  const wish = { ...seen, ...result(house, "rejected"), reason: "Ja und Nein waren vertauscht." }
  const proposed = await ask("kreisausschuss", `/vorlagen/${vorlageId}/berichtigung`, wish)
  const { correctionId, consequences } = (await proposed.json()) as { correctionId: string; consequences: object[] }
  expect(consequences).toMatchObject([{ reason: "correction.outcome" }])
  const shown = (await (await ask("sitzungsdienst", `/vorlagen/${vorlageId}`)).json()) as { consequences: object[] }
  expect(shown.consequences).toEqual(consequences)
  const confirm = `/vorlagen/${vorlageId}/berichtigung/bestaetigung`
  expect(await refusal(await ask("kreisausschuss", confirm, { ...seen, correctionId }))).toBe("403 role.missing")
  const reject = { ...seen, correctionId, reject: "Die Niederschrift sagt: beschlossen." }
  expect((await ask("sitzungsdienst", confirm, reject)).status).toBe(200)
  expect(await mending(house, paper.id)).toEqual([])

  const task = { what: "+Bericht vorlegen", role: "amtsleitung", due: "2027-06-30" }
  expect((await ask("sitzungsdienst", `/vorlagen/${vorlageId}/beschlusskontrolle`, task)).status).toBe(201)
  const table = await ask("lesend", "/beschlusskontrolle?format=csv")
  expect(table.headers.get("content-type")).toBe("text/csv; charset=utf-8")
  expect(table.headers.get("content-disposition")).toContain("beschlusskontrolle.csv")
  expect(await table.text()).toContain(`"'+Bericht vorlegen";"Amtsleitung";"30.06.2027";"nein";"offen"`)
  expect(await refusal(await ask("ausschuss", "/beschlusskontrolle?format=csv"))).toBe("403 role.missing")
  expect(await refusal(await ask("lesend", "/beschlusskontrolle?format=xml"))).toBe("400 input.invalid")
})
