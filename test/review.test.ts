/** What a reviewer found: papers that must not hold up a procedure, tasks that must not get lost, and what nobody may see or sign unseen. */
import { join } from "node:path"
import * as Chain from "@beschlussweg/core/chain"
import { addDays } from "@beschlussweg/core/day"
import * as Document from "@beschlussweg/core/document"
import { vorlagePaper } from "@beschlussweg/core/document/content"
import * as Programme from "@beschlussweg/core/programme"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  deputy,
  FINANCE_NEIN,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  mending,
  openWorld,
  type Paper,
  paragraph,
  result,
  type Workshop,
  type World,
} from "./house.ts"
import { folder } from "./tool.ts"

let world: World
let off: Workshop
let on: Workshop
let houses = 0
const place = folder()
const papers: [House, Paper][] = []
const watched = (house: House, paper: Paper): Paper => {
  papers.push([house, paper])
  return paper
}
const newHouse = (change?: Parameters<World["house"]>[2]): Promise<House> =>
  world.house("T1", `kreis-pruefung-${++houses}`, change)

beforeAll(async () => {
  world = await openWorld("2026-02-02T08:00:00Z")
  off = world.workshop
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  on = {
    press: press({ ca: keys.ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "on",
  }
})
afterEach(async () => {
  world.workshop = off
  for (const [house, paper] of papers.splice(0)) expect(await mending(house, paper.id)).toEqual([])
})
afterAll(async () => {
  await world.stop()
  place.remove()
})

const broken = () => Promise.reject(new Error("out of paper"))
const kinds = async (paper: Paper, n: number): Promise<string[]> =>
  (await paper.whole()).fassungen.find((f) => f.value.n === n)?.value.documents.map((d) => d.kind) ?? []

describe("a paper that cannot be made holds up only what is built on it", () => {
  test("a reading copy that fails does not hold back the signatures", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, reading: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow("out of paper")
    await expect(paper.state("bca")).rejects.toThrow("out of paper")
    await expect(paper.cosign("rechtsamt", "agreed")).rejects.toThrow("out of paper")
    await expect(paper.sign("amtsleitung")).rejects.toThrow("out of paper")
    expect(await kinds(paper, 1)).toContain("sign")
  })

  test("a Fassung that was withdrawn before its file was made is not made any more, and the next one is", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, vorlage: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow()
    await paper.withdraw()
    world.workshop = on
    expect((await paper.submit()).fassung).toBe(2)
    expect((await paper.chain()).state).toBe("running")
    // Nothing but the Umlaufprotokoll of its end.
    expect(await kinds(paper, 1)).toEqual(["umlauf"])
  })

  test("rendering that breaks again and again is told to the author", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, vorlage: broken } }
    const paper = watched(house, await house.draft())
    await expect(paper.submit()).rejects.toThrow()
    for (let i = 0; i < 6; i++) await Document.postpone(house.workCtx(), paper.id, "f1-001", new Error("again"))
    await paper.work()
    expect((await paper.chain()).state).toBe("failed")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
  })

  test("a return after a body has answered: the next Fassung is made, and the Auszug of the one before, too", async () => {
    const house = await newHouse()
    world.workshop = on
    const paper = watched(house, await givenVorlageInBeratung(house))
    world.workshop = { ...on, press: { ...on.press, auszug: broken } }
    await expect(paper.record("ausschuss", result(house, "recommended"))).rejects.toThrow()
    const removed = { code: "removed" as const, reason: "Nicht mehr auf der Tagesordnung." }
    await expect(paper.record("kreisausschuss", removed)).rejects.toThrow()
    await expect(paper.giveBack("sitzungsdienst", "author")).rejects.toThrow()
    await expect(paper.submit()).rejects.toThrow()
    expect(await paper.chain()).toMatchObject({ fassung: 2, state: "running" })
    world.workshop = on
    await paper.work()
    expect((await kinds(paper, 1)).slice(-2)).toEqual(["auszug", "result"])
  })
})

