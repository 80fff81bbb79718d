import { type Block, plain, sectionNumbers } from "@beschlussweg/core/content"
import { describe, expect, test } from "vitest"
import { type DocxParts, docx, p, run } from "./fixture.ts"
import { importWord } from "./import.ts"
import { typedNumber } from "./outline.ts"

const OPTIONS = { fileName: "entwurf.docx", kind: "AMP", year: 2027 } as const
const body = "Ein ganzer Satz, der zeigt, dass hier Fließtext steht und keine Überschrift."

async function outlineOf(parts: DocxParts): Promise<{ lines: string[]; reasons: string[]; blocks: Block[][] }> {
  const { content, report } = await importWord(docx(parts), OPTIONS)
  const numbers = sectionNumbers(content.sections)
  return {
    lines: content.sections.map((s, i) => `${s.level}|${numbers[i] ?? ""}|${plain(s.title)}`),
    reasons: report.findings.map((f) => f.reason),
    blocks: content.sections.map((s) => s.blocks),
  }
}
const h = (level: number, text: string) => p(text, { style: `berschrift${level}` })
/** styles of an English Word and of LibreOffice, without numbering */
const style = (id: string, name: string, inner = "") =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${inner}</w:style>`
const PLAIN_STYLES = [1, 2, 3].map((n) => style(`Heading${n}`, `heading ${n}`)).join("")
const e = (level: number, text: string) => p(text, { style: `Heading${level}` })

describe("headings by style", () => {
  test("German style ids with numbering by style are numbered sections", async () => {
    const { lines } = await outlineOf({ body: h(1, "Ziele") + h(2, "Beratung") + p(body) + h(1, "Mittel") + p(body) })
    expect(lines).toEqual(["1|1|Ziele", "2|1.1|Beratung", "1|2|Mittel"])
  })

  test("English ids, inheritance, German names, outline levels and files without styles count too", async () => {
    const { lines } = await outlineOf({
      styles:
        PLAIN_STYLES +
        style("Kapitel", "Kapitel Kreis", `<w:basedOn w:val="Heading2"/>`) +
        style("Gliederung", "Gliederung", `<w:pPr><w:outlineLvl w:val="2"/></w:pPr>`) +
        style("LO", "Überschrift 1"),
      body:
        e(1, "Eins") +
        p("Zwei", { style: "Kapitel" }) +
        p("Drei", { style: "Gliederung" }) +
        p("Vier", { style: "LO" }) +
        p("Fünf", { props: `<w:outlineLvl w:val="1"/>` }) +
        p(body),
    })
    expect(lines).toEqual(["1||Eins", "2||Zwei", "3||Drei", "1||Vier", "2||Fünf"])
    const bare = await outlineOf({ styles: "", body: p("Allein", { style: "berschrift1" }) + p(body) })
    expect(bare.lines).toEqual(["1||Allein"])
  })

  test("a typed number that is right becomes the automatic one, a wrong one stays in the text", async () => {
    const { lines, reasons } = await outlineOf({
      styles: PLAIN_STYLES,
      body: e(1, "1. Lage") + e(2, "1.1 Markt") + e(1, "3 Ziele") + p(body),
    })
    expect(lines).toEqual(["1|1|Lage", "2|1.1|Markt", "1||3 Ziele"])
    expect(reasons).toEqual(["heading.number_differs"])
  })

  test("an address whose place line has a heading style becomes a section of its own, not one of that name", async () => {
    const { lines, reasons, blocks } = await outlineOf({
      styles: PLAIN_STYLES,
      body:
        e(1, "Lage") +
        e(2, "Markt") +
        p(body) +
        p("Jobcenter Aulenfeld") +
        p("Am Kornhaus 4") +
        e(1, "00815 Brennhausen am See") +
        p("Telefon: 00815 4711"),
    })
    expect(lines).toEqual(["1||Lage", "2||Markt", "1||Kontakt"])
    expect(reasons).toEqual(["section.added"])
    expect(blocks[2]?.map((b) => (b.type === "paragraph" ? plain(b.content) : b.type))).toEqual([
      "Jobcenter Aulenfeld",
      "Am Kornhaus 4",
      "00815 Brennhausen am See",
      "Telefon: 00815 4711",
    ])
  })

  test("the depth of a right typed number decides where all headings have one style", async () => {
    const { lines } = await outlineOf({
      styles: PLAIN_STYLES,
      body: e(1, "1 Lage") + e(1, "1.1 Markt") + e(1, "1.2 Ausbildung") + e(1, "2 Ziele") + p(body),
    })
    expect(lines).toEqual(["1|1|Lage", "2|1.1|Markt", "2|1.2|Ausbildung", "1|2|Ziele"])
  })

  test("skipped levels are closed and reported", async () => {
    const { lines, reasons } = await outlineOf({
      styles: PLAIN_STYLES,
      body: e(2, "Vorweg") + e(1, "Lage") + e(3, "Tief") + e(3, "Auch tief") + e(2, "Mitte") + p(body),
    })
    expect(lines).toEqual(["1||Vorweg", "1||Lage", "2||Tief", "2||Auch tief", "2||Mitte"])
    expect(reasons.filter((r) => r === "heading.level_skipped")).toHaveLength(2)
  })

  test("an unnumbered heading between numbered ones does not disturb their numbers", async () => {
    const none = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`
    const { lines, reasons } = await outlineOf({
      body: p("Vorwort", { style: "berschrift1", props: none }) + p(body) + h(1, "Lage") + h(2, "Markt") + p(body),
    })
    expect(lines).toEqual(["1||Vorwort", "1|1|Lage", "2|1.1|Markt"])
    expect(reasons).toEqual([])
  })
})

