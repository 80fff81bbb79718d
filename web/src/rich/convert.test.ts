/** Every tree survives the editor: random trees on fixed seeds, against a normal form of their own that knows no editor. */
import { Block, type Cell, type Inline } from "@beschlussweg/core/block"
import fc from "fast-check"
import { expect, test } from "vitest"
import { fromDoc, normal, plainFromDoc, toDoc } from "./convert.ts"
import { MARKS, schema } from "./schema.ts"

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
const text = fc.record(
  {
    type: fc.constant("text" as const),
    text: words,
    marks: fc.array(fc.constantFrom(...MARKS), { maxLength: 4 }),
    href: fc.constantFrom("https://aulenfeld.example/a?b=c", "mailto:kim.adler@aulenfeld.example", "tel:+49256100"),
  },
  { requiredKeys: ["type", "text"] },
)
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.constant({ type: "break" as const }),
  fc.record({ type: fc.constant("footnote" as const), id: words }),
  fc.record({ type: fc.constant("number" as const), ref: words, text: fc.string({ maxLength: 8 }) }),
  fc.record({
    type: fc.constant("ref" as const),
    target: words,
    show: fc.constantFrom("number" as const, "title" as const),
    text: fc.string({ maxLength: 8 }),
  }),
)
const inlines = fc.array(inline, { maxLength: 5 })
const eckpunkt = fc.option(fc.boolean(), { nil: undefined })

