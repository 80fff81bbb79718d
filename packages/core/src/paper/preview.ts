/** Input of the preview of a Vorlage: the form as its Fassung would look, and what it still lacks. */
import { z } from "zod"
import { Sha256 } from "../content.ts"
import { Anlage, VorlagePaper } from "../paper.ts"

export const PreviewPaper = z.strictObject({
  version: z.literal(1),
  /** its number where it has one already; Anlagen whose file does not exist yet have no name and no `sha256` */
  vorlage: VorlagePaper.extend({
    anlagen: z.array(Anlage.extend({ sha256: z.union([Sha256, z.literal("")]) })),
  }),
  /** what refuses the submission, in the order of the paper; "Betreff", "Der Betreff fehlt." */
  missing: z.array(z.strictObject({ place: z.string(), message: z.string() })),
})
export type PreviewPaper = z.infer<typeof PreviewPaper>
