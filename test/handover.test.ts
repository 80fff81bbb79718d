/** Übergabepaket: what the Sitzungsdienst takes to the council information system, judged by unzip, sha256sum and qpdf. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Duty } from "@beschlussweg/core/duty"
import * as Handover from "@beschlussweg/core/handover"
import * as Upload from "@beschlussweg/core/upload"
import * as Vorlage from "@beschlussweg/core/vorlage"
import type { WorkCtx } from "@beschlussweg/core/work"
import { zipped } from "@beschlussweg/functions/archive/zip"
import { reader } from "@beschlussweg/functions/reader"
import { openKeyRing } from "@beschlussweg/pdf/keyring"
import { press } from "@beschlussweg/pdf/press"
import { localTimestamp } from "@beschlussweg/pdf/tsa"
import { verify } from "@beschlussweg/pdf/verify"
import { programmeDocx } from "@beschlussweg/word/fixture"
import { PDFDocument } from "@cantoo/pdf-lib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { givenVorlageInBeratung, type House, openWorld, type Paper, paragraph, type World } from "./house.ts"
import { folder, tool } from "./tool.ts"

let world: World
let house: House
let paper: Paper
let ca = ""
const place = folder()

beforeAll(async () => {
  // The past: qpdf and verify judge a future signature as what it is.
  world = await openWorld("2026-02-02T08:00:00Z")
  const keys = await openKeyRing(join(place.path, "keys"), "Betrieb", world.clock.now())
  ca = keys.ca
  world.workshop = {
    press: press({ ca }),
    issuer: await keys.issuer("kreis-aulenfeld", "Jobcenter Kreis Aulenfeld", world.clock.now()),
    timestamp: localTimestamp(await keys.timestampAuthority(world.clock.now()), world.clock.now),
    reader,
    documents: "on",
  }
  house = await world.house("T1")
  const pdf = await upload("Stellungnahme.pdf", "application/pdf", await plainPdf())
  const word = await upload("..Planübersicht.DOCX", DOCX, programmeDocx({}))
  const programmeId = await house.programme("Wir fördern Ausbildung.")
  paper = await givenVorlageInBeratung(
    house,
    house.form({
      betreff: "Maßnahmen & <Plätze> für Jugendliche",
      beschlussvorschlag: [
        { type: "list", ordered: true, items: [{ blocks: paragraph("Erstens.") }, { blocks: paragraph("Zweitens.") }] },
      ],
      anlagen: [
        { kind: "upload", id: "a", title: "../../Größe: Übersicht/Plätze?", public: true, uploadId: word },
        { kind: "programme", id: "p", title: "Arbeitsmarktprogramm 2027", public: true, programmeId },
        { kind: "upload", id: "b", title: `Stellungnahme ${"sehr ".repeat(50)}lang`, public: true, uploadId: pdf },
      ],
    }),
  )
}, 120_000)
afterAll(async () => {
  await world.stop()
  place.remove()
})

async function plainPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.addPage([595, 842])
  return pdf.save()
}
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
async function upload(fileName: string, mediaType: string, data: Uint8Array): Promise<string> {
  const { id } = await Upload.receive(house.as("verfasser"), { purpose: "anlage", fileName, mediaType, data })
  await Upload.work(house.workCtx(), id)
  return id
}
const workCtx = (): WorkCtx => ({ ...house.workCtx(), zip: zipped })

/** Asks, lets the worker do it, loads. */
async function packageOf(vorlageId: string, by = "sitzungsdienst") {
  const ctx = house.as(by)
  const { id } = await Handover.ask(ctx, { vorlageId })
  const duty = await workCtx().table.get(`duty/${vorlageId}/handover-${id}`, Duty)
  if (duty) await Handover.work(workCtx(), duty)
  const made = await Handover.ask(ctx, { vorlageId })
  const file = await Handover.packaged(ctx, { vorlageId, packageId: id })
  if (!("bytes" in file)) throw new Error("a small package is handed through")
  return { ...made, bytes: file.bytes }
}
let n = 0
/** Unpacked by unzip, in a folder of its own. */
function unpacked(bytes: Uint8Array): { dir: string; names: string[] } {
  const zip = place.write(`p${++n}.zip`, bytes)
  const dir = join(place.path, `p${n}`)
  tool("unzip", ["-q", zip, "-d", dir])
  const names = tool("unzip", ["-Z1", zip]).trim().split("\n")
  return { dir, names }
}

