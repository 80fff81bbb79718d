/** Frozen input of the Dringlichkeitsentscheidung: who decided in place of which body, why, and what the body does next. */
import { z } from "zod"
import { RichText, Sha256 } from "../content.ts"
import { Day, House } from "../paper.ts"

export const UrgentPaper = z.strictObject({
  version: z.literal(1),
  house: House,
  /** body in whose place it was decided */
  gremium: z.string(),
  artLabel: z.string(),
  nummer: z.string(),
  fassung: z.int().min(1),
  betreff: z.string(),
  federfuehrendesAmt: z.string(),
  /** what was decided: the Beschlussvorschlag of the Fassung */
  beschlusstext: RichText,
  /** why the body could not be waited for */
  reason: z.string(),
  /** "§ 50 Abs. 3 KrO NRW" */
  basis: z.string(),
  /** "Landrätin", "Greta Hollen", "14.01.2027, 09:12" */
  signatures: z.array(z.strictObject({ label: z.string(), name: z.string(), at: z.string() })),
  /** what follows: "Das Gremium beschließt in seiner Sitzung am ... über die Genehmigung." */
  follows: z.string(),
  /** of the frozen content and of the sealed PDF that every signature names */
  fassungSha256: Sha256,
  pdfSha256: Sha256,
  /** day of the last signature */
  on: Day,
  verifyUrl: z.string(),
})
export type UrgentPaper = z.infer<typeof UrgentPaper>
