import { PDFDocument } from "@cantoo/pdf-lib"
import { describe, expect, test } from "vitest"
import { check } from "./check.ts"
import { images, programmePaper, vorlagePaper } from "./fixture.ts"
import { preview } from "./preview.tsx"
import { programme } from "./programme.tsx"
import { outside, spoken, tool } from "./tool.ts"

const MARK = "Vorschau – nicht eingereicht"
const vorlage = vorlagePaper({ nummer: "wird beim Einreichen vergeben", verifyUrl: "" })
const missing = [
  { place: "Betreff", message: "Der Betreff fehlt." },
  { place: "Finanzielle Auswirkungen", message: "Bitte beantworten Sie: finanzielle Auswirkungen ja oder nein." },
]
const made = await preview({ version: 1, vorlage, missing }, images)
const flat = async (pdf: Uint8Array): Promise<string> => (await spoken(pdf)).replace(/\s+/g, " ")
/** what is printed on each page */
const pagesOf = (pdf: Uint8Array): string[] => tool(pdf, "pdftotext", "-layout", "FILE", "-").split("\f").slice(0, -1)

describe("the preview of a Vorlage", () => {
  test("keeps PDF/UA and PDF/A as far as structure shows, and says on every page what it is", async () => {
    expect(await check(made.pdf)).toEqual([])
    expect(outside(made.pdf)).toEqual([])
    const pages = pagesOf(made.pdf)
    expect(pages).toHaveLength(made.pages)
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) expect(page).toContain(MARK)
  })

  test("names what is missing first, and nothing in it can be signed, sealed or checked", async () => {
    const heard = await flat(made.pdf)
    expect(heard).toContain(`${MARK} Zum Einreichen fehlt noch:`)
    for (const { place, message } of missing) expect(heard).toContain(`${place}: ${message}`)
    expect(heard).toContain("Nr. wird beim Einreichen vergeben")
    expect(heard).toContain("nach dem Einreichen")
    for (const word of ["Siegel:", "Prüfseite", "Echtheit prüfen"]) expect(heard).not.toContain(word)
    const file = await PDFDocument.load(made.pdf, { updateMetadata: false })
    expect(file.getForm().getFields()).toEqual([])
  })

  test("a form that lacks nothing says so; an Anlage without a file has no Prüfwert", async () => {
    const anlagen = vorlage.anlagen.map((a) => ({ ...a, fileName: "", sha256: "", embedded: true }))
    const { pdf } = await preview({ version: 1, vorlage: { ...vorlage, anlagen }, missing: [] }, images)
    const heard = await flat(pdf)
    expect(heard).toContain("Zum Einreichen fehlt nichts.")
    expect(heard).not.toContain("Prüfwert")
    expect(await check(pdf)).toEqual([])
  })
})

describe("a programme that nobody has submitted", () => {
  test("says on every page that it is a draft, keeps its tags, and has no field", async () => {
    const paper = programmePaper(1, { reference: "Stand 3 vom 14.01.2027, 09:12", draft: true })
    const { pdf, pages } = await programme(paper, images)
    expect(await check(pdf)).toEqual([])
    expect(outside(pdf)).toEqual([])
    const printed = pagesOf(pdf)
    expect(printed).toHaveLength(pages)
    for (const page of printed) expect(page).toContain("Entwurf")
    expect(await flat(pdf)).toContain(
      "Entwurf Diese Datei dient nur zum Lesen. Sie ist nicht eingereicht und nicht beschlossen;",
    )
    const file = await PDFDocument.load(pdf, { updateMetadata: false })
    expect(file.getForm().getFields()).toEqual([])
  })
})
