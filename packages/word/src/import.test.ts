import { type Block, ProgrammeContent, plain, sectionNumbers, walk } from "@beschlussweg/core/content"
import { describe, expect, test } from "vitest"
import { lost, textsOfFile, textsOfTree } from "./compare.ts"
import {
  chart,
  chartDrawing,
  type DocxParts,
  docx,
  drawing,
  field,
  note,
  noteMark,
  p,
  picture,
  png,
  programmeDocx,
  run,
  tbl,
  tc,
  tr,
  XMLNS,
} from "./fixture.ts"
import { importWord } from "./import.ts"

const OPTIONS = { fileName: "entwurf.docx", kind: "AMP", year: 2027 } as const
const read = (parts: DocxParts) => importWord(docx(parts), OPTIONS)
const h1 = (text: string) => p(text, { style: "berschrift1" })
const dot = png(4, 3, () => [200, 10, 10])

async function blocksOf(body: string, parts: Partial<DocxParts> = {}): Promise<Block[]> {
  const { content } = await read({ body: h1("Kapitel") + body, ...parts })
  return content.sections[0]?.blocks ?? []
}
const reasons = (report: { findings: readonly { reason: string }[] }) => report.findings.map((f) => f.reason)
const paragraph = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] })
const words = (blocks: readonly Block[]): string[] => {
  const found: string[] = []
  walk(blocks, "", (b) => {
    if (b.type === "paragraph" || b.type === "heading") found.push(plain(b.content))
  })
  return found
}

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
    expect(ProgrammeContent.parse(content)).toEqual(content)
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

