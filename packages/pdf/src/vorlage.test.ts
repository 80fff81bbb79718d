import { FIELD_SEAL, resultField, signatureField, type VorlagePaper } from "@beschlussweg/core/paper"
import { PDFDocument, PDFName } from "@cantoo/pdf-lib"
import { describe, expect, test } from "vitest"
import { auszug } from "./auszug.tsx"
import { check } from "./check.ts"
import { attachments, auszugPaper, images, para, programmePaper, vorlagePaper } from "./fixture.ts"
import { reading } from "./reading.tsx"
import { letters, outside, spoken, tool } from "./tool.ts"
import { vorlage } from "./vorlage.tsx"

const paper = vorlagePaper()
const made = await vorlage(paper, attachments, images)
const flat = async (pdf: Uint8Array): Promise<string> => (await spoken(pdf)).replace(/\s+/g, " ")

async function fieldsOf(pdf: Uint8Array): Promise<string[]> {
  const file = await PDFDocument.load(pdf, { updateMetadata: false })
  return file
    .getForm()
    .getFields()
    .map((field) => field.getName())
}

describe("the Vorlage", () => {
  test("keeps PDF/UA and PDF/A-3a as far as structure shows", async () => {
    expect(await check(made.pdf)).toEqual([])
    expect(outside(made.pdf)).toEqual([])
    expect(Buffer.from(made.pdf).toString("latin1")).toContain("<pdfaid:part>3</pdfaid:part>")
  })

  test("shows the form: office, number, subject, order of bodies, finance, proposal, reasons", async () => {
    const heard = await flat(made.pdf)
    for (const shown of [
      "Beschlussvorlage öffentlich",
      "Federführendes Amt Jobcenter Nr. 047/2027",
      "Betreff: Arbeitsmarkt- und Integrationsprogramm 2027 für das Jobcenter Kreis Aulenfeld",
      "Berichterstattung: Dr. Jona Weidner / Kim Adler 03.02.2027 Vorberatung",
      "Nr. 050210 Bez. Grundsicherung für Arbeitsuchende",
      "Betrag a) für den Zweck veranschlagt 13.015.000,00 EUR",
      "Betrag b) nunmehr erforderlich 13.245.750,50 EUR",
      "Belastung Kreis Aulenfeld 30.000,00 EUR 750,50 EUR",
      "Beschlussvorschlag:",
      "Erläuterungen:",
      "Fassung 2 vom 14.01.2027. Gegenüber Fassung 1 wurden die Erläuterungen geändert.",
      "gezeichnet auf Fassung 1 am 12.01.2027 von Kim Adler, seither geändert: Erläuterungen",
      "Mängel: nicht barrierefrei (keine Auszeichnung); Schrift nicht eingebettet",
      "mitgezeichnet mit Hinweis am 11.01.2027",
    ])
      expect(heard).toContain(shown)
    for (const anlage of paper.anlagen) expect(letters(heard)).toContain(letters(anlage.sha256))
  })

  test("says the same to poppler as to our own reader of the structure", async () => {
    const lines = tool(made.pdf, "pdfinfo", "-struct-text", "FILE").split("\n")
    const heard = lines.flatMap((line) => /^\s*"(.*)"$/.exec(line)?.[1] ?? []).join("")
    expect([...letters(heard)].sort().join("")).toBe([...letters(await spoken(made.pdf))].sort().join(""))
  })

  test("lets a screen reader hear what is ticked", async () => {
    const file = await PDFDocument.load(made.pdf, { updateMetadata: false })
    const alts = file.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => ("get" in object ? [object as { get(key: PDFName): unknown }] : []))
      .flatMap((object) => {
        const alt = object.get(PDFName.of("Alt"))
        return alt && typeof alt === "object" && "decodeText" in alt
          ? [String((alt as { decodeText(): string }).decodeText())]
          : []
      })
    expect(alts.filter((alt) => alt === "angekreuzt")).toHaveLength(2)
    expect(alts.filter((alt) => alt === "nicht angekreuzt")).toHaveLength(2)
  })

  test("has one empty field per line without a carried signature, one per body, and the seal", async () => {
    expect((await fieldsOf(made.pdf)).sort()).toEqual(
      [
        FIELD_SEAL,
        ...["dezernent", "kaemmerer", "landrat"].map(signatureField),
        ...["ausschuss", "kreisausschuss"].map(resultField),
      ].sort(),
    )
    const shown = tool(made.pdf, "pdfsig", "FILE")
    expect(shown.match(/The signature form field is not signed/g)).toHaveLength(6)
  })

  test("prints the result in words where the public twin names it", async () => {
    const twin: VorlagePaper = {
      ...paper,
      beratungsfolge: paper.beratungsfolge.map((row) => ({
        ...row,
        result: "einstimmig beschlossen, 19.02.2027, TOP 7",
      })),
      signatures: paper.signatures.map((line) => ({ ...line, carried: "im Original gezeichnet" })),
    }
    const result = await vorlage(twin, [], images)
    expect(await fieldsOf(result.pdf)).toEqual([FIELD_SEAL])
    expect(await flat(result.pdf)).toContain("einstimmig beschlossen, 19.02.2027, TOP 7")
    expect(await check(result.pdf)).toEqual([])
  })

  test("says siehe Erläuterungen where amounts are left to the text, entfällt where nothing is spent", async () => {
    const nothing = { totalCent: null, thirdPartyCent: null, ownCent: null }
    const open = { ...paper.finance, plannedCent: null, requiredCent: null, once: nothing, yearly: nothing }
    const left = await vorlage({ ...paper, finance: { ...open, seeErlaeuterungen: true } }, [], images)
    expect((await flat(left.pdf)).match(/siehe Erläuterungen/g)).toHaveLength(8)
    const none = await vorlage(
      {
        ...paper,
        finance: { ...open, effects: false, inBudget: null, products: [], positions: [], seeErlaeuterungen: false },
      },
      [],
      images,
    )
    expect(await flat(none.pdf)).toContain("Falls ja: Im Haushaltsplan vorgesehen entfällt")
    expect(await check(none.pdf)).toEqual([])
  })

  test("embeds the Anlagen unchanged, with name and words", async () => {
    const shown = tool(made.pdf, "pdfdetach", "-list", "FILE")
    expect(shown).toContain("amp-2027.pdf")
    const raw = tool(made.pdf, "qpdf", "--list-attachments", "--verbose", "FILE")
    expect(raw).toContain("Anlage 1: Arbeitsmarkt- und Integrationsprogramm 2027")
    const bytes = tool(made.pdf, "qpdf", "--show-attachment=anlage-001", "FILE")
    expect(bytes).toBe(Buffer.from(attachments[0]?.bytes ?? []).toString("utf8"))
  })

  test("names a nichtöffentliche Vorlage so in its head", async () => {
    const result = await vorlage({ ...paper, public: false }, [], images)
    expect(tool(result.pdf, "pdftotext", "-l", "1", "FILE", "-")).toContain("Beschlussvorlage nichtöffentlich")
  })

  test("is the same to the last byte for the same input", async () => {
    const again = await vorlage(paper, attachments, images)
    expect(Buffer.compare(Buffer.from(again.pdf), Buffer.from(made.pdf))).toBe(0)
  })

  test("escapes what a title may hold", async () => {
    const result = await vorlage({ ...paper, betreff: 'Kinder & Familien <"2027"> (Teil 1)' }, [], images)
    expect(await check(result.pdf)).toEqual([])
    expect(tool(result.pdf, "pdfinfo", "FILE")).toContain('Kinder & Familien <"2027"> (Teil 1)')
  })
})

