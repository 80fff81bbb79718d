/** Levels of signature over whole procedures: none, system, paper, AES, QES; with signers that are not ours. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import type { Level } from "@beschlussweg/core/chain"
import type { Ctx } from "@beschlussweg/core/context"
import { addDays } from "@beschlussweg/core/day"
import { Duty, dutyKey } from "@beschlussweg/core/duty"
import { statesOn } from "@beschlussweg/core/member/history"
import * as Tenant from "@beschlussweg/core/tenant"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { handle } from "@beschlussweg/functions/worker"
import { check } from "@beschlussweg/pdf/check"
import { type KeyRing, openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { type Signer, signers } from "@beschlussweg/pdf/signer.fixture"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { describe as inWords, verify } from "@beschlussweg/pdf/verify"
import { png as draw } from "@beschlussweg/word/fixture/png"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { deputy, givenVorlageInZeichnung, type House, openWorld, type Paper, result, type World } from "./house.ts"
import { folder, structure, tool } from "./tool.ts"

let world: World
let ca = ""
let ring: KeyRing
let trust: Signer
let houses = 0
const place = folder()

beforeAll(async () => {
  // Signers of other makers know no other time than that of the machine.
  world = await openWorld(new Date().toISOString())
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", new Date(Date.now() - 60_000))
  ca = keys.ca
  ring = keys
  world.workshop = {
    press: press({ ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", new Date(Date.now() - 60_000)),
    timestamp: localTimestamp(await keys.timestampAuthority(new Date(Date.now() - 60_000)), world.clock.now),
    reader,
    documents: "on",
  }
  trust = signers(join(place.path, "trust"))
  trust.person("dezernent", { name: "Mara Lindt", qualified: true })
  trust.person("landrat", { name: "Greta Hollen" })
  trust.person("amtsleitung", { name: "Jona Weidner", subject: "/C=DE/GN=Jona/SN=Weidner/CN=WEIDNER, JONA" })
}, 60_000)
afterAll(async () => {
  await world.stop()
  place.remove()
})

const png = (width: number, height: number): Uint8Array => draw(width, height, (x, y) => [x, y, 99])

type Levels = Partial<Record<"amtsleitung" | "dezernent" | "kaemmerer" | "landrat", Level>>
/** A house whose steps are signed at these levels, and which trusts the issuer of our signers. */
const houseOf = (levels: Levels, level: "AES" | "QES" = "QES"): Promise<House> =>
  world.house("T1", `kreis-${++houses}`, (tenant) => ({
    ...tenant,
    trust: [{ name: "Trust Aulen", level, certificate: trust.ca }],
    template: {
      ...tenant.template,
      steps: tenant.template.steps.map((s) =>
        s.kind === "sign" ? { ...s, level: levels[s.id as keyof Levels] ?? s.level } : s,
      ),
    },
  }))

