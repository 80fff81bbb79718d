/** People over HTTP: invited, confirmed, represented, ended; and the worker that takes back what lay with them. */
import { accountId } from "@beschlussweg/core/account"
import { addDays, dayOf } from "@beschlussweg/core/day"
import { Duty } from "@beschlussweg/core/duty"
import * as Member from "@beschlussweg/core/member"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { ALL_HERE, at, formOf, HERE, openApp, SIGN_IN, type TestApp } from "../fixture.ts"
import { handle, openWorkshop, type Workshop } from "../worker.ts"

let http: TestApp
let workshop: Workshop
beforeAll(async () => {
  http = await openApp()
  workshop = await openWorkshop(http.world, { documents: "off", tsa: "none" })
})
afterAll(() => http.stop())

const A = "bela-gruenwald"
const B = "svea-brockmann"
const Told = z.object({
  personId: z.string(),
  state: z.string(),
  functions: z.array(z.object({ role: z.string() })),
  code: z.string().optional(),
  proposal: z.object({ id: z.string() }).optional(),
})
const post = (as: string, path: string, json: object) => http.ask(at(path), { as, json })
const told = async (response: Response) => Told.parse(await response.json())
/** Everything the worker owes in the log of a Vorlage or a person. */
async function work(log: string): Promise<void> {
  const { table } = await workshop.ctx(HERE)
  for (const { key } of (await table.list(`duty/${log}`, Duty)).items) await handle(workshop, HERE, key)
}

test("invited, taken, confirmed by the second administrator; the code is told once and stands nowhere else", async () => {
  const wish = { name: "Thea Lindqvist", functions: [{ role: "kaemmerer", as: "selbst" }] }
  const response = await post(A, "/personen", wish)
  expect(response.status).toBe(201)
  expect(response.headers.get("cache-control")).toContain("no-store")
  const { personId, code = "", proposal } = await told(response)
  const confirm = (as: string) => post(as, `/personen/${personId}/bestaetigung`, { proposalId: proposal?.id })
  expect((await confirm(B)).status).toBe(422)
  const id = await accountId(SIGN_IN.issuer, personId)
  await Member.accept(await workshop.ctx(HERE), { code, accountId: id, label: "thea@aulenfeld.example" })
  for (const as of [A, B, "mira-holtkamp"]) {
    const text = await (await http.ask(at("/personen"), { as })).text()
    expect(text).not.toContain(code.split(".")[1])
    expect(text.includes("thea@aulenfeld.example"), as).toBe(as !== "mira-holtkamp")
  }
  const tasks = async (as: string) => (await http.ask(at("/aufgaben"), { as })).text()
  expect(await tasks(B)).toContain(proposal?.id)
  expect(await tasks(A)).not.toContain(proposal?.id)
  expect((await confirm(A)).status).toBe(403)
  expect((await confirm("mira-holtkamp")).status).toBe(403)
  const done = await confirm(B)
  expect(done.status).toBe(200)
  expect((await told(done)).functions).toEqual([{ role: "kaemmerer" }])
  expect((await confirm(B)).status).toBe(404)
})

test("one's own page, absence and Vertretung; the worker takes back what was handed to who has left", async () => {
  const today = dayOf(http.world.now())
  const week = { from: today, to: addDays(today, 6) }
  const author = await workshop.ctx(HERE)
  const mira = await Member.load(author.table, "mira-holtkamp")
  if (!mira) throw new Error("no author")
  const ctx = http.world.ctx(HERE, Member.asActor(mira), "test")
  const { id: vorlageId, rev } = await Vorlage.create(ctx, { form: formOf(http.world.now()) })
  await Vorlage.submit(ctx, { vorlageId, rev })
  await work(vorlageId)

  // The fixture's person with every function would be there for anybody.
  expect((await post(A, `/personen/${ALL_HERE}/ende`, { reason: "Nicht in diesem Test" })).status).toBe(200)
  expect((await post("pia-wollgast", "/ich/abwesenheit", week)).status).toBe(200)
  const read = async () => (await http.ask(at(`/vorlagen/${vorlageId}`), { as: "mira-holtkamp" })).text()
  expect(await read()).toContain("Es ist niemand zur Vertretung bestimmt.")
  const wish = { role: "bca", deputyId: "amara-lenz", as: "IV", ...week }
  expect((await post("pia-wollgast", "/ich/vertretung", wish)).status).toBe(200)
  expect(await read()).toContain("Vertretung: Amara Lenz.")
  const me = await (await http.ask(at("/ich"), { as: "pia-wollgast" })).json()
  expect(me).toMatchObject({ absences: [week], deputies: [{ deputyId: "amara-lenz", role: "bca", as: "IV" }] })

  // The deputy is handed the task itself and leaves: it is the function's again.
  const chain = async () => (await Vorlage.load(ctx, vorlageId)).chain?.value
  const step = (await chain())?.steps.find((s) => s.status === "open")
  const seen = { fassungSha256: (await chain())?.sha256, pdfSha256: (await chain())?.pdfSha256, stepId: step?.id }
  const hand = { kind: "hand", ...seen, to: "amara-lenz" }
  expect((await post("pia-wollgast", `/vorlagen/${vorlageId}/entscheidung`, hand)).status).toBe(200)
  expect((await post(A, "/personen/amara-lenz/ende", { reason: "Wechsel in ein anderes Haus" })).status).toBe(200)
  expect((await http.ask(at("/ich"), { as: "amara-lenz" })).status).toBe(404)
  const lying = async () => (await Vorlage.load(ctx, vorlageId)).tasks.map((t) => t.value.personId ?? t.value.role)
  expect(await lying()).toEqual(["amara-lenz"])
  await work("member-amara-lenz")
  expect(await lying()).toEqual(["bca"])
  const state = { kind: "state", ...seen, text: "Keine Bedenken." }
  expect((await post("pia-wollgast", `/vorlagen/${vorlageId}/entscheidung`, state)).status).toBe(200)
})

test("who must not, may not: the same doors from outside the administration, and nobody for himself", async () => {
  const week = { from: "2099-01-05", to: "2099-01-09" }
  for (const [path, json] of Object.entries({
    "/personen": { name: "Neu" },
    "/personen/kim-adler/ende": { reason: "Ohne Grund." },
    "/personen/kim-adler/einladung": {},
    "/personen/kim-adler/einladung/widerruf": {},
    "/personen/kim-adler/abwesenheit": week,
    "/vertretungen": { role: "landrat", forId: "selma-brandauer", deputyId: "kim-adler", as: "IV", ...week },
    "/vertretungen/ende": { role: "dezernent", forId: "kim-adler", deputyId: "luca-sommerfeld" },
  }))
    expect((await post("kim-adler", path, json)).status, path).toBe(403)
  expect((await post(A, `/personen/${A}/ende`, { reason: "Ich gehe." })).status).toBe(422)
  expect((await post(A, `/personen/${A}/einladung`, {})).status).toBe(422)
  const mine = { name: "Bela Grünwald", functions: [{ role: "landrat", as: "selbst" }] }
  expect((await http.ask(at(`/personen/${A}`), { as: A, method: "PUT", json: mine })).status).toBe(422)
})
