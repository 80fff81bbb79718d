/** The Umlaufprotokoll: owed at the end, made again only when something happened, complete, sealed, accessible, and not for everybody. */
import { join } from "node:path"
import * as Chain from "@beschlussweg/core/chain"
import * as Record from "@beschlussweg/core/record"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { check } from "@beschlussweg/pdf/check"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { verify } from "@beschlussweg/pdf/verify"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  deputy,
  FINANCE_NEIN,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  type Paper,
  paragraph,
  result,
  throughParticipation,
  type Workshop,
  type World,
} from "./house.ts"
import { folder, type Judged, pdfsig, structure, tool } from "./tool.ts"

let world: World
let on: Workshop
let off: Workshop
let ca = ""
let judge: (file: string) => Judged
let houses = 0
const place = folder()

beforeAll(async () => {
  world = await openWorld("2026-02-02T08:00:00Z")
  off = world.workshop
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  ca = keys.ca
  judge = pdfsig(place.path, ca)
  on = {
    press: press({ ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "on",
  }
})
beforeEach(() => {
  world.workshop = on
})
afterAll(async () => {
  await world.stop()
  place.remove()
})

const newHouse = (change?: Parameters<World["house"]>[2]): Promise<House> =>
  world.house("T1", `kreis-${++houses}`, change)
const protocolsOf = async (paper: Paper): Promise<Vorlage.Document[]> =>
  (await paper.whole()).fassungen.flatMap((f) => f.value.documents).filter((d) => d.kind === "umlauf")
async function fileOf(house: House, d: Vorlage.Document | undefined, name = "umlauf.pdf"): Promise<string> {
  const bytes = d && (await house.workCtx().papers.get(d.path))
  if (!bytes) throw new Error("no protocol")
  return place.write(name, bytes)
}
const words = (file: string): string => tool("pdftotext", ["-layout", file, "-"]).replace(/\s+/g, " ")

/** A whole procedure with a return, a deputy, a remark and two bodies. */
async function whole(house: House): Promise<Paper> {
  const paper = await givenVorlageInZeichnung(house)
  await paper.sign("amtsleitung", "Mit der Bitte um zügige Behandlung.")
  await paper.giveBack("dezernent", "author", "Bitte die Zahl der Plätze ergänzen.")
  await paper.edit({ erlaeuterungen: paragraph("Es gibt 120 Plätze.") })
  await paper.submit()
  await house.put({ personId: "vertretung", name: "Luca Sommerfeld", functions: [deputy("dezernent", "dezernent")] })
  for (const person of ["amtsleitung", "vertretung", "kaemmerer", "landrat"]) await paper.sign(person)
  await paper.release()
  await paper.record("ausschuss", result(house, "recommended"))
  await paper.record("kreisausschuss", result(house, "accepted"))
  return paper
}

describe("at the end of a procedure", () => {
  test("it names every entry, who acted for whom, every document, and what it was checked against", async () => {
    const house = await newHouse()
    const paper = await whole(house)
    const [protocol, ...more] = await protocolsOf(paper)
    expect(more).toEqual([])
    const file = await fileOf(house, protocol)
    const text = words(file)
    const { fassungen } = await paper.whole()
    const facts = (await paper.facts()).filter((f) => f.seq <= (protocol?.covers ?? 0))
    expect(facts.at(-1)?.seq).toBe(protocol?.covers)
    for (const { value } of fassungen) {
      expect(text).toContain(value.sha256)
      for (const d of value.documents.filter((x) => x.kind !== "umlauf")) expect(text, d.kind).toContain(d.sha256)
    }
    for (const said of [
      "Fassung 1",
      "Fassung 2",
      "Mit der Bitte um zügige Behandlung.",
      "Bitte die Zahl der Plätze ergänzen.",
      "i. V. Luca Sommerfeld",
      "für Mara Lindt",
      Chain.LEVEL_LABEL.system,
      "Keine Bedenken.",
      "Gegenüber Fassung 1 geändert: Erläuterungen.",
      "mehrheitlich empfohlen",
      "mehrheitlich beschlossen",
      "Ja 9, Nein 2, Enthaltung 0",
      "beschlossen, seit",
      facts.at(-1)?.hash ?? "none",
      "Jeder Eintrag stimmt mit seiner einmal geschriebenen Kopie überein.",
    ])
      expect(text).toContain(said)
    // Every entry but the filing of documents has its row.
    for (const f of facts.filter((x) => x.type !== "document.filed"))
      expect(text, f.type).toMatch(new RegExp(`\\b${f.seq} \\d\\d\\.\\d\\d\\.\\d{4}`))
  })

  test("it is tagged, archival, sealed and timestamped, in the eyes of others too", async () => {
    const house = await newHouse()
    const paper = await whole(house)
    const [protocol] = await protocolsOf(paper)
    const bytes = (protocol && (await house.workCtx().papers.get(protocol.path))) ?? new Uint8Array()
    expect(verify(bytes, { ca })).toMatchObject({ exit: 0, signatures: [{ kind: "siegel", proven: true }] })
    expect(await check(bytes)).toEqual([])
    const file = await fileOf(house, protocol)
    expect(structure(file)).toEqual([])
    expect(judge(file)).toMatchObject({ valid: 1, trusted: 1, total: 1, count: 1, odd: [] })
  })

  test("a withdrawn and a stopped procedure get theirs, with the reason", async () => {
    const house = await newHouse()
    const withdrawn = await givenVorlageInZeichnung(house)
    await withdrawn.withdraw("Die Zahlen werden neu erhoben.")
    const stopped = await givenVorlageInZeichnung(house)
    await stopped.stop("landrat")
    const [a, ...more] = await protocolsOf(withdrawn)
    expect(more).toEqual([])
    expect(words(await fileOf(house, a))).toContain("Die Zahlen werden neu erhoben.")
    const [b] = await protocolsOf(stopped)
    expect(words(await fileOf(house, b))).toContain("eingestellt")
  })

  test("where an Auszug is still to be signed it is made at the end and once more when all is signed", async () => {
    const house = await world.house("T5", `stadt-${++houses}`, (t) => ({
      ...t,
      template: { ...t.template, auszugSignatures: ["schriftfuehrung", "vorsitz"] },
    }))
    world.workshop = off
    const paper = await house.draft(house.form({ finance: FINANCE_NEIN }))
    await paper.submit()
    await paper.state("bca")
    await paper.sign("geschaeftsfuehrung")
    await paper.state("beirat")
    await paper.record("geschaeftsstelle", result(house, "accepted", { votes: null, form: null }))
    expect(await protocolsOf(paper)).toHaveLength(1)
    await paper.signAuszug("schriftfuehrung")
    expect(await protocolsOf(paper)).toHaveLength(1)
    await paper.signAuszug("vorsitz")
    expect(await protocolsOf(paper)).toHaveLength(2)
  })

  test("where it cannot be made the signatures go on", async () => {
    const house = await newHouse()
    world.workshop = { ...on, press: { ...on.press, umlauf: () => Promise.reject(new Error("broken")) } }
    const paper = await givenVorlageInZeichnung(house)
    await Vorlage.protocol(house.as("lesend"), { vorlageId: paper.id })
    await expect(paper.sign("amtsleitung")).rejects.toThrow()
    const { fassungen } = await paper.whole()
    expect(fassungen[0]?.value.documents.map((d) => d.kind)).toEqual(["seal", "reading", "sign"])
    expect(fassungen[0]?.value.owed.map((o) => o.kind)).toEqual(["umlauf"])
    await paper.work(on)
    expect(await protocolsOf(paper)).toHaveLength(1)
  })
})

describe("on request", () => {
  test("a second request without new entries makes no second file; after one it does", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    const ask = () => Vorlage.protocol(house.as("lesend"), { vorlageId: paper.id })
    expect(await ask()).toMatchObject({ owed: true })
    expect(await ask()).toMatchObject({ owed: true })
    await paper.work()
    const [first, ...more] = await protocolsOf(paper)
    expect(more).toEqual([])
    expect(await ask()).toEqual({
      owed: false,
      latest: { fassung: 1, sha256: first?.sha256, fileName: first?.fileName },
    })
    await paper.sign("amtsleitung")
    expect(await ask()).toMatchObject({ owed: true })
    await paper.work()
    expect((await protocolsOf(paper)).map((d) => d.covers)).toHaveLength(2)
  })

  test("an entry between rendering and filing makes another file, which shows it", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    await Vorlage.protocol(house.as("lesend"), { vorlageId: paper.id })
    let interrupted = false
    const slow: Workshop = {
      ...on,
      press: {
        ...on.press,
        umlauf: async (input) => {
          if (!interrupted) {
            interrupted = true
            const here = { ...(await paper.seen()), stepId: "amtsleitung" }
            await Vorlage.decide(house.as("amtsleitung"), { kind: "sign", ...here, remark: "Dazwischen." })
          }
          return on.press.umlauf(input)
        },
      },
    }
    await paper.work(slow)
    const [protocol] = await protocolsOf(paper)
    expect(words(await fileOf(house, protocol))).toContain("Dazwischen.")
    const facts = await paper.facts()
    expect(facts.filter((f) => f.type === "step.signed").every((f) => f.seq <= (protocol?.covers ?? 0))).toBe(true)
  })

  test("a draft has none, and whoever sees the Vorlage only for a Gremium gets none", async () => {
    const house = await newHouse()
    const draft = await house.draft()
    const asAuthor = Vorlage.protocol(house.as("verfasser"), { vorlageId: draft.id })
    await expect(asAuthor).rejects.toMatchObject({ reason: "chain.none" })
    const paper = await whole(house)
    const [protocol] = await protocolsOf(paper)
    const { value } = (await paper.whole()).fassungen.at(-1) ?? {}
    const input = { vorlageId: paper.id, fassung: value?.n ?? 0, sha256: protocol?.sha256 ?? "" }
    await house.put({
      personId: "gemischt",
      functions: [
        { role: "geschaeftsstelle", as: "selbst", gremiumId: "ka" },
        { role: "administration", as: "selbst" },
      ],
    })
    for (const person of ["kreisausschuss", "gemischt"]) {
      await expect(Vorlage.file(house.as(person), input)).rejects.toMatchObject({ code: "not_found" })
      const read = await Vorlage.read(house.as(person), { vorlageId: paper.id })
      expect(read.fassungen.flatMap((f) => f.documents.map((d) => d.kind))).not.toContain("umlauf")
    }
    const asked = Vorlage.protocol(house.as("gemischt"), { vorlageId: paper.id })
    await expect(asked).rejects.toMatchObject({ code: "not_found" })
    expect((await Vorlage.file(house.as("lesend"), input)).bytes.length).toBeGreaterThan(10_000)
  })

  test("a Verlauf that was tampered with is said to be", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    const [first] = await paper.facts()
    if (!first) throw new Error("no fact")
    await Record.copy(house.workCtx().papers, { ...first, by: "jemand" })
    await Vorlage.protocol(house.as("lesend"), { vorlageId: paper.id })
    await paper.work()
    const [protocol] = await protocolsOf(paper)
    const text = words(await fileOf(house, protocol))
    expect(text).toContain("Die Prüfung des Verlaufs ergab Abweichungen.")
    expect(text).toContain("Eintrag 1 unterscheidet sich von seiner einmal geschriebenen Kopie.")
  })
})

