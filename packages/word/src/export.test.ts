import type { Block, Inline, PlainContent } from "@beschlussweg/core/content"
import { PlainContent as Shape } from "@beschlussweg/core/content"
import * as fc from "fast-check"
import { strFromU8, unzipSync } from "fflate"
import { expect, test } from "vitest"
import { exportWord } from "./export.ts"
import { png, programmeDocx } from "./fixture.ts"
import { inspectImage } from "./image.ts"
import { importWord } from "./import.ts"
import { parseXml } from "./xml.ts"

const OPTIONS = { fileName: "ausgabe.docx", kind: "AMP", year: 2027 } as const
const HOUSE = { house: "Kreis Aulenfeld" }
const dot = png(4, 3, (x) => [x * 60, 90, 120])
const shown = inspectImage(dot)
if (typeof shown === "string") throw new Error(shown)
const IMAGES = new Map([[shown.sha256, dot]])

/** footnotes are numbered anew in every file: here by their order */
function renumbered(content: PlainContent): PlainContent {
  const order = new Map(content.footnotes.map((n, i) => [n.id, `n${i + 1}`]))
  const text = JSON.stringify(content, (_, value: unknown) => {
    const note = value as { type?: unknown; id?: unknown } | null
    return note?.type === "footnote" && typeof note.id === "string" ? { ...note, id: order.get(note.id) } : value
  })
  const copy = Shape.parse(JSON.parse(text))
  return { ...copy, footnotes: copy.footnotes.map((n, i) => ({ ...n, id: `n${i + 1}` })) }
}

async function back(content: PlainContent, images = IMAGES): Promise<PlainContent> {
  const read = await importWord(exportWord(content, images, HOUSE), OPTIONS)
  expect(read.report.findings.map((f) => f.reason).filter((r) => r !== "header.set_aside")).toEqual([])
  return renumbered(read.content)
}
const content = (blocks: Block[], more: Partial<PlainContent> = {}): PlainContent => ({
  version: 1,
  kind: "AMP",
  title: "Arbeitsmarktprogramm 2027",
  year: 2027,
  sections: [{ id: "s1", level: 1, title: [text("Lage")], numbering: "auto", blocks }],
  footnotes: [],
  ...more,
})
const text = (words: string): Inline => ({ type: "text", text: words })
const line = (words: string): Block => ({ type: "paragraph", content: [text(words)] })

test("a whole programme goes out and comes back the same, and its second file is the first, byte for byte", async () => {
  const { content: first, images } = await importWord(programmeDocx(), OPTIONS)
  const bytes = new Map(images.map((i) => [i.sha256, i.bytes]))
  const file = exportWord(first, bytes, HOUSE)
  const second = await importWord(file, OPTIONS)
  expect(renumbered(second.content)).toEqual(renumbered(first))
  expect(exportWord(second.content, bytes, HOUSE)).toEqual(file)
})

// Words that the import would take for something else in a foreign file.
const words = fc.constantFrom(
  "Ziele",
  "1.2 Lage",
  "3. Mittel",
  "Inhalt",
  "Quelle: Statistik",
  "Tabelle 4",
  "65321 Brennhausen",
  "a) und b)",
  "• Punkt",
  "12.500 €",
  "Einleitung ..... 14",
  "Ausblick\t7",
  "<b> & \"x\" 'y'",
  "Wei\u00adter\u00adbil\u00addung",
  "שלום",
)
const marks = fc.subarray(["bold", "italic", "underline", "strike", "superscript"] as const, { minLength: 0 })
const inline: fc.Arbitrary<Inline> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(words, marks)
      .map(([t, m]): Inline => ({ type: "text", text: t, ...(m.length > 0 ? { marks: m } : {}) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        words,
        fc.constantFrom("https://aulenfeld.example/a?b=1&c=2#d", "mailto:amt@aulenfeld.example", "tel:+4960000"),
      )
      .map(([t, href]): Inline => ({ type: "text", text: t, href })),
  },
  { weight: 1, arbitrary: fc.constant<Inline>({ type: "footnote", id: "?" }) },
)
/** Ends in a word and has no two runs that say the same of themselves: a file cannot tell these from one. */
const inlines = fc
  .array(inline, { minLength: 1, maxLength: 4 })
  .map((list): Inline[] => [
    text("Wir"),
    ...list.flatMap((i): Inline[] => [{ type: "break" }, i]),
    { type: "break" },
    text("Ende"),
  ])
