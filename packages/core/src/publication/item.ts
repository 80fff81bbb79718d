/** Stored items of a publication: what of a Vorlage is public, since when, under which addresses. */
import { z } from "zod"
import { Sha256 } from "../content.ts"

/** A released file: a copy of a paper under a public path of its own. */
export const PublicFile = z.strictObject({
  /** random, opaque, part of the permanent address */
  id: z.string(),
  kind: z.enum(["vorlage", "anlage", "programm", "auszug"]),
  title: z.string().min(1).max(300),
  fileName: z.string(),
  mediaType: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  /** UTC instants */
  releasedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().optional(),
})
export type PublicFile = z.infer<typeof PublicFile>

export const Publication = z.strictObject({
  version: z.literal(1),
  vorlageId: z.string(),
  /** random, opaque, never used again: the permanent address of the Vorlage's public page */
  publicId: z.string(),
  /** "planned": becomes public at `at`; "withdrawn" can be released again under the same addresses */
  state: z.enum(["planned", "releasing", "public", "withdrawing", "withdrawn"]),
  /** who decided, when; the instant from which it is to be public */
  by: z.string(),
  decidedAt: z.iso.datetime(),
  at: z.iso.datetime(),
  /** hash of what the releasing person had before the eyes (the preview): another state is a conflict */
  previewSha256: Sha256,
  files: z.array(PublicFile).max(300),
  releasedAt: z.iso.datetime().optional(),
  withdrawnAt: z.iso.datetime().optional(),
})
export type Publication = z.infer<typeof Publication>

/** In the partition of its Vorlage, listed by the day of release; its facts stand in the log of the Vorlage. */
export const publicationKey = (vorlageId: string): string => `vorlage/${vorlageId}/publication`
export const PUBLIC = "list/public"
/** Among the drafts: the only copies of papers that can be dropped. */
export const publicPath = (fileId: string): string => `public/${fileId}`
