import { deflateSync } from "node:zlib"
import { AppError } from "@beschlussweg/core/error"
import { PDFBool, PDFDocument, PDFHexString, PDFName, PDFString, StandardFonts } from "@cantoo/pdf-lib"
import { describe, expect, test } from "vitest"
import { checkPdf } from "./upload.ts"

async function pdf(change: (document: PDFDocument) => void | Promise<void> = () => {}, objectStreams = true) {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  document.addPage([300, 300]).drawText("Seite eins", { font })
  document.addPage([300, 300]).drawText("Seite zwei", { font })
  await change(document)
  return document.save({ useObjectStreams: objectStreams })
}
const reason = (bytes: Uint8Array) =>
  checkPdf(bytes, "anlage.pdf").then(
    () => "angenommen",
    (e: unknown) => (e instanceof AppError ? e.reason : String(e)),
  )
const action = (document: PDFDocument, s: string, more: Record<string, string> = {}) =>
  document.context.register(document.context.obj({ Type: "Action", S: s, ...more }))

describe("an uploaded PDF", () => {
  test("says its pages and what makes it inaccessible", async () => {
    expect(await checkPdf(await pdf(), "anlage.pdf")).toEqual({
      mediaType: "application/pdf",
      pages: 2,
      defects: ["nicht barrierefrei (keine Auszeichnung)", "keine Sprache angegeben"],
    })
    const tagged = await pdf((d) => {
      d.catalog.set(PDFName.of("MarkInfo"), d.context.obj({ Marked: PDFBool.True }))
      d.catalog.set(PDFName.of("StructTreeRoot"), d.context.register(d.context.obj({ Type: "StructTreeRoot" })))
      d.catalog.set(PDFName.of("Lang"), PDFString.of("de-DE"))
    })
    expect((await checkPdf(tagged, "anlage.pdf")).defects).toEqual([])
    const scan = await PDFDocument.create()
    scan.addPage([300, 300])
    expect((await checkPdf(await scan.save(), "scan.pdf")).defects).toContain(
      "ohne lesbaren Text (vermutlich eingescannt)",
    )
  })

  test("with a harmless attachment names it as defect, with a program it is refused", async () => {
    const attach = (name: string) => pdf((d) => d.attach(new Uint8Array([1, 2, 3]), name, { mimeType: "text/plain" }))
    expect((await checkPdf(await attach("daten.csv"), "a.pdf")).defects).toContain("enthält eingebettete Dateien (1)")
    expect(await reason(await attach("start.exe"))).toBe("pdf.attachment")
  })

  test.each([
    [
      "a script at opening",
      "pdf.script",
      (d: PDFDocument) => d.catalog.set(PDFName.of("OpenAction"), action(d, "JavaScript", { JS: "x" })),
    ],
    ["a script in the name tree", "pdf.script", (d: PDFDocument) => d.addJavaScript("main", "app.alert(1)")],
    [
      "a script in disguise",
      "pdf.script",
      (d: PDFDocument) => d.catalog.set(PDFName.of("AA"), d.context.obj({ WC: { S: PDFName.of("Java#53cript") } })),
    ],
    [
      "a program to launch",
      "pdf.action",
      (d: PDFDocument) => d.catalog.set(PDFName.of("OpenAction"), action(d, "Launch")),
    ],
    [
      "data to send",
      "pdf.action",
      (d: PDFDocument) => d.catalog.set(PDFName.of("OpenAction"), action(d, "SubmitForm")),
    ],
    [
      "a film",
      "pdf.media",
      (d: PDFDocument) => d.context.register(d.context.obj({ Type: "Annot", Subtype: "RichMedia" })),
    ],
    [
      "a dynamic form",
      "pdf.xfa",
      (d: PDFDocument) => d.catalog.set(PDFName.of("AcroForm"), d.context.obj({ XFA: PDFHexString.of("00") })),
    ],
  ])("with %s is refused", async (_, expected, change) => {
    for (const objectStreams of [true, false])
      expect(
        await reason(
          await pdf((d) => {
            change(d)
          }, objectStreams),
        ),
      ).toBe(expected)
  })

  test("that jumps to a page when opened is taken", async () => {
    const jump = await pdf((d) => d.catalog.set(PDFName.of("OpenAction"), d.context.obj([0, PDFName.of("Fit")])))
    expect(await reason(jump)).toBe("angenommen")
  })

  test("that is encrypted, broken or no PDF is refused", async () => {
    const locked = await PDFDocument.load(await pdf())
    locked.encrypt({ userPassword: "geheim", ownerPassword: "geheim" })
    expect(await reason(await locked.save())).toBe("pdf.encrypted")
    expect(await reason(new TextEncoder().encode("PK nichts"))).toBe("pdf.not_pdf")
    expect(await reason(new TextEncoder().encode("%PDF-1.7\nnichts weiter"))).toBe("pdf.broken")
    const loop = await pdf((d) => {
      const pages = d.catalog.Pages()
      pages.set(PDFName.of("Kids"), d.context.obj([d.catalog.get(PDFName.of("Pages")) ?? ""]))
    })
    expect(await reason(loop)).toBe("pdf.broken")
  })

  test.each([
    ["plainly", "/Type /ObjStm", "/Filter /FlateDecode"],
    ["with a name in disguise", "/Type /Obj#53tm", "/Filter /Flate#44ecode"],
    ["after a long comment", `/Type /XRef %${"x".repeat(6000)}\n`, "/Filter [ /FlateDecode ]"],
    ["in a second wrapping", "/Type /ObjStm", "/Filter [/ASCIIHexDecode /FlateDecode]"],
  ])("whose structure unpacks beyond reason is refused before it is loaded (%s)", async (_, type, filter) => {
    const packed = deflateSync(Buffer.alloc(80 * 1024 * 1024))
    const head = `%PDF-1.7\n1 0 obj\n<< ${type} /N 1 /First 4 ${filter} /Length ${packed.length} >>\nstream\n`
    const bytes = Buffer.concat([Buffer.from(head), packed, Buffer.from("\nendstream\nendobj\n")])
    expect(bytes.length).toBeLessThan(200_000)
    await expect(checkPdf(new Uint8Array(bytes), "bombe.pdf")).rejects.toMatchObject({
      code: "limit",
      reason: "pdf.bomb",
    })
  })
})