const now = () => world.clock.set(new Date().toISOString())
const fassung = async (paper: Paper) => {
  const { fassungen, chain } = await paper.whole()
  const found = fassungen.find((f) => f.value.n === chain?.value.fassung)
  if (!found) throw new Error("no Fassung")
  return found.value
}
const MAIN: readonly Vorlage.DocumentKind[] = ["seal", "sign", "finish", "result"]
const newest = async (paper: Paper) => {
  const found = (await fassung(paper)).documents.findLast((d) => MAIN.includes(d.kind))
  if (!found) throw new Error("no stage")
  return found
}
const bytesOf = async (house: House, d: Vorlage.Document | undefined): Promise<Uint8Array> => {
  const bytes = d && (await house.workCtx().papers.get(d.path))
  if (!bytes) throw new Error("no such document")
  return bytes
}
/** The newest stage as the person downloads it. */
const download = async (house: House, paper: Paper, as: string): Promise<Uint8Array> => {
  const { chain } = await paper.whole()
  const { sha256 } = await newest(paper)
  const input = { vorlageId: paper.id, fassung: chain?.value.fassung ?? 0, sha256 }
  return (await Vorlage.file(house.as(as), input)).bytes
}
const upload = async (house: House, as: string, data: Uint8Array): Promise<string> => {
  const file = { fileName: "signiert.pdf", mediaType: "application/pdf", data }
  const { id } = await Upload.signed(house.as(as), file)
  await Upload.work(house.workCtx(), id)
  return id
}
const at = async (paper: Paper) => ({ ...(await paper.seen()), stepId: (await paper.open()).id })
const handIn = async (house: House, paper: Paper, as: string, data: Uint8Array): Promise<void> => {
  const uploadId = await upload(house, as, data)
  await Vorlage.signOutside(house.as(as), { ...(await at(paper)), uploadId })
}
/** Signs outside and lets the worker judge. @returns what the person sees of it */
const outside = async (house: House, paper: Paper, as: string, data: Uint8Array) => {
  const stepId = (await paper.open()).id
  await handIn(house, paper, as, data)
  now()
  await Vorlage.settleOutside(house.workCtx(), paper.id)
  await paper.work()
  const seen = await Vorlage.read(house.as(as), { vorlageId: paper.id })
  return seen.outside?.find((o) => o.stepId === stepId)
}
const reasonsOf = (seen: Awaited<ReturnType<typeof outside>>) => seen?.findings.map((f) => f.reason)
const signed = async (house: House, paper: Paper, as: string, nick = as): Promise<Uint8Array> => {
  now()
  return trust.sign(nick, await download(house, paper, as), `zeichnung-${(await paper.open()).id}`)
}
const scan = async (house: House, mediaType = "image/png", data: Uint8Array = png(++houses + 40, 60)) => {
  const { id } = await Upload.scan(house.as("sitzungsdienst"), { fileName: "blatt.png", mediaType, data })
  await Upload.work(house.workCtx(), id)
  return id
}
const confirm = async (
  house: House,
  paper: Paper,
  change: Partial<Parameters<typeof Vorlage.confirmPaper>[1]> = {},
  as: Ctx = house.as("sitzungsdienst"),
) => {
  const uploadId = change.uploadId ?? (await scan(house))
  const input = { personId: "kaemmerer", signedOn: house.clock.today(), ...(await at(paper)), uploadId, ...change }
  const done = await Vorlage.confirmPaper(as, input)
  await paper.work()
  return done
}