const { block } = fc.letrec<{ block: Block; blocks: Block[]; cell: Cell }>((tie) => ({
  blocks: fc.array(tie("block"), { maxLength: 3, depthIdentifier: "tree" }),
  cell: fc.record(
    {
      blocks: tie("blocks"),
      colSpan: fc.integer({ min: 1, max: 4 }),
      rowSpan: fc.integer({ min: 1, max: 4 }),
      align: fc.constantFrom("left" as const, "right" as const, "center" as const),
      header: fc.boolean(),
    },
    { requiredKeys: ["blocks"] },
  ),
  block: fc.oneof(
    { depthIdentifier: "tree", maxDepth: 3, withCrossShrink: true },
    fc.record({ type: fc.constant("paragraph" as const), content: inlines, eckpunkt }),
    fc.record({ type: fc.constant("heading" as const), level: fc.integer({ min: 1, max: 6 }), content: inlines }),
    fc.record(
      {
        type: fc.constant("image" as const),
        file: fc.constant("a".repeat(64)),
        mediaType: fc.constant("image/png" as const),
        width: fc.integer({ min: 1, max: 900 }),
        height: fc.integer({ min: 1, max: 900 }),
        alt: fc.string(),
        decorative: fc.boolean(),
        caption: inlines,
      },
      { requiredKeys: ["type", "file", "mediaType", "width", "height", "alt"] },
    ),
    fc.record({
      type: fc.constant("chart" as const),
      kind: fc.constantFrom("bar" as const, "line" as const),
      title: fc.string(),
      alt: fc.string(),
      categories: fc.constant<string[]>(["2026", "2027"]),
      series: fc.constant<{ name: string; values: (string | null)[] }[]>([
        { name: "Eintritte", values: ["12.5", null] },
      ]),
    }),
    fc.record(
      {
        type: fc.constant("list" as const),
        ordered: fc.boolean(),
        start: fc.integer({ min: 0, max: 9 }),
        style: fc.constantFrom("lowerLetter" as const, "upperRoman" as const),
        items: fc.array(fc.record({ blocks: tie("blocks") }), { minLength: 1, maxLength: 3 }),
        eckpunkt: fc.boolean(),
      },
      { requiredKeys: ["type", "ordered", "items"] },
    ),
    fc.record(
      {
        type: fc.constant("table" as const),
        caption: inlines,
        headerRows: fc.integer({ min: 0, max: 2 }),
        widths: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
        rows: fc.array(fc.record({ cells: fc.array(tie("cell"), { maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ["type", "headerRows", "rows"] },
    ),
    fc.record({ type: fc.constant("aside" as const), kind: words, note: fc.string(), blocks: tie("blocks") }),
  ),
}))

/** The normal form, said a second time and without the editor. */
function plainRuns(content: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const run of content) {
    if (run.type !== "text") {
      out.push(run)
      continue
    }
    const marks = MARKS.filter((m) => run.marks?.includes(m))
    const next = {
      type: "text" as const,
      text: run.text,
      ...(marks.length > 0 ? { marks } : {}),
      ...(run.href === undefined ? {} : { href: run.href }),
    }
    const before = out.at(-1)
    const same =
      before?.type === "text" && before.href === next.href && (before.marks ?? []).join() === (next.marks ?? []).join()
    if (same) out[out.length - 1] = { ...next, text: before.text + next.text }
    else out.push(next)
  }
  return out
}
function plainBlock(b: Block): Block {
  switch (b.type) {
    case "paragraph":
    case "heading":
      return dropped({ ...b, content: plainRuns(b.content) })
    case "list":
      return dropped({ ...b, items: b.items.map((i) => ({ blocks: i.blocks.map(plainBlock) })) })
    case "table":
      return dropped({
        ...b,
        caption: b.caption && plainRuns(b.caption),
        rows: b.rows.map((r) => ({
          cells: r.cells.map((c) =>
            dropped({
              ...c,
              blocks: c.blocks.map(plainBlock),
              colSpan: c.colSpan === 1 ? undefined : c.colSpan,
              rowSpan: c.rowSpan === 1 ? undefined : c.rowSpan,
              header: c.header || undefined,
            }),
          ),
        })),
      })
    case "aside":
      return { ...b, blocks: b.blocks.map(plainBlock) }
    default:
      return b
  }
}
const dropped = <T extends object>(o: T): T =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as T

const tree = fc.array(block, { maxLength: 6 })

test("random trees go into the editor and come back, word for word", () => {
  fc.assert(
    fc.property(tree, (blocks) => {
      const doc = toDoc(blocks)
      doc.check()
      expect(plainFromDoc(doc)).toEqual(blocks.map(plainBlock))
    }),
    { seed: 2027, numRuns: 400 },
  )
})

test("what comes back is valid content, and its normal form is its own", () => {
  fc.assert(
    fc.property(tree, (blocks) => {
      const once = normal(blocks)
      expect(normal(once)).toEqual(once)
      for (const b of once) Block.parse(b)
    }),
    { seed: 47, numRuns: 150 },
  )
})

test("typed blocks pass through untouched", () => {
  const contact = {
    type: "contact" as const,
    id: "c1",
    role: "Leitung des Jobcenters",
    name: "Kim Adler",
    lines: ["Am Markt 1"],
  }
  expect(fromDoc(toDoc([contact]))).toEqual([contact])
  expect(plainFromDoc(toDoc([contact]))).toEqual([])
})

test("an empty text stays empty until somebody writes; an empty paragraph that somebody made stays", () => {
  expect(plainFromDoc(toDoc([]))).toEqual([])
  const made: Block[] = [{ type: "paragraph", content: [] }]
  expect(plainFromDoc(toDoc(made))).toEqual(made)
  const written = schema.nodes.doc.create(null, schema.nodes.paragraph.create({ implied: true }, schema.text("Neu")))
  expect(plainFromDoc(written)).toEqual([{ type: "paragraph", content: [{ type: "text", text: "Neu" }] }])
})

test("widths of columns are forgotten once there are other columns", () => {
  const cell = (t: string): Cell => ({ blocks: [{ type: "paragraph", content: [{ type: "text", text: t }] }] })
  const [table] = toDoc([
    { type: "table", headerRows: 0, widths: [1, 2], rows: [{ cells: [cell("a"), cell("b")] }] },
  ]).children
  const rows = table?.lastChild
  const more = schema.nodes.table.create(rows?.attrs, [
    schema.nodes.table_row.create(
      null,
      [0, 1, 2].map(() => schema.nodes.table_cell.create(null, schema.nodes.paragraph.create())),
    ),
  ])
  const doc = schema.nodes.doc.create(null, schema.nodes.table_block.create(null, more))
  expect(plainFromDoc(doc)[0]).not.toHaveProperty("widths")
})
