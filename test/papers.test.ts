/** Papers in the odd cases: uploaded Anlagen, the public twin, carried Zeichnungen, a press or a timestamp service that fails. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import type { Signer } from "@beschlussweg/core/context"
import * as Document from "@beschlussweg/core/document"
import { Duty } from "@beschlussweg/core/duty"
import { AppError } from "@beschlussweg/core/error"
import type { Press } from "@beschlussweg/core/paper"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import { reader } from "@beschlussweg/functions/reader"
import { check } from "@beschlussweg/pdf/check"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { paper as taggedPdf } from "@beschlussweg/pdf/sign.fixture"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { verify } from "@beschlussweg/pdf/verify"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { PDFDocument } from "@cantoo/pdf-lib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  FINANCE_NEIN,
  givenVorlageInBeratung,
  givenVorlageInZeichnung,
  type House,
  openWorld,
  type Paper,
  paragraph,
  result,
  rewrite,
  type Workshop,
  type World,
} from "./house.ts"
import { folder, tool } from "./tool.ts"

let world: World
let on: Workshop
let ca = ""
let houses = 0
const place = folder()

beforeAll(async () => {
  // The past: pdfsig and verify judge a future signature as what it is.
  world = await openWorld("2026-02-02T08:00:00Z")
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  ca = keys.ca
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

async function upload(house: House, fileName: string, mediaType: string, data: Uint8Array): Promise<string> {
  const { id } = await Upload.receive(house.as("verfasser"), { purpose: "anlage", fileName, mediaType, data })
  await Upload.work(house.workCtx(), id)
  return id
}

async function documents(paper: Paper, n?: number): Promise<Vorlage.Document[]> {
  const { fassungen } = await paper.whole()
  return fassungen.filter((f) => n === undefined || f.value.n === n).flatMap((f) => f.value.documents)
}

async function bytesOf(house: House, document: Vorlage.Document | undefined): Promise<Uint8Array> {
  const bytes = document && (await house.workCtx().papers.get(document.path))
  if (!bytes) throw new Error("no such document")
  return bytes
}

async function textOf(house: House, document: Vorlage.Document | undefined): Promise<string> {
  return tool("pdftotext", ["-layout", place.write("text.pdf", await bytesOf(house, document)), "-"])
}

async function plainPdf(pages: number, ballast = 0): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  for (let i = 0; i < pages; i++) pdf.addPage([595, 842])
  if (ballast > 0)
    pdf.context.register(
      pdf.context.stream(
        crypto
          .getRandomValues(new Uint8Array(65_536))
          .toString()
          .repeat(Math.ceil(ballast / 200_000)),
      ),
    )
  return pdf.save({ useObjectStreams: false })
}

describe("uploaded Anlagen", () => {
  test("are checked, embedded unchanged and listed with their defects; the public twin and the reading copy say the truth", async () => {
    const house = await newHouse()
    const word = programmeDocx({})
    const untagged = await plainPdf(2)
    const openId = await upload(house, "Übersicht.pdf", "application/pdf", untagged)
    const secretId = await upload(
      house,
      "Vertraulich.docx",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      word,
    )
    const programmeId = await house.programme("Wir fördern Ausbildung.")
    const form = house.form({
      anlagen: [
        { kind: "programme", id: "p", title: "Arbeitsmarktprogramm 2027", public: true, programmeId },
        { kind: "upload", id: "a", title: "Übersicht der Träger", public: true, uploadId: openId },
        { kind: "upload", id: "b", title: "Vergabevermerk", public: false, uploadId: secretId },
      ],
    })
    const paper = await givenVorlageInBeratung(house, form)
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record("kreisausschuss", result(house, "accepted"))
    const all = await documents(paper)

    const sealed = all.find((d) => d.kind === "seal")
    const file = place.write("sealed.pdf", await bytesOf(house, sealed))
    const names = tool("pdfdetach", ["-list", file])
    expect(names).toContain("3 embedded files")
    tool("pdfdetach", ["-save", "2", "-o", join(place.path, "back.pdf"), file])
    tool("cmp", [join(place.path, "back.pdf"), place.write("untagged.pdf", untagged)])
    const text = await textOf(house, sealed)
    expect(text).toMatch(/nicht barrierefrei/)
    expect(text).toContain("nichtöffentlich")
    expect(await check(await bytesOf(house, sealed))).toEqual([])

    const twin = all.find((d) => d.kind === "twin")
    const open = await textOf(house, twin)
    expect(open).toContain("Übersicht der Träger")
    expect(open).not.toContain("Vergabevermerk")
    expect(open).toContain("Mara Lindt")
    expect(verify(await bytesOf(house, twin), { ca })).toMatchObject({ ok: true, open: [] })
    expect(await check(await bytesOf(house, twin))).toEqual([])
    expect(tool("pdfdetach", ["-list", place.write("twin.pdf", await bytesOf(house, twin))])).toContain(
      "2 embedded files",
    )

    const reading = all.find((d) => d.kind === "reading")
    const read = await textOf(house, reading)
    expect(read).toMatch(/[Uu]nsignierte Lesefassung/)
    expect(read).toContain("Übersicht der Träger")
    const raw = Buffer.from(await bytesOf(house, reading)).toString("latin1")
    expect(raw).not.toContain("pdfuaid")
  })

  test("above 20 MB in sum are referenced by hash instead of embedded", async () => {
    const house = await newHouse()
    const big = await plainPdf(1, 11_000_000)
    expect(big.byteLength).toBeGreaterThan(10.5 * 1024 * 1024)
    const ids = [
      await upload(house, "a.pdf", "application/pdf", big),
      await upload(house, "b.pdf", "application/pdf", big),
    ]
    const paper = await house.draft(
      house.form({
        anlagen: ids.map((uploadId, i) => ({
          kind: "upload",
          id: `u${i}`,
          title: `Plan ${i + 1}`,
          public: true,
          uploadId,
        })),
      }),
    )
    await paper.submit()
    const [sealed] = await documents(paper)
    expect(sealed?.bytes).toBeLessThan(1_000_000)
    expect(tool("pdfdetach", ["-list", place.write("big.pdf", await bytesOf(house, sealed))])).toContain(
      "0 embedded files",
    )
    const named = { vorlageId: paper.id, fassung: 1, sha256: createHash("sha256").update(big).digest("hex") }
    const own = await Vorlage.anlage(house.as("bca"), named)
    expect(Buffer.from(own.bytes).equals(Buffer.from(big))).toBe(true)
    const missing = { code: "not_found" }
    await expect(Vorlage.anlage(house.as("bca"), { ...named, sha256: "0".repeat(64) })).rejects.toMatchObject(missing)
    await expect(Vorlage.anlage(house.as("ausschuss"), named)).rejects.toMatchObject(missing)
  })

  test("a file that makes the reader stumble again and again is refused in the end, not checked for ever", async () => {
    const house = await newHouse()
    world.workshop = { ...on, reader: { ...reader, check: () => Promise.reject(new Error("defect")) } }
    const { id } = await Upload.receive(house.as("verfasser"), {
      purpose: "anlage",
      fileName: "x.pdf",
      mediaType: "application/pdf",
      data: await plainPdf(1),
    })
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(Upload.work(house.workCtx(), id)).rejects.toThrow("defect")
      await Document.postpone(house.workCtx(), id, "check", new Error("defect"))
    }
    await Upload.work(house.workCtx(), id)
    const { state, findings } = await Upload.read(house.as("verfasser"), { uploadId: id })
    expect({ state, reason: findings[0]?.reason }).toEqual({ state: "refused", reason: "upload.unreadable" })
  })

  test("an upload that was refused cannot become an Anlage", async () => {
    const house = await newHouse()
    const id = await upload(house, "x.pdf", "application/pdf", new TextEncoder().encode("kein PDF"))
    expect(await Upload.read(house.as("verfasser"), { uploadId: id })).toMatchObject({ state: "refused" })
    const paper = await house.draft(
      house.form({ anlagen: [{ kind: "upload", id: "u", title: "Plan", public: true, uploadId: id }] }),
    )
    await expect(paper.submit()).rejects.toMatchObject({ code: "refused", reason: "vorlage.incomplete" })
  })
})

describe("Fassungen", () => {
  test("a Zeichnung that holds on is printed in words and has no field", async () => {
    const house = await newHouse((t) => ({
      ...t,
      template: {
        ...t.template,
        steps: t.template.steps.map((s) =>
          s.kind === "sign" && s.id === "amtsleitung" ? { ...s, again: ["finanzen" as const] } : s,
        ),
      },
    }))
    const paper = await givenVorlageInZeichnung(house)
    await paper.sign("amtsleitung")
    await paper.giveBack("dezernent", "author")
    await paper.edit({ erlaeuterungen: paragraph("Nun mit Berichtspflicht.") })
    await paper.submit()
    const sealed = (await documents(paper, 2)).find((d) => d.kind === "seal")
    const text = (await textOf(house, sealed)).replace(/\s+/g, " ")
    expect(text).toContain("gezeichnet auf Fassung 1 am 02.02.2026")
    expect(text).toContain("seither geändert: Erläuterungen")
    const { open } = verify(await bytesOf(house, sealed), { ca })
    expect(open).not.toContain("zeichnung-amtsleitung")
    expect(open).toContain("zeichnung-dezernent")
  })

  test("from ja to nein the Kämmerer has a field again, to sign the removal", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    for (const person of ["amtsleitung", "dezernent", "kaemmerer"]) await paper.sign(person)
    await paper.giveBack("landrat", "author")
    await paper.edit({ finance: FINANCE_NEIN })
    await paper.submit()
    const sealed = (await documents(paper, 2)).find((d) => d.kind === "seal")
    expect(verify(await bytesOf(house, sealed), { ca }).open).toContain("zeichnung-kaemmerer")
  })

  test("one that cannot be printed is nicht erstellbar with the place named, and keeps its number for the next", async () => {
    const house = await newHouse()
    const place = "Erläuterungen, Absatz 1"
    const findings = [{ reason: "glyph.missing", place, message: "Dieses Zeichen kann nicht gedruckt werden." }]
    const stuck = () => Promise.reject(new AppError("refused", "glyph.missing", "Nicht druckbar.", findings))
    world.workshop = { ...on, press: { ...on.press, vorlage: stuck } }
    const paper = await house.draft()
    const { nummer } = await paper.submit()
    expect((await paper.chain()).state).toBe("failed")
    expect(await paper.tasks()).toEqual(["verfasser: resubmit Überarbeitung"])
    const why = [...(await paper.whole()).texts.values()].flatMap((t) => t.findings ?? [])
    expect(why).toEqual(findings)
    expect(await documents(paper)).toEqual([])
    world.workshop = on
    expect(await paper.submit()).toMatchObject({ nummer, fassung: 2 })
    expect((await paper.chain()).state).toBe("running")
  })

  test("names and labels that cannot be printed are refused before any paper needs them", async () => {
    await expect(newHouse((t) => ({ ...t, house: { ...t.house, traeger: "Kreis 漢字" } }))).rejects.toMatchObject({
      reason: "tenant.invalid",
    })
    const house = await newHouse()
    await expect(house.put({ personId: "neu", name: "漢字", functions: [] })).rejects.toMatchObject({
      reason: "glyph.missing",
    })
  })

  test("an amended decision changes the Endfassung, and the Endfassung names the decision", async () => {
    const house = await newHouse()
    const programmeId = await house.programme("Wir fördern Ausbildung.")
    const paper = await givenVorlageInBeratung(
      house,
      house.form({ anlagen: [{ kind: "programme", id: "p", title: "Programm", public: true, programmeId }] }),
    )
    await paper.record("ausschuss", result(house, "recommended"))
    await paper.record(
      "kreisausschuss",
      result(house, "accepted_amended", {
        beschlusstext: paragraph("Zugestimmt mit Bericht im Herbst."),
        changesProgramme: true,
      }),
    )
    expect((await documents(paper)).some((d) => d.kind === "endfassung")).toBe(false)
    await rewrite(house.as("verfasser"), programmeId, "Wir fördern Ausbildung und berichten im Herbst.")
    const { sha256 } = await Vorlage.Endfassung.propose(house.as("verfasser"), { vorlageId: paper.id })
    await Vorlage.Endfassung.confirm(house.as("sitzungsdienst"), { vorlageId: paper.id, sha256 })
    await paper.work()
    const text = await textOf(
      house,
      (await documents(paper)).find((d) => d.kind === "endfassung"),
    )
    expect(text).toContain("berichten im Herbst")
    expect(text).toContain("geändert beschlossen")
    const auszug = await textOf(
      house,
      (await documents(paper)).findLast((d) => d.kind === "auszug"),
    )
    expect(auszug).toContain("Zugestimmt mit Bericht im Herbst.")
    expect(auszug).toContain("Dem Arbeitsmarktprogramm wird zugestimmt.")
  })
})

describe("bad luck", () => {
  const dead = async (): Promise<never> => {
    throw new AppError("refused", "tsa.unavailable", "Der Zeitstempeldienst antwortet nicht.")
  }

  test("a stopped timestamp service holds the signatures back, not the procedure; afterwards all are there in order", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    world.workshop = { ...on, timestamp: { stamp: dead } }
    const refused = { reason: "tsa.unavailable" }
    await expect(paper.sign("amtsleitung")).rejects.toMatchObject(refused)
    await expect(paper.sign("dezernent")).rejects.toMatchObject(refused)
    expect((await paper.open()).id).toBe("kaemmerer")
    const duty = (await house.workCtx().table.list(`duty/${paper.id}`, Duty)).items[0]
    if (!duty) throw new Error("nothing is owed")
    await Document.postpone(house.workCtx(), paper.id, duty.value.id, new AppError("refused", "tsa.unavailable", ""))
    expect((await house.workCtx().table.get(duty.key, Duty))?.value).toMatchObject({
      attempts: 1,
      lastError: "tsa.unavailable",
    })
    world.workshop = on
    await paper.work()
    const kinds = (await documents(paper)).map((d) => d.stepId ?? d.kind)
    expect(kinds).toEqual(["seal", "reading", "amtsleitung", "dezernent"])
    const last = (await documents(paper)).at(-1)
    expect(verify(await bytesOf(house, last), { ca })).toMatchObject({ ok: true })
  })

  test("a timestamp service that is down at submission leaves the Fassung being made, not failed", async () => {
    const house = await newHouse()
    world.workshop = { ...on, timestamp: { stamp: dead } }
    const paper = await house.draft()
    await expect(paper.submit()).rejects.toMatchObject({ reason: "tsa.unavailable" })
    expect((await paper.chain()).state).toBe("issuing")
    world.workshop = on
    await paper.work()
    expect((await paper.chain()).state).toBe("running")
  })

  test("a worker killed between filing and commit: the file that stands is adopted, nobody signs twice", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    let signed = 0
    const counting: Press = {
      ...on.press,
      sign: (...args) => {
        signed++
        return on.press.sign(...args)
      },
    }
    world.workshop = { ...on, press: counting }
    const work = house.workCtx()
    const killed = { ...work, table: { ...work.table, commit: () => Promise.reject(new Error("killed")) } }
    await Vorlage.decide(house.as("amtsleitung"), { kind: "sign", ...(await paper.seen()), stepId: "amtsleitung" })
    await expect(Document.work(killed, paper.id)).rejects.toThrow("killed")
    await paper.work()
    await paper.work()
    expect(signed).toBe(1)
    const stages = (await documents(paper)).filter((d) => d.kind === "sign")
    expect(stages).toHaveLength(1)
    expect(verify(await bytesOf(house, stages[0]), { ca })).toMatchObject({ ok: true })
  })

  test("a foreign file at the place of a stage is never adopted", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    const work = house.workCtx()
    await work.papers.put(`vorlage/${paper.id}/f1/003-sign-amtsleitung.pdf`, await taggedPdf(1))
    await expect(paper.sign("amtsleitung")).rejects.toThrow(/does not begin with the stage before/)
    expect((await documents(paper)).some((d) => d.kind === "sign")).toBe(false)
  })

  test("two workers on the same duty make one document", async () => {
    const house = await newHouse()
    const paper = await givenVorlageInZeichnung(house)
    await Vorlage.decide(house.as("amtsleitung"), { kind: "sign", ...(await paper.seen()), stepId: "amtsleitung" })
    await Promise.all([Document.work(house.workCtx(), paper.id), Document.work(house.workCtx(), paper.id)])
    const stages = (await documents(paper)).filter((d) => d.kind === "sign")
    expect(stages).toHaveLength(1)
    expect(
      verify(await bytesOf(house, stages[0]), { ca }).signatures.filter((s) => s.kind === "zeichnung"),
    ).toHaveLength(1)
  })

  test("a key serves one signature only", async () => {
    const signer: Signer = await on.issuer.seal("Jobcenter Kreis Aulenfeld", world.clock.now())
    await signer.sign(new Uint8Array(32))
    await expect(signer.sign(new Uint8Array(32))).rejects.toThrow()
  })
})