describe("the package", () => {
  test("holds paper, Anlagen in order, one combined PDF, fields, data; every hash is right", async () => {
    const { bytes, fileName, stateLabel, nonPublic } = await packageOf(paper.id)
    const { dir, names } = unpacked(bytes)
    const { nummer = "" } = (await paper.whole()).root.value
    const number = nummer.replace("/", "-")
    expect(fileName).toBe(`Uebergabe_${number}_Fassung-1.zip`)
    expect([nonPublic, stateLabel]).toEqual([false, "in Beratung"])
    expect(names).toEqual([
      `Vorlage_${number}_Fassung-1.pdf`,
      "Anlagen/01_Groesse-Uebersicht-Plaetze.docx",
      "Anlagen/02_Arbeitsmarktprogramm-2027.pdf",
      expect.stringMatching(/^Anlagen\/03_Stellungnahme-sehr-[a-z-]{1,70}\.pdf$/),
      `Gesamt_${number}_Fassung-1.pdf`,
      "Felder.html",
      "Felder.txt",
      "oparl.json",
      "Rueckmeldung/01_soz.json",
      "Rueckmeldung/02_ka.json",
      "LIESMICH.txt",
      "SHA256SUMS",
    ])
    tool("sh", ["-c", `cd ${dir} && sha256sum -c --strict SHA256SUMS`])
    expect(readFileSync(join(dir, "SHA256SUMS"), "utf8").trim().split("\n").length).toBe(names.length - 1)
    const main = readFileSync(join(dir, names[0] ?? ""))
    expect(verify(main, { ca }).exit).toBe(0)
    for (const name of names.filter((f) => f.endsWith(".pdf"))) tool("qpdf", ["--check", join(dir, name)])
    const whole = tool("pdftotext", [join(dir, `Gesamt_${number}_Fassung-1.pdf`), "-"])
    for (const words of ["Greta Hollen", "gezeichnet", "Wir fördern Ausbildung."]) expect(whole).toContain(words)
  })

  test("the sheet has every field of the form in its order, as page and as text", async () => {
    const { dir } = unpacked((await packageOf(paper.id)).bytes)
    const html = readFileSync(join(dir, "Felder.html"), "utf8")
    const text = readFileSync(join(dir, "Felder.txt"), "utf8")
    const labels = [...html.matchAll(/<dt>([^<]+)<\/dt>/g)].map(([, label = ""]) => label)
    expect(labels.length).toBe([...html.matchAll(/<dd>/g)].length)
    expect(labels.slice(0, 8)).toEqual([
      "Vorlagenart",
      "Öffentlichkeit",
      "Federführendes Amt",
      "Nummer",
      "Fassung",
      "Datum",
      "Betreff",
      "Beratungsfolge",
    ])
    expect(labels.slice(-3)).toEqual(["Beschlussvorschlag", "Erläuterungen", "Anlagen"])
    const at = labels.map((label) => text.indexOf(`${label}\n${"-".repeat(label.length)}\n`))
    expect(at.every((place, i) => place >= 0 && (i === 0 || place > (at[i - 1] ?? 0)))).toBe(true)
    expect(text).toContain("1. Erstens.\n2. Zweitens.")
    expect(html).toContain("Maßnahmen &amp; &lt;Plätze&gt; für Jugendliche")
    expect(html).not.toMatch(/(?:src|href)="(?!data:|#)/)
    expect(text).toContain("Produkte\n--------\n050210 Grundsicherung für Arbeitsuchende")
  })

  test("the data are an OParl Paper with its files and Beratungsfolge", async () => {
    const { dir } = unpacked((await packageOf(paper.id)).bytes)
    const oparl = JSON.parse(readFileSync(join(dir, "oparl.json"), "utf8"))
    const type = (name: string) => `https://schema.oparl.org/1.1/${name}`
    const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
    const common = { id: z.string().min(1), created: Instant, modified: Instant }
    const File = z.looseObject({
      ...common,
      type: z.literal(type("File")),
      fileName: z.string(),
      mimeType: z.string(),
      size: z.int(),
      sha512Checksum: z.string(),
      accessUrl: z.string(),
      "beschlussweg:path": z.string(),
    })
    const paperSchema = z.looseObject({
      ...common,
      type: z.literal(type("Paper")),
      reference: z.string(),
      mainFile: File,
      auxiliaryFile: z.array(File).length(3),
      consultation: z
        .array(
          z.looseObject({
            ...common,
            type: z.literal(type("Consultation")),
            organization: z.array(z.string()).length(1),
            authoritative: z.boolean(),
            role: z.enum(["Anhörung", "Entscheidung", "Kenntnisnahme", "Vorberatung"]),
          }),
        )
        .length(2),
    })
    const read = paperSchema.parse(oparl)
    // OParl knows no null, and own properties have the vendor before them.
    expect(JSON.stringify(oparl)).not.toMatch(/:(null|""|\[\])/)
    expect(read.consultation.map((c) => c.authoritative)).toEqual([false, true])
    for (const file of [read.mainFile, ...read.auxiliaryFile]) {
      const bytes = readFileSync(join(dir, file["beschlussweg:path"]))
      expect(bytes.length).toBe(file.size)
      expect(createHash("sha512").update(bytes).digest("hex")).toBe(file.sha512Checksum)
      expect(decodeURIComponent(file.accessUrl)).toBe(file["beschlussweg:path"])
    }
  })

  test("the same state is the same package, byte by byte; a new one is another, and the old one is gone", async () => {
    const first = await packageOf(paper.id)
    const { table, drafts } = workCtx()
    // As if the worker had died before its commit.
    const key = `handover/${paper.id}/${first.id}`
    const stored = await table.get(key, Handover.Package)
    if (!stored) throw new Error("no package")
    const { sha256: _, bytes: __, ...value } = stored.value
    await drafts.drop(`${key}.zip`)
    const at = house.clock.now().toISOString()
    await table.commit(
      [],
      [{ put: key, value: { ...value, state: "making" }, rev: stored.rev }],
      [{ id: `handover-${first.id}`, log: paper.id, kind: "handover", dueAt: at, attempts: 0 }],
    )
    const again = await packageOf(paper.id)
    expect([again.id, again.sha256]).toEqual([first.id, first.sha256])
    expect(createHash("sha256").update(again.bytes).digest("hex")).toBe(first.sha256)
    expect(Buffer.compare(again.bytes, first.bytes)).toBe(0)
  })

  test("its list of results, filled in, is taken back; the next package holds the result", async () => {
    const before = await packageOf(paper.id)
    const { dir } = unpacked(before.bytes)
    const back = JSON.parse(readFileSync(join(dir, "Rueckmeldung/01_soz.json"), "utf8"))
    await expect(Vorlage.results(house.as("ausschuss"), back)).rejects.toMatchObject({ reason: "input.invalid" })
    house.clock.pass(20)
    Object.assign(back, { vorsitz: "Anke Stolp", schriftfuehrung: "Fritz Lauen" })
    Object.assign(back.results[0], {
      top: "Ö 5",
      code: "recommended",
      votes: { ja: 9, nein: 2, enthaltung: 0, ungueltig: 0, befangen: 0, anwesend: 11, mitglieder: 15 },
    })
    const { taken, refused } = await Vorlage.results(house.as("ausschuss"), back)
    expect(refused).toEqual([])
    expect(taken.map((t) => t.vorlageId)).toEqual([paper.id])
    await paper.work()
    const after = await packageOf(paper.id)
    expect(after.id).not.toBe(before.id)
    const now = unpacked(after.bytes)
    const oparl = JSON.parse(readFileSync(join(now.dir, "oparl.json"), "utf8"))
    expect(oparl.consultation[0]["beschlussweg:result"]).toMatchObject({ code: "recommended", top: "Ö 5" })
    expect(now.names.filter((f) => f.startsWith("Rueckmeldung/"))).toEqual(["Rueckmeldung/01_ka.json"])
    await expect(
      Handover.packaged(house.as("sitzungsdienst"), { vorlageId: paper.id, packageId: before.id }),
    ).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("who gets it", () => {
  test("a Vorlage with non-public parts leaves by the Sitzungsdienst alone, and is marked", async () => {
    const secret = await givenVorlageInBeratung(house, house.form({ public: false, betreff: "Personalsache" }))
    for (const by of ["verfasser", "amtsleitung", "ausschuss"])
      await expect(Handover.ask(house.as(by), { vorlageId: secret.id }), by).rejects.toMatchObject({
        reason: "package.nonpublic",
      })
    const made = await packageOf(secret.id)
    expect(made.fileName).toMatch(/^NICHTOEFFENTLICH_/)
    const { dir } = unpacked(made.bytes)
    for (const name of ["LIESMICH.txt", "Felder.txt"])
      expect(readFileSync(join(dir, name), "utf8")).toContain("NICHTÖFFENTLICH")
    expect(readFileSync(join(dir, "Felder.html"), "utf8")).toContain("Nichtöffentlich.")
    await expect(
      Handover.packaged(house.as("verfasser"), { vorlageId: secret.id, packageId: made.id }),
    ).rejects.toMatchObject({ reason: "package.nonpublic" })
  })

  test("who does not see the Vorlage, has not the right, or asks too early is told apart", async () => {
    const draft = await house.draft()
    await expect(Handover.ask(house.as("verfasser"), { vorlageId: draft.id })).rejects.toMatchObject({
      reason: "package.draft",
    })
    await expect(Handover.ask(house.as("sitzungsdienst"), { vorlageId: draft.id })).rejects.toMatchObject({
      code: "not_found",
    })
    await expect(Handover.ask(house.as("lesend"), { vorlageId: paper.id })).rejects.toMatchObject({
      reason: "role.missing",
    })
    await expect(
      Handover.packaged(house.as("sitzungsdienst"), { vorlageId: paper.id, packageId: "gibtesnicht" }),
    ).rejects.toMatchObject({ code: "not_found" })
  })
})