describe("a way with all levels", () => {
  let house: House
  let paper: Paper
  let facts: readonly string[]

  beforeAll(async () => {
    house = await houseOf({ amtsleitung: "none", dezernent: "QES", kaemmerer: "paper", landrat: "AES" })
    paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    expect(await outside(house, paper, "dezernent", await signed(house, paper, "dezernent"))).toMatchObject({
      state: "accepted",
      findings: [],
    })
    await confirm(house, paper)
    expect(await outside(house, paper, "landrat", await signed(house, paper, "landrat"))).toMatchObject({
      state: "accepted",
    })
    await paper.release()
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    facts = (await paper.facts()).map((f) => f.type)
  }, 120_000)

  test("ends decided, with the level recorded at every step", async () => {
    const { state, steps } = await paper.chain()
    expect(state).toBe("completed")
    const given = steps.flatMap((s) => (s.kind === "sign" ? [{ id: s.id, ...s.given }] : []))
    expect(given.map((g) => [g.id, g.level, g.by])).toEqual([
      ["amtsleitung", "none", "amtsleitung"],
      ["dezernent", "QES", "dezernent"],
      ["kaemmerer", "paper", "kaemmerer"],
      ["landrat", "AES", "landrat"],
    ])
    expect(given[2]?.paper).toMatchObject({ confirmedBy: "sitzungsdienst" })
    expect(given[1]?.external).toMatchObject({ issuer: "Trust Aulen CA" })
    expect(facts.filter((type) => type.startsWith("outside."))).toEqual(["outside.received", "outside.received"])
  })

  test("files stages that only grow; sheet and scan lie beside them", async () => {
    const { documents, owed } = await fassung(paper)
    expect(owed).toEqual([])
    const kinds = documents.map((d) => [d.kind, d.stepId].filter((x) => x !== undefined).join(" "))
    expect(kinds.filter((k) => /^(seal|sign|finish|result)/.test(k))).toEqual([
      "seal",
      "sign dezernent",
      "sign kaemmerer",
      "sign landrat",
      "finish",
      "result gremium-1",
      "result gremium-2",
      "finish",
    ])
    expect(kinds).toContain("sheet kaemmerer")
    expect(kinds).toContain("scan kaemmerer")
    let before = Buffer.alloc(0)
    for (const d of documents.filter((one) => MAIN.includes(one.kind))) {
      const bytes = Buffer.from(await bytesOf(house, d))
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(d.sha256)
      expect(bytes.subarray(0, before.length).equals(before)).toBe(true)
      before = bytes
    }
  })

  test("verifies at every stage, by our own check, pdfsig and qpdf", async () => {
    const { documents } = await fassung(paper)
    const roots = { ca: `${ca}\n${trust.ca}` }
    const nss = join(place.path, "judge")
    tool("mkdir", ["-p", nss])
    tool("certutil", ["-N", "-d", `sql:${nss}`, "--empty-password"])
    for (const [name, pem] of [
      ["ours", ca],
      ["trust", trust.ca],
    ] as const)
      tool("certutil", ["-A", "-d", `sql:${nss}`, "-n", name, "-t", "CT,C,C", "-i", place.write(`${name}.pem`, pem)])
    let signatures = 0
    for (const d of documents.filter((one) => MAIN.includes(one.kind))) {
      const bytes = await bytesOf(house, d)
      expect(verify(bytes, roots)).toMatchObject({ exit: 0, problems: [], notes: [] })
      const file = place.write("stage.pdf", bytes)
      expect(tool("qpdf", ["--check", file])).toContain("No syntax or stream encoding errors")
      const told = tool("pdfsig", ["-nssdir", `sql:${nss}`, file])
      if (d.kind !== "finish") signatures++
      expect(told.match(/Signature is Valid/g)).toHaveLength(signatures)
      expect(told.match(/Certificate is Trusted/g)).toHaveLength(signatures)
      if (d.kind !== "finish") expect(told.match(/ {2}- Total document signed$/gm)).toHaveLength(1)
    }
    expect(signatures).toBe(6)
  })

  test("the page, the command line and vorlage.read say each level in the same words", async () => {
    const { documents } = await fassung(paper)
    const text = tool("pdftotext", ["-layout", place.write("seal.pdf", await bytesOf(house, documents[0])), "-"])
    for (const words of [
      "Niveau: im Verlauf festgehalten, ohne Signatur im Dokument",
      "Niveau: qualifizierte elektronische Signatur",
      "Niveau: auf Papier gezeichnet",
      "Niveau: fortgeschrittene elektronische Signatur",
      "Zeichnung wird im Verlauf festgehalten",
    ])
      expect(text.replace(/\s+/g, " ")).toContain(words)
    const seen = await Vorlage.read(house.as("lesend"), { vorlageId: paper.id })
    expect(seen.levels).toEqual({
      amtsleitung: "im Verlauf festgehalten, ohne Signatur im Dokument",
      dezernent: "qualifizierte elektronische Signatur",
      kaemmerer: "auf Papier gezeichnet",
      landrat: "fortgeschrittene elektronische Signatur",
    })
    const last = await bytesOf(house, await newest(paper))
    const report = verify(last, { ca: `${ca}\n${trust.ca}` })
    expect(report.signatures.map((s) => [s.field, s.who, s.kind])).toEqual([
      ["siegel", "Jobcenter Kreis Aulenfeld", "siegel"],
      ["zeichnung-dezernent", "Mara Lindt", "zeichnung"],
      ["zeichnung-kaemmerer", "Jobcenter Kreis Aulenfeld", "siegel"],
      ["zeichnung-landrat", "Greta Hollen", "zeichnung"],
      ["zeitstempel-1", expect.any(String), "zeitstempel"],
      ["ergebnis-gremium-1", "Jobcenter Kreis Aulenfeld", "siegel"],
      ["ergebnis-gremium-2", "Jobcenter Kreis Aulenfeld", "siegel"],
      ["zeitstempel-2", expect.any(String), "zeitstempel"],
    ])
    expect(report.open).toEqual([])
    const words = inWords(report)
    expect(words).toContain("kein qualifiziertes Siegel; Zeichnung auf Papier gezeichnet")
    expect(words).toContain("auf Papier gezeichnet: Tomas Rehm, Kämmerer")
    expect(words).toContain("außerhalb erstellt, qualifizierte elektronische Signatur nach Angabe des Zertifikats")
    // Nobody but the organisation signs for what stands on paper.
    expect(words).not.toMatch(/Wer: +Tomas Rehm/)
    const page = tool("pdftotext", ["-layout", place.write("last.pdf", last), "-"])
    expect(page).toContain("auf Papier gezeichnet: Tomas Rehm")
    expect(page).toContain("bestätigt vom Sitzungsdienst, Ute Falk")
  })

  test("the words behind the facts name both people, and what was checked", async () => {
    const { texts } = await paper.whole()
    const found = [...texts.values()]
    expect(found.find((t) => t.paper)).toMatchObject({
      name: "Tomas Rehm",
      suffix: "",
      paper: { confirmedByName: "Ute Falk" },
    })
    const qes = found.find((t) => t.outside?.subject === "Mara Lindt")
    expect(qes).toMatchObject({ name: "Mara Lindt", outside: { issuer: "Trust Aulen CA" } })
    expect(qes?.outside?.checked.join(" ")).toContain("qualifiziertes mit qualifizierter Signaturerstellungseinheit")
    expect(qes?.outside?.notes.join(" ")).toContain("nicht geprüft")
    const log = JSON.stringify(await paper.facts())
    for (const name of ["Lindt", "Rehm", "Hollen", "Falk"]) expect(log).not.toContain(name)
  })

  test("the sheet is an accessible page with number, both hashes in groups and the address", async () => {
    const { documents } = await fassung(paper)
    const sheet = documents.find((d) => d.kind === "sheet")
    const bytes = await bytesOf(house, sheet)
    expect(await check(bytes)).toEqual([])
    const file = place.write("sheet.pdf", bytes)
    expect(structure(file)).toEqual([])
    const text = tool("pdftotext", [file, "-"]).replace(/\s+/g, " ")
    const { fassungSha256, pdfSha256 } = await paper.seen()
    for (const hash of [fassungSha256, pdfSha256]) expect(text).toContain((hash.match(/.{8}/g) ?? []).join(" "))
    expect(text).toContain("Kämmerer")
    expect(text).toContain("/pruefen/")
    expect(verify(bytes).problems).toEqual(["Die Datei trägt keine Unterschrift."])
  })

  test("the scan is served as it came, to whoever may read the Vorlage", async () => {
    const document = (await fassung(paper)).documents.find((d) => d.kind === "scan")
    if (!document) throw new Error("no scan")
    const input = { vorlageId: paper.id, fassung: 1, sha256: document.sha256 }
    expect(await Vorlage.file(house.as("lesend"), input)).toMatchObject({
      mediaType: "image/png",
      own: false,
      fileName: expect.stringMatching(/Zeichnungsblatt-kaemmerer_unterschrieben\.png$/),
    })
  })
})