const bare = inlines.map((list) =>
  list.filter((i) => i.type !== "footnote" && i.type !== "break").map((i) => ({ ...i })),
)
const paragraph = inlines.map((c): Block => ({ type: "paragraph", content: c }))
const heading = fc
  .tuple(inlines, fc.integer({ min: 1, max: 6 }))
  .map(([c, level]): Block => ({ type: "heading", level, content: c }))
const caption = fc.option(inlines, { nil: undefined })
const image = fc.tuple(fc.constantFrom("Ein Balken", "Tabelle 1"), caption, fc.boolean()).map(
  ([alt, c, decorative]): Block => ({
    type: "image",
    file: shown.sha256,
    mediaType: "image/png",
    width: shown.width,
    height: shown.height,
    alt: decorative ? "" : alt,
    ...(decorative ? { decorative: true } : {}),
    ...(c === undefined ? {} : { caption: c }),
  }),
)
const value = fc.option(
  fc.integer({ min: -9999, max: 9999 }).map((n) => String(n / 8)),
  { nil: null },
)
const chart = fc
  .record({
    kind: fc.constantFrom("bar", "grouped", "stacked", "line", "donut"),
    title: fc.constantFrom("", "Bestand & Zugang"),
    unit: fc.constantFrom(undefined, "%", "EUR", "Personen"),
    names: fc.uniqueArray(fc.constantFrom("2025", "2026", "Frauen", ""), { minLength: 1, maxLength: 3 }),
    categories: fc.array(fc.constantFrom("unter 25", "25 bis 54", "", "ab 55"), { minLength: 1, maxLength: 4 }),
    values: fc.array(value, { minLength: 12, maxLength: 12 }),
    source: caption,
  })
  .map(
    ({ kind, title, unit, names, categories, values, source }): Block => ({
      type: "chart",
      kind,
      title,
      alt: "Säulen nach Alter",
      ...(unit === undefined ? {} : { unit }),
      categories,
      series: names.map((name, i) => ({ name, values: categories.map((_, c) => values[i * 4 + c] ?? null) })),
      ...(source === undefined ? {} : { source }),
    }),
  )
