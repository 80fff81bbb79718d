/** Typed blocks of a programme (Bausteine): tables that know their numbers, topics, measures, actions, phases, sources, contacts. */
import { z } from "zod"
import { Inline, RichText } from "./block.ts"
import { Num, Unit } from "./number.ts"

export { cellsOf } from "./table/cells.ts"

/** Ids of blocks, rows, columns and named figures: what a reference can name. */
export const PartId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/)

/** A cell by its row and column; of another table with `block`. */
export const CellRef = z.strictObject({ block: PartId.optional(), row: PartId, column: PartId })
export type CellRef = z.infer<typeof CellRef>

const state = { id: PartId, state: z.enum(["proposed", "confirmed", "rejected"]) }
/**
 * What holds between figures. Only a confirmed relation is a promise of the author; a proposed one was found by the import
 * and waits for him; a rejected one is never proposed again.
 */
export const Relation = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("sum"), ...state, total: CellRef, parts: z.array(CellRef).min(1).max(500) }),
  /** part / base = result in percent, rounded to the result's decimals; `base` is declared, never guessed in silence */
  z.strictObject({ type: z.literal("share"), ...state, part: CellRef, base: CellRef, result: CellRef }),
  z.strictObject({
    type: z.literal("delta"),
    ...state,
    now: CellRef,
    before: CellRef,
    result: CellRef,
    /** difference, or difference in percent of `before` */
    mode: z.enum(["abs", "pct"]),
  }),
  /** the total's change lies between the changes of its parts */
  z.strictObject({ type: z.literal("convex"), ...state, total: CellRef, parts: z.array(CellRef).min(2).max(50) }),
  z.strictObject({
    type: z.literal("equals"),
    ...state,
    a: CellRef,
    b: CellRef,
    /** allowed difference as a decimal in the unit of `a` */
    tolerance: z.string().regex(/^\d{1,15}(\.\d{1,6})?$/),
  }),
])
export type Relation = z.infer<typeof Relation>

/** Where figures come from; statistics need publisher, month of the data and the waiting time (C17). */
export const Source = z.strictObject({
  publisher: z.string().max(200),
  product: z.string().max(200),
  region: z.string().max(200).optional(),
  /** "2026-09", or a day */
  asOf: z
    .string()
    .regex(/^\d{4}-\d{2}(-\d{2})?$/)
    .optional(),
  /** waiting time of the statistics: T-0 at once, T-3 after three months */
  wait: z.enum(["T-0", "T-3"]).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** our own calculation on the figures of somebody else (C18) */
  own: z.boolean(),
})
export type Source = z.infer<typeof Source>

export const Column = z.strictObject({
  key: PartId,
  label: z.string().max(200),
  unit: Unit.optional(),
  /** the heading says the unit, the cells do not repeat it */
  bare: z.boolean().optional(),
  nature: Num.shape.nature,
  /** year, month or day the figures stand for: "2026", "2026-09", "2026-09-30" */
  asOf: Num.shape.asOf,
  /** what stands behind the heading, such as a reference to a footnote */
  after: z.array(Inline).max(8).optional(),
  /** of what a column of shares is a part ("aller eLb"), in words */
  base: z.string().max(200).optional(),
})
export type Column = z.infer<typeof Column>

export const DataCell = z.discriminatedUnion("type", [
  /** `after`: what stands behind the figure, such as a reference to a footnote */
  z.strictObject({ type: z.literal("num"), num: Num, after: z.array(Inline).max(8).optional() }),
  z.strictObject({ type: z.literal("text"), content: z.array(Inline) }),
  z.strictObject({ type: z.literal("empty") }),
])
export type DataCell = z.infer<typeof DataCell>

export const DataRow = z.strictObject({
  id: PartId,
  label: z.array(Inline),
  kind: z.enum(["data", "total", "davon", "darunter", "group"]),
  /** 0 to 4 */
  indent: z.int().min(0).max(4),
  /** Kennzahl ("K2E4") or instrument ("16i") of the catalogue in force */
  code: z.string().max(20).optional(),
  /** one per column, in their order */
  cells: z.array(DataCell),
})
export type DataRow = z.infer<typeof DataRow>

