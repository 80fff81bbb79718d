/** Plain blocks and runs of the content tree: what every text is made of, the Vorlage's and a programme's. */
import { z } from "zod"

export { plain } from "./plain.ts"

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export type Sha256 = z.infer<typeof Sha256>

/** Marks of a run of text. */
export const Mark = z.enum(["bold", "italic", "underline", "strike", "superscript", "subscript"])
export type Mark = z.infer<typeof Mark>

export const Inline = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("text"),
    text: z.string().min(1),
    marks: z.array(Mark).optional(),
    /** absolute http(s), mailto or tel address */
    href: z
      .string()
      .regex(/^(https?:\/\/|mailto:|tel:)/)
      .max(2000)
      .optional(),
  }),
  z.strictObject({ type: z.literal("break") }),
  /** reference to an entry of `footnotes`; its number is computed from the order in the text */
  z.strictObject({ type: z.literal("footnote"), id: z.string().min(1) }),
  /**
   * A number that is bound, not typed: `ref` names a cell ("tabelle/zeile/spalte") or a named figure ("zahl/budget").
   * `text` is what it said when the text was saved last; `bind` sets it anew.
   */
  z.strictObject({ type: z.literal("number"), ref: z.string().min(1).max(140), text: z.string().max(80) }),
  /** reference to a section, table, chart or picture by its id; `text` as for a bound number */
  z.strictObject({
    type: z.literal("ref"),
    target: z.string().min(1).max(60),
    show: z.enum(["number", "title"]),
    text: z.string().max(320),
  }),
])
export type Inline = z.infer<typeof Inline>

export const ListStyle = z.enum(["lowerLetter", "upperLetter", "lowerRoman", "upperRoman"])
export type ListStyle = z.infer<typeof ListStyle>
export interface ListItem {
  blocks: Block[]
}
export interface Cell {
  blocks: Block[]
  /** spans, 1 when absent */
  colSpan?: number | undefined
  rowSpan?: number | undefined
  align?: "left" | "right" | "center" | undefined
  /** row or column header */
  header?: boolean | undefined
}
/** A covered place of a merged cell is absent: a row lists the cells that begin in it, as in HTML. */
export interface Row {
  cells: Cell[]
}
export type Block =
  /** `eckpunkt`: part of the digest that the Vorlage's Erläuterungen are composed of */
  | { type: "paragraph"; content: Inline[]; eckpunkt?: boolean | undefined }
  /** an unnumbered heading inside a text; level 1 is the highest within that text */
  | { type: "heading"; level: number; content: Inline[] }
  /** `style`: sign of an ordered list other than 1, 2, 3 ("b)" in the text may refer to it) */
  | {
      type: "list"
      ordered: boolean
      start?: number | undefined
      style?: ListStyle | undefined
      items: ListItem[]
      eckpunkt?: boolean | undefined
    }
  | {
      type: "table"
      caption?: Inline[] | undefined
      /** number of leading rows that are repeated as header on each page */
      headerRows: number
      /** relative widths of the columns, one per column; equal when absent */
      widths?: number[] | undefined
      rows: Row[]
    }
  | {
      type: "image"
      file: string
      mediaType: "image/png" | "image/jpeg"
      /** pixels */
      width: number
      height: number
      /** empty when missing (refused at submission) unless decorative */
      alt: string
      decorative?: boolean | undefined
      caption?: Inline[] | undefined
    }
  | {
      type: "chart"
      kind: "bar" | "grouped" | "stacked" | "line" | "donut"
      title: string
      alt: string
      unit?: string | undefined
      categories: string[]
      /** values are decimals as text with a point ("-12.5"); null is "no value" */
      series: { name: string; values: (string | null)[] }[]
      source?: Inline[] | undefined
    }
  /** something the import could not type; stays visible, never silently dropped */
  | { type: "aside"; kind: string; note: string; blocks: Block[] }

const inlines = z.array(Inline)
const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/)

export const Block: z.ZodType<Block> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("paragraph"), content: inlines, eckpunkt: z.boolean().optional() }),
    z.strictObject({ type: z.literal("heading"), level: z.int().min(1).max(6), content: inlines }),
    z.strictObject({
      type: z.literal("list"),
      ordered: z.boolean(),
      start: z.int().min(0).optional(),
      style: ListStyle.optional(),
      items: z.array(z.strictObject({ blocks: z.array(Block) })).min(1),
      eckpunkt: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal("table"),
      caption: inlines.optional(),
      headerRows: z.int().min(0),
      widths: z.array(z.number().positive()).optional(),
      rows: z
        .array(
          z.strictObject({
            cells: z.array(
              z.strictObject({
                blocks: z.array(Block),
                colSpan: z.int().min(1).max(100).optional(),
                rowSpan: z.int().min(1).max(5000).optional(),
                align: z.enum(["left", "right", "center"]).optional(),
                header: z.boolean().optional(),
              }),
            ),
          }),
        )
        .min(1),
    }),
    z.strictObject({
      type: z.literal("image"),
      file: Sha256,
      mediaType: z.enum(["image/png", "image/jpeg"]),
      width: z.int().min(1),
      height: z.int().min(1),
      alt: z.string().max(2000),
      decorative: z.boolean().optional(),
      caption: inlines.optional(),
    }),
    z.strictObject({
      type: z.literal("chart"),
      kind: z.enum(["bar", "grouped", "stacked", "line", "donut"]),
      title: z.string().max(300),
      alt: z.string().max(2000),
      unit: z.string().max(40).optional(),
      categories: z.array(z.string().max(200)).min(1).max(200),
      series: z
        .array(z.strictObject({ name: z.string().max(200), values: z.array(decimal.nullable()) }))
        .min(1)
        .max(20),
      source: inlines.optional(),
    }),
    z.strictObject({ type: z.literal("aside"), kind: z.string(), note: z.string(), blocks: z.array(Block) }),
  ]),
)

export const RichText = z.array(Block)
export type RichText = Block[]

/** Calls `visit` for every block in reading order, nested ones included, with a German path of where it stands. */
export function walk(blocks: readonly Block[], place: string, visit: (block: Block, place: string) => void): void {
  const count: Partial<Record<Block["type"], number>> = {}
  for (const block of blocks) {
    const n = (count[block.type] ?? 0) + 1
    count[block.type] = n
    const here = `${place}, ${NAME[block.type]} ${n}`
    visit(block, here)
    if (block.type === "list") for (const item of block.items) walk(item.blocks, here, visit)
    if (block.type === "aside") walk(block.blocks, here, visit)
    if (block.type === "table")
      block.rows.forEach((row, r) => {
        row.cells.forEach((cell, c) => {
          walk(cell.blocks, `${here}, Zeile ${r + 1}, Zelle ${c + 1}`, visit)
        })
      })
  }
}

const NAME = {
  paragraph: "Absatz",
  heading: "Überschrift",
  list: "Liste",
  table: "Tabelle",
  image: "Bild",
  chart: "Diagramm",
  aside: "Vermerk",
} as const satisfies Record<Block["type"], string>
