/**
 * Both kinds of house over HTTP, from the first word to the last result: everybody does what stands in his Meine Aufgaben,
 * the Sitzungsdienst plans and invites, the Kreis publishes and the world reads; what a Trägerversammlung decides stays inside.
 */
import { addDays, dayOf } from "@beschlussweg/core/day"
import { AULENFELD, BRENNHAUSEN } from "@beschlussweg/functions/demo/house"
import { ALL_HERE, formOf, HERE, openApp, refusal, type TestApp, THERE } from "@beschlussweg/functions/fixture"
import { logTo } from "@beschlussweg/functions/log"
import { openWorkshop, type Running, start } from "@beschlussweg/functions/worker"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { LADUNG } from "./sitzung.ts"
import { PUBLICATION } from "./square.ts"

let http: TestApp
let worker: Running
const begun = Date.now()
beforeAll(async () => {
  logTo(() => undefined)
  http = await openApp()
  worker = await start(http.world, await openWorkshop(http.world, { tsa: "none" }), {
    stream: false,
    sweepMs: 3_600_000,
  })
})
afterAll(async () => {
  await worker.stop()
  await http.stop()
})

/** What is owed is done: a duty is due at once, and one may lead to the next. */
async function worked(): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const found = await worker.sweep()
    await worker.idle()
    if (found === 0) return
  }
  throw new Error("the worker does not come to rest")
}
const Any = z.looseObject({})
async function asks<T extends z.ZodType>(as: string, path: string, shape: T): Promise<z.infer<T>> {
  const response = await http.ask(path, { as })
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return shape.parse(await response.json())
}
async function does<T extends z.ZodType>(as: string, path: string, json: object, shape: T, method = "POST") {
  const response = await http.ask(path, { as, json, method })
  if (response.status >= 300) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return shape.parse(await response.json().catch(() => ({})))
}

const Task = z.looseObject({
  kind: z.string(),
  vorlageId: z.string().optional(),
  stepId: z.string().optional(),
  partyId: z.string().optional(),
})
const Read = z.looseObject({
  status: z.string(),
  nummer: z.string().optional(),
  chain: z.looseObject({ sha256: z.string(), pdfSha256: z.string().nullable(), state: z.string() }).optional(),
  fassungen: z.array(
    z.looseObject({
      documents: z.array(z.looseObject({ kind: z.string(), sha256: z.string(), stepId: z.string().optional() })),
    }),
  ),
})
const House = z.looseObject({
  rev: z.number(),
  publicId: z.string().optional(),
  gremien: z.array(z.looseObject({ id: z.string() })),
})
const Planned = z.object({ sitzungen: z.array(z.looseObject({ id: z.string() })) })

/** One look into the list of each person, and what stands there is done. @returns how much was done */
async function everybody(
  houseId: string,
  people: readonly string[],
  vorlageId: string,
  result: (stepId: string) => object | undefined,
): Promise<number> {
  let done = 0
  for (const who of people) {
    const tasks = await asks(who, `/api/${houseId}/aufgaben`, z.array(Task))
    const task = tasks.find((t) => t.vorlageId === vorlageId)
    if (!task) continue
    const at = `/api/${houseId}/vorlagen/${vorlageId}`
    const { chain, fassungen } = await asks(who, at, Read)
    const { stepId = "", partyId } = task
    const seen = { fassungSha256: chain?.sha256, pdfSha256: chain?.pdfSha256, stepId }
    switch (task.kind) {
      case "state":
        await does(who, `${at}/entscheidung`, { kind: "state", ...seen, text: "Keine Bedenken." }, Any)
        break
      case "cosign":
        await does(who, `${at}/entscheidung`, { kind: "cosign", ...seen, partyId, outcome: "agreed" }, Any)
        break
      case "sign":
        await does(who, `${at}/entscheidung`, { kind: "sign", ...seen }, Any)
        break
      case "release":
        await does(who, `${at}/freigabe`, { kind: "release", ...seen }, Any)
        break
      case "auszug": {
        const auszugSha256 = fassungen
          .at(-1)
          ?.documents.findLast((d) => d.kind === "auszug" && d.stepId === stepId)?.sha256
        await does(who, `${at}/entscheidung`, { kind: "auszug", ...seen, auszugSha256 }, Any)
        break
      }
      case "record": {
        const answer = result(stepId)
        if (!answer) continue
        await does(who, `${at}/ergebnis`, { ...seen, ...answer }, Any)
        break
      }
      default:
        continue
    }
    await worked()
    done++
  }
  return done
}
async function asFarAsItGoes(...given: Parameters<typeof everybody>): Promise<void> {
  while ((await everybody(...given)) > 0);
}