/** Flags that any typed block may carry. */
const common = {
  /** part of the digest that the Vorlage's Erläuterungen are composed of */
  eckpunkt: z.boolean().optional(),
}

export const DataBlock = z.strictObject({
  type: z.literal("data"),
  id: PartId,
  kind: z.enum(["statistik", "kennzahl", "ziel", "budget", "instrument"]),
  caption: z.array(Inline),
  columns: z.array(Column).min(1).max(40),
  /** heading of the column of labels */
  head: z.string().max(200),
  rows: z.array(DataRow).min(1).max(5000),
  relations: z.array(Relation).max(5000),
  source: Source.optional(),
  notes: z.array(z.array(Inline)).max(50),
  /** as it came from Word, and nobody has changed it here: what it lacks is a warning, not an error */
  imported: z.boolean().optional(),
  ...common,
})
export type DataBlock = z.infer<typeof DataBlock>

export const TypedBlock = z.discriminatedUnion("type", [
  DataBlock,
  /** Maßnahmenkatalog */
  z.strictObject({
    type: z.literal("measures"),
    id: PartId,
    caption: z.array(Inline),
    rows: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(300),
          targetGroup: z.string().max(300).optional(),
          /** norm of the instrument catalogue, "16h" */
          code: z.string().max(20).optional(),
          text: RichText,
        }),
      )
      .min(1)
      .max(500),
    ...common,
  }),
  /** Schwerpunktthema: each Aktivität with its Wirkungserwartung */
  z.strictObject({
    type: z.literal("topic"),
    id: PartId,
    no: z.int().min(1).max(99),
    title: z.string().max(300),
    aktivitaeten: z
      .array(z.strictObject({ no: z.int().min(1).max(99), title: z.string().max(300).optional(), text: RichText }))
      .max(50),
    wirkungserwartungen: z
      .array(
        z.strictObject({
          no: z.int().min(1).max(99),
          /** number of the Aktivität it belongs to */
          aktivitaet: z.int().min(1).max(99),
          text: RichText,
        }),
      )
      .max(50),
    ...common,
  }),
  /** Herausforderung, or internal potential */
  z.strictObject({
    type: z.literal("challenge"),
    id: PartId,
    kind: z.enum(["herausforderung", "potenzial"]),
    title: z.string().max(300),
    ausgangslage: RichText,
    weiterentwicklung: RichText,
    ...common,
  }),
  z.strictObject({
    type: z.literal("actions"),
    id: PartId,
    theme: z.string().max(300),
    items: z
      .array(
        z.strictObject({
          text: z.array(Inline).min(1),
          /** how binding: wird getan, wird geprüft, ist gewollt */
          strength: z.enum(["werden", "pruefen", "wollen"]),
          responsible: z.string().max(200).optional(),
          due: z.iso.date().optional(),
          status: z.enum(["offen", "laufend", "erledigt", "entfallen"]).optional(),
        }),
      )
      .min(1)
      .max(200),
    ...common,
  }),
  z.strictObject({
    type: z.literal("phases"),
    id: PartId,
    title: z.string().max(300),
    phases: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(300),
          from: z.iso.date().optional(),
          to: z.iso.date().optional(),
          text: RichText,
        }),
      )
      .min(1)
      .max(20),
    ...common,
  }),
  z.strictObject({ type: z.literal("source"), id: PartId, source: Source, note: z.array(Inline), ...common }),
  z.strictObject({
    type: z.literal("contact"),
    id: PartId,
    /** function before name: "Leitung des Jobcenters" */
    role: z.string().max(200),
    name: z.string().max(200).optional(),
    lines: z.array(z.string().max(200)).max(8),
    phone: z.string().max(60).optional(),
    mail: z.email().optional(),
    ...common,
  }),
])
export type TypedBlock = z.infer<typeof TypedBlock>