describe("level none", () => {
  test("at the last step: no signature of its own, and the long-term finish follows all the same", async () => {
    const house = await houseOf({ landrat: "none" })
    const paper = await givenVorlageInZeichnung(house)
    for (const person of ["amtsleitung", "dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    const { documents } = await fassung(paper)
    expect(documents.map((d) => d.kind)).toEqual(["seal", "reading", "sign", "sign", "sign", "finish"])
    const report = verify(await bytesOf(house, documents.at(-1)), { ca })
    expect(report).toMatchObject({ exit: 0 })
    expect([...report.open, ...report.signatures.map((s) => s.field)]).not.toContain("zeichnung-landrat")
    expect((await paper.chain()).steps.find((s) => s.id === "landrat")).toMatchObject({ given: { level: "none" } })
  })
})

describe("deciding in the system", () => {
  test.each([
    ["paper", "auf Papier"],
    ["AES", "fortgeschrittene elektronische Signatur"],
    ["QES", "qualifizierte elektronische Signatur"],
  ] as const)("is refused at level %s, with the way it is done", async (level, words) => {
    const house = await houseOf({ amtsleitung: level })
    const paper = await givenVorlageInZeichnung(house)
    const before = await paper.facts()
    const refused = await paper.sign("amtsleitung").catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: "refused", reason: "step.level", message: expect.stringContaining(words) })
    expect(await paper.facts()).toEqual(before)
  })

  test("a step of the system is neither confirmed on paper nor signed outside", async () => {
    const house = await houseOf({})
    const paper = await givenVorlageInZeichnung(house)
    await expect(confirm(house, paper, { personId: "amtsleitung" })).rejects.toMatchObject({ reason: "step.level" })
    const file = await download(house, paper, "amtsleitung")
    await expect(handIn(house, paper, "amtsleitung", file)).rejects.toMatchObject({ reason: "step.level" })
  })
})