describe("headings by their looks", () => {
  const bold = (text: string) => p(run(text, { bold: true }))

  test("bold lines with a typed number are sections, bold lines without one are headings in the text", async () => {
    const { lines, blocks, reasons } = await outlineOf({
      body:
        bold("3 Ziele") +
        p(body) +
        bold("3.1 Strukturen der Kundinnen und Kunden") +
        p(body) +
        bold("Wohnen") +
        p(body),
    })
    expect(lines).toEqual(["1||3 Ziele", "2||3.1 Strukturen der Kundinnen und Kunden"])
    expect(blocks[1]?.[1]).toEqual({ type: "heading", level: 1, content: [{ type: "text", text: "Wohnen" }] })
    expect(reasons).toEqual(expect.arrayContaining(["heading.recognised", "heading.guessed"]))
  })

  test("a plain numbered line counts when its number follows on from the headings before it", async () => {
    const { lines } = await outlineOf({
      styles: PLAIN_STYLES,
      body: e(1, "1 Lage") + p(body) + p("1.1 Regionaler Arbeitsmarkt") + p(body) + p("1.2 Ausbildung") + p(body),
    })
    expect(lines).toEqual(["1|1|Lage", "2|1.1|Regionaler Arbeitsmarkt", "2|1.2|Ausbildung"])
  })

  test("dates, amounts, list items, sentences and addresses are no headings", async () => {
    const { lines, blocks } = await outlineOf({
      body:
        h(1, "Kapitel") +
        p("1. Juli 2027 bis Jahresende") +
        p("2.154 gemeldete Stellen im September.") +
        p("1.1 Punkt einer Liste", { num: [3, 0] }) +
        p("Jobcenter Kreis Aulenfeld") +
        p("Am Markt 3") +
        p("Brennhausen") +
        p("www.kreis-aulenfeld.example"),
    })
    expect(lines).toEqual(["1|1|Kapitel"])
    expect(blocks[0]?.filter((b) => b.type === "heading")).toEqual([])
  })

  test("without any formatting a short name before running text is a heading, a sentence cut off is none", async () => {
    const { blocks } = await outlineOf({
      body:
        h(1, "Kapitel") +
        p("2026, das Jahr des Umbruchs") +
        p(body) +
        p("Arbeitslose sind Personen, die vorübergehend ohne Beschäftigung") +
        p("Und noch ein Satz, der mit einem Punkt endet.") +
        p("Eckdaten der Ausbildung") +
        p("erster Punkt", { num: [2, 0] }),
    })
    const headings = blocks[0]?.filter((b) => b.type === "heading").map((b) => plain(b.content))
    expect(headings).toEqual(["2026, das Jahr des Umbruchs", "Eckdaten der Ausbildung"])
  })

  test("bold paragraphs with automatic decimal numbers that stand alone are sections", async () => {
    const numbered = (text: string, level: number) => p(run(text, { bold: true }), { num: [9, level] })
    const { lines } = await outlineOf({
      numbering: `<w:abstractNum w:abstractNumId="9">${[0, 1].map((i) => `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="${i === 0 ? "%1." : "%1.%2"}"/></w:lvl>`).join("")}</w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>`,
      body: numbered("Lage", 0) + p(body) + numbered("Markt", 1) + p(body) + numbered("Ziele", 0) + p(body),
    })
    expect(lines).toEqual(["1|1|Lage", "2|1.1|Markt", "1|2|Ziele"])
  })
})

describe("before and beside the sections", () => {
  test("text before the first heading gets a section of its own", async () => {
    const { lines, reasons } = await outlineOf({ body: p(body) + h(1, "Lage") + p(body) })
    expect(lines).toEqual(["1||Vorbemerkung", "1|1|Lage"])
    expect(reasons).toEqual(["section.added"])
  })

  test("a table of contents is set aside, by field, style or its dots", async () => {
    const control = `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>${p("Inhalt", { style: "Inhaltsverzeichnisberschrift" })}${p(`${run("Lage")}<w:r><w:tab/></w:r>${run("3")}`, { style: "Verzeichnis1" })}</w:sdtContent></w:sdt>`
    const typed = p("Inhaltsverzeichnis") + p("1 Lage ........ 3") + p("2 Ziele ....... 5") + p("3 Mittel ...... 9")
    for (const contents of [control, typed]) {
      const { lines, blocks, reasons } = await outlineOf({ body: contents + h(1, "Lage") + p(body) })
      expect(lines).toEqual(["1|1|Lage"])
      expect(blocks[0]).toHaveLength(1)
      expect(reasons).toEqual(["toc.set_aside"])
    }
  })

  test("a table of contents whose field never ends does not swallow the text", async () => {
    const open = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
    const { lines, blocks } = await outlineOf({ body: p(`${open}${run("Lage 3")}`) + h(1, "Lage") + p(body) })
    expect(lines).toEqual(["1|1|Lage"])
    expect(blocks[0]).toHaveLength(1)
  })
})

test.each([
  ["3.2 Strukturen", "3.2", 4],
  ["1. Vorwort", "1", 3],
  ["2.1.4. Mittel", "2.1.4", 7],
])("the typed number of %s is %s", (text, number, length) => {
  expect(typedNumber(text)).toMatchObject({ number, length })
})
test.each(["34127 Brennhausen", "2027 im Überblick", "16i-Stellen", "Ziele"])("%s has no typed number", (text) => {
  expect(typedNumber(text)).toBeUndefined()
})