const list = (depth: number): fc.Arbitrary<Block> =>
  fc
    .tuple(
      fc.constantFrom(undefined, "lowerLetter" as const, "upperRoman" as const),
      fc.boolean(),
      fc.constantFrom(undefined, 3),
      fc.array(
        fc.tuple(
          paragraph,
          fc.option(depth > 0 ? fc.oneof(paragraph, list(depth - 1)) : paragraph),
          fc.option(paragraph),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(
      ([style, ordered, start, items]): Block => ({
        type: "list",
        ordered,
        ...(ordered && style !== undefined ? { style } : {}),
        ...(ordered && start !== undefined ? { start } : {}),
        items: items.map((blocks) => ({ blocks: blocks.filter((b) => b !== null) })),
      }),
    )

/** A regular table: a grid that is filled from the left with cells of random spans. */
const table = (depth: number): fc.Arbitrary<Block> =>
  fc
    .record({
      columns: fc.integer({ min: 1, max: 4 }),
      rows: fc.integer({ min: 1, max: 4 }),
      header: fc.integer({ min: 0, max: 4 }),
      widths: fc.boolean(),
      caption,
      cells: fc.array(
        fc.record({
          across: fc.integer({ min: 1, max: 2 }),
          down: fc.integer({ min: 1, max: 2 }),
          align: fc.constantFrom(undefined, "left" as const, "right" as const, "center" as const),
          header: fc.boolean(),
          blocks: fc.array(depth > 0 ? fc.oneof({ weight: 6, arbitrary: paragraph }, table(depth - 1)) : paragraph, {
            maxLength: 2,
          }),
        }),
        { minLength: 16, maxLength: 16 },
      ),
    })
    .map((given): Block => {
      const taken = new Set<string>()
      let n = 0
      const rows = Array.from({ length: given.rows }, (_, r) => {
        const cells = []
        for (let c = 0; c < given.columns; c++) {
          if (taken.has(`${r} ${c}`)) continue
          const cell = given.cells[n++ % given.cells.length]
          if (cell === undefined) continue
          let across = 1
          while (across < cell.across && c + across < given.columns && !taken.has(`${r} ${c + across}`)) across++
          const down = Math.min(cell.down, given.rows - r)
          for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) taken.add(`${r + y} ${c + x}`)
          cells.push({
            blocks: cell.blocks,
            ...(across > 1 ? { colSpan: across } : {}),
            ...(down > 1 ? { rowSpan: down } : {}),
            ...(cell.align === undefined ? {} : { align: cell.align }),
            ...(cell.header ? { header: true } : {}),
          })
        }
        return { cells }
      })
      return {
        type: "table",
        ...(given.caption === undefined ? {} : { caption: given.caption }),
        headerRows: Math.min(given.header, given.rows),
        ...(given.widths ? { widths: Array.from({ length: given.columns }, (_, i) => 1000 + i * 500) } : {}),
        rows,
      }
    })
const aside = fc
  .tuple(fc.constantFrom("textbox", "chart"), fc.array(fc.oneof(paragraph, table(0), list(0)), { maxLength: 2 }))
  .map(([kind, blocks]): Block => ({ type: "aside", kind, note: "Textfeld: nicht eingeordnet", blocks: apart(blocks) }))
const block = fc.oneof({ weight: 3, arbitrary: paragraph }, heading, image, chart, list(2), table(1), aside)

/** Two lists in a row are one list in Word. */
const apart = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((b, i) => (b.type === "list" && blocks[i - 1]?.type === "list" ? [line("Dazwischen"), b] : [b]))

const tree = fc
  .array(fc.tuple(bare, fc.integer({ min: 1, max: 6 }), fc.boolean(), fc.array(block, { maxLength: 5 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((given): PlainContent => {
    let level = 0
    const notes: string[] = []
    const whole = content([], {
      subtitle: "Entwurf",
      sections: given.map(([title, wanted, auto, blocks], i) => {
        level = Math.min(wanted, level + 1)
        return {
          id: `s${i + 1}`,
          level,
          title: merged(title),
          numbering: auto ? "auto" : "none",
          blocks: apart(blocks),
        }
      }),
    })
    // every sign refers to a note of its own
    const text = JSON.stringify(whole, (_, v: unknown) => {
      if ((v as { type?: unknown } | null)?.type !== "footnote") return v
      notes.push(`n${notes.length + 1}`)
      return { type: "footnote", id: notes.at(-1) }
    })
    return { ...Shape.parse(JSON.parse(text)), footnotes: notes.map((id) => ({ id, blocks: [line(`Zu ${id}.`)] })) }
  })
/** neighbours that say the same of themselves are one run */
function merged(title: readonly Inline[]): Inline[] {
  const all: Inline[] = []
  const look = (a: Inline) => JSON.stringify({ ...a, text: "" })
  for (const i of title.flatMap((t, n) => (n === 0 ? [t] : [text(" und "), t]))) {
    const last = all.at(-1)
    if (last?.type === "text" && i.type === "text" && look(last) === look(i)) {
      all[all.length - 1] = { ...last, text: last.text + i.text }
    } else all.push(i)
  }
  return all
}

test("any tree that Word can hold comes back as it was, whatever its words look like", async () => {
  let blocks = 0
  await fc.assert(
    fc.asyncProperty(tree, async (given) => {
      blocks += given.sections.reduce((n, s) => n + s.blocks.length, 0)
      expect(await back(given)).toEqual(renumbered(given))
    }),
    { numRuns: 80, seed: 2027 },
  )
  expect(blocks).toBeGreaterThan(150)
})

test("the file is well formed, says its language and title, and names the house and nobody else", () => {
  const head = { blocks: [line("Jahr")], header: true }
  const file = exportWord(
    content([
      { type: "table", headerRows: 1, rows: [{ cells: [head] }, { cells: [{ blocks: [line("2027")] }] }] },
      { type: "image", file: shown.sha256, mediaType: "image/png", width: 4, height: 3, alt: 'Ein "Balken" & mehr' },
      {
        type: "chart",
        kind: "bar",
        title: "Zugang",
        alt: "Säulen",
        categories: ["A"],
        series: [{ name: "n", values: ["1"] }],
      },
    ]),
    IMAGES,
    HOUSE,
  )
  const parts = unzipSync(file)
  for (const [path, bytes] of Object.entries(parts))
    if (/\.(xml|rels)$/.test(path)) parseXml(bytes, path, "ausgabe.docx")
  const part = (path: string) => strFromU8(parts[path] ?? new Uint8Array())
  expect(part("word/document.xml")).toContain("<w:tblHeader/>")
  expect(part("word/document.xml")).toContain('descr="Ein &quot;Balken&quot; &amp; mehr"')
  expect(part("word/styles.xml")).toContain('<w:lang w:val="de-DE"')
  expect(part("docProps/core.xml")).toContain(
    "<dc:title>Arbeitsmarktprogramm 2027</dc:title><dc:creator>Kreis Aulenfeld<",
  )
  expect(part("docProps/core.xml")).not.toMatch(/lastModifiedBy|created/)
  // every part that is referred to is there, and every part has a type
  const types = part("[Content_Types].xml")
  for (const [path, bytes] of Object.entries(parts)) {
    const ending = path.slice(path.lastIndexOf(".") + 1)
    expect(types.includes(`PartName="/${path}"`) || types.includes(`Extension="${ending}"`)).toBe(true)
    if (!path.endsWith(".rels")) continue
    const folder = path.replace(/_rels\/[^/]*$/, "")
    for (const [, target = ""] of strFromU8(bytes).matchAll(/Target="([^"]*)"\/>/g))
      expect(Object.keys(parts)).toContain(new URL(target, `file:///${folder}`).pathname.slice(1))
  }
  expect(Object.keys(unzipSync(parts["word/embeddings/Diagramm1.xlsx"] ?? new Uint8Array()))).toContain(
    "xl/workbook.xml",
  )
})

test("odd texts make no damaged file: control signs, lone surrogates, addresses that are none, a picture that is not there", async () => {
  const odd = content([
    { type: "paragraph", content: [text("vor\u0000\u000b\uffff\ud800nach")] },
    { type: "paragraph", content: [{ type: "text", text: "Verweis", href: "https://[kein host" }] },
    { type: "image", file: "0".repeat(64), mediaType: "image/png", width: 4, height: 3, alt: "Rathaus" },
    { type: "list", ordered: false, items: [{ blocks: [] }, { blocks: [line("bleibt")] }] },
    { type: "table", headerRows: 9, rows: [{ cells: [] }, { cells: [{ blocks: [line("allein")], rowSpan: 5000 }] }] },
  ])
  const read = await importWord(exportWord(odd, new Map(), HOUSE), OPTIONS)
  const json = JSON.stringify(read.content.sections)
  expect(json).toContain("vor\ufffdnach")
  expect(json).toContain("[Bild nicht vorhanden: Rathaus]")
  expect(json).toContain("allein")
  expect(json).not.toContain("href")
})