describe("runs", () => {
  test("keep their marks and lose needless borders between runs", async () => {
    const [block] = await blocksOf(
      p(
        run("Ein ") +
          run("fet", { bold: true }) +
          run("tes", { style: "Fett" }) +
          run(" und ") +
          run("schräges", { italic: true, underline: true }) +
          run(" Wort mit CO") +
          run("2", { superscript: true }),
      ),
    )
    expect(block).toEqual({
      type: "paragraph",
      content: [
        { type: "text", text: "Ein " },
        { type: "text", text: "fettes", marks: ["bold"] },
        { type: "text", text: " und " },
        { type: "text", text: "schräges", marks: ["italic", "underline"] },
        { type: "text", text: " Wort mit CO" },
        { type: "text", text: "2", marks: ["superscript"] },
      ],
    })
  })

  test("turn tabs, hyphens, breaks and symbols into characters that the counter sees too", async () => {
    const { content, report } = await read({
      body:
        h1("Kapitel") +
        p(
          `${run("Ja")}<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FE"/><w:br/></w:r>${run("zweite Zeile")}<w:r><w:br w:type="page"/></w:r>`,
        ),
    })
    expect(content.sections[0]?.blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "Ja\t\u2011\u00ad☑" },
          { type: "break" },
          { type: "text", text: "zweite Zeile" },
        ],
      },
    ])
    expect(report.counts.characters.inXml).toBe("Kapitel".length + "Ja".length + 4 + "zweite Zeile".length)
  })

  test("report an unknown symbol and show a box in its place", async () => {
    const { content, report } = await read({
      body: h1("K") + p(`<w:r><w:sym w:font="Wingdings 3" w:char="F011"/></w:r>${run(" Ziel")}`),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["□ Ziel"])
    expect(reasons(report)).toContain("symbol.unknown")
  })

  test("that are hidden are set aside with their text", async () => {
    const { content, report } = await read({
      body: h1("K") + p(run("Sichtbar.") + run(" Geheim.", { props: "<w:vanish/>" })),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Sichtbar."])
    expect(report.setAside).toContainEqual({ kind: "hidden", place: "Abschnitt 1 „K“", text: "Geheim." })
  })

  test("of a formula stay as text", async () => {
    const { content, report } = await read({
      body:
        h1("K") +
        p(
          `${run("Quote = ")}<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>`,
        ),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Quote = ab"])
    expect(reasons(report)).toContain("formula.as_text")
  })
})

describe("links and fields", () => {
  test("keep web and mail addresses and turn others into text", async () => {
    const link = (id: string, text: string) => `<w:hyperlink r:id="${id}">${run(text)}</w:hyperlink>`
    const { content, report } = await read({
      body:
        h1("K") +
        p(
          link("rWeb", "Seite") +
            run(" ") +
            link("rMail", "Post") +
            run(" ") +
            link("rFile", "Datei") +
            run(" ") +
            link("rJs", "Skript"),
        ),
      relations: [
        ["rWeb", "hyperlink", "HTTPS://kreis-aulenfeld.example/a b", true],
        ["rMail", "hyperlink", "mailto:amt@kreis-aulenfeld.example", true],
        ["rFile", "hyperlink", "file:///C:/geheim.xlsx", true],
        ["rJs", "hyperlink", "javascript:alert(1)", true],
      ],
    })
    const block = content.sections[0]?.blocks[0]
    expect(block?.type === "paragraph" ? block.content : []).toEqual([
      { type: "text", text: "Seite " },
      { type: "text", text: "Post", href: "mailto:amt@kreis-aulenfeld.example" },
      { type: "text", text: " Datei Skript" },
    ])
    expect(reasons(report).filter((r) => r === "link.not_taken")).toHaveLength(3)
  })

  test("keep the result and drop the code, simple, complex and nested", async () => {
    const blocks = await blocksOf(
      p(
        `<w:fldSimple w:instr=" SEQ Abbildung ">${run("7")}</w:fldSimple>${run(" von ")}${field(`REF x ${"\\"}h`, run("Tabelle 3"))}${run(" auf ")}${field('HYPERLINK "https://kreis-aulenfeld.example/x"', run("dieser Seite"))}`,
      ),
    )
    expect(blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "7 von Tabelle 3 auf " },
          { type: "text", text: "dieser Seite", href: "https://kreis-aulenfeld.example/x" },
        ],
      },
    ])
  })

  test("show old form boxes and report placeholders of content controls", async () => {
    const box = `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
    const control = `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>${p("Bitte Text eingeben")}</w:sdtContent></w:sdt>`
    const { content, report } = await read({ body: h1("K") + p(`${box}${run(" ja")}`) + control })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["☒ ja", "Bitte Text eingeben"])
    expect(reasons(report)).toContain("control.placeholder")
  })
})

describe("tracked changes and comments", () => {
  test("take what was inserted, leave what was deleted, and say so with the text", async () => {
    const change = `w:id="1" w:author="x"`
    const { content, report } = await read({
      body:
        h1("Kapitel") +
        p(
          `${run("Es sind ")}<w:del ${change}><w:r><w:delText>zehn</w:delText></w:r></w:del><w:ins ${change}>${run("zwölf")}</w:ins>${run(" Plätze.")}`,
        ) +
        `<w:p><w:pPr><w:rPr><w:del ${change}/></w:rPr></w:pPr>${run("Erster Teil,")}</w:p>` +
        p(run(" zweiter Teil.")) +
        tbl([tr([tc("bleibt"), tc("1")]), tr([tc("geht"), tc("2")], false, `<w:del ${change}/>`)]),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual([
      "Es sind zwölf Plätze.",
      "Erster Teil, zweiter Teil.",
      "bleibt",
      "1",
    ])
    expect(report.setAside.filter((s) => s.kind === "deleted").map((s) => s.text)).toEqual(["zehn", "geht  2"])
    expect(report.counts.rows).toEqual({ inXml: 2, takenOver: 1, setAside: 1 })
    expect(reasons(report)).toContain("change.accepted")
  })

  test("comments are reported where they stand and do not enter the text", async () => {
    const { content, report } = await read({
      body: h1("Kapitel") + p(`${run("Ein Satz.")}<w:r><w:commentReference w:id="3"/></w:r>`),
      comments: `<w:comment w:id="3" w:author="Kim Adler">${p("Stimmt die Zahl?")}</w:comment>`,
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["Ein Satz."])
    expect(report.findings).toContainEqual({
      reason: "comment.set_aside",
      place: "Abschnitt 1 „Kapitel“",
      message: "Ein Kommentar wurde nicht übernommen: „Stimmt die Zahl?“.",
    })
  })
})

describe("lists", () => {
  const item = (text: string, num: readonly [number, number]) => p(text, { style: "Listenabsatz", num })

  test("nest by level, keep letters and numbers, and go on after an interruption", async () => {
    const blocks = await blocksOf(
      [
        item("eins", [3, 0]),
        item("Buchstabe a", [3, 1]),
        item("römisch i", [3, 2]),
        item("Buchstabe b", [3, 1]),
        item("zwei", [3, 0]),
        p("Zwischentext."),
        item("drei", [3, 0]),
        p("Neue Liste:"),
        item("wieder eins", [5, 0]),
      ].join(""),
    )
    expect(blocks).toEqual([
      {
        type: "list",
        ordered: true,
        items: [
          {
            blocks: [
              paragraph("eins"),
              {
                type: "list",
                ordered: true,
                style: "lowerLetter",
                items: [
                  {
                    blocks: [
                      paragraph("Buchstabe a"),
                      {
                        type: "list",
                        ordered: true,
                        style: "lowerRoman",
                        items: [{ blocks: [paragraph("römisch i")] }],
                      },
                    ],
                  },
                  { blocks: [paragraph("Buchstabe b")] },
                ],
              },
            ],
          },
          { blocks: [paragraph("zwei")] },
        ],
      },
      paragraph("Zwischentext."),
      { type: "list", ordered: true, start: 3, items: [{ blocks: [paragraph("drei")] }] },
      paragraph("Neue Liste:"),
      { type: "list", ordered: true, items: [{ blocks: [paragraph("wieder eins")] }] },
    ])
  })

  test("come from a style too, and an indented paragraph belongs to its item", async () => {
    const blocks = await blocksOf(
      p("Punkt", { style: "Aufzhlungszeichen" }) + p("Noch zum Punkt.", { style: "Listenabsatz" }) + p("Danach."),
    )
    expect(blocks).toEqual([
      { type: "list", ordered: false, items: [{ blocks: [paragraph("Punkt"), paragraph("Noch zum Punkt.")] }] },
      paragraph("Danach."),
    ])
  })
})

describe("tables", () => {
  test("keep header rows, merged cells, widths and alignment", async () => {
    const { content, report } = await read({
      body:
        h1("K") +
        tbl(
          [
            tr([tc("Gruppe", { merge: "restart" }), tc("Personen", { span: 2 })], true),
            tr([tc("", { merge: "continue" }), tc("Frauen"), tc("Männer")], true),
            tr([tc("unter 25"), tc(p("10", { align: "right" })), tc(p("12", { align: "right" }))]),
          ],
          [2000, 1000, 1000],
        ),
    })
    expect(content.sections[0]?.blocks[0]).toEqual({
      type: "table",
      headerRows: 2,
      widths: [2000, 1000, 1000],
      rows: [
        {
          cells: [
            { blocks: [paragraph("Gruppe")], rowSpan: 2, header: true },
            { blocks: [paragraph("Personen")], colSpan: 2, header: true },
          ],
        },
        {
          cells: [
            { blocks: [paragraph("Frauen")], header: true },
            { blocks: [paragraph("Männer")], header: true },
          ],
        },
        {
          cells: [
            { blocks: [paragraph("unter 25")] },
            { blocks: [paragraph("10")], align: "right" },
            { blocks: [paragraph("12")], align: "right" },
          ],
        },
      ],
    })
    expect(report.counts.cells).toEqual({ inXml: 8, takenOver: 8, setAside: 0 })
  })

  test("are made regular where rows are short, indented or oddly merged", async () => {
    const { content, report } = await read({
      body:
        h1("K") +
        tbl([
          tr([tc("a"), tc("b"), tc("c")]),
          tr([tc("nur eine")]),
          tr([tc("eingerückt")], false, `<w:gridBefore w:val="2"/>`),
          tr([tc("links", { props: `<w:hMerge w:val="restart"/>` }), tc("", { props: "<w:hMerge/>" }), tc("rechts")]),
          tr([tc("ohne Ursprung", { merge: "continue", span: 2 }), tc("z")]),
        ]),
    })
    const table = content.sections[0]?.blocks[0]
    const widths = (table?.type === "table" ? table.rows : []).map((r) =>
      r.cells.reduce((n, c) => n + (c.colSpan ?? 1), 0),
    )
    expect(widths).toEqual([3, 3, 3, 3, 3])
    expect(report.counts.cells).toMatchObject({ inXml: 10, setAside: 1 })
    expect(words(content.sections[0]?.blocks ?? [])).toContain("ohne Ursprung")
  })

  test("nest, and text under a merged cell is set aside and reported", async () => {
    const { content, report } = await read({
      body:
        h1("K") +
        tbl([
          tr([tc("außen", { merge: "restart" }), tc(tbl([tr([tc("innen 1"), tc("innen 2")])]) + p(""))]),
          tr([tc("verdeckt", { merge: "continue" }), tc("unten")]),
        ]),
    })
    expect(words(content.sections[0]?.blocks ?? [])).toEqual(["außen", "innen 1", "innen 2", "unten"])
    expect(report.setAside).toContainEqual({ kind: "covered", place: "Abschnitt 1 „K“", text: "verdeckt" })
    expect(report.counts.rows).toEqual({ inXml: 3, takenOver: 3, setAside: 0 })
  })

  test("without a header row are reported; a bold first row is taken as one", async () => {
    const bold = (text: string) => tc(p(run(text, { bold: true })))
    const plainTable = tbl([tr([tc("a"), tc("b")]), tr([tc("c"), tc("d")])])
    const guessed = tbl([tr([bold("Ziel"), bold("Wert")]), tr([tc("Quote"), tc("5")])])
    const { content, report } = await read({ body: h1("K") + plainTable + p("Text.") + guessed })
    expect(reasons(report)).toEqual(expect.arrayContaining(["table.header_missing", "table.header_guessed"]))
    expect(content.sections[0]?.blocks.map((b) => (b.type === "table" ? b.headerRows : "-"))).toEqual([0, "-", 1])
  })

  test("get the caption above them and pictures the one below", async () => {
    const blocks = await blocksOf(
      p("Tabelle 1: Werte", { style: "Beschriftung" }) +
        tbl([tr([tc("a"), tc("b")], true), tr([tc("c"), tc("d")])]) +
        p(picture("img-a.png", { alt: "Rot" })) +
        p("Abbildung 1: Ein Punkt", { style: "Beschriftung" }),
      { media: { "a.png": dot } },
    )
    expect(blocks.map((b) => b.type)).toEqual(["table", "image"])
    expect(blocks.map((b) => (b.type === "table" || b.type === "image" ? plain(b.caption ?? []) : ""))).toEqual([
      "Tabelle 1: Werte",
      "Abbildung 1: Ein Punkt",
    ])
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

describe("pictures", () => {
  test("keep size and alt text; missing and automatic alt texts are reported, decorative ones are not", async () => {
    const { content, images, report } = await read({
      body:
        h1("K") +
        p(picture("img-a.png", { alt: "Ein roter Punkt", anchored: true })) +
        p(picture("img-a.png")) +
        p(picture("img-a.png", { decorative: true })) +
        p(picture("img-a.png", { alt: "Ein Bild, das Text enthält.\n\nAutomatisch generierte Beschreibung" })),
      media: { "a.png": dot },
    })
    const found = content.sections[0]?.blocks.map((b) =>
      b.type === "image" ? [b.width, b.height, b.alt, b.decorative] : b,
    )
    expect(found?.slice(0, 3)).toEqual([
      [4, 3, "Ein roter Punkt", undefined],
      [4, 3, "", undefined],
      [4, 3, "", true],
    ])
    expect(images).toHaveLength(1)
    expect(reasons(report).filter((r) => r.startsWith("image."))).toEqual(["image.alt_missing", "image.alt_automatic"])
  })

  test("that are none, broken, vector, too large or elsewhere stay visible as a note", async () => {
    const huge = Buffer.from(png(1, 1, () => [0, 0, 0]))
    const wide = png(1, 1, () => [0, 0, 0])
    const cut = dot.slice(0, dot.length - 20)
    const { content, report } = await read({
      body:
        h1("K") +
        ["text.png", "cut.png", "logo.emf", "gross.png"]
          .map((name) => p(picture(`img-${name}`, { alt: "x" })))
          .join("") +
        p(picture("rWeb", { alt: "Karte" }, true)) +
        p(picture("gibtsnicht")),
      media: {
        "text.png": new TextEncoder().encode("kein Bild"),
        "cut.png": cut,
        "logo.emf": new Uint8Array([1, 0, 0, 0, ...new Array(36).fill(0), 0x20, 0x45, 0x4d, 0x46, 0, 0, 0, 0]),
        "gross.png": resize(huge, 20_000, 20_000),
        "ok.png": wide,
      },
      relations: [["rWeb", "image", "https://boese.example/zaehler.png", true]],
    })
    const notes = content.sections[0]?.blocks.map((b) => (b.type === "aside" ? b.note : b.type)) ?? []
    expect(notes).toHaveLength(6)
    expect(notes[0]).toContain("kein Bild")
    expect(notes[1]).toContain("beschädigt")
    expect(notes[2]).toContain("EMF")
    expect(notes[3]).toContain("zu groß")
    expect(notes[4]).toContain("boese.example")
    expect(notes[5]).toContain("fehlt")
    expect(report.counts.pictures).toEqual({ inXml: 6, takenOver: 0, setAside: 6 })
  })
})

/** the same PNG with another size in its header (and the right checksum) */
function resize(data: Buffer, width: number, height: number): Uint8Array {
  const whole = png(1, 1, () => [0, 0, 0])
  const copy = Buffer.from(data.length > 0 ? data : whole)
  copy.writeUInt32BE(width, 16)
  copy.writeUInt32BE(height, 20)
  let crc = 0xffffffff
  for (const byte of copy.subarray(12, 29)) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  copy.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 29)
  return new Uint8Array(copy)
}

describe("text boxes, diagrams, objects", () => {
  const shape = (text: string) =>
    `<a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>${p(text)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData>`

  test("a text box that the file holds twice is read once", async () => {
    const twice = `<w:r><mc:AlternateContent><mc:Choice Requires="wps">${drawing(shape("Im Kasten.")).replace(/^<w:r>|<\/w:r>$/g, "")}</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>${p("Im Kasten.")}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
    const { content, report } = await read({ body: h1("K") + p(run("Davor. ") + twice) })
    expect(content.sections[0]?.blocks).toEqual([
      paragraph("Davor."),
      { type: "aside", kind: "textbox", note: "Textfeld", blocks: [paragraph("Im Kasten.")] },
    ])
    expect(report.counts.characters.inXml).toBe("KDavor. Im Kasten.".length)
  })

  test("what only newer programs read comes from its fallback", async () => {
    const model = `<w:r><mc:AlternateContent><mc:Choice Requires="am3d">${run("nur neu")}</mc:Choice><mc:Fallback>${run("Ersatz")}</mc:Fallback></mc:AlternateContent></w:r>`
    expect(words(await blocksOf(p(model)))).toEqual(["Ersatz"])
  })

  test("a diagram keeps its texts, an embedded object its preview, a bare shape its mention", async () => {
    const smart = drawing(`<a:graphicData uri="d"><dgm:relIds r:dm="rDiagram1"/></a:graphicData>`, { alt: "Ablauf" })
    const object = `<w:r><w:object><v:shape><v:imagedata r:id="img-a.png"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>`
    const line = drawing(`<a:graphicData uri="x"><wps:wsp/></a:graphicData>`, { name: "Gerade 4" })
    const { content, report } = await read({
      body: h1("K") + p(smart) + p(object) + p(line),
      media: { "a.png": dot },
      diagrams: [
        `<dgm:dataModel ${XMLNS}><dgm:ptLst><dgm:pt><a:p><a:r><a:t>Antrag</a:t></a:r></a:p></dgm:pt><dgm:pt><a:p><a:r><a:t>Bescheid</a:t></a:r></a:p></dgm:pt></dgm:ptLst></dgm:dataModel>`,
      ],
    })
    const blocks = content.sections[0]?.blocks ?? []
    expect(blocks.map((b) => (b.type === "aside" ? b.kind : b.type))).toEqual(["smartart", "object"])
    expect(words(blocks)).toEqual(["Antrag", "Bescheid"])
    expect(report.counts.pictures).toEqual({ inXml: 1, takenOver: 1, setAside: 0 })
    expect(reasons(report)).toEqual(expect.arrayContaining(["drawing.smartart", "object.embedded", "drawing.shape"]))
  })
})