describe("the Beschlussauszug", () => {
  test("says body, sitting, item, result and votes, with seal and signatures", async () => {
    const result = await auszug(auszugPaper())
    expect(await check(result.pdf)).toEqual([])
    expect(outside(result.pdf)).toEqual([])
    const heard = await flat(result.pdf)
    for (const shown of [
      "Gremium Kreisausschuss",
      "19.02.2027, Brennhausen, Kreishaus, Sitzungssaal",
      "Ö 7 (öffentlich)",
      "mehrheitlich beschlossen",
      "Ja Nein Enthaltung Ungültig Befangen Anwesend Mitglieder 11 2 1 0 0 14 15",
    ])
      expect(heard).toContain(shown)
    expect((await fieldsOf(result.pdf)).sort()).toEqual([FIELD_SEAL, "zeichnung-schriftfuehrung", "zeichnung-vorsitz"])
  })

  test("prints both wordings when the body changed the proposal, and what a correction replaces", async () => {
    const result = await auszug(
      auszugPaper({
        replaces: "Auszug 1 vom 20.02.2027",
        beschlussvorschlag: [para("Ursprünglicher Wortlaut.")],
        beschlusstext: [para("Geänderter Wortlaut.")],
        tieByChair: true,
        votes: null,
        form: null,
        signatures: [],
      }),
    )
    expect(await check(result.pdf)).toEqual([])
    const heard = await flat(result.pdf)
    expect(heard).toContain("Dieser Auszug ersetzt Auszug 1 vom 20.02.2027.")
    expect(heard.indexOf("Geänderter Wortlaut.")).toBeLessThan(heard.indexOf("Ursprünglicher Wortlaut."))
    expect(await fieldsOf(result.pdf)).toEqual([FIELD_SEAL])
  })
})

