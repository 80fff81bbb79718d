import { plain } from "@beschlussweg/core/content"
import { describe, expect, test } from "vitest"
import { blocksOf, h1, paragraph, read, reasons, words } from "./fixture/read.ts"
import { p, picture, png, run, tbl, tc, tr } from "./fixture.ts"

const dot = png(4, 3, () => [200, 10, 10])

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

  test("have one sign: a bullet typed before the text of a bulleted item is set aside", async () => {
    const { content, report } = await read({
      body: h1("K") + item("▶ Sprache", [2, 0]) + item("• Wohnen", [2, 0]) + item("▶ bleibt", [3, 0]),
    })
    expect(content.sections[0]?.blocks.flatMap((b) => (b.type === "list" ? b.items : [])).map((i) => i.blocks)).toEqual(
      [[paragraph("Sprache")], [paragraph("Wohnen")], [paragraph("▶ bleibt")]],
    )
    expect(report.setAside.map(({ kind, text }) => `${kind} ${text}`)).toEqual(["number ▶", "number •"])
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

  test("whose marked header row says something itself have row headers instead, and this is reported", async () => {
    const marked = (...texts: string[]) =>
      tr(
        texts.map((text) => tc(text)),
        true,
      )
    const row = (...texts: string[]) => tr(texts.map((text) => tc(text)))
    const { content, report } = await read({
      body:
        h1("K") +
        tbl([marked("Quote", "2,7 %"), row("davon Frauen", "0,8 %")]) +
        p("Text.") +
        tbl([marked("Werkstatt", "Holz und Metall. ".repeat(20)), row("Küche", "Kochen")]) +
        p("Text.") +
        tbl([marked("Merkmal", "2027"), row("Quote", "2,7 %")]),
    })
    expect(reasons(report).filter((r) => r.startsWith("table."))).toEqual([
      "table.header_refused",
      "table.header_refused",
    ])
    const tables = (content.sections[0]?.blocks ?? []).flatMap((b) => (b.type === "table" ? [b] : []))
    expect(tables.map((t) => t.headerRows)).toEqual([0, 0, 1])
    expect(tables.map((t) => t.rows.map((r) => r.cells.map((c) => c.header === true)))).toEqual([
      [
        [true, false],
        [true, false],
      ],
      [
        [true, false],
        [true, false],
      ],
      [
        [true, true],
        [false, false],
      ],
    ])
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