describe("no task gets lost with a function", () => {
  const labels = async (house: House, who: string) =>
    (await Vorlage.tasks(house.as(who), {})).map((t) => `${t.kind} ${t.label}`)

  test("who was handed a task and may no longer act: the Mandantenadministration appoints somebody else", async () => {
    const house = await newHouse()
    const clerk = { role: "mitzeichnung" as const, amtId: "jobcenter", as: "selbst" as const }
    await house.put({ personId: "referentin", functions: [clerk] })
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.sign("amtsleitung")
    await paper.hand("dezernent", "referentin")
    await house.put({ personId: "referentin", functions: [] })
    await expect(paper.sign("referentin")).rejects.toMatchObject({ code: "forbidden" })
    expect(await labels(house, "administration")).toEqual(["appoint Dezernent"])
    const stepId = "dezernent"
    await Vorlage.appoint(house.as("administration"), { vorlageId: paper.id, stepId, to: "dezernent" })
    await paper.sign("dezernent")
  })

  test("a deputy to whom it was handed signs i. V. only while the Vertretung lasts", async () => {
    const house = await newHouse()
    const today = world.clock.today()
    const clerk = { role: "mitzeichnung" as const, amtId: "jobcenter", as: "selbst" as const }
    const functions = [clerk, deputy("dezernent", "dezernent", { from: today, to: today })]
    await house.put({ personId: "vertretung", functions })
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.sign("amtsleitung")
    await paper.hand("dezernent", "vertretung")
    world.clock.pass(1)
    await expect(paper.sign("vertretung")).rejects.toMatchObject({ code: "not_found" })
    expect(await labels(house, "administration")).toEqual(["appoint Dezernent"])
  })

  test("an author who may no longer write is stood in for, also when the task was there before", async () => {
    const house = await newHouse()
    await house.put({ personId: "kollegin", functions: [{ role: "verfasser", as: "selbst" }] })
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.giveBack("amtsleitung", "author")
    expect(await labels(house, "kollegin")).toEqual([])
    await house.put({ personId: "verfasser", functions: [{ role: "lesend", as: "selbst" }] })
    expect(await labels(house, "kollegin")).toEqual(["resubmit Überarbeitung"])
    expect(await labels(house, "administration")).toEqual([])
    const { draft } = await Vorlage.read(house.as("kollegin"), { vorlageId: paper.id })
    expect((await Vorlage.submit(house.as("kollegin"), { vorlageId: paper.id, rev: draft?.rev ?? 0 })).fassung).toBe(2)
  })

  test("the step to which a Vorlage was returned reads the form that it hands in; nobody else on the way does", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    await paper.giveBack("kaemmerer", "dezernent")
    const { draft } = await Vorlage.read(house.as("dezernent"), { vorlageId: paper.id })
    expect(draft).toMatchObject({ rev: 1, form: paper.form() })
    expect((await Vorlage.read(house.as("landrat"), { vorlageId: paper.id })).draft).toBeUndefined()
  })

  test("a function that can do nothing in a step is a defect of the template", () => {
    const steps = Chain.T1.steps.map((s) => (s.kind === "sign" ? { ...s, role: "lesend" as const } : s))
    expect(Chain.defects({ ...Chain.T1, steps }).map((d) => d.reason)).toContain("template.role")
  })
})

describe("what holds on, and what does not", () => {
  test("an objection that returned the Vorlage is asked for again, whatever was changed", async () => {
    const house = await newHouse((t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) => (s.kind === "cosign" ? { ...s, onObjection: "return" as const } : s)),
      },
    }))
    const paper = watched(house, await house.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "objected", "Die Rechtsgrundlage fehlt.")
    await paper.edit({ erlaeuterungen: paragraph("Nun mit Rechtsgrundlage.") })
    await paper.submit()
    expect((await paper.open()).id).toBe("mitzeichnung")
  })

  test("a statement never turns into a signature because the house has given the step's name to another kind", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.giveBack("amtsleitung", "author")
    const chain = await paper.chain()
    const facts = { "finance.effects": true, "finance.amount": 0, public: true, programme: false }
    const sign = {
      kind: "sign" as const,
      id: "bca",
      label: "BCA",
      role: "bca" as const,
      level: "system" as const,
      again: [],
    }
    const template = { ...Chain.T1, steps: Chain.T1.steps.map((s) => (s.id === "bca" ? sign : s)) }
    const [first] = Chain.resolve(template, facts, [], { chain, changes: ["kopf"] })
    expect(first).toMatchObject({ id: "bca", kind: "sign", status: "pending", carried: undefined })
  })
})

describe("results that cannot be", () => {
  test("changes to a programme that the Vorlage does not have", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInBeratung(house))
    await paper.record("ausschuss", result(house, "recommended"))
    const amended = { beschlusstext: paragraph("Mit Änderungen."), changesProgramme: true }
    await expect(paper.record("kreisausschuss", result(house, "accepted_amended", amended))).rejects.toMatchObject({
      code: "input",
      reason: "result.noProgramme",
    })
    await paper.record("kreisausschuss", result(house, "accepted_amended", { ...amended, changesProgramme: false }))
    expect(await paper.tasks()).toEqual([])
  })

  test("a Sitzung before the Fassung was handed in", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInBeratung(house))
    const early = { sitzungOn: addDays(world.clock.today(), -1) }
    await expect(paper.record("ausschuss", result(house, "recommended", early))).rejects.toMatchObject({
      code: "input",
      reason: "result.early",
    })
  })

  test("a body that only takes note refers to nobody", async () => {
    const house = await newHouse()
    const form = house.form()
    const [first, second] = form.beratungsfolge
    if (!first || !second) throw new Error("two bodies were expected")
    const rows = [{ ...first, zustaendigkeit: "Kenntnisnahme" as const }, second]
    const paper = watched(house, await givenVorlageInBeratung(house, { ...form, beratungsfolge: rows }))
    const termin = addDays(world.clock.today(), 10)
    const to = { gremiumId: "fin", termin, zustaendigkeit: "Vorberatung" as const }
    await expect(paper.record("ausschuss", { code: "referred", reason: "Zur Beratung.", ...to })).rejects.toMatchObject(
      {
        code: "input",
        reason: "result.vocabulary",
      },
    )
  })
})

