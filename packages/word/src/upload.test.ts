import { AppError } from "@beschlussweg/core/error"
import { strToU8, zipSync } from "fflate"
import { describe, expect, test } from "vitest"
import { docx, p, png } from "./fixture.ts"
import { checkUpload } from "./upload.ts"

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
const dot = png(4, 3, () => [1, 2, 3])
const word = docx({ body: p("Text.") })
const office = (types: string, more: Record<string, string> = {}) =>
  zipSync(
    Object.fromEntries(
      Object.entries({ "[Content_Types].xml": `<Types>${types}</Types>`, ...more }).map(([k, v]) => [k, strToU8(v)]),
    ),
  )
const sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

const reason = (bytes: Uint8Array, type = "") =>
  checkUpload(bytes, type, "anlage").then(
    () => "angenommen",
    (e: unknown) => (e instanceof AppError ? e.reason : String(e)),
  )

describe("an uploaded file is judged by its bytes", () => {
  test("pictures, Word and Excel files are taken with their defects in words", async () => {
    expect(await checkUpload(dot, "image/png", "bild.png")).toEqual({
      mediaType: "image/png",
      pages: null,
      pixels: { width: 4, height: 3 },
      defects: ["nicht barrierefrei (Bild ohne lesbaren Text)"],
    })
    expect((await checkUpload(word, DOCX, "a.docx")).defects).toEqual([
      "nicht auf Barrierefreiheit geprüft (Word-Datei)",
    ])
    expect((await checkUpload(office(sheet), "application/octet-stream", "a.xlsx")).mediaType).toBe(XLSX)
  })

  test("a type that differs from the declared one is refused with both named", async () => {
    await expect(checkUpload(dot, "application/pdf", "anlage.pdf")).rejects.toMatchObject({
      code: "input",
      reason: "upload.type_differs",
      message: expect.stringContaining("PDF-Datei angegeben, ist aber PNG-Bild"),
    })
  })

  test("macros, controls, old formats, encryption, damage and anything else are refused", async () => {
    expect(await reason(office(sheet, { "xl/vbaProject.bin": "x" }))).toBe("upload.macros")
    expect(
      await reason(
        office(sheet.replace("openxmlformats-officedocument.spreadsheetml.sheet", "ms-excel.sheet.macroEnabled")),
      ),
    ).toBe("upload.macros")
    expect(await reason(office(sheet, { "xl/macrosheets/sheet1.xml": "x" }))).toBe("upload.macros")
    expect(await reason(office(sheet, { "xl/activeX/activeX1.xml": "x" }))).toBe("upload.active_content")
    const cfb = Buffer.from("d0cf11e0a1b11ae1", "hex")
    expect(await reason(new Uint8Array(cfb))).toBe("upload.old_office")
    expect(await reason(new Uint8Array(Buffer.concat([cfb, Buffer.from("EncryptedPackage", "utf16le")])))).toBe(
      "upload.encrypted",
    )
    expect(await reason(dot.slice(0, 40))).toBe("upload.image")
    expect(await reason(word.slice(0, 500))).toBe("word.broken")
    expect(await reason(office("text/plain"))).toBe("upload.type")
    expect(await reason(strToU8("MZ...."))).toBe("upload.type")
    expect(await reason(new Uint8Array())).toBe("upload.type")
  })

  test("links to outside content are a defect, plain hyperlinks are not", async () => {
    const relations = (type: string) =>
      office(sheet, {
        "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/${type}" Target="https://x.example" TargetMode="External"/></Relationships>`,
      })
    expect((await checkUpload(relations("hyperlink"), XLSX, "a.xlsx")).defects).toHaveLength(1)
    expect((await checkUpload(relations("externalLinkPath"), XLSX, "a.xlsx")).defects).toContain(
      "enthält Verknüpfungen zu Inhalten außerhalb der Datei",
    )
  })
})
