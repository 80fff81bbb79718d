/** What the Umlaufprotokoll shows: the whole way of a Vorlage through the house, Fassung by Fassung, and what it was checked against. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { Day, House, StatementLine } from "../paper.ts"

export const UmlaufEntry = z.strictObject({
  /** number in the Verlauf */
  seq: z.int().min(1),
  /** "14.01.2027, 09:12" */
  at: z.string(),
  /** lines: "i. V. Kim Adler", "Dezernentin", "für Mara Lindt" */
  who: z.array(z.string()),
  /** "Zeichnung: Dezernat" */
  what: z.string(),
  /** paragraphs: level, result, remark or reason */
  words: z.array(z.string()),
})
export type UmlaufEntry = z.infer<typeof UmlaufEntry>

export const UmlaufPaper = z.strictObject({
  version: z.literal(1),
  house: House,
  artLabel: z.string(),
  public: z.boolean(),
  nummer: z.string(),
  betreff: z.string(),
  federfuehrendesAmt: z.string(),
  /** "beschlossen, seit 19.02.2027, 16:40" */
  state: z.string(),
  /** day on which it was made */
  on: Day,
  fassungen: z.array(
    z.strictObject({
      fassung: z.int().min(1),
      /** of the frozen content */
      sha256: Sha256,
      /** of the sealed file; null when none was made */
      pdfSha256: Sha256.nullable(),
      /** "14.01.2027, 09:12, Kim Adler" */
      submitted: z.string(),
      /** against the Fassung before; absent on Fassung 1 */
      changes: z.string().optional(),
      /** what was given on an earlier Fassung and holds on */
      carried: z.array(StatementLine),
      entries: z.array(UmlaufEntry),
      documents: z.array(z.strictObject({ label: z.string(), fileName: z.string(), sha256: Sha256 })),
    }),
  ),
  /** last entry that it shows */
  head: z.strictObject({ seq: z.int().min(1), hash: Sha256 }),
  /** nothing spoke against the Verlauf */
  intact: z.boolean(),
  /** sentences: what the Verlauf was checked against, and with what outcome */
  checked: z.array(z.string()),
  verifyUrl: z.string(),
})
export type UmlaufPaper = z.infer<typeof UmlaufPaper>
