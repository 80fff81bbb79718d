import { type Block, type Inline, plain, walk } from "@beschlussweg/core/content"
import type { ProgrammePaper } from "@beschlussweg/core/paper"
import { PDFDocument } from "@cantoo/pdf-lib"
import { describe, expect, test } from "vitest"
import { speech } from "./check/speech.ts"
import { check } from "./check.ts"
import { budgetTable, images, para, programmePaper, words } from "./fixture.ts"
import { programme } from "./programme.tsx"
import { letters, outside, spoken, tool } from "./tool.ts"

const VERIFY = "https://beschluss.aulenfeld.example/pruefen/7f3kq9vt2mzx4c8w6h1n5rbd0s"
const paper = programmePaper(1, {
  verifyUrl: VERIFY,
  decision: "beschlossen durch den Kreisausschuss am 19.02.2027 (Beschlussvorlage 047/2027)",
})
const made = await programme(paper, images)

/** All pieces of text of a content tree, footnote signs left out. */
function pieces(list: readonly Block[]): string[] {
  const found: string[] = []
  const add = (content: readonly Inline[] | undefined): void => {
    let part: Inline[] = []
    for (const inline of content ?? []) {
      if (inline.type === "footnote") {
        found.push(plain(part))
        part = []
      } else part.push(inline)
    }
    found.push(plain(part))
  }
  walk(list, "", (block) => {
    if (block.type === "paragraph" || block.type === "heading") add(block.content)
    else if (block.type === "table" || block.type === "image") add(block.caption)
    else if (block.type === "chart") {
      add(block.source)
      found.push(block.title, ...block.categories, ...block.series.map((series) => series.name))
    } else if (block.type === "aside") found.push(block.note)
  })
  return found.filter((text) => text.trim() !== "")
}

function small(blocks: Block[], more: Partial<ProgrammePaper["content"]> = {}): ProgrammePaper {
  return programmePaper(1, {
    content: {
      version: 1,
      kind: "LPD",
      title: "Lokales Planungsdokument",
      year: 2027,
      sections: [{ id: "s1", level: 1, title: [words("Kapitel")], numbering: "auto", blocks }],
      footnotes: [],
      ...more,
    },
  })
}