describe("on paper", () => {
  const atPaper = async (change: (house: House) => Promise<void> = async () => undefined) => {
    now()
    const house = await houseOf({ amtsleitung: "paper" })
    await change(house)
    return { house, paper: await givenVorlageInZeichnung(house) }
  }
  const landed = async (paper: Paper) => (await paper.chain()).steps.find((s) => s.id === "amtsleitung")

  test("a deputy signs in Vertretung; both names stand on the page", async () => {
    const { house, paper } = await atPaper(async (h) => {
      await h.put({ personId: "vertretung", name: "Rune Thal", functions: [deputy("amtsleitung", "amtsleitung")] })
    })
    await confirm(house, paper, { personId: "vertretung" })
    expect(await landed(paper)).toMatchObject({
      status: "done",
      given: { by: "vertretung", as: "IV", forId: "amtsleitung", level: "paper" },
    })
    const page = tool("pdftotext", ["-layout", place.write("iv.pdf", await bytesOf(house, await newest(paper))), "-"])
    expect(page).toContain("auf Papier gezeichnet: i. V. Rune Thal")
    expect(page).toContain("für Dr. Jona Weidner")
  })

  test("nobody confirms his own, nobody without the right confirms, and only who was entitled that day has signed", async () => {
    const { house, paper } = await atPaper(async (h) => {
      await h.put({
        personId: "beides",
        functions: [
          { role: "amtsleitung", as: "selbst" },
          { role: "sitzungsdienst", as: "selbst" },
        ],
      })
    })
    const own = confirm(house, paper, { personId: "beides" }, house.as("beides"))
    await expect(own).rejects.toMatchObject({ code: "forbidden", reason: "paper.self" })
    const other = confirm(house, paper, { personId: "amtsleitung" }, house.as("dezernent"))
    await expect(other).rejects.toMatchObject({ code: "forbidden", reason: "role.missing" })
    for (const personId of ["dezernent", "lesend"])
      await expect(confirm(house, paper, { personId })).rejects.toMatchObject({ reason: "paper.notEntitled" })
    await expect(confirm(house, paper, { personId: "niemand" })).rejects.toMatchObject({ reason: "person.unknown" })
    expect(await landed(paper)).toMatchObject({ status: "open" })
    await confirm(house, paper, { personId: "amtsleitung" }, house.as("beides"))
    expect(await landed(paper)).toMatchObject({ status: "done" })
  })

  test("functions count as they were on that day: given later is too late, taken away later is early enough", async () => {
    const { house, paper } = await atPaper()
    const day = house.clock.today()
    house.clock.pass(2)
    await house.put({ personId: "neu", functions: [{ role: "amtsleitung", as: "selbst" }] })
    await house.put({
      personId: "amtsleitung",
      name: "Dr. Jona Weidner",
      functions: [{ role: "lesend", as: "selbst" }],
    })
    house.clock.pass(1)
    const early = confirm(house, paper, { personId: "neu", signedOn: day })
    await expect(early).rejects.toMatchObject({ reason: "paper.notEntitled" })
    const today = confirm(house, paper, { personId: "amtsleitung", signedOn: house.clock.today() })
    await expect(today).rejects.toMatchObject({ reason: "paper.notEntitled" })
    await confirm(house, paper, { personId: "amtsleitung", signedOn: day })
    expect(await landed(paper)).toMatchObject({ given: { by: "amtsleitung", as: "selbst", paper: { signedOn: day } } })
  })

  test("the day lies between the file and today", async () => {
    const { house, paper } = await atPaper((h) => {
      h.clock.pass(2)
      return Promise.resolve()
    })
    const today = house.clock.today()
    for (const [signedOn, reason] of [
      [addDays(today, -1), "paper.early"],
      [addDays(today, 1), "paper.future"],
    ] as const) {
      const act = confirm(house, paper, { personId: "amtsleitung", signedOn })
      await expect(act).rejects.toMatchObject({ code: "input", reason })
    }
    house.clock.pass(3)
    await confirm(house, paper, { personId: "amtsleitung", signedOn: addDays(today, 1) })
    expect(await landed(paper)).toMatchObject({ given: { paper: { signedOn: addDays(today, 1) } } })
  })

  test("a scan is a readable PDF, PNG or JPEG, of a sheet, and shows one signature only", async () => {
    const { house, paper } = await atPaper()
    const docx = await Upload.scan(house.as("sitzungsdienst"), {
      fileName: "a.txt",
      mediaType: "text/plain",
      data: Buffer.from("kein Scan"),
    })
    const checking = confirm(house, paper, { personId: "amtsleitung", uploadId: docx.id })
    await expect(checking).rejects.toMatchObject({ reason: "scan.checking" })
    await Upload.work(house.workCtx(), docx.id)
    const refused = confirm(house, paper, { personId: "amtsleitung", uploadId: docx.id })
    await expect(refused).rejects.toMatchObject({ reason: "scan.refused" })
    const data = png(31, 17)
    const { id: anlage } = await Upload.receive(house.as("verfasser"), {
      purpose: "anlage",
      fileName: "a.png",
      mediaType: "image/png",
      data,
    })
    await Upload.work(house.workCtx(), anlage)
    const wrong = confirm(house, paper, { personId: "amtsleitung", uploadId: anlage })
    await expect(wrong).rejects.toMatchObject({ reason: "scan.purpose" })
    await confirm(house, paper, { personId: "amtsleitung", uploadId: await scan(house, "image/png", data) })
    const second = await givenVorlageInZeichnung(house)
    const again = confirm(house, second, { personId: "amtsleitung", uploadId: await scan(house, "image/png", data) })
    await expect(again).rejects.toMatchObject({ code: "refused", reason: "scan.used" })
    const sheet = (await fassung(second)).documents.find((d) => d.kind === "sheet")
    const pdf = await scan(house, "application/pdf", await bytesOf(house, sheet))
    await confirm(house, second, { personId: "amtsleitung", uploadId: pdf })
    expect((await fassung(second)).documents.find((d) => d.kind === "scan")).toMatchObject({ pages: 1 })
  })

  test("only the Sitzungsdienst may upload scans, and needs a fresh sign-in to confirm", async () => {
    const { house, paper } = await atPaper()
    const file = { fileName: "a.png", mediaType: "image/png", data: png(3, 3) }
    for (const person of ["verfasser", "amtsleitung", "lesend", "administration"])
      await expect(Upload.scan(house.as(person), file)).rejects.toMatchObject({ code: "forbidden" })
    for (const person of ["verfasser", "sitzungsdienst", "lesend"])
      await expect(Upload.signed(house.as(person), file)).rejects.toMatchObject({ code: "forbidden" })
    const old = new Date(world.clock.now().getTime() - 3_600_000)
    const stale: Ctx = { ...house.as("sitzungsdienst"), proof: { kind: "session", at: old, freshMinutes: 15 } }
    await expect(confirm(house, paper, { personId: "amtsleitung" }, stale)).rejects.toMatchObject({
      reason: "session.stale",
    })
  })

  test("two confirmations at once: one counts, the other is told", async () => {
    const { house, paper } = await atPaper()
    const ids = [await scan(house), await scan(house)]
    const input = { ...(await at(paper)), personId: "amtsleitung", signedOn: house.clock.today() }
    const both = await Promise.allSettled(
      ids.map((uploadId) => Vorlage.confirmPaper(house.as("sitzungsdienst"), { ...input, uploadId })),
    )
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"])
    const lost = both.find((b) => b.status === "rejected")
    expect(lost?.reason).toMatchObject({ code: "conflict", reason: "step.given" })
    await paper.work()
    expect((await fassung(paper)).documents.filter((d) => d.kind === "scan")).toHaveLength(1)
  })
})

