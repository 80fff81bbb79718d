/** Stored item of a package (Übergabepaket) for the council information system. */
import { z } from "zod"
import { Sha256 } from "../content.ts"

export const Package = z.strictObject({
  version: z.literal(1),
  /** says what is in it: the same state is the same package */
  id: z.string(),
  vorlageId: z.string(),
  fassung: z.int().min(1),
  /** state of the Vorlage when it was asked for, in words */
  stateLabel: z.string(),
  /** non-public as a whole or in parts: for the Sitzungsdienst alone */
  nonPublic: z.boolean(),
  state: z.enum(["making", "ready", "failed"]),
  fileName: z.string(),
  /** of the ZIP, once it is there */
  sha256: Sha256.optional(),
  bytes: z.int().optional(),
  at: z.iso.datetime(),
})
export type Package = z.infer<typeof Package>

export const packageKey = (vorlageId: string, id: string): string => `handover/${vorlageId}/${id}`
/** Among the drafts: it is made of papers, and can be made again. */
export const packagePath = (vorlageId: string, id: string): string => `handover/${vorlageId}/${id}.zip`
export const dutyId = (id: string): string => `handover-${id}`