describe("the reading copy", () => {
  const upload = paper.anlagen[1]
  if (!upload) throw new Error("fixture without upload")

  test("without an uploaded PDF keeps the marks and says on every page that it is unsigned", async () => {
    const result = await reading(
      { vorlage: paper, programme: programmePaper(), uploads: [{ anlage: upload, bytes: undefined }] },
      images,
    )
    expect(await check(result.pdf)).toEqual([])
    expect(outside(result.pdf)).toEqual([])
    const pages = tool(result.pdf, "pdftotext", "-layout", "FILE", "-").split("\f").slice(0, result.pages)
    pages.forEach((page, i) => {
      expect(page).toContain("Unsignierte Lesefassung")
      expect(page).toContain(`Seite ${i + 1} von ${result.pages}`)
    })
    expect(letters(pages[0] ?? "")).toContain(letters(upload.sha256))
    expect(await fieldsOf(result.pdf)).toEqual([])
  })

  test("with an uploaded PDF carries no marks, names it on the first page and holds its pages", async () => {
    const foreign = (await auszug(auszugPaper())).pdf
    const result = await reading(
      {
        vorlage: paper,
        programme: undefined,
        uploads: [
          { anlage: upload, bytes: foreign },
          { anlage: { ...upload, id: "an3", title: "Kaputte Anlage" }, bytes: Buffer.from("kein PDF") },
        ],
      },
      images,
    )
    const raw = Buffer.from(result.pdf).toString("latin1")
    expect(raw).not.toContain("pdfuaid:part")
    expect(raw).not.toContain("pdfaid:part")
    const pages = tool(result.pdf, "pdftotext", "-layout", "FILE", "-").split("\f").slice(0, result.pages)
    expect(pages[0]).toMatch(/Nicht barrierefrei sind die hochgeladenen Anlagen/)
    expect(await flat(result.pdf)).toContain("nicht enthalten (lässt sich nicht öffnen)")
    for (const page of pages) expect(page).toContain("nsignierte Lesefassung")
    expect(pages.at(-2)).toContain("Auszug aus der Niederschrift")
    expect(tool(result.pdf, "qpdf", "--check", "FILE")).toContain("No syntax or stream encoding errors")
    const again = await reading(
      { vorlage: paper, programme: undefined, uploads: [{ anlage: upload, bytes: foreign }] },
      images,
    )
    const twice = await reading(
      { vorlage: paper, programme: undefined, uploads: [{ anlage: upload, bytes: foreign }] },
      images,
    )
    expect(Buffer.compare(Buffer.from(again.pdf), Buffer.from(twice.pdf))).toBe(0)
  })
})
