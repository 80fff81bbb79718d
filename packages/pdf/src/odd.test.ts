/** Unusual contents: nothing is lost, hidden or torn apart, and every paper keeps its structure. */
import type { Block, Inline, PlainContent } from "@beschlussweg/core/content"
import type { Rendered, VorlagePaper } from "@beschlussweg/core/paper"
import { PDFDict, PDFDocument, PDFName } from "@cantoo/pdf-lib"
import { create } from "fontkit"
import { expect, test } from "vitest"
import { speech } from "./check/speech.ts"
import { check } from "./check.ts"
import { budgetTable, images, para, programmePaper, vorlagePaper, words } from "./fixture.ts"
import { FILES, fontBytes } from "./font.ts"
import { steady } from "./glyph.ts"
import { programme } from "./programme.tsx"
import { letters, spoken, tool } from "./tool.ts"
import { vorlage } from "./vorlage.tsx"

const note = (id: string): Inline => ({ type: "footnote", id })
const cell = (...blocks: Block[]) => ({ blocks })
const text = (from: string, n: number): string =>
  Array.from({ length: n }, (_, i) => `${from} nennt Punkt ${i + 1} der Förderung im Kreis.`).join(" ")

async function printed(blocks: Block[], footnotes: PlainContent["footnotes"] = []): Promise<Rendered> {
  const content: PlainContent = {
    version: 1,
    kind: "AMP",
    title: "Sonderfälle",
    year: 2027,
    sections: [{ id: "s1", level: 1, title: [words("Kapitel")], numbering: "auto", blocks }],
    footnotes,
  }
  const made = await programme(programmePaper(1, { content }), images)
  expect(await check(made.pdf)).toEqual([])
  return made
}
/** Words of each page as they stand there. */
const pagesOf = (pdf: Uint8Array): string[] => tool(pdf, "pdftotext", "-layout", "FILE", "-").split("\f")
const said = async (pdf: Uint8Array, role: string): Promise<string[]> =>
  (await speech(pdf)).filter((piece) => piece.role === role).map((piece) => piece.text.trim())

/** Pages on which the fields of a name stand. */
async function pagesOfFields(pdf: Uint8Array, name: RegExp): Promise<number[]> {
  const file = await PDFDocument.load(pdf, { updateMetadata: false })
  return file.getPages().flatMap((page, i) =>
    (page.node.Annots()?.asArray() ?? []).flatMap((ref) => {
      const title = file.context.lookup(ref, PDFDict).get(PDFName.of("T"))
      return title && "decodeText" in title && name.test(String((title as { decodeText(): string }).decodeText()))
        ? [i]
        : []
    }),
  )
}

test("an ordered list counts as its author let it count", async () => {
  const item = (n: number) => ({ blocks: [para(`Punkt ${n}`)] })
  const { pdf } = await printed([
    { type: "list", ordered: true, style: "lowerLetter", start: 26, items: [item(1), item(2)] },
    { type: "list", ordered: true, style: "upperRoman", start: 9, items: [item(3), item(4)] },
    {
      type: "list",
      ordered: false,
      items: [{ blocks: [para("Liste darin"), { type: "list", ordered: true, items: [item(5)] }] }],
    },
  ])
  expect(await said(pdf, "Lbl")).toEqual(["z)", "aa)", "IX.", "X.", "•", "1."])
})

test("a footnote alone in a cell is printed, an empty one and an empty item keep their own line", async () => {
  const { pdf } = await printed(
    [
      {
        type: "table",
        headerRows: 1,
        rows: [
          { cells: [cell(para("Ziel")), cell(para("Wert"))] },
          { cells: [cell(para("Quote")), cell({ type: "paragraph", content: [note("a")] })] },
        ],
      },
      { type: "list", ordered: false, items: [{ blocks: [] }, { blocks: [para("zweiter Punkt")] }] },
      para("Text", note("b"), note("c")),
    ],
    [
      { id: "a", blocks: [para("Anmerkung zur Quote")] },
      { id: "b", blocks: [] },
      { id: "c", blocks: [para("Letzte Anmerkung")] },
    ],
  )
  const shown = pagesOf(pdf)[2] ?? ""
  expect(shown).toMatch(/Wert\n +1\n/)
  expect(shown).toMatch(/^\s*•\s*\n\s*•\s+zweiter Punkt$/m)
  expect(shown).toMatch(/1\s+Anmerkung zur Quote\n+\s*2\s*\n+\s*3\s+Letzte Anmerkung/)
})

test("lines of a list are as wide as their room: none is broken twice", async () => {
  const long = text("Der Absatz", 30)
  const { pdf } = await printed([{ type: "list", ordered: false, items: [{ blocks: [para(long)] }] }])
  const lines = (pagesOf(pdf)[2] ?? "")
    .split("\n")
    .filter((line) => line.includes("Punkt") || line.includes("Förderung"))
  // every line but the last is well filled
  for (const line of lines.slice(0, -1)) expect(line.trim().length).toBeGreaterThan(70)
})