/** A Thursday of the weeks to come, at noon of which the clock is put. */
function thursday(weeks: number): string {
  const today = dayOf(new Date(begun))
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  return addDays(today, weeks * 7 + ((4 - weekday + 7) % 7))
}
const noonOf = (day: string) => http.ahead(Date.parse(`${day}T20:00:00Z`) - Date.now())

const votes = (ja: number, nein: number, enthaltung: number, mitglieder: number) => ({
  votes: { ja, nein, enthaltung, ungueltig: 0, befangen: 0, anwesend: ja + nein + enthaltung, mitglieder },
  form: "offen",
  vorsitz: "Anke Stolp",
  schriftfuehrung: "Fritz Lauen",
})

test("a Kreis with calendars: from the draft to the page and the interface that everybody reads", async () => {
  const house = `/api/${HERE}`
  const administration = "bela-gruenwald"
  const { rev, gremien, id: _, version: __, ...settings } = await asks(administration, `${house}/haus`, House)
  const publication = { ...PUBLICATION, oparl: true }
  const supervisor = { name: "Landesbeauftragte für Datenschutz", address: ["Kavalleriestraße 2", "40213 Düsseldorf"] }
  const wish = { ...settings, rev, publication, supervisor, gremien: gremien.map((g) => ({ ...g, ladung: LADUNG })) }
  await does(administration, `${house}/haus`, wish, Any, "PUT")
  await worked()
  const days = { arbeit: thursday(9), kreisausschuss: thursday(13) }
  const { sitzungen } = await does(
    "ruth-sandmann",
    `${house}/sitzungen`,
    {
      sitzungen: Object.entries(days).map(([gremiumId, on]) => ({
        gremiumId,
        on,
        start: "17:00",
        ort: "Kreishaus, Saal 1",
        confirmed: true,
      })),
    },
    Planned,
  )
  const [first, second] = sitzungen.map((s) => s.id)

  const form = {
    ...formOf(new Date(begun)),
    betreff: "Arbeitsmarktprogramm und Öffnungszeiten 2027",
    beratungsfolge: [
      { gremiumId: "arbeit", termin: days.arbeit, berichterstattung: [], zustaendigkeit: "Vorberatung" },
      {
        gremiumId: "kreisausschuss",
        termin: days.kreisausschuss,
        berichterstattung: [],
        zustaendigkeit: "Entscheidung",
      },
    ],
  }
  const author = "mira-holtkamp"
  const made = z.object({ id: z.string(), rev: z.number() })
  const { id: vorlageId, rev: saved } = await does(author, `${house}/vorlagen`, { form }, made)
  const at = `${house}/vorlagen/${vorlageId}`
  const off = await refusal(
    await http.ask(`${at}/einreichung`, {
      as: author,
      json: { rev: saved + 7 },
    }),
  )
  expect(off.status).toBe(409)
  await does(author, `${at}/einreichung`, { rev: saved }, Any)
  await worked()

  const people = AULENFELD.people.map((p) => p.personId)
  const none = () => undefined
  await asFarAsItGoes(HERE, people, vorlageId, none)
  expect((await asks(author, at, Read)).status).toBe("eingeplant")
  const invite = async (sitzungId: string | undefined) => {
    const meeting = z.looseObject({ rev: z.number(), stateLabel: z.string() })
    const now = await asks("ruth-sandmann", `${house}/sitzungen/${sitzungId}`, meeting)
    await does("ruth-sandmann", `${house}/sitzungen/${sitzungId}/einladung`, { rev: now.rev }, Any)
    await worked()
    return (await asks("ruth-sandmann", `${house}/sitzungen/${sitzungId}`, meeting)).stateLabel
  }
  expect(await invite(first)).toBe("eingeladen")
  expect((await asks(author, at, Read)).status).toBe("eingeladen")

  noonOf(days.arbeit)
  await asFarAsItGoes(HERE, people, vorlageId, (stepId) =>
    stepId === "gremium-1" ? { code: "recommended", sitzungOn: days.arbeit, ...votes(9, 2, 1, 15) } : undefined,
  )
  expect(await invite(second)).toBe("eingeladen")
  noonOf(days.kreisausschuss)
  const last = (stepId: string) =>
    stepId === "gremium-2" ? { code: "accepted", sitzungOn: days.kreisausschuss, ...votes(12, 0, 1, 15) } : undefined
  await asFarAsItGoes(HERE, people, vorlageId, last)
  const decided = await asks(author, at, Read)
  expect([decided.status, decided.chain?.state]).toEqual(["beschlossen", "completed"])

  const { publicId } = await asks(author, `${house}/haus`, House)
  const open = `/oeffentlich/${publicId}`
  expect((await http.ask(open)).status).toBe(200)
  expect(await (await http.ask(open)).text()).not.toContain("Öffnungszeiten 2027")
  const Preview = z.looseObject({ sha256: z.string(), findings: z.array(z.looseObject({ reason: z.string() })) })
  const preview = await does(ALL_HERE, `${at}/veroeffentlichung/vorschau`, {}, Preview)
  expect(preview.findings).toEqual([])
  const forbidden = await http.ask(`${at}/veroeffentlichung/freigabe`, { as: author, json: { sha256: preview.sha256 } })
  expect((await refusal(forbidden)).status).toBe(403)
  await does(ALL_HERE, `${at}/veroeffentlichung/freigabe`, { sha256: preview.sha256 }, Any)
  await worked()
  expect(await (await http.ask(open)).text()).toContain("Öffnungszeiten 2027")
  const papers = z.object({ data: z.array(z.looseObject({ name: z.string(), reference: z.string() })) })
  const listed = papers.parse(await (await http.ask(`/oparl/${publicId}/paper`)).json())
  expect(listed.data.map((p) => p.reference)).toEqual([decided.nummer])
  const meetings = z.object({ data: z.array(z.looseObject({ meetingState: z.string() })) })
  expect(meetings.parse(await (await http.ask(`/oparl/${publicId}/meeting`)).json()).data).toHaveLength(2)
})