describe("nobody signs or files what is not there", () => {
  test("a Beschlussauszug is signed when it is made, by naming its hash", async () => {
    const stadt = await world.house("T5", "stadt-pruefung")
    const paper = watched(stadt, await stadt.draft())
    await paper.submit()
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat")
    const at = { ...(await paper.seen()), stepId: "gremium-1" }
    const votes = { ja: 4, nein: 2, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 6, mitglieder: 6 }
    await Vorlage.record(stadt.as("geschaeftsstelle"), { ...at, ...result(stadt, "accepted", { votes }) })
    const sign = (auszugSha256: string) =>
      Vorlage.decide(stadt.as("schriftfuehrung"), { kind: "auszug", ...at, auszugSha256 })
    await expect(sign(at.pdfSha256)).rejects.toMatchObject({ code: "refused", reason: "auszug.owed" })
    await paper.work()
    await expect(sign(at.pdfSha256)).rejects.toMatchObject({ code: "conflict", reason: "auszug.superseded" })
    await sign(Vorlage.auszugOf(await paper.whole(), "gremium-1")?.sha256 ?? "")
  })

  test("a refused submission leaves nothing in the store that forgets nothing", async () => {
    const house = await newHouse()
    const programmeId = await house.programme("Ein Satz, der noch nicht stimmt.")
    const anlagen = [{ kind: "programme" as const, id: "p", title: "Programm", public: true, programmeId }]
    const paper = await house.draft(house.form({ anlagen, betreff: "" }))
    await expect(paper.submit()).rejects.toMatchObject({ reason: "vorlage.incomplete" })
    const { sha256 } = await Programme.current(house.as("verfasser"), programmeId)
    expect(await house.workCtx().drafts.get(Upload.contentPath(sha256))).toBeDefined()
    expect(await house.workCtx().papers.get(Upload.contentPath(sha256))).toBeUndefined()
  })

  test("an Anlage that does not exist, an empty programme, a footnote without its text: each named with its place", async () => {
    const house = await newHouse()
    const shape = { kind: "AMP" as const, title: "Leer", year: 2027, amtId: "jobcenter" }
    const { id: empty } = await Programme.create(house.as("verfasser"), shape)
    const form = house.form({
      erlaeuterungen: [{ type: "paragraph", content: [{ type: "footnote", id: "f1" }] }],
      anlagen: [
        { kind: "programme", id: "a", title: "Programm", public: true, programmeId: empty },
        { kind: "upload", id: "b", title: "Plan", public: true, uploadId: "up_gibtesnicht" },
      ],
    })
    await expect((await house.draft(form)).submit()).rejects.toMatchObject({
      code: "refused",
      findings: [
        { reason: "footnote.unsupported", place: "Erläuterungen, Absatz 1" },
        { reason: "programme.empty", place: "Anlage 1" },
        { reason: "anlage.unknown", place: "Anlage 2" },
      ],
    })
  })
})

