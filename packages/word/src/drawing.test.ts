import { describe, expect, test } from "vitest"
import { blocksOf, h1, paragraph, read, reasons, words } from "./fixture/read.ts"
import { chart, chartDrawing, drawing, p, picture, png, run, XMLNS } from "./fixture.ts"

const dot = png(4, 3, () => [200, 10, 10])

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