test("a gemeinsame Einrichtung: Beirat, Trägerversammlung with a tie, both signatures of the Auszug, and nothing public", async () => {
  const house = `/api/${THERE}`
  const on = addDays(dayOf(http.world.now()), 20)
  const author = "yara-thomsen"
  const form = {
    ...formOf(http.world.now()),
    betreff: "Arbeitsmarkt- und Integrationsprogramm 2027",
    beratungsfolge: [
      { gremiumId: "traegerversammlung", termin: on, berichterstattung: [], zustaendigkeit: "Entscheidung" },
    ],
  }
  const made = z.object({ id: z.string(), rev: z.number() })
  const { id: vorlageId, rev } = await does(author, `${house}/vorlagen`, { form }, made)
  const at = `${house}/vorlagen/${vorlageId}`
  await does(author, `${at}/einreichung`, { rev }, Any)
  await worked()
  const people = BRENNHAUSEN.people.map((p) => p.personId)
  await asFarAsItGoes(THERE, people, vorlageId, () => undefined)
  noonOf(on)
  const answer = {
    code: "accepted",
    sitzungOn: on,
    top: "3",
    sitzungPublic: false,
    chairVote: "ja",
    ...votes(3, 3, 0, 6),
  }
  const stage = { bare: { ...answer, chairVote: undefined } }
  const body = (await asks(author, at, Read)).chain
  const seen = { fassungSha256: body?.sha256, pdfSha256: body?.pdfSha256, stepId: "gremium-1" }
  const tie = await http.ask(`${at}/ergebnis`, { as: "greta-vossberg", json: { ...seen, ...stage.bare } })
  expect(await refusal(tie)).toMatchObject({ status: 400, reason: "votes.tie" })
  await asFarAsItGoes(THERE, people, vorlageId, () => answer)
  const decided = await asks(author, at, Read)
  expect([decided.status, decided.chain?.state]).toEqual(["beschlossen", "completed"])
  expect(decided.fassungen.at(-1)?.documents.filter((d) => d.kind === "auszug-sign")).toHaveLength(2)
  expect((await asks(author, `${house}/haus`, House)).publicId).toBeUndefined()
  expect((await http.ask(`/oeffentlich/${THERE}`)).status).toBe(404)
  expect((await http.ask(`/oparl/${THERE}`)).status).toBe(404)
})
