/** Zahl: a number that knows its unit, decimals, qualifier, nature and date. Exact decimals, no floats. */
import { z } from "zod"

export const Decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/)

export const Unit = z.enum([
  "",
  "Personen",
  "BG",
  "EUR",
  "TEUR",
  "MioEUR",
  "%",
  "%-Punkte",
  "VZÄ",
  "Stellen",
  "Plätze",
  "Eintritte",
  "Stellenangebote",
])
export type Unit = z.infer<typeof Unit>

export const Num = z.strictObject({
  /** exact decimal with a point; null: deliberately without a figure ("-", "x", "k. A.") */
  value: Decimal.nullable(),
  /** decimals as shown */
  decimals: z.int().min(0).max(6),
  /** the column's unit when absent */
  unit: Unit.optional(),
  /** exact when absent */
  qualifier: z.enum(["rund", "über", "knapp", "unter", "mindestens", "bis zu"]).optional(),
  nature: z.enum(["ist", "prognose", "plan", "ziel", "vorläufig"]).optional(),
  asOf: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .optional(),
  /** shown with its sign also when it is positive (changes) */
  signed: z.boolean().optional(),
  /** what stands in place of a figure that is null */
  sign: z.string().max(12).optional(),
  /** not shown because of statistical secrecy */
  suppressed: z.boolean().optional(),
  /** spelling of the text it was read from, where `german` writes otherwise; shown only as long as it says the same figure */
  raw: z.string().min(1).max(80).optional(),
})
export type Num = z.infer<typeof Num>

export * from "./number/exact.ts"