describe("charts", () => {
  const one = (data: Parameters<typeof chart>[0], alt = "Beschreibung") =>
    read({ body: h1("K") + p(chartDrawing("rChart1", { alt })) + p("Quelle: eigene Zählung"), charts: [chart(data)] })

  test("keep type, title, categories and values; the source line joins them", async () => {
    const { content, report } = await one({
      title: "Eintritte",
      grouping: "clustered",
      categories: ["2025", "2026"],
      series: [
        { name: "Frauen", values: ["10.5", null] },
        { name: "Männer", values: ["4.2999999999999998", "-3"] },
      ],
    })
    expect(content.sections[0]?.blocks).toEqual([
      {
        type: "chart",
        kind: "grouped",
        title: "Eintritte",
        alt: "Beschreibung",
        categories: ["2025", "2026"],
        series: [
          { name: "Frauen", values: ["10.5", null] },
          { name: "Männer", values: ["4.3", "-3"] },
        ],
        source: [{ type: "text", text: "Quelle: eigene Zählung" }],
      },
    ])
    expect(report.counts.chartPoints).toEqual({ inXml: 3, takenOver: 3, setAside: 0 })
  })

  test("show shares as per cent and report a missing alt text", async () => {
    const { content, report } = await one(
      {
        plot: "c:pieChart",
        format: "0.0%",
        categories: ["a", "b"],
        series: [{ name: "Anteil", values: ["0.128", "0.872"] }],
      },
      "",
    )
    expect(content.sections[0]?.blocks[0]).toMatchObject({
      kind: "donut",
      unit: "%",
      title: "Anteil",
      series: [{ values: ["12.8", "87.2"] }],
    })
    expect(reasons(report)).toContain("chart.alt_missing")
  })

  test("of a kind that is not known here keep their numbers in a table", async () => {
    const { content, report } = await one({
      title: "Netz",
      plot: "c:radarChart",
      categories: ["Nord", "Süd"],
      series: [{ name: "Wert", values: ["1.5", "2"] }],
      axes: `<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>in Tausend</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx>`,
    })
    expect(words(content.sections[0]?.blocks ?? []).slice(0, 6)).toEqual(["", "Wert", "Nord", "1,5", "Süd", "2"])
    expect(reasons(report)).toEqual(expect.arrayContaining(["chart.as_table", "chart.labels"]))
    expect(report.counts.charts).toEqual({ inXml: 1, takenOver: 0, setAside: 1 })
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
