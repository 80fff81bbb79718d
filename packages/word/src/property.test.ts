import { type Block, PlainContent, walk } from "@beschlussweg/core/content"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type DocxParts, docx, drawing, field, note, noteMark, p, picture, png, run, tbl, tc, tr } from "./fixture.ts"
import { importWord } from "./import.ts"

const OPTIONS = { fileName: "zufall.docx", kind: "AMP", year: 2027 } as const
const dot = png(2, 2, () => [0, 0, 0])

const word = fc.constantFrom(
  "Ziel",
  "1.2 Lage",
  "Mittel ",
  " Plätze",
  "3 ",
  "2027",
  "€",
  "…",
  "Quelle: x",
  "Inhalt",
  "\u00a0",
  "12.500,00",
  "Ende.",
)
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((w) => w.join(" "))
const marks = fc.record({ bold: fc.boolean(), italic: fc.boolean(), props: fc.constantFrom("", "", "", "<w:vanish/>") })
const change = `w:id="1" w:author="x"`

/** one run or something that stands among runs; fields may be left open or closed twice */
const inline: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(text, marks).map(([t, m]) => run(t, m)) },
  fc.constantFrom(
    "<w:r><w:tab/></w:r>",
    "<w:r><w:br/></w:r>",
    "<w:r><w:noBreakHyphen/></w:r>",
    `<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>`,
  ),
  text.map((t) => `<w:del ${change}><w:r><w:delText>${t}</w:delText><w:tab/></w:r></w:del>`),
  text.map((t) => `<w:ins ${change}>${run(t)}</w:ins>`),
  text.map((t) => `<w:moveFrom ${change}>${run(t)}</w:moveFrom>`),
  text.map((t) => `<w:sdt><w:sdtContent>${run(t)}</w:sdtContent></w:sdt>`),
  text.map((t) => `<w:smartTag><w:fremd>${run(t)}</w:fremd></w:smartTag>`),
  fc
    .tuple(fc.constantFrom("PAGE", "TOC", "REF x", 'HYPERLINK "https://a.example"', "IF"), text)
    .map(([code, t]) => field(code, run(t))),
  fc.constantFrom("begin", "separate", "end").map((type) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`),
  fc.integer({ min: 1, max: 3 }).map((id) => noteMark(id)),
  fc.constantFrom(picture("img-a.png", { alt: "Punkt" }), picture("img-b.emf"), picture("fehlt")),
  text.map((t) =>
    drawing(
      `<a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>${p(t)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData>`,
    ),
  ),
  fc
    .tuple(text, text)
    .map(
      ([a, b]) =>
        `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t>${a}</w:t></mc:Choice><mc:Fallback><w:t>${b}</w:t></mc:Fallback></mc:AlternateContent></w:r>`,
    ),
)
const look = fc.record({
  style: fc.constantFrom(
    "Standard",
    "berschrift1",
    "berschrift2",
    "berschrift4",
    "Listenabsatz",
    "Titel",
    "Untertitel",
    "Beschriftung",
    "Verzeichnis1",
    "gibtsnicht",
  ),
  num: fc.option(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 })), { nil: undefined, freq: 2 }),
  props: fc.constantFrom("", "", "", `<w:rPr><w:del ${change}/></w:rPr>`, `<w:ind w:left="720"/>`),
})
const { block } = fc.letrec<{ block: string; table: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthIdentifier: "block" },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.array(inline, { maxLength: 5 }), look)
        .map(([parts, l]) => `<w:p>${p("", l).slice(5, -6)}${parts.join("")}</w:p>`),
    },
    { weight: 2, arbitrary: tie("table") },
    { weight: 1, arbitrary: tie("block").map((b) => `<w:sdt><w:sdtContent>${b}</w:sdtContent></w:sdt>`) },
    { weight: 1, arbitrary: tie("block").map((b) => `<w:customXml>${b}</w:customXml>`) },
  ),
  table: fc
    .array(
      fc.tuple(
        fc.array(
          fc.tuple(
            tie("block"),
            fc.record({
              span: fc.integer({ min: 1, max: 3 }),
              merge: fc.constantFrom(undefined, undefined, "restart" as const, "continue" as const),
              props: fc.constantFrom("", "", "<w:hMerge/>", `<w:hMerge w:val="restart"/>`),
            }),
          ),
          { maxLength: 4 },
        ),
        fc.boolean(),
        fc.constantFrom("", "", `<w:gridBefore w:val="1"/>`, `<w:gridAfter w:val="2"/>`, `<w:del ${change}/>`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((rows) =>
      tbl(
        rows.map(([cells, header, props]) =>
          tr(
            cells.map(([b, l]) => tc(b.startsWith("<w:p") || b.startsWith("<w:tbl") ? b : `<w:p/>${b}`, l)),
            header,
            props,
          ),
        ),
      ),
    ),
}))

test("any arrangement is read in balance, into a valid tree with regular tables and no skipped level", async () => {
  let read = 0
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 8 }), async (blocks) => {
      const parts: DocxParts = {
        body: `${p("Erste Zeile mit Text.")}${blocks.join("")}`,
        footnotes: note(1, "Eins.") + note(2, run("Zwei")) + note(3, "Drei, nie genannt oder doch."),
        media: { "a.png": dot, "b.emf": new Uint8Array([1, 2, 3]) },
      }
      const { content, report } = await importWord(docx(parts), OPTIONS)
      read++
      expect(report.balanced).toBe(true)
      expect(PlainContent.parse(content)).toEqual(content)
      let level = 0
      for (const section of content.sections) {
        expect(section.level).toBeLessThanOrEqual(level + 1)
        level = section.level
        walk(section.blocks, "", expectRegular)
      }
      expect(content.footnotes.map((f) => f.id)).toEqual([...new Set(notesIn(content))])
    }),
    { numRuns: 300, seed: 2027 },
  )
  expect(read).toBe(300)
})

/** every row fills the same columns, counting what is covered from above */
function expectRegular(block: Block): void {
  if (block.type !== "table") return
  const covered: number[] = []
  const widths = block.rows.map((row, r) => {
    let width = covered[r] ?? 0
    for (const cell of row.cells) {
      width += cell.colSpan ?? 1
      for (let below = 1; below < (cell.rowSpan ?? 1); below++)
        covered[r + below] = (covered[r + below] ?? 0) + (cell.colSpan ?? 1)
    }
    return width
  })
  expect(new Set(widths).size).toBe(1)
  expect(covered.length).toBeLessThanOrEqual(block.rows.length)
  expect(block.headerRows).toBeLessThan(Math.max(2, block.rows.length))
}

function notesIn(content: PlainContent): string[] {
  const found: string[] = []
  for (const section of content.sections) {
    for (const i of section.title) if (i.type === "footnote") found.push(i.id)
    walk(section.blocks, "", (block) => {
      if (block.type === "paragraph" || block.type === "heading")
        for (const i of block.content) if (i.type === "footnote") found.push(i.id)
      if (block.type === "table" || block.type === "image")
        for (const i of block.caption ?? []) if (i.type === "footnote") found.push(i.id)
    })
  }
  return found
}