describe("a programme of usual length", () => {
  test("keeps PDF/UA and PDF/A as far as structure shows", async () => {
    expect(await check(made.pdf)).toEqual([])
  })

  test("is accepted by poppler and qpdf", async () => {
    expect(outside(made.pdf)).toEqual([])
    expect(tool(made.pdf, "pdfinfo", "FILE")).toMatch(new RegExp(`^Pages:\\s+${made.pages}$`, "m"))
  })

  test("says every sentence, cell, note and label in the structure, links and notes at their place", async () => {
    const heard = letters(await spoken(made.pdf))
    for (const section of paper.content.sections) {
      expect(heard).toContain(letters(plain(section.title)))
      for (const piece of pieces(section.blocks)) expect(heard, piece).toContain(letters(piece))
    }
    expect(heard).toContain(
      letters(
        "Maßgeblich ist die Eingliederungsbilanz 1 des Vorjahres; die vollständigen Zahlen stehen im Datenportal des Kreises, gemessen in m²",
      ),
    )
    for (const note of paper.content.footnotes)
      for (const piece of pieces(note.blocks)) expect(heard, piece).toContain(letters(piece))
  })

  test("shows every word to a text search", async () => {
    const shown = tool(made.pdf, "pdftotext", "FILE", "-")
    const parts = (text: string): string[] => text.normalize("NFC").match(/\p{L}+|\p{N}+/gu) ?? []
    const known = new Set(parts(shown))
    const wanted = new Set(paper.content.sections.flatMap((s) => pieces(s.blocks)).flatMap(parts))
    const missing = [...wanted].filter((word) => word !== "" && !known.has(word))
    expect(missing).toEqual([])
  })

  test("numbers every page and names itself on it, outside the structure", async () => {
    const pages = tool(made.pdf, "pdftotext", "-layout", "FILE", "-").split("\f").slice(0, made.pages)
    pages.forEach((page, i) => {
      if (i === 0) expect(page).not.toContain("Seite 1 von")
      else {
        expect(page).toContain(`Seite ${i + 1} von ${made.pages}`)
        expect(page).toContain("Anlage 1 zur Beschlussvorlage 047/2027, Fassung 1")
      }
    })
    expect(await spoken(made.pdf)).not.toMatch(/Seite \d+ von/)
  })

  test("leads from the contents to the page on which the chapter stands", async () => {
    const pages = tool(made.pdf, "pdftotext", "-layout", "FILE", "-").split("\f")
    const contents = pages[1] ?? ""
    for (const [title, number] of [
      ["Ausgangslage im Kreis", "1"],
      ["Instrumente und Maßnahmen", "4"],
      ["Zeitplan", "7.3"],
    ]) {
      const page = new RegExp(`^\\s*${number}\\s+${title}\\s+(\\d+)$`, "m").exec(contents)?.[1]
      expect(page, title).toBeDefined()
      expect(pages[Number(page) - 1]).toMatch(new RegExp(`^\\s*${number}\\s+${title}$`, "m"))
    }
    const outline = tool(made.pdf, "qpdf", "--json", "--json-key=outlines", "FILE")
    expect(outline).toContain("4 Instrumente und Maßnahmen")
    expect(outline).toContain("4.2 Qualifizierung")
  })

  test("links a footnote to its note and the note back", async () => {
    const structure = tool(made.pdf, "pdfinfo", "-struct", "FILE")
    expect(structure).toMatch(/P \(block\)\n\s+Reference \(inline\)\n\s+Link \(inline\)\n\s+Object/)
    expect(structure).toMatch(/Note.*\n\s+Lbl \(block\)\n\s+Reference \(inline\)\n\s+Link \(inline\)\n\s+Object/)
    const links = (await speech(made.pdf)).filter(({ role }) => role === "Link").map(({ text }) => text.trim())
    expect(links.filter((text) => text === "1")).toHaveLength(2)
    const raw = Buffer.from(made.pdf).toString("latin1")
    for (const name of ["note-00001", "back-00001"]) expect(raw).toContain(`(${name})`)
    const notes = structure.match(/^\s*Note\b/gm) ?? []
    expect(notes).toHaveLength(paper.content.footnotes.length)
  })

  test("repeats a table's header on the next page as an artifact only", async () => {
    const pages = tool(made.pdf, "pdftotext", "-layout", "FILE", "-").split("\f")
    const shown = pages.filter((page) => /Instrument\s+Plätze/.test(page)).length
    const tables = paper.content.sections.flatMap((s) => s.blocks).filter((block) => block.type === "table").length
    const heard = (await spoken(made.pdf)).match(/^Plätze ?$/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(tables - 1)
    expect(heard - 2).toBeLessThanOrEqual(tables + 10)
    const structure = tool(made.pdf, "pdfinfo", "-struct", "FILE")
    expect((structure.match(/^\s*THead/gm) ?? []).length).toBe((structure.match(/^\s*Table\b/gm) ?? []).length)
  })

  test("carries the decision on the cover, the seal's empty field and the address of the verification page", async () => {
    const first = tool(made.pdf, "pdftotext", "-l", "1", "FILE", "-")
    expect(first).toContain("beschlossen durch den Kreisausschuss am 19.02.2027")
    const last = tool(made.pdf, "pdftotext", "-f", String(made.pages), "FILE", "-")
    expect(last).toContain(VERIFY)
    expect(tool(made.pdf, "pdfsig", "FILE")).toMatch(/Field Name: siegel\n\s+The signature form field is not signed/)
  })

  test("is the same to the last byte for the same input, and another file for another", async () => {
    const again = await programme(paper, images)
    expect(Buffer.compare(Buffer.from(again.pdf), Buffer.from(made.pdf))).toBe(0)
    const other = await programme({ ...paper, reference: "Anlage 2" }, images)
    const id = (pdf: Uint8Array): string => /\/ID \[<(\w+)>/.exec(Buffer.from(pdf).toString("latin1"))?.[1] ?? ""
    expect(id(other.pdf)).not.toBe(id(made.pdf))
  })
})

describe("difficult content", () => {
  test("a chapter of a thousand paragraphs is made in parts: nothing is lost, its notes stand at its end", async () => {
    const section = (i: number, level: number) => ({
      id: `s${i}`,
      level,
      title: [words(level === 1 ? `Teil ${i}` : `Abschnitt Nummer ${i}`)],
      numbering: "auto" as const,
      blocks: Array.from({ length: 20 }, (_, n) =>
        para(words(`Absatz ${i}x${n}.`), ...(i === 1 && n === 0 ? [{ type: "footnote" as const, id: "f1" }] : [])),
      ),
    })
    const sections = [...Array.from({ length: 51 }, (_, i) => section(i, i === 0 ? 1 : 2)), section(51, 1)]
    const footnotes = [{ id: "f1", blocks: [para(words("Anmerkung am Ende des Teils."))] }]
    const long = await programme(small([], { sections, footnotes }), images)
    expect(await check(long.pdf)).toEqual([])
    const text = tool(long.pdf, "pdftotext", "-raw", "FILE", "-")
    const order = [...text.matchAll(/Absatz (\d+)x(\d+)\./g)].map((m) => Number(m[1]) * 100 + Number(m[2]))
    expect(order).toEqual(sections.flatMap((_, i) => Array.from({ length: 20 }, (_, n) => i * 100 + n)))
    const note = text.indexOf("Anmerkung am Ende des Teils.")
    expect(note).toBeGreaterThan(text.indexOf("Absatz 50x19."))
    expect(note).toBeLessThan(text.indexOf("Absatz 51x0."))
    expect(note).toBe(text.lastIndexOf("Anmerkung am Ende des Teils."))
  })

  const long = Array.from({ length: 700 }, (_, i) => `Wort${i} im Verlauf`).join(" ")

  test("a cell longer than two pages goes on over the pages and loses nothing", async () => {
    const table: Block = {
      type: "table",
      headerRows: 1,
      rows: [
        {
          cells: [
            { blocks: [para("Kopf A")], header: true },
            { blocks: [para("Kopf B")], header: true },
          ],
        },
        { cells: [{ blocks: [para(long), para(`Ende ${long}`)] }, { blocks: [para("kurz")] }] },
        { cells: [{ blocks: [para("danach")] }, { blocks: [para("Schluss")] }] },
      ],
    }
    const result = await programme(small([para("davor"), table, para("dahinter")]), images)
    expect(await check(result.pdf)).toEqual([])
    const heard = letters(await spoken(result.pdf))
    expect(heard).toContain(letters(`Kopf A Kopf B ${long} Ende ${long} kurz danach Schluss dahinter`))
    const pages = tool(result.pdf, "pdftotext", "-layout", "FILE", "-").split("\f")
    expect(pages.filter((page) => page.includes("Kopf B")).length).toBeGreaterThanOrEqual(3)
    expect(heard.split("KopfB")).toHaveLength(2)
  })

  test("merged cells, short rows, nested tables and nested lists stay a regular table", async () => {
    const inner: Block = {
      type: "table",
      headerRows: 0,
      rows: [{ cells: [{ blocks: [para("innen links")] }, { blocks: [para("innen rechts")] }] }],
    }
    const table: Block = {
      type: "table",
      headerRows: 1,
      rows: [
        {
          cells: [
            { blocks: [para("Bereich")], rowSpan: 2, header: true },
            { blocks: [para("Werte")], colSpan: 3, header: true },
          ],
        },
        { cells: [{ blocks: [para("Soll")] }, { blocks: [para("Ist")] }, { blocks: [para("Rest")] }] },
        { cells: [{ blocks: [para("Gruppe")], rowSpan: 40 }, { blocks: [inner] }] },
        {
          cells: [
            { blocks: [{ type: "list", ordered: true, items: [{ blocks: [para("Punkt eins")] }] }] },
            { blocks: [para("9")], colSpan: 7 },
          ],
        },
        { cells: [] },
      ],
    }
    const result = await programme(small([table]), images)
    expect(await check(result.pdf)).toEqual([])
    const heard = letters(await spoken(result.pdf))
    for (const part of ["Bereich Werte", "Soll Ist Rest", "Gruppe innen links innen rechts", "Punkt eins 9"])
      expect(heard).toContain(letters(part))
  })

  test("a merged cell that spans more rows than a page holds keeps all its rows", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ cells: [{ blocks: [para(`Zeile ${i} rechts`)] }] }))
    const [first, ...rest] = rows
    const table: Block = {
      type: "table",
      headerRows: 0,
      rows: [{ cells: [{ blocks: [para("links über alles")], rowSpan: 60 }, ...(first?.cells ?? [])] }, ...rest],
    }
    const result = await programme(small([table]), images)
    expect(await check(result.pdf)).toEqual([])
    const heard = letters(await spoken(result.pdf))
    expect(heard).toContain(letters("links über alles Zeile 0 rechts Zeile 1 rechts"))
    expect(heard).toContain(letters("Zeile 58 rechts Zeile 59 rechts"))
  })

  test("headings that skip levels are written without a gap", async () => {
    const blocks: Block[] = [
      { type: "heading", level: 4, content: [words("Tief")] },
      para("Text"),
      { type: "heading", level: 6, content: [words("Tiefer")] },
      para("mehr"),
    ]
    expect(await check((await programme(small(blocks), images)).pdf)).toEqual([])
  })

  test("a decorative picture is an artifact, another one has its words", async () => {
    const content = programmePaper(1).content.sections.flatMap((s) => s.blocks)
    const picture = content.find((block) => block.type === "image")
    if (picture?.type !== "image") throw new Error("fixture without picture")
    const result = await programme(small([para("Text"), picture, { ...picture, decorative: true, alt: "" }]), images)
    expect(await check(result.pdf)).toEqual([])
    expect(tool(result.pdf, "pdfinfo", "-struct", "FILE").match(/^\s*Figure/gm)).toHaveLength(1)
    expect(tool(result.pdf, "pdfimages", "-list", "FILE").match(/^\s*\d+\s+\d+\s+image/gm)).toHaveLength(2)
  })

  test("symbols, foreign names and invisible signs come out as written", async () => {
    const text = "≤ 25 ■ Łukasz Öztürk-Żak ▶ ☐ offen ☒ zu, § 16i\u00a0SGB\u00a0II"
    const result = await programme(small([para(`${text}\u200b\u00ad`), para("Tab\tda\u0007nach")]), images)
    expect(await check(result.pdf)).toEqual([])
    const heard = await spoken(result.pdf)
    expect(heard.replace(/\s+/g, " ")).toContain(text.replace(/\u00a0/g, " "))
    expect(heard).toContain("Tab danach")
  })

  test("a character without a glyph is refused by name instead of falling back to another font", async () => {
    await expect(programme(small([para("Gut \u{1F600} so")]), images)).rejects.toMatchObject({
      code: "refused",
      reason: "glyph.uncovered",
    })
  })

  test("every kind of chart brings its figures as a table", async () => {
    const kinds = ["bar", "grouped", "stacked", "line", "donut"] as const
    const charts: Block[] = kinds.map((kind) => ({
      type: "chart",
      kind,
      title: `Diagramm ${kind}`,
      alt: `Verlauf ${kind}`,
      unit: "T €",
      categories: ["A", "B", "C"],
      series: [
        { name: "Soll", values: ["1234.5", "-20", null] },
        ...(kind === "donut" ? [] : [{ name: "Ist", values: ["1000000", "0", "3.25"] }]),
      ],
    }))
    const result = await programme(small(charts), images)
    expect(await check(result.pdf)).toEqual([])
    const heard = await spoken(result.pdf)
    for (const shown of ["1.234,5", "-20", "–", "1.000.000", "3,25"]) expect(heard).toContain(shown)
    const structure = tool(result.pdf, "pdfinfo", "-struct", "FILE")
    expect(structure.match(/^\s*Figure/gm)).toHaveLength(5)
  })

  test("no heading stands alone at the end of a page", async () => {
    const blocks = Array.from({ length: 40 }, (_, i): Block[] => [
      { type: "heading", level: 1, content: [words(`Ueberschrift${i}`)] },
      ...Array.from({ length: 1 + (i % 4) }, (_, j) => para(`${"Satz mit Inhalt. ".repeat(3 + ((i * 7 + j) % 9))}`)),
    ]).flat()
    const result = await programme(small(blocks), images)
    const pages = tool(result.pdf, "pdftotext", "-layout", "FILE", "-").split("\f")
    for (const page of pages) {
      const lines = page
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
      expect(lines.at(-2) ?? "").not.toMatch(/^Ueberschrift/)
    }
  })

  test("twice the text has twice the pages and no more than twice the drawing", async () => {
    const rows = (n: number): Block[] => Array.from({ length: n }, (_, i) => budgetTable(i, 30))
    const one = await programme(small(rows(6)), images)
    const two = await programme(small(rows(12)), images)
    expect(two.pages - 2).toBeGreaterThan((one.pages - 2) * 1.8)
    expect(two.pdf.length).toBeLessThan(one.pdf.length * 2.1)
    const pdf = await PDFDocument.load(two.pdf, { updateMetadata: false })
    expect(pdf.getPageCount()).toBe(two.pages)
  })
})
