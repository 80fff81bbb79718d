import { PlainContent, plain, sectionNumbers } from "@beschlussweg/core/content"
import { describe, expect, test } from "vitest"
import { lost, textsOfFile, textsOfTree } from "./compare.ts"
import { h1, OPTIONS, read, reasons } from "./fixture/read.ts"
import { docx, note, noteMark, p, programmeDocx, run } from "./fixture.ts"
import { importWord } from "./import.ts"

describe("the whole programme", () => {
  test("comes over without losing a sentence, a row or a number, and is balanced", async () => {
    const bytes = programmeDocx()
    const { content, report, images } = await importWord(bytes, OPTIONS)
    const gone = lost(
      textsOfFile(bytes),
      textsOfTree(content),
      report.setAside.map((s) => s.text),
    )
    expect(gone).toEqual({ paragraphs: [], rows: [], numbers: [] })
    expect(report.balanced).toBe(true)
    expect(report.counts.characters.inXml).toBeGreaterThan(60_000)
    expect(report.counts.notes).toMatchObject({ setAside: 0 })
    expect(report.counts.notes.takenOver).toBeGreaterThan(5)
    expect(report.counts.rows).toEqual({
      inXml: report.counts.rows.takenOver,
      takenOver: report.counts.rows.inXml,
      setAside: 0,
    })
    expect(images).toHaveLength(1)
    expect(PlainContent.parse(content)).toEqual(content)
  })

  test("has the outline that Word prints", async () => {
    const { content } = await importWord(programmeDocx(), OPTIONS)
    const numbers = sectionNumbers(content.sections)
    const outline = content.sections.map((s, i) => `${numbers[i] ?? ""} ${plain(s.title)}`.trim())
    expect(outline.slice(0, 4)).toEqual([
      "Vorwort",
      "1 Rahmenbedingungen",
      "1.1 Der Kreis Aulenfeld",
      "1.2 Regionaler Arbeitsmarkt",
    ])
    expect(outline).toContain("3.2.1 Jugendberufsagentur")
    expect(content.title).toBe("Arbeitsmarkt- und Integrationsprogramm 2027")
    expect(content.subtitle).toBe("Jobcenter Kreis Aulenfeld")
  })

  test("is the same file for the same scale, and twice the text for scale 2", () => {
    expect(programmeDocx()).toEqual(programmeDocx())
    const length = (bytes: Uint8Array) => textsOfFile(bytes).paragraphs.join("").length
    const ratio = length(programmeDocx({ scale: 2 })) / length(programmeDocx())
    expect(ratio).toBeGreaterThan(1.8)
    expect(ratio).toBeLessThan(2.1)
  })
})

describe("a text that was taken apart", () => {
  test("finds a sentence, a row and a number that are missing from the tree", async () => {
    const bytes = programmeDocx()
    const { content } = await importWord(bytes, OPTIONS)
    const cut = content.sections.map((s) => ({ ...s, blocks: s.blocks.filter((b) => b.type !== "table") }))
    const gone = lost(textsOfFile(bytes), textsOfTree({ ...content, sections: cut }), [])
    expect(gone.rows.length).toBeGreaterThan(40)
    expect(gone.numbers).toContain("14.815.000")
    expect(gone.paragraphs).toContain("ZuweisungVerwaltung")
  })
})

describe("notes", () => {
  test("footnotes and endnotes become footnotes in the order of the text, with their formatting", async () => {
    const { content, report } = await read({
      body: h1("K") + p(`${run("Eins")}${noteMark(2)}${run(" zwei")}${noteMark(1, "endnote")}${run(".")}`),
      footnotes: note(1, "Nie genannt.") + note(2, `${run(" Quelle: ")}${run("Bericht", { italic: true })}`),
      endnotes: note(1, "Am Ende.", "endnote"),
    })
    expect(content.footnotes.map((f) => f.id)).toEqual(["fn2", "en1"])
    expect(content.footnotes[0]?.blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "Quelle: " },
          { type: "text", text: "Bericht", marks: ["italic"] },
        ],
      },
    ])
    expect(report.counts.notes).toEqual({ inXml: 3, takenOver: 2, setAside: 1 })
    expect(reasons(report)).toEqual(expect.arrayContaining(["note.unreferenced", "note.endnotes"]))
  })
})

describe("what surrounds the text", () => {
  test("headers and footers are set aside with their text and pictures", async () => {
    const { report } = await read({
      body: h1("K") + p("Text."),
      headers: [p("Kreis Aulenfeld – Entwurf")],
      footers: [p(run("Seite 1"))],
    })
    expect(report.setAside.map((s) => [s.place, s.text])).toEqual([
      ["Kopfzeile", "Kreis Aulenfeld – Entwurf"],
      ["Fußzeile", "Seite 1"],
    ])
  })

  test("a title given by the person replaces the document's own, which is reported", async () => {
    const bytes = docx({ body: p("Programm alt", { style: "Titel" }) + h1("K") + p("Text.") })
    const { content, report } = await importWord(bytes, { ...OPTIONS, title: "Programm neu" })
    expect(content.title).toBe("Programm neu")
    expect(report.setAside).toEqual([{ kind: "title", place: "Titel", text: "Programm alt" }])
    expect(reasons(report)).toEqual(["title.replaced"])
  })
})