test("a table inside a coloured note keeps its lines", async () => {
  const { pdf } = await printed([
    { type: "aside", kind: "textbox", note: "Aus einem Textfeld", blocks: [para("davor"), budgetTable(1, 3)] },
  ])
  const page = tool(pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")
  const fill = page.search(/0\.933\d* 0\.949\d* 0\.964\d* scn[\s\S]{0,200}?\bf\b/)
  // the only table's lines are drawn once, after the ground below them
  expect(page.split("0.5 w\n")).toHaveLength(2)
  expect(fill).toBeGreaterThan(0)
  expect(page.indexOf("0.5 w\n")).toBeGreaterThan(fill)
})

test("figures of a very wide table are not divided", async () => {
  const columns = Array.from({ length: 22 }, (_, i) => i)
  const { pdf } = await printed([
    {
      type: "table",
      headerRows: 1,
      rows: [
        { cells: columns.map((i) => cell(para(i === 0 ? "Gruppe" : `S ${i}`))) },
        { cells: columns.map((i) => cell(para(i === 0 ? "Integrationsquote" : String(4000 + i)))) },
      ],
    },
  ])
  const shown = pagesOf(pdf)[2] ?? ""
  for (const i of columns.slice(1)) expect(shown).toMatch(new RegExp(`\\b${4000 + i}\\b`))
})

test("a chart names every series in its legend and takes any figures", async () => {
  const chart = (
    kind: "bar" | "grouped" | "stacked" | "line" | "donut",
    values: (string | null)[],
    series = 9,
  ): Block => ({
    type: "chart",
    kind,
    title: `Bild ${kind}`,
    alt: "Werte in der Tabelle",
    categories: values.map((_, i) => `Kategorie ${i + 1}`),
    series: Array.from({ length: series }, (_, i) => ({ name: `Reihe ${i + 1} mit langem Namen`, values })),
  })
  const { pdf } = await printed([
    chart("grouped", ["-12.5", null, "8000.25"]),
    chart("line", ["0", "0", null]),
    chart("donut", ["-1", "2"]),
    chart(
      "donut",
      Array.from({ length: 40 }, (_, i) => String(i + 1)),
      1,
    ),
    chart("stacked", [null]),
  ])
  const shown = letters(pagesOf(pdf).join(""))
  const count = (of: string): number => shown.split(of).length - 1
  // in the legend, and in parts in the head of the table below
  for (let i = 2; i <= 9; i += 1) expect(count(`Reihe${i}mitlangemNamen`)).toBeGreaterThanOrEqual(4)
})

test("names that head the rows are told to a screen reader where a table has no header", async () => {
  const row = (...texts: string[]) => ({ cells: texts.map((each) => cell(para(each))) })
  const { pdf } = await printed([
    { type: "table", headerRows: 0, rows: [row("Frauen", "0,8 %"), row("Männer", "0,5 %")] },
  ])
  expect(await said(pdf, "TH")).toEqual(["Frauen", "Männer"])
})

test("a list does not leave the words that announce it", async () => {
  const items = Array.from({ length: 4 }, (_, i) => ({ blocks: [para(text(`Eintrag ${i}`, 2))] }))
  for (let n = 20; n <= 44; n += 3) {
    const filler = Array.from({ length: n }, (_, i) => para(`Absatz ${i}`))
    const { pdf } = await printed([...filler, para("Vorhaben des Jahres:"), { type: "list", ordered: false, items }])
    for (const page of pagesOf(pdf)) if (page.includes("Vorhaben des Jahres:")) expect(page).toContain("Eintrag 0")
  }
})

const twelve: VorlagePaper["signatures"] = Array.from({ length: 9 }, (_, i) => ({
  stepId: `z${i}`,
  label: `Stelle ${i}`,
}))
test.each([0, 8, 16, 24, 32, 40])(
  "signatures, results and seal stand together whatever comes before (%i)",
  async (n) => {
    const paper = vorlagePaper({
      signatures: twelve,
      erlaeuterungen: Array.from({ length: n }, (_, i) => para(`Absatz ${i}`)),
    })
    const { pdf, pages } = await vorlage(paper, [], images)
    expect(await check(pdf)).toEqual([])
    expect(new Set(await pagesOfFields(pdf, /^zeichnung-/)).size).toBe(1)
    expect(await pagesOfFields(pdf, /^(ergebnis-|siegel)/)).toEqual([pages - 1, pages - 1, pages - 1])
  },
)

test("headings in the Erläuterungen are smaller than the form's own", async () => {
  const { pdf } = await vorlage(vorlagePaper(), [], images)
  const xml = tool(pdf, "pdftotext", "-bbox-layout", "FILE", "-")
  const height = (word: string): number => {
    const [, top = "0", bottom = "0"] =
      new RegExp(`yMin="([\\d.]+)" xMax="[\\d.]+" yMax="([\\d.]+)">${word}<`).exec(xml) ?? []
    return Number(bottom) - Number(top)
  }
  expect(height("Erläuterungen:")).toBeGreaterThan(0)
  expect(height("Schwerpunkte")).toBeLessThan(height("Erläuterungen:") * 0.9)
})

test("letters lead to text whatever was written before with the same font", () => {
  const font = create(fontBytes(FILES.regular))
  if (!("getGlyph" in font)) throw new Error("no single font")
  const subset = steady(font).createSubset()
  subset.includeGlyph(font.glyphForCodePoint(0xfc).id)
  subset.encode()
  expect(font.glyphForCodePoint(0x75).codePoints).toEqual([0x75])
})

test("the seal is called a seal, the signatures are called Zeichnung", async () => {
  const heard = await spoken((await vorlage(vorlagePaper(), [], images)).pdf)
  expect(heard).toContain("Siegel (System), kein qualifiziertes Siegel")
  expect(heard.split("Elektronische Zeichnung (System), keine qualifizierte Signatur")).toHaveLength(2)
})