describe("signed outside", () => {
  let house: House
  beforeAll(async () => {
    house = await houseOf({ amtsleitung: "AES", dezernent: "QES" })
  })
  const fresh = async () => {
    now()
    return givenVorlageInZeichnung(house)
  }
  const unmoved = async (paper: Paper) => {
    expect(await paper.open()).toMatchObject({ id: "amtsleitung", status: "open" })
    expect((await fassung(paper)).documents.map((d) => d.kind)).toEqual(["seal", "reading"])
    expect(await paper.tasks()).toContain("amtsleitung: sign Amtsleitung")
  }

  test("names, titles and case do not matter; another person does", async () => {
    const paper = await fresh()
    const other = await outside(house, paper, "amtsleitung", await signed(house, paper, "amtsleitung", "landrat"))
    expect(other).toMatchObject({ state: "refused" })
    expect(reasonsOf(other)).toEqual(["outside.name"])
    expect(other?.findings[0]?.message).toContain("Greta Hollen")
    await unmoved(paper)
    // Whoever handed it in sees why; the others see that.
    const seen = await Vorlage.read(house.as("lesend"), { vorlageId: paper.id })
    expect(seen.outside).toMatchObject([{ state: "refused", findings: [] }])
    const own = await outside(house, paper, "amtsleitung", await signed(house, paper, "amtsleitung"))
    expect(own).toMatchObject({ state: "accepted" })
    expect((await paper.open()).id).toBe("dezernent")
    expect((await paper.facts()).map((f) => f.type).filter((t) => t.startsWith("outside."))).toEqual([
      "outside.received",
      "outside.refused",
      "outside.received",
    ])
  })

  test("another file, the stage of an older Fassung, a stage before the last signature", async () => {
    const paper = await fresh()
    const first = await signed(house, paper, "amtsleitung")
    const strange = await givenVorlageInZeichnung(house)
    expect(reasonsOf(await outside(house, strange, "amtsleitung", first))).toEqual(["outside.stage"])
    await unmoved(strange)
    await paper.giveBack("amtsleitung", "author")
    await paper.submit()
    await paper.state("bca")
    await paper.cosign("rechtsamt", "agreed")
    expect(reasonsOf(await outside(house, paper, "amtsleitung", first))).toEqual(["outside.stage"])
    const early = await download(house, paper, "amtsleitung")
    await outside(house, paper, "amtsleitung", await signed(house, paper, "amtsleitung"))
    const late = trust.sign("dezernent", early, "zeichnung-dezernent")
    expect(reasonsOf(await outside(house, paper, "dezernent", late))).toEqual(["outside.stage"])
    const plain = trust.sign("landrat", await download(house, paper, "dezernent"), "zeichnung-dezernent")
    expect(reasonsOf(await outside(house, paper, "dezernent", plain))?.sort()).toEqual([
      "outside.name",
      "outside.qualified",
    ])
    expect(await paper.open()).toMatchObject({ id: "dezernent" })
  })

  test("only who has the step, with an own upload, a fresh sign-in and both hashes", async () => {
    const paper = await fresh()
    const file = await signed(house, paper, "amtsleitung")
    await expect(handIn(house, paper, "dezernent", file)).rejects.toMatchObject({ reason: "step.notYours" })
    const uploadId = await upload(house, "dezernent", file)
    const input = { ...(await at(paper)), uploadId }
    const foreign = Vorlage.signOutside(house.as("amtsleitung"), input)
    await expect(foreign).rejects.toMatchObject({ code: "not_found", reason: "not_found" })
    const old = { ...input, uploadId: await upload(house, "amtsleitung", file), fassungSha256: "0".repeat(64) }
    await expect(Vorlage.signOutside(house.as("amtsleitung"), old)).rejects.toMatchObject({
      code: "conflict",
      reason: "fassung.superseded",
    })
    const big = await upload(house, "amtsleitung", Buffer.concat([file, Buffer.alloc(1_100_000)]))
    const large = Vorlage.signOutside(house.as("amtsleitung"), { ...(await at(paper)), uploadId: big })
    await expect(large).rejects.toMatchObject({ code: "limit", reason: "outside.size" })
    const stale: Ctx = {
      ...house.as("amtsleitung"),
      proof: { kind: "session", at: new Date(0), freshMinutes: 15 },
    }
    await expect(Vorlage.signOutside(stale, input)).rejects.toMatchObject({ reason: "session.stale" })
    await unmoved(paper)
  })

  test("a second file while the first is judged is a conflict; after a refusal there is another try", async () => {
    const paper = await fresh()
    const file = await signed(house, paper, "amtsleitung")
    await handIn(house, paper, "amtsleitung", file)
    await expect(handIn(house, paper, "amtsleitung", file)).rejects.toMatchObject({
      code: "conflict",
      reason: "outside.checking",
    })
    await Vorlage.settleOutside(house.workCtx(), paper.id)
    // Twice is once.
    await Vorlage.settleOutside(house.workCtx(), paper.id)
    expect((await paper.open()).id).toBe("dezernent")
    expect(await house.workCtx().table.get(dutyKey({ log: paper.id, id: "extern-f1-amtsleitung" }), Duty)).toBe(
      undefined,
    )
    await expect(handIn(house, paper, "amtsleitung", file)).rejects.toMatchObject({ reason: "step.notYours" })
  })

  test("what was decided meanwhile wins: returned, or the function taken away", async () => {
    const returned = await fresh()
    await handIn(house, returned, "amtsleitung", await signed(house, returned, "amtsleitung"))
    await returned.giveBack("amtsleitung", "author")
    await Vorlage.settleOutside(house.workCtx(), returned.id)
    expect(await returned.chain()).toMatchObject({ state: "returned" })
    const seen = await Vorlage.read(house.as("amtsleitung"), { vorlageId: returned.id })
    expect(seen.outside).toMatchObject([{ state: "refused", findings: [{ reason: "chain.returned" }] }])

    const own = await houseOf({ amtsleitung: "AES" })
    now()
    const paper = await givenVorlageInZeichnung(own)
    await handIn(own, paper, "amtsleitung", await signed(own, paper, "amtsleitung"))
    await own.put({ personId: "amtsleitung", name: "Dr. Jona Weidner", functions: [{ role: "lesend", as: "selbst" }] })
    await Vorlage.settleOutside(own.workCtx(), paper.id)
    expect(await paper.open()).toMatchObject({ id: "amtsleitung" })
    const told = await Vorlage.read(own.as("amtsleitung"), { vorlageId: paper.id })
    expect(told.outside).toMatchObject([{ state: "refused", findings: [{ reason: "step.notYours" }] }])
  })

  test("two workers at once take the file once; the duty that the stream brings is fulfilled", async () => {
    const paper = await fresh()
    await handIn(house, paper, "amtsleitung", await signed(house, paper, "amtsleitung"))
    const workshop = { keys: ring, ctx: async () => house.workCtx(), forget: () => undefined, announce: async () => {} }
    const key = dutyKey({ log: paper.id, id: "extern-f1-amtsleitung" })
    expect(await house.workCtx().table.get(key, Duty)).toMatchObject({ value: { kind: "external" } })
    await Promise.all([1, 2, 3].map(() => handle(workshop, house.tenantId, key)))
    expect(await house.workCtx().table.get(key, Duty)).toBe(undefined)
    const stages = (await fassung(paper)).documents.filter((d) => d.kind === "sign")
    expect(stages).toHaveLength(1)
    expect((await paper.facts()).filter((f) => f.type === "step.signed")).toHaveLength(1)
  })

  test("a file taken stays valid when the house no longer trusts its issuer", async () => {
    const own = await houseOf({ amtsleitung: "AES" }, "AES")
    now()
    const paper = await givenVorlageInZeichnung(own)
    await outside(own, paper, "amtsleitung", await signed(own, paper, "amtsleitung"))
    const { id: _, version: __, ...settings } = await Tenant.read(own.as("administration"), {})
    // Nobody can sign at a level without an issuer, so the way goes first; this chain keeps its copy.
    const steps = settings.template.steps.map((s) => (s.kind === "sign" ? { ...s, level: "system" as const } : s))
    const template = { ...settings.template, steps }
    await Tenant.change(own.as("administration"), { ...settings, template, trust: [] })
    for (const person of ["dezernent", "kaemmerer", "landrat"]) await paper.sign(person)
    const { documents, owed } = await fassung(paper)
    expect(owed).toEqual([])
    expect(documents.at(-1)?.kind).toBe("finish")
  })
})

test("what a person was on an earlier day is what the item said then", async () => {
  const house = await houseOf({})
  const table = house.workCtx().table
  const person = { personId: "dezernent", name: "Mara Lindt" }
  const days: [string, string][] = []
  const roles = async (day: string) =>
    (await statesOn(table, person, day)).map((s) => s.functions.map((f) => f.role).join("+"))
  days.push([house.clock.today(), "dezernent"])
  house.clock.pass(1)
  await house.put({ ...person, functions: [{ role: "dezernent", as: "selbst" }, deputy("landrat", "landrat")] })
  days.push([house.clock.today(), "dezernent+landrat"])
  house.clock.pass(1)
  await house.put({ ...person, functions: [deputy("landrat", "landrat")] })
  days.push([house.clock.today(), "landrat"])
  house.clock.pass(1)
  days.push([house.clock.today(), "landrat"])
  for (const [day, words] of days) expect((await roles(day))[0]).toBe(words)
  expect(await roles(days[2]?.[0] ?? "")).toEqual(["landrat", "dezernent+landrat"])
  expect(await roles(addDays(days[0]?.[0] ?? "", -1))).toEqual([""])
})