test("ten Fassungen and words of every length stay readable", async () => {
  const house = await newHouse()
  world.workshop = off
  const paper = await house.draft()
  for (let n = 1; n <= 10; n++) {
    await paper.submit()
    await throughParticipation(paper).catch(() => undefined)
    await paper.sign("amtsleitung", n % 3 === 0 ? "Einverstanden. ".repeat(20).trim() : undefined)
    if (n === 10) break
    await paper.giveBack(
      "dezernent",
      "author",
      n === 4 ? "Bitte prüfen Sie die Zahlen noch einmal. ".repeat(90) : `Runde ${n}.`,
    )
    await paper.edit({ erlaeuterungen: paragraph(`Stand der Runde ${n}.`) })
  }
  await Vorlage.protocol(house.as("lesend"), { vorlageId: paper.id })
  await paper.work(on)
  const [protocol] = await protocolsOf(paper)
  const facts = await paper.facts()
  expect(facts.length).toBeGreaterThan(60)
  const bytes = (protocol && (await house.workCtx().papers.get(protocol.path))) ?? new Uint8Array()
  expect(await check(bytes)).toEqual([])
  const text = words(await fileOf(house, protocol, "lang.pdf"))
  for (let n = 1; n <= 10; n++) expect(text).toContain(`Verlauf der Fassung ${n}`)
  // A page may end inside a sentence, but never inside this word.
  expect(text.match(/\bSie\b/g)).toHaveLength(90)
  console.info(`${facts.length} entries on ${protocol?.pages} pages`)
})