describe("who reads what", () => {
  test("the working text of a programme only those who write it, and the BCA", async () => {
    const house = await newHouse()
    const programmeId = await house.programme("Noch nicht für alle.")
    const may: string[] = []
    for (const { personId } of house.people())
      await Programme.read(house.as(personId), { programmeId })
        .then(() => may.push(personId))
        .catch((error: unknown) => expect(error).toMatchObject({ code: "forbidden", reason: "role.missing" }))
    expect(may.sort()).toEqual(["amtsleitung", "bca", "verfasser"])
    await expect(Programme.list(house.as("lesend"), {})).rejects.toMatchObject({ code: "forbidden" })
  })

  test("the office of a Gremium sees the Fassung that has reached it, not the ones before nor why they were returned", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.giveBack("amtsleitung", "author", "Das Amt hat sich verrechnet.")
    await paper.edit({ erlaeuterungen: paragraph("Nun richtig gerechnet.") })
    await paper.submit()
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    await paper.release()
    const seen = async (who: string) => {
      const { fassungen, texts } = await Vorlage.read(house.as(who), { vorlageId: paper.id })
      const words = Object.values(texts ?? {})
      return { fassungen: fassungen.map((f) => f.n), why: words.some((t) => t.text === "Das Amt hat sich verrechnet.") }
    }
    expect(await seen("verfasser")).toEqual({ fassungen: [1, 2], why: true })
    expect(await seen("ausschuss")).toEqual({ fassungen: [2], why: false })
    const first = (await paper.whole()).fassungen[0]?.value.documents[0]
    const old = { vorlageId: paper.id, fassung: 1, sha256: first?.sha256 ?? "" }
    await expect(Vorlage.file(house.as("ausschuss"), old)).rejects.toMatchObject({ code: "not_found" })
    await expect(Vorlage.log(house.as("ausschuss"), { vorlageId: paper.id })).rejects.toMatchObject({
      code: "forbidden",
    })
    expect(await Vorlage.log(house.as("administration"), { vorlageId: paper.id })).toMatchObject({ intact: true })
    await expect(Vorlage.read(house.as("administration"), { vorlageId: paper.id })).rejects.toMatchObject({
      code: "forbidden",
    })
  })

  test("the record of the house says who held what, without names, and which settings held", async () => {
    const house = await newHouse()
    const today = world.clock.today()
    const functions = [deputy("dezernent", "dezernent", { from: today, to: today, forName: "Mara Lindt" })]
    await house.put({ personId: "vertretung", name: "Kaya Brehm", functions })
    const fact = (await Vorlage.factsOf(house.workCtx(), "member-vertretung")).at(-1)
    expect(fact?.data.functions).toEqual([{ role: "dezernent", as: "IV", forId: "dezernent", from: today, to: today }])
    expect(JSON.stringify(fact)).not.toMatch(/Brehm|Lindt/)
    const [founded] = await Vorlage.factsOf(house.workCtx(), "house")
    const settings = await house.workCtx().papers.get(`house/${String(founded?.data.sha256)}.json`)
    expect(JSON.parse(new TextDecoder().decode(settings))).toMatchObject({ template: { id: "T1" } })
  })
})

describe("what stands on the paper", () => {
  test("the Kämmerer who signs the removal signs it in words", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.giveBack("amtsleitung", "author")
    await paper.edit({ finance: FINANCE_NEIN })
    await paper.submit()
    const frozen = await Vorlage.frozenOf(house.workCtx(), (await paper.chain()).sha256)
    const lines = vorlagePaper(frozen, []).signatures.map((s) => s.label)
    expect(lines[2]).toBe("Kämmerer (Wegfall der finanziellen Auswirkungen)")
  })

  test("who holds two functions stands with the function of the step, not with the title of the other one", async () => {
    const house = await newHouse()
    const self = (role: "dezernent" | "kaemmerer") => ({ role, as: "selbst" as const })
    await house.put({ personId: "kaemmerer", title: "Dezernentin", functions: [self("dezernent"), self("kaemmerer")] })
    const paper = watched(house, await givenVorlageInZeichnung(house))
    await paper.sign("amtsleitung")
    await paper.sign("dezernent")
    await paper.sign("kaemmerer")
    const { texts } = await paper.whole()
    expect([...texts.values()].at(-1)).toMatchObject({ functionLabel: "Kämmerer" })
  })
})

describe("words that must not get lost", () => {
  test("why a task was handed over stands behind its fact; without a reason nothing is kept", async () => {
    const house = await newHouse()
    const paper = watched(house, await givenVorlageInZeichnung(house))
    const kept = (await paper.whole()).texts.size
    await paper.hand("amtsleitung", "dezernent")
    expect((await paper.whole()).texts.size).toBe(kept)
    const at = { ...(await paper.seen()), stepId: "amtsleitung" }
    const reason = "Liegt in Ihrem Bereich."
    await Vorlage.decide(house.as("dezernent"), { kind: "hand", ...at, to: "amtsleitung", reason })
    const fact = (await paper.facts()).at(-1)
    expect((await paper.whole()).texts.get(String(fact?.data.textId))).toMatchObject({
      text: reason,
      name: "Mara Lindt",
    })
  })

  test("a working text that was never saved as a Stand becomes one before a Word file takes its place", async () => {
    const house = await newHouse()
    world.workshop = on
    const author = house.as("verfasser")
    const programmeId = await house.programme("Von Hand geschrieben.")
    const { sha256: written } = await Programme.current(author, programmeId)
    const mediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    const file = { purpose: "programme" as const, fileName: "Programm.docx", mediaType, data: programmeDocx({}) }
    const { id: uploadId } = await Upload.receive(author, file)
    await Upload.work(house.workCtx(), uploadId)
    const { no, sha256 } = await Programme.take(author, { programmeId, uploadId })
    expect(no).toBe(2)
    const { staende } = await Programme.read(author, { programmeId })
    expect(staende.map((s) => s.sha256)).toEqual([written, sha256])
    expect((await Programme.take(author, { programmeId, uploadId })).no).toBe(3)
  })
})
